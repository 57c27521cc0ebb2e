import type {
  ComposeFileMount,
  ComposeFileObject,
  ComposeHealthcheck,
  ComposeMount,
  ComposeProject,
  ComposeService,
  ComposeValue,
  ComposeVolume,
} from "../../formats/compose-model.js"
import { composeValue } from "../../formats/compose-read.js"
import { positionOf, type YamlMap, type YamlNode } from "../../formats/yaml-nodes.js"
import type { Belongings, GivenFile, Mount } from "../belongings.js"
import type { Stated } from "../network.js"
import { SERVICE } from "../vocabulary/compose.js"
import { traitsOf } from "./vocabulary.js"

/** What the file says of a service beside networks, ports and words. */
export function belongingsOf(service: ComposeService, project: ComposeProject): Belongings {
  const { attributes, image, containerName, containerNameStated, hostname, healthcheck, ports } = service
  return {
    image: image === undefined ? undefined : stated(image),
    build: service.build === undefined ? undefined : builtFrom(service.build),
    mounts: [...mountsOf(service, project), ...service.tmpfs.map(inMemory)],
    files: [
      ...service.secrets.map((mount) => givenFile("secret", mount, project.secrets)),
      ...service.configs.map((mount) => givenFile("config", mount, project.configs)),
    ],
    reads: readsOf(service),
    envFiles: service.envFiles.map(({ path, position }) => ({ value: shown(path), position })),
    links: service.links.map(({ service: to, alias, position }) => ({ value: alias, service: to, position })),
    names: [
      ...(containerNameStated ? [{ ...stated(containerName), kind: "container" as const }] : []),
      ...(hostname === undefined ? [] : [{ ...stated(hostname), kind: "host" as const }]),
    ],
    commands: ["command", "entrypoint"].flatMap((key) => {
      const entry = attributes.entries.get(key)
      return entry === undefined || (entry.value.kind === "scalar" && entry.value.value === null)
        ? []
        : [{ value: key, position: positionOf(entry) }]
    }),
    profiles: service.profiles.map(stated),
    replicas: service.replicas,
    health: healthcheck === undefined ? undefined : healthOf(healthcheck),
    waits: [...service.dependsOn.values()].map(({ service: value, condition, required, position }) => ({
      value,
      condition: shown(condition),
      isRequired: required,
      position,
    })),
    user: statedAt(attributes, "user"),
    capabilities: { added: textsAt(attributes, "cap_add"), dropped: textsAt(attributes, "cap_drop") },
    securityOptions: textsAt(attributes, "security_opt"),
    logging: driverOf(attributes.entries.get("logging")?.value),
    traits: [
      ...traitsOf(attributes, SERVICE),
      ...ports.flatMap(({ protocol, position }) =>
        /^(?:tcp|udp)$/.test(shown(protocol))
          ? []
          : [{ key: "ports", kind: "power" as const, value: `ports.${shown(protocol)}`, position }],
      ),
    ],
  }
}

/** A variable that is named without a value is handed on from where Compose runs. */
function readsOf({ variables, environment }: ComposeService): Belongings["reads"] {
  return [
    ...variables.map(({ variable: value, key, position }) => ({ value, key, position })),
    ...[...environment.values()].flatMap(({ name, value, position }) =>
      value === undefined ? [{ value: name, key: "environment", position }] : [],
    ),
  ]
}

/** A value as the proof sees it: what is not known stands as `${NAME}`. */
export function shown(value: ComposeValue): string {
  return value.kind === "known"
    ? value.text
    : value.parts.map((part) => (typeof part === "string" ? part : `\${${part.variable}}`)).join("")
}

function stated(value: ComposeValue): Stated<string> {
  return { value: shown(value), position: value.position }
}

function builtFrom(build: YamlMap): Stated<string> {
  return { value: textAt(build, "context") ?? "", position: positionOf(build) }
}

/** Timings alone leave the test to the image. */
function healthOf({ disabled, test, position }: ComposeHealthcheck): Stated<boolean> | undefined {
  return disabled || test !== undefined ? { value: !disabled, position } : undefined
}

function mountsOf({ volumes, attributes }: ComposeService, project: ComposeProject): readonly Mount[] {
  const list = attributes.entries.get("volumes")?.value
  const nodes = list?.kind === "list" ? list.items : []
  return volumes.map((mount, index) =>
    mountOf(mount, project, nodes.length === volumes.length ? nodes[index] : undefined),
  )
}

function mountOf(mount: ComposeMount, { volumes }: ComposeProject, node: YamlNode | undefined): Mount {
  const { type, source, target, readOnly: isReadOnly, position } = mount
  const known = { target: shown(target), isReadOnly, propagation: propagationOf(node), isExternal: false, position }
  const from = source === undefined ? "" : shown(source)
  switch (shown(type)) {
    case "bind":
      return { ...known, kind: "folder", source: from }
    case "tmpfs":
      return { ...known, kind: "memory", source: from }
    case "volume": {
      const volume = volumes.get(from)
      if (source === undefined) return { ...known, kind: "nameless", source: "" }
      return volume === undefined
        ? { ...known, kind: "other", source: from }
        : { ...known, ...placeOf(volume), isExternal: volume.external }
    }
    default:
      return { ...known, kind: "other", source: `${shown(type)} ${from}` }
  }
}

/** A volume that is bound to a folder is that folder; one of another driver, or of a share, leads where the proof does not see. */
function placeOf({ key, name, attributes }: ComposeVolume): Pick<Mount, "kind" | "source"> {
  const driver = textAt(attributes, "driver") ?? "local"
  const options = attributes.entries.get("driver_opts")?.value
  if (driver !== "local") return { kind: "other", source: `the volume ${key} of the driver ${driver}` }
  if (options?.kind !== "map" || options.entries.size === 0) return { kind: "volume", source: shown(name) }
  const [device, how] = [textAt(options, "device"), textAt(options, "o")]
  return how !== undefined && /(?:^|,)r?bind(?:,|$)/.test(how) && device !== undefined
    ? { kind: "folder", source: device }
    : { kind: "other", source: `the volume ${key} of ${device ?? "options of its driver"}` }
}

function textAt({ entries }: YamlMap, key: string): string | undefined {
  const value = entries.get(key)?.value
  return value?.kind === "scalar" && value.value !== null ? shown(composeValue(value)) : undefined
}

function propagationOf(node: YamlNode | undefined): string | undefined {
  const bind = node?.kind === "map" ? node.entries.get("bind")?.value : undefined
  const value = bind?.kind === "map" ? bind.entries.get("propagation")?.value : undefined
  return value?.kind === "scalar" ? shown(composeValue(value)) : undefined
}

/** `/run:size=64m` */
function inMemory(value: ComposeValue): Mount {
  const [target = ""] = shown(value).split(":", 1)
  const { position } = value
  return { kind: "memory", source: "", target, isReadOnly: false, propagation: undefined, isExternal: false, position }
}

/** A target that is no path is a name in the folder where secrets are, or at the root for configs. */
function givenFile(
  kind: GivenFile["kind"],
  { source, target, position }: ComposeFileMount,
  objects: ReadonlyMap<string, ComposeFileObject>,
): GivenFile {
  const path = shown(target)
  const folder = kind === "secret" ? "/run/secrets/" : "/"
  return {
    kind,
    holds: holdingOf(objects.get(shown(source))?.origin, shown(source)),
    target: path.startsWith("/") ? path : folder + path,
    position,
  }
}

function holdingOf(origin: ComposeFileObject["origin"] | undefined, name: string): GivenFile["holds"] {
  switch (origin?.kind) {
    case "file":
      return { kind: "file", path: shown(origin.path) }
    case "environment":
      return { kind: "variable", name: shown(origin.variable) }
    case "content":
      return { kind: "unknown", what: "a text of the Compose file" }
    case "external":
      return { kind: "unknown", what: `${name}, which is made elsewhere` }
    default:
      return { kind: "unknown", what: name }
  }
}

function statedAt(map: YamlMap, key: string): Stated<string> | undefined {
  const entry = map.entries.get(key)
  const value = textAt(map, key)
  return entry === undefined || value === undefined ? undefined : { value, position: positionOf(entry) }
}

function textsAt({ entries }: YamlMap, key: string): readonly Stated<string>[] {
  const list = entries.get(key)?.value
  return list?.kind === "list"
    ? list.items.flatMap((item) => (item.kind === "scalar" ? [stated(composeValue(item))] : []))
    : []
}

function driverOf(logging: YamlNode | undefined): Stated<string> | undefined {
  const driver = logging?.kind === "map" ? logging.entries.get("driver")?.value : undefined
  return driver?.kind === "scalar" ? stated(composeValue(driver)) : undefined
}
