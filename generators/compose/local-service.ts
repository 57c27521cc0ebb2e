import type { Build, Service } from "../../core/estate.js"
import { type Origin, originOf } from "../../core/origin.js"
import { entry, seq, string, tagged, type YamlEntry, type YamlValue, yamlMap } from "../../formats/yaml.js"
import { child } from "../../schema/pointer.js"
import { commandValue } from "./command.js"
import type { StackContext } from "./context.js"
import { localMountItems } from "./mounts.js"
import { localConnections } from "./networks.js"
import { localPorts, portItems } from "./ports.js"
import { literal, quotedLiteral } from "./values.js"

/** What differs for a service on a laptop, or undefined where nothing does. */
export function localServiceEntry(service: Service, context: StackContext): YamlEntry | undefined {
  const mounts = localMountItems(service, context)
  const entries = [
    buildEntry(service.local.build, originOf(service.local, "build")),
    buildPolicy(service),
    localCommand(service),
    entry("networks", localConnections(context.local.networks.get(service.name)), service.path),
    entry("ports", portsValue(service), service.path),
    entry("volumes", mounts.length === 0 ? undefined : seq(mounts), service.path),
  ]
  if (entries.every((each) => each === undefined)) return undefined
  return entry(service.name, yamlMap(entries), service.path)
}

/** How an image is built from source. `origin` is the build's. */
export function buildEntry(build: Build | undefined, origin: Origin): YamlEntry | undefined {
  if (build === undefined) return undefined
  const args = build.args.map(([name, value]) => entry(name, quotedLiteral(value), child(child(origin, "args"), name)))
  const value = yamlMap([
    entry("context", literal(build.context), child(origin, "context")),
    entry("dockerfile", optional(build.dockerfile), child(origin, "dockerfile")),
    entry("target", optional(build.target), child(origin, "target")),
    entry("args", args.length === 0 ? undefined : yamlMap(args), child(origin, "args")),
  ])
  return entry("build", value, origin)
}

/** Builds always, so that what runs is what the checkout holds, and not an image of the same tag from somewhere else. */
export function buildPolicy({ local }: Service): YamlEntry | undefined {
  return local.build === undefined ? undefined : entry("pull_policy", string("build"), originOf(local, "build"))
}

/** The command that replaces the declared one, its concurrency with it. */
export function localCommand({ local }: Service): YamlEntry | undefined {
  const origin = originOf(local, "command")
  return entry("command", commandValue(local.command, origin), origin)
}

function optional(value: string | undefined) {
  return value === undefined ? undefined : literal(value)
}

/** Compose would add to the ports of the file before it, so the tag says that these replace them. */
function portsValue(service: Service): YamlValue | undefined {
  const published = service.ports.filter((port) => port.published !== undefined)
  const kept = localPorts(service.ports)
  if (kept.length === published.length) return undefined
  return kept.length === 0 ? tagged("reset", seq([])) : tagged("override", seq(portItems(kept)))
}
