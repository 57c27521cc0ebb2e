import type { ReadProblem } from "../../formats/position.js"
import type { Resource } from "../terraform/unit.js"
import { unknownIn } from "../terraform/words.js"
import { RESOURCES } from "../vocabulary/resources.js"

/** What the proof does not understand of a resource: its type, or attributes of it. */
export function unknownOf({ type, address, attributes, position }: Resource): readonly ReadProblem[] {
  const vocabulary = RESOURCES[type]
  if (vocabulary !== undefined) return unknownIn(attributes, vocabulary, address)
  const message = `${address} is a resource of a type that the proof does not know: it can't tell what that opens or changes.`
  return [{ message, position }]
}
