import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { caddyComplaints, knownToRefuse, sitesMeant, valuesOf } from "./caddy.js"
import { engine, ran } from "./engine.js"
import { trees } from "./trees.js"

const all = await trees()
const files = all.flatMap((tree) =>
  tree.files.filter((file) => file.endsWith("Caddyfile")).map((file) => [`${tree.name}/${file}`, tree, file] as const),
)
const [current, old] = [engine("caddy"), engine("caddy-2.6")]

describe.skipIf(current === undefined)("caddy", () => {
  it.each(files)("accepts %s, formats it so, and leads where it was meant to", (name, { folder, estate }, file) => {
    ran("caddy", name)
    const values = valuesOf(estate, file)
    expect(caddyComplaints(current!, join(folder, file), sitesMeant(estate, file, values), values)).toEqual([])
  })
})

describe.skipIf(old === undefined)("caddy-2.6", () => {
  it.each(files)("accepts %s, or the rule targets/caddy has said why not", (name, { folder, estate }, file) => {
    ran("caddy-2.6", name)
    const values = valuesOf(estate, file)
    const complaints = caddyComplaints(old!, join(folder, file), sitesMeant(estate, file, values), values)
    if (knownToRefuse(estate, file, "2.6.2").length === 0) expect(complaints).toEqual([])
    else expect(complaints).not.toEqual([])
  })
})
