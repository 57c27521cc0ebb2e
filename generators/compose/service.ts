import type { Service } from "../../core/estate.js"
import { type Origin, originOf, type Resolved } from "../../core/origin.js"
import {
  boolean,
  entry,
  item,
  number,
  quoted,
  seq,
  string,
  type YamlEntry,
  type YamlMap,
  type YamlSequence,
  type YamlValue,
  yamlMap,
} from "../../formats/yaml.js"
import { child } from "../../schema/pointer.js"
import { commandValue, healthValue, serviceCommand } from "./command.js"
import type { StackContext } from "./context.js"
import { dataEntries } from "./data.js"
import { dependenciesValue } from "./dependencies.js"
import { environmentValue } from "./environment.js"
import { buildEntry, buildPolicy, localCommand } from "./local-service.js"
import { laptopMountItems, mountItems } from "./mounts.js"
import { connectionEntries } from "./networks.js"
import { localPorts, portItems } from "./ports.js"
import { deployValue, sharedMemoryValue } from "./resources.js"
import { literal, quotedLiteral } from "./values.js"

/** One service of a stack, as it runs on VMs; or on a laptop, where that is the only place that it runs. */
export function serviceEntry(service: Service, context: StackContext): YamlEntry {
  const laptop = context.runs === "local"
  const connections = laptop
    ? connectionEntries(service, context.local.networks.get(service.name))
    : connectionEntries(service)
  const value = yamlMap([
    entry("image", service.reference === undefined ? undefined : literal(service.reference), service.pinOrigin),
    laptop && service.local.build !== undefined ? localBuild(service) : ownBuild(service),
    laptop && service.local.build !== undefined ? buildPolicy(service) : pullPolicy(service),
    ...identity(service),
    service.entrypoint === undefined ? undefined : declaredEntrypoint(service),
    laptop ? (localCommand(service) ?? declaredCommand(service)) : declaredCommand(service),
    service.envFiles.length === 0 ? undefined : envFiles(service),
    entry("environment", environmentValue(service), service.path),
    entry("secrets", secretFiles(service), service.path),
    entry("depends_on", dependenciesValue(service, context.names), service.path),
    ...connections,
    entry("extra_hosts", extraHosts(service), service.path),
    entry("ports", sequence(portItems(laptop ? localPorts(service.ports) : service.ports)), service.path),
    list("expose", service.expose.map(String), service, "expose"),
    entry("volumes", sequence(laptop ? laptopMountItems(service, context) : mountItems(service)), service.path),
    list("tmpfs", service.tmpfs, service, "tmpfs"),
    entry("healthcheck", healthValue(service.health), service.health?.path ?? service.path),
    entry("restart", string(service.restart), originOf(service, "restart")),
    ...stopping(service),
    entry("deploy", deployValue(service), service.resources.path),
    stated("shm_size", sharedMemoryValue(service), service.resources, "sharedMemory"),
    ...privileges(service),
    entry("logging", logging(service), service.logging.path),
    entry("labels", labels(service), service.path),
    list("profiles", service.profiles, service, "profiles"),
    ...dataEntries(service.compose, originOf(service, "compose")),
  ])
  return entry(service.name, value, service.path, service.purpose, originOf(service, "purpose"))
}

/** Most services state few of all these: an entry that is not there needs no origin. */
function stated(key: string, value: YamlValue | undefined, node: Resolved, field: string): YamlEntry | undefined {
  return value === undefined ? undefined : entry(key, value, originOf(node, field))
}

function list(key: string, values: readonly string[], node: Resolved, field: string): YamlEntry | undefined {
  if (values.length === 0) return undefined
  const origin = originOf(node, field)
  return entry(key, strings(values, origin), origin)
}

function declaredEntrypoint(service: Service): YamlEntry | undefined {
  const origin = originOf(service, "entrypoint")
  return entry("entrypoint", commandValue(service.entrypoint, origin), origin)
}

function declaredCommand(service: Service): YamlEntry | undefined {
  return entry("command", serviceCommand(service), originOf(service, "command"))
}

/** A service without an image, that only laptops build, has no other way to get one. */
function ownBuild(service: Service): YamlEntry | undefined {
  if (service.build !== undefined) return buildEntry(service.build, originOf(service, "build"))
  return service.reference === undefined ? localBuild(service) : undefined
}

function localBuild({ local }: Service): YamlEntry | undefined {
  return buildEntry(local.build, originOf(local, "build"))
}

function pullPolicy(service: Service): YamlEntry | undefined {
  const policy = service.pullPolicy
  return stated("pull_policy", policy === undefined ? undefined : string(policy), service, "pullPolicy")
}

/** What it is called, where it can run and as whom. */
function identity(service: Service): readonly (YamlEntry | undefined)[] {
  const { containerName, hostname, platform, user } = service
  return [
    stated("container_name", containerName === undefined ? undefined : string(containerName), service, "containerName"),
    stated("hostname", hostname === undefined ? undefined : string(hostname), service, "hostname"),
    stated("platform", platform === undefined ? undefined : string(platform), service, "platform"),
    stated("user", user === undefined ? undefined : quoted(user), service, "user"),
  ]
}

function stopping(service: Service): readonly (YamlEntry | undefined)[] {
  const { stopGracePeriod, stopSignal } = service
  return [
    stated(
      "stop_grace_period",
      stopGracePeriod === undefined ? undefined : string(stopGracePeriod),
      service,
      "stopGracePeriod",
    ),
    stated("stop_signal", stopSignal === undefined ? undefined : string(stopSignal), service, "stopSignal"),
  ]
}

function privileges(service: Service): readonly (YamlEntry | undefined)[] {
  return [
    entry("ulimits", ulimits(service), service.path),
    list("cap_add", service.capAdd, service, "capAdd"),
    list("cap_drop", service.capDrop, service, "capDrop"),
    list("security_opt", service.securityOptions, service, "securityOptions"),
  ]
}

function ulimits({ ulimits: limits }: Service): YamlMap | undefined {
  if (limits.length === 0) return undefined
  return yamlMap(
    limits.map(({ name, soft, hard, origin }) => {
      if (soft === hard) return entry(name, number(soft), origin)
      const both = yamlMap([
        entry("soft", number(soft), child(origin, "soft")),
        entry("hard", number(hard), child(origin, "hard")),
      ])
      return entry(name, both, origin)
    }),
  )
}

function envFiles(service: Service): YamlEntry {
  const origin = originOf(service, "envFiles")
  const files = service.envFiles.map((file, index) => {
    const place = child(origin, index)
    const long = yamlMap([
      entry("path", literal(file.path), place),
      entry("required", boolean(file.required), file.required ? "default:service.envFiles" : place),
    ])
    return item(long, place)
  })
  return entry("env_file", seq(files), origin)
}

/** The secrets that it reads as files; one that several variables name is mounted once. */
function secretFiles(service: Service): YamlSequence | undefined {
  if (!service.secrets.some(({ as }) => as === "file")) return undefined
  const files = new Map(
    service.secrets.flatMap((use) => (use.as === "file" ? [[use.secret.name, originOf(use, "secret")] as const] : [])),
  )
  return sequence([...files].map(([name, origin]) => item(string(name), origin)))
}

function extraHosts({ extraHosts: hosts }: Service): YamlMap | undefined {
  if (hosts.length === 0) return undefined
  return yamlMap(hosts.map(({ name, address, origin }) => entry(name, quoted(address), origin)))
}

/** Logs are bounded always: Docker's own default fills the disk. `journald` bounds itself, `none` keeps nothing. */
function logging({ logging: log }: Service): YamlMap {
  const options = [
    ...(log.driver === "local" || log.driver === "json-file" ? rotation(log) : []),
    ...log.options.map(({ name, value, origin }) => entry(name, quotedLiteral(value), origin)),
  ]
  return yamlMap([
    entry("driver", string(log.driver), originOf(log, "driver")),
    options.length === 0 ? undefined : entry("options", yamlMap(options), log.path),
  ])
}

function rotation(log: Service["logging"]): readonly YamlEntry[] {
  return [
    entry("max-size", quoted(log.maxSize), originOf(log, "maxSize")),
    entry("max-file", quoted(String(log.maxFiles)), originOf(log, "maxFiles")),
  ]
}

function labels({ labels: own }: Service): YamlMap | undefined {
  if (own.length === 0) return undefined
  return yamlMap(own.map(({ name, value, origin }) => entry(name, quotedLiteral(value), origin)))
}

/** A sequence, unless it is empty. */
function sequence(items: YamlSequence["items"]): YamlSequence | undefined {
  return items.length === 0 ? undefined : seq(items)
}

/** Each string once, as the specification demands of lists. */
function strings(values: readonly string[], origin: Origin): YamlSequence | undefined {
  const items = values.flatMap((value, index) =>
    values.indexOf(value) === index ? [item(quotedLiteral(value), child(origin, index))] : [],
  )
  return sequence(items)
}
