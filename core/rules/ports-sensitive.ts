import { debuggerOf } from "../debuggers.js"
import type { Environment, Handler, Mount, Port, Route, Service } from "../estate.js"
import { example } from "../example.js"
import { originOf } from "../origin.js"
import { ADMIN_PORTS, DEBUG_PORTS } from "../port-facts.js"
import type { Finding, Rule } from "../rule.js"
import { lasts } from "../saved.js"
import { servicesById } from "../services.js"
import { otherThanHttp } from "../spoken.js"
import { isStore } from "../store.js"

/** What was made for operators and debuggers asks nobody who they are: on the internet it is found within hours. */
export const portsSensitive: Rule = {
  code: "ports/sensitive",
  severity: "error",
  summary: "A datastore, an admin endpoint or a debugger is reached from the internet.",
  *check({ environments }) {
    for (const environment of environments) {
      if (!lasts(environment)) continue
      for (const { services } of environment.hosts)
        for (const service of services) for (const port of service.ports) yield* openPort(port, service)
      yield* openRoutes(environment)
    }
  },
  explain: () => {
    const shop = (exposure: string) =>
      example({
        services: {
          redis: `store: { usage: Cache }\nports: { redis: { port: 6379, ${exposure} } }`,
        },
      })
    return {
      why: "Redis, Elasticsearch, the Docker API and Caddy's admin API answer whoever asks; a debugger runs what it is sent. Scanners reach every public address several times a day, and a database that was open for an afternoon has been emptied more than once. Even with a password, the login of a database is not meant for the internet.\n\nAsked are ports that are `public` or `cdn` (of datastores; those on which admin endpoints and debuggers listen, by their number or because a command starts one there; and those of services that have Docker's socket, or a folder in which it lies), and public routes that lead to one without `basicAuth` or a `match` on client addresses. A range of addresses that holds half the internet, such as `0.0.0.0/0`, keeps nobody out.",
      source: {
        title: "Redis: security, network security",
        url: "https://redis.io/docs/latest/operate/oss_and_stack/management/security/",
      },
      failing: shop("exposure: public, reason: Reports"),
      passing: shop("exposure: host"),
    }
  },
}

function* openPort(port: Port, service: Service): Iterable<Finding> {
  if (port.exposure !== "public" && port.exposure !== "cdn") return
  const what = sensitivityOf(service, port.port, port.protocol === "http" || port.protocol === "https")
  if (what === undefined) return
  const stated = port.sources.exposure
  yield {
    message: `${what} is open to ${port.exposure === "public" ? "anyone" : "the CDN"}: port ${port.name} of ${service.id}, ${port.port}.`,
    path: stated?.startsWith("/") === true ? stated : port.path,
    found: port.exposure,
    allowed: "internal, host or private",
    ...socketNote(service),
    help: "Make it `internal`, or `private` for services of other hosts; people reach it over SSH.",
    environments: [service.environment],
  }
}

/** What listens there that nobody else should reach; undefined for what may be public. */
function sensitivityOf(service: Service, port: number, http: boolean): string | undefined {
  if (isStore(service)) return `The datastore ${service.id}`
  if (service.proxy?.adminPort === port) return "Caddy's admin API"
  const started = debuggerOf(service)
  if (started?.port === port) return started.what
  const debug = DEBUG_PORTS.get(port)
  const known = ADMIN_PORTS.get(port) ?? (debug !== undefined && (debug.http || !http) ? debug.what : undefined)
  if (known !== undefined) return known
  return socketOf(service) === undefined ? undefined : "A service with Docker's socket, and so with the whole machine,"
}

function socketOf({ mounts }: Service): Mount | undefined {
  return mounts.find((mount) => mount.kind === "bind" && (SOCKET.test(mount.source) || ABOVE.has(mount.source)))
}

const SOCKET = /\/(?:docker|containerd|podman)\.sock$/
/** Folders in which Docker's socket lies, at whatever depth; `/var/run` is a link to `/run`. */
const ABOVE: ReadonlySet<string> = new Set(["/", "/run", "/var", "/var/run"])

function socketNote(service: Service): Pick<Finding, "notes"> {
  const socket = socketOf(service)
  if (socket?.kind !== "bind") return {}
  const what = SOCKET.test(socket.source)
    ? "the socket is mounted there"
    : `${socket.source}, where it lies, is mounted there`
  return { notes: [{ message: what, path: socket.path }] }
}

function* openRoutes({ hosts, routes, name }: Environment): Iterable<Finding> {
  const open = routes.filter(({ exposure }) => exposure === "public" || exposure === "cdn")
  if (open.length === 0) return
  const services = servicesById({ hosts })
  for (const route of open) {
    for (const { handler, answer } of unguarded(route.handlers)) {
      const service = services.get(answer.service.id)
      const what = service === undefined ? undefined : sensitivityOf(service, answer.port, true)
      if (service === undefined || what === undefined || !answersHttp(service, answer.portName)) continue
      yield {
        message: `${what} is open to anyone: the route ${route.name} leads to port ${answer.portName} of ${service.id}, ${answer.port}.`,
        path: originOf(handler, "to").startsWith("/") ? originOf(handler, "to") : handler.path,
        found: service.id,
        ...socketNote(service),
        help: "Ask for a login (`basicAuth`) or for known addresses (`match.remote`), or remove the route.",
        environments: [name],
      }
    }
  }
}

/** A port that does not is told by routes/not_http: nobody comes to it by a route. */
function answersHttp({ ports, image }: Service, name: string): boolean {
  const port = ports.find((one) => one.name === name)
  return port === undefined || otherThanHttp({ port, image }) === undefined
}

type ServiceAnswer = Extract<Handler["answer"], { readonly kind: "service" }>

/** The services that a tree leads to without asking for a login or an address. */
function* unguarded(
  handlers: Route["handlers"],
): Iterable<{ readonly handler: Handler; readonly answer: ServiceAnswer }> {
  for (const handler of handlers) {
    const { basicAuth, match, answer } = handler
    if (basicAuth !== undefined || keepsOut(match)) continue
    if (answer.kind === "service") yield { handler, answer }
    else if (answer.kind === "handle") yield* unguarded(answer.handlers)
  }
}

/** Whether a matcher admits known addresses only: a range that holds half the internet admits anyone. */
function keepsOut(match: Handler["match"]): boolean {
  return match !== undefined && match.remote.length > 0 && !match.remote.some((range) => /\/[01]$/.test(range))
}
