import { child, segments } from "../../schema/pointer.js"
import type { Diagnostic } from "../diagnostic.js"
import type { Image, Placement } from "../estate.js"
import type { Origin } from "../origin.js"
import type { Catalog, CatalogService } from "./catalog.js"
import type { Problems } from "./problems.js"

/** The tags and digests of images.toml: by image, then by environment or `default`. */
export type Pins = Readonly<Record<string, Readonly<Record<string, string>>>>

/** The tag or digest of a service's image in this environment, and where it stands; reported when there is none. */
export function pinOf(context: {
  readonly service: CatalogService
  readonly pins: Pins
  readonly catalog: Catalog
  readonly problems: Problems
  readonly placements: { readonly placements: readonly Placement[] }
}): { readonly value: string; readonly origin: Origin } | undefined {
  const { service, pins, catalog, problems } = context
  if (service.image === undefined) {
    refuseNoImage(service, context)
    return undefined
  }
  const { name } = service.image
  const pinned = Object.hasOwn(pins, name) ? pins[name] : undefined
  const key = [catalog.environment, "default"].find((one) => pinned !== undefined && Object.hasOwn(pinned, one))
  if (pinned !== undefined && key !== undefined) return { value: pinned[key]!, origin: originOf(service.image, key) }
  problems.error(unpinned(service.image, pinned), catalog.environment)
  return undefined
}

/**
 * Ends each `images/unpinned` with one command for all images that lack a pin in the same environments; in `default` those
 * that have none at all.
 */
export function withPinCommands(diagnostics: readonly Diagnostic[], pins: Pins): readonly Diagnostic[] {
  const missing = diagnostics.filter(({ code }) => code === UNPINNED)
  if (missing.length === 0) return diagnostics
  const byEnvironments = new Map<string, string[]>()
  for (const diagnostic of missing) {
    const key = environmentsToPin(diagnostic, pins)
    const images = byEnvironments.get(key) ?? []
    if (images.length === 0) byEnvironments.set(key, images)
    images.push(`${imageOf(diagnostic)}=<tag>`)
  }
  const commands = new Map(
    [...byEnvironments].map(([key, images]) => [key, `Run groundplan pin ${images.join(" ")} --env ${key}.`]),
  )
  return diagnostics.map((diagnostic) =>
    diagnostic.code === UNPINNED
      ? { ...diagnostic, help: commands.get(environmentsToPin(diagnostic, pins))! }
      : diagnostic,
  )
}

const UNPINNED = "images/unpinned" as const

/** At the image's table in images.toml; where there is none, at the image in the topology. */
function unpinned(
  { name, path }: Image,
  pinned: Pins[string] | undefined,
): Pick<Diagnostic, "code" | "message" | "path" | "notes"> {
  const fact = {
    code: UNPINNED as typeof UNPINNED,
    message: `The image ${JSON.stringify(name)} has no tag or digest in images.toml.`,
  }
  return pinned === undefined
    ? { ...fact, path }
    : { ...fact, path: `images:${child("", name)}`, notes: [{ message: "the image is declared there", path }] }
}

/** The last segment of `images:/redis` and `/images/redis` alike. */
function imageOf({ path }: Diagnostic): string {
  return segments(path.slice(path.indexOf("/"))).at(-1)!
}

function environmentsToPin(diagnostic: Diagnostic, pins: Pins): string {
  const name = imageOf(diagnostic)
  const hasPins = Object.hasOwn(pins, name) && Object.keys(pins[name]!).length > 0
  return hasPins ? (diagnostic.environments ?? []).join(" ") : "default"
}

/** `7-alpine` → `redis:7-alpine`; `sha256:…` → `redis@sha256:…`; `7-alpine@sha256:…` keeps both. */
export function referenceOf(repository: string, pin: string): string {
  return pin.startsWith("sha256:") ? `${repository}@${pin}` : `${repository}:${pin}`
}

function originOf({ name }: Image, key: string): Origin {
  return `images:${child(child("", name), key)}`
}

/** A VM needs an image that is pulled or built there; what only a laptop builds is enough for a laptop only. */
function refuseNoImage(
  { id, path, data }: CatalogService,
  context: {
    readonly catalog: Catalog
    readonly problems: Problems
    readonly placements: { readonly placements: readonly Placement[] }
  },
): void {
  if (data.image !== undefined || data.build !== undefined) return
  const inCloud = context.placements.placements.includes("cloud")
  if (data.local?.build !== undefined && !inCloud) return
  const onlyLocal = data.local?.build !== undefined
  context.problems.error(
    {
      code: "services/no_image",
      message: onlyLocal
        ? `The service ${id} is built on laptops only, but its environment runs on VMs too.`
        : `The service ${id} has no image, and nothing to build one from.`,
      path,
      help: onlyLocal ? "Add `image`, or `build` for VMs." : "Add `image`, or `build`.",
    },
    context.catalog.environment,
  )
}
