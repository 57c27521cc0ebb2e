import { commandText } from "../commands.js"
import type { Health, Service } from "../estate.js"
import { example } from "../example.js"
import type { Rule } from "../rule.js"

/** A health check that asks a port which the service does not declare asks something else, or nothing. */
export const portsHealthUndeclared: Rule = {
  code: "ports/health_undeclared",
  severity: "warning",
  summary: "A health check asks a port that the service does not declare.",
  *check({ environments }) {
    for (const { name, hosts } of environments) {
      for (const service of hosts.flatMap(({ services }) => services)) {
        const { health, networkMode } = service
        // On the machine's own network, localhost is every service's.
        if (
          networkMode === "host" ||
          health === undefined ||
          health.test === "none" ||
          !health.testOrigin.startsWith("/")
        )
          continue
        for (const port of askedPorts(health.test)) {
          if (isDeclared(port, service)) continue
          yield {
            message: `The health check of ${service.id} asks port ${port}, which the service does not declare.`,
            path: health.testOrigin,
            found: String(port),
            allowed: declared(service),
            help: "Declare the port, or ask one that is declared.",
            environments: [name],
          }
        }
      }
    }
  },
  explain: () => ({
    why: `A command that asks \`http://localhost:8080/health\` names a port of its own, which nobody changes when the service's port changes:
from then on the container is unhealthy, and whoever waits for it never starts. \`health: { get: /health }\` asks the declared port.

A port that only the check asks is declared like any other: it is published nowhere.`,
    source: {
      title: "Compose Specification: healthcheck",
      url: "https://github.com/compose-spec/compose-spec/blob/main/05-services.md#healthcheck",
    },
    failing: shop(8080),
    passing: shop(8000),
  }),
}

/** `localhost:8080`, wherever it stands in a command. */
const LOOPBACK = /(?:\blocalhost|\b127\.0\.0\.1|\b0\.0\.0\.0|\[::1?\]):(\d{1,5})\b/g

function askedPorts(test: Exclude<Health["test"], "none">): ReadonlySet<number> {
  return new Set([...commandText(test).matchAll(LOOPBACK)].map(([, port]) => Number(port)))
}

/** Also what it documents only, and the admin API of a proxy. */
function isDeclared(port: number, { ports, expose, proxy, image }: Service): boolean {
  if (ports.some((one) => one.port === port) || expose.includes(port)) return true
  return port === (proxy?.adminPort ?? (image?.family === "caddy" ? CADDY_ADMIN : undefined))
}

/** Where Caddy listens for its admin API. */
const CADDY_ADMIN = 2019

function declared({ ports }: Service): string {
  return ports.length === 0 ? "no port is declared" : ports.map(({ port }) => port).join(", ")
}

function shop(port: number): string {
  return example({
    services: {
      orders: `ports: { http: 8000 }\nhealth: { command: [orders, check, 'http://localhost:${port}/health'] }`,
    },
  })
}
