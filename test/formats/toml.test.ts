import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { readToml, setTomlString, tomlPosition } from "../../formats/toml.js"

const IMAGES = `# which tag each image has, where
[redis]
development = "7-alpine"
production  = "7.4.1-alpine" # pinned

[postgres]
all = "17"
`

describe("readToml", () => {
  it("reads tables, dotted and quoted keys, inline tables, arrays and all strings", async () => {
    const source = [
      'title = "Bread"',
      "oven.heat = 230",
      '"a.b".\'c d\' = "q"',
      "[shop.counter] # the front",
      "inline = { x = 1, y = { z = [1, 2] } }",
      'text = """',
      "[not.a.table]",
      'key = "no" """',
      "raw = '''",
      "# no comment '''",
      "when = 1979-05-27 07:32:00Z",
      "list = [ # of things",
      '  "a", "]",',
      "  { n = 1 }",
      "]",
      "[[loaf]]",
      'name = "rye"',
      "[[loaf]]",
      "[loaf.crust]",
      "thick = true",
      "",
    ].join("\n")
    const { data, errors, positionOf } = await readToml(source)
    expect(errors).toEqual([])
    expect(data).toMatchObject({
      title: "Bread",
      oven: { heat: 230 },
      loaf: [{ name: "rye" }, { crust: { thick: true } }],
    })
    const places = {
      title: [1, 1],
      "oven heat": [2, 6],
      oven: [2, 1],
      "a.b": [3, 1],
      shop: [4, 2],
      "shop counter": [4, 7],
      "shop counter inline y z 1": [5, 33],
      "shop counter text": [6, 1],
      "shop counter raw": [9, 1],
      "shop counter when": [11, 1],
      "shop counter list 1": [13, 8],
      "shop counter list 2 n": [14, 5],
      loaf: [16, 3],
      "loaf 0 name": [17, 1],
      "loaf 1": [18, 3],
      "loaf 1 crust": [19, 7],
      "loaf 1 crust thick": [20, 1],
    }
    for (const [path, [line, column]] of Object.entries(places)) {
      expect({ path, ...positionOf(path.split(" ")) }).toEqual({ path, line, column })
    }
    expect(positionOf(["a.b", "c d"])).toEqual({ line: 3, column: 7 })
    expect(positionOf(["not"])).toBeUndefined()
    expect(positionOf(["shop", "counter", "key"])).toBeUndefined()
    expect(positionOf(["loaf", "2"])).toBeUndefined()
    expect(positionOf([])).toEqual({ line: 1, column: 1 })
  })

  it.each([
    ["a = 1\nb = \nc = 2\n", 2],
    ["a = 1\na = 2\n", 2],
    ["[a\n", 1],
    ['a = "x\n', 1],
    ["x = nope\n", 1],
  ])("says what is wrong in %j, and where", async (source, line) => {
    const { data, errors } = await readToml(source)
    expect(data).toBeUndefined()
    expect(errors).toHaveLength(1)
    expect(errors[0]).toMatchObject({ line })
    expect(errors[0]!.message).not.toMatch(/\n| at row /)
  })

  it.each([
    ['[oven]\na = "1"\n[oven]\n', "[oven] stands here a second time", 3, 1],
    ['[oven]\n  all = "1"\n  all = "2" # again\nb = 1\n', "all stands here a second time", 3, 3],
    ['oven.all = "1"\noven.all = "1"\n', "oven.all stands here a second time", 2, 1],
    ["oven = { all = 1, all = 2 }\n", "Can't redefine existing key", 1, 26],
  ])("names what %j says twice, where its line tells", async (source, message, line, column) => {
    expect((await readToml(source)).errors).toEqual([{ message, line, column }])
  })

  it("reads past a byte order mark and Windows line endings", async () => {
    const { data, positionOf } = await readToml(`\ufeff${IMAGES.replaceAll("\n", "\r\n")}`)
    expect(data).toEqual({
      redis: { development: "7-alpine", production: "7.4.1-alpine" },
      postgres: { all: "17" },
    })
    expect(positionOf(["redis", "production"])).toEqual({ line: 4, column: 1 })
  })

  it("keeps a key `__proto__` from being a prototype", async () => {
    const { data } = await readToml('[__proto__]\nall = "1"\n')
    expect(Object.keys(data!)).toEqual(["__proto__"])
  })

  it("tells no place beyond what it could follow", () => {
    const source = 'a = "1"\nb = <?>\nc = "3"\n'
    expect(tomlPosition(source, ["a"])).toEqual({ line: 1, column: 1 })
    expect(tomlPosition(source, ["b"])).toBeUndefined()
    expect(tomlPosition(source, ["c"])).toBeUndefined()
  })
})

describe("setTomlString", () => {
  it.each<[string, string, readonly string[], string, string]>([
    ["replaces a value", IMAGES, ["redis", "production"], "7.4.2", IMAGES.replace('"7.4.1-alpine"', '"7.4.2"')],
    ["leaves an equal value alone", 'a = "\\u0037"\n', ["a"], "7", 'a = "\\u0037"\n'],
    ["keeps single quotes", "a = '7' # x\n", ["a"], "8", "a = '8' # x\n"],
    ["but not around what they can't hold", "a = '7'\n", ["a"], "it's", 'a = "it\'s"\n'],
    ["replaces what is no string", "a = [1,\n 2]\nb = 1\n", ["a"], "8", 'a = "8"\nb = 1\n'],
    ["replaces strings of several lines", 'a = """\nx\n"""\nb = 1\n', ["a"], "8", 'a = "8"\nb = 1\n'],
    [
      "adds a key below its table's last, aligned",
      IMAGES,
      ["redis", "staging"],
      "7.4",
      IMAGES.replace("# pinned\n", '# pinned\nstaging     = "7.4"\n'),
    ],
    ["adds a key as its neighbour spells it", "[a]\n  x=1\n[b]\n", ["a", "y"], "2", '[a]\n  x=1\n  y="2"\n[b]\n'],
    ["does not align with one neighbour", "[a]\nlong = 1\n", ["a", "y"], "2", '[a]\nlong = 1\ny = "2"\n'],
    ["adds a key to an empty table", "[a]\n\n[b]\n", ["a", "y"], "2", '[a]\ny = "2"\n\n[b]\n'],
    ["adds a key where no newline ends the source", "[a]\nx = 1", ["a", "y"], "2", '[a]\nx = 1\ny = "2"\n'],
    ["adds a table at the end", IMAGES, ["caddy", "all"], "2", `${IMAGES}\n[caddy]\nall = "2"\n`],
    ["adds a table to nothing", "", ["caddy", "all"], "2", '[caddy]\nall = "2"\n'],
    ["quotes keys", "", ["a b", "c.d"], "2", '["a b"]\n"c.d" = "2"\n'],
    ["adds a header for an implied table", "[a.b]\nx = 1\n", ["a", "y"], "2", '[a.b]\nx = 1\n\n[a]\ny = "2"\n'],
    ["adds a table within a table", "[a]\nx = 1\n", ["a", "b", "y"], "2", '[a]\nx = 1\n\n[a.b]\ny = "2"\n'],
    ["adds a root key above the first table", "# top\n[a]\n", ["y"], "2", '# top\ny = "2"\n\n[a]\n'],
    ["adds a root key below the others", "x = 1\n[a]\n", ["y"], "2", 'x = 1\ny = "2"\n[a]\n'],
    ["adds a root key to nothing", "# top\n", ["y"], "2", '# top\ny = "2"\n'],
    ["adds to an inline table", "a = { x = 1 } # c\n", ["a", "y"], "2", 'a = { x = 1, y = "2" } # c\n'],
    ["adds to an empty inline table", "a = {}\n", ["a", "y"], "2", 'a = { y = "2" }\n'],
    ["adds deep into an inline table", "a = { x.z = 1 }\n", ["a", "x", "y"], "2", 'a = { x.z = 1, x.y = "2" }\n'],
    ["adds beside dotted keys", "a.x = 1\nb = 1\n", ["a", "y"], "2", 'a.x = 1\na.y = "2"\nb = 1\n'],
    [
      "adds beside dotted keys of a table",
      "[t]\na.x = 1\n[u]\n",
      ["t", "a", "b", "y"],
      "2",
      '[t]\na.x = 1\na.b.y = "2"\n[u]\n',
    ],
    ["keeps dotted keys together", "a.x = 1\n[a.b]\nz = 1\n", ["a", "y"], "2", 'a.x = 1\na.y = "2"\n[a.b]\nz = 1\n'],
    [
      "edits an element of an array of tables",
      "[[a]]\nx = 1\n[[a]]\n",
      ["a", "0", "y"],
      "2",
      '[[a]]\nx = 1\ny = "2"\n[[a]]\n',
    ],
    ["escapes", "", ["a"], 'q"\\\n\u007f', 'a = "q\\"\\\\\\n\\u007f"\n'],
  ])("%s", (_, source, path, value, expected) => {
    expect(setTomlString(source, path, value)).toBe(expected)
    expect(setTomlString(expected, path, value)).toBe(expected)
  })

  it("keeps Windows line endings and the byte order mark", () => {
    const source = `\ufeff${IMAGES.replaceAll("\n", "\r\n")}`
    const edited = setTomlString(setTomlString(source, ["redis", "staging"], "7"), ["caddy", "all"], "2")
    expect(edited.startsWith("\ufeff# which")).toBe(true)
    expect(edited.replaceAll("\r\n", "")).not.toContain("\n")
    expect(edited).toContain('staging     = "7"\r\n')
    expect(edited).toContain('\r\n\r\n[caddy]\r\nall = "2"\r\n')
  })

  it.each<[string, readonly string[], string]>([
    ["a = <?>\n", ["a"], "beyond 1:1"],
    ["a = 1\n", [], "at least one key"],
    ["[a]\n", ["a"], "a is a table"],
    ["[a.b]\n", ["a"], "a is a table"],
    ["a.b = 1\n", ["a"], "a is a table"],
    ['a = "x"\n', ["a", "b"], "a is not a table"],
    ["a = [1]\n", ["a", "1"], "a is not a table"],
    ["[[a]]\n", ["a", "1"], "a is an array of tables"],
    ["[[a]]\n", ["a", "0", "b", "c"], "a is an array of tables"],
  ])("in %j refuses %j", (source, path, reason) => {
    expect(() => setTomlString(source, path, "x")).toThrow(reason)
  })

  it("refuses lone surrogates", () => {
    expect(() => setTomlString("", ["a"], "\ud800")).toThrow("lone surrogate")
    expect(() => setTomlString("", ["\udc00"], "a")).toThrow("lone surrogate")
  })
})

describe("any source", () => {
  it("has a place for each path, and that place holds its key", async () => {
    let seen = 0
    await fc.assert(
      fc.asyncProperty(sources, async (source) => {
        const { data, positionOf } = await readToml(source)
        fc.pre(data !== undefined)
        const lines = source.split("\n")
        for (const path of pathsIn(data)) {
          const position = positionOf(path)
          expect({ source, path, position }).toMatchObject({ position: expect.anything() })
          const key = path.at(-1)!
          const text = lines[position!.line - 1]!.slice(position!.column - 1)
          if (!/^\d+$/.test(key)) expect(/^"([^"]*)"|^'([^']*)'|^[\w-]+/.exec(text)![0].replace(/["']/g, "")).toBe(key)
          seen += 1
        }
      }),
      { numRuns: 200 },
    )
    expect(seen).toBeGreaterThan(500)
  })

  it("reads the same after an edit, but for that path, and a second edit changes nothing", async () => {
    let edits = 0
    await fc.assert(
      fc.asyncProperty(sources, fc.array(keys, { minLength: 1, maxLength: 4 }), values, async (source, path, value) => {
        const { data } = await readToml(source)
        fc.pre(data !== undefined)
        const edited = attempt(() => setTomlString(source, path, value))
        if (edited === undefined) return
        edits += 1
        const after = await readToml(edited)
        expect({ source, edited, errors: after.errors }).toMatchObject({ errors: [] })
        expect(plain(after.data)).toEqual(withValue(plain(data), path, value))
        expect(setTomlString(edited, path, value)).toBe(edited)
        const comments = (text: string) => text.match(/# note \d+/g)?.length ?? 0
        if (!hasValueAt(data, path)) expect(comments(edited)).toBe(comments(source))
      }),
      { numRuns: 300 },
    )
    expect(edits).toBeGreaterThan(100)
  })
})

const keys = fc.constantFrom("a", "b", "c", "d-1", "e f")
const spelledKeys = fc.oneof(
  keys.map(spellKey),
  keys.map((key) => `'${key}'`),
  keys.map((key) => `"${key}"`),
)
const values = fc.oneof(
  fc.constantFrom("", "7-alpine", "it's", 'q"', "\\", "a\nb", "é🥐", "\u0000\u007f\u2028"),
  fc.string(),
)
const dotted = fc
  .tuple(fc.array(spelledKeys, { minLength: 1, maxLength: 3 }), fc.constantFrom(".", " . "))
  .map(([each, dot]) => each.join(dot))

const { value: tomlValues } = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom(
      ...['"x"', "'x'", '"]}#\\""', '"""\n[a]\nb = 1 \\\n  """', "'''\n# '' '''", "1_000", "-0.5e3", "true", "nan"],
      ...["1979-05-27T07:32:00Z", "1979-05-27", '""""q""""', "''", '""'],
    ),
    fc
      .tuple(fc.array(tie("value"), { maxLength: 3 }), fc.constantFrom(", ", ",\n  ", ", # note 1 ]\n"))
      .map(([each, comma]) => `[${each.join(comma)}${comma.includes("\n") && each.length > 0 ? comma : ""}]`),
    fc.array(fc.tuple(dotted, tie("value")), { maxLength: 3 }).map((each) => {
      return `{${each.map(([key, value]) => ` ${key} = ${value} `).join(",")}}`
    }),
  ),
}))

const lines = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.tuple(dotted, fc.constantFrom(" = ", "=", "   = "), tomlValues).map((each) => each.join("")),
  },
  { weight: 2, arbitrary: dotted.map((key) => `[${key}] # note 2`) },
  { weight: 1, arbitrary: dotted.map((key) => `[[ ${key} ]]`) },
  fc.constantFrom("", "# note 3", "  # note 4 = [x]"),
)
const sources = fc
  .tuple(fc.array(lines, { maxLength: 8 }), fc.constantFrom("\n", "\r\n"), fc.boolean())
  .map(([each, eol, ended]) => each.join("\n").replaceAll("\n", eol) + (ended ? eol : ""))

function spellKey(key: string): string {
  return key.includes(" ") ? `"${key}"` : key
}

function pathsIn(data: unknown): readonly (readonly string[])[] {
  if (typeof data !== "object" || data === null || data instanceof Date) return []
  return Object.entries(data).flatMap(([key, value]) => [[key], ...pathsIn(value).map((rest) => [key, ...rest])])
}

function attempt(edit: () => string): string | undefined {
  try {
    return edit()
  } catch (error) {
    if (error instanceof TypeError) throw error
    return undefined
  }
}

function plain(data: unknown): unknown {
  return JSON.parse(JSON.stringify(data, (_, value) => (typeof value === "number" ? String(value) : value)))
}

function hasValueAt(data: unknown, path: readonly string[]): boolean {
  return pathsIn(data).some((each) => each.join("\n") === path.join("\n"))
}

function withValue(data: unknown, [key, ...rest]: readonly string[], value: string): unknown {
  const table = data as Record<string, unknown>
  return { ...table, [key!]: rest.length === 0 ? value : withValue(table[key!] ?? {}, rest, value) }
}
