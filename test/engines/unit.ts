import { existsSync, readdirSync, readFileSync } from "node:fs"
import { dirname, join, relative, resolve } from "node:path"
import { type Body, parseHcl, type Scope, type Value, valueOf } from "./hcl-value.js"

/** A Terragrunt unit, as far as Terragrunt would take it before it runs Terraform. */
export interface Unit {
  /** Its folder, below that of `root.hcl`. */
  readonly path: string
  /** The folder of its module. */
  readonly source: string
  /** What it hands to the module. */
  readonly inputs: Readonly<Record<string, Value>>
  /** The files that are generated beside the module's, by name. */
  readonly generated: Readonly<Record<string, string>>
  /** The folders of units that come before it. */
  readonly after: readonly string[]
}

/** What Terragrunt would refuse, in its order: a file, a folder or an output that is not there, an input that is not known. */
export class Refusal extends Error {}

/** Every unit below a folder with a `root.hcl`, in order. */
export function unitPaths(terraform: string): readonly string[] {
  return readdirSync(join(terraform, "live"), { recursive: true, withFileTypes: true })
    .filter(({ name }) => name === "terragrunt.hcl")
    .map(({ parentPath }) => relative(terraform, parentPath))
    .sort()
}

/** Evaluates a unit as Terragrunt does for `validate` and `plan` without any state: dependencies are their mocks. */
export async function readUnit(terraform: string, path: string): Promise<Unit> {
  const folder = join(terraform, path)
  const file = join(folder, "terragrunt.hcl")
  const unit = await parseHcl(file, readFileSync(file, "utf8"))
  known(unit, ["include", "terraform", "locals", "dependency", "dependencies", "inputs"])

  const root = join(terraform, "root.hcl")
  const base: Scope = { functions: functions(terraform, path), roots: {} }
  const [include] = labelled(unit, "include", "root")
  if (include === undefined) throw new Refusal("it includes no root")
  if (valueOf(include.path, base) !== root) throw new Refusal(`it includes ${String(include.path)}`)

  const locals = evaluated((unit.locals as readonly Body[] | undefined)?.[0] ?? {}, base)
  const dependencies = await outputsOf(unit, folder, base)
  const scope: Scope = { ...base, roots: { local: locals, dependency: dependencies.values } }
  const source = resolve(folder, String(valueOf((unit.terraform as readonly Body[])[0]!.source, scope)))
  if (!existsSync(join(source, "main.tf"))) throw new Refusal(`there is no module ${source}`)

  const inputs = (unit.inputs === undefined ? {} : valueOf(unit.inputs, scope)) as Readonly<Record<string, Value>>
  await checkInputs(source, inputs)
  const generated = await generatedFiles(root, base)
  return { path, source, inputs, generated, after: dependencies.folders }
}

/** The order in which units are run; throws where they wait for each other. */
export function inOrder(units: readonly Unit[], terraform: string): readonly Unit[] {
  const byFolder = new Map(units.map((unit) => [join(terraform, unit.path), unit]))
  const ordered = new Set<Unit>()
  const visit = (unit: Unit, above: readonly Unit[]): void => {
    if (above.includes(unit))
      throw new Refusal(`units wait for each other: ${[...above, unit].map(({ path }) => path)}`)
    for (const folder of unit.after) visit(byFolder.get(folder)!, [...above, unit])
    ordered.add(unit)
  }
  for (const unit of units) visit(unit, [])
  return [...ordered]
}

function functions(terraform: string, path: string): Scope["functions"] {
  return {
    find_in_parent_folders: (name) => {
      for (let folder = dirname(join(terraform, path)); folder.length > 1; folder = dirname(folder)) {
        if (existsSync(join(folder, String(name)))) return join(folder, String(name))
      }
      throw new Refusal(`no parent folder has ${String(name)}`)
    },
    path_relative_to_include: () => path,
    get_parent_terragrunt_dir: () => terraform,
    // What a person has set: an identifier of Cloudflare's form will do for anything.
    get_env: (_, ...fallback) => fallback[0] ?? "0123456789abcdef0123456789abcdef",
    lookup: (map, key, fallback) => (map as Readonly<Record<string, Value>>)[String(key)] ?? fallback!,
    file: (name) => readFileSync(String(name), "utf8"),
  }
}

/** The dependencies' mocks, which must be outputs of their modules, and every folder that comes before. */
async function outputsOf(unit: Body, folder: string, scope: Scope) {
  const values: Record<string, Value> = {}
  const folders: string[] = []
  for (const [label, [block]] of Object.entries((unit.dependency ?? {}) as Record<string, readonly Body[]>)) {
    known(block!, [
      "config_path",
      "mock_outputs",
      "mock_outputs_allowed_terraform_commands",
      "mock_outputs_merge_strategy_with_state",
    ])
    const target = unitFolder(folder, valueOf(block!.config_path, scope))
    const mocks = valueOf(block!.mock_outputs, scope) as Readonly<Record<string, Value>>
    const outputs = await outputNames(target)
    const strange = Object.keys(mocks).filter((name) => !outputs.has(name))
    if (strange.length > 0) throw new Refusal(`${target} has no output ${strange.join(", ")}`)
    const allowed = valueOf(block!.mock_outputs_allowed_terraform_commands, scope) as readonly string[]
    if (!allowed.includes("validate") || !allowed.includes("plan")) throw new Refusal(`${label} has no mocks for plan`)
    values[label] = { outputs: mocks }
    folders.push(target)
  }
  for (const block of (unit.dependencies ?? []) as readonly Body[]) {
    known(block, ["paths"])
    for (const path of valueOf(block.paths, scope) as readonly Value[]) folders.push(unitFolder(folder, path))
  }
  return { values, folders }
}

function unitFolder(folder: string, path: Value): string {
  const target = resolve(folder, String(path))
  if (!existsSync(join(target, "terragrunt.hcl"))) throw new Refusal(`there is no unit ${String(path)}`)
  return target
}

/** The names of a unit's outputs: those of its module. */
async function outputNames(folder: string): Promise<ReadonlySet<string>> {
  const file = join(folder, "terragrunt.hcl")
  const { terraform } = (await parseHcl(file, readFileSync(file, "utf8"))) as { readonly terraform: readonly Body[] }
  const module = resolve(folder, String(terraform[0]!.source))
  const { output = {} } = await parseHcl("outputs.tf", readFileSync(join(module, "outputs.tf"), "utf8"))
  return new Set(Object.keys(output as object))
}

/** As `hcl validate --inputs --strict`: every input is a variable's, and every variable without a default has one. */
async function checkInputs(module: string, inputs: Readonly<Record<string, Value>>): Promise<void> {
  const { variable = {} } = await parseHcl("variables.tf", readFileSync(join(module, "variables.tf"), "utf8"))
  const variables = Object.entries(variable as Readonly<Record<string, readonly Body[]>>)
  const names = new Set(variables.map(([name]) => name))
  const unused = Object.keys(inputs).filter((name) => !names.has(name))
  if (unused.length > 0) throw new Refusal(`its module has no variable ${unused.join(", ")}`)
  const missing = variables.filter(([name, [block]]) => !("default" in block!) && !Object.hasOwn(inputs, name))
  if (missing.length > 0) throw new Refusal(`its module requires ${missing.map(([name]) => name).join(", ")}`)
}

/** What root.hcl generates for a unit: its provider, and what its module asks for. */
async function generatedFiles(root: string, base: Scope): Promise<Readonly<Record<string, string>>> {
  const body = await parseHcl(root, readFileSync(root, "utf8"))
  known(body, ["terragrunt_version_constraint", "terraform_version_constraint", "locals", "remote_state", "generate"])
  const scope: Scope = { ...base, roots: { local: evaluated((body.locals as readonly Body[])[0]!, base) } }
  const [state] = (body.remote_state as readonly Body[]) ?? []
  known(state!, ["backend", "generate", "config"])
  valueOf(state, scope)
  const blocks = Object.values(body.generate as Readonly<Record<string, readonly Body[]>>).map(([block]) => block!)
  return Object.fromEntries(
    blocks.map((block) => {
      known(block, ["path", "if_exists", "contents"])
      return [String(valueOf(block.path, scope)), String(valueOf(block.contents, scope))]
    }),
  )
}

/** Locals may name each other, in any order. */
function evaluated(body: Body, base: Scope): Value {
  const done: Record<string, Value> = {}
  const local = new Proxy(done, {
    getOwnPropertyDescriptor: (_, name) =>
      typeof name === "string" && name in body ? { configurable: true, enumerable: true, writable: true } : undefined,
    get: (_, name: string) => {
      done[name] ??= valueOf(body[name], { ...base, roots: { local } })
      return done[name]
    },
  })
  for (const name of Object.keys(body)) void local[name]
  return done
}

function labelled(body: Body, type: string, label: string): readonly Body[] {
  return ((body[type] ?? {}) as Readonly<Record<string, readonly Body[]>>)[label] ?? []
}

/** An attribute or a block that Terragrunt knows, and this does not, would go unseen: it is refused. */
function known(body: Body, names: readonly string[]): void {
  const strange = Object.keys(body).filter((name) => !names.includes(name))
  if (strange.length > 0) throw new Refusal(`there is ${strange.join(", ")}, which no unit of ours has`)
}
