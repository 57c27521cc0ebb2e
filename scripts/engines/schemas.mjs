// Puts together what a provider serves: its own configuration, and the resources that our modules have.
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import * as cdktf from "./cdktf.mjs"
import { root } from "./installed.mjs"
import * as pulumi from "./pulumi.mjs"

/** The schema of a provider, out of the folder of an unpacked package. */
export function schemaOf(folder, provider, { reader, amended = {} }) {
  const read = (...names) => readFileSync(join(folder, ...names), "utf8")
  const readers = {
    cdktf: (name) => cdktf.blockOf(read("lib", name.replaceAll("_", "-"), "index.js")),
    pulumi: (name) =>
      pulumi.blockOf(read(`${camel(name)}.d.ts`), read("types", "input.d.ts"), amended[`${provider}_${name}`]),
  }
  const block = readers[reader]
  const names = resourceTypes().filter((type) => type.startsWith(`${provider}_`))
  return {
    provider: block("provider"),
    resources: Object.fromEntries(names.map((type) => [type, block(type.slice(provider.length + 1))])),
  }
}

/** Every type of resource in the modules, in order. */
export function resourceTypes() {
  const folder = join(root, "generators/terraform/modules")
  const texts = readdirSync(folder).map((name) => readFileSync(join(folder, name, "main.tf"), "utf8"))
  const found = texts.flatMap((text) => [...text.matchAll(/^resource "(\w+)"/gm)].map(([, type]) => type))
  return [...new Set(found)].sort()
}

function camel(name) {
  return name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase())
}
