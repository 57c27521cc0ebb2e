import { hash } from "node:crypto"
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { cacheFor } from "./load/cache.js"
import type { Project } from "./project.js"
import { version } from "./version.js"
import { isInterrupted } from "./write/apply.js"
import { readLedger } from "./write/ledger.js"

/**
 * Remembers that a build ended with nothing to tell, so that the same build need not compile again.
 *
 * The memory holds what the build depended on: the bytes of every file that it read, the compiler, the day that rules took for today,
 * and the ledger that it left. It is believed only while all of that is as it was and every generated file still has the bytes that
 * the ledger says. It is kept in a cache: losing it costs a compilation.
 */
export interface Freshness {
  readonly version: number
  readonly compiler: string
  readonly today: string
  readonly sources: readonly (readonly [path: string, sha256: string])[]
  readonly absent: readonly string[]
  readonly ledger: string
  readonly accepted: number
}

/** A build that would change nothing. */
export interface Unchanged {
  /** How many files it would leave as they are. */
  readonly files: number
  /** How many findings the topology accepts. */
  readonly accepted: number
}

/** What a build would leave unchanged, when it is known that it would change nothing; otherwise undefined. */
export function unchangedFiles(file: string, outDir: string, today: string): Unchanged | undefined {
  const remembered = read(memoryFile(file, outDir))
  if (remembered === undefined || remembered.compiler !== compiler() || remembered.today !== today) return undefined
  if (
    remembered.absent.some((path) => existsSync(path)) ||
    !remembered.sources.every(([path, sha256]) => sha256Of(path) === sha256)
  )
    return undefined
  const ledger = readLedger(outDir)
  if (hash("sha256", ledger.text) !== remembered.ledger || ledger.diagnostics.length > 0 || isInterrupted(outDir))
    return undefined
  const claims = [...ledger.claims.values()]
  if (!claims.every(({ path, sha256 }) => sha256Of(join(outDir, path)) === sha256)) return undefined
  return { files: claims.length, accepted: remembered.accepted }
}

/** Remembers a build that ended with nothing to tell. A topology that may read more than its files is not remembered. */
export function remember(project: Project, outDir: string, today: string): void {
  const sources = project.files.map((path) => [path, readFileSync(path, "utf8")] as const)
  if (sources.some(([, text]) => READS_THE_WORLD.test(text))) return
  const memory: Freshness = {
    version: FORMAT,
    compiler: compiler(),
    today,
    sources: sources.map(([path, text]) => [path, hash("sha256", text)]),
    absent: project.absent,
    ledger: hash("sha256", readLedger(outDir).text),
    accepted: project.accepted.length,
  }
  write(memoryFile(project.file, outDir), JSON.stringify(memory))
}

/** Changes when what is remembered does. */
const FORMAT = 2

/** Words of a program whose result may change while its files do not: clocks, chance, the environment, packages of others. */
const READS_THE_WORLD =
  /\b(?:process|performance|crypto|globalThis|Intl)\s*[.[]|\bMath\s*(?:\.\s*random\b|\[)|=\s*(?:process|globalThis|Math)\b|\bDate\s*[.(]|\bnew\s+Date\b|\b(?:require|import)\s*\(|\b(?:from|import)\s*["'](?!\.{1,2}\/|groundplan["'])/

function memoryFile(file: string, outDir: string): string {
  return join(cacheFor(file).directory, `fresh-${hash("sha256", `${file}\n${outDir}`).slice(0, 32)}.json`)
}

/** The compiler by its version and, for those who work on it, by the bundle's size and time. */
function compiler(): string {
  const { size, mtimeMs } = statSync(new URL("main.cjs", import.meta.url), { throwIfNoEntry: false }) ?? {
    size: 0,
    mtimeMs: 0,
  }
  return `${version} ${size} ${mtimeMs}`
}

function sha256Of(path: string): string | undefined {
  try {
    return hash("sha256", readFileSync(path))
  } catch {
    return undefined
  }
}

function read(file: string): Freshness | undefined {
  try {
    const memory = JSON.parse(readFileSync(file, "utf8")) as Freshness
    return memory.version === FORMAT ? memory : undefined
  } catch {
    return undefined
  }
}

/** Written aside and moved into place; a cache that can't be written is done without. */
function write(file: string, text: string): void {
  try {
    mkdirSync(join(file, ".."), { recursive: true })
    const aside = `${file}.${process.pid}`
    writeFileSync(aside, text)
    renameSync(aside, file)
  } catch {
    return
  }
}
