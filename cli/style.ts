/** Dresses text for a terminal, or leaves it as it is. */
export interface Style {
  readonly bold: (text: string) => string
  readonly dim: (text: string) => string
  readonly red: (text: string) => string
  readonly green: (text: string) => string
  readonly yellow: (text: string) => string
  readonly cyan: (text: string) => string
}

/**
 * Decides whether to colour what goes to a stream: `FORCE_COLOR` says so (`0` and `false` say no), else a `NO_COLOR` that
 * isn't empty or a dumb terminal forbids it, else a terminal has colour and a file or pipe has none.
 */
export function wantsColour(
  stream: { readonly isTTY?: boolean | undefined },
  environment: Readonly<Record<string, string | undefined>> = process.env,
): boolean {
  const { FORCE_COLOR: force, NO_COLOR: no, TERM: terminal } = environment
  if (force !== undefined) return force !== "0" && force !== "false"
  if ((no !== undefined && no !== "") || terminal === "dumb") return false
  return stream.isTTY === true
}

/** The style for text with or without colour. */
export function styleFor(colour: boolean): Style {
  const dress = (open: number, close: number) => (text: string) =>
    colour ? `\x1b[${open}m${text}\x1b[${close}m` : text
  return {
    bold: dress(1, 22),
    dim: dress(2, 22),
    red: dress(31, 39),
    green: dress(32, 39),
    yellow: dress(33, 39),
    cyan: dress(36, 39),
  }
}
