import { GENERATOR_NAMES } from "../../schema/generator.js"
import { isPerEnvironment } from "../../schema/per-environment.js"
import { child, display } from "../../schema/pointer.js"
import type { TopologyData } from "../../schema/topology.js"
import type {
  Bucket,
  Cdn,
  Cloudflare,
  External,
  Gcp,
  Image,
  Secret,
  Shared,
  Targets,
  Vercel,
  VercelProject,
} from "../estate.js"
import { familyOf } from "../families.js"
import type { Resolved } from "../origin.js"
import { Fields, type Place, refuseUnknownNames } from "./fields.js"
import type { Pins } from "./pin-of.js"
import type { Problems } from "./problems.js"
import { resolveAcceptances, resolveSeverities } from "./rules.js"

/** Resolves what all environments share. Edges of providers and externals are filled in by {@link import("./edges.js")}. */
export function resolveShared(
  data: TopologyData,
  { source, pins, problems }: { readonly source: string; readonly pins: Pins; readonly problems: Problems },
): Shared {
  const fields = new Fields("topology", data, "", undefined, problems)
  const generate = new Set(fields.plain("generate") ?? GENERATOR_NAMES)
  const name = fields.plain("name")!
  const title = fields.plain("title") ?? capitalised(name)
  const description = fields.plain("description")
  const environments = Object.keys(data.environments)
  const gcp = resolveGcp(data, problems)
  const terraform = fields.below("terraform", data.terraform ?? {}, "terraform")
  const docs = fields.below("docs", data.docs ?? {}, "docs")
  const targets = resolveTargets(fields.below("targets", data.targets ?? {}, "targets"))
  const terraformDirectory = terraform.plain("directory") ?? "terraform"
  const terraformUnit = terraform.plain("unit") ?? "live/{environment}/{concern}"
  const docsDirectory = docs.plain("directory") ?? "docs"
  const root = docs.plain("root") ?? "out"
  return {
    ...fields.node,
    sources: {
      ...fields.node.sources,
      ...renamed(terraform.sources, { directory: "terraformDirectory", unit: "terraformUnit" }),
      ...renamed(docs.sources, { directory: "docsDirectory", root: "root" }),
    },
    source,
    name,
    title,
    description,
    generate,
    gcp,
    vercel: resolveVercel(data, environments, problems),
    cloudflare: resolveCloudflare(data, environments, problems),
    images: resolveImages(data, { gcp, environments, problems }),
    secrets: resolveSecrets(data, environments, problems),
    externals: resolveExternals(data, environments, problems),
    terraformDirectory,
    terraformUnit,
    docsDirectory,
    root,
    targets,
    severities: resolveSeverities(data),
    acceptances: resolveAcceptances(data, pins, problems),
  }
}

/** The versions that what is generated was tried with. */
function resolveTargets(fields: Fields<NonNullable<TopologyData["targets"]>>): Targets {
  const compose = fields.plain("compose") ?? "2.40"
  const caddy = fields.plain("caddy") ?? "2.11"
  const terraform = fields.plain("terraform") ?? "1.11"
  const terragrunt = fields.plain("terragrunt") ?? "1.0"
  return { ...fields.node, compose, caddy, terraform, terragrunt }
}

/** The origins of a node whose fields stand under other names in another one. */
function renamed(sources: Resolved["sources"], names: Readonly<Record<string, string>>): Resolved["sources"] {
  return Object.fromEntries(
    Object.entries(sources).flatMap(([key, origin]) => (names[key] === undefined ? [] : [[names[key], origin]])),
  )
}

/** `compute-api` → `Compute api`. */
export function capitalised(name: string): string {
  const spaced = name.replace(/[-_]+/g, " ")
  return spaced.charAt(0).toUpperCase() + spaced.slice(1)
}

/** The environments that `only` leaves, each checked to exist; in declared order. */
export function limited(
  fields: Fields<{ readonly only?: readonly string[] | undefined }>,
  environments: readonly string[],
): readonly string[] {
  const only = fields.plain("only")
  if (only === undefined) return environments
  refuseUnknownNames(only, child(fields.path, "only"), fields.problems)
  return environments.filter((name) => only.includes(name))
}

function resolveGcp(data: TopologyData, problems: Problems): Gcp | undefined {
  const stated = data.clouds?.gcp
  if (stated === undefined) return undefined
  const fields = new Fields("gcp", stated, "/clouds/gcp", undefined, problems)
  const operations = fields.below("operations", stated.operations, "operations")
  const values = {
    title: fields.plain("title") ?? "GCP",
    purpose: fields.plain("purpose")!,
    region: fields.plain("region")!,
    zone: fields.plain("zone")!,
  }
  const shared = {
    project: operations.plain("project")!,
    purpose: operations.plain("purpose")!,
    stateBucket: operations.plain("stateBucket")!,
    registry: operations.plain("registry"),
  }
  const operators = (stated.operators ?? []).map((operator, index) => {
    const reader = fields.below("operator", operator, "operators", index)
    return { member: reader.plain("member")!, reason: reader.plain("reason")!, ...reader.node }
  })
  return { ...fields.node, ...values, operations: { ...operations.node, ...shared }, operators }
}

function resolveVercel(data: TopologyData, environments: readonly string[], problems: Problems): Vercel | undefined {
  const stated = data.clouds?.vercel
  if (stated === undefined) return undefined
  const fields = new Fields("vercel", stated, "/clouds/vercel", undefined, problems)
  const values = {
    title: fields.plain("title") ?? "Vercel",
    purpose: fields.plain("purpose")!,
    region: fields.plain("region") ?? "Global",
    team: fields.plain("team"),
  }
  const projects = Object.entries(stated.projects).map(([name, project]): VercelProject => {
    const reader = fields.below("vercelProject", project, "projects", name)
    const resolved = {
      kind: "vercel" as const,
      name,
      title: reader.plain("title") ?? capitalised(name),
      purpose: reader.plain("purpose"),
      project: reader.plain("project") ?? name,
      framework: reader.plain("framework"),
      repository: reader.plain("repository"),
      directory: reader.plain("directory"),
      environments: limited(reader, environments),
    }
    return { ...reader.node, ...resolved }
  })
  return { ...fields.node, ...values, projects }
}

function resolveCloudflare(
  data: TopologyData,
  environments: readonly string[],
  problems: Problems,
): Cloudflare | undefined {
  const stated = data.clouds?.cloudflare
  if (stated === undefined) return undefined
  const fields = new Fields("cloudflare", stated, "/clouds/cloudflare", undefined, problems)
  const values = {
    title: fields.plain("title") ?? "Cloudflare",
    purpose: fields.plain("purpose")!,
    region: fields.plain("region") ?? "Global",
    zone: fields.plain("zone")!,
    account: fields.plain("account"),
  }
  const buckets = Object.entries(stated.buckets ?? {}).map(([name, bucket]): Bucket => {
    const reader = fields.below("bucket", bucket, "buckets", name)
    const allowed = limited(reader, environments)
    const names: Record<string, string> = {}
    const sources: Record<string, string> = {}
    for (const environment of allowed) {
      const there = new Fields("bucket", bucket, reader.path, environment, problems)
      const real = there.varying("name")
      if (real === undefined) {
        if (bucket.only !== undefined) noBucketName(reader.path, environment, problems)
        continue
      }
      names[environment] = real
      sources[`name:${environment}`] = there.node.sources.name!
    }
    const resolved = {
      kind: "bucket" as const,
      name,
      title: reader.plain("title") ?? capitalised(name),
      purpose: reader.plain("purpose"),
      names,
      location: reader.plain("location") ?? "weur",
      expireDays: dayCount(reader.plain("expire")),
      environments: allowed.filter((environment) => names[environment] !== undefined),
    }
    return { ...reader.node, sources: { ...reader.node.sources, ...sources }, ...resolved }
  })
  return { ...fields.node, ...values, cdn: resolveCdn(data, problems), buckets }
}

function noBucketName(path: string, environment: string, problems: Problems): void {
  problems.error(
    {
      code: "values/missing",
      message: `${display(child(path, "name"))} has no value for every environment that needs one.`,
      path: child(path, "name"),
      notes: [{ message: "the bucket is said to be there", path: child(path, "only") }],
      help: "Add the environment, or a `default`.",
    },
    environment,
  )
}

function resolveCdn(data: TopologyData, problems: Problems): Cdn | undefined {
  const stated = data.clouds?.cloudflare?.cdn
  if (stated === undefined) return undefined
  const fields = new Fields("cdn", stated, "/clouds/cloudflare/cdn", undefined, problems)
  const title = fields.plain("title") ?? "CDN"
  return { ...fields.node, kind: "cdn", name: "cdn", title }
}

function resolveImages(
  data: TopologyData,
  context: { readonly gcp: Gcp | undefined; readonly environments: readonly string[]; readonly problems: Problems },
): readonly Image[] {
  const { gcp, environments, problems } = context
  return sortedEntries(data.images ?? {}).map(([name, image]) => {
    const fields = new Fields("image", image, child("/images", name), undefined, problems)
    const shortRepository = fields.plain("repository")!
    const isPrivate = fields.plain("private") ?? false
    const registry = gcp?.operations.registry
    if (isPrivate && (gcp === undefined || registry === undefined)) {
      problems.error({
        code: "images/no_registry",
        message: `The image ${JSON.stringify(name)} is private, but no registry is declared.`,
        path: child(fields.path, "private"),
        help: "Name the Artifact Registry repository in clouds.gcp.operations.registry.",
      })
    }
    const prefix =
      isPrivate && gcp !== undefined && registry !== undefined
        ? `${gcp.region}-docker.pkg.dev/${gcp.operations.project}/${registry}/`
        : ""
    const resolved = {
      name,
      repository: prefix + shortRepository,
      shortRepository,
      private: isPrivate,
      releases: releasesOf(fields, environments),
      family: fields.plain("family") ?? familyOf(shortRepository),
      purpose: fields.plain("purpose"),
      secretsAsVariables: fields.plain("secretsAsVariables"),
    }
    return { ...fields.node, ...resolved }
  })
}

/** The release line of an image in each environment that has one. */
function releasesOf(
  fields: Fields<NonNullable<TopologyData["images"]>[string]>,
  environments: readonly string[],
): Readonly<Record<string, string>> {
  const releases: Record<string, string> = {}
  if (fields.data.release === undefined) return releases
  for (const environment of environments) {
    const there = new Fields("image", fields.data, fields.path, environment, fields.problems)
    const release = there.varying("release")
    if (release === undefined) continue
    releases[environment] = release
    fields.source(`release:${environment}`, there.sources.release!)
  }
  return releases
}

function resolveSecrets(data: TopologyData, environments: readonly string[], problems: Problems): readonly Secret[] {
  return sortedEntries(data.secrets ?? {}).map(([name, secret]) => {
    const fields = new Fields("secret", secret, child("/secrets", name), undefined, problems)
    const resolved = {
      name,
      purpose: fields.plain("purpose")!,
      from: fields.plain("source") ?? ("secret-manager" as const),
      id: fields.plain("id") ?? name,
      form: fields.plain("form") ?? ("opaque" as const),
      environments: limited(fields, environments),
    }
    return { ...fields.node, ...resolved }
  })
}

function resolveExternals(
  data: TopologyData,
  environments: readonly string[],
  problems: Problems,
): readonly External[] {
  return Object.entries(data.externals ?? {}).map(([name, external]) => {
    const fields = new Fields("external", external, child("/externals", name), undefined, problems)
    const resolved = {
      kind: "external" as const,
      name,
      title: fields.plain("title")!,
      role: fields.plain("kind") ?? ("api" as const),
      purpose: fields.plain("purpose"),
      group: fields.plain("group"),
      hosts: everyHost(external.hosts, fields),
      port: onePort(fields.plain("port")),
      environments: limited(fields, environments),
    }
    return { ...fields.node, ...resolved }
  })
}

type ExternalData = NonNullable<TopologyData["externals"]>[string]

/** The host names of all environments, each once. */
function everyHost(stated: ExternalData["hosts"], fields: Fields<ExternalData>): readonly string[] {
  fields.plain("hosts")
  if (stated === undefined) return []
  return isPerEnvironment(stated) ? [...new Set(Object.values(stated).flat())] : (stated as readonly string[])
}

/** The port, where all environments have the same one. */
function onePort(stated: ExternalData["port"]): number {
  return typeof stated === "number" ? stated : 443
}

/** An external as one environment sees it: with the host names and the port that it has there. */
export function externalIn(external: External, data: ExternalData | undefined, place: Place): External {
  if (data === undefined || !(isPerEnvironment(data.hosts) || isPerEnvironment(data.port))) return external
  const fields = new Fields("external", data, external.path, place.environment, place.problems)
  const hosts = (fields.varying("hosts") as readonly string[] | undefined) ?? []
  const port = (fields.varying("port") as number | undefined) ?? 443
  return { ...external, hosts, port, sources: { ...external.sources, ...fields.sources } }
}

/** Entries sorted by key, in code unit order. */
function sortedEntries<V>(record: Readonly<Record<string, V>>): readonly (readonly [string, V])[] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
}

function dayCount(days: string | undefined): number | undefined {
  return days === undefined ? undefined : Number(days.slice(0, -1))
}
