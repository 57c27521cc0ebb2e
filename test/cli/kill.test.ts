import { cpSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { apply, recover } from "../../cli/write/apply.js"
import { type Disk, realDisk } from "../../cli/write/disk.js"
import { isClean, plan } from "../../cli/write/plan.js"
import { artifacts, folders, removeTemporary, temporary, tree } from "./tree.js"

afterAll(removeTemporary)

const before = {
  "README.md": "# Bakery\n",
  "shop/docker-compose.yml": "name: shop\n",
  "shop/Caddyfile": "shop.example {\n}\n",
  "shop/old/notes.md": "gone soon\n",
  "shop/old/deeper/more.md": "gone too\n",
  becomes_folder: "a file\n",
  "becomes_file/one.md": "1\n",
  "becomes_file/two.md": "2\n",
  "run.sh": "#!/bin/sh\nexit 0\n",
}
const after = {
  "README.md": "# Bakery\n",
  "shop/docker-compose.yml": "name: shop\nservices: {}\n",
  "shop/Caddyfile": "shop.example {\n\tencode\n}\n",
  "shop/new.yml": "new: true\n",
  "kiosk/compose/docker-compose.yml": "name: kiosk\n",
  "kiosk/Caddyfile": "kiosk.example {\n}\n",
  "becomes_folder/index.md": "in a folder\n",
  becomes_file: "a file now\n",
  "run.sh": "#!/bin/sh\nexit 1\n",
}
const users = { "shop/old/theirs.txt": "mine\n" }

class Killed extends Error {}

/** Dies at one step, half-way through where the step is a write; nothing works after that. */
function dyingDisk(at: number): Disk & { readonly died: () => boolean } {
  let step = 0
  const dying =
    <A extends readonly unknown[]>(call: (...args: A) => void, half?: (...args: A) => void) =>
    (...args: A): void => {
      step += 1
      if (step === at) half?.(...args)
      if (step >= at) throw new Killed()
      call(...args)
    }
  return {
    makeDirectory: dying(realDisk.makeDirectory),
    writeFile: dying(realDisk.writeFile, (path, content) => writeFileSync(path, content.slice(0, content.length / 2))),
    claimFile: dying(realDisk.claimFile, (path, content) => writeFileSync(path, content.slice(0, 5))),
    move: dying(realDisk.move),
    removeFile: dying(realDisk.removeFile),
    removeDirectory: dying(realDisk.removeDirectory),
    removeTree: dying(realDisk.removeTree),
    died: () => step >= at,
  }
}

function dies(step: () => void): boolean {
  try {
    step()
    return false
  } catch (error) {
    if (error instanceof Killed) return true
    throw error
  }
}

function start(): string {
  const outDir = join(temporary(), "out")
  apply(plan(artifacts(before), { outDir, compilerVersion: "1.0.0" }))
  writeFileSync(join(outDir, "shop/old/theirs.txt"), users["shop/old/theirs.txt"])
  return outDir
}

const next = (outDir: string) => plan(artifacts(after), { outDir, compilerVersion: "1.0.0" })

function expectEachWhole(outDir: string): void {
  const allowed: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
    Object.keys({ ...before, ...after, ...users }).map((path) => [
      path,
      [before, after, users].flatMap((files) =>
        Object.entries(files)
          .filter(([p]) => p === path)
          .map(([, c]) => c),
      ),
    ]),
  )
  for (const [path, content] of Object.entries(tree(outDir))) expect(allowed[path], path).toContain(content)
  expect(tree(outDir)["README.md"]).toBe(before["README.md"])
  expect(tree(outDir)["shop/Caddyfile"]).toBeDefined()
  expect(tree(outDir)["shop/docker-compose.yml"]).toBeDefined()
}

function expectDone(outDir: string): void {
  expect(tree(outDir)).toEqual({ ...after, ...users })
  expect(folders(outDir)).toEqual(["becomes_folder", "kiosk", "kiosk/compose", "shop", "shop/old"])
  expect(Object.keys(tree(outDir, true)).filter((path) => path.startsWith(".groundplan"))).toEqual([
    ".groundplan/ledger.jsonl",
  ])
  expect(statSync(join(outDir, "run.sh")).mode & 0o111).not.toBe(0)
  expect(isClean(next(outDir))).toBe(true)
}

describe("a write that is killed", () => {
  it("leaves every file whole at every step, and the next build ends as if nothing had happened", () => {
    const image = start()
    let steps = 0
    for (let at = 1; ; at++) {
      const outDir = join(temporary(), "out")
      cpSync(image, outDir, { recursive: true })
      const disk = dyingDisk(at)
      const killed = dies(() => apply(next(outDir), { disk }))
      if (!killed) break
      steps += 1
      expectEachWhole(outDir)
      expect(recover(outDir).kind).not.toBe("failed")
      expectEachWhole(outDir)
      expect(apply(next(outDir)).kind).toBe("applied")
      expectDone(outDir)
    }
    expect(steps).toBeGreaterThan(25)
  }, 30_000)

  it("is finished even when finishing it is killed as well, at every step of both", () => {
    const image = start()
    let recoveries = 0
    for (let at = 1; ; at += 4) {
      const crashed = join(temporary(), "out")
      cpSync(image, crashed, { recursive: true })
      if (!dies(() => apply(next(crashed), { disk: dyingDisk(at) }))) break
      // Steps 1 and 2 take the lock, which the first test kills.
      for (let again = 3; ; again += 3) {
        const outDir = join(temporary(), "out")
        cpSync(crashed, outDir, { recursive: true })
        if (!dies(() => recover(outDir, dyingDisk(again)))) break
        recoveries += 1
        expectEachWhole(outDir)
        expect(recover(outDir).kind).not.toBe("failed")
        expect(apply(next(outDir)).kind).toBe("applied")
        expectDone(outDir)
      }
    }
    expect(recoveries).toBeGreaterThan(20)
  }, 30_000)

  it("keeps what a person changed between the crash and the next build", () => {
    for (let at = 1; ; at++) {
      const outDir = start()
      if (!dies(() => apply(next(outDir), { disk: dyingDisk(at) }))) break
      writeFileSync(join(outDir, "shop/Caddyfile"), "edited after the crash\n")
      recover(outDir)
      expect(tree(outDir)["shop/Caddyfile"]).toBe("edited after the crash\n")
      expect(next(outDir).files.find((file) => file.path === "shop/Caddyfile")?.drift).toBe("hand-edited")
    }
  })

  it("is killed at each step of a first build too", () => {
    let steps = 0
    for (let at = 1; ; at++) {
      const outDir = join(temporary(), "out")
      if (!dies(() => apply(next(outDir), { disk: dyingDisk(at) }))) break
      steps += 1
      recover(outDir)
      apply(next(outDir))
      expect(tree(outDir)).toEqual(after)
      expect(isClean(next(outDir))).toBe(true)
    }
    expect(steps).toBeGreaterThan(15)
  })
})
