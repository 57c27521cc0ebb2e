import { hash } from "node:crypto"
import {
  accessSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { systemCode, tolerating } from "../write/disk.js"
import type { Graph, Module } from "./modules.js"

/** Where compiled copies are kept. */
export interface Cache {
  readonly directory: string
  /** Whether packages that the topology can import can be imported from here by the same name. */
  readonly packagesInReach: boolean
}

/** A compiled topology in the cache. */
export interface Entry {
  /** The folder of the copies; the topology's is {@link Entry.main}. */
  readonly directory: string
  /** The copy to run. */
  readonly main: string
  /** The sources, absolute, the topology first. */
  readonly sources: readonly string[]
  /** Paths at which a file would be imported instead, were there one. */
  readonly absent: readonly string[]
}

/** What a compiled copy depends on besides its sources. */
export interface CacheKey {
  /** The topology's absolute path. */
  readonly file: string
  /** The version of the compiler. */
  readonly compilerVersion: string
  /** The URL that `groundplan` stands for. */
  readonly entry: string
}

/** How many compiled topologies are kept; the least recently written go. */
const keptEntries = 8

/** Changes when what is cached does. */
const format = 1

/**
 * Picks the cache of a topology: `node_modules/.cache/groundplan` beside the nearest `package.json`, from where packages
 * are found as the topology finds them, or a folder of the user's own under the system's temporary directory.
 */
export function cacheFor(file: string): Cache {
  const home = packageDirectory(dirname(file))
  if (home !== undefined) {
    const directory = join(home, "node_modules", ".cache", "groundplan")
    if (isWritable(directory)) return { directory, packagesInReach: true }
  }
  return { directory: temporaryCache(), packagesInReach: false }
}

/** The entry for a topology whose sources haven't changed since it was compiled; `undefined` when there is none. */
export function cached(cache: Cache, key: CacheKey): Entry | undefined {
  const index = readIndex(indexFile(cache, key))
  if (index === undefined || !index.sources.every(isUnchanged) || index.absent.some((path) => existsSync(path))) {
    return undefined
  }
  const directory = join(cache.directory, index.entry)
  const main = join(directory, index.main)
  return existsSync(main)
    ? { directory, main, sources: index.sources.map(([path]) => path), absent: index.absent }
    : undefined
}

/** Writes a compiled graph, prunes older ones, and returns the entry to run. */
export function store(cache: Cache, key: CacheKey, graph: Graph): Entry {
  const name = hash("sha256", JSON.stringify([format, key, graph.modules.map(({ path, sha256 }) => [path, sha256])]))
  const directory = join(cache.directory, name.slice(0, 32))
  const sources = graph.modules.map(({ path, sha256 }): Source => [path, sha256])
  const main = graph.modules[0]?.name ?? ""
  writeEntry(directory, graph.modules)
  const index: Index = { format, entry: name.slice(0, 32), main, sources, absent: graph.absent }
  replaceFile(indexFile(cache, key), JSON.stringify(index))
  prune(cache, name.slice(0, 32))
  return { directory, main: join(directory, main), sources: sources.map(([path]) => path), absent: graph.absent }
}

/** What is kept of each module to tell a reader where something went wrong. */
export type ModuleMap = Pick<Module, "name" | "path" | "mappings" | "imports">

/** Reads the maps of an entry's copies back to their sources. */
export function readMaps(entry: Entry): readonly ModuleMap[] {
  return JSON.parse(readFileSync(join(entry.directory, mapsName), "utf8")) as readonly ModuleMap[]
}

const mapsName = "maps.json"

type Source = readonly [path: string, sha256: string]

interface Index {
  readonly format: number
  readonly entry: string
  readonly main: string
  readonly sources: readonly Source[]
  readonly absent: readonly string[]
}

function indexFile(cache: Cache, key: CacheKey): string {
  return join(cache.directory, `${hash("sha256", JSON.stringify([format, key])).slice(0, 32)}.json`)
}

function readIndex(file: string): Index | undefined {
  try {
    const index = JSON.parse(readFileSync(file, "utf8")) as Index
    return index.format === format && /^[0-9a-f]{32}$/.test(index.entry) ? index : undefined
  } catch (error) {
    if (systemCode(error) !== undefined || error instanceof SyntaxError) return undefined
    throw error
  }
}

function isUnchanged([path, sha256]: Source): boolean {
  try {
    return hash("sha256", readFileSync(path, "utf8")) === sha256
  } catch {
    return false
  }
}

/** Written aside and moved into place, so that two processes never see each other's half. */
function writeEntry(directory: string, modules: readonly Module[]): void {
  if (existsSync(directory)) return
  const aside = `${directory}.${process.pid}`
  mkdirSync(aside, { recursive: true })
  for (const module of modules) writeFileSync(join(aside, module.name), module.code)
  const maps = modules.map(({ name, path, mappings, imports }): ModuleMap => ({ name, path, mappings, imports }))
  writeFileSync(join(aside, mapsName), JSON.stringify(maps))
  try {
    renameSync(aside, directory)
  } catch (error) {
    rmSync(aside, { recursive: true, force: true })
    if (!existsSync(directory)) throw error
  }
}

function replaceFile(file: string, content: string): void {
  const aside = `${file}.${process.pid}`
  writeFileSync(aside, content)
  renameSync(aside, file)
}

function prune(cache: Cache, newest: string): void {
  const entries = readdirSync(cache.directory)
    .filter((name) => /^[0-9a-f]{32}(?:\.json)?(?:\.\d+)?$/.test(name) && name !== newest)
    .map((name) => ({
      path: join(cache.directory, name),
      time: statSync(join(cache.directory, name), { throwIfNoEntry: false })?.mtimeMs ?? 0,
    }))
    .sort((a, b) => b.time - a.time)
  // An index and a folder each.
  for (const { path } of entries.slice(2 * keptEntries - 1)) rmSync(path, { recursive: true, force: true })
}

function packageDirectory(from: string): string | undefined {
  for (let directory = from; ; directory = dirname(directory)) {
    if (existsSync(join(directory, "package.json"))) return directory
    if (dirname(directory) === directory) return undefined
  }
}

function isWritable(directory: string): boolean {
  try {
    mkdirSync(directory, { recursive: true })
    accessSync(directory, constants.W_OK)
    return true
  } catch {
    return false
  }
}

/** What lies there is run, so a folder that another user made or may write in is not used, but a new one each time. */
function temporaryCache(): string {
  const user = process.getuid?.() ?? 0
  const directory = join(tmpdir(), `groundplan-${user}`)
  tolerating(["EEXIST", "ENOENT"], () => void mkdirSync(directory, { recursive: true, mode: 0o700 }))
  const stats = lstatSync(directory)
  const own = process.platform === "win32" || (stats.uid === user && (stats.mode & 0o022) === 0)
  return stats.isDirectory() && own ? directory : mkdtempSync(`${directory}-`)
}
