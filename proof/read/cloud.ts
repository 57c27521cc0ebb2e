import { at, type HclValue, itemsOf, textOf } from "../../formats/hcl/value.js"
import type { Position, ReadProblem } from "../../formats/position.js"
import type { DnsRecord, FirewallRule, Machine, Stated, Traffic } from "../network.js"
import type { Resource, Unit } from "../terraform/unit.js"

/** What the units say of the cloud. */
export interface CloudReading {
  /** VMs by the folder of their unit. */
  readonly machines: ReadonlyMap<string, CloudMachine>
  /** In order of priority: of two that are equal the denying one first. */
  readonly firewall: readonly FirewallRule[]
  /** The zone's records. */
  readonly records: readonly DnsRecord[]
  /** Host names that a provider answers: domains of frontends and buckets, lower case. */
  readonly domains: readonly (Stated<string> & { readonly resource: string })[]
  /** Names of secrets that are created, by the folder of their unit. */
  readonly secrets: readonly (Stated<string> & { readonly unit: string })[]
  /** What is not understood. */
  readonly problems: readonly ReadProblem[]
}

/** A VM, and what it runs. */
export interface CloudMachine extends Omit<Machine, "stacks" | "bridges"> {
  /** The folder of its unit. */
  readonly unit: string
  /** The Compose projects that it starts, and where each is deployed. */
  readonly deploys: readonly DeployedStack[]
}

/** A Compose project that a VM starts. */
export interface DeployedStack extends Stated<string> {
  /** The folder on the VM. */
  readonly directory: string
  /** Files that it is handed, by the secret that they hold: `secrets/NAME`. */
  readonly files: readonly (Stated<string> & { readonly secret: string })[]
  /** Variables that it is handed, by the secret that they hold. */
  readonly variables: readonly (Stated<string> & { readonly secret: string })[]
}

/** Reads VMs, the firewall and the zone out of evaluated units. */
export function readCloud(units: readonly Unit[]): CloudReading {
  const resources = units.flatMap((unit) => unit.resources)
  const subnetworks = subnetworksOf(resources)
  const gateways = new Map(
    resources.filter(({ type }) => type === "google_compute_router_nat").flatMap((nat) => gatewayOf(nat)),
  )
  const rules = resources.filter(({ type }) => type === "google_compute_firewall").map(ruleOf)
  return {
    machines: new Map(
      units.flatMap((unit) =>
        unit.resources
          .filter(({ type }) => type === "google_compute_instance")
          .map((instance) => [unit.path, machineOf(instance, unit, { subnetworks, gateways })] as const),
      ),
    ),
    firewall: rules
      .flatMap(({ rule }) => (rule === undefined ? [] : [rule]))
      .sort(
        (one, other) =>
          one.priority - other.priority || (one.action === other.action ? 0 : one.action === "deny" ? -1 : 1),
      ),
    records: resources.filter(({ type }) => type === "cloudflare_dns_record").flatMap(recordOf),
    domains: resources.flatMap((resource) => {
      const domain = DOMAIN_OF[resource.type]
      const value = domain === undefined ? undefined : at(resource.attributes, domain)
      const name = textOf(value)
      return name === undefined
        ? []
        : [{ value: name.toLowerCase(), position: value!.position, resource: resource.type }]
    }),
    secrets: resources
      .filter(({ type }) => type === "google_secret_manager_secret")
      .flatMap((resource) =>
        stated(at(resource.attributes, "secret_id")).map((one) => ({ ...one, unit: resource.unit })),
      ),
    problems: [...rules.flatMap(({ problems }) => problems), ...resources.flatMap(unpictured)],
  }
}

/** What opens ways that the proof has no picture of: they are told, never taken for closed. */
function unpictured({ type, address, attributes, cause }: Resource): readonly ReadProblem[] {
  const problem = (what: string): ReadProblem => ({
    message: `${address} ${what}; the proof can't follow it.`,
    position: cause,
  })
  if (UNPICTURED.test(type)) return [problem("opens ways of its own")]
  if (type === "google_compute_firewall") {
    const ranges = itemsOf(at(attributes, "source_ranges")).flatMap((range) => textOf(range) ?? [])
    return ranges.some((range) => range.includes(":")) ? [problem("is about IPv6")] : []
  }
  if (type === "google_compute_subnetwork") return hasIpv6(attributes) ? [problem("has IPv6 addresses")] : []
  if (type !== "google_compute_instance") return []
  const cards = itemsOf(at(attributes, "network_interface"))
  const forwards = at(attributes, "can_ip_forward")
  return [
    ...(cards.length > 1 ? [problem("has several network interfaces")] : []),
    ...(cards.some(hasIpv6) ? [problem("has IPv6 addresses")] : []),
    ...(cards.some((card) => at(card, "alias_ip_range", 0) !== undefined) ? [problem("has ranges of its own")] : []),
    ...(forwards?.kind === "bool" && forwards.value ? [problem("forwards packets of others")] : []),
  ]
}

/** Resources that let somebody in beside the firewall's rules, or lead a way elsewhere. */
const UNPICTURED =
  /^(?:google_compute_(?:\w*firewall_policy\w*|network_peering|route|\w*vpn_\w+|\w*forwarding_rule|instance_template|instance_from_\w+|network_interface|project_metadata\w*)|google_dns_record_set|cloudflare_(?:record|load_balancer|\w*tunnel\w*|workers_(?:route|custom_domain)|r2_managed_domain))$/

function hasIpv6(value: HclValue): boolean {
  return /IPV6/.test(textOf(at(value, "stack_type")) ?? "") || at(value, "ipv6_access_config", 0) !== undefined
}

/** The attribute that holds a host name, by the type of what answers it. */
const DOMAIN_OF: Readonly<Record<string, string>> = {
  vercel_project_domain: "domain",
  cloudflare_r2_custom_domain: "domain",
}

/** A text that identifies a value among those of other units: what it says, or the name of what the cloud decides. */
export function identity(value: HclValue | undefined): string | undefined {
  if (value?.kind === "reference") return `${value.unit}#${value.address}`
  return textOf(value)
}

interface Subnetwork {
  readonly network: string | undefined
  readonly ranges: readonly Stated<string>[]
}

function subnetworksOf(resources: readonly Resource[]): ReadonlyMap<string, Subnetwork> {
  return new Map(
    resources
      .filter(({ type }) => type === "google_compute_subnetwork")
      .map(({ unit, address, attributes }) => [
        `${unit}#${address}.id`,
        { network: identity(at(attributes, "network")), ranges: stated(at(attributes, "ip_cidr_range")) },
      ]),
  )
}

/** The way out of each subnetwork that a NAT serves. */
function gatewayOf({ attributes, position }: Resource): readonly (readonly [string, Stated<string>])[] {
  return itemsOf(at(attributes, "subnetwork")).flatMap((block) => {
    const subnetwork = identity(at(block, "name"))
    const name = textOf(at(attributes, "name")) ?? "NAT"
    return subnetwork === undefined ? [] : [[subnetwork, { value: `the NAT ${name}`, position }] as const]
  })
}

function machineOf(
  { attributes, position }: Resource,
  unit: Unit,
  known: {
    readonly subnetworks: ReadonlyMap<string, Subnetwork>
    readonly gateways: ReadonlyMap<string, Stated<string>>
  },
): CloudMachine {
  const card = at(attributes, "network_interface", 0)
  const subnetwork = identity(at(card, "subnetwork")) ?? ""
  const access = at(card, "access_config", 0)
  const external = identity(at(access, "nat_ip"))
  const externalAddress =
    access === undefined
      ? undefined
      : { value: external ?? `${unit.path}#ephemeral`, position: at(access, "nat_ip")?.position ?? access.position }
  const address = addressOf(at(card, "network_ip"), unit)
  return {
    unit: unit.path,
    name: textOf(at(attributes, "name")) ?? unit.path,
    position: at(attributes, "name")?.position ?? position,
    address,
    externalAddress,
    account: identity(at(attributes, "service_account", 0, "email")),
    tags: itemsOf(at(attributes, "tags")).flatMap((tag) => textOf(tag) ?? []),
    network: known.subnetworks.get(subnetwork)?.network ?? identity(at(card, "network")),
    subnets: known.subnetworks.get(subnetwork)?.ranges ?? [],
    wayOut:
      externalAddress === undefined
        ? known.gateways.get(subnetwork)
        : { value: "its external address", position: externalAddress.position },
    deploys: itemsOf(unit.variables.get("stacks")).flatMap(deployedStack),
  }
}

/** A private address that is reserved is stated where it is reserved, and referred to by the instance. */
function addressOf(value: HclValue | undefined, { resources, path }: Unit): Stated<string> | undefined {
  const [literal] = stated(value)
  if (literal !== undefined || value?.kind !== "reference" || value.unit !== path) return literal
  const owner = resources.find(({ address }) => value.address === `${address}.address`)
  return stated(at(owner?.attributes, "address"))[0]
}

function deployedStack(stack: HclValue): readonly DeployedStack[] {
  const project = at(stack, "project")
  const name = textOf(project)
  if (name === undefined) return []
  const handed = (list: string, field: string) =>
    itemsOf(at(stack, list)).flatMap((item) => {
      const secret = textOf(at(item, "secret"))
      return secret === undefined ? [] : stated(at(item, field)).map((one) => ({ ...one, secret }))
    })
  return [
    {
      value: name,
      position: project!.position,
      directory: textOf(at(stack, "directory")) ?? "",
      files: handed("secrets", "file"),
      variables: handed("env", "variable"),
    },
  ]
}

function ruleOf(resource: Resource): {
  readonly rule: FirewallRule | undefined
  readonly problems: readonly ReadProblem[]
} {
  const { attributes, position, cause } = resource
  const name = textOf(at(attributes, "name")) ?? resource.address
  const disabled = at(attributes, "disabled")
  const direction = textOf(at(attributes, "direction")) ?? "INGRESS"
  if ((disabled?.kind === "bool" && disabled.value) || direction !== "INGRESS") {
    const problem = {
      message: `The firewall rule ${name} is about what leaves; the proof knows what comes in only.`,
      position: cause,
    }
    return { rule: undefined, problems: direction === "INGRESS" ? [] : [problem] }
  }
  const priority = at(attributes, "priority")
  const denied = itemsOf(at(attributes, "deny"))
  const blocks = denied.length > 0 ? denied : itemsOf(at(attributes, "allow"))
  const unknown: ReadProblem[] = []
  const texts = (field: string): readonly Stated<string>[] => {
    const value = at(attributes, field)
    if (value === undefined || value.kind === "null") return []
    if (value.kind !== "sequence") {
      unknown.push({
        message: `The ${field} of the firewall rule ${name} are not known before it is applied.`,
        position: value.position,
      })
      return []
    }
    return value.items.flatMap((item) => {
      const text = identity(item)
      if (text === undefined)
        unknown.push({
          message: `One of the ${field} of the firewall rule ${name} is not known before it is applied.`,
          position: item.position,
        })
      return text === undefined ? [] : [{ value: text, position: item.position }]
    })
  }
  const targets = { accounts: values(texts("target_service_accounts")), tags: values(texts("target_tags")) }
  const rule: FirewallRule = {
    name,
    position: cause,
    network: identity(at(attributes, "network")),
    priority: priority?.kind === "number" ? priority.value : 1000,
    action: denied.length > 0 ? "deny" : "allow",
    ranges: texts("source_ranges"),
    accounts: values(texts("source_service_accounts")),
    sourceTags: values(texts("source_tags")),
    targets: targets.accounts.length === 0 && targets.tags.length === 0 ? undefined : targets,
    traffic: blocks.map((block) => trafficOf(block, position)),
  }
  return { rule, problems: unknown }
}

function trafficOf(block: HclValue, fallback: Position): Traffic {
  const protocol = textOf(at(block, "protocol"))?.toLowerCase()
  const ports = itemsOf(at(block, "ports")).flatMap((port): readonly (readonly [number, number])[] => {
    const [, first, last = first] = /^(\d+)(?:-(\d+))?$/.exec(portText(port)) ?? []
    return first === undefined ? [] : [[Number(first), Number(last)]]
  })
  return {
    protocol: protocol === "all" ? undefined : protocol,
    ports: ports.length === 0 ? undefined : ports,
    position: at(block, "ports", 0)?.position ?? at(block, "protocol")?.position ?? fallback,
  }
}

function portText(value: HclValue): string {
  return value.kind === "number" ? String(value.value) : (textOf(value) ?? "")
}

function recordOf({ attributes, cause }: Resource): readonly DnsRecord[] {
  const name = at(attributes, "name")
  const content = identity(at(attributes, "content"))
  const proxied = at(attributes, "proxied")
  if (textOf(name) === undefined) return []
  return [
    {
      hostname: textOf(name)!.toLowerCase(),
      type: textOf(at(attributes, "type")) ?? "",
      content: content ?? "",
      isProxied: proxied?.kind === "bool" && proxied.value,
      position: cause,
    },
  ]
}

function stated(value: HclValue | undefined): readonly Stated<string>[] {
  const text = textOf(value)
  return text === undefined ? [] : [{ value: text, position: value!.position }]
}

function values(all: readonly Stated<string>[]): readonly string[] {
  return all.map(({ value }) => value)
}
