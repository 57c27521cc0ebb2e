import { child } from "../../schema/pointer.js"
import type { Disk, Mount, ResolvedText } from "../estate.js"
import type { ServiceData } from "./catalog.js"
import { type Fields, isIn } from "./fields.js"
import { environmentVariable } from "./variables.js"

/** The mounts of a service in this environment, in stated order; the disk that holds a folder is found by its mount point. */
export function resolveMounts(fields: Fields<ServiceData>, disks: readonly Disk[]): readonly Mount[] {
  const path = child(fields.path, "mounts")
  return (fields.data.mounts ?? []).flatMap((mount, index) => {
    const own = child(path, index)
    if (!isIn(mount.only, child(own, "only"), fields)) return []
    return ["volume" in mount ? volumeMount(mount, index, fields) : bindMount(mount, index, { fields, disks })]
  })
}

type MountData = NonNullable<ServiceData["mounts"]>[number]
type VolumeData = Extract<MountData, { readonly volume: unknown }>
type BindData = Exclude<MountData, VolumeData>

function volumeMount(mount: VolumeData, index: number, fields: Fields<ServiceData>): Mount {
  const reader = fields.below("mount", mount, "mounts", index)
  return {
    noun: "mount",
    path: reader.path,
    kind: "volume",
    volume: reader.plain("volume")!,
    name: reader.plain("name"),
    external: reader.plain("external") ?? false,
    target: reader.plain("target")!,
    readOnly: reader.plain("readOnly") ?? false,
    sources: reader.sources,
  }
}

function bindMount(
  mount: BindData,
  index: number,
  { fields, disks }: { readonly fields: Fields<ServiceData>; readonly disks: readonly Disk[] },
): Mount {
  const reader = fields.below("mount", mount, "mounts", index)
  const stated = reader.plain("source")!
  const literal = typeof stated === "string" ? stated : undefined
  const from: ResolvedText = [typeof stated === "string" ? stated : environmentVariable(stated)]
  return {
    noun: "mount",
    path: reader.path,
    kind: "bind",
    source: typeof stated === "string" ? stated : `$${stated.env}`,
    from,
    target: reader.plain("target")!,
    readOnly: reader.plain("readOnly") ?? false,
    create: reader.plain("create") ?? false,
    propagation: reader.plain("propagation"),
    selinux: reader.plain("selinux"),
    disk: literal === undefined ? undefined : diskOf(literal, disks)?.name,
    sources: reader.sources,
  }
}

/** The disk that holds a path: of several, the one mounted deepest. */
function diskOf(path: string, disks: readonly Disk[]): Disk | undefined {
  let found: Disk | undefined
  for (const disk of disks) {
    const holds = path === disk.mount || path.startsWith(disk.mount === "/" ? "/" : `${disk.mount}/`)
    if (holds && disk.mount.length > (found?.mount.length ?? -1)) found = disk
  }
  return found
}
