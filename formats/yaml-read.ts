import {
  type Alias,
  type Document,
  isCollection,
  isPair,
  isScalar,
  LineCounter,
  type Node,
  parseDocument,
  visit,
} from "yaml"

/** What reading a YAML source yields. */
export interface YamlReading {
  /** The document as plain data; `undefined` when there are errors. */
  readonly data: unknown
  /** All that keeps the source from being read, in source order. */
  readonly errors: readonly YamlError[]
  /**
   * Where a path stands, both counts from 1: the key of a map entry, the value of a sequence item, the first node for `[]`.
   * `undefined` when the document has no such path.
   */
  readonly positionOf: (path: readonly (string | number)[]) => YamlPosition | undefined
}

/** A place in the source; both counts start at 1, columns are UTF-16 code units. */
export interface YamlPosition {
  /** Counts from 1. */
  readonly line: number
  /** Counts from 1. */
  readonly column: number
}

/** Why a source can't be read, and where. */
export interface YamlError extends YamlPosition {
  /** One sentence, on one line. */
  readonly message: string
}

/**
 * Reads a YAML source of one document. Repeated keys are errors; anchors, aliases and, in 1.1, merge keys are resolved.
 *
 * `version` is the YAML version whose scalars are meant; default `"1.2"`.
 */
export function readYaml(source: string, options?: { readonly version?: "1.1" | "1.2" }): YamlReading {
  const lineCounter = new LineCounter()
  const document = parseDocument(source, { version: options?.version ?? "1.2", lineCounter, prettyErrors: false })
  const position = (offset: number): YamlPosition => {
    const { line, col } = lineCounter.linePos(offset)
    return { line, column: col }
  }
  const failures = document.errors.map((error) => ({ message: oneLine(error.message), ...position(error.pos[0]) }))
  const { data, errors } = failures.length > 0 ? { data: undefined, errors: failures } : resolved(document, position)
  return {
    data,
    errors,
    positionOf: (path) => {
      const found = locate(document.contents, path)
      return found?.range ? position(found.range[0]) : undefined
    },
  }
}

/** An alias without its anchor, or one that stands for too much, is found only when the data is made. */
function resolved(
  document: Document.Parsed,
  position: (offset: number) => YamlPosition,
): Pick<YamlReading, "data" | "errors"> {
  try {
    return { data: document.toJS(), errors: [] }
  } catch (error) {
    const message = oneLine(error instanceof Error ? error.message : String(error))
    return { data: undefined, errors: [{ message, ...position(lostAlias(document)?.range?.[0] ?? 0) }] }
  }
}

function lostAlias(document: Document.Parsed): Alias | undefined {
  let lost: Alias | undefined
  visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document) !== undefined) return undefined
      lost = alias
      return visit.BREAK
    },
  })
  return lost
}

function oneLine(message: string): string {
  return message.replace(/\s*\n\s*/g, " ")
}

function locate(root: unknown, path: readonly (string | number)[]): Node | undefined {
  let place: unknown = root
  let value: unknown = root
  for (const segment of path) {
    if (!isCollection(value)) return undefined
    const found: unknown = value.items.find((each, index) =>
      isPair(each) ? isKey(each.key, segment) : index === Number(segment),
    )
    place = isPair(found) ? found.key : found
    value = isPair(found) ? found.value : found
  }
  return (place as Node | null | undefined) ?? undefined
}

function isKey(key: unknown, segment: string | number): boolean {
  const name = isScalar(key) ? key.value : key
  return String(name) === String(segment)
}
