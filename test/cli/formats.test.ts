import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { join } from "node:path"
import { Ajv } from "ajv"
import { Ajv2020 } from "ajv/dist/2020.js"
import fc from "fast-check"
import { afterAll, describe, expect, it } from "vitest"
import { driftReport } from "../../cli/drift.js"
import { printCompact } from "../../cli/report/compact.js"
import { printGithub } from "../../cli/report/github.js"
import { printGitlab } from "../../cli/report/gitlab.js"
import { printJson } from "../../cli/report/json.js"
import { printJunit } from "../../cli/report/junit.js"
import { printSarif } from "../../cli/report/sarif.js"
import type { Report } from "../../cli/report.js"
import { plan } from "../../cli/write/plan.js"
import type { AcceptedFinding } from "../../core/check.js"
import { type Diagnostic, ruleCode, type Severity } from "../../core/diagnostic.js"
import reportSchema from "../../schema/report.schema.json" with { type: "json" }
import { artifacts, removeTemporary, temporary } from "./tree.js"

/** What each format says, and that its reader takes it whatever is said. */

afterAll(removeTemporary)

const collision: Diagnostic = {
  code: ruleCode("ports/collision"),
  severity: "error",
  message: "oven and till both publish 8000.",
  path: "/hosts/shop/services/till/ports/http",
  found: "8000",
  notes: [
    {
      message: "it is taken here",
      path: "/hosts/shop/services/oven/ports/http",
      position: {
        file: "parts/oven.ts",
        line: 2,
        column: 41,
        end: { line: 2, column: 45 },
      },
    },
    { message: "both are on one machine", path: "/hosts/shop" },
  ],
  help: "Give one of them another port.",
  environments: ["staging", "production"],
  position: {
    file: "topology.ts",
    line: 4,
    column: 41,
    end: { line: 4, column: 45 },
  },
}

const unplaced: Diagnostic = {
  code: "schema/required",
  severity: "warning",
  message: "A title is missing.",
  path: "",
}

const accepted: AcceptedFinding = {
  ...collision,
  code: ruleCode("networks/overlap"),
  acceptance: {
    noun: "acceptance",
    path: "/rules/accept/0",
    sources: {},
    rule: "networks/overlap",
    at: "/hosts",
    reason: "They never meet",
    until: "2026-06-30",
    environments: ["staging"],
    meant: undefined,
  },
}

/** What a proof tells: the place of the topology, and the artifact's line that says otherwise. */
const closedPath: Diagnostic = {
  code: "proof/path_closed",
  severity: "error",
  message: "shop.till → shop.oven is declared, and the files do not open it.",
  path: "/hosts/shop/services/till/uses/0",
  notes: [
    { message: "the file says so", artifact: { file: "out/shop/docker-compose.yml", line: 64, column: 7 } },
    { message: "1. they share no network: here the path ends" },
  ],
  help: "Give it back.",
  environments: ["staging"],
  position: { file: "topology.ts", line: 4, column: 41 },
}

function report(diagnostics: readonly Diagnostic[], more: Partial<Report> = {}): Report {
  const nothing = { accepted: [], known: [], gone: 0, drift: undefined }
  return {
    command: "check",
    failOn: "error",
    file: "topology.ts",
    ...nothing,
    diagnostics,
    ...more,
  }
}

/** What `check` finds where one file was to be written. */
function drifting(): Report {
  const outDir = join(temporary(), "out")
  const planned = plan(artifacts({ "shop/compose.yml": "name: shop\n" }), {
    outDir,
    compilerVersion: "1.0.0",
  })
  return report([], {
    drift: driftReport(planned, { unknown: [], interrupted: false }),
  })
}

const full = report([collision, unplaced], {
  accepted: [accepted],
  known: [{ ...collision, severity: "info" }],
  gone: 2,
})

/** Anything that a topology could make a message or a path hold. */
const hostile = fc.string({
  unit: fc.oneof(fc.constantFrom(..."%:,<>&\"'\n\r\t\0\x1b\u2028\ud800]]>"), fc.string()),
})
const anyDiagnostic: fc.Arbitrary<Diagnostic> = fc.record({
  code: fc.constantFrom(ruleCode("ports/collision"), ruleCode("secrets/in_literal"), "schema/invalid_type" as const),
  severity: fc.constantFrom<Severity>("error", "warning", "info"),
  message: hostile,
  path: fc.constantFrom("", "/hosts/shop", "images:/till"),
  found: hostile,
  help: hostile,
  position: fc.record({
    file: hostile,
    line: fc.integer({ min: 1 }),
    column: fc.integer({ min: 1 }),
  }),
})

describe("compact", () => {
  it("is one line a finding", () => {
    expect(printCompact(full)).toBe(
      [
        "topology.ts:4:41: error ports/collision: oven and till both publish 8000. (staging, production)",
        "topology: warning schema/required: A title is missing.",
        "",
      ].join("\n"),
    )
  })

  it("names the artifact's line last, where one says so", () => {
    expect(printCompact(report([closedPath]))).toBe(
      "topology.ts:4:41: error proof/path_closed: shop.till → shop.oven is declared, and the files do not open it. (staging) (out/shop/docker-compose.yml:64:7)\n",
    )
  })

  it("stays so, whatever it says", () => {
    fc.assert(
      fc.property(fc.array(anyDiagnostic), (diagnostics) => {
        expect(printCompact(report(diagnostics)).split("\n")).toHaveLength(diagnostics.length + 1)
      }),
    )
  })
})

describe("json", () => {
  const validate = new Ajv2020({
    allErrors: true,
    strict: true,
    formats: { date: true },
  }).compile(reportSchema)

  it("is as its schema says", () => {
    for (const one of [full, report([]), drifting()]) {
      validate(JSON.parse(printJson(one)))
      expect(validate.errors).toBeNull()
    }
    expect(JSON.parse(printJson(full))).toMatchObject({
      $schema: reportSchema.$id,
      kind: "groundplan/report",
      version: 1,
      command: "check",
      counts: { error: 1, warning: 1, info: 0, accepted: 1, known: 1, gone: 2 },
      diagnostics: [collision, unplaced],
      accepted: [
        {
          code: "networks/overlap",
          acceptance: { reason: "They never meet", until: "2026-06-30" },
        },
      ],
    })
  })

  it("has a schema that refuses what is no report", () => {
    const document = JSON.parse(printJson(full))
    expect(validate({ ...document, version: 2 })).toBe(false)
    expect(validate({ ...document, diagnostics: [{ ...collision, colour: "red" }] })).toBe(false)
    expect(validate({ ...document, accepted: [collision] })).toBe(false)
  })
})

describe("sarif", () => {
  const document = JSON.parse(printSarif(full))
  const [run] = document.runs

  it("carries what is known of rules, and of what is none", () => {
    expect(run.tool.driver.rules.map(({ id }: { id: string }) => id)).toEqual([
      "networks/overlap",
      "ports/collision",
      "schema/required",
    ])
    expect(run.tool.driver.rules[1]).toMatchObject({
      name: "PortsCollision",
      shortDescription: {
        text: "Two services are published on the same address, port and protocol of one machine.",
      },
      defaultConfiguration: { level: "error" },
    })
    expect(run.tool.driver.rules[1].fullDescription.text).not.toBe("")
    expect(run.tool.driver.rules[2]).toMatchObject({
      shortDescription: { text: "A field is missing that its object can't do without." },
      fullDescription: { text: expect.stringContaining("can't be guessed") },
      help: { text: "groundplan rules schema/required says more." },
      defaultConfiguration: { level: "error" },
    })
  })

  it("carries both places of a finding, what it weighs, and a name that lasts", () => {
    const [result, second, third, fourth] = run.results
    expect(result).toEqual({
      ruleId: "ports/collision",
      ruleIndex: 1,
      level: "error",
      message: {
        text: "oven and till both publish 8000. Give one of them another port.",
      },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: "topology.ts" },
            region: {
              startLine: 4,
              startColumn: 41,
              endLine: 4,
              endColumn: 45,
            },
          },
          logicalLocations: [{ fullyQualifiedName: "hosts.shop.services.till.ports.http" }],
        },
      ],
      relatedLocations: [
        {
          id: 1,
          message: { text: "it is taken here" },
          physicalLocation: {
            artifactLocation: { uri: "parts/oven.ts" },
            region: {
              startLine: 2,
              startColumn: 41,
              endLine: 2,
              endColumn: 45,
            },
          },
        },
      ],
      partialFingerprints: {
        "groundplan/v1": expect.stringMatching(/^[0-9a-f]{64}$/),
      },
      properties: { environments: ["staging", "production"] },
      baselineState: "new",
    })
    expect(second.level).toBe("warning")
    expect(third.suppressions).toEqual([
      {
        kind: "inSource",
        status: "accepted",
        justification: "They never meet",
      },
    ])
    expect(fourth.baselineState).toBe("unchanged")
    const moved = {
      ...collision,
      position: { file: "topology.ts", line: 40, column: 1 },
    }
    const again = JSON.parse(printSarif(report([moved]))).runs[0].results[0]
    expect(again.partialFingerprints).toEqual(result.partialFingerprints)
  })

  const schema = publishedSchema()
  it.skipIf(schema === undefined)("is as the published schema says, whatever it says", () => {
    const validate = new Ajv({
      strict: false,
      allErrors: true,
      // One of its patterns has a bracket too many, which only Unicode's rules refuse.
      unicodeRegExp: false,
      formats: { uri: true, "uri-reference": true, "date-time": true },
    }).compile(schema!)
    const check = (one: Report): void => {
      validate(JSON.parse(printSarif(one)))
      expect(validate.errors).toBeNull()
    }
    for (const one of [full, report([]), drifting()]) check(one)
    fc.assert(fc.property(fc.array(anyDiagnostic), (diagnostics) => check(report(diagnostics))))
  })
})

/** SARIF's own schema, as its authors publish it; its draft 4 says `id` where later ones say `$id`. */
function publishedSchema(): object | undefined {
  try {
    const file = createRequire(import.meta.url).resolve("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json")
    const { $schema: _draft, id, ...schema } = JSON.parse(readFileSync(file, "utf8"))
    return { $id: id, ...schema }
  } catch {
    return undefined
  }
}

describe("github", () => {
  it("is one annotation a finding, the other place and the help below the sentence", () => {
    expect(printGithub(full)).toBe(
      [
        "::error file=topology.ts,line=4,endLine=4,col=41,endColumn=45,title=ports/collision::oven and till both publish 8000.%0AIn staging, production.%0Ait is taken here (parts/oven.ts:2:41)%0Aboth are on one machine%0AGive one of them another port.",
        "::warning file=topology.ts,line=1,col=1,title=schema/required::A title is missing.",
        "",
      ].join("\n"),
    )
  })

  it("annotates the artifact's line where one says so, and names the topology's in the text", () => {
    expect(printGithub(report([closedPath]))).toBe(
      "::error file=out/shop/docker-compose.yml,line=64,col=7,title=proof/path_closed::shop.till → shop.oven is declared, and the files do not open it.%0AIn the topology: hosts.shop.services.till.uses[0] (topology.ts:4:41).%0AIn staging.%0Athe file says so (out/shop/docker-compose.yml:64:7)%0A1. they share no network: here the path ends%0AGive it back.\n",
    )
  })

  it("shows the ten worst of each severity, worst first, then how many more there are", () => {
    const many = (severity: Severity, count: number) =>
      Array.from({ length: count }, (_, index) => ({
        ...unplaced,
        severity,
        message: `Number ${index}.`,
      }))
    const lines = printGithub(report([...many("info", 11), ...many("warning", 13), ...many("error", 12)])).split("\n")
    expect(lines.map((line) => line.slice(0, 5))).toEqual([
      ...Array(10).fill("::err"),
      ...Array(10).fill("::war"),
      ...Array(10).fill("::not"),
      "… and",
      "",
    ])
    expect(lines[30]).toBe("… and 2 more errors, 3 more warnings, 1 more for information: groundplan check shows them.")
  })

  it("escapes what would end a property, a message or a line", () => {
    const position = { file: "a,b:c%.ts", line: 1, column: 1 }
    expect(printGithub(report([{ ...unplaced, message: "50%\r\n::error::x", position }]))).toBe(
      "::warning file=a%2Cb%3Ac%25.ts,line=1,col=1,title=schema/required::50%25\\x0d%0A::error::x\n",
    )
    fc.assert(
      fc.property(anyDiagnostic, (diagnostic) => {
        const printed = printGithub(report([diagnostic]))
        expect(printed).toMatch(
          /^::(?:error|warning|notice) file=[^,:\n]*,line=\d+,col=\d+,title=[^,:\n]*::[^\n\r]*\n$/,
        )
        const [, file = "", text = ""] = /file=([^,]*),.*?::(.*)\n$/.exec(printed.slice(2)) ?? []
        for (const part of [file, text]) expect(part.replace(/%(?:25|0A|0D|3A|2C)/g, "")).not.toContain("%")
      }),
    )
  })

  it("names files from the root of the repository", () => {
    const before = process.env.GITHUB_WORKSPACE
    process.env.GITHUB_WORKSPACE = join(process.cwd(), "..")
    try {
      const name = process.cwd().split("/").at(-1)
      expect(printGithub(report([collision]))).toContain(`file=${name}/topology.ts,`)
    } finally {
      if (before === undefined) delete process.env.GITHUB_WORKSPACE
      else process.env.GITHUB_WORKSPACE = before
    }
  })
})

describe("gitlab", () => {
  it("is a list of issues, each with a fingerprint of its own that lasts", () => {
    const issues = JSON.parse(printGitlab(report([collision, collision, unplaced])))
    expect(issues[0]).toEqual({
      description:
        "oven and till both publish 8000. In staging, production. it is taken here (parts/oven.ts:2:41) both are on one machine Give one of them another port.",
      check_name: "ports/collision",
      fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
      severity: "critical",
      location: { path: "topology.ts", lines: { begin: 4, end: 4 } },
    })
    expect(issues[2]).toMatchObject({
      severity: "minor",
      location: { path: "topology.ts", lines: { begin: 1 } },
    })
    const prints = issues.map(({ fingerprint }: { fingerprint: string }) => fingerprint)
    expect(new Set(prints).size).toBe(3)
    const moved = {
      ...collision,
      position: { file: "topology.ts", line: 99, column: 1 },
    }
    expect(JSON.parse(printGitlab(report([moved])))[0].fingerprint).toBe(prints[0])
    expect(printGitlab(report([]))).toBe("[]\n")
  })

  it("tells uses of a list apart by what they say, not by where they stand in it", () => {
    const use = (index: number) => ({
      ...unplaced,
      path: `/uses/${index}`,
      message: `uses[${index}] names the target "tall".`,
    })
    const printOf = (one: Diagnostic) => JSON.parse(printGitlab(report([one])))[0].fingerprint
    expect(printOf(use(0))).toBe(printOf(use(3)))
  })
})

describe("junit", () => {
  it("fails what fails, passes what does not, and skips what is accepted", () => {
    expect(printJunit(full)).toBe(
      `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="groundplan" tests="3" failures="1" errors="0" skipped="1">
  <testsuite name="groundplan check" tests="3" failures="1" errors="0" skipped="1">
    <testcase classname="ports/collision" name="topology.ts:4:41 hosts.shop.services.till.ports.http"><failure message="oven and till both publish 8000." type="error">oven and till both publish 8000.
In staging, production.
it is taken here (parts/oven.ts:2:41)
both are on one machine
Give one of them another port.</failure></testcase>
    <testcase classname="schema/required" name="topology"><system-out>A title is missing.</system-out></testcase>
    <testcase classname="networks/overlap" name="topology.ts:4:41 hosts.shop.services.till.ports.http"><skipped message="They never meet"/></testcase>
  </testsuite>
</testsuites>
`,
    )
    expect(printJunit({ ...full, failOn: "warning" })).toContain('failures="2"')
    expect(printJunit(report([]))).toContain('tests="1" failures="0"')
  })

  it("is XML, whatever it says", () => {
    const hostileOne = {
      ...unplaced,
      message: `<a b="c">&amp;]]>\0\x1b\ud800\u{1f600}\ufffe\n\t`,
    }
    expect(printJunit(report([hostileOne], { failOn: "warning" }))).toContain(
      'message="&lt;a b=&quot;c&quot;&gt;&amp;amp;]]&gt;\u{1f600}&#10;&#9;"',
    )
    fc.assert(
      fc.property(fc.array(anyDiagnostic), (diagnostics) => {
        const printed = printJunit(report(diagnostics))
        expect(printed).not.toMatch(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u)
        const markup = /<\?xml[^<>]*\?>|<\/?[a-z-]+(?: [a-z]+="[^"<>]*")*\/?>/g
        expect(printed.replace(markup, "")).not.toMatch(/[<>]|&(?!(?:amp|lt|gt|quot|#\d+);)/)
      }),
    )
  })
})

describe("drift", () => {
  it("is a finding of each format that knows findings only", () => {
    const one = drifting()
    expect(printCompact(one)).toMatch(
      /out\/shop\/compose\.yml:1:1: error drift\/stale: .* is stale: the topology changed/,
    )
    expect(printGithub(one)).toMatch(/^::error file=.*compose\.yml,line=1,col=1,title=drift\/stale::/)
    expect(JSON.parse(printGitlab(one))[0]).toMatchObject({
      check_name: "drift/stale",
    })
    expect(printJunit(one)).toContain('classname="drift/stale"')
    expect(JSON.parse(printSarif(one)).runs[0].results[0].ruleId).toBe("drift/stale")
    expect(JSON.parse(printJson(one)).drift.files).toEqual([{ path: "shop/compose.yml", drift: "stale", origins: [] }])
  })
})
