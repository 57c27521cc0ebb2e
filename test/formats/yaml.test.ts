import { spawnSync } from "node:child_process"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import {
  boolean,
  entry,
  flow,
  item,
  lineOrigins,
  nothing,
  number,
  print,
  quoted,
  seq,
  string,
  tagged,
  toData,
  type YamlDocument,
  type YamlScalar,
  type YamlValue,
  yamlDocument,
  yamlMap,
} from "../../formats/yaml.js"
import { readYaml } from "../../formats/yaml-read.js"

const O = "/bakery"

describe("a document", () => {
  it("prints blocks, comments, blank lines and flows, each line with its origin", () => {
    const document = yamlDocument(
      yamlMap(
        [
          entry("name", string("bakery"), "/name"),
          entry(
            "services",
            yamlMap(
              [
                entry(
                  "shop",
                  yamlMap([
                    entry("image", string("caddy:2-alpine"), "/shop/image"),
                    entry("user", undefined, "/shop/user"),
                    entry("command", flow(["serve", quoted("on"), number(8), boolean(true), nothing]), "/shop/command"),
                    entry(
                      "ports",
                      seq([
                        item(
                          yamlMap([
                            entry("target", number(80), "/shop/ports/0/target", "The door\nof the shop"),
                            entry("published", quoted("80"), "/shop/ports/0/published"),
                          ]),
                          "/shop/ports/0",
                          "Public",
                        ),
                        item(seq([item(string("a"), "/deep/0"), item(string("on"), "/deep/1")]), "/deep"),
                        item(yamlMap([]), "/empty"),
                        undefined,
                      ]),
                      "/shop/ports",
                    ),
                  ]),
                  "/shop",
                ),
                entry(
                  "oven",
                  yamlMap([
                    entry("script", string("bake\n\n  slowly\n"), "/oven/script"),
                    entry("volumes", seq([]), "/oven/volumes"),
                    entry("labels", yamlMap([]), "/oven/labels"),
                  ]),
                  "/oven",
                  "Hot",
                ),
              ],
              { spaced: true },
            ),
            "/services",
          ),
        ],
        { spaced: true },
      ),
      { lines: ["Written from topology.ts.", "", "Change that."], origin: "constant:header" },
    )
    expect(numbered(document)).toEqual([
      "# Written from topology.ts. <constant:header>",
      "# <constant:header>",
      "# Change that. <constant:header>",
      " <constant:header>",
      "name: bakery </name>",
      " </services>",
      "services: </services>",
      "  shop: </shop>",
      "    image: caddy:2-alpine </shop/image>",
      '    command: ["serve", "on", 8, true, null] </shop/command>',
      "    ports: </shop/ports>",
      "      # Public </shop/ports/0>",
      "      # The door </shop/ports/0/target>",
      "      # of the shop </shop/ports/0/target>",
      "      - target: 80 </shop/ports/0/target>",
      '        published: "80" </shop/ports/0/published>',
      "      - - a </deep/0>",
      '        - "on" </deep/1>',
      "      - {} </empty>",
      " </oven>",
      "  # Hot </oven>",
      "  oven: </oven>",
      "    script: | </oven/script>",
      "      bake </oven/script>",
      " </oven/script>",
      "        slowly </oven/script>",
      "    volumes: [] </oven/volumes>",
      "    labels: {} </oven/labels>",
    ])
  })

  it("is `{}` when it holds nothing", () => {
    expect(print(yamlDocument(yamlMap([]), { lines: [], origin: O }))).toBe("{}\n")
  })

  it("ends every line with a newline, the last one too", () => {
    expect(print(of(string("x")))).toBe("key: x\n")
  })
})

describe("strings", () => {
  it.each([
    ["bakery", "bakery"],
    ["caddy:2-alpine", "caddy:2-alpine"],
    ["https://bakery.example/a?b=c", "https://bakery.example/a?b=c"],
    ["${OVEN:?say which}", "${OVEN:?say which}"],
    ["./data", "./data"],
    ["../data", "../data"],
    ["/var/lib/data", "/var/lib/data"],
    ["30s", "30s"],
    ["10.0.0.0/24", "10.0.0.0/24"],
    ["7.4.1-alpine", "7.4.1-alpine"],
    ["two words", "two words"],
    ['it\'s "so", [or] {not}', 'it\'s "so", [or] {not}'],
    ["yesterday", "yesterday"],
    ["", '""'],
    ["22:22", '"22:22"'],
    ["22:22:22.5", '"22:22:22.5"'],
    ["on", '"on"'],
    ["Yes", '"Yes"'],
    ["n", '"n"'],
    ["y", '"y"'],
    ["TRUE", '"TRUE"'],
    ["Null", '"Null"'],
    ["~", '"~"'],
    ["0777", '"0777"'],
    ["0o17", '"0o17"'],
    ["0x1F", '"0x1F"'],
    ["0b11", '"0b11"'],
    ["1_000", '"1_000"'],
    ["1e3", '"1e3"'],
    ["1.", '"1."'],
    ["+1", '"+1"'],
    ["-1", '"-1"'],
    [".5", '".5"'],
    [".inf", '".inf"'],
    [".NaN", '".NaN"'],
    ["2024-01-01", '"2024-01-01"'],
    ["2001-12-14t21:59:43.10-05:00", '"2001-12-14t21:59:43.10-05:00"'],
    ["=", '"="'],
    ["<<", '"<<"'],
    ["---", '"---"'],
    ["...", '"..."'],
    ["- a", '"- a"'],
    ["-", '"-"'],
    ["? a", '"? a"'],
    [": a", '": a"'],
    ["a: b", '"a: b"'],
    ["a:", '"a:"'],
    ["a : b", '"a : b"'],
    ["a #b", '"a #b"'],
    ["a#b", '"a#b"'],
    [" a", '" a"'],
    ["a ", '"a "'],
    ["a  b", '"a  b"'],
    ["a\tb", '"a\\tb"'],
    ["*a", '"*a"'],
    ["&a", '"&a"'],
    ["!a", '"!a"'],
    ["|", '"|"'],
    [">", '">"'],
    ["%a", '"%a"'],
    ["@a", '"@a"'],
    ["`a", '"`a"'],
    ["[a]", '"[a]"'],
    ["{a}", '"{a}"'],
    ["'a'", "\"'a'\""],
    ['"a"', '"\\"a\\""'],
    ["a\\b: ", '"a\\\\b: "'],
    ["Café", '"Café"'],
    ["🥐", '"🥐"'],
    ["\u0000\u0007\u001b", '"\\u0000\\u0007\\u001b"'],
    ["\u007f\u0085\u009f", '"\\u007f\\u0085\\u009f"'],
    ["\u2028\u2029\ufeff\uffff", '"\\u2028\\u2029\\ufeff\\uffff"'],
    ["a\r\nb", '"a\\r\\nb"'],
  ])("%j prints as %s", (value, spelled) => {
    expect(print(of(string(value)))).toBe(`key: ${spelled}
`)
    for (const document of [of(string(value)), of(quoted(value)), of(flow([value])), keyed(value)]) {
      for (const version of VERSIONS) expect(readBack(document, version)).toEqual(toData(document))
    }
  })

  it.each([
    ["a\nb", "key: |-\n  a\n  b\n"],
    ["a\nb\n", "key: |\n  a\n  b\n"],
    ["a\n\n b: c\n# d", "key: |-\n  a\n\n   b: c\n  # d\n"],
    ["Café\n🥐", "key: |-\n  Café\n  🥐\n"],
    ["a\nb\n\n", 'key: "a\\nb\\n\\n"\n'],
    ["\na", 'key: "\\na"\n'],
    [" a\nb", 'key: " a\\nb"\n'],
    ["a \nb", 'key: "a \\nb"\n'],
    ["a\n \nb", 'key: "a\\n \\nb"\n'],
    ["a\n\tb", 'key: "a\\n\\tb"\n'],
    ["a\nb\u2028", 'key: "a\\nb\\u2028"\n'],
    ["\n", 'key: "\\n"\n'],
  ])("%j of several lines is a block only where that is safe", (value, text) => {
    expect(print(of(string(value)))).toBe(text)
    for (const version of VERSIONS) expect(readBack(of(string(value)), version)).toEqual({ key: value })
  })

  it("stay on one line however long", () => {
    const long = "flour and water ".repeat(500).trim()
    expect(print(of(string(long)))).toBe(`key: ${long}\n`)
    expect(print(of(quoted(long)))).toBe(`key: "${long}"\n`)
  })

  it("can't hold lone surrogates", () => {
    expect(() => string("a\ud800")).toThrow("lone surrogate")
    expect(() => quoted("\udc00")).toThrow("lone surrogate")
    expect(() => entry("\ud800", nothing, O)).toThrow("lone surrogate")
  })
})

describe("other nodes", () => {
  it.each([
    [0, "0"],
    [-0, "0"],
    [443, "443"],
    [-1.5, "-1.5"],
    [1e21, "1.0e+21"],
    [1.5e-7, "1.5e-7"],
  ])("the number %d prints as %s", (value, spelled) => {
    expect(print(of(number(value)))).toBe(`key: ${spelled}\n`)
  })

  it("a tag stands before a collection, and readers that don't know it take the collection alone", () => {
    const document = yamlDocument(
      yamlMap([
        entry("ports", tagged("reset", seq([])), "/a"),
        entry("labels", tagged("override", yamlMap([entry("tray", string("rye"), "/b/tray")])), "/b"),
        entry("trays", tagged("override", seq([item(tagged("reset", flow(["rye"])), "/c/0")])), "/c"),
        entry("test", tagged("override", flow(["CMD"])), "/d"),
      ]),
      { lines: [], origin: O },
    )
    expect(numbered(document)).toEqual([
      "ports: !reset [] </a>",
      "labels: !override </b>",
      "  tray: rye </b/tray>",
      "trays: !override </c>",
      '  - !reset ["rye"] </c/0>',
      'test: !override ["CMD"] </d>',
    ])
    for (const version of VERSIONS) expect(readBack(document, version)).toEqual(toData(document))
    expect(toData(document)).toEqual({ ports: [], labels: { tray: "rye" }, trays: [["rye"]], test: ["CMD"] })
    expect(() => tagged("re set", seq([]))).toThrow("Not a tag")
  })

  it("a comment can have an origin of its own", () => {
    const document = yamlDocument(yamlMap([entry("oven", nothing, "/oven", "Hot", "/oven/purpose")]), {
      lines: [],
      origin: O,
    })
    expect(numbered(document)).toEqual(["# Hot </oven/purpose>", "oven: null </oven>"])
  })

  it("a number that is not finite is refused", () => {
    expect(() => number(Number.NaN)).toThrow("finite")
    expect(() => number(Number.POSITIVE_INFINITY)).toThrow("finite")
  })

  it("a key that comes twice is refused, in small maps and large ones", () => {
    const many = Array.from({ length: 30 }, (_, index) => entry(`shelf-${index}`, nothing, O))
    expect(() => yamlMap([entry("a", nothing, O), entry("b", nothing, O), entry("a", nothing, O)])).toThrow('"a" twice')
    expect(() => yamlMap([...many, entry("shelf-7", nothing, O)])).toThrow('"shelf-7" twice')
    expect(yamlMap(many).entries).toHaveLength(30)
  })

  it("a key that readers would find too long is refused", () => {
    const longest = "k".repeat(1000)
    for (const version of VERSIONS) expect(readBack(keyed(longest), version)).toEqual({ [longest]: "x" })
    expect(() => entry("k".repeat(1001), nothing, O)).toThrow("longer than")
    expect(() => entry("\u0007".repeat(200), nothing, O)).toThrow("longer than")
  })

  it("a key `__proto__` is data, not a prototype", () => {
    const data = toData(keyed("__proto__"))
    expect(Object.keys(data)).toEqual(["__proto__"])
    expect(Object.getPrototypeOf(data)).toBe(Object.prototype)
  })

  it("a comment can't end early, whatever it holds", () => {
    const comment = "one\r\ntwo\u2028- three\u0085key: evil\u0000\ud800\n"
    const document = yamlDocument(yamlMap([entry("key", seq([item(string("x"), O, comment)]), O, comment)]), {
      lines: [comment],
      origin: O,
    })
    for (const version of VERSIONS) expect(readBack(document, version)).toEqual({ key: ["x"] })
    expect(print(document).split("\n")[3]).toBe("# key: evil\\u0000\\ud800")
  })
})

describe("any tree", () => {
  it.each(["1.1", "1.2"] as const)("reads back equal as YAML %s", (version) => {
    fc.assert(
      fc.property(documents, (document) => {
        expect(readBack(document, version)).toEqual(toData(document))
      }),
      { numRuns: 200 },
    )
  })

  it("has one origin for each line", () => {
    fc.assert(
      fc.property(documents, (document) => {
        expect(lineOrigins(document)).toHaveLength(print(document).split("\n").length - 1)
      }),
      { numRuns: 200 },
    )
  })

  it.skipIf(!hasPyYaml())("reads back equal through PyYAML", () => {
    const samples = fc.sample(documents, { numRuns: 150, seed: 7 })
    const script = [
      "import json, sys, yaml",
      "def untagged(loader, tag, node):",
      "    if isinstance(node, yaml.MappingNode): return loader.construct_mapping(node, deep=True)",
      "    return loader.construct_sequence(node, deep=True)",
      "yaml.SafeLoader.add_multi_constructor('!', untagged)",
      "for text in json.load(sys.stdin): print(json.dumps(yaml.safe_load(text)))",
    ].join("\n")
    const { stdout, stderr } = spawnSync("python3", ["-c", script], {
      input: JSON.stringify(samples.map(print)),
      encoding: "utf8",
    })
    expect(stderr).toBe("")
    const read = stdout.trimEnd().split("\n")
    expect(read).toHaveLength(samples.length)
    for (const [index, document] of samples.entries()) {
      expect(JSON.parse(read[index]!)).toEqual(JSON.parse(JSON.stringify(toData(document))))
    }
  })
})

describe("readYaml", () => {
  it("tells where paths stand", () => {
    const { data, errors, positionOf } = readYaml("a:\n  b:\n    - x\n    - c: 1\n")
    expect(errors).toEqual([])
    expect(data).toEqual({ a: { b: ["x", { c: 1 }] } })
    expect(positionOf([])).toEqual({ line: 1, column: 1 })
    expect(positionOf(["a", "b"])).toEqual({ line: 2, column: 3 })
    expect(positionOf(["a", "b", 0])).toEqual({ line: 3, column: 7 })
    expect(positionOf(["a", "b", "1", "c"])).toEqual({ line: 4, column: 7 })
    expect(positionOf(["a", "c"])).toBeUndefined()
    expect(positionOf(["a", "b", 0, "x"])).toBeUndefined()
  })

  it("reads scalars by the version asked for", () => {
    expect(readYaml("a: on").data).toEqual({ a: "on" })
    expect(readYaml("a: on", { version: "1.1" }).data).toEqual({ a: true })
  })

  it.each([
    ["a: 1\na: 2\n", 2, 1],
    ["a: [1\nb: 2\n", 2, 1],
    ["a: *nobody\n", 1, 4],
    ["a: 1\n---\nb: 2\n", 2, 1],
  ])("finds what is wrong in %j", (source, line, column) => {
    const { data, errors } = readYaml(source)
    expect(data).toBeUndefined()
    expect(errors[0]).toMatchObject({ line, column })
    expect(errors[0]!.message).not.toContain("\n")
  })
})

const VERSIONS = ["1.1", "1.2"] as const

const hostile = fc.constantFrom(
  ...[
    "",
    " ",
    "~",
    "null",
    "on",
    "No",
    "y",
    "22:22",
    "0777",
    "0o17",
    "1_000",
    "2024-01-01",
    "=",
    "<<",
    ".inf",
    "-.inf",
  ],
  ...["---", "...", "- a", "a: b", "a #b", "a:", "*a", "&a", "!!str a", "|", ">-", "%YAML 1.1", "@", "`", "__proto__"],
  ...[
    "0x1f",
    "1e3",
    "+1",
    ".5",
    "1.e+3",
    "0.",
    "\t",
    "a\tb",
    "a\n",
    "\n",
    "a\n\nb",
    "a\r\nb",
    "\u0085",
    "\u2028",
    "\ufeff",
  ],
  ...[
    "\u0000",
    "\u001b[0m",
    "'",
    '"',
    "\\",
    "#",
    "${A:?b}",
    "{",
    "}",
    "[",
    ",",
    "190:20:30",
    "685_230.15",
    "true",
    "🥐",
  ],
)
const pieces = fc
  .array(fc.constantFrom(..."ab01:# -\n\t\"'{}[],&*!|>%@`.=<~?\\_+e/\u0085\u2028é".split("")), { maxLength: 12 })
  .map((each) => each.join(""))
const strings = fc.oneof(
  hostile,
  pieces,
  fc.string({ unit: "binary" }).filter((each) => !/\p{Surrogate}/u.test(each)),
)

const scalars: fc.Arbitrary<YamlScalar> = fc.oneof(
  strings.map(string),
  strings.map(quoted),
  fc.double({ noDefaultInfinity: true, noNaN: true }).map(number),
  fc.integer().map(number),
  fc.boolean().map(boolean),
  fc.constant(nothing),
)

const comments = fc.option(strings, { nil: undefined, freq: 4 })

const { value: values } = fc.letrec<{ value: YamlValue; map: ReturnType<typeof yamlMap> }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    scalars,
    fc.array(scalars, { maxLength: 3 }).map(flow),
    fc.array(scalars, { maxLength: 3 }).map((each) => tagged("override", flow(each))),
    tie("map"),
    tie("map").map((map) => tagged("override", map as ReturnType<typeof yamlMap>)),
    fc.array(fc.tuple(tie("value"), comments), { maxLength: 4 }).map((each) => {
      return seq(each.map(([value, comment]) => item(value, O, comment)))
    }),
  ),
  map: fc
    .tuple(
      fc.uniqueArray(fc.tuple(strings, tie("value"), comments), { maxLength: 4, selector: ([key]) => key }),
      fc.boolean(),
    )
    .map(([each, spaced]) => {
      return yamlMap(
        each.map(([key, value, comment]) => entry(key, value, O, comment)),
        { spaced },
      )
    }),
}))

const documents = fc
  .tuple(fc.uniqueArray(fc.tuple(strings, values), { maxLength: 4, selector: ([key]) => key }), fc.array(strings))
  .map(([each, lines]) => {
    return yamlDocument(yamlMap(each.map(([key, value]) => entry(key, value, O))), { lines, origin: O })
  })

function of(value: YamlValue): YamlDocument {
  return yamlDocument(yamlMap([entry("key", value, O)]), { lines: [], origin: O })
}

function keyed(key: string): YamlDocument {
  return yamlDocument(yamlMap([entry(key, string("x"), O)]), { lines: [], origin: O })
}

function readBack(document: YamlDocument, version: "1.1" | "1.2"): unknown {
  const { data, errors } = readYaml(print(document), { version })
  expect(errors).toEqual([])
  return data
}

function numbered(document: YamlDocument): readonly string[] {
  const origins = lineOrigins(document)
  const lines = print(document).trimEnd().split("\n")
  expect(origins).toHaveLength(lines.length)
  return lines.map((line, index) => `${line} <${origins[index]}>`)
}

function hasPyYaml(): boolean {
  return spawnSync("python3", ["-c", "import yaml"]).status === 0
}
