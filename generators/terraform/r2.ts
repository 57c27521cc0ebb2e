import type { Bucket, Cloudflare, Environment, Estate, Handler, Site } from "../../core/estate.js"
import { type Origin, originOf } from "../../core/origin.js"
import { unitPath } from "../../core/unit-paths.js"
import { call, type Entry, entry, gap, list, object, str } from "../../formats/hcl.js"
import { numberEntry, spaced, textEntry } from "./entries.js"
import { noLocals, type Unit } from "./unit.js"

/** The R2 buckets: each environment's own, and those that several environments share. */
export function r2Units(estate: Estate, cloudflare: Cloudflare): readonly Unit[] {
  const owned = ownedBuckets(estate, cloudflare)
  const places: readonly (Environment | undefined)[] = [undefined, ...estate.environments]
  return places.flatMap((environment) => {
    const buckets = owned.filter(({ owner }) => owner === environment)
    return buckets.length === 0 ? [] : [r2Unit(environment, buckets, { estate, cloudflare })]
  })
}

/** One bucket, and the host names that serve it. */
interface OwnedBucket {
  readonly bucket: Bucket
  /** Its name at Cloudflare. */
  readonly name: string
  readonly nameOrigin: Origin
  /** Undefined where several environments use it. */
  readonly owner: Environment | undefined
  readonly sites: readonly Site[]
}

/** A bucket is known by its real name: environments that state the same one use the same bucket. */
function ownedBuckets({ environments }: Estate, { buckets }: Cloudflare): readonly OwnedBucket[] {
  const found = new Map<string, OwnedBucket>()
  for (const environment of environments) {
    const served = sitesByBucket(environment)
    for (const bucket of buckets) {
      const name = bucket.environments.includes(environment.name) ? bucket.names[environment.name] : undefined
      if (name === undefined) continue
      const known = found.get(name)
      const sites = served.get(bucket.name) ?? []
      const nameOrigin = originOf(bucket, `name:${environment.name}`)
      found.set(
        name,
        known === undefined
          ? { bucket, name, nameOrigin, owner: environment, sites }
          : { ...known, owner: undefined, sites: [...known.sites, ...sites] },
      )
    }
  }
  return [...found.values()]
}

/** Host names that a bucket answers on by itself, by the bucket's name. */
function sitesByBucket({ routes }: Environment): ReadonlyMap<string, readonly Site[]> {
  const served = new Map<string, Site[]>()
  for (const route of routes) {
    if (route.proxy !== undefined) continue
    const [first] = answers(route.handlers)
    if (first?.answer.kind !== "bucket") continue
    const sites = route.sites.filter(({ hostname }) => hostname !== "localhost")
    const { name } = first.answer.bucket
    const known = served.get(name)
    if (known === undefined) served.set(name, [...sites])
    else known.push(...sites)
  }
  return served
}

function answers(handlers: readonly Handler[]): readonly Handler[] {
  return handlers.flatMap((handler) =>
    handler.answer.kind === "handle" ? answers(handler.answer.handlers) : [handler],
  )
}

function r2Unit(
  environment: Environment | undefined,
  buckets: readonly OwnedBucket[],
  { estate, cloudflare }: { readonly estate: Estate; readonly cloudflare: Cloudflare },
): Unit {
  const sorted = [...buckets].sort((a, b) => (a.name < b.name ? -1 : 1))
  const origin = environment?.path ?? cloudflare.path
  return {
    path: unitPath(estate.shared, environment, "r2"),
    environment: environment?.name,
    module: "r2",
    provider: "cloudflare",
    owns:
      environment === undefined
        ? "the buckets that several environments use, and their host names"
        : `the buckets of ${environment.name} and their host names`,
    origin,
    reads: [],
    after: [],
    locals: noLocals,
    inputs: () => [accountEntry(cloudflare), gap, entry("buckets", object(spaced(sorted.map(bucketEntry))), origin)],
    mocks: () => [
      entry("bucket_names", list(sorted.map(({ name }) => str(name))), origin),
      entry(
        "hostnames",
        object(
          sorted
            .filter(({ sites }) => sites.length > 0)
            .map(({ name, sites, nameOrigin }) => entry(name, list(hostnames(sites).map(str)), nameOrigin)),
        ),
        origin,
      ),
      textEntry("endpoint", "https://00000000000000000000000000000000.r2.cloudflarestorage.com", origin),
    ],
  }
}

/** The zone's id is nothing that a topology states: it is read where Terragrunt runs, as the API token is. */
export const zoneId = call("get_env", str("CLOUDFLARE_ZONE_ID"))

function accountEntry({ account, ...cloudflare }: Cloudflare): Entry {
  return entry(
    "account_id",
    account === undefined ? call("get_env", str("CLOUDFLARE_ACCOUNT_ID")) : str(account),
    originOf(cloudflare, "account"),
  )
}

function bucketEntry({ bucket, name, nameOrigin, sites }: OwnedBucket): Entry {
  const domains = sites.map(({ hostname, origin }) => entry(hostname, object([entry("zone_id", zoneId)]), origin))
  const expiry =
    bucket.expireDays === undefined
      ? []
      : [
          entry(
            "delete_after_days",
            object([numberEntry("", bucket.expireDays, originOf(bucket, "expire"))]),
            bucket.path,
          ),
        ]
  return entry(
    name,
    object([
      textEntry("location", bucket.location, originOf(bucket, "location")),
      ...(domains.length === 0 ? [] : [gap, entry("domains", object(domains), bucket.path)]),
      ...expiry,
    ]),
    nameOrigin,
  )
}

function hostnames(sites: readonly Site[]): readonly string[] {
  return sites.map(({ hostname }) => hostname).sort()
}
