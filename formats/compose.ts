import { type Text, text, type Variable } from "./text.js"

/**
 * Spells a text for a Compose file's values: the one place where Compose's interpolation is escaped.
 *
 * A literal `$` is `$$`. A variable is `${NAME:?message}`, `${NAME:-default}` or `${NAME:-}`; with the colon an empty value
 * counts as not set. Compose interpolates values only: a map's keys are written as they are.
 *
 * @throws Error when {@link composeRefusal} has a reason.
 */
export function composeText(value: Text): string {
  let spelled = ""
  for (const part of value) spelled += typeof part === "string" ? escapeDollars(part) : variableText(part)
  return spelled
}

/**
 * Says why Compose can't hold a text, in one sentence, or `undefined` when it can.
 *
 * Compose counts braces to find where `${…}` ends, skips the character after `{`, and matches within one line; so a message
 * or default with a brace or a line break has no spelling.
 */
export function composeRefusal(value: Text): string | undefined {
  for (const part of value) {
    const reason = typeof part === "string" ? undefined : variableRefusal(part)
    if (reason !== undefined) return reason
  }
  return undefined
}

/** What reading an interpolated value yields: the text, or why it can't be read and at which index of the source. */
export type ComposeTextReading =
  | { readonly kind: "text"; readonly text: Text }
  | { readonly kind: "error"; readonly message: string; readonly index: number }

/**
 * Reads an interpolated value back, the inverse of {@link composeText}.
 *
 * Beyond what that spells it reads `$NAME` and `${NAME}`, which are empty when not set. Forms that a `Text` has no word for
 * (`${NAME-default}`, `${NAME:+other}`, one variable inside another) are errors, and so is a `$` that begins nothing, which
 * only newer versions of Compose keep.
 */
export function readComposeText(source: string): ComposeTextReading {
  const parts: (string | Variable)[] = []
  let rest = 0
  for (let dollar = source.indexOf("$"); dollar !== -1; dollar = source.indexOf("$", rest)) {
    parts.push(source.slice(rest, dollar))
    const found = readDollar(source, dollar)
    if (found === undefined) {
      return {
        kind: "error",
        message: `Not an interpolation that can be read: ${excerpt(source, dollar)}`,
        index: dollar,
      }
    }
    parts.push(found.part)
    rest = found.end
  }
  return { kind: "text", text: text(...parts, source.slice(rest)) }
}

/** What splitting a command into words yields: the words, or why it can't be split. */
export type WordSplit =
  | { readonly kind: "words"; readonly words: readonly string[] }
  | { readonly kind: "error"; readonly message: string }

/**
 * Splits a command as Compose splits one that is a string: at blanks, by the quotes and backslashes of a shell, but expanding nothing.
 *
 * What only a shell understands is an error, for Compose means something else by it: it drops all that follows an unquoted `;`, `&`,
 * `|`, `<` or `>` without a word, refuses parentheses, and takes backticks for letters.
 */
export function splitWords(command: string): WordSplit {
  const words: string[] = []
  let word: string | undefined
  let quote = ""
  for (let index = 0; index < command.length; index += 1) {
    const character = command[index]!
    if (character === "\\" && quote !== "'") {
      index += 1
      if (index === command.length) return { kind: "error", message: "it ends with a backslash" }
      word = (word ?? "") + command[index]
    } else if (quote !== "") {
      if (character === quote) quote = ""
      else word += character
    } else if (character === "'" || character === '"') {
      quote = character
      word ??= ""
    } else if (" \t\r\n".includes(character)) {
      if (word !== undefined) words.push(word)
      word = undefined
    } else if (SHELL_ONLY.includes(character)) {
      return { kind: "error", message: `only a shell understands its ${character}` }
    } else word = (word ?? "") + character
  }
  if (quote !== "") return { kind: "error", message: `its ${quote} is never closed` }
  if (word !== undefined) words.push(word)
  return { kind: "words", words }
}

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/
const SHELL_ONLY = ";&|<>()`"
const UNHOLDABLE = /[{}\n\r]/

function escapeDollars(literal: string): string {
  return literal.includes("$") ? literal.replaceAll("$", () => "$$") : literal
}

function variableText(variable: Variable): string {
  const reason = variableRefusal(variable)
  if (reason !== undefined) throw new Error(reason)
  const { name, unset } = variable
  switch (unset.kind) {
    case "required":
      return `\${${name}:?${escapeDollars(unset.message)}}`
    case "default":
      return `\${${name}:-${escapeDollars(unset.value)}}`
    case "empty":
      return `\${${name}:-}`
  }
}

function variableRefusal({ name, unset }: Variable): string | undefined {
  if (!NAME.test(name)) return `Not a name of a variable: ${JSON.stringify(name)}`
  const words = unset.kind === "required" ? unset.message : unset.kind === "default" ? unset.value : ""
  const noun = unset.kind === "required" ? "message" : "default"
  if (!UNHOLDABLE.test(words)) return undefined
  return `Compose can't hold a brace or a line break in the ${noun} of ${name}: ${JSON.stringify(words)}`
}

const VARIABLE = /\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?:(:[-?])((?:[^{}$\n\r]|\$\$)*))?\})/y

function readDollar(source: string, index: number): { part: string | Variable; end: number } | undefined {
  if (source[index + 1] === "$") return { part: "$", end: index + 2 }
  VARIABLE.lastIndex = index
  const match = VARIABLE.exec(source)
  if (match === null) return undefined
  const [whole, bare, braced, operator, words = ""] = match
  return { part: { name: bare ?? braced!, unset: unsetOf(operator, words) }, end: index + whole.length }
}

function unsetOf(operator: string | undefined, words: string): Variable["unset"] {
  const plain = words.replaceAll("$$", () => "$")
  if (operator === ":?") return { kind: "required", message: plain }
  return plain === "" ? { kind: "empty" } : { kind: "default", value: plain }
}

function excerpt(source: string, index: number): string {
  return JSON.stringify(source.slice(index, index + 40))
}
