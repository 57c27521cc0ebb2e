import type { Service } from "../../core/estate.js"
import { type Origin, originOf } from "../../core/origin.js"
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
    entry("image", service.reference === undefined ? undefined : string(service.reference), service.pinOrigin),
    laptop && service.local.build !== undefined ? localBuild(service) : ownBuild(service),
    laptop && service.local.build !== undefined ? buildPolicy(service) : pullPolicy(service),
    ...identity(service),
    entry(
      "entrypoint",
      commandValue(service.entrypoint, originOf(service, "entrypoint")),
      originOf(service, "entrypoint"),
    ),
    laptop ? (localCommand(service) ?? declaredCommand(service)) : declaredCommand(service),
    entry("env_file", envFiles(service), originOf(service, "envFiles")),
    entry("environment", environmentValue(service), service.path),
    entry("secrets", secretFiles(service), service.path),
    entry("depends_on", dependenciesValue(service, context.names), service.path),
    ...connections,
    entry("extra_hosts", extraHosts(service), service.path),
    entry("ports", sequence(portItems(laptop ? localPorts(service.ports) : service.ports)), service.path),
    entry("expose", strings(service.expose.map(String), originOf(service, "expose")), originOf(service, "expose")),
    entry("volumes", sequence(laptop ? laptopMountItems(service, context) : mountItems(service)), service.path),
    entry("tmpfs", strings(service.tmpfs, originOf(service, "tmpfs")), originOf(service, "tmpfs")),
    entry("healthcheck", healthValue(service.health), service.health?.path ?? service.path),
    entry("restart", string(service.restart), originOf(service, "restart")),
    ...stopping(service),
    entry("deploy", deployValue(service), service.resources.path),
    entry("shm_size", sharedMemoryValue(service), originOf(service.resources, "sharedMemory")),
    ...privileges(service),
    entry("logging", logging(service), service.logging.path),
    entry("labels", labels(service), service.path),
    entry("profiles", strings(service.profiles, originOf(service, "profiles")), originOf(service, "profiles")),
    ...dataEntries(service.compose, originOf(service, "compose")),
  ])
  return entry(service.name, value, service.path, service.purpose, originOf(service, "purpose"))
}

function declaredCommand(service: Service): YamlEntry | undefined {
  return entry("command", serviceCommand(service), originOf(service, "command"))
}

/** A service without an image, that only laptops build, has no other way to get one. */
function ownBuild(service: Service): YamlEntry | undefined {
  if (service.build === undefined && service.reference === undefined) return localBuild(service)
  return buildEntry(service.build, originOf(service, "build"))
}

function localBuild({ local }: Service): YamlEntry | undefined {
  return buildEntry(local.build, originOf(local, "build"))
}

function pullPolicy(service: Service): YamlEntry | undefined {
  const policy = service.pullPolicy
  return entry("pull_policy", policy === undefined ? undefined : string(policy), originOf(service, "pullPolicy"))
}

/** What it is called, where it can run and as whom. */
function identity(service: Service): readonly (YamlEntry | undefined)[] {
  const { containerName, hostname, platform, user } = service
  return [
    entry(
      "container_name",
      containerName === undefined ? undefined : string(containerName),
      originOf(service, "containerName"),
    ),
    entry("hostname", hostname === undefined ? undefined : string(hostname), originOf(service, "hostname")),
    entry("platform", platform === undefined ? undefined : string(platform), originOf(service, "platform")),
    entry("user", user === undefined ? undefined : quoted(user), originOf(service, "user")),
  ]
}

function stopping(service: Service): readonly (YamlEntry | undefined)[] {
  const { stopGracePeriod, stopSignal } = service
  return [
    entry(
      "stop_grace_period",
      stopGracePeriod === undefined ? undefined : string(stopGracePeriod),
      originOf(service, "stopGracePeriod"),
    ),
    entry("stop_signal", stopSignal === undefined ? undefined : string(stopSignal), originOf(service, "stopSignal")),
  ]
}

function privileges(service: Service): readonly (YamlEntry | undefined)[] {
  const capAdd = originOf(service, "capAdd")
  const capDrop = originOf(service, "capDrop")
  const options = originOf(service, "securityOptions")
  return [
    entry("ulimits", ulimits(service), service.path),
    entry("cap_add", strings(service.capAdd, capAdd), capAdd),
    entry("cap_drop", strings(service.capDrop, capDrop), capDrop),
    entry("security_opt", strings(service.securityOptions, options), options),
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

function envFiles(service: Service): YamlSequence | undefined {
  if (service.envFiles.length === 0) return undefined
  const origin = originOf(service, "envFiles")
  return sequence(
    service.envFiles.map((file, index) => {
      const place = child(origin, index)
      const long = yamlMap([
        entry("path", literal(file), place),
        entry("required", boolean(true), "default:service.envFiles"),
      ])
      return item(long, place)
    }),
  )
}

/** The secrets that it reads as files; one that several variables name is mounted once. */
function secretFiles(service: Service): YamlSequence | undefined {
  if (service.secrets.length === 0) return undefined
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
  const bounded = log.driver === "local" || log.driver === "json-file"
  return yamlMap([
    entry("driver", string(log.driver), originOf(log, "driver")),
    bounded ? entry("options", rotation(log), log.path) : undefined,
  ])
}

function rotation(log: Service["logging"]): YamlMap {
  return yamlMap([
    entry("max-size", quoted(log.maxSize), originOf(log, "maxSize")),
    entry("max-file", quoted(String(log.maxFiles)), originOf(log, "maxFiles")),
  ])
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
