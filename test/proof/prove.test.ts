import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { contextsOf, prove } from "../../proof/index.js"
import { topologies } from "../support/topologies.js"
import { BREAKAGES, type Breakage, HARMLESS, type Tree } from "./breakages/index.js"
import { GALLERY, GALLERY_PINS } from "./gallery.js"
import { type Built, built, builtFrom, knownTrees } from "./trees.js"

const known = await knownTrees()

/** Trees of one kind of breakage that are tried on one topology, spread over all there are; of the largest topology one. */
const TRIED = 2

describe("the proof", () => {
  it.each(known.map((one) => [one.name, one] as const))("is green on %s", (_, { tree, claims }) => {
    expect(prove(tree, claims).failures).toEqual([])
  })

  it("is green on whatever is drawn", () => {
    fc.assert(
      fc.property(topologies(), (drawn) => {
        const { tree, claims } = builtFrom(drawn)
        expect(prove(tree, claims).failures).toEqual([])
      }),
      { numRuns: 60 },
    )
  }, 60_000)
})

describe("two machines that run a project of one name", () => {
  const topology = structuredClone(GALLERY) as {
    hosts: Record<string, { stacks: Record<string, { project: string }> }>
  }
  for (const { stacks } of Object.values(topology.hosts)) stacks.main!.project = "gallery"
  const { tree, claims } = built("gallery", { topology, pins: GALLERY_PINS })

  it("are told apart", () => {
    expect(prove(tree, claims).failures).toEqual([])
    const [context] = contextsOf(tree, claims)
    expect([...context!.scene.containers.keys()]).toEqual([
      "front/gallery/caddy",
      "front/gallery/site",
      "studio/gallery/printer",
    ])
  })
})

describe("a Compose project beside those of the topology", () => {
  const { tree, claims } = built("gallery", { topology: GALLERY, pins: GALLERY_PINS })
  const beside = new Map(tree).set("kept/docker-compose.yml", 'services: { x: { image: x, ports: ["9200:9200"] } }\n')

  it("is taken not to run, which is said", () => {
    const { failures, reaches } = prove(beside, claims)
    expect(failures).toEqual([])
    expect(reaches[0]!.assumptions).toContain(
      "Nobody runs kept/docker-compose.yml: no project of the topology, and no VM's, is there.",
    )
  })
})

describe("a broken artifact is found", () => {
  it.each(BREAKAGES.map((breakage) => [breakage.name, breakage] as const))(
    "%s",
    (_, breakage) => {
      let tried = 0
      for (const source of known) {
        for (const broken of some([...breakage.trees(source.tree)], triedOf(source))) {
          tried += 1
          expectFound(source, broken, breakage)
        }
      }
      expect(tried).toBeGreaterThan(0)
    },
    60_000,
  )

  it("in whatever is drawn", () => {
    fc.assert(
      fc.property(topologies(), fc.nat(), fc.nat(), (drawn, kind, which) => {
        const source = builtFrom(drawn)
        const breakage = BREAKAGES[kind % BREAKAGES.length]!
        const trees = [...breakage.trees(source.tree)]
        if (trees.length > 0) expectFound(source, trees[which % trees.length]!, breakage)
      }),
      { numRuns: 100 },
    )
  }, 60_000)
})

describe("a change without meaning is not", () => {
  it.each(HARMLESS.map((change) => [change.name, change] as const))(
    "%s",
    (_, change) => {
      let tried = 0
      for (const source of known) {
        const { tree, claims } = source
        for (const changed of some([...change.trees(tree)], triedOf(source))) {
          tried += 1
          expect({ failures: prove(changed, claims).failures, file: difference(tree, changed) }).toEqual({
            failures: [],
            file: difference(tree, changed),
          })
        }
      }
      expect(tried).toBeGreaterThan(0)
    },
    60_000,
  )
})

/**
 * Found with a code that fits, and told with a line of the file that was broken; where what is broken is gone, or stands for several
 * places, with the declaration that is left without it.
 */
function expectFound({ name, tree, claims }: Built, broken: Tree, { codes }: Breakage): void {
  const { failures } = prove(broken, claims)
  const found = failures.filter(({ code }) => codes.includes(code))
  const what = `${name}: ${difference(tree, broken)}\n${JSON.stringify(failures, null, 2)}`
  expect(found.length, what).toBeGreaterThan(0)
  const changed = [...broken.keys()].find((path) => broken.get(path) !== tree.get(path))
  const isTold = found.some(
    ({ position, hops, origins }) =>
      position?.file === changed || hops.some((hop) => hop.position?.file === changed) || origins.length > 0,
  )
  expect(isTold, what).toBe(true)
  // A path that is closed ends at one step, and names it.
  for (const { code, hops } of found)
    if (code === "proof/path_closed")
      expect(hops.map(({ isOpen }) => isOpen).lastIndexOf(false), what).toBe(hops.length - 1)
}

function triedOf({ name }: Built): number {
  return name === "topology.ts" ? 1 : TRIED
}

function some<T>(all: readonly T[], count: number): readonly T[] {
  const step = Math.max(1, Math.floor(all.length / count))
  return all.filter((_, index) => index % step === 0).slice(0, count)
}

/** The first line that differs, with its file. */
function difference(before: Tree, after: Tree): string {
  for (const [path, content] of after) {
    if (before.get(path) === content) continue
    const [old, now] = [(before.get(path) ?? "").split("\n"), content.split("\n")]
    const at = now.findIndex((line, index) => line !== old[index])
    return `${path}:${at + 1}\n- ${old[at]}\n+ ${now[at]}`
  }
  return "nothing differs"
}
