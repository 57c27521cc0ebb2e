import { child } from "../../schema/pointer.js"
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
  problems.error(
    {
      code: "images/unpinned",
      message: `The image ${JSON.stringify(name)} has no tag or digest in images.toml.`,
      path: `images:${child("", name)}`,
      help: `Run groundplan pin ${name}=<tag> --env ${catalog.environment}.`,
    },
    catalog.environment,
  )
  return undefined
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
