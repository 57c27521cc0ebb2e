import { evaluate, type HclFunction, type HclResolved, type HclScope } from "../../formats/hcl/evaluate.js"
import { fileFunctions } from "../../formats/hcl/files.js"
import { plainFunctions } from "../../formats/hcl/functions.js"
import type { HclBlock, HclBody, HclStep } from "../../formats/hcl/syntax.js"
import { kindText } from "../../formats/hcl/types.js"
import {
  firstUnknown,
  type HclMapping,
  type HclReference,
  type HclValue,
  numberValue,
  objectValue,
  sortedKeys,
  stringValue,
  textOf,
  tupleValue,
  unknownValue,
} from "../../formats/hcl/value.js"
import type { Position } from "../../formats/position.js"
import { type Configuration, configurationOf, type ModuleFile } from "./configuration.js"
import { unknownInModule } from "./module-words.js"
import { pathFrom } from "./paths.js"
import type { Tree } from "./tree.js"
import type { Output, Resource } from "./unit.js"
import { type Given, validate, variablesOf } from "./variables.js"

/** A module that is called, by a unit or by another module. */
export interface ModuleCall {
  /** The unit's folder. */
  readonly unit: string
  /** Before the addresses of what it declares: empty for a unit's own, `module.name.` for one below it. */
  readonly prefix: string
  /** Its folder. */
  readonly folder: string
  /** Files that a unit writes next to its own, by name. */
  readonly generated: ReadonlyMap<string, string>
  /** Where each of them is generated: no file says what it says. */
  readonly generatedAt: ReadonlyMap<string, Position>
  /** What its variables get. */
  readonly given: ReadonlyMap<string, HclValue>
  /** Where what they don't get should be. */
  readonly position: Position
  /** How many modules call each other down to it. */
  readonly depth: number
}

/** What a module makes of its variables. */
export interface Module {
  /** Its variables, by name. */
  readonly variables: ReadonlyMap<string, HclValue>
  /** Each instance of each resource; those of modules that it calls come last. */
  readonly resources: readonly Resource[]
  /** Its outputs, by name. */
  readonly outputs: ReadonlyMap<string, Output>
  /** The project that its provider of Google Cloud names; undefined where it names none that is known. */
  readonly project: string | undefined
}

/**
 * Evaluates a module: its variables, then every resource and output. Undefined where one of its files can't be read: what
 * the others say would be taken for the whole.
 */
export function moduleOf(tree: Tree, call: ModuleCall): Module | undefined {
  const report: Tree["report"] = ({ message, position }) => tree.report({ message, position: placeOf(call, position) })
  const evaluation = new ModuleEvaluation({ ...tree, report }, call)
  return filesOf(tree, call).some(({ path }) => tree.isBroken(path)) ? undefined : evaluation.module()
}

/** The place of a file, or of what generates it. */
function placeOf({ folder, generatedAt }: ModuleCall, position: Position): Position {
  if (generatedAt.size === 0 || !position.file.startsWith(`${folder}/`)) return position
  return generatedAt.get(position.file.slice(folder.length + 1)) ?? position
}

/** How deep modules may call each other. */
const DEPTH = 20

/** Arguments that say how Terraform treats a resource, and nothing of what it is. */
const META_ARGUMENTS: ReadonlySet<string> = new Set(["count", "for_each", "depends_on", "provider"])
const META_BLOCKS: ReadonlySet<string> = new Set(["lifecycle", "connection", "provisioner"])

/** What an expression refers to by name. */
type Names = ReadonlyMap<string, HclValue>

const NO_NAMES: Names = new Map()

class ModuleEvaluation {
  private readonly configuration: Configuration
  private readonly functions: ReadonlyMap<string, HclFunction>
  private variables: ReadonlyMap<string, HclValue> = new Map()
  private variablesObject: HclMapping
  private readonly locals = new Map<string, HclValue>()
  private readonly instances = new Map<string, readonly Resource[]>()
  private readonly values = new Map<string, HclValue>()
  private readonly called = new Map<string, HclValue>()
  private readonly inner: Resource[] = []
  private readonly open = new Set<string>()

  constructor(
    private readonly tree: Tree,
    private readonly call: ModuleCall,
  ) {
    this.configuration = configurationOf(filesOf(tree, call), tree.report)
    this.functions = new Map([...plainFunctions, ...fileFunctions((path) => this.file(path))])
    this.variablesObject = objectValue(this.variables, call.position)
  }

  module(): Module {
    const { tree, configuration } = this
    const found = variablesOf(configuration.variables, this.given(), this.scope(NO_NAMES), tree.report)
    this.variables = found.values
    this.variablesObject = objectValue(found.values, this.call.position)
    const scope = this.scope(NO_NAMES)
    validate(found, scope, tree.report)
    for (const name of configuration.locals.keys()) this.local(name, this.call.position)
    const resources = [...configuration.resources].flatMap(([key, block]) =>
      block.type === "resource" ? this.instancesOf(key) : [],
    )
    for (const name of configuration.modules.keys()) this.moduleValue(name, this.call.position)
    for (const problem of unknownInModule(configuration, (expression) => evaluate(expression, scope)))
      tree.report(problem)
    const outputs = new Map<string, Output>()
    for (const [name, block] of configuration.outputs) {
      const attribute = block.body.attributes.get("value")
      const value =
        attribute === undefined
          ? unknownValue("the output has no value", block.position)
          : evaluate(attribute.value, scope)
      outputs.set(name, { value, position: block.position })
    }
    const project = configuration.settings
      .find(({ type, labels }) => type === "provider" && labels[0] === "google")
      ?.body.attributes.get("project")
    return {
      variables: this.variables,
      resources: [...resources, ...this.inner],
      outputs,
      project: project === undefined ? undefined : textOf(evaluate(project.value, scope)),
    }
  }

  private given(): Given {
    return {
      values: this.call.given,
      position: this.call.position,
      outside: (address, position) => this.reference(address, position),
    }
  }

  private reference(address: string, position: Position): HclReference {
    return { kind: "reference", unit: this.call.unit, address: this.call.prefix + address, position }
  }

  /** Terraform runs in the module's folder, where the files that a unit generates are too. */
  private file(path: string): { readonly path: string; readonly text: string } | undefined {
    const { folder, generated } = this.call
    const found = pathFrom(folder, path)
    if (found === undefined) return undefined
    const name = found.startsWith(`${folder}/`) ? found.slice(folder.length + 1) : ""
    const text = generated.get(name) ?? this.tree.files.get(found)
    return text === undefined ? undefined : { path: found, text }
  }

  private scope(names: Names): HclScope {
    return {
      resolve: (root, steps, position) => {
        const named = names.get(root)
        return named === undefined ? this.resolve(root, steps, position) : { value: named, used: 0 }
      },
      functions: this.functions,
      report: this.tree.report,
    }
  }

  private resolve(root: string, steps: readonly HclStep[], position: Position): HclResolved | undefined {
    const name = attributeName(steps, 0)
    if (root === "var") return { value: this.variablesObject, used: 0 }
    if (name === undefined) return undefined
    switch (root) {
      case "local":
        return found(this.local(name, position), 1)
      case "path":
        return PATHS.has(name) ? { value: stringValue(".", position), used: 1 } : undefined
      case "terraform":
        return name === "workspace" ? { value: this.reference("terraform.workspace", position), used: 1 } : undefined
      case "module":
        return found(this.moduleValue(name, position), 1)
      case "data":
      case "ephemeral":
        return found(this.resource(`${root}.${name}.${attributeName(steps, 1)}`, position), 2)
      default:
        return found(this.resource(`${root}.${name}`, position), 1)
    }
  }

  private local(name: string, position: Position): HclValue | undefined {
    const attribute = this.configuration.locals.get(name)
    if (attribute === undefined) return undefined
    return this.once(this.locals, `local.${name}`, position, () => evaluate(attribute.value, this.scope(NO_NAMES)))
  }

  /** Evaluates what expressions refer to when they first do; what depends on itself is reported. */
  private once<T>(known: Map<string, T | HclValue>, key: string, position: Position, run: () => T): T | HclValue {
    const already = known.get(key)
    if (already !== undefined) return already
    if (this.open.has(key)) {
      this.tree.report({ message: `${key} depends on itself.`, position })
      return unknownValue(`${key} depends on itself`, position, true)
    }
    this.open.add(key)
    const value = run()
    this.open.delete(key)
    known.set(key, value)
    return value
  }

  private resource(key: string, position: Position): HclValue | undefined {
    const block = this.configuration.resources.get(key)
    if (block === undefined) return undefined
    return this.once(this.values, key, position, () =>
      block.type === "resource" ? this.resourceValue(key, block) : { ...this.openObject(key, block.position) },
    )
  }

  /** Of a data source nothing is known but its name. */
  private openObject(address: string, position: Position): HclMapping {
    return { ...objectValue(new Map(), position), open: this.reference(address, position) }
  }

  private resourceValue(key: string, block: HclBlock): HclValue {
    const { attributes } = block.body
    const instances = this.instancesOf(key)
    if (this.unexpanded.has(key)) return unknownValue(`how many ${key} there are is not known`, block.position, true)
    if (attributes.has("count")) {
      return tupleValue(
        instances.map((instance) => instance.attributes),
        block.position,
      )
    }
    if (attributes.has("for_each")) {
      return objectValue(
        new Map(instances.map((instance) => [String(instance.key), instance.attributes])),
        block.position,
      )
    }
    return instances[0]?.attributes ?? unknownValue(`${key} can't be evaluated`, block.position)
  }

  /** Resources of which it is not known how many there are. */
  private readonly unexpanded = new Set<string>()

  private instancesOf(key: string): readonly Resource[] {
    const already = this.instances.get(key)
    if (already !== undefined) return already
    const block = this.configuration.resources.get(key)!
    const mark = `instances of ${key}`
    if (this.open.has(mark)) {
      this.tree.report({ message: `${key} depends on itself.`, position: block.position })
      this.unexpanded.add(key)
      return []
    }
    this.open.add(mark)
    const instances = this.expanded(key, block)
    this.open.delete(mark)
    this.instances.set(key, instances)
    return instances
  }

  private expanded(key: string, block: HclBlock): readonly Resource[] {
    const { attributes } = block.body
    const count = attributes.get("count")
    const forEach = attributes.get("for_each")
    if (count !== undefined) return this.counted(key, block, evaluate(count.value, this.scope(NO_NAMES)))
    if (forEach !== undefined) return this.forEach(key, block, evaluate(forEach.value, this.scope(NO_NAMES)))
    return [this.instance(key, block, { key: undefined, names: NO_NAMES, cause: block.position })]
  }

  private counted(key: string, block: HclBlock, count: HclValue): readonly Resource[] {
    if (count.kind !== "number" || !Number.isInteger(count.value) || count.value < 0 || count.value > 100_000) {
      return this.notExpanded(key, block, count)
    }
    return Array.from({ length: count.value }, (_, at) => {
      const names = new Map([
        ["count", objectValue(new Map([["index", numberValue(at, count.position)]]), count.position)],
      ])
      return this.instance(key, block, { key: at, names, cause: count.position })
    })
  }

  private forEach(key: string, block: HclBlock, items: HclValue): readonly Resource[] {
    const each = eachOf(items)
    if (each === undefined) return this.notExpanded(key, block, items)
    return each.map(([name, value]) => {
      const entry = objectValue(
        new Map([
          ["key", stringValue(name, value.position)],
          ["value", value],
        ]),
        value.position,
      )
      return this.instance(key, block, { key: name, names: new Map([["each", entry]]), cause: value.position })
    })
  }

  private notExpanded(key: string, block: HclBlock, by: HclValue): readonly Resource[] {
    this.unexpanded.add(key)
    if (isTold(by)) return []
    const unknown = firstUnknown(by)
    const why =
      unknown === undefined
        ? `: it is for ${kindText(by)}, and Terraform takes a map or a set of texts, or a number`
        : `, because ${unknown.kind === "unknown" ? unknown.reason : `it depends on ${unknown.address}`}`
    this.tree.report({ message: `How many ${key} there are is not known${why}.`, position: block.position })
    return []
  }

  private instance(key: string, block: HclBlock, { key: instance, names, cause }: Instance): Resource {
    const [type = "", name = ""] = block.labels
    const index = instance === undefined ? "" : `[${JSON.stringify(instance)}]`
    const address = `${key}${index}`
    const attributes = this.body(block.body, { names, address, position: block.position, isResource: true })
    return {
      unit: this.call.unit,
      type,
      name,
      key: instance,
      address: this.call.prefix + address,
      attributes,
      position: placeOf(this.call, block.position),
      cause: placeOf(this.call, cause),
    }
  }

  /** A body as an object: nested blocks are lists of objects, by type. */
  private body(body: HclBody, { names, address, position, isResource }: Body): HclMapping {
    const scope = this.scope(names)
    const entries = new Map<string, HclValue>()
    for (const [name, attribute] of body.attributes) {
      if (isResource && META_ARGUMENTS.has(name)) continue
      const value = evaluate(attribute.value, scope)
      if (value.kind !== "null") entries.set(name, value)
    }
    const nested = new Map<string, HclValue[]>()
    for (const block of body.blocks) {
      if (isResource && META_BLOCKS.has(block.type)) continue
      this.nested(block, { names, address, nested })
    }
    for (const [type, blocks] of nested) entries.set(type, tupleValue(blocks, blocks[0]!.position))
    return { ...objectValue(entries, position), open: this.reference(address, position) }
  }

  private nested(block: HclBlock, { names, address, nested }: Nesting): void {
    const type = block.type === "dynamic" ? (block.labels[0] ?? "dynamic") : block.type
    const add = (body: HclBody, inner: Names, position: Position): void => {
      const blocks = nested.get(type) ?? []
      blocks.push(
        this.body(body, { names: inner, address: `${address}.${type}[${blocks.length}]`, position, isResource: false }),
      )
      nested.set(type, blocks)
    }
    if (block.type === "dynamic") this.dynamic(block, type, names, add)
    else add(block.body, names, block.position)
  }

  private dynamic(
    block: HclBlock,
    type: string,
    names: Names,
    add: (body: HclBody, names: Names, position: Position) => void,
  ): void {
    const { attributes, blocks } = block.body
    const content = blocks.find((nested) => nested.type === "content")
    const forEach = attributes.get("for_each")
    if (content === undefined || forEach === undefined) {
      this.tree.report({
        message: `A dynamic block ${type} has for_each and a block content.`,
        position: block.position,
      })
      return
    }
    const items = evaluate(forEach.value, this.scope(names))
    const each = itemsOf(items)
    if (each === undefined) {
      if (isTold(items)) return
      this.tree.report({ message: `How many blocks ${type} there are is not known.`, position: block.position })
      return
    }
    const iterator = iteratorOf(block) ?? type
    for (const [key, value] of each) {
      const entry = objectValue(
        new Map([
          ["key", key],
          ["value", value],
        ]),
        value.position,
      )
      add(content.body, new Map([...names, [iterator, entry]]), content.position)
    }
  }

  private moduleValue(name: string, position: Position): HclValue | undefined {
    const block = this.configuration.modules.get(name)
    if (block === undefined) return undefined
    return this.once(this.called, `module.${name}`, position, () => this.callModule(name, block))
  }

  private callModule(name: string, block: HclBlock): HclValue {
    const { attributes } = block.body
    const scope = this.scope(NO_NAMES)
    const source = attributes.get("source")
    const path = source === undefined ? undefined : textOf(evaluate(source.value, scope))
    const folder = path?.startsWith(".") ? pathFrom(this.call.folder, path) : undefined
    if (folder === undefined || this.tree.namesIn(folder).length === 0 || this.call.depth >= DEPTH) {
      return this.notCalled(name, block, "its source is no folder of the files")
    }
    if (attributes.has("count") || attributes.has("for_each"))
      return this.notCalled(name, block, "it is called several times")
    const given = new Map<string, HclValue>()
    for (const [argument, { value }] of attributes)
      if (!MODULE_ARGUMENTS.has(argument)) given.set(argument, evaluate(value, scope))
    const { unit, prefix, depth } = this.call
    const inner = moduleOf(this.tree, {
      unit,
      prefix: `${prefix}module.${name}.`,
      folder,
      generated: new Map(),
      generatedAt: new Map(),
      given,
      position: block.position,
      depth: depth + 1,
    })
    if (inner === undefined) return unknownValue(`the module ${name} can't be read`, block.position, true)
    for (const resource of inner.resources) this.inner.push(resource)
    return objectValue(new Map([...inner.outputs].map(([key, output]) => [key, output.value])), block.position)
  }

  private notCalled(name: string, { position }: HclBlock, why: string): HclValue {
    this.tree.report({ message: `The module ${name} is not evaluated, because ${why}.`, position })
    return unknownValue(`the module ${name} is not evaluated`, position, true)
  }
}

const PATHS: ReadonlySet<string> = new Set(["module", "root", "cwd"])
const MODULE_ARGUMENTS: ReadonlySet<string> = new Set([
  "source",
  "version",
  "providers",
  "depends_on",
  "count",
  "for_each",
])

interface Instance {
  readonly key: string | number | undefined
  readonly names: Names
  readonly cause: Position
}

interface Body {
  readonly names: Names
  readonly address: string
  readonly position: Position
  readonly isResource: boolean
}

interface Nesting {
  readonly names: Names
  readonly address: string
  readonly nested: Map<string, HclValue[]>
}

function found(value: HclValue | undefined, used: number): HclResolved | undefined {
  return value === undefined ? undefined : { value, used }
}

function attributeName(steps: readonly HclStep[], at: number): string | undefined {
  const step = steps[at]
  return step?.kind === "attribute" ? step.name : undefined
}

function filesOf(tree: Tree, { folder, generated }: ModuleCall): readonly (ModuleFile & { readonly path: string })[] {
  const names = new Set([...tree.namesIn(folder), ...generated.keys()])
  return [...names]
    .filter((name) => name.endsWith(".tf"))
    .sort()
    .map((name) => {
      const text = generated.get(name)
      const path = `${folder}/${name}`
      return { name, path, body: text === undefined ? tree.bodyOf(path) : tree.bodyOfText(path, text) }
    })
}

/** Whether what keeps a value from being known has been reported where it stands. */
function isTold(value: HclValue): boolean {
  return value.kind === "unknown" && value.isReported
}

/** What a resource's `for_each` goes through: a map's values by key, a set's texts. Undefined for all else. */
function eachOf(items: HclValue): readonly (readonly [string, HclValue])[] | undefined {
  if (items.kind === "mapping" && items.open === undefined)
    return sortedKeys(items).map((key) => [key, items.entries.get(key)!])
  if (items.kind !== "sequence" || items.form !== "set") return undefined
  const texts = items.items.flatMap((item) => (item.kind === "string" ? [[item.value, item] as const] : []))
  return texts.length === items.items.length ? texts : undefined
}

/** What a dynamic block goes through: lists too, by index. */
function itemsOf(items: HclValue): readonly (readonly [HclValue, HclValue])[] | undefined {
  if (items.kind === "sequence") {
    return items.items.map((item, at) => [items.form === "set" ? item : numberValue(at, item.position), item])
  }
  return eachOf(items)?.map(([key, value]) => [stringValue(key, value.position), value])
}

function iteratorOf({ body }: HclBlock): string | undefined {
  const value = body.attributes.get("iterator")?.value
  return value?.kind === "variable" ? value.name : undefined
}
