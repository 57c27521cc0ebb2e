import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { prove } from "../../proof/index.js"
import { topologies } from "../support/topologies.js"
import { BREAKAGES, type Breakage, HARMLESS, type Tree } from "./breakages.js"
import { type Built, builtFrom, knownTrees } from "./trees.js"

const known = await knownTrees()

/** Trees of one kind of breakage that are tried on one topology: the first, and others spread over all there are. */
const TRIED = 4

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

describe("a broken artifact is found", () => {
  it.each(BREAKAGES.map((breakage) => [breakage.name, breakage] as const))(
    "%s",
    (_, breakage) => {
      let tried = 0
      for (const source of known) {
        for (const broken of some([...breakage.trees(source.tree)])) {
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
      for (const { tree, claims } of known) {
        for (const changed of some([...change.trees(tree)])) {
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

/** Found with a code that fits; and told with the line of an artifact, or with the place that declares what is missing. */
function expectFound({ name, tree, claims }: Built, broken: Tree, { codes }: Breakage): void {
  const { failures } = prove(broken, claims)
  const found = failures.filter(({ code }) => codes.includes(code))
  expect(found.length, `${name}: ${difference(tree, broken)}\n${JSON.stringify(failures, null, 2)}`).toBeGreaterThan(0)
  for (const { position, origins, hops } of found)
    expect(position !== undefined || origins.length > 0 || hops.length > 0).toBe(true)
}

function some<T>(all: readonly T[]): readonly T[] {
  const step = Math.max(1, Math.floor(all.length / TRIED))
  return all.filter((_, index) => index % step === 0).slice(0, TRIED)
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
