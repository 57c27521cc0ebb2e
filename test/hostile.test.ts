import { parse as parseHcl } from "@cdktn/hcl2json"
import DOMPurify from "dompurify"
import fc from "fast-check"
import { marked } from "marked"
import mermaid from "mermaid"
import { beforeAll, describe, expect, it, vi } from "vitest"
import * as z from "zod"
import { type Compilation, compile } from "../core/compile.js"
import type { Diagnostic } from "../core/diagnostic.js"
import { parse } from "../core/parse.js"
import { type ReadDirective, type ReadToken, readCaddyfile, readPlaceholders } from "../formats/caddyfile-read.js"
import { readComposeText } from "../formats/compose.js"
import { readDotenv } from "../formats/dotenv.js"
import type { Text } from "../formats/text.js"
import { readYaml } from "../formats/yaml-read.js"
import { generators } from "../generators/index.js"
import { child, segments } from "../schema/pointer.js"
import { topology } from "../schema/topology.js"
import { EVERYTHING, EVERYTHING_PINS } from "./support/everything.js"

/**
 * A hostile string goes through every field of a topology that says everything, and what comes out is read with its consumer's own
 * parser. The same topology with a harmless word in the same places is the measure: both must read as the same data, but that the
 * string stands where the word does.
 */
const HOSTILE: readonly string[] = [
  `double " single ' back \\ slash \\n \\`,
  "$X $$ ${X:-y} 5$ $(id) %{x} %%{ if true } $${ %%{",
  "{$X} {$X:y} {env.X} {http.request.host} {{ x }} {% y %} }",
  "${X}",
  "#a|b",
  "`tick` ``` # number <b>bold</b> <script>alert(1)</script> &amp; -->",
  "two\nlines\r\nand\ttab\u0085",
  "a\u2028b\u2029c \u200frtl \u202egnirts\u202c 🥐👩‍🍳 e\u0301 A\u030a",
  "* _a_ [link](javascript:x) ![i](y) www.x.example https://x.example",
  "- a: [b] & ! % ; EOF <<EOT */ /* // && c end subgraph x[y] --> z %% d",
  "---",
  "on",
  "22:22",
  "0777",
  "~",
  "x".repeat(300),
]

/** What stands in for the hostile string. Nobody would write it by chance. */
const HARMLESS = "quokka"

/** How a string is made to fit a field that wants it to begin in some way. */
const FRAMES: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => `/${text}`,
  (text) => `./${text}`,
  (text) => `https://books.example/${text}`,
  (text) => `/data/${text}`,
]

/** Records whose names a person chooses, and nothing refers to. */
const FREE_NAMES = /\/(?:labels|holds|annotations|headers|requestHeaders|header)$/

/**
 * Fields whose refusal is told elsewhere: a repository decides the family, and so which ports and checks a service has; a unit's path
 * without its placeholders is the same for all units; an edge's port is told at the edge. And an instance's name, from which its account
 * gets another id where it is short.
 */
const ELSEWHERE = /^\/hosts\/[^/]+\/name$|^\/terraform\/unit$|^\/images\/[^/]+\/repository$|\/uses\/\d+\/port$/

interface Field {
  readonly path: string
  /** A text, or a name in a record. */
  readonly kind: "value" | "name"
}

interface Placed extends Field {
  readonly frame: (text: string) => string
}

const FIELDS: readonly Field[] = [...fieldsOf(EVERYTHING, "")].filter(({ path }) => !ELSEWHERE.test(path))

// Most of a second each; but on a busy machine far more.
vi.setConfig({ testTimeout: 60_000 })

beforeAll(async () => {
  // Without a DOM there is no sanitizer; labels hold no `<` but `<br/>`.
  Object.assign(DOMPurify, { sanitize: (text: string) => text, addHook: () => undefined })
  await mermaid.parse("flowchart LR")
})

describe("a topology that says everything", () => {
  it("states every field of the schema", () => {
    const schema = z.toJSONSchema(topology, { io: "input", unrepresentable: "any", reused: "inline" }) as Schema
    const ours = new Set(stated(schema, [EVERYTHING]))
    expect([...new Set(described(schema))].filter((field) => !ours.has(field))).toEqual([])
  })
})

describe("through every field at once", () => {
  const fewest = { fields: FIELDS.length, text: "" }

  it.each(
    HOSTILE.map((text) => [text.length > 99 ? `${text.length} characters` : JSON.stringify(text), text] as const),
  )("%s", async (_, text) => {
    const spelled = (literal: string) => literal.replaceAll(HARMLESS, () => text.normalize("NFC"))
    const placed = everywhere(text)
    if (placed.length < fewest.fields) Object.assign(fewest, { fields: placed.length, text })
    const [files, measure] = [filesOf(put(placed, text)), filesOf(put(placed, HARMLESS))]
    expect([...files.keys()].sort()).toEqual([...measure.keys()].map((path) => spelled(path)).sort())
    const read = new Set<string>()
    for (const [path, harmless] of measure) {
      const content = files.get(spelled(path))!
      if (content === harmless) continue
      const reader = readerOf(path)
      expect(await reader(content, (literal) => literal), path).toEqual(await reader(harmless, spelled))
      read.add(reader.name)
    }
    // Words for people and values for programs take any string: it got into files of every kind.
    expect([...read]).toEqual(expect.arrayContaining(["readCompose", "readCaddy", "readHcl", "readMarkdown"]))
  })

  it("most fields that hold free text took every one of them", () => {
    expect(fewest.fields, fewest.text).toBeGreaterThan(30)
  })
})

describe("through one field alone", () => {
  it("nothing throws: what is not taken is told", () => {
    const strings = fc.oneof(
      fc.constantFrom(...HOSTILE, "", " ", "\0", "\ud800", "__proto__", "constructor", "../..", "/", "%00"),
      fc.string({ unit: "binary", maxLength: 20 }),
    )
    fc.assert(
      fc.property(fc.constantFrom(...FIELDS), fc.constantFrom(...FRAMES), strings, (field, frame, text) => {
        const { artifacts, diagnostics } = compiled(put([{ ...field, frame }], text))
        expect(artifacts.length > 0).toBe(!diagnostics.some(({ severity }) => severity === "error"))
        for (const { code, message, path } of diagnostics) expect([code, message, path]).not.toContain("")
      }),
      { numRuns: 100 },
    )
  })
})

describe("a health path with quotes and backslashes", () => {
  it.each(["python", "node"])("stays one string of the program that asks it: %s", (family) => {
    const get = `/a"b\\c'd\\`
    const small = {
      name: "bakery",
      generate: ["compose"],
      environments: { shop: {} },
      images: { oven: { repository: "bakery/oven", family } },
      hosts: {
        oven: {
          stacks: { main: { directory: "oven", project: "oven" } },
          services: { oven: { image: "oven", ports: { http: 8000 }, health: { get } } },
        },
      },
    }
    const options = { pins: { oven: { default: "1" } }, generators, today: new Date("2026-01-01T00:00:00Z") }
    const { artifacts, diagnostics } = compile(small, options)
    expect(diagnostics).toEqual([])
    const file = artifacts.find(({ path }) => path.endsWith(".yml"))
    const { data } = readYaml(file!.content)
    const { services } = data as { readonly services: { readonly oven: { readonly healthcheck: { test: string[] } } } }
    const program = services.oven.healthcheck.test.at(-1)!
    const [literal] = /"(?:[^"\\]|\\.)*"/.exec(program)!
    expect(JSON.parse(literal)).toBe(`http://127.0.0.1:8000${get}`)
  })
})

/* Placing */

function* fieldsOf(value: unknown, path: string): Generator<Field> {
  if (typeof value === "string") yield { path, kind: "value" }
  if (typeof value !== "object" || value === null) return
  for (const [name, one] of Object.entries(value)) {
    const place = child(path, name)
    if (FREE_NAMES.test(path)) yield { path: place, kind: "name" }
    yield* fieldsOf(one, place)
  }
}

/** Wherever the schema and the compiler take the text, in the first frame that they take. */
function everywhere(text: string): readonly Placed[] {
  let taken: readonly Placed[] = []
  for (const frame of FRAMES.slice(0, -1))
    taken = withoutRefused(taken.concat(rest(taken, frame)), text, (tried) => parse(tried).diagnostics)
  taken = withoutRefused(taken, text, errors)
  return withoutRefused([...taken, ...rest(taken, FRAMES.at(-1)!)], text, errors)
}

function rest(placed: readonly Placed[], frame: Placed["frame"]): readonly Placed[] {
  const taken = new Set(placed.map(({ kind, path }) => `${kind} ${path}`))
  return FIELDS.flatMap((field) => (taken.has(`${field.kind} ${field.path}`) ? [] : [{ ...field, frame }]))
}

/** Takes back what is refused, of the text or of the harmless word, until nothing is. */
function withoutRefused(
  placed: readonly Placed[],
  text: string,
  refusals: (topology: unknown) => readonly Diagnostic[],
): readonly Placed[] {
  for (const word of [text, HARMLESS]) {
    const refused = refusals(put(placed, word))
    if (refused.length > 0) return withoutRefused(withoutBlamed(placed, word, refused), text, refusals)
  }
  return placed
}

/** A refusal blames the field at its place, or else that of a note: `routes outside the zone` are told at the route. */
function withoutBlamed(placed: readonly Placed[], word: string, refused: readonly Diagnostic[]): readonly Placed[] {
  const names = namesIn(placed, word)
  const own = refused.map(({ path }) => path)
  const noted = refused.flatMap(({ notes }) => (notes ?? []).flatMap(({ path }) => path ?? []))
  for (const blamed of [own, noted]) {
    const left = placed.filter(({ path }) => !blamed.some((one) => related(one, renamed(path, names))))
    if (left.length < placed.length) return left
  }
  throw new Error(`Blames no field: ${JSON.stringify(refused, null, 2)}`)
}

function related(one: string, other: string): boolean {
  return one === other || one.startsWith(`${other}/`) || other.startsWith(`${one}/`)
}

/** The topology with the text in the places given. */
function put(placed: readonly Placed[], text: string): unknown {
  const values = new Map(placed.flatMap(({ kind, path, frame }) => (kind === "value" ? [[path, frame(text)]] : [])))
  const names = namesIn(placed, text)
  const walk = (value: unknown, path: string): unknown => {
    if (typeof value === "string") return values.get(path) ?? value
    if (Array.isArray(value)) return value.map((one, index) => walk(one, child(path, index)))
    if (typeof value !== "object" || value === null) return value
    return Object.fromEntries(
      Object.entries(value).map(([name, one]) => [names.get(child(path, name)) ?? name, walk(one, child(path, name))]),
    )
  }
  return walk(EVERYTHING, "")
}

function namesIn(placed: readonly Placed[], text: string): ReadonlyMap<string, string> {
  return new Map(placed.flatMap(({ kind, path, frame }) => (kind === "name" ? [[path, frame(text)]] : [])))
}

/** Where a place is once names on the way to it are others. */
function renamed(path: string, names: ReadonlyMap<string, string>): string {
  let [old, now] = ["", ""]
  for (const name of segments(path)) {
    old = child(old, name)
    now = child(now, names.get(old) ?? name)
  }
  return now
}

/* Compiling */

const WITHOUT_FILES = generators.map((generator) => ({ ...generator, generate: () => [] }))

function compiled(data: unknown, chosen = generators): Compilation {
  return compile(data, { pins: EVERYTHING_PINS, generators: chosen, today: new Date("2026-01-01T00:00:00Z") })
}

function errors(data: unknown): readonly Diagnostic[] {
  return compiled(data, WITHOUT_FILES).diagnostics.filter(({ severity }) => severity === "error")
}

function filesOf(data: unknown): ReadonlyMap<string, string> {
  const { artifacts, diagnostics } = compiled(data)
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([])
  return new Map(artifacts.map(({ path, content }) => [path, content]))
}

/* Reading back: each reader yields data in which every literal went through `spell` */

type Spell = (literal: string) => string
type Reader = (content: string, spell: Spell) => unknown

function readerOf(path: string): Reader {
  if (path.endsWith(".yml")) return readCompose
  if (path.endsWith("/Caddyfile")) return readCaddy
  if (/\.(?:hcl|tf)$/.test(path)) return readHcl
  if (path.endsWith(".mmd")) return readMermaid
  if (path.endsWith(".md")) return readMarkdown
  if (/\.env(?:\.example)?$/.test(path)) return readEnv
  throw new Error(`Nothing reads ${path}`)
}

function mapped(data: unknown, spell: Spell, value: (literal: string) => unknown = spell): unknown {
  if (typeof data === "string") return value(data)
  if (Array.isArray(data)) return data.map((one) => mapped(one, spell, value))
  if (typeof data !== "object" || data === null) return data
  return Object.fromEntries(Object.entries(data).map(([name, one]) => [spell(name), mapped(one, spell, value)]))
}

function readCompose(content: string, spell: Spell): unknown {
  const [old, current] = (["1.1", "1.2"] as const).map((version) => readYaml(content, { version }))
  expect([...old!.errors, ...current!.errors]).toEqual([])
  expect(old!.data).toEqual(current!.data)
  const { services, volumes, ...others } = current!.data as {
    readonly services: Readonly<Record<string, Record<string, unknown>>>
    readonly volumes?: object
  }
  const interpolated = (data: unknown): unknown =>
    mapped(data, spell, (literal) => {
      const reading = readComposeText(literal)
      if (reading.kind === "error") throw new Error(`${reading.message} in ${literal}`)
      return textOf(reading.text, spell)
    })
  // On a laptop a volume is named after the disk's folder, in the letters that a name may have.
  const named = new Map(Object.keys(volumes ?? {}).map((name, index) => [name, `volume ${index}`]))
  const asNamed = (literal: string): unknown => named.get(literal) ?? interpolated(literal)
  const own = Object.entries(services).map(([name, { working_dir, annotations, volumes: mounts, ...service }]) => [
    name,
    interpolated(service),
    mapped(mounts, spell, asNamed),
    // What the escape hatch holds is Compose's own: a `$` in it means what Compose means by it, and nothing is normalised.
    mapped({ working_dir, annotations }, (literal) => spell(literal).normalize("NFC")),
  ])
  return [interpolated(others), own, interpolated(Object.values(volumes ?? {}))]
}

function textOf(text: Text, spell: Spell): unknown {
  return text.map((part) => (typeof part === "string" ? spell(part) : mapped(part, spell)))
}

function readEnv(content: string, spell: Spell): unknown {
  const { assignments, errors } = readDotenv(content)
  expect(errors).toEqual([])
  return assignments.map(({ name, value }) => [spell(name), value === undefined ? undefined : textOf(value, spell)])
}

/** Lines whose arguments Caddy takes as they are, placeholders or not. */
const VERBATIM: ReadonlySet<string> = new Set(["basic_auth", "import", "health_uri"])

function readCaddy(content: string, spell: Spell): unknown {
  const { errors, globalOptions, sites, snippets, imports, variables } = readCaddyfile(content)
  expect(errors).toEqual([])
  // A matcher is named after what it matches, in the letters that a name may have.
  const matchers = new Map<string, string>()
  const token = ({ text, quote }: ReadToken, directive?: string): unknown => {
    if (text.startsWith("@") && quote === "") {
      matchers.set(text, matchers.get(text) ?? `@${matchers.size}`)
      return matchers.get(text)
    }
    if (directive !== undefined && VERBATIM.has(directive)) return [spell(text)]
    return readPlaceholders(text).map((part) => (typeof part === "string" ? spell(part) : part))
  }
  const tree = (directives: readonly ReadDirective[]): unknown =>
    directives.map(({ name, args: [first, ...others], body }) => {
      // `*` matches everything: it is written where what follows would be taken for a matcher.
      const args = first === undefined || (first.text === "*" && first.quote === "") ? others : [first, ...others]
      return [token(name), args.map((one) => token(one, name.text)), body === undefined ? undefined : tree(body)]
    })
  return {
    globalOptions: tree(globalOptions),
    sites: sites.map(({ addresses, directives }) => [addresses.map((one) => token(one)), tree(directives)]),
    others: [snippets.length, tree(imports), variables.map(({ name }) => name)],
  }
}

/** The reader leaves the escapes of templates in place. */
async function readHcl(content: string, spell: Spell): Promise<unknown> {
  const escaped: Spell = (literal) => {
    const spelled = spell(literal)
    return spelled === literal ? literal : spelled.replace(/[$%](?=\{)/g, (sign) => sign + sign)
  }
  return mapped(await parseHcl("x.hcl", content), escaped)
}

const BRACKETS: Readonly<Record<string, string>> = { "\\[": "&#91;", "\\]": "&#93;" }

/** The tags and the visible text between them; the diagrams stand in files of their own too. */
function readMarkdown(content: string, spell: Spell): unknown {
  // Within a link's text this reader forgets a backslash before a bracket, which CommonMark does not.
  const bracketed = content.replace(/\\([\\[\]])/g, (pair) => BRACKETS[pair] ?? pair)
  const html = marked.parse(bracketed.replace(/^```mermaid\n.*?^```$/gms, ""), { async: false })
  let isCommand = false
  return html.split(/(<[^>]*>)/).map((piece) => {
    if (piece.startsWith("</pre") || piece.startsWith("<pre")) isCommand = piece.startsWith("<pre")
    if (piece.startsWith("<")) return /^<\/?\w+/.exec(piece)?.[0]
    const text = unescaped(piece)
    return isCommand ? commandWords(spell(text)) : shownText(spell(text))
  })
}

/** The words of commands, but for how a shell's quotes nest in them; lists among them are sorted by what they hold. */
function commandWords(commands: string): readonly string[] {
  return commands
    .replace(/['\\]/g, "")
    .split(/\s+/)
    .filter((word) => word !== "")
    .sort()
}

function unescaped(html: string): string {
  const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"' }
  return html.replace(/&(?:#(\d+)|(\w+));/g, (whole, code, name) =>
    code === undefined ? (entities[name] ?? whole) : String.fromCodePoint(Number(code)),
  )
}

/** Text as a browser shows it. */
function shownText(text: string): string {
  return text.replace(/[\s\u0000-\u001f\u007f-\u009f]+/g, " ").trim()
}

interface Drawn {
  getVertices(): ReadonlyMap<string, { readonly text?: string }>
  getEdges(): readonly { readonly start: string; readonly end: string; readonly text: string }[]
  getSubGraphs(): readonly { readonly id: string; readonly title: string; readonly nodes: readonly string[] }[]
}

async function readMermaid(content: string, spell: Spell): Promise<unknown> {
  const { db } = await mermaid.mermaidAPI.getDiagramFromText(content)
  const drawn = db as unknown as Drawn
  // A group's id is made of its words, in the letters that an id may have.
  const ids = [...drawn.getVertices().keys(), ...drawn.getSubGraphs().map(({ id }) => id)]
  const numbers = new Map(ids.map((id, index) => [id, index]))
  const name = (id: string): number | undefined => numbers.get(id)
  return {
    // An arrow that ends at a frame makes a box of the same id, which is not drawn.
    nodes: [...drawn.getVertices()].map(([id, { text }]) => [name(id), text === id ? "" : labelText(text, spell)]),
    edges: drawn.getEdges().map(({ start, end, text }) => [name(start), name(end), labelText(text, spell)]),
    frames: drawn.getSubGraphs().map(({ title, nodes }) => [labelText(title, spell), nodes.map(name)]),
  }
}

function labelText(label: string | undefined, spell: Spell): string {
  // Mermaid keeps an entity's `#`, `&` and `;` apart until it draws.
  const source = (label ?? "")
    .replace(/\ufb02\u00b0\u00b0(\d+)\u00b6\u00df/g, "&#$1;")
    .replace(/\ufb02\u00b0(\w+)\u00b6\u00df/g, "&$1;")
  return shownText(spell(unescaped(source.replaceAll("<br/>", " "))))
}

/* The schema's own fields */

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: Schema | boolean
  readonly items?: Schema | boolean
  readonly anyOf?: readonly Schema[]
  readonly description?: string
}

/** Each field that the schema describes, as `name: description`: a definition that is used in several places is one field. */
function* described(schema: Schema): Generator<string> {
  for (const [name, one] of Object.entries(schema.properties ?? {})) {
    yield `${name}: ${one.description}`
    yield* described(one)
  }
  for (const one of [schema.additionalProperties, schema.items, ...(schema.anyOf ?? [])])
    if (typeof one === "object") yield* described(one)
}

/** Those of them that the values at a place state. */
function* stated(schema: Schema, values: readonly unknown[]): Generator<string> {
  const objects = values.filter((value): value is object => typeof value === "object" && value !== null)
  for (const [name, one] of Object.entries(schema.properties ?? {})) {
    const below = objects.flatMap((value) =>
      Object.entries(value).flatMap(([key, inner]) => (key === name ? [inner] : [])),
    )
    if (below.length > 0) yield `${name}: ${one.description}`
    yield* stated(one, below)
  }
  for (const one of schema.anyOf ?? []) yield* stated(one, values)
  const { additionalProperties, items } = schema
  if (typeof additionalProperties === "object") yield* stated(additionalProperties, objects.flatMap(Object.values))
  if (typeof items === "object") yield* stated(items, objects.filter(Array.isArray).flat())
}
