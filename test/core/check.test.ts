import { describe, expect, it } from "vitest"
import { type KnownFinding, knownFinding, setApart } from "../../core/baseline.js"
import { compile } from "../../core/compile.js"
import { type Diagnostic, ruleCode } from "../../core/diagnostic.js"
import { defineRule, type Finding, type Rule } from "../../core/rule.js"
import { pinned } from "../support/findings.js"

/** What becomes of the findings of rules: what they weigh, whether they are accepted, and whether a baseline knows them. */

const found: Finding = { message: "The looms are loud.", path: "/hosts/hall/services/loom", help: "Oil them." }

/** A rule that finds what it is told to. */
function loud(findings: readonly Finding[], more: Partial<Rule> = {}): Rule {
  const check = () => findings
  return defineRule({ code: "mills/loud", severity: "error", summary: "Something is loud.", check, ...more })
}

function judged(rules: readonly Rule[], said: object = {}, options: object = {}) {
  const topology = {
    name: "mill",
    generate: ["docs"],
    environments: { trial: {}, run: {} },
    images: { loom: { repository: "mill/loom" } },
    hosts: {
      hall: {
        stacks: { main: { directory: "hall-{environment}", project: "hall-{environment}" } },
        services: { loom: { image: "loom", resources: { memory: "64 MiB" } } },
      },
    },
    rules: said,
  }
  const today = new Date("2026-01-01T00:00:00Z")
  return compile(topology, { pins: pinned(topology), generators: [], today, rules, ...options })
}

const codes = (diagnostics: readonly Diagnostic[]) => diagnostics.map(({ code, severity }) => [code, severity])
const accept = (more: object = {}) => ({ rule: "mills/loud", at: "hosts.hall", reason: "It is a mill", ...more })

describe("what findings weigh", () => {
  it("is what the caller says, else what the topology says, else what the finding or its rule says", () => {
    const rule = loud([found, { ...found, message: "They hum.", severity: "info" }])
    const topology = { severity: { "mills/loud": "warning" } }
    const severitiesOf = (said: object, options: object = {}) =>
      judged([rule], said, options).diagnostics.map(({ severity }) => severity)
    expect(severitiesOf({})).toEqual(["error", "info"])
    expect(severitiesOf(topology)).toEqual(["warning", "warning"])
    expect(severitiesOf(topology, { severities: { "mills/loud": "error" } })).toEqual(["error", "error"])
    expect(severitiesOf(topology, { severities: { "mills/loud": "off" } })).toEqual([])
  })

  it("is asked of no rule that is off", () => {
    const rule = loud([], { check: () => expect.fail("it was asked") })
    expect(judged([rule], { severity: { "mills/loud": "off" } }).diagnostics).toEqual([])
  })

  it("can't be less where what is generated relies on it, but more", () => {
    const binding = loud([found], { binding: true })
    expect(codes(judged([binding], { severity: { "mills/loud": "info" } }).diagnostics)).toEqual([
      ["references/binding_rule", "error"],
      ["mills/loud", "error"],
    ])
    const warning = loud([found], { binding: true, severity: "warning" })
    expect(codes(judged([warning], { severity: { "mills/loud": "info" } }).diagnostics)).toEqual([
      ["mills/loud", "info"],
    ])
    expect(codes(judged([warning], { severity: { "mills/loud": "error" } }).diagnostics)).toEqual([
      ["mills/loud", "error"],
    ])
  })
})

describe("what the topology accepts", () => {
  it("is set apart, with the acceptance", () => {
    const { diagnostics, accepted } = judged([loud([found])], { accept: [accept()] })
    expect(diagnostics).toEqual([])
    expect(accepted).toMatchObject([
      {
        ...found,
        code: "mills/loud",
        severity: "error",
        acceptance: { path: "/rules/accept/0", reason: "It is a mill" },
      },
    ])
  })

  it("is part of what holds in all environments, where it names some", () => {
    const { diagnostics, accepted } = judged([loud([found])], { accept: [accept({ only: ["trial"] })] })
    expect(accepted.map(({ environments }) => environments)).toEqual([["trial"]])
    expect(diagnostics.map(({ environments }) => environments)).toEqual([["run"]])
  })

  it("is not what stands beside, or above", () => {
    const rule = loud([found, { ...found, path: "/hosts/hallway" }, { ...found, path: "/hosts" }])
    const { diagnostics } = judged([rule], { accept: [accept()] })
    expect(diagnostics.map(({ path }) => path)).toEqual(["/hosts/hallway", "/hosts"])
  })

  it("is nothing of what is no rule's, and nothing that what is generated relies on", () => {
    const { accepted } = judged([loud([found], { binding: true })], { accept: [accept()] })
    expect(accepted).toEqual([])
    const { diagnostics } = judged([], { accept: [accept({ rule: "references/unknown_image" })] })
    expect(codes(diagnostics)).toEqual([["references/unknown_rule", "error"]])
  })
})

describe("what a baseline knows", () => {
  const diagnostic: Diagnostic = { ...found, code: ruleCode("mills/loud"), severity: "error" }
  const known = knownFinding(diagnostic)
  const apart = (findings: readonly Diagnostic[], earlier: readonly KnownFinding[]) =>
    setApart(findings, earlier, () => true)

  it("is set apart, and lets generators run", () => {
    const { diagnostics, known: set } = judged([loud([found])], {}, { known: [known] })
    expect(diagnostics).toEqual([])
    expect(codes(set)).toEqual([["mills/loud", "error"]])
    expect(codes(judged([loud([found], { binding: true })], {}, { known: [known] }).diagnostics)).toEqual([
      ["mills/loud", "error"],
    ])
  })

  it("is known where a list has grown before it", () => {
    const use = (index: number): Diagnostic => ({
      ...diagnostic,
      path: `/uses/${index}`,
      message: `uses[${index}] is.`,
    })
    expect(apart([use(4)], [knownFinding(use(0))])).toEqual({ fresh: [], known: [use(4)], gone: [] })
  })

  it("is as many as there were", () => {
    expect(apart([diagnostic, diagnostic], [known])).toEqual({ fresh: [diagnostic], known: [diagnostic], gone: [] })
    expect(apart([diagnostic], [known, known])).toEqual({ fresh: [], known: [diagnostic], gone: [known] })
  })

  it("is new in an environment that it has come to", () => {
    const trial = { ...diagnostic, environments: ["trial"] }
    const both = { ...diagnostic, environments: ["trial", "run"] }
    const run = { ...diagnostic, environments: ["run"] }
    expect(apart([both], [knownFinding(trial)])).toEqual({ fresh: [run], known: [trial], gone: [] })
    expect(apart([trial], [knownFinding(both)])).toEqual({ fresh: [], known: [trial], gone: [] })
    expect(apart([run], [knownFinding(trial)])).toEqual({ fresh: [run], known: [], gone: [knownFinding(trial)] })
    expect(apart([diagnostic], [knownFinding(trial)]).fresh).toEqual([diagnostic])
    expect(apart([run], [known])).toEqual({ fresh: [], known: [run], gone: [] })
  })

  it("differs in code, place and message", () => {
    for (const other of [{ code: ruleCode("mills/hot") }, { path: "/hosts" }, { message: "They are hot." }])
      expect(apart([{ ...diagnostic, ...other }], [known]).known).toEqual([])
  })
})
