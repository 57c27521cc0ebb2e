import { execFile, execFileSync, spawnSync } from "node:child_process"
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from "node:fs"
import { hostname } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import { buildSync } from "esbuild"
import fc from "fast-check"
import { afterAll, describe, expect, it } from "vitest"
import { apply, isInterrupted, recover } from "../../cli/write/apply.js"
import { realDisk } from "../../cli/write/disk.js"
import { parseLedger, printLedger } from "../../cli/write/ledger.js"
import { handEdited, isClean, type Plan, plan } from "../../cli/write/plan.js"
import { keepMatcher, unknownFiles } from "../../cli/write/unknown.js"
import { artifacts, folders, put, removeTemporary, temporary, times, tree } from "./tree.js"

afterAll(removeTemporary)

const bakery = { "README.md": "# Bakery\n", "shop/compose.yml": "name: shop\n", "shop/Caddyfile": "shop.example\n" }
const version = "1.0.0"

function built(files: Readonly<Record<string, string>> = bakery): string {
  const outDir = join(temporary(), "out")
  expect(apply(plan(artifacts(files), { outDir, compilerVersion: version })).kind).toBe("applied")
  return outDir
}

function planned(outDir: string, files: Readonly<Record<string, string>> = bakery, options = {}): Plan {
  return plan(artifacts(files), { outDir, compilerVersion: version, ...options })
}

function told(plan: Plan): readonly string[] {
  return plan.files.map((file) => `${file.path}: ${file.action} ${file.drift ?? "clean"}`)
}

const ledgerOf = (outDir: string) => join(outDir, ".groundplan/ledger.jsonl")

describe("plan", () => {
  it("names what a build does and how each file came to differ", () => {
    const outDir = built({
      ...bakery,
      "a/orphan.md": "o\n",
      "a/edited-orphan.md": "o\n",
      "gone.md": "g\n",
      "lost.md": "l\n",
    })
    put(outDir, { "shop/Caddyfile": "edited\n", "a/edited-orphan.md": "edited\n" })
    unlinkSync(join(outDir, "gone.md"))
    unlinkSync(join(outDir, "lost.md"))
    const next = { ...bakery, "shop/compose.yml": "name: shop2\n", "gone.md": "g\n", "new.md": "n\n" }
    expect(told(planned(outDir, next))).toEqual([
      "README.md: unchanged clean",
      "a/edited-orphan.md: blocked hand-edited",
      "a/orphan.md: delete orphaned",
      "gone.md: create missing",
      "lost.md: forget orphaned",
      "new.md: create stale",
      "shop/Caddyfile: blocked hand-edited",
      "shop/compose.yml: change stale",
    ])
  })

  it("tells a compiler's upgrade from a change of the topology, and calls for nothing when the bytes are the same", () => {
    const outDir = built()
    const next = { ...bakery, "README.md": "# The bakery\n" }
    expect(told(planned(outDir, next, { compilerVersion: "2.0.0" }))).toEqual([
      "README.md: change compiler-upgraded",
      "shop/Caddyfile: unchanged clean",
      "shop/compose.yml: unchanged clean",
    ])
    expect(isClean(planned(outDir, bakery, { compilerVersion: "2.0.0" }))).toBe(true)
  })

  it("refuses everything when a file was edited by hand, and overwrites it when told to", () => {
    const outDir = built()
    put(outDir, { "shop/Caddyfile": "edited\n" })
    const next = { ...bakery, "README.md": "# The bakery\n" }
    const blocked = planned(outDir, next)
    expect(apply(blocked)).toEqual({ kind: "refused", diagnostics: handEdited(blocked) })
    expect(handEdited(blocked)).toMatchObject([{ code: "write/hand_edited" }])
    expect(tree(outDir)).toEqual({ ...bakery, "shop/Caddyfile": "edited\n" })
    expect(apply(planned(outDir, next, { overwrite: true }))).toEqual({
      kind: "applied",
      counts: { created: 0, changed: 2, unchanged: 1, deleted: 0 },
    })
    expect(tree(outDir)).toEqual(next)
  })

  it("never touches a file that the ledger doesn't have, unless it already is what we would write", () => {
    const outDir = join(temporary(), "out")
    put(outDir, { "shop/Caddyfile": bakery["shop/Caddyfile"], "README.md": "mine\n", "shop/mine.txt": "mine\n" })
    const clashing = planned(outDir)
    expect(clashing.diagnostics).toMatchObject([{ code: "write/clash", severity: "error" }])
    expect(apply(clashing).kind).toBe("refused")
    expect(apply(planned(outDir, bakery, { overwrite: true })).kind).toBe("refused")
    unlinkSync(join(outDir, "README.md"))
    const before = times(outDir)
    expect(apply(planned(outDir))).toMatchObject({ kind: "applied", counts: { created: 2, unchanged: 1 } })
    expect(times(outDir)["shop/Caddyfile"]).toBe(before["shop/Caddyfile"])
    expect(tree(outDir)).toEqual({ ...bakery, "shop/mine.txt": "mine\n" })
    expect(isClean(planned(outDir))).toBe(true)
  })

  it("reports a file where a folder is needed, and a folder where a file is", () => {
    const outDir = join(temporary(), "out")
    put(outDir, { shop: "a file\n", "README.md/inside.txt": "a folder\n" })
    expect(planned(outDir).diagnostics.map((d) => d.message.replace(/^.*out\//, ""))).toEqual([
      "README.md is not a generated file, and a file is generated there.",
      "shop is not a generated file, and shop/Caddyfile needs a folder there.",
    ])
  })

  it.each([
    ["../evil", "write/path"],
    ["/etc/evil", "write/path"],
    ["a/../../evil", "write/path"],
    ["a//b", "write/path"],
    ["a/./b", "write/path"],
    ["a\\b", "write/path"],
    ["C:/b", "write/path"],
    ["a\nb", "write/path"],
    ["", "write/path"],
    [".groundplan/ledger.jsonl", "write/path"],
    [".GroundPlan/x", "write/path"],
    ["x".repeat(300), "write/path"],
    ["SHOP/other.yml", "write/case_clash"],
    ["shop/caddyfile", "write/case_clash"],
    ["shop", "write/duplicate_path"],
    ["README.md/x", "write/duplicate_path"],
  ])("refuses the path %j", (path, code) => {
    const outDir = join(temporary(), "out")
    const refused = planned(outDir, { ...bakery, [path]: "x\n" })
    expect(refused.diagnostics).toMatchObject([{ code }])
    expect(apply(refused).kind).toBe("refused")
    expect(existsSync(outDir)).toBe(false)
  })

  it("refuses two artifacts with one path", () => {
    const twice = [...artifacts(bakery), ...artifacts({ "README.md": "again\n" })]
    const { diagnostics } = plan(twice, { outDir: join(temporary(), "out"), compilerVersion: version })
    expect(diagnostics).toMatchObject([{ code: "write/duplicate_path", message: "README.md is generated twice." }])
  })

  it.each(["shop", "shop/Caddyfile", ".groundplan", ".groundplan/ledger.jsonl"])(
    "follows no symbolic link at %s",
    (path) => {
      const outDir = built()
      const elsewhere = join(temporary(), "elsewhere")
      renameSync(join(outDir, path), elsewhere)
      symlinkSync(elsewhere, join(outDir, path))
      const next = planned(outDir, { ...bakery, "shop/Caddyfile": "new\n", "shop/compose.yml": "new\n" })
      expect(next.diagnostics).toMatchObject([{ code: "write/symbolic_link" }])
      expect(apply(next).kind).toBe("refused")
    },
  )
})

describe("apply", () => {
  it("leaves unchanged files and an unchanged ledger alone", () => {
    const outDir = built()
    const before = times(outDir)
    const next = { ...bakery, "README.md": "# The bakery\n" }
    expect(apply(planned(outDir, next))).toEqual({
      kind: "applied",
      counts: { created: 0, changed: 1, unchanged: 2, deleted: 0 },
    })
    expect(times(outDir)["shop/Caddyfile"]).toBe(before["shop/Caddyfile"])
    expect(times(outDir)["README.md"]).not.toBe(before["README.md"])
  })

  it("removes folders that it empties, and no others", () => {
    const outDir = built({ ...bakery, "a/b/c.md": "c\n", "d/e.md": "e\n" })
    put(outDir, { "d/mine.txt": "mine\n" })
    mkdirSync(join(outDir, "my-empty-folder"))
    expect(apply(planned(outDir))).toMatchObject({ counts: { deleted: 2, unchanged: 3 } })
    expect(folders(outDir)).toEqual(["d", "my-empty-folder", "shop"])
  })

  it("makes a file executable again that lost its mode", () => {
    const files = { "start.sh": "#!/bin/sh\n" }
    const outDir = built(files)
    chmodSync(join(outDir, "start.sh"), 0o644)
    expect(told(planned(outDir, files))).toEqual(["start.sh: change stale"])
    apply(planned(outDir, files))
    expect(isClean(planned(outDir, files))).toBe(true)
  })

  it("narrows writing and deleting to the environments that are asked for; shared files are always written", () => {
    const outDir = join(temporary(), "out")
    const estate = (word: string, extra: Readonly<Record<string, string>> = {}) => [
      ...artifacts({ "docs/index.md": word }),
      ...artifacts({ "staging/compose.yml": word, ...extra }, "staging"),
      ...artifacts({ "production/compose.yml": word }, "production"),
    ]
    const options = { outDir, compilerVersion: version }
    apply(
      plan(
        [...estate("1\n", { "staging/old.yml": "1\n" }), ...artifacts({ "production/old.yml": "1\n" }, "production")],
        options,
      ),
    )
    const narrowed = plan(estate("2\n"), { ...options, environments: ["staging"] })
    expect(apply(narrowed)).toMatchObject({ counts: { changed: 2, deleted: 1 } })
    expect(tree(outDir)).toEqual({
      "docs/index.md": "2\n",
      "staging/compose.yml": "2\n",
      "production/compose.yml": "1\n",
      "production/old.yml": "1\n",
    })
    expect(unknownFiles(narrowed)).toEqual([])
    expect(isClean(plan(estate("2\n"), { ...options, environments: ["staging"] }))).toBe(true)
    apply(plan(estate("2\n"), options))
    expect(tree(outDir)).toMatchObject({ "production/compose.yml": "2\n" })
    expect(existsSync(join(outDir, "production/old.yml"))).toBe(false)
  })

  it("refuses a plan that another build has overtaken", () => {
    const outDir = built()
    const early = planned(outDir, { ...bakery, "README.md": "early\n" })
    apply(planned(outDir, { ...bakery, "README.md": "late\n" }))
    expect(apply(early)).toMatchObject({ kind: "refused", diagnostics: [{ code: "write/busy" }] })
    expect(tree(outDir)["README.md"]).toBe("late\n")
  })

  it("takes over the lock of a dead process at once", () => {
    const outDir = built()
    const dead = spawnSync(process.execPath, ["-e", ""]).pid
    put(outDir, { ".groundplan/lock": JSON.stringify({ pid: dead, host: hostname() }) })
    expect(apply(planned(outDir, { ...bakery, "new.md": "n\n" })).kind).toBe("applied")
    expect(existsSync(join(outDir, ".groundplan/lock"))).toBe(false)
  })

  it("tells a failing disk as a diagnostic and leaves things as they were", () => {
    const outDir = built()
    const full = Object.assign(new Error("ENOSPC: no space left on device, write"), {
      code: "ENOSPC",
      syscall: "write",
    })
    const disk = {
      ...realDisk,
      writeFile: () => {
        throw full
      },
    }
    expect(apply(planned(outDir, { ...bakery, "new.md": "n\n" }), { disk })).toMatchObject({
      kind: "refused",
      diagnostics: [{ code: "write/failed", message: expect.stringContaining("no space left on device (ENOSPC)") }],
    })
    expect(isInterrupted(outDir)).toBe(false)
    expect(tree(outDir)).toEqual(bakery)
  })

  it("lets several processes build at once without mixing their files", async () => {
    const outDir = built()
    const program = join(temporary(), "build.mjs")
    buildSync({
      stdin: { contents: builder, resolveDir: process.cwd() },
      outfile: program,
      bundle: true,
      platform: "node",
      format: "esm",
    })
    const run = promisify(execFile)
    const words = ["one", "two", "three"]
    const ends = await Promise.all(words.map((word) => run(process.execPath, [program, outDir, word])))
    const kinds = new Set(ends.flatMap((end) => end.stdout.trim().split("\n")))
    expect([...kinds].filter((kind) => kind !== "applied" && kind !== "write/busy")).toEqual([])
    expect(kinds.has("applied")).toBe(true)
    expect(new Set(Object.values(tree(outDir))).size).toBe(1)
    expect(isInterrupted(outDir)).toBe(false)
  }, 20_000)
})

/** Builds the same paths with another word forty times, and prints how each build ended. */
const builder = `
  import { apply, recover } from "./cli/write/apply.js"
  import { plan } from "./cli/write/plan.js"
  const [outDir, word] = process.argv.slice(2)
  const paths = ["README.md", "shop/compose.yml", "shop/Caddyfile"]
  for (let turn = 0; turn < 40; turn++) {
    recover(outDir)
    const files = paths.map((path) => ({ path, content: word + turn + "\\n", origins: () => [] }))
    const end = apply(plan(files, { outDir, compilerVersion: "1.0.0" }))
    console.log(end.kind === "applied" ? "applied" : end.diagnostics[0].code)
  }
`

describe("recover", () => {
  it("follows no journal that leads out of the output directory", () => {
    const outDir = built()
    put(outDir, {
      ".groundplan/work/journal.json": JSON.stringify({
        version: 1,
        removes: [],
        directories: [],
        moves: [{ from: "files/0", to: "../escaped.txt" }],
      }),
      ".groundplan/work/files/0": "escaped\n",
    })
    expect(recover(outDir)).toEqual({ kind: "undone" })
    expect(existsSync(join(outDir, "../escaped.txt"))).toBe(false)
  })

  it("refuses a state directory that is a link", () => {
    const outDir = built()
    const elsewhere = temporary()
    put(elsewhere, { "precious.txt": "p\n" })
    symlinkSync(elsewhere, join(outDir, ".groundplan/work"))
    expect(recover(outDir)).toMatchObject({ kind: "failed", diagnostics: [{ code: "write/symbolic_link" }] })
    expect(tree(elsewhere)).toEqual({ "precious.txt": "p\n" })
  })
})

describe("the ledger", () => {
  it("has one sorted line a file and no more", () => {
    const outDir = built()
    const lines = readFileSync(ledgerOf(outDir), "utf8").split("\n")
    expect(lines.map((line) => line.replace(/"sha256":"[0-9a-f]{64}"/, "#"))).toEqual([
      `{"path":"README.md",#,"compiler":"1.0.0"}`,
      `{"path":"shop/Caddyfile",#,"compiler":"1.0.0"}`,
      `{"path":"shop/compose.yml",#,"compiler":"1.0.0"}`,
      "",
    ])
  })

  const sha = "a".repeat(64)
  it.each([
    ["garbage", "not json"],
    ["a list", "[]"],
    ["a path that leads out", JSON.stringify({ path: "../x", sha256: sha, compiler: "1" })],
    ["an absolute path", JSON.stringify({ path: "/x", sha256: sha, compiler: "1" })],
    ["a short hash", JSON.stringify({ path: "x", sha256: "abc", compiler: "1" })],
    ["an unknown field", JSON.stringify({ path: "x", sha256: sha, compiler: "1", mode: 1 })],
    ["a missing field", JSON.stringify({ path: "x", sha256: sha })],
    ["a path given twice", `${JSON.stringify({ path: "README.md", sha256: sha, compiler: "1" })}`],
  ])("is refused with %s, at its line", (_, line) => {
    const outDir = built()
    writeFileSync(ledgerOf(outDir), `${readFileSync(ledgerOf(outDir), "utf8")}${line}\n`)
    const refused = planned(outDir)
    expect(refused.diagnostics).toMatchObject([{ code: "ledger/invalid", position: { line: 4, column: 1 } }])
    expect(apply(refused).kind).toBe("refused")
  })

  it("is rebuilt from files that are as they should be when it is lost", () => {
    const outDir = built()
    const text = readFileSync(ledgerOf(outDir), "utf8")
    rmSync(join(outDir, ".groundplan"), { recursive: true })
    const lost = planned(outDir)
    expect(isClean(lost)).toBe(false)
    expect(new Set(lost.files.map((file) => file.drift))).toEqual(new Set(["unrecorded"]))
    expect(apply(lost)).toMatchObject({ kind: "applied", counts: { unchanged: 3 } })
    expect(readFileSync(ledgerOf(outDir), "utf8")).toBe(text)
  })

  it.skipIf(process.platform !== "linux")("ends where no folder can be made", () => {
    expect(apply(planned("/proc/groundplan"))).toMatchObject({
      kind: "refused",
      diagnostics: [{ code: "write/failed" }],
    })
  })

  it("leaves files that say that they were generated to --overwrite when it is lost, and others to their owner", () => {
    const header = "# Generated from topology.ts by `groundplan build`.\n"
    const generated = { "shop/compose.yml": `${header}name: shop\n`, "shop/Caddyfile": `${header}shop.example\n` }
    const outDir = built(generated)
    rmSync(join(outDir, ".groundplan"), { recursive: true })
    put(outDir, { "shop/compose.yml": `${header}name: store\n`, "shop/Caddyfile": "shop.example, www.shop.example\n" })
    expect(told(planned(outDir, generated))).toEqual([
      "shop/Caddyfile: blocked unrecorded",
      "shop/compose.yml: blocked hand-edited",
    ])
    expect(handEdited(planned(outDir, generated))).toMatchObject([
      { message: expect.stringContaining("the ledger that tells whether it was edited is lost") },
    ])
    const forced = planned(outDir, generated, { overwrite: true })
    expect(told(forced)).toEqual(["shop/Caddyfile: blocked unrecorded", "shop/compose.yml: change hand-edited"])
    expect(apply(forced).kind).toBe("refused")
    rmSync(join(outDir, "shop/Caddyfile"))
    expect(apply(planned(outDir, generated, { overwrite: true })).kind).toBe("applied")
    expect(tree(outDir)).toEqual(generated)
  })

  it("is rebuilt after a merge conflict; both sides' files stay ours", () => {
    const outDir = built()
    const ours = readFileSync(ledgerOf(outDir), "utf8").split("\n")
    const other = { ...bakery, "README.md": "# Theirs\n", "theirs.md": "t\n" }
    const theirs = readFileSync(ledgerOf(built(other)), "utf8").split("\n")
    const conflict = ["<<<<<<< HEAD", ours[0], "=======", theirs[0], ">>>>>>> theirs", ours[1], ours[2], theirs[3], ""]
    put(outDir, { "README.md": "# Theirs\n", "theirs.md": "t\n", ".groundplan/ledger.jsonl": conflict.join("\n") })
    const merged = planned(outDir)
    expect(merged.ledger.state).toBe("conflicted")
    expect(isClean(merged)).toBe(false)
    expect(told(merged)).toEqual([
      "README.md: change stale",
      "shop/Caddyfile: unchanged clean",
      "shop/compose.yml: unchanged clean",
      "theirs.md: delete orphaned",
    ])
    apply(merged)
    expect(tree(outDir)).toEqual(bakery)
    expect(readFileSync(ledgerOf(outDir), "utf8")).toBe(ours.join("\n"))
  })

  it("reads back what it prints", () => {
    const path = fc
      .string({ minLength: 1, unit: "grapheme" })
      .filter((text) => !/[/\\:\x00-\x1f\x7f]|^\.|\ud800/.test(text))
    const line = fc.record(
      {
        path,
        sha256: fc.stringMatching(/^[0-9a-f]{64}$/),
        compiler: fc.constantFrom("1.0.0", "2.0.0-beta.1"),
        environment: fc.string({ minLength: 1 }),
      },
      { requiredKeys: ["path", "sha256", "compiler"] },
    )
    fc.assert(
      fc.property(fc.uniqueArray(line, { selector: (l) => l.path }), (lines) => {
        const read = parseLedger(printLedger(lines), "ledger.jsonl")
        expect(read.state).toBe("read")
        expect([...read.claims.values()]).toEqual([...lines].sort((a, b) => (a.path < b.path ? -1 : 1)))
      }),
      { numRuns: 100 },
    )
  })
})

describe("check", () => {
  it("reports files that neither the topology nor the ledger knows", () => {
    const outDir = built()
    put(outDir, {
      "shop/notes.txt": "n\n",
      "scratch/a.txt": "a\n",
      "shop/.env": "SECRET=1\n",
      "shop/.terraform/x": "x",
    })
    mkdirSync(join(outDir, "empty"))
    expect(unknownFiles(planned(outDir))).toEqual(["scratch/a.txt", "shop/notes.txt"])
    put(outDir, { ".groundplan/keep": "# ours\nshop/*.txt\n/scratch/\n" })
    expect(unknownFiles(planned(outDir))).toEqual([])
  })

  it("leaves out what git ignores", () => {
    const outDir = built()
    execFileSync("git", ["init", "-q"], { cwd: outDir })
    put(outDir, { ".gitignore": "*.log\nsecrets/\n", "a.log": "", "secrets/key": "", "b/c.log": "", "b/d.txt": "" })
    expect(unknownFiles(planned(outDir))).toEqual([".gitignore", "b/d.txt"])
  })

  it.each([
    ["a", ["a", "a/b"], ["ab", "b/a"]],
    ["a/*.md", ["a/x.md", "a/x.md/y"], ["a/b/x.md", "x.md"]],
    ["**/x", ["x", "a/x", "a/b/x"], ["ax"]],
    ["a/**", ["a/b", "a/b/c"], ["a"]],
    ["a.b+(c)", ["a.b+(c)"], ["aXb+(c)"]],
  ])("keeps what the glob %s says", (glob, kept, reported) => {
    const matches = keepMatcher([glob])
    expect(kept.filter((path) => !matches(path))).toEqual([])
    expect(reported.filter(matches)).toEqual([])
  })

  it("finds any edit of one byte, any added and any removed file, and nothing after a build", {
    timeout: 60_000,
  }, () => {
    const name = fc.constantFrom("a", "b", "c.md", "d.yml")
    const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => `${names.join("/")}.txt`)
    const files = fc.dictionary(path, fc.string({ unit: "binary", maxLength: 30 }), { minKeys: 1, maxKeys: 6 })
    fc.assert(
      fc.property(files, fc.nat(), fc.nat(), fc.integer({ min: 1, max: 255 }), (contents, which, where, change) => {
        const outDir = join(temporary(), "out")
        const build = () => planned(outDir, contents)
        apply(build())
        const before = times(outDir)
        expect(isClean(build()) && unknownFiles(build()).length === 0).toBe(true)
        apply(build())
        expect(times(outDir)).toEqual(before)

        const paths = Object.keys(contents)
        const file = join(outDir, paths[which % paths.length]!)
        const bytes = readFileSync(file)
        const edited = bytes.length === 0 ? Buffer.from([change]) : Buffer.from(bytes)
        if (bytes.length > 0) edited[where % bytes.length]! ^= change
        writeFileSync(file, edited)
        expect(isClean(build())).toBe(false)
        writeFileSync(file, bytes)
        expect(isClean(build())).toBe(true)
        unlinkSync(file)
        expect(isClean(build())).toBe(false)
        writeFileSync(file, bytes)
        writeFileSync(`${file}.more`, "")
        expect(unknownFiles(build()).length).toBe(1)
        removeTemporary()
      }),
      { numRuns: 60 },
    )
  })
})
