import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { contextsOf, prove } from "../../proof/index.js"
import { topologies } from "../support/topologies.js"
import { BREAKAGES } from "./breakages/index.js"
import { expectFound } from "./finding.js"
import { GALLERY, GALLERY_PINS } from "./gallery.js"
import { built, builtFrom, knownTrees } from "./trees.js"

const known = await knownTrees()

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
