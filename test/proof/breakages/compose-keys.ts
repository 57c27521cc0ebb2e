import { isMap } from "yaml"
import type { FailureCode } from "../../../core/proof.js"
import {
  aliasOf,
  compose,
  environment,
  isEdge,
  joined,
  networks,
  type Project,
  services,
  subnet,
  type YamlMap,
} from "./compose-tools.js"
import { type Breakage, text } from "./tools.js"

/** Keys of a service that no topology here hands through, each with a value that means something. */
export const TOLD_KEYS: readonly { readonly key: string; readonly value: unknown; readonly code: FailureCode }[] = [
  ...Object.entries({
    cap_add: ["SYS_ADMIN"],
    cgroup: "host",
    cgroup_parent: "machine",
    credential_spec: { file: "spec.json" },
    device_cgroup_rules: ["c 1:3 mr"],
    devices: ["/dev/mem:/dev/mem"],
    dns: ["203.0.113.5"],
    dns_opt: ["ndots:9"],
    dns_search: ["stranger.example"],
    domainname: "stranger.example",
    env_file: "../stranger.env",
    external_links: ["elsewhere:db"],
    gpus: "all",
    ipc: "host",
    logging: { driver: "gelf", options: { "gelf-address": "udp://203.0.113.4:12201" } },
    pid: "host",
    privileged: true,
    runtime: "other",
    security_opt: ["seccomp:unconfined"],
    sysctls: { "net.ipv4.ip_forward": "1" },
    use_api_socket: true,
    userns_mode: "host",
    uts: "host",
  }).map(([key, value]) => ({ key, value, code: "proof/not_granted" as const })),
  ...Object.entries({
    mac_address: "02:42:ac:11:65:43",
    post_start: [{ command: "sh" }],
    pre_stop: [{ command: "sh", privileged: true }],
    provider: { type: "tunnel" },
  }).map(([key, value]) => ({ key, value, code: "proof/not_understood" as const })),
]

/** What is wrong with the further keys of a Compose file. */
export const COMPOSE_KEYS: readonly Breakage[] = [
  /* What runs */
  compose("a service that only a profile starts", ["proof/path_closed"], (project) =>
    services(project).map(
      ({ service }) =>
        () =>
          service.set("profiles", project.document.createNode(["never"])),
    ),
  ),
  compose("a service that always starts", ["proof/not_granted"], (project) =>
    services(project).flatMap(({ service }) => (service.has("profiles") ? [() => service.delete("profiles")] : [])),
  ),
  compose("a service without a container", ["proof/path_closed"], (project) =>
    services(project).flatMap(({ service }) => [
      () => service.set("scale", 0),
      () => service.setIn(["deploy", "replicas"], 0),
    ]),
  ),
  compose("a health check that is switched off", ["proof/path_closed"], (project) =>
    awaited(project).flatMap((service) => [
      () => service.set("healthcheck", project.document.createNode({ disable: true })),
      () => service.set("healthcheck", project.document.createNode({ test: ["NONE"] })),
      () => service.delete("healthcheck"),
    ]),
  ),
  compose("a service that does not wait", ["proof/disagreement"], (project) =>
    services(project).flatMap(({ service }) => {
      const all = service.get("depends_on")
      return isMap(all) ? [() => service.delete("depends_on")] : []
    }),
  ),
  compose("a service that waits for less", ["proof/disagreement"], (project) =>
    services(project).flatMap(({ service }) => {
      const all = service.get("depends_on")
      if (!isMap(all)) return []
      return all.items.flatMap(({ key }) => [
        ...(service.getIn(["depends_on", String(key), "condition"]) === "service_started"
          ? []
          : [() => service.setIn(["depends_on", String(key), "condition"], "service_started")]),
        ...(service.getIn(["depends_on", String(key), "required"]) === false
          ? []
          : [() => service.setIn(["depends_on", String(key), "required"], false)]),
      ])
    }),
  ),
  compose("a proxy that is told of another file", ["proof/path_closed"], (project) =>
    services(project).flatMap(({ service }) =>
      JSON.stringify(service.toJSON()).includes('"/etc/caddy"')
        ? [
            () => service.set("command", "caddy run --config /srv/Caddyfile"),
            () => service.set("entrypoint", project.document.createNode(["caddy", "file-server"])),
          ]
        : [],
    ),
  ),
  compose("another image", ["proof/disagreement"], (project) =>
    services(project).flatMap(({ service }) => [
      () => service.set("image", "elsewhere/image:1.0"),
      () => service.set("image", `elsewhere.example:5000/${String(service.get("image"))}`),
    ]),
  ),
  compose("a build", ["proof/disagreement"], (project) =>
    services(project).map(
      ({ service }) =>
        () =>
          service.set("build", "https://elsewhere.example/repository.git"),
    ),
  ),

  /* Beyond the container */
  ...(["proof/not_granted", "proof/not_understood"] as const).map((code) =>
    compose(`a service with a key that is ${code}`, [code], (project) => {
      const keys = TOLD_KEYS.filter((told) => told.code === code)
      return services(project).map(({ service }, index) => () => {
        const { key, value } = keys[(index * 5) % keys.length]!
        service.set(key, project.document.createNode(value))
      })
    }),
  ),
  compose("a reserved device", ["proof/not_granted"], (project) =>
    services(project).map(
      ({ service }) =>
        () =>
          service.setIn(
            ["deploy", "resources", "reservations", "devices"],
            project.document.createNode([{ capabilities: ["gpu"], count: 1 }]),
          ),
    ),
  ),
  compose("volumes of another container", ["proof/not_granted"], (project) => {
    const all = services(project)
    return all.flatMap(({ service }, index) =>
      all.length < 2
        ? []
        : [() => service.set("volumes_from", project.document.createNode([all[(index + 1) % all.length]!.name]))],
    )
  }),
  compose("a model", ["proof/not_granted"], (project) =>
    services(project).map(({ service }) => () => {
      project.document.setIn(["models", "poet"], project.document.createNode({ model: "ai/poet" }))
      service.set("models", project.document.createNode(["poet"]))
    }),
  ),
  compose("a capability that is kept", ["proof/not_granted"], (project) =>
    services(project).flatMap(({ service }) => (service.has("cap_drop") ? [() => service.delete("cap_drop")] : [])),
  ),
  compose("privileges that may be gained", ["proof/not_granted"], (project) =>
    services(project).flatMap(({ service }) =>
      service.has("security_opt") ? [() => service.delete("security_opt")] : [],
    ),
  ),

  /* Names and addresses */
  compose("a link under another name", ["proof/name_unclear"], (project) =>
    pairs(project).map(
      ([one, other]) =>
        () =>
          one.service.set("links", project.document.createNode([`${other.name}:elsewhere`])),
    ),
  ),
  compose("a hostname of another service", ["proof/name_unclear"], (project) =>
    pairs(project).map(
      ([one, other]) =>
        () =>
          one.service.set("hostname", other.name),
    ),
  ),
  compose("a container's name of another service", ["proof/name_unclear"], (project) =>
    pairs(project).map(
      ([one, other]) =>
        () =>
          one.service.set("container_name", other.name),
    ),
  ),
  compose("a hostname that is another's alias", ["proof/name_unclear", "proof/path_closed"], (project) =>
    pairs(project).flatMap(([one, other]) => {
      const alias = aliasOf(project, other.name)
      return alias === undefined ? [] : [() => one.service.set("hostname", alias)]
    }),
  ),
  compose("an alias that is the name of somebody outside", ["proof/name_unclear"], (project) =>
    services(project).flatMap(({ service }) => {
      const network = joined(service).find((key) => isEdge(project, key))
      const value = { aliases: ["api.stranger.example"] }
      return network === undefined ? [] : [() => setAttachment(project, service, { network, value })]
    }),
  ),
  compose("a hosts file that sends somebody outside elsewhere", ["proof/name_unclear"], (project) =>
    services(project).flatMap(({ service }) => [
      () => service.set("extra_hosts", project.document.createNode(["api.stranger.example:203.0.113.9"])),
      () => service.set("extra_hosts", project.document.createNode({ "api.stranger.example": "host-gateway" })),
    ]),
  ),
  compose("an address outside the network", ["proof/disagreement"], (project) => attached(project, "203.0.113.9")),
  compose("an address of the gateway", ["proof/disagreement"], (project) =>
    attached(project, (network) => {
      const gateway = inside(network, 1)
      network.setIn(["ipam", "config", 0, "gateway"], gateway)
      return gateway
    }),
  ),
  compose("a network of a service with more than a name", ["proof/not_understood"], (project) =>
    services(project).flatMap(({ service }, index) => {
      const [network] = joined(service)
      const value = ATTACHMENTS[index % ATTACHMENTS.length]!
      return network === undefined ? [] : [() => setAttachment(project, service, { network, value })]
    }),
  ),
  compose("a gateway elsewhere", ["proof/disagreement"], (project) =>
    networks(project).flatMap(({ network }) =>
      subnet(network) === undefined ? [] : [() => network.setIn(["ipam", "config", 0, "gateway"], "172.31.255.1")],
    ),
  ),
  compose("a range of containers elsewhere", ["proof/disagreement"], (project) =>
    networks(project).flatMap(({ network }) =>
      subnet(network) === undefined ? [] : [() => network.setIn(["ipam", "config", 0, "ip_range"], "172.31.255.0/28")],
    ),
  ),
  compose("an address that the topology does not state", ["proof/disagreement"], (project) =>
    services(project).flatMap(({ service }) =>
      environment(service).flatMap(({ variables, variable, value }) => {
        const [, head, tail] = /^(https:\/\/)[a-z][a-z0-9.-]*\.[a-z]+([/:].*)?$/.exec(value) ?? []
        return head === undefined ? [] : [() => variables.set(variable, `${head}stranger.example${tail ?? ""}`)]
      }),
    ),
  ),

  /* Networks */
  compose("a network that nobody creates", ["proof/path_closed"], (project) =>
    networks(project).flatMap(({ key, network }) =>
      network.get("external") !== true && services(project).some(({ service }) => joined(service).includes(key))
        ? [() => project.document.setIn(["networks", key], project.document.createNode({ external: true }))]
        : [],
    ),
  ),
  compose("two networks of one name", ["proof/disagreement"], (project) => {
    const all = networks(project).filter(({ network }) => network.get("external") !== true)
    return all.slice(1).map(({ network }, index) => () => {
      const { key, network: other } = all[index]!
      network.set("name", other.get("name") ?? `${String(project.document.get("name"))}_${key}`)
    })
  }),
  compose("a network with an option", ["proof/not_understood"], (project) =>
    networks(project).flatMap(({ network }, index) => {
      const [option, value] = OPTIONS[index % OPTIONS.length]!
      return network.get("external") === true ? [] : [() => network.setIn(["driver_opts", option], value)]
    }),
  ),
  compose("a network of another driver", ["proof/not_understood"], (project) =>
    networks(project).flatMap(({ network }) =>
      network.get("external") === true
        ? []
        : [() => network.set("driver", "macvlan"), () => network.setIn(["ipam", "driver"], "elsewhere")],
    ),
  ),
  text("a network that is internal by a variable", /docker-compose\.yml$/, ["proof/not_understood"], (content) =>
    content.includes("internal: true") ? [content.replace("internal: true", "internal: $" + "{INTERNAL:?set it}")] : [],
  ),

  /* Other files */
  text("a file that is included", /docker-compose\.yml$/, ["proof/not_understood"], (content) => [
    `${content}\ninclude:\n  - ../elsewhere/docker-compose.yml\n`,
  ]),
  compose("a service that extends a stranger", ["proof/not_understood"], (project) =>
    services(project).map(
      ({ service }) =>
        () =>
          service.set("extends", project.document.createNode({ file: "../elsewhere.yml", service: "all" })),
    ),
  ),
]

const ATTACHMENTS = [
  { ipv6_address: "2001:db8::9" },
  { mac_address: "02:42:ac:11:65:43" },
  { gw_priority: 9 },
  { priority: 9 },
  { link_local_ips: ["169.254.8.8"] },
] as const

const OPTIONS = [
  ["com.docker.network.bridge.host_binding_ipv4", "203.0.113.4"],
  ["com.docker.network.bridge.trusted_host_interfaces", "eth0"],
  ["com.docker.network.bridge.inhibit_ipv4", "true"],
  ["com.docker.network.bridge.name", "docker0"],
  ["com.docker.network.bridge.enable_icc", `$${"{NOBODY_SAYS:?set it}"}`],
] as const

/** Services that another one waits for until they are healthy. */
function awaited(project: Project): readonly YamlMap[] {
  const all = services(project)
  return all.flatMap(({ name, service }) =>
    all.some(
      (one) =>
        one.service.getIn(["depends_on", name, "condition"]) === "service_healthy" &&
        one.service.getIn(["depends_on", name, "required"]) !== false,
    )
      ? [service]
      : [],
  )
}

/** Each service and the next one. */
function pairs(project: Project) {
  const all = services(project)
  return all.length < 2 ? [] : all.map((one, index) => [one, all[(index + 1) % all.length]!] as const)
}

function setAttachment(
  { document }: Project,
  service: YamlMap,
  { network, value }: { readonly network: string; readonly value: Readonly<Record<string, unknown>> },
): void {
  const own = service.get("networks")
  const known = isMap(own)
    ? (own.toJSON() as Record<string, object | null>)
    : Object.fromEntries(joined(service).map((key) => [key, null]))
  service.set("networks", document.createNode({ ...known, [network]: { ...known[network], ...value } }))
}

/** Gives members of networks with a range of their own an address. */
export function attached(
  project: Project,
  address: string | ((network: YamlMap) => string),
): readonly (() => unknown)[] {
  return services(project).flatMap(({ service }) =>
    joined(service).flatMap((key) => {
      const network = networks(project).find((one) => one.key === key && isEdge(project, key))?.network
      if (network === undefined || subnet(network) === undefined) return []
      return [
        () => {
          const value = { ipv4_address: typeof address === "string" ? address : address(network) }
          setAttachment(project, service, { network: key, value })
        },
      ]
    }),
  )
}

/** An address of a network. */
export function inside(network: YamlMap, offset: number): string {
  const [first = ""] = String(subnet(network)).split("/")
  return first.replace(/\d+$/, (last) => String(Number(last) + offset))
}
