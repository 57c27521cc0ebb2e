import { at, type HclValue, itemsOf, textOf } from "../../formats/hcl/value.js"
import type { Machine, Stated } from "../network.js"
import type { Resource, Unit } from "../terraform/unit.js"
import { type MachineSettings, settingsOf } from "./settings.js"
import { identity, networkOf, stated } from "./values.js"

/** A VM, and what it runs. */
export interface CloudMachine extends Omit<Machine, "stacks" | "bridges"> {
  /** The folder of its unit. */
  readonly unit: string
  /** Identifies its subnetwork. */
  readonly subnetwork: string
  /** What it is told when it starts. */
  readonly settings: MachineSettings
  /** The image that its boot disk is made from. */
  readonly image: Stated<string> | undefined
  /** Its {@link Machine.tags}, and where they are stated. */
  readonly statedTags: readonly Stated<string>[]
  /** The disks that are attached to it, by their devices' names. */
  readonly attached: readonly AttachedDisk[]
}

/** A disk that is attached to a VM. */
export interface AttachedDisk extends Stated<string> {
  /** The disk's name at GCP, or what else identifies it; its `value` is the name of its device. */
  readonly disk: string
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

function machineOf(instance: Resource, unit: Unit, known: Surroundings): CloudMachine {
  const { attributes, position } = instance
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
    settings: settingsOf(instance, unit),
    image: stated(at(attributes, "boot_disk", 0, "initialize_params", 0, "image"))[0],
    statedTags: itemsOf(at(attributes, "tags")).flatMap(stated),
    attached: itemsOf(at(attributes, "attached_disk")).map((disk) => attachedDisk(disk, unit)),
  }
}

/** A private address that is reserved is stated where it is reserved, and referred to by the instance. */
function addressOf(value: HclValue | undefined, { resources, path }: Unit): Stated<string> | undefined {
  const [literal] = stated(value)
  if (literal !== undefined || value?.kind !== "reference" || value.unit !== path) return literal
  const owner = resources.find(({ address }) => value.address === `${address}.address`)
  return stated(at(owner?.attributes, "address"))[0]
}

function attachedDisk(block: HclValue, { resources, path }: Unit): AttachedDisk {
  const source = at(block, "source")
  const own =
    source?.kind === "reference" && source.unit === path
      ? resources.find(({ address }) => source.address === `${address}.id`)
      : undefined
  const device = at(block, "device_name")
  return {
    value: textOf(device) ?? "",
    position: source?.position ?? block.position,
    disk: textOf(at(own?.attributes, "name")) ?? identity(source) ?? "",
  }
}
