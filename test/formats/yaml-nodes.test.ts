import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { parse, stringify } from "yaml"
import { readAny } from "../../formats/yaml-nodes/any.js"
import { readCommon } from "../../formats/yaml-nodes/common.js"
import { yamlSource } from "../../formats/yaml-nodes/source.js"
import { positionOf, readYamlNodes, type YamlNode } from "../../formats/yaml-nodes.js"
import { mutated, yamlTexts } from "./yaml-texts.js"

/** How many texts are drawn; NODES_RUNS draws more. */
const RUNS = Number(process.env.NODES_RUNS ?? 800)

/** A node with all that it says of itself, as plain data. */
function told(node: YamlNode): unknown {
  const { offset, tag } = node
  switch (node.kind) {
    case "scalar":
      return { offset, tag, value: node.value, text: node.text, plain: node.plain }
    case "list":
      return { offset, tag, items: node.items.map(told) }
    case "map":
      return {
        offset,
        tag,
        entries: [...node.entries].map(([name, { key, offset, value }]) => ({ name, key, offset, value: told(value) })),
      }
  }
}

function data(node: YamlNode | undefined): unknown {
  if (node === undefined) return null
  switch (node.kind) {
    case "scalar":
      return node.value
    case "list":
      return node.items.map(data)
    case "map":
      return Object.fromEntries([...node.entries.values()].map(({ key, value }) => [key, data(value)]))
  }
}

function both(text: string) {
  const source = yamlSource("oven.yaml", text)
  const common = readCommon(source, text)
  const any = readAny(source, text)
  return {
    common: common && { documents: common.documents.map(told), problems: common.problems },
    any: { documents: any.documents.map(told), problems: any.problems },
  }
}

describe("the common subset is read as the library reads it", () => {
  it("in texts of all forms", () => {
    let taken = 0
    let valid = 0
    fc.assert(
      fc.property(yamlTexts(), (text) => {
        const { common, any } = both(text)
        if (any.problems.length === 0) valid++
        if (common === undefined) return
        taken++
        expect(common).toEqual(any)
      }),
      { numRuns: RUNS },
    )
    expect(valid).toBeGreaterThan(RUNS / 3)
    expect(taken).toBeGreaterThan(RUNS / 4)
  })

  it("in texts that were spoiled", () => {
    fc.assert(
      fc.property(mutated(yamlTexts()), (text) => {
        const { common, any } = both(text)
        if (common !== undefined) expect(common).toEqual(any)
      }),
      { numRuns: RUNS },
    )
  })
})

describe("what the library means by a text is what the nodes say", () => {
  it("in texts of all forms", () => {
    let compared = 0
    fc.assert(
      fc.property(fc.oneof(yamlTexts(), mutated(yamlTexts())), (text) => {
        const reading = readYamlNodes("oven.yaml", text)
        if (reading.problems.length > 0 || reading.documents.length > 1 || /!|\n---/.test(text)) return
        compared++
        expect(reading.documents.map(data)).toEqual(
          reading.documents.length === 0 ? [] : [parse(text, { merge: true })],
        )
      }),
      { numRuns: RUNS },
    )
    expect(compared).toBeGreaterThan(RUNS / 4)
  })

  it("in data that the library spells", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), (value) => {
        const text = stringify({ value })
        const { documents, problems } = readYamlNodes("oven.yaml", text)
        if (problems.some(({ message }) => message === "A key must be a string")) return
        expect(problems).toEqual([])
        expect(data(documents[0])).toEqual(parse(text))
      }),
      { numRuns: RUNS },
    )
  })

  it.each([
    ["a: &x {p: 1, q: 2}\nb: {<<: *x, q: 3}", { a: { p: 1, q: 2 }, b: { p: 1, q: 3 } }],
    ["a: &x {p: 1}\nb:\n  p: 2\n  <<: *x", { a: { p: 1 }, b: { p: 2 } }],
    [
      "a: &x {p: 1, q: 1}\nb: &y {q: 2, r: 2}\nc: {<<: [*x, *y]}",
      { a: { p: 1, q: 1 }, b: { q: 2, r: 2 }, c: { p: 1, q: 1, r: 2 } },
    ],
    ["a: &x [1]\nb: *x\nc: *x", { a: [1], b: [1], c: [1] }],
    ["a: &x 1\nb: &x 2\nc: *x", { a: 1, b: 2, c: 2 }],
    ['a: !!str 1\nb: !!int "2"', { a: "1", b: 2 }],
    ["a: rye\n  and wheat\n\n  baked", { a: "rye and wheat\nbaked" }],
    ["a: !override true\nb: !reset", { a: true, b: null }],
  ])("%j", (text, expected) => {
    const { documents, problems } = readYamlNodes("oven.yaml", text)
    expect({ problems, data: documents.map(data) }).toEqual({ problems: [], data: [expected] })
  })
})

describe("a node tells its place", () => {
  it("of an entry the key, of an alias the alias, of an item the item", () => {
    const text = "bread: &dough\n  flour: rye\n\nrolls: *dough\nlist:\n  - a\n  - b: !reset null\n"
    const root = readYamlNodes("oven.yaml", text).documents[0]!
    if (root.kind !== "map") throw new Error("not a map")
    const at = (node: Parameters<typeof positionOf>[0]) => {
      const { file, line, column } = positionOf(node)
      return `${file}:${line}:${column}`
    }
    const { bread, rolls, list } = Object.fromEntries(root.entries)
    expect([bread!, rolls!, rolls!.value, list!].map(at)).toEqual([
      "oven.yaml:1:1",
      "oven.yaml:4:1",
      "oven.yaml:4:8",
      "oven.yaml:5:1",
    ])
    if (bread!.value.kind !== "map" || list!.value.kind !== "list") throw new Error("not a map and a list")
    expect(at(bread!.value.entries.get("flour")!)).toBe("oven.yaml:2:3")
    expect(list!.value.items.map(at)).toEqual(["oven.yaml:6:5", "oven.yaml:7:5"])
  })
})

describe("what is refused, and where", () => {
  const bomb = `a: &a [x,x,x,x,x,x,x,x,x,x]\n${[..."bcdefgh"]
    .map((name, index) => `${name}: &${name} [${Array.from({ length: 10 }, () => `*${"abcdefg"[index]}`).join(",")}]`)
    .join("\n")}\n`
  const ladder = (step: (index: number) => string, rungs: number) =>
    Array.from({ length: rungs }, (_, index) => step(index))

  it.each([
    ["a key twice", "bread: 1\nrye: 2\nbread: 3\n", 3, 1, 'The key "bread" stands here twice'],
    ["a key twice in a flow", "a: {b: 1, b: 2}", 1, 11, 'The key "b" stands here twice'],
    ["a number as a key", "1: a", 1, 1, "A key must be a string"],
    ["a list as a key", "? [a]\n: b", 1, 3, "A key must be a string"],
    ["a lost alias", "a: *oven", 1, 4, "No anchor &oven stands before its alias *oven"],
    ["an alias of itself", "a: &oven [*oven]", 1, 11, "The alias *oven stands inside of what it stands for"],
    ["a tag", "a: !loaf b", 1, 10, "The tag !loaf has no meaning here"],
    ["a merged scalar", "a: &x 1\nb: {<<: *x}", 2, 9, "A merge key takes a map or a list of maps"],
    ["half a character", 'a: "\\ud83c"', 1, 4, "It holds half a character"],
    ["half a character, raw", "a: \ud83c", 1, 4, "It holds half a character"],
    ["deep flows", `a: ${"[".repeat(101)}${"]".repeat(101)}`, 1, 103, "Values are nested more than 100 deep"],
    ["deep lists", "- ".repeat(101), 1, 201, "Values are nested more than 100 deep"],
    [
      "deep maps",
      ladder((index) => `${" ".repeat(index)}a:`, 102).join("\n"),
      101,
      101,
      "Values are nested more than 100 deep",
    ],
    ["an anchor bomb", bomb, 6, 29, "It holds more than 1000000 values, aliases expanded"],
  ])("%s", (_, text, line, column, message) => {
    expect(readYamlNodes("oven.yaml", text)).toEqual({
      documents: [],
      problems: [{ message, position: { file: "oven.yaml", line, column } }],
    })
  })

  it("depth that only aliases make", () => {
    const text = `a0: &a0 []\n${ladder((index) => `a${index + 1}: &a${index + 1} [*a${index}]`, 120).join("\n")}`
    expect(readYamlNodes("oven.yaml", text).problems.map(({ message }) => message)).toEqual([
      "Values are nested more than 100 deep",
    ])
  })

  it.each([
    ["brackets", "[".repeat(200_000)],
    ["braces", "{a: ".repeat(100_000)],
    ["dashes", "- ".repeat(100_000)],
    ["question marks", "? ".repeat(50_000)],
    ["anchored brackets", "&a [".repeat(50_000)],
    ["anchors", ladder((index) => `- &a${index} x`, 50_000).join("\n")],
    ["keys", ladder((index) => `k${index}: &a 1`, 50_000).join("\n")],
    ["quotes", "a: '\n".repeat(20_000)],
    ["documents", "---\na: 1\n".repeat(20_000)],
  ])(
    "a long source of %s takes no long time",
    (_, text) => {
      const started = performance.now()
      readYamlNodes("oven.yaml", text)
      expect(performance.now() - started).toBeLessThan(4000)
    },
    20_000,
  )
})
