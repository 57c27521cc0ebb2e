import { GENERATOR_NAMES } from "../schema/generator.js"
import type { Artifact } from "./artifact.js"
import { type KnownFinding, setApart } from "./baseline.js"
import { type AcceptedFinding, check } from "./check.js"
import { type Claims, claimsOf } from "./claims.js"
import type { Diagnostic } from "./diagnostic.js"
import type { Estate } from "./estate.js"
import { failureDiagnostics } from "./failures.js"
import { withoutFollowUps } from "./follow-ups.js"
import type { Generator } from "./generator.js"
import { parse } from "./parse.js"
import type { Proof } from "./proof.js"
import { type Pins, resolve } from "./resolve/index.js"
import type { Rule, RuleSeverity } from "./rule.js"
import { rules as ownRules } from "./rules/index.js"
import { salvage } from "./salvage.js"
import { settle } from "./settings.js"

/** What compiling needs beside the topology. */
export interface CompileOptions {
  /** The tags and digests of images.toml: by image, then by environment or `default`. */
  readonly pins: Pins
  /** The generators to run; each one only where the topology chose it. */
  readonly generators: readonly Generator[]
  /** Rules beside Groundplan's own. Default none. */
  readonly rules?: readonly Rule[]
  /** Proves the files of machines before those for people are made; default not at all. */
  readonly prove?: (files: ReadonlyMap<string, string>, claims: readonly Claims[]) => Proof
  /** The topology's file name, for headers. Default topology.ts. */
  readonly source?: string
  /** What rules take for today. */
  readonly today: Date
  /** How much the findings of rules weigh, by code; counts more than what the topology says. Default none. */
  readonly severities?: Readonly<Record<string, RuleSeverity>>
  /** Findings of an earlier run, which are set apart; `everything` sets apart all that may be. Default none. */
  readonly known?: readonly KnownFinding[] | "everything"
}

/** What holding a topology against the schema and the rules yields. */
export interface Validation {
  /** Undefined when the topology is not even well-formed. */
  readonly estate: Estate | undefined
  /** All of them: those of parsing and resolving, then those of rules, but for what is accepted or known. */
  readonly diagnostics: readonly Diagnostic[]
  /** What rules found and the topology accepts. */
  readonly accepted: readonly AcceptedFinding[]
  /** What rules found and the baseline knows. */
  readonly known: readonly Diagnostic[]
  /** What the baseline knows and no rule found. */
  readonly gone: readonly KnownFinding[]
}

/** What compiling yields: the files, unless something is wrong. */
export interface Compilation extends Validation {
  /** Sorted by path. Empty when a diagnostic is an error. */
  readonly artifacts: readonly Artifact[]
  /** What the files say of who can reach whom; undefined where it was not asked, or where there are no files. */
  readonly proof: Proof | undefined
}

/** Compiles a topology: parse, resolve, check, generate, prove, render pages. A pure function: it reads nothing and writes nothing. */
export function compile(topology: unknown, options: CompileOptions): Compilation {
  const validation = validate(topology, options)
  const { estate, diagnostics } = validation
  const refused = (others: readonly Diagnostic[], proof?: Proof): Compilation => ({
    ...validation,
    artifacts: [],
    diagnostics: [...diagnostics, ...others],
    proof,
  })
  if (estate === undefined || diagnostics.some(isError)) return refused([])

  const generators = chosen(options, estate)
  const forMachines = generators
    .filter(({ isForPeople }) => isForPeople !== true)
    .flatMap((generator) => [...generator.generate(estate)])
  const proof = options.prove?.(new Map(forMachines.map(({ path, content }) => [path, content])), claimsOf(estate))
  if (proof !== undefined && proof.failures.length > 0) return refused(failureDiagnostics(proof, forMachines), proof)
  const forPeople = generators
    .filter(({ isForPeople }) => isForPeople === true)
    .flatMap((generator) => [...generator.generate(estate, proof)])
  const artifacts = [...forMachines, ...forPeople]
  const clashes = clashingPaths(artifacts)
  if (clashes.length > 0) return refused(clashes)
  return { ...validation, artifacts: artifacts.sort((a, b) => (a.path < b.path ? -1 : 1)), proof }
}

/** The first half of {@link compile}: parse, resolve, check. Generates nothing. */
export function validate(topology: unknown, options: CompileOptions): Validation {
  const { estate, diagnostics: unresolved } = understand(topology, options)
  if (estate === undefined) {
    const diagnostics = [...unresolved, ...besides(topology, unresolved, options)]
    return { estate, diagnostics, accepted: [], known: [], gone: [] }
  }

  // What is not resolved is missing from the estate: Groundplan's own rules bear that, those of others need not.
  const complete = !unresolved.some(isError)
  const generators = chosen(options, estate)
  const asked = complete ? [...ownRules, ...generators.flatMap(rulesOf), ...(options.rules ?? [])] : ownRules
  const all = [...ownRules, ...options.generators.flatMap(rulesOf), ...(options.rules ?? [])]
  const { severities, diagnostics: unsettled } = settle(estate, all, options.severities)
  const { findings, accepted } = check(estate, asked, { today: options.today, severities, complete })
  const binding = new Set(all.filter((rule) => rule.binding === true).map(({ code }) => code))
  const mayBeKnown = ({ code, severity }: Diagnostic) => !(severity === "error" && binding.has(code))
  const standing = withoutFollowUps(findings, unresolved)
  const { fresh, known, gone } = setApart(standing, options.known ?? [], mayBeKnown)
  return { estate, diagnostics: [...unresolved, ...unsettled, ...fresh], accepted, known, gone }
}

/** A generator of Groundplan's own runs where the topology chose it, another one always. */
function chosen({ generators }: CompileOptions, { shared }: Estate): readonly Generator[] {
  return generators.filter(({ name }) => (shared.generate as ReadonlySet<string>).has(name) || !BUILT_IN.has(name))
}

/** A generator relies on what its own rules refuse. */
function rulesOf({ rules = [] }: Generator): readonly Rule[] {
  return rules.map((rule) => ({ binding: true, ...rule }))
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

/** What is wrong with the parts of a topology that the schema admits, where it refuses others. */
function besides(topology: unknown, refused: readonly Diagnostic[], options: CompileOptions): readonly Diagnostic[] {
  const left = salvage(topology, refused)
  if (left === undefined) return []
  const { estate, diagnostics } = resolve(left.data, options.pins, options.source)
  const { findings } = check(estate, ownRules, { today: options.today, severities: new Map(), complete: false })
  const told = [...diagnostics, ...withoutFollowUps(findings, diagnostics)].filter(isError)
  return [...left.further, ...told.flatMap((diagnostic) => left.told(diagnostic) ?? [])]
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
