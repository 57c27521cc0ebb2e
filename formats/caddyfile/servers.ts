import type {
  CaddyAddress,
  CaddyListener,
  CaddyOptions,
  CaddyRedirect,
  CaddyServedSite,
  CaddyServer,
  CaddySite,
  CaddyTls,
} from "./config.js"
import { sortLikeGo } from "./go-sort.js"
import { formatNetworkAddress, isSocket } from "./network.js"
import type { Problems } from "./problems.js"
import { shown } from "./refusal.js"

/** The servers that follow from sites: addresses that lead to the same sites are one server. */
export function serversOf(
  sites: readonly CaddySite[],
  options: CaddyOptions,
  problems: Problems,
): readonly CaddyServer[] {
  const servers = groupsOf(sites).map(({ listeners, served }): CaddyServer => {
    tellAmbiguous(served, problems)
    const ordered = sortLikeGo(served.map(weighed), isTriedBefore).map(({ one }) => one)
    const tls = speaksTls(ordered, listeners, options)
    tellConflicts(ordered, options, tls, problems)
    return {
      listeners,
      tls,
      sites: ordered,
      redirects: [],
      options: options.servers.find(
        ({ listener }) => listener === undefined || listeners.some(({ address }) => address === listener),
      ),
    }
  })
  return withRedirects(servers, options)
}

interface Group {
  readonly listeners: readonly CaddyListener[]
  readonly served: readonly CaddyServedSite[]
}

/** Sites by the addresses that Caddy listens on, which are joined where they serve the same. */
function groupsOf(sites: readonly CaddySite[]): readonly Group[] {
  const byAddress = new Map<
    string,
    { readonly listener: CaddyListener; readonly served: Map<CaddySite, CaddyAddress[]> }
  >()
  for (const site of sites) {
    for (const address of site.addresses) {
      for (const listener of address.listeners) {
        for (const protocol of protocolsOf(site, listener)) {
          const key = `${listener.address} ${protocol}`
          const entry = byAddress.get(key) ?? { listener, served: new Map() }
          byAddress.set(key, entry)
          const addresses = entry.served.get(site)
          if (addresses === undefined) entry.served.set(site, [address])
          else addresses.push(address)
        }
      }
    }
  }
  const numbers = new Map<CaddySite | CaddyAddress, number>()
  const groups = new Map<string, { readonly listeners: CaddyListener[]; readonly served: readonly CaddyServedSite[] }>()
  for (const [, { listener, served }] of [...byAddress].sort(([left], [right]) => (left < right ? -1 : 1))) {
    const key = signature(served, numbers)
    const group = groups.get(key)
    if (group !== undefined && group.listeners.at(-1)?.address !== listener.address) group.listeners.push(listener)
    else if (group === undefined)
      groups.set(key, {
        listeners: [listener],
        served: Array.from(served, ([site, addresses]) => ({ site, addresses })),
      })
  }
  return [...groups.values()]
}

/** Protocols of its own that a `bind` states for a listener; for each Caddy makes up its mind which sites are served alike. */
function protocolsOf(site: CaddySite, listener: CaddyListener): readonly string[] {
  const bind = site.binds.findLast(({ addresses }) => addresses.some(({ position }) => position === listener.position))
  return bind === undefined || bind.protocols.length === 0 ? [""] : bind.protocols
}

/** What two addresses have in common that lead to the same addresses of the same sites. */
function signature(
  served: ReadonlyMap<CaddySite, readonly CaddyAddress[]>,
  numbers: Map<CaddySite | CaddyAddress, number>,
): string {
  let text = ""
  const numberOf = (one: CaddySite | CaddyAddress): number => {
    const number = numbers.get(one) ?? numbers.size
    numbers.set(one, number)
    return number
  }
  for (const [site, addresses] of served) {
    text += `${numberOf(site)}:`
    for (const address of addresses) text += `${numberOf(address)},`
  }
  return text
}

function tellAmbiguous(served: readonly CaddyServedSite[], problems: Problems): void {
  const owners = new Map<string, CaddySite>()
  for (const { site, addresses } of served) {
    for (const { text, position } of addresses) {
      const owner = owners.get(text)
      if (owner !== undefined && owner !== site) {
        problems.add(`${shown(text)} is the address of another site too, on line ${owner.position.line}`, position)
      }
      owners.set(text, owner ?? site)
    }
  }
}

/* The order in which sites are tried */

interface Weighed {
  readonly one: CaddyServedSite
  readonly host: number
  readonly path: number
  readonly wildcard: boolean
}

function weighed(one: CaddyServedSite): Weighed {
  let host = 0
  let longest = ""
  let wildcard = false
  for (const address of one.addresses) {
    if (address.host === "" || address.host.includes("*")) wildcard = true
    host = Math.max(host, specificity(address.host))
    if (specificity(address.path) > specificity(longest)) longest = address.path
  }
  return { one, host, path: Buffer.byteLength(longest), wildcard }
}

/** The most specific host first, then the longest path; wildcards after names, and sites for any host last. */
function isTriedBefore(left: Weighed, right: Weighed): boolean {
  if (left.host === 0) return false
  if (right.host === 0) return true
  if (left.wildcard !== right.wildcard) return right.wildcard
  return left.host === right.host ? left.path > right.path : left.host > right.host
}

/** The length without wildcards and placeholders. */
function specificity(text: string): number {
  const wildcards = text.split("*").length - 1
  let length = Buffer.byteLength(text) - wildcards
  for (const [placeholder] of text.matchAll(/\{[^}]*\}/g)) length -= Buffer.byteLength(placeholder)
  return length
}

/* TLS */

function speaksTls(
  served: readonly CaddyServedSite[],
  listeners: readonly CaddyListener[],
  options: CaddyOptions,
): boolean {
  const { autoHttps, httpPort, httpsPort } = options
  const isOff = autoHttps.includes("off")
  const isMixed = listeners.some(({ port }) => port !== httpPort)
  const skipped = new Set<string>()
  let qualifies = false
  let willAdd = !isOff
  for (const { site, addresses } of served) {
    for (const { scheme, host, port } of addresses) {
      if (isMixed && scheme === "http" && host !== "") skipped.add(host)
      const isTls = site.tls.stated || (host !== "" && !skipped.has(host))
      if (scheme === "https" || (scheme !== "http" && port !== `${httpPort}` && isTls)) qualifies = true
      willAdd &&= port === `${httpsPort}` || (port !== `${httpPort}` && host !== "")
    }
  }
  if (qualifies && (!willAdd || served.some(({ site }) => site.tls.stated))) return true
  if (isOff || !isMixed) return false
  return listeners.every(({ port }) => port === httpsPort) || namesOf(served).some((name) => !skipped.has(name))
}

/** The hosts that a server's sites name; none of a site that also answers for any host. */
function namesOf(served: readonly CaddyServedSite[]): readonly string[] {
  return served.flatMap(({ addresses }) =>
    addresses.some(({ host }) => host === "") ? [] : addresses.map(({ host }) => host),
  )
}

function tellConflicts(
  served: readonly CaddyServedSite[],
  { httpPort, httpsPort }: CaddyOptions,
  tls: boolean,
  problems: Problems,
): void {
  let spoken: "HTTP" | "HTTPS" | undefined
  const settled = served.some(({ site }) => setsUpHandshakes(site.tls))
  for (const { site, addresses } of served) {
    for (const { scheme, host, port, text, position } of addresses) {
      const isHttp = scheme === "http" || port === `${httpPort}`
      const isHttps = scheme === "https" || port === `${httpsPort}` || (tls && site.tls.stated)
      const own = isHttp ? "HTTP" : isHttps ? "HTTPS" : host === "" ? "HTTP" : undefined
      if (own === undefined) continue
      if (isHttp && settled)
        problems.add(`${shown(text)} is HTTP, but TLS is set up for a site on its address`, position)
      if (spoken !== undefined && spoken !== own) {
        problems.add(`${shown(text)} is ${own}, another site on the same address ${spoken}`, position)
      }
      spoken ??= own
    }
  }
}

const handshakeSettings: readonly string[] = [
  "alpn",
  "ciphers",
  "client_auth",
  "curves",
  "insecure_secrets_log",
  "protocols",
]

/** Whether `tls` lines say more than where certificates come from. */
function setsUpHandshakes({ files, lines }: CaddyTls): boolean {
  return (
    files.length > 0 ||
    lines.some(({ body }) => body?.some(({ name }) => handshakeSettings.includes(name.text)) === true)
  )
}

/* Redirects from HTTP to HTTPS */

interface Destination {
  readonly listener: CaddyListener
  readonly hosts: string[]
}

/** Adds the redirects of automatic HTTPS: to servers that listen on the port for HTTP, else as a server of their own. */
function withRedirects(servers: readonly CaddyServer[], options: CaddyOptions): readonly CaddyServer[] {
  const { httpPort, autoHttps } = options
  if (autoHttps.includes("off") || autoHttps.includes("disable_redirects")) return servers
  const wanted = new Map<string, { readonly listener: CaddyListener; readonly redirects: CaddyRedirect[] }>()
  for (const { listener, hosts } of destinations(servers, options).values()) {
    const on = { ...listener, port: httpPort, position: undefined }
    const address = isSocket(on.network) ? on.address : formatNetworkAddress({ ...on, from: httpPort, to: httpPort })
    const entry = wanted.get(address) ?? { listener: { ...on, address }, redirects: [] }
    wanted.set(address, entry)
    entry.redirects.push({ hosts, to: redirectTo(listener.port, options) })
  }
  const added = new Map<CaddyServer, CaddyRedirect[]>()
  const unserved: { readonly listener: CaddyListener; readonly redirects: readonly CaddyRedirect[] }[] = []
  for (const [, entry] of [...wanted].sort(([left], [right]) => (left < right ? -1 : 1))) {
    const redirects = entry.redirects.toSorted(byHost)
    const server = servers.find(({ listeners }) => listeners.some((listener) => collides(listener, entry.listener)))
    if (server === undefined) unserved.push({ listener: entry.listener, redirects })
    else added.set(server, [...(added.get(server) ?? []), ...redirects])
  }
  const catchAll = { hosts: [], to: redirectTo(options.httpsPort, options) }
  const extended = servers.map((server) => {
    const redirects = added.get(server)
    return redirects === undefined ? server : { ...server, redirects: [...redirects, catchAll] }
  })
  if (unserved.length === 0) return extended
  const own: CaddyServer = {
    listeners: unserved.map(({ listener }) => listener),
    tls: false,
    sites: [],
    redirects: [...unserved.flatMap(({ redirects }) => redirects), catchAll],
    options: undefined,
  }
  return [...extended, own]
}

/** Where each host is redirected to: one port, that for HTTPS if it is among them, on all addresses that have it. */
function destinations(
  servers: readonly CaddyServer[],
  { httpPort, httpsPort }: CaddyOptions,
): ReadonlyMap<string, Destination> {
  const byHost = new Map<string, CaddyListener[]>()
  for (const { tls, listeners, sites } of servers) {
    if (!tls || listeners.every(({ port }) => port === httpPort)) continue
    const skipped = new Set(
      sites.flatMap(({ addresses }) => addresses.filter(({ scheme }) => scheme === "http").map(({ host }) => host)),
    )
    const names = [...new Set(namesOf(sites))].filter((name) => !skipped.has(name))
    for (const listener of listeners) {
      for (const name of names.length > 0 ? names : [""]) {
        const others = byHost.get(name)
        const port = others?.[0]?.port
        if (others === undefined || (listener.port === httpsPort && port !== httpsPort)) byHost.set(name, [listener])
        else if (listener.port === port) others.push(listener)
      }
    }
  }
  const found = new Map<string, Destination>()
  for (const [name, listeners] of byHost) {
    for (const listener of listeners) {
      const entry = found.get(listener.address) ?? { listener, hosts: [] }
      found.set(listener.address, entry)
      if (name !== "") entry.hosts.push(name)
    }
  }
  return found
}

function redirectTo(port: number, { httpPort, httpsPort }: CaddyOptions): string {
  const usual = [httpPort, httpsPort, 80, 443].includes(port)
  return `https://{http.request.host}${usual ? "" : `:${port}`}{http.request.uri}`
}

/** Redirects for names first, for any host last; wildcards after names, then the longer first. */
function byHost({ hosts: [left = ""] }: CaddyRedirect, { hosts: [right = ""] }: CaddyRedirect): number {
  if ((left === "") !== (right === "")) return left === "" ? 1 : -1
  if (left.includes("*") !== right.includes("*")) return left.includes("*") ? 1 : -1
  return right.length - left.length || (left < right ? -1 : left > right ? 1 : 0)
}

/** Whether two listeners cannot both be had; on Linux one for all interfaces takes the port from every other. */
function collides(left: CaddyListener, right: CaddyListener): boolean {
  if (left.network !== right.network || left.port !== right.port) return false
  return left.host === right.host || left.host === "" || right.host === ""
}
