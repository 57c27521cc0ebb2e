import type { ReadProblem } from "../position.js"
import type { CaddyConfig } from "./config.js"

/** What is read. */
export interface CaddyInput {
  /** The Caddyfile's path, as positions name it; what it imports is found relative to its folder. */
  readonly path: string
  /** Its text. */
  readonly content: string
  /**
   * The variables that are set where Caddy reads the file. One whose value is undefined is set to something that is not told: it stays
   * in the text as `{$NAME}`, and what depends on it cannot be decided.
   */
  readonly environment: Readonly<Record<string, string | undefined>>
  /** The text of a file that is imported, or undefined when there is none. Without it every import of a file is reported. */
  readonly read?: ((path: string) => string | undefined) | undefined
  /** The paths that a glob such as `/etc/caddy/sites/*.caddy` matches, in any order. Without it every glob is reported. */
  readonly list?: ((pattern: string) => readonly string[]) | undefined
}

/** What came of it. */
export interface CaddyConfigReading {
  /** What the file means; undefined when its blocks cannot be told apart, or an import cannot be followed. */
  readonly config: CaddyConfig | undefined
  /** What Caddy would refuse, and what is not understood, by place in the source; what they stand in is in the config all the same. */
  readonly problems: readonly ReadProblem[]
}
