/** Shows how far a long write is, on one line of a terminal. */
export interface Progress {
  /** Tells how many of how many are done; prints at most ten times a second, and nothing in the first half second. */
  readonly tell: (done: number, total: number) => void
  /** Clears the line. */
  readonly end: () => void
}

/** Makes a progress line on a stream; off a terminal it prints nothing. `now` tells milliseconds. */
export function progressOn(
  stream: { readonly isTTY?: boolean | undefined; readonly write: (text: string) => unknown },
  now: () => number = () => performance.now(),
): Progress {
  if (stream.isTTY !== true || process.env.TERM === "dumb") return { tell: () => {}, end: () => {} }
  let next = now() + 500
  let shown = false
  return {
    tell: (done, total) => {
      if (now() < next) return
      next = now() + 100
      shown = true
      stream.write(`\r\x1b[KWriting ${done} of ${total} files`)
    },
    end: () => {
      if (shown) stream.write("\r\x1b[K")
      shown = false
    },
  }
}
