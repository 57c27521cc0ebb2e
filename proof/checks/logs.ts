import type { Failure } from "../../core/proof.js"
import type { CaddyLine } from "../../formats/caddyfile/config.js"
import { LOG, LOG_OUTPUTS } from "../vocabulary/caddyfile.js"
import { checkWords, type Told } from "./words.js"

/** Where a `log` line of a site, or of the global options, sends what it says. */
export function* checkLog({ body = [] }: CaddyLine, told: Told): Iterable<Failure> {
  yield* checkWords(body, LOG, told)
  for (const { name, args, body: inner } of body) {
    const [output] = args
    if (name.text === "output" && output !== undefined)
      yield* checkWords([{ name: output, args: args.slice(1), body: inner }], LOG_OUTPUTS, told)
  }
}
