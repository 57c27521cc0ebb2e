import { describe, expect, it } from "vitest"
import { routesMissingEnvironment } from "../../core/rules/routes-missing-environment.js"
import { bakery, CADDY } from "../support/bakery.js"
import { findings } from "../support/findings.js"
import type { Loose } from "../support/library.js"

const hosts = (...names: readonly string[]) => Object.fromEntries(names.map((name) => [name, `${name}.bakery.example`]))

const shop = (names: readonly string[], { route = {}, service = {} }: { route?: Loose; service?: Loose } = {}) =>
  bakery(
    { caddy: CADDY, orders: { ports: { http: 8000 }, ...service } },
    {
      environments: { testing: {}, staging: {}, production: {} },
      routes: { orders: { host: hosts(...names), to: "shop.orders", ...route } },
    },
  )

describe("routes/missing_environment", () => {
  it("tells of the one environment that lacks a route", () => {
    expect(findings(routesMissingEnvironment, shop(["testing", "production"]))).toEqual([
      {
        message: "The route orders has no host in staging, and one in every other environment.",
        path: "/routes/orders",
        allowed: "a host in every environment, or `only`",
        help: "Add a host for staging, or name the other environments with `only`.",
        environments: ["staging"],
      },
    ])
  })

  it("keeps quiet when all have it, when more than one lacks it, and when somebody says so", () => {
    expect(findings(routesMissingEnvironment, shop(["testing", "staging", "production"]))).toEqual([])
    expect(findings(routesMissingEnvironment, shop(["production"]))).toEqual([])
    const only = ["testing", "production"]
    expect(findings(routesMissingEnvironment, shop(["testing", "production"], { route: { only } }))).toEqual([])
  })

  it("keeps quiet where what answers, or the proxy, is not there either", () => {
    const service = { only: ["testing", "production"] }
    expect(findings(routesMissingEnvironment, shop(["testing", "production"], { service }))).toEqual([])
    const topology = shop(["testing", "production"])
    topology.hosts.shop.services.caddy.only = ["testing", "production"]
    expect(findings(routesMissingEnvironment, topology)).toEqual([])
  })

  it("can't tell which of two is the exception", () => {
    const topology = shop(["production"])
    topology.environments = { staging: {}, production: {} }
    expect(findings(routesMissingEnvironment, topology)).toEqual([])
  })

  it("asks frontends and buckets for their environments too", () => {
    const topology = shop(["testing", "production"])
    topology.clouds = {
      vercel: { purpose: "Frontends", projects: { shop: { only: ["testing", "production"] } } },
      cloudflare: {
        purpose: "Files",
        zone: "bakery.example",
        buckets: { breads: { name: hosts("testing", "staging", "production") } },
      },
    }
    for (const name of Object.keys(topology.clouds.cloudflare.buckets.breads.name))
      topology.clouds.cloudflare.buckets.breads.name[name] = `breads-${name}`
    topology.routes = {
      shop: { host: hosts("testing", "production"), to: "vercel.shop" },
      breads: { host: hosts("testing", "production"), to: "breads" },
    }
    expect(findings(routesMissingEnvironment, topology)).toMatchObject([{ path: "/routes/breads" }])

    delete topology.clouds.cloudflare.buckets.breads.name.staging
    expect(findings(routesMissingEnvironment, topology)).toEqual([])
  })

  it("asks nothing of what answers by itself", () => {
    const route = { to: undefined, proxy: "shop.caddy", handle: [{ respond: "open" }] }
    expect(findings(routesMissingEnvironment, shop(["testing", "production"], { route }))).toHaveLength(1)
  })
})
