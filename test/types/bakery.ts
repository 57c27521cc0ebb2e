import { at, bucket, defineTopology, secret, t, url } from "groundplan"

export default defineTopology({
  name: "bakery",
  environments: { staging: { project: "bakery-staging" }, production: { project: "bakery-prod" } },
  clouds: {
    gcp: {
      purpose: "Servers",
      region: "europe-west8",
      zone: "europe-west8-b",
      operations: { project: "bakery-ops", purpose: "Shared", stateBucket: "bakery-state" },
      uses: [{ to: "photos", access: "read" }],
    },
    cloudflare: {
      purpose: "DNS and files",
      zone: "bakery.example",
      cdn: {},
      buckets: {
        photos: { purpose: "Photos of cakes", name: { default: "bakery-test", production: "bakery-photos" } },
      },
    },
    vercel: {
      purpose: "Shop",
      uses: ["cdn"],
      projects: {
        shop: {
          only: ["production"],
          environment: { API: url("orders"), FILES: { production: bucket("photos") } },
          secrets: { OVEN: "OVEN_KEY", TILL: { secret: "TILL_KEY", version: 2 } },
          uses: ["shop.api"],
        },
      },
    },
  },
  images: {
    "orders-api": { repository: "orders-api" },
    postgres: { repository: "postgres", release: { default: "17", staging: "18" } },
    caddy: { repository: "caddy" },
    "db-backup": { repository: "tiredofit/db-backup" },
  },
  secrets: {
    OVEN_KEY: { purpose: "Key of the oven", form: "url-safe", only: ["production", "staging"] },
    TILL_KEY: { purpose: "Key of the till" },
  },
  externals: {
    guests: { title: "Guests", kind: "people", uses: ["vercel"] },
    mill: { title: "Mill", hosts: { default: ["test.mill.example"], production: ["mill.example"] } },
  },
  hosts: {
    shop: {
      machine: { default: "e2-small", production: "e2-medium" },
      stacks: { main: { directory: "shop-{environment}", project: "shop" } },
      networks: { tills: { name: "tills" } },
      disks: {
        data: {
          size: { default: "20 GiB", production: "50 GiB" },
          mount: "/data",
          snapshots: { every: "day", keep: { default: "3d", production: "9d" } },
        },
      },
      uses: [{ to: "photos", access: "write" }],
      services: {
        caddy: { image: "caddy", ports: { https: 443 }, proxy: {} },
        api: {
          image: "orders-api",
          stack: "main",
          only: ["staging", "production"],
          group: "vercel.shop",
          command: ["serve", "--store", at("postgres"), t`--shop=${url("shop")}`],
          concurrency: { default: 2, production: 8 },
          networks: ["tills"],
          ports: { http: 8000, metrics: { port: 9100, exposure: { default: "internal", staging: "host" } } },
          uses: [{ to: "photos" }, { to: "postgres", port: "sql" }, { to: "guests", access: "call" }, "mill"],
          health: { get: "/health", on: "http" },
          environment: {
            DATABASE: t`postgres://${at("postgres")}/orders`,
            SHOP: url("shop"),
            FILES: bucket("photos"),
            LEVEL: { staging: "debug", production: "info" },
            FLOUR: { default: at("mill"), production: t`https://${at("mill")}` },
          },
          secrets: {
            KEY: secret("OVEN_KEY"),
            PASSWORD: "OVEN_KEY",
            TILL: { secret: "TILL_KEY", only: ["production"] },
          },
          mounts: [{ only: ["production"], source: "/data/menus", target: "/menus", create: true }],
          resources: { memory: { default: "256 MiB", production: "1 GiB" }, reserve: { cpus: { staging: 0.5 } } },
        },
        postgres: {
          image: "postgres",
          ports: { sql: 5432 },
          health: { command: ["pg_isready", "-h", at("mill")] },
          uses: ["mill"],
          store: { contents: "Orders", usedBy: ["api", "backup"] },
          mounts: [{ source: "/data/postgres", target: "/var/lib/postgresql/data" }],
        },
        backup: {
          image: "db-backup",
          backup: { of: "postgres", to: "photos", at: "03:00", retention: { default: "7d", production: "30d" } },
          secrets: { DB01_PASS: "TILL_KEY" },
        },
      },
    },
  },
  routes: {
    shop: {
      host: { staging: "staging.bakery.example", production: "bakery.example" },
      to: { staging: "shop.api", production: "vercel.shop" },
    },
    orders: {
      host: { staging: "orders-staging.bakery.example", production: "orders.bakery.example" },
      proxy: "shop.caddy",
      handle: [
        { match: { path: ["/old/*"] }, redirect: { route: "shop" } },
        {
          match: { path: ["/till/*"] },
          handle: [{ basicAuth: { user: "till", password: "TILL_KEY" }, to: "shop.api", port: "metrics" }],
        },
      ],
      to: "shop.api",
      port: "http",
    },
  },
  rules: {
    severity: { "services/no_limit": "info" },
    accept: [
      {
        rule: "services/no_limit",
        at: "hosts.shop.services.postgres",
        reason: "It has the machine to itself",
        only: ["staging"],
      },
    ],
  },
})
