import { child } from "../../schema/pointer.js"
import type { ResolvedText } from "../estate.js"
import type { Catalog, CatalogService, DeclaredPort } from "./catalog.js"
import { Fields } from "./fields.js"
import { type Placements, variableNameOf } from "./placements.js"
import type { Problems } from "./problems.js"

/** The DNS name by which a service is found on its host, and across hosts that share one laptop. No service can have it: service names hold no dot. */
export function localAlias(service: { readonly host: string; readonly name: string }): string {
  return `${service.name}.${service.host}.internal`
}

/**
 * The name by which a service is found on its own host: one that only the network named after it knows.
 *
 * Docker gives a service its own name on every network that it joins, `ingress` and `egress` included, whose members can't reach each
 * other; and a lookup looks there first, because they lead out. By its own name a service that publishes or leaves would be found
 * where nobody can connect to it, whenever the one who looks does so too.
 */
export function ownName(service: { readonly host: string; readonly name: string }): string {
  return localAlias(service)
}

/** Who looks for an address. */
export type Seeker = Pick<CatalogService, "host" | "networkMode">

/**
 * Where one service finds a port of another: by its Docker DNS name; by its host's private address; or, from the machine's own
 * network, where it is published on the loopback.
 */
export function addressOf(
  from: Seeker,
  to: { readonly service: CatalogService; readonly port: DeclaredPort },
  context: { readonly catalog: Catalog; readonly placements: Placements; readonly problems: Problems },
): { readonly host: ResolvedText; readonly port: number } {
  const { service, port } = to
  const published = publishedPort(service, port)
  if (service.host !== from.host) return remoteAddress(from, to, context)
  return from.networkMode === "host"
    ? { host: ["127.0.0.1"], port: published }
    : { host: [ownName(service)], port: port.port }
}

/** The port of the machine on which a port is found once it is published. */
export function publishedPort({ networkMode }: CatalogService, { publish, port }: DeclaredPort): number {
  return networkMode === "host" ? port : (publish ?? port)
}

function remoteAddress(
  from: Seeker,
  { service, port }: { readonly service: CatalogService; readonly port: DeclaredPort },
  context: { readonly catalog: Catalog; readonly placements: Placements; readonly problems: Problems },
): { readonly host: ResolvedText; readonly port: number } {
  const { catalog, placements, problems } = context
  const published = publishedPort(service, port)
  if (placements.placements.includes("local") && published !== port.port) {
    problems.error(
      {
        code: "ports/published_elsewhere",
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
        code: "hosts/no_address",
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
      origin: fields.sources.address ?? child(host.path, "address"),
    }),
    port: published,
  }
}
