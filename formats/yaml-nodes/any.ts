import {
  type Alias,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseAllDocuments,
  type YAMLMap,
} from "yaml"
import type { ReadProblem } from "../position.js"
import type {
  YamlEntry,
  YamlList,
  YamlMap,
  YamlNode,
  YamlNodesReading,
  YamlScalar,
  YamlSource,
  YamlTag,
} from "../yaml-nodes.js"
import { MAX_DEPTH, MAX_NODES, TOO_DEEP } from "./limits.js"
import { plainValue } from "./plain.js"

/** Reads any YAML 1.2 through the `yaml` library: whatever {@link readCommon} leaves to it, and all that is wrong. */
export function readAny(source: YamlSource, content: string): YamlNodesReading {
  const problem = (message: string, offset: number): ReadProblem => ({ message, position: source.positionAt(offset) })
  const half = content.search(HALF_CHARACTER)
  if (half !== -1) return { documents: [], problems: [problem("It holds half a character", half)] }
  try {
    // Repeated keys are found by ourselves: the library compares each with each.
    const parsed = parseAllDocuments(content, {
      version: "1.2",
      prettyErrors: false,
      logLevel: "silent",
      uniqueKeys: false,
    })
    if (!Array.isArray(parsed)) return { documents: [], problems: [] }
    const failures = parsed.flatMap((document) => document.errors)
    if (failures.length > 0) {
      return { documents: [], problems: failures.map((error) => problem(oneLine(error.message), error.pos[0])) }
    }
    const documents = parsed
      .filter(({ contents }) => contents !== null && !isNothing(contents))
      .map(({ contents }) => new Conversion(source).convert(contents as Node, 0))
    return { documents, problems: [] }
  } catch (thrown) {
    if (thrown instanceof Refusal) return { documents: [], problems: [problem(thrown.message, thrown.offset)] }
    // The library walks deep nesting by recursion.
    if (thrown instanceof RangeError) return { documents: [], problems: [problem(TOO_DEEP, 0)] }
    throw thrown
  }
}

const HALF_CHARACTER = /\p{Surrogate}/u

class Refusal extends Error {
  readonly offset: number

  constructor(message: string, offset: number) {
    super(message)
    this.offset = offset
  }
}

function oneLine(message: string): string {
  return message.replace(/\s*\n\s*/g, " ")
}

/** A document of nothing but comments. */
function isNothing(node: unknown): boolean {
  return (
    isScalar(node) && node.value === null && node.source === "" && node.tag === undefined && node.anchor === undefined
  )
}

/** What an anchor names: how many values it stands for, and how many levels. */
interface Anchored {
  readonly node: YamlNode
  readonly size: number
  readonly height: number
}

class Conversion {
  private readonly source: YamlSource
  /** By name; undefined while the anchor's own value is read. */
  private readonly anchors = new Map<string, Anchored | undefined>()
  private count = 0
  private deepest = 0

  constructor(source: YamlSource) {
    this.source = source
  }

  /** `depth`: how many collections it stands in. */
  convert(node: Node, depth: number): YamlNode {
    const offset = node.range?.[0] ?? 0
    this.countNodes(1, offset)
    if (isAlias(node)) return this.aliased(node, depth, offset)
    const anchor = (node as { anchor?: string }).anchor
    if (anchor === undefined) return this.value(node, depth, offset)
    const before = { count: this.count, deepest: this.deepest }
    this.deepest = depth
    this.anchors.set(anchor, undefined)
    const converted = this.value(node, depth, offset)
    this.anchors.set(anchor, {
      node: converted,
      size: this.count - before.count + 1,
      height: this.deepest - depth,
    })
    this.deepest = Math.max(this.deepest, before.deepest)
    return converted
  }

  private countNodes(nodes: number, offset: number): void {
    this.count += nodes
    if (this.count > MAX_NODES) throw new Refusal(`It holds more than ${MAX_NODES} values, aliases expanded`, offset)
  }

  /** `depth` is that of a collection, or of the deepest in what an alias stands for. */
  private note(depth: number, offset: number): void {
    this.deepest = Math.max(this.deepest, depth)
    if (depth > MAX_DEPTH) throw new Refusal(TOO_DEEP, offset)
  }

  private aliased(alias: Alias, depth: number, offset: number): YamlNode {
    const name = alias.source
    if (!this.anchors.has(name)) throw new Refusal(`No anchor &${name} stands before its alias *${name}`, offset)
    const anchored = this.anchors.get(name)
    if (anchored === undefined) throw new Refusal(`The alias *${name} stands inside of what it stands for`, offset)
    this.countNodes(anchored.size - 1, offset)
    this.note(depth + anchored.height, offset)
    return { ...anchored.node, source: this.source, offset }
  }

  private value(node: Node, depth: number, offset: number): YamlNode {
    if (isMap(node)) return this.map(node, depth + 1, offset)
    if (isSeq(node)) {
      this.note(depth + 1, offset)
      const items = node.items.map((item) => this.convert(item as Node, depth + 1))
      return { kind: "list", source: this.source, offset, tag: this.tag(node, offset), items } satisfies YamlList
    }
    if (isScalar(node)) return this.scalar(node, offset)
    throw new Refusal("It holds a value of no known kind", offset)
  }

  private scalar(
    node: { value: unknown; source?: string; type?: string | undefined; tag?: string },
    offset: number,
  ): YamlScalar {
    const tag = this.tag(node, offset)
    const plain = node.type === "PLAIN" || node.type === undefined
    if (plain && (node.tag === undefined || tag !== undefined)) {
      const text = node.source ?? ""
      const value = tag === undefined ? (node.value as YamlScalar["value"]) : plainValue(text)
      return { kind: "scalar", source: this.source, offset, tag, value, text, plain: true }
    }
    const { value } = node
    if (typeof value === "string") {
      if (HALF_CHARACTER.test(value)) throw new Refusal("It holds half a character", offset)
      return { kind: "scalar", source: this.source, offset, tag, value, text: value, plain: false }
    }
    const known = value as YamlScalar["value"]
    return { kind: "scalar", source: this.source, offset, tag, value: known, text: node.source ?? "", plain: false }
  }

  private tag(node: { tag?: string }, offset: number): YamlTag | undefined {
    const { tag } = node
    if (tag === undefined || CORE_TAGS.has(tag)) return undefined
    if (tag === "!reset" || tag === "!override") return tag
    throw new Refusal(`The tag ${tag} has no meaning here`, offset)
  }

  private map(node: YAMLMap, depth: number, offset: number): YamlMap {
    this.note(depth, offset)
    const tag = this.tag(node, offset)
    const entries = new Map<string, YamlEntry>()
    const seen = new Set<string>()
    for (const pair of node.items) {
      const place = (pair.key as Node | null)?.range?.[0] ?? offset
      const key = this.key(pair, place)
      if (seen.has(key)) throw new Refusal(`The key ${JSON.stringify(key)} stands here twice`, place)
      seen.add(key)
      if (isMergeKey(pair)) {
        this.merge(this.pairValue(pair, depth), entries)
        continue
      }
      entries.set(key, { source: this.source, offset: place, key, value: this.pairValue(pair, depth) })
    }
    return { kind: "map", source: this.source, offset, tag, entries }
  }

  private key(pair: Pair, offset: number): string {
    const { key } = pair
    if (isScalar(key)) {
      this.tag(key as { tag?: string }, offset)
      if (typeof key.value === "string" && (key as { anchor?: string }).anchor === undefined) return key.value
    }
    throw new Refusal("A key must be a string", offset)
  }

  private pairValue(pair: Pair, depth: number): YamlNode {
    if (pair.value !== null) return this.convert(pair.value as Node, depth)
    const offset = (pair.key as Node).range?.[1] ?? 0
    return { kind: "scalar", source: this.source, offset, tag: undefined, value: null, text: "", plain: true }
  }

  /** What a map says itself, before or after the merge key, goes before what it merges; of two merged maps the first. */
  private merge(value: YamlNode, entries: Map<string, YamlEntry>): void {
    const maps = value.kind === "list" ? value.items : [value]
    for (const map of maps) {
      if (map.kind !== "map") throw new Refusal("A merge key takes a map or a list of maps", map.offset)
      for (const [key, entry] of map.entries) {
        if (entries.has(key)) continue
        entries.set(key, entry)
      }
    }
  }
}

function isMergeKey({ key }: Pair): boolean {
  return isScalar(key) && key.value === "<<" && key.type === "PLAIN"
}

const CORE = "tag:yaml.org,2002:"
const CORE_TAGS = new Set(["!", ...["str", "int", "float", "bool", "null", "map", "seq"].map((name) => CORE + name)])
