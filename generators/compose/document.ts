import { header, HEADER_ORIGIN } from "../../core/artifact.js"
import type { Mount, Stack } from "../../core/estate.js"
import { originOf } from "../../core/origin.js"
import { boolean, entry, string, type YamlDocument, type YamlEntry, type YamlMap, yamlDocument, yamlMap } from "../../formats/yaml.js"
import { isOnDisk, type StackContext } from "./context.js"
import { localNetworkEntries, networkEntry } from "./networks.js"
import { serviceEntry } from "./service.js"
import { runLines } from "./run.js"
import { literal } from "./values.js"

/** A stack's docker-compose.yml. */
export function stackDocument(context: StackContext): YamlDocument {
  const { stack, runs } = context
  const laptop = runs === "local"
  const networks = [...stack.networks.map(networkEntry), ...(laptop ? localNetworkEntries(context) : [])]
  const root = yamlMap(
    [
      entry("name", string(stack.project), originOf(stack, "project")),
      entry(
        "services",
        yamlMap(
          stack.services.map((service) => serviceEntry(service, context)),
          { spaced: true },
        ),
        stack.path,
      ),
      section("networks", networks, stack),
      section("volumes", [...volumeEntries(stack), ...(laptop ? localVolumeEntries(context) : [])], stack),
      section("secrets", secretEntries(stack), stack),
    ],
    { spaced: true },
  )
  return yamlDocument(root, { lines: [...header(context.shared), ...runLines(context)], origin: HEADER_ORIGIN })
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

/** A top-level section, unless it has nothing in it. */
export function section(key: string, entries: readonly YamlEntry[], stack: Stack): YamlEntry | undefined {
  return entries.length === 0 ? undefined : entry(key, yamlMap(entries), stack.path)
}

const EMPTY: YamlMap = yamlMap([])

type VolumeMount = Extract<Mount, { readonly kind: "volume" }>

/** Named volumes, in order of their first mount; what any mount of one says of it holds for all. */
function volumeEntries({ services }: Stack): readonly YamlEntry[] {
  const volumes = new Map<string, VolumeMount[]>()
  for (const mount of services.flatMap(({ mounts }) => mounts)) {
    if (mount.kind !== "volume") continue
    const known = volumes.get(mount.volume)
    if (known === undefined) volumes.set(mount.volume, [mount])
    else known.push(mount)
  }
  return [...volumes].map(([key, mounts]) => volumeEntry(key, mounts))
}

function volumeEntry(key: string, mounts: readonly VolumeMount[]): YamlEntry {
  const named = mounts.find(({ name }) => name !== undefined)
  const external = mounts.find((mount) => mount.external)
  const value = yamlMap([
    named === undefined ? undefined : entry("name", literal(named.name ?? ""), originOf(named, "name")),
    external === undefined ? undefined : entry("external", boolean(true), originOf(external, "external")),
  ])
  return entry(key, value, originOf(mounts[0]!, "volume"))
}

/** Each secret that is handed over as a file stands in a file of its own, beside the compose file. */
function secretEntries({ secrets }: Stack): readonly YamlEntry[] {
  return secrets.flatMap(({ secret, asFile }) => {
    if (!asFile) return []
    const value = yamlMap([entry("file", string(`./secrets/${secret.name}`), secret.path)])
    return [entry(secret.name, value, secret.path)]
  })
}
