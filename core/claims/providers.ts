import type { Environment, Estate, Handler, ResolvedText } from "../estate.js"
import { branchOf, presencesOf } from "../frontends.js"
import { type Origin, originOf } from "../origin.js"

/** A frontend: a project at Vercel, in all environments that it is in. */
export interface FrontendClaim {
  /** Its name at Vercel. */
  readonly project: string
  /** The repository whose pushes are deployed: `owner/name`; undefined where nothing is deployed by a push. */
  readonly repository: string | undefined
  /** The host names that it answers. */
  readonly domains: readonly FrontendDomainClaim[]
  /** What its builds and functions read, secrets among it. */
  readonly variables: readonly FrontendVariableClaim[]
  /** Where it is declared. */
  readonly origin: Origin
}

/** A host name that a frontend answers. */
export interface FrontendDomainClaim {
  /** In full, lower case. */
  readonly hostname: string
  /** The branch whose deployments it serves; undefined for production's. */
  readonly branch: string | undefined
  /** Where it is stated. */
  readonly origin: Origin
}

/** A variable of a frontend. */
export interface FrontendVariableClaim {
  /** As the frontend reads it. */
  readonly name: string
  /** What it is; undefined for a secret, and where part of it is known only to whoever applies the files. */
  readonly value: string | undefined
  /** The name of the secret that it is, which nobody may read back; undefined for what anybody may. */
  readonly secret: string | undefined
  /** The branch whose deployments have it; undefined for production's. */
  readonly branch: string | undefined
  /** Where it is stated. */
  readonly origin: Origin
}

/** A bucket of R2, in all environments that use it under one name. */
export interface BucketClaim {
  /** Its name at Cloudflare. */
  readonly name: string
  /** The host names that anybody reads it by. */
  readonly domains: readonly { readonly hostname: string; readonly origin: Origin }[]
  /** Where it is declared. */
  readonly origin: Origin
}

/** What is generated at providers beside machines and records. */
export interface ProviderClaims {
  /** In declared order. */
  readonly frontends: readonly FrontendClaim[]
  /** In order of environments. */
  readonly buckets: readonly BucketClaim[]
}

/** What the topology grants at providers: nothing where no Terraform files are generated. */
export function providerClaims(estate: Estate): ProviderClaims {
  if (!estate.shared.generate.has("terraform") || estate.shared.gcp === undefined) return { frontends: [], buckets: [] }
  return { frontends: frontendClaims(estate), buckets: bucketClaims(estate) }
}

function frontendClaims({ shared, environments }: Estate): readonly FrontendClaim[] {
  return (shared.vercel?.projects ?? []).flatMap((project): readonly FrontendClaim[] => {
    const presences = presencesOf(project, { environments })
    if (presences.length === 0) return []
    return [
      {
        project: project.project,
        repository: project.repository,
        domains: presences.flatMap((presence) =>
          presence.frontend.routes
            .flatMap(({ sites }) => sites)
            .filter(({ hostname }) => hostname !== "localhost")
            .map(({ hostname, origin }) => ({ hostname: hostname.toLowerCase(), branch: branchOf(presence), origin })),
        ),
        variables: presences.flatMap((presence) => {
          const { frontend, environment } = presence
          const branch = branchOf(presence)
          return [
            ...frontend.variables.map(({ name, value, origin }) => ({
              name,
              value: textInCloud(value, environment),
              secret: undefined,
              branch,
              origin,
            })),
            ...frontend.secrets.map(({ variable, secret, origin }) => ({
              name: variable,
              value: undefined,
              secret: secret.name,
              branch,
              origin,
            })),
          ]
        }),
        origin: project.path,
      },
    ]
  })
}

/** A provider is in the cloud; what only the run knows makes the whole unknown. */
function textInCloud(text: ResolvedText, { placementVariables }: Environment): string | undefined {
  let filled = ""
  for (const part of text) {
    const value =
      typeof part === "string" ? part : placementVariables.find(({ name }) => name === part.name)?.values.cloud
    if (value === undefined) return undefined
    filled += value
  }
  return filled
}

function bucketClaims({ shared, environments }: Estate): readonly BucketClaim[] {
  const found = new Map<string, { name: string; domains: { hostname: string; origin: Origin }[]; origin: Origin }>()
  for (const environment of environments) {
    const served = hostnamesByBucket(environment)
    for (const bucket of shared.cloudflare?.buckets ?? []) {
      const name = bucket.environments.includes(environment.name) ? bucket.names[environment.name] : undefined
      if (name === undefined) continue
      const known = found.get(name) ?? { name, domains: [], origin: originOf(bucket, `name:${environment.name}`) }
      known.domains.push(...(served.get(bucket.name) ?? []))
      found.set(name, known)
    }
  }
  return [...found.values()]
}

/** The host names that a bucket answers by itself: those of routes that no proxy serves. */
function hostnamesByBucket({ routes }: Environment): ReadonlyMap<string, BucketClaim["domains"]> {
  const served = new Map<string, { readonly hostname: string; readonly origin: Origin }[]>()
  for (const { proxy, handlers, sites } of routes) {
    if (proxy !== undefined) continue
    const [first] = answersOf(handlers)
    if (first?.answer.kind !== "bucket") continue
    const { name } = first.answer.bucket
    const own = sites
      .filter(({ hostname }) => hostname !== "localhost")
      .map(({ hostname, origin }) => ({ hostname: hostname.toLowerCase(), origin }))
    served.set(name, [...(served.get(name) ?? []), ...own])
  }
  return served
}

function answersOf(handlers: readonly Handler[]): readonly Handler[] {
  return handlers.flatMap((handler) =>
    handler.answer.kind === "handle" ? answersOf(handler.answer.handlers) : [handler],
  )
}
