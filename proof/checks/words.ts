import type { Failure } from "../../core/proof.js"
import type { CaddyLine } from "../../formats/caddyfile/config.js"
import type { Vocabulary } from "../vocabulary/caddyfile.js"
import { type Context, failure, notGranted } from "./context.js"

/** What a failure is told with. */
export interface Told {
  /** What is checked. */
  readonly context: Context
  /** The places of the topology behind it. */
  readonly origins: readonly string[]
  /** Whose file it is: `host.service`. */
  readonly who: string
}

/** Each line's first word is one of a vocabulary; tells of those that do what no topology grants, and of those that nobody knows. */
export function* checkWords(
  lines: readonly CaddyLine[],
  { harmless, followed, refused }: Vocabulary,
  { context, origins, who }: Told,
): Iterable<Failure> {
  for (const { name } of lines) {
    const { text, position } = name
    if (harmless.has(text) || followed.has(text)) continue
    const what = refused.get(text)
    yield what === undefined
      ? failure(context, "proof/not_understood", {
          message: `What \`${text}\` does for ${who} is not known.`,
          position,
          origins,
          help: "Leave it to the topology, or put it into a fragment, whose effects the proof takes for granted.",
        })
      : notGranted(context, `\`${text}\` of ${who} ${what}, and nothing grants it.`, { position, origins })
  }
}
