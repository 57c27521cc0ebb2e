import { readFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { locate, locatorFor } from "../../cli/locate/locate.js"
import { type Diagnostic, ruleCode } from "../../core/diagnostic.js"
import { put, removeTemporary, temporary } from "./tree.js"

afterAll(removeTemporary)

/** Where a pointer leads, as `file:` and the rest of the line from there. */
async function at(files: Readonly<Record<string, string>>, pointer: string, key = false): Promise<string | undefined> {
  const directory = temporary()
  put(directory, files)
  const file = join(directory, Object.keys(files)[0]!)
  const position = (await locatorFor({ file })).positionOf(pointer, { key })
  if (position === undefined) return undefined
  const line = readFileSync(position.file, "utf8").split("\n")[position.line - 1] ?? ""
  return `${position.file.slice(directory.length + 1)}: ${line.slice(position.column - 1)}`
}

const bakery = `import { defineTopology as topologyOf, defineHost } from "groundplan"
import till, { oven as bigOven } from "./parts.js"
import * as shelf from "./shelf"

const name = "bakery" as const
const shared = { restart: "always", ports: { http: 8000 } }
const kiosk = { image: "kiosk", ...shared, ports: { http: 9000 } }
let changing = { image: "a" }
const touched = { image: "b" }
touched.image = "c"

export default topologyOf({
  name, // é😀
  "odd-key": [1, { deep: true }, ...shelf.rows],
  hosts: {
    shop: defineHost({ services: { till, kiosk, shelf: shelf.shelf, oven: { ...bigOven, heat: 3 } } } satisfies object),
    counter: { services: { ...makeServices(), web: { image: pick("x") } } },
    cellar: { ...(process.env.X ? { image: "a" } : {}), changing, touched },
  },
} as const)
`
const parts = `const till = { image: "till", ports: { http: 1 } }
export { till as default }
export const oven = ({ image: "oven" })!
`
const shelf = `export const rows = ["top", "bottom"]\nexport * from "./deeper.mjs"\n`
const deeper = `export const shelf = Object.freeze({ image: \`shelf\` })\n`
const files = { "topology.ts": bakery, "parts.ts": parts, "shelf/index.ts": shelf, "shelf/deeper.mjs": deeper }

describe("a place in TypeScript", () => {
  it.each([
    ["a name's constant", "/name", 'topology.ts: "bakery" as const'],
    ["an element", "/odd-key/0", "topology.ts: 1, { deep: true }, ...shelf.rows],"],
    ["an object in a list", "/odd-key/1", "topology.ts: { deep: true }, ...shelf.rows],"],
    ["a value in a list", "/odd-key/1/deep", "topology.ts: true }, ...shelf.rows],"],
    ["an element of a spread list", "/odd-key/3", 'shelf/index.ts: "bottom"]'],
    ["a list, by its key", "/odd-key", 'topology.ts: "odd-key": [1, { deep: true }, ...shelf.rows],'],
    ["an imported default", "/hosts/shop/services/till/image", 'parts.ts: "till", ports: { http: 1 } }'],
    ["an import under another name", "/hosts/shop/services/oven/image", 'parts.ts: "oven" })!'],
    ["a key beside a spread", "/hosts/shop/services/oven/heat", "topology.ts: 3 } } } satisfies object),"],
    ["a namespace's member", "/hosts/shop/services/shelf/image", "shelf/deeper.mjs: `shelf` })"],
    ["what a spread sets", "/hosts/shop/services/kiosk/restart", 'topology.ts: "always", ports: { http: 8000 } }'],
    ["what is set after the spread", "/hosts/shop/services/kiosk/ports/http", "topology.ts: 9000 } }"],
    ["a call that isn't ours", "/hosts/counter/services/web/image", 'topology.ts: pick("x") } } },'],
    ["inside such a call", "/hosts/counter/services/web/image/x/y", 'topology.ts: pick("x") } } },'],
    [
      "a missing key, at its object's",
      "/hosts/counter/machine",
      'topology.ts: counter: { services: { ...makeServices(), web: { image: pick("x") } } },',
    ],
    ["a missing key below a missing key", "/clouds/gcp/region", "topology.ts: {"],
    [
      "what no branch sets",
      "/hosts/cellar/disks",
      'topology.ts: cellar: { ...(process.env.X ? { image: "a" } : {}), changing, touched },',
    ],
    ["what may have changed", "/hosts/cellar/changing/image", "topology.ts: changing, touched },"],
    ["what was changed", "/hosts/cellar/touched/image", "topology.ts: touched },"],
    ["the root", "", "topology.ts: {"],
  ])("is found for %s", async (_, pointer, expected) => {
    expect(await at(files, pointer)).toBe(expected)
  })

  it.each([
    ["a spread that can't be followed", "/hosts/counter/services/api/image"],
    ["a branch that sets it", "/hosts/cellar/image"],
  ])("isn't told when %s may hold it", async (_, pointer) => {
    expect(await at(files, pointer)).toBeUndefined()
  })

  it("is a key's when asked for", async () => {
    expect(await at(files, "/hosts/shop/services/kiosk/restart", true)).toBe(
      'topology.ts: restart: "always", ports: { http: 8000 } }',
    )
  })

  it.each([
    ["const topology = { a: 1 }\nexport default topology\n"],
    ["const topology: Topology = <Topology>{ a: 1 }\nexport { topology as default }\n"],
    ['import { topology } from "./two"\nexport default topology\n'],
    ['export { topology as default } from "./two"\n'],
    ['import two from "./three.json" with { type: "json" }\nexport default two\n'],
  ])("is found from %j", async (text) => {
    const others = { "two.ts": 'export const topology = { a: 1, "b": { c: [] } }\n', "three.json": '{ "a": 1 }\n' }
    expect(await at({ "topology.ts": text, ...others }, "/a")).toMatch(/: 1/)
  })

  it("doesn't run in circles", async () => {
    expect(await at({ "topology.ts": "const a = b\nconst b = a\nexport default { x: a }\n" }, "/x/y")).toBe(
      "topology.ts: a }",
    )
  })
})

describe("a place in data", () => {
  const yaml = `# bakery\nbase: &base\n  image: kiosk\nhosts:\n  shop: *base\n  "odd/key": [1, {deep: true}]\n  8080: x\n  store: {<<: *base, title: Store}\n`
  it.each([
    ["/hosts/shop/image", "topology.yaml: kiosk"],
    ["/hosts/shop", "topology.yaml: shop: *base"],
    ["/hosts/odd~1key/1/deep", "topology.yaml: true}]"],
    ["/hosts/8080", "topology.yaml: x"],
    ["/hosts/store/title", "topology.yaml: Store}"],
    ["/hosts/store/image", "topology.yaml: kiosk"],
    ["/hosts/shop/machine", "topology.yaml: shop: *base"],
    ["/clouds", "topology.yaml: base: &base"],
  ])("is found in YAML for %s", async (pointer, expected) => {
    expect(await at({ "topology.yaml": yaml }, pointer)).toBe(expected)
  })

  const json = `\ufeff{ "name": "bakery",\n  "hosts": { "shop": { "ports": [80, 443] } }\n}\n`
  it.each([
    ["/name", 'topology.json: "bakery",'],
    ["/hosts/shop/ports/1", "topology.json: 443] } }"],
    ["/hosts/shop/image", 'topology.json: "shop": { "ports": [80, 443] } }'],
  ])("is found in JSON for %s", async (pointer, expected) => {
    expect(await at({ "topology.json": json }, pointer)).toBe(expected)
  })
})

describe("locate", () => {
  const diagnostic = (path: string, more: Partial<Diagnostic> = {}): Diagnostic => ({
    code: ruleCode("ports/collision"),
    severity: "error",
    message: "Taken.",
    path,
    ...more,
  })

  it("adds places to diagnostics and to their notes, in the topology and in images.toml", async () => {
    const directory = temporary()
    put(directory, { "topology.json": '{\n  "a": 1,\n  "b": 2\n}\n', "images.toml": '[redis]\nproduction = "7"\n' })
    const sources = { file: join(directory, "topology.json"), images: join(directory, "images.toml") }
    const found = await locate(
      [
        diagnostic("/a", { notes: [{ message: "here", path: "/b" }, { message: "nowhere" }] }),
        diagnostic("images:/redis/production"),
        diagnostic("images:/redis/staging"),
        diagnostic("/b", { code: "schema/unrecognized_key" }),
        diagnostic("", { code: "write/clash" }),
      ],
      sources,
    )
    const place = ({ position: p }: { readonly position?: unknown }) => {
      const at = p as { readonly file: string; readonly line: number; readonly column: number } | undefined
      return at === undefined ? "none" : `${at.file.slice(directory.length + 1)}:${at.line}:${at.column}`
    }
    expect(found.map(place)).toEqual([
      "topology.json:2:8",
      "images.toml:2:1",
      "images.toml:1:2",
      "topology.json:3:3",
      "none",
    ])
    expect(found[0]?.notes?.map(place)).toEqual(["topology.json:3:8", "none"])
  })

  it("reads nothing when there is nothing to locate", async () => {
    const told = [
      diagnostic("", { code: "load/timeout" }),
      diagnostic("/a", { position: { file: "x", line: 1, column: 1 } }),
    ]
    expect(await locate(told, { file: "/no/such/topology.ts" })).toBe(told)
  })
})
