import { at, type HclValue, itemsOf, textOf } from "../../formats/hcl/value.js"
import type { Machine, Stated } from "../network.js"
import type { Resource, Unit } from "../terraform/unit.js"
import { identity, networkOf, stated } from "./values.js"

/** A VM, and what it runs. */
export interface CloudMachine extends Omit<Machine, "stacks" | "bridges"> {
  /** The folder of its unit. */
  readonly unit: string
  /** Identifies its subnetwork. */
  readonly subnetwork: string
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

/** What a VM is attached to. */
export interface Surroundings {
  /** By what instances refer to them as. */
  readonly subnetworks: ReadonlyMap<string, Subnetwork>
  /** The way out of each subnetwork that a NAT serves. */
  readonly gateways: ReadonlyMap<string, Stated<string>>
}

/** A part of a network of the cloud. */
export interface Subnetwork {
  /** Identifies the network that it is part of. */
  readonly network: string | undefined
  /** Its ranges in CIDR notation. */
  readonly ranges: readonly Stated<string>[]
}

/** Reads the VMs of units, by the folder of their unit. */
export function readMachines(units: readonly Unit[], known: Surroundings): ReadonlyMap<string, CloudMachine> {
  return new Map(
    units.flatMap((unit) =>
      unit.resources
        .filter(({ type }) => type === "google_compute_instance")
        .map((instance) => [unit.path, machineOf(instance, unit, known)] as const),
    ),
  )
}

function machineOf({ attributes, position }: Resource, unit: Unit, known: Surroundings): CloudMachine {
  const card = at(attributes, "network_interface", 0)
  const subnetwork = networkOf(at(card, "subnetwork")) ?? ""
  const access = at(card, "access_config", 0)
  const external = identity(at(access, "nat_ip"))
  const externalAddress =
    access === undefined
      ? undefined
      : { value: external ?? `${unit.path}#ephemeral`, position: at(access, "nat_ip")?.position ?? access.position }
  const address = addressOf(at(card, "network_ip"), unit)
  return {
    unit: unit.path,
    subnetwork,
    name: textOf(at(attributes, "name")) ?? unit.path,
    position: at(attributes, "name")?.position ?? position,
    address,
    externalAddress,
    account: identity(at(attributes, "service_account", 0, "email")),
    tags: itemsOf(at(attributes, "tags")).flatMap((tag) => textOf(tag) ?? []),
    network: known.subnetworks.get(subnetwork)?.network ?? networkOf(at(card, "network")),
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
