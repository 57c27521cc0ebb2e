import { child } from "../../schema/pointer.js"
import type {
  Command,
  Health,
  Route,
  RuntimeVariable,
  Secret,
  SecretUse,
  Service,
  Stack,
  StackNetwork,
  VariableUse,
} from "../estate.js"
import type { HostNetworks } from "../networks.js"
import { type Origin, originOf } from "../origin.js"
import { secretTakings } from "../secrets.js"
import type { CatalogHost } from "./catalog.js"
import type { Fill } from "./disks.js"
import { type Fields, member } from "./fields.js"
import { secretVariable } from "./variables.js"

/** What a stack is resolved with: its services, and what is known of its host. */
export interface StackContext {
  readonly services: readonly Service[]
  readonly host: CatalogHost
  readonly networks: HostNetworks
  readonly fields: Fields<CatalogHost["data"]>
  readonly fill: Fill
  /** By `host/network`. */
  readonly subnets: ReadonlyMap<string, string>
  /** Every declared secret, by name. */
  readonly secrets: ReadonlyMap<string, Secret>
}

/** Resolves one stack: where it goes, what it runs, which networks it sees, which variables and secrets it reads. */
export function resolveStack(name: string, context: StackContext): Stack {
  const { fields, fill, services } = context
  const reader = fields.below("stack", fields.data.stacks[name]!, "stacks", name)
  const directory = fill(reader.plain("directory")!, child(reader.path, "directory"))
  return {
    noun: "stack",
    path: reader.path,
    name,
    directory,
    project: fill(reader.plain("project")!, child(reader.path, "project")),
    deployedTo: reader.plain("on") ?? `/opt/${directory.slice(directory.lastIndexOf("/") + 1).toLowerCase()}`,
    services,
    networks: stackNetworks(name, context),
    variables: variablesOf(services),
    secrets: secretsOf(services, context.secrets),
    sources: reader.sources,
  }
}

function stackNetworks(stack: string, context: StackContext): readonly StackNetwork[] {
  const keys = new Set(context.services.flatMap(({ networks }) => networks.map(({ key }) => key)))
  return [...keys].sort().flatMap((key) => stackNetwork(stack, key, context) ?? [])
}

function stackNetwork(
  stack: string,
  key: string,
  { host, networks, fields, fill, subnets }: StackContext,
): StackNetwork | undefined {
  const id = networks.networks.has(key) ? key : `${stack}/${key}`
  const network = networks.networks.get(id)
  if (network === undefined) return undefined
  const { kind, owner, origin } = network
  if (kind === "shared") {
    const shared = member(fields.data.networks, key)
    if (shared === undefined) return undefined
    return {
      key,
      name: shared.name,
      kind,
      // Somebody else's, or that of the first stack that joins it.
      external: (shared.external ?? true) || owner !== stack,
      internal: shared.internal ?? false,
      subnet: undefined,
      origin: child(child(fields.path, "networks"), key),
    }
  }
  const stated = member(fields.data.stacks, owner)
  const project =
    stated === undefined ? "" : fill(stated.project, child(child(child(fields.path, "stacks"), owner), "project"))
  return {
    key,
    name: `${project}_${key}`,
    kind,
    external: owner !== stack,
    internal: kind === "edge",
    subnet: subnets.get(`${host.name}/${id}`),
    origin,
  }
}

/** Variables that a stack's compose file reads at run time, secrets left out, in order of name. */
function variablesOf(services: readonly Service[]): readonly VariableUse[] {
  const found = new Map<string, VariableUse>()
  const note = (variable: RuntimeVariable, origin: Origin): void => {
    if (variable.secret) return
    const fallback = variable.unset.kind === "default" ? variable.unset.value : undefined
    const known = found.get(variable.name)
    if (known === undefined)
      found.set(variable.name, { name: variable.name, purpose: variable.purpose, fallback, origin })
    // Where one use can't do without it, it has to be set.
    else if (fallback === undefined && known.fallback !== undefined) found.set(variable.name, { ...known, fallback })
  }
  for (const service of services) noteVariables(service, note)
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}

type Note = (variable: RuntimeVariable, origin: Origin) => void

function noteVariables(service: Service, note: Note): void {
  for (const { value, origin } of service.variables) noteText(value, origin, note)
  for (const port of service.ports) if (port.hostIp !== undefined) noteText(port.hostIp, port.path, note)
  for (const mount of service.mounts) if (mount.kind === "bind") noteText(mount.from, originOf(mount, "source"), note)
  noteCommand(service.command, originOf(service, "command"), note)
  noteCommand(service.entrypoint, originOf(service, "entrypoint"), note)
  noteCommand(service.local.command, originOf(service.local, "command"), note)
  noteHealth(service.health, note)
  for (const route of service.proxy?.routes ?? [])
    for (const { origin, ...variable } of proxyVariables(route)) note(variable, origin)
}

function noteText(text: readonly (string | RuntimeVariable)[], origin: Origin, note: Note): void {
  for (const part of text) if (typeof part === "object") note(part, origin)
}

function noteCommand(command: Command | undefined, origin: Origin, note: Note): void {
  if (command?.kind === "list") for (const word of command.list) noteText(word, origin, note)
}

function noteHealth(health: Health | undefined, note: Note): void {
  if (health !== undefined && health.test !== "none") noteCommand(health.test, health.testOrigin, note)
}

/** A run-time variable that a proxy's configuration reads, and the place that makes it do so. */
export interface ProxyVariable extends RuntimeVariable {
  readonly origin: Origin
}

/** The run-time variables that a proxy's configuration reads for one route: site addresses, upstreams, redirects, passwords. */
export function proxyVariables(route: Route): readonly ProxyVariable[] {
  return [
    ...route.sites.flatMap(({ address, origin }) => variablesIn(address, origin)),
    ...handlerVariables(route.handlers),
  ]
}

function handlerVariables(handlers: Route["handlers"]): readonly ProxyVariable[] {
  return handlers.flatMap((handler): readonly ProxyVariable[] => {
    const { answer, basicAuth, path } = handler
    const password =
      basicAuth === undefined
        ? []
        : [{ ...secretVariable(basicAuth.password), origin: child(child(path, "basicAuth"), "password") }]
    return [
      ...answerVariables(handler),
      ...(answer.kind === "handle" ? handlerVariables(answer.handlers) : []),
      ...password,
    ]
  })
}

function answerVariables({ answer, sources, path }: Route["handlers"][number]): readonly ProxyVariable[] {
  if (answer.kind === "service") return variablesIn(answer.upstream.host, sources.to ?? path)
  return answer.kind === "redirect" ? variablesIn(answer.target, sources.redirect ?? path) : []
}

function variablesIn(text: readonly (string | RuntimeVariable)[], origin: Origin): readonly ProxyVariable[] {
  return text.flatMap((part) => (typeof part === "object" ? [{ ...part, origin }] : []))
}

/** Secrets that a stack's services take, in order of name. */
function secretsOf(services: readonly Service[], declared: ReadonlyMap<string, Secret>): readonly SecretUse[] {
  const found = new Map<string, SecretUse>()
  const note = (secret: Secret, as: "file" | "variable"): void => {
    const known = found.get(secret.name)
    found.set(secret.name, {
      secret,
      asFile: known?.asFile === true || as === "file",
      asVariable: known?.asVariable === true || as === "variable",
    })
  }
  for (const service of services) for (const { secret, as } of secretTakings(service, declared)) note(secret, as)
  return [...found.values()].sort((a, b) => (a.secret.name < b.secret.name ? -1 : 1))
}
