import { spawnSync } from "node:child_process"
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, symlinkSync } from "node:fs"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { buildSync } from "esbuild"
import { afterAll, describe, expect, it } from "vitest"
import { findTopology } from "../../cli/load/find.js"
import { jsonProblems } from "../../cli/load/json.js"
import { type Loaded, loadTopology } from "../../cli/load/load.js"
import { put, removeTemporary, temporary } from "./tree.js"

afterAll(removeTemporary)

const entryText = "export const defineTopology = (topology) => topology\nexport const word = 'flour'\n"

/** A small project: `package.json`, the authoring entry and the given files. */
function project(files: Readonly<Record<string, string>>, withPackage = true): string {
  const directory = temporary()
  put(directory, { ...(withPackage ? { "package.json": "{}" } : {}), "authoring/index.mjs": entryText, ...files })
  return directory
}

function load(directory: string, name = "topology.ts", options = {}): Promise<Loaded> {
  const entry = pathToFileURL(join(directory, "authoring/index.mjs")).href
  return loadTopology(join(directory, name), { entry, compilerVersion: "1.0.0", ...options })
}

/** The diagnostics of a topology that can't be loaded, each as `code file:line:column message`, the file without folder. */
async function told(files: Readonly<Record<string, string>>, name?: string, options = {}): Promise<readonly string[]> {
  const directory = project(files)
  const loaded = await load(directory, name, options)
  if (loaded.kind === "loaded") throw new Error(`It loaded: ${JSON.stringify(loaded.data)}`)
  return loaded.diagnostics.map(({ code, message, position }) =>
    `${code} ${position?.file}:${position?.line}:${position?.column} ${message}`.replaceAll(`${directory}/`, ""),
  )
}

async function data(files: Readonly<Record<string, string>>, name?: string): Promise<unknown> {
  const loaded = await load(project(files), name)
  return loaded.kind === "loaded" ? loaded.data : loaded.diagnostics
}

const cacheOf = (directory: string) => join(directory, "node_modules/.cache/groundplan")

describe("loadTopology", () => {
  it("runs TypeScript with its imports, and names every file that it read", async () => {
    const directory = project({
      "topology.ts": [
        `import type { Missing } from "./types.js"`,
        `import { defineTopology, word } from "groundplan"`,
        `import { oven } from "./parts/oven.js"`,
        `import till from "./parts/till.json" with { type: "json" }`,
        `import { join } from "node:path"`,
        `enum Size { Small = 1 }`,
        `export default defineTopology({ word, oven, till, size: Size.Small, path: join("a", "b") } satisfies object)`,
      ].join("\n"),
      "parts/oven.ts": `import { heat } from "./heat"\nexport const oven = { heat } as const\n`,
      "parts/heat/index.ts": "export const heat: number = 220\n",
      "parts/till.json": `{ "drawers": 2 }\n`,
    })
    expect(await load(directory)).toEqual({
      kind: "loaded",
      data: { word: "flour", oven: { heat: 220 }, till: { drawers: 2 }, size: 1, path: join("a", "b") },
      file: join(directory, "topology.ts"),
      files: ["topology.ts", "parts/oven.ts", "parts/heat/index.ts", "parts/till.json"].map((f) => join(directory, f)),
      absent: expect.arrayContaining([join(directory, "parts/heat.ts")]),
    })
  })

  it("runs the compiled copy again until a source changes, and then the new one", async () => {
    const directory = project({
      "topology.ts": `import { a } from "./a.js"\nexport default { a }\n`,
      "a.ts": "export const a = 1\n",
    })
    expect(await load(directory)).toMatchObject({ data: { a: 1 } })
    const listing = () => readdirSync(cacheOf(directory)).sort()
    const first = listing()
    expect(await load(directory)).toMatchObject({ data: { a: 1 }, files: [{}, {}] })
    expect(listing()).toEqual(first)
    put(directory, { "a.ts": "export const a = 2\n" })
    expect(await load(directory)).toMatchObject({ data: { a: 2 } })
    expect(listing()).not.toEqual(first)
  })

  it("notices a file that appears where an import looks first", async () => {
    const directory = project({
      "topology.ts": `import { a } from "./a.js"\nexport default { a }\n`,
      "a.js": "export const a = 1\n",
    })
    expect(await load(directory)).toMatchObject({ data: { a: 1 } })
    put(directory, { "a.ts": "export const a: number = 2\n" })
    expect(await load(directory)).toMatchObject({ data: { a: 2 } })
  })

  it("compiles anew for another version of the compiler", async () => {
    const directory = project({ "topology.ts": "export default {}\n" })
    await load(directory)
    const before = readdirSync(cacheOf(directory)).length
    await load(directory, "topology.ts", { compilerVersion: "2.0.0" })
    expect(readdirSync(cacheOf(directory)).length).toBe(before + 2)
  })

  it("keeps a handful of compiled topologies", async () => {
    const directory = project({})
    for (let turn = 0; turn < 14; turn++) {
      put(directory, { "topology.ts": `export default { turn: ${turn} }\n` })
      expect(await load(directory)).toMatchObject({ data: { turn } })
    }
    expect(readdirSync(cacheOf(directory)).length).toBeLessThanOrEqual(16)
  })

  it("uses a private folder where there is no package.json", async () => {
    const directory = project({ "topology.mjs": "export default { a: 1 }\n" }, false)
    expect(await load(directory, "topology.mjs")).toMatchObject({ data: { a: 1 } })
    expect(existsSync(join(directory, "node_modules"))).toBe(false)
  })

  it("finds packages as the topology finds them, and import.meta tells the source's place", async () => {
    const directory = project({
      "node_modules/flour/package.json": `{ "name": "flour", "exports": { "import": "./flour.mjs", "require": "./no.cjs" } }`,
      "node_modules/flour/flour.mjs": "export const grams = 500\n",
      "topology.ts": `import { grams } from "flour"\nexport default { grams, at: import.meta.url }\n`,
    })
    const at = pathToFileURL(join(directory, "topology.ts")).href
    expect(await load(directory)).toMatchObject({ data: { grams: 500, at } })
  })

  it("merges YAML maps, what a map says itself first", async () => {
    const text = "base: &base { a: 1, b: 1 }\nover: { <<: *base, b: 2 }\n"
    expect(await data({ "topology.yaml": text }, "topology.yaml")).toEqual({
      base: { a: 1, b: 1 },
      over: { a: 1, b: 2 },
    })
  })

  it.each([
    ["topology.mts", "export default { a: 1 as number }\n"],
    ["topology.js", "export default { a: 1 }\n"],
    ["topology.mjs", "const a = { a: 1 }\nexport { a as default }\n"],
    ["topology.json", `\ufeff{ "a": 1 }`],
    ["topology.yaml", "a: 1\n"],
    ["topology.yml", "base: &b { a: 1 }\na: 1\n"],
  ])("reads %s", async (name, text) => {
    expect(await data({ [name]: text }, name)).toMatchObject({ a: 1 })
  })
})

describe("a topology that can't be loaded", () => {
  it("throws: the message, and the place in the source although the copy's lines differ", async () => {
    const text = `import type { A } from "./a.js"\n\ninterface B {\n  b: number\n}\n\nconst flour: B | null = null\nexport default { x: flour!.b }\n`
    expect(await told({ "topology.ts": text })).toEqual([
      "load/throws topology.ts:8:1 The topology threw: TypeError: Cannot read properties of null (reading 'b').",
    ])
  })

  it("makes a text of a reference, where a template lacks its tag", async () => {
    const directory = project({
      "topology.ts": `import { at } from "groundplan"\n\nexport default {\n  REDIS_URL: \`redis://\${at("redis")}/0\`,\n}\n`,
    })
    const outfile = join(directory, "authoring/whole.mjs")
    buildSync({ entryPoints: ["schema/references.ts"], bundle: true, format: "esm", outfile })
    expect(await load(directory, "topology.ts", { entry: pathToFileURL(outfile).href })).toMatchObject({
      kind: "failed",
      diagnostics: [
        {
          code: "load/throws",
          message: expect.stringMatching(
            /^The topology threw: TypeError: at\("redis"\) is a reference, and no text yet\./,
          ),
          position: { line: 4 },
        },
      ],
    })
  })

  it("throws in a file that it imports, in a function", async () => {
    const files = {
      "topology.ts": `import { bake } from "./bake.js"\nexport default bake()\n`,
      "bake.ts": `type X = 1\n\n\nexport function bake(): object {\n  throw new Error("no flour")\n}\n`,
    }
    expect(await told(files)).toEqual(["load/throws bake.ts:5:3 The topology threw: Error: no flour."])
    expect(await told({ "topology.ts": `throw "flour"\nexport default {}\n` })).toEqual([
      `load/throws topology.ts:1:1 The topology threw: string "flour".`,
    ])
  })

  it("throws again when it is run from the cache", async () => {
    const directory = project({ "topology.ts": "type A = 1\n\nnull.x\nexport default {}\n" })
    const first = await load(directory)
    expect(first).toMatchObject({ kind: "failed", diagnostics: [{ position: { line: 3 } }] })
    expect(await load(directory)).toEqual(first)
  })

  it("imports itself in a circle", async () => {
    const files = {
      "topology.ts": `import { a } from "./a.js"\nexport default { a }\n`,
      "a.ts": `import { b } from "./b.js"\nexport const a = b\n`,
      "b.ts": `export const b = 1\nexport { a } from "./a.js"\n`,
    }
    expect(await told(files)).toEqual([
      "load/circular b.ts:2:19 The topology imports itself in a circle: a.ts → b.ts → a.ts.",
    ])
    const itself = { "topology.ts": `import me from "./topology.js"\nexport default { me }\n` }
    expect(await told(itself)).toEqual([
      "load/circular topology.ts:1:16 The topology imports itself in a circle: topology.ts → topology.ts.",
    ])
  })

  it("never finishes, at its top level or in a function that it calls", async () => {
    const message = "topology.ts:1:1 The topology did not come to an end within 0.3 s."
    for (const text of [
      "for (;;) {}\nexport default {}\n",
      "const spin = () => { while (true); }\nexport default { x: spin() }\n",
    ]) {
      expect(await told({ "topology.ts": text }, "topology.ts", { timeout: 300 })).toEqual([`load/timeout ${message}`])
    }
  })

  it.each([
    ["", "The file has no default export."],
    ["export const topology = {}\n", "The file has no default export, only topology."],
    ["export default undefined\n", "The default export is undefined, not a topology."],
    ["export default () => ({})\n", "The default export is a function, not a topology."],
    ["export default Promise.resolve({})\n", "The default export is a promise, not a topology."],
    ["export default 'bakery'\n", "The default export is a string, not a topology."],
  ])("exports nothing: %j", async (text, message) => {
    expect(await told({ "topology.ts": text })).toEqual([`load/no_export topology.ts:1:1 ${message}`])
  })

  it("waits at its top level", async () => {
    const text = `type A = 1\nconst f = async () => { await 0 }\nconst x = await f()\nexport default { x }\n`
    expect(await told({ "topology.ts": text })).toEqual([
      "load/top_level_await topology.ts:3:11 The topology waits for something at its top level.",
    ])
  })

  it("has mistakes of syntax, in every file", async () => {
    const files = {
      "topology.ts": `import { a } from "./a.js"\nimport { b } from "./b.js"\nexport default { a, b }\n`,
      "a.ts": "// flöür 😀\nexport const a = { x: 1,, }\n",
      "b.ts": "export const b = [\n",
    }
    expect(await told(files)).toEqual([
      "load/syntax a.ts:2:25 Unexpected token.",
      expect.stringMatching(/^load\/syntax b\.ts:2:1 /),
    ])
  })

  it("declares a name twice", async () => {
    expect(await told({ "topology.ts": "const a = 1\nconst a = 2\nexport default {}\n" })).toEqual([
      expect.stringMatching(/^load\/syntax topology\.ts:[12]:\d+ .*a/),
    ])
  })

  it.each([
    [
      "the library's",
      { "topology.ts": `import {\n  wrd as word,\n} from "groundplan"\nexport default { word }\n` },
      "load/no_such_import topology.ts:2:3 groundplan has no export wrd.",
      { allowed: '"defineTopology", "word"', help: "Did you mean word?" },
    ],
    [
      "a file's",
      {
        "topology.ts": `import type { A } from "./a.js"\nimport { a } from "./a.js"\nexport default { a }\n`,
        "a.ts": "export interface A {}\nexport const flour = 1\n",
      },
      "load/no_such_import topology.ts:2:10 ./a.js has no export a.",
      { allowed: '"flour"', help: "Import a name that it exports." },
    ],
    [
      "a file's default",
      {
        "topology.ts": `import { a } from "./a.js"\nexport default { a }\n`,
        "a.ts": `\nexport { default as a } from "./b.js"\n`,
        "b.ts": "export const b = 1\n",
      },
      "load/no_such_import a.ts:2:10 ./b.js has no default export.",
      { allowed: '"b"', help: "Import a name that it exports." },
    ],
    [
      "a package's",
      {
        "node_modules/flour/package.json": `{ "name": "flour", "exports": "./flour.mjs" }`,
        "node_modules/flour/flour.mjs": "export const grams = 500\n",
        "topology.ts": `import { gram } from "flour"\nexport default { gram }\n`,
      },
      "load/no_such_import topology.ts:1:10 flour has no export gram.",
      { help: "Import a name that it exports." },
    ],
  ])("imports a name that isn't exported: %s", async (_whose, files, message, fields) => {
    const directory = project(files)
    const loaded = await load(directory)
    expect(loaded).toMatchObject({ kind: "failed", diagnostics: [fields] })
    expect(await told(files)).toEqual([message])
    expect(JSON.stringify(loaded)).not.toContain("file:")
  })

  it("throws where links lead to the cache and to the topology", async () => {
    const directory = project({ "elsewhere/.keep": "", "topology.ts": "type A = 1\n\nnull.x\nexport default {}\n" })
    symlinkSync(join(directory, "elsewhere"), join(directory, "node_modules"))
    expect(await load(directory)).toMatchObject({ diagnostics: [{ code: "load/throws", position: { line: 3 } }] })
    const linked = join(temporary(), "linked")
    symlinkSync(directory, linked)
    expect(await load(linked)).toMatchObject({ diagnostics: [{ code: "load/throws", position: { line: 3 } }] })
  })

  it("imports what isn't there", async () => {
    expect(await told({ "topology.ts": `import "./gone.js"\nimport "./also-gone.json"\nexport default {}\n` })).toEqual(
      [
        `load/not_found topology.ts:1:8 "./gone.js" can't be found from here.`,
        `load/not_found topology.ts:2:8 "./also-gone.json" can't be found from here.`,
      ],
    )
    expect(
      await told({ "topology.ts": `const x = 1\nimport f from "no-such-package"\nexport default { f }\n` }),
    ).toEqual([`load/not_found topology.ts:2:15 "no-such-package" can't be found from here.`])
    expect(await told({ "topology.ts": "const at = `./${1}.js`\nimport(at)\nexport default {}\n" })).toEqual([
      expect.stringMatching(/^load\/computed_import topology\.ts:2:8 /),
    ])
  })

  it("tries to end the process", async () => {
    expect(await told({ "topology.ts": "process.exit(0)\nexport default {}\n" })).toEqual([
      "load/throws topology.ts:1:9 The topology threw: Error: process.exit was called.",
    ])
  })

  it("isn't there, or is of no known kind", async () => {
    expect(await told({}, "topology.ts")).toEqual(["load/not_found topology.ts:1:1 topology.ts can't be read."])
    expect(await told({ "topology.toml": "" }, "topology.toml")).toMatchObject([
      expect.stringMatching(/^load\/unknown_kind/),
    ])
    expect(await told({ "topology.json": "3" }, "topology.json")).toMatchObject([
      expect.stringMatching(/^load\/no_export/),
    ])
  })

  it("has several mistakes of JSON, each with its place", async () => {
    const text = `{\n  "a": 1,\n  'b': 2,\n  "c": [1, 2,],\n  "a": tru,\n  // note\n  "d": "x" "e": 01\n}\n`
    expect(await told({ "topology.json": text }, "topology.json")).toEqual([
      "load/syntax topology.json:3:3 A key must stand in double quotes.",
      "load/syntax topology.json:4:13 A comma stands before ].",
      'load/syntax topology.json:5:3 The key "a" stands here a second time.',
      'load/syntax topology.json:5:8 "tru" is not a value of JSON.',
      "load/syntax topology.json:6:3 JSON has no comments.",
      "load/syntax topology.json:7:12 A comma is missing.",
      'load/syntax topology.json:7:17 "01" is not a value of JSON.',
    ])
  })

  it("has several mistakes of YAML, each with its place", async () => {
    const text = `a: 1\na: 2\nb: "x\\q"\nc: !env X\n`
    expect(await told({ "topology.yaml": text }, "topology.yaml")).toEqual([
      "load/syntax topology.yaml:2:1 Map keys must be unique.",
      expect.stringMatching(/^load\/syntax topology\.yaml:3:\d+ Invalid escape sequence \\q\.$/),
      expect.stringMatching(/^load\/syntax topology\.yaml:4:4 Unresolved tag: !env\.$/),
    ])
  })

  it("is a YAML bomb", async () => {
    const bomb = Array.from(
      { length: 12 },
      (_, i) =>
        `a${i}: &a${i} [${
          i === 0
            ? "x"
            : Array(10)
                .fill(`*a${i - 1}`)
                .join(", ")
        }]`,
    )
    expect(await told({ "topology.yaml": bomb.join("\n") }, "topology.yaml")).toEqual([
      expect.stringMatching(/^load\/syntax topology\.yaml:1:1 Excessive alias count/),
    ])
  })
})

describe("jsonProblems", () => {
  it.each([
    "",
    "{",
    "[1",
    "[1,",
    '{"a"',
    '{"a":',
    '"x',
    '"\\',
    "[}",
    "{]",
    "[1 2]",
    "nul",
    "[".repeat(100_000),
    "{}{}",
    '"\u0001"',
    "[,]",
  ])("refuses what JSON.parse refuses: %j", (text) => {
    expect(() => JSON.parse(text)).toThrow()
    expect(jsonProblems(text).length).toBeGreaterThan(0)
  })

  it.each([
    "{}",
    "[]",
    ' { "a" : [ 1 , -2.5e+3 , true , null , "\\u00e9\\n" ] } ',
    '"x"',
    "0",
    '{"a":{"a":1},"b":{"a":1}}',
  ])("accepts what JSON.parse accepts: %j", (text) => {
    expect(jsonProblems(text)).toEqual([])
  })
})

describe("findTopology", () => {
  it("walks up to the first directory that has one", () => {
    const directory = project({ "topology.yaml": "", "a/b/c.txt": "" })
    mkdirSync(join(directory, "a/topology.ts"))
    expect(findTopology(join(directory, "a/b"))).toEqual({ kind: "found", file: join(directory, "topology.yaml") })
    expect(statSync(join(directory, "a/topology.ts")).isDirectory()).toBe(true)
  })

  it("refuses two in one directory, and says where it looked when there is none", () => {
    const directory = project({ "topology.yaml": "", "topology.ts": "" })
    expect(findTopology(directory)).toMatchObject({
      kind: "failed",
      diagnostics: [
        { code: "load/ambiguous", message: expect.stringContaining("2 topologies: topology.ts, topology.yaml") },
      ],
    })
    expect(findTopology("/")).toMatchObject({ kind: "failed", diagnostics: [{ code: "load/not_found" }] })
  })
})

describe("the warning about require of ES modules", () => {
  const program = join(process.cwd(), "node_modules/.cache/groundplan-load-test.mjs")
  afterAll(() => rmSync(program, { force: true }))

  it("is not printed, and others are", () => {
    const directory = project({ "topology.ts": `process.emitWarning("flour is low")\nexport default { a: 1 }\n` })
    const contents = `
      import { loadTopology } from "./cli/load/load.js"
      const [file] = process.argv.slice(2)
      console.log(JSON.stringify(await loadTopology(file, { entry: "file:///none.mjs", compilerVersion: "1" })))`
    buildSync({
      stdin: { contents, resolveDir: process.cwd() },
      outfile: program,
      bundle: true,
      platform: "node",
      format: "esm",
      packages: "external",
    })
    const { stdout, stderr } = spawnSync(process.execPath, [program, join(directory, "topology.ts")], {
      encoding: "utf8",
    })
    expect(JSON.parse(stdout)).toMatchObject({ kind: "loaded", data: { a: 1 } })
    expect(stderr).toContain("flour is low")
    expect(stderr).not.toContain("Experimental")
  })
})
