import { child, type Pointer } from "../../schema/pointer.js"
import type { Command, Health, VariableAssignment } from "../estate.js"
import { FAMILIES } from "../families.js"
import type { Origin } from "../origin.js"
import { type CatalogService, choosePort, type DeclaredPort, portsOf, type ServiceData } from "./catalog.js"
import { type CommandData, resolveCommand, spelled } from "./commands.js"
import type { Fields } from "./fields.js"
import { enumerate } from "./problems.js"
import type { TextContext } from "./texts.js"

/** How a service is found to be well: by what it states, by its family's habit, or not at all. */
type HealthKind = "off" | "command" | "get" | "family" | "absent"

/** Whether a service will have a health check, its family's included. An edge may wait for it then. */
export function hasHealth(service: CatalogService): boolean {
  const kind = healthKind(service)
  return kind !== "off" && kind !== "absent"
}

/** The path that tells whether a port is well; undefined where the service is asked on another port, or in another way. */
export function healthPath(service: CatalogService, port: DeclaredPort): string | undefined {
  const { health } = service.data
  if (healthKind(service) !== "get" || typeof health !== "object") return undefined
  return choosePort(service, health.on)?.name === port.name ? health.get : undefined
}

/** The health check of a service; its family's own one may name what its variables say. */
export function resolveHealth(
  fields: Fields<ServiceData>,
  context: TextContext & { readonly service: CatalogService },
  variables: readonly VariableAssignment[],
): Health | undefined {
  const { service } = context
  const stated = fields.plain("health")
  const own: HealthData = typeof stated === "object" ? stated : {}
  const reader = fields.below("health", own, "health")
  const kind = healthKind(service)
  refuseContradiction(kind, own, { reader, id: service.id })
  switch (kind) {
    case "off":
      return timed(reader, { test: "none", summary: "none" }, reader.path)
    case "command": {
      const place = child(reader.path, "command")
      const test = resolveCommand(own.command as CommandData, place, context)
      return timed(reader, { test, summary: spelled(test) }, place)
    }
    case "get": {
      const asked = getTest(own as HealthData & { readonly get: string }, reader, service)
      return asked === undefined ? undefined : timed(reader, asked, child(reader.path, "get"))
    }
    case "family":
      return timed(reader, familyTest(service, variables), `default:${service.family}.health`)
    case "absent":
      return undefined
  }
}

/** Written out in one piece: objects put together from others take several times the room, and there is one a service. */
function timed(
  reader: Fields<HealthData>,
  { test, summary }: Pick<Health, "test" | "summary">,
  testOrigin: Origin,
): Health {
  return {
    noun: "health",
    path: reader.path,
    interval: reader.plain("interval") ?? "30s",
    timeout: reader.plain("timeout") ?? "5s",
    retries: reader.plain("retries") ?? 3,
    startPeriod: reader.plain("startPeriod") ?? "30s",
    startInterval: reader.plain("startInterval"),
    sources: reader.sources,
    test,
    testOrigin,
    summary,
  }
}

function familyTest(
  service: CatalogService,
  variables: readonly VariableAssignment[],
): Pick<Health, "test" | "summary"> {
  return FAMILIES[service.family].health!(familyPort(service), (variable) => {
    const value = variables.find(({ name }) => name === variable)?.value
    return value?.some((part) => typeof part === "object" && part.secret) ? undefined : value
  })
}

type HealthData = Exclude<NonNullable<ServiceData["health"]>, "none">

function healthKind({ data: { health }, family }: CatalogService): HealthKind {
  if (health === "none") return "off"
  if (health?.command !== undefined) return "command"
  if (health?.get !== undefined) return "get"
  return FAMILIES[family].health === undefined ? "absent" : "family"
}

function getTest(
  health: HealthData & { readonly get: string },
  reader: Fields<HealthData>,
  service: CatalogService,
): { readonly test: Command; readonly summary: string } | undefined {
  const port = choosePort(service, health.on)
  const names = service.ports.map(({ name }) => name)
  if (port === undefined && health.on !== undefined) {
    const path = child(reader.path, "on")
    reader.problems.unknown("port", { found: health.on, path, declared: names, at: portsOf(service) })
  } else if (port === undefined) {
    reader.problems.error({
      code: "health/no_port",
      message:
        names.length === 0
          ? `${service.id} is asked whether it is well, and has no ports.`
          : `Which port of ${service.id} is asked whether it is well can't be told.`,
      path: child(reader.path, "get"),
      ...(names.length === 0 ? {} : { allowed: enumerate(names) }),
      help: names.length === 0 ? "Declare the port that it listens on." : "Name the port with `on`.",
    })
  }
  if (port === undefined) return undefined
  const scheme = port.protocol === "https" ? "https" : "http"
  return {
    test: FAMILIES[service.family].get(`${scheme}://127.0.0.1:${port.port}${health.get}`),
    summary: `GET ${health.get} on ${port.port}`,
  }
}

/** The port that a family's own check asks: the admin API's for Caddy, else the one that the family is known for. */
function familyPort({ data, family, ports }: CatalogService): number {
  if (family === "caddy") return data.proxy?.adminPort ?? 2019
  const habit = FAMILIES[family].port
  const known = ports.find(({ name }) => name === habit?.name) ?? ports.find(({ port }) => port === habit?.port)
  return (known ?? ports[0])?.port ?? habit?.port ?? 0
}

function refuseContradiction(
  kind: HealthKind,
  own: HealthData,
  { reader, id }: { readonly reader: Fields<HealthData>; readonly id: string },
): void {
  const refuse = (message: string, path: Pointer, help: string): void =>
    reader.problems.error({ code: "health/form", message, path, help })
  if (own.command !== undefined && own.get !== undefined)
    refuse(`The health check of ${id} is both a path and a command.`, reader.path, "Keep one of `get` and `command`.")
  else if (own.on !== undefined && own.get === undefined)
    refuse(`The health check of ${id} names a port, but no path to ask there.`, child(reader.path, "on"), "Add `get`.")
  else if (kind === "absent" && Object.keys(own).length > 0)
    refuse(`The health check of ${id} says when to check, but not what.`, reader.path, "Add `get` or `command`.")
}
