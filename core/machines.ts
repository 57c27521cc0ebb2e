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
 * Knows the predefined types of the general-purpose, compute-, memory- and storage-optimized series and those with GPUs, the shared-core
 * ones, and custom types (`n2-custom-4-8192`, `custom-4-8192-ext`). Undefined for any other; see {@link knownTypes}.
 *
 * As Google documents it in October 2026 (https://cloud.google.com/compute/docs/machine-resource), each compared with the list of
 * https://github.com/Cyclenerd/google-cloud-pricing-cost-calculator of August 2026. GCP's "GB" of memory are GiB.
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
  ["c3-standard-192-metal", { vcpus: 192, memoryGib: 768 }],
  ["c3-highmem-192-metal", { vcpus: 192, memoryGib: 1536 }],
  ["c3-highcpu-192-metal", { vcpus: 192, memoryGib: 512 }],
  ["c4-standard-288-metal", { vcpus: 288, memoryGib: 1080 }],
  ["c4-standard-288-lssd-metal", { vcpus: 288, memoryGib: 1080 }],
  ["c4-highmem-288-metal", { vcpus: 288, memoryGib: 2232 }],
  ["c4-highmem-288-lssd-metal", { vcpus: 288, memoryGib: 2232 }],
  ["c4-highcpu-288-metal", { vcpus: 288, memoryGib: 576 }],
  ["c4a-highmem-96-metal", { vcpus: 96, memoryGib: 768 }],
  ["c4d-standard-384-metal", { vcpus: 384, memoryGib: 1536 }],
  ["c4d-highmem-384-metal", { vcpus: 384, memoryGib: 3072 }],
  ["c4d-highcpu-384-metal", { vcpus: 384, memoryGib: 768 }],
  ["h3-standard-88", { vcpus: 88, memoryGib: 352 }],
  ["z3-highmem-192-highlssd-metal", { vcpus: 192, memoryGib: 1536 }],
  // Memory-optimized: the first of them under its old name too.
  ["n1-megamem-96", { vcpus: 96, memoryGib: 1433.6 }],
  ["n1-ultramem-40", { vcpus: 40, memoryGib: 961 }],
  ["n1-ultramem-80", { vcpus: 80, memoryGib: 1922 }],
  ["n1-ultramem-160", { vcpus: 160, memoryGib: 3844 }],
  ["m1-megamem-96", { vcpus: 96, memoryGib: 1433.6 }],
  ["m1-ultramem-40", { vcpus: 40, memoryGib: 961 }],
  ["m1-ultramem-80", { vcpus: 80, memoryGib: 1922 }],
  ["m1-ultramem-160", { vcpus: 160, memoryGib: 3844 }],
  ["m2-megamem-416", { vcpus: 416, memoryGib: 5888 }],
  ["m2-ultramem-208", { vcpus: 208, memoryGib: 5888 }],
  ["m2-ultramem-416", { vcpus: 416, memoryGib: 11776 }],
  ["m2-hypermem-416", { vcpus: 416, memoryGib: 8832 }],
  // With GPUs: the number is of those.
  ["a2-highgpu-1g", { vcpus: 12, memoryGib: 85 }],
  ["a2-highgpu-2g", { vcpus: 24, memoryGib: 170 }],
  ["a2-highgpu-4g", { vcpus: 48, memoryGib: 340 }],
  ["a2-highgpu-8g", { vcpus: 96, memoryGib: 680 }],
  ["a2-megagpu-16g", { vcpus: 96, memoryGib: 1360 }],
  ["a2-ultragpu-1g", { vcpus: 12, memoryGib: 170 }],
  ["a2-ultragpu-2g", { vcpus: 24, memoryGib: 340 }],
  ["a2-ultragpu-4g", { vcpus: 48, memoryGib: 680 }],
  ["a2-ultragpu-8g", { vcpus: 96, memoryGib: 1360 }],
  ["a3-highgpu-1g", { vcpus: 26, memoryGib: 234 }],
  ["a3-highgpu-2g", { vcpus: 52, memoryGib: 468 }],
  ["a3-highgpu-4g", { vcpus: 104, memoryGib: 936 }],
  ["a3-highgpu-8g", { vcpus: 208, memoryGib: 1872 }],
  ["a3-megagpu-8g", { vcpus: 208, memoryGib: 1872 }],
])

/** `custom` alone is the first series; `-ext` buys more memory than the series' usual ratio. */
const CUSTOM =
  /^(?:(?:e2|n1|n2|n2d|n4|n4a|n4d)-)?custom-(?:(micro|small|medium)|([1-9]\d{0,2}))-([1-9]\d{2,6})(?:-ext)?$/

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
const N4A = [1, 2, 4, 8, 16, 32, 48, 64]
const C4 = [2, 4, 8, 16, 24, 32, 48, 96, 144, 192, 288]
const C4N = [2, 4, 8, 16, 24, 48, 96, 192]
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
  n4a: {
    standard: { vcpus: N4A, memory: 4 },
    highmem: { vcpus: N4A, memory: 8 },
    highcpu: { vcpus: N4A, memory: 2 },
  },
  n4d: {
    standard: { vcpus: [...N4, 96], memory: 4 },
    highmem: { vcpus: [...N4, 96], memory: 8 },
    highcpu: { vcpus: [...N4, 96], memory: 2 },
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
  c4n: {
    standard: { vcpus: C4N, memory: 3.75, whole: true },
    highmem: { vcpus: C4N, memory: 7.75, whole: true },
    highcpu: { vcpus: C4N, memory: 2 },
  },
  g2: { standard: { vcpus: [4, 8, 12, 16, 24, 32, 48, 96], memory: 4 } },
  g4: { standard: { vcpus: [6, 12, 24, 48, 96, 192, 384], memory: 3.75, whole: true } },
  m3: {
    megamem: { vcpus: [64, 128], memory: 15.25 },
    ultramem: { vcpus: [32, 64, 128], memory: 30.5 },
  },
  m4: {
    megamem: { vcpus: [28, 56, 112, 224], memory: 13.2857143, whole: true },
    ultramem: { vcpus: [56, 112, 224], memory: 26.5714286, whole: true },
    hypermem: { vcpus: [16, 32, 64], memory: 15.5 },
  },
  m4n: {
    megamem: { vcpus: [28, 56, 112], memory: 13.2857143, whole: true },
    ultramem: { vcpus: [56, 112], memory: 26.5714286, whole: true },
    hypermem: { vcpus: [16, 32, 64], memory: 15.5 },
  },
  t2a: { standard: { vcpus: [1, 2, 4, 8, 16, 32, 48], memory: 4 } },
  t2d: { standard: { vcpus: [1, 2, 4, 8, 16, 32, 48, 60], memory: 4 } },
}

/** The storage-optimized types, by how much of it is local. */
const LOCAL: ReadonlyMap<string, readonly number[]> = new Map([
  ["z3-highmem-standardlssd", [14, 22, 44, 88, 176]],
  ["z3-highmem-highlssd", [8, 16, 22, 32, 44, 88]],
])

/**
 * The predefined types of the series that a type is named after: those that it may have been meant to be; empty where the series is not
 * known, or the type is a custom one.
 */
export function knownTypes(type: string): readonly string[] {
  const [series = "", kind] = type.split("-")
  if (kind === undefined || kind === "custom") return []
  const regular = Object.entries(find(SERIES, series) ?? {}).flatMap(([name, { vcpus }]) =>
    vcpus.map((count) => `${series}-${name}-${count}`),
  )
  const withSsd = WITH_SSD.has(series) ? regular.map((one) => `${one}-lssd`) : []
  const local = [...LOCAL].flatMap(([key, counts]) => {
    const [name, of, suffix] = key.split("-")
    return name === series ? counts.map((count) => `${name}-${of}-${count}-${suffix}`) : []
  })
  return [...regular, ...[...ODD.keys()].filter((one) => one.startsWith(`${series}-`)), ...local, ...withSsd]
}

function predefinedShape(type: string): MachineShape | undefined {
  const [name = "", kindName, count, suffix, ...rest] = type.split("-")
  const local = LOCAL.get(`${name}-${kindName}-${suffix}`)
  if (local !== undefined && rest.length === 0) {
    const vcpus = Number(count)
    return local.includes(vcpus) ? { vcpus, memoryGib: vcpus * 8 } : undefined
  }
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
