import type { Environment, Host, Shared, Stack } from "../../core/estate.js"
import { code, link, type Markdown } from "../../formats/markdown.js"

/** The pages that are written once, by name. */
const PAGES = {
  infrastructure: "Infrastructure",
  "servers-and-compute": "Servers & Compute",
  "network-storage-and-iam": "Network, Storage & IAM",
  operations: "Operations",
  security: "Security",
  reach: "Who Reaches What",
} as const

/** The name of a page that is written once. */
export type PageName = keyof typeof PAGES

/** Where a shared page stands under the output directory: `docs/operations.md`. */
export function pagePath(shared: Shared, page: PageName): string {
  return `${shared.docsDirectory}/${page}.md`
}

/** Where the page of an environment stands: `docs/environments/production.md`. */
export function environmentPath(shared: Shared, environment: string): string {
  return `${shared.docsDirectory}/environments/${environment}.md`
}

/** Where a diagram stands: `docs/diagrams/overview.mmd`; one part of several: `docs/diagrams/overview/backend.mmd`. */
export function diagramPath(shared: Shared, diagram: string, part: string | undefined): string {
  return `${shared.docsDirectory}/diagrams/${diagram}${part === undefined ? "" : `/${part}`}.mmd`
}

/** The compose file of a stack: `backend-staging/docker-compose.yml`. */
export function composePath(stack: Stack): string {
  return `${stack.directory}/docker-compose.yml`
}

/** The name of a stack's compose file, as a link to it where it is generated. */
export function composeLink(stack: Stack, host: Host, from: string): Markdown {
  const path = composePath(stack)
  return host.generate.has("compose") ? link(code(path), relative(from, path)) : code(path)
}

/** The name of an environment, as a link to its page. */
export function environmentLink(
  environment: Environment,
  title: Markdown,
  place: { shared: Shared; from: string },
): Markdown {
  return link(title, relative(place.from, environmentPath(place.shared, environment.name)))
}

/** The way from one file under the output directory to another: `docs/a.md`, `web/b.yml` → `../web/b.yml`. */
export function relative(from: string, to: string): string {
  const start = from.split("/").slice(0, -1)
  const end = to.split("/")
  let common = 0
  while (common < start.length && common < end.length - 1 && start[common] === end[common]) common++
  return [...start.slice(common).map(() => ".."), ...end.slice(common)].join("/")
}
