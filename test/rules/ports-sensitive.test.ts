import { describe, expect, it } from "vitest"
import { portsSensitive } from "../../core/rules/ports-sensitive.js"
import { bakery, CADDY } from "../support/bakery.js"
import { findings } from "../support/findings.js"

describe("ports/sensitive", () => {
  const open = (port: number, more: object = {}) => ({ port, exposure: "public", reason: "Reports", ...more })
  const found = (oven: object, more: object = {}) => findings(portsSensitive, bakery({ oven }, more))
  const help = "Make it `internal`, or `private` for services of other hosts; people reach it over SSH."

  it("refuses a datastore that is open to anyone", () => {
    expect(found({ store: { usage: "Cache" }, ports: { tcp: open(7000) } })).toEqual([
      {
        message: "The datastore shop.oven is open to anyone: port tcp of shop.oven, 7000.",
        path: "/hosts/shop/services/oven/ports/tcp/exposure",
        found: "public",
        allowed: "internal, host or private",
        help,
        environments: ["staging"],
      },
    ])
  })

  it.each([
    [{ tcp: open(9200) }, "Elasticsearch is open to anyone: port tcp of shop.oven, 9200."],
    [{ http: open(2375) }, "The Docker API is open to anyone: port http of shop.oven, 2375."],
    [{ tcp: open(5678) }, "The debugger of Python (debugpy) is open to anyone: port tcp of shop.oven, 5678."],
    [{ http: open(9229) }, "The debugger of Node.js is open to anyone: port http of shop.oven, 9229."],
    [{ tcp: open(3306) }, "MySQL is open to anyone: port tcp of shop.oven, 3306."],
    [{ tcp: open(1433) }, "SQL Server is open to anyone: port tcp of shop.oven, 1433."],
    [{ tcp: open(5672) }, "RabbitMQ is open to anyone: port tcp of shop.oven, 5672."],
    [{ tcp: open(27017) }, "MongoDB is open to anyone: port tcp of shop.oven, 27017."],
    [{ tcp: { port: 6379, exposure: "cdn" } }, "Redis is open to the CDN: port tcp of shop.oven, 6379."],
  ])("refuses %j", (ports, message) => {
    expect(found({ ports }).map((one) => one.message)).toEqual([message])
  })

  it("refuses Caddy's admin API on whichever port", () => {
    const ports = { http: 80, https: 443, admin: open(2020) }
    expect(found({ proxy: { adminPort: 2020 }, ports })).toEqual([
      expect.objectContaining({ message: "Caddy's admin API is open to anyone: port admin of shop.oven, 2020." }),
    ])
  })

  it("refuses a service with Docker's socket", () => {
    const mounts = [{ source: "/var/run/docker.sock", target: "/var/run/docker.sock" }]
    expect(found({ mounts, ports: { http: open(8000) } })).toEqual([
      {
        message:
          "A service with Docker's socket, and so with the whole machine, is open to anyone: port http of shop.oven, 8000.",
        path: "/hosts/shop/services/oven/ports/http/exposure",
        found: "public",
        allowed: "internal, host or private",
        notes: [{ message: "the socket is mounted there", path: "/hosts/shop/services/oven/mounts/0" }],
        help,
        environments: ["staging"],
      },
    ])
  })

  it.each(["/", "/run", "/var", "/var/run"])("refuses a service with %s, in which Docker's socket lies", (source) => {
    const mounts = [{ source, target: "/host", readOnly: true }]
    expect(found({ mounts, ports: { http: open(8000) } })).toMatchObject([
      {
        message:
          "A service with Docker's socket, and so with the whole machine, is open to anyone: port http of shop.oven, 8000.",
        notes: [{ message: `${source}, where it lies, is mounted there`, path: "/hosts/shop/services/oven/mounts/0" }],
      },
    ])
  })

  it("refuses a port on which a command starts a debugger, and the datastores of other images", () => {
    const command = ["node", "--inspect=0.0.0.0:9300", "oven.js"]
    expect(found({ command: ["node", "--inspect=0.0.0.0:7000"], ports: { http: open(7000) } })).toMatchObject([
      { message: "The debugger of Node.js is open to anyone: port http of shop.oven, 7000." },
    ])
    expect(found({ command, ports: { http: open(8000) } })).toEqual([])
    const images = { oven: { repository: "mirror.bakery.example/library/mariadb" } }
    expect(found({ ports: { tcp: open(7000) } }, { images })).toMatchObject([
      { message: "The datastore shop.oven is open to anyone: port tcp of shop.oven, 7000." },
    ])
  })

  it.each([
    ["other ports", { ports: { http: open(8000) } }],
    ["ports that are not open", { store: {}, ports: { redis: { port: 6379, exposure: "private" } } }],
    ["a debugger's number on which HTTP is spoken", { ports: { http: open(5678) } }],
  ])("keeps quiet about %s", (_, oven) => {
    expect(found(oven)).toEqual([])
  })

  it("keeps quiet about laptops", () => {
    const environments = { staging: { placements: ["local"] } }
    expect(found({ store: {}, ports: { tcp: open(7000) } }, { environments })).toEqual([])
  })

  describe("behind a route", () => {
    const routed = (handler: object, oven: object = { ports: { http: 9200 } }, route: object = {}) =>
      findings(
        portsSensitive,
        bakery(
          { caddy: CADDY, oven },
          {
            secrets: { STAFF: { purpose: "Hash of the staff's password" } },
            routes: { search: { host: "search.bakery.example", handle: [handler], ...route } },
          },
        ),
      )

    it("refuses what asks nobody who they are", () => {
      expect(routed({ handle: [{ to: "shop.oven" }] })).toEqual([
        {
          message: "Elasticsearch is open to anyone: the route search leads to port http of shop.oven, 9200.",
          path: "/routes/search/handle/0/handle/0/to",
          found: "shop.oven",
          help: "Ask for a login (`basicAuth`) or for known addresses (`match.remote`), or remove the route.",
          environments: ["staging"],
        },
      ])
    })

    it.each(["0.0.0.0/0", "::/0", "128.0.0.0/1"])("takes the range %s for no guard", (range) => {
      expect(routed({ match: { remote: ["192.0.2.0/24", range] }, to: "shop.oven" })).toHaveLength(1)
    })

    it("leaves to routes/not_http a port that no route can come to", () => {
      expect(routed({ to: "shop.oven" }, { ports: { postgres: 5432 } })).toEqual([])
      expect(routed({ to: "shop.oven" }, { ports: { http: 5432 } })).toHaveLength(1)
    })

    it("keeps quiet about logins, known clients, routes that are not open, and other services", () => {
      expect(routed({ to: "shop.oven", basicAuth: { user: "staff", password: "STAFF" } })).toEqual([])
      expect(routed({ handle: [{ to: "shop.oven" }], basicAuth: { user: "staff", password: "STAFF" } })).toEqual([])
      expect(routed({ match: { remote: ["192.0.2.0/24"] }, to: "shop.oven" })).toEqual([])
      expect(routed({ to: "shop.oven" }, undefined, { exposure: "private" })).toEqual([])
      expect(routed({ to: "shop.oven" }, { ports: { http: 8000 } })).toEqual([])
      expect(routed({ to: "shop.oven" }, { ports: { http: 5678 } })).toEqual([])
    })
  })

  it("keeps quiet about a service that mounts something else than a socket", () => {
    const mounts = [{ source: "/srv/docker", target: "/var/run/docker.sock" }]
    expect(found({ mounts, ports: { http: open(8000) } })).toEqual([])
  })
})
