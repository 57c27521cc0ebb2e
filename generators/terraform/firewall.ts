import { CLOUDFLARE_RANGES } from "../../core/cloudflare-ranges.js"
import type { Environment, Shared } from "../../core/estate.js"
import { type FirewallGrant, type GrantSource, grantsOf } from "../../core/grants.js"
import { type Origin, originOf } from "../../core/origin.js"
import { unitPath } from "../../core/unit-paths.js"
import {
  type Attribute,
  attribute,
  bool,
  type Entry,
  type Expression,
  entry,
  gap,
  list,
  object,
  ref,
  str,
  strings,
} from "../../formats/hcl.js"
import { spaced, textEntry } from "./entries.js"
import { projectId } from "./project-services.js"
import { type Dependency, MOCK_PROJECT, output, type Unit } from "./unit.js"

/** Every connection that the firewall of an environment lets through, one rule a grant. */
export function firewallUnit(
  environment: Environment,
  context: {
    readonly shared: Shared
    readonly services: Unit
    readonly network: Unit
    /** By name of the host. */
    readonly hosts: ReadonlyMap<string, Unit>
  },
): Unit {
  const { shared, services, network, hosts } = context
  const grants = grantsOf(environment, shared).filter(({ target }) => hosts.has(target.name))
  return {
    path: unitPath(shared, environment, "firewall"),
    environment: environment.name,
    module: "firewall",
    provider: "google",
    owns: `the firewall rules of ${environment.name}, one a grant`,
    origin: environment.path,
    reads: [
      { label: "project_services", unit: services },
      { label: "network", unit: network },
      ...[...hosts].map(([name, unit]): Dependency => ({ label: vmLabel(name), unit })),
    ],
    after: [],
    locals: () => locals(grants),
    inputs: () => [
      entry("project_id", projectId, originOf(environment, "project")),
      entry("network", output("network", "network_id"), environment.path),
      gap,
      entry("rules", object(spaced(grants.map((grant) => ruleEntry(grant, hosts)))), environment.path),
    ],
    mocks: () => [
      entry(
        "rule_ids",
        object(grants.map(({ name, causes }) => textEntry(name, ruleId(name), causes[0]!))),
        environment.path,
      ),
      textEntry("deny_rule_id", ruleId("deny-all-ingress"), "constant:terraform/firewall"),
    ],
  }
}

/** The label of the dependency on a VM of the same environment. */
function vmLabel(host: string): string {
  return `${host}_vm`
}

function ruleId(name: string): string {
  return `projects/${MOCK_PROJECT}/global/firewalls/${name}`
}

const CDN_ORIGIN: Origin = "constant:cloudflare-ranges"

/** The CDN's ranges stand once, however many ports they may reach. */
function locals(grants: readonly FirewallGrant[]): readonly Attribute[] {
  if (!grants.some(({ source }) => source.kind === "cdn")) return []
  return [
    attribute(
      "cloudflare_ranges",
      strings(CLOUDFLARE_RANGES.ipv4),
      CDN_ORIGIN,
      "From where Cloudflare reaches an origin: https://www.cloudflare.com/ips/",
    ),
  ]
}

function ruleEntry(grant: FirewallGrant, hosts: ReadonlyMap<string, Unit>): Entry {
  const { origins, causes } = grant
  const cause = causes[0]!
  return entry(
    grant.name,
    object([
      textEntry("description", grant.description, origins.description),
      sourceEntry(grant.source, hosts, origins.source),
      entry("target_service_accounts", list([account(grant.target.name)]), cause),
      entry(
        "allow",
        list([
          object([
            textEntry("protocol", grant.transport, origins.port),
            entry("ports", strings([String(grant.port)]), origins.port),
          ]),
        ]),
        cause,
      ),
      ...(grant.source.kind === "iap" ? [entry("log", bool(true), "constant:terraform/firewall")] : []),
    ]),
    cause,
  )
}

/** A host that Terraform makes is known by its account; any other by its address. */
function sourceEntry(source: GrantSource, hosts: ReadonlyMap<string, Unit>, origin: Origin): Entry {
  switch (source.kind) {
    case "cdn":
      return entry("ranges", ref("local.cloudflare_ranges"), origin)
    case "internet":
    case "iap":
      return entry("ranges", strings(source.ranges), origin)
    case "host": {
      const { host } = source
      if (hosts.has(host.name)) return entry("source_service_accounts", list([account(host.name)]), origin)
      const ranges = host.address === undefined ? [] : [str(`${host.address}/32`)]
      return entry("ranges", list(ranges), originOf(host, "address"))
    }
  }
}

function account(host: string): Expression {
  return output(vmLabel(host), "service_account_email")
}
