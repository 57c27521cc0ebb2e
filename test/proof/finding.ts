import { expect, it } from "vitest"
import { prove } from "../../proof/index.js"
import type { Breakage, Tree } from "./breakages/index.js"
import { type Built, knownTrees } from "./trees.js"

/** Trees of one kind of breakage that are tried on one topology, spread over all there are. */
const TRIED = 2

/** The project's own topology takes as long as all others together: every so many kinds are tried on it, and those that no other has. */
const EVERY = 3
const LARGEST = "topology.ts"

/** A test for each kind of breakage: the proof finds it in every known topology that has something to break so. */
export async function itFinds(all: readonly Breakage[]): Promise<void> {
  const known = await largestLast()
  it.each(all.map((breakage, index) => [breakage.name, breakage, index] as const))(
    "%s",
    (_, breakage, index) => {
      let tried = 0
      for (const source of known) {
        if (source.name === LARGEST && tried > 0 && index % EVERY > 0) continue
        for (const broken of some([...breakage.trees(source.tree)], triedOf(source))) {
          tried += 1
          expectFound(source, broken, breakage)
        }
      }
      expect(tried).toBeGreaterThan(0)
    },
    60_000,
  )
}

/** A test for each kind of change without meaning: the proof stays silent on it. */
export async function itLeaves(all: readonly Breakage[]): Promise<void> {
  const known = await largestLast()
  it.each(all.map((change, index) => [change.name, change, index] as const))(
    "%s",
    (_, change, index) => {
      let tried = 0
      for (const source of known) {
        const { name, tree, claims } = source
        if (name === LARGEST && tried > 0 && index % EVERY > 0) continue
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
}

/**
 * Found with a code that fits, and told with a line of the file that was broken; where what is broken is gone, or stands for several
 * places, with the declaration that is left without it.
 */
export function expectFound({ name, tree, claims }: Built, broken: Tree, { codes }: Breakage): void {
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

async function largestLast(): Promise<readonly Built[]> {
  const known = await knownTrees()
  return [...known.filter(({ name }) => name !== LARGEST), ...known.filter(({ name }) => name === LARGEST)]
}

function triedOf({ name }: Built): number {
  return name === LARGEST ? 1 : TRIED
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
