import { isMap, isSeq } from "yaml"
import {
  aliasOf,
  compose,
  haveAllMet,
  isEdge,
  isForeign,
  isOnlyMeeting,
  join,
  joined,
  keys,
  list,
  memberships,
  networks,
  ports,
  services,
  subnet,
  variables,
  type YamlMap,
} from "./compose-tools.js"
import { type Breakage, beside, text } from "./tools.js"

/** What is wrong with a Compose file. */
export const COMPOSE: readonly Breakage[] = [
  /* Compose: ports */
  compose("a loopback port bound to every address", ["proof/not_granted"], (project) =>
    ports(project).flatMap(({ port }) =>
      port.get("host_ip") === "127.0.0.1" ? [() => port.set("host_ip", "0.0.0.0")] : [],
    ),
  ),
  compose("a port that nobody declared", ["proof/not_granted"], (project) =>
    services(project).flatMap(({ service, name }) =>
      service.has("network_mode")
        ? []
        : [
            () =>
              service.set(
                "ports",
                project.document.createNode([...(list(service, "ports") ?? []), `${name.length + 20_000}:9999`]),
              ),
          ],
    ),
  ),
  compose("another number on the machine", ["proof/path_closed", "proof/not_granted"], (project) =>
    ports(project).map(
      ({ port }) =>
        () =>
          port.set("published", String(Number(port.get("published")) + 7)),
    ),
  ),
  compose("another port of the container", ["proof/path_closed", "proof/not_granted"], (project) =>
    ports(project).map(
      ({ port }) =>
        () =>
          port.set("target", Number(port.get("target")) + 7),
    ),
  ),
  compose("UDP where TCP is meant", ["proof/path_closed", "proof/not_granted"], (project) =>
    ports(project).flatMap(({ port }) => (port.get("protocol") === "tcp" ? [() => port.set("protocol", "udp")] : [])),
  ),
  compose("a public port bound to the loopback", ["proof/path_closed"], (project) =>
    ports(project).flatMap(({ port }) =>
      port.get("host_ip") === "0.0.0.0" ? [() => port.set("host_ip", "127.0.0.1")] : [],
    ),
  ),
  compose("ports that are gone", ["proof/path_closed"], (project) =>
    services(project).flatMap(({ service }) => (service.has("ports") ? [() => service.delete("ports")] : [])),
  ),
  compose("two ports swapped", ["proof/path_closed", "proof/not_granted"], (project) => {
    const all = ports(project)
    return all.flatMap(({ port: one }, index) =>
      all.slice(index + 1).flatMap(({ port: other }) => {
        const [first, second] = [one.get("published"), other.get("published")]
        return first === second || one.get("target") === other.get("target")
          ? []
          : [() => [one.set("published", second), other.set("published", first)]]
      }),
    )
  }),

  /* Compose: networks */
  compose("a network that a consumer has left", ["proof/path_closed"], (project) =>
    memberships(project).flatMap(({ name, network, leave }) =>
      network !== name && isEdge(project, network) && isOnlyMeeting(project, name, network) ? [leave] : [],
    ),
  ),
  compose("a network that its own service has left", ["proof/path_closed"], (project) =>
    memberships(project).flatMap(({ name, network, leave }) =>
      network === name &&
      services(project).some((one) => one.name !== name && isOnlyMeeting(project, one.name, network))
        ? [leave]
        : [],
    ),
  ),
  compose("a stranger on a network", ["proof/not_granted"], (project) =>
    services(project).flatMap(({ service, name }) =>
      keys(project, "networks").flatMap((network) => {
        const own = joined(service)
        const members = services(project).filter((one) => joined(one.service).includes(network))
        return own.length === 0 ||
          own.includes(network) ||
          network === name ||
          !isEdge(project, network) ||
          haveAllMet(project, [{ name, service }, ...members])
          ? []
          : [() => join(project, service, network)]
      }),
    ),
  ),
  compose("an egress that a service has left", ["proof/path_closed"], (project) =>
    memberships(project).flatMap(({ network, leave, service }) =>
      network === "egress" && !joined(service).some((key) => isForeign(project, key)) ? [leave] : [],
    ),
  ),
  compose("an egress that a service has joined", ["proof/not_granted"], (project) =>
    services(project).flatMap(({ service }) =>
      joined(service).length > 0 && !joined(service).includes("egress") && keys(project, "networks").includes("egress")
        ? [() => join(project, service, "egress")]
        : [],
    ),
  ),
  compose("members of an egress that reach each other", ["proof/not_granted"], (project) =>
    haveAllMet(
      project,
      services(project).filter(({ service }) => joined(service).includes("egress")),
    )
      ? []
      : networks(project).flatMap(({ key, network }) =>
          key === "egress" ? [() => network.delete("driver_opts")] : [],
        ),
  ),
  compose("an ingress that leads out", ["proof/not_granted"], (project) =>
    services(project).every(({ service }) => !joined(service).includes("ingress") || joined(service).includes("egress"))
      ? []
      : networks(project).flatMap(({ key, network }) =>
          key === "ingress" ? [() => network.delete("driver_opts")] : [],
        ),
  ),
  compose("an internal network that leads out", ["proof/not_granted"], (project) =>
    networks(project).flatMap(({ key, network }) =>
      network.get("internal") === true &&
      services(project).some(({ service }) => joined(service).includes(key) && !joined(service).includes("egress"))
        ? [() => network.delete("internal")]
        : [],
    ),
  ),
  compose("two networks with one range", ["proof/disagreement"], (project) => {
    const all = networks(project).filter(({ network }) => subnet(network) !== undefined)
    return all.slice(1).map(({ network }, index) => () => {
      network.setIn(["ipam", "config", 0, "subnet"], subnet(all[index]!.network))
    })
  }),
  compose("the machine's own network", ["proof/not_granted", "proof/path_closed"], (project) =>
    services(project).flatMap(({ service }) =>
      service.has("network_mode")
        ? []
        : [() => [service.delete("networks"), service.delete("ports"), service.set("network_mode", "host")]],
    ),
  ),
  compose("no network", ["proof/path_closed"], (project) =>
    services(project).flatMap(({ service }) =>
      joined(service).some((network) => network !== "ingress")
        ? [() => [service.delete("networks"), service.delete("ports"), service.set("network_mode", "none")]]
        : [],
    ),
  ),
  compose("the network of another container", ["proof/not_granted", "proof/path_closed"], (project) => {
    const all = services(project)
    return all.flatMap(({ service }, index) =>
      service.has("network_mode") || all.length < 2
        ? []
        : [
            () => [
              service.delete("networks"),
              service.delete("ports"),
              service.set("network_mode", `service:${all[(index + 1) % all.length]!.name}`),
            ],
          ],
    )
  }),

  /* Compose: what networks and ports say nothing of */
  compose("Docker's own socket", ["proof/not_granted"], (project) =>
    services(project).flatMap(({ service }) => [
      () =>
        service.set(
          "volumes",
          project.document.createNode([
            ...(list(service, "volumes") ?? []),
            "/var/run/docker.sock:/var/run/docker.sock",
          ]),
        ),
    ]),
  ),
  compose("a network that is routed", ["proof/not_understood"], (project) =>
    networks(project).map(
      ({ network }) =>
        () =>
          network.setIn(["driver_opts", "com.docker.network.bridge.gateway_mode_ipv4"], "routed"),
    ),
  ),
  compose("a network with IPv6", ["proof/not_understood"], (project) =>
    networks(project).flatMap(({ network }) =>
      network.get("external") === true ? [] : [() => network.set("enable_ipv6", true)],
    ),
  ),

  /* Compose: names */
  compose("a name that two containers answer", ["proof/name_unclear", "proof/path_closed"], (project) =>
    services(project).flatMap(({ service, name }) =>
      joined(service).flatMap((network) =>
        network === name || !isEdge(project, network) || aliasOf(project, network) === undefined
          ? []
          : [() => join(project, service, network, [aliasOf(project, network)!])],
      ),
    ),
  ),
  compose("a service under another name", ["proof/path_closed", "proof/not_granted"], (project) =>
    services(project).map(({ name, service }) => () => {
      const all = project.document.get("services") as YamlMap
      all.delete(name)
      all.set(`${name}x`, service)
    }),
  ),
  compose("a service that is gone", ["proof/path_closed"], (project) =>
    services(project).flatMap(({ name, service }) =>
      joined(service).length > 0 ? [() => (project.document.get("services") as YamlMap).delete(name)] : [],
    ),
  ),
  compose("a service that nobody declared", ["proof/not_granted"], (project) =>
    services(project)
      .slice(0, 1)
      .map(({ service }) => () => {
        const stranger = project.document.createNode({ image: "busybox", networks: joined(service).slice(0, 1) })
        ;(project.document.get("services") as YamlMap).set("stranger", stranger)
      }),
  ),
  compose("a hosts file that sends a name elsewhere", ["proof/name_unclear", "proof/path_closed"], (project) =>
    memberships(project).flatMap(({ name, network, service }) =>
      network !== name && isEdge(project, network) && aliasOf(project, network) !== undefined
        ? [() => service.set("extra_hosts", project.document.createNode([`${aliasOf(project, network)}:203.0.113.9`]))]
        : [],
    ),
  ),
  compose("another project's name", ["proof/disagreement", "proof/path_closed", "proof/not_granted"], (project) =>
    services(project).length === 0
      ? []
      : [() => project.document.set("name", `${String(project.document.get("name"))}x`)],
  ),

  /* Compose: what containers are told */
  compose("another port in a URL", ["proof/disagreement"], (project) =>
    variables(project).flatMap(({ value, set }) => {
      const [, host, port] = /^\w+:\/\/(?:[^@/]*@)?([a-z][a-z0-9.-]*):(\d+)/.exec(value) ?? []
      return host !== undefined && keys(project, "services").some((name) => aliasOf(project, name) === host)
        ? [() => set(value.replace(`${host}:${port}`, `${host}:${Number(port) + 3}`))]
        : []
    }),
  ),
  compose("an address that no VM has", ["proof/disagreement"], (project) =>
    variables(project).flatMap(({ value, set }) =>
      /\b10\.\d+\.\d+\.\d+:\d+/.test(value) ? [() => set(value.replace(/\b(10\.\d+\.\d+)\.\d+:/, "$1.77:"))] : [],
    ),
  ),
  compose("a secret's value", ["proof/secret_written"], (project) =>
    variables(project)
      .slice(0, 1)
      .map(
        ({ set }) =>
          () =>
            set(`ghp_${"a1B2c3D4".repeat(5).slice(0, 36)}`),
      ),
  ),
  compose("a secret's file that nobody brings", ["proof/disagreement"], (project) =>
    keys(project, "secrets").map((key) => () => {
      project.document.setIn(["secrets", key, "file"], "./secrets/ELSEWHERE")
    }),
  ),
  compose("a variable that nobody states", ["proof/disagreement"], (project) =>
    variables(project)
      .slice(0, 1)
      .map(
        ({ set }) =>
          () =>
            set(`$${"{NOBODY_STATES_ME:?set it}"}`),
      ),
  ),
  compose("a proxy without its Caddyfile", ["proof/path_closed"], (project) =>
    services(project).flatMap(({ service }) => {
      const mounts = service.get("volumes")
      if (!isSeq(mounts)) return []
      const index = mounts.items.findIndex((mount) => isMap(mount) && mount.get("target") === "/etc/caddy")
      return index === -1 ? [] : [() => mounts.delete(index)]
    }),
  ),
  text("a Compose file that can't be read", /docker-compose\.yml$/, ["proof/not_understood"], (content) => [
    `${content}\n  - : [\n`,
  ]),

  beside("a file that Compose puts on top", /docker-compose\.yml$/, ["docker-compose.override.yml", "compose.yaml"]),
]
