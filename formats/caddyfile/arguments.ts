/** The argument that a whole token stands for, such as `{args[0]}`; undefined for any other token or an index out of bounds. */
export function wholeArgument(text: string, count: number): number | undefined {
  const [, index] = /^\{args(?:\[|\.)(\d{1,6})\]?\}$/.exec(text) ?? []
  return index === undefined || Number(index) >= count ? undefined : Number(index)
}

/** The range of arguments that `{args[1:]}` stands for, as start and end; undefined for any other token or bounds that do not fit. */
export function variadicArguments(text: string, count: number): readonly [number, number] | undefined {
  const [, from, to] = /^\{args\[([+-]?\d{0,6}):([+-]?\d{0,6})\]\}$/.exec(text) ?? []
  if (from === undefined || to === undefined || (from === "" && to === "" && text !== "{args[:]}")) return undefined
  const start = from === "" ? 0 : Number(from)
  const end = to === "" ? count : Number(to)
  return Number.isNaN(start) || Number.isNaN(end) || start < 0 || start > end || end > count ? undefined : [start, end]
}

/**
 * Replaces `{args[0]}` and the old `{args.0}` inside a text, and undoes escapes of braces, as Caddy does for each token that it imports;
 * other placeholders stay.
 */
export function replaceArguments(text: string, args: readonly string[]): string {
  if (!text.includes("{") && !text.includes("}")) return text
  let out = ""
  let written = 0
  let unclosed = 0
  let close = -1
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code !== OPEN && code !== CLOSE) continue
    if (at > 0 && text.charCodeAt(at - 1) === BACKSLASH) {
      out += text.slice(written, at - 1)
      written = at
      continue
    }
    if (code === CLOSE) continue
    // Caddy gives up on such a text as a whole.
    if (unclosed > 100) return ""
    if (close !== text.length && close < at) close = closingBrace(text, at)
    if (close === text.length) {
      unclosed++
      continue
    }
    const value = argumentOf(text, at + 1, close, args)
    out += text.slice(written, at)
    written = at
    if (value === undefined) continue
    out += value
    at = close
    written = close + 1
  }
  return out + text.slice(written)
}

const BACKSLASH = 0x5c
const OPEN = 0x7b
const CLOSE = 0x7d

/** The first closing brace that no backslash escapes, one that ends the text counts even so; the text's length when there is none. */
function closingBrace(text: string, open: number): number {
  let end = text.indexOf("}", open)
  while (end !== -1 && end < text.length - 1 && text.charCodeAt(end - 1) === BACKSLASH) end = text.indexOf("}", end + 1)
  return end === -1 ? text.length : end
}

function argumentOf(text: string, from: number, to: number, args: readonly string[]): string | undefined {
  if (to - from > 32 || !text.startsWith("args", from)) return undefined
  const [, bracketed, dotted] = /^args(?:\[([+-]?\d+)\]|\.([+-]?\d+))$/.exec(text.slice(from, to)) ?? []
  const index = bracketed ?? dotted
  return index === undefined ? undefined : args[Number(index)]
}
