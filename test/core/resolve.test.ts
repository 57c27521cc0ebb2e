import { describe, expect, it } from "vitest"
import type { Environment, Estate, Host, Route, Service } from "../../core/estate.js"
import { originOf } from "../../core/origin.js"
import { parse } from "../../core/parse.js"
import { type Pins, resolve } from "../../core/resolve/index.js"
import { declaredSecrets, secretTakings } from "../../core/secrets.js"
import { pinned } from "../support/findings.js"
import { type Loose, library } from "../support/library.js"

function estate(change: (topology: Loose) => void = () => undefined, pins?: Pins): Estate {
  const topology = library()
  change(topology)
  const parsed = parse(topology)
  if (parsed.data === undefined) throw new Error(JSON.stringify(parsed.diagnostics, null, 2))
  const resolved = resolve(parsed.data, pins ?? pinned(topology))
  expect(resolved.diagnostics).toEqual([])
  return resolved.estate
}

function environment(of: Estate, name = "live"): Environment {
  return of.environments.find((one) => one.name === name)!
}

function service(of: Estate, id: string, name = "live"): Service {
  return environment(of, name)
    .hosts.flatMap(({ services }) => services)
    .find((one) => one.id === id)!
}

function host(of: Estate, id: string, name = "live"): Host {
  return environment(of, name).hosts.find((one) => one.name === id)!
}

function route(of: Estate, id = "catalogue", name = "live"): Route {
  return environment(of, name).routes.find((one) => one.name === id)!
}

const desk = (topology: Loose): Loose => topology.hosts.desk.services
const archive = (topology: Loose): Loose => topology.hosts.archive.services
const DESK = "/hosts/desk/services"

describe("defaults", () => {
  it("fill in what the topology does not say, and say that they did", () => {
    const { shared, environments } = estate()
    expect(shared).toMatchObject({
      title: "Library",
      terraformDirectory: "terraform",
      docsDirectory: "docs",
      root: "out",
    })
    expect([...shared.generate]).toEqual(["compose", "caddy", "terraform", "docs"])
    expect(environments.map(({ name, short, title, placements }) => [name, short, title, placements])).toEqual([
      ["stage", "stage", "Stage", ["cloud"]],
      ["live", "live", "Live", ["cloud"]],
    ])
    expect(originOf(shared, "title")).toBe("default:topology.title")
    expect(originOf(shared, "docsDirectory")).toBe("default:topology.docsDirectory")
  })

  it("of a service", () => {
    const one = service(estate(), "desk.catalogue")
    expect(one).toMatchObject({
      title: "Catalogue",
      restart: "unless-stopped",
      replicas: 1,
      job: false,
      logging: { driver: "local", maxSize: "10m", maxFiles: 5 },
      resources: { cpus: undefined, memory: undefined },
      build: undefined,
      anonymousVolumes: [],
    })
    expect(originOf(one, "restart")).toBe("default:service.restart")
    expect(originOf(one.logging, "maxSize")).toBe("default:logging.maxSize")
  })

  it("of a job: it is not started again, and whoever uses it waits until it has ended", () => {
    const of = estate((t) => desk(t).catalogue.uses.push("migrate"))
    expect(service(of, "desk.migrate").restart).toBe("no")
    expect(service(of, "desk.catalogue").edges.at(-1)).toMatchObject({
      condition: "completed",
      required: true,
      restart: false,
    })
  })

  it("of a host", () => {
    expect(host(estate(), "desk")).toMatchObject({
      title: "Desk VM",
      instance: "desk",
      bootImage: "debian-cloud/debian-12",
      bootDiskGib: 20,
      dockerPool: "172.20.0.0/14",
      systemOverhead: 512 * 2 ** 20,
      stacks: [{ directory: "desk-live", project: "desk", deployedTo: "/opt/desk-live" }],
      disks: [{ resource: "desk-data", sizeGib: 20, type: "pd-balanced" }],
    })
  })
})

describe("origins", () => {
  it("name the leaf that a value comes from", () => {
    const of = estate((t) => {
      t.docs = { root: "library-deployment" }
      desk(t).catalogue.replicas = { default: 1, live: 3 }
      desk(t).catalogue.resources = { memory: "1 GiB", reserve: { memory: { default: "128 MiB", live: "1 GiB" } } }
      desk(t).catalogue.concurrency = { value: { default: 2, live: 4 }, flag: "--workers" }
      t.hosts.desk.disks.data.snapshots = { every: "day", keep: { default: "7d", live: "30d" } }
    })
    expect(of.shared.sources.root).toBe("/docs/root")
    const one = service(of, "desk.catalogue")
    expect(one.sources).toMatchObject({
      replicas: `${DESK}/catalogue/replicas/live`,
      concurrency: `${DESK}/catalogue/concurrency/value/live`,
      command: `${DESK}/catalogue/command`,
    })
    expect(service(of, "desk.catalogue", "stage").sources.replicas).toBe(`${DESK}/catalogue/replicas/default`)
    expect(one.resources.sources).toEqual({
      memory: `${DESK}/catalogue/resources/memory`,
      reservedMemory: `${DESK}/catalogue/resources/reserve/memory/live`,
    })
    expect(originOf(host(of, "desk").disks[0]!.snapshots!, "keep")).toBe("/hosts/desk/disks/data/snapshots/keep/live")
    expect(one.variables.map(({ name, origin }) => [name, origin])).toEqual([
      ["PUBLIC_URL", `${DESK}/catalogue/environment/PUBLIC_URL`],
      ["SCANS", `${DESK}/catalogue/environment/SCANS`],
      ["SEARCH", `${DESK}/catalogue/environment/SEARCH`],
      ["ISBN_HOST", `${DESK}/catalogue/environment/ISBN_HOST`],
      ["LEVEL", `${DESK}/catalogue/environment/LEVEL/default`],
    ])
    expect(one.health!.testOrigin).toBe(`${DESK}/catalogue/health/get`)
    expect(service(of, "desk.postgres").health!.testOrigin).toBe("default:postgres.health")
  })

  it("name the line of images.toml that a tag comes from", () => {
    const pins = { ...pinned(library()), search: { default: "7", live: "7.4" } }
    const of = estate(undefined, pins)
    expect(service(of, "archive.search")).toMatchObject({
      reference: "library/search:7.4",
      pin: "7.4",
      pinOrigin: "images:/search/live",
    })
    expect(service(of, "archive.search", "stage").pinOrigin).toBe("images:/search/default")
  })

  it("name each host name where it stands, one in a list too", () => {
    const of = estate((t) => {
      t.routes.catalogue.host = { stage: ["stage.library.example"], live: ["library.example", "www.library.example"] }
    })
    expect(route(of).sites.map(({ origin }) => origin)).toEqual([
      "/routes/catalogue/host/live/0",
      "/routes/catalogue/host/live/1",
    ])
    expect(route(of, "catalogue", "stage").sites[0]!.origin).toBe("/routes/catalogue/host/stage/0")
  })
})

describe("values per environment", () => {
  it("are picked for each, the default for those that are not named", () => {
    const level = (name: string) =>
      service(estate(), "desk.catalogue", name).variables.find((one) => one.name === "LEVEL")!.value
    expect([level("stage"), level("live")]).toEqual([["debug"], ["info"]])
  })

  it("leave a variable out where they name neither the environment nor a default", () => {
    const of = estate((t) => (desk(t).catalogue.environment.DEBUG = { stage: "1" }))
    expect(service(of, "desk.catalogue").variables.map(({ name }) => name)).not.toContain("DEBUG")
    expect(service(of, "desk.catalogue", "stage").variables.map(({ name }) => name)).toContain("DEBUG")
  })

  it("reach the hosts and the port of an external", () => {
    const of = estate((t) => {
      t.externals.isbn.hosts = { default: ["sandbox.isbn.example"], live: ["isbn.example"] }
      t.externals.isbn.port = { default: 8443, live: 443 }
      desk(t).catalogue.environment.ISBN = { at: "isbn" }
    })
    const isbn = (name: string) =>
      service(of, "desk.catalogue", name).variables.find((one) => one.name === "ISBN")!.value
    expect([isbn("stage"), isbn("live")]).toEqual([["sandbox.isbn.example:8443"], ["isbn.example:443"]])
    expect(of.shared.externals.find(({ name }) => name === "isbn")!.hosts).toEqual([
      "sandbox.isbn.example",
      "isbn.example",
    ])
  })

  it("reach entrypoints, and `only` reaches handlers, mounts and disks", () => {
    const of = estate((t) => {
      desk(t).catalogue.entrypoint = { live: ["init"] }
      desk(t).catalogue.mounts = [{ only: ["stage"], source: "./fixtures", target: "/fixtures" }]
      t.hosts.desk.disks.covers = { only: ["live"], size: "50 GiB", mount: "/covers" }
      t.routes.catalogue.handle = [{ only: ["stage"], match: { path: ["/debug"] }, respond: "yes" }]
    })
    expect(service(of, "desk.catalogue").entrypoint).toEqual({ kind: "list", list: [["init"]] })
    expect(service(of, "desk.catalogue", "stage").entrypoint).toBeUndefined()
    expect([service(of, "desk.catalogue").mounts, service(of, "desk.catalogue", "stage").mounts.length]).toEqual([
      [],
      1,
    ])
    expect([host(of, "desk").disks.length, host(of, "desk", "stage").disks.length]).toEqual([2, 1])
    expect([route(of).handlers.length, route(of, "catalogue", "stage").handlers.length]).toEqual([1, 2])
  })

  it("take the reason for a secret in a text from the service's own variable of it", () => {
    const of = estate((t) => {
      const use = { secret: "DATABASE_PASSWORD", as: "variable", reason: "It reads no file" }
      Object.assign(desk(t).postgres, { environment: { LOGIN: { secret: "DATABASE_PASSWORD" } }, secrets: { PW: use } })
    })
    const takings = secretTakings(service(of, "desk.postgres"), declaredSecrets(of.shared))
    expect(takings.map(({ through, as, variable, reason }) => [through, as, variable, reason])).toEqual([
      ["secrets", "variable", "PW", "It reads no file"],
      ["environment", "variable", "LOGIN", "It reads no file"],
    ])
  })

  it("leave out a secret that a service is handed elsewhere, and a service that is elsewhere", () => {
    const of = estate((t) => {
      t.secrets.API_KEY = { purpose: "Key", only: ["live"] }
      desk(t).catalogue.secrets.API_KEY = { secret: "API_KEY", only: ["live"] }
      desk(t).feed = { image: "catalogue", only: ["live"], secrets: { API_KEY: "API_KEY" } }
    })
    expect(service(of, "desk.catalogue").secrets.map(({ variable }) => variable)).toEqual(["DATABASE_URL", "API_KEY"])
    expect(service(of, "desk.catalogue", "stage").secrets.map(({ variable }) => variable)).toEqual(["DATABASE_URL"])
  })
})

describe("exposure", () => {
  const exposures = (of: Estate, id: string, name = "live") =>
    service(of, id, name).ports.map(({ name: port, exposure, published }) => [port, exposure, published])

  it("is the most private that edges and routes allow", () => {
    const of = estate()
    expect(exposures(of, "desk.caddy")).toEqual([
      ["http", "public", 80],
      ["https", "public", 443],
    ])
    expect(exposures(of, "desk.catalogue")).toEqual([["http", "internal", undefined]])
    expect(exposures(of, "desk.postgres")).toEqual([["postgres", "internal", undefined]])
    expect(exposures(of, "archive.search")).toEqual([["http", "private", 9200]])
  })

  it("follows the CDN, HTTP/3 included", () => {
    const of = estate((t) => {
      t.routes.catalogue.exposure = "cdn"
      desk(t).caddy.ports.quic = 443
    })
    expect(exposures(of, "desk.caddy").map(([, exposure]) => exposure)).toEqual(["cdn", "cdn", "cdn"])
    expect(service(of, "desk.caddy").proxy!.trusted).toBe("cloudflare")
  })

  it("is at least the machine's where a port says where it is published", () => {
    const of = estate((t) => {
      desk(t).postgres.ports = { postgres: { port: 5432, publish: 5433 } }
      archive(t).search.ports = { http: { port: 9200, address: "10.8.0.1" } }
    })
    expect(exposures(of, "desk.postgres")).toEqual([["postgres", "host", 5433]])
    expect(service(of, "desk.postgres").ports[0]!.hostIp).toEqual(["127.0.0.1"])
    expect(service(of, "archive.search").ports[0]).toMatchObject({ exposure: "private", hostIp: ["10.8.0.1"] })
  })

  it("takes the address that a variable holds", () => {
    const of = estate((t) => (archive(t).search.ports = { http: { port: 9200, address: { env: "VPN_ADDRESS" } } }))
    const [port] = service(of, "archive.search").ports
    expect(port!.hostIp).toEqual([
      {
        name: "VPN_ADDRESS",
        purpose: "VPN_ADDRESS",
        secret: false,
        unset: { kind: "required", message: "set VPN_ADDRESS" },
      },
    ])
    expect(host(of, "archive").stacks[0]!.variables.map(({ name }) => name)).toEqual(["VPN_ADDRESS"])
  })

  it("gives a route on localhost a port of its own", () => {
    const of = estate((t) => (t.routes.catalogue.host = { stage: "localhost:8080", live: "library.example" }))
    expect(exposures(of, "desk.caddy", "stage")).toEqual([
      ["http", "internal", undefined],
      ["https", "internal", undefined],
      ["catalogue-site", "host", 8080],
    ])
  })

  it("leaves ports of the machine's own network to the machine", () => {
    const of = estate((t) => {
      archive(t).agent = { image: "redis", networkMode: "host", ports: { metrics: 9100 }, uses: ["search"] }
      archive(t).agent.environment = { SEARCH: { at: "search" } }
    })
    expect(service(of, "archive.agent").ports[0]).toMatchObject({
      exposure: "host",
      published: 9100,
      hostIp: undefined,
    })
    expect(service(of, "archive.agent").networks).toEqual([])
    expect(service(of, "archive.agent").variables[0]!.value).toEqual(["127.0.0.1:9200"])
  })
})

describe("addresses", () => {
  const value = (of: Estate, name: string, variable: string) =>
    service(of, "desk.catalogue", name).variables.find((one) => one.name === variable)!.value

  it("are Docker's on one host, private between hosts, and public outside", () => {
    const of = estate((t) => {
      desk(t).catalogue.environment.DATABASE = { text: ["postgres://", { at: "postgres" }, "/books"] }
      desk(t).catalogue.environment.PORT = { at: "postgres", part: "port" }
    })
    expect(value(of, "live", "DATABASE")).toEqual(["postgres://postgres.desk.internal:5432/books"])
    // Only the network of the edge knows this name: `postgres` alone would be looked up on `ingress` and `egress` first, which both
    // may have joined, and whose members can't connect to each other. The live bed found the API of a real topology dead by it.
    const { networks } = service(of, "desk.postgres")
    expect(networks.filter(({ aliases }) => aliases.includes("postgres.desk.internal")).map(({ key }) => key)).toEqual([
      "postgres",
    ])
    expect(value(of, "live", "PORT")).toEqual(["5432"])
    expect(value(of, "live", "SEARCH")).toEqual(["http://10.2.0.3:9200"])
    expect(value(of, "stage", "SEARCH")).toEqual(["http://10.1.0.3:9200"])
    expect(value(of, "live", "ISBN_HOST")).toEqual(["isbn.example"])
    expect(value(of, "live", "PUBLIC_URL")).toEqual(["https://catalogue.library.example"])
    expect(value(of, "live", "SCANS")).toEqual(["library-scans"])
  })

  it("are variables where an environment runs in the cloud and on a laptop", () => {
    const of = estate((t) => {
      t.environments.stage.placements = ["local", "cloud"]
      t.routes.catalogue.host.stage = { cloud: "stage.library.example", local: "localhost:8080" }
    })
    const stage = environment(of, "stage")
    expect(stage.placements).toEqual(["cloud", "local"])
    expect(stage.placementVariables.map(({ name, values }) => [name, values])).toEqual([
      ["ARCHIVE_BIND_ADDRESS", { cloud: "0.0.0.0", local: "127.0.0.1" }],
      ["ARCHIVE_SEARCH_HOST", { cloud: "10.1.0.3", local: "search.archive.internal" }],
      ["CATALOGUE_SITE", { cloud: "stage.library.example", local: "http://localhost:8080" }],
      ["CATALOGUE_URL", { cloud: "https://stage.library.example", local: "http://localhost:8080" }],
      ["DESK_BIND_ADDRESS", { cloud: "0.0.0.0", local: "127.0.0.1" }],
    ])
    expect(value(of, "stage", "SEARCH")).toMatchObject(["http://", { name: "ARCHIVE_SEARCH_HOST" }, ":9200"])
    expect(value(of, "stage", "PUBLIC_URL")).toMatchObject([{ name: "CATALOGUE_URL" }])
    const { sites, localSites, url } = route(of, "catalogue", "stage")
    expect(sites.map(({ hostname, port, origin }) => [hostname, port, origin])).toEqual([
      ["stage.library.example", 443, "/routes/catalogue/host/stage/cloud"],
    ])
    expect(localSites.map(({ hostname, port, scheme, origin }) => [hostname, port, scheme, origin])).toEqual([
      ["localhost", 8080, "http", "/routes/catalogue/host/stage/local"],
    ])
    expect(url).toBe("https://stage.library.example")
    expect(service(of, "desk.caddy", "stage").ports.map(({ port, exposure }) => [port, exposure])).toEqual([
      [80, "public"],
      [443, "public"],
      [8080, "host"],
    ])
    expect(host(of, "desk", "stage").stacks[0]!.variables.map(({ name }) => name)).toEqual([
      "ARCHIVE_SEARCH_HOST",
      "CATALOGUE_SITE",
      "CATALOGUE_URL",
      "CLOUDFLARE_ACCOUNT_ID",
      "DESK_BIND_ADDRESS",
    ])
    expect(route(of).localSites).toEqual(route(of).sites)
  })

  it("stand in redirects to a route", () => {
    const of = estate((t) => {
      t.routes.old = { host: { live: "old.library.example" }, handle: [{ redirect: { route: "catalogue" } }] }
    })
    expect(route(of, "old").handlers[0]!.answer).toEqual({
      kind: "redirect",
      to: "https://catalogue.library.example",
      target: ["https://catalogue.library.example"],
      keepPath: true,
      status: 308,
      route: "catalogue",
    })
  })
})

describe("edges", () => {
  it("come from uses, backups and routes", () => {
    const edges = environment(estate()).edges.map((edge) => {
      const { to } = edge
      const name = to.kind === "service" ? to.service.id : to.kind === "external" ? to.external.name : to.kind
      return `${edge.from.id} ${edge.access} ${name} (${edge.because}, ${edge.reach}, ${edge.condition})`
    })
    expect(edges).toEqual([
      "desk.catalogue write desk.postgres (uses, local, healthy)",
      "desk.catalogue call archive.search (uses, remote, started)",
      "desk.catalogue call isbn (uses, external, started)",
      "desk.catalogue call bucket (uses, external, started)",
      "desk.migrate call desk.postgres (uses, local, healthy)",
      "desk.backup read desk.postgres (backup, local, healthy)",
      "desk.backup write bucket (backup, external, started)",
      "desk.caddy call desk.catalogue (route, local, started)",
    ])
  })

  it("of a proxy lead to every external that its routes name", () => {
    const of = estate((t) => {
      t.externals.maps = { title: "Maps", hosts: ["maps.example"] }
      t.routes.catalogue.handle = [
        { match: { path: ["/isbn/*"] }, to: "isbn" },
        { match: { path: ["/maps/*"] }, to: "maps" },
      ]
    })
    const targets = service(of, "desk.caddy").edges.map(({ to }) =>
      to.kind === "external" ? to.external.name : to.kind,
    )
    expect(targets).toEqual(["isbn", "maps", "service"])
  })

  it("wait as they say", () => {
    const of = estate((t) => {
      desk(t).catalogue.uses[0] = { to: "postgres", condition: "started", required: false, restart: true }
    })
    expect(service(of, "desk.catalogue").edges[0]).toMatchObject({
      condition: "started",
      required: false,
      restart: true,
    })
  })
})

describe("networks", () => {
  it("are those of edges, and each stack's own ways in and out", () => {
    const [stack] = host(estate(), "desk").stacks
    expect(
      stack!.networks.map(({ key, name, kind, internal, external }) => [key, name, kind, internal, external]),
    ).toEqual([
      ["catalogue", "desk_catalogue", "edge", true, false],
      ["egress", "desk_egress", "egress", false, false],
      ["ingress", "desk_ingress", "ingress", false, false],
      ["postgres", "desk_postgres", "edge", true, false],
    ])
    expect(service(estate(), "desk.catalogue").networks.map(({ key }) => key)).toEqual([
      "catalogue",
      "egress",
      "postgres",
    ])
  })

  it("between stacks of a host are created by the stack of the service that is used", () => {
    const of = estate((t) => {
      t.hosts.desk.stacks.data = { directory: "data-{short}", project: "data" }
      for (const one of Object.values<Loose>(desk(t))) one.stack = "main"
      desk(t).postgres.stack = "data"
    })
    const network = (stack: number) => host(of, "desk").stacks[stack]!.networks.find(({ key }) => key === "postgres")
    expect(network(0)).toMatchObject({ name: "data_postgres", external: true })
    expect(network(1)).toMatchObject({ name: "data_postgres", external: false })
  })

  it("that are shared belong to the first stack that joins, unless somebody else creates them", () => {
    const shared = (external: boolean) =>
      estate((t) => {
        t.hosts.desk.networks = { readers: { name: "readers", external } }
        t.hosts.desk.stacks.data = { directory: "data-{short}", project: "data" }
        for (const one of Object.values<Loose>(desk(t))) one.stack = "main"
        desk(t).postgres.stack = "data"
        for (const name of ["catalogue", "postgres"]) desk(t)[name].networks = ["readers"]
      })
    const externals = (of: Estate) =>
      host(of, "desk").stacks.map(({ networks }) => networks.find(({ key }) => key === "readers")!.external)
    expect([externals(shared(true)), externals(shared(false))]).toEqual([
      [true, true],
      [false, true],
    ])
  })

  it("keep their ranges when a service is added", () => {
    const ranges = (of: Estate) => new Map(host(of, "desk").stacks[0]!.networks.map(({ key, subnet }) => [key, subnet]))
    const before = ranges(estate())
    const after = ranges(estate((t) => (desk(t).loans = { image: "redis", uses: ["postgres"] })))
    for (const [key, subnet] of before) expect([key, after.get(key)]).toEqual([key, subnet])
  })

  it("of hosts with pools of their own stay in them, on one laptop too", () => {
    const of = estate((t) => {
      t.environments.live.placements = ["cloud", "local"]
      t.hosts.archive.dockerPool = "10.9.0.0/16"
      archive(t).worker = { image: "redis", uses: ["search"] }
    })
    const subnets = (id: string) =>
      host(of, id).stacks[0]!.networks.map(({ subnet }) => subnet!.split(".").slice(0, 2).join("."))
    for (const prefix of subnets("archive")) expect(prefix).toBe("10.9")
    for (const prefix of subnets("desk")) expect(prefix).toMatch(/^172\.2[0-3]$/)
    expect(environment(of).localNetworks.map(({ key, subnet }) => [key, subnet!.startsWith("10.9.")])).toEqual([
      ["remote.archive.search", true],
    ])
  })
})

describe("health", () => {
  const check = (change: (t: Loose) => void, id: string) => service(estate(change), id).health

  it("asks the admin API of Caddy on the port that it has", () => {
    const { summary, test } = check((t) => (desk(t).caddy.proxy = { adminPort: 2020 }), "desk.caddy")!
    expect([summary, test]).toEqual([
      "GET /config/ on its admin API",
      { kind: "list", list: [["wget"], ["-q"], ["--spider"], ["http://127.0.0.1:2020/config/"]] },
    ])
  })

  it("asks the port that a family is known for, whatever else it listens on", () => {
    const health = check((t) => {
      delete desk(t).backup
      desk(t).postgres.ports = { metrics: 9187, postgres: 5432 }
    }, "desk.postgres")
    expect(health!.test).toMatchObject({ list: expect.arrayContaining([["--port=5432"]]) })
  })

  it.each([
    ["the user that it has by default", {}, "postgres", "postgres"],
    ["the user that is stated", { POSTGRES_USER: "desk" }, "desk", "desk"],
    ["the database that is stated", { POSTGRES_USER: "desk", POSTGRES_DB: "loans" }, "desk", "loans"],
    ["the user of this environment", { POSTGRES_USER: { default: "desk", live: "trial" } }, "trial", "trial"],
  ])("asks PostgreSQL as %s", (_, environment, user, database) => {
    const health = check((t) => Object.assign(desk(t).postgres, { environment }), "desk.postgres")
    expect(health!.test).toMatchObject({
      list: expect.arrayContaining([
        ["--username=", user],
        ["--dbname=", database],
      ]),
    })
  })

  it("asks PostgreSQL as a user that is known at run time", () => {
    const health = check((t) => {
      desk(t).postgres.environment = { POSTGRES_USER: { env: "DESK", default: "desk" } }
    }, "desk.postgres")
    const asked = { name: "DESK", unset: { kind: "default", value: "desk" } }
    expect(health!.test).toMatchObject({
      list: expect.arrayContaining([["--username=", expect.objectContaining(asked)]]),
    })
  })

  it("keeps the variables of a command, and lists them", () => {
    const of = estate((t) => (desk(t).catalogue.health = { command: ["check", { env: "CHECK_KEY", default: "" }] }))
    expect(service(of, "desk.catalogue").health).toMatchObject({
      summary: "check $CHECK_KEY",
      test: { kind: "list", list: [["check"], [{ name: "CHECK_KEY", unset: { kind: "default", value: "" } }]] },
    })
    expect(host(of, "desk").stacks[0]!.variables).toContainEqual(
      expect.objectContaining({ name: "CHECK_KEY", fallback: "" }),
    )
  })

  it("is off, absent, or as stated", () => {
    expect(check((t) => (desk(t).postgres.health = "none"), "desk.postgres")).toMatchObject({ test: "none" })
    expect(check(() => undefined, "desk.migrate")).toBeUndefined()
    expect(check((t) => (desk(t).migrate.health = { command: "true" }), "desk.migrate")).toMatchObject({
      test: { kind: "words", words: "true" },
    })
  })
})

describe("handlers", () => {
  it("pass requests on as their route says, unless they say otherwise", () => {
    const of = estate((t) => {
      t.routes.catalogue.timeouts = { read: "30s" }
      t.routes.catalogue.websocket = true
      t.routes.catalogue.handle = [
        { match: { path: ["/a"] }, to: "desk.catalogue", timeouts: { read: "5s" } },
        { match: { path: ["/b"] }, respond: "b" },
      ]
    })
    expect(route(of).handlers.map(({ readTimeout, websocket }) => [readTimeout, websocket])).toEqual([
      ["5s", true],
      [undefined, false],
      ["30s", true],
    ])
    expect(route(of).handlers[0]!.sources).toMatchObject({
      readTimeout: "/routes/catalogue/handle/0/timeouts/read",
      websocket: "/routes/catalogue/websocket",
    })
  })
})

describe("variables of a stack", () => {
  it("must be set where one use can't do without them", () => {
    const of = estate((t) => {
      desk(t).catalogue.environment.A = { env: "SHELF", default: "left" }
      desk(t).migrate.environment = { A: { env: "SHELF" } }
    })
    expect(host(of, "desk").stacks[0]!.variables.find(({ name }) => name === "SHELF")!.fallback).toBeUndefined()
  })

  it("may hold the source of a mount", () => {
    const of = estate((t) => {
      desk(t).catalogue.mounts = [{ source: { env: "BOOKS", default: "/data/books" }, target: "/books" }]
    })
    expect(service(of, "desk.catalogue").mounts[0]).toMatchObject({
      source: "$BOOKS",
      from: [{ name: "BOOKS" }],
      disk: undefined,
    })
    expect(host(of, "desk").stacks[0]!.variables.map(({ name, origin }) => [name, origin])).toContainEqual([
      "BOOKS",
      `${DESK}/catalogue/mounts/0/source`,
    ])
  })
})

describe("a backup", () => {
  it("is told to its image, where it finds the store included", () => {
    const variables = new Map(
      service(estate(), "desk.backup").variables.map(({ name, value, origin }) => [name, [value, origin]]),
    )
    const path = `${DESK}/backup/backup`
    expect(variables.get("DB01_HOST")).toEqual([["postgres.desk.internal"], `${path}/of`])
    expect(variables.get("DB01_PORT")).toEqual([["5432"], `${path}/of`])
    expect(variables.get("DB01_CLEANUP_TIME")).toEqual([["10080"], `${path}/retention`])
    expect(variables.get("DB01_S3_BUCKET")).toEqual([["library-scans"], "/clouds/cloudflare/buckets/scans/name/live"])
    expect(variables.get("DB01_NAME")).toEqual([["ALL"], "default:backup.database"])
  })

  it("finds a store on another host", () => {
    const of = estate((t) => {
      archive(t).postgres = { image: "postgres", store: { contents: "Old books" } }
      desk(t).backup.backup.of = "archive.postgres"
    })
    expect(service(of, "desk.backup").variables.find(({ name }) => name === "DB01_HOST")!.value).toEqual(["10.2.0.3"])
    expect(service(of, "archive.postgres").ports[0]!.exposure).toBe("private")
  })
})
