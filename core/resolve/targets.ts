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

/** The names that edges use for what is no host, bucket or external of the topology's own. */
export const RESERVED_TARGETS = ["cdn", "gcp", "vercel", "cloudflare"] as const

/**
 * What a reference means in one environment: `redis` (a service of this host), `compute.api`, `vercel.webapp`, a bucket, `cdn`,
 * an external, a provider, a host. Undefined, and reported, when nothing of that name is there.
 */
export function target(reference: string, catalog: Catalog, place: ReferencePlace): EdgeTarget | undefined {
  const found = lookUp(reference, catalog, place.host)
  if (found !== undefined) {
    refuseAmbiguous(reference, found, catalog, place)
    return found
  }
  if (isDeclared(reference, catalog, place.host)) {
    refuseAbsent(JSON.stringify(reference), { ...place, environment: catalog.environment })
    return undefined
  }
  refuseUnknown(reference, catalog, place)
  return undefined
}

/** Whether a reference means something, be it in this environment or in another one. */
export function isDeclared(reference: string, catalog: Catalog, host: string | undefined): boolean {
  if (lookUp(reference, catalog, host) !== undefined) return true
  return catalog.isSomewhere(reference) || catalog.isSomewhere(qualified(reference, host))
}

/** Reports a reference that means nothing anywhere, with what may be meant. */
export function refuseUnknown(reference: string, catalog: Catalog, place: ReferencePlace): void {
  const at = (name: string) => declaration(name, catalog, place.host)
  place.problems.unknown("target", { found: reference, path: place.path, declared: names(catalog, place.host), at })
}

/** Where what a reference names is declared, be it in this environment or not. */
function declaration(name: string, catalog: Catalog, host: string | undefined): Pointer | undefined {
  const service = catalog.services.get(qualified(name, host))
  if (service !== undefined) return service.path
  if (name === "cdn") return catalog.shared.cloudflare?.cdn?.path
  const project = name.startsWith("vercel.") ? catalog.projects.get(name.slice("vercel.".length)) : undefined
  return (project ?? catalog.buckets.get(name) ?? catalog.externals.get(name) ?? catalog.hosts.get(name))?.path
}

/** Reports something that is declared, but not in the environment in which it is used. */
export function refuseAbsent(
  what: string,
  place: { readonly path: Pointer; readonly problems: Problems; readonly environment: string },
): void {
  place.problems.error(
    {
      code: "references/absent",
      message: `${what} is used in an environment that it is not in.`,
      path: place.path,
      found: what,
      help: "Limit what uses it with `only`, or put it into that environment too.",
    },
    place.environment,
  )
}

function lookUp(reference: string, catalog: Catalog, host: string | undefined): EdgeTarget | undefined {
  const { shared, environment } = catalog
  const service = catalog.services.get(qualified(reference, host))
  if (service !== undefined) return service.asTarget
  if (reference.startsWith("vercel.")) {
    const project = catalog.projects.get(reference.slice("vercel.".length))
    return project?.environments.includes(environment) ? { kind: "vercel", project } : undefined
  }
  const bucket = catalog.buckets.get(reference)
  if (bucket !== undefined) return bucket.environments.includes(environment) ? { kind: "bucket", bucket } : undefined
  if (reference === "cdn" && shared.cloudflare?.cdn !== undefined) return { kind: "cdn", cdn: shared.cloudflare.cdn }
  const external = catalog.externals.get(reference)
  if (external !== undefined)
    return external.environments.includes(environment) ? { kind: "external", external } : undefined
  if (reference === "gcp" || reference === "vercel" || reference === "cloudflare") {
    return shared[reference] === undefined ? undefined : { kind: "provider", provider: reference }
  }
  return catalog.hosts.has(reference) ? { kind: "host", host: reference } : undefined
}

/** A bare name that means a service of this host, and something outside just as well: which one was meant can't be told. */
function refuseAmbiguous(reference: string, found: EdgeTarget, catalog: Catalog, place: ReferencePlace): void {
  if (found.kind !== "service" || reference.includes(".")) return
  const other = catalog.buckets.get(reference) ?? catalog.externals.get(reference)
  if (other === undefined) return
  place.problems.error({
    code: "references/ambiguous",
    message: `${JSON.stringify(reference)} is a service of this host, and also ${other.kind === "bucket" ? "a bucket" : "an external"}.`,
    path: place.path,
    found: JSON.stringify(reference),
    notes: [{ message: "the other one is declared there", path: other.path }],
    help: `Write ${JSON.stringify(found.service.id)} if the service is meant, else give one of them another name.`,
  })
}

function qualified(reference: string, host: string | undefined): string {
  return reference.includes(".") || host === undefined ? reference : `${host}.${reference}`
}

function names(catalog: Catalog, host: string | undefined): readonly string[] {
  const own = host === undefined ? [] : [...(catalog.hosts.get(host)?.services.keys() ?? [])]
  return [
    ...own,
    ...catalog.services.keys(),
    ...[...catalog.projects.keys()].map((name) => `vercel.${name}`),
    ...catalog.buckets.keys(),
    ...(catalog.shared.cloudflare?.cdn === undefined ? [] : ["cdn"]),
    ...catalog.externals.keys(),
    ...catalog.hosts.keys(),
  ]
}
