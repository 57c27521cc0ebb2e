import type { Pointer } from "../schema/pointer.js"
import type { OwnCode } from "./codes/index.js"

/** How much a diagnostic weighs: an `error` stops every write, a `warning` asks for attention, an `info` tells. */
export type Severity = "error" | "warning" | "info"

/** The code of a rule: a text that only what asks the rule makes a code, so that no other is made up. */
export type RuleCode = string & { readonly ofRule: true }

/** The second half of the registry's codes under a word: `baseline` → `invalid`, `not_found`, … */
export type Named<W extends string> = OwnCode extends infer C ? (C extends `${W}/${infer N}` ? N : never) : never

/** What a diagnostic is known by: one of a rule, of the registry (`core/codes/`), or of the user's own TypeScript compiler. */
export type Code = OwnCode | RuleCode | `typecheck/TS${number}`

/** Makes a code of a rule's; for what asks rules, and for what reads findings back. */
export function ruleCode(code: string): RuleCode {
  return code as RuleCode
}

/** One fact that a reader should know, told at the place to change. User mistakes are values of this type, never exceptions. */
export interface Diagnostic {
  /** Stable and documented: `ports/collision`, `schema/invalid_type`. */
  readonly code: Code
  /** Whether it stops every write. */
  readonly severity: Severity
  /** One sentence that states the fact and quotes the value. Never holds a secret's value. */
  readonly message: string
  /** The place to change, in the topology (or in `images.toml`, prefixed with `images:`). */
  readonly path: Pointer
  /** What was found there, as the reader would write it. */
  readonly found?: string
  /** What is allowed there. */
  readonly allowed?: string
  /** Other places that take part in the fact. */
  readonly notes?: readonly Note[]
  /** One imperative sentence: what to change. */
  readonly help?: string
  /** The environments in which it holds; absent when it holds in all. */
  readonly environments?: readonly string[]
  /** Where `path` stands in the user's file, where that can be proved. */
  readonly position?: Position
}

/** The other place of a diagnostic. */
export interface Note {
  /** What is there, as part of a sentence. */
  readonly message: string
  /** The place; undefined when there is none in the topology. */
  readonly path?: Pointer
  /** Where `path` stands in the user's file, where that can be proved. */
  readonly position?: Position
  /** A place in an artifact: its file is relative to the output directory, until a report shows it. */
  readonly artifact?: Position
}

/** A place in a file: both counts start at 1; columns are UTF-16 code units, as editors count. */
export interface Position {
  /** Relative to the working directory when inside it. */
  readonly file: string
  /** Counted from 1. */
  readonly line: number
  /** Counted from 1, in UTF-16 code units. */
  readonly column: number
  /** Just behind it, where its end is known. */
  readonly end?: { readonly line: number; readonly column: number }
  /** True where a value is computed: what stands there is the nearest expression that leads to it. */
  readonly computed?: boolean
}
