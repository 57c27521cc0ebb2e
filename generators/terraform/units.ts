import type { Environment, Estate, Gcp, Shared } from "../../core/estate.js"
import { child } from "../../schema/pointer.js"
import { type CloudHost, cloudHosts, managedSecrets, pullsPrivately } from "./cloud.js"
import { dnsUnit, hostKey } from "./dns.js"
import { firewallUnit } from "./firewall.js"
import { frontendUnits } from "./frontend.js"
import { networkUnit } from "./network.js"
import { operationsUnit, registryUnit } from "./operations.js"
import { type Api, environmentServices, operationsServices } from "./project-services.js"
import { r2Units } from "./r2.js"
import { secretsUnit } from "./secrets.js"
import type { Unit } from "./unit.js"
import { vmUnit } from "./vm.js"

/**
 * Every unit, shared ones first, each after those that it depends on but DNS, which comes last among the shared ones.
 *
 * Empty where Google Cloud is not declared: its bucket holds the state of all units, of whatever provider.
 */
export function unitsOf(estate: Estate): readonly Unit[] {
  const { shared, environments } = estate
  const { gcp, cloudflare } = shared
  if (gcp === undefined) return []
  const registry = registryUnits(estate, gcp)
  const perEnvironment = environments.map((environment) =>
    environmentUnits(environment, { shared, gcp, registry: registry.at(-1) }),
  )
  const hosts = new Map(perEnvironment.flatMap(({ hosts }) => hosts))
  const buckets = cloudflare === undefined ? [] : r2Units(estate, cloudflare)
  const dns = cloudflare === undefined ? undefined : dnsUnit(estate, cloudflare, hosts)
  const own = [
    ...registry,
    ...frontendUnits(estate),
    ...buckets,
    ...perEnvironment.flatMap(({ units }) => units),
    ...(dns === undefined ? [] : [dns]),
  ]
  return own.length === 0 ? [] : [operationsUnit(shared, gcp), ...own]
}

/** The registry and the APIs that it needs; none where no image is private. */
function registryUnits({ shared }: Estate, gcp: Gcp): readonly Unit[] {
  const { registry } = gcp.operations
  const first = shared.images.find((image) => image.private)
  if (registry === undefined || first === undefined) return []
  const services = operationsServices(shared, gcp, [
    { name: "artifactregistry", origin: child(gcp.operations.path, "registry") },
    { name: "storage", origin: child(gcp.operations.path, "stateBucket") },
  ])
  return [services, registryUnit(shared, gcp, registry, services)]
}

interface EnvironmentUnits {
  readonly units: readonly Unit[]
  /** The units of VMs, by {@link hostKey}. */
  readonly hosts: readonly (readonly [string, Unit])[]
}

function environmentUnits(
  environment: Environment,
  context: { readonly shared: Shared; readonly gcp: Gcp; readonly registry: Unit | undefined },
): EnvironmentUnits {
  const { shared, gcp } = context
  const hosts = cloudHosts(environment)
  if (hosts.length === 0) return { units: [], hosts: [] }
  const managed = managedSecrets(hosts)
  const services = environmentServices(environment, {
    shared,
    gcp,
    apis: apis(environment, hosts, { gcp, secrets: managed.length > 0 }),
  })
  const network = networkUnit(environment, { shared, gcp, services, hosts })
  const secrets = managed.length === 0 ? undefined : secretsUnit(environment, managed, { shared, gcp, services })
  const registry = hosts.some(pullsPrivately) ? context.registry : undefined
  const vms = new Map(
    hosts.map((host) => [host.name, vmUnit(host, { environment, shared, gcp, services, network, secrets, registry })]),
  )
  const firewall = firewallUnit(environment, { shared, services, network, hosts: vms })
  return {
    units: [services, network, ...(secrets === undefined ? [] : [secrets]), ...vms.values(), firewall],
    hosts: [...vms].map(([name, unit]) => [hostKey(environment.name, name), unit]),
  }
}

/** The APIs that the units of an environment call, and that its VMs call. */
function apis(
  { path }: Environment,
  hosts: readonly CloudHost[],
  { gcp, secrets }: { readonly gcp: Gcp; readonly secrets: boolean },
): readonly Api[] {
  const operators = child(gcp.path, "operators")
  return [
    ...["cloudresourcemanager", "compute", "iam", "logging", "monitoring"].map((name) => ({ name, origin: path })),
    ...(secrets ? [{ name: "secretmanager", origin: hosts[0]!.path }] : []),
    ...(gcp.operators.length === 0 ? [] : ["iap", "oslogin"].map((name) => ({ name, origin: operators }))),
  ]
}
