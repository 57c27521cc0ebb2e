import type { ComposeProject, ComposeService, ComposeValue } from "../compose-model.js"
import type { Position } from "../position.js"
import { positionOf, type YamlNode } from "../yaml-nodes.js"
import type { Context } from "./context.js"
import { scalarText } from "./scalars.js"

/** Reports what does not fit together: names that nothing has, and what excludes each other. Every profile counts as active. */
export function checkConsistency(project: ComposeProject, context: Context): void {
  const told = (position: Position, message: string): void => {
    context.problems.push({ message, position })
  }
  for (const service of project.services.values()) {
    if (!/^[a-zA-Z0-9._-]+$/.test(service.name))
      told(service.position, `${JSON.stringify(service.name)} is no name for a service`)
    checkSource(service, told)
    checkNetworks(service, project, told)
    checkReferences(service, project, told)
    checkTargets(service, told)
    checkLimits(service, told)
    if (service.containerNameStated && service.replicas !== undefined && service.replicas > 1) {
      told(service.containerName.position, `${service.name} has a container_name, which only one replica can have`)
    }
  }
  checkCycles(project, told)
}

type Tell = (position: Position, message: string) => void

function checkSource(service: ComposeService, told: Tell): void {
  const { attributes } = service
  if (service.image !== undefined || service.build !== undefined || attributes.entries.has("provider")) return
  told(service.position, `${service.name} has neither an image nor a build`)
}

function checkNetworks(service: ComposeService, project: ComposeProject, told: Tell): void {
  if (service.networkMode !== undefined && service.networks.length > 0) {
    told(service.networkMode.position, `network_mode and networks of ${service.name} exclude each other`)
  }
  for (const { network, position } of service.networks) {
    if (!project.networks.has(network)) told(position, `There is no network ${network}`)
  }
  if (service.networkMode?.kind === "service" && !project.services.has(service.networkMode.service)) {
    told(service.networkMode.position, `There is no service ${service.networkMode.service}`)
  }
}

function checkReferences(service: ComposeService, project: ComposeProject, told: Tell): void {
  for (const dependency of service.dependsOn.values()) {
    if (!project.services.has(dependency.service))
      told(dependency.position, `There is no service ${dependency.service}`)
  }
  const lost = (
    value: ComposeValue | undefined,
    among: ReadonlyMap<string, unknown>,
  ): value is ComposeValue & { kind: "known" } => value?.kind === "known" && !among.has(value.text)
  for (const { type, source, position } of service.volumes) {
    if (type.kind === "known" && type.text === "volume" && lost(source, project.volumes)) {
      told(position, `There is no volume ${source.text}`)
    }
  }
  for (const { source, position } of service.secrets) {
    if (lost(source, project.secrets)) told(position, `There is no secret ${source.text}`)
  }
  for (const { source, position } of service.configs) {
    if (lost(source, project.configs)) told(position, `There is no config ${source.text}`)
  }
}

/** Nothing can be mounted twice at one place. */
function checkTargets(service: ComposeService, told: Tell): void {
  const seen = new Set<string>()
  const check = (target: string, position: Position): void => {
    if (seen.has(target)) told(position, `Something else of ${service.name} is mounted at ${target}`)
    seen.add(target)
  }
  for (const value of service.tmpfs) if (value.kind === "known") check(value.text.split(":", 1)[0]!, value.position)
  for (const { target, position } of service.volumes) if (target.kind === "known") check(target.text, position)
}

/** What may be said in two places; where the second is there without the number, Compose takes that for nought. */
const LIMITS: readonly (readonly [string, ...string[]])[] = [
  ["cpus", "resources", "limits", "cpus"],
  ["mem_limit", "resources", "limits", "memory"],
  ["pids_limit", "resources", "limits", "pids"],
  ["mem_reservation", "resources", "reservations", "memory"],
]

function checkLimits({ name, attributes, replicas }: ComposeService, told: Tell): void {
  const deploy = attributes.entries.get("deploy")?.value
  if (deploy === undefined) return
  for (const [key, ...path] of LIMITS) {
    const own = amountAt(attributes, [key])
    const section = valueAt(deploy, path.slice(0, -1))
    if (own === undefined || own === 0 || section === undefined) continue
    const other = valueAt(section, path.slice(-1)) === undefined ? 0 : amountAt(section, path.slice(-1))
    if (other === undefined || other === own) continue
    told(
      positionOf(attributes.entries.get(key)!),
      `${key} and deploy.${path.join(".")} of ${name} contradict each other`,
    )
  }
  const stated = amountAt(deploy, ["replicas"])
  if (attributes.entries.has("scale") && stated !== undefined && replicas !== undefined && stated !== replicas) {
    told(positionOf(attributes.entries.get("scale")!), `scale and deploy.replicas of ${name} contradict each other`)
  }
}

function valueAt(node: YamlNode, path: readonly string[]): YamlNode | undefined {
  return path.reduce<YamlNode | undefined>(
    (now, key) => (now?.kind === "map" ? now.entries.get(key)?.value : undefined),
    node,
  )
}

/** A number, or a size in bytes; undefined when it is neither, or not known. */
function amountAt(node: YamlNode, path: readonly string[]): number | undefined {
  const value = valueAt(node, path)
  const match = value?.kind === "scalar" ? /^(-?[\d.]+)\s?([kmgtp]?)i?b?$/i.exec(scalarText(value)) : null
  if (match === null) return undefined
  return Math.trunc(Number(match[1]) * 1000 * 1024 ** " kmgtp".indexOf(match[2]!.toLowerCase() || " "))
}

/** Services can't wait for each other. Walked without recursion: a chain may be as long as a project is large. */
function checkCycles(project: ComposeProject, told: Tell): void {
  const done = new Set<string>()
  for (const start of project.services.values()) {
    if (done.has(start.name)) continue
    const path = new Set<string>([start.name])
    const stack = [{ service: start, rest: [...start.dependsOn.values()].values() }]
    while (stack.length > 0) {
      const top = stack.at(-1)!
      const next = top.rest.next()
      if (next.done === true) {
        stack.pop()
        path.delete(top.service.name)
        done.add(top.service.name)
        continue
      }
      const { service: name, position } = next.value
      const service = project.services.get(name)
      if (path.has(name)) told(position, `${top.service.name} and ${name} wait for each other`)
      else if (service !== undefined && !done.has(name)) {
        path.add(name)
        stack.push({ service, rest: [...service.dependsOn.values()].values() })
      }
    }
  }
}
