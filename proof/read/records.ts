import { at, textOf } from "../../formats/hcl/value.js"
import type { DnsRecord, Stated } from "../network.js"
import type { Resource } from "../terraform/unit.js"
import { identity } from "./values.js"

/** The zone's records. */
export function readRecords(resources: readonly Resource[]): readonly DnsRecord[] {
  return resources.filter(({ type }) => type === "cloudflare_dns_record").flatMap(recordOf)
}

/** A host name that a provider answers. */
export interface Domain extends Stated<string> {
  /** The type of what answers it. */
  readonly resource: string
}

/** Host names that a provider answers: domains of frontends and buckets, lower case. */
export function readDomains(resources: readonly Resource[]): readonly Domain[] {
  return resources.flatMap((resource) => {
    const domain = DOMAIN_OF[resource.type]
    const value = domain === undefined ? undefined : at(resource.attributes, domain)
    const name = textOf(value)
    return name === undefined ? [] : [{ value: name.toLowerCase(), position: value!.position, resource: resource.type }]
  })
}

/** The attribute that holds a host name, by the type of what answers it. */
const DOMAIN_OF: Readonly<Record<string, string>> = {
  vercel_project_domain: "domain",
  cloudflare_r2_custom_domain: "domain",
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
