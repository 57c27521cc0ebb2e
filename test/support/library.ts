/** Data that tests change at will. */
export interface Loose {
  // biome-ignore lint/suspicious/noExplicitAny: tests break what the types would refuse
  [key: string]: any
}

/**
 * A library in two environments on two hosts: a catalogue behind a proxy with its database, a migration and a backup; and a search
 * on the other host.
 */
export function library(): Loose {
  return {
    name: "library",
    environments: { stage: {}, live: {} },
    clouds: {
      cloudflare: {
        purpose: "DNS and files",
        zone: "library.example",
        buckets: { scans: { name: { stage: "library-scans-stage", live: "library-scans" } } },
      },
    },
    images: {
      caddy: { repository: "caddy" },
      catalogue: { repository: "library/catalogue", secretsAsVariables: "It reads nothing but variables" },
      search: { repository: "library/search" },
      postgres: { repository: "postgres" },
      redis: { repository: "redis" },
      backup: { repository: "tiredofit/db-backup" },
    },
    secrets: {
      BACKUP_KEY: { purpose: "Key to the backups" },
      DATABASE_PASSWORD: { purpose: "Password of the database" },
      DATABASE_URL: { purpose: "The database, as a URL", form: "url" },
    },
    externals: {
      readers: { title: "Readers", kind: "people" },
      isbn: { title: "ISBN register", hosts: ["isbn.example"] },
    },
    hosts: {
      desk: {
        address: { stage: "10.1.0.2", live: "10.2.0.2" },
        disks: { data: { size: "20 GiB", mount: "/data", holds: { "/data/postgres": { contents: "Books" } } } },
        stacks: { main: { directory: "desk-{short}", project: "desk" } },
        services: {
          caddy: { image: "caddy", ports: { http: 80, https: 443 }, proxy: {} },
          catalogue: {
            image: "catalogue",
            command: ["serve"],
            ports: { http: 8000 },
            health: { get: "/health" },
            uses: [{ to: "postgres", access: "write" }, "archive.search", "isbn", "scans"],
            environment: {
              PUBLIC_URL: { url: "catalogue" },
              SCANS: { bucket: "scans" },
              SEARCH: { text: ["http://", { at: "archive.search" }] },
              ISBN_HOST: { at: "isbn", part: "host" },
              LEVEL: { default: "info", stage: "debug" },
            },
            secrets: { DATABASE_URL: "DATABASE_URL" },
          },
          postgres: {
            image: "postgres",
            store: { contents: "Books and loans" },
            secrets: { POSTGRES_PASSWORD: "DATABASE_PASSWORD" },
            mounts: [{ source: "/data/postgres", target: "/var/lib/postgresql/data" }],
          },
          migrate: { image: "catalogue", job: true, uses: ["postgres"] },
          backup: {
            image: "backup",
            backup: { of: "postgres", to: "scans", at: "03:00", retention: "7d" },
            environment: { DB01_USER: "library", DB01_S3_KEY_ID: "library-backups" },
            secrets: { DB01_PASS: "DATABASE_PASSWORD", DB01_S3_KEY_SECRET: "BACKUP_KEY" },
          },
        },
      },
      archive: {
        address: { stage: "10.1.0.3", live: "10.2.0.3" },
        stacks: { main: { directory: "archive-{short}", project: "archive" } },
        services: { search: { image: "search", ports: { http: 9200 } } },
      },
    },
    routes: {
      catalogue: {
        host: { stage: "stage.library.example", live: "catalogue.library.example" },
        to: "desk.catalogue",
      },
    },
  }
}
