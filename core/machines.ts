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
 * As Google documents it in October 2026 (https://cloud.google.com/compute/docs/machine-resource). GCP's "GB" of memory are GiB.
 */
export function machineShape(type: string): MachineShape | undefined {
  return ODD.get(type) ?? customShape(type) ?? predefinedShape(type)
}

/** Types that follow no rule of their series: those with a shared core, and some of the largest. */
const ODD: ReadonlyMap<string, MachineShape> = new Map([
  ["e2-micro", { vcpus: 2, memoryGib: 1 }],
  ["e2-small", { vcpus: 2, memoryGib: 2 }],
  ["e2-medium", { vcpus: 2, memoryGib: 4 }],
  ["f1-micro", { vcpus: 1, memoryGib: 0.6 }],
  ["g1-small", { vcpus: 1, memoryGib: 1.7 }],
  ["n2-highmem-128", { vcpus: 128, memoryGib: 864 }],
  ["c3d-highcpu-30", { vcpus: 30, memoryGib: 59 }],
  ["c3d-highcpu-60", { vcpus: 60, memoryGib: 118 }],
  ["c3d-highcpu-90", { vcpus: 90, memoryGib: 177 }],
  ["c3d-highcpu-180", { vcpus: 180, memoryGib: 354 }],
  ["c3d-highcpu-360", { vcpus: 360, memoryGib: 708 }],
])

/** `custom` alone is the first series; `-ext` buys more memory than the series' usual ratio. */
const CUSTOM = /^(?:(?:e2|n1|n2|n2d|n4)-)?custom-(?:(micro|small|medium)|([1-9]\d{0,2}))-([1-9]\d{2,6})(?:-ext)?$/

function customShape(type: string): MachineShape | undefined {
  const match = CUSTOM.exec(type)
  if (match === null) return undefined
  return { vcpus: match[2] === undefined ? 2 : Number(match[2]), memoryGib: Number(match[3]) / 1024 }
}

/** The vCPU counts of one kind of a series, and its GiB of memory a vCPU, rounded down to whole GiB where `whole`. */
interface Kind {
  readonly vcpus: readonly number[]
  readonly memory: number
  readonly whole?: true
}

/** Series whose types may have local SSDs attached: `c3-standard-8-lssd`. */
const WITH_SSD: ReadonlySet<string> = new Set(["c3", "c3d", "c4", "c4a", "c4d"])

const E2 = [2, 4, 8, 16]
const N1 = [2, 4, 8, 16, 32, 64, 96]
const N2 = [2, 4, 8, 16, 32, 48, 64, 80, 96]
const N4 = [2, 4, 8, 16, 32, 48, 64, 80]
const C2D = [2, 4, 8, 16, 32, 56, 112]
const C3 = [4, 8, 22, 44, 88, 176]
const C3D = [4, 8, 16, 30, 60, 90, 180, 360]
const C4 = [2, 4, 8, 16, 32, 48, 96, 192]
const C4A = [1, 2, 4, 8, 16, 32, 48, 64, 72]
const C4D = [2, 4, 8, 16, 32, 48, 64, 96, 192, 384]

const SERIES: Readonly<Record<string, Readonly<Record<string, Kind>>>> = {
  e2: {
    standard: { vcpus: [...E2, 32], memory: 4 },
    highmem: { vcpus: E2, memory: 8 },
    highcpu: { vcpus: [...E2, 32], memory: 1 },
  },
  n1: {
    standard: { vcpus: [1, ...N1], memory: 3.75 },
    highmem: { vcpus: N1, memory: 6.5 },
    highcpu: { vcpus: N1, memory: 0.9 },
  },
  n2: {
    standard: { vcpus: [...N2, 128], memory: 4 },
    highmem: { vcpus: N2, memory: 8 },
    highcpu: { vcpus: N2, memory: 1 },
  },
  n2d: {
    standard: { vcpus: [...N2, 128, 224], memory: 4 },
    highmem: { vcpus: N2, memory: 8 },
    highcpu: { vcpus: [...N2, 128, 224], memory: 1 },
  },
  n4: {
    standard: { vcpus: N4, memory: 4 },
    highmem: { vcpus: N4, memory: 8 },
    highcpu: { vcpus: N4, memory: 2 },
  },
  c2: { standard: { vcpus: [4, 8, 16, 30, 60], memory: 4 } },
  c2d: {
    standard: { vcpus: C2D, memory: 4 },
    highmem: { vcpus: C2D, memory: 8 },
    highcpu: { vcpus: C2D, memory: 2 },
  },
  c3: {
    standard: { vcpus: C3, memory: 4 },
    highmem: { vcpus: C3, memory: 8 },
    highcpu: { vcpus: C3, memory: 2 },
  },
  c3d: {
    standard: { vcpus: C3D, memory: 4 },
    highmem: { vcpus: C3D, memory: 8 },
    highcpu: { vcpus: [4, 8, 16], memory: 2 },
  },
  c4: {
    standard: { vcpus: C4, memory: 3.75, whole: true },
    highmem: { vcpus: C4, memory: 7.75, whole: true },
    highcpu: { vcpus: C4, memory: 2 },
  },
  c4a: {
    standard: { vcpus: C4A, memory: 4 },
    highmem: { vcpus: C4A, memory: 8 },
    highcpu: { vcpus: C4A, memory: 2 },
  },
  c4d: {
    standard: { vcpus: C4D, memory: 3.875, whole: true },
    highmem: { vcpus: C4D, memory: 7.875, whole: true },
    highcpu: { vcpus: C4D, memory: 1.875, whole: true },
  },
  t2a: { standard: { vcpus: [1, 2, 4, 8, 16, 32, 48], memory: 4 } },
  t2d: { standard: { vcpus: [1, 2, 4, 8, 16, 32, 48, 60], memory: 4 } },
}

function predefinedShape(type: string): MachineShape | undefined {
  const [name = "", kindName, count, suffix, ...rest] = type.split("-")
  if (rest.length > 0 || (suffix !== undefined && !(suffix === "lssd" && WITH_SSD.has(name)))) return undefined
  if (suffix !== undefined) return machineShape(type.slice(0, -"-lssd".length))
  const series = find(SERIES, name)
  const kind = series === undefined ? undefined : find(series, kindName)
  const vcpus = Number(count)
  if (kind === undefined || !kind.vcpus.includes(vcpus)) return undefined
  const memoryGib = vcpus * kind.memory
  return { vcpus, memoryGib: kind.whole === true ? Math.floor(memoryGib) : memoryGib }
}

function find<T>(record: Readonly<Record<string, T>>, key: string | undefined): T | undefined {
  return key !== undefined && Object.hasOwn(record, key) ? record[key] : undefined
}
