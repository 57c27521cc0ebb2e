import type {
  Cloudflare,
  EdgeTarget,
  Environment,
  Estate,
  External,
  Gcp,
  Host,
  Service,
  Shared,
} from "../../../core/estate.js"
import type { Origin } from "../../../core/origin.js"
import { isStore } from "../../../core/store.js"
import type { Sketch } from "../graph.js"
import type { Ids } from "../ids.js"

/** What puts the things of an estate into a sketch. */
export interface Stage {
  readonly shared: Shared
  readonly sketch: Sketch
  readonly ids: Ids
  /** What it is to be; in all but an environment's own, services of one group are one node: see {@link serviceId}. */
  readonly kind: "overview" | "isolation" | "environment"
}

/** The node of a service: its own, or that of the group it is folded into; a group `vercel.<project>` is that frontend's node. */
export function serviceId(service: Service, { ids, kind, shared }: Stage): string {
  if (kind === "environment" || service.group === undefined) return ids.of("svc", service.id)
  const project = shared.vercel?.projects.find(({ name }) => `vercel.${name}` === service.group)
  return project === undefined ? ids.of("fold", `${service.host}.${service.group}`) : ids.of("site", project.name)
}

/** Draws a host with those of its services that are wanted. */
export function drawHost(
  host: Host,
  stage: Stage,
  options: { readonly wanted: (service: Service) => boolean; readonly parent: string | undefined },
): void {
  const { sketch, ids } = stage
  const box = sketch.box({
    id: ids.of("vm", host.name),
    label: host.title,
    origin: host.sources.title ?? host.path,
    box: options.parent,
    unit: host.name,
  })
  for (const service of host.services) {
    if (!options.wanted(service)) continue
    const id = serviceId(service, stage)
    const { label, origin } = id === ids.of("svc", service.id) ? nameOf(service, stage) : groupOf(service)
    // A service that stands for a frontend is drawn with its provider, and already there.
    if (sketch.has(id)) continue
    sketch.node({
      id,
      label,
      shape: isStore(service) ? "cylinder" : "rect",
      box,
      unit: host.name,
      origin,
    })
  }
}

interface Named {
  readonly label: string
  readonly origin: Origin
}

function nameOf({ title, drawnAs, sources, path }: Service, { kind }: Stage): Named {
  const origin = sources.title ?? path
  if (kind === "environment" || drawnAs === undefined) return { label: title, origin }
  return { label: drawnAs[kind], origin: drawnAs.sources[kind] ?? origin }
}

function groupOf({ group, sources, path }: Service): Named {
  return { label: group!, origin: sources.group ?? path }
}

/** The box of Google Cloud, which holds the hosts; undefined without it. */
export function drawGcp({ sketch, ids }: Stage, gcp: Gcp | undefined): string | undefined {
  if (gcp === undefined) return undefined
  return sketch.box({
    id: ids.of("cloud", "gcp"),
    label: `${gcp.title} (${gcp.region})`,
    origin: gcp.sources.region ?? gcp.path,
  })
}

/** Vercel with the frontends of the environments given, and those that services folded into them stand for. */
export function drawVercel({ sketch, ids, shared, kind }: Stage, environments: readonly Environment[]): void {
  const { vercel } = shared
  if (vercel === undefined) return
  const box = sketch.box({
    id: ids.of("cloud", "vercel"),
    label: vercel.title,
    origin: vercel.sources.title ?? vercel.path,
  })
  for (const project of vercel.projects) {
    const here = environments.some(({ name }) => project.environments.includes(name))
    const group = `vercel.${project.name}`
    const stoodFor =
      kind !== "environment" &&
      environments.some(({ hosts }) => hosts.some(({ services }) => services.some((one) => one.group === group)))
    if (!here && !stoodFor) continue
    sketch.node({
      id: ids.of("site", project.name),
      label: project.title,
      box,
      origin: project.sources.title ?? project.path,
    })
  }
}

/** Cloudflare with the buckets of the environments given, and the CDN before them. */
export function drawCloudflare(
  { sketch, ids }: Stage,
  cloudflare: Cloudflare | undefined,
  names: readonly string[],
): void {
  if (cloudflare === undefined) return
  const buckets = cloudflare.buckets.filter(({ environments }) => environments.some((name) => names.includes(name)))
  const box = sketch.box({
    id: ids.of("cloud", "cloudflare"),
    label: cloudflare.title,
    origin: cloudflare.sources.title ?? cloudflare.path,
  })
  for (const bucket of buckets) {
    sketch.node({
      id: ids.of("bucket", bucket.name),
      label: bucket.title,
      shape: "cylinder",
      box,
      origin: bucket.sources.title ?? bucket.path,
    })
  }
  if (cloudflare.cdn !== undefined) {
    const { cdn } = cloudflare
    sketch.node({ id: ids.of("cdn"), label: cdn.title, box, origin: cdn.sources.title ?? cdn.path })
  }
}

/** Everybody outside who takes part in the environments given, of the roles given; those of one group in a box. */
export function drawExternals(
  { sketch, ids, shared }: Stage,
  names: readonly string[],
  wanted: (external: External) => boolean,
): void {
  for (const external of shared.externals) {
    if (!wanted(external) || !external.environments.some((name) => names.includes(name))) continue
    const box =
      external.group === undefined
        ? undefined
        : sketch.box({
            id: ids.of("group", external.group),
            label: external.group,
            origin: external.sources.group ?? external.path,
          })
    sketch.node({
      id: ids.of("ext", external.name),
      label: external.title,
      shape: external.role === "people" ? "stadium" : external.role === "store" ? "cylinder" : "rect",
      box,
      origin: external.sources.title ?? external.path,
    })
  }
}

/** The id of what an edge leads to. */
export function targetId(to: EdgeTarget, services: ServiceIndex, stage: Stage): string {
  const { ids } = stage
  switch (to.kind) {
    case "service":
      return serviceId(services.get(to.service.id)!, stage)
    case "external":
      return ids.of("ext", to.external.name)
    case "bucket":
      return ids.of("bucket", to.bucket.name)
    case "cdn":
      return ids.of("cdn")
    case "vercel":
      return ids.of("site", to.project.name)
    case "provider":
      return ids.of("cloud", to.provider)
    case "host":
      return ids.of("vm", to.host)
  }
}

/** The services of one environment by id. */
export type ServiceIndex = ReadonlyMap<string, Service>

/** Indexes the services of an environment. */
export function serviceIndex(environment: Environment): ServiceIndex {
  return new Map(environment.hosts.flatMap(({ services }) => services.map((service) => [service.id, service])))
}

/** The origin of an edge: what it leads to is what draws it. */
export function edgeOrigin(edge: {
  readonly path: string
  readonly sources: Readonly<Record<string, Origin>>
}): Origin {
  return edge.sources.to ?? edge.path
}

/** The origin of what no topology changes in diagrams. */
export const DIAGRAM_ORIGIN: Origin = "constant:docs/diagram"

/** Names of all environments, in order. */
export function environmentNames({ environments }: Estate): readonly string[] {
  return environments.map(({ name }) => name)
}
