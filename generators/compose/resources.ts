import type { Service } from "../../core/estate.js"
import { originOf } from "../../core/origin.js"
import { entry, number, quoted, string, type YamlEntry, type YamlMap, yamlMap } from "../../formats/yaml.js"

/** How many containers there are, what each may take, and what is kept for it. */
export function deployValue(service: Service): YamlMap | undefined {
  const { resources } = service
  const { cpus, memory, pids, reservedCpus, reservedMemory } = resources
  const limited = cpus ?? memory ?? pids ?? reservedCpus ?? reservedMemory
  if (limited === undefined && service.replicas === 1) return undefined
  const limits = section(
    entry("cpus", optional(cpus, cpuValue), originOf(resources, "cpus")),
    entry("memory", optional(memory, sizeValue), originOf(resources, "memory")),
    entry("pids", optional(pids, number), originOf(resources, "pids")),
  )
  const reservations = section(
    entry("cpus", optional(reservedCpus, cpuValue), originOf(resources, "reservedCpus")),
    entry("memory", optional(reservedMemory, sizeValue), originOf(resources, "reservedMemory")),
  )
  return section(
    entry("replicas", service.replicas === 1 ? undefined : number(service.replicas), originOf(service, "replicas")),
    entry(
      "resources",
      section(entry("limits", limits, resources.path), entry("reservations", reservations, resources.path)),
      resources.path,
    ),
  )
}

/**
 * Spells bytes in the largest unit that divides them: `512M`. Units of Docker are powers of 1024; what none of them divides is spelled
 * in bytes.
 */
export function sizeText(bytes: number): string {
  for (const [unit, size] of UNITS) if (bytes % size === 0) return `${bytes / size}${unit}`
  return `${bytes}b`
}

/** The size of a service's /dev/shm. */
export function sharedMemoryValue({ resources }: Service) {
  return optional(resources.sharedMemory, sizeValue)
}

const UNITS = [
  ["G", 2 ** 30],
  ["M", 2 ** 20],
  ["K", 2 ** 10],
] as const

/** A map, unless all its entries are left out. */
function section(...entries: readonly (YamlEntry | undefined)[]): YamlMap | undefined {
  return entries.every((each) => each === undefined) ? undefined : yamlMap(entries)
}

function sizeValue(bytes: number) {
  return string(sizeText(bytes))
}

function cpuValue(cpus: number) {
  return quoted(String(cpus))
}

function optional<T, R>(value: T | undefined, change: (value: T) => R): R | undefined {
  return value === undefined ? undefined : change(value)
}
