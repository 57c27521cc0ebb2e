import type { Origin } from "../formats/origin.js"

/** One file to be written under the output directory. */
export interface Artifact {
  /** Relative to the output directory, `/` between folders, no `..`. */
  readonly path: string
  /** The whole file; ends with one newline. */
  readonly content: string
  /** Whether the file is meant to be run. Default false. */
  readonly executable?: boolean
  /** The environment whose files it belongs to: `staging`. Absent when it is shared by all. */
  readonly environment?: string
  /** The origin of each line of `content`, computed anew at each call: it costs a second print. */
  readonly origins: () => readonly Origin[]
}
