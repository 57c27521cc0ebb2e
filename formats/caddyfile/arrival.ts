import type { CaddyRequest } from "./answer.js"
import type { CaddyConfig, CaddyListener, CaddyRedirect, CaddyServedSite, CaddyServer } from "./config.js"
import { parseIp } from "./ip.js"
import { asciiHost } from "./match.js"

/** Who takes a connection. */
export type Arrival =
  | {
      readonly kind: "one"
      /** The address. */
      readonly listener: CaddyListener
      /** What serves it. */
      readonly server: CaddyServer
    }
  | { readonly kind: "none"; readonly because: "no listener" }
  | { readonly kind: "many"; readonly because: string }

/** Who takes the connection of a request: an address that is listened on by itself goes before one for all interfaces. */
export function arrivalOf(config: CaddyConfig, request: CaddyRequest): Arrival {
  const all = onPort(config, request.port)
  const { localAddress } = request
  const open = all.filter(({ listener }) => isWildcard(listener.host))
  if (localAddress === undefined) return oneOf(all)
  const exact = all.filter(({ listener }) => isSame(listener.host, localAddress) === true)
  if (exact.length > 0) return oneOf(exact)
  const maybe = all.filter(({ listener }) => isSame(listener.host, localAddress) === undefined)
  return oneOf([...maybe, ...open])
}

interface Listening {
  readonly listener: CaddyListener
  readonly server: CaddyServer
}

const byPort = new WeakMap<CaddyConfig, ReadonlyMap<number, readonly Listening[]>>()

/** What listens on a port; kept, since a proof asks as often as there are routes. */
function onPort(config: CaddyConfig, port: number): readonly Listening[] {
  let index = byPort.get(config)
  if (index === undefined) {
    const built = new Map<number, Listening[]>()
    for (const server of config.servers) {
      for (const listener of server.listeners) {
        if (listener.network !== "tcp" && listener.network !== "tcp4" && listener.network !== "tcp6") continue
        const others = built.get(listener.port)
        if (others === undefined) built.set(listener.port, [{ listener, server }])
        else others.push({ listener, server })
      }
    }
    index = built
    byPort.set(config, index)
  }
  return index.get(port) ?? []
}

function oneOf(found: readonly Listening[]): Arrival {
  const [first] = found
  if (first === undefined) return { kind: "none", because: "no listener" }
  if (found.every(({ server }) => server === first.server)) return { kind: "one", ...first }
  const addresses = found.map(({ listener }) => listener.address).join(", ")
  return {
    kind: "many",
    because: `Which of ${addresses} takes the connection depends on the address that it is opened to`,
  }
}

function isWildcard(host: string): boolean {
  return host === "" || host === "0.0.0.0" || host === "::"
}

/** Whether a listener's host is an address; undefined where a name or a variable stands for it. */
function isSame(host: string, address: string): boolean | undefined {
  if (isWildcard(host)) return false
  const [left, right] = [parseIp(host), parseIp(address)]
  if (left === undefined || right === undefined) return host === address ? true : undefined
  return left.version === right.version && left.bits === right.bits
}

/* Sites by host */

interface SiteIndex {
  /** By exact host: the numbers of sites, rising. */
  readonly exact: ReadonlyMap<string, readonly number[]>
  /** The numbers of sites with a wildcard, a placeholder or no host, rising. */
  readonly other: readonly number[]
}

const bySite = new WeakMap<CaddyServer, SiteIndex>()

/** The sites of a server that may be a host's, in the order in which they are tried. */
export function candidates(server: CaddyServer, host: string): readonly CaddyServedSite[] {
  let index = bySite.get(server)
  if (index === undefined) {
    index = indexSites(server)
    bySite.set(server, index)
  }
  const numbers = [...(index.exact.get(asciiHost(host)) ?? []), ...index.other]
  return [...new Set(numbers)].sort((left, right) => left - right).flatMap((number) => server.sites[number] ?? [])
}

function indexSites(server: CaddyServer): SiteIndex {
  const exact = new Map<string, number[]>()
  const other: number[] = []
  for (const [number, { addresses }] of server.sites.entries()) {
    if (addresses.some(({ host }) => host === "" || /[*{]/.test(host))) other.push(number)
    for (const { host } of addresses) {
      const key = asciiHost(host)
      const others = exact.get(key)
      if (others === undefined) exact.set(key, [number])
      else if (others.at(-1) !== number) others.push(number)
    }
  }
  return { exact, other }
}

const redirectHosts = new WeakMap<CaddyRedirect, ReadonlySet<string>>()

/** Whether a redirect names a host exactly. */
export function namesHost(redirect: CaddyRedirect, host: string): boolean {
  let hosts = redirectHosts.get(redirect)
  if (hosts === undefined) {
    hosts = new Set(redirect.hosts.map(asciiHost))
    redirectHosts.set(redirect, hosts)
  }
  return hosts.has(asciiHost(host))
}
