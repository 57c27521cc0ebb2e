import { commandText } from "./commands.js"
import type { Service } from "./estate.js"
import { type Origin, originOf } from "./origin.js"

/** A debugger that a service starts so that other machines can come to it. */
export interface Debugger {
  /** What listens: `The debugger of Node.js`. */
  readonly what: string
  /** The port on which it listens in the container. */
  readonly port: number
  /** Where it is started. */
  readonly origin: Origin
}

/** `0.0.0.0`, `::`, or no address at all where that means all of them: whoever reaches the container. */
const ANYWHERE = "(?:0\\.0\\.0\\.0|\\*|\\[?::\\]?)"

interface Shape {
  readonly what: string
  /** The port on which it listens where none is stated. */
  readonly port: number
  /** What starts it; the first group is the port. */
  readonly pattern: RegExp
}

/**
 * How each is told to listen for others, as its manual states it, 2026-11: https://nodejs.org/api/cli.html#--inspecthostport,
 * https://github.com/microsoft/debugpy/wiki/Command-Line-Reference, https://docs.oracle.com/en/java/javase/21/docs/specs/jpda/conninv.html,
 * https://github.com/go-delve/delve/blob/master/Documentation/usage/dlv.md. By default, each listens on the loopback alone.
 */
const SHAPES: readonly Shape[] = [
  {
    what: "The debugger of Node.js",
    port: 9229,
    pattern: new RegExp(`--inspect(?:-brk|-wait|-port)?[= ]${ANYWHERE}(?::(\\d+))?(?![\\w.])`),
  },
  {
    what: "The debugger of Python (debugpy)",
    port: 5678,
    pattern: new RegExp(`\\bdebugpy\\b.*?--listen[= ]${ANYWHERE}:(\\d+)`),
  },
  {
    what: "The debugger of Java (JDWP)",
    port: 5005,
    pattern: new RegExp(`jdwp[=:]\\S*\\baddress=${ANYWHERE}:(\\d+)`),
  },
  {
    what: "The debugger of Go (Delve)",
    port: 2345,
    pattern: new RegExp(`\\bdlv\\b.*?(?:--listen|-l)[= ]${ANYWHERE}?:(\\d+)`),
  },
]

/** Some word of each of them: most texts hold none. */
const GATE = /--inspect|debugpy|jdwp|\bdlv\b/

/** The debugger that a service starts by its command, its entrypoint or a variable such as NODE_OPTIONS, and that is not for its container alone. */
export function debuggerOf(service: Service): Debugger | undefined {
  const { command, entrypoint, variables } = service
  return (
    startedBy(commandText(entrypoint), originOf(service, "entrypoint")) ??
    startedBy(commandText(command), originOf(service, "command")) ??
    firstOf(variables, ({ name, value, origin }) =>
      OPTIONS.has(name) ? startedBy(value.filter((part) => typeof part === "string").join(""), origin) : undefined,
    )
  )
}

/** Variables that a run-time reads options from. */
const OPTIONS: ReadonlySet<string> = new Set(["NODE_OPTIONS", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "JAVA_OPTS"])

function startedBy(text: string, origin: Origin): Debugger | undefined {
  if (!GATE.test(text)) return undefined
  return firstOf(SHAPES, ({ what, port, pattern }) => {
    const found = pattern.exec(text)
    return found === null ? undefined : { what, port: found[1] === undefined ? port : Number(found[1]), origin }
  })
}

function firstOf<T, R>(all: readonly T[], find: (one: T) => R | undefined): R | undefined {
  for (const one of all) {
    const found = find(one)
    if (found !== undefined) return found
  }
  return undefined
}
