import type { Environment, Handler, HeaderChange, ResolvedText, VariableAssignment } from "../estate.js"
import type { Origin } from "../origin.js"
import type { Finding, Rule } from "../rule.js"

/** A password in a literal stands in every artifact, in the repository and in its history. */
export const secretsInLiteral: Rule = {
  code: "secrets/in_literal",
  severity: "error",
  summary: "A literal URL holds a password.",
  *check({ environments }) {
    for (const environment of environments) {
      for (const [value, origin] of literalsOf(environment)) {
        const url = urlWithPassword(value)
        if (url !== undefined) yield finding(url, origin, environment.name)
      }
    }
  },
}

function finding(url: string, path: Origin, environment: string): Finding {
  return {
    message: `The URL ${url} holds a password.`,
    path,
    found: url,
    help: 'Declare the password, or the whole URL (form "url"), under `secrets`, put a new one there, and refer to it.',
    environments: [environment],
  }
}

function* literalsOf({ hosts, frontends, routes }: Environment): Iterable<readonly [string, Origin]> {
  for (const { services } of hosts) for (const { variables } of services) yield* literalsIn(variables)
  for (const { variables } of frontends) yield* literalsIn(variables)
  for (const { handlers } of routes) yield* headersOf(handlers)
}

function* literalsIn(variables: readonly VariableAssignment[]): Iterable<readonly [string, Origin]> {
  for (const { value, origin } of variables) {
    yield [spelled(value), origin]
    for (const part of value) {
      if (typeof part === "object" && part.unset.kind === "default") yield [part.unset.value, origin]
    }
  }
}

function* headersOf(handlers: readonly Handler[]): Iterable<readonly [string, Origin]> {
  for (const { requestHeaders, answer } of handlers) {
    yield* requestHeaders.flatMap(literalOf)
    if (answer.kind === "handle") yield* headersOf(answer.handlers)
  }
}

function literalOf({ value, origin }: HeaderChange): readonly (readonly [string, Origin])[] {
  return value === null ? [] : [[value, origin]]
}

/** A character that no value holds stands for a variable: what is read at run time is no literal. */
const VARIABLE = "\0"

function spelled(value: ResolvedText): string {
  if (value.length === 1 && typeof value[0] === "string") return value[0]
  return value.map((part) => (typeof part === "string" ? part : VARIABLE)).join("")
}

/** RFC 3986: scheme, user, password and host; the password alone may not be there. */
const USERINFO = /([A-Za-z][A-Za-z0-9+.-]*:\/\/)([^\s/?#:]*):([^\s/?#\0]+)@([^\s/?#,]*)/

/** The first URL in a value whose password is literal, with the password left out: `redis://:…@cache`. */
function urlWithPassword(value: string): string | undefined {
  if (!value.includes("://") || !value.includes("@")) return undefined
  const found = USERINFO.exec(value)
  if (found === null) return undefined
  const [, scheme = "", user = "", , host = ""] = found
  return `${scheme}${user}:…@${host}`.replaceAll(VARIABLE, "$…")
}
