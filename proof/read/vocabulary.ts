import { positionOf, type YamlMap, type YamlNode } from "../../formats/yaml-nodes.js"
import type { Trait } from "../belongings.js"
import type { Meaning, Vocabulary } from "../vocabulary/compose.js"

/** The keys below a map that its vocabulary does not follow, and does not call harmless; `value` is the path to each: `deploy.mode`. */
export function traitsOf(map: YamlMap, vocabulary: Vocabulary): readonly Trait[] {
  const found: Trait[] = []
  collect(map, vocabulary, { top: undefined, path: "" }, found)
  return found
}

function collect(
  node: YamlNode,
  vocabulary: Vocabulary,
  { top, path }: { readonly top: string | undefined; readonly path: string },
  found: Trait[],
): void {
  if (node.kind === "list") for (const item of node.items) collect(item, vocabulary, { top, path }, found)
  if (node.kind !== "map") return
  for (const entry of node.entries.values()) {
    const { key, value } = entry
    if (key.startsWith("x-")) continue
    const meaning: Meaning | undefined = Object.hasOwn(vocabulary, key) ? vocabulary[key] : vocabulary["*"]
    if (meaning === "followed" || meaning === "harmless") continue
    const known = { key: top ?? key, value: path === "" ? key : `${path}.${key}`, position: positionOf(entry) }
    if (meaning === undefined) {
      if (!saysNothing(value)) found.push({ ...known, kind: "unknown" })
    } else if (typeof meaning === "object") collect(value, meaning, { top: known.key, path: known.value }, found)
    else if (meaning === "power" ? !saysNothing(value) : isElsewhere(value)) found.push({ ...known, kind: "power" })
  }
}

/** `false`, nothing, and lists and maps without anything in them. */
function saysNothing(value: YamlNode): boolean {
  if (value.kind === "list") return value.items.length === 0
  if (value.kind === "map") return value.entries.size === 0
  return value.value === false || value.value === null || value.value === ""
}

/** A namespace of the machine's, of another container's, or one that only the run knows. */
function isElsewhere(value: YamlNode): boolean {
  return value.kind !== "scalar" || !/^(?:|private|null|shareable|none)$/.test(String(value.value ?? ""))
}
