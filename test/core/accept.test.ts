import { join } from "node:path"
import { build } from "esbuild"
import fc from "fast-check"
import { beforeAll, describe, expect, it } from "vitest"
import { accept as asked } from "../../core/accept.js"
import { acceptorSource } from "../../scripts/acceptor.mjs"
import { EVERYTHING } from "../support/everything.js"
import { topologies } from "../support/topologies.js"

/** What the bundle accepts with, compiled from the schema; `asked` asks zod. */
let compiled: typeof asked

beforeAll(async () => {
  const core = join(import.meta.dirname, "..", "..", "core")
  const { outputFiles } = await build({
    stdin: { contents: await acceptorSource(), resolveDir: core },
    bundle: true,
    write: false,
    format: "esm",
  })
  const url = `data:text/javascript;base64,${Buffer.from(outputFiles[0]!.contents).toString("base64")}`
  compiled = ((await import(/* @vite-ignore */ url)) as { readonly accept: typeof asked }).accept
})

describe("the schema compiled ahead of time", () => {
  it("makes of a topology what zod makes of it, in the same order", () => {
    expect(compiled(EVERYTHING)).toBeDefined()
    expectSame(EVERYTHING)
    fc.assert(fc.property(topologies(), expectSame), { numRuns: 30 })
  })

  it("accepts no topology with one thing wrong that zod refuses, and makes the same of what both accept", {
    timeout: 60_000,
  }, () => {
    const places = placesIn(EVERYTHING)
    const refused = { compiled: 0, zod: 0 }
    const draws = fc.record({ place: fc.constantFrom(...places), change: fc.constantFrom(...CHANGES) })
    fc.assert(
      fc.property(draws, ({ place, change }) => {
        const changed = structuredClone(EVERYTHING) as unknown as Record<string, unknown>
        change(
          place.slice(0, -1).reduce((at, key) => at[key] as Record<string, unknown>, changed),
          place.at(-1)!,
        )
        if (asked(changed) === undefined) refused.zod++
        if (compiled(changed) === undefined) refused.compiled++
        expectSame(changed)
      }),
      { numRuns: 800 },
    )
    // Both refuse some and accept some; else the rest says nothing.
    expect(refused.zod).toBeGreaterThan(200)
    expect(refused.zod).toBeLessThan(780)
    // What can't be compiled is left to zod; that is little.
    expect(refused.compiled - refused.zod).toBeLessThan(40)
  })

  it.each<readonly [string, unknown]>([
    ["nothing", undefined],
    ["null", null],
    ["a list", []],
    ["a text", "topology"],
    ["an object of a class", Object.assign(new (class Topology {})(), EVERYTHING)],
    ["a symbol among names", { ...EVERYTHING, images: { [Symbol("redis")]: { repository: "redis" } } }],
    ["a field that is undefined", { ...EVERYTHING, title: undefined }],
    ["an unknown field", { ...EVERYTHING, titel: "Bookshop" }],
    ["__proto__ among names", { ...EVERYTHING, images: JSON.parse('{"__proto__": {"repository": "redis"}}') }],
    [
      "an IPv6 address",
      {
        ...EVERYTHING,
        routes: { a: { host: "a.example", to: "x.y", handle: [{ match: { remote: ["fd00::/8"] }, respond: "" }] } },
      },
    ],
  ])("leaves to zod, or decides as zod: %s", (_, data) => expectSame(data))

  it("leaves to zod what holds itself", () => {
    const circle: Record<string, unknown> = {}
    circle.handle = [circle]
    expect(compiled({ ...EVERYTHING, routes: { shop: { host: "shop.example", ...circle } } })).toBeUndefined()
  })
})

/** The compiled schema may leave a topology to zod, but never accepts another one, or as another. */
function expectSame(data: unknown): void {
  const accepted = compiled(data)
  if (accepted === undefined) return
  const expected = asked(data)
  expect(accepted).toStrictEqual(expected)
  expect(JSON.stringify(accepted)).toBe(JSON.stringify(expected))
}

type Path = readonly (string | number)[]

/** Where a value stands in data, down to each leaf. */
function placesIn(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== "object" || value === null) return [path]
  const below = Object.entries(value).flatMap(([key, inner]) =>
    placesIn(inner, [...path, Array.isArray(value) ? Number(key) : key]),
  )
  return path.length === 0 ? below : [path, ...below]
}

type Change = (holder: Record<string, unknown>, key: string | number) => void

const CHANGES: readonly Change[] = [
  ...[
    undefined,
    null,
    true,
    0,
    -1,
    1.5,
    70_000,
    Number.NaN,
    "",
    "a",
    "A b",
    "é",
    "e\u0301",
    "\u0000",
    "\ud800",
    "../x",
    "10.0.0.1/8",
    "on-failure:3",
    "on-failure:03",
    "$",
    [],
    {},
    [""],
    { default: "a" },
  ].map(
    (value): Change =>
      (holder, key) => {
        holder[key] = value
      },
  ),
  (holder, key) => delete holder[key],
  (holder, key) => {
    holder[key] = [holder[key]]
  },
  (holder, key) => {
    holder[key] = { default: holder[key] }
  },
  (holder, key) => {
    const held = holder[key]
    if (typeof held === "object" && held !== null) (held as Record<string, unknown>).stranger = "1"
  },
  (holder, key) => {
    holder[`${key}-other`] = holder[key]
  },
]
