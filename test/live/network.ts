import { join } from "node:path"
import { firewallRules, translationRules } from "./firewall.js"
import type { Unit } from "./hcl.js"
import type { Tools } from "./install.js"
import type { Machine } from "./machine.js"
import { run } from "./run.js"

/** Everybody who is not a machine of ours: a namespace each, with an address of the range that tells who it is. */
export const OUTSIDERS = {
  internet: { address: "198.51.100.10", gateway: "198.51.100.1", bits: 24 },
  cdn: { address: "173.245.48.10", gateway: "173.245.48.1", bits: 20 },
  iap: { address: "35.235.240.10", gateway: "35.235.240.1", bits: 20 },
} as const

/** Who connects from outside. */
export type Outsider = keyof typeof OUTSIDERS

/** Where the internet's certificate authority and its name server are. */
export const AUTHORITY = "198.51.100.20"
/** Where names are asked for. */
export const NAME_SERVER = "198.51.100.53"
/** The address by which machines leave that have none of their own. */
const SHARED = "203.0.113.2"

/** A machine and what its unit says of its addresses. */
export interface Attached {
  readonly machine: Machine
  /** `staging/backend`. */
  readonly unit: string
  readonly internal: string
  readonly external: string | undefined
}

/** The network of one environment. */
export interface Network {
  /** What stands before a command that runs in a namespace of it. */
  inside(outsider: Outsider): readonly string[]
}

/**
 * Lays the network of an environment: machines on a fabric that applies the firewall, an edge that translates addresses, and beyond it
 * the internet, the CDN and the operators' proxy.
 */
export async function lay(
  environment: string,
  options: { readonly machines: readonly Attached[]; readonly firewall: Unit; readonly tools: Tools },
): Promise<Network> {
  const { machines, firewall, tools } = options
  const named = (name: string): string => `${environment}-${name}`
  const [fabric, edge] = [named("fabric"), named("edge")]
  const gateway = `${machines[0]!.internal.split(".").slice(0, 3).join(".")}.1`
  for (const name of [fabric, edge]) {
    await namespace(name)
    await inside(name, ["sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward"])
  }
  await inside(fabric, ["ip", "link", "add", "edge", "type", "veth", "peer", "name", "fabric", "netns", edge])
  await up(fabric, "edge", "169.254.1.1/30")
  await up(edge, "fabric", "169.254.1.2/30")
  await inside(fabric, ["ip", "route", "add", "default", "via", "169.254.1.2"])

  const guarded = []
  for (const { machine, unit, internal } of machines) {
    const link = `vm-${machine.name}`.slice(0, 15)
    const peer = ["peer", "name", "eth0", "mtu", MTU, "netns", String(machine.pid)]
    await inside(fabric, ["ip", "link", "add", link, "mtu", MTU, "type", "veth", ...peer])
    await up(fabric, link, `${gateway}/32`)
    await inside(fabric, ["ip", "route", "add", `${internal}/32`, "dev", link])
    await inside(edge, ["ip", "route", "add", `${internal}/32`, "via", "169.254.1.1"])
    // A machine has its address alone, and reaches even its neighbours by the gateway.
    await machine.run(["ip", "address", "add", `${internal}/32`, "dev", "eth0"])
    await machine.run(["ip", "link", "set", "eth0", "up"])
    await machine.run(["ip", "route", "add", gateway, "dev", "eth0"])
    await machine.run(["ip", "route", "add", "default", "via", gateway])
    await machine.run(["sh", "-c", `echo nameserver ${NAME_SERVER} > /etc/resolv.conf`])
    guarded.push({ unit, link, address: internal })
  }

  for (const [name, { address, gateway: via, bits }] of Object.entries(OUTSIDERS)) {
    await namespace(named(name))
    await inside(edge, ["ip", "link", "add", name, "type", "veth", "peer", "name", "eth0", "netns", named(name)])
    await up(edge, name, `${via}/${bits}`)
    await up(named(name), "eth0", `${address}/${bits}`)
    await inside(named(name), ["ip", "route", "add", "default", "via", via])
  }
  for (const address of [AUTHORITY, NAME_SERVER])
    await inside(named("internet"), ["ip", "address", "add", `${address}/24`, "dev", "eth0"])

  await restore(fabric, firewallRules(firewall, guarded, "edge"), tools)
  await restore(edge, translationRules(machines, SHARED, "fabric"), tools)
  return { inside: (outsider) => ["ip", "netns", "exec", named(outsider)] }
}

/** As Google Cloud's networks have it. */
const MTU = "1460"

async function namespace(name: string): Promise<void> {
  await run(["ip", "netns", "add", name])
  await inside(name, ["ip", "link", "set", "lo", "up"])
}

async function up(name: string, link: string, address: string): Promise<void> {
  await inside(name, ["ip", "address", "add", address, "dev", link])
  await inside(name, ["ip", "link", "set", link, "up"])
}

function inside(name: string, command: readonly string[]): Promise<string> {
  return run(["ip", "netns", "exec", name, ...command])
}

async function restore(name: string, rules: string, { engine }: Tools): Promise<void> {
  const libraries = join(engine, "usr/lib/x86_64-linux-gnu")
  await run(["ip", "netns", "exec", name, join(engine, "usr/sbin/xtables-nft-multi"), "iptables-restore"], {
    input: rules,
    environment: {
      ...process.env,
      LD_LIBRARY_PATH: libraries,
      XTABLES_LIBDIR: join(libraries, "xtables"),
    },
  })
}
