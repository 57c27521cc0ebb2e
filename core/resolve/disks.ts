import { child } from "../../schema/pointer.js"
import { bytes } from "../../schema/units.js"
import type { Disk, Folder } from "../estate.js"
import type { CatalogHost } from "./catalog.js"
import { type Fields, isIn } from "./fields.js"

/** Fills in `{environment}` and its like in a template that stands at a place. */
export type Fill = (template: string, path: string) => string

/** The disks of a host in this environment, in stated order. */
export function resolveDisks(
  fields: Fields<CatalogHost["data"]>,
  { instance, fill }: { readonly instance: string; readonly fill: Fill },
): readonly Disk[] {
  return Object.entries(fields.data.disks ?? {}).flatMap(([name, data]) => {
    const reader = fields.below("disk", data, "disks", name)
    if (!isIn(data.only, child(reader.path, "only"), fields)) return []
    return [resolveDisk(name, reader, { instance, fill })]
  })
}

/** Whole GiB, rounded up, as GCP sizes disks. */
export function gib(size: string): number {
  return Math.ceil(bytes(size) / 2 ** 30)
}

type DiskData = NonNullable<CatalogHost["data"]["disks"]>[string]

function resolveDisk(
  name: string,
  fields: Fields<DiskData>,
  { instance, fill }: { readonly instance: string; readonly fill: Fill },
): Disk {
  const sizeText = (fields.everywhere("size") as string | undefined) ?? ""
  const stated = fields.plain("name")
  const snapshots = fields.plain("snapshots")
  return {
    noun: "disk",
    path: fields.path,
    name,
    resource: stated === undefined ? `${instance}-${name}` : fill(stated, child(fields.path, "name")),
    sizeGib: gib(sizeText),
    sizeText,
    type: (fields.varying("type") as string | undefined) ?? "pd-balanced",
    mount: fields.plain("mount")!,
    snapshots:
      snapshots === undefined ? undefined : resolveSnapshots(fields.below("snapshots", snapshots, "snapshots")),
    holds: Object.entries(fields.data.holds ?? {}).map(([folder, held]) =>
      resolveFolder(folder, fields.below("folder", held, "holds", folder)),
    ),
    sources: fields.sources,
  }
}

function resolveSnapshots(fields: Fields<NonNullable<DiskData["snapshots"]>>): Disk["snapshots"] {
  const every = fields.plain("every")!
  const at = fields.plain("at") ?? "03:00"
  const keep = (fields.everywhere("keep") as string | undefined) ?? "0d"
  return {
    noun: "snapshots",
    path: fields.path,
    every,
    at,
    keepDays: Number(keep.slice(0, -1)),
    sources: fields.sources,
  }
}

function resolveFolder(folder: string, fields: Fields<NonNullable<DiskData["holds"]>[string]>): Folder {
  const contents = fields.plain("contents")!
  const size = fields.varying("size") as string | undefined
  const owner = fields.plain("owner") ?? "0:0"
  const mode = fields.plain("mode") ?? "0755"
  const room = size === undefined ? undefined : bytes(size)
  return { noun: "folder", path: fields.path, folder, contents, size: room, owner, mode, sources: fields.sources }
}
