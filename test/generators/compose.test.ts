import fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { Artifact } from "../../core/artifact.js"
import { type Compilation, compile } from "../../core/compile.js"
import type { Pins } from "../../core/resolve/index.js"
import { readComposeText } from "../../formats/compose.js"
import { readDotenv } from "../../formats/dotenv.js"
import { literal } from "../../formats/text.js"
import { readYaml } from "../../formats/yaml-read.js"
import { compose } from "../../generators/compose/index.js"
import { at, env, t } from "../../schema/references.js"

describe("a bakery with one VM", () => {
  it("is one file that reads as if written by hand", () => {
    expect(file(compiled(BAKERY), "bakery/docker-compose.yml").content).toBe(BAKERY_FILE)
  })

  it("says in .env.example what somebody has to bring, and no value", () => {
    expect(file(compiled(BAKERY), "bakery/.env.example").content).toBe(BAKERY_EXAMPLE)
  })

  it("has the origin of the leaf that changes a line", () => {
    const lines = numbered(file(compiled(BAKERY), "bakery/docker-compose.yml"))
    expect(lines).toEqual(
      expect.arrayContaining([
        "    image: postgres:1.0 <images:/postgres/default>",
        "  # Takes orders </hosts/shop/services/orders/purpose>",
        '      - "--concurrency=4" </hosts/shop/services/orders/concurrency>',
        '        published: "8080" </hosts/shop/services/orders/ports/http/publish>',
        "        protocol: tcp <default:port.protocol>",
        "    restart: unless-stopped <default:service.restart>",
        "      # Secrets, as variables: It reads its settings from variables </images/orders/secretsAsVariables>",
        '      ORDERS_KEY: "${ORDERS_KEY:?set ORDERS_KEY}" </hosts/shop/services/orders/secrets/ORDERS_KEY>',
        "          memory: 512M </hosts/shop/services/orders/resources/memory>",
        '      com.docker.network.bridge.enable_icc: "false" <constant:generators/compose>',
      ]),
    )
    expect(lines.filter((line) => line.endsWith("<>"))).toEqual([])
  })

  it("changes one line when a tag does", () => {
    const before = file(compiled(BAKERY), "bakery/docker-compose.yml").content.split("\n")
    const pins = { ...exact(BAKERY), orders: { default: "2.0.1" } }
    const after = file(compiled(BAKERY, pins), "bakery/docker-compose.yml").content.split("\n")
    expect(after.filter((line, index) => line !== before[index])).toEqual(["    image: orders:2.0.1"])
  })
})

describe("a service", () => {
  it.each([
    ["words as one string, which Compose splits", { command: 'bake "two trays"' }, { command: 'bake "two trays"' }],
    ["a list as it is", { command: ["bake", "two trays", 3] }, { command: ["bake", "two trays", "3"] }],
    ["a line for a shell", { command: { shell: "bake | tee log" } }, { command: ["/bin/sh", "-c", "bake | tee log"] }],
    ["an entrypoint", { entrypoint: { shell: "exec bake" } }, { entrypoint: ["/bin/sh", "-c", "exec bake"] }],
    [
      "words of a health check split, no shell between",
      { health: { command: 'ask "all well"' } },
      check("CMD", "ask", "all well"),
    ],
    ["a health check's list", { health: { command: ["ask", "well"] } }, check("CMD", "ask", "well")],
    [
      "a health check for a shell",
      { health: { command: { shell: "ask | grep ok" } } },
      check("CMD-SHELL", "ask | grep ok"),
    ],
    ["no health check", { health: "none" }, { healthcheck: { disable: true } }],
    [
      "json-file logs, bounded",
      { logging: { driver: "json-file" } },
      logs("json-file", { "max-size": "10m", "max-file": "5" }),
    ],
    ["journald, which bounds itself", { logging: { driver: "journald" } }, logs("journald")],
    ["no logs", { logging: { driver: "none" } }, logs("none")],
    ["a job", { job: true }, { restart: "no" }],
    ["memory in the largest unit that divides it", { resources: { memory: "1.5 GiB" } }, limits({ memory: "1536M" })],
    ["memory that no unit divides, in bytes", { resources: { memory: "10000001 B" } }, limits({ memory: "10000001b" })],
    ["CPUs and processes", { resources: { cpus: 0.5, pids: 64 } }, limits({ cpus: "0.5", pids: 64 })],
    ["shared memory", { resources: { sharedMemory: "64 MiB" } }, { shm_size: "64M" }],
    ["replicas", { replicas: 3 }, { deploy: { replicas: 3 } }],
    [
      "env files that must be there",
      { envFiles: ["./own.env"] },
      { env_file: [{ path: "./own.env", required: true }] },
    ],
    [
      "an env file that need not be there",
      { envFiles: [{ path: "./own.env", required: false }] },
      { env_file: [{ path: "./own.env", required: false }] },
    ],
    ["a folder in memory with its size", { tmpfs: ["/run:size=64m"] }, { tmpfs: ["/run:size=64m"] }],
    [
      "logs that a plugin takes, with its options",
      { logging: { driver: "grafana/loki-docker-driver:3.3.2", options: { "loki-url": "http://loki.example/push" } } },
      {
        logging: {
          driver: "grafana/loki-docker-driver:3.3.2",
          options: { "loki-url": "http://loki.example/push" },
        },
      },
    ],
    [
      "further options of a bounded driver",
      { logging: { driver: "json-file", options: { tag: "$oven" } } },
      {
        logging: { driver: "json-file", options: { "max-size": "10m", "max-file": "5", tag: "$$oven" } },
      },
    ],
    [
      "ulimits",
      { ulimits: { nofile: { soft: 1, hard: 2 }, nproc: 3 } },
      { ulimits: { nofile: { soft: 1, hard: 2 }, nproc: 3 } },
    ],
    ["extra hosts", { extraHosts: { mill: "host-gateway" } }, { extra_hosts: { mill: "host-gateway" } }],
    ["labels", { labels: { "bakery.tray": "on" } }, { labels: { "bakery.tray": "on" } }],
    [
      "capabilities, each once",
      { capAdd: ["CHOWN", "CHOWN"], capDrop: ["ALL"] },
      { cap_add: ["CHOWN"], cap_drop: ["ALL"] },
    ],
    ["profiles", { profiles: ["night"] }, { profiles: ["night"] }],
    ["exposed ports", { expose: [9000] }, { expose: ["9000"] }],
    ["a user that is a number", { user: "1000:1000" }, { user: "1000:1000" }],
    ["the host's network", { networkMode: "host" }, { network_mode: "host" }],
    ["no network where there is no edge and no port", {}, { network_mode: "none" }],
    [
      "a folder of the host, which must be there",
      { mounts: [{ source: "/srv/flour", target: "/flour", readOnly: true }] },
      {
        volumes: [
          { type: "bind", source: "/srv/flour", target: "/flour", read_only: true, bind: { create_host_path: false } },
        ],
      },
    ],
    [
      "a named volume",
      { mounts: [{ volume: "flour", target: "/flour" }] },
      { volumes: [{ type: "volume", source: "flour", target: "/flour" }] },
    ],
    [
      "a folder that a variable names",
      { mounts: [{ source: env("FLOUR"), target: "/flour" }] },
      {
        volumes: [{ type: "bind", source: "${FLOUR:?set FLOUR}", target: "/flour", bind: { create_host_path: false } }],
      },
    ],
    ["a volume without a name", { anonymousVolumes: ["/cache"] }, { volumes: [{ type: "volume", target: "/cache" }] }],
    [
      "how an image is built where it runs",
      { image: undefined, build: { context: "../oven", target: "bake" } },
      { build: { context: "../oven", target: "bake" } },
    ],
    [
      "Compose's own keys last and as they are",
      { compose: { working_dir: "/srv/${SHELF}", init: true, "x-oven": { degrees: 220 } } },
      { working_dir: "/srv/${SHELF}", init: true, "x-oven": { degrees: 220 } },
    ],
  ])("spells %s", (_, stated, spelled) => {
    expect(service({ image: "orders", ...stated })).toMatchObject(spelled)
  })

  it("joins no network where it has none of its own", () => {
    expect(service({ image: "orders", networkMode: "host" })).not.toHaveProperty("networks")
    expect(service({ image: "orders" })).not.toHaveProperty("networks")
  })

  it("puts Compose's own keys at the end, in their order", () => {
    const data = service({ image: "orders", compose: { tty: true, init: true } })
    expect(Object.keys(data).slice(-2)).toEqual(["tty", "init"])
  })

  it("waits for services of its stack only, and for the proxy's upstreams not at all", () => {
    const { services, networks } = read(file(compiled(TWO_STACKS), "front/docker-compose.yml"))
    expect(services.web.depends_on).toEqual({ migrate: { condition: "service_completed_successfully" } })
    expect(services.door.depends_on).toBeUndefined()
    expect(services.web.networks).toEqual({ catalogue: {}, migrate: {}, web: { aliases: ["web.library.internal"] } })
    expect(networks.catalogue).toEqual({ name: "back_catalogue", external: true })
  })

  it("takes the most demanding of several edges, and says which it can do without", () => {
    const { services } = read(file(compiled(DEMANDS), "bakery/docker-compose.yml"))
    expect(services.orders.depends_on).toEqual({
      oven: { condition: "service_healthy" },
      radio: { condition: "service_started", restart: true, required: false },
    })
  })

  it("says volumes once, with what any mount says of them", () => {
    const mounts = [
      { volume: "flour", target: "/a" },
      { volume: "flour", name: "old_flour", external: true, target: "/b" },
    ]
    const { volumes } = read(file(compiled(oneService({ image: "orders", mounts })), "bakery/docker-compose.yml"))
    expect(volumes).toEqual({ flour: { name: "old_flour", external: true } })
  })
})

describe("a proxy", () => {
  it("sees the folder of its Caddyfile, the files that it serves, and the variables that it reads", () => {
    const { services } = read(file(compiled(LIBRARY), "library/docker-compose.yml"))
    expect(services.door.volumes.slice(-2)).toEqual([
      { type: "bind", source: "./door", target: "/etc/caddy", read_only: true, bind: { create_host_path: false } },
      { type: "bind", source: "./site", target: "/srv/site", read_only: true, bind: { create_host_path: false } },
    ])
    expect(services.door.environment).toEqual({ STAFF_HASH: "${STAFF_HASH:?set STAFF_HASH}" })
  })

  it("keeps what the topology mounts at /etc/caddy", () => {
    const topology = structuredClone(LIBRARY)
    topology.hosts.library.services.door.mounts = [{ source: "./own", target: "/etc/caddy" }]
    const { services } = read(file(compiled(topology), "library/docker-compose.yml"))
    expect(services.door.volumes.filter(({ target }: { target: string }) => target === "/etc/caddy")).toHaveLength(1)
  })
})

describe("a clinic that runs on VMs or on one laptop", () => {
  const compilation = compiled(CLINIC())

  it("keeps one file for both, its values in cloud.env and local.env", () => {
    const { services } = read(file(compilation, "front/docker-compose.yml"))
    expect(services.desk.environment.RECORDS).toMatch(/^http:\/\/\$\{RECORDS_API_HOST:\?.*\}:9000$/)
    expect(dotenv(compilation, "front/cloud.env")).toEqual({ RECORDS_API_HOST: "10.0.0.3" })
    expect(dotenv(compilation, "front/local.env")).toEqual({ RECORDS_API_HOST: "api.records.internal" })
    expect(dotenv(compilation, "records/local.env")).toEqual({ RECORDS_BIND_ADDRESS: "127.0.0.1" })
    expect(file(compilation, "front/docker-compose.yml").content).toContain(
      "# On laptops: docker compose -f docker-compose.yml -f docker-compose.local.yml --env-file local.env --env-file .env up -d\n",
    )
    expect(file(compilation, "records/cloud.env").content).toContain("#   docker compose --env-file cloud.env up -d\n")
  })

  it("says of an address that Compose asks for on the laptop that nothing is published on it", () => {
    const idle = "# Compose asks for it before it reads docker-compose.local.yml, which publishes none of these ports\n"
    expect(file(compilation, "records/local.env").content).toContain(`${idle}RECORDS_BIND_ADDRESS=127.0.0.1\n`)
    expect(file(compilation, "records/cloud.env").content).not.toContain(idle)
    const open = CLINIC()
    Object.assign(open.hosts.records.services.desk.ports, { site: { port: 9003, exposure: "public", reason: "Tests" } })
    expect(file(compiled(open), "records/local.env").content).not.toContain(idle)
  })

  it("joins the hosts by a network on the laptop", () => {
    const front = read(file(compilation, "front/docker-compose.local.yml"))
    const records = read(file(compilation, "records/docker-compose.local.yml"))
    expect(front.services.desk.networks).toEqual(["remote.records.api"])
    expect(front.networks).toEqual({
      "remote.records.api": { name: "clinic-records_remote.records.api", external: true },
    })
    expect(records.services.api.networks).toEqual({ "remote.records.api": { aliases: ["api.records.internal"] } })
    expect(records.networks["remote.records.api"]).toMatchObject({
      name: "clinic-records_remote.records.api",
      internal: true,
      ipam: { config: [{ subnet: expect.stringMatching(/^172\.2\d\.\d+\.\d+\/26$/) }] },
    })
  })

  it("publishes on the laptop only what is not for other hosts", () => {
    const local = file(compilation, "records/docker-compose.local.yml").content
    expect(local).toContain("\n    ports: !reset []\n")
    expect(local).toContain("\n    ports: !override\n      - name: admin\n")
    expect(local.split("published:")).toHaveLength(2)
  })

  it("has volumes for the folders of disks, each its own, and builds from source", () => {
    const { services, volumes } = read(file(compilation, "records/docker-compose.local.yml"))
    expect(services.store.volumes).toEqual([
      { type: "volume", source: "data-a-b", target: "/one" },
      { type: "volume", source: "data-a-b-2", target: "/two", read_only: true },
    ])
    expect(services.other.volumes).toEqual([{ type: "volume", source: "data-a-b", target: "/same" }])
    expect(volumes).toEqual({ "data-a-b": {}, "data-a-b-2": {} })
    expect(services.api).toMatchObject({
      build: { context: "../api", args: { MODE: "$$debug" } },
      pull_policy: "build",
    })
  })

  it("is one plain file where it runs on a laptop only", () => {
    const only = compiled(CLINIC(["local"]))
    expect(only.artifacts.map(({ path }) => path)).toEqual([
      "front/.env.example",
      "front/.gitignore",
      "front/docker-compose.yml",
      "records/.gitignore",
      "records/docker-compose.yml",
    ])
    const { services, networks, volumes } = read(file(only, "records/docker-compose.yml"))
    expect(services.api.ports).toBeUndefined()
    expect(services.api.build).toEqual({ context: "../api", args: { MODE: "$$debug" } })
    expect(services.store.volumes[0]).toEqual({ type: "volume", source: "data-a-b", target: "/one" })
    expect(networks["remote.records.api"].internal).toBe(true)
    expect(Object.keys(volumes)).toEqual(["data-a-b", "data-a-b-2"])
  })
})

describe("what people bring", () => {
  const topology = () => ({
    name: "bakery",
    environments: { production: { placements: ["cloud"] } },
    clouds: {
      gcp: {
        purpose: "Runs everything",
        region: "europe-north1",
        zone: "europe-north1-a",
        operations: { project: "bakery-ops", purpose: "State", stateBucket: "bakery-state" },
      },
    },
    images: {
      postgres: { repository: "postgres" },
      app: { repository: "app", family: "python", secretsAsVariables: "It reads variables" },
    },
    secrets: {
      SHOP_PASSWORD: { purpose: "Password of the shop's database" },
      SHOP_URL: { purpose: "The shop's database", form: "url" },
    } as Record<string, object>,
    hosts: {
      shop: {
        stacks: { shop: { directory: "shop", project: "shop" } },
        disks: { data: { size: "20 GiB", mount: "/data", snapshots: { every: "day", keep: "14d" } } },
        services: {
          db: {
            image: "postgres",
            environment: { POSTGRES_USER: "till", POSTGRES_DB: "sales" },
            secrets: { POSTGRES_PASSWORD: "SHOP_PASSWORD" },
            mounts: [{ source: "/data/db", target: "/var/lib/postgresql/data" }],
          },
          app: {
            image: "app",
            uses: [{ to: "db", access: "write" }] as (string | object)[],
            secrets: { DATABASE_URL: "SHOP_URL" } as Record<string, string>,
          },
        } as Record<string, object>,
      },
    },
  })

  it("stays out of Git", () => {
    const { content, environment } = file(compiled(topology()), "shop/.gitignore")
    expect(content.split("\n").filter((line) => line !== "" && !line.startsWith("#"))).toEqual(["/.env", "/secrets/"])
    expect(environment).toBe("production")
  })

  it("is not to be copied over what the start-up script of a VM writes", () => {
    const text = file(compiled(topology()), "shop/.env.example").content
    expect(text).toContain(
      "# On a VM, the start-up script writes what comes from Secret Manager; add there only what it does not.\n",
    )
    const byHand = topology()
    byHand.secrets.SHOP_URL = { ...byHand.secrets.SHOP_URL, source: "env-file" }
    expect(file(compiled(byHand), "shop/.env.example").content).not.toContain("start-up script")
  })

  it("says what the URL of a database looks like where only one can be meant", () => {
    const shape =
      "# Like postgresql://till:PASSWORD@db.shop.internal:5432/sales; PASSWORD is SHOP_PASSWORD, percent-encoded\n"
    expect(file(compiled(topology()), "shop/.env.example").content).toContain(shape)
    const two = topology()
    two.hosts.shop.services.other = {
      image: "postgres",
      secrets: { POSTGRES_PASSWORD: "SHOP_PASSWORD" },
      mounts: [{ source: "/data/other", target: "/var/lib/postgresql/data" }],
    }
    two.hosts.shop.services.app = {
      ...two.hosts.shop.services.app,
      uses: [
        { to: "db", access: "write" },
        { to: "other", access: "write" },
      ],
    }
    expect(file(compiled(two), "shop/.env.example").content).not.toContain("postgresql://")
  })
})

describe("what is generated", () => {
  it("leaves out hosts whose Compose files are kept by hand", () => {
    const topology = structuredClone(BAKERY) as typeof BAKERY & { hosts: { shop: { generate?: readonly string[] } } }
    topology.hosts.shop.generate = ["terraform"]
    expect(compiled(topology).artifacts).toEqual([])
  })

  it("has one origin for each line of every file, and an environment", () => {
    for (const topology of [BAKERY, TWO_STACKS, LIBRARY, CLINIC()]) {
      for (const { content, origins, environment } of compiled(topology).artifacts) {
        expect(origins()).toHaveLength(content.split("\n").length - 1)
        expect(environment).toBe("production")
      }
    }
  })
})

describe("hostile strings", () => {
  it("come back from every field as they were", () => {
    fc.assert(
      fc.property(nasty, nasty, nasty, (one, two, three) => {
        const stated = {
          image: "orders",
          purpose: line(one),
          command: [one, two],
          environment: { A: one, B: two },
          labels: { "bakery.a": three },
          securityOptions: [two],
          health: { command: { shell: three } },
          secrets: { KEY: { secret: "ORDERS_KEY", as: "variable", reason: line(two) } },
          compose: { working_dir: three, annotations: { note: one } },
          local: { build: { context: "../orders", args: { MODE: two } }, command: { shell: one } },
        }
        const topology = { ...oneService(stated), environments: { production: { placements: ["cloud", "local"] } } }
        const compilation = compiled(topology)
        const main = read(file(compilation, "bakery/docker-compose.yml")).services.orders
        const local = read(file(compilation, "bakery/docker-compose.local.yml")).services.orders
        expect([main.command, main.environment.A, main.environment.B].flat().map(interpolated)).toEqual(
          [one, two, one, two].map(nfc),
        )
        expect(interpolated(main.labels["bakery.a"])).toBe(nfc(three))
        expect(interpolated(main.security_opt[0])).toBe(nfc(two))
        expect(main.healthcheck.test.map(interpolated)).toEqual(["CMD-SHELL", nfc(three)])
        expect(main.working_dir).toBe(three)
        expect(main.annotations).toEqual({ note: one })
        expect(interpolated(local.build.args.MODE)).toBe(nfc(two))
        expect(local.command.map(interpolated)).toEqual(["/bin/sh", "-c", nfc(one)])
      }),
      { numRuns: 100 },
    )
  })
})

// ---------------------------------------------------------------------------------------------------------------------

const BAKERY = {
  name: "bakery",
  environments: { production: {} },
  images: {
    orders: { repository: "orders", secretsAsVariables: "It reads its settings from variables" },
    postgres: { repository: "postgres" },
  },
  secrets: {
    ORDERS_KEY: { purpose: "Signs receipts" },
    TILL_PASSWORD: { purpose: "Opens the till", source: "env-file" },
  },
  hosts: {
    shop: {
      stacks: { main: { directory: "bakery", project: "bakery" } },
      disks: { data: { size: "10 GiB", mount: "/data", snapshots: { every: "day", keep: "14d" } } },
      services: {
        orders: {
          purpose: "Takes orders",
          image: "orders",
          command: ["serve", "--tray", "$5 each"],
          concurrency: 4,
          ports: { http: { port: 8000, publish: 8080, exposure: "host" } },
          uses: ["till"],
          environment: {
            TILL: t`postgres://${at("till")}/orders`,
            MOOD: env("MOOD", { default: "calm", purpose: "How the oven hums" }),
          },
          secrets: { ORDERS_KEY: "ORDERS_KEY" },
          resources: { memory: "512 MiB" },
        },
        till: {
          image: "postgres",
          store: { contents: "Orders" },
          secrets: { POSTGRES_PASSWORD: "TILL_PASSWORD" },
          mounts: [{ source: "/data/till", target: "/var/lib/postgresql/data" }],
        },
      },
    },
  },
}

const BAKERY_FILE = `# Generated from topology.ts by \`groundplan build\`.
# Edits are lost: change topology.ts instead.

name: bakery

services:
  # Takes orders
  orders:
    image: orders:1.0
    command:
      - "serve"
      - "--tray"
      - "$$5 each"
      - "--concurrency=4"
    environment:
      TILL: "postgres://till.shop.internal:5432/orders"
      MOOD: "\${MOOD:-calm}"
      # Secrets, as variables: It reads its settings from variables
      ORDERS_KEY: "\${ORDERS_KEY:?set ORDERS_KEY}"
    depends_on:
      till:
        condition: service_healthy
    networks:
      - ingress
      - till
    ports:
      - name: http
        target: 8000
        published: "8080"
        host_ip: "127.0.0.1"
        protocol: tcp
    restart: unless-stopped
    deploy:
      resources:
        limits:
          memory: 512M
    logging:
      driver: local
      options:
        max-size: "10m"
        max-file: "5"

  till:
    image: postgres:1.0
    environment:
      POSTGRES_PASSWORD_FILE: "/run/secrets/TILL_PASSWORD"
    secrets:
      - TILL_PASSWORD
    networks:
      till:
        aliases:
          - till.shop.internal
    volumes:
      - type: bind
        source: /data/till
        target: /var/lib/postgresql/data
        bind:
          create_host_path: false
    healthcheck:
      test: ["CMD", "pg_isready", "--quiet", "--host=127.0.0.1", "--port=5432", "--username=postgres", "--dbname=postgres"]
      interval: 30s
      timeout: 5s
      retries: 3
      start_period: 30s
    restart: unless-stopped
    logging:
      driver: local
      options:
        max-size: "10m"
        max-file: "5"

networks:
  # Publishes ports. Its members can't reach each other, and it doesn't lead out.
  ingress:
    driver_opts:
      com.docker.network.bridge.enable_icc: "false"
      com.docker.network.bridge.enable_ip_masquerade: "false"
    ipam:
      config:
        - subnet: 172.21.190.192/26
  till:
    internal: true
    ipam:
      config:
        - subnet: 172.22.8.64/26

secrets:
  TILL_PASSWORD:
    file: ./secrets/TILL_PASSWORD
`

const BAKERY_EXAMPLE = `# Generated from topology.ts by \`groundplan build\`.
# Edits are lost: change topology.ts instead.
#
# Copy it to .env and fill it in; Compose stops where a value is missing.

# How the oven hums
# Optional; without it: "calm"
MOOD=

# Signs receipts
# Secret, from Secret Manager
# Keep the single quotes: without them, Compose takes $ for a variable
ORDERS_KEY=''

# Not here, but in files of their own, the value and nothing else:
#   secrets/TILL_PASSWORD: Opens the till
`

const TWO_STACKS = {
  name: "library",
  environments: { production: {} },
  images: { caddy: { repository: "caddy" }, app: { repository: "app" } },
  hosts: {
    library: {
      stacks: { front: { directory: "front", project: "front" }, back: { directory: "back", project: "back" } },
      services: {
        door: { stack: "front", image: "caddy", ports: { http: 80, https: 443 }, proxy: {} },
        web: { stack: "front", image: "app", ports: { http: 8000 }, uses: ["catalogue", "migrate"] },
        migrate: { stack: "front", image: "app", job: true },
        catalogue: { stack: "back", image: "app", ports: { http: 9000 }, health: { get: "/" } },
      },
    },
  },
  routes: { web: { host: { production: "library.example" }, to: "library.web" } },
}

const DEMANDS = {
  ...BAKERY,
  hosts: {
    shop: {
      ...BAKERY.hosts.shop,
      services: {
        orders: {
          image: "orders",
          uses: [
            { to: "oven", port: "door", condition: "started" },
            { to: "oven", port: "light", required: false },
            { to: "radio", required: false, restart: true },
          ],
        },
        oven: { image: "orders", ports: { door: 1, light: 2 }, health: { command: ["well"] } },
        radio: { image: "orders", ports: { http: 80 } },
      },
    },
  },
}

const LIBRARY = {
  name: "library",
  environments: { production: {} },
  images: { caddy: { repository: "caddy" } },
  secrets: { STAFF_HASH: { purpose: "Hash of the staff's password" } },
  hosts: {
    library: {
      stacks: { library: { directory: "library", project: "library" } },
      services: {
        door: {
          image: "caddy",
          ports: { http: 80, https: 443 },
          proxy: {},
          mounts: [{ source: "/srv/caddy", target: "/data" }] as { source: string; target: string }[],
        },
      },
    },
  },
  routes: {
    site: {
      host: { production: "library.example" },
      handle: [
        {
          match: { path: ["/staff*"] },
          basicAuth: { user: "staff", password: "STAFF_HASH" },
          files: { root: "/srv/site", from: "./site" },
        },
        { files: { root: "/srv/site", from: "./site" } },
      ],
    },
  },
}

function CLINIC(placements: readonly string[] = ["cloud", "local"]) {
  return {
    name: "clinic",
    environments: { production: { placements } },
    images: { app: { repository: "app" } },
    hosts: {
      front: {
        address: "10.0.0.2",
        stacks: { main: { directory: "front", project: "clinic-front" } },
        services: {
          desk: {
            image: "app",
            uses: ["records.api"],
            environment: { RECORDS: t`http://${at("records.api")}`, WARD: env("WARD") },
          },
        },
      },
      records: {
        address: "10.0.0.3",
        stacks: { main: { directory: "records", project: "clinic-records" } },
        disks: { data: { size: "10 GiB", mount: "/data", snapshots: { every: "day", keep: "14d" } } },
        services: {
          api: {
            image: "app",
            ports: { http: 9000 },
            local: { build: { context: "../api", args: { MODE: "$debug" } } },
          },
          desk: {
            image: "app",
            ports: { http: { port: 9001, exposure: "private" }, admin: { port: 9002, exposure: "host" } },
          },
          store: {
            image: "app",
            mounts: [
              { source: "/data/a/b", target: "/one" },
              { source: "/data/a-b", target: "/two", readOnly: true },
            ],
          },
          other: { image: "app", mounts: [{ source: "/data/a/b", target: "/same" }] },
        },
      },
    },
  }
}

const nasty = fc
  .oneof(
    fc.constantFrom(
      "$",
      "$$",
      "${X:-y}",
      "a: b #c",
      "- x",
      "22:22",
      "on",
      "0777",
      "\u2028",
      "a\nb",
      '"\\',
      "!reset []",
      "'",
      "é",
    ),
    fc.string({ unit: "binary", minLength: 1 }),
  )
  .filter((value) => !/\p{Surrogate}|\0/u.test(value))

function line(value: string): string {
  return `Words ${value.replace(/[\p{Cc}\p{Cs}]/gu, " ")}`
}

function nfc(value: string): string {
  return value.normalize("NFC")
}

function interpolated(value: string): string | undefined {
  const reading = readComposeText(value)
  return reading.kind === "text" ? literal(reading.text) : undefined
}

function check(...test: readonly string[]) {
  return { healthcheck: { test } }
}

function logs(driver: string, options?: object) {
  return { logging: options === undefined ? { driver } : { driver, options } }
}

function limits(stated: object) {
  return { deploy: { resources: { limits: stated } } }
}

function oneService(stated: object) {
  return { ...BAKERY, hosts: { shop: { ...BAKERY.hosts.shop, services: { orders: stated } } } }
}

function service(stated: object): Record<string, unknown> {
  return read(file(compiled(oneService(stated)), "bakery/docker-compose.yml")).services.orders
}

function compiled(topology: { readonly images?: object }, pins = exact(topology)): Compilation {
  const compilation = compile(topology, { pins, generators: [compose], today: new Date("2026-01-01T00:00:00Z") })
  // A test that looks at one thing leaves images, secrets and ports of the others without a use.
  const told = compilation.diagnostics.filter(({ code }) => !/\/un(?:used|needed)$/.test(code))
  expect(told).toEqual([])
  return compilation
}

/** Pins every image of a topology to 1.0: production runs no tag that moves. */
function exact(topology: { readonly images?: object }): Pins {
  return Object.fromEntries(Object.keys(topology.images ?? {}).map((name) => [name, { default: "1.0" }]))
}

function file({ artifacts }: Compilation, path: string): Artifact {
  const found = artifacts.find((artifact) => artifact.path === path)
  if (found === undefined) throw new Error(`no ${path} among ${artifacts.map((artifact) => artifact.path).join(", ")}`)
  return found
}

// biome-ignore lint/suspicious/noExplicitAny: tests reach into documents that they have read back.
function read({ content }: Artifact): any {
  const { data, errors } = readYaml(content)
  expect(errors).toEqual([])
  return data
}

function dotenv(compilation: Compilation, path: string): Record<string, string | undefined> {
  const { assignments, errors } = readDotenv(file(compilation, path).content)
  expect(errors).toEqual([])
  return Object.fromEntries(assignments.map(({ name, value }) => [name, value && literal(value)]))
}

function numbered({ content, origins }: Artifact): readonly string[] {
  const all = origins()
  return content
    .trimEnd()
    .split("\n")
    .map((each, index) => `${each} <${all[index]}>`)
}
