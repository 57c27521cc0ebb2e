import { child } from "../../schema/pointer.js"
import type { ResolvedText } from "../estate.js"
import type { Catalog, CatalogService, DeclaredPort } from "./catalog.js"
import { Fields } from "./fields.js"
import { type Placements, variableNameOf } from "./placements.js"
import type { Problems } from "./problems.js"

/** The DNS name by which a service is found across hosts that share one laptop. No service can have it: service names hold no dot. */
export function localAlias(service: { readonly host: string; readonly name: string }): string {
  return `${service.name}.${service.host}.internal`
}

/** Where one service finds a port of another: by its Docker DNS name, or by its host's private address. */
export function addressOf(
  from: { readonly host: string },
  to: { readonly service: CatalogService; readonly port: DeclaredPort },
  context: { readonly catalog: Catalog; readonly placements: Placements; readonly problems: Problems },
): { readonly host: ResolvedText; readonly port: number } {
  const { service, port } = to
  if (service.host === from.host) return { host: [service.name], port: port.port }
  const { catalog, placements, problems } = context
  const published = port.publish ?? port.port
  if (placements.placements.includes("local") && published !== port.port) {
    problems.error(
      {
        code: "port/published_elsewhere",
        message: `${service.id} listens on ${port.port} but is published on ${published}, and on one laptop other hosts reach it directly.`,
        path: child(port.path, "publish"),
        found: String(published),
        allowed: String(port.port),
        help: "Publish it under the number that it listens on.",
      },
      catalog.environment,
    )
  }
  const host = catalog.hosts.get(service.host)!
  const fields = new Fields("host", host.data, host.path, catalog.environment, problems)
  const address = fields.varying("address")
  if (address === undefined && placements.placements.includes("cloud")) {
    problems.error(
      {
        code: "host/no_address",
        message: `The host ${JSON.stringify(service.host)} is reached from ${JSON.stringify(from.host)}, but its private address is not declared.`,
        path: host.path,
        help: `Add \`address\`, a free address of the environment's network.`,
      },
      catalog.environment,
    )
  }
  return {
    host: placements.choose({
      name: `${variableNameOf(service.host, service.name)}_HOST`,
      purpose: `Where ${service.id} is reached from other hosts`,
      cloud: address ?? "",
      local: localAlias(service),
      origin: fields.node.sources.address ?? child(host.path, "address"),
    }),
    port: published,
  }
}
