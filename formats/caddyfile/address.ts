import type { CaddyAddress, CaddyToken } from "./config.js"
import { formatIpv6, parseIp } from "./ip.js"
import { splitHostPort } from "./network.js"
import type { Problems } from "./problems.js"
import { shown } from "./refusal.js"

/** A site's address before it is known where Caddy listens for it. */
export type SiteAddress = Omit<CaddyAddress, "listeners">

/** Reads a site's address; tells of what Caddy would refuse, and gives the rest. */
export function readAddress(token: CaddyToken, problems: Problems): SiteAddress {
  // The default of a variable that stays in place is no part of an address.
  const text = token.text.trim().replace(/\{\$([^:}]*):[^}]*\}/g, "{$$$1}")
  const { scheme, rest } = splitScheme(text)
  const slash = rest.indexOf("/")
  const authority = slash === -1 ? rest : rest.slice(0, slash)
  const split = splitHostPort(authority) ?? splitHostPort(`${authority}:`) ?? { host: authority, port: "" }
  const address = {
    text: token.text,
    scheme: readScheme(token, scheme, problems),
    host: normalHost(split.host),
    port: split.port,
    path: slash === -1 ? "" : rest.slice(slash),
    position: token.position,
  }
  if (split.port !== "" && !/^\+?\d+$/.test(split.port)) {
    problems.add(`${shown(split.port)} is not a port`, token.position)
    return { ...address, port: "" }
  }
  if (Number(split.port) > 65535) problems.add(`The port ${shown(split.port)} is out of range`, token.position)
  return address
}

function splitScheme(text: string): { readonly scheme: string; readonly rest: string } {
  const end = text.indexOf("://")
  return end === -1 ? { scheme: "", rest: text } : { scheme: text.slice(0, end), rest: text.slice(end + 3) }
}

function readScheme(token: CaddyToken, scheme: string, problems: Problems): CaddyAddress["scheme"] {
  const lower = lowerOutsidePlaceholders(scheme)
  if (lower === "http" || lower === "https" || lower === "") return lower
  const spoken = lower === "ws" || lower === "wss" ? `; a site is stated with http${lower.slice(2)}://` : ""
  problems.add(`Caddy does not serve ${shown(lower)}://${spoken}`, token.position)
  return lower === "ws" ? "http" : lower === "wss" ? "https" : ""
}

function normalHost(text: string): string {
  const host = text.trim()
  const ip = parseIp(host)
  // Caddy leaves an IPv4 address in IPv6 notation as it is.
  const isPlain = ip === undefined || ip.version === 4 || ip.bits >> 32n === 0xffffn
  return lowerOutsidePlaceholders(isPlain ? host : formatIpv6(ip))
}

/** Lower case but for what stands in braces that no backslash escapes: names of placeholders keep their case. */
export function lowerOutsidePlaceholders(text: string): string {
  if (!text.includes("{")) return lower(text)
  return text
    .split(/((?<!\\)\{(?:[^}\\]|\\.)*\}?)/s)
    .map((part, index) => (index % 2 === 1 ? part : lower(part)))
    .join("")
}

/** Lower case character by character, so that no letter depends on its neighbours. */
function lower(text: string): string {
  if (/^[\0-\x7f]*$/.test(text)) return text.toLowerCase()
  return Array.from(text.replaceAll("İ", "i"), (one) => one.toLowerCase()).join("")
}
