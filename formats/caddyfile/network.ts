/** A host and a port as one text has them. */
export interface HostPort {
  /** Without brackets. */
  readonly host: string
  /** May be empty, and need not be a number. */
  readonly port: string
}

/** An address that Caddy listens on or dials. */
export interface NetworkAddress {
  /** `tcp`, `udp`, `unix` and others. */
  readonly network: string
  /** A name, an IP without brackets, or the path of a socket. */
  readonly host: string
  /** The first port of the range; 0 when there is none. */
  readonly from: number
  /** The last port of the range. */
  readonly to: number
}

/** Splits `host:port`, `[::1]:port`; undefined when there is no port or the colons are ambiguous. */
export function splitHostPort(text: string): HostPort | undefined {
  const colon = text.lastIndexOf(":")
  if (colon === -1) return undefined
  if (text.startsWith("[")) {
    const end = text.indexOf("]")
    if (end === -1 || end + 1 !== colon) return undefined
    const host = text.slice(1, end)
    const port = text.slice(colon + 1)
    return /[[]/.test(text.slice(1)) || /\]/.test(text.slice(end + 1)) ? undefined : { host, port }
  }
  const host = text.slice(0, colon)
  return host.includes(":") || /[[\]]/.test(text) ? undefined : { host, port: text.slice(colon + 1) }
}

/** Joins what {@link splitHostPort} tells apart. */
export function joinHostPort(host: string, port: string): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`
}

/** Splits `network/host:port`, where all but the host may be missing; undefined when the colons are ambiguous. */
export function splitNetworkAddress(text: string): (HostPort & { readonly network: string }) | undefined {
  const slash = text.indexOf("/")
  const network = slash === -1 ? "" : text.slice(0, slash).trim().toLowerCase()
  const rest = slash === -1 ? text : text.slice(slash + 1)
  if (isSocket(network)) return { network, host: rest, port: "" }
  const split = splitHostPort(rest)
  if (split !== undefined) return { network, ...split }
  const bare = splitHostPort(joinHostPort(rest.replace(/^[[\]]+|[[\]]+$/g, ""), "0"))
  return bare === undefined ? undefined : { network, host: bare.host, port: "" }
}

/** Reads an address with a port or a range of ports; undefined when Caddy would refuse it. */
export function parseNetworkAddress(text: string): NetworkAddress | undefined {
  const split = splitNetworkAddress(text)
  if (split === undefined) return undefined
  const network = split.network === "" ? "tcp" : split.network
  if (isSocket(network)) return { network, host: split.host, from: 0, to: 0 }
  if (split.port === "") return { network, host: split.host, from: 0, to: 0 }
  const [, first, last] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(split.port) ?? []
  if (first === undefined) return undefined
  const from = Number(first)
  const to = last === undefined ? from : Number(last)
  return from > 65535 || to > 65535 || to < from ? undefined : { network, host: split.host, from, to }
}

/** Spells an address as Caddy does: `tcp` is left out. */
export function formatNetworkAddress({ network, host, from, to }: NetworkAddress): string {
  if (isSocket(network)) return `${network}/${host}`
  const port = from === to ? `${from}` : `${from}-${to}`
  const prefix = network === "tcp" ? "" : `${network}/`
  return `${prefix}${joinHostPort(host, port)}`
}

/** Whether a network has paths or numbers of files in place of hosts and ports. */
export function isSocket(network: string): boolean {
  return network.startsWith("unix") || network.startsWith("fd")
}
