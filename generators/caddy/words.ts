import type { Origin } from "../../core/origin.js"
import {
  atLoad,
  type CaddySlot,
  type CaddyText,
  type CaddyToken,
  caddyRefusal,
  expands,
  verbatim,
} from "../../formats/caddyfile.js"

/** Turns the topology's values into tokens. What no Caddyfile can hold is thrown when generating, and collected when checking. */
export interface Words {
  /** A value in which Caddy replaces placeholders when a request comes. */
  readonly expands: (origin: Origin, value: string | CaddyText) => CaddyToken
  /** A value that Caddy takes as it stands. */
  readonly verbatim: (origin: Origin, value: string) => CaddyToken
  /** A value that Caddy reads once, when it loads the file. */
  readonly atLoad: (origin: Origin, value: string | CaddyText) => CaddyToken
  /** The user of an account. */
  readonly accountName: (origin: Origin, name: string) => string
  /** The name of a header that is set or matched. */
  readonly headerName: (origin: Origin, name: string) => string
}

/** A value that a Caddyfile can't hold. */
export interface Refusal {
  readonly origin: Origin
  readonly value: string
  /** Why, as one sentence without its full stop. */
  readonly reason: string
}

/** For generating: what is refused never gets here, because the rule `caddy/value` has reported it. */
export const refusing: Words = words((refusal) => {
  throw new Error(`${refusal.origin}: ${refusal.reason}`)
})

/** For checking: every refusal is handed over, and something harmless stands in for the value. */
export function collecting(report: (refusal: Refusal) => void): Words {
  return words(report)
}

function words(report: (refusal: Refusal) => void): Words {
  const checked = (slot: CaddySlot, make: (value: string | CaddyText) => CaddyToken) => {
    return (origin: Origin, value: string | CaddyText): CaddyToken => {
      const reason = caddyRefusal(value, slot)
      if (reason === undefined) return make(value)
      report({ origin, value: shown(value), reason })
      // With the slash it may stand where only a path may.
      return make(slot === "expands" ? "/refused" : "refused")
    }
  }
  return {
    expands: checked("expands", expands),
    verbatim: checked("verbatim", (value) => verbatim(value as string)),
    atLoad: checked("load", atLoad),
    accountName: (origin, name) => {
      if (name !== "import") return name
      report({ origin, value: name, reason: "A line that starts with import would import a file" })
      return "refused"
    },
    headerName: (origin, name) => {
      const reason = headerNameRefusal(name)
      if (reason === undefined) return name
      report({ origin, value: name, reason })
      return "Refused"
    },
  }
}

/** Caddy reads some names of headers, all of them good tokens of RFC 9110, as something to do. */
function headerNameRefusal(name: string): string | undefined {
  if (/^[+!-]/.test(name)) return `Caddy takes the ${JSON.stringify(name[0])} before a header's name for an instruction`
  if (/[`*#']/.test(name)) return "A Caddyfile can't name a header that holds a `, a *, a # or a '"
  return INSTRUCTIONS.has(name) ? `Caddy takes ${name} for an instruction, not for a header` : undefined
}

const INSTRUCTIONS: ReadonlySet<string> = new Set(["defer", "match", "import"])

function shown(value: string | CaddyText): string {
  if (typeof value === "string") return value
  return value.map((part) => (typeof part === "string" ? part : "{…}")).join("")
}
