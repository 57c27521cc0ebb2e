import { at, defineTopology, secret, t, url } from "groundplan"

export default defineTopology({
  name: "bakery",
  environments: { staging: { project: "bakery-staging" }, production: { project: "bakery-prod" } },
  clouds: {
    cloudflare: { purpose: "DNS and files", zone: "bakery.example", buckets: { photos: { name: "bakery-photos" } } },
    vercel: { purpose: "Shop", projects: { shop: { only: ["production"] } } },
  },
  images: {
    "orders-api": { repository: "orders-api" },
    postgres: { repository: "postgres" },
    caddy: { repository: "caddy" },
  },
  secrets: { OVEN_KEY: { purpose: "Key of the oven", form: "url-safe", only: ["production", "staging"] } },
  externals: { guests: { title: "Guests", kind: "people", uses: ["vercel"] } },
  hosts: {
    shop: {
      machine: { default: "e2-small", production: "e2-medium" },
      stacks: { main: { directory: "shop-{environment}", project: "shop" } },
      services: {
        caddy: { image: "caddy", ports: { https: 443 }, proxy: {} },
        api: {
          image: "orders-api",
          stack: "main",
          only: ["staging", "production"],
          ports: { http: 8000 },
          uses: ["postgres", { to: "guests", access: "call" }],
          environment: {
            DATABASE: t`postgres://${at("postgres")}/orders`,
            SHOP: url("shop"),
            LEVEL: { staging: "debug", production: "info" },
          },
          secrets: { KEY: secret("OVEN_KEY"), PASSWORD: "OVEN_KEY" },
          resources: { memory: "256 MiB" },
        },
        postgres: { image: "postgres", store: { contents: "Orders" } },
      },
    },
  },
  routes: {
    shop: {
      host: { staging: "staging.bakery.example", production: "bakery.example" },
      to: { staging: "shop.api", production: "vercel.shop" },
    },
  },
})
