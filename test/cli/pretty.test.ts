import { describe, expect, it } from "vitest"
import { cellsOf, cropped } from "../../cli/report/cells.js"
import { MOST_OF_A_KIND, type PrettyOptions, printPretty } from "../../cli/report/pretty.js"
import type { Report } from "../../cli/report.js"
import { type Diagnostic, type Position, ruleCode } from "../../core/diagnostic.js"

const at = (line: number, column: number, end?: number, file = "topology.ts"): Position => ({
  file,
  line,
  column,
  ...(end === undefined ? {} : { end: { line, column: end } }),
})

const source = [
  "export default defineTopology({",
  '  oven: { image: "oven", ports: { http: 8000 } },',
  "  shelf: {},",
  '  till: { image: "till", ports: { http: 8000 } },',
  "})",
].join("\n")

const collision: Diagnostic = {
  code: ruleCode("ports/collision"),
  severity: "error",
  message: "oven and till both publish 8000.",
  path: "/hosts/shop/services/till/ports/http",
  found: "8000",
  allowed: "a port that is free on the host",
  notes: [
    { message: "It is taken here.", path: "/hosts/shop/services/oven/ports/http", position: at(2, 41, 45) },
    { message: "both are on one machine", path: "/hosts/shop" },
  ],
  help: "Give one of them another port.",
  environments: ["staging", "production"],
  position: at(4, 41, 45),
}

function printed(
  diagnostics: readonly Diagnostic[],
  options: Partial<PrettyOptions> & { readonly files?: Readonly<Record<string, string>> } = {},
  report: Partial<Report> = {},
): string {
  const { files = { "topology.ts": source }, ...rest } = options
  const nothing = { accepted: [], known: [], gone: 0, drift: undefined }
  return printPretty(
    { command: "validate", failOn: "error", file: "topology.ts", ...nothing, diagnostics, ...report },
    { colour: false, read: (file) => files[file], ...rest },
  )
}

describe("printPretty", () => {
  it("shows severity, code, sentence, both places in their lines, environments once, and the help", () => {
    const warning: Diagnostic = {
      code: ruleCode("images/floating"),
      severity: "warning",
      message: "A tag floats.",
      path: "images:/redis/all",
      found: "7",
    }
    expect(printed([collision, warning])).toBe(
      [
        "error ports/collision",
        "  oven and till both publish 8000.",
        " --> topology.ts:4:41",
        "  |",
        '2 |   oven: { image: "oven", ports: { http: 8000 } },',
        "  |                                         ---- It is taken here",
        "...",
        '4 |   till: { image: "till", ports: { http: 8000 } },',
        "  |                                         ^^^^",
        "  |",
        "  path:    hosts.shop.services.till.ports.http",
        "  allowed: a port that is free on the host",
        "  in:      staging, production",
        "  note:    both are on one machine at hosts.shop",
        "  help:    Give one of them another port.",
        "",
        "warning images/floating",
        "  A tag floats.",
        "  path:    images.toml redis.all",
        "  found:   7",
        "",
        "1 error, 1 warning.",
        "",
      ].join("\n"),
    )
  })

  it("shows the other place in its own file", () => {
    const notes = [{ message: "the other one", position: at(1, 1, 6, "till.ts") }]
    const text = printed([{ ...collision, notes }], { files: { "topology.ts": source, "till.ts": "const till = 1" } })
    expect(text).toContain(" ::: till.ts:1:1\n  |\n1 | const till = 1\n  | ----- the other one\n")
  })

  it("does without the frame of a file that can't be read, or has no such line", () => {
    expect(printed([collision], { files: {} })).toContain("  at:      topology.ts:4:41\n  path:")
    expect(printed([{ ...collision, position: at(99, 1) }])).toContain("  at:      topology.ts:99:1\n")
  })

  it("marks a place whose end is not known by its word, and one that spans lines to the end of the line", () => {
    expect(printed([{ ...collision, notes: [], position: at(4, 3) }])).toContain("\n  |   ^^^^\n")
    const spans = { ...at(4, 9), end: { line: 5, column: 2 } }
    expect(printed([{ ...collision, notes: [], position: spans }])).toContain(`\n  |         ${"^".repeat(41)}\n`)
  })

  it("says of a computed value that it is one, and what it came to", () => {
    const text = printed([{ ...collision, position: { ...at(4, 41, 45), computed: true } }])
    expect(text).toContain("  found:   8000\n  note:    the value is computed;")
  })

  it("keeps the marks under wide characters, emoji, combining marks and tabs", () => {
    const line = '\tname: "面包店 😀 e\u0301", port: 8000'
    const column = line.indexOf("8000") + 1
    const text = printed([{ ...collision, notes: [], position: at(1, column, column + 4) }], {
      files: { "topology.ts": line },
    })
    // Four columns for the tab; each of the three letters and the emoji takes two, the accent none.
    const shown = text.split("\n").filter((row) => /^1? +\|/.test(row) || row.startsWith("1 |"))
    expect(shown[1]).toBe('1 |     name: "面包店 😀 e\u0301", port: 8000')
    expect(shown[2]).toBe(`  | ${" ".repeat(4 + 7 + 6 + 1 + 2 + 1 + 1 + 9)}^^^^`)
  })

  it("cuts a line that is wider than the terminal around the place", () => {
    const line = `${"x".repeat(300)} here ${"y".repeat(300)}`
    const text = printed([{ ...collision, notes: [], position: at(1, 302, 306) }], {
      files: { "topology.ts": line },
      width: 60,
    })
    const rows = text.split("\n").filter((row) => row.includes(" | "))
    expect(rows[0]).toMatch(/^1 \| …x+ here y+…$/)
    expect(rows[0]!.length).toBeLessThanOrEqual(60)
    expect(rows[1]!.indexOf("^^^^")).toBe(rows[0]!.indexOf("here"))
  })

  it("breaks sentences at the terminal's width, and nothing where there is none", () => {
    const message = "word ".repeat(40).trim()
    const wide = printed([{ ...collision, message }])
    expect(wide).toContain(`  ${message}\n`)
    const narrow = printed([{ ...collision, message }], { width: 50 })
    expect(Math.max(...narrow.split("\n").map((row) => row.length))).toBeLessThanOrEqual(50)
  })

  it("never shows a line that may hold a secret, whoever marks it", () => {
    const line = '    DB: "redis://:hunter2@cache", PORT: 70000,'
    const secret: Diagnostic = {
      code: ruleCode("secrets/in_literal"),
      severity: "error",
      message: "A password.",
      path: "/environment/DB",
      position: at(1, 9, 34),
    }
    const other: Diagnostic = { ...collision, code: ruleCode("ports/other"), position: at(1, 41, 46), notes: [] }
    const files = { "topology.ts": line }
    const text = printed([secret, other], { files })
    expect(text).not.toContain("hunter2")
    expect(text).not.toContain("70000")
    expect(text).toContain("--> topology.ts:1:9\n  |\n1 |     DB: … (not shown: it may hold a secret)\n  |     ^^\n")
    expect(text).toContain("--> topology.ts:1:41\n  |\n1 |     DB: … (not shown: it may hold a secret)\n  |\n")
    const acceptance = { noun: "acceptance", path: "/rules/accept/0", sources: {}, at: "", reason: "r" }
    const accepted = [
      { ...secret, acceptance: { ...acceptance, rule: "a/b", until: undefined, environments: [], meant: undefined } },
    ]
    expect(printed([other], { files }, { accepted })).not.toContain("hunter2")
    expect(printed([other], { files }, { known: [secret] })).not.toContain("hunter2")
  })

  it("shows of each finding its own key, where several stand on a line that is not shown", () => {
    const files = { "topology.ts": '  secrets: { DB_USER: "hunter1", DB_PASS: "hunter2" },' }
    const unknown = (key: string, position: Position): Diagnostic => ({
      code: "references/unknown_secret",
      severity: "error",
      message: "It names none.",
      path: `/secrets/${key}`,
      found: "a text of 7 characters",
      position,
    })
    const [user, pass] = [unknown("DB_USER", at(1, 23, 32)), unknown("DB_PASS", at(1, 43, 52))]
    const text = printed([user, pass], { files })
    expect(text).toContain("1 |   DB_USER: … (not shown: it may hold a secret)\n  |   ^^^^^^^\n")
    expect(text).toContain("1 |   DB_PASS: … (not shown: it may hold a secret)\n  |   ^^^^^^^\n")
    const quoted: Diagnostic = { ...user, found: '"DB_USRE"' }
    expect(printed([quoted, pass], { files })).toContain("1 |   DB_USER: … (not shown")
    const note = { message: "it is there too", path: user.path, position: user.position! }
    expect(printed([{ ...pass, notes: [note] }], { files })).toContain(
      [
        "1 |   DB_USER: …, DB_PASS: … (not shown: it may hold a secret)",
        "  |   ------- it is there too",
        "  |               ^^^^^^^",
      ].join("\n"),
    )
  })

  it("hides every line of a secret that spans several", () => {
    const files = { "topology.ts": "a: `hunter\n2secret`\nb: 1" }
    const secret: Diagnostic = {
      ...collision,
      code: ruleCode("secrets/token"),
      path: "/a",
      position: { ...at(1, 4), end: { line: 2, column: 9 } },
      notes: [],
    }
    const text = printed([secret, { ...collision, position: at(2, 1), notes: [] }], { files })
    expect(text).not.toMatch(/hunter|2secret/)
  })

  it("shows so many of a kind, then how many more; or all", () => {
    const many = Array.from({ length: 1000 }, (_, index) => ({ ...collision, message: `Number ${index}.` }))
    const rare = { ...collision, code: ruleCode("edges/cycle"), severity: "warning" as const }
    const text = printed([...many, rare])
    expect(text.match(/^error ports\/collision$/gm)).toHaveLength(MOST_OF_A_KIND)
    expect(text).toContain("warning edges/cycle")
    expect(text).toMatch(/\n… and 980 more of ports\/collision: --all shows them\.\n\n1000 errors, 1 warning\.\n$/)
    expect(printed(many, { all: true }).match(/^error ports\/collision$/gm)).toHaveLength(1000)
  })

  it("shows some of a crowd of other places", () => {
    const notes = Array.from({ length: 50 }, (_, index) => ({ message: `place ${index}`, position: at(2, index + 1) }))
    expect(printed([{ ...collision, notes }])).toContain("  note:    and 42 more places\n")
  })

  it("shows every step of a path, however long", () => {
    const notes = Array.from({ length: 12 }, (_, index) => ({ message: `${index + 1}. a step` }))
    expect(printed([{ ...collision, notes }])).toContain("  note:    12. a step\n")
  })

  it("counts what is accepted, known and gone, and lists what is accepted when asked", () => {
    const acceptance = {
      noun: "acceptance",
      path: "/rules/accept/0",
      sources: {},
      rule: "ports/collision",
      at: "/hosts",
      reason: "The till is off",
      until: "2026-06-30",
      environments: ["staging"],
      meant: undefined,
    }
    const accepted = [{ ...collision, acceptance }]
    expect(printed([], {}, { accepted, known: [collision], gone: 1 })).toBe(
      "1 accepted (--accepted lists them), 1 known from the baseline.\n1 finding of the baseline is gone: --write-baseline drops it.\n",
    )
    expect(printed([], { accepted: true }, { accepted })).toBe(
      [
        "accepted ports/collision",
        "  oven and till both publish 8000.",
        "  at:      topology.ts:4:41",
        "  path:    hosts.shop.services.till.ports.http",
        "  in:      staging, production",
        "  reason:  The till is off (until 2026-06-30)",
        "",
        "1 accepted.",
        "",
      ].join("\n"),
    )
  })

  it("lets no control character or line of what it echoes through", () => {
    const hostile = "\x1b[2J\x07\u202egnp\u2028\x9b1m\ud800\nerror fake/code"
    const text = printed(
      [
        {
          ...collision,
          message: hostile,
          found: hostile,
          help: hostile,
          path: `/a/${hostile}`,
          notes: [{ message: hostile, position: at(2, 1, 3) }],
        },
      ],
      { files: { "topology.ts": source.replaceAll("oven", "\x1b[2J\u202e") } },
    )
    expect(text).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\u2028]|\p{Surrogate}/u)
    expect(text).toContain("\\x1b[2J\\x07\\u202egnp\\u2028\\x9b1m\\ud800")
    expect(text.split("\n").filter((line) => line.startsWith("error fake"))).toEqual([])
  })

  it("colours only when told to, and is silent when there is nothing to tell", () => {
    expect(printed([collision], { colour: true })).toContain("\x1b[31merror\x1b[39m")
    expect(printed([collision])).not.toContain("\x1b")
    expect(printed([], { colour: true })).toBe("")
  })
})

describe("cellsOf", () => {
  it("tells the column of each index, and crops between columns", () => {
    const cells = cellsOf("a面b\tc")
    expect([0, 1, 2, 3, 4, 5].map(cells.columnOf)).toEqual([0, 1, 3, 4, 8, 9])
    expect(cells.width).toBe(9)
    expect(cropped(cells, 2, 9)).toBe(" b    c")
  })
})
