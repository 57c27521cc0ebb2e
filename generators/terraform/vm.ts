import type { Disk, Environment, Gcp, Secret, SecretUse, Service, Shared, Stack } from "../../core/estate.js"
import { FAMILIES } from "../../core/families.js"
import { hasPublicPort } from "../../core/grants.js"
import { resourceName } from "../../core/names.js"
import { sparePool } from "../../core/networks.js"
import { type Origin, originOf } from "../../core/origin.js"
import { secretFile } from "../../core/secrets.js"
import { hostPath } from "../../core/unit-paths.js"
import {
  bool,
  type Entry,
  type Expression,
  entry,
  from,
  type Gap,
  gap,
  list,
  nil,
  object,
  str,
} from "../../formats/hcl.js"
import { child } from "../../schema/pointer.js"
import { type CloudHost, pullsPrivately } from "./cloud.js"
import { labels, numberEntry, optionalEntry, spaced, textEntry } from "./entries.js"
import { operatorEntries } from "./operators.js"
import { projectId } from "./project-services.js"
import { type Dependency, MOCK_PROJECT, noLocals, output, type Unit } from "./unit.js"

/** What a VM's unit needs beside the host. */
export interface VmContext {
  readonly environment: Environment
  readonly shared: Shared
  readonly gcp: Gcp
  readonly services: Unit
  readonly network: Unit
  /** Undefined where no host reads a secret of Secret Manager. */
  readonly secrets: Unit | undefined
  /** Undefined where no image is private. */
  readonly registry: Unit | undefined
}

/** One VM: its account, addresses, disks, and what it runs. */
export function vmUnit(host: CloudHost, context: VmContext): Unit {
  const { environment, shared, services, network, registry } = context
  const takesSecrets = host.stacks.some(({ secrets }) => secrets.some(isManaged))
  const reads: Dependency[] = [
    { label: "project_services", unit: services },
    { label: "network", unit: network },
  ]
  if (registry !== undefined && pullsPrivately(host)) reads.push({ label: "registry", unit: registry })
  return {
    path: hostPath(shared, environment, host),
    environment: environment.name,
    module: "vm",
    provider: "google",
    owns: `the VM ${host.name} of ${environment.name}, its account, addresses and disks`,
    origin: host.path,
    reads,
    after: takesSecrets && context.secrets !== undefined ? [context.secrets] : [],
    locals: noLocals,
    inputs: () => inputs(host, { ...context, registry: reads.length > 2 ? registry : undefined }),
    mocks: () => mocks(host, context),
  }
}

/** The account that a VM runs as. Its name is 6 to 30 characters; a shorter or longer instance name is completed or cut. */
function serviceAccount({ instance }: CloudHost): string {
  return instance.length >= 6 && instance.length <= 30 ? instance : resourceName(["host", instance], 30)
}

function inputs(host: CloudHost, context: VmContext): readonly (Entry | Gap)[] {
  const { environment, gcp, shared, registry } = context
  return [
    entry("project_id", projectId, originOf(environment, "project")),
    textEntry("region", gcp.region, originOf(gcp, "region")),
    textEntry("zone", gcp.zone, originOf(gcp, "zone")),
    gap,
    textEntry("name", host.instance, originOf(host, "name")),
    ...(serviceAccount(host) === host.instance
      ? []
      : [textEntry("service_account_id", serviceAccount(host), originOf(host, "name"))]),
    textEntry("machine_type", host.machine ?? "", originOf(host, "machine")),
    entry("deletion_protection", bool(true), ORIGIN),
    gap,
    entry("subnetwork", output("network", "subnetwork_id"), environment.path),
    ...optionalEntry("internal_address", host.address, originOf(host, "address")),
    externalAddress(host),
    ...(host.sshPort === 22 ? [] : [numberEntry("ssh_port", host.sshPort, originOf(host, "sshPort"))]),
    gap,
    entry(
      "boot_disk",
      object([
        textEntry("image", host.bootImage, originOf(host, "bootImage")),
        numberEntry("size_gb", host.bootDiskGib, originOf(host, "bootDisk")),
      ]),
      host.path,
    ),
    ...(host.disks.length === 0
      ? []
      : [
          gap,
          entry("disks", object(spaced(host.disks.map((disk) => diskEntry(disk, host)))), child(host.path, "disks")),
        ]),
    ...directories(host),
    gap,
    entry("stacks", list(host.stacks.map((stack) => from(stack.path, stackObject(stack, environment)))), host.path),
    ...(registry === undefined ? [] : [gap, registries(registry)]),
    gap,
    docker(host, environment),
    ...operatorEntries(gcp),
    gap,
    labels(shared, environment),
  ]
}

const ORIGIN: Origin = "constant:terraform/vm"

function externalAddress(host: CloudHost): Entry {
  const open = host.services.flatMap(({ ports }) =>
    ports.filter(({ exposure }) => exposure === "public" || exposure === "cdn"),
  )
  return entry("external_address", bool(hasPublicPort(host)), open[0]?.path ?? host.path)
}

/** A disk is called after its VM, unless stated. */
function diskEntry(disk: Disk, host: CloudHost): Entry {
  return entry(
    disk.name,
    object([
      textEntry("name", disk.resource, disk.sources.name ?? originOf(host, "name")),
      numberEntry("size_gb", disk.sizeGib, originOf(disk, "size")),
      textEntry("type", disk.type, originOf(disk, "type")),
      textEntry("mount", disk.mount, originOf(disk, "mount")),
      ...snapshots(disk),
    ]),
    disk.path,
  )
}

const HOURS = { hour: 1, day: 24, week: 168 } as const

function snapshots({ snapshots }: Disk): readonly (Entry | Gap)[] {
  if (snapshots === undefined) return []
  return [
    gap,
    entry(
      "snapshots",
      object([
        numberEntry("every_hours", HOURS[snapshots.every], originOf(snapshots, "every")),
        textEntry("start_time", snapshots.at, originOf(snapshots, "at")),
        numberEntry("retention_days", snapshots.keepDays, originOf(snapshots, "keep")),
      ]),
      snapshots.path,
    ),
  ]
}

/** Folders that a disk holds, parents first. The mount point itself is made by mounting. */
function directories({ disks, path }: CloudHost): readonly (Entry | Gap)[] {
  const folders = disks
    .flatMap(({ holds, mount }) => holds.filter(({ folder }) => folder !== mount))
    .sort((a, b) => (a.folder < b.folder ? -1 : 1))
  if (folders.length === 0) return []
  const items = folders.map((folder) => {
    const [owner, group] = folder.owner.split(":").map(Number) as [number, number]
    const ofOwner = originOf(folder, "owner")
    return from(
      folder.path,
      object([
        textEntry("path", folder.folder, folder.path),
        numberEntry("owner", owner, ofOwner),
        numberEntry("group", group, ofOwner),
        textEntry("mode", folder.mode, originOf(folder, "mode")),
      ]),
    )
  })
  return [gap, entry("directories", list(items), child(path, "disks"))]
}

function stackObject(stack: Stack, environment: Environment): Expression {
  const { services } = stack
  const managed = stack.secrets.filter(isManaged)
  const files = managed.filter(({ asFile }) => asFile)
  const variables = managed.filter(({ asVariable }) => asVariable)
  const readers = readersOf(services)
  const job = services.find((service) => service.job)
  return object([
    ...stackEntries(stack),
    ...(environment.placements.length === 1
      ? []
      : [entry("env_files", list([str("cloud.env"), str(".env")]), originOf(environment, "placements"))]),
    ...(job === undefined
      ? []
      : [
          entry(
            "wait",
            bool(false),
            originOf(job, "job"),
            `The job ${job.name} ends, which waiting takes for a failure.`,
          ),
        ]),
    ...(files.length === 0
      ? []
      : [
          gap,
          entry("secrets", list(files.map((use) => fileObject(use, readers.get(use.secret.name) ?? []))), stack.path),
        ]),
    ...(variables.length === 0
      ? []
      : [gap, entry("env", list(variables.map(({ secret }) => variableObject(secret))), stack.path)]),
  ])
}

/** Where a stack stands and what it is called. Its folder on the VM follows from its folder here, unless stated. */
function stackEntries(stack: Stack): readonly Entry[] {
  return [
    textEntry("directory", stack.deployedTo, stack.sources.on ?? originOf(stack, "directory")),
    textEntry("project", stack.project, originOf(stack, "project")),
  ]
}

function isManaged({ secret }: SecretUse): boolean {
  return secret.from === "secret-manager"
}

/** The services that take each secret as a file, by the secret's name. */
function readersOf(services: readonly Service[]): ReadonlyMap<string, readonly Service[]> {
  const readers = new Map<string, Service[]>()
  for (const service of services) {
    for (const { secret, as } of service.secrets) {
      if (as !== "file") continue
      const known = readers.get(secret.name)
      if (known === undefined) readers.set(secret.name, [service])
      else known.push(service)
    }
  }
  return readers
}

/**
 * A secret as a file. Compose mounts it with the owner and mode that it has here, so it belongs to the user that reads it.
 *
 * Where nobody can tell which user that is, or several do, everyone may read it: its folder is root's alone, so on the VM that
 * is still nobody else, and in a container whoever runs there.
 */
function fileObject({ secret }: SecretUse, readers: readonly Service[]): Expression {
  const users = new Set(readers.map(userOf))
  const [user] = users.size === 1 ? users : []
  const first = readers[0]
  const origin = first === undefined ? secret.path : originOf(first, "user")
  return from(
    secret.path,
    object([
      textEntry("secret", secret.id, originOf(secret, "id")),
      textEntry("file", secretFile(secret), secret.path),
      ...access(user, origin),
    ]),
  )
}

/** Who may read a secret's file; root alone is what the module does by itself. */
function access(user: string | undefined, origin: Origin): readonly Entry[] {
  if (user === undefined) return [textEntry("mode", "0444", origin)]
  if (user === ROOT) return []
  const [owner, group] = user.split(":") as [string, string | undefined]
  return [numberEntry("owner", Number(owner), origin), numberEntry("group", Number(group ?? 0), origin)]
}

const ROOT = "0:0"

/** The user that reads a service's secrets, as numbers; undefined where only the image knows. */
function userOf({ user, image }: Service): string | undefined {
  if (user !== undefined) return /^\d+(?::\d+)?$/.test(user) ? user : undefined
  return image !== undefined && FAMILIES[image.family].readsSecretFiles ? ROOT : undefined
}

function variableObject(secret: Secret): Expression {
  return from(
    secret.path,
    object([textEntry("variable", secret.name, secret.path), textEntry("secret", secret.id, originOf(secret, "id"))]),
  )
}

function registries(registry: Unit): Entry {
  const parts = ["project_id", "location", "repository_id"]
  const repository = object(parts.map((part) => entry(part, output("registry", part))))
  return entry("registries", list([repository]), registry.origin)
}

/** Without pools of its own, Docker would take one that a derived network needs later. */
function docker({ dockerPool, ...host }: CloudHost, environment: Environment): Entry {
  const free = sparePool(dockerPool, environment.network)
  const origin = originOf(host, "dockerPool")
  const pools = free === undefined ? [] : [object([textEntry("base", free, origin), numberEntry("size", 24, origin)])]
  return entry("docker", object([entry("address_pools", list(pools), origin)]), origin)
}

/** An address that documentation may use (RFC 5737), for plans made before the real one exists. */
const EXAMPLE_ADDRESS = "203.0.113.10"

function mocks(host: CloudHost, { gcp }: VmContext): readonly Entry[] {
  const zone = `projects/${MOCK_PROJECT}/zones/${gcp.zone}`
  const [ofName, ofZone] = [originOf(host, "name"), originOf(gcp, "zone")]
  const email = `${serviceAccount(host)}@${MOCK_PROJECT}.iam.gserviceaccount.com`
  const stacks = host.stacks.map((stack) => from(stack.path, object(stackEntries(stack))))
  return [
    textEntry("name", host.instance, ofName),
    textEntry("instance_id", `${zone}/instances/mock`, ofZone),
    textEntry("service_account_email", email, ofName),
    textEntry("internal_address", host.address ?? EXAMPLE_ADDRESS, originOf(host, "address")),
    entry("external_address", hasPublicPort(host) ? str(EXAMPLE_ADDRESS) : nil, host.path),
    entry(
      "disk_ids",
      object(host.disks.map(({ name }) => textEntry(name, `${zone}/disks/${name}`, ofZone))),
      host.disks.length === 0 ? host.path : child(host.path, "disks"),
    ),
    entry("stacks", list(stacks), host.path),
  ]
}
