import type { Environment, Handler, Port, Route } from "../estate.js"
import { example } from "../example.js"
import { originOf } from "../origin.js"
import type { Finding, Rule } from "../rule.js"

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

A port that says nothing of its protocol is believed: its name may be anything.`,
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
  readonly family: string | undefined
}

function portsOf({ hosts }: Environment): ReadonlyMap<string, Target> {
  const ports = new Map<string, Target>()
  for (const { services } of hosts) {
    for (const { id, ports: own, image } of services)
      for (const port of own) ports.set(`${id} ${port.name}`, { port, family: image?.family })
  }
  return ports
}

function* found(handlers: readonly Handler[], route: Route, ports: ReadonlyMap<string, Target>): Iterable<Finding> {
  for (const { answer, path, sources } of handlers) {
    if (answer.kind === "handle") yield* found(answer.handlers, route, ports)
    if (answer.kind !== "service") continue
    const target = ports.get(`${answer.service.id} ${answer.portName}`)
    if (target === undefined || !isOther(target)) continue
    const { port } = target
    const stated = port.sources.protocol
    yield {
      message: `The route ${route.name} leads to the port ${port.name} of ${answer.service.id}, which speaks ${spoken(target)} and not HTTP.`,
      path: sources.port ?? sources.to ?? path,
      found: port.name,
      allowed: "a port that speaks http or https",
      notes: [{ message: "the port is declared there", path: stated ?? port.path }],
      help: "Name a port that speaks HTTP, or correct the `protocol` of this one.",
      environments: [route.environment],
    }
  }
}

/** TCP is the default for what has another name: only where it is stated, or the image is known, is it believed. */
function isOther({ port, family }: Target): boolean {
  if (port.protocol === "http" || port.protocol === "https") return false
  if (port.transport === "udp" || originOf(port, "protocol").startsWith("/")) return true
  return family === "postgres" || family === "redis"
}

function spoken({ port, family }: Target): string {
  return family === "postgres" || family === "redis" ? `the protocol of ${family}` : port.protocol
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
