import { describe, expect, it } from "vitest"
import { portsHealthUndeclared } from "../../core/rules/ports-health-undeclared.js"
import { bakery } from "../support/bakery.js"
import { findings } from "../support/findings.js"

const shop = (command: unknown, more: object = {}) =>
  bakery({ orders: { ports: { http: 8000 }, health: { command }, ...more } })

describe("ports/health_undeclared", () => {
  it("tells of a check that asks another port than those declared", () => {
    expect(findings(portsHealthUndeclared, shop(["curl", "http://localhost:8080/health"]))).toEqual([
      {
        message: "The health check of shop.orders asks port 8080, which the service does not declare.",
        path: "/hosts/shop/services/orders/health/command",
        found: "8080",
        allowed: "8000",
        help: "Declare the port, or ask one that is declared.",
        environments: ["staging"],
      },
    ])
  })

  it.each([
    ["words", "curl http://127.0.0.1:8080/"],
    ["a shell's line", { shell: "curl http://[::1]:8080/ || exit 1" }],
    ["an address without a scheme", ["nc", "-z", "0.0.0.0:8080"]],
  ])("reads %s", (_, command) => {
    expect(findings(portsHealthUndeclared, shop(command))).toMatchObject([{ found: "8080" }])
  })

  it.each([
    ["nc", ["nc", "-zv", "-w", "2", "localhost", "8080"], "8080"],
    ["nc in a shell", { shell: "nc -z 127.0.0.1 8080 || exit 1" }, "8080"],
    ["a URL without a port", "curl --fail http://localhost/health", "80"],
    ["a secure one", ["wget", "https://127.0.0.1"], "443"],
    ["pg_isready", "pg_isready -U orders -p 5433", "5433"],
    ["pg_isready without a port", "pg_isready -U orders", "5432"],
    ["redis-cli", ["redis-cli", "-p", "6380", "ping"], "6380"],
    ["valkey-cli without a port", { shell: "valkey-cli ping | grep PONG" }, "6379"],
  ])("reads the port that %s asks", (_, command, port) => {
    expect(findings(portsHealthUndeclared, shop(command))).toMatchObject([{ found: port }])
  })

  it.each([
    ["another host", "nc -z oven 8080"],
    ["the port of another host's database", "pg_isready -h db"],
    ["another host's store", { shell: "redis-cli -h cache ping" }],
    ["a URL of another host", "curl http://oven/health"],
  ])("keeps quiet about %s", (_, command) => {
    expect(findings(portsHealthUndeclared, shop(command))).toEqual([])
  })

  it("knows where a client's usual port is declared, or told by a variable", () => {
    const isready = { command: "pg_isready -h 127.0.0.1" }
    const asked = (more: object) => findings(portsHealthUndeclared, shop(undefined, { health: isready, ...more }))
    expect(asked({})).toHaveLength(1)
    expect(asked({ ports: { postgres: 5432 } })).toEqual([])
    expect(asked({ ports: { postgres: 5433 }, environment: { PGPORT: "5433" } })).toEqual([])
    expect(asked({ ports: undefined })).toEqual([])
  })

  it("tells each port once", () => {
    const shell = "curl localhost:8080/a && curl localhost:8080/b"
    expect(findings(portsHealthUndeclared, shop({ shell }, { ports: undefined }))).toMatchObject([
      { found: "8080", allowed: "no port is declared" },
    ])
  })

  it("keeps quiet about ports that are declared or documented, and about other machines", () => {
    expect(findings(portsHealthUndeclared, shop("curl localhost:8000"))).toEqual([])
    expect(findings(portsHealthUndeclared, shop("curl localhost:9000", { expose: [9000] }))).toEqual([])
    expect(findings(portsHealthUndeclared, shop("curl ovens:9000 mylocalhost:9000"))).toEqual([])
    expect(findings(portsHealthUndeclared, shop("curl localhost:5432", { networkMode: "host" }))).toEqual([])
    expect(findings(portsHealthUndeclared, shop("curl localhost:8080", { health: "none" }))).toEqual([])
  })

  it("keeps quiet about a proxy's admin API, and about what an image family asks by itself", () => {
    const caddy = (adminPort: number) => ({ proxy: { adminPort }, health: { command: "wget localhost:2020/config/" } })
    expect(findings(portsHealthUndeclared, bakery({ caddy: caddy(2020) }))).toEqual([])
    expect(findings(portsHealthUndeclared, bakery({ caddy: caddy(2019) }))).toHaveLength(1)
    expect(findings(portsHealthUndeclared, bakery({ caddy: { health: { command: "wget localhost:2019" } } }))).toEqual(
      [],
    )
    expect(findings(portsHealthUndeclared, bakery({ caddy: {}, postgres: { ports: { db: 5433 } } }))).toEqual([])
  })
})
