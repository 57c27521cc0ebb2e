import { isSecretName } from "../core/credentials.js"
import { redacted, redactedLine } from "../core/redact.js"

/**
 * Shows the lines of a file, by their index from 0, as anybody may see them: of a line that may hold a secret the key alone. Lines of
 * a private key are hidden whole.
 */
export function shownLines(lines: readonly string[]): (index: number) => string {
  const ofKeys = linesOfKeys(lines)
  return (index) => {
    const text = lines[index] ?? ""
    const indent = /^\s*/.exec(text)![0]
    if (ofKeys.has(index)) return `${indent}${keyAlone("…")}`
    const above = keyAbove(lines, index + 1)
    const isOpen = redactedLine(text, above) === text && text.replace(SPACED, without) === text
    return isOpen ? text : `${indent}${keyAlone(redacted(keyOf(text, above)))}`
  }
}

/** What is shown of a line that may hold a secret. */
export function keyAlone(key: string): string {
  return `${key}: … (not shown: it may hold a secret)`
}

/** The key under which a line (from 1) stands, on an earlier line that is indented less; undefined where there is none near. */
export function keyAbove(lines: readonly string[], line: number): string | undefined {
  const indent = indentOf(lines[line - 1] ?? "")
  for (let index = line - 2; index >= 0 && index > line - 200; index--) {
    const text = lines[index]!
    if (text.trim() === "" || indentOf(text) >= indent) continue
    return /^\s*(?:-\s+)?["'`]?([A-Za-z_$][\w$.-]*)["'`]?\s*[:=]\s*(?:[{[|>].*)?$/.exec(text)?.[1]
  }
  return undefined
}

function indentOf(text: string): number {
  return text.length - text.trimStart().length
}

/** The lines of private keys (RFC 7468): of each line alone, the last may look like nothing. */
function linesOfKeys(lines: readonly string[]): ReadonlySet<number> {
  const found = new Set<number>()
  let isInside = false
  for (const [index, text] of lines.entries()) {
    if (!isInside && !text.includes("PRIVATE KEY")) continue
    isInside = isInside || /-----BEGIN [A-Z0-9 ]*PRIVATE KEY/.test(text)
    if (isInside) found.add(index)
    if (text.includes("-----END ")) isInside = false
  }
  return found
}

/** `X-Api-Key abc123`, as a Caddyfile sets a header. Words of a sentence hold no digit. */
const SPACED = /(?<![\w-])([A-Za-z]\w*[_-][\w-]*)\s+("[^"]{4,}"|[^\s"{$/]*\d[^\s"]*)/g

function without(whole: string, name: string, value: string): string {
  return isSecretName(name) && !/^"?[{$/]/.test(value) ? "" : whole
}

/** What a line says before its value; what follows under another key, perhaps as a text of its own, has none. */
function keyOf(text: string, above: string | undefined): string {
  const own = /^\s*(?:-\s+)?["'`]?([A-Za-z_$][\w$.-]*)["'`]?\s*(?::|=\s*[^=\s])/.exec(text)?.[1]
  return own ?? above ?? "…"
}
