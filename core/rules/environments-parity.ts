import { display } from "../../schema/pointer.js"
import { shownBytes } from "../capacity.js"
import { engineOf, isSameMajor, majorOf } from "../engines.js"
import type { Environment, Handler, Host, Port, Route, Service } from "../estate.js"
import { example } from "../example.js"
import { type Origin, originOf, type Resolved } from "../origin.js"
import { movingTag } from "../pinned.js"
import type { Finding, Rule } from "../rule.js"
import { servicesById } from "../services.js"
import { isStore } from "../store.js"

/** Staging is worth what it predicts: whatever differs from production is something that staging can't tell. */
export const environmentsParity: Rule = {
  code: "environments/parity",
  severity: "warning",
  summary: "Staging differs from production in something that makes it a worse prediction.",
  *check({ environments }) {
    const live = environments.find(({ stage }) => stage === "production")
    if (live === undefined) return
    for (const staging of environments) {
      if (staging.stage !== "staging") continue
      const differences = [...differencesOf(staging, live)].sort((a, b) => RANK.indexOf(a.kind) - RANK.indexOf(b.kind))
      for (const difference of differences) yield finding(difference, staging, live)
    }
  },
  explain: () => {
    const shop = (replicas: string) =>
      example({
        environments: { staging: "{}", production: "{}" },
        services: { oven: `replicas: ${replicas}` },
      })
    return {
      why: "A release that worked in staging fails in production because of what staging did not have: the second replica that a session was not shared with, the memory limit at which a worker is ended, the proxy before the API, the certificate, the minor version of the database. Each difference is a risk that somebody took; here it is listed, the worst first: services that are missing, versions of datastores and proxies, routes and who answers them, certificates and exposure, commands, variables and secrets, replicas and concurrency, limits, machines and disks.\n\nA difference that is meant (staging is smaller, to be cheaper) is accepted at its place with that reason, and one that is temporary with its last day. Which environment is which is told by its name, or by `stage`.",
      source: { title: "The Twelve-Factor App: dev/prod parity", url: "https://12factor.net/dev-prod-parity" },
      failing: shop("{ staging: 1, production: 2 }"),
      passing: shop("2"),
    }
  },
}

/** Kinds of differences, the worst first: what they hide, and how surprising it is. */
const RANK = [
  "service",
  "version",
  "route",
  "answer",
  "tls",
  "exposure",
  "command",
  "variable",
  "secret",
  "replicas",
  "concurrency",
  "limit",
  "machine",
  "disk",
] as const

/** From here on a difference is one of size: it predicts what happens, but not under which load. */
const SIZES: ReadonlySet<Kind> = new Set(["replicas", "concurrency", "limit", "machine", "disk"])

type Kind = (typeof RANK)[number]

interface Difference {
  readonly kind: Kind
  /** What differs, as the subject of a sentence. */
  readonly what: string
  /** As staging has it. */
  readonly here: string
  /** As production has it. */
  readonly there: string
  /** Whether neither may be shown: both may hold a password. */
  readonly hidden?: boolean
  readonly path: Origin
  readonly other: Origin
}

function finding(
  { kind, what, here, there, hidden = false, path, other }: Difference,
  staging: Environment,
  live: Environment,
): Finding {
  return {
    ...(SIZES.has(kind) ? { severity: "info" as const } : {}),
    message: hidden
      ? `${what} is not the same in ${staging.name} and in ${live.name}.`
      : `${what} is ${here} in ${staging.name}, and ${there} in ${live.name}.`,
    path,
    ...(hidden ? {} : { found: here }),
    ...(hidden || there === ABSENT || here === ABSENT ? {} : { allowed: there }),
    ...(other === path ? {} : { notes: [{ message: `${live.name} says so there`, path: other }] }),
    help: `Make them alike, or accept it at ${display(path)} with the reason.`,
    environments: [staging.name, live.name],
  }
}

function* differencesOf(staging: Environment, live: Environment): Iterable<Difference> {
  const hosts = new Map(live.hosts.map((host) => [host.name, host]))
  for (const host of staging.hosts) {
    const other = hosts.get(host.name)
    if (other !== undefined) yield* hostDifferences(host, other)
  }
  yield* serviceDifferences(servicesById(staging), servicesById(live))
  yield* routeDifferences(staging, live)
}

const ABSENT = "absent"

function* serviceDifferences(
  here: ReadonlyMap<string, Service>,
  there: ReadonlyMap<string, Service>,
): Iterable<Difference> {
  for (const [id, { path }] of there)
    if (!here.has(id))
      yield { kind: "service", what: `The service ${id}`, here: ABSENT, there: "present", path, other: path }
  for (const [id, service] of here) {
    const other = there.get(id)
    if (other !== undefined) yield* withinService(service, other)
    else
      yield {
        kind: "service",
        what: `The service ${id}`,
        here: "present",
        there: ABSENT,
        path: service.path,
        other: service.path,
      }
  }
}

function* withinService(here: Service, there: Service): Iterable<Difference> {
  const { id } = here
  yield* versions(here, there)
  for (const difference of differing(
    { kind: "command", what: `The command of ${id}`, field: "command" },
    { node: here, shown: commandOf(here) },
    { node: there, shown: commandOf(there) },
  ))
    yield { ...difference, hidden: true }
  yield* portDifferences(here, there)
  yield* missingNames("variable", here, there)
  yield* missingNames("secret", here, there)
  for (const field of ["replicas", "concurrency"] as const) {
    const shown = (service: Service) =>
      field === "replicas" ? String(service.replicas) : (service.concurrency?.value.toString() ?? "not stated")
    const what = field === "replicas" ? `The number of containers of ${id}` : `The concurrency of ${id}`
    yield* differing(
      { kind: field, what, field },
      { node: here, shown: shown(here) },
      { node: there, shown: shown(there) },
    )
  }
  yield* limits(here, there)
}

/** A major version of a datastore is told by images/engine_versions; an application's own image differs while it is tried. */
function* versions(here: Service, there: Service): Iterable<Difference> {
  if (!isStore(here) && here.proxy === undefined) return
  if (here.pin === undefined || there.pin === undefined || here.pin === there.pin) return
  if (isStore(here) && isToldByVersion(here, there)) return
  yield {
    kind: "version",
    what: `The version of ${here.id}`,
    here: movingTag(here.pin) ?? here.pin,
    there: movingTag(there.pin) ?? there.pin,
    path: here.pinOrigin,
    other: there.pinOrigin,
  }
}

function isToldByVersion(here: Service, there: Service): boolean {
  const [image, other] = [here.image, there.image]
  if (image === undefined || other === undefined) return false
  if (image.name !== other.name && engineOf(image)?.name !== engineOf(other)?.name) return false
  const [major, wanted] = [majorOf(image, here.pin!), majorOf(other, there.pin!)]
  return major !== undefined && wanted !== undefined && !isSameMajor(major, wanted)
}

interface Side {
  readonly node: Resolved
  readonly shown: string
}

/** A field that both state, or that one leaves at its default. */
function* differing(
  { kind, what, field }: { readonly kind: Kind; readonly what: string; readonly field: string },
  here: Side,
  there: Side,
): Iterable<Difference> {
  if (here.shown === there.shown) return
  yield { kind, what, here: here.shown, there: there.shown, ...places(here.node, there.node, field) }
}

/** A default has no place of its own: what is stated for the other environment does. */
function places(here: Resolved, there: Resolved, field: string): Pick<Difference, "path" | "other"> {
  const [own, other] = [originOf(here, field), originOf(there, field)]
  const path = own.startsWith("/") ? own : other.startsWith("/") ? other : here.path
  return { path, other: other.startsWith("/") ? other : there.path }
}

/** To be compared, never to be shown. */
function commandOf({ command }: Service): string {
  if (command === undefined) return "the image's"
  if (command.kind === "words") return JSON.stringify(command.words)
  if (command.kind === "shell") return JSON.stringify(command.shell)
  const words = command.list.map((word) =>
    word.map((part) => (typeof part === "string" ? part : `$${part.name}`)).join(""),
  )
  return JSON.stringify(words.join(" "))
}

function* portDifferences(here: Service, there: Service): Iterable<Difference> {
  const ports = new Map<string, Port>(there.ports.map((port) => [port.name, port]))
  for (const port of here.ports) {
    const other = ports.get(port.name)
    if (other === undefined) continue
    yield* differing(
      { kind: "exposure", what: `The exposure of the port ${port.name} of ${here.id}`, field: "exposure" },
      { node: port, shown: port.exposure },
      { node: other, shown: other.exposure },
    )
  }
}

/** What one environment hands over and the other one does not; values are each environment's own. */
function* missingNames(kind: "variable" | "secret", here: Service, there: Service): Iterable<Difference> {
  const [own, others] = [namesOf(kind, here), namesOf(kind, there)]
  const what = (name: string) => `The ${kind} ${name} of ${here.id}`
  for (const [name, origin] of others)
    if (!own.has(name)) yield { kind, what: what(name), here: ABSENT, there: "present", ...twice(origin, here) }
  for (const [name, origin] of own)
    if (!others.has(name)) yield { kind, what: what(name), here: "present", there: ABSENT, ...twice(origin, here) }
}

function twice(origin: Origin, { path }: Service): Pick<Difference, "path" | "other"> {
  const place = origin.startsWith("/") ? origin : path
  return { path: place, other: place }
}

function namesOf(kind: "variable" | "secret", { variables, secrets }: Service): ReadonlyMap<string, Origin> {
  return kind === "variable"
    ? new Map(variables.map(({ name, origin }) => [name, origin]))
    : new Map(secrets.map(({ variable, path }) => [variable, path]))
}

function* limits({ id, resources }: Service, { resources: others }: Service): Iterable<Difference> {
  const memory = (bytes: number | undefined) => (bytes === undefined ? "unlimited" : shownBytes(bytes))
  const cpus = (count: number | undefined) => (count === undefined ? "unlimited" : String(count))
  yield* differing(
    { kind: "limit", what: `The memory of ${id}`, field: "memory" },
    { node: resources, shown: memory(resources.memory) },
    { node: others, shown: memory(others.memory) },
  )
  yield* differing(
    { kind: "limit", what: `The number of CPUs of ${id}`, field: "cpus" },
    { node: resources, shown: cpus(resources.cpus) },
    { node: others, shown: cpus(others.cpus) },
  )
}

function* hostDifferences(here: Host, there: Host): Iterable<Difference> {
  yield* differing(
    { kind: "machine", what: `The machine of ${here.name}`, field: "machine" },
    { node: here, shown: here.machine ?? "not stated" },
    { node: there, shown: there.machine ?? "not stated" },
  )
  yield* differing(
    { kind: "machine", what: `The boot image of ${here.name}`, field: "bootImage" },
    { node: here, shown: here.bootImage },
    { node: there, shown: there.bootImage },
  )
  const disks = new Map(there.disks.map((disk) => [disk.name, disk]))
  for (const disk of here.disks) {
    const other = disks.get(disk.name)
    if (other === undefined) continue
    yield* differing(
      { kind: "disk", what: `The type of the disk ${disk.name} of ${here.name}`, field: "type" },
      { node: disk, shown: disk.type },
      { node: other, shown: other.type },
    )
  }
}

function* routeDifferences(staging: Environment, live: Environment): Iterable<Difference> {
  const [here, there] = [routesOf(staging), routesOf(live)]
  for (const [name, { path }] of there)
    if (!here.has(name))
      yield { kind: "route", what: `The route ${name}`, here: ABSENT, there: "present", path, other: path }
  for (const [name, route] of here) {
    const other = there.get(name)
    if (other !== undefined) yield* withinRoute(route, other)
    else
      yield {
        kind: "route",
        what: `The route ${name}`,
        here: "present",
        there: ABSENT,
        path: route.path,
        other: route.path,
      }
  }
}

function routesOf({ routes }: Environment): ReadonlyMap<string, Route> {
  return new Map(routes.map((route) => [route.name, route]))
}

function* withinRoute(here: Route, there: Route): Iterable<Difference> {
  const { name } = here
  const [own, others] = [answersOf(here.handlers), answersOf(there.handlers)]
  // An environment may have fewer handlers, and be alike as far as it goes.
  const all = own.length < others.length ? others : own
  const index = all.findIndex((_, at) => own[at]?.shown !== others[at]?.shown)
  if (index >= 0) {
    const [answer, partner] = [own[index], others[index]]
    yield {
      kind: "answer",
      what: `What answers on the route ${name}`,
      here: answer?.shown ?? ABSENT,
      there: partner?.shown ?? ABSENT,
      path: (answer ?? partner)!.origin,
      other: (partner ?? answer)!.origin,
    }
  }
  yield* differing(
    { kind: "tls", what: `The certificate of the route ${name}`, field: "tls" },
    { node: here, shown: here.tls.kind },
    { node: there, shown: there.tls.kind },
  )
  yield* differing(
    { kind: "exposure", what: `The exposure of the route ${name}`, field: "exposure" },
    { node: here, shown: here.exposure },
    { node: there, shown: there.exposure },
  )
}

/** What answers, leaf by leaf, without what is each environment's own. */
function answersOf(handlers: readonly Handler[]): readonly { readonly shown: string; readonly origin: Origin }[] {
  return handlers.flatMap((handler) => {
    const { answer, path } = handler
    if (answer.kind === "handle") return answersOf(answer.handlers)
    const stated = originOf(handler, "to")
    return [{ shown: shownAnswer(answer), origin: stated.startsWith("/") ? stated : path }]
  })
}

function shownAnswer(answer: Exclude<Handler["answer"], { readonly kind: "handle" }>): string {
  switch (answer.kind) {
    case "service":
      return answer.service.id
    case "vercel":
      return `vercel.${answer.project.name}`
    case "bucket":
      return answer.bucket.name
    case "external":
      return answer.external.name
    case "redirect":
      return answer.route === undefined ? "a redirect" : `a redirect to ${answer.route}`
    case "respond":
      return `a fixed ${answer.status}`
    case "files":
      return `the files of ${answer.root}`
    case "fragment":
      return answer.file
  }
}
