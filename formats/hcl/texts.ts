import { graphemes } from "./collections.js"
import type { HclCallPlace, HclFunction } from "./evaluate.js"
import { HclFault, spend, spendText } from "./fault.js"
import { anything, define, type HclMade, onTexts, plainText, strict, wholeNumber } from "./function.js"
import { jsonText } from "./json.js"
import { decimalText, isBinary } from "./number.js"
import { type Pattern, translated } from "./regex.js"
import { BOOL, convert, listOf, NUMBER, STRING } from "./types.js"
import {
  dependent,
  firstUnknown,
  type HclType,
  type HclValue,
  listValue,
  nullValue,
  objectValue,
  stringValue,
  tupleValue,
  unknownValue,
} from "./value.js"

/** Terraform's functions of texts. */
export const textFunctions: ReadonlyMap<string, HclFunction> = new Map<string, HclFunction>([
  [
    "basename",
    onTexts(1, ([path]) => path!.replace(/\/+$/, "").replace(/^.*\//s, "") || (path!.startsWith("/") ? "/" : ".")),
  ],
  ["chomp", onTexts(1, ([text]) => withoutLineEnds(text!))],
  ["dirname", onTexts(1, ([path]) => folderOf(path!))],
  ["endswith", onTexts(2, ([text, end]) => text!.endsWith(end!))],
  ["format", define([strict(STRING)], format, anything)],
  ["formatlist", define([strict(STRING)], formatList, anything)],
  ["indent", define([strict(NUMBER), strict(STRING)], indent)],
  ["join", define([strict(STRING)], join, strict(listOf(STRING)))],
  ["lower", onTexts(1, ([text]) => eachCharacter(text!, (character) => character.toLowerCase()))],
  ["regex", onTexts(2, ([pattern, text], place) => onPattern(pattern!, text!, place, first))],
  ["regexall", onTexts(2, ([pattern, text], place) => onPattern(pattern!, text!, place, everyMatch))],
  ["replace", onTexts(3, replace)],
  [
    "split",
    onTexts(2, ([separator, text], { position }) =>
      listValue(
        pieces(text!, separator!).map((piece) => stringValue(piece, position)),
        STRING,
        position,
      ),
    ),
  ],
  ["startswith", onTexts(2, ([text, start]) => text!.startsWith(start!))],
  ["strcontains", onTexts(2, ([text, part]) => text!.includes(part!))],
  ["strrev", onTexts(1, ([text]) => [...graphemes(text!)].reverse().join(""))],
  ["substr", define([strict(STRING), strict(NUMBER), strict(NUMBER)], substring)],
  ["title", onTexts(1, ([text]) => titled(text!))],
  ["trim", onTexts(2, ([text, characters]) => trimmed(text!, characters!))],
  ["trimprefix", onTexts(2, ([text, start]) => (text!.startsWith(start!) ? text!.slice(start!.length) : text!))],
  ["trimspace", onTexts(1, ([text]) => trimmed(text!, SPACES))],
  [
    "trimsuffix",
    onTexts(2, ([text, end]) => (end !== "" && text!.endsWith(end!) ? text!.slice(0, -end!.length) : text!)),
  ],
  ["upper", onTexts(1, ([text]) => eachCharacter(text!, (character) => character.toUpperCase()))],
])

/** `unicode.IsSpace` of Go. */
const SPACES =
  "\t\n\v\f\r \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"

function trimmed(text: string, characters: string): string {
  const cut = new Set(characters)
  const all = [...text]
  let start = 0
  let end = all.length
  while (start < end && cut.has(all[start]!)) start++
  while (end > start && cut.has(all[end - 1]!)) end--
  return all.slice(start, end).join("")
}

function withoutLineEnds(text: string): string {
  let end = text.length
  while (end > 0 && (text[end - 1] === "\n" || text[end - 1] === "\r")) end--
  return text.slice(0, end)
}

function folderOf(path: string): string {
  const end = path.lastIndexOf("/")
  if (end === -1) return "."
  const parts: string[] = []
  for (const part of path.slice(0, end).split("/")) {
    if (part === "" || part === ".") continue
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop()
    else if (part !== ".." || !path.startsWith("/")) parts.push(part)
  }
  return (path.startsWith("/") ? "/" : "") + parts.join("/") || "."
}

/** Letter by letter, as Go does: a letter whose other case has several letters (ß) stays. */
function eachCharacter(text: string, change: (character: string) => string): string {
  let found = ""
  for (const character of text) {
    const changed = change(character)
    found += [...changed].length === 1 ? changed : character
  }
  return found
}

/** A letter that starts the text or follows what is no letter, digit or underscore; beyond ASCII, what is white space. */
function titled(text: string): string {
  let starts = true
  return eachCharacter(text, (character) => {
    const changed = starts ? character.toUpperCase() : character
    starts = character < "\u0080" ? !/\w/.test(character) : SPACES.includes(character)
    return changed
  })
}

function pieces(text: string, separator: string): readonly string[] {
  return separator === "" ? [...text] : text.split(separator)
}

function indent([width, text]: readonly HclValue[], place: HclCallPlace): HclMade {
  const spaces = wholeNumber(width, place)
  const lines = plainText(text).split("\n")
  spendText(plainText(text).length + spaces * lines.length, place.position)
  return lines.join(`\n${" ".repeat(Math.max(0, spaces))}`)
}

function join([separator, ...lists]: readonly HclValue[], place: HclCallPlace): HclMade {
  if (lists.length === 0) throw new HclFault("The function join takes at least one list.", place.position)
  const texts: string[] = []
  for (const list of lists) {
    for (const item of list.kind === "sequence" ? list.items : []) {
      if (item.kind !== "string")
        throw new HclFault("The function join takes texts, and a null is none.", place.position)
      texts.push(item.value)
    }
  }
  return texts.join(plainText(separator))
}

function substring([text, from, count]: readonly HclValue[], place: HclCallPlace): HclMade {
  const all = graphemes(plainText(text))
  const length = wholeNumber(count, place)
  const given = wholeNumber(from, place)
  const start = given < 0 ? Math.max(0, given + all.length) : given
  // Terraform takes all that is left where nothing is asked for, counted from the end.
  const isRest = length < 0 || (length === 0 && given < 0)
  return all.slice(start, isRest ? undefined : start + length).join("")
}

/* Patterns */

const patterns = new Map<string, Pattern | string>()

function patternOf(source: string): Pattern | string {
  const found = patterns.get(source) ?? translated(source)
  if (patterns.size > 1000) patterns.clear()
  patterns.set(source, found)
  return found
}

function onPattern(
  source: string,
  text: string,
  place: HclCallPlace,
  run: (pattern: Pattern, text: string, place: HclCallPlace) => HclMade,
): HclMade {
  spend(1 + text.length / 16, place.position)
  const pattern = patternOf(source)
  if (typeof pattern === "string")
    return limit(`The pattern ${JSON.stringify(source)} is not understood: ${pattern}`, place)
  if (text.length > pattern.longest) {
    return limit(
      `The pattern ${JSON.stringify(source)} is not run on a text of ${text.length} characters: it might never end.`,
      place,
    )
  }
  return run(pattern, text, place)
}

function limit(message: string, { position, report }: HclCallPlace): HclValue {
  report({ message, position })
  return unknownValue("it needs what is not done here", position, true)
}

function first(pattern: Pattern, text: string, place: HclCallPlace): HclMade {
  pattern.expression.lastIndex = 0
  const found = pattern.expression.exec(text)
  if (found === null)
    throw new HclFault(`The function regex finds no match in ${JSON.stringify(text)}.`, place.position)
  return matchValue(pattern, found, place)
}

function everyMatch(pattern: Pattern, text: string, place: HclCallPlace): HclMade {
  const found = [...text.matchAll(pattern.expression)].map((match) => matchValue(pattern, match, place))
  return listValue(found, matchType(pattern), place.position)
}

function matchType({ groups }: Pattern): HclType {
  if (groups.length === 0) return STRING
  const names = groups.filter((name) => name !== undefined)
  if (names.length === 0) return { kind: "tuple", items: groups.map(() => STRING) }
  return {
    kind: "object",
    attributes: new Map(names.map((name) => [name, { type: STRING, isOptional: false, default: undefined }])),
  }
}

function matchValue({ groups }: Pattern, match: RegExpExecArray, { position }: HclCallPlace): HclValue {
  const value = (text: string | undefined): HclValue =>
    text === undefined ? nullValue(position) : stringValue(text, position)
  if (groups.length === 0) return value(match[0])
  if (groups.every((name) => name === undefined)) return tupleValue(match.slice(1).map(value), position)
  if (groups.includes(undefined))
    throw new HclFault("Some groups of the pattern have names, and some have none.", position)
  return objectValue(new Map(groups.map((name, at) => [name!, value(match[at + 1])])), position)
}

function replace([text, wanted, by]: readonly string[], place: HclCallPlace): HclMade {
  if (wanted!.length > 1 && wanted!.startsWith("/") && wanted!.endsWith("/")) {
    return onPattern(wanted!.slice(1, -1), text!, place, (pattern) =>
      text!.replace(pattern.expression, (...match) => expanded(by!, match, pattern)),
    )
  }
  spendText(text!.length + (wanted === "" ? text!.length * by!.length : 0), place.position)
  if (wanted === "") return by! + [...text!].map((character) => character + by!).join("")
  return text!.split(wanted!).join(by!)
}

/** `$1`, `$name`, `${name}` and `$$`; a group that there is not is empty. The longest name is taken: `$1x` is a group `1x`. */
function expanded(template: string, match: readonly unknown[], { groups }: Pattern): string {
  return template.replace(/\$(?:\$|(\w+)|\{(\w+)\})/g, (whole, plain?: string, braced?: string) => {
    const name = plain ?? braced
    if (name === undefined) return whole === "$$" ? "$" : whole
    const at = /^\d+$/.test(name) ? Number(name) : groups.indexOf(name) + 1
    const found = at === 0 && name !== "0" ? undefined : at > groups.length ? undefined : match[at]
    return typeof found === "string" ? found : ""
  })
}

/* format */

const VERB = /%(?:%|([-+ 0#]*)(\d*)(?:\.(\d+))?(?:\[(\d+)\])?([a-zA-Z]))/g

function format([template, ...args]: readonly HclValue[], place: HclCallPlace): HclMade {
  const unknown = args.map(firstUnknown).find((found) => found !== undefined)
  if (unknown !== undefined) return dependent(unknown, place.position)
  const source = plainText(template)
  if (source.replace(VERB, "").includes("%"))
    throw new HclFault(`The format ${JSON.stringify(source)} has a verb that there is not.`, place.position)
  let next = 0
  let highest = 0
  let problem: string | undefined
  const text = source.replace(
    VERB,
    (whole, flags: string, width: string, precision: string | undefined, at: string | undefined, letter: string) => {
      if (whole === "%%") return "%"
      const index = at === undefined ? next : Number(at) - 1
      next = index + 1
      highest = Math.max(highest, next)
      const argument = args[index]
      if (argument === undefined)
        throw new HclFault(`The format ${JSON.stringify(source)} takes more arguments than there are.`, place.position)
      spendText(Number(width), place.position)
      const shown = formatted(argument, letter, { flags, precision }, place)
      if (shown === undefined) problem ??= whole
      return padded(shown ?? "", flags, Number(width), letter)
    },
  )
  if (highest < args.length && !/%\[/.test(source))
    throw new HclFault(`The format ${JSON.stringify(source)} takes fewer arguments than there are.`, place.position)
  return problem === undefined ? text : limit(`The verb ${problem} of a format is not understood here.`, place)
}

interface Verb {
  readonly flags: string
  readonly precision: string | undefined
}

/** Undefined where the verb is one that is not done here. */
function formatted(
  value: HclValue,
  letter: string,
  { flags, precision }: Verb,
  place: HclCallPlace,
): string | undefined {
  if (letter !== "v" && value.kind === "null") throw new HclFault("A null is formatted.", place.position)
  if (flags.includes(" ") || (flags.includes("#") && letter !== "v")) return undefined
  switch (letter) {
    case "v":
      if (flags.includes("#")) return jsonText(value)
      if (value.kind === "string") return value.value
      return value.kind === "number"
        ? value.isExact && !/e/.test(String(value.value)) && Math.abs(value.value) < 1e21
          ? String(value.value)
          : undefined
        : jsonText(value)
    case "t": {
      const truth = convert(value, BOOL)
      return truth.kind === "bool" ? String(truth.value) : undefined
    }
    case "s":
    case "q": {
      const text = convert(value, STRING)
      if (text.kind !== "string") return undefined
      const cut = Number(precision ?? 0) > 0 ? graphemes(text.value).slice(0, Number(precision)).join("") : text.value
      return letter === "s" ? cut : jsonText(stringValue(cut, place.position))
    }
    case "d":
    case "x":
    case "X":
    case "o":
    case "b":
      return integer(convert(value, NUMBER), letter, flags, precision, place)
    case "f":
      return fixed(convert(value, NUMBER), Number(precision ?? 6), flags)
    default:
      return undefined
  }
}

const RADIX: Readonly<Record<string, number>> = { d: 10, x: 16, X: 16, o: 8, b: 2 }

function integer(
  value: HclValue,
  letter: string,
  flags: string,
  precision: string | undefined,
  place: HclCallPlace,
): string | undefined {
  if (value.kind !== "number" || !value.isExact || precision !== undefined) return undefined
  if (!Number.isInteger(value.value)) throw new HclFault(`The verb %${letter} takes a whole number.`, place.position)
  const text = BigInt(value.value).toString(RADIX[letter])
  return (flags.includes("+") && value.value >= 0 ? "+" : "") + (letter === "X" ? text.toUpperCase() : text)
}

function fixed(value: HclValue, digits: number, flags: string): string | undefined {
  if (value.kind !== "number" || !value.isExact || digits > 100) return undefined
  const [whole = "", fraction = ""] = decimalText(value.value).split(".")
  const sign = flags.includes("+") && value.value >= 0 ? "+" : ""
  if (fraction.length <= digits) return sign + whole + (digits > 0 ? `.${fraction.padEnd(digits, "0")}` : "")
  const rest = fraction.slice(digits)
  // Halfway goes to the even digit, but of a decimal that binary digits don't hold they are a little above or below.
  const isHalf = /^50*$/.test(rest)
  if (isHalf && !isBinary(value.value)) return undefined
  const scaled = BigInt(whole + fraction.slice(0, digits))
  const isNegative = whole.startsWith("-")
  const size = isNegative ? -scaled : scaled
  const goesUp = isHalf ? size % 2n === 1n : rest[0]! >= "5"
  const rounded = String(size + (goesUp ? 1n : 0n)).padStart(digits + 1, "0")
  const text = digits === 0 ? rounded : `${rounded.slice(0, -digits)}.${rounded.slice(-digits)}`
  return (isNegative ? "-" : sign) + text
}

function padded(text: string, flags: string, width: number, letter: string): string {
  const missing = width - graphemes(text).length
  if (missing <= 0) return text
  if (flags.includes("-")) return text + " ".repeat(missing)
  if (!flags.includes("0")) return " ".repeat(missing) + text
  const [, sign = "", rest = ""] = /^([-+]?)(.*)$/s.exec(text)!
  return /[svqt]/.test(letter) ? "0".repeat(missing) + text : sign + "0".repeat(missing) + rest
}

function formatList(args: readonly HclValue[], place: HclCallPlace): HclMade {
  const [template, ...rest] = args
  const unknown = rest.map(firstUnknown).find((found) => found !== undefined)
  if (unknown !== undefined) return dependent(unknown, place.position)
  const lists = rest.filter((argument) => argument.kind === "sequence")
  const count = lists[0]?.items.length ?? 1
  if (lists.some(({ items }) => items.length !== count))
    throw new HclFault("The lists of formatlist are not equally long.", place.position)
  const found: HclValue[] = []
  for (let at = 0; at < count; at++) {
    const row = rest.map((argument) => (argument.kind === "sequence" ? argument.items[at]! : argument))
    const made = format([template!, ...row], place)
    found.push(typeof made === "string" ? stringValue(made, place.position) : (made as HclValue))
  }
  return listValue(found, STRING, place.position)
}
