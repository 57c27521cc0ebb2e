import { dirname, join, resolve } from "node:path"
import type { RuleSeverity } from "../core/rule.js"

/** The options that every command that compiles takes. */
export interface ProjectOptions {
  /** The topology's file. Default: the one found in the working directory or above it. */
  readonly config?: string
  /** What rules take for today: YYYY-MM-DD. Default: the system's date in UTC. */
  readonly today?: string
  /** How much the findings of rules weigh, by code: more than what the topology says. Default none. */
  readonly rule?: Readonly<Record<string, RuleSeverity>>
}

/** The day that rules take for today: YYYY-MM-DD. */
export function todayOf({ today }: ProjectOptions): string {
  return today ?? new Date().toISOString().slice(0, 10)
}

/** Where the artifacts of a topology go: `--out`, or `out` beside it. Absolute. */
export function outDirectory({ file }: { readonly file: string }, out: string | undefined): string {
  return out === undefined ? join(dirname(file), "out") : resolve(out)
}
