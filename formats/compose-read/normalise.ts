import type { YamlEntry, YamlMap, YamlNode } from "../yaml-nodes.js"
import type { Context, Lookup } from "./context.js"
import { report } from "./context.js"
import { type EnvAssignment, readEnvFile } from "./environment.js"
import { plainPath } from "./paths.js"
import { derived, type FilledScalar, isUnknown, scalarText, shown, unknownText } from "./scalars.js"
import { isNull, mapOf, withEntry } from "./shapes.js"

/** What normalising goes by. */
export interface Surroundings {
  /** The project's name. */
  readonly name: string
  /** Finds the value of a variable. */
  readonly lookup: Lookup
  /** Takes what is found on the way. */
  readonly context: Context
}

/**
 * A project with all that Compose adds by itself: the `default` network, names of what has none, dependencies that links and shared
 * namespaces imply, values of variables that are named alone, and what env files say.
 */
export function normalised(project: YamlMap, surroundings: Surroundings): YamlMap {
  const services = project.entries.get("services")
  const files = new Map<string, string | undefined>()
  let entries = new Map(project.entries)
  let joinsDefault: YamlEntry | undefined
  if (services?.value.kind === "map") {
    const changed = new Map<string, YamlEntry>()
    for (const entry of services.value.entries.values()) {
      const service = normalService(entry, surroundings, files)
      changed.set(entry.key, service)
      if (joinsDefault === undefined && networkKeys(service.value).has("default")) joinsDefault = entry
    }
    entries.set("services", { ...services, value: { ...services.value, entries: changed } })
  }
  if (joinsDefault !== undefined) entries = withDefaultNetwork(entries, joinsDefault)
  for (const section of ["networks", "volumes", "configs", "secrets"]) {
    const all = entries.get(section)
    if (all?.value.kind === "map") {
      entries.set(section, { ...all, value: withNames(all.value, surroundings.name) })
    }
  }
  return { ...project, entries }
}

function networkKeys(service: YamlNode): ReadonlyMap<string, YamlEntry> {
  const networks = service.kind === "map" ? service.entries.get("networks")?.value : undefined
  return networks?.kind === "map" ? networks.entries : NO_ENTRIES
}

const NO_ENTRIES: ReadonlyMap<string, YamlEntry> = new Map()

function withDefaultNetwork(entries: Map<string, YamlEntry>, place: YamlEntry): Map<string, YamlEntry> {
  const networks = entries.get("networks")
  const map = networks?.value.kind === "map" ? networks.value : mapOf(place.value, {})
  if (map.entries.has("default")) return entries
  const value = withEntry(map, "default", mapOf(place.value, {}), place)
  return new Map(entries).set("networks", {
    source: place.source,
    offset: place.offset,
    key: "networks",
    ...networks,
    value,
  })
}

/** What is made elsewhere has its own name, the rest is told from other projects' by the project's. */
function withNames(all: YamlMap, project: string): YamlMap {
  const entries = new Map<string, YamlEntry>()
  for (const entry of all.entries.values()) {
    const own: YamlMap =
      entry.value.kind === "map"
        ? entry.value
        : mapOf({ ...entry.value, source: entry.source, offset: entry.offset }, {})
    const named = own.entries.get("name")
    const external = own.entries.get("external")?.value
    const isExternal = external?.kind === "scalar" && external.value === true
    const derivedName = derived(
      { ...own, source: entry.source, offset: entry.offset },
      isExternal ? entry.key : `${project}_${entry.key}`,
    )
    entries.set(entry.key, { ...entry, value: named === undefined ? withEntry(own, "name", derivedName, entry) : own })
  }
  return { ...all, entries }
}

function normalService(
  entry: YamlEntry,
  surroundings: Surroundings,
  files: Map<string, string | undefined>,
): YamlEntry {
  if (entry.value.kind !== "map") return entry
  const changed = new Map(entry.value.entries)
  joinDefault(changed, entry)
  addDependencies(changed)
  const environment = resolvedEnvironment(changed, surroundings, files)
  if (environment !== undefined) changed.set("environment", environment)
  const build = changed.get("build")
  if (build !== undefined) changed.set("build", { ...build, value: normalBuild(build.value, surroundings.lookup) })
  const policy = changed.get("pull_policy")
  if (policy?.value.kind === "scalar" && policy.value.value === "if_not_present") {
    changed.set("pull_policy", { ...policy, value: derived(policy.value, "missing") })
  }
  return { ...entry, value: { ...entry.value, entries: changed } }
}

function joinDefault(service: Map<string, YamlEntry>, place: YamlEntry): void {
  if (service.has("network_mode") || service.has("provider")) return
  const networks = service.get("networks")
  if (networks?.value.kind === "map" && networks.value.entries.size > 0) return
  const { source, offset } = place
  const nothing: YamlNode = { ...derived({ ...place.value, source, offset }, ""), value: null, plain: true }
  const value = withEntry(mapOf(nothing, {}), "default", nothing)
  service.set("networks", { source, offset, key: "networks", ...networks, value })
}

function addDependencies(service: Map<string, YamlEntry>): void {
  const implied = new Map<string, YamlMap>()
  const imply = (item: YamlNode, name: string, restart: boolean): void => {
    if (!implied.has(name)) implied.set(name, impliedDependency(item, restart))
  }
  for (const item of itemsOf(service.get("links"))) {
    const parts = textOf(item).split(":")
    imply(item, parts.length === 2 ? parts[0]! : textOf(item), true)
  }
  for (const key of ["network_mode", "ipc", "pid", "uts", "cgroup"]) {
    const value = service.get(key)?.value
    if (value !== undefined && textOf(value).startsWith("service:"))
      imply(value, textOf(value).slice("service:".length), true)
  }
  for (const item of itemsOf(service.get("volumes_from"))) {
    if (!textOf(item).startsWith("container:")) imply(item, textOf(item).split(":", 1)[0]!, false)
  }
  if (implied.size === 0) return
  const stated = service.get("depends_on")
  const first = [...implied.values()][0]!
  const base = stated?.value.kind === "map" ? stated.value : mapOf(first, {})
  const entries = new Map(base.entries)
  for (const [key, value] of implied) {
    if (!entries.has(key)) entries.set(key, { source: value.source, offset: value.offset, key, value })
  }
  service.set("depends_on", {
    source: first.source,
    offset: first.offset,
    key: "depends_on",
    ...stated,
    value: { ...base, entries },
  })
}

function impliedDependency(item: YamlNode, restart: boolean): YamlMap {
  return mapOf(item, {
    condition: derived(item, "service_started"),
    restart: { ...derived(item, String(restart)), value: restart },
    required: { ...derived(item, "true"), value: true },
  })
}

function itemsOf(entry: YamlEntry | undefined): readonly YamlNode[] {
  return entry?.value.kind === "list" ? entry.value.items : []
}

function textOf(node: YamlNode): string {
  return node.kind === "scalar" ? scalarText(node) : ""
}

/** Arguments that are named alone are those of the surroundings, or none. */
function normalBuild(build: YamlNode, lookup: Lookup): YamlNode {
  if (build.kind !== "map") return build
  const args = build.entries.get("args")
  const resolved: YamlMap =
    args?.value.kind === "map"
      ? withEntry(build, "args", { ...args.value, entries: resolvedEntries(args.value.entries, lookup, false) }, args)
      : build
  const hasDockerfile = resolved.entries.has("dockerfile") || resolved.entries.has("dockerfile_inline")
  return hasDockerfile ? resolved : withEntry(resolved, "dockerfile", derived(resolved, "Dockerfile"))
}

function resolvedEntries(
  entries: ReadonlyMap<string, YamlEntry>,
  lookup: Lookup,
  keepEmpty: boolean,
): ReadonlyMap<string, YamlEntry> {
  let changed: Map<string, YamlEntry> | undefined
  for (const entry of entries.values()) {
    if (!isNull(entry.value)) continue
    changed ??= new Map(entries)
    const variable = lookup(entry.key)
    if (variable.kind === "unset") {
      if (!keepEmpty) changed.delete(entry.key)
      continue
    }
    const place = { ...entry.value, source: entry.source, offset: entry.offset }
    const text = variable.kind === "set" ? variable.value : unknownText(entry.key)
    const value = { ...derived(place, text), variables: [entry.key] } as FilledScalar
    changed.set(entry.key, { ...entry, value })
  }
  return changed ?? entries
}

/** What the `env_file`s say, then what `environment` says. */
function resolvedEnvironment(
  service: ReadonlyMap<string, YamlEntry>,
  { lookup, context }: Surroundings,
  files: Map<string, string | undefined>,
): YamlEntry | undefined {
  const stated = service.get("environment")
  const own =
    stated?.value.kind === "map"
      ? resolvedEntries(stated.value.entries, lookup, true)
      : (NO_ENTRIES as ReadonlyMap<string, YamlEntry>)
  const envFiles = service.get("env_file")
  if (envFiles?.value.kind !== "list") {
    return stated?.value.kind === "map" ? { ...stated, value: { ...stated.value, entries: own } } : stated
  }
  const entries = new Map<string, YamlEntry>()
  for (const file of envFiles.value.items) {
    for (const assignment of assignmentsOf(file, own, { lookup, context, files })) {
      entries.set(assignment.name, assignedEntry(assignment))
    }
  }
  for (const entry of own.values()) entries.set(entry.key, entry)
  if (entries.size === 0) return stated
  const base = stated?.value.kind === "map" ? stated.value : mapOf(envFiles.value, {})
  return {
    source: envFiles.source,
    offset: envFiles.offset,
    key: "environment",
    ...stated,
    value: { ...base, entries },
  }
}

function assignedEntry({ name, value, variables, source, offset }: EnvAssignment): YamlEntry {
  const scalar = {
    kind: "scalar",
    source,
    offset,
    tag: undefined,
    value,
    text: value,
    plain: false,
    variables,
  } as FilledScalar
  return { source, offset, key: name, value: scalar }
}

function assignmentsOf(
  file: YamlNode,
  own: ReadonlyMap<string, YamlEntry>,
  { lookup, context, files }: { lookup: Lookup; context: Context; files: Map<string, string | undefined> },
): Iterable<EnvAssignment> {
  if (file.kind !== "map") return []
  const path = envFilePath(file)
  const content = path === undefined ? undefined : envFileContent(path, context, files)
  if (path === undefined || content === undefined) {
    const required = file.entries.get("required")?.value
    const isRequired = required?.kind !== "scalar" || required.value !== false
    if (isRequired && context.envFilesRequired) {
      report(context, file, `There is no file ${JSON.stringify(path ?? shown(textAt(file, "path")))} to read`)
    }
    return []
  }
  const raw = textAt(file, "format") === "raw"
  const within: Lookup = (name) => {
    const outside = lookup(name)
    const value = own.get(name)?.value
    if (outside.kind !== "unset" || value?.kind !== "scalar" || isNull(value)) return outside
    return isUnknown(scalarText(value)) ? { kind: "unknown" } : { kind: "set", value: scalarText(value) }
  }
  return readEnvFile(path, content, { lookup: within, raw }, context).values()
}

function textAt(map: YamlMap, key: string): string {
  const value = map.entries.get(key)?.value
  return value === undefined ? "" : textOf(value)
}

/** The path of an `env_file` as a caller knows it; undefined when it is not known whole. */
export function envFilePath(file: YamlMap): string | undefined {
  const path = textAt(file, "path")
  return isUnknown(path) ? undefined : plainPath(path)
}

function envFileContent(path: string, context: Context, files: Map<string, string | undefined>): string | undefined {
  if (!files.has(path)) files.set(path, context.read(path))
  return files.get(path)
}
