import { statSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import type { Code, Diagnostic } from "../../core/diagnostic.js"
import { shownPath } from "../places.js"

/** The names under which a topology is looked for. */
const topologyNames = [
  "topology.ts",
  "topology.mts",
  "topology.js",
  "topology.mjs",
  "topology.json",
  "topology.yaml",
  "topology.yml",
] as const

/** The topology file of a directory, or why there is none. */
export type Found =
  | { readonly kind: "found"; readonly file: string }
  | { readonly kind: "failed"; readonly diagnostics: readonly Diagnostic[] }

/** The topology that `--config` names, else the one that is found. */
export function topologyOf(config: string | undefined): Found {
  return config === undefined ? findTopology(process.cwd()) : { kind: "found", file: resolve(config) }
}

/** Looks for a topology in `cwd` and then in each directory above; the first that has one must have exactly one. */
export function findTopology(cwd: string): Found {
  for (let directory = resolve(cwd); ; directory = dirname(directory)) {
    const names = topologyNames.filter((name) => statSync(join(directory, name), { throwIfNoEntry: false })?.isFile())
    const [name] = names
    if (names.length > 1)
      return failed("load/ambiguous", several(directory, names), "Keep one, or name it with --config.")
    if (name !== undefined) return { kind: "found", file: join(directory, name) }
    if (dirname(directory) === directory) break
  }
  const nowhere = `There is no topology in ${resolve(cwd)} or above it.`
  return failed("load/not_found", nowhere, starter)
}

const starter = [
  "Begin topology.ts with the twenty lines of Groundplan's README, or with this one; or name another file with --config.",
  'export default { name: "bakery", environments: { production: {} } }',
].join("\n")

function several(directory: string, names: readonly string[]): string {
  return `${shownPath(directory)} holds ${names.length} topologies: ${names.join(", ")}.`
}

function failed(code: Code, message: string, help: string): Found {
  return { kind: "failed", diagnostics: [{ code, severity: "error", message, path: "", help }] }
}
