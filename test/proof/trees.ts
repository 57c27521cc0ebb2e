import { readFileSync } from "node:fs"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { parse as parseToml } from "@iarna/toml"
import { type Claims, claimsOf } from "../../core/claims.js"
import { compile } from "../../core/compile.js"
import type { Pins } from "../../core/resolve/index.js"
import { generators } from "../../generators/index.js"
import { EVERYTHING, EVERYTHING_PINS } from "../support/everything.js"
import type { Drawn } from "../support/topologies.js"
import type { Tree } from "./breakages/index.js"
import { GALLERY, GALLERY_PINS } from "./gallery.js"

/** What a topology generates for machines, and what it grants. */
export interface Built {
  /** Where it comes from, for messages. */
  readonly name: string
  /** The artifacts that are proved. */
  readonly tree: Tree
  /** What they are held against. */
  readonly claims: readonly Claims[]
}

const root = join(import.meta.dirname, "../..")
const machines = generators.filter(({ isForPeople }) => isForPeople !== true)

/** Builds a topology. Throws when it is not valid. */
export function built(name: string, { topology, pins }: { readonly topology: unknown; readonly pins: Pins }): Built {
  const { artifacts, estate, diagnostics } = compile(topology, { pins, generators: machines, today: TODAY })
  const errors = diagnostics.filter(({ severity }) => severity === "error")
  if (estate === undefined || errors.length > 0) throw new Error(JSON.stringify(errors, null, 2))
  return { name, tree: new Map(artifacts.map(({ path, content }) => [path, content])), claims: claimsOf(estate) }
}

const TODAY = new Date("2026-01-01T00:00:00Z")

/** The project's own topology, the examples, one that says everything, and one behind a CDN. */
export async function knownTrees(): Promise<readonly Built[]> {
  const folders = ["", "test/examples/bakery", "test/examples/clinic", "test/examples/library"]
  const read = folders.map(async (folder) => {
    const { default: topology } = (await import(pathToFileURL(join(root, folder, "topology.ts")).href)) as Module
    const pins = parseToml(readFileSync(join(root, folder, "images.toml"), "utf8")) as unknown as Pins
    return built(folder === "" ? "topology.ts" : folder, { topology, pins })
  })
  return [
    ...(await Promise.all(read)),
    built("everything", { topology: EVERYTHING, pins: EVERYTHING_PINS }),
    built("gallery", { topology: GALLERY, pins: GALLERY_PINS }),
  ]
}

interface Module {
  readonly default: unknown
}

/** A drawn topology, built. */
export function builtFrom(drawn: Drawn): Built {
  return built("drawn", drawn)
}
