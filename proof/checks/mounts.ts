import type { MountClaim } from "../../core/claims/belongings.js"
import type { ServiceClaim } from "../../core/claims.js"
import { append } from "../../core/lists.js"
import type { Failure } from "../../core/proof.js"
import type { Mount } from "../belongings.js"
import type { Container, Machine } from "../network.js"
import { hop } from "../trace.js"
import { type Context, failure, nameOf, notGranted, REBUILD } from "./context.js"
import { directoryOf, isWithin, placeOf } from "./places.js"
import { isOwn } from "./powers.js"

/**
 * A container sees of its machine what the topology says, and all of that: data is reached without any network where two containers
 * have one folder or volume.
 */
export function* checkMounts(context: Context): Iterable<Failure> {
  for (const machine of context.scene.machines) {
    const sharers = sharersOf(machine)
    for (const { containers } of machine.stacks.values())
      for (const container of containers) {
        const service = context.serviceOf.get(container.key)
        if (service !== undefined) yield* checkContainer(context, { container, service, sharers })
      }
    yield* checkSubstitutes(context, machine)
  }
}

/** Who has each volume of a machine, by its real name. */
function sharersOf({ stacks }: Machine): ReadonlyMap<string, readonly Container[]> {
  const sharers = new Map<string, Container[]>()
  for (const { containers } of stacks.values())
    for (const container of containers)
      for (const { kind, source } of container.belongings.mounts)
        if (kind === "volume" && !sharers.get(source)?.includes(container)) append(sharers, source, container)
  return sharers
}

interface Asked {
  readonly container: Container
  readonly service: ServiceClaim
  readonly sharers: ReadonlyMap<string, readonly Container[]>
}

function* checkContainer(context: Context, asked: Asked): Iterable<Failure> {
  const { container, service } = asked
  const { belongings: claim, origin } = service
  const name = nameOf(context, container)
  const { mounts } = container.belongings
  for (const mount of mounts) {
    if (isOwn(claim, "volumes") || isOwn(claim, "tmpfs")) break
    const target = placeOf("", mount.target)
    const stated = claim.mounts.get(mount.target) ?? claim.mounts.get(target)
    const strange =
      stated === undefined ? strangeness(context, mount, asked) : difference(context, mount, asked, stated)
    if (strange !== undefined)
      yield notGranted(context, `${name} ${strange}, and nothing grants it.`, {
        position: mount.position,
        origins: [stated?.origin ?? origin],
        hops: [hop(`${name} mounts ${shownSource(mount)} at ${mount.target}`, mount.position)],
      })
  }
  const found = new Set(mounts.flatMap(({ kind, target }) => (kind === "memory" ? [] : [placeOf("", target)])))
  for (const [target, { source, origin: at }] of claim.mounts)
    if (!found.has(placeOf("", target)))
      yield failure(context, "proof/disagreement", {
        message: `${name} has ${source} at ${target} by the topology, and the Compose file mounts nothing there.`,
        position: container.position,
        origins: [at],
        help: `${REBUILD} Without its mount, a container starts without its data.`,
      })
}

function shownSource({ kind, source }: Mount): string {
  return kind === "nameless" ? "a volume without a name" : kind === "memory" ? "a folder in memory" : source
}

/** What is wrong with a mount that the topology does not state; undefined where it is a folder or volume that nobody else sees. */
function strangeness(context: Context, mount: Mount, { container, service, sharers }: Asked): string | undefined {
  const { kind, source, target, isExternal } = mount
  const place = placeOf("", target)
  if (kind === "folder" && !isOwnCaddyfile(context, container, service, mount))
    return `mounts the folder ${source} of its machine`
  if (kind === "other") return `mounts ${source}`
  if (isExternal) return `mounts the volume ${source}, which is made elsewhere`
  const others = kind === "volume" ? (sharers.get(source) ?? []).filter((one) => one !== container) : []
  if (others.length > 0)
    return `mounts the volume ${source}, which ${others.map((one) => nameOf(context, one)).join(" and ")} has`
  const covered = coveredBy(service, place) ?? (isWithin(place, SECRETS) ? SECRETS : undefined)
  return covered === undefined || kind === "folder" ? undefined : `covers ${covered} by what it mounts at ${target}`
}

/** What a mount or a file at a path lies over: the topology means something else there, or above. */
export function coveredBy({ belongings, caddyfile }: ServiceClaim, place: string): string | undefined {
  if (belongings.scratch.has(place)) return undefined
  const means = [...belongings.mounts.keys(), ...(caddyfile === undefined ? [] : [CADDY_FOLDER])]
  return means.find((target) => isWithin(place, target))
}

const SECRETS = "/run/secrets"
const CADDY_FOLDER = "/etc/caddy"

/** The folder of its own Caddyfile, which the paths of a proxy need. */
function isOwnCaddyfile(context: Context, container: Container, { caddyfile }: ServiceClaim, mount: Mount): boolean {
  if (caddyfile === undefined || !mount.isReadOnly) return false
  const folder = placeOf("", caddyfile).replace(/\/[^/]*$/, "")
  return (
    mount.source === folder ||
    mount.source === caddyfile ||
    mount.source === placeOf(directoryOf(context, container), folder)
  )
}

/** How a mount differs from the one that the topology states at its place. */
function difference(
  context: Context,
  mount: Mount,
  { container, sharers }: Asked,
  stated: MountClaim,
): string | undefined {
  const { kind, source, target, isReadOnly, propagation, isExternal } = mount
  const isMeant =
    kind === "folder"
      ? stated.kind === "folder" &&
        (source === stated.source || source === placeOf(directoryOf(context, container), stated.source))
      : kind === "volume" && (stated.kind === "substitute" || (stated.kind === "volume" && source === stated.source))
  if (!isMeant) return `mounts ${shownSource(mount)} at ${target}, where the topology has ${stated.source}`
  if (isExternal && !stated.isExternal) return `mounts the volume ${source}, which is made elsewhere`
  if (stated.isReadOnly && !isReadOnly) return `may write to ${source}, which it only reads by the topology`
  if (propagation !== stated.propagation && propagation?.includes("shared") === true)
    return `shares the mounts below ${source} with its machine`
  if (stated.kind !== "substitute") return undefined
  if (!source.startsWith(`${container.project}_`)) return `mounts the volume ${source}, which is not of its project`
  const strangers = (sharers.get(source) ?? []).filter(
    (one) => one.project !== container.project || !hasFolder(context, one, { source, folder: stated.source }),
  )
  return strangers.length === 0
    ? undefined
    : `shares the volume ${source} with ${strangers.map((one) => nameOf(context, one)).join(" and ")}`
}

/** Whether a container has a volume in the place of a folder alone. */
function hasFolder(
  { serviceOf }: Context,
  { key, belongings }: Container,
  { source, folder }: { readonly source: string; readonly folder: string },
): boolean {
  const claims = serviceOf.get(key)?.belongings.mounts
  return belongings.mounts.every((mount) => {
    const claim =
      mount.kind === "volume" && mount.source === source ? claims?.get(placeOf("", mount.target)) : undefined
    return claim === undefined ? mount.source !== source : claim.kind === "substitute" && claim.source === folder
  })
}

/** One folder of a disk is one volume for all of its project. */
function* checkSubstitutes(context: Context, { stacks }: Machine): Iterable<Failure> {
  for (const { containers } of stacks.values()) {
    const volumes = new Map<string, Mount>()
    for (const container of containers) {
      const claims = context.serviceOf.get(container.key)?.belongings.mounts
      if (claims === undefined) continue
      for (const mount of container.belongings.mounts) {
        const claim = mount.kind === "volume" ? claims.get(placeOf("", mount.target)) : undefined
        if (claim?.kind !== "substitute") continue
        const known = volumes.get(claim.source)
        if (known === undefined) volumes.set(claim.source, mount)
        else if (known.source !== mount.source)
          yield failure(context, "proof/disagreement", {
            message: `${nameOf(context, container)} has the volume ${mount.source} for ${claim.source}, and another container has ${known.source} for it.`,
            position: mount.position,
            origins: [claim.origin],
            help: `${REBUILD} What is one folder on a VM is one volume on a laptop.`,
          })
      }
    }
  }
}
