import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import type { Estate, Handler, ResolvedText } from "../../core/estate.js"
import { targetsCaddy } from "../../generators/caddy/rules/targets-caddy.js"
import { complaints, type Installed, run } from "./engine.js"

/** What a site's address leads to: the upstreams that are dialled, and where it redirects. */
export type Sites = Readonly<Record<string, readonly string[]>>

/** The values of variables that a Caddyfile reads when it is loaded. */
export type Values = ReadonlyMap<string, string>

/** What Caddy objects to in a Caddyfile; and where it accepts it, what it understood that is not what was meant. */
export function caddyComplaints({ path }: Installed, file: string, meant: Sites, values: Values): readonly string[] {
  const temporary = mkdtempSync(join(tmpdir(), "caddy-"))
  const options = { cwd: dirname(file), env: { ...Object.fromEntries(values), HOME: temporary } }
  try {
    const adapted = run(path, ["adapt", "--adapter", "caddyfile", "--config", file], options)
    if (adapted.status !== 0) return complaints(adapted)
    const warnings = adapted.stderr
      .split("\n")
      .filter((line) => /"level":"warn"|\bWARN\b/i.test(line) && !BEFORE.test(line))
    const json = join(temporary, "caddy.json")
    writeFileSync(json, withoutFiles(adapted.stdout))
    const valid = run(path, ["validate", "--config", json], options)
    const text = readFileSync(file, "utf8")
    const formatted = run(path, ["fmt", file], options).stdout
    return [
      ...warnings,
      ...complaints(valid),
      // Its exit code says nothing in 2.6.
      ...(formatted === text ? [] : ["caddy fmt prints another text"]),
      ...differences(meant, sitesRead(JSON.parse(atRunTime(adapted.stdout, values)) as Config)),
    ]
  } finally {
    rmSync(temporary, { recursive: true })
  }
}

/** Since 2.11 an upstream reached by HTTPS is sent its own name as Host; before, it has to be said. */
const BEFORE = /Unnecessary header_up Host/

/** What the topology says that each address of a Caddyfile leads to. */
export function sitesMeant(estate: Estate, caddyfile: string, values: Values): Sites {
  const sites = proxies(estate, caddyfile).flatMap(({ proxy }) =>
    proxy.routes.flatMap((route) => {
      const leadsTo = [...new Set(route.handlers.flatMap((handler) => destinations(handler, values)))].sort()
      return route.sites.map((site) => [address(fill(site.address, values)), leadsTo] as const)
    }),
  )
  return Object.fromEntries(sites)
}

/** The values of a proxy's variables where it runs in the cloud, and some value for each secret. */
export function valuesOf(estate: Estate, caddyfile: string): Values {
  const environment = estate.environments.find(({ hosts }) =>
    hosts.some(({ services }) => services.some(({ proxy }) => proxy?.caddyfile === caddyfile)),
  )
  const placed = environment?.placementVariables.map(({ name, values }) => [name, Object.values(values)[0]!] as const)
  const hash = "$2a$14$W5uYYrwVmyTGhRMv0bXTgupWkPmQZZdpF1cxFOWmxHlBgZzBcvZuW"
  return new Map([...estate.shared.secrets.map(({ name }) => [name, hash] as const), ...(placed ?? [])])
}

/** What the rule `targets/caddy` finds in a Caddyfile when it is for another version than the topology says. */
export function knownToRefuse(estate: Estate, caddyfile: string, version: string): readonly string[] {
  const shared = { ...estate.shared, targets: { ...estate.shared.targets, caddy: version } }
  const environments = estate.environments.map((environment) => ({
    ...environment,
    hosts: environment.hosts.map((host) => ({
      ...host,
      // A pinned image would say the version instead.
      services: host.services.map((service) => ({
        ...service,
        pin: undefined,
        proxy: service.proxy?.caddyfile === caddyfile ? service.proxy : undefined,
      })),
      stacks: host.stacks.map((stack) => ({
        ...stack,
        services: stack.services.map((service) => ({
          ...service,
          pin: undefined,
          proxy: service.proxy?.caddyfile === caddyfile ? service.proxy : undefined,
        })),
      })),
    })),
  }))
  return [...targetsCaddy.check({ shared, environments }, { today: new Date(0) })].map(({ message }) => message)
}

function proxies(estate: Estate, caddyfile: string) {
  return estate.environments
    .flatMap(({ hosts }) => hosts.flatMap(({ services }) => services))
    .flatMap(({ proxy }) => (proxy?.caddyfile === caddyfile ? [{ proxy }] : []))
}

function destinations({ answer, bodyLimit }: Handler, values: Values): readonly string[] {
  const limit = bodyLimit === undefined ? [] : [`takes ${bodyLimit} bytes`]
  switch (answer.kind) {
    case "service":
      return [...limit, `dials ${fill(answer.upstream.host, values)}:${answer.upstream.port}`]
    case "redirect":
      return [...limit, `answers ${answer.status}`]
    case "respond":
      return [...limit, `answers ${answer.status}`]
    case "files":
      return [...limit, `serves ${answer.root}`]
    case "handle":
      return [...limit, ...answer.handlers.flatMap((handler) => destinations(handler, values))]
    case "external":
      return [...limit, `dials ${answer.external.hosts[0]}:${answer.external.port}`]
    case "vercel":
    case "bucket":
    case "fragment":
      return limit
  }
}

interface Config {
  readonly apps?: { readonly http?: { readonly servers?: Readonly<Record<string, Server>> } }
}

interface Server {
  readonly listen: readonly string[]
  readonly routes?: readonly { readonly match?: readonly { readonly host?: readonly string[] }[] }[]
}

/** What Caddy understood: for each host of each server, what is dialled, answered and served below it. */
function sitesRead({ apps }: Config): Sites {
  const found: Record<string, string[]> = {}
  for (const { listen, routes = [] } of Object.values(apps?.http?.servers ?? {})) {
    for (const route of routes) {
      const hosts = route.match?.flatMap(({ host }) => host ?? []) ?? [""]
      for (const host of hosts) {
        for (const port of listen) found[`${host}:${port.split(":").at(-1)}`] = [...new Set(below(route))].sort()
      }
    }
  }
  return found
}

function below(node: unknown): readonly string[] {
  if (Array.isArray(node)) return node.flatMap(below)
  if (typeof node !== "object" || node === null) return []
  const { dial, handler, status_code: status, max_size: size, root } = node as Readonly<Record<string, unknown>>
  return [
    ...(typeof dial === "string" ? [`dials ${dial}`] : []),
    ...(handler === "static_response" && status !== undefined ? [`answers ${status}`] : []),
    ...(handler === "request_body" ? [`takes ${size} bytes`] : []),
    ...(handler === "vars" && typeof root === "string" ? [`serves ${root}`] : []),
    ...Object.values(node).flatMap(below),
  ]
}

/** What is meant must be there; and what is dialled must be meant. Limits and answers may be the site's own, too. */
function differences(meant: Sites, read: Sites): readonly string[] {
  return [...new Set([...Object.keys(meant), ...Object.keys(read)])].sort().flatMap((name) => {
    const [expected, actual] = [meant[name], read[name]]
    if (expected === undefined) return [`${name} is answered, and not meant`]
    if (actual === undefined) return [`${name} is meant, and not answered`]
    return [
      ...expected.filter((one) => !actual.includes(one)).map((one) => `${name}: meant, and not understood: ${one}`),
      ...actual
        .filter((one) => one.startsWith("dials ") && !expected.includes(one))
        .map((one) => `${name}: understood, and not meant: ${one}`),
    ]
  })
}

/** Certificates of the host can't be read here: without them the rest can be validated. */
function withoutFiles(json: string): string {
  return JSON.stringify(JSON.parse(json), (key, value) => (key === "load_files" ? undefined : value))
}

/** What stands for a variable until Caddy reads it. */
function atRunTime(json: string, values: Values): string {
  return json.replace(/\{env\.(\w+)\}/g, (whole, name: string) => values.get(name) ?? whole)
}

/** An address as Caddy listens for it: `api.example.com:443`. */
function address(text: string): string {
  const [, scheme, host, port] = /^(?:(https?):\/\/)?([^:/]*)(?::(\d+))?/.exec(text)!
  return `${host}:${port ?? (scheme === "http" ? "80" : "443")}`
}

function fill(text: ResolvedText, values: Values): string {
  return text.map((part) => (typeof part === "string" ? part : (values.get(part.name) ?? ""))).join("")
}
