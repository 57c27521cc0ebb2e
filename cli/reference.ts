import { code, concat, join, link, type Markdown, md, strong, table } from "../formats/markdown.js"
import { jsonSchema } from "./commands/schema.js"
import { words } from "./words.js"

/**
 * The part of the manual that says what a topology may hold: each kind of object in a section of its own, each field in a row of it, as
 * the JSON Schema describes them.
 */
export async function reference(): Promise<string> {
  const schema = (await jsonSchema()) as Schema
  const sections = sectionsOf(schema)
  const titles = new Map(sections.map(({ object, title }) => [shapeOf(object), title]))
  const known: Known = { titles, shared: schema.$defs ?? {} }
  return [
    "<!-- Made by npm run manual from the schema. -->\n",
    "# Topology\n",
    INTRODUCTION,
    ...sections.map((one) => section(one, known)),
  ].join("\n")
}

const INTRODUCTION = `Everything that a topology may say. The same is known to your editor: in TypeScript by \`defineTopology\`, in JSON and YAML by the
schema that \`groundplan schema\` prints.

A field in **bold** has to be there; \`<name>\` stands for a name of your own. Where a field may differ between environments, it is written
in place as one value for each, with \`default\` for those that are not named: \`machine: { default: "e2-small", production: "n2-standard-4" }\`.
`

/** The part of JSON Schema (2020-12) that the schema of a topology uses. */
interface Schema {
  readonly $ref?: string
  readonly $defs?: Readonly<Record<string, Schema>>
  readonly description?: string
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly propertyNames?: Schema
  readonly additionalProperties?: Schema | boolean
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly minimum?: number
  readonly maximum?: number
}

interface Section {
  readonly object: Schema
  /** Where it stands: `hosts.<name>.services.<name>`; "" for the root. */
  readonly title: string
}

interface Known {
  /** The sections by the shape of their objects. */
  readonly titles: ReadonlyMap<string, string>
  readonly shared: Readonly<Record<string, Schema>>
}

/** Objects of fewer fields are spelled where they stand. */
const FEWEST = 3

/** Every object of several fields, in the order in which they are come upon, each once: the root first. */
function sectionsOf(root: Schema): readonly Section[] {
  const found = new Map<string, { readonly object: Schema; readonly paths: string[] }>()
  const open = new Set<string>()
  const visit = (schema: Schema, path: string): void => {
    const { $ref: name } = schema
    if (name !== undefined && open.has(name)) return
    if (name !== undefined) open.add(name)
    const resolved = target(schema, root.$defs ?? {})
    const { properties = {}, additionalProperties, items, anyOf = [], oneOf = [] } = resolved
    if (isSection(resolved)) {
      const shape = shapeOf(resolved)
      const known = found.get(shape)
      if (known === undefined) found.set(shape, { object: resolved, paths: [path] })
      else known.paths.push(path)
    }
    for (const [field, value] of Object.entries(properties)) visit(value, path === "" ? field : `${path}.${field}`)
    if (typeof additionalProperties === "object")
      visit(additionalProperties, isByEnvironment(resolved) ? path : `${path}.${NAME}`)
    if (items !== undefined) visit(items, path)
    for (const variant of [...anyOf, ...oneOf]) visit(variant, path)
    if (name !== undefined) open.delete(name)
  }
  visit(root, "")
  return titled([...found.values()])
}

/**
 * What stands in one place is named by it, what stands in several by what they have in common, else by a field; of two alike each by a
 * field too.
 */
function titled(found: readonly { readonly object: Schema; readonly paths: readonly string[] }[]): readonly Section[] {
  const named = found.map(({ object, paths }) => {
    const field = object.required?.[0] ?? Object.keys(object.properties ?? {})[0]
    return { object, field, title: commonEnd([...new Set(paths)]) ?? `{ ${field} }` }
  })
  return named.map(({ object, field, title }) => {
    const isAlone = named.every((other) => other.object === object || other.title !== title)
    return { object, title: isAlone ? title : `${title} with ${field}` }
  })
}

/** The longest end that all paths share, in whole segments; undefined where that is none. */
function commonEnd([first = "", ...others]: readonly string[]): string | undefined {
  if (others.length === 0) return first
  const parts = first.split(".")
  const from = parts.findIndex((_, index) => {
    const end = parts.slice(index).join(".")
    return others.every((other) => other === end || other.endsWith(`.${end}`))
  })
  return from < 0 ? undefined : parts.slice(from).join(".")
}

/** Stands for a name of the user's own. */
const NAME = "<name>"

function isSection({ properties, description }: Schema): boolean {
  const count = Object.keys(properties ?? {}).length
  return count >= FEWEST || (count > 0 && description !== undefined)
}

function target(schema: Schema, shared: Readonly<Record<string, Schema>>): Schema {
  const name = schema.$ref?.split("/").at(-1)
  return name === undefined ? schema : { ...shared[name]!, ...schema }
}

function shapeOf({ properties }: Schema): string {
  return JSON.stringify(properties)
}

/** Whether an object holds one value an environment. */
function isByEnvironment({ propertyNames }: Schema): boolean {
  return propertyNames?.description?.startsWith("The name of an environment, or") === true
}

function section({ object, title }: Section, known: Known): string {
  const { description, properties = {}, required = [] } = object
  const rows = Object.entries(properties)
    .filter(([name]) => name !== "$schema")
    .map(([name, field]) => [
      required.includes(name) ? strong(code(name)) : code(name),
      valueOf(field, known),
      words(target(field, known.shared).description ?? ""),
    ])
  return [
    ...(title === "" ? [] : [`## ${code(title)}\n`]),
    ...(description === undefined || title === "" ? [] : [`${words(description)}\n`]),
    table([md("Field"), md("Is"), md("Says")], rows, { padded: false }),
  ].join("\n")
}

/** GitHub's anchor of a heading: lower case, without what is neither a letter, a digit nor a hyphen. */
function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(" ", "-")
    .replace(/[^a-z0-9-]/g, "")
}

/** What a field may hold, in words. */
function valueOf(schema: Schema, known: Known): Markdown {
  const resolved = target(schema, known.shared)
  // What is defined apart and is no object of several fields is defined by itself: plain data.
  if (schema.$ref !== undefined && resolved.properties === undefined) return md("plain data")
  const variants = resolved.anyOf ?? resolved.oneOf
  if (variants !== undefined) return alternatives(variants, known)
  if (resolved.enum !== undefined)
    return join(
      resolved.enum.map((one) => code(JSON.stringify(one))),
      " or ",
    )
  if (resolved.const !== undefined) return code(JSON.stringify(resolved.const))
  switch (resolved.type) {
    case "array":
      return resolved.items === undefined ? md("list") : concat("list of " as Markdown, valueOf(resolved.items, known))
    case "object":
      return objectOf(resolved, known)
    case "integer":
    case "number":
      return numberOf(resolved)
    case "boolean":
      return md("true or false")
    case "string":
      return md("text")
    default:
      return md("anything")
  }
}

/** Variants that read alike are one; a value an environment is said behind what it is a value of. */
function alternatives(variants: readonly Schema[], known: Known): Markdown {
  const plain = new Set<Markdown>()
  const varying = new Set<Markdown>()
  for (const variant of variants) {
    const { additionalProperties, ...rest } = target(variant, known.shared)
    if (!isByEnvironment(rest) || typeof additionalProperties !== "object") plain.add(valueOf(variant, known))
    else for (const one of additionalProperties.anyOf ?? [additionalProperties]) varying.add(valueOf(one, known))
  }
  const spelled = join([...plain], " or ")
  if (varying.size === 0) return spelled
  const further = [...varying].filter((one) => !plain.has(one))
  const or = further.length === 0 ? "" : `, there also ${join(further, " or ")}`
  return concat(spelled, ", or one an environment" as Markdown, or as Markdown)
}

function objectOf(object: Schema, known: Known): Markdown {
  const { properties, additionalProperties } = object
  const title = properties === undefined ? undefined : known.titles.get(shapeOf(object))
  if (title !== undefined) return title === "" ? md("topology") : link(code(title), `#${anchorOf(title)}`)
  if (properties !== undefined) return code(`{ ${Object.keys(properties).join(", ")} }`)
  if (typeof additionalProperties !== "object") return md("object")
  if (isByEnvironment(object)) return concat(valueOf(additionalProperties, known), " an environment" as Markdown)
  return concat("by name: " as Markdown, valueOf(additionalProperties, known))
}

function numberOf({ type, minimum, maximum }: Schema): Markdown {
  const noun = type === "integer" ? "whole number" : "number"
  const isBounded = (bound: number | undefined): bound is number =>
    bound !== undefined && Math.abs(bound) < Number.MAX_SAFE_INTEGER
  if (isBounded(minimum) && isBounded(maximum)) return md(`${noun}, ${minimum} to ${maximum}`)
  if (isBounded(minimum)) return md(`${noun}, at least ${minimum}`)
  return isBounded(maximum) ? md(`${noun}, at most ${maximum}`) : md(noun)
}
