import { commandText } from "../commands.js"
import type { Service } from "../estate.js"
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
        for (const port of askedPorts(commandText(health.test), service)) {
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

Read are URLs (without a port, 80 or 443), \`nc\`, and the ports of \`pg_isready\` and \`redis-cli\`, which ask their usual one unless they are told
another.

A port that only the check asks is declared like any other: it is published nowhere.`,
    source: {
      title: "Compose Specification: healthcheck",
      url: "https://github.com/compose-spec/compose-spec/blob/main/05-services.md#healthcheck",
    },
    failing: shop(8080),
    passing: shop(8000),
  }),
}

/** The container itself. */
const SELF = "(?:\\blocalhost|\\b127\\.0\\.0\\.1|\\b0\\.0\\.0\\.0|\\[?::1?\\]?)"
/** `localhost:8080`, wherever it stands in a command. */
const WITH_PORT = new RegExp(`${SELF.replace("\\[?::1?\\]?", "\\[::1?\\]")}:(\\d{1,5})\\b`, "g")
/** `http://localhost/health` */
const WITHOUT_PORT = new RegExp(`\\b(https?)://${SELF.slice(0, -1)})(?=[/?\\s"']|$)`, "g")
/** `nc -z localhost 8080` */
const NETCAT = new RegExp(`\\b(?:nc|ncat|netcat)\\s[^|;&]*?${SELF}\\s+(\\d{1,5})\\b`, "g")

interface Client {
  /** What it is called, up to the end of its command. */
  readonly call: RegExp
  /** Its option for a port. */
  readonly option: RegExp
  /** The port that it asks without one. */
  readonly port: number
  /** A variable that says so instead. */
  readonly variable?: string
}

/** Clients of datastores: each asks the container that it runs in, unless it is told of another host. */
const CLIENTS: readonly Client[] = [
  { call: /\bpg_isready\b[^|;&]*/g, option: /\s(?:-p\s*|--port[= ])(\d+)/, port: 5432, variable: "PGPORT" },
  { call: /\b(?:redis|valkey|keydb)-cli\b[^|;&]*/g, option: /\s-p\s*(\d+)/, port: 6379 },
]
/** A host that is not the container itself, a URL, or a socket. */
const OTHER_HOST = /\s(?:-h\s*|--host[= ])(?=\S)(?!localhost\b|127\.0\.0\.1|0\.0\.0\.0|::1)|\s-[us]\s/

function askedPorts(text: string, { ports, variables }: Service): ReadonlySet<number> {
  const found = [WITH_PORT, NETCAT].flatMap((pattern) => [...text.matchAll(pattern)].map(([, port]) => Number(port)))
  const implied = [...text.matchAll(WITHOUT_PORT)].map(([, scheme]) => (scheme === "https" ? 443 : 80))
  const asked = CLIENTS.flatMap(({ call, option, port, variable }) =>
    [...text.matchAll(call)].flatMap(([words]): readonly number[] => {
      if (OTHER_HOST.test(words)) return []
      const stated = option.exec(words)
      if (stated !== null) return [Number(stated[1])]
      // A service that declares nothing may well listen there.
      return ports.length === 0 || variables.some(({ name }) => name === variable) ? [] : [port]
    }),
  )
  return new Set([...found, ...implied, ...asked])
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
