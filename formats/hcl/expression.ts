import type { Position } from "../position.js"
import { HclMistake, type HclScanner, type HclTokenKind } from "./scanner.js"
import type {
  HclEntry,
  HclExpression,
  HclForObject,
  HclForTuple,
  HclOperator,
  HclStep,
  HclTemplatePart,
} from "./syntax.js"
import { readForHead, readHeredoc, readQuoted } from "./template.js"

/** How deep expressions and blocks may stand in one another; people stay below ten. */
export const DEPTH = 200

/** Reads the expression that starts at the scanner's current token, and leaves the scanner at the token behind it. */
export function readExpression(scanner: HclScanner): HclExpression {
  return new Reader(scanner).expression()
}

/** Goes through an expression and everything in it, without recursion. */
export function visit(expression: HclExpression, seen: (inner: HclExpression) => void): void {
  const pending = [expression]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    seen(next)
    addInside(next, pending)
  }
}

function addInside(expression: HclExpression, to: HclExpression[]): void {
  switch (expression.kind) {
    case "literal":
    case "variable":
      return
    case "template":
      addInsideParts(expression.parts, to)
      return
    case "tuple":
      for (const item of expression.items) to.push(item)
      return
    case "object":
      for (const { key, value } of expression.entries) to.push(key, value)
      return
    case "access":
      to.push(expression.of)
      addInsideSteps(expression.steps, to)
      return
    case "call":
      for (const argument of expression.args) to.push(argument)
      return
    case "unary":
      to.push(expression.operand)
      return
    case "binary":
      to.push(expression.left, expression.right)
      return
    case "conditional":
      to.push(expression.condition, expression.whenTrue, expression.whenFalse)
      return
    case "for-object":
      to.push(expression.itemKey)
      addInsideFor(expression, to)
      return
    case "for-tuple":
      addInsideFor(expression, to)
      return
    case "parentheses":
      to.push(expression.inner)
  }
}

function addInsideFor({ collection, item, condition }: HclForTuple | HclForObject, to: HclExpression[]): void {
  to.push(collection, item)
  if (condition !== undefined) to.push(condition)
}

function addInsideParts(parts: readonly HclTemplatePart[], to: HclExpression[]): void {
  for (const part of parts) {
    if (typeof part === "string") continue
    switch (part.kind) {
      case "interpolation":
        to.push(part.value)
        break
      case "if":
        to.push(part.condition)
        addInsideParts(part.whenTrue, to)
        addInsideParts(part.whenFalse, to)
        break
      case "for":
        to.push(part.collection)
        addInsideParts(part.parts, to)
    }
  }
}

function addInsideSteps(steps: readonly HclStep[], to: HclExpression[]): void {
  for (const step of steps) {
    if (step.kind === "index") to.push(step.key)
    else if (step.kind === "splat") addInsideSteps(step.steps, to)
  }
}

const PRECEDENCE: ReadonlyMap<HclTokenKind, number> = new Map([
  ["||", 1],
  ["&&", 2],
  ["==", 3],
  ["!=", 3],
  [">", 4],
  [">=", 4],
  ["<", 4],
  ["<=", 4],
  ["+", 5],
  ["-", 5],
  ["*", 6],
  ["/", 6],
  ["%", 6],
])

/** How deep the reader of a scanner is. Kept by scanner, because templates read their expressions with a reader of their own. */
const depths = new WeakMap<HclScanner, number>()

class Reader {
  constructor(private readonly scanner: HclScanner) {}

  expression(): HclExpression {
    return this.deeper(() => this.conditional())
  }

  private deeper<T>(read: () => T): T {
    const depth = depths.get(this.scanner) ?? 0
    if (depth >= DEPTH) this.scanner.fail(`Expressions stand in one another deeper than ${DEPTH}.`)
    depths.set(this.scanner, depth + 1)
    const result = read()
    depths.set(this.scanner, depth)
    return result
  }

  private conditional(): HclExpression {
    const { scanner } = this
    const condition = this.binary(1)
    if (!scanner.is("?")) return condition
    scanner.advance()
    const whenTrue = this.expression()
    if (!scanner.is(":")) scanner.fail(`After ? and a value comes : and another one, but here ${this.found()}.`)
    scanner.advance()
    const whenFalse = this.expression()
    return { kind: "conditional", condition, whenTrue, whenFalse, position: condition.position }
  }

  /** Operators of at least this precedence; those of one precedence lean left. */
  private binary(least: number): HclExpression {
    const { scanner } = this
    let left = this.unary()
    for (;;) {
      const precedence = PRECEDENCE.get(scanner.kind)
      if (precedence === undefined || precedence < least) return left
      const operator = scanner.kind as HclOperator
      scanner.advance()
      const right = this.binary(precedence + 1)
      left = { kind: "binary", operator, left, right, position: left.position }
    }
  }

  private unary(): HclExpression {
    const { scanner } = this
    if (!scanner.is("-") && !scanner.is("!")) return this.withSteps()
    const operator = scanner.is("-") ? "-" : "!"
    const position = scanner.position()
    scanner.advance()
    return { kind: "unary", operator, operand: this.deeper(() => this.unary()), position }
  }

  private withSteps(): HclExpression {
    const of = this.term()
    const steps = this.steps()
    return steps.length === 0 ? of : { kind: "access", of, steps, position: of.position }
  }

  private steps(): readonly HclStep[] {
    const { scanner } = this
    if (!scanner.is(".") && !scanner.is("[")) return NO_STEPS
    const steps: HclStep[] = []
    for (;;) {
      if (scanner.is(".")) steps.push(this.dotStep())
      else if (scanner.is("[")) steps.push(this.bracketStep())
      else return steps
    }
  }

  private dotStep(): HclStep {
    const { scanner } = this
    const position = scanner.position()
    scanner.advance()
    if (scanner.is("*")) {
      scanner.advance()
      const steps: HclStep[] = []
      while (scanner.is(".")) {
        const dot = scanner.position()
        scanner.advance()
        steps.push(this.plainStep(dot))
      }
      return { kind: "splat", steps, position }
    }
    return this.plainStep(position)
  }

  /** `.name`, and `.0` of old. */
  private plainStep(position: Position): HclStep {
    const { scanner } = this
    const text = scanner.text()
    if (scanner.is("identifier")) {
      scanner.advance()
      return { kind: "attribute", name: text, position }
    }
    if (!scanner.is("number")) scanner.fail(`After a dot comes a name, but here ${this.found()}.`)
    if (text.includes(".")) scanner.fail("Two indexes in a row are written in brackets: [0][1].")
    return { kind: "index", key: this.term(), position }
  }

  private bracketStep(): HclStep {
    const { scanner } = this
    const position = scanner.position()
    scanner.advance()
    if (scanner.is("*")) {
      scanner.advance()
      if (!scanner.is("]")) scanner.fail("[* is followed by ].")
      scanner.advance()
      return { kind: "splat", steps: this.deeper(() => this.steps()), position }
    }
    const key = this.bracketed("]", () => this.expression())
    return { kind: "index", key, position }
  }

  /** Reads between brackets, where line ends count for nothing; the opening one has been read. */
  private bracketed<T>(close: HclTokenKind, read: () => T): T {
    const { scanner } = this
    const outer = scanner.newlines
    scanner.newlines = false
    if (scanner.is("newline")) scanner.advance()
    const result = read()
    if (!scanner.is(close)) scanner.fail(`${close} is expected here, but here ${this.found()}.`)
    scanner.newlines = outer
    scanner.advance()
    return result
  }

  private term(): HclExpression {
    const { scanner } = this
    const position = scanner.position()
    switch (scanner.kind) {
      case "(": {
        scanner.advance()
        return { kind: "parentheses", inner: this.bracketed(")", () => this.expression()), position }
      }
      case "number":
        return this.number(position)
      case "identifier":
        return this.name(position)
      case "quote": {
        const read = readQuoted(scanner, readExpression)
        scanner.advance()
        return read
      }
      case "heredoc": {
        const read = readHeredoc(scanner, readExpression)
        scanner.advance()
        return read
      }
      case "[":
        scanner.advance()
        return this.bracketed("]", () => (this.isWord("for") ? this.forTuple(position) : this.tuple(position)))
      case "{":
        scanner.advance()
        return this.braces(position)
      default:
        return scanner.fail(`A value is expected here, but here ${this.found()}.`)
    }
  }

  private number(position: Position): HclExpression {
    const { scanner } = this
    const text = scanner.text()
    const value = Number(text)
    if (!Number.isFinite(value)) scanner.fail(`${text} is no number, or none that fits.`)
    scanner.advance()
    return { kind: "literal", value, isExact: isExact(text, value), position }
  }

  private name(position: Position): HclExpression {
    const { scanner } = this
    let name = scanner.text()
    scanner.advance()
    if (scanner.is("(") || scanner.is("::")) {
      while (scanner.is("::")) {
        scanner.advance()
        if (!scanner.is("identifier")) scanner.fail(`After :: comes a name, but here ${this.found()}.`)
        name += `::${scanner.text()}`
        scanner.advance()
      }
      if (!scanner.is("(")) scanner.fail(`${name} is a function: ( is expected here.`)
      scanner.advance()
      return this.bracketed(")", () => this.call(name, position))
    }
    switch (name) {
      case "true":
        return { kind: "literal", value: true, isExact: true, position }
      case "false":
        return { kind: "literal", value: false, isExact: true, position }
      case "null":
        return { kind: "literal", value: null, isExact: true, position }
      default:
        return { kind: "variable", name, position }
    }
  }

  private call(name: string, position: Position): HclExpression {
    const { scanner } = this
    const args: HclExpression[] = []
    let isExpanded = false
    while (!scanner.is(")")) {
      args.push(this.expression())
      if (scanner.is("...")) {
        isExpanded = true
        scanner.advance()
        break
      }
      if (!scanner.is(",")) break
      scanner.advance()
    }
    return { kind: "call", name, args, isExpanded, position }
  }

  private tuple(position: Position): HclExpression {
    const { scanner } = this
    const items: HclExpression[] = []
    while (!scanner.is("]")) {
      items.push(this.expression())
      if (!scanner.is(",")) break
      scanner.advance()
    }
    return { kind: "tuple", items, position }
  }

  private isWord(word: string): boolean {
    return this.scanner.is("identifier") && this.scanner.text() === word
  }

  private forTuple(position: Position): HclExpression {
    this.scanner.advance()
    const { keyName, valueName } = readForHead(this.scanner)
    const collection = this.forCollection()
    const item = this.expression()
    return { kind: "for-tuple", keyName, valueName, collection, item, condition: this.forCondition(), position }
  }

  private forCollection(): HclExpression {
    const collection = this.expression()
    if (!this.scanner.is(":")) this.scanner.fail(`After what a for goes through comes :, but here ${this.found()}.`)
    this.scanner.advance()
    return collection
  }

  private forCondition(): HclExpression | undefined {
    if (!this.isWord("if")) return undefined
    this.scanner.advance()
    return this.expression()
  }

  private braces(position: Position): HclExpression {
    const { scanner } = this
    const outer = scanner.newlines
    scanner.newlines = true
    while (scanner.is("newline")) scanner.advance()
    if (this.isWord("for")) {
      scanner.newlines = outer
      return this.bracketed("}", () => this.forObject(position))
    }
    const entries = this.entries()
    scanner.newlines = outer
    scanner.advance()
    return { kind: "object", entries, position }
  }

  private forObject(position: Position): HclExpression {
    const { scanner } = this
    scanner.advance()
    const { keyName, valueName } = readForHead(scanner)
    const collection = this.forCollection()
    const itemKey = this.expression()
    if (!scanner.is("=>")) scanner.fail(`After an object's key comes => in a for, but here ${this.found()}.`)
    scanner.advance()
    const item = this.expression()
    const isGrouped = scanner.is("...")
    if (isGrouped) scanner.advance()
    const condition = this.forCondition()
    return { kind: "for-object", keyName, valueName, collection, itemKey, item, isGrouped, condition, position }
  }

  private entries(): readonly HclEntry[] {
    const { scanner } = this
    const entries: HclEntry[] = []
    for (;;) {
      while (scanner.is("newline")) scanner.advance()
      if (scanner.is("}")) return entries
      const key = literalKey(this.expression())
      if (!scanner.is("=") && !scanner.is(":")) {
        scanner.fail(`After an object's key comes =, but here ${this.found()}.`)
      }
      scanner.advance()
      entries.push({ key, value: this.expression() })
      if (scanner.is("}")) return entries
      if (!scanner.is(",") && !scanner.is("newline")) {
        scanner.fail(`After an object's item comes a comma or a new line, but here ${this.found()}.`)
      }
      scanner.advance()
    }
  }

  private found(): string {
    const { scanner } = this
    switch (scanner.kind) {
      case "end":
        return "the file ends"
      case "newline":
        return "the line ends"
      case "quote":
        return "a string starts"
      case "heredoc":
        return "a heredoc starts"
      default:
        return `stands ${scanner.text()}`
    }
  }
}

const NO_STEPS: readonly HclStep[] = []

/** A bare word is the key that it spells, as are `true`, `false` and `null`; steps into something are refused as ambiguous. */
function literalKey(key: HclExpression): HclExpression {
  const { position } = key
  if (key.kind === "variable") return { kind: "literal", value: key.name, isExact: true, position }
  if (key.kind === "literal" && (key.value === null || typeof key.value === "boolean")) {
    return { kind: "literal", value: String(key.value), isExact: true, position }
  }
  if (key.kind === "access" && key.of.kind === "variable") {
    throw new HclMistake(
      "A key with steps in it is ambiguous: it stands in parentheses, or in quotation marks.",
      position,
    )
  }
  return key
}

/** Whether a double is the number that is written, and not only close to it. */
function isExact(text: string, value: number): boolean {
  const digits = text
    .replace(/[eE].*$/, "")
    .replace(".", "")
    .replace(/^0+/, "")
    .replace(/0+$/, "")
  // Every decimal of up to 15 digits comes back from a double as it went in.
  if (digits.length <= 15) return true
  const kept = String(value).replace(/e.*$/, "").replace(".", "").replace(/^0+/, "").replace(/0+$/, "")
  return kept === digits
}
