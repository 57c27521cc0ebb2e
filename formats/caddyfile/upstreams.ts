import type { CaddyToken, CaddyUpstream } from "./config.js"
import { isSocket, joinHostPort, parseNetworkAddress, splitHostPort, splitNetworkAddress } from "./network.js"
import { shown } from "./refusal.js"
import type { Scope } from "./scope.js"
import { isOpenText } from "./shape.js"

/** Reads the upstreams of a proxy; a range of ports is as many upstreams. Tells of what Caddy would refuse, and leaves it out. */
export function readUpstreams(tokens: readonly CaddyToken[], scope: Scope): readonly CaddyUpstream[] {
  let common = ""
  return tokens.flatMap((token) => {
    const usual = usualUpstream(token)
    if (usual !== undefined && common === "") return usual
    const parts = isOpenText(token.text) ? notTold(token.text) : partsOf(token, scope)
    if (parts === undefined) return []
    if (common !== "" && parts.scheme !== common) {
      scope.problems.add(
        `All upstreams of a proxy have the same scheme; the one before has ${common}://`,
        token.position,
      )
    }
    common = parts.scheme
    return spread(parts, token, scope)
  })
}

/** A name or an IPv4 address with a port or none, as nearly all are. */
function usualUpstream({ text, position }: CaddyToken): CaddyUpstream | undefined {
  const [, host, stated] = /^([A-Za-z0-9._-]+)(?::(\d{1,4}))?$/.exec(text) ?? []
  if (host === undefined) return undefined
  const port = stated === undefined ? 80 : Number(stated)
  return { dial: `${host}:${stated ?? "80"}`, scheme: "", network: "tcp", host, port, position }
}

interface Parts {
  readonly network: string
  readonly scheme: string
  readonly host: string
  readonly port: string
}

/** What a variable stands for is not known: the text is the host. */
function notTold(text: string): Parts {
  const end = text.indexOf("://")
  const rest = end === -1 ? text : text.slice(end + 3)
  const [, host = rest, port = ""] = /^(.*):(\d{1,5})$/s.exec(rest) ?? []
  return { network: "", scheme: end === -1 ? "" : text.slice(0, end), host, port }
}

function partsOf(token: CaddyToken, scope: Scope): Parts | undefined {
  const { text, position } = token
  if (text.includes("://")) return ofUrl(token, scope)
  const split = splitNetworkAddress(text) ?? { network: "", host: text, port: "" }
  const { host, network } = split
  const assumed = split.port === "" && !host.includes("{") && !isSocket(network) ? "80" : split.port
  const parts =
    network === "unix+h2c"
      ? { network: "unix", scheme: "h2c", host, port: assumed }
      : { network, scheme: "", host, port: assumed }
  if (isLate(parts) || parseNetworkAddress(dialOf(parts)) !== undefined) return parts
  scope.problems.add(`${shown(text)} is no address of an upstream`, position)
  return undefined
}

const defaultPorts: Readonly<Record<string, string>> = { http: "80", h2c: "80", https: "443" }

function ofUrl({ text, position }: CaddyToken, { problems }: Scope): Parts | undefined {
  if (text.includes("{")) {
    problems.add("An upstream with a scheme cannot hold placeholders", position)
    return undefined
  }
  const end = text.indexOf("://")
  const scheme = text.slice(0, end).toLowerCase()
  const fallback = Object.hasOwn(defaultPorts, scheme) ? defaultPorts[scheme] : undefined
  if (fallback === undefined) {
    problems.add(`Caddy does not call ${shown(scheme)}://; it has http, https and h2c`, position)
    return undefined
  }
  const [authority = ""] = text.slice(end + 3).split(/[/?#]/, 1)
  if (authority.length + end + 3 < text.length) problems.add("An upstream has no path, query or fragment", position)
  const address = authority.slice(authority.lastIndexOf("@") + 1)
  const split = splitHostPort(address) ?? { host: address.replace(/^\[(.*)\]$/, "$1"), port: "" }
  const port = split.port === "" ? fallback : split.port
  if ((scheme === "https" && port === "80") || (scheme !== "https" && port === "443")) {
    problems.add(`The scheme ${scheme}:// and the port ${port} contradict each other`, position)
  }
  const parts = { network: "", scheme, host: split.host, port }
  if (parseNetworkAddress(dialOf(parts)) !== undefined) return parts
  problems.add(`${shown(text)} is no address of an upstream`, position)
  return undefined
}

/** Whether the port is only known when a request comes. */
function isLate({ port }: Parts): boolean {
  return port.includes("{") && port.includes("}")
}

function dialOf({ network, host, port }: Parts): string {
  if (network !== "")
    return `${network}/${isSocket(network) || (host !== "" && port === "") ? host : joinHostPort(host, port)}`
  return port === "" && host.includes("{") ? host : joinHostPort(host, port)
}

function spread(parts: Parts, token: CaddyToken, scope: Scope): readonly CaddyUpstream[] {
  const { network, scheme, host } = parts
  const { position } = token
  const range = isOpenText(token.text) || isLate(parts) ? undefined : parseNetworkAddress(dialOf(parts))
  const common = { scheme, network: network === "" ? "tcp" : network, host, position }
  if (range === undefined || isSocket(range.network) || range.from === range.to) {
    const port = /^\d+$/.test(parts.port) ? Number(parts.port) : undefined
    return [{ ...common, dial: dialOf(parts), port }]
  }
  const count = range.to - range.from + 1
  if (!scope.spendUpstreams(count)) {
    scope.problems.add("The ranges of ports in this file are too many upstreams to look at", position)
    return []
  }
  return Array.from({ length: count }, (_, index) => {
    const port = range.from + index
    return { ...common, dial: joinHostPort(host, `${port}`), port }
  })
}
