import { HEADER_ORIGIN, header } from "../../core/artifact.js"
import { type CaddyDocument, caddyDocument } from "../../formats/caddyfile.js"
import type { ProxyContext } from "./context.js"
import { globalOptions } from "./options.js"
import { SNIPPETS, snippetOf } from "./security.js"
import { siteOf } from "./site.js"
import type { Words } from "./words.js"

/** The Caddyfile of one proxy: global options, the snippets that its sites import, and one site for each route. */
export function documentOf(context: ProxyContext, words: Words): CaddyDocument {
  const { proxy, shared } = context
  const imported = new Set<string>()
  const sites = proxy.routes.map((route) => siteOf(route, { ...context, words, imported }))
  return caddyDocument({
    header: header(shared),
    headerOrigin: HEADER_ORIGIN,
    globalOptions: globalOptions(context, words),
    globalOrigin: proxy.path,
    snippets: SNIPPETS.filter(({ name }) => imported.has(name)).map(snippetOf),
    sites,
  })
}
