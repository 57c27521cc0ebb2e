/** What a machine type offers. */
export interface MachineShape {
  /** Virtual CPUs. */
  readonly vcpus: number
  /** GiB. */
  readonly memoryGib: number
}

/**
 * The shape of a machine type of GCP: `e2-standard-2` → 2 vCPUs and 8 GiB.
 *
 * Knows the predefined types of the general-purpose and compute-optimized series, the shared-core ones, and custom types
 * (`n2-custom-4-8192`, `custom-4-8192-ext`). Undefined for any other: what it offers is then not known, not wrong.
 *
 * As Google documents it in 2026 (https://cloud.google.com/compute/docs/general-purpose-machines,
 * https://cloud.google.com/compute/docs/compute-optimized-machines). GCP's "GB" of memory are GiB.
 */
export function machineShape(type: string): MachineShape | undefined {
  return SHARED_CORE.get(type) ?? customShape(type) ?? predefinedShape(type)
}

const SHARED_CORE: ReadonlyMap<string, MachineShape> = new Map([
  ["e2-micro", { vcpus: 2, memoryGib: 1 }],
  ["e2-small", { vcpus: 2, memoryGib: 2 }],
  ["e2-medium", { vcpus: 2, memoryGib: 4 }],
  ["f1-micro", { vcpus: 1, memoryGib: 0.6 }],
  ["g1-small", { vcpus: 1, memoryGib: 1.7 }],
])

/** `custom` alone is the first series; `-ext` buys more memory than the series' usual ratio. */
const CUSTOM = /^(?:(?:e2|n1|n2|n2d|n4)-)?custom-(?:(?:micro|small|medium)|(\d+))-(\d+)(?:-ext)?$/

function customShape(type: string): MachineShape | undefined {
  const match = CUSTOM.exec(type)
  if (match === null) return undefined
  return { vcpus: match[1] === undefined ? 2 : Number(match[1]), memoryGib: Number(match[2]) / 1024 }
}

/** The vCPU counts of a series, and its GiB of memory a vCPU. */
interface Series {
  readonly vcpus: readonly number[]
  readonly memory: Readonly<Record<string, number>>
}

const SERIES: Readonly<Record<string, Series>> = {
  e2: { vcpus: [2, 4, 8, 16, 32], memory: { standard: 4, highmem: 8, highcpu: 1 } },
  n1: { vcpus: [1, 2, 4, 8, 16, 32, 64, 96], memory: { standard: 3.75, highmem: 6.5, highcpu: 0.9 } },
  n2: { vcpus: [2, 4, 8, 16, 32, 48, 64, 80, 96, 128], memory: { standard: 4, highmem: 8, highcpu: 1 } },
  n2d: { vcpus: [2, 4, 8, 16, 32, 48, 64, 80, 96, 128, 224], memory: { standard: 4, highmem: 8, highcpu: 1 } },
  n4: { vcpus: [2, 4, 8, 16, 32, 48, 64, 80], memory: { standard: 4, highmem: 8, highcpu: 2 } },
  c2: { vcpus: [4, 8, 16, 30, 60], memory: { standard: 4 } },
  c2d: { vcpus: [2, 4, 8, 16, 32, 56, 112], memory: { standard: 4, highmem: 8, highcpu: 2 } },
  c3: { vcpus: [4, 8, 22, 44, 88, 176], memory: { standard: 4, highmem: 8, highcpu: 2 } },
  c3d: { vcpus: [4, 8, 16, 30, 60, 90, 180, 360], memory: { standard: 4, highmem: 8, highcpu: 2 } },
  t2a: { vcpus: [1, 2, 4, 8, 16, 32, 48], memory: { standard: 4 } },
  t2d: { vcpus: [1, 2, 4, 8, 16, 32, 48, 60], memory: { standard: 4 } },
}

function predefinedShape(type: string): MachineShape | undefined {
  const [name, kind, count, ...rest] = type.split("-")
  const series = find(SERIES, name)
  const perCpu = series === undefined ? undefined : find(series.memory, kind)
  const vcpus = Number(count)
  if (series === undefined || perCpu === undefined || rest.length > 0 || !series.vcpus.includes(vcpus)) return undefined
  return { vcpus, memoryGib: vcpus * perCpu }
}

function find<T>(record: Readonly<Record<string, T>>, key: string | undefined): T | undefined {
  return key !== undefined && Object.hasOwn(record, key) ? record[key] : undefined
}
