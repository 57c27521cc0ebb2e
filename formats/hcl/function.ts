import type { HclCallPlace, HclFunction, HclParameter } from "./evaluate.js"
import { HclFault, spendText } from "./fault.js"
import { ANY, NUMBER, STRING } from "./types.js"
import { boolValue, type HclType, type HclValue, numberValue, stringValue } from "./value.js"

/** What a function of this file's makers yields; plain ones become values whose place is the call's. */
export type HclMade = HclValue | string | number | boolean

/** An argument of a type that is neither null nor holds what is not known. */
export function strict(type: HclType): HclParameter {
  return { type, takesNull: false, takesUnknown: false }
}

/** An argument that may be, or hold, what is not known. */
export function open(type: HclType): HclParameter {
  return { type, takesNull: false, takesUnknown: true }
}

/** An argument that may be anything, null and not known too. */
export const anything: HclParameter = { type: ANY, takesNull: true, takesUnknown: true }

/** A function of these parameters, and of any number of `rest`. */
export function define(
  params: readonly HclParameter[],
  run: (args: readonly HclValue[], place: HclCallPlace) => HclMade,
  rest?: HclParameter,
): HclFunction {
  return { params, rest, run: (args, place) => made(run(args, place), place) }
}

/** A function of texts. */
export function onTexts(count: number, run: (texts: readonly string[], place: HclCallPlace) => HclMade): HclFunction {
  return define(Array(count).fill(strict(STRING)), (args, place) => run(args.map(plainText), place))
}

/** A function of numbers; of numbers that are only close it makes one that is only close. */
export function onNumbers(
  count: number,
  run: (numbers: readonly number[], place: HclCallPlace) => HclMade,
): HclFunction {
  return define(Array(count).fill(strict(NUMBER)), (args, place) => {
    const result = made(run(args.map(plainNumber), place), place)
    return result.kind === "number" && args.some(isClose) ? { ...result, isExact: false } : result
  })
}

/** Whether a value is a number that is only close to Terraform's. */
export function isClose(value: HclValue): boolean {
  return value.kind === "number" && !value.isExact
}

/** The text of a value that has been converted to a string, and is known. */
export function plainText(value: HclValue | undefined): string {
  return value?.kind === "string" ? value.value : ""
}

/** The number of a value that has been converted to one, and is known. */
export function plainNumber(value: HclValue | undefined): number {
  return value?.kind === "number" ? value.value : 0
}

/** A whole number of a value that has been converted to a number; throws where it is none. */
export function wholeNumber(value: HclValue | undefined, { name, position }: HclCallPlace): number {
  const number = plainNumber(value)
  if (!Number.isSafeInteger(number))
    throw new HclFault(`The function ${name} takes a whole number, and ${number} is none.`, position)
  return number
}

/** What a function makes, as a value. */
export function made(result: HclMade, { position }: HclCallPlace): HclValue {
  switch (typeof result) {
    case "string":
      spendText(result.length, position)
      return stringValue(result, position)
    case "number":
      return numberValue(result, position)
    case "boolean":
      return boolValue(result, position)
    default:
      return result
  }
}
