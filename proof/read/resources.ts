import { type HclMapping, type HclValue, itemsOf } from "../../formats/hcl/value.js"
import type { ReadProblem } from "../../formats/position.js"
import type { Resource } from "../terraform/unit.js"
import { RESOURCES } from "../vocabulary/resources.js"
import { type Only, type Vocabulary, wordsOf } from "../vocabulary/words.js"

/** What the proof does not understand of a resource: its type, or attributes of it. */
export function unknownOf({ type, address, attributes, position }: Resource): readonly ReadProblem[] {
  const vocabulary = RESOURCES[type]
  if (vocabulary === undefined) {
    const message = `${address} is a resource of a type that the proof does not know: it can't tell what that opens or changes.`
    return [{ message, position }]
  }
  return unknownIn(attributes, vocabulary, address)
}

/** What the proof does not understand of some attributes, by the vocabulary that they belong to. */
export function unknownIn(attributes: HclMapping, vocabulary: Vocabulary, of: string): readonly ReadProblem[] {
  const words = wordsOf(vocabulary)
  const problems: ReadProblem[] = []
  for (const [name, value] of attributes.entries) {
    if (value.kind === "null") continue
    const word = words.get(name)
    if (word === undefined) {
      if (name !== "timeouts")
        problems.push({
          message: `The proof does not know what ${name} of ${of} changes.`,
          position: value.position,
        })
    } else if (word.kind === "only") problems.push(...otherThan(value, word.only, `${name} of ${of}`))
    else if (word.kind === "block") {
      const blocks = value.kind === "mapping" ? [value] : itemsOf(value)
      for (const block of blocks)
        if (block.kind === "mapping") problems.push(...unknownIn(block, word.of, `${name} of ${of}`))
    }
  }
  for (const [name, { isNeeded, values }] of Object.entries(vocabulary.only ?? {}))
    if (isNeeded === true && !attributes.entries.has(name))
      problems.push({ message: `${of} lacks ${name} (${listOf(values)}).`, position: attributes.position })
  return problems
}

function otherThan(value: HclValue, { values }: Only, what: string): readonly ReadProblem[] {
  const items = value.kind === "sequence" ? value.items : [value]
  return items
    .filter((item) => !(isPlain(item) && values.some((one) => String(one) === String(item.value))))
    .map((item) => ({
      message: `${what} is ${isPlain(item) ? JSON.stringify(item.value) : "not known"}; the proof knows what ${listOf(values)} does.`,
      position: item.position,
    }))
}

function listOf(values: Only["values"]): string {
  return values.map((value) => JSON.stringify(value)).join(", ")
}

function isPlain(value: HclValue): value is Extract<HclValue, { readonly kind: "bool" | "number" | "string" }> {
  return value.kind === "bool" || value.kind === "number" || value.kind === "string"
}
