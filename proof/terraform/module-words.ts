import { visit } from "../../formats/hcl/expression.js"
import type { HclBlock, HclExpression } from "../../formats/hcl/syntax.js"
import type { HclValue } from "../../formats/hcl/value.js"
import type { ReadProblem } from "../../formats/position.js"
import { isPlainData, LIFECYCLE, MODULE, PROVIDERS } from "../vocabulary/modules.js"
import { RESOURCES } from "../vocabulary/resources.js"
import { wordsOf } from "../vocabulary/words.js"
import type { Configuration } from "./configuration.js"
import { unknownInBody } from "./words.js"

type Evaluate = (expression: HclExpression) => HclValue

/** What is not understood of how a module's files say that Terraform runs, and treats resources. */
export function unknownInModule(configuration: Configuration, evaluate: Evaluate): readonly ReadProblem[] {
  const { settings, variables, outputs, resources, modules } = configuration
  return [
    ...[...settings, ...variables.values(), ...outputs.values()].flatMap((block) => unknownInSetting(block, evaluate)),
    ...[...resources].flatMap(([key, block]) =>
      block.type === "resource" ? unknownInResource(key, block, evaluate) : unknownInData(key, block),
    ),
    ...[...modules].flatMap(([name, { body }]) =>
      [...body.attributes.values()].flatMap((attribute) =>
        attribute.name === "providers"
          ? [{ message: `The module ${name} signs in otherwise than its unit.`, position: attribute.position }]
          : [],
      ),
    ),
  ]
}

function unknownInSetting(block: HclBlock, evaluate: Evaluate): readonly ReadProblem[] {
  const { type, labels, body, position } = block
  const vocabulary = type === "provider" ? PROVIDERS[labels[0] ?? ""] : MODULE[type]
  const of = [type, ...labels].join(" ")
  // A check warns, and stops nothing.
  if (type === "check") return []
  if (vocabulary === undefined) return [{ message: `The block ${of} is not understood here.`, position }]
  return unknownInBody(body, vocabulary, { of, position, evaluate })
}

/** Of a data source nothing is known but that it reads. */
function unknownInData(key: string, { labels, body, position }: HclBlock): readonly ReadProblem[] {
  const isPlain = isPlainData(labels[0] ?? "") && !body.attributes.has("provider")
  return isPlain ? [] : [{ message: `The proof does not know what ${key} reads, or whom it asks.`, position }]
}

function unknownInResource(key: string, { labels, body }: HclBlock, evaluate: Evaluate): readonly ReadProblem[] {
  const problems: ReadProblem[] = []
  const provider = body.attributes.get("provider")
  if (provider !== undefined)
    problems.push({ message: `${key} is made by another provider than all others.`, position: provider.position })
  for (const block of body.blocks) {
    const { type, position } = block
    if (type === "provisioner" || type === "connection")
      problems.push({ message: `${key} has a ${type}: what that runs, the proof does not see.`, position })
    if (type !== "lifecycle") continue
    const of = `lifecycle of ${key}`
    problems.push(...unknownInBody(block.body, LIFECYCLE, { of, position, evaluate }))
    problems.push(...ignored(key, labels[0] ?? "", block), ...refused(key, block, evaluate))
  }
  return problems
}

/** What a resource keeps as somebody else left it: what is proved of it may be long gone. */
function ignored(key: string, type: string, { body }: HclBlock): readonly ReadProblem[] {
  const stated = body.attributes.get("ignore_changes")
  if (stated === undefined) return []
  const { value, position } = stated
  const words = RESOURCES[type] === undefined ? undefined : wordsOf(RESOURCES[type])
  const names = value.kind === "tuple" ? value.items.map(rootOf) : ["all"]
  return names
    .filter((name) => words?.get(name)?.kind !== "harmless")
    .map((name) => ({
      message: `${key} ignores changes of ${name}: what the files say of it need not be so.`,
      position,
    }))
}

/** The attribute that `labels`, `labels["x"]` or, as it was once written, `"labels"` is about. */
function rootOf(expression: HclExpression): string {
  switch (expression.kind) {
    case "variable":
      return expression.name
    case "literal":
      return String(expression.value)
    case "access":
      return rootOf(expression.of)
    case "template":
      return expression.parts.map((part) => (typeof part === "string" ? part : "")).join("")
    default:
      return "all"
  }
}

/** Conditions that are known not to hold: nothing of it is applied then. */
function refused(key: string, { body }: HclBlock, evaluate: Evaluate): readonly ReadProblem[] {
  return body.blocks.flatMap(({ type, body: inner, position }) => {
    const condition = inner.attributes.get("condition")
    if (condition === undefined || isOfInstance(condition.value)) return []
    const value = evaluate(condition.value)
    return value.kind === "bool" && !value.value ? [{ message: `A ${type} of ${key} does not hold.`, position }] : []
  })
}

/** Whether an expression is about one instance, which is not known where the block is looked at as a whole. */
function isOfInstance(expression: HclExpression): boolean {
  let found = false
  visit(expression, (inner) => {
    if (inner.kind === "variable" && /^(?:self|each|count)$/.test(inner.name)) found = true
  })
  return found
}
