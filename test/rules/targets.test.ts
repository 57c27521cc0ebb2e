import { describe, expect, it } from "vitest"
import { isBefore } from "../../core/targets.js"
import { targetsCaddy } from "../../generators/caddy/rules/targets-caddy.js"
import { targetsCompose } from "../../generators/compose/rules/targets-compose.js"
import { targetsTerraform } from "../../generators/terraform/rules/targets-terraform.js"
import { targetsTerragrunt } from "../../generators/terraform/rules/targets-terragrunt.js"
import { bakery, CADDY } from "../support/bakery.js"
import { findings } from "../support/findings.js"

describe("versions", () => {
  it.each([
    ["2.7", "2.20.2", true],
    ["2.20", "2.20.2", true],
    ["2.20.2", "2.20.2", false],
    ["2.20.3", "2.20.2", false],
    ["2.21", "2.20.2", false],
    ["1.9", "1.11", true],
    ["1.11", "1.11", false],
    ["1.11.0", "1.11", false],
    ["0.99.5", "1.0", true],
    ["1.0", "0.36.2", false],
  ])("%s comes before %s: %s", (version, other, before) => {
    expect(isBefore(version, other)).toBe(before)
  })
})

describe("targets/compose", () => {
  const found = (version: string, services: object, more: object = {}) => {
    const topology = bakery(services, { targets: { compose: version }, ...more })
    return findings(targetsCompose, topology)
  }

  it("refuses what the version does not know, where it is asked for", () => {
    expect(found("2.19.1", { oven: { health: { command: ["check"], startInterval: "2s" } } })).toEqual([
      {
        message: "Docker Compose 2.19.1 does not know `start_interval` in `healthcheck`, which came with 2.20.2.",
        path: "/hosts/shop/services/oven/health/startInterval",
        found: "2.19.1",
        allowed: "2.20.2 or later",
        notes: [{ message: "the version is stated there", path: "/targets/compose" }],
        help: "Use Docker Compose 2.20.2 or later and say so under `targets`, or remove `startInterval`.",
        environments: ["staging"],
      },
    ])
  })

  const oven = "/hosts/shop/services/oven"
  it.each([
    ["2.3", "2.2", {}, "/hosts/shop/stacks/main/project"],
    ["2.17", "2.16", { uses: [{ to: "mixer", restart: true }] }, `${oven}/uses/0/restart`],
    ["2.20", "2.19", { uses: [{ to: "mixer", required: false }] }, `${oven}/uses/0/required`],
    ["2.24", "2.23", { envFiles: ["./oven.env"] }, `${oven}/envFiles`],
    ["2.25", "2.24.4", { ports: { http: { port: 8000, exposure: "private" } } }, `${oven}/ports/http`],
  ])("knows what came with %s", (since, before, service, path) => {
    expect(found(before, { oven: service, mixer: {} }).map((one) => one.path)).toEqual([path])
    expect(found(since, { oven: service, mixer: {} })).toEqual([])
  })

  it("knows what laptops ask for, beside the cloud only", () => {
    const shop = (version: string, ports: object, placements = ["cloud", "local"]) =>
      found(version, { oven: { ports } }, { environments: { staging: { placements } } })
        .map(({ message }) => /`!\w+`/.exec(message)?.[0])
        .filter((tag) => tag !== undefined)
    const hidden = { port: 9000, exposure: "private" }
    expect(shop("2.17", { http: hidden })).toEqual(["`!reset`"])
    expect(shop("2.18", { http: hidden })).toEqual([])
    expect(shop("2.24", { http: hidden, site: { port: 8000, exposure: "host" } })).toEqual(["`!override`"])
    expect(shop("2.24.4", { http: hidden, site: { port: 8000, exposure: "host" } })).toEqual([])
    expect(shop("2.17", { http: { port: 8000, exposure: "host" } })).toEqual([])
    expect(shop("2.17", { http: hidden }, ["cloud"])).toEqual([])
  })

  it("keeps quiet about the default version, and hosts whose files are kept by hand", () => {
    const services = { oven: { health: { command: ["check"], startInterval: "2s" }, envFiles: ["./a.env"] } }
    expect(findings(targetsCompose, bakery(services))).toEqual([])
    const topology = bakery(services, { targets: { compose: "2.0" } })
    topology.hosts.shop.generate = ["caddy"]
    expect(findings(targetsCompose, topology)).toEqual([])
  })
})

describe("targets/caddy", () => {
  const found = (
    version: string | undefined,
    route: object,
    more: { proxy?: object; pin?: string; oven?: object } = {},
  ) =>
    findings(
      targetsCaddy,
      bakery(
        { caddy: { ...CADDY, proxy: more.proxy ?? {} }, oven: { ports: { http: 8000 }, ...more.oven } },
        {
          ...(version === undefined ? {} : { targets: { caddy: version } }),
          secrets: { STAFF: { purpose: "Hash of the staff's password" } },
          routes: { site: { host: "bakery.example", ...route } },
        },
      ),
      { caddy: { default: more.pin ?? "custom" }, oven: { default: "1" } },
    )
  const handle = (handler: object) => ({ handle: [{ handle: [{ to: "shop.oven", ...handler }] }] })

  it("refuses what the version does not know, where it is asked for", () => {
    expect(found("2.6.2", { to: "shop.oven" }, { proxy: { trusted: ["192.0.2.0/24"] } })).toEqual([
      {
        message: "Caddy 2.6.2 does not know `trusted_proxies_strict`, which came with 2.8.0.",
        path: "/hosts/shop/services/caddy/proxy/trusted",
        found: "2.6.2",
        allowed: "2.8.0 or later",
        notes: [{ message: "the version is stated there", path: "/targets/caddy" }],
        help: "Use Caddy 2.8.0 or later and say so under `targets`, or trust no proxies before it.",
        environments: ["staging"],
      },
    ])
  })

  const place = "/routes/site/handle/0/handle/0"
  it.each([
    ["2.8", "2.7.6", handle({ basicAuth: { user: "staff", password: "STAFF" } }), `${place}/basicAuth`],
    ["2.7", "2.6.4", handle({ match: { remote: ["192.0.2.0/24"] } }), `${place}/match/remote`],
    ["2.7", "2.6.4", handle({ match: { not: { remote: ["192.0.2.0/24"] } } }), `${place}/match/not/remote`],
    ["2.7", "2.6.4", handle({ websocket: true }), `${place}/websocket`],
  ])("knows what came with %s", (since, before, route, path) => {
    expect(found(before, route).map((one) => one.path)).toEqual([path])
    expect(found(since, route)).toEqual([])
  })

  it("knows the health checks of services, and the CDN's proxies", () => {
    const checked = { oven: { health: { get: "/up" } } }
    expect(found("2.7", { to: "shop.oven" }, checked).map((one) => one.path)).toEqual(["/routes/site/to"])
    expect(found("2.8", { to: "shop.oven" }, checked)).toEqual([])
    expect(found("2.7", { to: "shop.oven", exposure: "cdn" }).map((one) => one.path)).toEqual([
      "/hosts/shop/services/caddy/proxy",
    ])
  })

  it("goes by the version that the proxy's image is pinned to, where its tag is one", () => {
    const login = handle({ basicAuth: { user: "staff", password: "STAFF" } })
    expect(found(undefined, login, { pin: "2.7.6-alpine" })).toEqual([
      expect.objectContaining({
        found: "2.7.6",
        notes: [{ message: "the version is stated there", path: "images:/caddy/default" }],
      }),
    ])
    expect(found("2.6", login, { pin: "2.11-alpine" })).toEqual([])
    for (const pin of ["2-alpine", "alpine", "7.4.1", `2.11@sha256:${"0a".repeat(32)}`])
      expect(found("2.6", login, { pin }), pin).toHaveLength(pin.includes("@") ? 0 : 1)
  })

  it("keeps quiet about the default version, and what asks for nothing", () => {
    expect(found(undefined, handle({ websocket: true, match: { remote: ["192.0.2.0/24"] } }))).toEqual([])
    expect(found("2.0", { to: "shop.oven" })).toEqual([])
    expect(found("2.0", { handle: [{ websocket: true, respond: "hi" }] })).toEqual([])
  })
})

const inTheCloud = (targets: object | undefined, generate = ["terraform"]) =>
  bakery(
    { oven: {} },
    {
      generate,
      environments: { staging: { project: "bakery-staging", network: "10.10.0.0/24" } },
      clouds: {
        gcp: {
          purpose: "Machines",
          region: "europe-west8",
          zone: "europe-west8-b",
          operations: { project: "bakery-ops", purpose: "Shared by all", stateBucket: "bakery-state" },
        },
      },
      ...(targets === undefined ? {} : { targets }),
    },
  )

describe("targets/terraform", () => {
  it("refuses a version that the modules can't be used with, once", () => {
    expect(findings(targetsTerraform, inTheCloud({ terraform: "1.10.5" }))).toEqual([
      {
        message: "Terraform 1.10.5 does not know write-only arguments, which came with 1.11.",
        path: "/targets/terraform",
        found: "1.10.5",
        allowed: "1.11 or later",
        help: 'Use Terraform 1.11 or later and say so under `targets`, or leave "terraform" out of `generate`.',
      },
    ])
  })

  it("keeps quiet about the version that is tested with, and where no units are made", () => {
    expect(findings(targetsTerraform, inTheCloud(undefined))).toEqual([])
    expect(findings(targetsTerraform, inTheCloud({ terraform: "1.11" }))).toEqual([])
    expect(findings(targetsTerraform, inTheCloud({ terraform: "1.0" }, ["compose"]))).toEqual([])
  })
})

describe("targets/terragrunt", () => {
  it("refuses a version that the units can't be used with, once", () => {
    expect(findings(targetsTerragrunt, inTheCloud({ terragrunt: "0.36.1" }))).toEqual([
      {
        message: "Terragrunt 0.36.1 does not know `mock_outputs_merge_strategy_with_state`, which came with 0.36.2.",
        path: "/targets/terragrunt",
        found: "0.36.1",
        allowed: "0.36.2 or later",
        help: 'Use Terragrunt 0.36.2 or later and say so under `targets`, or leave "terraform" out of `generate`.',
      },
    ])
  })

  it("keeps quiet about the version that is tested with, and where no units are made", () => {
    expect(findings(targetsTerragrunt, inTheCloud(undefined))).toEqual([])
    expect(findings(targetsTerragrunt, inTheCloud({ terragrunt: "0.36.2" }))).toEqual([])
    expect(findings(targetsTerragrunt, inTheCloud({ terragrunt: "0.1" }, ["compose"]))).toEqual([])
  })
})
