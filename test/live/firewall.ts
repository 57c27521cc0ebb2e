import type { Unit, Value } from "./hcl.js"

/** A machine as the firewall knows it. */
export interface Guarded {
  /** The unit that owns it: `staging/backend`. */
  readonly unit: string
  /** The link to it in the network's namespace. */
  readonly link: string
  /** Its only address. */
  readonly address: string
}

interface Rule {
  readonly priority?: number
  readonly direction?: string
  readonly ranges?: readonly string[]
  readonly source_service_accounts?: readonly Value[]
  readonly target_service_accounts: readonly Value[]
  readonly allow: readonly { readonly protocol: string; readonly ports?: readonly string[] }[]
}

/**
 * Translates a firewall unit, as it is written, into rules for iptables-restore: Google Cloud's semantics in one table.
 *
 * A connection that a rule admits goes on; what none admits is dropped without an answer; what leaves is free. A packet that does not
 * bear its machine's own address is dropped, because Google Cloud lets no machine speak for another.
 */
export function firewallRules(unit: Unit, machines: readonly Guarded[], outward: string): string {
  const byUnit = new Map(machines.map((machine) => [machine.unit, machine]))
  const accounts = (references: readonly Value[]): readonly Guarded[] =>
    references.map((text) => {
      const reference = unit.reference(text)
      const machine = reference?.output === "service_account_email" ? byUnit.get(reference.unit) : undefined
      if (machine === undefined) throw new Error(`${unit.path}: ${JSON.stringify(text)} is the account of no machine`)
      return machine
    })
  const rules = Object.entries((unit.inputs.rules ?? {}) as unknown as Readonly<Record<string, Rule>>)
  const admitted = rules
    .sort(([, one], [, other]) => (one.priority ?? 1000) - (other.priority ?? 1000))
    .flatMap(([name, rule]) => {
      if ((rule.direction ?? "INGRESS") !== "INGRESS")
        throw new Error(`${unit.path}: ${name} is not about what comes in`)
      const sources = [
        ...(rule.ranges ?? []).map((range) => `--source ${range}`),
        ...accounts(rule.source_service_accounts ?? []).map(
          ({ link, address }) => `--in-interface ${link} --source ${address}`,
        ),
      ]
      return accounts(rule.target_service_accounts).flatMap(({ link }) =>
        rule.allow.flatMap(({ protocol, ports = [] }) =>
          sources.flatMap((source) =>
            (ports.length === 0 ? [""] : ports.map((port) => ` --dport ${port.replace("-", ":")}`)).map(
              (port) =>
                `${source} --out-interface ${link} --protocol ${protocol}${port} -m comment --comment ${name} -j ACCEPT`,
            ),
          ),
        ),
      )
    })
  return table("filter", [
    ":INPUT DROP",
    ":FORWARD DROP",
    ":OUTPUT ACCEPT",
    ...machines.map(({ link, address }) => `-A FORWARD --in-interface ${link} ! --source ${address} -j DROP`),
    "-A FORWARD -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT",
    ...admitted.map((rule) => `-A FORWARD ${rule}`),
    `-A FORWARD --out-interface ${outward} -j ACCEPT`,
    // The gateway answers pings and the questions of its neighbours, as Google Cloud's does.
    "-A INPUT --protocol icmp -j ACCEPT",
  ])
}

/** What a network address translator knows of a machine. */
export interface Translated {
  /** The machine's only address. */
  readonly internal: string
  /** Its own address in the internet; undefined where it shares the network's. */
  readonly external: string | undefined
}

/** One external address a machine, both ways; those that have none leave by a shared one, and nobody reaches them by it. */
export function translationRules(machines: readonly Translated[], shared: string, inward: string): string {
  const own = machines.flatMap(({ internal, external }) => (external === undefined ? [] : [{ internal, external }]))
  const translation = table("nat", [
    ":PREROUTING ACCEPT",
    ":POSTROUTING ACCEPT",
    ...own.map(
      ({ internal, external }) => `-A PREROUTING --destination ${external} -j DNAT --to-destination ${internal}`,
    ),
    ...machines.map(
      ({ internal, external }) => `-A POSTROUTING --source ${internal} -j SNAT --to-source ${external ?? shared}`,
    ),
  ])
  // Nobody outside has a way to an internal address.
  const routing = table("filter", [
    ":INPUT ACCEPT",
    ":FORWARD DROP",
    ":OUTPUT ACCEPT",
    `-A FORWARD --in-interface ${inward} -j ACCEPT`,
    "-A FORWARD -m conntrack --ctstate ESTABLISHED,RELATED,DNAT -j ACCEPT",
  ])
  return translation + routing
}

function table(name: string, lines: readonly string[]): string {
  return `*${name}\n${lines.map((line) => (line.startsWith(":") ? `${line} [0:0]` : line)).join("\n")}\nCOMMIT\n`
}
