import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { typecheck } from "../../cli/commands/typecheck.js"

const modules = join(dirname(fileURLToPath(import.meta.url)), "../../node_modules")
let folder = ""

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "typecheck-"))
  symlinkSync(modules, join(folder, "node_modules"))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe("the user's own type checker", () => {
  it("checks a topology that has no tsconfig.json", () => {
    write("topology.ts", WRONG)
    expect(typecheck(join(folder, "topology.ts"))).toMatchObject([{ code: "typecheck/TS2322", position: { line: 2 } }])
  })

  it("checks a topology that the nearest tsconfig.json holds", () => {
    write("tsconfig.json", '{ "compilerOptions": { "strict": true, "types": [] }, "include": ["deploy"] }')
    write("deploy/topology.ts", WRONG)
    expect(typecheck(join(folder, "deploy/topology.ts"))).toMatchObject([{ code: "typecheck/TS2322" }])
    write("deploy/topology.ts", RIGHT)
    expect(typecheck(join(folder, "deploy/topology.ts"))).toEqual([])
  })

  it("checks a topology that what tsconfig.json holds imports", () => {
    write("tsconfig.json", '{ "compilerOptions": { "strict": true, "types": [] }, "files": ["main.ts"] }')
    write("main.ts", 'import "./topology"\n')
    write("topology.ts", RIGHT)
    expect(typecheck(join(folder, "topology.ts"))).toEqual([])
  })

  it.each([
    ["by what it includes", '{ "compilerOptions": { "types": [] }, "include": ["src"] }'],
    ["by what it excludes", '{ "compilerOptions": { "types": [] }, "exclude": ["topology.ts"] }'],
    ["because it only refers to others", '{ "files": [], "references": [{ "path": "./src" }] }'],
  ])("says that tsconfig.json leaves the topology out %s", (_, config) => {
    write("tsconfig.json", config)
    write("src/tsconfig.json", '{ "compilerOptions": { "composite": true, "types": [] } }')
    write("src/topology.ts", RIGHT)
    write("topology.ts", WRONG)
    const found = typecheck(join(folder, "topology.ts"))
    expect(found).toMatchObject([{ code: "typecheck/left_out", severity: "error" }])
    expect(found[0]!.message).toContain("tsconfig.json leaves topology.ts out")
  })
})

const RIGHT = "export default 5\n"
const WRONG = '// A number is wanted.\nexport const port: number = "https"\n'

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), text)
}
