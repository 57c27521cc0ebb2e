import { readFileSync } from "node:fs"
import { segments } from "../../schema/pointer.js"
import { shownPath, textLines } from "../places.js"
import type { Locator } from "./locate.js"

/** Makes a locator for a YAML topology; the library is loaded now. Aliases lead to the node that they repeat. */
export async function yamlLocator(file: string): Promise<Locator> {
  const { isAlias, isMap, isScalar, isSeq, parseDocument } = await import("yaml")
  const text = readFileSync(file, "utf8")
  const lines = textLines(text)
  const document = parseDocument(text, { prettyErrors: false, stringKeys: true, logLevel: "silent" })

  const resolved = (node: unknown): unknown => (isAlias(node) ? node.resolve(document) : node)
  const offsetOf = (node: unknown): number | undefined =>
    (node as { readonly range?: readonly number[] } | null | undefined)?.range?.[0]

  return {
    positionOf: (pointer, options = {}) => {
      let node = resolved(document.contents)
      let key = offsetOf(node) ?? 0
      let value = key
      for (const segment of segments(pointer)) {
        const next = step(node, segment)
        if (next === undefined) break
        key = next.key
        node = resolved(next.node)
        const own = offsetOf(next.node)
        value = options.key !== true && isScalar(node) && own !== undefined ? own : key
      }
      return { file: shownPath(file), ...lines(value) }
    },
  }

  function step(node: unknown, segment: string): { readonly key: number; readonly node: unknown } | undefined {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === segment)
      return pair === undefined ? undefined : { key: offsetOf(pair.key) ?? 0, node: pair.value }
    }
    if (!isSeq(node) || !/^\d+$/.test(segment)) return undefined
    const item = node.items[Number(segment)]
    return item === undefined ? undefined : { key: offsetOf(item) ?? 0, node: item }
  }
}
