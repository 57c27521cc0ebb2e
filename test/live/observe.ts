import type { Environment, Placement } from "../../core/estate.js"
import type { Container } from "./containers.js"
import type { Place, Raised } from "./environment.js"
import type { Destination, Party, Target } from "./granted.js"
import { CALLED } from "./internet.js"
import { OUTSIDERS, type Outsider } from "./network.js"
import { run } from "./run.js"

/** One attempt to connect, and what came of it. */
export interface Observation {
  readonly from: Party
  readonly target: Target
  /** The IPv4 address that was called. */
  readonly address: string
  /** Refused: somebody says no. Filtered: nobody says anything, or there is no way. */
  readonly state: "open" | "refused" | "filtered"
}

/** An observation as data, for whoever compares it with what was meant. */
export interface ObservedReach {
  /** `internet`, `cdn`, `iap`, `host:NAME`, or `HOST.SERVICE`. */
  readonly from: string
  /** `internet`, `host:NAME`, or `HOST.SERVICE`. */
  readonly to: string
  /** Which address of it: `network:NAME`, `gateway:NAME`, `internal`, `external`, `internet`. */
  readonly by: string
  readonly address: string
  readonly port: number
  readonly transport: "tcp" | "udp"
  readonly state: Observation["state"]
}

/** What runs a program in somebody's network. */
export interface Vantage {
  readonly party: Party
  /** Runs the stand-in there. */
  standin(words: readonly string[], input: string): Promise<string>
}

/** Everybody who may open a connection: those outside, each machine, each container. */
export function vantagesOf(raised: Raised, containers: readonly Container[], standin: string): readonly Vantage[] {
  const at = (party: Party, prefix: readonly string[]): Vantage => ({
    party,
    standin: (words, input) => run([...prefix, standin, ...words], { input, timeout: 120_000 }),
  })
  return [
    ...(Object.keys(OUTSIDERS) as Outsider[]).map((outsider) =>
      at({ kind: "outsider", outsider }, raised.network.inside(outsider)),
    ),
    ...raised.places.map(({ machine, hosts }) =>
      at({ kind: "host", host: hosts[0]! }, ["nsenter", "--net", `--target=${machine.pid}`, "--"]),
    ),
    ...containers.map(({ service, place, pid }) =>
      // Its network alone is entered: the stand-in is not in every image.
      at({ kind: "service", service }, ["nsenter", `--net=/proc/${place.machine.pid}/root/proc/${pid}/ns/net`, "--"]),
    ),
  ]
}

/** Tries every port of every address from everywhere. */
export async function observe(
  raised: Raised,
  containers: readonly Container[],
  vantages: readonly Vantage[],
): Promise<readonly Observation[]> {
  const targets = await targetsOf(raised, containers)
  const observations: Observation[] = []
  const waiting = [...vantages]
  const work = async (): Promise<void> => {
    for (let vantage = waiting.shift(); vantage !== undefined; vantage = waiting.shift()) {
      const { party } = vantage
      const own = targets.filter(
        ({ target }) =>
          !isItself(party, target.to) &&
          concerns(party, target.to, raised) &&
          // On a machine Docker's own proxy answers UDP from another address than it was asked on: only the way in is tried.
          (target.transport === "tcp" || party.kind === "outsider"),
      )
      const request = {
        timeoutMs: 1_200,
        targets: own.map(({ target: { port, transport }, address }, id) => ({
          id,
          address,
          port,
          kind: transport === "udp" ? "quic" : "tcp",
        })),
      }
      const answers = JSON.parse(await vantage.standin(["probe"], JSON.stringify(request))) as readonly {
        readonly id: number
        readonly state: Observation["state"]
      }[]
      for (const { id, state } of answers) observations.push({ from: party, ...own[id]!, state })
    }
  }
  await Promise.all([work(), work(), work()])
  return observations
}

/** The same as data. */
export function asData(observations: readonly Observation[]): readonly ObservedReach[] {
  return observations.map(({ from, target: { to, port, transport }, address, state }) => ({
    from: nameOf(from),
    ...placeOf(to),
    address,
    port,
    transport,
    state,
  }))
}

/** Says a party as data names it. */
export function nameOf(party: Party): string {
  switch (party.kind) {
    case "outsider":
      return party.outsider
    case "host":
      return `host:${party.host.name}`
    case "service":
      return party.service.id
  }
}

/** Says a destination as data names it. */
export function placeOf(to: Destination): { readonly to: string; readonly by: string } {
  switch (to.kind) {
    case "container":
      return { to: to.service.id, by: `network:${to.network}` }
    case "internal":
    case "external":
      return { to: `host:${to.host.name}`, by: to.kind }
    case "gateway":
      return { to: `host:${to.host.name}`, by: `gateway:${to.network}` }
    case "internet":
      return { to: "internet", by: "internet" }
  }
}

async function targetsOf(
  { environment, places }: Raised,
  containers: readonly Container[],
): Promise<readonly { readonly target: Target; readonly address: string }[]> {
  const ports = portsOf(environment)
  const all = (to: Destination, address: string): readonly { readonly target: Target; readonly address: string }[] =>
    ports.map((port) => ({ target: { to, ...port }, address }))
  const bridges = await Promise.all(places.map(bridgesOf))
  return [
    { target: { to: { kind: "internet" }, port: CALLED, transport: "tcp" }, address: OUTSIDERS.internet.address },
    ...places.flatMap(({ hosts, internal, external }, index) => {
      const host = hosts[0]!
      return [
        ...all({ kind: "internal", host }, internal),
        ...(external === undefined ? [] : all({ kind: "external", host }, external)),
        ...bridges[index]!.flatMap(({ network, gateway }) => all({ kind: "gateway", host, network }, gateway)),
      ]
    }),
    ...containers.flatMap(({ service, networks }) =>
      Object.entries(networks).flatMap(([network, address]) => all({ kind: "container", service, network }, address)),
    ),
  ]
}

/** Every port that anything of the environment listens on, anywhere: what is closed to one may be open to another. */
function portsOf({ hosts }: Environment): readonly Pick<Target, "port" | "transport">[] {
  const found = new Map<string, Pick<Target, "port" | "transport">>()
  const add = (port: number, transport: "tcp" | "udp"): unknown =>
    found.set(`${port}/${transport}`, { port, transport })
  for (const { services, sshPort } of hosts) {
    add(sshPort, "tcp")
    for (const { ports, proxy } of services) {
      if (proxy !== undefined) add(proxy.adminPort, "tcp")
      for (const { port, published, transport } of ports) {
        add(port, transport)
        if (published !== undefined) add(published, transport)
      }
    }
  }
  return [...found.values()]
}

async function bridgesOf({
  machine,
}: Place): Promise<readonly { readonly network: string; readonly gateway: string }[]> {
  const ids = (await machine.run(["docker", "network", "ls", "--quiet", "--filter", "driver=bridge"]))
    .trim()
    .split("\n")
  const networks = JSON.parse(await machine.run(["docker", "network", "inspect", ...ids])) as readonly {
    readonly Name: string
    readonly IPAM: { readonly Config: readonly { readonly Subnet: string }[] }
  }[]
  return networks.map(({ Name, IPAM }) => {
    const [base = ""] = IPAM.Config[0]!.Subnet.split("/")
    // Docker takes the first address for itself.
    return { network: Name, gateway: base.replace(/\d+$/, (last) => String(Number(last) + 1)) }
  })
}

function isItself(party: Party, to: Destination): boolean {
  return party.kind === "service" && to.kind === "container" && party.service.id === to.service.id
}

/** The address of a bridge means another machine on another one; only its own is asked for. */
function concerns(party: Party, to: Destination, { places }: Raised): boolean {
  if (to.kind === "internet") return party.kind !== "outsider"
  if (to.kind !== "gateway") return true
  if (party.kind === "outsider") return false
  const name = party.kind === "host" ? party.host.name : party.service.host
  return places.some(({ hosts }) => hosts.includes(to.host) && hosts.some((host) => host.name === name))
}

/** Whether an address is of a machine that Google Cloud's firewall stands before. */
export function isBehindFirewall(party: Party, { to }: Target, placement: Placement): boolean {
  if (to.kind === "internet" || to.kind === "gateway") return false
  if (party.kind === "outsider") return true
  if (placement === "local") return false
  const from = party.kind === "host" ? party.host.name : party.service.host
  return (to.kind === "container" ? to.service.host : to.host.name) !== from
}
