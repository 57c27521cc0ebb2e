import type { ComposeProject, ComposeValue } from "./compose-model.js"
import { checkConsistency } from "./compose-read/consistency.js"
import { type Context, type Lookup, report, type Variable } from "./compose-read/context.js"
import { wellFormed } from "./compose-read/environment.js"
import { interpolated } from "./compose-read/interpolate.js"
import { type LoadedFile, loadFile, loadProject } from "./compose-read/load.js"
import { fileObjectsOf, networksOf, servicesOf, volumesOf } from "./compose-read/model.js"
import { normalised } from "./compose-read/normalise.js"
import { directoryOf } from "./compose-read/paths.js"
import { isUnknown, scalarText, composeValue as valueOf } from "./compose-read/scalars.js"
import { composeFile } from "./compose-read/specification.js"
import type { Position, ReadProblem } from "./position.js"
import { positionOf, type YamlScalar } from "./yaml-nodes.js"

/** What a Compose project is read from. */
export interface ComposeInput {
  /** As given to `docker compose -f`, in order: a later one overrides. At least one. */
  readonly files: readonly ComposeSourceFile[]
  /** The values of the variables, as `--env-file` and the shell give them. */
  readonly environment?: ReadonlyMap<string, string> | Readonly<Record<string, string>> | undefined
  /** Variables that have a value where it runs, which is not known here: what is made of them is of kind `unknown`. */
  readonly unknownVariables?: ReadonlySet<string> | undefined
  /**
   * What becomes of `${NAME:?message}` and `${NAME?message}` when the variable is not set: a problem, as for Compose (the default),
   * or a part of a value that is not known.
   */
  readonly unset?: "problem" | "unknown" | undefined
  /**
   * The content of a file that an `include`, `extends` or `env_file` names; undefined when there is none. Paths are those of
   * {@link files} and what is written, joined. Default: no file is there.
   */
  readonly read?: ((path: string) => string | undefined) | undefined
  /** Whether an `env_file` that is required and not there is a problem; default true. If not, `found` is false, and it adds nothing. */
  readonly envFilesRequired?: boolean | undefined
  /** The project's directory, which relative paths start at; default: that of the first file. */
  readonly directory?: string | undefined
  /** The project's name, as given to `-p`: it goes before what the files say. Default: the files', else the directory's last part. */
  readonly name?: string | undefined
}

/** A Compose file. */
export interface ComposeSourceFile {
  /** Its path, which positions name. */
  readonly path: string
  /** Its text. */
  readonly content: string
}

/** What reading Compose files yields. */
export interface ComposeReading {
  /** Undefined when a file is not YAML, or not a map. With other problems, what could be read. */
  readonly project: ComposeProject | undefined
  /** All that Compose would refuse, and what the reader does not understand; file by file, in source order. */
  readonly problems: readonly ReadProblem[]
}

/**
 * Reads Compose files as Docker Compose does: interpolates, includes, extends, merges, and brings all to the canonical form of the
 * Compose Specification, defaults filled in.
 *
 * Never throws, whatever the source. Depth is limited to 100, and what aliases expand to is bounded.
 */
export function readCompose(input: ComposeInput): ComposeReading {
  const context: Context = {
    problems: [],
    variables: new Map(),
    unset: input.unset ?? "problem",
    read: input.read ?? (() => undefined),
    included: 0,
    ranged: 0,
    merging: "files",
    envFilesRequired: input.envFilesRequired ?? true,
  }
  const outside = lookupIn(input)
  const loaded = input.files.map(({ path, content }) => loadFile(path, content, context))
  const files = loaded.filter((file) => file !== undefined)
  if (files.length < loaded.length || files.length === 0)
    return { project: undefined, problems: ordered(context, input) }
  const directory = input.directory ?? directoryOf(input.files[0]!.path)
  const { name, position } = nameOf(input, { files, directory, lookup: outside, context })
  const lookup: Lookup = (variable) => (variable === PROJECT_NAME ? { kind: "set", value: name } : outside(variable))
  const stated = composeFile.settle(loadProject(files, { directory, lookup, including: [] }, context), "", context)
  if (stated.kind !== "map") return { project: undefined, problems: ordered(context, input) }
  if (stated.entries.size === 0) context.problems.push({ message: "The file says nothing", position: startOf(input) })
  const normal = normalised(stated, { name, lookup, context })
  const parts = { name, stated, normal, context }
  const project: ComposeProject = {
    name,
    namePosition: position,
    services: servicesOf(parts),
    networks: networksOf(parts),
    volumes: volumesOf(parts),
    secrets: fileObjectsOf(parts, "secrets"),
    configs: fileObjectsOf(parts, "configs"),
    variables: context.variables,
    canonical: normal,
  }
  checkConsistency(project, context)
  return { project, problems: ordered(context, input) }
}

/** What a scalar of a canonical form says: {@link ComposeProject.canonical} and the `attributes` hold texts whose unknown parts only this tells. */
export function composeValue(scalar: YamlScalar): ComposeValue {
  return valueOf(scalar)
}

const PROJECT_NAME = "COMPOSE_PROJECT_NAME"

function lookupIn({ environment = {}, unknownVariables }: ComposeInput): Lookup {
  const values = environment instanceof Map ? environment : new Map(Object.entries(environment))
  const unset: Variable = { kind: "unset" }
  const unknown: Variable = { kind: "unknown" }
  return (name) => {
    if (unknownVariables?.has(name) === true) return unknown
    const value: string | undefined = values.get(name)
    return value === undefined ? unset : { kind: "set", value: wellFormed(value) }
  }
}

interface Naming {
  readonly files: readonly LoadedFile[]
  readonly directory: string
  readonly lookup: Lookup
  readonly context: Context
}

/** `-p`, then COMPOSE_PROJECT_NAME, then the last file that says a name, then the directory. */
function nameOf(
  input: ComposeInput,
  naming: Naming,
): { readonly name: string; readonly position: Position | undefined } {
  const { files, directory, lookup, context } = naming
  const set = lookup(PROJECT_NAME)
  const given = input.name ?? (set.kind === "set" && set.value !== "" ? set.value : undefined)
  if (given !== undefined) return { name: given, position: undefined }
  const entry = files
    .flatMap(({ documents }) => documents)
    .flatMap((document) => document.entries.get("name") ?? [])
    .findLast(({ value }) => value.kind === "scalar" && value.value !== null)
  if (entry?.value.kind === "scalar") {
    // What it is made of is noted when the file itself is interpolated.
    const scratch = { ...context, problems: [], variables: new Map() }
    const text = scalarText(interpolated(entry.value, lookup, scratch) as YamlScalar)
    if (isUnknown(text)) report(context, entry, "The project's name depends on a variable without a value")
    const name = normalName(text)
    if (name !== "") return { name, position: positionOf(entry) }
  }
  const last = directory.split("/").findLast((part) => part !== "" && part !== "." && part !== "..") ?? ""
  const name = normalName(last)
  if (name === "") context.problems.push({ message: "The project has no name", position: startOf(input) })
  return { name, position: undefined }
}

function normalName(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9_-]/g, "")
    .replace(/^[_-]+/, "")
}

function startOf(input: ComposeInput): Position {
  return { file: input.files[0]?.path ?? "", line: 1, column: 1 }
}

/** By file in the order given, those that they name behind; in a file by place. Said once. */
function ordered({ problems }: Context, { files }: ComposeInput): readonly ReadProblem[] {
  const order = new Map<string, number>(files.map(({ path }, index) => [path, index]))
  const rank = ({ position }: ReadProblem): number => order.get(position.file) ?? order.size
  const distinct = new Map(problems.map((problem) => [JSON.stringify([problem.message, problem.position]), problem]))
  return [...distinct.values()].sort(
    (one, other) =>
      rank(one) - rank(other) ||
      (one.position.file < other.position.file ? -1 : one.position.file > other.position.file ? 1 : 0) ||
      one.position.line - other.position.line ||
      one.position.column - other.position.column,
  )
}
