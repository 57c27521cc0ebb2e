import { describe, expect, it } from "vitest"
import { environmentsParity } from "../../core/rules/environments-parity.js"
import { bakery, CADDY } from "../support/bakery.js"
import { findings } from "../support/findings.js"
import { library } from "../support/library.js"

describe("environments/parity", () => {
  const environments = ["staging", "production"]
  const both = { staging: {}, production: {} }
  const found = (services: object, more: object = {}, pins?: Parameters<typeof findings>[2]) => {
    const topology = bakery(services, { environments: both, ...more })
    topology.hosts.shop.stacks.main.project = "shop-{environment}"
    return findings(environmentsParity, topology, pins)
  }
  const at = "/hosts/shop/services/oven"
  const accept = (place: string) => `Make them alike, or accept it at ${place} with the reason.`

  it("lists a difference of size for information, with both places", () => {
    expect(found({ oven: { replicas: { staging: 1, production: 2 } } })).toEqual([
      {
        severity: "info",
        message: "The number of containers of shop.oven is 1 in staging, and 2 in production.",
        path: `${at}/replicas/staging`,
        found: "1",
        allowed: "2",
        notes: [{ message: "production says so there", path: `${at}/replicas/production` }],
        help: accept("hosts.shop.services.oven.replicas.staging"),
        environments,
      },
    ])
  })

  it("warns of a service that staging does not have, and of one that only staging has", () => {
    expect(found({ oven: { only: ["production"] }, mixer: { only: ["staging"] } })).toEqual([
      {
        message: "The service shop.oven is absent in staging, and present in production.",
        path: at,
        found: "absent",
        help: accept("hosts.shop.services.oven"),
        environments,
      },
      {
        message: "The service shop.mixer is present in staging, and absent in production.",
        path: "/hosts/shop/services/mixer",
        found: "present",
        help: accept("hosts.shop.services.mixer"),
        environments,
      },
    ])
  })

  it("warns of another minor version of a datastore or a proxy, at its pin", () => {
    const pins = {
      postgres: { staging: "17.4", production: "17.6" },
      caddy: { staging: "2.10", production: "2.11" },
      oven: { staging: "1.5.0-rc.1", production: "1.4.0" },
    }
    expect(found({ postgres: {}, caddy: CADDY, oven: {} }, {}, pins)).toEqual([
      {
        message: "The version of shop.postgres is 17.4 in staging, and 17.6 in production.",
        path: "images:/postgres/staging",
        found: "17.4",
        allowed: "17.6",
        notes: [{ message: "production says so there", path: "images:/postgres/production" }],
        help: accept("images.toml postgres.staging"),
        environments,
      },
      expect.objectContaining({ path: "images:/caddy/staging", help: accept("images.toml caddy.staging") }),
    ])
  })

  it("leaves another major version of a datastore to the rule about it", () => {
    expect(found({ postgres: {} }, {}, { postgres: { staging: "16.4", production: "17.6" } })).toEqual([])
    expect(found({ postgres: {} }, {}, { postgres: { staging: "alpine", production: "17.6" } })).toHaveLength(1)
  })

  it.each([
    [
      "a command",
      { command: { staging: ["bake"], production: ["bake", "--fast"] } },
      "command/staging",
      "The command of shop.oven is not the same in staging and in production.",
    ],
    [
      "a default command",
      { command: { production: "bake" } },
      "command/production",
      "The command of shop.oven is not the same in staging and in production.",
    ],
    [
      "an exposure",
      { ports: { http: { port: 8000, exposure: { staging: "public", production: "internal" }, reason: "Tests" } } },
      "ports/http/exposure/staging",
      "The exposure of the port http of shop.oven is public in staging, and internal in production.",
    ],
    [
      "a variable",
      { environment: { FLOUR: { production: "rye" } } },
      "environment/FLOUR/production",
      "The variable FLOUR of shop.oven is absent in staging, and present in production.",
    ],
    [
      "a further variable",
      { environment: { FLOUR: { staging: "rye" } } },
      "environment/FLOUR/staging",
      "The variable FLOUR of shop.oven is present in staging, and absent in production.",
    ],
    [
      "a secret",
      { secrets: { KEY: { secret: "KEY", only: ["production"] } } },
      "secrets/KEY",
      "The secret KEY of shop.oven is absent in staging, and present in production.",
    ],
    [
      "a concurrency",
      { command: ["bake"], concurrency: { staging: 1, production: 4 } },
      "concurrency/staging",
      "The concurrency of shop.oven is 1 in staging, and 4 in production.",
    ],
    [
      "a limit",
      { resources: { memory: { default: "1 GiB", production: "3 GiB" } } },
      "resources/memory/default",
      "The memory of shop.oven is 1 GiB in staging, and 3 GiB in production.",
    ],
    [
      "no limit",
      { resources: { cpus: { production: 2 } } },
      "resources/cpus/production",
      "The number of CPUs of shop.oven is unlimited in staging, and 2 in production.",
    ],
  ])("tells %s", (_, oven, place, message) => {
    const told = found({ oven }, { secrets: { KEY: { purpose: "Opens the recipes" } } })
    expect(told.map((one) => [one.path, one.message])).toEqual([[`${at}/${place}`, message]])
  })

  it("tells machines, boot images and types of disks", () => {
    const topology = bakery({ oven: {} }, { environments: both })
    Object.assign(topology.hosts.shop, {
      stacks: { main: { directory: "shop", project: "shop" } },
      machine: { staging: "e2-small", production: "n2-standard-2" },
      bootImage: { production: "debian-cloud/debian-13" },
      disks: {
        data: { size: { staging: "1 GiB", production: "9 GiB" }, mount: "/data", type: { staging: "pd-standard" } },
      },
    })
    expect(findings(environmentsParity, topology).map(({ path, message }) => [path, message])).toEqual([
      ["/hosts/shop/machine/staging", "The machine of shop is e2-small in staging, and n2-standard-2 in production."],
      [
        "/hosts/shop/bootImage/production",
        "The boot image of shop is debian-cloud/debian-12 in staging, and debian-cloud/debian-13 in production.",
      ],
      [
        "/hosts/shop/disks/data/type/staging",
        "The type of the disk data of shop is pd-standard in staging, and pd-balanced in production.",
      ],
    ])
  })

  it("tells routes, who answers them, their certificates and their exposure", () => {
    const host = { staging: "staging.bakery.example", production: "bakery.example" }
    const routes = {
      only: { host: { production: "www.bakery.example" }, to: "shop.oven" },
      tried: { host: { staging: "try.bakery.example" }, to: "shop.oven" },
      main: { host, to: { staging: "shop.oven", production: "shop.mixer" }, tls: { staging: "internal" } },
      cdn: {
        host: { staging: "cdn-staging.bakery.example", production: "cdn.bakery.example" },
        exposure: { staging: "public", production: "cdn" },
        handle: [{ match: { path: ["/a"] }, respond: "a" }, { to: "shop.oven" }],
      },
    }
    const services = { caddy: CADDY, oven: { ports: { http: 8000 } }, mixer: { ports: { http: 8001 } } }
    const told = found(services, { routes })
    expect(told.map(({ path, message }) => [path, message])).toEqual([
      ["/routes/only", "The route only is absent in staging, and present in production."],
      ["/routes/tried", "The route tried is present in staging, and absent in production."],
      [
        "/routes/main/to/staging",
        "What answers on the route main is shop.oven in staging, and shop.mixer in production.",
      ],
      [
        "/routes/main/tls/staging",
        "The certificate of the route main is internal in staging, and automatic in production.",
      ],
      ["/routes/cdn/exposure/staging", "The exposure of the route cdn is public in staging, and cdn in production."],
    ])
    expect(told.every(({ severity }) => severity === undefined)).toBe(true)
  })

  it("tells a handler that one of them does not have, and where redirects lead", () => {
    const host = { staging: "staging.bakery.example", production: "bakery.example" }
    const old = { staging: "old-staging.bakery.example", production: "old.bakery.example" }
    const oven = { match: { path: ["/oven"] }, to: "shop.oven" }
    const to = (redirect: unknown, only: string) => ({ match: { path: ["/old"] }, redirect, only: [only] })
    const routes = {
      later: { host, handle: [oven, { to: "shop.mixer", only: ["production"] }] },
      moved: { host: old, proxy: "shop.caddy", handle: [to({ route: "later" }, "staging"), to("/new", "production")] },
    }
    const services = { caddy: CADDY, oven: { ports: { http: 8000 } }, mixer: { ports: { http: 8001 } } }
    expect(found(services, { routes }).map(({ path, message, notes }) => [path, message, notes?.[0]?.path])).toEqual([
      [
        "/routes/later/handle/1/to",
        "What answers on the route later is absent in staging, and shop.mixer in production.",
        undefined,
      ],
      [
        "/routes/moved/handle/0",
        "What answers on the route moved is a redirect to later in staging, and a redirect in production.",
        "/routes/moved/handle/1",
      ],
    ])
  })

  it("lists the worst first", () => {
    const told = found({
      oven: {
        replicas: { staging: 1, production: 2 },
        resources: { memory: { production: "1 GiB" } },
        command: { staging: "bake" },
      },
      mixer: { only: ["production"] },
    })
    expect(told.map(({ message }) => message.split(" is ")[0])).toEqual([
      "The service shop.mixer",
      "The command of shop.oven",
      "The number of containers of shop.oven",
      "The memory of shop.oven",
    ])
  })

  it("compares each staging with the first production, by name or by what it says", () => {
    const stages = (stated: Record<string, object>) => {
      const topology = bakery({ oven: { replicas: { default: 1, live: 2 } } }, { environments: stated })
      topology.hosts.shop.stacks.main.project = "shop-{environment}"
      return findings(environmentsParity, topology).map((one) => one.environments)
    }
    expect(stages({ test: { stage: "staging" }, live: { stage: "production" }, eu: { stage: "production" } })).toEqual([
      ["test", "live"],
    ])
    expect(stages({ stage: {}, live: { stage: "production" } })).toEqual([["stage", "live"]])
    expect(stages({ test: {}, live: { stage: "production" } })).toEqual([])
    expect(stages({ staging: {}, live: {} })).toEqual([])
  })

  it("keeps quiet about what is each environment's own: values, addresses, names", () => {
    const topology = library()
    topology.environments = { stage: {}, live: { stage: "production" } }
    expect(findings(environmentsParity, topology)).toEqual([])
  })

  it("lists the worst first, wherever it stands", () => {
    const topology = bakery(
      { oven: { replicas: { staging: 1, production: 2 }, environment: { LEVEL: { staging: "x" } } } },
      { environments: both },
    )
    topology.hosts.shop.stacks.main.project = "shop-{environment}"
    topology.hosts.shop.machine = { staging: "e2-small", production: "e2-medium" }
    expect(findings(environmentsParity, topology).map(({ message }) => message.replace(/ is .*/, ""))).toEqual([
      "The variable LEVEL of shop.oven",
      "The number of containers of shop.oven",
      expect.stringMatching(/machine/),
    ])
  })

  it("shows digests, where versions are nothing else", () => {
    const digest = (pair: string) => `sha256:${pair.repeat(32)}`
    const pins = { postgres: { staging: digest("0a"), production: digest("1b") } }
    expect(found({ postgres: {} }, {}, pins)).toMatchObject([{ found: digest("0a"), allowed: digest("1b") }])
  })
})
