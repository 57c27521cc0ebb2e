import type { HclBody, HclExpression } from "../../formats/hcl/syntax.js"
import { type HclMapping, type HclValue, itemsOf } from "../../formats/hcl/value.js"
import type { Position, ReadProblem } from "../../formats/position.js"
import { namesOf, type Only, type Vocabulary, type Word, wordsOf } from "../vocabulary/words.js"

/** What is not understood of an object, by the vocabulary that its names belong to; `of` is what it is called. */
export function unknownIn(object: HclMapping, vocabulary: Vocabulary, of: string): readonly ReadProblem[] {
  const words = wordsOf(vocabulary)
  const problems: ReadProblem[] = []
  for (const [name, value] of object.entries) {
    if (value.kind === "null") continue
    problems.push(...unknownValue(words.get(name), { name, value, of, position: value.position }))
  }
  return [...problems, ...lacking(vocabulary, object.entries, of, object.position)]
}

/** What is not understood of a body that is not evaluated yet. */
export function unknownInBody(
  body: HclBody,
  vocabulary: Vocabulary,
  { of, position, evaluate }: Reading,
): readonly ReadProblem[] {
  const words = wordsOf(vocabulary)
  const problems: ReadProblem[] = []
  for (const { name, value, position: at } of body.attributes.values()) {
    const word = words.get(name)
    // What need not be known is not evaluated.
    if (word?.kind === "followed" || word?.kind === "harmless") continue
    if (word?.kind === "only" || word?.kind === "block")
      problems.push(...unknownValue(word, { name, value: evaluate(value), of, position: at }))
    else problems.push(unknownName(word, name, of, at))
  }
  for (const block of body.blocks) {
    const word = words.get(block.type)
    if (word?.kind === "followed" || word?.kind === "harmless") continue
    if (word?.kind === "block")
      problems.push(
        ...unknownInBody(block.body, word.of, { of: within(block.type, of), position: block.position, evaluate }),
      )
    else problems.push(unknownName(word, block.type, of, block.position))
  }
  return [...problems, ...lacking(vocabulary, body.attributes, of, position)]
}

/** What reading a body takes. */
export interface Reading {
  /** What it is called; empty for a whole file. */
  readonly of: string
  /** Where it stands. */
  readonly position: Position
  /** What an expression of it says. */
  readonly evaluate: (expression: HclExpression) => HclValue
}

interface Named {
  readonly name: string
  readonly value: HclValue
  readonly of: string
  readonly position: Position
}

function unknownValue(word: Word | undefined, { name, value, of, position }: Named): readonly ReadProblem[] {
  switch (word?.kind) {
    case "followed":
    case "harmless":
      return []
    case "only":
      return otherThan(value, word.only, within(name, of))
    case "block":
      return (value.kind === "mapping" ? [value] : itemsOf(value)).flatMap((block) =>
        block.kind === "mapping" ? unknownIn(block, word.of, within(name, of)) : [],
      )
    default:
      return name === "timeouts" ? [] : [unknownName(word, name, of, position)]
  }
}

function within(name: string, of: string): string {
  return of === "" ? name : `${name} of ${of}`
}

function unknownName(word: Word | undefined, name: string, of: string, position: Position): ReadProblem {
  const what = word?.kind === "told" ? word.what : "is not understood here"
  return { message: `${within(name, of)} ${what}.`, position }
}

function lacking(
  { only = {}, needed = "" }: Vocabulary,
  stated: ReadonlyMap<string, unknown>,
  of: string,
  position: Position,
): readonly ReadProblem[] {
  const missing = namesOf(needed).filter((name) => !stated.has(name))
  const told = missing.map((name) => ({ message: `${of} has no ${name}: Terraform refuses it.`, position }))
  const silent = Object.entries(only).flatMap(([name, one]) =>
    one.isNeeded === true && !stated.has(name)
      ? [{ message: `${of} does not say that its ${name} is ${listOf(one)}.`, position }]
      : [],
  )
  return [...told, ...silent]
}

function otherThan(value: HclValue, only: Only, what: string): readonly ReadProblem[] {
  const items = value.kind === "sequence" ? value.items : [value]
  return items
    .filter((item) => !isAmong(item, only))
    .map((item) => ({
      message: isPlain(item)
        ? `${what} is ${JSON.stringify(item.value)}, and the proof knows no more than ${listOf(only)}.`
        : `${what} is not known.`,
      position: item.position,
    }))
}

function isAmong(value: HclValue, { values, form }: Only): boolean {
  if (value.kind === "null") return true
  return (
    isPlain(value) &&
    (values.some((one) => String(one) === String(value.value)) || form?.test(String(value.value)) === true)
  )
}

function listOf({ values }: Only): string {
  return values.map((value) => JSON.stringify(value)).join(", ")
}

function isPlain(value: HclValue): value is Extract<HclValue, { readonly kind: "bool" | "number" | "string" }> {
  return value.kind === "bool" || value.kind === "number" || value.kind === "string"
}
