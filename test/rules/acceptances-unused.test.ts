import { describe, expect, it } from "vitest"
import { compile } from "../../core/compile.js"
import { generators } from "../../generators/index.js"
import { pinned } from "../support/findings.js"

/** A bakery whose two tills claim one port, and what it accepts of that. */
function found(accept: readonly object[], severity: Readonly<Record<string, string>> = {}) {
  const till = { image: "till", ports: { http: { port: 8000, exposure: "host" } } }
  const topology = {
    name: "bakery",
    generate: ["docs"],
    environments: { trial: {}, shop: {} },
    images: { till: { repository: "bakery/till" } },
    hosts: {
      shop: {
        stacks: { main: { directory: "shop-{environment}", project: "shop-{environment}" } },
        services: {
          till: { ...till, resources: { memory: "100 MiB" } },
          spare: { ...till, resources: { memory: "100 MiB" } },
        },
      },
    },
    rules: { severity, accept },
  }
  const { diagnostics, accepted } = compile(topology, {
    pins: pinned(topology),
    generators,
    today: new Date("2026-01-01T00:00:00Z"),
  })
  const about = diagnostics.filter(({ code }) => /^(?:acceptances|ports|references)\//.test(code))
  return { diagnostics: about, accepted }
}

const collision = { rule: "ports/collision", at: "hosts.shop.services.spare", reason: "One of them is off" }

describe("acceptances/unused", () => {
  it("finds one where its rule finds nothing, and the place that was meant", () => {
    const { diagnostics, accepted } = found([collision, { ...collision, at: "hosts.shop.services.tils.ports" }])
    expect(accepted.map(({ code, environments }) => [code, environments])).toEqual([
      ["ports/collision", ["trial", "shop"]],
    ])
    expect(diagnostics).toEqual([
      {
        code: "acceptances/unused",
        severity: "warning",
        message: "ports/collision is accepted at hosts.shop.services.tils.ports, where it finds nothing.",
        path: "/rules/accept/1/at",
        found: "hosts.shop.services.tils.ports",
        notes: [{ message: "the near one stands there", path: "/hosts/shop/services/till/ports" }],
        help: "Did you mean hosts.shop.services.till.ports?",
      },
    ])
  })

  it("asks to remove one that is near nothing", () => {
    const { diagnostics } = found([collision, { ...collision, at: "/secrets" }])
    expect(diagnostics.map(({ path, help }) => [path, help])).toEqual([
      ["/rules/accept/1/at", "Remove the acceptance, or correct its place."],
    ])
  })

  it.each([
    ["all that is needed", [collision]],
    ["two that cover the same", [collision, { ...collision, at: "topology" }]],
    [
      "one each environment",
      [
        { ...collision, only: ["trial"] },
        { ...collision, only: ["shop"] },
      ],
    ],
    [
      "one that has expired, which is told otherwise",
      [collision, { ...collision, at: "/images", until: "2020-01-01" }],
    ],
  ])("finds nothing in %s", (_what, accept) => {
    expect(found(accept).diagnostics.filter(({ code }) => code === "acceptances/unused")).toEqual([])
  })

  it("does not look at one of a rule that is off, or was not asked", () => {
    expect(found([collision], { "ports/collision": "off" }).diagnostics).toEqual([])
    expect(found([collision, { ...collision, rule: "caddy/value", at: "/routes" }]).diagnostics).toMatchObject([
      { code: "references/binding_rule", path: "/rules/accept/1/rule" },
    ])
  })

  it("waits until everything resolves", () => {
    const { diagnostics } = found([{ ...collision, only: ["shpo"] }])
    expect(diagnostics.map(({ code }) => code)).toEqual(["references/unknown_environment", "ports/collision"])
  })
})
