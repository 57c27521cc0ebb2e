import { topology } from "../schema/topology.js"

/** The fields that the schema knows at a place, found by walking it along a path; of several alternatives, those of all. */
export function fieldsAt(path: readonly (string | number)[]): readonly string[] {
  let schemas: readonly Schema[] = [topology as unknown as Schema]
  for (const step of path) schemas = schemas.flatMap((schema) => stepInto(schema, step))
  return [...new Set(schemas.flatMap(flatten).flatMap((schema) => Object.keys(schema._zod.def.shape ?? {})))]
}

/** The parts of a zod schema that are walked here. */
interface Schema {
  readonly _zod: {
    readonly def: {
      readonly type: string
      readonly shape?: Readonly<Record<string, Schema>>
      readonly options?: readonly Schema[]
      readonly innerType?: Schema
      readonly valueType?: Schema
      readonly element?: Schema
      readonly in?: Schema
      readonly getter?: () => Schema
    }
  }
}

function flatten(schema: Schema): readonly Schema[] {
  const { def } = schema._zod
  if (def.options !== undefined) return def.options.flatMap(flatten)
  if (def.innerType !== undefined) return flatten(def.innerType)
  if (def.getter !== undefined) return flatten(def.getter())
  return def.in === undefined ? [schema] : flatten(def.in)
}

function stepInto(schema: Schema, step: string | number): readonly Schema[] {
  return flatten(schema).flatMap(({ _zod: { def } }) => {
    const { shape } = def
    const known = shape !== undefined && Object.hasOwn(shape, step) ? shape[step] : undefined
    const next = typeof step === "number" ? def.element : (known ?? def.valueType)
    return next === undefined ? [] : [next]
  })
}
