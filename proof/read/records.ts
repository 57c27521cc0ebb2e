import { at, type HclValue, textOf } from "../../formats/hcl/value.js"
import type { ReadProblem } from "../../formats/position.js"
import type { DnsRecord } from "../network.js"
import type { Resource } from "../terraform/unit.js"
import { identity } from "./values.js"

/** What the units say of the zone. */
export interface RecordsReading {
  /** In order of units and keys. */
  readonly records: readonly DnsRecord[]
  /** Records whose name or type is not known before they are applied. */
  readonly problems: readonly ReadProblem[]
}

/** Reads the zone's records. */
export function readRecords(resources: readonly Resource[]): RecordsReading {
  const all = resources.filter(({ type }) => type === "cloudflare_dns_record").map(recordOf)
  return {
    records: all.flatMap((one) => ("hostname" in one ? [one] : [])),
    problems: all.flatMap((one) => ("message" in one ? [one] : [])),
  }
}

function recordOf({ attributes, address, cause }: Resource): DnsRecord | ReadProblem {
  const name = textOf(at(attributes, "name"))
  const type = textOf(at(attributes, "type"))
  if (name === undefined || type === undefined)
    return { message: `The name or the type of ${address} is not known before it is applied.`, position: cause }
  const proxied = at(attributes, "proxied")
  return {
    hostname: hostnameOf(name),
    type: type.toUpperCase(),
    content: contentOf(at(attributes, "content")) ?? "",
    isProxied: proxied?.kind === "bool" && proxied.value,
    zone: identity(at(attributes, "zone_id")),
    position: cause,
  }
}

function contentOf(value: HclValue | undefined): string | undefined {
  const text = textOf(value)
  return text === undefined ? identity(value) : hostnameOf(text)
}

/** A name is the same in capitals, and with the final dot that makes it absolute. */
export function hostnameOf(text: string): string {
  return text.toLowerCase().replace(/\.$/, "")
}
