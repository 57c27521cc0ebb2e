import { at, defineTopology, t } from "groundplan"

/** Two VMs: the reception's proxy and application reach the archive's API by its private address, and nothing else of it. */
export default defineTopology({
  name: "clinic",
  environments: { production: { project: "clinic-prod", purpose: "Patients", network: "10.40.0.0/24" } },
  clouds: {
    gcp: {
      purpose: "Both machines",
      region: "europe-west6",
      zone: "europe-west6-a",
      operations: { project: "clinic-ops", purpose: "Terraform state", stateBucket: "clinic-terraform-state" },
      operators: [{ member: "group:it@clinic.example", reason: "Updates and incidents" }],
    },
    cloudflare: { purpose: "DNS", zone: "clinic.example" },
  },
  images: {
    caddy: { repository: "caddy" },
    desk: { repository: "clinic/desk" },
    archive: { repository: "clinic/archive" },
    postgres: { repository: "postgres" },
  },
  secrets: { ARCHIVE_PASSWORD: { purpose: "Password of the archive's database" } },
  hosts: {
    reception: {
      machine: "e2-small",
      address: "10.40.0.2",
      stacks: { main: { directory: "reception", project: "reception" } },
      services: {
        caddy: {
          image: "caddy",
          ports: { http: 80, https: 443 },
          proxy: {},
          resources: { memory: "256 MiB" },
        },
        desk: {
          purpose: "Appointments",
          image: "desk",
          ports: { http: 8080 },
          uses: ["archive.api"],
          health: { get: "/up" },
          environment: { ARCHIVE: t`http://${at("archive.api")}/v1` },
          resources: { memory: "512 MiB" },
        },
      },
    },
    archive: {
      machine: "e2-standard-2",
      address: "10.40.0.3",
      stacks: { main: { directory: "archive", project: "archive" } },
      disks: {
        records: {
          size: "200 GB",
          type: "pd-ssd",
          mount: "/records",
          snapshots: { every: "day", keep: "30d" },
          holds: { "/records/postgres": { contents: "Patient records", owner: "999:999", mode: "0700" } },
        },
      },
      services: {
        api: {
          purpose: "Patient records",
          image: "archive",
          ports: { http: 9000 },
          uses: [{ to: "postgres", access: "write" }],
          health: { get: "/up" },
          resources: { memory: "1 GiB" },
        },
        postgres: {
          image: "postgres",
          store: { contents: "Patient records" },
          secrets: { POSTGRES_PASSWORD: "ARCHIVE_PASSWORD" },
          mounts: [{ source: "/records/postgres", target: "/var/lib/postgresql/data" }],
          resources: { memory: "4 GiB" },
        },
      },
    },
  },
  routes: { desk: { host: "clinic.example", to: "reception.desk" } },
})
