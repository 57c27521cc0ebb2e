import { splitWords } from "../compose.js"
import type {
  ComposeAttachment,
  ComposeCommand,
  ComposeDependency,
  ComposeEnvFile,
  ComposeEnvironmentEntry,
  ComposeExtraHost,
  ComposeFileMount,
  ComposeFileObject,
  ComposeHealthcheck,
  ComposeLink,
  ComposeMount,
  ComposeNamedValue,
  ComposeNetwork,
  ComposeNetworkMode,
  ComposePort,
  ComposeService,
  ComposeSubnet,
  ComposeValue,
  ComposeVariableUse,
  ComposeVolume,
} from "../compose-model.js"
import type { Position } from "../position.js"
import {
  positionOf,
  type YamlEntry,
  type YamlMap,
  type YamlNode,
  type YamlScalar,
  type YamlSource,
} from "../yaml-nodes.js"
import { type Context, report } from "./context.js"
import { envFilePath } from "./normalise.js"
import { composeValue, derived, isUnknown, scalarText, shown, variablesOf, wholeNumber } from "./scalars.js"
import { isNull, mapOf } from "./shapes.js"
import { rangeOf } from "./short-forms.js"

/** What the parts of a project are made from. */
export interface ModelInput {
  /** The project's name. */
  readonly name: string
  /** The project before what Compose adds by itself. */
  readonly stated: YamlMap
  /** The project after that. */
  readonly normal: YamlMap
  /** Takes what is found on the way. */
  readonly context: Context
}

/** The services of a project. */
export function servicesOf({ name, stated, normal, context }: ModelInput): ReadonlyMap<string, ComposeService> {
  const before = sectionOf(stated, "services")
  const services = new Map<string, ComposeService>()
  for (const entry of sectionOf(normal, "services").values()) {
    const own = before.get(entry.key)?.value
    if (entry.value.kind !== "map" || own?.kind !== "map") continue
    services.set(entry.key, serviceOf(entry, entry.value, { project: name, own, context }))
  }
  return services
}

/** The networks of a project. */
export function networksOf({ stated, normal }: ModelInput): ReadonlyMap<string, ComposeNetwork> {
  const before = sectionOf(stated, "networks")
  return mapped(sectionOf(normal, "networks"), (entry, own) => ({
    key: entry.key,
    name: valueAt(own, "name")!,
    external: truthAt(own, "external"),
    internal: internalOf(own),
    driver: valueAt(own, "driver"),
    driverOpts: namedValues(own, "driver_opts"),
    subnets: subnetsOf(own),
    ipv6: truthAt(own, "enable_ipv6"),
    implicit: !before.has(entry.key),
    position: positionOf(entry),
    attributes: own,
  }))
}

/** The named volumes of a project. */
export function volumesOf({ normal }: ModelInput): ReadonlyMap<string, ComposeVolume> {
  return mapped(sectionOf(normal, "volumes"), (entry, own) => ({
    key: entry.key,
    name: valueAt(own, "name")!,
    external: truthAt(own, "external"),
    position: positionOf(entry),
    attributes: own,
  }))
}

/** The secrets, or the configs, of a project. */
export function fileObjectsOf(
  { normal }: ModelInput,
  section: "secrets" | "configs",
): ReadonlyMap<string, ComposeFileObject> {
  return mapped(sectionOf(normal, section), (entry, own) => ({
    key: entry.key,
    origin: originOf(own),
    name: valueAt(own, "name")!,
    position: positionOf(entry),
    attributes: own,
  }))
}

function sectionOf(project: YamlMap, key: string): ReadonlyMap<string, YamlEntry> {
  return entriesAt(project, key)
}

function mapped<T>(
  entries: ReadonlyMap<string, YamlEntry>,
  to: (entry: YamlEntry, own: YamlMap) => T,
): ReadonlyMap<string, T> {
  const result = new Map<string, T>()
  for (const entry of entries.values()) if (entry.value.kind === "map") result.set(entry.key, to(entry, entry.value))
  return result
}

const NO_ENTRIES: ReadonlyMap<string, YamlEntry> = new Map()

function entriesAt(map: YamlMap, key: string): ReadonlyMap<string, YamlEntry> {
  const value = map.entries.get(key)?.value
  return value?.kind === "map" ? value.entries : NO_ENTRIES
}

function itemsAt(map: YamlMap, key: string): readonly YamlNode[] {
  const value = map.entries.get(key)?.value
  return value?.kind === "list" ? value.items : []
}

function scalarAt(map: YamlMap, key: string): YamlScalar | undefined {
  const value = map.entries.get(key)?.value
  return value?.kind === "scalar" && !isNull(value) ? value : undefined
}

function valueAt(map: YamlMap, key: string): ComposeValue | undefined {
  const scalar = scalarAt(map, key)
  return scalar && composeValue(scalar)
}

function textAt(map: YamlMap, key: string): string | undefined {
  const scalar = scalarAt(map, key)
  return scalar && scalarText(scalar)
}

function truthAt(map: YamlMap, key: string, otherwise = false): boolean {
  const value = scalarAt(map, key)?.value
  return typeof value === "boolean" ? value : otherwise
}

function valuesAt(map: YamlMap, key: string): readonly ComposeValue[] {
  return scalarsOf(itemsAt(map, key)).map(composeValue)
}

function scalarsOf(nodes: readonly YamlNode[]): readonly YamlScalar[] {
  return nodes.filter((node): node is YamlScalar => node.kind === "scalar")
}

function mapsOf(nodes: readonly YamlNode[]): readonly YamlMap[] {
  return nodes.filter((node): node is YamlMap => node.kind === "map")
}

function namedValues(map: YamlMap, key: string): ReadonlyMap<string, ComposeNamedValue> {
  const values = new Map<string, ComposeNamedValue>()
  for (const entry of entriesAt(map, key).values()) values.set(entry.key, namedValue(entry))
  return values
}

function namedValue(entry: YamlEntry): ComposeNamedValue {
  const { key: name, value } = entry
  return {
    name,
    value: value.kind === "scalar" && !isNull(value) ? composeValue(value) : undefined,
    position: positionOf(entry),
  }
}

function internalOf(network: YamlMap): boolean | undefined {
  const value = scalarAt(network, "internal")?.value
  return typeof value === "string" ? undefined : value === true
}

function subnetsOf(network: YamlMap): readonly ComposeSubnet[] {
  const ipam = network.entries.get("ipam")?.value
  if (ipam?.kind !== "map") return []
  return mapsOf(itemsAt(ipam, "config")).map((config) => ({
    subnet: valueAt(config, "subnet"),
    gateway: valueAt(config, "gateway"),
    ipRange: valueAt(config, "ip_range"),
    position: positionOf(config.entries.get("subnet") ?? config),
  }))
}

function originOf(own: YamlMap): ComposeFileObject["origin"] {
  if (truthAt(own, "external")) return { kind: "external" }
  const path = valueAt(own, "file")
  if (path !== undefined) return { kind: "file", path }
  const variable = valueAt(own, "environment")
  if (variable !== undefined) return { kind: "environment", variable }
  const content = valueAt(own, "content")
  return content === undefined ? { kind: "driver" } : { kind: "content", content }
}

interface ServiceInput {
  readonly project: string
  /** The service before what Compose adds by itself. */
  readonly own: YamlMap
  readonly context: Context
}

function serviceOf(entry: YamlEntry, service: YamlMap, input: ServiceInput): ComposeService {
  const { own, context, project } = input
  const position = positionOf(entry)
  const stated = scalarAt(service, "container_name")
  const containerName = composeValue(stated ?? derived(placed(service, entry), `${project}-${entry.key}-1`))
  const hostname = valueAt(service, "hostname")
  const build = service.entries.get("build")?.value
  return {
    name: entry.key,
    position,
    image: valueAt(service, "image"),
    build: build?.kind === "map" ? build : undefined,
    containerName,
    containerNameStated: stated !== undefined,
    hostname,
    command: commandOf(service, "command", context),
    entrypoint: commandOf(service, "entrypoint", context),
    environment: environmentOf(service, own),
    envFiles: mapsOf(itemsAt(service, "env_file")).map((file) => envFileOf(file, context)),
    ports: mapsOf(itemsAt(service, "ports")).flatMap(portOf),
    expose: valuesAt(service, "expose"),
    networkMode: networkModeOf(service),
    networks: attachmentsOf(entry, { service, own, containerName, hostname, position }),
    links: scalarsOf(itemsAt(service, "links")).map(linkOf),
    dependsOn: dependenciesOf(service, own),
    volumes: mapsOf(itemsAt(service, "volumes")).flatMap(mountOf),
    tmpfs: valuesAt(service, "tmpfs"),
    healthcheck: healthcheckOf(service, context),
    secrets: mapsOf(itemsAt(service, "secrets")).flatMap((mount) => fileMountOf(mount, "/run/secrets/")),
    configs: mapsOf(itemsAt(service, "configs")).flatMap((mount) => fileMountOf(mount, "/")),
    extraHosts: scalarsOf(itemsAt(service, "extra_hosts")).map(extraHostOf),
    dns: valuesAt(service, "dns"),
    dnsSearch: valuesAt(service, "dns_search"),
    labels: namedValues(service, "labels"),
    profiles: valuesAt(service, "profiles"),
    restart: valueAt(service, "restart"),
    variables: variablesIn(service),
    replicas: replicasOf(service),
    attributes: service,
  }
}

function variablesIn(service: YamlMap): readonly ComposeVariableUse[] {
  const uses: ComposeVariableUse[] = []
  for (const { key, value } of service.entries.values()) collectVariables(value, key, uses)
  return uses
}

function collectVariables(node: YamlNode, key: string, uses: ComposeVariableUse[]): void {
  if (node.kind === "list") for (const item of node.items) collectVariables(item, key, uses)
  else if (node.kind === "map") for (const { value } of node.entries.values()) collectVariables(value, key, uses)
  else
    for (const variable of variablesOf(node))
      if (!uses.some((use) => use.variable === variable && use.key === key))
        uses.push({ variable, key, position: positionOf(node) })
}

function placed(node: YamlNode, place: { readonly source: YamlSource; readonly offset: number }): YamlNode {
  return { ...node, source: place.source, offset: place.offset }
}

/** A string is split into words as Compose does; a list is taken as it is. */
function commandOf(service: YamlMap, key: string, context: Context): ComposeCommand | undefined {
  const entry = service.entries.get(key)
  if (entry === undefined || isNull(entry.value)) return undefined
  const position = positionOf(entry)
  if (entry.value.kind === "list") return { words: scalarsOf(entry.value.items).map(composeValue), position }
  const { value } = entry
  if (value.kind !== "scalar") return undefined
  const split = splitWords(scalarText(value))
  if (split.kind === "error") {
    report(context, value, `The ${key} can't be split into words: ${split.message}`)
    return { words: [], position }
  }
  return { words: split.words.map((word) => composeValue(derived(value, word))), position }
}

function environmentOf(service: YamlMap, own: YamlMap): ReadonlyMap<string, ComposeEnvironmentEntry> {
  const stated = entriesAt(own, "environment")
  const environment = new Map<string, ComposeEnvironmentEntry>()
  for (const entry of entriesAt(service, "environment").values()) {
    const { name, value, position } = namedValue(entry)
    environment.set(name, { name, value, position, from: stated.has(name) ? "environment" : "env_file" })
  }
  return environment
}

function envFileOf(file: YamlMap, context: Context): ComposeEnvFile {
  const path = envFilePath(file)
  return {
    path: valueAt(file, "path") ?? composeValue(derived(file, "")),
    required: truthAt(file, "required", true),
    format: textAt(file, "format"),
    found: path !== undefined && context.read(path) !== undefined,
    position: positionOf(file),
  }
}

function portOf(port: YamlMap): readonly ComposePort[] {
  const target = scalarAt(port, "target")
  if (target === undefined) return []
  const published = scalarAt(port, "published")
  const isStated = published !== undefined && scalarText(published) !== ""
  return [
    {
      target: composeValue(target),
      targetPort: wholeNumber(target),
      published: isStated ? composeValue(published) : undefined,
      publishedRange: isStated ? rangeOf(scalarText(published)) : undefined,
      hostIp: valueAt(port, "host_ip"),
      protocol: valueAt(port, "protocol") ?? composeValue(derived(port, "tcp")),
      mode: valueAt(port, "mode") ?? composeValue(derived(port, "ingress")),
      name: valueAt(port, "name"),
      position: positionOf(port),
    },
  ]
}

function networkModeOf(service: YamlMap): ComposeNetworkMode | undefined {
  const scalar = scalarAt(service, "network_mode")
  if (scalar === undefined) return undefined
  const text = scalarText(scalar)
  const position = positionOf(service.entries.get("network_mode")!)
  if (text === "host" || text === "none" || text === "bridge") return { kind: text, position }
  if (isUnknown(text)) return { kind: "other", value: composeValue(scalar), position }
  if (text.startsWith("service:")) return { kind: "service", service: text.slice("service:".length), position }
  if (text.startsWith("container:")) return { kind: "container", container: text.slice("container:".length), position }
  return { kind: "other", value: composeValue(scalar), position }
}

interface AttachmentInput {
  readonly service: YamlMap
  readonly own: YamlMap
  readonly containerName: ComposeValue
  readonly hostname: ComposeValue | undefined
  readonly position: Position
}

/**
 * Docker's `DNSNames` of an endpoint: the container's name, its aliases, its short id, its hostname. Compose makes the service's name
 * an alias, unless `use_service_name_alias` is false.
 */
function attachmentsOf(entry: YamlEntry, input: AttachmentInput): readonly ComposeAttachment[] {
  const stated = entriesAt(input.own, "networks")
  return [...entriesAt(input.service, "networks").values()].map((network) => {
    const settings = network.value.kind === "map" ? network.value : mapOf(network.value, {})
    const aliases = valuesAt(settings, "aliases")
    const own = composeValue(derived(placed(input.service, entry), entry.key))
    const names = [
      ...(truthAt(settings, "use_service_name_alias", true) ? [own] : []),
      ...aliases,
      input.containerName,
      ...(input.hostname === undefined ? [] : [input.hostname]),
    ]
    return {
      network: network.key,
      implicit: !stated.has(network.key),
      aliases,
      names: distinct(names),
      ipv4Address: valueAt(settings, "ipv4_address"),
      ipv6Address: valueAt(settings, "ipv6_address"),
      position: stated.has(network.key) ? positionOf(network) : input.position,
    }
  })
}

function distinct(values: readonly ComposeValue[]): readonly ComposeValue[] {
  const seen = new Set<string>()
  return values.filter((value) => {
    const said = value.kind === "known" ? value.text : JSON.stringify(value.parts)
    return seen.size !== seen.add(said).size
  })
}

function linkOf(item: YamlScalar): ComposeLink {
  const [service = "", alias] = scalarText(item).split(":")
  return { service: shown(service), alias: shown(alias ?? service), position: positionOf(item) }
}

function dependenciesOf(service: YamlMap, own: YamlMap): ReadonlyMap<string, ComposeDependency> {
  const stated = entriesAt(own, "depends_on")
  return mapped(entriesAt(service, "depends_on"), (entry, value) => ({
    service: entry.key,
    condition: valueAt(value, "condition") ?? composeValue(derived(value, "service_started")),
    required: truthAt(value, "required", true),
    restart: truthAt(value, "restart"),
    implicit: !stated.has(entry.key),
    position: positionOf(entry),
  }))
}

function mountOf(mount: YamlMap): readonly ComposeMount[] {
  const type = valueAt(mount, "type")
  const target = valueAt(mount, "target")
  if (type === undefined || target === undefined) return []
  const source = scalarAt(mount, "source")
  return [
    {
      type,
      source: source === undefined || scalarText(source) === "" ? undefined : composeValue(source),
      target,
      readOnly: truthAt(mount, "read_only"),
      position: positionOf(mount),
    },
  ]
}

const SETTINGS = ["interval", "timeout", "start_period", "start_interval", "retries"]

function healthcheckOf(service: YamlMap, context: Context): ComposeHealthcheck | undefined {
  const entry = service.entries.get("healthcheck")
  if (entry?.value.kind !== "map") return undefined
  const own = entry.value
  const test = own.entries.get("test")?.value
  const words = test === undefined || isNull(test) ? undefined : testWords(test, context)
  const first = words?.[0]
  const settings = new Map<string, ComposeValue>()
  for (const key of SETTINGS) {
    const value = valueAt(own, key)
    if (value !== undefined) settings.set(key, value)
  }
  return {
    disabled: truthAt(own, "disable") || (first?.kind === "known" && first.text === "NONE"),
    test: words,
    settings,
    position: positionOf(entry),
  }
}

function testWords(test: YamlNode, context: Context): readonly ComposeValue[] {
  if (test.kind === "scalar") return [composeValue(derived(test, "CMD-SHELL")), composeValue(test)]
  if (test.kind !== "list") return []
  const words = scalarsOf(test.items).map(composeValue)
  const first = words[0]
  if (first?.kind === "known" && !["CMD", "CMD-SHELL", "NONE"].includes(first.text)) {
    report(context, test, `A test begins with CMD, CMD-SHELL or NONE, not ${JSON.stringify(first.text)}`)
  }
  return words
}

function fileMountOf(mount: YamlMap, folder: string): readonly ComposeFileMount[] {
  const source = scalarAt(mount, "source")
  if (source === undefined) return []
  const target = scalarAt(mount, "target") ?? derived(source, folder + scalarText(source))
  return [{ source: composeValue(source), target: composeValue(target), position: positionOf(mount) }]
}

function extraHostOf(item: YamlScalar): ComposeExtraHost {
  const text = scalarText(item)
  const equals = text.indexOf("=")
  return {
    host: shown(text.slice(0, equals)),
    address: composeValue(derived(item, text.slice(equals + 1))),
    position: positionOf(item),
  }
}

function replicasOf(service: YamlMap): number | undefined {
  const scale = service.entries.get("scale")?.value
  const deploy = service.entries.get("deploy")?.value
  const replicas = deploy?.kind === "map" ? deploy.entries.get("replicas")?.value : undefined
  const stated = scale ?? replicas
  if (stated === undefined) return 1
  return stated.kind === "scalar" ? wholeNumber(stated) : undefined
}
