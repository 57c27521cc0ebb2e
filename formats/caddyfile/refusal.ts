import type { Position } from "../position.js"

/** Why a file cannot be told into blocks. */
export class CaddyRefusal extends Error {
  readonly position: Position

  constructor(message: string, position: Position) {
    super(message)
    this.position = position
  }
}

/** Ends the reading of a file with a {@link CaddyRefusal}. */
export function refuse(message: string, position: Position): never {
  throw new CaddyRefusal(message, position)
}

/** A text as a message quotes it: on one line, and not longer than is of use. */
export function shown(text: string): string {
  const line = JSON.stringify(text.slice(0, 100)).slice(1, -1)
  return line.length > 80 ? `${line.slice(0, 80)}…` : line
}
