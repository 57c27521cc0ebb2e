import { describe, expect, it } from "vitest"
import { knownTypes, machineShape } from "../../core/machines.js"

describe("the shape of a machine type", () => {
  it.each([
    ["e2-micro", 2, 1],
    ["e2-small", 2, 2],
    ["e2-medium", 2, 4],
    ["f1-micro", 1, 0.6],
    ["g1-small", 1, 1.7],
    ["e2-standard-2", 2, 8],
    ["e2-standard-32", 32, 128],
    ["e2-highmem-16", 16, 128],
    ["e2-highcpu-32", 32, 32],
    ["n1-standard-1", 1, 3.75],
    ["n1-highmem-2", 2, 13],
    ["n1-highcpu-96", 96, 86.4],
    ["n2-standard-128", 128, 512],
    ["n2-highmem-96", 96, 768],
    ["n2-highmem-128", 128, 864],
    ["n2-highcpu-80", 80, 80],
    ["n2d-standard-224", 224, 896],
    ["n2d-highcpu-128", 128, 128],
    ["n4-highcpu-2", 2, 4],
    ["n4-highmem-80", 80, 640],
    ["c2-standard-30", 30, 120],
    ["c2d-highmem-112", 112, 896],
    ["c3-highcpu-22", 22, 44],
    ["c3-standard-8-lssd", 8, 32],
    ["c3d-highcpu-16", 16, 32],
    ["c3d-highcpu-30", 30, 59],
    ["c3d-standard-360", 360, 1440],
    ["c4-standard-2", 2, 7],
    ["c4-standard-4", 4, 15],
    ["c4-highmem-2", 2, 15],
    ["c4-highmem-192", 192, 1488],
    ["c4-highcpu-48", 48, 96],
    ["c4a-standard-72", 72, 288],
    ["c4a-highmem-1", 1, 8],
    ["c4d-highcpu-2", 2, 3],
    ["c4d-standard-8", 8, 31],
    ["c4d-highmem-384", 384, 3024],
    ["c4-standard-288", 288, 1080],
    ["c4-highmem-24-lssd", 24, 186],
    ["c4-standard-288-metal", 288, 1080],
    ["c4n-standard-2", 2, 7],
    ["c3-standard-192-metal", 192, 768],
    ["n4a-standard-1", 1, 4],
    ["n4d-highmem-96", 96, 768],
    ["n1-megamem-96", 96, 1433.6],
    ["m2-ultramem-416", 416, 11776],
    ["m3-ultramem-32", 32, 976],
    ["m3-megamem-128", 128, 1952],
    ["m4-megamem-28", 28, 372],
    ["m4-megamem-224", 224, 2976],
    ["m4-ultramem-112", 112, 2976],
    ["m4-hypermem-16", 16, 248],
    ["a2-highgpu-1g", 12, 85],
    ["g2-standard-96", 96, 384],
    ["g4-standard-6", 6, 22],
    ["g4-standard-12", 12, 45],
    ["h3-standard-88", 88, 352],
    ["z3-highmem-22-standardlssd", 22, 176],
    ["z3-highmem-8-highlssd", 8, 64],
    ["t2a-standard-48", 48, 192],
    ["t2d-standard-60", 60, 240],
    ["n2-custom-4-8192", 4, 8],
    ["custom-2-5120", 2, 5],
    ["n2d-custom-8-131072-ext", 8, 128],
    ["e2-custom-small-3072", 2, 3],
  ])("%s has %d vCPUs and %d GiB", (type, vcpus, memoryGib) => {
    expect(machineShape(type)).toEqual({ vcpus, memoryGib })
  })

  it.each([
    "n2-standard-5",
    "e2-highmem-32",
    "n2-highcpu-128",
    "n2d-highmem-128",
    "n1-highmem-1",
    "c3d-highcpu-22",
    "c2-highmem-8",
    "e2-standard-2-lssd",
    "c3-standard-8-metal",
    "c3-standard-8-lssd-lssd",
    "x4-megamem-960",
    "z3-highmem-22",
    "z3-highmem-15-highlssd",
    "c4-standard-8-metal",
    "a2-highgpu-3g",
    "n3-custom-4-8192",
    "n2-custom-0-8192",
    "n2-custom-4-0",
    "n2-custom-4",
    "n2-standard",
    "n2-toString-2",
    "toString-standard-2",
    "",
  ])("%j is not known", (type) => {
    expect(machineShape(type)).toBeUndefined()
  })
})

describe("the types of a series", () => {
  it("are all known, and those that are left out are none", () => {
    const series = ["e2", "n1", "n2", "n2d", "n4", "n4a", "n4d", "c2", "c2d", "c3", "c3d", "c4", "c4a", "c4d", "c4n"]
    for (const one of [...series, "t2a", "t2d", "m1", "m2", "m3", "m4", "m4n", "a2", "a3", "g2", "g4", "h3", "z3"]) {
      const types = knownTypes(`${one}-standard-7`)
      expect(types.length, one).toBeGreaterThan(0)
      for (const type of types) expect(machineShape(type), type).toBeDefined()
      expect(new Set(types).size, one).toBe(types.length)
    }
    expect(knownTypes("x9-standard-2")).toEqual([])
    expect(knownTypes("toString-standard-2")).toEqual([])
    expect(knownTypes("n2-custom-4")).toEqual([])
    expect(knownTypes("large")).toEqual([])
  })
})
