import { execFileSync, spawnSync } from "node:child_process"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import fc from "fast-check"
import { afterAll, describe, expect, it } from "vitest"
import { hunks, unifiedDiff } from "../../cli/diff.js"
import { removeTemporary, temporary } from "./tree.js"

afterAll(removeTemporary)

const labels = { before: "a", after: "b" }

describe("unifiedDiff", () => {
  it("prints what diff -u prints", () => {
    const before = "name: bakery\nservices:\n  oven:\n    image: oven:1\n"
    const after = "name: bakery\nservices:\n  oven:\n    image: oven:2\n    restart: always\n"
    expect(unifiedDiff(before, after, labels)).toBe(
      [
        "--- a",
        "+++ b",
        "@@ -1,4 +1,5 @@",
        " name: bakery",
        " services:",
        "   oven:",
        "-    image: oven:1",
        "+    image: oven:2",
        "+    restart: always",
        "",
      ].join("\n"),
    )
  })

  it.each([
    ["equal", "a\n", "a\n", ""],
    ["new", "", "a\n", "--- a\n+++ b\n@@ -0,0 +1 @@\n+a\n"],
    ["gone", "a\nb\n", "", "--- a\n+++ b\n@@ -1,2 +0,0 @@\n-a\n-b\n"],
    ["unterminated", "a", "a\n", "--- a\n+++ b\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n"],
  ])("prints %s files", (_, before, after, expected) => {
    expect(unifiedDiff(before, after, labels)).toBe(expected)
  })

  const text = fc
    .tuple(fc.array(fc.constantFrom("a", "b", "c", ""), { maxLength: 30 }), fc.boolean())
    .map(([lines, terminated]) => lines.join("\n") + (terminated && lines.length > 0 ? "\n" : ""))

  it("is a patch that makes one text of the other", () => {
    const directory = temporary()
    fc.assert(
      fc.property(text, text, fc.integer({ min: 0, max: 4 }), (before, after, context) => {
        const diff = unifiedDiff(before, after, { ...labels, context })
        expect(patched(before, after, context)).toBe(after)
        if (context < 3 || before === after || before === "" || after === "") return
        writeFileSync(join(directory, "file"), before)
        execFileSync("git", ["apply", "-p0", "--whitespace=nowarn", "-"], {
          cwd: directory,
          input: diff.replace(/^--- a\n\+\+\+ b/, "--- file\n+++ file"),
        })
        expect(execFileSync("cat", ["file"], { cwd: directory, encoding: "utf8" })).toBe(after)
      }),
      { numRuns: 150 },
    )
  })

  it("is as short as git's", () => {
    const directory = temporary()
    fc.assert(
      fc.property(text, text, (before, after) => {
        writeFileSync(join(directory, "a"), before)
        writeFileSync(join(directory, "b"), after)
        const args = ["diff", "--no-index", "--minimal", "--numstat", "a", "b"]
        const numbers = spawnSync("git", args, { cwd: directory, encoding: "utf8" }).stdout.match(/\d+/g) ?? []
        const edits = hunks(before, after).flatMap((hunk) => hunk.lines.filter((line) => line.kind !== "kept"))
        expect(edits.length).toBeLessThanOrEqual(Number(numbers[0] ?? 0) + Number(numbers[1] ?? 0))
      }),
      { numRuns: 60 },
    )
  })

  it("gives up on the shortest script, not on the answer, where everything changed", () => {
    const before = Array.from({ length: 200_000 }, (_, line) => `${line}\n`).join("")
    const after = Array.from({ length: 200_000 }, (_, line) => `x${line}\n`).join("")
    const started = performance.now()
    expect(patched(before, after, 3)).toBe(after)
    expect(performance.now() - started).toBeLessThan(5_000)
  })
})

/** Applies the hunks to the text before. */
function patched(before: string, after: string, context: number): string {
  const lines = before.split(/(?<=\n)/).filter((line) => line !== "")
  const result: string[] = []
  let at = 0
  for (const hunk of hunks(before, after, context)) {
    const start = hunk.before.count === 0 ? hunk.before.start : hunk.before.start - 1
    result.push(...lines.slice(at, start))
    expect(result.length).toBe(hunk.after.count === 0 ? hunk.after.start : hunk.after.start - 1)
    at = start + hunk.before.count
    for (const line of hunk.lines) {
      if (line.kind !== "removed") result.push(line.unterminated ? line.text : `${line.text}\n`)
    }
  }
  for (let index = at; index < lines.length; index++) result.push(lines[index]!)
  return result.join("")
}
