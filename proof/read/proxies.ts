import { answerFor, type CaddyEnd } from "../../formats/caddyfile/answer.js"
import type { CaddyConfig, CaddyHandler, CaddyRoute, CaddySite, CaddyUpstream } from "../../formats/caddyfile/config.js"
import { readCaddyConfig } from "../../formats/caddyfile/read-config.js"
import type { ReadProblem } from "../../formats/position.js"
import type { Container, Site, SiteAnswer, SiteUpstream } from "../network.js"

/** What a proxy's files say. */
export interface ProxyReading {
  /** Its Caddyfile. */
  readonly path: string
  /** Each address of each site. */
  readonly sites: readonly Site[]
  /** What could not be read. */
  readonly problems: readonly ReadProblem[]
}

/** Where Caddy's image looks for its configuration. */
const CADDYFILE = "/etc/caddy/Caddyfile"

/** Reads the Caddyfile that a container mounts; undefined where it mounts none that is among the files. */
export function readProxy(
  files: ReadonlyMap<string, string>,
  container: Container,
  {
    environment,
    fragments,
  }: { readonly environment: ReadonlyMap<string, string>; readonly fragments: readonly string[] },
): ProxyReading | undefined {
  const path = caddyfileOf(files, container)
  if (path === undefined) return undefined
  const { config, problems } = readCaddyConfig({
    path,
    content: files.get(path)!,
    environment: Object.fromEntries(environment),
    // A fragment is the user's own: where it is not among the files, what it says is not known.
    read: (imported) => files.get(imported) ?? (fragments.some((one) => isAt(imported, one)) ? "" : undefined),
    list: (pattern) => listed(files, pattern),
  })
  if (config === undefined) return { path, sites: [], problems }
  const fill = (text: string): string =>
    text.replace(/\{env\.([^}]+)\}/g, (whole, name: string) => environment.get(name) ?? whole)
  return {
    path,
    problems: [...problems, ...openAdmin(config)],
    sites: config.sites.flatMap((site) => {
      const upstreams = upstreamsOf([...site.routes, ...site.errorRoutes]).flatMap((upstream) => filled(upstream, fill))
      return site.addresses.flatMap((address) =>
        address.listeners.slice(0, 1).map(({ port }) => {
          const scheme = schemeOf(config, site)
          return {
            container,
            hostname: address.host,
            scheme,
            port,
            position: address.position,
            answer: ({ path: asked, method, headers = {}, remote = "198.51.100.7" }) =>
              answered(
                answerFor(config, {
                  scheme,
                  host: address.host,
                  port,
                  path: asked,
                  method,
                  headers,
                  remoteAddress: remote,
                  query: "",
                }).end,
                fill,
                address.position,
              ),
            upstreams,
          } satisfies Site
        }),
      )
    }),
  }
}

/** Whoever reaches the administration interface says what the proxy does. */
function openAdmin({ options: { admin } }: CaddyConfig): readonly ReadProblem[] {
  if (
    !admin.enabled ||
    admin.position === undefined ||
    /^(?:localhost|127\.[\d.]+|\[::1\]|unix\/.*)(?::|$)/.test(admin.listen)
  )
    return []
  return [
    {
      message: `The administration interface listens on ${admin.listen}: who reaches it commands the proxy.`,
      position: admin.position,
    },
  ]
}

function isAt(path: string, stated: string): boolean {
  const plain = stated.replace(/^(?:\.{0,2}\/)+/, "")
  return path === stated || path === plain || path.endsWith(`/${plain}`)
}

function caddyfileOf(files: ReadonlyMap<string, string>, { binds }: Container): string | undefined {
  for (const { value: source, target } of binds) {
    if (target === CADDYFILE && files.has(source)) return source
    const inside = CADDYFILE.startsWith(`${target.replace(/\/$/, "")}/`)
      ? `${source}/${CADDYFILE.slice(target.replace(/\/$/, "").length + 1)}`
      : undefined
    if (inside !== undefined && files.has(inside)) return inside
  }
  return undefined
}

/** The files that a glob means: `*` stands for anything but a slash. */
function listed(files: ReadonlyMap<string, string>, pattern: string): readonly string[] {
  const expression = new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, "\\$&")
      .replaceAll("*", "[^/]*")
      .replaceAll("?", "[^/]")}$`,
  )
  return [...files.keys()].filter((path) => expression.test(path))
}

function schemeOf({ servers }: CaddyConfig, site: CaddySite): "http" | "https" {
  return servers.some(({ tls, sites }) => tls && sites.some((served) => served.site === site)) ? "https" : "http"
}

function upstreamsOf(routes: readonly CaddyRoute[]): readonly CaddyUpstream[] {
  return routes.flatMap(({ handlers }) => handlers.flatMap(upstreamsOfHandler))
}

function upstreamsOfHandler(handler: CaddyHandler): readonly CaddyUpstream[] {
  switch (handler.kind) {
    case "reverse_proxy":
      return [...handler.upstreams, ...handler.responses.flatMap(({ routes }) => upstreamsOf(routes))]
    case "subroute":
      return upstreamsOf(handler.routes)
    case "intercept":
      return handler.responses.flatMap(({ routes }) => upstreamsOf(routes))
    default:
      return []
  }
}

/** An upstream whose placeholders are filled in; its port may stand behind one. */
function filled(
  { host, port, dial, position }: CaddyUpstream,
  fill: (text: string) => string,
): readonly SiteUpstream[] {
  const whole = /^(?:\w+\/)?(.*):(\d+)$/.exec(fill(dial))
  const known = port ?? (whole === null ? undefined : Number(whole[2]))
  return known === undefined ? [] : [{ host: fill(host).toLowerCase(), port: known, position }]
}

function answered(end: CaddyEnd, fill: (text: string) => string, fallback: SiteAnswer["position"]): SiteAnswer {
  switch (end.kind) {
    case "proxy":
      return { kind: "upstream", upstreams: end.upstreams.flatMap((one) => filled(one, fill)), position: end.position }
    case "redirect":
      return { kind: "redirect", to: end.to, status: Number(end.status), position: end.position ?? fallback }
    case "respond":
    case "error":
      return {
        kind: "respond",
        status: Number(end.status || (end.kind === "error" ? 500 : 200)),
        position: end.position,
      }
    case "file":
      return { kind: "files", position: end.position }
    case "abort":
    case "internal":
      return { kind: "unknown", reason: "It is answered by Caddy itself.", position: end.position }
    case "none":
      return { kind: "nothing", position: fallback }
    case "unknown":
      return { kind: "unknown", reason: end.because, position: end.position ?? fallback }
  }
}
