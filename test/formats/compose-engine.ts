import { spawnSync } from "node:child_process"
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, delimiter, dirname, join } from "node:path"
import { splitWords } from "../../formats/compose.js"
import type { ComposeProject, ComposeValue } from "../../formats/compose-model.js"
import { scalarText } from "../../formats/compose-read/scalars.js"
import { readCompose } from "../../formats/compose-read.js"
import type { ReadProblem } from "../../formats/position.js"
import type { YamlNode } from "../../formats/yaml-nodes.js"

/** The Docker Compose binaries to check against: those in `GROUNDPLAN_COMPOSE` (separated as in `PATH`), else those installed. */
export const engines: readonly string[] = stated().length > 0 ? stated() : installed()

function stated(): readonly string[] {
  return (process.env.GROUNDPLAN_COMPOSE ?? "").split(delimiter).filter((path) => path !== "")
}

function installed(): readonly string[] {
  const folder = join(import.meta.dirname, "../../.engines/bin")
  return ["docker-compose", "docker-compose-v2"].map((name) => join(folder, name)).filter((path) => existsSync(path))
}

/** A project as files, and how Compose is called on them. */
export interface ComposeCase {
  /** By path; those given to `-f` are the ones in {@link uses}, in its order. */
  readonly files: Readonly<Record<string, string>>
  /** Default: `compose.yaml`. */
  readonly uses?: readonly string[] | undefined
  readonly environment?: Readonly<Record<string, string>> | undefined
}

/** What both make of a case: data that is equal when they agree, or that it was refused, and why. */
export type Outcome =
  | { readonly kind: "project"; readonly data: unknown }
  | { readonly kind: "refused"; readonly why: readonly string[] }

/** Runs a case through an engine and through the reader, in the same directory. */
export function bothOn(
  engine: string,
  { files, uses = ["compose.yaml"], environment = {} }: ComposeCase,
): { engine: Outcome; reader: Outcome } {
  const base = mkdtempSync(join(tmpdir(), "compose-"))
  const folder = join(base, "bakery")
  try {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), content)
    }
    return {
      engine: engineOutcome(engine, folder, uses, environment),
      reader: readerOutcome(folder, { files, uses, environment }),
    }
  } finally {
    rmSync(base, { recursive: true, force: true })
  }
}

function engineOutcome(
  engine: string,
  folder: string,
  uses: readonly string[],
  environment: Readonly<Record<string, string>>,
): Outcome {
  const run = spawnSync(
    engine,
    [...uses.flatMap((path) => ["-f", join(folder, path)]), "--profile", "*", "config", "--format", "json"],
    { encoding: "utf8", cwd: folder, env: { HOME: folder, ...environment }, maxBuffer: 1 << 28 },
  )
  if (run.status !== 0) return { kind: "refused", why: [run.stderr.trim()] }
  // Compose escapes what it prints, so that it can be read again.
  return { kind: "project", data: comparable(JSON.parse(run.stdout.replaceAll("$$", () => "$"))) }
}

function readerOutcome(folder: string, { files, uses, environment }: Required<ComposeCase>): Outcome {
  const reading = readCompose({
    files: (uses ?? []).map((path) => ({ path: join(folder, path), content: files[path]! })),
    environment,
    read: (path) => files[path.slice(folder.length + 1)],
  })
  if (reading.problems.length > 0 || reading.project === undefined) {
    return { kind: "refused", why: reading.problems.map(told) }
  }
  const { project } = reading
  const data = asJson(project.canonical, []) as Record<string, unknown>
  return { kind: "project", data: comparable(withoutUnused({ ...data, name: project.name }, project)) }
}

/** Compose prints no network, volume, secret, config or model that no service uses. */
function withoutUnused(data: Record<string, unknown>, project: ComposeProject): Record<string, unknown> {
  const used: Record<string, Set<string>> = {
    networks: new Set(),
    volumes: new Set(),
    secrets: new Set(),
    configs: new Set(),
  }
  const known = (value: ComposeValue | undefined): string => (value?.kind === "known" ? value.text : "")
  for (const service of project.services.values()) {
    for (const { network } of service.networks) used.networks!.add(network)
    for (const { type, source } of service.volumes) if (known(type) === "volume") used.volumes!.add(known(source))
    for (const { source } of service.secrets) used.secrets!.add(known(source))
    for (const { source } of service.configs) used.configs!.add(known(source))
    const secrets = service.build?.entries.get("secrets")?.value
    if (secrets?.kind === "list") {
      for (const item of secrets.items) {
        const source = item.kind === "map" ? item.entries.get("source")?.value : undefined
        if (source?.kind === "scalar") used.secrets!.add(source.text)
      }
    }
  }
  return Object.fromEntries(
    Object.entries(data).map(([section, value]) => {
      const keys = used[section]
      if (keys === undefined) return [section, value]
      return [section, Object.fromEntries(Object.entries(value as object).filter(([key]) => keys.has(key)))]
    }),
  )
}

/** `compose.yaml:3:5 …` */
export function told({ message, position: { file, line, column } }: ReadProblem): string {
  return `${basename(file)}:${line}:${column} ${message}`
}

/** The canonical form as the engine prints it: commands and tests are lists of words. */
function asJson(node: YamlNode, path: readonly string[]): unknown {
  switch (node.kind) {
    case "list":
      return node.items.map((item) => asJson(item, [...path, "*"]))
    case "map":
      return Object.fromEntries(
        [...node.entries.values()].map(({ key, value }) => [key, asJson(value, [...path, key])]),
      )
    case "scalar": {
      const last = path.at(-1)
      if (typeof node.value === "string" && path[0] === "services") {
        if (path.length === 3 && (last === "command" || last === "entrypoint")) return words(scalarText(node))
        if (path.length === 5 && last === "command") return words(scalarText(node))
        if (path.length === 4 && last === "test") return ["CMD-SHELL", scalarText(node)]
      }
      if (node.value === null || typeof node.value === "boolean") return node.value
      return scalarText(node)
    }
  }
}

function words(text: string): unknown {
  const split = splitWords(text)
  return split.kind === "words" ? split.words : split.message
}

const DURATIONS = new Set([
  "interval",
  "timeout",
  "start_period",
  "start_interval",
  "stop_grace_period",
  "delay",
  "window",
  "monitor",
])
const BYTES = new Set(["memory", "mem_limit", "mem_reservation", "memswap_limit", "shm_size", "size"])
/** Maps in which an empty value says something. */
const NAMED = new Set(["environment", "args", "labels", "sysctls", "annotations", "options", "driver_opts"])
/** Lists whose order says nothing. */
const UNORDERED = new Set(["ports", "extra_hosts"])

/** Data in which what is equal for Compose is equal: no defaults of the engine's own, durations and sizes as numbers. */
function comparable(data: unknown, path: readonly string[] = []): unknown {
  const last = path.at(-1) ?? ""
  if (Array.isArray(data)) {
    const items = data.map((item) => comparable(item, [...path, "*"]))
    return UNORDERED.has(last) ? items.map((item) => JSON.stringify(item)).sort() : items
  }
  if (typeof data === "object" && data !== null) {
    const inside = NAMED.has(last)
    const isMembership = last === "networks" && path.length === 3
    return Object.fromEntries(
      Object.entries(data)
        .filter(([key, value]) => inside || !isUntold(key, value, path))
        .map(
          ([key, value]) =>
            [key, inside ? namedValue(value, last) : comparable(special(key, value), [...path, key])] as const,
        )
        .filter(([, value]) => inside || isMembership || !isEmpty(value))
        .map(([key, value]) => [key, isMembership && isEmpty(value) ? "joined" : value] as const)
        .sort(([one], [other]) => (one < other ? -1 : 1)),
    )
  }
  if (typeof data === "string" && DURATIONS.has(last)) return nanoseconds(data)
  if (BYTES.has(last) && (typeof data === "string" || typeof data === "number")) return bytes(String(data))
  if (typeof data === "number") return String(data)
  return data
}

/** What one version or the other does not print, or prints resolved. */
function isUntold(key: string, value: unknown, path: readonly string[]): boolean {
  return (
    key.startsWith("x-") ||
    key === "env_file" ||
    key === "provider" ||
    (key === "models" && path.length === 0) ||
    (key === "create_host_path" && value === true)
  )
}

function special(key: string, value: unknown): unknown {
  if (key === "cpus" && value !== null) return Number(value)
  if (key === "count" && value === "all") return "-1"
  if (key === "mode" && typeof value === "string" && /^0[0-7]+$/.test(value)) return Number.parseInt(value, 8)
  if (key === "ssh" && typeof value === "object" && !Array.isArray(value)) {
    return Object.entries(value as object).map(([name, path]) => (path === null ? name : `${name}=${path}`))
  }
  return value
}

function namedValue(value: unknown, last: string): unknown {
  if (value === null && last !== "environment" && last !== "args") return ""
  return typeof value === "number" || typeof value === "boolean" ? String(value) : value
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === "" || value === "0") return true
  return typeof value === "object" && Object.keys(value as object).length === 0
}

const UNITS: Readonly<Record<string, number>> = {
  w: 6048e11,
  d: 864e11,
  h: 36e11,
  m: 6e10,
  s: 1e9,
  ms: 1e6,
  us: 1e3,
  µs: 1e3,
  ns: 1,
}

function nanoseconds(text: string): unknown {
  return [...text.matchAll(/([\d.]+)(ms|us|µs|ns|w|d|h|m|s)/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * UNITS[unit!]!,
    0,
  )
}

function bytes(text: string): unknown {
  const match = /^([\d.]+)\s?([kmgtp]?)i?b?$/i.exec(text)
  if (match === null) return text
  return Math.trunc(Number(match[1]) * 1024 ** " kmgtp".indexOf(match[2]!.toLowerCase() || " "))
}
