import type { Position, ReadProblem } from "./position.js"
import { readAny } from "./yaml-nodes/any.js"
import { readCommon } from "./yaml-nodes/common.js"
import { yamlSource } from "./yaml-nodes/source.js"

/**
 * Reads YAML 1.2 into nodes that know where they stand.
 *
 * What people mostly write is read in one pass; what is rarer, and all that is wrong, by the `yaml` library: anchors, aliases, merge
 * keys (`<<`), tags, several documents, scalars over several lines. Either way the nodes are the same.
 *
 * Never throws. Problems are: what is not YAML, keys that repeat or are no strings, tags other than Compose's and the core
 * schema's, more than 100 levels, and aliases that expand to more than a million nodes or to themselves.
 */
export function readYamlNodes(path: string, content: string): YamlNodesReading {
  const source = yamlSource(path, content)
  return readCommon(source, content) ?? readAny(source, content)
}

/** A file that was read: nodes of several files meet in one tree, so each names its own. */
export interface YamlSource {
  /** The file's path, as the reader was given it. */
  readonly path: string
  /** The place of an offset into the file's text; lines are found when the first place is asked for. */
  readonly positionAt: (offset: number) => Position
}

/** One value of a YAML document. */
export type YamlNode = YamlScalar | YamlMap | YamlList

/** A tag that Compose gives a meaning: drop what earlier files say here, or replace it instead of merging. */
export type YamlTag = "!reset" | "!override"

interface YamlNodeBase {
  /** The file that it stands in. */
  readonly source: YamlSource
  /** Where it begins, in UTF-16 code units from the start of the file; for an alias, where the alias stands. */
  readonly offset: number
  /** The tag that it carries, if it is one of Compose's. */
  readonly tag?: YamlTag | undefined
}

/** A string, a number, a boolean or null, by the core schema of YAML 1.2. */
export interface YamlScalar extends YamlNodeBase {
  readonly kind: "scalar"
  /** The value that it stands for. */
  readonly value: string | number | boolean | null
  /** As it is spelled, without quotes and escapes: `1.0`, `0x1F`, `~`; empty where nothing stands. */
  readonly text: string
  /** Whether it stands bare, so that a reader of another schema may take it for something else. */
  readonly plain: boolean
}

/** A map whose keys are strings. */
export interface YamlMap extends YamlNodeBase {
  readonly kind: "map"
  /** By key, in source order. */
  readonly entries: ReadonlyMap<string, YamlEntry>
}

/** One entry of a map. */
export interface YamlEntry {
  /** The file that its key stands in. */
  readonly source: YamlSource
  /** Where its key begins, in UTF-16 code units from the start of the file. */
  readonly offset: number
  /** The key, as text. */
  readonly key: string
  /** What the key stands for. */
  readonly value: YamlNode
}

/** A sequence. */
export interface YamlList extends YamlNodeBase {
  readonly kind: "list"
  /** In source order. */
  readonly items: readonly YamlNode[]
}

/** What reading YAML into nodes yields. */
export interface YamlNodesReading {
  /** The roots of its documents, in order; none when there are problems, or when the source holds nothing but comments. */
  readonly documents: readonly YamlNode[]
  /** All that keeps it from being read, in source order. */
  readonly problems: readonly ReadProblem[]
}

/** Where a node or a map's entry stands; of an entry, its key. */
export function positionOf(node: YamlNode | YamlEntry): Position {
  return node.source.positionAt(node.offset)
}
