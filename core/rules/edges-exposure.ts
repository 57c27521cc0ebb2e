import type { Port } from "../estate.js"
import { example } from "../example.js"
import { originOf } from "../origin.js"
import type { Rule } from "../rule.js"

/** A port that is kept on its machine can't be reached from another one, whatever its firewall says. */
export const edgesExposure: Rule = {
  code: "edges/exposure",
  severity: "error",
  summary: "A service reaches a port of another host that is exposed to its own host only.",
  *check({ environments }) {
    for (const environment of environments) {
      const ports = new Map<string, Port>()
      for (const { services } of environment.hosts)
        for (const service of services) for (const port of service.ports) ports.set(`${service.id} ${port.name}`, port)
      for (const edge of environment.edges) {
        if (edge.reach !== "remote" || edge.to.kind !== "service" || edge.port === undefined) continue
        const port = ports.get(`${edge.to.service.id} ${edge.port.name}`)
        if (port === undefined || (port.exposure !== "internal" && port.exposure !== "host")) continue
        yield {
          message: `${edge.from.id} reaches ${edge.to.service.id} from another host, but its port ${port.name} is \`${port.exposure}\`.`,
          path: port.sources.exposure === undefined ? port.path : originOf(port, "exposure"),
          found: port.exposure,
          allowed: "private, cdn or public",
          notes: [{ message: "the edge is declared there", path: edge.sources.to ?? edge.path }],
          help: "Make the port `private`, or leave its exposure out: the edge asks for it.",
          environments: [environment.name],
        }
      }
    }
  },
  explain: () => ({
    why: `\`internal\` keeps a port on its Docker network, and \`host\` on 127.0.0.1. Neither is reached from another machine, whatever the
firewall between them lets through: the edge would be written in the diagram, and every connection refused.`,
    source: {
      title: "Docker: publishing ports to localhost",
      url: "https://docs.docker.com/engine/network/port-publishing/",
    },
    failing: twoHosts("host"),
    passing: twoHosts("private"),
  }),
}

function twoHosts(exposure: string): string {
  return example({
    hosts: {
      shop: { services: { orders: "ports: { http: 8000 }\nuses: [kitchen.ovens]" } },
      kitchen: {
        lines: "address: 10.0.0.3",
        services: { ovens: `ports: { http: { port: 8001, exposure: ${exposure} } }` },
      },
    },
  })
}
