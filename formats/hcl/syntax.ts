/** What {@link readHcl} yields: the syntax of HCL with the place of every node. Nothing is evaluated yet. */

import type { Position, ReadProblem } from "../position.js"

/** What reading an HCL source yields. */
export interface HclReading {
  /** The whole file; where there is a syntax error, what stands before it. */
  readonly body: HclBody
  /** All that was not taken, in order of the source: at most one syntax error, which ends the reading, and what stands twice. */
  readonly problems: readonly ReadProblem[]
}

/** What stands in a file or between a block's braces. */
export interface HclBody {
  /** By name, in order of the source. */
  readonly attributes: ReadonlyMap<string, HclAttribute>
  /** In order of the source. */
  readonly blocks: readonly HclBlock[]
}

/** `name = value` in a body. */
export interface HclAttribute {
  /** The identifier before `=`. */
  readonly name: string
  /** What stands after `=`. */
  readonly value: HclExpression
  /** Where the name stands. */
  readonly position: Position
}

/** `type "label" { … }`. */
export interface HclBlock {
  /** The identifier that it starts with: `resource`, `dependency`. */
  readonly type: string
  /** In order; escapes are undone. */
  readonly labels: readonly string[]
  /** What stands between its braces. */
  readonly body: HclBody
  /** Where the type stands. */
  readonly position: Position
}

/** Something that has a value; `position` is where it starts. */
export type HclExpression =
  | HclLiteral
  | HclTemplate
  | HclTuple
  | HclObject
  | HclVariable
  | HclAccess
  | HclCall
  | HclUnary
  | HclBinary
  | HclConditional
  | HclForTuple
  | HclForObject
  | HclParentheses

/** `null`, `true`, `12.5`, and a string without interpolation, in quotation marks or as a heredoc. */
export interface HclLiteral {
  readonly kind: "literal"
  /** Escapes of strings are undone. */
  readonly value: null | boolean | string | number
  /** Whether `value` is the number that is written: false where it has more digits than a double holds. */
  readonly isExact: boolean
  /** Where it starts: a string's quotation mark, a heredoc's `<<`. */
  readonly position: Position
}

/** `"…${…}…"` or a heredoc, with at least one interpolation or directive; one interpolation alone is its value, unchanged. */
export interface HclTemplate {
  readonly kind: "template"
  /** In order; strip markers (`~`) and a heredoc's indentation are dealt with, escapes undone. */
  readonly parts: readonly HclTemplatePart[]
  /** Where it starts. */
  readonly position: Position
}

/** A part of a template. */
export type HclTemplatePart = string | HclInterpolation | HclIfDirective | HclForDirective

/** `${value}`. */
export interface HclInterpolation {
  readonly kind: "interpolation"
  /** What is put in. */
  readonly value: HclExpression
}

/** `%{if condition}…%{else}…%{endif}`. */
export interface HclIfDirective {
  readonly kind: "if"
  /** What decides. */
  readonly condition: HclExpression
  /** What stands where it holds. */
  readonly whenTrue: readonly HclTemplatePart[]
  /** What stands where it does not; empty without `else`. */
  readonly whenFalse: readonly HclTemplatePart[]
}

/** `%{for key, value in collection}…%{endfor}`. */
export interface HclForDirective {
  readonly kind: "for"
  /** The name of the key or index, if it has one. */
  readonly keyName: string | undefined
  /** The name of the value. */
  readonly valueName: string
  /** What is gone through. */
  readonly collection: HclExpression
  /** What is repeated. */
  readonly parts: readonly HclTemplatePart[]
}

/** `[a, b]`. */
export interface HclTuple {
  readonly kind: "tuple"
  /** In order. */
  readonly items: readonly HclExpression[]
  /** Where `[` stands. */
  readonly position: Position
}

/** `{ key = value }`. */
export interface HclObject {
  readonly kind: "object"
  /** In order; keys may repeat. */
  readonly entries: readonly HclEntry[]
  /** Where `{` stands. */
  readonly position: Position
}

/** `key = value` or `key : value` in an object. */
export interface HclEntry {
  /** A bare name is a literal string. */
  readonly key: HclExpression
  /** What stands after `=`. */
  readonly value: HclExpression
}

/** A bare name: `var` of `var.name`, `string` in a type. */
export interface HclVariable {
  readonly kind: "variable"
  /** The identifier. */
  readonly name: string
  /** Where it stands. */
  readonly position: Position
}

/** Steps into a value: `var.name`, `list[0]`, `f(x).a`, `list[*].name`. */
export interface HclAccess {
  readonly kind: "access"
  /** What is stepped into; never itself an access, unless in parentheses. */
  readonly of: HclExpression
  /** At least one, in order. */
  readonly steps: readonly HclStep[]
  /** Where `of` starts. */
  readonly position: Position
}

/** One step into a value. */
export type HclStep = HclAttributeStep | HclIndexStep | HclSplatStep

/** `.name`. */
export interface HclAttributeStep {
  readonly kind: "attribute"
  /** The identifier after the dot. */
  readonly name: string
  /** Where the dot stands. */
  readonly position: Position
}

/** `[key]`, and `.0` of old. */
export interface HclIndexStep {
  readonly kind: "index"
  /** What stands between the brackets. */
  readonly key: HclExpression
  /** Where the bracket stands. */
  readonly position: Position
}

/** `[*]` or `.*` with the steps that are taken into each item; `.*` takes attributes along only. */
export interface HclSplatStep {
  readonly kind: "splat"
  /** What is taken of each item, in order. */
  readonly steps: readonly HclStep[]
  /** Where the bracket or dot stands. */
  readonly position: Position
}

/** `name(a, b...)`. */
export interface HclCall {
  readonly kind: "call"
  /** `merge`, `provider::google::id`. */
  readonly name: string
  /** In order. */
  readonly args: readonly HclExpression[]
  /** Whether `...` follows the last argument, whose items are then arguments. */
  readonly isExpanded: boolean
  /** Where the name stands. */
  readonly position: Position
}

/** `!a`, `-a`. */
export interface HclUnary {
  readonly kind: "unary"
  /** Which of the two. */
  readonly operator: "!" | "-"
  /** What it applies to. */
  readonly operand: HclExpression
  /** Where the operator stands. */
  readonly position: Position
}

/** An operator between two values. */
export type HclOperator = "||" | "&&" | "==" | "!=" | "<" | ">" | "<=" | ">=" | "+" | "-" | "*" | "/" | "%"

/** `a + b`. A chain of operators leans left and may be long: what goes through it should not recurse to the left. */
export interface HclBinary {
  readonly kind: "binary"
  /** What stands between the two. */
  readonly operator: HclOperator
  /** Before the operator. */
  readonly left: HclExpression
  /** After the operator. */
  readonly right: HclExpression
  /** Where `left` starts. */
  readonly position: Position
}

/** `condition ? a : b`. */
export interface HclConditional {
  readonly kind: "conditional"
  /** What decides. */
  readonly condition: HclExpression
  /** The value where it holds. */
  readonly whenTrue: HclExpression
  /** The value where it does not. */
  readonly whenFalse: HclExpression
  /** Where `condition` starts. */
  readonly position: Position
}

/** `[for key, value in collection : item if condition]`. */
export interface HclForTuple {
  readonly kind: "for-tuple"
  /** The name of the key or index, if it has one. */
  readonly keyName: string | undefined
  /** The name of the value. */
  readonly valueName: string
  /** What is gone through. */
  readonly collection: HclExpression
  /** What each turn yields. */
  readonly item: HclExpression
  /** Which turns yield something; all where there is none. */
  readonly condition: HclExpression | undefined
  /** Where `[` stands. */
  readonly position: Position
}

/** `{for key, value in collection : itemKey => item... if condition}`. */
export interface HclForObject {
  readonly kind: "for-object"
  /** The name of the key or index, if it has one. */
  readonly keyName: string | undefined
  /** The name of the value. */
  readonly valueName: string
  /** What is gone through. */
  readonly collection: HclExpression
  /** Under which key a turn yields. */
  readonly itemKey: HclExpression
  /** What each turn yields. */
  readonly item: HclExpression
  /** Whether `...` follows the item: what turns yield under one key is gathered in a tuple. */
  readonly isGrouped: boolean
  /** Which turns yield something; all where there is none. */
  readonly condition: HclExpression | undefined
  /** Where `{` stands. */
  readonly position: Position
}

/** `(a)`. */
export interface HclParentheses {
  readonly kind: "parentheses"
  /** What stands between them. */
  readonly inner: HclExpression
  /** Where `(` stands. */
  readonly position: Position
}
