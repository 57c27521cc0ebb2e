import { createHash } from "node:crypto"
import type { Position } from "../position.js"
import type { HclCallPlace, HclFunction } from "./evaluate.js"
import { HclFault, spendText } from "./fault.js"
import { anything, define, type HclMade, onTexts } from "./function.js"
import { decimalText } from "./number.js"
import {
  boolValue,
  dependent,
  firstUnknown,
  type HclValue,
  nullValue,
  numberValue,
  objectValue,
  sortedKeys,
  stringValue,
  tupleValue,
  unknownValue,
} from "./value.js"

/** Terraform's functions that write and read other formats, and its hashes. */
export const encodingFunctions: ReadonlyMap<string, HclFunction> = new Map<string, HclFunction>([
  ["base64decode", onTexts(1, ([text], place) => fromBase64(text!, place))],
  ["base64encode", onTexts(1, ([text]) => Buffer.from(text!).toString("base64"))],
  ["base64sha256", onTexts(1, ([text]) => createHash("sha256").update(text!).digest("base64"))],
  ["base64sha512", onTexts(1, ([text]) => createHash("sha512").update(text!).digest("base64"))],
  ["jsondecode", onTexts(1, ([text], place) => fromJson(text!, place))],
  ["jsonencode", define([anything], ([value], place) => unlessUnknown(value!, place, jsonText))],
  ["md5", onTexts(1, ([text]) => createHash("md5").update(text!).digest("hex"))],
  ["sha1", onTexts(1, ([text]) => createHash("sha1").update(text!).digest("hex"))],
  ["sha256", onTexts(1, ([text]) => createHash("sha256").update(text!).digest("hex"))],
  ["sha512", onTexts(1, ([text]) => createHash("sha512").update(text!).digest("hex"))],
  ["urlencode", onTexts(1, ([text]) => queryText(text!))],
  ["yamlencode", define([anything], yamlEncode)],
])

function unlessUnknown(value: HclValue, place: HclCallPlace, run: (value: HclValue) => string): HclMade {
  const unknown = firstUnknown(value)
  return unknown === undefined ? run(value) : dependent(unknown, place.position)
}

/** JSON as Go writes it, with what HTML gives a meaning to escaped; keys sorted. The value holds nothing that is not known. */
export function jsonText(value: HclValue): string {
  spendText(1, value.position)
  switch (value.kind) {
    case "null":
    case "reference":
    case "unknown":
      return "null"
    case "bool":
      return String(value.value)
    case "number":
      return decimalText(value.value)
    case "string":
      spendText(value.value.length, value.position)
      return quoted(value.value)
    case "sequence":
      return checked(`[${value.items.map(jsonText).join(",")}]`, value.position)
    case "mapping":
      return checked(
        `{${sortedKeys(value)
          .map((key) => `${quoted(key)}:${jsonText(value.entries.get(key)!)}`)
          .join(",")}}`,
        value.position,
      )
  }
}

function checked(text: string, position: Position): string {
  spendText(text.length, position)
  return text
}

function quoted(text: string): string {
  return JSON.stringify(text).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  )
}

function fromBase64(text: string, { position }: HclCallPlace): HclMade {
  const bytes = Buffer.from(text, "base64")
  const plain = bytes.toString("utf8")
  const isSound = /^[A-Za-z0-9+/\r\n]*={0,2}[\r\n]*$/.test(text) && text.replace(/[\r\n]/g, "").length % 4 === 0
  if (!isSound || !Buffer.from(plain, "utf8").equals(bytes))
    throw new HclFault("The function base64decode is given no Base64 of a text.", position)
  return plain
}

function fromJson(text: string, { position }: HclCallPlace): HclMade {
  let data: unknown
  try {
    data = JSON.parse(text)
  } catch {
    throw new HclFault("The function jsondecode is given no JSON.", position)
  }
  return fromData(data, position, 0)
}

function fromData(data: unknown, position: Position, depth: number): HclValue {
  if (depth > 500) throw new HclFault("JSON stands in one another deeper than 500.", position)
  switch (typeof data) {
    case "boolean":
      return boolValue(data, position)
    case "number":
      return numberValue(data, position, Number.isSafeInteger(data) || String(data).replace(/\D/g, "").length <= 15)
    case "string":
      return stringValue(data, position)
    default:
      if (data === null || data === undefined) return nullValue(position)
      if (Array.isArray(data))
        return tupleValue(
          data.map((item) => fromData(item, position, depth + 1)),
          position,
        )
      return objectValue(
        new Map(Object.entries(data).map(([key, item]) => [key, fromData(item, position, depth + 1)])),
        position,
      )
  }
}

/** As a query of a URL is escaped: a space is a plus sign. */
function queryText(text: string): string {
  return encodeURIComponent(text.replace(/[\ud800-\udfff]/gu, "\ufffd"))
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%20", "+")
}

function yamlEncode([value]: readonly HclValue[], place: HclCallPlace): HclMade {
  const unknown = firstUnknown(value!)
  if (unknown !== undefined) return dependent(unknown, place.position)
  const lines = yamlLines(value!)
  if (lines !== undefined) return `${lines.join("\n")}\n`
  place.report({
    message: "The function yamlencode is not done here for a text of several lines.",
    position: place.position,
  })
  return unknownValue("yamlencode is not done here for a text of several lines", place.position, true)
}

/** Block style, with strings and keys in double quotes; undefined for what Terraform writes in another style. */
function yamlLines(value: HclValue): readonly string[] | undefined {
  spendText(1, value.position)
  switch (value.kind) {
    case "sequence":
      return value.items.length === 0 ? ["[]"] : joined(value.items.map((item) => yamlItem("-", item, "  ")))
    case "mapping":
      return value.entries.size === 0
        ? ["{}"]
        : joined(sortedKeys(value).map((key) => yamlItem(`${JSON.stringify(key)}:`, value.entries.get(key)!, "  ")))
    case "string":
      return /^[\x20-\x7e]*$/.test(value.value) && value.value.length < 60 ? [JSON.stringify(value.value)] : undefined
    case "number":
      return /e/.test(String(value.value)) ? undefined : [decimalText(value.value)]
    case "bool":
      return [String(value.value)]
    default:
      return ["null"]
  }
}

function joined(parts: readonly (readonly string[] | undefined)[]): readonly string[] | undefined {
  const found: string[] = []
  for (const part of parts) {
    if (part === undefined) return undefined
    for (const line of part) found.push(line)
  }
  return found
}

function yamlItem(lead: string, value: HclValue, indent: string): readonly string[] | undefined {
  const lines = yamlLines(value)
  if (lines === undefined) return undefined
  const isBlock =
    (value.kind === "sequence" && value.items.length > 0) || (value.kind === "mapping" && value.entries.size > 0)
  if (!isBlock) return [`${lead} ${lines[0]}`]
  if (lead === "-") return lines.map((line, at) => (at === 0 ? `- ${line}` : indent + line))
  // A list in a map stands as far left as its key.
  return [lead, ...(value.kind === "sequence" ? lines : lines.map((line) => indent + line))]
}
