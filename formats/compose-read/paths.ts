import type { YamlEntry, YamlMap, YamlNode, YamlScalar } from "../yaml-nodes.js"
import { derived, isUnknown, RESOLVED, scalarText } from "./scalars.js"
import { withEntry } from "./shapes.js"

/** The path of a directory or file that a path names, seen from a directory; both may be resolved already. */
export function resolvedPath(directory: string, path: string): string {
  if (path === "" || isAbsolutePath(path)) return path
  const isOurs = directory.startsWith(RESOLVED) || !directory.startsWith("/")
  const base = isOurs ? directory.replace(RESOLVED, "") : directory
  const joined = joinedPath(base, path)
  return isOurs ? RESOLVED + joined : joined
}

/** A path as a caller knows it. */
export function plainPath(path: string): string {
  return path.replace(RESOLVED, "")
}

/** The directory that a path stands in. */
export function directoryOf(path: string): string {
  if (path.startsWith(RESOLVED)) return RESOLVED + directoryOf(path.slice(RESOLVED.length))
  const slash = path.lastIndexOf("/")
  if (slash === -1) return "."
  return slash === 0 ? "/" : path.slice(0, slash)
}

/** A home directory is not known here, and left as it stands. */
function isAbsolutePath(path: string): boolean {
  return /^(?:\/|~|\\\\|[A-Za-z]:[\\/])/.test(path) || path.startsWith(RESOLVED) || isUnknown(path.split("/", 1)[0]!)
}

function joinedPath(base: string, path: string): string {
  const isAbsolute = base.startsWith("/")
  const parts: string[] = []
  for (const part of `${base}/${path}`.split("/")) {
    if (part === "" || part === ".") continue
    if (part !== "..") parts.push(part)
    else if (parts.length > 0 && parts.at(-1) !== "..") parts.pop()
    else if (!isAbsolute) parts.push(part)
  }
  if (isAbsolute) return `/${parts.join("/")}`
  return parts.length === 0 ? "." : parts.join("/")
}

/** The project with every relative path resolved against its directory. */
export function resolvePaths(project: YamlMap, directory: string): YamlMap {
  const path = (node: YamlNode): YamlNode => changedText(node, (text) => resolvedPath(directory, text))
  const context = (node: YamlNode): YamlNode =>
    changedText(node, (text) => (ELSEWHERE.test(text) ? text : resolvedPath(directory, text)))
  const file = (node: YamlNode): YamlNode => change(node, "file", path)
  return [
    ["services", (node: YamlNode) => servicePaths(node, path, context)] as const,
    ["secrets", file] as const,
    ["configs", file] as const,
    ["volumes", (node: YamlNode) => volumePaths(node, path)] as const,
  ].reduce((now, [key, each]) => change(now, key, (map) => changeAll(map, each)) as YamlMap, project)
}

/** Build contexts that are no directories. */
const ELSEWHERE = /:\/\/|^git@|^github\.com\/|^(?:service|docker-image|oci-layout|target):/

function servicePaths(
  node: YamlNode,
  path: (node: YamlNode) => YamlNode,
  context: (node: YamlNode) => YamlNode,
): YamlNode {
  if (node.kind !== "map") return node
  let service: YamlNode = node
  const { entries } = node
  if (entries.has("build")) service = change(service, "build", (build) => buildPaths(build, context))
  if (entries.has("env_file"))
    service = change(service, "env_file", (files) => changeAll(files, (one) => change(one, "path", path)))
  if (entries.has("label_file")) service = change(service, "label_file", (files) => changeAll(files, path))
  if (entries.has("extends")) service = change(service, "extends", (one) => change(one, "file", path))
  if (entries.has("volumes"))
    service = change(service, "volumes", (mounts) => changeAll(mounts, (one) => mountPath(one, path)))
  if (entries.has("develop")) {
    service = change(service, "develop", (develop) =>
      change(develop, "watch", (watches) => changeAll(watches, (one) => change(one, "path", path))),
    )
  }
  return service
}

function buildPaths(node: YamlNode, context: (node: YamlNode) => YamlNode): YamlNode {
  if (node.kind !== "map") return node
  const build = change(node, "context", context)
  return change(build, "additional_contexts", (contexts) => changeAll(contexts, context))
}

/** The default context is the directory itself. */
export function withBuildContexts(project: YamlMap, directory: string): YamlMap {
  return change(project, "services", (services) =>
    changeAll(services, (service) =>
      change(service, "build", (build) =>
        build.kind !== "map" || build.entries.has("context")
          ? build
          : withEntry(build, "context", derived(build, resolvedPath(directory, "."))),
      ),
    ),
  ) as YamlMap
}

function mountPath(node: YamlNode, path: (node: YamlNode) => YamlNode): YamlNode {
  return textAt(node, "type") === "bind" ? change(node, "source", path) : node
}

/** A local volume with `o: bind` is a directory of the host. */
function volumePaths(node: YamlNode, path: (node: YamlNode) => YamlNode): YamlNode {
  if (textAt(node, "driver") !== "local" || node.kind !== "map") return node
  const options = node.entries.get("driver_opts")?.value
  return options !== undefined && textAt(options, "o") === "bind"
    ? change(node, "driver_opts", (all) => change(all, "device", path))
    : node
}

function textAt(node: YamlNode, key: string): string | undefined {
  const value = node.kind === "map" ? node.entries.get(key)?.value : undefined
  return value?.kind === "scalar" ? scalarText(value) : undefined
}

/** A map with one entry's value changed, if it has it. */
export function change(node: YamlNode, key: string, to: (value: YamlNode) => YamlNode): YamlNode {
  const entry = node.kind === "map" ? node.entries.get(key) : undefined
  if (entry === undefined || node.kind !== "map") return node
  const value = to(entry.value)
  return value === entry.value ? node : { ...node, entries: new Map(node.entries).set(key, { ...entry, value }) }
}

/** Every value of a map or list changed. */
export function changeAll(node: YamlNode, to: (value: YamlNode, key: string) => YamlNode): YamlNode {
  switch (node.kind) {
    case "scalar":
      return node
    case "list": {
      const items = node.items.map((item) => to(item, ""))
      return items.some((item, index) => item !== node.items[index]) ? { ...node, items } : node
    }
    case "map": {
      let entries: Map<string, YamlEntry> | undefined
      for (const entry of node.entries.values()) {
        const value = to(entry.value, entry.key)
        if (value === entry.value) continue
        entries ??= new Map(node.entries)
        entries.set(entry.key, { ...entry, value })
      }
      return entries === undefined ? node : { ...node, entries }
    }
  }
}

function changedText(node: YamlNode, to: (text: string) => string): YamlNode {
  if (node.kind !== "scalar" || node.value === null) return node
  const before = scalarText(node)
  const after = to(before)
  return after === before ? node : ({ ...derived(node, after), tag: node.tag } as YamlScalar)
}
