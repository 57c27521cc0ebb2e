import { visit } from "../../formats/hcl/expression.js"
import { BUDGET, EXHAUSTED, withBudget } from "../../formats/hcl/fault.js"
import type { HclAccess } from "../../formats/hcl/syntax.js"
import {
  compareTexts,
  type HclMapping,
  type HclReference,
  type HclValue,
  objectValue,
  textOf,
} from "../../formats/hcl/value.js"
import type { Position, ReadProblem } from "../../formats/position.js"
import { type Module, moduleOf } from "./module.js"
import { pathFrom } from "./paths.js"
import { type DependencyBlock, expressionsOf, type UnitFile, unitFileOf } from "./terragrunt.js"
import { type Tree, treeOf } from "./tree.js"
import type { Dependency, OutputUse, Unit, UnitsReading } from "./unit.js"

/** How many steps are taken for each character of the files, on top of {@link BUDGET}: some ten times what units take. */
const STEPS = 50

/**
 * Evaluates the Terragrunt units among `files` (path → text) that stand below the folder `root`, as Terragrunt and Terraform
 * would, from their texts alone: `readUnits(files, "terraform")`.
 *
 * What the cloud or the environment decides is a reference, equal wherever it is referred to. A resource's attribute that
 * the module states is what it states, one that it doesn't state is a reference. Never throws; what was not understood, or
 * would be refused, is among the problems.
 */
export function readUnits(files: ReadonlyMap<string, string>, root: string): UnitsReading {
  const problems = new Map<string, ReadProblem>()
  let isExhausted = false
  const report = (problem: ReadProblem): void => {
    // Once nothing is left to be spent, all else fails, and says nothing of the files.
    if (isExhausted) return
    isExhausted = problem.message === EXHAUSTED
    const { file, line, column } = problem.position
    problems.set(`${file}:${line}:${column}: ${problem.message}`, problem)
  }
  const characters = [...files.values()].reduce((sum, text) => sum + text.length, 0)
  const units = withBudget(BUDGET + STEPS * characters, () => new Units(treeOf(files, report)).below(root))
  return { units, problems: [...problems.values()].sort((a, b) => comparePlaces(a.position, b.position)) }
}

function comparePlaces(a: Position, b: Position): number {
  return compareTexts(a.file, b.file) || a.line - b.line || a.column - b.column
}

const FILE = "terragrunt.hcl"

class Units {
  private readonly known = new Map<string, Unit>()
  private readonly open = new Set<string>()
  /** Folders of units whose outputs are not known, because their module is not. */
  private readonly withoutModule = new Set<string>()

  constructor(private readonly tree: Tree) {}

  below(root: string): readonly Unit[] {
    const lead = root === "" ? "" : `${root}/`
    return [...this.tree.files.keys()]
      .filter((path) => path.startsWith(lead) && path.endsWith(`/${FILE}`))
      .map((path) => path.slice(0, -FILE.length - 1))
      .sort(compareTexts)
      .map((folder) => this.unit(folder))
  }

  private unit(folder: string): Unit {
    const already = this.known.get(folder)
    if (already !== undefined) return already
    this.open.add(folder)
    const unit = this.evaluated(folder)
    this.open.delete(folder)
    this.known.set(folder, unit)
    return unit
  }

  private evaluated(folder: string): Unit {
    const found = new Map<string, HclValue>()
    const outputsOf = (name: string, dependency: DependencyBlock): HclValue => {
      const outputs = found.get(name) ?? this.outputs(dependency)
      found.set(name, outputs)
      return outputs
    }
    const file = unitFileOf(this.tree, folder, outputsOf)
    const uses = usesOf(file)
    const dependencies = new Map<string, Dependency>()
    for (const [name, block] of file.dependencies) {
      const { path, mocks, position } = block
      const isMocked = block.skipsOutputs || path === undefined || !this.tree.files.has(`${path}/${FILE}`)
      dependencies.set(name, {
        name,
        path,
        outputs: outputsOf(name, block),
        mocks,
        isMocked,
        uses: uses.get(name) ?? [],
        position,
      })
    }
    const module = this.folderOfModule(folder, file)
    this.refuseBeside(folder, module, file)
    const evaluated = module === undefined || file.isBroken ? undefined : this.module(folder, module, file)
    if (evaluated === undefined) this.withoutModule.add(folder)
    const { variables, resources, outputs, project } = evaluated ?? NO_MODULE
    return {
      path: folder,
      module,
      inputs: file.inputs,
      variables,
      dependencies,
      resources,
      outputs,
      project,
      state: file.state,
      generated: file.generated,
    }
  }

  /** Files are put beside the module's before it runs: what would take the place of one, or say more, is told. */
  private refuseBeside(
    folder: string,
    module: string | undefined,
    { generated, generatedAt, state, after }: UnitFile,
  ): void {
    const { tree } = this
    const own = new Set(module === undefined ? [] : tree.namesIn(module))
    for (const name of generated.keys()) {
      const position = generatedAt.get(name)!
      if (own.has(name)) tree.report({ message: `${name} is generated in place of the module's own.`, position })
      else if (!name.endsWith(".tf") && isReadByTerraform(name))
        tree.report({
          message: `${name} is generated where Terraform takes it up, and the proof does not read it.`,
          position,
        })
    }
    if (state?.file !== undefined && (own.has(state.file) || generated.has(state.file)))
      tree.report({ message: `${state.file} is generated in place of another file.`, position: state.position })
    if (module !== undefined && module !== folder)
      for (const name of tree.namesIn(folder))
        if (isReadByTerraform(name))
          tree.report({
            message: `${folder}/${name} is copied beside the module's files, where Terraform takes it up.`,
            position: { file: `${folder}/${name}`, line: 1, column: 1 },
          })
    for (const { path, position: at } of after)
      if (path === undefined || !tree.files.has(`${path}/${FILE}`))
        tree.report({
          message: `The unit is applied after one that is not there${path === undefined ? "" : `: ${path}`}.`,
          position: at,
        })
  }

  private outputs(dependency: DependencyBlock): HclValue {
    const { path, position, mocks } = dependency
    if (dependency.skipsOutputs) return mocks ?? objectValue(new Map(), position)
    const open: HclReference = { kind: "reference", unit: path ?? "", address: "outputs", position }
    const unknown: HclMapping = { ...objectValue(new Map(), position), open }
    if (path === undefined) return unknown
    if (!this.tree.files.has(`${path}/${FILE}`)) {
      this.tree.report({ message: `There is no unit in ${path}.`, position })
      return unknown
    }
    if (this.open.has(path)) {
      this.tree.report({ message: `The unit in ${path} depends on itself.`, position })
      return unknown
    }
    const unit = this.unit(path)
    if (this.withoutModule.has(path)) return unknown
    return objectValue(new Map([...unit.outputs].map(([name, output]) => [name, output.value])), position)
  }

  private folderOfModule(folder: string, { source, position }: UnitFile): string | undefined {
    if (source === undefined && this.tree.namesIn(folder).some((name) => name.endsWith(".tf"))) return folder
    if (source === undefined) {
      this.tree.report({ message: "The unit has no module.", position })
      return undefined
    }
    const text = textOf(source)
    // Two slashes part what is copied from the module in it.
    const local = text !== undefined && /^(\.|\/)/.test(text) ? pathFrom(folder, text.replace("//", "/")) : undefined
    if (local !== undefined && this.tree.namesIn(local).length > 0) return local
    if (source.kind === "unknown" && source.isReported) return undefined
    this.tree.report({
      message: `The module is no folder of the files${text === undefined ? "" : `: ${text}`}.`,
      position: source.position ?? position,
    })
    return undefined
  }

  private module(
    unit: string,
    folder: string,
    { generated, generatedAt, inputs, position }: UnitFile,
  ): Module | undefined {
    return moduleOf(this.tree, { unit, prefix: "", folder, generated, generatedAt, given: inputs, position, depth: 0 })
  }
}

/** Names of files that Terraform, or OpenTofu, takes up without being told of them. */
function isReadByTerraform(name: string): boolean {
  return /\.(?:tf|tofu)(?:\.json)?$|\.auto\.tfvars(?:\.json)?$|^terraform\.tfvars(?:\.json)?$/.test(name)
}

const NO_MODULE: Module = { variables: new Map(), resources: [], outputs: new Map(), project: undefined }

/** Where each dependency's outputs are used. */
function usesOf({ bodies }: UnitFile): ReadonlyMap<string, readonly OutputUse[]> {
  const found = new Map<string, OutputUse[]>()
  const note = (access: HclAccess): void => {
    const use = useOf(access)
    if (use === undefined) return
    const uses = found.get(use.dependency)
    if (uses === undefined) found.set(use.dependency, [use])
    else uses.push(use)
  }
  for (const body of bodies) {
    for (const expression of expressionsOf(body)) {
      visit(expression, (inner) => {
        if (inner.kind === "access") note(inner)
      })
    }
  }
  for (const uses of found.values()) uses.sort((a, b) => comparePlaces(a.position, b.position))
  return found
}

function useOf({ of, steps, position }: HclAccess): (OutputUse & { readonly dependency: string }) | undefined {
  if (of.kind !== "variable" || of.name !== "dependency") return undefined
  const [dependency, outputs, output] = steps.slice(0, 3).map((step) => {
    if (step.kind === "attribute") return step.name
    return step.kind === "index" && step.key.kind === "literal" ? String(step.key.value) : undefined
  })
  if (dependency === undefined || outputs !== "outputs" || output === undefined) return undefined
  return { dependency, output, position }
}
