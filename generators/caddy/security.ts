import type { Route } from "../../core/estate.js"
import { originOf } from "../../core/origin.js"
import { type Directive, directive, handler, type Snippet, snippet } from "../../formats/caddyfile.js"
import type { Change } from "./headers.js"

/** Headers that sites get without asking for them. */
export interface DefaultHeaders {
  /** The snippet's name. */
  readonly name: string
  /** What it is for, above the snippet. */
  readonly comment: string
  /** Whether a route gets them. */
  readonly suits: (route: Route) => boolean
  readonly changes: readonly Change[]
}

const ORIGIN = "constant:generators/caddy/security"

/** The snippets there are, in printed order. */
export const SNIPPETS: readonly DefaultHeaders[] = [
  {
    name: "security",
    comment: "Every site has these; what an upstream sets itself, stays.",
    suits: () => true,
    changes: [
      { name: "Server", kind: "delete", value: "", origin: ORIGIN },
      { name: "X-Content-Type-Options", kind: "default", value: "nosniff", origin: ORIGIN },
      { name: "X-Frame-Options", kind: "default", value: "SAMEORIGIN", origin: ORIGIN },
      { name: "Referrer-Policy", kind: "default", value: "strict-origin-when-cross-origin", origin: ORIGIN },
    ],
  },
  {
    name: "hsts",
    comment: "Browsers that have been here once come back over HTTPS only, for a year.",
    // Never with a certificate that browsers refuse: its error could then not be dismissed.
    suits: ({ tls }) => tls.kind === "automatic" || tls.kind === "files",
    changes: [{ name: "Strict-Transport-Security", kind: "default", value: "max-age=31536000", origin: ORIGIN }],
  },
]

/** Spells a snippet. */
export function snippetOf({ name, comment, changes }: DefaultHeaders): Snippet {
  // One line each: before Caddy 2.11 a block sets its defaults only if none of them is there.
  const body = changes.map((change) =>
    change.kind === "delete"
      ? handler(ORIGIN, "header", undefined, [`-${change.name}`])
      : handler(ORIGIN, "header", undefined, [`?${change.name}`, change.value]),
  )
  return snippet(ORIGIN, name, body, { comment })
}

/** Takes a snippet in. */
export function importOf({ name }: DefaultHeaders, route: Route): Directive {
  return directive(name === "hsts" ? originOf(route, "tls") : ORIGIN, "import", [name])
}
