import type { Format } from "../../core/artifact.js"
import type { Origin } from "../../core/origin.js"
import { LineWriter } from "../../formats/origin.js"

/** Text that is written as it is: each piece may hold several lines, all of one origin. */
export interface Lines {
  readonly pieces: readonly { readonly text: string; readonly origin: Origin }[]
}

/** Prints pieces one below the other, each on lines of its own. */
export const LINES: Format<Lines> = {
  print: (document) => write(document, false).text,
  lineOrigins: (document) => write(document, true).origins,
}

function write({ pieces }: Lines, origins: boolean): LineWriter {
  const out = new LineWriter({ origins })
  for (const { text, origin } of pieces) {
    const whole = text.endsWith("\n") ? text.slice(0, -1) : text
    for (const line of whole.split("\n")) out.line(line, origin)
  }
  return out
}
