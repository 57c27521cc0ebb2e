import { child } from "../../schema/pointer.js"
import type { TextInput } from "../../schema/references.js"
import type { TopologyData } from "../../schema/topology.js"
import type { Frontend, FrontendSecret, OutsideEdge, Route, VercelProject } from "../estate.js"
import { append } from "../lists.js"
import type { Catalog } from "./catalog.js"
import { answers, resolveProviderEdges } from "./edges.js"
import { isIn, member, pickAt } from "./fields.js"
import type { Problems } from "./problems.js"
import type { RouteContext } from "./routes.js"
import { findSecret, isHere } from "./secrets.js"
import { resolveText } from "./texts.js"

/** What providers, frontends, buckets and externals reach in one environment. */
export function resolveOutside({
  data,
  catalog,
  routes,
  problems,
}: {
  readonly data: TopologyData
  readonly catalog: Catalog
  readonly routes: readonly Route[]
  readonly problems: Problems
}): readonly OutsideEdge[] {
  const { shared, environment } = catalog
  const from = (
    source: OutsideEdge["from"],
    uses: Parameters<typeof resolveProviderEdges>[0],
    path: string,
  ): readonly OutsideEdge[] =>
    resolveProviderEdges(uses, { path, host: undefined, catalog, problems }).map((edge) => ({ ...edge, from: source }))
  const providers = (["gcp", "vercel", "cloudflare"] as const).flatMap((provider) =>
    from({ kind: "provider", provider }, data.clouds?.[provider]?.uses, `/clouds/${provider}`),
  )
  const projects = (shared.vercel?.projects ?? [])
    .filter(({ environments }) => environments.includes(environment))
    .flatMap((project) =>
      from({ kind: "vercel", project }, data.clouds?.vercel?.projects[project.name]?.uses, project.path),
    )
  const externals = [...catalog.externals.values()]
    .filter(({ environments }) => environments.includes(environment))
    .flatMap((external) => from({ kind: "external", external }, data.externals?.[external.name]?.uses, external.path))
  return [...externals, ...providers, ...projects, ...bucketsBehindCdn(catalog, routes)]
}

/** The frontends of one environment, with the routes that they serve. */
export function resolveFrontends(context: RouteContext, routes: readonly Route[]): readonly Frontend[] {
  const { catalog, data, problems } = context
  // A frontend is built for the whole internet: it never knows what a laptop calls things.
  const placements = context.placements.seenFromOutside()
  const served = servedRoutes(routes)
  const projects = (catalog.shared.vercel?.projects ?? []).filter(({ environments }) =>
    environments.includes(catalog.environment),
  )
  return projects.map((project) => {
    const stated = data.clouds?.vercel?.projects[project.name]?.environment ?? {}
    const variables = Object.entries(stated).flatMap(([name, value]) => {
      const picked = pickAt(value, child(child(project.path, "environment"), name), {
        environment: catalog.environment,
        problems,
      })
      if (picked.value === undefined) return []
      const text = resolveText(picked.value as TextInput, picked.origin, {
        ...context,
        placements,
        service: undefined,
        edges: [],
        secrets: false,
      })
      return [{ name, value: text, origin: picked.origin }]
    })
    const secrets = frontendSecrets(data.clouds?.vercel?.projects[project.name]?.secrets, project, context)
    return { project, variables, secrets, routes: served.get(project.name) ?? [] }
  })
}

interface StatedSecret {
  readonly secret: string
  readonly version?: number | undefined
  readonly only?: readonly string[] | undefined
}

function frontendSecrets(
  stated: NonNullable<NonNullable<TopologyData["clouds"]>["vercel"]>["projects"][string]["secrets"],
  project: VercelProject,
  context: RouteContext,
): readonly FrontendSecret[] {
  const here = { environment: context.catalog.environment, problems: context.problems }
  const variables = context.data.clouds?.vercel?.projects[project.name]?.environment
  return Object.entries(stated ?? {}).flatMap(([variable, use]): readonly FrontendSecret[] => {
    const path = child(child(project.path, "secrets"), variable)
    const place = typeof use === "string" ? path : child(path, "secret")
    if (member(variables, variable) !== undefined) refuseTwice(variable, project, context.problems)
    const { secret: name, only, version }: StatedSecret = typeof use === "string" ? { secret: use } : use
    const secret = findSecret(name, place, context)
    if (secret === undefined || !isIn(only, child(path, "only"), here) || !isHere(secret, place, context)) return []
    return [{ variable, secret, version: version ?? 1, origin: path }]
  })
}

function refuseTwice(variable: string, { name, path }: VercelProject, problems: Problems): void {
  problems.error({
    code: "secrets/as_variable",
    message: `The variable ${variable} of the frontend ${name} is stated twice: with a value, and as a secret.`,
    path: child(child(path, "secrets"), variable),
    notes: [{ message: "the value is stated there", path: child(child(path, "environment"), variable) }],
    help: "Keep one of both.",
  })
}

/** The routes that each frontend serves, by its name. */
function servedRoutes(routes: readonly Route[]): ReadonlyMap<string, readonly Route[]> {
  const served = new Map<string, Route[]>()
  for (const route of routes) {
    const names = answers(route.handlers).flatMap(({ answer }) =>
      answer.kind === "vercel" ? [answer.project.name] : [],
    )
    for (const name of new Set(names)) append(served, name, route)
  }
  return served
}

/** A declared CDN stands before every bucket that a route leads to; no host name leads to the others. */
function bucketsBehindCdn({ shared, environment }: Catalog, routes: readonly Route[]): readonly OutsideEdge[] {
  const cdn = shared.cloudflare?.cdn
  if (cdn === undefined) return []
  const served = new Set(
    routes.flatMap(({ handlers }) =>
      answers(handlers).flatMap(({ answer }) => (answer.kind === "bucket" ? [answer.bucket.name] : [])),
    ),
  )
  return (shared.cloudflare?.buckets ?? [])
    .filter(({ name, environments }) => served.has(name) && environments.includes(environment))
    .map((bucket) => ({
      noun: "edge",
      path: cdn.path,
      sources: { to: cdn.path },
      from: { kind: "bucket", bucket },
      to: { kind: "cdn", cdn },
      access: "read",
      label: undefined,
    }))
}
