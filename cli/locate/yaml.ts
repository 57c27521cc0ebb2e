import { readFileSync } from "node:fs"
import { segments } from "../../schema/pointer.js"
import { shownPath, textLines } from "../places.js"
import type { Locator } from "./locate.js"

/** Offsets of the first character, and just behind the last, where that is of use. */
interface Span {
  readonly start: number
  readonly end: number | undefined
}

const NOWHERE: Span = { start: 0, end: undefined }

/** Makes a locator for a YAML topology; the library is loaded now. Aliases lead to the node that they repeat. */
export function yamlLocator(file: string): Promise<Locator> {
  return yamlTextLocator(readFileSync(file, "utf8"), shownPath(file))
}

/** The same for a text, and the name of a file as it is shown. */
export async function yamlTextLocator(text: string, file: string): Promise<Locator> {
  const { isAlias, isMap, isScalar, isSeq, parseDocument } = await import("yaml")
  const lines = textLines(text)
  const document = parseDocument(text, { prettyErrors: false, stringKeys: true, merge: true, logLevel: "silent" })

  const resolved = (node: unknown): unknown => (isAlias(node) ? node.resolve(document) : node)
  const spanOf = (node: unknown): Span | undefined => {
    const [start, end] = (node as { readonly range?: readonly number[] } | null | undefined)?.range ?? []
    return start === undefined || end === undefined ? undefined : { start, end }
  }

  return {
    positionOf: (pointer, options = {}) => {
      let node = resolved(document.contents)
      let key: Span = { start: spanOf(node)?.start ?? 0, end: undefined }
      let value = key
      for (const segment of segments(pointer)) {
        const next = step(node, segment)
        if (next === undefined) break
        key = next.key
        node = resolved(next.node)
        const own = spanOf(next.node)
        value = options.key !== true && isScalar(node) && own !== undefined ? own : key
      }
      const end = value.end === undefined ? {} : { end: lines(value.end) }
      return { file, ...lines(value.start), ...end }
    },
  }

  function step(node: unknown, segment: string): { readonly key: Span; readonly node: unknown } | undefined {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === segment)
      if (pair !== undefined) return { key: spanOf(pair.key) ?? NOWHERE, node: pair.value }
      // A merge key comes after what the map says itself, and of several maps the first counts.
      for (const { key, value } of node.items) {
        if (!isScalar(key) || key.source !== "<<") continue
        const merged = resolved(value)
        for (const one of isSeq(merged) ? merged.items : [merged]) {
          const found = step(resolved(one), segment)
          if (found !== undefined) return found
        }
      }
      return undefined
    }
    if (!isSeq(node) || !/^\d+$/.test(segment)) return undefined
    const item = node.items[Number(segment)]
    return item === undefined ? undefined : { key: spanOf(item) ?? NOWHERE, node: item }
  }
}
