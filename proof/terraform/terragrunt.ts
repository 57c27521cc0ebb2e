import { evaluate, type HclResolved, type HclScope } from "../../formats/hcl/evaluate.js"
import { visit } from "../../formats/hcl/expression.js"
import type { HclAttribute, HclBlock, HclBody, HclExpression, HclObject, HclStep } from "../../formats/hcl/syntax.js"
import {
  at,
  type HclMapping,
  type HclValue,
  itemsOf,
  objectValue,
  textOf,
  unknownValue,
} from "../../formats/hcl/value.js"
import type { Position } from "../../formats/position.js"
import { TERRAGRUNT } from "../vocabulary/terragrunt.js"
import { folderOf, pathFrom } from "./paths.js"
import { outside, terragruntFunctions } from "./terragrunt-functions.js"
import type { Tree } from "./tree.js"
import type { State } from "./unit.js"
import { unknownInBody } from "./words.js"

/** What a `terragrunt.hcl` and the files that it includes say, evaluated. */
export interface UnitFile {
  /** Its inputs; those of included files are shadowed by its own. */
  readonly inputs: ReadonlyMap<string, HclValue>
  /** Where the inputs are; the file's start without any. */
  readonly position: Position
  /** Where the module is, relative to the unit's folder or from the top; undefined where it says nothing. */
  readonly source: HclValue | undefined
  /** Where its state is kept; undefined where it says nothing. */
  readonly state: State | undefined
  /** Folders of the units that it is applied after, beside its dependencies; undefined for one that is not known. */
  readonly after: readonly Stated[]
  /** Files that it writes next to the module's, by name. */
  readonly generated: ReadonlyMap<string, string>
  /** Where each of those files is generated. */
  readonly generatedAt: ReadonlyMap<string, Position>
  /** Its dependencies, by name. */
  readonly dependencies: ReadonlyMap<string, DependencyBlock>
  /** Every file of it, the included ones first, with each expression in it. */
  readonly bodies: readonly HclBody[]
  /** Whether one of the files can't be read as a whole. */
  readonly isBroken: boolean
}

/** A `dependency` block, evaluated. */
export interface DependencyBlock {
  /** The folder that it leads to; undefined where that is not known. */
  readonly path: string | undefined
  /** What stands in for its outputs. */
  readonly mocks: HclMapping | undefined
  /** Whether the mocks are always used. */
  readonly skipsOutputs: boolean
  /** Where it stands. */
  readonly position: Position
}

/** A folder, and the place that states it. */
export interface Stated {
  /** As in the paths of the files; undefined where it is not known. */
  readonly path: string | undefined
  /** Where. */
  readonly position: Position
}

/** What the outputs of a dependency are. */
export type OutputsOf = (name: string, dependency: DependencyBlock) => HclValue

/** Evaluates the `terragrunt.hcl` of a folder. */
export function unitFileOf(tree: Tree, folder: string, outputsOf: OutputsOf): UnitFile {
  const path = `${folder}/terragrunt.hcl`
  const own = new TerragruntFile(tree, { path, folder, includes: new Map(), outputsOf, parent: undefined })
  return own.unit()
}

interface Setting {
  /** The file's path. */
  readonly path: string
  /** The unit's folder. */
  readonly folder: string
  /** What the file includes, by name. */
  readonly includes: Map<string, TerragruntFile>
  readonly outputsOf: OutputsOf
  /** The folder of the file for functions that ask for that of the included one; undefined for the unit's own file. */
  readonly parent: string | undefined
}

class TerragruntFile {
  readonly body: HclBody
  private readonly scope: HclScope
  private readonly locals = new Map<string, HclValue>()
  private readonly open = new Set<string>()
  private readonly dependencies = new Map<string, DependencyBlock>()
  private readonly exposed = new Map<string, HclValue>()
  private dependencyValues: Map<string, HclValue> | undefined

  constructor(
    private readonly tree: Tree,
    private readonly setting: Setting,
  ) {
    this.body = tree.bodyOf(setting.path)
    this.scope = {
      resolve: (root, steps, position) => this.resolve(root, steps, position),
      functions: terragruntFunctions(tree, { ...setting, includedFolder: (name) => this.includedFolder(name) }),
      report: tree.report,
    }
  }

  unit(): UnitFile {
    this.includeAll()
    for (const name of this.localAttributes().keys()) this.local(name, this.start())
    this.readDependencies()
    this.refuseUnknown()
    const files = [...this.setting.includes.values(), this]
    const inputs = new Map<string, HclValue>()
    const [generated, generatedAt] = [new Map<string, string>(), new Map<string, Position>()]
    for (const file of files) {
      for (const [name, value] of file.ownInputs()) inputs.set(name, value)
      file.generate(generated, generatedAt)
    }
    return {
      inputs,
      position: this.body.attributes.get("inputs")?.position ?? this.start(),
      source: files.map((file) => file.source()).reduce((before, value) => value ?? before, undefined),
      state: files.map((file) => file.state()).reduce((before, value) => value ?? before, undefined),
      after: files.flatMap((file) => file.after()),
      generated,
      generatedAt,
      dependencies: this.dependencies,
      bodies: files.map(({ body }) => body),
      isBroken: files.some(({ setting }) => this.tree.isBroken(setting.path)),
    }
  }

  private start(): Position {
    return { file: this.setting.path, line: 1, column: 1 }
  }

  private refuseUnknown(): void {
    const evaluated = (expression: HclExpression): HclValue => evaluate(expression, this.scope)
    const body = { ...this.body, blocks: this.body.blocks.filter((block) => !this.isShield(block)) }
    const reading = { of: "", position: this.start(), evaluate: evaluated }
    for (const problem of unknownInBody(body, TERRAGRUNT, reading)) this.tree.report(problem)
    for (const expression of expressionsOf(this.body)) visit(expression, (inner) => this.refuseCommand(inner))
  }

  /** Whether a block leaves the unit out of nothing but being destroyed. */
  private isShield(block: HclBlock): boolean {
    const actions = block.type === "exclude" ? itemsOf(this.attribute(block, "actions")) : []
    return actions.length > 0 && actions.every((action) => textOf(action) === "destroy")
  }

  /** A command runs as soon as what it stands in is evaluated, whatever for. */
  private refuseCommand(expression: HclExpression): void {
    if (expression.kind === "call" && expression.name === "run_cmd")
      this.tree.report({
        message: "run_cmd runs a command that the proof does not see.",
        position: expression.position,
      })
  }

  private blocks(type: string): readonly HclBlock[] {
    return this.body.blocks.filter((block) => block.type === type)
  }

  private attribute(block: HclBlock, name: string): HclValue | undefined {
    const attribute = block.body.attributes.get(name)
    return attribute === undefined ? undefined : evaluate(attribute.value, this.scope)
  }

  private includeAll(): void {
    for (const block of this.blocks("include")) {
      const [name = ""] = block.labels
      const value = this.attribute(block, "path")
      const path = textOf(value)
      const found = path === undefined ? undefined : pathFrom(this.setting.folder, path)
      const strategy = textOf(this.attribute(block, "merge_strategy")) ?? "shallow"
      if (value?.kind === "unknown" && value.isReported) continue
      if (found === undefined || !this.tree.files.has(found)) {
        this.tree.report({
          message: `The file that is included as ${JSON.stringify(name)} is not there.`,
          position: block.position,
        })
      } else if (strategy !== "shallow" && strategy !== "no_merge") {
        this.tree.report({
          message: `Merging by ${JSON.stringify(strategy)} is not understood here.`,
          position: block.position,
        })
      } else this.include(name, found, strategy === "no_merge")
    }
  }

  private include(name: string, path: string, isApart: boolean): void {
    const { folder, outputsOf } = this.setting
    const file = new TerragruntFile(this.tree, { path, folder, includes: new Map(), outputsOf, parent: folderOf(path) })
    for (const local of file.localAttributes().keys()) file.local(local, file.start())
    file.readDependencies()
    file.refuseUnknown()
    this.exposed.set(name, file.exposedValue())
    if (isApart) return
    for (const [key, dependency] of file.dependencies) this.dependencies.set(key, dependency)
    this.setting.includes.set(name, file)
  }

  private exposedValue(): HclValue {
    const locals = objectValue(this.locals, this.start())
    return objectValue(
      new Map<string, HclValue>([
        ["locals", locals],
        ["inputs", objectValue(this.ownInputs(), this.start())],
      ]),
      this.start(),
    )
  }

  private ownInputs(): ReadonlyMap<string, HclValue> {
    const attribute = this.body.attributes.get("inputs")
    if (attribute === undefined) return new Map()
    if (attribute.value.kind === "object") return this.eachInput(attribute.value)
    const value = evaluate(attribute.value, this.scope)
    if (value.kind === "mapping") return value.entries
    if (!(value.kind === "unknown" && value.isReported)) {
      this.tree.report({ message: "The inputs are no object that is known.", position: value.position })
    }
    return new Map()
  }

  /** One by one, so that what is wrong with one leaves the others known. */
  private eachInput({ entries }: HclObject): ReadonlyMap<string, HclValue> {
    const inputs = new Map<string, HclValue>()
    for (const { key, value } of entries) {
      const name = textOf(evaluate(key, this.scope))
      if (name !== undefined) inputs.set(name, evaluate(value, this.scope))
      else this.tree.report({ message: "The name of an input is not known.", position: key.position })
    }
    return inputs
  }

  private source(): HclValue | undefined {
    const sources = this.blocks("terraform").map((block) => this.attribute(block, "source"))
    return sources.find((value) => value !== undefined)
  }

  private state(): State | undefined {
    const [block] = this.blocks("remote_state")
    if (block === undefined) return undefined
    const config = this.attribute(block, "config")
    const generate = this.attribute(block, "generate")
    return {
      backend: textOf(this.attribute(block, "backend")),
      bucket: textOf(at(config, "bucket")),
      prefix: textOf(at(config, "prefix")),
      file: textOf(at(generate, "path")),
      position: block.position,
    }
  }

  private after(): readonly Stated[] {
    const { folder } = this.setting
    return this.blocks("dependencies").flatMap((block) =>
      itemsOf(this.attribute(block, "paths")).map((item) => {
        const path = textOf(item)
        return { path: path === undefined ? undefined : pathFrom(folder, path), position: item.position }
      }),
    )
  }

  private generate(generated: Map<string, string>, places: Map<string, Position>): void {
    for (const block of this.blocks("generate")) {
      const disabled = this.attribute(block, "disable")
      if (disabled?.kind === "bool" && disabled.value) continue
      const [path, contents] = [textOf(this.attribute(block, "path")), textOf(this.attribute(block, "contents"))]
      const name = path?.replace(/^\.\//, "")
      if (name !== undefined && contents !== undefined && !name.includes("/")) {
        generated.set(name, contents)
        places.set(name, block.position)
      } else
        this.tree.report({
          message: `What ${block.labels.join(" ")} generates${name === undefined ? "" : `, ${name},`} is not known.`,
          position: block.position,
        })
    }
  }

  private readDependencies(): void {
    for (const block of this.blocks("dependency")) {
      const [name = ""] = block.labels
      this.dependencies.set(name, this.dependency(block))
    }
  }

  private dependency(block: HclBlock): DependencyBlock {
    const stated = this.attribute(block, "config_path")
    const given = textOf(stated)
    const path = given === undefined ? undefined : pathFrom(this.setting.folder, given)
    if (path === undefined && !(stated?.kind === "unknown" && stated.isReported)) {
      this.tree.report({
        message: `Where the dependency ${block.labels.join(" ")} leads is not known.`,
        position: block.position,
      })
    }
    const mocks = this.attribute(block, "mock_outputs")
    if (mocks !== undefined && !block.body.attributes.has("mock_outputs_allowed_terraform_commands"))
      this.tree.report({
        message: `The mocks of ${block.labels.join(" ")} stand in for its outputs where the unit is applied, too: mock_outputs_allowed_terraform_commands is not stated.`,
        position: block.position,
      })
    const skips = this.attribute(block, "skip_outputs")
    return {
      path: path?.replace(/\/terragrunt\.hcl$/, ""),
      mocks: mocks?.kind === "mapping" ? mocks : undefined,
      skipsOutputs: skips?.kind === "bool" && skips.value,
      position: block.position,
    }
  }

  private localAttributes(): ReadonlyMap<string, HclAttribute> {
    return new Map(this.blocks("locals").flatMap(({ body }) => [...body.attributes]))
  }

  private local(name: string, position: Position): HclValue | undefined {
    const already = this.locals.get(name)
    if (already !== undefined) return already
    const attribute = this.localAttributes().get(name)
    if (attribute === undefined) return undefined
    if (this.open.has(name)) {
      this.tree.report({ message: `local.${name} depends on itself.`, position })
      return unknownValue(`local.${name} depends on itself`, position, true)
    }
    this.open.add(name)
    const value = evaluate(attribute.value, this.scope)
    this.open.delete(name)
    this.locals.set(name, value)
    return value
  }

  private resolve(root: string, steps: readonly HclStep[], position: Position): HclResolved | undefined {
    const [first] = steps
    const name = first?.kind === "attribute" ? first.name : undefined
    if (name === undefined) return undefined
    switch (root) {
      case "local": {
        const value = this.local(name, position)
        return value === undefined ? undefined : { value, used: 1 }
      }
      case "dependency": {
        const value = this.dependencyValue(name)
        return value === undefined ? undefined : { value, used: 1 }
      }
      case "feature": {
        const [, second] = steps
        if (second?.kind !== "attribute" || second.name !== "value") return undefined
        return { value: outside(`feature.${name}`, position), used: 2 }
      }
      case "include": {
        const value = this.exposed.get(name)
        return value === undefined ? undefined : { value, used: 1 }
      }
      default:
        return undefined
    }
  }

  /** The folder of an included file, or of the first. */
  private includedFolder(name: string | undefined): string | undefined {
    const { includes } = this.setting
    const file = name === undefined ? includes.values().next().value : includes.get(name)
    return file === undefined ? undefined : folderOf(file.setting.path)
  }

  private dependencyValue(name: string): HclValue | undefined {
    this.dependencyValues ??= new Map()
    const already = this.dependencyValues.get(name)
    if (already !== undefined) return already
    const dependency = this.dependencies.get(name)
    if (dependency === undefined) return undefined
    const outputs = this.setting.outputsOf(name, dependency)
    const value = objectValue(new Map([["outputs", outputs]]), dependency.position)
    this.dependencyValues.set(name, value)
    return value
  }
}

/** Every expression in a body, with those of its blocks. */
export function expressionsOf(body: HclBody): readonly HclExpression[] {
  const found: HclExpression[] = []
  const pending = [body]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    for (const { value } of next.attributes.values()) found.push(value)
    for (const block of next.blocks) pending.push(block.body)
  }
  return found
}
