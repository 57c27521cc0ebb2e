import type { Environment, Handler, Image, Port, Route } from "../estate.js"
import { example } from "../example.js"
import type { Finding, Rule } from "../rule.js"
import { otherThanHttp } from "../spoken.js"

/** A route's proxy speaks HTTP to what answers: a database, or anything else that speaks its own language, can't. */
export const routesNotHttp: Rule = {
  code: "routes/not_http",
  severity: "error",
  summary: "A route leads to a port that does not speak HTTP.",
  *check({ environments }) {
    for (const environment of environments) {
      if (environment.routes.length === 0) continue
      const ports = portsOf(environment)
      for (const route of environment.routes) yield* found(route.handlers, route, ports)
    }
  },
  explain: () => ({
    why: `Caddy's \`reverse_proxy\` speaks HTTP to its upstream. A port that says \`protocol: tcp\` or \`udp\`, or that is a database's, answers
with something else or not at all, and every request ends as 502.

A port that says nothing of its protocol is believed, unless its image, its name (\`grpc\`, \`amqp\`) or its number (3306, 5672, 50051) is
known for another one: then \`protocol: http\` says what is meant.`,
    source: {
      title: "Caddy: reverse_proxy, whose transports are http and fastcgi",
      url: "https://caddyserver.com/docs/caddyfile/directives/reverse_proxy#transports",
    },
    failing: ovens("mqtt"),
    passing: ovens("http"),
  }),
}

interface Target {
  readonly port: Port
  readonly image: Image | undefined
}

function portsOf({ hosts }: Environment): ReadonlyMap<string, Target> {
  const ports = new Map<string, Target>()
  for (const { services } of hosts) {
    for (const { id, ports: own, image } of services)
      for (const port of own) ports.set(`${id} ${port.name}`, { port, image })
  }
  return ports
}

function* found(handlers: readonly Handler[], route: Route, ports: ReadonlyMap<string, Target>): Iterable<Finding> {
  for (const { answer, path, sources } of handlers) {
    if (answer.kind === "handle") yield* found(answer.handlers, route, ports)
    if (answer.kind !== "service") continue
    const target = ports.get(`${answer.service.id} ${answer.portName}`)
    const spoken = target === undefined ? undefined : otherThanHttp(target)
    if (target === undefined || spoken === undefined) continue
    const { port } = target
    const stated = port.sources.protocol
    yield {
      message: `The route ${route.name} leads to the port ${port.name} of ${answer.service.id}, which speaks ${spoken} and not HTTP.`,
      path: sources.port ?? sources.to ?? path,
      found: port.name,
      allowed: "a port that speaks http or https",
      notes: [{ message: "the port is declared there", path: stated ?? port.path }],
      help: "Name a port that speaks HTTP, or state the `protocol` of this one.",
      environments: [route.environment],
    }
  }
}

function ovens(port: string): string {
  return example({
    services: {
      caddy: "ports: { http: 80, https: 443 }\nproxy: {}",
      ovens: "ports: { http: 8000, mqtt: { port: 1883, protocol: tcp } }",
    },
    routes: { ovens: `host: staging.bakery.example\nto: shop.ovens\nport: ${port}` },
  })
}
