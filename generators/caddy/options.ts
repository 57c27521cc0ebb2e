import { CLOUDFLARE_RANGES } from "../../core/cloudflare-ranges.js"
import type { Port, Proxy } from "../../core/estate.js"
import { originOf } from "../../core/origin.js"
import { type Directive, directive } from "../../formats/caddyfile.js"
import type { ProxyContext } from "./context.js"
import type { Words } from "./words.js"

/** The global options of one proxy. */
export function globalOptions({ proxy, ports }: ProxyContext, words: Words): readonly Directive[] {
  const { email, gracePeriod, adminPort } = proxy
  const emailOrigin = originOf(proxy, "email")
  return [
    ...(email === undefined ? [] : [directive(emailOrigin, "email", [words.atLoad(emailOrigin, email)])]),
    // The default is stated nowhere: Caddy's own health check relies on it.
    ...(adminPort === 2019 ? [] : [directive(originOf(proxy, "adminPort"), "admin", [`localhost:${adminPort}`])]),
    directive(originOf(proxy, "gracePeriod"), "grace_period", [gracePeriod]),
    ...servers([...protocols(proxy, ports), ...trustedProxies(proxy)]),
  ]
}

/** What holds for all servers, in one block: Caddy takes no second one. */
function servers(options: readonly Directive[]): readonly Directive[] {
  const [first] = options
  return first === undefined ? [] : [directive(first.origin, "servers", [], options)]
}

/** By itself, Caddy tells every browser that it answers over HTTP/3 too: many would try in vain where no UDP port is open. */
function protocols({ routes }: Proxy, ports: readonly Port[]): readonly Directive[] {
  const encrypts = routes.some(({ tls }) => tls.kind !== "off")
  if (!encrypts || ports.some(({ transport }) => transport === "udp")) return []
  return [directive("default:proxy.protocols", "protocols", ["h1", "h2"])]
}

/** Whose word is believed on where a request comes from. */
function trustedProxies(proxy: Proxy): readonly Directive[] {
  const { trusted } = proxy
  const origin = originOf(proxy, "trusted")
  const ranges = trusted === "cloudflare" ? [...CLOUDFLARE_RANGES.ipv4, ...CLOUDFLARE_RANGES.ipv6] : trusted
  if (ranges.length === 0) return []
  return [
    directive(origin, "trusted_proxies", ["static", ...ranges]),
    directive(origin, "trusted_proxies_strict"),
    // Only Cloudflare replaces this header; other proxies would hand on what a client made up.
    ...(trusted === "cloudflare"
      ? [directive(origin, "client_ip_headers", ["CF-Connecting-IP", "X-Forwarded-For"])]
      : []),
  ]
}
