import { CLOUDFLARE_RANGES } from "../../core/cloudflare-ranges.js"
import type { Proxy } from "../../core/estate.js"
import { originOf } from "../../core/origin.js"
import { type Directive, directive } from "../../formats/caddyfile.js"
import type { Words } from "./words.js"

/** The global options of one proxy. */
export function globalOptions(proxy: Proxy, words: Words): readonly Directive[] {
  const { email, gracePeriod, adminPort } = proxy
  const emailOrigin = originOf(proxy, "email")
  return [
    ...(email === undefined ? [] : [directive(emailOrigin, "email", [words.atLoad(emailOrigin, email)])]),
    // The default is stated nowhere: Caddy's own health check relies on it.
    ...(adminPort === 2019 ? [] : [directive(originOf(proxy, "adminPort"), "admin", [`localhost:${adminPort}`])]),
    directive(originOf(proxy, "gracePeriod"), "grace_period", [gracePeriod]),
    ...trustedProxies(proxy),
  ]
}

/** Whose word is believed on where a request comes from. */
function trustedProxies(proxy: Proxy): readonly Directive[] {
  const { trusted } = proxy
  const origin = originOf(proxy, "trusted")
  const ranges = trusted === "cloudflare" ? [...CLOUDFLARE_RANGES.ipv4, ...CLOUDFLARE_RANGES.ipv6] : trusted
  if (ranges.length === 0) return []
  return [
    directive(
      origin,
      "servers",
      [],
      [
        directive(origin, "trusted_proxies", ["static", ...ranges]),
        directive(origin, "trusted_proxies_strict"),
        // Only Cloudflare replaces this header; other proxies would hand on what a client made up.
        ...(trusted === "cloudflare"
          ? [directive(origin, "client_ip_headers", ["CF-Connecting-IP", "X-Forwarded-For"])]
          : []),
      ],
    ),
  ]
}
