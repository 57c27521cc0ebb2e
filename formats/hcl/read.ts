import type { Position, ReadProblem } from "../position.js"
import { DEPTH, readExpression } from "./expression.js"
import { HclMistake, HclScanner, type HclTokenKind } from "./scanner.js"
import type { HclAttribute, HclBlock, HclBody, HclExpression, HclReading } from "./syntax.js"
import { readBareTemplate, readQuoted } from "./template.js"

/**
 * Reads a file of HCL's native syntax: `*.tf`, `*.hcl`, `*.tfvars`. Never throws, whatever the source.
 *
 * What is written over several lines, in any of the ways that HCL has, reads as Terraform 1.11 reads it. It is stricter in
 * one thing: expressions and blocks may stand in one another {@link DEPTH} deep.
 */
export function readHcl(file: string, source: string): HclReading {
  const scanner = new HclScanner(file, source)
  const root: OpenBody = { attributes: new Map(), blocks: [] }
  const problems: ReadProblem[] = []
  try {
    scanner.advance()
    readBody(scanner, { body: root, problems, depth: 0, end: "end" })
  } catch (error) {
    problems.push(problemOf(error))
  }
  return { body: root, problems }
}

/** Reads one expression, as after `=`. */
export function readHclExpression(
  file: string,
  source: string,
): { readonly expression: HclExpression | undefined; readonly problems: readonly ReadProblem[] } {
  return attempt(() => {
    const scanner = new HclScanner(file, source)
    scanner.newlines = false
    scanner.advance()
    const expression = readExpression(scanner)
    if (!scanner.is("end")) scanner.fail(`After the expression comes ${scanner.text()}.`)
    return expression
  })
}

/** Reads a source as the template that it is for `templatefile`. */
export function readHclTemplate(
  file: string,
  source: string,
): { readonly expression: HclExpression | undefined; readonly problems: readonly ReadProblem[] } {
  return attempt(() => readBareTemplate(new HclScanner(file, source), readExpression))
}

function attempt(read: () => HclExpression): {
  readonly expression: HclExpression | undefined
  readonly problems: readonly ReadProblem[]
} {
  try {
    return { expression: read(), problems: [] }
  } catch (error) {
    return { expression: undefined, problems: [problemOf(error)] }
  }
}

function problemOf(error: unknown): ReadProblem {
  if (!(error instanceof HclMistake)) throw error
  return { message: error.message, position: error.position }
}

/** A body while it is read: what stands before a mistake is kept. */
interface OpenBody extends HclBody {
  readonly attributes: Map<string, HclAttribute>
  readonly blocks: HclBlock[]
}

interface Reading {
  readonly body: OpenBody
  readonly problems: ReadProblem[]
  readonly depth: number
  /** The token that ends the body. */
  readonly end: HclTokenKind
}

/** Reads up to the token that ends the body, which is the current one then. */
function readBody(scanner: HclScanner, reading: Reading): void {
  for (;;) {
    while (scanner.is("newline")) scanner.advance()
    if (scanner.is(reading.end)) return
    if (!scanner.is("identifier")) scanner.fail(itemExpected(scanner))
    readItem(scanner, reading)
    endItem(scanner)
  }
}

function itemExpected(scanner: HclScanner): string {
  if (scanner.is("end")) return "The file ends, and a block is not closed."
  if (scanner.is("quote")) return "An argument's name stands without quotation marks."
  return `An argument or a block is expected here, but here stands ${scanner.text()}.`
}

function endItem(scanner: HclScanner): void {
  if (scanner.is("newline")) scanner.advance()
  else if (!scanner.is("end")) scanner.fail(`The line should end here, but here stands ${scanner.text()}.`)
}

function readItem(scanner: HclScanner, reading: Reading): void {
  const position = scanner.position()
  const name = scanner.text()
  scanner.advance()
  if (scanner.is("=")) readAttribute(scanner, reading, { name, position })
  else reading.body.blocks.push(readBlock(scanner, reading, { name, position }))
}

interface Head {
  readonly name: string
  readonly position: Position
}

/** Reads from `=` on. The first of two attributes of one name counts, as for Terraform, which refuses the second. */
function readAttribute(scanner: HclScanner, { body, problems }: Reading, { name, position }: Head): void {
  scanner.advance()
  const value = readExpression(scanner)
  if (body.attributes.has(name)) problems.push({ message: `The argument ${name} stands twice.`, position })
  else body.attributes.set(name, { name, value, position })
}

/** Reads from the first label, or the brace, on. */
function readBlock(scanner: HclScanner, outer: Reading, { name, position }: Head): HclBlock {
  const labels: string[] = []
  while (!scanner.is("{")) labels.push(readLabel(scanner, name))
  if (outer.depth >= DEPTH) scanner.fail(`Blocks stand in one another deeper than ${DEPTH}.`)
  const body: OpenBody = { attributes: new Map(), blocks: [] }
  const reading: Reading = { body, problems: outer.problems, depth: outer.depth + 1, end: "}" }
  scanner.advance()
  if (scanner.is("newline") || scanner.is("}") || scanner.is("end")) readBody(scanner, reading)
  else readOneLine(scanner, reading)
  scanner.advance()
  return { type: name, labels, body, position }
}

function readLabel(scanner: HclScanner, type: string): string {
  const position = scanner.position()
  if (scanner.is("identifier")) {
    const text = scanner.text()
    scanner.advance()
    return text
  }
  if (!scanner.is("quote")) {
    const isEnd = scanner.is("newline") || scanner.is("end")
    scanner.fail(`${type} is followed by = or {, but here ${isEnd ? "the line ends" : `stands ${scanner.text()}`}.`)
  }
  const label = readQuoted(scanner, readExpression)
  if (label.kind !== "literal") throw new HclMistake("A label is a plain string, without ${ or %{.", position)
  scanner.advance()
  return String(label.value)
}

/** `name { argument = value }`: one argument, and no line end. */
function readOneLine(scanner: HclScanner, reading: Reading): void {
  if (!scanner.is("identifier")) scanner.fail(itemExpected(scanner))
  const position = scanner.position()
  const name = scanner.text()
  scanner.advance()
  if (!scanner.is("=")) scanner.fail("A block on one line holds one argument and no block.")
  readAttribute(scanner, reading, { name, position })
  if (!scanner.is("}")) {
    scanner.fail("A block on one line holds one argument, then is closed; more of them stand on lines of their own.")
  }
}
