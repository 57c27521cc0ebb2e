import { unlinkSync } from "node:fs"
import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { driftReport, isDrifting, printCounts, printDrift, printPlanDiff } from "../../cli/drift.js"
import { exit } from "../../cli/exit.js"
import { lineAndColumn, printable, shownPath, textLines } from "../../cli/places.js"
import { progressOn } from "../../cli/progress.js"
import { inSourceOrder } from "../../cli/report.js"
import { wantsColour } from "../../cli/style.js"
import { apply } from "../../cli/write/apply.js"
import { type Plan, plan } from "../../cli/write/plan.js"
import { unknownFiles } from "../../cli/write/unknown.js"
import { type Diagnostic, ruleCode } from "../../core/diagnostic.js"
import { artifacts, put, removeTemporary, temporary } from "./tree.js"

afterAll(removeTemporary)

describe("inSourceOrder", () => {
  it("sorts by place, then by path", () => {
    const make = (path: string, line?: number, column = 1): Diagnostic => ({
      code: ruleCode("x/y"),
      severity: "error",
      message: "m",
      path,
      ...(line === undefined ? {} : { position: { file: "topology.ts", line, column } }),
    })
    const sorted = inSourceOrder([
      make("/c", 10, 2),
      make("/b", 9, 1),
      make("/d", 10, 1),
      make("/z"),
      make("/a", 10, 2),
    ])
    expect(sorted.map(({ path }) => path)).toEqual(["/z", "/b", "/d", "/a", "/c"])
  })
})

describe("wantsColour", () => {
  it.each([
    [true, {}, true],
    [false, {}, false],
    [true, { NO_COLOR: "1" }, false],
    [true, { NO_COLOR: "" }, true],
    [true, { TERM: "dumb" }, false],
    [false, { FORCE_COLOR: "1" }, true],
    [false, { FORCE_COLOR: "" }, true],
    [true, { FORCE_COLOR: "0" }, false],
  ])("on a terminal (%s) with %j is %s", (isTTY, environment, expected) => {
    expect(wantsColour({ isTTY }, environment)).toBe(expected)
  })
})

describe("progressOn", () => {
  it("prints nothing at first, then at most ten times a second, and clears its line", () => {
    let time = 0
    const written: string[] = []
    const progress = progressOn({ isTTY: true, write: (text) => written.push(text) }, () => time)
    for (time = 0; time < 1000; time += 10) progress.tell(time / 10, 100)
    progress.end()
    expect(written).toHaveLength(6)
    expect(written[0]).toBe("\r\x1b[KWriting 50 of 100 files")
    expect(written.at(-1)).toBe("\r\x1b[K")
  })

  it("prints nothing off a terminal", () => {
    const written: string[] = []
    const progress = progressOn({ write: (text) => written.push(text) }, () => 1e9)
    progress.tell(1, 2)
    progress.end()
    expect(written).toEqual([])
  })
})

describe("printDrift", () => {
  const files = {
    "README.md": "# Bakery\n",
    "shop/Caddyfile": "shop.example {\n\tencode\n}\n",
    "shop/compose.yml": "name: shop\n",
  }
  const next = { ...files, "shop/compose.yml": "name: shop2\n", "new.md": "n\n" }

  function planned(outDir: string, contents: Readonly<Record<string, string>>): Plan {
    return plan(artifacts(contents), { outDir, compilerVersion: "1.0.0" })
  }

  function drifted() {
    const outDir = join(temporary(), "out")
    apply(planned(outDir, { ...files, "old.md": "o\n" }))
    put(outDir, { "shop/Caddyfile": "shop.example {\n\tencode zstd\n}\n", "shop/notes.txt": "n\n" })
    unlinkSync(join(outDir, "README.md"))
    const current = planned(outDir, next)
    return { outDir, report: driftReport(current, { unknown: unknownFiles(current), interrupted: false }) }
  }

  it("names the first places that an edit belongs to, counts the others, and keeps all for programs", () => {
    const outDir = join(temporary(), "out")
    const long = { "shop/compose.yml": "a\nb\nc\nd\ne\n" }
    apply(planned(outDir, long))
    put(outDir, { "shop/compose.yml": "1\n2\n3\n4\n5\n" })
    const report = driftReport(planned(outDir, long), { unknown: [], interrupted: false })
    expect(report.entries[0]!.origins).toHaveLength(5)
    const told = printDrift(report, { colour: false }).split("\n").slice(2, 6)
    expect(told.map((line) => line.trim())).toEqual([
      'instead, change ["shop.compose.yml"][0]',
      'instead, change ["shop.compose.yml"][1]',
      'instead, change ["shop.compose.yml"][2]',
      "and 2 more places; --format json lists them",
    ])
  })

  it.each([
    "      DB_PASSWORD: hunter2Secret",
    "      - DB_PASSWORD=hunter2Secret",
    '  db_password          = "hunter2Secret"',
    '    command: ["redis-server", "--requirepass", "hunter2Secret"]',
    "    CACHE: redis://:hunter2Secret@cache:6379/0",
    "\theader_up X-Api-Key hunter2Secret",
    '\theader_up Authorization "Bearer hunter2Secret"',
    "    DB_PASSWORD: |\n      hunter2Secret",
    "    secrets:\n      TOKEN: hunter2Secret",
    "-----BEGIN EC PRIVATE KEY-----\nhunter2Secret\n-----END EC PRIVATE KEY-----",
    `    note: ${["ghp", "hunter2Secret", "0123456789abcdef"].join("_")}`,
  ])("shows no secret that somebody typed into a generated file: %s", (line) => {
    const outDir = join(temporary(), "out")
    apply(planned(outDir, files))
    put(outDir, { "shop/compose.yml": `name: shop\nservices:\n  till:\n${line}\n` })
    const current = planned(outDir, files)
    const report = driftReport(current, { unknown: [], interrupted: false })
    for (const told of [printDrift(report, { colour: false }), printPlanDiff(current, { colour: false })]) {
      expect(told).not.toContain("hunter2Secret")
      expect(told).toContain(": … (not shown: it may hold a secret)")
      expect(told).toContain("-services:")
    }
  })

  it("shows the key of such a line, and every other line as it is", () => {
    const outDir = join(temporary(), "out")
    apply(planned(outDir, files))
    put(outDir, { "shop/compose.yml": "name: shop\n  DB_PASSWORD: hunter2Secret\n  LEVEL: debug\n" })
    const told = printPlanDiff(planned(outDir, files), { colour: false }).split("\n").slice(3, -1)
    expect(told).toEqual([" name: shop", "-  DB_PASSWORD: … (not shown: it may hold a secret)", "-  LEVEL: debug"])
  })

  it("groups by directory, shows diffs, names what to change instead, and ends with the command", () => {
    const { outDir, report } = drifted()
    const positionOf = () => ({ file: "topology.ts", line: 7, column: 3 })
    const printed = printDrift(report, { colour: false, positionOf }).replaceAll(outDir, "out")
    expect(printed).toBe(
      [
        "out/",
        "  README.md  missing            it was written and is gone",
        "  new.md     stale              the topology changed after it was written",
        "  old.md     orphaned           the topology no longer asks for it",
        "",
        "out/shop/",
        "  Caddyfile    hand-edited        someone changed it after it was written",
        '               instead, change ["shop.Caddyfile"][1] (topology.ts:7:3)',
        "  compose.yml  stale              the topology changed after it was written",
        "  notes.txt    unknown            it is not generated: move it, or list it in .groundplan/keep",
        "",
        "--- /dev/null",
        "+++ b/out/README.md",
        "@@ -0,0 +1 @@",
        "+# Bakery",
        "--- /dev/null",
        "+++ b/out/new.md",
        "@@ -0,0 +1 @@",
        "+n",
        "--- a/out/old.md",
        "+++ /dev/null",
        "@@ -1 +0,0 @@",
        "-o",
        "--- a/out/shop/Caddyfile",
        "+++ b/out/shop/Caddyfile",
        "@@ -1,3 +1,3 @@",
        " shop.example {",
        "-\tencode zstd",
        "+\tencode",
        " }",
        "--- a/out/shop/compose.yml",
        "+++ b/out/shop/compose.yml",
        "@@ -1 +1 @@",
        "-name: shop",
        "+name: shop2",
        "",
        "6 files differ: 1 hand-edited, 1 missing, 1 orphaned, 2 stale, 1 unknown.",
        "Move the unknown file elsewhere, or list it in out/.groundplan/keep.",
        "To discard the edits made by hand, run: groundplan build --overwrite",
        "",
      ].join("\n"),
    )
  })

  it("stops printing diffs after so many lines, and says so", () => {
    const outDir = join(temporary(), "out")
    const many = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`${i}.md`, "line\n".repeat(10)]))
    const printed = printPlanDiff(planned(outDir, many), { colour: false, maxLines: 20 })
    expect(printed).toMatch(/… 6 more lines of this diff\.\n… and the diffs of 7 more files\.\n$/)
  })

  it("is empty when all is well, and tells a lost ledger or an interrupted build", () => {
    const outDir = join(temporary(), "out")
    apply(planned(outDir, files))
    const well = driftReport(planned(outDir, files), { unknown: [], interrupted: false })
    expect(isDrifting(well)).toBe(false)
    expect(printDrift(well, { colour: false })).toBe("")
    const interrupted = driftReport(planned(outDir, files), { unknown: [], interrupted: true })
    expect(printDrift(interrupted, { colour: false, command: "npm run build" })).toBe(
      "A build was interrupted; the next one finishes or undoes it first.\n\nTo mend it, run: npm run build\n",
    )
    unlinkSync(join(outDir, ".groundplan/ledger.jsonl"))
    const lost = driftReport(planned(outDir, files), { unknown: [], interrupted: false })
    expect(lost.ledger).toBe("missing")
    expect(printDrift(lost, { colour: false })).toContain("The ledger is missing;")
  })

  it("sums up a build", () => {
    expect(printCounts({ created: 1, changed: 2, unchanged: 3, deleted: 0 })).toBe(
      "1 file created, 2 changed, 3 unchanged, 0 deleted.\n",
    )
  })
})

describe("places", () => {
  it("counts lines and columns in UTF-16 code units", () => {
    const text = "a😀b\nc\n\nd"
    for (const offset of [0, 3, 4, 5, 6, 7, 8]) expect(textLines(text)(offset)).toEqual(lineAndColumn(text, offset))
    expect(lineAndColumn(text, 3)).toEqual({ line: 1, column: 4 })
    expect(lineAndColumn(text, 8)).toEqual({ line: 4, column: 1 })
  })

  it("shows paths from the working directory when they lie inside it", () => {
    expect(shownPath("/a/b/c.ts", "/a")).toBe("b/c.ts")
    expect(shownPath("/a/c.ts", "/a/b")).toBe("/a/c.ts")
    expect(shownPath("/a", "/a")).toBe(".")
    expect(shownPath("/a/..b/c", "/a")).toBe("..b/c")
  })

  it("keeps letters of every script as they are", () => {
    expect(printable("Bäckerei 面包店 😀 مخبز\n\tx")).toBe("Bäckerei 面包店 😀 مخبز\n\tx")
  })
})

describe("exit codes", () => {
  it("are documented ones", () => {
    expect(exit).toEqual({ clean: 0, invalid: 1, drift: 2, usage: 64, bug: 70 })
  })
})
