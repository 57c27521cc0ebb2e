import fc from "fast-check"
import { describe, expect, it, vi } from "vitest"
import type { Diagnostic } from "../../core/diagnostic.js"
import { rules } from "../../core/rules/index.js"
import type { TopologyInput } from "../../schema/topology.js"
import { type Broken, isFree, MUTATIONS } from "../support/mutations.js"
import { edited, type Scene, sceneOf, served, validated } from "../support/scenes.js"
import { type Drawn, shuffled, topologies } from "../support/topologies.js"

// Some seconds together; but on a busy machine far more.
vi.setConfig({ testTimeout: 60_000 })

/** How many topologies each mutation is tried on, of those that have what it takes. */
const TRIES = 6

interface Clean {
  readonly drawn: Drawn
  readonly estate: NonNullable<ReturnType<typeof validated>["estate"]>
}

/** Drawn once, and shared. In some of them a port is wider than a route, or an environment lacks one: they are left out. */
const ANY = clean(fc.sample(topologies(), 400))
const SERVED = clean(
  fc
    .sample(topologies(), 700)
    .filter(({ topology }) =>
      Object.values(topology.environments).every(({ placements }) => placements?.join() === "cloud"),
    )
    .filter(({ topology }) => Object.keys(topology.environments).length === 1)
    .map(served),
)

describe.each(MUTATIONS)("breaking $code", ({ code, of = "any", companions = {}, mutate }) => {
  const all = of === "any" ? ANY : SERVED

  it("is found, where it was broken, and nothing else is", () => {
    let tried = 0
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (start, seed) => {
        const found = firstOf(all, start, (scene) => mutate(scene), seed)
        if (found === undefined) return
        tried += 1
        const { scene, broken } = found
        const { diagnostics } = validated({
          ...edited(scene, broken.edits),
          ...(broken.pins ? { pins: broken.pins } : {}),
        })
        const told = diagnostics.filter((one) => one.code === code)
        const others = diagnostics.filter((one) => one.code !== code && !(one.code in companions))
        expect(others, JSON.stringify(broken.edits)).toEqual([])
        expectPlaces(told, broken)
      }),
      { numRuns: TRIES },
    )
    expect(tried, "applies to some").toBe(TRIES)
  })
})

describe("nothing is found in any valid topology", () => {
  it("as it is drawn, and with a production and what predicts it", () => {
    expect(ANY.length).toBeGreaterThan(150)
    expect(SERVED.length).toBeGreaterThan(40)
  })

  it.each<readonly [string, (scene: Scene, seed: number) => Drawn]>([
    ["when things are renamed", renamed],
    ["when keys are in another order", (scene, seed) => shuffled(scene, seed)],
    ["when a stack is split in two", splitInTwo],
    ["when a service is added that nobody uses", withStranger],
  ])("%s", (_, change) => {
    let changed = 0
    fc.assert(
      fc.property(fc.constantFrom(...ANY, ...SERVED), fc.nat(), ({ drawn, estate }, seed) => {
        const other = change(sceneOf(drawn, estate, seed), seed)
        if (JSON.stringify(other) !== JSON.stringify(drawn)) changed += 1
        expect(validated(other).diagnostics, JSON.stringify(other)).toEqual([])
      }),
      { numRuns: 60 },
    )
    expect(changed).toBeGreaterThan(30)
  })
})

it("every rule of the core has a mutation", () => {
  expect(MUTATIONS.map(({ code }) => code)).toEqual(rules.map(({ code }) => code))
})

/** Those in which nothing is found at all. */
function clean(all: readonly Drawn[]): readonly Clean[] {
  return all.flatMap((drawn) => {
    const { estate, diagnostics } = validated(drawn)
    return estate === undefined || diagnostics.length > 0 ? [] : [{ drawn, estate }]
  })
}

/** The first topology, from a start on, that has what a mutation takes. */
function firstOf(
  all: readonly Clean[],
  start: number,
  mutate: (scene: Scene) => Broken | undefined,
  seed: number,
): { readonly scene: Scene; readonly broken: Broken } | undefined {
  for (let index = 0; index < all.length; index++) {
    const { drawn, estate } = all[(start + index) % all.length]!
    const scene = sceneOf(drawn, estate, seed)
    const broken = mutate(scene)
    if (broken !== undefined && Object.values(broken.at).every((where) => where?.length !== 0)) return { scene, broken }
  }
  return undefined
}

function expectPlaces(told: readonly Diagnostic[], { at, oneOf = false, edits }: Broken): void {
  const places: Record<string, readonly string[] | undefined> = {}
  for (const { path, environments } of told)
    places[path] =
      environments === undefined ? undefined : [...new Set([...(places[path] ?? []), ...environments])].sort()
  const wanted = Object.fromEntries(Object.entries(at).map(([path, where]) => [path, where && [...where].sort()]))
  if (!oneOf) expect(places, JSON.stringify(edits)).toEqual(wanted)
  else {
    const [path, ...others] = Object.keys(places)
    expect(others).toEqual([])
    expect(places, JSON.stringify(edits)).toEqual({ [path!]: wanted[path!] })
  }
}

/* Changes that break nothing */

const NEW_NAMES: Readonly<Record<string, string>> = {
  branch: "annex",
  route: "way",
  catalogue: "lists",
  loans: "lendings",
  search: "finder",
  members: "readers_all",
  notices: "board",
  shelves: "racks",
  reading_room: "study",
  "archive-db": "vault",
  front: "porch",
  isbn: "titles",
  scans: "copies",
  API_KEY: "LISTS_KEY",
  STAFF_HASH: "DESK_HASH",
}

/** All names of hosts, services, routes, externals, buckets and secrets, wherever they stand. */
function renamed({ topology, pins }: Scene): Drawn {
  const words =
    /\b(branch|route)(?=-\d)|(?<![\w-])(catalogue|loans|search|members|notices|shelves|reading_room|archive-db|front|isbn|scans)(?![\w]|\.example)|\b(API_KEY|STAFF_HASH)\b/g
  return {
    topology: JSON.parse(JSON.stringify(topology).replace(words, (word) => NEW_NAMES[word]!)) as TopologyInput,
    pins,
  }
}

/** Services of one host that nobody there uses move to a stack of their own. */
function splitInTwo(scene: Scene): Drawn {
  const { topology, services, pick } = scene
  const movable = services.filter(
    (service) =>
      Object.keys(topology.hosts![service.host]!.stacks).length === 1 &&
      service.stated.proxy === undefined &&
      isFree(service, scene) &&
      (service.stated.uses ?? []).every((use) => typeof use === "string" || use.condition === undefined),
  )
  const one = pick(movable)
  const own = services.filter(({ host }) => host === one?.host)
  if (one === undefined || own.length < 2) return scene
  return edited(scene, {
    [`/hosts/${one.host}/stacks/second`]: {
      directory: `${one.host}-{environment}/second`,
      project: `${one.host}-{environment}-second`,
    },
    ...Object.fromEntries(
      own.map((service) => [`${service.path}/stack`, service.id === one.id ? "second" : service.stack]),
    ),
  })
}

function withStranger(scene: Scene): Drawn {
  const neighbour = scene.pick(scene.services)!
  return edited(scene, {
    [`/hosts/${neighbour.host}/services/stranger`]: {
      image: "caddy",
      ports: { http: 8080 },
      resources: { memory: "32 MiB" },
      ...(neighbour.stated.stack === undefined ? {} : { stack: neighbour.stated.stack }),
      ...(neighbour.stated.only === undefined ? {} : { only: neighbour.stated.only }),
    },
  })
}
