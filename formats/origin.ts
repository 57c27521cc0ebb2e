/**
 * Where a printed value comes from, in one string:
 * - an RFC 6901 JSON Pointer into the topology: `/hosts/backend/services/api/image`;
 * - `images:` and a JSON Pointer into `images.toml`: `images:/redis/production`;
 * - `default:<rule>`, a default that the topology did not override: `default:service.restart`;
 * - `constant:<module>`, text that no topology changes: `constant:compose/header`.
 *
 * The root pointer (the empty string) names nothing and is refused by {@link LineWriter}.
 */
export type Origin = string

/** UTF-16 code units, after which a chunk of the text is made flat. */
const CHUNK = 8192

/**
 * Collects printed lines and, when asked to, the origin of each.
 *
 * One walk serves both `print` (text only) and the line map (origins only), so the two can't disagree.
 */
export class LineWriter {
  #chunk = ""
  readonly #chunks: string[] = []
  readonly #origins: Origin[] | undefined

  constructor(options: { readonly origins: boolean }) {
    this.#origins = options.origins ? [] : undefined
  }

  /** Appends one line; `line` holds no newline. A value that spans lines calls this once a line. */
  line(line: string, origin: Origin): void {
    this.#chunk += line
    this.#chunk += "\n"
    if (this.#chunk.length > CHUNK) this.#closeChunk()
    if (this.#origins === undefined) return
    if (origin === "") throw new Error(`A printed line has no origin: ${JSON.stringify(line)}`)
    this.#origins.push(origin)
  }

  /** The text so far; every line ends with a newline. */
  get text(): string {
    this.#closeChunk()
    return this.#chunks.join("")
  }

  /** One origin a line, in order; empty unless constructed with `origins: true`. */
  get origins(): readonly Origin[] {
    return this.#origins ?? []
  }

  /**
   * A string that grows by `+=` is a tree of its pieces until someone reads it. Reading each chunk early makes it flat while
   * the pieces are young; one tree over a whole file takes several times as long, all of it in the garbage collector, and as
   * much room for as long as the text is kept.
   */
  #closeChunk(): void {
    this.#chunk.charCodeAt(0)
    this.#chunks.push(this.#chunk)
    this.#chunk = ""
  }
}
