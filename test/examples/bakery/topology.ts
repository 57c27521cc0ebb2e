import { at, defineTopology, t } from "groundplan"

/** One VM, one proxy, one application and its database: the smallest shop that takes orders. */
export default defineTopology({
  name: "bakery",
  generate: ["compose", "caddy", "docs"],
  environments: { production: { purpose: "Customers order bread" } },
  images: {
    caddy: { repository: "caddy" },
    orders: { repository: "bakery/orders", family: "python" },
    postgres: { repository: "postgres" },
  },
  secrets: { ORDERS_PASSWORD: { purpose: "Password of the order database", source: "env-file" } },
  externals: { customers: { title: "Customers", kind: "people" } },
  hosts: {
    shop: {
      stacks: { main: { directory: "shop", project: "bakery" } },
      disks: {
        data: {
          size: "20 GiB",
          mount: "/data",
          snapshots: { every: "day", keep: "14d" },
          holds: { "/data/postgres": { contents: "Orders", owner: "999:999", mode: "0700" } },
        },
      },
      services: {
        caddy: { image: "caddy", ports: { http: 80, https: 443, quic: 443 }, proxy: { email: "baker@bakery.example" } },
        orders: {
          purpose: "Takes orders",
          image: "orders",
          ports: { http: 8000 },
          uses: [{ to: "postgres", access: "write" }],
          health: { get: "/health" },
          environment: { DATABASE: t`postgres://orders@${at("postgres")}/orders`, PRICE_SIGN: "$" },
          resources: { memory: "256 MiB" },
        },
        postgres: {
          purpose: "Keeps orders",
          image: "postgres",
          store: { contents: "Orders" },
          environment: { POSTGRES_USER: "orders" },
          secrets: { POSTGRES_PASSWORD: "ORDERS_PASSWORD" },
          mounts: [{ source: "/data/postgres", target: "/var/lib/postgresql/data" }],
          resources: { memory: "512 MiB" },
        },
      },
    },
  },
  routes: { shop: { host: "bakery.example", to: "shop.orders" } },
})
