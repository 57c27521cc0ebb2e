import type { Pointer } from "../../schema/pointer.js"
import type { EdgeTarget } from "../estate.js"
import type { Catalog } from "./catalog.js"
import type { Problems } from "./problems.js"

/** Where a reference stands, and from which host its bare names are read. */
export interface ReferencePlace {
  readonly path: Pointer
  /** The host whose services bare names mean first; undefined outside hosts. */
  readonly host: string | undefined
  readonly problems: Problems
}

/**
 * What a reference means in one environment: `redis` (a service of this host), `compute.api`, `vercel.webapp`, a bucket, `cdn`,
 * an external, a provider, a host. Undefined, and reported, when nothing of that name is there.
 */
export function target(reference: string, catalog: Catalog, place: ReferencePlace): EdgeTarget | undefined {
  const found = lookUp(reference, catalog, place.host)
  if (found !== undefined) return found
  const elsewhere = catalog.everywhere.has(qualified(reference, place.host))
  if (elsewhere) {
    place.problems.error(
      {
        code: "reference/absent",
        message: `${JSON.stringify(reference)} is not in ${catalog.environment}, but is used there.`,
        path: place.path,
        found: JSON.stringify(reference),
        help: "Limit what uses it with `only`, or put it into that environment too.",
      },
      catalog.environment,
    )
    return undefined
  }
  place.problems.unknown("target", { found: reference, path: place.path, declared: names(catalog, place.host) })
  return undefined
}

function lookUp(reference: string, catalog: Catalog, host: string | undefined): EdgeTarget | undefined {
  const { shared, environment } = catalog
  const service = catalog.services.get(qualified(reference, host))
  if (service !== undefined)
    return { kind: "service", service: { host: service.host, name: service.name, id: service.id } }
  if (reference.startsWith("vercel.")) {
    const project = shared.vercel?.projects.find(({ name }) => `vercel.${name}` === reference)
    return project?.environments.includes(environment) ? { kind: "vercel", project } : undefined
  }
  const bucket = shared.cloudflare?.buckets.find(({ name }) => name === reference)
  if (bucket !== undefined) return bucket.environments.includes(environment) ? { kind: "bucket", bucket } : undefined
  if (reference === "cdn" && shared.cloudflare?.cdn !== undefined) return { kind: "cdn", cdn: shared.cloudflare.cdn }
  const external = shared.externals.find(({ name }) => name === reference)
  if (external !== undefined)
    return external.environments.includes(environment) ? { kind: "external", external } : undefined
  if (reference === "gcp" || reference === "vercel" || reference === "cloudflare") {
    return shared[reference] === undefined ? undefined : { kind: "provider", provider: reference }
  }
  return catalog.hosts.has(reference) ? { kind: "host", host: reference } : undefined
}

function qualified(reference: string, host: string | undefined): string {
  return reference.includes(".") || host === undefined ? reference : `${host}.${reference}`
}

function names(catalog: Catalog, host: string | undefined): readonly string[] {
  const { shared } = catalog
  const own = host === undefined ? [] : [...(catalog.hosts.get(host)?.services.keys() ?? [])]
  return [
    ...own,
    ...catalog.services.keys(),
    ...(shared.vercel?.projects.map(({ name }) => `vercel.${name}`) ?? []),
    ...(shared.cloudflare?.buckets.map(({ name }) => name) ?? []),
    ...(shared.cloudflare?.cdn === undefined ? [] : ["cdn"]),
    ...shared.externals.map(({ name }) => name),
    ...catalog.hosts.keys(),
  ]
}
