import type { ComposeProject } from "./compose-model.js"
import type { ReadProblem } from "./position.js"

/** What a Compose project is read from. */
export interface ComposeInput {
  /** As given to `docker compose -f`, in order: a later one overrides. At least one. */
  readonly files: readonly ComposeSourceFile[]
  /** The values of the variables, as `--env-file` and the shell give them. */
  readonly environment?: ReadonlyMap<string, string> | Readonly<Record<string, string>> | undefined
  /** Variables that have a value where it runs, which is not known here: what is made of them is of kind `unknown`. */
  readonly unknownVariables?: ReadonlySet<string> | undefined
  /**
   * What becomes of `${NAME:?message}` and `${NAME?message}` when the variable is not set: a problem, as for Compose (the default),
   * or a part of a value that is not known.
   */
  readonly unset?: "problem" | "unknown" | undefined
  /**
   * The content of a file that an `include`, `extends` or `env_file` names; undefined when there is none. Paths are those of
   * {@link files} and what is written, joined. Default: no file is there.
   */
  readonly read?: ((path: string) => string | undefined) | undefined
  /** Whether an `env_file` that is required and not there is a problem; default true. If not, `found` is false, and it adds nothing. */
  readonly envFilesRequired?: boolean | undefined
  /** The project's directory, which relative paths start at; default: that of the first file. */
  readonly directory?: string | undefined
  /** The project's name, as given to `-p`: it goes before what the files say. Default: the files', else the directory's last part. */
  readonly name?: string | undefined
}

/** A Compose file. */
export interface ComposeSourceFile {
  /** Its path, which positions name. */
  readonly path: string
  /** Its text. */
  readonly content: string
}

/** What reading Compose files yields. */
export interface ComposeReading {
  /** Undefined when a file is not YAML, or not a map. With other problems, what could be read. */
  readonly project: ComposeProject | undefined
  /** All that Compose would refuse, and what the reader does not understand; file by file, in source order. */
  readonly problems: readonly ReadProblem[]
}

/**
 * Reads Compose files as Docker Compose does: interpolates, includes, extends, merges, and brings all to the canonical form of the
 * Compose Specification, defaults filled in.
 *
 * Never throws, whatever the source. Depth is limited to 100, and what aliases expand to is bounded.
 */
export declare function readCompose(input: ComposeInput): ComposeReading
