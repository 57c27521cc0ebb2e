import { Ajv2020 } from "ajv/dist/2020.js"
import { describe, expect, it } from "vitest"
import { jsonSchema } from "../../cli/commands/schema.js"
import { parse } from "../../core/parse.js"
import realTopology from "../../topology.js"
import { type Loose, library } from "../support/library.js"

/** The formats that the schema uses; their patterns stand beside them. */
const FORMATS = { ipv4: true, ipv6: true, cidrv4: true, cidrv6: true, email: true, date: true } as const

const schema: Loose = await jsonSchema()
const validate = new Ajv2020({ strict: false, allErrors: true, formats: FORMATS }).compile(schema)

describe("the JSON Schema of a topology", () => {
  it("is one of 2020-12 and names itself", () => {
    expect(schema.$schema).toBe("https://json-schema.org/draft/2020-12/schema")
    expect(schema.title).toBe("Groundplan topology")
    expect(new Ajv2020({ strict: false }).validateSchema(schema)).toBe(true)
  })

  it("describes every property", () => {
    const bare = propertiesOf(schema).filter(([, property]) => description(property) === undefined)
    expect(bare.map(([path]) => path)).toEqual([])
    expect(propertiesOf(schema).length).toBeGreaterThan(200)
  })

  it("closes every object that has properties, so that an editor tells of misspelled ones", () => {
    const open = objectsOf(schema).filter(([, { additionalProperties }]) => additionalProperties !== false)
    expect(open.map(([path]) => path)).toEqual([])
  })

  it("takes the real topology, written as JSON", () => {
    validate(JSON.parse(JSON.stringify(realTopology)))
    expect(validate.errors).toBeNull()
  })

  const mistakes: readonly (readonly [string, (topology: Loose) => void])[] = [
    ["a misspelled field", (t) => (t.hosts.desk.services.caddy.iamge = "caddy")],
    ["a missing field", (t) => delete t.hosts.desk.stacks.main.project],
    ["a number for a text", (t) => (t.title = 5)],
    ["a port out of range", (t) => (t.hosts.archive.services.search.ports.http = 70_000)],
    ["an unknown exposure", (t) => (t.hosts.archive.services.search.ports.http = { port: 1, exposure: "all" })],
    ["a reserved name", (t) => (t.environments.default = {})],
    ["a value per placement", (t) => (t.hosts.desk.machine = { cloud: "e2-small" })],
    ["a value for no environment", (t) => (t.hosts.desk.machine = {})],
    ["no environment", (t) => (t.environments = {})],
    ["a folder that leaves the output", (t) => (t.hosts.desk.stacks.main.directory = "../desk")],
    ["null", (t) => (t.hosts.desk.services.caddy.image = null)],
    ["null in the escape hatch", (t) => (t.hosts.desk.services.caddy.compose = { init: null })],
  ]

  it("takes the library that the rows break, as parsing does", () => {
    expect([validate(library()), parse(library()).data === undefined]).toEqual([true, false])
  })

  it.each(mistakes)("refuses %s, as parsing does", (_what, change) => {
    const topology = library()
    change(topology)
    expect([validate(topology), parse(topology).data === undefined]).toEqual([false, true])
  })
})

/** Every property of every object in a schema, with its place. */
function propertiesOf(schema: Loose, path = ""): readonly (readonly [string, Loose])[] {
  return objectsOf(schema, path).flatMap(([place, object]) =>
    Object.entries<Loose>(object.properties).map(([key, property]) => [`${place}/${key}`, property] as const),
  )
}

/** Every schema that lists properties, with its place. */
function objectsOf(schema: unknown, path = ""): readonly (readonly [string, Loose])[] {
  if (typeof schema !== "object" || schema === null) return []
  const own = "properties" in schema && "type" in schema ? [[path, schema as Loose] as const] : []
  return [...own, ...Object.entries(schema).flatMap(([key, inner]) => objectsOf(inner, `${path}/${key}`))]
}

function description(property: Loose): string | undefined {
  if (property.description !== undefined) return property.description
  const reference: string | undefined = property.$ref
  return reference?.startsWith("#/$defs/") ? schema.$defs[reference.slice("#/$defs/".length)]?.description : undefined
}
