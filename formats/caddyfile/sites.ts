import { readAddress } from "./address.js"
import type { SiteBlock } from "./blocks.js"
import type { CaddyAddress, CaddyBind, CaddyLine, CaddyOptions, CaddyRoute, CaddySite, CaddyTls } from "./config.js"
import { listenersOf } from "./listeners.js"
import { impliedSet, readNamedMatchers } from "./matchers.js"
import { moduleOf } from "./modules.js"
import { logShape, readBind } from "./options.js"
import { isKnownDirective, otherDirectives } from "./order.js"
import type { Problems } from "./problems.js"
import { shown } from "./refusal.js"
import type { RouteReader } from "./routes.js"
import { routeOf } from "./scope.js"
import { checkLine, isOpenText, type Shape } from "./shape.js"

/** What sites are read with. */
export interface SiteReading {
  /** The global options. */
  readonly options: CaddyOptions
  /** Reads their handlers. */
  readonly routes: RouteReader
  /** Where mistakes are told of. */
  readonly problems: Problems
}

/** Reads a site block. */
export function readSite(block: SiteBlock, reading: SiteReading): CaddySite {
  const { options, routes, problems } = reading
  const { lines } = block
  for (const { text, position } of block.addresses) {
    if (isKnownDirective(text)) problems.add(`The directive ${shown(text)} stands outside of any site`, position)
  }
  const { handlers, others } = told(lines)
  const all = (name: string): readonly CaddyLine[] => others.filter((line) => line.name.text === name)
  const binds = all("bind").map((line) => readBindLine(line, problems))
  const [first] = block.addresses
  return {
    addresses: block.addresses.map((token): CaddyAddress => {
      const address = readAddress(token, problems)
      return { ...address, listeners: listenersOf(address, binds, options, problems) }
    }),
    binds,
    tls: readTls(all("tls"), reading),
    routes: routes.read(handlers, undefined, true),
    errorRoutes: readErrors(all("handle_errors"), lines, reading),
    logs: all("log").map((line) => {
      checkLine(line, siteLog, problems)
      return line
    }),
    position: first?.position ?? { file: "", line: 1, column: 1 },
  }
}

/** The lines that handle requests, named matchers among them, and the others. */
function told(lines: readonly CaddyLine[]): {
  readonly handlers: readonly CaddyLine[]
  readonly others: readonly CaddyLine[]
} {
  const handlers: CaddyLine[] = []
  const others: CaddyLine[] = []
  for (const line of lines) (otherDirectives.includes(line.name.text) ? others : handlers).push(line)
  return { handlers, others }
}

function readBindLine(line: CaddyLine, problems: Problems): CaddyBind {
  checkLine(
    line,
    { args: [0, Number.POSITIVE_INFINITY], lines: { protocols: { args: [1, Number.POSITIVE_INFINITY] } } },
    problems,
  )
  return readBind(line)
}

/* Errors */

/** Blocks for some statuses come before those for all; each is a route of its own. */
function readErrors(
  blocks: readonly CaddyLine[],
  lines: readonly CaddyLine[],
  { routes, problems }: SiteReading,
): readonly CaddyRoute[] {
  const isQuiet = blocks.length === 0
  const matchers = isQuiet ? new Map() : readNamedMatchers(lines, undefined, problems)
  const all = blocks.map((line): CaddyRoute => {
    const { position } = line.name
    const inner = routes.read(line.body ?? [], matchers, true)
    const expression = statusExpression(line, problems)
    const sets = expression === "" ? [] : [impliedSet(position, { kind: "expression", expression, name: "", position })]
    return routeOf(sets, { kind: "subroute", directive: "handle_errors", routes: inner, line, position })
  })
  return [...all.filter((route) => route.matchers.length > 0), ...all.filter((route) => route.matchers.length === 0)]
}

/** The expression that Caddy makes of statuses: `404 5xx`. */
function statusExpression({ args }: CaddyLine, problems: Problems): string {
  const terms: string[] = []
  const codes: string[] = []
  for (const { text, position } of args) {
    if (/^\dxx$/.test(text)) {
      const [digit] = text
      terms.push(`{http.error.status_code} >= ${digit}00 && {http.error.status_code} <= ${digit}99`)
    } else if (/^\d{3}$/.test(text)) codes.push(text)
    else problems.add(`${shown(text)} is not a status such as 404 or 5xx`, position)
  }
  if (codes.length > 0) terms.push(`{http.error.status_code} in [${codes.join(", ")}]`)
  return terms.join(" || ")
}

/* TLS */

const siteLog = logShape(false)

const one: Shape = { args: [1, 1] }
const some: Shape = { args: [1, Number.POSITIVE_INFINITY] }
const any: Shape = { args: [0, Number.POSITIVE_INFINITY], opaque: true }

const tlsShape: Shape = {
  args: [0, 2],
  lines: {
    protocols: { args: [1, 2] },
    ciphers: any,
    curves: any,
    client_auth: any,
    alpn: some,
    load: any,
    ca: one,
    ca_root: one,
    key_type: one,
    eab: { args: [2, 2] },
    issuer: { ...some, opaque: true, value: moduleOf("certificate issuer") },
    get_certificate: { ...some, opaque: true, value: moduleOf("source of certificates") },
    dns: { ...any, value: moduleOf("DNS provider") },
    resolvers: some,
    propagation_delay: one,
    propagation_timeout: one,
    dns_ttl: one,
    dns_challenge_override_domain: one,
    on_demand: { args: [0, 0] },
    reuse_private_keys: { args: [0, 0] },
    force_automate: { args: [0, 0] },
    insecure_secrets_log: one,
    renewal_window_ratio: one,
  },
}

/** Settings of a challenge by DNS, which need a provider, the site's or that of the global options. */
const dnsSettings: readonly string[] = [
  "propagation_delay",
  "propagation_timeout",
  "dns_ttl",
  "dns_challenge_override_domain",
]

function readTls(lines: readonly CaddyLine[], { options, problems }: SiteReading): CaddyTls {
  const hasProvider = options.lines.some(({ name }) => name.text === "acme_dns" || name.text === "dns")
  for (const line of lines) {
    checkTls(line, problems)
    const body = line.body ?? []
    const bare = body.find(({ name, args }) => name.text === "dns" && args.length === 0)
    if (bare !== undefined && !options.lines.some(({ name }) => name.text === "dns")) {
      problems.add(
        "`dns` without a provider follows the one of the global options, which state none",
        bare.name.position,
      )
    }
    const stray = body.find(({ name }) => dnsSettings.includes(name.text))
    if (stray === undefined || hasProvider || body.some(({ name }) => name.text === "dns")) continue
    problems.add(`\`${stray.name.text}\` is of use with a DNS provider only`, stray.name.position)
  }
  const settings = lines.flatMap(({ body }) => body ?? [])
  const last = (name: string): CaddyLine | undefined => settings.findLast((line) => line.name.text === name)
  const files = lines.flatMap(({ args: [certificate, key] }) =>
    certificate === undefined || key === undefined ? [] : [{ certificate, key }],
  )
  return {
    mode: modeOf(lines, settings, files.length > 0 || last("load") !== undefined),
    stated: lines.length > 0,
    files,
    clientAuth: last("client_auth"),
    lines,
    position: lines[0]?.name.position,
  }
}

function checkTls(line: CaddyLine, problems: Problems): void {
  checkLine(line, tlsShape, problems)
  const [only, key] = line.args
  const body = line.body ?? []
  if (only === undefined && body.length === 0) problems.add("`tls` says nothing", line.name.position)
  const has = (...names: readonly string[]): boolean => body.some(({ name }) => names.includes(name.text))
  const isInternal = only?.text === "internal"
  const isAcme =
    has("ca", "ca_root", "eab", "dns", ...dnsSettings) || (key === undefined && only?.text.includes("@") === true)
  if ((has("issuer") && (isInternal || isAcme)) || (isInternal && isAcme)) {
    problems.add(
      "`tls` has issuers that are stated, `internal`, or settings of ACME, one of the three",
      line.name.position,
    )
  }
  if (only === undefined || key !== undefined || isOpenText(only.text)) return
  if (only.text !== "internal" && only.text !== "force_automate" && !only.text.includes("@")) {
    problems.add("`tls` has `internal`, `force_automate`, an email address, or a certificate and a key", only.position)
  }
}

function modeOf(lines: readonly CaddyLine[], settings: readonly CaddyLine[], hasFiles: boolean): CaddyTls["mode"] {
  const has = (name: string): boolean => settings.some((line) => line.name.text === name)
  const issuers = settings.filter(({ name }) => name.text === "issuer").map(({ args }) => args[0]?.text)
  if (hasFiles) return "files"
  if (has("on_demand")) return "on_demand"
  if (lines.some(({ args }) => args.length === 1 && args[0]?.text === "internal")) return "internal"
  if (issuers.length > 0 && issuers.every((issuer) => issuer === "internal")) return "internal"
  return issuers.some((issuer) => issuer !== "acme") || has("get_certificate") ? "managed" : "automatic"
}
