import { readYamlNodes, type YamlEntry, type YamlMap, type YamlNode } from "../yaml-nodes.js"
import { type Context, type Lookup, report } from "./context.js"
import { readEnvFile, wellFormed } from "./environment.js"
import { interpolated } from "./interpolate.js"
import { change, directoryOf, plainPath, resolvedPath, resolvePaths, withBuildContexts } from "./paths.js"
import { isUnknown, scalarText, shown } from "./scalars.js"
import { identity, isNull, mergeNodes, stripped } from "./shapes.js"
import { composeFile, resources, serviceShape } from "./specification.js"

/** A file that was read into nodes. */
export interface LoadedFile {
  /** Its path, which positions name. */
  readonly path: string
  /** Its documents that are maps; each goes over the one before. */
  readonly documents: readonly YamlMap[]
  /** Whether one of Compose's tags may stand in it. */
  readonly isTagged: boolean
}

/** Where files are read: what they and what they name is seen from. */
export interface Scope {
  /** The project's directory, resolved. */
  readonly directory: string
  /** Finds the value of a variable. */
  readonly lookup: Lookup
  /** The files being included, outermost first. */
  readonly including: readonly string[]
}

/** Reads a file into nodes; undefined when it can't be. */
export function loadFile(path: string, content: string, context: Context): LoadedFile | undefined {
  const { documents, problems } = readYamlNodes(path, content)
  context.problems.push(...problems)
  if (problems.length > 0) return undefined
  const maps = documents.filter((document) => document.kind === "map")
  for (const document of documents) {
    if (document.kind !== "map") report(context, document, "A Compose file must be a map")
  }
  if (maps.length < documents.length) return undefined
  return { path, documents: maps, isTagged: content.includes("!reset") || content.includes("!override") }
}

/** What several files say together, a later one over an earlier one, included and extended ones taken in; in canonical form. */
export function loadProject(files: readonly LoadedFile[], scope: Scope, context: Context): YamlMap {
  let project: YamlMap | undefined
  for (const { path, documents, isTagged } of files) {
    for (const document of documents) {
      const own = readDocument(document, scope.lookup, context)
      const whole = withExtended(withIncluded(own, path, scope, context), path, scope, context)
      const merged = project === undefined ? whole : mergeNodes(composeFile, project, whole, context)
      project = composeFile.unify(isTagged ? stripped(merged) : merged) as YamlMap
    }
  }
  const all = project ?? EMPTY
  return resolvePaths(withBuildContexts(all, scope.directory), scope.directory)
}

const EMPTY: YamlMap = {
  kind: "map",
  source: { path: "", positionAt: () => ({ file: "", line: 1, column: 1 }) },
  offset: 0,
  tag: undefined,
  entries: new Map(),
}

/** `version` has no meaning any more. */
function readDocument(document: YamlMap, lookup: Lookup, context: Context): YamlMap {
  const read = composeFile.read(interpolated(document, lookup, context), "A Compose file", context) as
    | YamlMap
    | undefined
  const entries = new Map(read?.entries)
  entries.delete("version")
  return { ...document, entries }
}

/** The file with all that its `include` names; what it says itself goes over that. */
function withIncluded(own: YamlMap, path: string, scope: Scope, context: Context): YamlMap {
  const include = own.entries.get("include")
  if (include === undefined) return own
  const entries = new Map(own.entries)
  entries.delete("include")
  const bare = { ...own, entries }
  if (include.value.kind !== "list") return bare
  return include.value.items.reduce<YamlMap>((now, item) => {
    const included = item.kind === "map" ? loadIncluded(item, path, scope, context) : undefined
    return included === undefined ? now : underlaid(now, included, context)
  }, bare)
}

function loadIncluded(item: YamlMap, from: string, scope: Scope, context: Context): YamlMap | undefined {
  const paths = textsAt(item, "path").map((path) => resolvedPath(scope.directory, path))
  const first = paths[0]
  if (first === undefined) return undefined
  const including = [...scope.including, from]
  if (including.some((path) => plainPath(path) === plainPath(first))) {
    report(context, item, `The files include each other: ${[...including, first].map(plainPath).join(", ")}`)
    return undefined
  }
  context.included += paths.length
  if (including.length > MAX_CHAIN || context.included > MAX_INCLUDED) {
    if (context.included <= MAX_INCLUDED) report(context, item, `Files include more than ${MAX_CHAIN} others in a row`)
    else if (context.included - paths.length <= MAX_INCLUDED)
      report(context, item, `More than ${MAX_INCLUDED} files are included`)
    return undefined
  }
  const directory = projectDirectory(item, first, scope)
  const files = paths.flatMap((path) => requiredFile(path, item, context) ?? [])
  if (files.length < paths.length) return undefined
  const lookup = withEnvFiles(item, directory, scope, context)
  return loadProject(files, { directory, lookup, including }, context)
}

function textsAt(map: YamlMap, key: string): readonly string[] {
  const value = map.entries.get(key)?.value
  if (value?.kind === "scalar") return isNull(value) ? [] : [scalarText(value)]
  if (value?.kind !== "list") return []
  return value.items.flatMap((item) => (item.kind === "scalar" && !isNull(item) ? [scalarText(item)] : []))
}

function projectDirectory(item: YamlMap, first: string, scope: Scope): string {
  const stated = textsAt(item, "project_directory")[0]
  return stated === undefined || stated === "" ? directoryOf(first) : resolvedPath(scope.directory, stated)
}

function requiredFile(path: string, place: YamlNode, context: Context): LoadedFile | undefined {
  const content = readText(path, context)
  if (content === undefined) {
    report(context, place, `There is no file ${JSON.stringify(shown(path))} to read`)
    return undefined
  }
  return loadFile(plainPath(path), content, context)
}

function readText(path: string, context: Context): string | undefined {
  return isUnknown(path) || path.length > MAX_PATH ? undefined : context.read(plainPath(path))
}

/** Linux knows no longer paths. */
const MAX_PATH = 4096

/** What surrounds goes before what an include's env files say; without any, a `.env` beside the included file is one. */
function withEnvFiles(item: YamlMap, directory: string, scope: Scope, context: Context): Lookup {
  const stated = textsAt(item, "env_file").filter((path) => path !== "/dev/null")
  const paths = item.entries.has("env_file")
    ? stated.map((path) => resolvedPath(scope.directory, path))
    : [resolvedPath(directory, ".env")]
  const values = new Map<string, string>()
  const lookup: Lookup = (name) => {
    const outside = scope.lookup(name)
    if (outside.kind !== "unset") return outside
    const value = values.get(name)
    return value === undefined ? outside : { kind: "set", value }
  }
  for (const path of paths) {
    const content = readText(path, context)
    if (content === undefined) {
      if (stated.length > 0) report(context, item, `There is no file ${JSON.stringify(shown(path))} to read`)
      continue
    }
    const assignments = readEnvFile(plainPath(path), wellFormed(content), { lookup, raw: false }, context)
    for (const { name, value } of assignments.values()) values.set(name, value)
  }
  return lookup
}

/** What an included project holds comes under what the file itself says of the same name. */
function underlaid(own: YamlMap, included: YamlMap, context: Context): YamlMap {
  const entries = new Map(own.entries)
  for (const [section, shape] of Object.entries(resources)) {
    const theirs = included.entries.get(section)
    if (theirs?.value.kind !== "map") continue
    const ours = entries.get(section)
    const mine: ReadonlyMap<string, YamlEntry> = ours?.value.kind === "map" ? ours.value.entries : new Map()
    const merged = new Map(mine)
    for (const [key, entry] of theirs.value.entries) {
      const over = mine.get(key)
      if (over === undefined) merged.set(key, entry)
      else if (identity(over.value) !== identity(entry.value)) {
        merged.set(key, { ...over, value: mergeNodes(shape, entry.value, over.value, context) })
      }
    }
    const base = ours ?? theirs
    entries.set(section, {
      ...base,
      value: { ...theirs.value, ...ours?.value, kind: "map", entries: merged } as YamlMap,
    })
  }
  return { ...own, entries }
}

/** The file with each service's `extends` taken in. */
function withExtended(own: YamlMap, path: string, scope: Scope, context: Context): YamlMap {
  const services = own.entries.get("services")?.value
  if (services?.kind !== "map") return own
  const extending = [...services.entries.values()].some(
    ({ value }) => value.kind === "map" && value.entries.has("extends"),
  )
  if (!extending) return own
  const extension = new Extension(scope, context)
  const home: Home = { path, directory: scope.directory, services, resolved: new Map() }
  const entries = new Map(services.entries)
  for (const entry of services.entries.values()) {
    entries.set(entry.key, { ...entry, value: extension.service(entry, home, []) })
  }
  return change(own, "services", () => ({ ...services, entries })) as YamlMap
}

/** A file whose services extend one another. */
interface Home {
  readonly path: string
  /** The directory that its `extends` name files from. */
  readonly directory: string
  readonly services: YamlMap
  /** Services whose `extends` has been taken in. */
  readonly resolved: Map<string, YamlNode>
}

class Extension {
  private readonly scope: Scope
  private readonly context: Context
  private readonly homes = new Map<string, Home | undefined>()

  constructor(scope: Scope, context: Context) {
    this.scope = scope
    this.context = context
  }

  service(entry: YamlEntry, home: Home, chain: readonly string[]): YamlNode {
    const known = home.resolved.get(entry.key)
    if (known !== undefined) return known
    const resolved = this.extended(entry, home, chain)
    home.resolved.set(entry.key, resolved)
    return resolved
  }

  private extended({ key, value }: YamlEntry, home: Home, chain: readonly string[]): YamlNode {
    const extend = value.kind === "map" ? value.entries.get("extends") : undefined
    if (value.kind !== "map" || extend === undefined) return value
    const entries = new Map(value.entries)
    entries.delete("extends")
    const own: YamlMap = { ...value, entries }
    const step = `${plainPath(home.path)}: ${key}`
    if (chain.includes(step) || chain.length > MAX_CHAIN) {
      const message = chain.includes(step)
        ? "The services extend each other"
        : `Services extend more than ${MAX_CHAIN} others`
      report(this.context, extend, `${message}: ${[...chain, step].slice(-4).join(", ")}`)
      return own
    }
    const base = this.base(extend, home, [...chain, step])
    if (base === undefined || isNull(base)) return own
    const merging = hasFile(extend) ? "files" : "services"
    return mergeNodes(serviceShape, stripped(base), own, { ...this.context, merging })
  }

  private base(extend: YamlEntry, home: Home, chain: readonly string[]): YamlNode | undefined {
    if (extend.value.kind !== "map") return undefined
    const name = textsAt(extend.value, "service")[0]
    const file = textsAt(extend.value, "file")[0]
    if (name === undefined) return undefined
    const where = file === undefined ? home : this.home(resolvedPath(home.directory, file), extend)
    const entry = where?.services.entries.get(name)
    if (where !== undefined && entry === undefined) {
      report(
        this.context,
        extend,
        `There is no service ${JSON.stringify(shown(name))} to extend in ${plainPath(where.path)}`,
      )
    }
    return where === undefined || entry === undefined ? undefined : this.service(entry, where, chain)
  }

  private home(path: string, place: YamlEntry): Home | undefined {
    if (!this.homes.has(path)) this.homes.set(path, this.loadHome(path, place))
    return this.homes.get(path)
  }

  private loadHome(path: string, place: YamlEntry): Home | undefined {
    const file = requiredFile(path, place.value, this.context)
    if (file === undefined) return undefined
    const directory = directoryOf(path)
    const documents = file.documents.map((document) => readDocument(document, this.scope.lookup, this.context))
    const whole = documents.reduce<YamlMap>(
      (base, over) => composeFile.unify(mergeNodes(composeFile, base, over, this.context)) as YamlMap,
      EMPTY,
    )
    const services = resolvePaths(whole, directory).entries.get("services")?.value
    return {
      path,
      directory,
      services: services?.kind === "map" ? services : EMPTY,
      resolved: new Map(),
    }
  }
}

function hasFile({ value }: YamlEntry): boolean {
  return value.kind === "map" && value.entries.has("file")
}

/** How many services may extend one another, and files include one another, in a row. */
const MAX_CHAIN = 100

/** How many files may be included in all, one that is included twice counted twice. */
const MAX_INCLUDED = 1000
