import type { Handler, Match, Proxy, Service } from "../../../core/estate.js"
import { example } from "../../../core/example.js"
import { type Origin, originOf } from "../../../core/origin.js"
import { movingTag, versionOf } from "../../../core/pinned.js"
import type { Rule } from "../../../core/rule.js"
import { type Feature, targetOf, type Use, unsupported } from "../../../core/targets.js"
import { child } from "../../../schema/pointer.js"
import { proxiesOf } from "../context.js"

/** What a version does not know keeps it from starting. */
export const targetsCaddy: Rule = {
  code: "targets/caddy",
  severity: "error",
  summary: "A Caddyfile uses what the stated version of Caddy does not know.",
  *check({ shared, environments }) {
    const target = targetOf(shared.targets, "caddy")
    for (const environment of environments) {
      let runners: ReadonlyMap<Proxy | undefined, Service> | undefined
      for (const { proxy, services } of proxiesOf(environment, shared)) {
        // Proxies share the map: who runs each is looked up once an environment.
        if (runners === undefined) runners = new Map([...services.values()].map((one) => [one.proxy, one]))
        const runner = runners.get(proxy)
        const pinned = runner === undefined ? undefined : pinnedVersion(runner)
        for (const use of usesOf(proxy, environment.name)) {
          const finding = unsupported(use, "caddy", pinned ?? target)
          if (finding !== undefined) yield finding
        }
      }
    }
  },
  explain: () => {
    const shop = (version: string) =>
      example({
        services: {
          caddy: "ports: { http: 80, https: 443 }\nproxy: { trusted: [192.0.2.0/24] }",
          oven: "ports: { http: 8000 }",
        },
        routes: { orders: "host: orders.bakery.example\nto: shop.oven" },
        more: `targets: { caddy: "${version}" }`,
      })
    return {
      why: "A directive that Caddy does not know is an error of the whole Caddyfile: no site is served, or after a reload the old ones still are. Debian 12 brings Caddy 2.6.2, which has neither `trusted_proxies` for all sites nor `basic_auth`. `targets.caddy` says with which version the files are used; where the image of a proxy is pinned to a version, that one counts.\n\nEach version below is the first whose sources have the directive.",
      source: { title: "Caddy releases", url: "https://github.com/caddyserver/caddy/releases" },
      failing: shop("2.6"),
      passing: shop("2.8"),
    }
  },
}

/** What Caddyfiles use that not every version 2 knows. */
const FEATURES = {
  clientAddress: { name: "the matcher `client_ip`", since: "2.7.0", instead: "remove `match.remote`" },
  streamDelay: { name: "`stream_close_delay`", since: "2.7.0", instead: "remove `websocket`" },
  trusted: { name: "`trusted_proxies_strict`", since: "2.8.0", instead: "trust no proxies before it" },
  login: { name: "`basic_auth`", since: "2.8.0", instead: "remove `basicAuth`" },
  healthFails: {
    name: "`health_fails`",
    since: "2.8.0",
    instead: "let the health check be a command, which Caddy does not ask",
  },
} as const satisfies Readonly<Record<string, Feature>>

/** What an image is pinned to says more than what the topology says of all: undefined where its tag is no version of two parts. */
function pinnedVersion(service: Service): { readonly version: string; readonly origin: Origin } | undefined {
  const { image, pin, pinOrigin } = service
  const tag = pin === undefined || image?.family !== "caddy" ? undefined : movingTag(pin.replace(/@.*$/, ""))
  const version = tag === undefined ? undefined : versionOf(tag)
  // A tag with another major version is that of an image of one's own.
  if (version === undefined || version.length < 2 || version[0] !== 2) return undefined
  return { version: version.slice(0, 3).join("."), origin: pinOrigin }
}

function* usesOf(proxy: Proxy, environment: string): Iterable<Use> {
  if (proxy.trusted === "cloudflare" || proxy.trusted.length > 0) {
    const origin = originOf(proxy, "trusted")
    yield { feature: FEATURES.trusted, path: origin.startsWith("/") ? origin : proxy.path, environment }
  }
  for (const { handlers } of proxy.routes) yield* handlerUses(handlers, environment)
}

function* handlerUses(handlers: readonly Handler[], environment: string): Iterable<Use> {
  for (const handler of handlers) {
    const { match, basicAuth, websocket, answer, path } = handler
    const use = (feature: Feature, origin: Origin): Use => ({
      feature,
      path: origin.startsWith("/") ? origin : path,
      environment,
    })
    const remote = match === undefined ? undefined : remoteOrigin(match)
    if (remote !== undefined) yield use(FEATURES.clientAddress, remote)
    if (basicAuth !== undefined) yield use(FEATURES.login, child(path, "basicAuth"))
    if (answer.kind === "handle") yield* handlerUses(answer.handlers, environment)
    const proxied = PROXIED.has(answer.kind)
    if (websocket && proxied) yield use(FEATURES.streamDelay, originOf(handler, "websocket"))
    if (answer.kind === "service" && answer.healthPath !== undefined)
      yield use(FEATURES.healthFails, originOf(handler, "to"))
  }
}

const PROXIED: ReadonlySet<string> = new Set(["service", "external", "vercel", "bucket"])

function remoteOrigin({ remote, not, sources, path }: Match): Origin | undefined {
  if (remote.length > 0) return sources.remote ?? path
  return not === undefined ? undefined : remoteOrigin(not)
}
