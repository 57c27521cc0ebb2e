import { at, type HclValue, itemsOf, textOf } from "../../formats/hcl/value.js"
import type { Position, ReadProblem } from "../../formats/position.js"
import type { Stated } from "../network.js"
import type { Resource } from "../terraform/unit.js"
import { hostnameOf } from "./records.js"

/** A project at Vercel. */
export interface FrontendReading {
  /** Its name. */
  readonly name: string
  /** The repository whose pushes are deployed: `owner/name`; undefined where nothing is deployed by a push. */
  readonly repository: Stated<string> | undefined
  /** The host names that it answers. */
  readonly domains: readonly FrontendDomain[]
  /** What its builds and functions read. */
  readonly variables: readonly FrontendVariable[]
  /** Where it is stated. */
  readonly position: Position
}

/** A host name that a frontend answers. */
export interface FrontendDomain {
  /** In full, lower case. */
  readonly hostname: string
  /** The branch whose deployments it serves; undefined for production's. */
  readonly branch: string | undefined
  /** Where it sends whoever comes; undefined where it answers itself. */
  readonly redirect: string | undefined
  /** Where it is stated. */
  readonly position: Position
}

/** A variable of a frontend. */
export interface FrontendVariable {
  /** As the frontend reads it. */
  readonly name: string
  /** What anybody may read; undefined where nobody may. */
  readonly value: HclValue | undefined
  /** What nobody reads back; undefined where anybody may. */
  readonly secret: HclValue | undefined
  /** Whether Vercel shows it to nobody. */
  readonly isSensitive: boolean
  /** `production`, `preview`, `development`; sorted. */
  readonly targets: readonly string[]
  /** The branch whose deployments have it; undefined for all of its targets'. */
  readonly branch: string | undefined
  /** Where it is stated. */
  readonly position: Position
}

/** Reads the projects of Vercel, with the domains and variables that refer to them. */
export function readFrontends(resources: readonly Resource[]): {
  readonly all: readonly FrontendReading[]
  readonly problems: readonly ReadProblem[]
} {
  const projects = resources.filter(({ type }) => type === "vercel_project")
  const known = new Set(projects.map(({ unit, address }) => `${unit}#${address}.id`))
  const domains = ownedBy(resources, "vercel_project_domain")
  const variables = ownedBy(resources, "vercel_project_environment_variable")
  return {
    all: projects.map(({ unit, address, attributes, cause }) => {
      const repository = at(attributes, "git_repository", "repo")
      return {
        name: textOf(at(attributes, "name")) ?? address,
        repository:
          repository === undefined
            ? undefined
            : { value: textOf(repository) ?? "a repository that is not known", position: repository.position },
        domains: (domains.get(`${unit}#${address}.id`) ?? []).map(domainOf),
        variables: (variables.get(`${unit}#${address}.id`) ?? []).map(variableOf),
        position: at(attributes, "name")?.position ?? cause,
      }
    }),
    problems: [...domains, ...variables].flatMap(([owner, own]) =>
      known.has(owner)
        ? []
        : own.map(({ address, cause }) => ({
            message: `${address} belongs to a project of Vercel that no unit has.`,
            position: cause,
          })),
    ),
  }
}

function ownedBy(resources: readonly Resource[], type: string): ReadonlyMap<string, readonly Resource[]> {
  const found = new Map<string, Resource[]>()
  for (const resource of resources) {
    if (resource.type !== type) continue
    const project = at(resource.attributes, "project_id")
    const owner = project?.kind === "reference" ? `${project.unit}#${project.address}` : ""
    const known = found.get(owner)
    if (known === undefined) found.set(owner, [resource])
    else known.push(resource)
  }
  return found
}

function domainOf({ attributes, cause }: Resource): FrontendDomain {
  return {
    hostname: hostnameOf(shown(at(attributes, "domain")) ?? ""),
    branch: shown(at(attributes, "git_branch")),
    redirect: shown(at(attributes, "redirect")),
    position: cause,
  }
}

function variableOf({ attributes, cause }: Resource): FrontendVariable {
  const sensitive = at(attributes, "sensitive")
  return {
    name: shown(at(attributes, "key")) ?? "",
    value: at(attributes, "value"),
    secret: at(attributes, "value_wo"),
    isSensitive: sensitive?.kind === "bool" && sensitive.value,
    targets: itemsOf(at(attributes, "target"))
      .map((target) => shown(target) ?? "")
      .sort(),
    branch: shown(at(attributes, "git_branch")),
    position: cause,
  }
}

/** What a value says; of one that is not known, that it is not. */
function shown(value: HclValue | undefined): string | undefined {
  if (value === undefined || value.kind === "null") return undefined
  return textOf(value) ?? "what is not known"
}

/** A bucket of R2. */
export interface BucketReading {
  /** Its name. */
  readonly name: string
  /** Where it is stated; undefined for one that no unit makes. */
  readonly position: Position | undefined
  /** The host names that anybody reads it by; lower case. */
  readonly domains: readonly Stated<string>[]
}

/** Reads the buckets of R2, with the host names that serve them. */
export function readBuckets(resources: readonly Resource[]): readonly BucketReading[] {
  const found = new Map<string, { name: string; position: Position | undefined; domains: Stated<string>[] }>()
  for (const { type, attributes, cause } of resources) {
    const isBucket = type === "cloudflare_r2_bucket"
    if (!isBucket && type !== "cloudflare_r2_custom_domain") continue
    const name = shown(at(attributes, isBucket ? "name" : "bucket_name")) ?? ""
    const known = found.get(name) ?? { name, position: undefined, domains: [] }
    if (isBucket) known.position = cause
    else known.domains.push({ value: hostnameOf(shown(at(attributes, "domain")) ?? ""), position: cause })
    found.set(name, known)
  }
  return [...found.values()]
}

/** The frontend or bucket that answers a host name; undefined where none does. */
export function providerOf(
  {
    frontends,
    buckets,
  }: { readonly frontends: readonly FrontendReading[]; readonly buckets: readonly BucketReading[] },
  hostname: string,
): Stated<string> | undefined {
  for (const { name, domains } of frontends)
    for (const { hostname: own, position } of domains)
      if (own === hostname) return { value: `the frontend ${name}`, position }
  for (const { name, domains } of buckets)
    for (const { value, position } of domains) if (value === hostname) return { value: `the bucket ${name}`, position }
  return undefined
}
