import { readFileSync, rmSync, unlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import fc from "fast-check"
import { afterEach, describe, expect, it, vi } from "vitest"
import { driftReport, isDrifting } from "../cli/drift.js"
import { apply, isInterrupted } from "../cli/write/apply.js"
import { type Plan, plan } from "../cli/write/plan.js"
import { unknownFiles } from "../cli/write/unknown.js"
import type { Artifact } from "../core/artifact.js"
import { folders, put, removeTemporary, temporary, times, tree } from "./cli/tree.js"
import { compileAll, topologies } from "./support/topologies.js"

/** What every topology generates, drawn. */
const ARTIFACTS = topologies().map((drawn) => compileAll(drawn).artifacts)
const RUNS = { numRuns: 15 }
// A second or two each; but on a busy machine far more.
vi.setConfig({ testTimeout: 60_000 })

afterEach(removeTemporary)

describe("of any valid topology", () => {
  it("build after build changes nothing, and check after build is clean", () => {
    fc.assert(
      fc.property(ARTIFACTS, (artifacts) => {
        const outDir = built(artifacts)
        expect(tree(outDir)).toEqual(texts(artifacts))
        expect(drifts(artifacts, outDir)).toEqual([])
        const [files, moments] = [tree(outDir, true), times(outDir)]
        const again = apply(planned(artifacts, outDir))
        expect(again).toMatchObject({
          kind: "applied",
          counts: { created: 0, changed: 0, deleted: 0, unchanged: artifacts.length },
        })
        expect(tree(outDir, true)).toEqual(files)
        expect(times(outDir)).toEqual(moments)
        discard(outDir)
      }),
      RUNS,
    )
  })

  it("check finds any edit of one byte, any added and any removed file, and names it", () => {
    const edits = fc.array(
      fc.record({ file: fc.nat(), byte: fc.nat(), change: fc.integer({ min: 1, max: 255 }), how: fc.nat({ max: 2 }) }),
      { minLength: 4, maxLength: 8 },
    )
    fc.assert(
      fc.property(ARTIFACTS, edits, (artifacts, drawn) => {
        const outDir = built(artifacts)
        for (const { file, byte, change, how } of drawn) {
          const { path, executable } = artifacts[file % artifacts.length]!
          const place = join(outDir, path)
          const bytes = readFileSync(place)
          const at = byte % bytes.length
          writeFileSync(place, edited(bytes, at, change, how))
          expect(drifts(artifacts, outDir), `byte ${at} of ${path}`).toEqual([`${path}: hand-edited`])
          unlinkSync(place)
          expect(drifts(artifacts, outDir)).toEqual([`${path}: missing`])
          writeFileSync(place, bytes, { mode: executable === true ? 0o755 : 0o644 })
          writeFileSync(`${place}.orig`, bytes)
          expect(drifts(artifacts, outDir)).toEqual([`${path}.orig: unknown`])
          unlinkSync(`${place}.orig`)
          expect(drifts(artifacts, outDir)).toEqual([])
        }
        discard(outDir)
      }),
      RUNS,
    )
  })

  it("a build does not overwrite an edited file, and mends everything else", () => {
    fc.assert(
      fc.property(ARTIFACTS, fc.nat(), (artifacts, file) => {
        const outDir = built(artifacts)
        const { path, content } = artifacts[file % artifacts.length]!
        put(outDir, { [path]: `${content}# mine\n` })
        expect(apply(planned(artifacts, outDir)).kind).toBe("refused")
        expect(readFileSync(join(outDir, path), "utf8")).toBe(`${content}# mine\n`)
        unlinkSync(join(outDir, path))
        expect(apply(planned(artifacts, outDir))).toMatchObject({ kind: "applied", counts: { created: 1 } })
        expect(tree(outDir)).toEqual(texts(artifacts))
        discard(outDir)
      }),
      RUNS,
    )
  })
})

describe("of any two valid topologies", () => {
  it("a build of the other one leaves no file of the first, and going back gives the same bytes", () => {
    fc.assert(
      fc.property(ARTIFACTS, ARTIFACTS, (first, second) => {
        const outDir = built(first)
        put(outDir, { "notes.txt": "Not generated\n" })
        const before = { files: tree(outDir, true), folders: folders(outDir) }
        apply(planned(second, outDir))
        expect(tree(outDir)).toEqual({ ...texts(second), "notes.txt": "Not generated\n" })
        expect(drifts(second, outDir)).toEqual(["notes.txt: unknown"])
        apply(planned(first, outDir))
        expect({ files: tree(outDir, true), folders: folders(outDir) }).toEqual(before)
        discard(outDir)
      }),
      RUNS,
    )
  })

  it("a build narrowed to an environment changes and deletes nothing of the others", () => {
    fc.assert(
      fc.property(ARTIFACTS, ARTIFACTS, fc.nat(), (first, second, number) => {
        const names = [...new Set(second.flatMap(({ environment }) => environment ?? []))]
        const name = names[number % names.length]!
        const outDir = built(first)
        const moments = times(outDir)
        expect(apply(planned(second, outDir, [name])).kind).toBe("applied")
        const others = first.filter(({ environment }) => environment !== undefined && environment !== name)
        const own = second.filter(({ environment }) => environment === undefined || environment === name)
        expect(tree(outDir)).toEqual({ ...texts(others), ...texts(own) })
        for (const { path } of others) expect(times(outDir)[path]).toBe(moments[path])
        expect(driftReport(planned(second, outDir, [name]), { unknown: [], interrupted: false }).entries).toEqual([])
        discard(outDir)
      }),
      RUNS,
    )
  })
})

function built(artifacts: readonly Artifact[]): string {
  const outDir = join(temporary(), "out")
  expect(apply(planned(artifacts, outDir)).kind).toBe("applied")
  return outDir
}

function planned(artifacts: readonly Artifact[], outDir: string, environments?: readonly string[]): Plan {
  return plan(artifacts, { outDir, compilerVersion: "1.0.0", ...(environments === undefined ? {} : { environments }) })
}

/** What `check` reports. Nothing exactly when it ends with the code for clean. */
function drifts(artifacts: readonly Artifact[], outDir: string): readonly string[] {
  const found = planned(artifacts, outDir)
  const report = driftReport(found, { unknown: unknownFiles(found), interrupted: isInterrupted(outDir) })
  expect(isDrifting(report)).toBe(report.entries.length > 0)
  return report.entries.map(({ path, drift }) => `${path}: ${drift}`)
}

/** One byte changed, put in, or taken out. */
function edited(bytes: Buffer, at: number, change: number, how: number): Buffer {
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at + 1)]
  if (how === 0) return Buffer.concat([before, Buffer.from([bytes[at]! ^ change]), after])
  if (how === 1) return Buffer.concat([before, Buffer.from([change, bytes[at]!]), after])
  return Buffer.concat([before, after])
}

function texts(artifacts: readonly Artifact[]): Readonly<Record<string, string>> {
  return Object.fromEntries(artifacts.map(({ path, content }) => [path, content]))
}

function discard(outDir: string): void {
  rmSync(outDir, { recursive: true })
}
