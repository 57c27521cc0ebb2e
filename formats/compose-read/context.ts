import type { Position, ReadProblem } from "../position.js"
import { positionOf, type YamlEntry, type YamlNode, type YamlSource } from "../yaml-nodes.js"

/** What a variable stands for where the files are read. */
export type Variable =
  | {
      readonly kind: "set"
      /** Its value. */
      readonly value: string
    }
  | { readonly kind: "unset" }
  /** It has a value, which is not known here. */
  | { readonly kind: "unknown" }

/** What one reading shares: where problems go, and what is asked of the world. */
export interface Context {
  /** In the order found. */
  readonly problems: ReadProblem[]
  /** Every variable met, and where. */
  readonly variables: Map<string, Position[]>
  /** What becomes of a required variable that is not set. */
  readonly unset: "problem" | "unknown"
  /** The content of a file; undefined when there is none. */
  readonly read: (path: string) => string | undefined
  /** How many files have been included so far. */
  included: number
  /** How many ports ranges have stood for so far. */
  ranged: number
  /** What is being merged: what files say, or a service with one of its own file that it extends. */
  merging: "files" | "services"
  /** Whether an `env_file` that is required must be there. */
  readonly envFilesRequired: boolean
}

/** Looks a variable up. */
export type Lookup = (name: string) => Variable

/** Something that stands somewhere. */
export type Placed = YamlNode | YamlEntry | { readonly source: YamlSource; readonly offset: number }

/** Notes what Compose would refuse, or the reader does not understand. */
export function report(context: Context, place: Placed, message: string): void {
  context.problems.push({ message, position: positionOf(place as YamlNode) })
}
