import { GENERATOR_NAMES } from "../schema/generator.js"
import type { Artifact } from "./artifact.js"
import { check } from "./check.js"
import type { Diagnostic } from "./diagnostic.js"
import type { Estate } from "./estate.js"
import type { Generator } from "./generator.js"
import { parse } from "./parse.js"
import { type Pins, resolve } from "./resolve/index.js"
import type { Rule } from "./rule.js"
import { rules as ownRules } from "./rules/index.js"

/** What compiling needs beside the topology. */
export interface CompileOptions {
  /** The tags and digests of images.toml: by image, then by environment or `default`. */
  readonly pins: Pins
  /** The generators to run; each one only where the topology chose it. */
  readonly generators: readonly Generator[]
  /** Rules beside Groundplan's own. Default none. */
  readonly rules?: readonly Rule[]
  /** The topology's file name, for headers. Default topology.ts. */
  readonly source?: string
  /** What rules take for today. */
  readonly today: Date
}

/** What compiling yields: the files, unless something is wrong. */
export interface Compilation {
  /** Undefined when the topology is not even well-formed. */
  readonly estate: Estate | undefined
  /** Sorted by path. Empty when a diagnostic is an error. */
  readonly artifacts: readonly Artifact[]
  /** All of them: those of parsing and resolving, then those of rules. */
  readonly diagnostics: readonly Diagnostic[]
}

/** Compiles a topology: parse, resolve, check, generate. A pure function: it reads nothing and writes nothing. */
export function compile(topology: unknown, options: CompileOptions): Compilation {
  const { estate, diagnostics: unresolved } = understand(topology, options)
  if (estate === undefined) return { estate, artifacts: [], diagnostics: unresolved }

  const chosen = options.generators.filter(
    ({ name }) => (estate.shared.generate as ReadonlySet<string>).has(name) || !BUILT_IN.has(name),
  )
  // What is not resolved is missing from the estate: Groundplan's own rules bear that, those of others need not.
  const others = [...chosen.flatMap((generator) => generator.rules ?? []), ...(options.rules ?? [])]
  const rules = unresolved.some(isError) ? ownRules : [...ownRules, ...others]
  const diagnostics = [...unresolved, ...check(estate, rules, { today: options.today })]
  if (diagnostics.some(isError)) return { estate, artifacts: [], diagnostics }

  const artifacts = chosen.flatMap((generator) => [...generator.generate(estate)])
  const clashes = clashingPaths(artifacts)
  if (clashes.length > 0) return { estate, artifacts: [], diagnostics: [...diagnostics, ...clashes] }
  return { estate, artifacts: artifacts.sort((a, b) => (a.path < b.path ? -1 : 1)), diagnostics }
}

/** Parses and resolves: a function of its own, so that what parsing made is let go before files are generated. */
function understand(
  topology: unknown,
  { pins, source }: CompileOptions,
): { readonly estate: Estate | undefined; readonly diagnostics: readonly Diagnostic[] } {
  const parsed = parse(topology)
  if (parsed.data === undefined) return { estate: undefined, diagnostics: parsed.diagnostics }
  return resolve(parsed.data, pins, source)
}

/** Generators that a topology chooses by name; others run whenever they are given. */
const BUILT_IN: ReadonlySet<string> = new Set(GENERATOR_NAMES)

/** Two artifacts at one path: the second would overwrite the first. Some file systems don't tell capitals apart. */
function clashingPaths(artifacts: readonly Artifact[]): readonly Diagnostic[] {
  const known = new Map<string, Artifact>()
  const clashes: Diagnostic[] = []
  for (const artifact of artifacts) {
    const key = artifact.path.toLowerCase()
    const earlier = known.get(key)
    if (earlier === undefined) known.set(key, artifact)
    else clashes.push(clash(artifact, earlier))
  }
  return clashes
}

function clash(artifact: Artifact, earlier: Artifact): Diagnostic {
  const [path, other] = [placeOf(artifact), placeOf(earlier)]
  return {
    code: "output/duplicate_path",
    severity: "error",
    message: `Two files would be written to ${JSON.stringify(artifact.path)}.`,
    path,
    found: artifact.path,
    ...(other === path ? {} : { notes: [{ message: "the other one comes from there", path: other }] }),
    help: "Change the folder of one of them: `directory` of a stack, of `terraform` or of `docs`.",
  }
}

/** The first place of the topology that an artifact comes from. */
function placeOf(artifact: Artifact): string {
  return artifact.origins().find((origin) => origin.startsWith("/")) ?? ""
}

function isError({ severity }: Diagnostic): boolean {
  return severity === "error"
}
