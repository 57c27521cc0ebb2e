import type { Mount, Route, Service } from "../../core/estate.js"
import { type Origin, originOf } from "../../core/origin.js"
import { composeText } from "../../formats/compose.js"
import { boolean, entry, item, string, type YamlItem, yamlMap } from "../../formats/yaml.js"
import { child } from "../../schema/pointer.js"
import { isOnDisk, type StackContext } from "./context.js"
import { CONSTANT, literal } from "./values.js"

/** What a service's container sees, on VMs. */
export function mountItems(service: Service): readonly YamlItem[] {
  return [...service.mounts.map(mountItem), ...anonymousItems(service), ...proxyMounts(service).map(folderItem)]
}

/** What differs on a laptop: volumes where the VM has folders of its disks, and source folders. */
export function localMountItems(service: Service, { local }: StackContext): readonly YamlItem[] {
  return [
    ...service.mounts.flatMap((mount) => {
      const volume = isOnDisk(mount) ? local.volumes.get(mount.source) : undefined
      return volume === undefined ? [] : [volumeItem(mount, volume, originOf(mount, "source"))]
    }),
    ...service.local.sourceMounts.map(({ source, target, origin }) =>
      folderItem({
        source,
        target,
        readOnly: false,
        origins: { node: origin, source: child(origin, "source"), target: child(origin, "target") },
      }),
    ),
  ]
}

/** What a service's container sees where it only ever runs on a laptop. */
export function laptopMountItems(service: Service, context: StackContext): readonly YamlItem[] {
  return [
    ...service.mounts.filter((mount) => !isOnDisk(mount)).map(mountItem),
    ...anonymousItems(service),
    ...proxyMounts(service).map(folderItem),
    ...localMountItems(service, context),
  ]
}

/** The folder of a proxy's configuration in its container. */
const CADDY_FOLDER = "/etc/caddy"

interface FolderMount {
  readonly source: string
  readonly target: string
  readonly readOnly: boolean
  readonly origins: { readonly node: Origin; readonly source: Origin; readonly target: Origin }
}

function mountItem(mount: Mount): YamlItem {
  if (mount.kind === "volume") return volumeItem(mount, mount.volume, originOf(mount, "volume"))
  const { propagation, selinux } = mount
  // Unless told otherwise, Docker makes a missing source an empty folder of root, and the container starts without its data.
  const bind = yamlMap([
    entry("create_host_path", boolean(mount.create), originOf(mount, "create")),
    entry("propagation", propagation === undefined ? undefined : string(propagation), originOf(mount, "propagation")),
    entry("selinux", selinux === undefined ? undefined : string(selinux), originOf(mount, "selinux")),
  ])
  const fields = yamlMap([
    entry("type", string("bind"), mount.path),
    entry("source", string(composeText(mount.from)), originOf(mount, "source")),
    entry("target", literal(mount.target), originOf(mount, "target")),
    readOnly(mount.readOnly, originOf(mount, "readOnly")),
    entry("bind", bind, mount.path),
  ])
  return item(fields, mount.path)
}

function volumeItem(mount: Mount, volume: string, origin: Origin): YamlItem {
  const fields = yamlMap([
    entry("type", string("volume"), mount.path),
    entry("source", literal(volume), origin),
    entry("target", literal(mount.target), originOf(mount, "target")),
    readOnly(mount.readOnly, originOf(mount, "readOnly")),
  ])
  return item(fields, mount.path)
}

function anonymousItems(service: Service): readonly YamlItem[] {
  const origin = originOf(service, "anonymousVolumes")
  return service.anonymousVolumes.map((target, index) => {
    const place = child(origin, index)
    return item(yamlMap([entry("type", string("volume"), place), entry("target", literal(target), place)]), place)
  })
}

function folderItem({ source, target, readOnly: protectedFromWrites, origins }: FolderMount): YamlItem {
  const fields = yamlMap([
    entry("type", string("bind"), origins.node),
    entry("source", literal(source), origins.source),
    entry("target", literal(target), origins.target),
    readOnly(protectedFromWrites, origins.node),
    entry("bind", yamlMap([entry("create_host_path", boolean(false), CONSTANT)]), origins.node),
  ])
  return item(fields, origins.node)
}

function readOnly(stated: boolean, origin: Origin) {
  return entry("read_only", stated ? boolean(true) : undefined, origin)
}

/**
 * The folders that a proxy reads: that of its Caddyfile, and those of the files that it serves.
 *
 * The Caddyfile's folder is mounted, not the file: a mounted file stays the one that it was when an editor or a deployment puts a new
 * one in its place.
 */
function proxyMounts(service: Service): readonly FolderMount[] {
  const { proxy } = service
  if (proxy === undefined) return []
  const configuration: FolderMount = {
    source: `./${proxy.caddyfile.split("/").at(-2)}`,
    target: CADDY_FOLDER,
    readOnly: true,
    origins: { node: proxy.path, source: proxy.path, target: proxy.path },
  }
  const taken = new Set(service.mounts.map(({ target }) => target))
  return [configuration, ...proxy.routes.flatMap(({ handlers }) => servedFolders(handlers))].filter(
    ({ target }) => taken.size !== taken.add(target).size,
  )
}

function servedFolders(handlers: Route["handlers"]): readonly FolderMount[] {
  return handlers.flatMap(({ answer, path }): readonly FolderMount[] => {
    if (answer.kind === "handle") return servedFolders(answer.handlers)
    if (answer.kind !== "files" || answer.from === undefined) return []
    const files = child(path, "files")
    const origins = { node: files, source: child(files, "from"), target: child(files, "root") }
    return [{ source: answer.from, target: answer.root, readOnly: true, origins }]
  })
}
