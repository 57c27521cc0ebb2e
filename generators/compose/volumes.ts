import type { Mount, Stack } from "../../core/estate.js"
import { originOf } from "../../core/origin.js"
import { boolean, entry, type YamlEntry, type YamlMap, yamlMap } from "../../formats/yaml.js"
import { isOnDisk, type StackContext } from "./context.js"
import { literal } from "./values.js"

/** Named volumes, in order of their first mount; what any mount of one says of it holds for all. */
export function volumeEntries({ services }: Stack): readonly YamlEntry[] {
  const volumes = new Map<string, VolumeMount[]>()
  for (const mount of services.flatMap(({ mounts }) => mounts)) {
    if (mount.kind !== "volume") continue
    const known = volumes.get(mount.volume)
    if (known === undefined) volumes.set(mount.volume, [mount])
    else known.push(mount)
  }
  return [...volumes].map(([key, mounts]) => volumeEntry(key, mounts))
}

/** The volumes that stand for folders of disks, which a laptop has not. */
export function localVolumeEntries({ stack, local }: StackContext): readonly YamlEntry[] {
  const first = new Map(
    stack.services
      .flatMap(({ mounts }) => mounts.filter(isOnDisk))
      .reverse()
      .map((mount) => [mount.source, originOf(mount, "source")]),
  )
  return [...local.volumes].map(([source, key]) => entry(key, EMPTY, first.get(source) ?? stack.path))
}

const EMPTY: YamlMap = yamlMap([])

type VolumeMount = Extract<Mount, { readonly kind: "volume" }>

function volumeEntry(key: string, mounts: readonly VolumeMount[]): YamlEntry {
  const named = mounts.find(({ name }) => name !== undefined)
  const external = mounts.find((mount) => mount.external)
  const value = yamlMap([
    named === undefined ? undefined : entry("name", literal(named.name ?? ""), originOf(named, "name")),
    external === undefined ? undefined : entry("external", boolean(true), originOf(external, "external")),
  ])
  return entry(key, value, originOf(mounts[0]!, "volume"))
}
