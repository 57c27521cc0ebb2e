import type { Route } from "../../core/estate.js"
import { type Origin, originOf } from "../../core/origin.js"
import {
  type Directive,
  directive,
  grouped,
  handler,
  type NodeOptions,
  type Site,
  site,
} from "../../formats/caddyfile.js"
import type { ProxyContext } from "./context.js"
import { type Limit, tree } from "./handlers.js"
import { type Change, changedNames, changesOf, overlaid } from "./headers.js"
import { importOf, SNIPPETS } from "./security.js"
import type { Words } from "./words.js"

/** What a site is built with. */
export interface SiteContext extends ProxyContext {
  readonly words: Words
  /** Collects the names of the snippets that are imported. */
  readonly imported: Set<string>
}

/** One route: its addresses, what holds for all of it, and what answers. */
export function siteOf(route: Route, context: SiteContext): Site {
  const { imports, headers } = commonHeaders(route, context.imported)
  const { modifiers, answers } = tree(route, {
    ...context,
    matcherNames: new Set(),
    inherited: { headers, bodyLimit: limitOf(route), login: undefined },
  })
  return site(
    route.sources.host ?? route.path,
    route.sites.map(({ address }) => address),
    grouped(tlsLines(route, context.words), [...imports, ...accessLog(), ...compression(route), ...modifiers], answers),
    commentOf(route, context),
  )
}

/** Default headers are imported, unless the route has a word of its own on one of them: then they are merged with its own. */
function commonHeaders(
  route: Route,
  imported: Set<string>,
): { readonly imports: readonly Directive[]; readonly headers: readonly Change[] } {
  const own = changesOf(route.headers)
  const touched = new Set([...changedNames(route.handlers), ...own.map(({ name }) => name.toLowerCase())])
  const imports: Directive[] = []
  const merged: Change[] = []
  for (const snippet of SNIPPETS) {
    if (!snippet.suits(route)) continue
    if (snippet.changes.some(({ name }) => touched.has(name.toLowerCase()))) {
      merged.push(...snippet.changes)
      continue
    }
    imported.add(snippet.name)
    imports.push(importOf(snippet, route))
  }
  return { imports, headers: overlaid(merged, own) }
}

function limitOf(route: Route): Limit | undefined {
  return route.bodyLimit === undefined ? undefined : { bytes: route.bodyLimit, origin: originOf(route, "bodyLimit") }
}

/** Where the test CA of ACME is asked; said of one site only, never of all. */
const TEST_CA = "https://acme-staging-v02.api.letsencrypt.org/directory"

/** How the site gets its certificate; nothing where Caddy does so by itself, or its address says `http`. */
function tlsLines(route: Route, words: Words): readonly Directive[] {
  const origin = originOf(route, "tls")
  switch (route.tls.kind) {
    case "automatic":
    case "off":
      return []
    case "internal":
      return [directive(origin, "tls", ["internal"])]
    case "acme-test":
      return [directive(origin, "tls", [], [directive(origin, "ca", [TEST_CA])])]
    case "files": {
      const { certificate, key } = route.tls
      return [directive(origin, "tls", [words.expands(origin, certificate), words.expands(origin, key)])]
    }
  }
}

const LOG = "constant:generators/caddy/log"

/** JSON on standard output, which Docker keeps within the bounds of the service's `logging`. */
function accessLog(): readonly Directive[] {
  return [directive(LOG, "log", [], [directive(LOG, "output", ["stdout"]), directive(LOG, "format", ["json"])])]
}

function compression(route: Route): readonly Directive[] {
  return route.compress ? [handler(originOf(route, "compress"), "encode", undefined, ["zstd", "gzip"])] : []
}

/** What the route is for; else its name for people. */
function commentOf(route: Route, { services }: SiteContext): NodeOptions {
  if (route.purpose !== undefined) return { comment: route.purpose, commentOrigin: originOf(route, "purpose") }
  return { comment: route.title, commentOrigin: route.sources.title ?? titleOrigin(route, services) }
}

/** Where a title comes from that the route does not state: from what it leads to. */
function titleOrigin(route: Route, services: ProxyContext["services"]): Origin {
  for (const { answer } of route.handlers) {
    if (answer.kind === "vercel") return originOf(answer.project, "title")
    if (answer.kind === "bucket") return originOf(answer.bucket, "title")
    if (answer.kind === "external") return originOf(answer.external, "title")
    const service = answer.kind === "service" ? services.get(answer.service.id) : undefined
    if (service !== undefined) return originOf(service, "title")
  }
  return originOf(route, "title")
}
