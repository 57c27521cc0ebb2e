import { type Dns, type DnsRecord, dnsOf } from "../../core/dns.js"
import type { Cloudflare, Estate } from "../../core/estate.js"
import { type Origin, originOf } from "../../core/origin.js"
import { unitPath } from "../../core/unit-paths.js"
import { bool, type Entry, type Expression, entry, gap, object, str } from "../../formats/hcl.js"
import { spaced, textEntry } from "./entries.js"
import { zoneId } from "./r2.js"
import { type Dependency, noLocals, output, type Unit } from "./unit.js"

/** The key of a host's unit among those of all environments. */
export function hostKey(environment: string, host: string): string {
  return `${environment}_${host}_vm`
}

/** The zone's records of all environments; undefined where there are none. */
export function dnsUnit(
  estate: Estate,
  cloudflare: Cloudflare,
  /** By {@link hostKey}. */
  hosts: ReadonlyMap<string, Unit>,
): Unit | undefined {
  const dns = dnsOf(estate)
  if (dns.records.length === 0) return undefined
  return {
    path: unitPath(estate.shared, undefined, "dns"),
    environment: undefined,
    module: "dns",
    provider: "cloudflare",
    owns: "the records of the zone, but those of buckets",
    origin: cloudflare.path,
    reads: dependencies(dns.records, hosts),
    after: [],
    locals: noLocals,
    inputs: () => [
      entry("zone_id", zoneId, cloudflare.path),
      gap,
      entry("records", object(spaced(dns.records.map(recordEntry))), cloudflare.path, leftOut(dns)),
    ],
    mocks: () => [
      entry(
        "hostnames",
        object(dns.records.map(({ hostname, origin }) => textEntry(hostname, hostname, origin))),
        cloudflare.path,
      ),
      entry(
        "record_ids",
        object(dns.records.map(({ hostname, origin }) => textEntry(hostname, "0".repeat(32), origin))),
        cloudflare.path,
      ),
    ],
  }
}

function dependencies(records: readonly DnsRecord[], hosts: ReadonlyMap<string, Unit>): readonly Dependency[] {
  const found = new Map<string, Unit>()
  for (const { environment, target } of records) {
    if (target.kind !== "host") continue
    const label = hostKey(environment, target.host.name)
    found.set(label, hosts.get(label)!)
  }
  return [...found].map(([label, unit]) => ({ label, unit }))
}

/** Where Vercel serves a domain: https://vercel.com/docs/domains/working-with-domains/add-a-domain. */
const VERCEL = { address: "76.76.21.21", name: "cname.vercel-dns.com" } as const

function recordEntry(record: DnsRecord): Entry {
  const { hostname, route, origin, environment } = record
  const { type, content, from } = contentOf(record)
  return entry(
    hostname,
    object([
      textEntry("name", hostname, origin),
      textEntry("type", type, from),
      entry("content", content, from),
      entry("proxied", bool(record.proxied), originOf(route, "exposure")),
      textEntry("comment", `${environment}: ${route.name}`.slice(0, LONGEST_COMMENT), route.path),
    ]),
    origin,
  )
}

/** What Cloudflare keeps of a comment on every plan. */
const LONGEST_COMMENT = 100

function contentOf({ target, environment, route }: DnsRecord): {
  readonly type: "A" | "CNAME"
  readonly content: Expression
  readonly from: Origin
} {
  const from = route.sources.to ?? route.path
  if (target.kind === "host") {
    const content = output(hostKey(environment, target.host.name), "external_address")
    return { type: "A", content, from }
  }
  return target.apex
    ? { type: "A", content: str(VERCEL.address), from }
    : { type: "CNAME", content: str(VERCEL.name), from }
}

function leftOut({ left }: Dns): string | undefined {
  if (left.length === 0) return undefined
  return ["Without a record here:", ...left.map(({ hostname, reason }) => `- ${hostname}: ${reason}`)].join("\n")
}
