/**
 * A made-up topology of about `count` service instances in one environment: hosts of twenty services, a quarter of them stores, with
 * edges, health checks, secrets, mounts, routes and one cross-host edge a host.
 */
export function topologyOf(count) {
  const hosts = Object.fromEntries(
    Array.from({ length: Math.ceil(count / 20) }, (_, index) => [`host-${index}`, host(index)]),
  )
  const routes = Object.fromEntries(
    Object.keys(hosts).map((name, index) => [
      `route-${index}`,
      { host: `h${index}.orchard.example`, to: `${name}.app-1`, proxy: `${name}.caddy` },
    ]),
  )
  return {
    name: "orchard",
    environments: { production: { project: "orchard-prod", purpose: "Everything", network: "10.0.0.0/8" } },
    clouds: {
      gcp: {
        purpose: "VMs",
        region: "europe-west8",
        zone: "europe-west8-b",
        operations: { project: "orchard-ops", purpose: "State", stateBucket: "orchard-state", registry: "orchard" },
        operators: [{ member: "group:ops@orchard.example", reason: "Deploys" }],
      },
      cloudflare: { purpose: "DNS", zone: "orchard.example" },
    },
    images: {
      app: {
        repository: "app",
        private: true,
        family: "python",
        secretsAsVariables: "It reads its settings from the environment",
      },
      caddy: { repository: "caddy" },
      postgres: { repository: "postgres" },
      redis: { repository: "redis" },
    },
    secrets: { APP_KEY: { purpose: "Signs sessions" }, DATABASE_PASSWORD: { purpose: "Password of the databases" } },
    hosts,
    routes,
  }
}

/** The tags of its images. */
export const pins =
  '[app]\ndefault = "1.2.3"\n[caddy]\ndefault = "2.10-alpine"\n[postgres]\ndefault = "17.6"\n[redis]\ndefault = "7.4-alpine"\n'

function host(index) {
  const services = {
    caddy: {
      purpose: "Proxy",
      image: "caddy",
      ports: { http: 80, https: 443 },
      proxy: {},
      resources: { memory: "256 MiB" },
    },
  }
  for (let number = 0; number < 5; number++) services[`store-${number}`] = store(number)
  for (let number = 1; number < 15; number++) services[`app-${number}`] = app(index, number)
  const address = `10.${(index >> 14) & 255}.${(index >> 6) & 255}.${((index & 63) << 2) + 2}`
  return {
    machine: "e2-standard-8",
    address,
    stacks: { main: { directory: `host-${index}`, project: `host-${index}` } },
    disks: {
      data: {
        size: "100 GiB",
        mount: "/data",
        snapshots: { every: "day", keep: "14d" },
        holds: { "/data/store": { contents: "Databases" } },
      },
    },
    services,
  }
}

function store(number) {
  return number % 2 === 0
    ? {
        purpose: "Database",
        image: "postgres",
        store: { contents: "Apples" },
        environment: { POSTGRES_USER: "app", POSTGRES_DB: "app" },
        secrets: { POSTGRES_PASSWORD: "DATABASE_PASSWORD" },
        mounts: [{ source: `/data/store/${number}`, target: "/var/lib/postgresql/data" }],
        resources: { memory: "2 GiB" },
      }
    : { purpose: "Cache", image: "redis", store: { usage: "Cache" }, resources: { memory: "512 MiB" } }
}

function app(index, number) {
  const remote = number === 1 && index > 0 ? [`host-${index - 1}.app-2`] : []
  return {
    purpose: "Part of the application",
    image: "app",
    command: ["serve", "--port", "8000", "--name", `app-${number}`],
    ports: { http: 8000 },
    uses: [`store-${number % 5}`, `store-${(number + 1) % 5}`, ...remote],
    health: { get: "/health" },
    environment: {
      STORE: { text: ["store://", { at: `store-${number % 5}` }, "/0"] },
      LEVEL: "info",
      NUMBER: String(number),
    },
    secrets: { APP_KEY: "APP_KEY" },
    resources: { memory: "256 MiB", reserve: { memory: "64 MiB" } },
  }
}
