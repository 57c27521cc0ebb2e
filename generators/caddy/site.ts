import type { Route } from "../../core/estate.js"
import { type Origin, originOf } from "../../core/origin.js"
import { type Directive, directive, grouped, handler, type Site, site } from "../../formats/caddyfile.js"
import type { ProxyContext } from "./context.js"
import { type Inherited, tree, withLimit } from "./handlers.js"
import { changesOf, overlaid } from "./headers.js"
import { importOf, SNIPPETS } from "./security.js"
import type { Words } from "./words.js"

/** What a site is built with. */
export interface SiteContext extends ProxyContext {
  readonly words: Words
  /** Collects the snippets that are imported. */
  readonly imported: Set<string>
}

/** One route: its addresses, what holds for all of it, and what answers. */
export function siteOf(route: Route, context: SiteContext): Site {
  const { words } = context
  const { imports, inherited } = commonHeaders(route, context)
  const body = tree(route.handlers, {
    ...context,
    noun: route.noun,
    names: new Map(),
    inherited: withLimit(inherited, route.bodyLimit, originOf(route, "bodyLimit")),
    headersOrigin: originOf(route, "headers"),
  })
  return site(
    route.sources.host ?? route.path,
    route.sites.map(({ address }) => address),
    grouped(
      tlsLines(route, words),
      [...imports, ...logLines(), ...compression(route), ...body.modifiers],
      body.answers,
    ),
    commentOf(route, context),
  )
}

/** Default headers are imported, unless the route has a word of its own on one of them: then they are merged with its own. */
function commonHeaders(
  route: Route,
  { imported }: SiteContext,
): { readonly imports: readonly Directive[]; readonly inherited: Inherited } {
  const own = changesOf(route.headers)
  const touched = touchedNames(route)
  const suitable = SNIPPETS.filter(({ suits }) => suits(route))
  const [merged, whole] = [
    suitable.filter(({ changes }) => changes.some(({ name }) => touched.has(name.toLowerCase()))),
    suitable.filter(({ changes }) => !changes.some(({ name }) => touched.has(name.toLowerCase()))),
  ]
  for (const { name } of whole) imported.add(name)
  const inlined = merged.flatMap(({ changes }) => changes)
  return {
    imports: whole.map((snippet) => importOf(snippet, route)),
    inherited: { headers: overlaid(inlined, own), bodyLimit: undefined },
  }
}
