import { evaluate, type HclScope } from "../../formats/hcl/evaluate.js"
import { HclFault } from "../../formats/hcl/fault.js"
import type { HclBlock } from "../../formats/hcl/syntax.js"
import { typeOfExpression } from "../../formats/hcl/type-expression.js"
import { ANY, convert } from "../../formats/hcl/types.js"
import { type HclReference, type HclType, type HclValue, textOf, unknownValue } from "../../formats/hcl/value.js"
import type { Position } from "../../formats/position.js"
import type { Tree } from "./tree.js"

/** What the variables of a module are. */
export interface Variables {
  /** By name: what is given, or the default, converted to the variable's type. */
  readonly values: ReadonlyMap<string, HclValue>
  /** Each `validation` block, with the variable's name. */
  readonly validations: readonly { readonly name: string; readonly block: HclBlock }[]
}

/** Where the variables of a module get their values. */
export interface Given {
  /** By name; what no variable takes has no effect, as for Terraform. */
  readonly values: ReadonlyMap<string, HclValue>
  /** Where what is not given should be. */
  readonly position: Position
  /** A reference to what stands outside of the files. */
  readonly outside: (address: string, position: Position) => HclReference
}

/** The variables of a module with the values that are given. */
export function variablesOf(
  blocks: ReadonlyMap<string, HclBlock>,
  given: Given,
  constants: HclScope,
  report: Tree["report"],
): Variables {
  const values = new Map<string, HclValue>()
  const validations: { readonly name: string; readonly block: HclBlock }[] = []
  for (const [name, block] of blocks) {
    values.set(name, variable(block, name, given, constants, report))
    for (const nested of block.body.blocks) {
      if (nested.type === "validation") validations.push({ name, block: nested })
      else report({ message: `A block ${nested.type} is not understood in a variable.`, position: nested.position })
    }
  }
  return { values, validations }
}

function variable(block: HclBlock, name: string, given: Given, constants: HclScope, report: Tree["report"]): HclValue {
  const { attributes } = block.body
  const type = typeOfVariable(block, constants, report)
  const isSet = (flag: string): boolean | undefined => {
    const attribute = attributes.get(flag)
    const value = attribute === undefined ? undefined : evaluate(attribute.value, constants)
    return value?.kind === "bool" ? value.value : undefined
  }
  const stated = attributes.get("default")
  const value = given.values.get(name)
  if (value !== undefined && !(value.kind === "null" && isSet("nullable") === false)) return typed(value, type, report)
  // Given to each run from outside: its default stands in for nothing.
  if (isSet("ephemeral") === true) return given.outside(`var.${name}`, block.position)
  if (stated !== undefined) return typed(evaluate(stated.value, constants), type, report)
  report({ message: `The variable ${name} has no default, and nothing gives it a value.`, position: given.position })
  return unknownValue(`nothing gives the variable ${name} a value`, given.position, true)
}

function typeOfVariable({ body }: HclBlock, constants: HclScope, report: Tree["report"]): HclType {
  const attribute = body.attributes.get("type")
  if (attribute === undefined) return ANY
  return guarded(() => typeOfExpression(attribute.value, (expression) => evaluate(expression, constants)), ANY, report)
}

function typed(value: HclValue, type: HclType, report: Tree["report"]): HclValue {
  return guarded(
    () => convert(value, type),
    unknownValue("it is of another type than its variable", value.position, true),
    report,
  )
}

function guarded<T>(run: () => T, otherwise: T, report: Tree["report"]): T {
  try {
    return run()
  } catch (error) {
    if (!(error instanceof HclFault)) throw error
    report({ message: error.message, position: error.position })
    return otherwise
  }
}

/** Reports each validation that does not hold, at the value that it is about. */
export function validate({ values, validations }: Variables, scope: HclScope, report: Tree["report"]): void {
  for (const { name, block } of validations) {
    const condition = block.body.attributes.get("condition")
    const result = condition === undefined ? undefined : evaluate(condition.value, scope)
    if (result?.kind !== "bool" || result.value) continue
    const message = block.body.attributes.get("error_message")
    const text = message === undefined ? undefined : textOf(evaluate(message.value, scope))
    report({
      message: `The variable ${name} is refused: ${text ?? "its validation does not hold."}`,
      position: values.get(name)!.position,
    })
  }
}
