import type { ComposeService, ComposeValue } from "../../formats/compose-model.js"
import type { Position } from "../../formats/position.js"
import { positionOf, type YamlNode } from "../../formats/yaml-nodes.js"
import type { Stated } from "../network.js"

/** What gives a container more than its networks and ports do: each in words, where the Compose file says so. */
export function powersOf({ attributes, volumes, ports }: ComposeService): readonly Stated<string>[] {
  return [
    ...[...attributes.entries.values()].flatMap((entry) =>
      isPower(entry.key, entry.value) ? [{ value: `\`${entry.key}\``, position: positionOf(entry) }] : [],
    ),
    ...volumes.flatMap(({ source, position }) =>
      source !== undefined && isMachines(textOf(source)) ? [{ value: `a mount of ${textOf(source)}`, position }] : [],
    ),
    ...ports.flatMap(({ protocol, position }) => otherTransport(textOf(protocol), position)),
  ]
}

/** Keys by which a container leaves its own namespaces, or takes what another one has. */
const POWERS: ReadonlySet<string> = new Set([
  "cap_add",
  "cgroup_parent",
  "credential_spec",
  "device_cgroup_rules",
  "devices",
  "dns",
  "external_links",
  "privileged",
  "runtime",
  "security_opt",
  "sysctls",
  "use_api_socket",
  "volumes_from",
])

/** Keys by which a container has a namespace of the machine's, or of another container. */
const NAMESPACES: ReadonlySet<string> = new Set(["cgroup", "ipc", "pid", "userns_mode", "uts"])

function isPower(key: string, value: YamlNode): boolean {
  if (NAMESPACES.has(key)) return value.kind === "scalar" && /^(?:host|container:|service:)/.test(String(value.value))
  if (!POWERS.has(key)) return false
  if (value.kind === "list") return value.items.some(widens)
  if (value.kind === "map") return value.entries.size > 0
  return value.kind === "scalar" && value.value !== false && value.value !== null && value.value !== ""
}

/** `no-new-privileges` takes something away. */
function widens(item: YamlNode): boolean {
  return item.kind !== "scalar" || !/^no-new-privileges(?:[:=]true)?$/.test(String(item.value))
}

/** Sockets that command the machine, and folders that hold them or the whole of it. */
function isMachines(source: string): boolean {
  return /^\/(?:$|(?:dev|etc|proc|root|run|sys|var|boot)\/?$|(?:var\/)?run\/(?:docker|containerd|podman)\b|var\/lib\/docker)/.test(
    source,
  )
}

function otherTransport(protocol: string, position: Position): readonly Stated<string>[] {
  return protocol === "tcp" || protocol === "udp" ? [] : [{ value: `a port of the protocol ${protocol}`, position }]
}

function textOf(value: ComposeValue): string {
  return value.kind === "known" ? value.text : value.parts.filter((part) => typeof part === "string").join("")
}
