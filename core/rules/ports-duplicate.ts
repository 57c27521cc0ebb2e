import type { Port } from "../estate.js"
import { example } from "../example.js"
import type { Rule } from "../rule.js"

/** A process listens on a port once: a second name for it would grant and publish the same thing twice. */
export const portsDuplicate: Rule = {
  code: "ports/duplicate",
  severity: "error",
  summary: "A service declares one port under two names.",
  *check({ environments }) {
    for (const environment of environments) {
      for (const service of environment.hosts.flatMap(({ services }) => services)) {
        if (service.ports.length < 2) continue
        const known = new Map<string, Port>()
        for (const port of service.ports) {
          const key = `${port.port}/${port.transport}`
          const earlier = known.get(key)
          if (earlier === undefined) {
            known.set(key, port)
            continue
          }
          yield {
            message: `The ports ${earlier.name} and ${port.name} of ${service.id} are both ${key}.`,
            path: port.sources.port ?? port.path,
            found: key,
            notes: [{ message: `${earlier.name} is declared there`, path: earlier.sources.port ?? earlier.path }],
            help: "Remove one of them, or say which `protocol` it speaks: `udp` and `quic` are ports of their own.",
            environments: [environment.name],
          }
        }
      }
    }
  },
  explain: () => ({
    why: `A process listens on a port once. A second name for it would publish and grant the same thing twice, and whichever of the names an
edge uses, somebody who changes the other one believes that something has changed. TCP and UDP are ports of their own.`,
    source: {
      title: "RFC 6335, section 5: a port is a number of one transport protocol",
      url: "https://www.rfc-editor.org/rfc/rfc6335#section-5",
    },
    failing: shop("{ http: 8000, api: 8000 }"),
    passing: shop("{ http: 8000, quic: 8000 }"),
  }),
}

function shop(ports: string): string {
  return example({ services: { orders: `ports: ${ports}` } })
}
