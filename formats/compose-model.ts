import type { Position } from "./position.js"
import type { YamlMap } from "./yaml-nodes.js"

/**
 * A Compose project as its files mean it: interpolated, merged, with defaults, in the canonical form of the Compose Specification.
 *
 * Maps are in the order in which their keys were first written. A `position` is that of the entry which said it last.
 */
export interface ComposeProject {
  /** The project's name; what names of networks, volumes and containers begin with. */
  readonly name: string
  /** Where a file says the name; undefined when it was given or is the directory's. */
  readonly namePosition: Position | undefined
  /** By key; also those of profiles that are not active. */
  readonly services: ReadonlyMap<string, ComposeService>
  /** By key; the implicit `default` is among them when a service joins it. */
  readonly networks: ReadonlyMap<string, ComposeNetwork>
  /** Named volumes, by key. */
  readonly volumes: ReadonlyMap<string, ComposeVolume>
  /** By key. */
  readonly secrets: ReadonlyMap<string, ComposeFileObject>
  /** By key. */
  readonly configs: ReadonlyMap<string, ComposeFileObject>
  /** Every variable that the files interpolate, and where each stands, in the order read. */
  readonly variables: ReadonlyMap<string, readonly Position[]>
  /** The whole project in canonical form, for what the other fields do not tell. Texts with unknown parts: see {@link ComposeUnknown}. */
  readonly canonical: YamlMap
}

/** A value after interpolation: known, or with parts that are known only where it runs. */
export type ComposeValue = ComposeKnown | ComposeUnknown

/** A value that is known whole. */
export interface ComposeKnown {
  readonly kind: "known"
  /** The value, variables filled in and `$$` undone; a number or a boolean as it is spelled. */
  readonly text: string
  /** The variables that it was interpolated from, in order, without repetition. */
  readonly variables: readonly string[]
  /** Where it stands; where it is derived, where that stands from which it is. */
  readonly position: Position
}

/** A value with at least one variable that has no value here. */
export interface ComposeUnknown {
  readonly kind: "unknown"
  /** What is known of it: literal text, and variables in between. */
  readonly parts: readonly (string | ComposeUnknownPart)[]
  /** All variables that it was interpolated from, in order, without repetition. */
  readonly variables: readonly string[]
  /** Where it stands. */
  readonly position: Position
}

/** A part of a value that is known only where it runs. */
export interface ComposeUnknownPart {
  /** The variable that has no value here. */
  readonly variable: string
}

/** A name that stands for a value: an entry of `environment`, `labels`, `sysctls`, `driver_opts`. */
export interface ComposeNamedValue {
  /** Its key. */
  readonly name: string
  /** Undefined when nothing is said, as in `environment: [TZ]` where TZ is not set: the variable is then not set in the container. */
  readonly value: ComposeValue | undefined
  /** The key's place, or the list item's. */
  readonly position: Position
}

/** A service. */
export interface ComposeService {
  /** Its key. */
  readonly name: string
  /** Its key's place in the last file that has it. */
  readonly position: Position
  /** `image`. */
  readonly image: ComposeValue | undefined
  /** `build`, canonical; its `context` and `dockerfile` have their defaults. */
  readonly build: YamlMap | undefined
  /** `container_name`, or what Compose makes of project and service: `bakery-web-1`. */
  readonly containerName: ComposeValue
  /** Whether `container_name` is stated; if not, further replicas are `…-2` and so on. */
  readonly containerNameStated: boolean
  /** `hostname`. The engine resolves it on each of the container's networks, as it does `container_name`. */
  readonly hostname: ComposeValue | undefined
  /** `command`; undefined when it is the image's. */
  readonly command: ComposeCommand | undefined
  /** `entrypoint`; undefined when it is the image's. */
  readonly entrypoint: ComposeCommand | undefined
  /** What the container's environment is: `environment` over the `env_file`s. By name. */
  readonly environment: ReadonlyMap<string, ComposeEnvironmentEntry>
  /** `env_file`, in order; a later one overrides. */
  readonly envFiles: readonly ComposeEnvFile[]
  /** `ports`, ranges expanded to one port each. */
  readonly ports: readonly ComposePort[]
  /** `expose`: ports, or ranges of them, with their protocol if stated. It opens nothing. */
  readonly expose: readonly ComposeValue[]
  /** `network_mode`; undefined when the service joins networks. */
  readonly networkMode: ComposeNetworkMode | undefined
  /** The networks that it joins, `default` where it names none; empty with a `network_mode`. */
  readonly networks: readonly ComposeAttachment[]
  /** `links`: the service, and the name under which this service alone reaches it on the networks they share. */
  readonly links: readonly ComposeLink[]
  /** `depends_on`, and what `links`, `network_mode: service:…` and the like imply. By service. */
  readonly dependsOn: ReadonlyMap<string, ComposeDependency>
  /** `volumes`, one per target. */
  readonly volumes: readonly ComposeMount[]
  /** `tmpfs`. */
  readonly tmpfs: readonly ComposeValue[]
  /** `healthcheck`. */
  readonly healthcheck: ComposeHealthcheck | undefined
  /** `secrets`, one per target. */
  readonly secrets: readonly ComposeFileMount[]
  /** `configs`, one per target. */
  readonly configs: readonly ComposeFileMount[]
  /** `extra_hosts`, one entry per name and address. */
  readonly extraHosts: readonly ComposeExtraHost[]
  /** `dns`. */
  readonly dns: readonly ComposeValue[]
  /** `dns_search`. */
  readonly dnsSearch: readonly ComposeValue[]
  /** `labels`, by name. */
  readonly labels: ReadonlyMap<string, ComposeNamedValue>
  /** `profiles`; none: the service always runs. */
  readonly profiles: readonly ComposeValue[]
  /** `restart`. */
  readonly restart: ComposeValue | undefined
  /** Every variable that something of it was interpolated from: once for each key of the service, where first. */
  readonly variables: readonly ComposeVariableUse[]
  /** How many containers: `scale`, else `deploy.replicas`, else 1; undefined when only known where it runs. */
  readonly replicas: number | undefined
  /** Everything that the service says, canonical; keys as in a Compose file. */
  readonly attributes: YamlMap
}

/** A variable that a key of a service was interpolated from. */
export interface ComposeVariableUse {
  /** The variable. */
  readonly variable: string
  /** The service's key: `environment`. */
  readonly key: string
  /** Where it does so first. */
  readonly position: Position
}

/** A command: words that are executed as they are. */
export interface ComposeCommand {
  /** A string was split as Compose splits it; no words: the image's command is emptied. */
  readonly words: readonly ComposeValue[]
  /** Where the command stands. */
  readonly position: Position
}

/** A variable of a container's environment. */
export interface ComposeEnvironmentEntry extends ComposeNamedValue {
  /** What says it. */
  readonly from: "environment" | "env_file"
}

/** An entry of `env_file`. */
export interface ComposeEnvFile {
  /** Relative ones against the directory of the project that names them. */
  readonly path: ComposeValue
  /** Default true. */
  readonly required: boolean
  /** `raw`: values are taken as they are; undefined: they are interpolated. */
  readonly format: string | undefined
  /** Whether it was there to read. */
  readonly found: boolean
  /** The entry's place. */
  readonly position: Position
}

/** A published port. */
export interface ComposePort {
  /** The container's port; unknown when the file leaves it to a variable. */
  readonly target: ComposeValue
  /** {@link target} as a number; undefined when not known. */
  readonly targetPort: number | undefined
  /** The host's port or range; undefined: the engine takes any free one. */
  readonly published: ComposeValue | undefined
  /** {@link published} as numbers; both the same for one port; undefined when none is stated or it is not known. */
  readonly publishedRange: { readonly from: number; readonly to: number } | undefined
  /** Undefined: every address of the host, IPv6 ones too. */
  readonly hostIp: ComposeValue | undefined
  /** `tcp`, `udp` or `sctp`. */
  readonly protocol: ComposeValue
  /** `ingress` or `host`; only Swarm makes a difference. */
  readonly mode: ComposeValue
  /** `name`. */
  readonly name: ComposeValue | undefined
  /** The entry's place. */
  readonly position: Position
}

/** How a container that joins no network of the project is on the network. */
export type ComposeNetworkMode =
  | {
      readonly kind: "host" | "none" | "bridge"
      /** Where it stands. */
      readonly position: Position
    }
  | {
      readonly kind: "service"
      /** The service of this project whose network it shares. */
      readonly service: string
      /** Where it stands. */
      readonly position: Position
    }
  | {
      readonly kind: "container"
      /** The name or id of the container whose network it shares. */
      readonly container: string
      /** Where it stands. */
      readonly position: Position
    }
  | {
      readonly kind: "other"
      /** What stands there: a network of the engine by its name, or a value that is not known. */
      readonly value: ComposeValue
      /** Where it stands. */
      readonly position: Position
    }

/** A service's place on a network. */
export interface ComposeAttachment {
  /** The network's key in {@link ComposeProject.networks}. */
  readonly network: string
  /** Whether no file names it: the `default` network of a service without `networks`. */
  readonly implicit: boolean
  /** `aliases`. */
  readonly aliases: readonly ComposeValue[]
  /**
   * Every name that the engine resolves to this container on this network: the service's, its aliases, the container's name and
   * hostname. Each is also answered with `.<network>` behind it, and so is the container's id, which no file can know.
   * With several replicas each answers to its own container's name, only that of the first is here.
   */
  readonly names: readonly ComposeValue[]
  /** `ipv4_address`. */
  readonly ipv4Address: ComposeValue | undefined
  /** `ipv6_address`. */
  readonly ipv6Address: ComposeValue | undefined
  /** The network's key under the service, or the list item; of an implicit one the service's place. */
  readonly position: Position
}

/** A link to another service. */
export interface ComposeLink {
  /** The service that is linked to. */
  readonly service: string
  /** The name that stands for it in this service's containers. */
  readonly alias: string
  /** The list item's place. */
  readonly position: Position
}

/** That a service starts after another. */
export interface ComposeDependency {
  /** The service that starts first. */
  readonly service: string
  /** `service_started`, `service_healthy` or `service_completed_successfully`. */
  readonly condition: ComposeValue
  /** Default true. */
  readonly required: boolean
  /** Whether it is restarted with the other; default false. */
  readonly restart: boolean
  /** Whether no `depends_on` says it, but `links`, `volumes_from` or a shared namespace. */
  readonly implicit: boolean
  /** The entry's place; of an implicit one that of what implies it. */
  readonly position: Position
}

/** A mount of a container. */
export interface ComposeMount {
  /** `bind`, `volume`, `tmpfs`, `npipe`, `cluster` or `image`. */
  readonly type: ComposeValue
  /** A path of the host, resolved against the project's directory; or a key of {@link ComposeProject.volumes}; undefined: anonymous. */
  readonly source: ComposeValue | undefined
  /** The path in the container. */
  readonly target: ComposeValue
  /** Default false. */
  readonly readOnly: boolean
  /** The entry's place. */
  readonly position: Position
}

/** A service's `healthcheck`. */
export interface ComposeHealthcheck {
  /** Whether it is switched off: `disable: true` or a test of `NONE`. */
  readonly disabled: boolean
  /** `CMD` or `CMD-SHELL` and the words; a string is `CMD-SHELL`; undefined when it is the image's. */
  readonly test: readonly ComposeValue[] | undefined
  /** `interval`, `timeout`, `start_period`, `start_interval`, `retries`, as stated. By key. */
  readonly settings: ReadonlyMap<string, ComposeValue>
  /** The place of `healthcheck`. */
  readonly position: Position
}

/** A secret or config that a service is given as a file. */
export interface ComposeFileMount {
  /** Its key in the project. */
  readonly source: ComposeValue
  /** The path in the container: a secret's default is `/run/secrets/<source>`, a config's `/<source>`. */
  readonly target: ComposeValue
  /** The entry's place. */
  readonly position: Position
}

/** One line of a container's hosts file. */
export interface ComposeExtraHost {
  /** The name. */
  readonly host: string
  /** An address, or `host-gateway`. */
  readonly address: ComposeValue
  /** The entry's place. */
  readonly position: Position
}

/** A network. */
export interface ComposeNetwork {
  /** Its key. */
  readonly key: string
  /** The engine's name for it: `name`, else the key for an external one, else `<project>_<key>`. */
  readonly name: ComposeValue
  /** Whether it is made elsewhere. */
  readonly external: boolean
  /** Whether it has no route out; default false. Undefined when only known where it runs. */
  readonly internal: boolean | undefined
  /** `driver`; undefined: the engine's default, `bridge`. */
  readonly driver: ComposeValue | undefined
  /** `driver_opts`, by name. */
  readonly driverOpts: ReadonlyMap<string, ComposeNamedValue>
  /** `ipam.config`. */
  readonly subnets: readonly ComposeSubnet[]
  /** `enable_ipv6`; default false. */
  readonly ipv6: boolean
  /** Whether no file declares it: the implicit `default`. */
  readonly implicit: boolean
  /** The place of its key; of an implicit one, that of the first service that joins it. */
  readonly position: Position
  /** Everything that it says, canonical. */
  readonly attributes: YamlMap
}

/** An entry of a network's `ipam.config`. */
export interface ComposeSubnet {
  /** In CIDR notation. */
  readonly subnet: ComposeValue | undefined
  /** `gateway`. */
  readonly gateway: ComposeValue | undefined
  /** `ip_range`. */
  readonly ipRange: ComposeValue | undefined
  /** The place of `subnet`, or of the entry when it has none. */
  readonly position: Position
}

/** A named volume. */
export interface ComposeVolume {
  /** Its key. */
  readonly key: string
  /** The engine's name for it: `name`, else the key for an external one, else `<project>_<key>`. */
  readonly name: ComposeValue
  /** Whether it is made elsewhere. */
  readonly external: boolean
  /** The place of its key. */
  readonly position: Position
  /** Everything that it says, canonical. */
  readonly attributes: YamlMap
}

/** A secret or a config. */
export interface ComposeFileObject {
  /** Its key. */
  readonly key: string
  /** Where its content is. */
  readonly origin:
    | {
        readonly kind: "file"
        /** Relative ones against the directory of the project that names it. */
        readonly path: ComposeValue
      }
    | {
        readonly kind: "environment"
        /** The variable. */
        readonly variable: ComposeValue
      }
    | {
        readonly kind: "content"
        /** A config's own text. Of a secret there is none. */
        readonly content: ComposeValue
      }
    | { readonly kind: "external" }
    | { readonly kind: "driver" }
  /** The engine's name for it: `name`, else the key for an external one, else `<project>_<key>`. */
  readonly name: ComposeValue
  /** The place of its key. */
  readonly position: Position
  /** Everything that it says, canonical. */
  readonly attributes: YamlMap
}
