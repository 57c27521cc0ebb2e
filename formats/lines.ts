import { LineWriter, type Origin } from "./origin.js"

/** Text that is written as it is: each piece may hold several lines, all of one origin. */
export interface Lines {
  /** In order; each starts on a line of its own. */
  readonly pieces: readonly { readonly text: string; readonly origin: Origin }[]
}

/** The whole text: the pieces one below the other, each on lines of its own. */
export function print(document: Lines): string {
  return write(document, false).text
}

/** The origin of each line that {@link print} returns. */
export function lineOrigins(document: Lines): readonly Origin[] {
  return write(document, true).origins
}

function write({ pieces }: Lines, origins: boolean): LineWriter {
  const out = new LineWriter({ origins })
  for (const { text, origin } of pieces) {
    const whole = text.endsWith("\n") ? text.slice(0, -1) : text
    for (const line of whole.split("\n")) out.line(line, origin)
  }
  return out
}
