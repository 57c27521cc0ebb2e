// What the schema asks that no pattern can say. A module without zod, because the schema as it is compiled ahead of time asks it too:
// see scripts/acceptor.mjs, which knows these functions by their names.
import { placeOf } from "./pointer.js"
import { toNumber } from "./units.js"

/** Normalises to NFC, as Terraform does. Most texts are ASCII, which is normal already. */
export function normalised(value: string): string {
  return ASCII.test(value) ? value : value.normalize("NFC")
}

const ASCII = /^[\0-\x7f]*$/

/** Whether a record names anything. */
export function isNotEmpty(record: object): boolean {
  return Object.keys(record).length > 0
}

/** Whether no bit of a range's address lies below its prefix: GCP and Docker refuse 10.10.0.5/24. */
export function startsAtItsFirst(range: string): boolean {
  const [address, bits] = range.split("/") as [string, string]
  return toNumber(address) % 2 ** (32 - Number(bits)) === 0
}

/** Whether a number of tries is written without leading zeros or signs: `on-failure:5`. */
export function countsTries(policy: string): boolean {
  return /^on-failure:[1-9]\d*$/.test(policy)
}

/** Whether a text is a place of the topology, as messages spell it or as a JSON Pointer. */
export function isPlace(at: string): boolean {
  return placeOf(at) !== undefined
}
