import { createHash } from "node:crypto"
import { readdirSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { describe, expect, it } from "vitest"
import { engines, ran } from "./engine.js"
import { admitted, formatComplaints, granted, moduleComplaints, planOf } from "./hcl.js"
import { type Tree, trees } from "./trees.js"
import { inOrder, readUnit, unitPaths } from "./unit.js"

const all = (await trees()).filter(({ files }) => files.some((file) => file.endsWith("root.hcl")))
const here = engines("opentofu", "terraform")

const formatted = all.flatMap(({ name, folder, files }) =>
  files.filter((file) => /\.(tf|hcl)$/.test(file)).map((file) => [`${name}/${file}`, join(folder, file)] as const),
)

describe.each(here)("$name", (engine) => {
  it.each(formatted)("would not format %s otherwise", (name, file) => {
    ran(engine.name, name)
    expect(formatComplaints(engine, file)).toEqual([])
  })

  it.each(modules())("validates the module %s", (name, folder) => {
    ran(engine.name, name)
    expect(moduleComplaints(engine, folder)).toEqual([])
  })

  it.each(
    all.flatMap((tree) => unitPaths(terraformOf(tree)).map((path) => [`${tree.name}/${path}`, tree, path] as const)),
  )("plans %s", async (name, tree, path) => {
    ran(engine.name, name)
    const unit = await readUnit(terraformOf(tree), path)
    const plan = planOf(engine, unit)
    expect(plan.complaints).toEqual([])
    expect(plan.resources.length).toBeGreaterThan(0)
    if (!unit.source.endsWith("/firewall")) return
    const environment = tree.estate.environments.find(
      ({ name, short }) => path.includes(`/${name}/`) || path.includes(`/${short}/`),
    )!
    expect(admitted(plan.resources)).toEqual(granted(environment, tree.estate.shared))
  })
})

describe("units", () => {
  it.each(all.map((tree) => [tree.name, tree] as const))("of %s are read, and run in an order", async (name, tree) => {
    const terraform = terraformOf(tree)
    const units = await Promise.all(unitPaths(terraform).map((path) => readUnit(terraform, path)))
    for (const { path } of units) ran("units", `${name}/${path}`)
    expect(inOrder(units, terraform)).toHaveLength(units.length)
  })
})

/** The folder of a tree that `root.hcl` is in. */
function terraformOf({ folder, files }: Tree): string {
  return dirname(join(folder, files.find((file) => file.endsWith("root.hcl"))!))
}

/** Each module once, however many trees have the same text. */
function modules(): readonly (readonly [string, string])[] {
  const found = new Map<string, readonly [string, string]>()
  for (const tree of all) {
    const parent = join(terraformOf(tree), "modules")
    for (const name of readdirSync(parent)) {
      const folder = join(parent, name)
      const hash = createHash("sha256")
      for (const file of readdirSync(folder).sort()) hash.update(readFileSync(join(folder, file)))
      found.set(hash.digest("hex"), [`${tree.name}/${name}`, folder])
    }
  }
  return [...found.values()]
}
