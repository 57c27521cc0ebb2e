import { answerFor, type CaddyAnswer } from "../../formats/caddyfile/answer.js"
import type {
  CaddyConfig,
  CaddyHandler,
  CaddyLine,
  CaddyRoute,
  CaddySite,
  CaddyUpstream,
} from "../../formats/caddyfile/config.js"
import { readCaddyConfig } from "../../formats/caddyfile/read-config.js"
import type { ReadProblem } from "../../formats/position.js"
import type { Branch, Certificate, Container, Replies, Request, Site, SiteAnswer } from "../network.js"
import { branchesOf } from "./branches.js"
import { answerOf, filled, replyOf } from "./replies.js"

/** What a proxy's files say. */
export interface ProxyReading {
  /** Its container. */
  readonly container: Container
  /** Its Caddyfile. */
  readonly path: string
  /** What the file means; undefined where it can't be read. */
  readonly config: CaddyConfig | undefined
  /** Each address of each site. */
  readonly sites: readonly Site[]
  /** Whether what stands at a place is the user's own, handed through as it is. */
  readonly isOpaque: (position: { readonly file: string }) => boolean
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
  const isOwn = (file: string): boolean => fragments.some((one) => isAt(file, one))
  const { config, problems } = readCaddyConfig({
    path,
    content: files.get(path)!,
    environment: Object.fromEntries(environment),
    // A fragment is the user's own: where it is not among the files, what it says is not known.
    read: (imported) => files.get(imported) ?? (isOwn(imported) ? "" : undefined),
    list: (pattern) => listed(files, pattern),
  })
  const isOpaque: ProxyReading["isOpaque"] = ({ file }) => file !== path && isOwn(file)
  const fill = (text: string): string =>
    text.replace(/\{env\.([^}]+)\}/g, (whole, name: string) => environment.get(name) ?? whole)
  const encrypted = config === undefined ? new Set() : encryptedOf(config)
  const sites = config?.sites.flatMap((site) =>
    sitesOf(config, site, { container, scheme: encrypted.has(site) ? "https" : "http", fill, isOpaque }),
  )
  return { container, path, config, sites: sites ?? [], isOpaque, problems }
}

function sitesOf(
  config: CaddyConfig,
  site: CaddySite,
  {
    container,
    scheme,
    fill,
    isOpaque,
  }: Pick<ProxyReading, "container" | "isOpaque"> & Pick<Site, "scheme"> & { readonly fill: (text: string) => string },
): readonly Site[] {
  const upstreams = upstreamsOf([...site.routes, ...site.errorRoutes], config, new Set()).map((one) =>
    filled(one, fill),
  )
  let branches: readonly Branch[] | undefined
  return site.addresses.flatMap((address) =>
    address.listeners.slice(0, 1).map(({ port }): Site => {
      const { host, position, listeners } = address
      const ask = ({ path, method, headers = {}, remote = STRANGER, query = "", at }: Request): CaddyAnswer =>
        answerFor(config, {
          scheme: at?.scheme ?? scheme,
          host,
          port: at?.port ?? port,
          path,
          method,
          headers,
          remoteAddress: remote,
          query,
        })
      return {
        container,
        hostname: host,
        scheme,
        port,
        position,
        answer: (request) => answered(ask(request), fill, position),
        replies: (request) => repliesOf(ask(request), { fill, position, isOpaque }),
        get branches() {
          branches ??= branchesOf(site.routes, config.namedRoutes).filter((branch) => !isOpaque(branch.position))
          return branches
        },
        binds: listeners.flatMap((listener) =>
          listener.network === "tcp" && EVERY_INTERFACE.has(listener.host)
            ? []
            : [{ value: listener.address, position: listener.position ?? position }],
        ),
        upstreams,
        certificate: certificateOf(config, site, fill),
      }
    }),
  )
}

function certificateOf(
  { options: { acmeCa, localCerts, lines: options } }: CaddyConfig,
  { tls: { mode, files, lines, position, stated }, position: site }: CaddySite,
  fill: (text: string) => string,
): Certificate {
  const settings = lines.flatMap(({ body }) => body ?? [])
  const own = settings.findLast(({ name }) => name.text === "ca")?.args[0]?.text
  const isByItself = mode === "internal" || (mode === "automatic" && localCerts && !lines.some(statesIssuer))
  const option = options.findLast(({ name }) => name.text === (isByItself ? "local_certs" : "acme_ca"))
  return {
    kind: isByItself ? "internal" : mode === "automatic" || mode === "files" ? mode : "other",
    authority: own ?? acmeCa,
    files: files.map(({ certificate, key }) => ({ certificate: fill(certificate.text), key: fill(key.text) })),
    isStated: stated,
    position: position ?? option?.name.position ?? site,
  }
}

function statesIssuer({ body }: CaddyLine): boolean {
  return body?.some(({ name }) => name.text === "issuer" || name.text === "ca") === true
}

const STRANGER = "198.51.100.7"

const EVERY_INTERFACE: ReadonlySet<string> = new Set(["", "0.0.0.0", "::", "[::]"])

function answered({ end, steps }: CaddyAnswer, fill: (text: string) => string, fallback: Site["position"]): SiteAnswer {
  return end.kind === "unknown"
    ? { kind: "unknown", reason: end.because, position: end.position ?? fallback }
    : answerOf(end, steps, { fill, fallback })
}

function repliesOf(
  { end, ways }: CaddyAnswer,
  {
    fill,
    position,
    isOpaque,
  }: Pick<Site, "position"> & Pick<ProxyReading, "isOpaque"> & { readonly fill: (text: string) => string },
): Replies {
  const known = ways.filter(({ steps }) => !steps.some((step) => isOpaque(step.position)))
  return {
    ways: known.map((way) => replyOf(way, fill, position)),
    doubt:
      end.kind === "unknown" && !end.complete && !(end.position !== undefined && isOpaque(end.position))
        ? { value: end.because, position: end.position ?? position }
        : undefined,
  }
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

/** The sites that are served over TLS. */
function encryptedOf({ servers }: CaddyConfig): ReadonlySet<CaddySite> {
  return new Set(servers.flatMap(({ tls, sites }) => (tls ? sites.map(({ site }) => site) : [])))
}

function upstreamsOf(routes: readonly CaddyRoute[], config: CaddyConfig, seen: Set<string>): readonly CaddyUpstream[] {
  return routes.flatMap(({ handlers }) => handlers.flatMap((handler) => upstreamsOfHandler(handler, config, seen)))
}

function upstreamsOfHandler(handler: CaddyHandler, config: CaddyConfig, seen: Set<string>): readonly CaddyUpstream[] {
  switch (handler.kind) {
    case "reverse_proxy":
      return [...handler.upstreams, ...handler.responses.flatMap(({ routes }) => upstreamsOf(routes, config, seen))]
    case "subroute":
      return upstreamsOf(handler.routes, config, seen)
    case "intercept":
      return handler.responses.flatMap(({ routes }) => upstreamsOf(routes, config, seen))
    case "invoke":
      if (seen.has(handler.name)) return []
      seen.add(handler.name)
      return upstreamsOf(config.namedRoutes.get(handler.name)?.routes ?? [], config, seen)
    default:
      return []
  }
}
