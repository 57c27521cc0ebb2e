import type { CaddyLine } from "./config.js"
import type { Problems } from "./problems.js"
import { shown } from "./refusal.js"

/** What a line may hold. */
export interface Shape {
  /** The fewest and the most arguments. */
  readonly args: readonly [number, number]
  /** The lines of its block by name; absent when it opens none. */
  readonly lines?: Readonly<Record<string, Shape>>
  /** Whether its block belongs to a module of many: it is kept, and not looked into. */
  readonly opaque?: boolean
  /** What its first argument must be. */
  readonly value?: Value
}

/** What a value must be, and how a message calls it. */
export interface Value {
  /** In a message: `is not a …`. */
  readonly name: string
  /** Whether a text is one. */
  readonly test: (text: string) => boolean
}

/** Go's durations, and days. */
export const isDuration: Value = {
  name: "duration",
  test: (text) => text === "0" || /^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h|d))+$/.test(text),
}

/** What Go's `Atoi` reads. */
export const isInteger: Value = { name: "whole number", test: (text) => /^[+-]?\d{1,18}$/.test(text) }

/** A status, or a class of them such as `2xx`. */
export const isStatus: Value = { name: "status", test: (text) => /^(?:[+-]?\d{1,18}|\dxx)$/.test(text) }

/** A number of bytes with or without a unit. */
export const isSize: Value = {
  name: "number of bytes",
  test: (text) => /^\s*[\d.,]+\s*(?:[kmgtpe]?i?b|[kmgtpe]i?)?\s*$/i.test(text),
}

/** Tells of arguments and lines that Caddy would refuse. */
export function checkLine(line: CaddyLine, shape: Shape, problems: Problems): void {
  const { name, args, body } = line
  const [fewest, most] = shape.args
  if (args.length < fewest) problems.add(`\`${shown(name.text)}\` lacks an argument`, name.position)
  const surplus = args[most]
  if (surplus !== undefined) problems.add(`\`${shown(name.text)}\` has an argument too many`, surplus.position)
  const [first] = args
  if (first !== undefined && shape.value !== undefined && !isOpenText(first.text) && !shape.value.test(first.text)) {
    problems.add(`${shown(first.text)} is not a ${shape.value.name}`, first.position)
  }
  if (body === undefined || shape.opaque) return
  if (shape.lines === undefined) {
    if (body.length > 0) problems.add(`\`${shown(name.text)}\` opens no block`, name.position)
    return
  }
  for (const inner of body) {
    const known = Object.hasOwn(shape.lines, inner.name.text) ? shape.lines[inner.name.text] : undefined
    if (known !== undefined) checkLine(inner, known, problems)
    else problems.add(`\`${shown(name.text)}\` has no setting ${shown(inner.name.text)}`, inner.name.position)
  }
}

/** Whether a variable that is not told stands in a text. */
export function isOpenText(text: string): boolean {
  return text.includes("{$")
}
