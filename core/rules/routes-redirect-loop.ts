import type { Answer, Environment, Handler, Route, Site } from "../estate.js"
import { example } from "../example.js"
import type { Finding, Rule } from "../rule.js"

/** A redirect that leads back to itself: a browser gives up after twenty, and shows an error instead of the page. */
export const routesRedirectLoop: Rule = {
  code: "routes/redirect_loop",
  severity: "error",
  summary: "Redirects lead in a circle.",
  *check({ environments }) {
    for (const environment of environments) yield* loopsOf(environment)
  },
  explain: () => ({
    why: `A redirect may lead to another route, to a URL that one of the routes serves, or to a path of its own. Each is followed as a
browser would, with one of the paths that it takes; where it comes back to a place where it was before, no page is ever shown. Behind a
CDN, a plain-HTTP host that redirects to \`https\` of its own name is such a circle too: the CDN asks the same host again.

A redirect is followed for as long as paths decide. Where a header, a method or an address does, nothing is said.`,
    source: {
      title: "RFC 9110, section 15.4: a client should detect and intervene in cyclical redirections",
      url: "https://www.rfc-editor.org/rfc/rfc9110#section-15.4",
    },
    failing: shop("redirect: { route: orders }"),
    passing: shop("to: shop.orders"),
  }),
}

/** Where a request is asked for: a site of a route, the name that is asked there, and the path. */
interface Step {
  readonly route: Route
  readonly site: Site
  /** That of the site, or one that its wildcard takes. */
  readonly hostname: string
  readonly path: string
}

/** A redirect that answers there. */
interface Hop extends Step {
  readonly handler: Handler & { readonly answer: Redirect }
}

type Redirect = Extract<Answer, { readonly kind: "redirect" }>

function* loopsOf({ name, routes }: Environment): Iterable<Finding> {
  const starts = routes.flatMap(startsOf)
  if (starts.length === 0) return
  const sites = sitesOf(routes)
  const told = new Set<Handler>()
  for (const start of starts) {
    const loop = loopFrom(start, sites)
    if (loop === undefined || loop.some(({ handler }) => told.has(handler))) continue
    for (const { handler } of loop) told.add(handler)
    yield finding(loop, name)
  }
}

/** One request for each redirect: the first path that it takes, on the first site of its route. */
function startsOf(route: Route): readonly Step[] {
  const [site] = route.sites
  if (site === undefined) return []
  const paths = new Set<string>()
  const collect = (handlers: readonly Handler[], around: string): void => {
    for (const { answer, match } of handlers) {
      const pattern = match?.paths[0] ?? around
      if (answer.kind === "redirect") paths.add(pattern.replace(/\*/g, ""))
      else if (answer.kind === "handle") collect(answer.handlers, pattern)
    }
  }
  collect(route.handlers, "/")
  return [...paths].map((path) => ({ route, site, hostname: site.hostname, path }))
}

/** A site, and its route. */
type Place = Pick<Step, "route" | "site">

function sitesOf(routes: readonly Route[]): ReadonlyMap<string, Place> {
  const sites = new Map<string, Place>()
  for (const route of routes)
    for (const site of route.sites) sites.set(`${site.hostname}:${site.port}`, { route, site })
  return sites
}

function loopFrom(start: Step, sites: ReadonlyMap<string, Place>): readonly Hop[] | undefined {
  const trail: Hop[] = []
  const seen = new Map<string, number>()
  let step: Step | undefined = start
  while (step !== undefined) {
    const key = `${step.hostname}:${step.site.port}${step.path}`
    const before = seen.get(key)
    if (before !== undefined) return trail.slice(before)
    if (trail.length > LONGEST) return undefined
    const handler: Handler | undefined = answering(step.route.handlers, step.path)
    if (handler?.answer.kind !== "redirect") return undefined
    seen.set(key, trail.length)
    const hop: Hop = { ...step, handler: handler as Hop["handler"] }
    trail.push(hop)
    step = followed(hop, sites)
  }
  return undefined
}

/** What no browser follows, but a path that grows with every redirect would need. */
const LONGEST = 50

/** The handler that answers a request for a path; undefined where something else than the path decides, or changes it on the way. */
function answering(handlers: readonly Handler[], path: string): Handler | undefined {
  for (const handler of handlers) {
    const { match, answer, strip, rewrite } = handler
    const taken = takes(match, path)
    if (taken === undefined) return undefined
    if (!taken) continue
    if (strip !== undefined || rewrite !== undefined) return undefined
    return answer.kind === "handle" ? answering(answer.handlers, path) : handler
  }
  return undefined
}

function takes(match: Handler["match"], path: string): boolean | undefined {
  if (match === undefined) return true
  const { paths, methods, headers, remote, not } = match
  if (paths.some((pattern) => ELSEWHERE.test(pattern))) return undefined
  if (paths.length > 0 && !paths.some((pattern) => fits(pattern.toLowerCase(), path.toLowerCase()))) return false
  return methods.length + headers.length + remote.length > 0 || not !== undefined ? undefined : true
}

/** An escape, or a wildcard within, both of which Caddy has rules of its own for. */
const ELSEWHERE = /%|\*./

function fits(pattern: string, path: string): boolean {
  return pattern.endsWith("*") ? path.startsWith(pattern.slice(0, -1)) : pattern === path
}

function followed({ handler, route, site, hostname, path }: Hop, sites: ReadonlyMap<string, Place>): Step | undefined {
  const { to, keepPath } = handler.answer
  if (to.startsWith("/")) return { route, site, hostname, path: pathOf(to) }
  const url = urlOf(to)
  if (url === undefined) return undefined
  // A dot at the end says that the name is whole: Caddy serves it as the name without.
  const name = url.hostname.replace(/\.$/, "")
  const port = Number(url.port) || (url.protocol === "https:" ? 443 : 80)
  const next = placeOf(name, port, sites) ?? behind(name, sites)
  return next === undefined ? undefined : { ...next, hostname: name, path: keepPath ? path : url.pathname }
}

/** The site of a name, or the wildcard that takes it. */
function placeOf(hostname: string, port: number, sites: ReadonlyMap<string, Place>): Place | undefined {
  const around = hostname.replace(/^[^.]+/, "*")
  return sites.get(`${hostname}:${port}`) ?? sites.get(`${around}:${port}`)
}

/** Caddy sends whoever asks over HTTP to HTTPS; a CDN answers both, and may come over the one that there is. */
function behind(hostname: string, sites: ReadonlyMap<string, Place>): Place | undefined {
  const plain = placeOf(hostname, 80, sites)
  return placeOf(hostname, 443, sites) ?? (plain?.route.exposure === "cdn" ? plain : undefined)
}

function pathOf(reference: string): string {
  return reference.replace(/[?#].*$/, "")
}

function urlOf(text: string): URL | undefined {
  try {
    return new URL(text)
  } catch {
    return undefined
  }
}

function finding(loop: readonly Hop[], environment: string): Finding {
  const [first, ...others] = loop
  const places = [...loop, first!].map(({ site, hostname, path }) => `${site.scheme}://${hostname}${path}`)
  return {
    message: `A redirect of the route ${first!.route.name} leads back to itself: ${places.join(" → ")}.`,
    path: statedAt(first!),
    found: places.join(" → "),
    notes: others.map((hop) => ({ message: `the route ${hop.route.name} redirects there`, path: statedAt(hop) })),
    help: "Let one of these answer instead of redirecting.",
    environments: [environment],
  }
}

function statedAt({ handler }: Hop): string {
  return handler.sources.redirect ?? handler.path
}

function shop(www: string): string {
  return example({
    services: { caddy: "ports: { http: 80, https: 443 }\nproxy: {}", orders: "ports: { http: 8000 }" },
    routes: {
      orders: "host: staging.bakery.example\nhandle:\n  - redirect: { route: www }",
      www: `host: www.bakery.example\nhandle:\n  - ${www}`,
    },
  })
}
