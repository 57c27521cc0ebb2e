import { debuggerOf } from "../debuggers.js"
import type { Service } from "../estate.js"
import { example } from "../example.js"
import type { Rule } from "../rule.js"
import { lasts } from "../saved.js"

/** Whoever reaches a debugger runs code in the process, with its secrets, and is asked for no password. */
export const servicesDebugger: Rule = {
  code: "services/debugger",
  severity: "warning",
  summary: "A service starts a debugger for other machines where nobody develops.",
  *check({ environments }) {
    for (const environment of environments) {
      const { stage, hosts, name } = environment
      if (stage === "development" || !lasts(environment)) continue
      for (const service of hosts.flatMap(({ services }) => services)) {
        const found = debuggerOf(service)
        // One that is open to the internet is told by ports/sensitive.
        if (found === undefined || isOpen(service, found.port)) continue
        yield {
          ...(stage === "production" ? { severity: "error" as const } : {}),
          message: `${found.what} listens on ${found.port} of ${service.id}, on every address: whoever comes to the container runs code in it.`,
          path: found.origin,
          found: String(found.port),
          allowed: "127.0.0.1, or no debugger",
          help: "Start it in development only: `local.command` is for laptops.",
          environments: [name],
        }
      }
    }
  },
  explain: () => ({
    why: "A debugger does what it is told: it reads memory, where the secrets are, and runs code. None of those of Node.js, Python, Java and Go asks for a password, so each listens on 127.0.0.1 unless it is told otherwise. With `0.0.0.0`, every container on a network of the service comes to it, and everybody whom a published port lets through.\n\nRead are commands, entrypoints, and the variables from which run-times take options (`NODE_OPTIONS`, `JAVA_TOOL_OPTIONS`). In production it is an error.",
    source: {
      title: "Node.js: debugging, security implications",
      url: "https://nodejs.org/en/learn/getting-started/debugging#security-implications",
    },
    failing: example({ services: { oven: "command: [node, '--inspect=0.0.0.0:9229', oven.js]" } }),
    passing: example({ services: { oven: "command: [node, oven.js]" } }),
  }),
}

function isOpen({ ports }: Service, number: number): boolean {
  return ports.some(({ port, exposure }) => port === number && (exposure === "public" || exposure === "cdn"))
}
