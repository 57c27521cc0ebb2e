import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { root } from "../../scripts/engines/installed.mjs"
import { complaints, engine, ran, run } from "./engine.js"
import { filesBelow, trees } from "./trees.js"

const [shellcheck, actionlint] = [engine("shellcheck"), engine("actionlint")]

const emitted = (await trees()).flatMap(({ name, folder, files }) =>
  files.filter((file) => file.endsWith(".sh")).map((file) => [`${name}/${file}`, join(folder, file)] as const),
)
const own = [".ci", "generators/terraform/modules"]
  .flatMap((folder) => filesBelow(join(root, folder)).map((file) => join(folder, file)))
  .filter((file) => /\.sh$/.test(file) || readFileSync(join(root, file), "utf8").startsWith("#!"))
  .map((file) => [file, join(root, file)] as const)

describe.skipIf(shellcheck === undefined)("shellcheck", () => {
  it.each([...emitted, ...own])("has nothing against %s", (name, file) => {
    ran("shellcheck", name)
    expect(complaints(run(shellcheck!.path, [file]))).toEqual([])
  })
})

const workflows = filesBelow(join(root, ".github/workflows"))

describe.skipIf(actionlint === undefined)("actionlint", () => {
  it.each(workflows)("has nothing against %s", (name) => {
    ran("actionlint", name)
    const args = [...(shellcheck === undefined ? [] : ["-shellcheck", shellcheck.path]), ".github/workflows/" + name]
    expect(complaints(run(actionlint!.path, args, { cwd: root }))).toEqual([])
  })
})
