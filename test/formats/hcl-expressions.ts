import fc from "fast-check"
import { evaluate, scopeOf } from "../../formats/hcl/evaluate.js"
import { plainFunctions } from "../../formats/hcl/functions.js"
import { readHclExpression } from "../../formats/hcl/read.js"
import { typeOf } from "../../formats/hcl/types.js"
import type { HclType, HclValue } from "../../formats/hcl/value.js"
import type { ReadProblem } from "../../formats/position.js"

/** What our evaluator says of an expression, in Terraform's words; `"unknown"` where it says that it can't know. */
export function ours(expression: string): { readonly type: unknown; readonly value: unknown } | "error" | "unknown" {
  const problems: ReadProblem[] = []
  const read = readHclExpression("menu.tf", expression)
  if (read.expression === undefined) throw new Error(`${expression}\n${read.problems[0]!.message}`)
  const value = evaluate(
    read.expression,
    scopeOf(new Map(), plainFunctions, (problem) => problems.push(problem)),
  )
  if (isLimit(value))
    return problems.some(({ message }) => /not understood|not done|not run/.test(message)) || problems.length === 0
      ? "unknown"
      : "error"
  return { type: typeData(typeOf(value)), value: plain(value) }
}

function isLimit(value: HclValue): boolean {
  switch (value.kind) {
    case "unknown":
      return true
    case "number":
      return !value.isExact
    case "sequence":
      return value.items.some(isLimit)
    case "mapping":
      return [...value.entries.values()].some(isLimit)
    default:
      return false
  }
}

/** A value as plain data; what is not known as a text in angle brackets. */
export function plain(value: HclValue | undefined): unknown {
  switch (value?.kind) {
    case undefined:
      return undefined
    case "null":
      return null
    case "bool":
    case "number":
    case "string":
      return value.value
    case "sequence":
      return value.items.map(plain)
    case "mapping":
      return Object.fromEntries(
        [...value.entries].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, plain(item)]),
      )
    case "reference":
      return `<${value.unit}: ${value.address}>`
    case "unknown":
      return `<${value.reason}>`
  }
}

/** A type as Terraform writes it in JSON. */
function typeData(type: HclType): unknown {
  switch (type.kind) {
    case "any":
      return "dynamic"
    case "bool":
    case "number":
    case "string":
      return type.kind
    case "list":
    case "set":
    case "map":
      return [type.kind, typeData(type.element)]
    case "tuple":
      return ["tuple", type.items.map(typeData)]
    case "object":
      return [
        "object",
        Object.fromEntries([...type.attributes].map(([name, attribute]) => [name, typeData(attribute.type)])),
      ]
  }
}

/** Expressions that Terraform can read, most of which it can evaluate. */
export const expressions: fc.Arbitrary<string> = fc.letrec<{
  any: string
  list: string
  map: string
  number: string
  text: string
  truth: string
}>((tie) => {
  const { any, list, map, number, text, truth } = {
    any: tie("any"),
    list: tie("list"),
    map: tie("map"),
    number: tie("number"),
    text: tie("text"),
    truth: tie("truth"),
  }
  const call = (name: string, ...args: fc.Arbitrary<string>[]) =>
    fc.tuple(...args).map((given) => `${name}(${given.join(", ")})`)
  const between = (operators: readonly string[], operand: fc.Arbitrary<string>) =>
    fc
      .tuple(operand, fc.constantFrom(...operators), operand)
      .map(([left, operator, right]) => `${left} ${operator} ${right}`)
  const name = fc.constantFrom("a", "b", "rye", "oven_2", "ä")
  const word = fc.constantFrom("", "a", "b", "rye", "Rye bread", "1", "2.50", "true", "é", "$", "x,y", "a-b-c")
  const literal = word.map((one) => JSON.stringify(one))
  return {
    any: fc.oneof(
      { maxDepth: 3, depthSize: "small" },
      number,
      text,
      truth,
      list,
      map,
      fc.constant("null"),
      fc.tuple(truth, any, any).map(([when, one, other]) => `(${when} ? ${one} : ${other})`),
      fc.tuple(list, fc.nat(2)).map(([of, at]) => `${of}[${at}]`),
      fc.tuple(map, name).map(([of, at]) => `${of}.${at}`),
      fc.tuple(any).map(([one]) => `(${one})`),
      fc.tuple(any, any).map(([one, other]) => `try(${one}, ${other})`),
      call("element", list, number),
      call("lookup", map, literal, any),
      call("coalesce", any, any),
      call("jsondecode", call("jsonencode", any)),
    ),
    number: fc.oneof(
      { maxDepth: 3, depthSize: "small" },
      fc.integer({ min: -20, max: 20 }).map(String),
      fc.constantFrom("0.1", "1.25", "3e2", "007", "1000000"),
      between(["+", "-", "*"], number).map((one) => `(${one})`),
      fc.tuple(number, fc.constantFrom("2", "4", "5", "8")).map(([one, by]) => `${one} / ${by}`),
      fc.tuple(number, fc.constantFrom("2", "7")).map(([one, by]) => `(${one}) % ${by}`),
      number.map((one) => `-(${one})`),
      call("length", fc.oneof(list, map, text)),
      call("floor", number),
      call("ceil", number),
      call("abs", number),
      call("max", number, number),
      call("min", number, number),
      call("sum", list),
      call("tonumber", fc.oneof(literal, number)),
      call("index", list, any),
    ),
    text: fc.oneof(
      { maxDepth: 3, depthSize: "small" },
      literal,
      fc.tuple(literal, any).map(([one, value]) => `"${one.slice(1, -1).replace("$", "")}\${${value}}"`),
      fc.tuple(truth, word).map(([when, one]) => `"%{if ${when}}x${one.replace("$", "")}%{else}\${~ "y" ~} %{endif}"`),
      list.map((items) => `"%{for item in ${items}}\${item};%{endfor}"`),
      fc.tuple(any, word).map(([value, one]) => `(<<-EOT\n    ${one}\n      x \${${value}}\n   end\n  EOT\n)`),
      call("upper", text),
      call("lower", text),
      call("title", text),
      call("trimspace", text),
      call("join", literal, list),
      call("replace", text, literal, literal),
      call("tostring", any),
      call("jsonencode", any),
      call(
        "format",
        fc.constantFrom('"%s-%s"', '"%v|%5s"', '"%-4s%q"', '"%d.%03d"'),
        fc.oneof(number, text, truth),
        fc.oneof(number, text),
      ),
      call("substr", text, number, number),
      call("strrev", text),
      call("trim", text, literal),
      call("trimprefix", text, literal),
      call("trimsuffix", text, literal),
      call("indent", fc.constantFrom("0", "2"), text),
      call("base64encode", text),
      call("sha256", text),
      call("urlencode", text),
      call("chomp", text),
      call("regex", fc.constantFrom('"[a-z]+"', '"^(.)(x)?"', '"[^[:space:]]$"'), text),
    ),
    truth: fc.oneof(
      { maxDepth: 3, depthSize: "small" },
      fc.constantFrom("true", "false"),
      between(["<", ">", "<=", ">="], number),
      between(["==", "!="], any).map((one) => `(${one})`),
      between(["&&", "||"], truth).map((one) => `(${one})`),
      truth.map((one) => `!(${one})`),
      call("can", any),
      call("contains", list, any),
      call("alltrue", list),
      call("anytrue", list),
      call("startswith", text, literal),
      call("endswith", text, literal),
      call("strcontains", text, literal),
      call("tobool", any),
    ),
    list: fc.oneof(
      { maxDepth: 3, depthSize: "small" },
      fc.array(any, { maxLength: 3 }).map((items) => `[${items.join(", ")}]`),
      fc.array(number, { maxLength: 4 }).map((items) => `[${items.join(", ")}]`),
      fc.array(literal, { maxLength: 4 }).map((items) => `[${items.join(", ")}]`),
      fc.tuple(list, any).map(([of, item]) => `[for item in ${of} : ${item}]`),
      fc.tuple(list).map(([of]) => `[for at, item in ${of} : "\${at}-x" if item != null]`),
      fc.tuple(map).map(([of]) => `[for key, value in ${of} : [key, value]]`),
      fc.tuple(list).map(([of]) => `${of}[*]`),
      fc.tuple(fc.array(map, { maxLength: 2 }), name).map(([of, key]) => `[${of.join(", ")}][*].${key}`),
      call("concat", list, list),
      call("flatten", list),
      call("distinct", list),
      call("sort", list),
      call("reverse", list),
      call("compact", list),
      call("keys", map),
      call("values", map),
      call("toset", list),
      call("tolist", list),
      call("slice", list, fc.constantFrom("0", "1"), fc.constantFrom("1", "2")),
      call("split", literal, text),
      call("range", number),
      call("setunion", list, list),
      call("setsubtract", list, list),
      call("setintersection", list, list),
      call("setproduct", list, list),
      call("chunklist", list, fc.constantFrom("1", "2")),
      call("matchkeys", list, list, list),
      call("coalescelist", list, list),
      call("regexall", fc.constantFrom('"[a-z]"', '"(.)(.)"'), text),
      call("formatlist", fc.constantFrom('"%s!"'), list),
    ),
    map: fc.oneof(
      { maxDepth: 3, depthSize: "small" },
      fc
        .array(fc.tuple(name, any), { maxLength: 3 })
        .map((entries) => `{ ${entries.map(([key, value]) => `${key} = ${value}`).join(", ")} }`),
      fc
        .array(fc.tuple(literal, number), { maxLength: 3 })
        .map((entries) => `{ ${entries.map(([key, value]) => `${key} : ${value}`).join(", ")} }`),
      fc.tuple(list, any).map(([of, value]) => `{for at, item in ${of} : "k\${at}" => ${value}}`),
      fc.tuple(list).map(([of]) => `{for item in ${of} : item => item...}`),
      fc.tuple(map).map(([of]) => `{for key, value in ${of} : key => value if key != "a"}`),
      call("merge", map, map),
      call("tomap", map),
      call("zipmap", list, list),
      call("transpose", map),
    ),
  }
}).any
