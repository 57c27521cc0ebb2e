import type { HclAttribute, HclBlock, HclBody } from "../../formats/hcl/syntax.js"
import type { Position } from "../../formats/position.js"
import type { Tree } from "./tree.js"

/** The blocks of a module's files, by what they declare; what overriding files say has been put in. */
export interface Configuration {
  /** `variable` blocks by name. */
  readonly variables: ReadonlyMap<string, HclBlock>
  /** Attributes of all `locals` blocks by name. */
  readonly locals: ReadonlyMap<string, HclAttribute>
  /** `resource` and `data` blocks by what expressions call them: `google_compute_firewall.allow`, `data.http.page`. */
  readonly resources: ReadonlyMap<string, HclBlock>
  /** `output` blocks by name. */
  readonly outputs: ReadonlyMap<string, HclBlock>
  /** `module` blocks by name. */
  readonly modules: ReadonlyMap<string, HclBlock>
  /** Blocks that say how Terraform runs: `terraform`, `provider`, `moved`. */
  readonly settings: readonly HclBlock[]
}

/** Puts the files of a module together; what stands twice, or is of no type that is known, is reported. */
export function configurationOf(bodies: readonly ModuleFile[], report: Tree["report"]): Configuration {
  const building: Building = {
    variables: new Map(),
    locals: new Map(),
    resources: new Map(),
    outputs: new Map(),
    modules: new Map(),
    settings: [],
  }
  const isOverride = ({ name }: ModuleFile): boolean => name === "override.tf" || name.endsWith("_override.tf")
  for (const file of bodies.filter((one) => !isOverride(one))) addFile(building, file, false, report)
  for (const file of bodies.filter(isOverride)) addFile(building, file, true, report)
  return building
}

/** A file of a module. */
export interface ModuleFile {
  /** `main.tf`. */
  readonly name: string
  /** What it says. */
  readonly body: HclBody
}

type Building = {
  readonly [Kind in Exclude<keyof Configuration, "settings">]: Map<
    string,
    Configuration[Kind] extends ReadonlyMap<string, infer Value> ? Value : never
  >
} & { readonly settings: HclBlock[] }

/** What has no say in any value here: how Terraform runs, and what has moved. */
const SETTINGS: ReadonlySet<string> = new Set(["terraform", "provider", "moved", "import", "removed", "check"])

function addFile(building: Building, { body }: ModuleFile, overrides: boolean, report: Tree["report"]): void {
  for (const { name, position } of body.attributes.values()) {
    report({ message: `An argument stands outside of all blocks: ${name}.`, position })
  }
  for (const block of body.blocks) {
    if (block.type === "locals") {
      addLocals(building.locals, block, overrides, report)
      continue
    }
    const place = placeOf(building, block)
    if (place !== undefined) addBlock(place.blocks, place.key, block, overrides, report)
    else if (SETTINGS.has(block.type)) building.settings.push(block)
    else unknownBlock(block, report)
  }
}

function unknownBlock({ type, labels, position }: HclBlock, report: Tree["report"]): void {
  report({ message: `A block ${[type, ...labels].join(" ")} is not understood here.`, position })
}

function addLocals(
  locals: Map<string, HclAttribute>,
  block: HclBlock,
  overrides: boolean,
  report: Tree["report"],
): void {
  for (const [name, attribute] of block.body.attributes) {
    if (locals.has(name) && !overrides) twice(`local.${name}`, attribute.position, report)
    else locals.set(name, attribute)
  }
}

function twice(what: string, position: Position, report: Tree["report"]): void {
  report({ message: `${what} is declared twice.`, position })
}

function placeOf(
  building: Building,
  { type, labels }: HclBlock,
): { readonly blocks: Map<string, HclBlock>; readonly key: string } | undefined {
  const [first, second] = labels
  switch (type) {
    case "variable":
      return labels.length === 1 ? { blocks: building.variables, key: first! } : undefined
    case "output":
      return labels.length === 1 ? { blocks: building.outputs, key: first! } : undefined
    case "module":
      return labels.length === 1 ? { blocks: building.modules, key: first! } : undefined
    case "resource":
      return labels.length === 2 ? { blocks: building.resources, key: `${first}.${second}` } : undefined
    case "data":
    case "ephemeral":
      return labels.length === 2 ? { blocks: building.resources, key: `${type}.${first}.${second}` } : undefined
    default:
      return undefined
  }
}

function addBlock(
  blocks: Map<string, HclBlock>,
  key: string,
  block: HclBlock,
  overrides: boolean,
  report: Tree["report"],
): void {
  const already = blocks.get(key)
  if (already === undefined) {
    blocks.set(key, block)
    if (overrides)
      report({
        message: `An overriding file declares ${key}, and no file that it overrides does.`,
        position: block.position,
      })
  } else if (overrides) blocks.set(key, overridden(already, block))
  else twice(key, block.position, report)
}

/** Arguments take the place of those of their name, nested blocks of all those of their type. */
function overridden(block: HclBlock, by: HclBlock): HclBlock {
  const types = new Set(by.body.blocks.map(nestedType))
  return {
    ...block,
    body: {
      attributes: new Map([...block.body.attributes, ...by.body.attributes]),
      blocks: [...block.body.blocks.filter((nested) => !types.has(nestedType(nested))), ...by.body.blocks],
    },
  }
}

/** The type of a nested block, also where it is written as `dynamic "type"`. */
function nestedType({ type, labels }: HclBlock): string {
  return type === "dynamic" ? (labels[0] ?? type) : type
}
