import { child, type Pointer, segments } from "../schema/pointer.js"
import { isRandom, isSecretName, isSetting, withoutCredentials } from "./credentials.js"
import type { Diagnostic, Note } from "./diagnostic.js"

/**
 * A text without what is secret in it, or looks like it: `redis://:hunter2@cache` → `redis://:…@cache`. Names of secrets, paths,
 * hosts, digests and UUIDs stay.
 */
export function redacted(text: string): string {
  if (text.length < SHORTEST) return text
  let left = withoutCredentials(text)
  if (left.includes("@")) left = left.replace(USERINFO, "$1:…@").replace(BEFORE_NETWORK, "$1:…@")
  if (HINT.test(left)) {
    left = left.replace(FLAG, hidden).replace(ASSIGNED, hidden).replace(STATED, hidden).replace(BEARER, "$1…")
    if (left.includes('\\"')) left = left.replace(ESCAPED, hidden)
    if (left.includes("-p")) left = left.replace(MYSQL, "$1…")
    if (left.includes("-a")) left = left.replace(REDIS, "$1…")
  }
  if (left.includes("curl")) left = left.replace(CURL, "$1…")
  return LONG.test(left) ? left.replace(WORD, withoutRandom) : left
}

/** No secret is shorter. */
const SHORTEST = 4

/** RFC 3986: scheme and user; the password reaches to the last `@` before the path. A page shows the form of a URL with `PASSWORD`. */
const USERINFO = /([A-Za-z][A-Za-z0-9+.-]{0,30}:\/\/[^\s/?#:@"'`]*):(?!PASSWORD@)[^\s/?#"'`\0…][^\s/?#"'`]*@/g

/** How drivers for MySQL write it: `user:password@tcp(host)`. */
const BEFORE_NETWORK = /(?<![\w.])([\w.-]{1,64}):[^\s"'`…][^\s"'`]*@(?=(?:tcp6?|udp|unix)\()/g

/** Some word of every name of a secret, of every flag and of every header that hands one over. */
const HINT = /pass|pwd|secret|token|key|credential|bearer|basic|auth|sig=|mysql|mariadb|redis-cli/i

const QUOTED = `"(?:[^"\\\\]|\\\\.)*"?|'(?:[^'\\\\]|\\\\.)*'?|\`[^\`]*\`?`
const NAME = "(?<![\\w$])([A-Za-z_$][\\w.-]{0,80})"

/** `--password x`, `--password=x`, and both as items of a list. */
const FLAG = new RegExp(
  `(?<![\\w-])(--?[A-Za-z][\\w-]{2,60})((?:["'\`]\\s*,\\s*|[=\\s]\\s*))(${QUOTED}|[^\\s"'\`,]+)`,
  "g",
)

/** `NAME=value`: a variable, a query's parameter, a part of a connection string; HCL aligns its `=`. */
const ASSIGNED = new RegExp(`${NAME}(\\s{0,40}=\\s?)(${QUOTED}|[^\\s"'\`,&;})\\]]+)`, "g")

/** `name: value` in a file, `name is "value"` in a message. */
const STATED = new RegExp(
  `${NAME}(["'\`]?\\s*:\\s+|["'\`]?:(?=["'\`])| is (?="))(${QUOTED}|[^\\s,{}[\\]"'\`(|>&*][^,{}[\\]"'\`]*)`,
  "g",
)

/** The same in JSON that stands in a text of JSON. */
const ESCAPED = /([A-Za-z_][\w.-]*)(\\"\s*:\s*)(\\"[^"\\]*(?:\\"|$))/g

/** RFC 6750, RFC 7617: what stands in the header Authorization. */
const BEARER = /(\b(?:bearer|basic)\s+)(?=[\w.~+/=-]*\d|[\w.~+/=-]{20})[\w.~+/-]{6,}=*/gi

const MYSQL = /(\b(?:mysql|mariadb)[\w-]*\b[^|;&\n]*?[\s"',]-p)[^\s"'`,]+/g
/** `curl --user staff:password`; without a password it asks for one. */
const CURL = /(\bcurl\b[^|;&\n]*?[\s"',](?:-u|--user|--proxy-user)["',\s=]*[\w.@-]+:)[^\s"'`,…]+/g
const REDIS = /(\bredis-cli\b[^|;&\n]*?[\s"',]-a["',\s]+)[^\s"'`,]+/g

function hidden(whole: string, name: string, between: string, value: string): string {
  if (!isSecretName(name) || isNoValue(value)) return whole
  const quote = /^["'`]/.exec(value)?.[0] ?? ""
  const end = quote === "" ? (/\s+$/.exec(value)?.[0] ?? "") : ""
  return `${name}${between}${quote}…${quote}${end}`
}

/**
 * What in a text that a program reads hands over a secret that is spelled out, in words: `after --requirepass`, `as PGPASSWORD`;
 * undefined for most. What it finds, {@link redacted} leaves out; URLs and known tokens are told by others.
 */
export function spelledOut(text: string): string | undefined {
  if (!HINT.test(text) && !text.includes("curl")) return undefined
  const left = withoutCredentials(text).replace(USERINFO, "$1:…@")
  for (const { pattern, word } of SPELLED) {
    const form = pattern === STATED && !left.trimStart().startsWith("{") ? undefined : pattern
    for (const [, name = "", , value = ""] of form === undefined ? [] : left.matchAll(form))
      if (isSecretName(name) && !isNoValue(value) && !/[\0…]/.test(value)) return `${word} ${name}`
  }
  for (const { pattern, words } of HANDED) {
    // What is left of the match is the part that may be shown; the rest is the secret.
    const rest = [...left.matchAll(pattern)].map(([whole, shown = ""]) => whole.slice(shown.length))
    if (rest.some((value) => !isNoValue(value) && !/[\0…]/.test(value))) return words
  }
  return undefined
}

const SPELLED = [
  { pattern: FLAG, word: "after" },
  { pattern: ASSIGNED, word: "as" },
  { pattern: STATED, word: "as" },
] as const

const HANDED = [
  { pattern: BEARER, words: "in a header" },
  { pattern: MYSQL, words: "after -p" },
  { pattern: REDIS, words: "after -a" },
  { pattern: CURL, words: "after the user of curl" },
] as const

/** What is no secret, though it stands behind the name of one: that of a secret, a reference, a path, an address, a word of a setting. */
function isNoValue(value: string): boolean {
  const bare = value.replace(/^["'`]|["'`]$/g, "").trim()
  return (
    bare.length < SHORTEST ||
    bare.startsWith("…") ||
    isPlausibleName(bare) ||
    isSetting(bare) ||
    /^(?:[./~]|-|\$\{?\w|[A-Za-z][A-Za-z0-9+.-]*:\/\/)/.test(bare) ||
    /^[\w.$]+\(/.test(bare) ||
    /^[{<]|\.(?:key|pem|crt|json|txt|ya?ml|env|p12|pfx|jwks?)$/i.test(bare)
  )
}

/** Random texts are at least as long. */
const LONG = /[A-Za-z0-9+/_-]{24}/
const WORD = /[A-Za-z0-9+/_-]{24,}={0,2}/g

function withoutRandom(word: string): string {
  if (isRandom(word)) return "…"
  return word.includes("/") ? word.replace(/[^/]{24,}/g, (part) => (isRandom(part) ? "…" : part)) : word
}

/** Whether a text may be the name of a secret rather than its value: a variable in capitals, of words: `DB_PASSWORD`, `STRIPE`. */
export function isPlausibleName(text: string): boolean {
  return /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$|^[A-Z]+$/.test(text) && withoutCredentials(text) === text && !isRandom(text)
}

/** A text at a place of the topology, as a message quotes it: where a secret may stand, only a plausible name is quoted. */
export function quoted(text: string, path: Pointer): string {
  if (isSecretPlace(path) && !isPlausibleName(text)) return described(text)
  const spelled = JSON.stringify(redacted(text))
  return spelled.length > 80 ? `${spelled.slice(0, 77)}…` : spelled
}

/** Says of a text how long it is, and no more. */
export function described(text: string): string {
  return text === "" ? '""' : `a text of ${text.length} ${text.length === 1 ? "character" : "characters"}`
}

/** Whether a place takes the name of a secret, for which its value is easily taken; or is a variable's that is called like a secret. */
export function isSecretPlace(path: Pointer): boolean {
  const names = segments(path)
  const [last = "", above = "", top = ""] = names.toReversed()
  if (last === "secret" || (last === "password" && names.includes("basicAuth"))) return true
  if (above === "secrets" || (top === "secrets" && last === "id")) return true
  const holder = names.findLastIndex((name) => VARIABLES.has(name))
  return holder >= 0 && names.slice(holder + 1).some(isSecretName) && !NO_VALUES.has(last)
}

/** Records of values by their variables. */
const VARIABLES: ReadonlySet<string> = new Set([
  "environment",
  "args",
  "labels",
  "headers",
  "requestHeaders",
  "options",
])

/** Fields of a reference or of a declared secret that hold no value. */
const NO_VALUES: ReadonlySet<string> = new Set(
  "purpose description source id form only secret as reason env version at port part url bucket".split(" "),
)

/** A line of a file without what is secret in it. `above` is the key under which it stands, on a line before. */
export function redactedLine(line: string, above: string | undefined): string {
  let [text, inside] = [redacted(line), false]
  if (HOLDER.test(text)) {
    text = text.replace(INLINE, (whole, key: string, rest: string) => {
      if (key !== "secrets" && !isSecretName(key)) return whole
      inside = true
      return whole.slice(0, whole.length - rest.length) + withoutValues(rest)
    })
  }
  if (inside || above === undefined || !(above === "secrets" || isSecretName(above))) return text
  return /^\s*(?:-\s+)?["'`]?[\w.-]+["'`]?\s*(?::|=\s)/.test(text) ? withoutValues(text) : withoutText(text)
}

/** Opens a record on the same line. */
const HOLDER = /[:=]\s*\{/
const INLINE = /["'`]?([A-Za-z_][\w-]*)["'`]?\s*[:=]\s*(\{[^\n]*)/g

const PAIR = new RegExp(
  `([A-Za-z_][\\w.-]*)(["'\`]?\\s*[:=]\\s*)(${QUOTED}|[^\\s,{}[\\]"'\`(|>&*][^,{}[\\]"'\`]*)`,
  "g",
)

function withoutValues(text: string): string {
  return text.replace(PAIR, (whole, name: string, between: string, value: string) => {
    if ((NO_VALUES.has(name) && name !== "secret") || isNoValue(value)) return whole
    return `${name}${hidden(whole, "secret", between, value).slice("secret".length)}`
  })
}

/** A line of a text that spans lines, or an item of a list. */
function withoutText(text: string): string {
  const [, indent = "", rest = ""] = /^(\s*(?:-\s+)?)(.*)$/s.exec(text)!
  return isNoValue(rest) ? text : `${indent}…`
}

/** A finding without what is secret in it, whatever it quotes. */
export function redactedFinding<D extends Diagnostic>(finding: D): D {
  const { message, found, allowed, help, notes, path } = finding
  const own = found === undefined ? undefined : isKeyFound(finding) ? redacted(found) : valueIn(found, path)
  // What follows a quoted name is no value of it.
  const said = own === undefined ? redacted(message) : message.split(found!).map(redacted).join(own)
  return {
    ...finding,
    message: said,
    path: redactedPath(path),
    ...(found === undefined ? {} : { found: own ?? redacted(found) }),
    ...(allowed === undefined ? {} : { allowed: redacted(allowed) }),
    ...(help === undefined ? {} : { help: redacted(help) }),
    ...(notes === undefined ? {} : { notes: notes.map(redactedNote) }),
  }
}

/** Whether what is found is a key and no value: the name of a secret is none itself. */
export function isKeyFound({ code }: Pick<Diagnostic, "code">): boolean {
  return code === "schema/invalid_key" || code === "schema/unrecognized_key"
}

function redactedNote(note: Note): Note {
  const { message, path } = note
  return { ...note, message: redacted(message), ...(path === undefined ? {} : { path: redactedPath(path) }) }
}

/** What to say instead of a quoted text that stands where a secret may; undefined where it may be quoted. */
function valueIn(found: string, path: Pointer): string | undefined {
  if (!/^".*"$/s.test(found) || !isSecretPlace(path)) return undefined
  const text = found.slice(1, -1)
  return isPlausibleName(text) ? undefined : described(text)
}

/** A place without the tokens that are taken for names in it. */
function redactedPath(path: Pointer): Pointer {
  if (withoutCredentials(path) === path && !LONG.test(path)) return path
  const [start, pointer] = path.startsWith("images:") ? ["images:", path.slice("images:".length)] : ["", path]
  const names = segments(pointer)
  const own = names.map((name) => withoutCredentials(name).replace(WORD, withoutRandom))
  return own.every((name, index) => name === names[index])
    ? path
    : start + own.reduce<Pointer>((place, name) => child(place, name), "")
}
