import type { Position, ReadProblem } from "../position.js"
import { BUDGET, HclFault, hasBudget, spend, spendText, withBudget } from "./fault.js"
import { add, divide, multiply, remainder, subtract } from "./number.js"
import type {
  HclAccess,
  HclBinary,
  HclCall,
  HclConditional,
  HclExpression,
  HclForDirective,
  HclForObject,
  HclForTuple,
  HclIfDirective,
  HclOperator,
  HclStep,
  HclTemplatePart,
} from "./syntax.js"
import { ANY, BOOL, convert, kindText, NUMBER, STRING, typeOf, unify } from "./types.js"
import {
  boolValue,
  dependent,
  firstUnknown,
  type HclMapping,
  type HclReference,
  type HclType,
  type HclUnknown,
  type HclValue,
  isUnknown,
  listValue,
  nullValue,
  numberValue,
  objectValue,
  sameType,
  sameValue,
  sortedKeys,
  stringValue,
  tupleValue,
  unknownValue,
} from "./value.js"

/** What an expression may refer to. */
export interface HclScope {
  /** What `root` and the steps after it stand for; undefined where there is no such thing. */
  readonly resolve: (root: string, steps: readonly HclStep[], position: Position) => HclResolved | undefined
  /** By name; `try` and `can` are there without being named. */
  readonly functions: ReadonlyMap<string, HclFunction>
  /** Is told all that was not understood, or that Terraform would refuse. */
  readonly report: (problem: ReadProblem) => void
}

/** What a reference stands for. */
export interface HclResolved {
  /** Its value. */
  readonly value: HclValue
  /** How many of the steps lead to it: `local.a.b` with the value of `local.a` is 1. */
  readonly used: number
}

/** A function of the language. */
export interface HclFunction {
  /** What it takes, in order. */
  readonly params: readonly HclParameter[]
  /** What all further arguments are; undefined where there are none. */
  readonly rest: HclParameter | undefined
  /** Its value; throws an {@link HclFault} for what Terraform refuses. */
  readonly run: (args: readonly HclValue[], call: HclCallPlace) => HclValue
}

/** What a function takes. */
export interface HclParameter {
  /** What an argument is converted to. */
  readonly type: HclType
  /** Whether it may be null. */
  readonly takesNull: boolean
  /** Whether it may be, or hold, what is not known; otherwise the function's value is not known then. */
  readonly takesUnknown: boolean
}

/** Where a function is called. */
export interface HclCallPlace {
  /** Its name. */
  readonly name: string
  /** Where the call stands. */
  readonly position: Position
  /** Is told what was not understood. */
  readonly report: (problem: ReadProblem) => void
}

/**
 * The value of an expression, as Terraform 1.11 has it. Never throws: where Terraform refuses, that is reported and the
 * value is not known.
 */
export function evaluate(expression: HclExpression, scope: HclScope): HclValue {
  if (!hasBudget()) return withBudget(BUDGET, () => evaluate(expression, scope))
  try {
    return new Evaluator(scope).outermost(expression)
  } catch (error) {
    if (!(error instanceof HclFault)) throw error
    scope.report({ message: error.message, position: error.position })
    return unknownValue("it can't be evaluated", error.position, true)
  }
}

/** The value that steps lead to; throws an {@link HclFault} where they lead nowhere. */
export function stepInto(value: HclValue, name: string, position: Position): HclValue {
  switch (value.kind) {
    case "mapping": {
      const found = value.entries.get(name)
      if (found !== undefined && !(found.kind === "null" && value.open !== undefined)) return found
      if (value.open !== undefined) return below(value.open, `.${name}`, position)
      throw new HclFault(`There is no ${value.form === "map" ? "element" : "attribute"} ${name} here.`, position)
    }
    case "reference":
      return below(value, `.${name}`, position)
    case "unknown":
      return value
    default:
      throw new HclFault(`The attribute ${name} is asked of ${kindText(value)}.`, position)
  }
}

function below({ unit, address }: HclReference, step: string, position: Position): HclReference {
  return { kind: "reference", unit, address: address + step, position }
}

/** How deep evaluations may be nested, those of what they refer to among them. */
const DEPTH = 600
/** How much deeper what an expression refers to counts: more stands on the stack between the two. */
const REFERENCE_DEPTH = 4

/** How deep evaluations are nested now: one counter, because what is referred to is evaluated on the same stack. */
let depth = 0

/** The names that `for` gives. */
interface Names {
  readonly name: string
  readonly value: HclValue
  readonly outer: Names | undefined
}

class Evaluator {
  /** Above 0 while the branch of a conditional is evaluated that does not count. */
  private quiet = 0

  constructor(private readonly scope: HclScope) {}

  outermost(expression: HclExpression): HclValue {
    depth += REFERENCE_DEPTH
    try {
      return this.value(expression, undefined)
    } finally {
      depth -= REFERENCE_DEPTH
    }
  }

  value(expression: HclExpression, names: Names | undefined): HclValue {
    if (depth >= DEPTH) throw new HclFault("Values depend on one another too deep.", expression.position)
    spend(1, expression.position)
    depth++
    try {
      return this.of(expression, names)
    } finally {
      depth--
    }
  }

  private of(expression: HclExpression, names: Names | undefined): HclValue {
    const { position } = expression
    switch (expression.kind) {
      case "literal":
        return literal(expression.value, expression.isExact, position)
      case "template":
        return this.template(expression.parts, names, position)
      case "tuple":
        return tupleValue(
          expression.items.map((item) => this.value(item, names)),
          position,
        )
      case "object":
        return this.object(expression.entries, names, position)
      case "variable":
        return this.root(expression.name, NO_STEPS, names, position).value
      case "access":
        return this.access(expression, names)
      case "call":
        return this.call(expression, names)
      case "unary":
        return unary(expression.operator, this.value(expression.operand, names), position)
      case "binary":
        return this.binary(expression, names)
      case "conditional":
        return this.conditional(expression, names)
      case "for-tuple":
        return this.forTuple(expression, names)
      case "for-object":
        return this.forObject(expression, names)
      case "parentheses":
        return this.value(expression.inner, names)
    }
  }

  private get report(): (problem: ReadProblem) => void {
    return this.quiet === 0 ? this.scope.report : silent
  }

  private template(parts: readonly HclTemplatePart[], names: Names | undefined, position: Position): HclValue {
    const [only] = parts
    // "${x}" is x itself, whatever its type.
    if (parts.length === 1 && typeof only === "object" && only.kind === "interpolation") {
      return this.value(only.value, names)
    }
    return this.text(parts, names, position)
  }

  private text(parts: readonly HclTemplatePart[], names: Names | undefined, position: Position): HclValue {
    const pieces: string[] = []
    let unknown: HclUnknown | undefined
    for (const part of parts) {
      const piece = typeof part === "string" ? part : textPiece(this.part(part, names, position), position)
      if (typeof piece === "string") pieces.push(piece)
      else unknown ??= piece
    }
    return unknown ?? joined(pieces, position)
  }

  private part(part: Exclude<HclTemplatePart, string>, names: Names | undefined, position: Position): HclValue {
    switch (part.kind) {
      case "interpolation":
        return this.value(part.value, names)
      case "if":
        return this.ifDirective(part, names, position)
      case "for":
        return this.forDirective(part, names, position)
    }
  }

  private ifDirective(part: HclIfDirective, names: Names | undefined, position: Position): HclValue {
    const condition = asCondition(this.value(part.condition, names), part.condition.position)
    if (typeof condition !== "boolean") return condition
    return this.text(condition ? part.whenTrue : part.whenFalse, names, position)
  }

  private forDirective(part: HclForDirective, names: Names | undefined, position: Position): HclValue {
    const items = itemsToGoThrough(this.value(part.collection, names), part.collection.position)
    if ("kind" in items) return items
    const pieces: string[] = []
    let unknown: HclUnknown | undefined
    for (let at = 0; at < items.values.length; at++) {
      const piece = textPiece(this.text(part.parts, named(part, items, at, names), position), position)
      if (typeof piece === "string") pieces.push(piece)
      else unknown ??= piece
    }
    return unknown ?? joined(pieces, position)
  }

  private object(
    entries: readonly { readonly key: HclExpression; readonly value: HclExpression }[],
    names: Names | undefined,
    position: Position,
  ): HclValue {
    const found = new Map<string, HclValue>()
    let unknown: HclUnknown | undefined
    for (const entry of entries) {
      const key = this.key(entry.key, names)
      const value = this.value(entry.value, names)
      if (typeof key === "string") found.set(key, value)
      else unknown ??= key
    }
    return unknown ?? objectValue(found, position)
  }

  private key(expression: HclExpression, names: Names | undefined): string | HclUnknown {
    const value = this.value(expression, names)
    if (value.kind === "string") return value.value
    if (value.kind === "null") throw new HclFault("A key is null.", expression.position)
    return textPiece(value, expression.position)
  }

  private root(name: string, steps: readonly HclStep[], names: Names | undefined, position: Position): HclResolved {
    for (let one = names; one !== undefined; one = one.outer)
      if (one.name === name) return { value: one.value, used: 0 }
    const found = this.scope.resolve(name, steps, position)
    if (found === undefined) throw new HclFault(`There is no ${spelled(name, steps)} here.`, position)
    return found
  }

  private access({ of, steps, position }: HclAccess, names: Names | undefined): HclValue {
    const { value, used } =
      of.kind === "variable" ? this.root(of.name, steps, names, position) : { value: this.value(of, names), used: 0 }
    return this.steps(value, steps, used, names)
  }

  private steps(from: HclValue, steps: readonly HclStep[], used: number, names: Names | undefined): HclValue {
    let value = from
    for (let at = used; at < steps.length; at++) {
      const step = steps[at]!
      switch (step.kind) {
        case "attribute":
          value = stepInto(value, step.name, step.position)
          break
        case "index":
          value = index(value, this.value(step.key, names), step.position)
          break
        case "splat":
          value = this.splat(value, step.steps, step.position, names)
      }
    }
    return value
  }

  private splat(value: HclValue, steps: readonly HclStep[], position: Position, names: Names | undefined): HclValue {
    if (isUnknown(value)) return dependent(value, position)
    if (value.kind === "null") return tupleValue([], position)
    if (value.kind !== "sequence") return tupleValue([this.steps(value, steps, 0, names)], value.position)
    const items = value.items.map((item) => this.steps(item, steps, 0, names))
    if (value.form === "tuple") return tupleValue(items, value.position)
    return listValue(items, unify(items.map(typeOf)) ?? ANY, value.position)
  }

  private call(expression: HclCall, names: Names | undefined): HclValue {
    const { name, position } = expression
    if (name === "try") return this.tryEach(expression, names)
    if (name === "can") return this.can(expression, names)
    const found = this.scope.functions.get(name.startsWith("core::") ? name.slice(6) : name)
    const args = this.args(expression, names)
    if (found === undefined) {
      this.report({ message: `The function ${name} is not known.`, position })
      return unknownValue(`the function ${name} is not known`, position, true)
    }
    if (!Array.isArray(args)) return args
    return called(found, args, { name, position, report: this.report })
  }

  private args({ args, isExpanded, position }: HclCall, names: Names | undefined): HclValue[] | HclUnknown {
    const values = args.map((argument) => this.value(argument, names))
    if (!isExpanded) return values
    const last = values.at(-1)
    if (last === undefined) throw new HclFault("There is no argument before `...`.", position)
    if (isUnknown(last)) return dependent(last, position)
    if (last.kind !== "sequence")
      throw new HclFault(`\`...\` stands after ${kindText(last)}; it takes a list.`, last.position)
    return [...values.slice(0, -1), ...last.items]
  }

  private tryEach({ args, position }: HclCall, names: Names | undefined): HclValue {
    for (const argument of args) {
      const value = this.attempt(argument, names)
      if (value !== undefined) return value
    }
    throw new HclFault("Each argument of try fails.", position)
  }

  private can({ args, position }: HclCall, names: Names | undefined): HclValue {
    const [argument] = args
    if (argument === undefined || args.length > 1) throw new HclFault("The function can takes one argument.", position)
    const value = this.attempt(argument, names)
    if (value === undefined) return boolValue(false, position)
    const unknown = firstUnknown(value)
    return unknown?.kind === "unknown" ? dependent(unknown, position) : boolValue(true, position)
  }

  private attempt(expression: HclExpression, names: Names | undefined): HclValue | undefined {
    try {
      return this.value(expression, names)
    } catch (error) {
      if (!(error instanceof HclFault)) throw error
      return undefined
    }
  }

  /** Goes down the left side with a loop: a chain of operators may be longer than the stack is deep. */
  private binary(expression: HclBinary, names: Names | undefined): HclValue {
    const chain: HclBinary[] = []
    let left: HclExpression = expression
    while (left.kind === "binary") {
      chain.push(left)
      left = left.left
    }
    let value = this.value(left, names)
    for (let one = chain.pop(); one !== undefined; one = chain.pop()) {
      value = operate(one.operator, value, this.value(one.right, names), one.position)
    }
    return value
  }

  private conditional(expression: HclConditional, names: Names | undefined): HclValue {
    const { whenTrue, whenFalse, position } = expression
    const condition = asCondition(this.value(expression.condition, names), expression.condition.position)
    if (typeof condition !== "boolean") {
      const [left, right] = [this.attempt(whenTrue, names), this.attempt(whenFalse, names)]
      return left !== undefined && right !== undefined && sameValue(left, right) === true ? left : condition
    }
    const value = this.value(condition ? whenTrue : whenFalse, names)
    const aside = condition ? whenFalse : whenTrue
    const other = this.aside(aside, names) ?? sample(aside)
    return consistent(value, other, position)
  }

  /** The value of what does not count: only its type does, and nothing that is wrong with it. */
  private aside(expression: HclExpression, names: Names | undefined): HclValue | undefined {
    this.quiet++
    try {
      return this.attempt(expression, names)
    } finally {
      this.quiet--
    }
  }

  private forTuple(expression: HclForTuple, names: Names | undefined): HclValue {
    const { collection, item, condition, position } = expression
    const items = itemsToGoThrough(this.value(collection, names), collection.position)
    if ("kind" in items) return items
    const found: HclValue[] = []
    let unknown: HclUnknown | undefined
    for (let at = 0; at < items.values.length; at++) {
      const inner = named(expression, items, at, names)
      const holds = this.holds(condition, inner)
      if (holds === true) found.push(this.value(item, inner))
      else if (holds !== false) unknown ??= holds
    }
    return unknown ?? tupleValue(found, position)
  }

  private holds(condition: HclExpression | undefined, names: Names): boolean | HclUnknown {
    return condition === undefined ? true : asCondition(this.value(condition, names), condition.position)
  }

  private forObject(expression: HclForObject, names: Names | undefined): HclValue {
    const { collection, itemKey, item, isGrouped, condition, position } = expression
    const items = itemsToGoThrough(this.value(collection, names), collection.position)
    if ("kind" in items) return items
    const found = new Map<string, HclValue[]>()
    let unknown: HclUnknown | undefined
    for (let at = 0; at < items.values.length; at++) {
      const inner = named(expression, items, at, names)
      const holds = this.holds(condition, inner)
      if (holds === false) continue
      const key = holds === true ? this.key(itemKey, inner) : holds
      if (typeof key !== "string") {
        unknown ??= key
        continue
      }
      const value = this.value(item, inner)
      const gathered = found.get(key)
      if (gathered === undefined) found.set(key, [value])
      else if (isGrouped) gathered.push(value)
      else throw new HclFault(`Two items have the key ${JSON.stringify(key)}.`, itemKey.position)
    }
    if (unknown !== undefined) return unknown
    const entries = new Map<string, HclValue>()
    for (const [key, values] of found) entries.set(key, isGrouped ? tupleValue(values, position) : values[0]!)
    return objectValue(entries, position)
  }
}

const NO_STEPS: readonly HclStep[] = []

function silent(): void {
  // What is wrong where nothing counts is told to nobody.
}

function joined(pieces: readonly string[], position: Position): HclValue {
  spendText(
    pieces.reduce((length, piece) => length + piece.length, 0),
    position,
  )
  return stringValue(pieces.join(""), position)
}

function spelled(name: string, steps: readonly HclStep[]): string {
  const [first] = steps
  return first?.kind === "attribute" ? `${name}.${first.name}` : name
}

function literal(value: null | boolean | string | number, isExact: boolean, position: Position): HclValue {
  switch (typeof value) {
    case "boolean":
      return boolValue(value, position)
    case "string":
      return stringValue(value, position)
    case "number":
      return numberValue(value, position, isExact)
    default:
      return nullValue(position)
  }
}

function textPiece(value: HclValue, position: Position): string | HclUnknown {
  if (value.kind === "string") return value.value
  if (value.kind === "null") throw new HclFault("A null stands in a text.", position)
  const text = isUnknown(value) ? value : convert(value, STRING)
  return text.kind === "string" ? text.value : dependent(text as HclReference | HclUnknown, position)
}

function asCondition(value: HclValue, position: Position): boolean | HclUnknown {
  if (value.kind === "bool") return value.value
  if (value.kind === "null") throw new HclFault("A condition is null.", position)
  if (isUnknown(value)) return dependent(value, position)
  const converted = convert(value, BOOL)
  return converted.kind === "bool" && converted.value
}

/** What a `for` goes through, in Terraform's order. */
interface Items {
  readonly values: readonly HclValue[]
  /** The key or index of the one at a place; a set's items are their own keys. */
  readonly keyAt: (at: number) => HclValue
}

function itemsToGoThrough(collection: HclValue, position: Position): Items | HclUnknown {
  switch (collection.kind) {
    case "sequence": {
      const { items: values, form } = collection
      return { values, keyAt: (at) => (form === "set" ? values[at]! : numberValue(at, values[at]!.position)) }
    }
    case "mapping": {
      if (collection.open !== undefined) return dependent(collection.open, position)
      const keys = sortedKeys(collection)
      const values = keys.map((key) => collection.entries.get(key)!)
      return { values, keyAt: (at) => stringValue(keys[at]!, values[at]!.position) }
    }
    case "reference":
    case "unknown":
      return dependent(collection, position)
    default:
      throw new HclFault(
        `A for goes through ${kindText(collection)}; it takes a list, a set, a map or an object.`,
        position,
      )
  }
}

function named(
  { keyName, valueName }: { readonly keyName: string | undefined; readonly valueName: string },
  { values, keyAt }: Items,
  at: number,
  outer: Names | undefined,
): Names {
  const names = keyName === undefined ? outer : { name: keyName, value: keyAt(at), outer }
  return { name: valueName, value: values[at]!, outer: names }
}

/** `collection[key]`; throws an {@link HclFault} where nothing stands there. */
export function index(collection: HclValue, key: HclValue, position: Position): HclValue {
  if (key.kind === "null") throw new HclFault("An index is null.", position)
  if (collection.kind === "null") throw new HclFault("An index is asked of null.", position)
  if (collection.kind === "unknown") return collection
  if (isUnknown(key)) return dependent(key, position)
  if (collection.kind === "reference") return below(collection, `[${keyText(key)}]`, position)
  if (collection.kind === "mapping") return mappingIndex(collection, key, position)
  if (collection.kind !== "sequence") throw new HclFault(`An index is asked of ${kindText(collection)}.`, position)
  if (collection.form === "set") throw new HclFault("An index is asked of a set, whose items have none.", position)
  const at = convert(key, NUMBER)
  const found = at.kind === "number" ? collection.items[at.value] : undefined
  if (found === undefined)
    throw new HclFault(`There is no item ${keyText(key)}: there are ${collection.items.length}.`, position)
  return found
}

function mappingIndex(collection: HclMapping, key: HclValue, position: Position): HclValue {
  const name = convert(key, STRING)
  if (name.kind !== "string")
    return isUnknown(name) ? dependent(name, position) : unknownValue("its key is not known", position)
  const found = collection.entries.get(name.value)
  if (found !== undefined) return found
  if (collection.open !== undefined) return below(collection.open, `[${JSON.stringify(name.value)}]`, position)
  throw new HclFault(`There is no key ${JSON.stringify(name.value)} here.`, position)
}

/** Some value of the type that an expression has even where it fails: a text that fails is a text. */
function sample(expression: HclExpression): HclValue | undefined {
  const { position } = expression
  switch (expression.kind) {
    case "template":
      return expression.parts.length > 1 ? stringValue("", position) : undefined
    case "parentheses":
      return sample(expression.inner)
    case "unary":
      return expression.operator === "!" ? boolValue(false, position) : numberValue(0, position)
    case "binary":
      return /[-+*/%]/.test(expression.operator) ? numberValue(0, position) : boolValue(false, position)
    default:
      return undefined
  }
}

function keyText(key: HclValue): string {
  return key.kind === "string" || key.kind === "number" || key.kind === "bool"
    ? JSON.stringify(key.value)
    : kindText(key)
}

function consistent(value: HclValue, other: HclValue | undefined, position: Position): HclValue {
  if (value.kind === "null" || other === undefined || other.kind === "null") return value
  if (value.kind === other.kind && value.kind !== "sequence" && value.kind !== "mapping") return value
  const types = [typeOf(value), typeOf(other)] as const
  if (types.some(({ kind }) => kind === "any")) return value
  const type = unify(types)
  if (type === undefined) {
    throw new HclFault(
      `Both values of a conditional are of one type, but here ${kindText(value)} and ${kindText(other)}.`,
      position,
    )
  }
  return sameType(type, types[0]) ? value : convert(value, type)
}

function unary(operator: "!" | "-", operand: HclValue, position: Position): HclValue {
  if (operand.kind === "null") throw new HclFault(`${operator} stands before null.`, position)
  if (isUnknown(operand)) return dependent(operand, position)
  const value = convert(operand, operator === "!" ? BOOL : NUMBER)
  if (value.kind === "bool") return boolValue(!value.value, position)
  return value.kind === "number" ? numberValue(-value.value, position, value.isExact) : value
}

function operate(operator: HclOperator, left: HclValue, right: HclValue, position: Position): HclValue {
  switch (operator) {
    case "==":
    case "!=": {
      const same = sameValue(left, right)
      if (same === undefined) return undecided(firstUnknown(left) ?? firstUnknown(right), position)
      return boolValue(same === (operator === "=="), position)
    }
    case "&&":
    case "||":
      return combine(operator, operandOf(left, BOOL, position), operandOf(right, BOOL, position), position)
    default:
      return calculate(operator, operandOf(left, NUMBER, position), operandOf(right, NUMBER, position), position)
  }
}

function operandOf(value: HclValue, type: HclType, position: Position): HclValue {
  if (value.kind === "null") throw new HclFault("An operator stands beside null.", position)
  return convert(value, type)
}

function combine(operator: "&&" | "||", left: HclValue, right: HclValue, position: Position): HclValue {
  const deciding = operator === "||"
  for (const one of [left, right])
    if (one.kind === "bool" && one.value === deciding) return boolValue(deciding, position)
  for (const one of [left, right]) if (isUnknown(one)) return dependent(one, position)
  return boolValue(!deciding, position)
}

type Arithmetic = Exclude<HclOperator, "==" | "!=" | "&&" | "||">

function calculate(operator: Arithmetic, left: HclValue, right: HclValue, position: Position): HclValue {
  if (isUnknown(left)) return dependent(left, position)
  if (isUnknown(right)) return dependent(right, position)
  if (left.kind !== "number" || right.kind !== "number") return unknownValue("it is no number", position)
  const [a, b] = [left.value, right.value]
  const isExact = left.isExact && right.isExact
  // Two numbers of which one is only close may differ either way.
  if (!isExact && a === b && COMPARISONS.has(operator)) return undecided(undefined, position)
  switch (operator) {
    case "<":
      return boolValue(a < b, position)
    case ">":
      return boolValue(a > b, position)
    case "<=":
      return boolValue(a <= b, position)
    case ">=":
      return boolValue(a >= b, position)
    default: {
      if (b === 0 && (operator === "/" || operator === "%"))
        throw new HclFault("Something is divided by zero.", position)
      const result = ARITHMETIC[operator](a, b)
      if (!Number.isFinite(result.value)) return unknownValue("a number is larger than those kept here", position)
      return numberValue(result.value, position, result.isExact && isExact)
    }
  }
}

const COMPARISONS: ReadonlySet<string> = new Set(["<", ">", "<=", ">="])

function undecided(by: HclReference | HclUnknown | undefined, position: Position): HclUnknown {
  return by === undefined
    ? unknownValue("a number has more digits than are kept here", position)
    : dependent(by, position)
}

const ARITHMETIC = { "+": add, "-": subtract, "*": multiply, "/": divide, "%": remainder }

/** Calls a function with values that have been evaluated: counts and converts them, and passes on what is not known. */
export function called(found: HclFunction, args: readonly HclValue[], place: HclCallPlace): HclValue {
  const { params, rest } = found
  const { name, position } = place
  if (args.length < params.length || (rest === undefined && args.length > params.length)) {
    const wanted = `${rest === undefined ? "" : "at least "}${params.length} argument${params.length === 1 ? "" : "s"}`
    throw new HclFault(`The function ${name} takes ${wanted}, but here ${args.length}.`, position)
  }
  const converted: HclValue[] = []
  let unknown: HclUnknown | undefined
  for (let at = 0; at < args.length; at++) {
    const parameter = params[at] ?? rest!
    const value = convert(args[at]!, parameter.type)
    if (value.kind === "null" && !parameter.takesNull) {
      throw new HclFault(`An argument of the function ${name} is null.`, position)
    }
    converted.push(value)
    const open = parameter.takesUnknown ? undefined : firstUnknown(value)
    if (open !== undefined) unknown ??= dependent(open, position)
  }
  return unknown ?? found.run(converted, place)
}

/** A scope of named values and nothing else, for templates and tests. */
export function scopeOf(
  values: ReadonlyMap<string, HclValue>,
  functions: ReadonlyMap<string, HclFunction>,
  report: (problem: ReadProblem) => void,
): HclScope {
  return {
    resolve: (root) => {
      const value = values.get(root)
      return value === undefined ? undefined : { value, used: 0 }
    },
    functions,
    report,
  }
}
