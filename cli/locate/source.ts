import { readFileSync } from "node:fs"
import { extname } from "node:path"
import type { Position } from "../../core/diagnostic.js"
import { segments } from "../../schema/pointer.js"
import { isPackage, sourcePath } from "../load/specifiers.js"
import { shownPath, textLines } from "../places.js"
import type { Locator } from "./locate.js"

/**
 * Makes a locator for a topology in TypeScript, JavaScript or JSON; the parser is loaded now, files are read as needed.
 *
 * From the default export it follows object and list literals, `as`, `satisfies`, the `define…` helpers, constants of the
 * same file and of relatively imported ones, their members, and spreads of any of these, the last of which wins. What it
 * can't follow might hold anything, so a key that such a spread may have set has no place.
 */
export async function sourceLocator(file: string): Promise<Locator> {
  const { parseSync } = await import("oxc-parser")
  const program = new Program((path, text) => parseSync(path, text).program as unknown as Node)
  return { positionOf: (pointer, options) => program.positionOf(file, segments(pointer), options?.key === true) }
}

/** A node of the ESTree; fields depend on its type. */
interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [field: string]: unknown
}

/** A node and the file that it stands in. */
interface Spot {
  readonly node: Node
  readonly file: SourceFile
}

interface SourceFile {
  readonly path: string
  readonly body: readonly Node[]
  /** Names that statements at the top level mention: what they hold may have been changed there. */
  readonly touched: ReadonlySet<string>
  readonly place: (offset: number) => { readonly line: number; readonly column: number }
}

/** What a step to a key finds; `unknown` when something that can't be followed may have set it. */
type Step =
  | { readonly kind: "found"; readonly key: Spot; readonly value: Spot }
  | { readonly kind: "absent" }
  | { readonly kind: "unknown" }

const absent: Step = { kind: "absent" }
const unknown: Step = { kind: "unknown" }

class Program {
  readonly #files = new Map<string, SourceFile>()
  readonly #parse: (path: string, text: string) => Node

  constructor(parse: (path: string, text: string) => Node) {
    this.#parse = parse
  }

  positionOf(path: string, keys: readonly string[], wantsKey: boolean): Position | undefined {
    const root = this.#exported(this.#file(path), "default")
    if (root === undefined) return undefined
    let at = this.#followed(root)
    let key = at
    for (const name of keys) {
      const step = this.#step(at, name)
      if (step.kind === "unknown") return undefined
      if (step.kind === "absent") return isOpen(at.node) || wantsKey ? positionOf(key) : valueOf(at)
      key = step.key
      at = this.#followed(step.value)
    }
    return wantsKey || isOpen(at.node) ? positionOf(key) : valueOf(at)
  }

  #file(path: string): SourceFile {
    const known = this.#files.get(path)
    if (known !== undefined) return known
    const file = this.#read(path)
    this.#files.set(path, file)
    return file
  }

  /** A JSON text is an expression of JavaScript once it stands in a default export. */
  #read(path: string): SourceFile {
    const text = readFileSync(path, "utf8")
    const lines = textLines(text)
    if (extname(path) !== ".json") {
      const body = this.#parse(path, text).body as readonly Node[]
      return { path, body, touched: mentionedByStatements(body), place: lines }
    }
    const prefix = "export default "
    const body = this.#parse(`${path}.js`, `${prefix}${text.replace(/^\ufeff/, " ")}`).body as readonly Node[]
    return { path, body, touched: new Set(), place: (offset) => lines(offset - prefix.length) }
  }

  /** The node that a name exported by a file stands for. */
  #exported(file: SourceFile, name: string): Spot | undefined {
    for (const node of file.body) {
      const found = this.#exportedBy(node, file, name)
      if (found !== undefined) return found
    }
    return undefined
  }

  #exportedBy(node: Node, file: SourceFile, name: string): Spot | undefined {
    if (node.type === "ExportDefaultDeclaration")
      return name === "default" ? { node: nodeAt(node, "declaration"), file } : undefined
    if (node.type === "ExportAllDeclaration") {
      return node.exported === null && name !== "default" ? this.#importedFrom(node, file, name) : undefined
    }
    if (node.type !== "ExportNamedDeclaration") return undefined
    if (node.declaration !== null) return constantIn(nodeAt(node, "declaration"), file, name)
    const specifier = nodesAt(node, "specifiers").find((item) => nameOf(nodeAt(item, "exported")) === name)
    if (specifier === undefined) return undefined
    const local = nameOf(nodeAt(specifier, "local"))
    if (local === undefined) return undefined
    return node.source === null ? this.#named(file, local) : this.#importedFrom(node, file, local)
  }

  #importedFrom(node: Node, file: SourceFile, name: string): Spot | undefined {
    const specifier = nodeAt(node, "source").value
    if (typeof specifier !== "string" || isPackage(specifier)) return undefined
    const path = sourcePath(specifier, file.path)
    return path === undefined ? undefined : this.#exported(this.#file(path), name)
  }

  /** The node that a name at the top level of a file stands for: a constant's initialiser, here or where it is imported from. */
  #named(file: SourceFile, name: string): Spot | undefined {
    for (const node of file.body) {
      const found = this.#declaredBy(node, file, name)
      if (found !== undefined) return found
    }
    return undefined
  }

  #declaredBy(node: Node, file: SourceFile, name: string): Spot | undefined {
    if (node.type === "VariableDeclaration") return constantIn(node, file, name)
    if (node.type === "ExportNamedDeclaration" && node.declaration !== null) {
      return constantIn(nodeAt(node, "declaration"), file, name)
    }
    const specifier = importSpecifier(node, name)
    if (specifier === undefined) return undefined
    if (specifier.type === "ImportDefaultSpecifier") return this.#importedFrom(node, file, "default")
    const imported = specifier.type === "ImportSpecifier" ? nameOf(nodeAt(specifier, "imported")) : undefined
    return imported === undefined ? undefined : this.#importedFrom(node, file, imported)
  }

  /** Goes through what doesn't change a value, to the literal; stops at what can't be followed. */
  #followed(spot: Spot): Spot {
    let at = spot
    // Names can lead in a circle; no honest chain is this long.
    for (let steps = 0; steps < 100; steps++) {
      const next = this.#next(at)
      if (next === undefined) return at
      at = next
    }
    return spot
  }

  #next({ node, file }: Spot): Spot | undefined {
    if (transparent.has(node.type)) return { node: nodeAt(node, "expression"), file }
    if (node.type === "Identifier") return this.#named(file, String(node.name))
    if (node.type === "CallExpression") return this.#argument(node, file)
    return node.type === "MemberExpression" ? this.#member(node, file) : undefined
  }

  /** `defineHost({ … })` returns what it is given; so does `Object.freeze`. */
  #argument(node: Node, file: SourceFile): Spot | undefined {
    const callee = nodeAt(node, "callee")
    const [first] = nodesAt(node, "arguments")
    if (first === undefined || first.type === "SpreadElement") return undefined
    const freezes =
      callee.type === "MemberExpression" &&
      memberName(callee) === "freeze" &&
      nameOf(nodeAt(callee, "object")) === "Object"
    return freezes || (callee.type === "Identifier" && isHelper(file, String(callee.name)))
      ? { node: first, file }
      : undefined
  }

  #member(node: Node, file: SourceFile): Spot | undefined {
    const name = memberName(node)
    if (name === undefined) return undefined
    const object = nodeAt(node, "object")
    const space = object.type === "Identifier" ? namespaceImport(file, String(object.name)) : undefined
    if (space !== undefined) return this.#importedFrom(space, file, name)
    const step = this.#step(this.#followed({ node: object, file }), name)
    return step.kind === "found" ? step.value : undefined
  }

  #step({ node, file }: Spot, name: string): Step {
    if (node.type === "ObjectExpression") return this.#property(node, file, name)
    if (node.type === "ArrayExpression" && /^\d+$/.test(name)) return this.#element(node, file, Number(name))
    return absent
  }

  #property(node: Node, file: SourceFile, name: string): Step {
    for (const property of nodesAt(node, "properties").reverse()) {
      if (property.type === "SpreadElement") {
        const step = this.#spread({ node: nodeAt(property, "argument"), file }, name)
        if (step.kind !== "absent") return step
      } else {
        const key = nodeAt(property, "key")
        const keyName = property.computed === true ? literalOf(key) : (nameOf(key) ?? literalOf(key))
        if (keyName === undefined || property.kind === "set") return unknown
        if (keyName === name)
          return { kind: "found", key: { node: key, file }, value: { node: nodeAt(property, "value"), file } }
      }
    }
    return absent
  }

  /** A spread that may be of nothing still has no key that none of its branches has. */
  #spread(spot: Spot, name: string): Step {
    const { node, file } = this.#followed(spot)
    if (node.type === "ObjectExpression") return this.#property(node, file, name)
    if (node.type === "Literal" && typeof node.value !== "string") return absent
    const branches = branchesOf(node)
    const none =
      branches.length > 0 && branches.every((branch) => this.#spread({ node: branch, file }, name).kind === "absent")
    return none ? absent : unknown
  }

  #element(node: Node, file: SourceFile, index: number): Step {
    const elements = this.#elements(node, file)
    const element = elements.spots[index]
    if (element !== undefined) return { kind: "found", key: element, value: element }
    return elements.open ? unknown : absent
  }

  /** The elements of a list, spreads taken apart, up to the first that can't be followed. */
  #elements(node: Node, file: SourceFile): { readonly spots: readonly Spot[]; readonly open: boolean } {
    const spots: Spot[] = []
    for (const element of nodesAt(node, "elements")) {
      if (element === null) return { spots, open: true }
      if (element.type !== "SpreadElement") spots.push({ node: element, file })
      else {
        const inner = this.#followed({ node: nodeAt(element, "argument"), file })
        if (inner.node.type !== "ArrayExpression") return { spots, open: true }
        const taken = this.#elements(inner.node, inner.file)
        spots.push(...taken.spots)
        if (taken.open) return { spots, open: true }
      }
    }
    return { spots, open: false }
  }
}

const transparent: ReadonlySet<string> = new Set([
  "ParenthesizedExpression",
  "TSAsExpression",
  "TSInstantiationExpression",
  "TSNonNullExpression",
  "TSSatisfiesExpression",
  "TSTypeAssertion",
])

/** Whether a value is pointed at by its key: it spans lines, and its first character says nothing. */
function isOpen(node: Node): boolean {
  return node.type === "ObjectExpression" || node.type === "ArrayExpression"
}

function positionOf({ node, file }: Spot): Position {
  return { file: shownPath(file.path), ...file.place(node.start), end: file.place(node.end) }
}

function valueOf(spot: Spot): Position {
  return isStated(spot) ? positionOf(spot) : { ...positionOf(spot), computed: true }
}

/** Whether a value stands there for all to see: a literal, or one of Groundplan's own references. */
function isStated({ node, file }: Spot): boolean {
  switch (node.type) {
    case "Literal":
      return true
    case "TemplateLiteral":
      return nodesAt(node, "expressions").length === 0
    case "UnaryExpression":
      return nodeAt(node, "argument").type === "Literal"
    case "TaggedTemplateExpression":
      return isOurs(file, nodeAt(node, "tag"))
    case "CallExpression":
      return isOurs(file, nodeAt(node, "callee"))
    default:
      return false
  }
}

/** Whether a name is imported from Groundplan. */
function isOurs(file: SourceFile, { type, name }: Node): boolean {
  return type === "Identifier" && file.body.some((node) => isFromGroundplan(node, String(name)))
}

function isFromGroundplan(node: Node, name: string): boolean {
  return importSpecifier(node, name) !== undefined && nodeAt(node, "source").value === "groundplan"
}

function nodeAt(node: Node, field: string): Node {
  return node[field] as Node
}

function nodesAt(node: Node, field: string): Node[] {
  return [...(node[field] as readonly Node[])]
}

function nameOf(node: Node): string | undefined {
  if (node.type === "Identifier") return String(node.name)
  return node.type === "Literal" && typeof node.value === "string" ? node.value : undefined
}

function literalOf(node: Node): string | undefined {
  if (node.type === "Literal") return String(node.value)
  if (node.type !== "TemplateLiteral") return undefined
  const [only, ...more] = nodesAt(node, "quasis")
  const cooked = (only?.value as { readonly cooked?: unknown } | undefined)?.cooked
  return more.length === 0 && typeof cooked === "string" ? cooked : undefined
}

function memberName(node: Node): string | undefined {
  const property = nodeAt(node, "property")
  return node.computed === true ? literalOf(property) : nameOf(property)
}

function branchesOf(node: Node): readonly Node[] {
  if (node.type === "ConditionalExpression") return [nodeAt(node, "consequent"), nodeAt(node, "alternate")]
  return node.type === "LogicalExpression" && node.operator === "&&" ? [nodeAt(node, "right")] : []
}

/** The initialiser of a constant; what `let` declares may have changed since. */
function constantIn(node: Node, file: SourceFile, name: string): Spot | undefined {
  if (node.type !== "VariableDeclaration" || node.kind !== "const" || file.touched.has(name)) return undefined
  const declarator = nodesAt(node, "declarations").find((item) => nameOf(nodeAt(item, "id")) === name)
  const init = declarator?.init
  return init === undefined || init === null ? undefined : { node: init as Node, file }
}

function mentionedByStatements(body: readonly Node[]): ReadonlySet<string> {
  const names = new Set<string>()
  const pending: unknown[] = body.filter((node) => !/Declaration$/.test(node.type))
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    if (Array.isArray(at)) pending.push(...at.filter((item) => item !== undefined))
    else if (at !== null && typeof at === "object") {
      const node = at as Node
      if (node.type === "Identifier") names.add(String(node.name))
      pending.push(...Object.values(node).filter((value) => typeof value === "object"))
    }
  }
  return names
}

function importSpecifier(node: Node, name: string): Node | undefined {
  if (node.type !== "ImportDeclaration") return undefined
  return nodesAt(node, "specifiers").find((item) => nameOf(nodeAt(item, "local")) === name)
}

function namespaceImport(file: SourceFile, name: string): Node | undefined {
  return file.body.find((node) => importSpecifier(node, name)?.type === "ImportNamespaceSpecifier")
}

/** Whether a name is one of Groundplan's own `define…` functions, whatever it is called here. */
function isHelper(file: SourceFile, name: string): boolean {
  return file.body.some((node) => {
    const specifier = importSpecifier(node, name)
    if (specifier?.type !== "ImportSpecifier" || !isFromGroundplan(node, name)) return false
    return nameOf(nodeAt(specifier, "imported"))?.startsWith("define") ?? false
  })
}
