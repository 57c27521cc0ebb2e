import { HclFault } from "./fault.js"
import type { HclCall, HclExpression } from "./syntax.js"
import { ANY, BOOL, convert, NUMBER, STRING } from "./types.js"
import type { HclAttributeType, HclType, HclValue } from "./value.js"

/**
 * The type that a variable's `type` states: `map(object({ name = string, ttl = optional(number, 1) }))`.
 *
 * `valueOf` evaluates the default of an optional attribute. Throws an {@link HclFault} for what is no type.
 */
export function typeOfExpression(expression: HclExpression, valueOf: (expression: HclExpression) => HclValue): HclType {
  switch (expression.kind) {
    case "variable":
      return PRIMITIVES.get(expression.name) ?? noType(expression)
    case "parentheses":
      return typeOfExpression(expression.inner, valueOf)
    case "call":
      return compound(expression, valueOf)
    // As it was written before types had a syntax: type = "string".
    case "literal":
      return LEGACY.get(String(expression.value)) ?? noType(expression)
    default:
      return noType(expression)
  }
}

const PRIMITIVES: ReadonlyMap<string, HclType> = new Map<string, HclType>([
  ["any", ANY],
  ["bool", BOOL],
  ["number", NUMBER],
  ["string", STRING],
  ["list", { kind: "list", element: ANY }],
  ["map", { kind: "map", element: ANY }],
  ["set", { kind: "set", element: ANY }],
])

const LEGACY: ReadonlyMap<string, HclType> = new Map<string, HclType>([
  ["string", STRING],
  ["list", { kind: "list", element: STRING }],
  ["map", { kind: "map", element: STRING }],
])

function noType({ position }: HclExpression): never {
  throw new HclFault("This is no type.", position)
}

function compound(call: HclCall, valueOf: (expression: HclExpression) => HclValue): HclType {
  const [argument] = call.args
  if (argument === undefined || call.args.length > 1) return noType(call)
  switch (call.name) {
    case "list":
    case "set":
    case "map":
      return { kind: call.name, element: typeOfExpression(argument, valueOf) }
    case "tuple":
      if (argument.kind !== "tuple") return noType(argument)
      return { kind: "tuple", items: argument.items.map((item) => typeOfExpression(item, valueOf)) }
    case "object":
      return objectType(argument, valueOf)
    default:
      return noType(call)
  }
}

function objectType(argument: HclExpression, valueOf: (expression: HclExpression) => HclValue): HclType {
  if (argument.kind !== "object") return noType(argument)
  const attributes = new Map<string, HclAttributeType>()
  for (const { key, value } of argument.entries) {
    if (key.kind !== "literal") return noType(key)
    attributes.set(String(key.value), attributeType(value, valueOf))
  }
  return { kind: "object", attributes }
}

function attributeType(expression: HclExpression, valueOf: (expression: HclExpression) => HclValue): HclAttributeType {
  if (expression.kind !== "call" || expression.name !== "optional") {
    return { type: typeOfExpression(expression, valueOf), isOptional: false, default: undefined }
  }
  const [type, fallback] = expression.args
  if (type === undefined || expression.args.length > 2) return noType(expression)
  const stated = typeOfExpression(type, valueOf)
  const value = fallback === undefined ? undefined : convert(valueOf(fallback), stated)
  return { type: stated, isOptional: true, default: value?.kind === "null" ? undefined : value }
}
