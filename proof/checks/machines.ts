import type { HostClaim, StackClaim } from "../../core/claims.js"
import type { Failure } from "../../core/proof.js"
import type { Position } from "../../formats/position.js"
import { type Range, rangeOf } from "../ranges.js"
import type { CloudMachine } from "../read/machines.js"
import type { DeployedStack } from "../read/settings.js"
import { hop } from "../trace.js"
import { type Context, failure, machineOf, notGranted, REBUILD } from "./context.js"
import { checkMetadata } from "./metadata.js"

/** Each VM is made, told and started as the topology says, and nothing else is done to it. */
export function* checkMachines(context: Context): Iterable<Failure> {
  const { claims, evidence, scene } = context
  if (claims.placement !== "cloud") return
  const subnets = new Map(
    scene.machines.flatMap(({ name, subnets: own }) =>
      own.map(({ value }) => [value, { value, what: `the subnetwork of ${name}` }] as const),
    ),
  )
  for (const host of claims.hosts) {
    const vm = host.unit === undefined ? undefined : evidence.cloud.machines.get(host.unit)
    if (vm === undefined) continue
    yield* checkMetadata(context, host, vm)
    yield* checkMade(context, host, vm)
    yield* checkDisks(context, host, vm)
    yield* checkDocker(context, host, vm, [...subnets.values()])
    for (const stack of host.stacks) {
      const deployed = vm.settings.deploys.find(({ value }) => value === stack.project)
      if (deployed === undefined) continue
      yield* checkStack(context, vm, stack, deployed)
      yield* checkReaders(context, vm, stack, deployed)
    }
  }
}

/** What a VM is made from, where it is, and how it is reached. */
function* checkMade(context: Context, host: HostClaim, vm: CloudMachine): Iterable<Failure> {
  const { name, image, settings, externalAddress } = vm
  if (name !== host.instance)
    yield differs(
      context,
      `The VM of ${host.name} is called ${name}, and who logs in to it is told ${host.instance}.`,
      vm.position,
      [host.origin],
    )
  const { sshPort, secretProject } = settings
  if (image?.value !== host.image)
    yield differs(
      context,
      `The VM ${name} is made from ${image?.value ?? "an image that is not known"}, and the topology says ${host.image}.`,
      image?.position ?? vm.position,
      [host.origin],
    )
  if (sshPort !== undefined && sshPort.value !== String(host.sshPort))
    yield failure(context, "proof/path_closed", {
      message: `The VM ${name} answers SSH on port ${sshPort.value}, and operators are let in on ${host.sshPort}.`,
      position: sshPort.position,
      origins: [host.origin],
      hops: [
        hop(`operators are let in to port ${host.sshPort} of ${name}`, undefined),
        { ...hop(`SSH answers on port ${sshPort.value}`, sshPort.position), isOpen: false },
      ],
      help: "Set `sshPort` of the host in the topology, which opens that port to operators too.",
    })
  const project = context.claims.cloud?.project
  if (project !== undefined && secretProject !== undefined && secretProject.value !== project)
    yield differs(
      context,
      `The VM ${name} reads the secrets of the project ${secretProject.value}, and its environment's is ${project}.`,
      secretProject.position,
      [host.origin],
    )
  if (externalAddress !== undefined && !host.isPublic)
    yield notGranted(
      context,
      `The VM ${name} has an address on the internet, and nothing of ${host.name} is open to anybody there.`,
      { position: externalAddress.position, origins: [host.origin] },
    )
  const named = tagsOf(context)
  for (const { value, position } of vm.statedTags)
    if (!named.has(value))
      yield failure(context, "proof/not_understood", {
        message: `The VM ${name} has the network tag ${value}, which no firewall rule of the files names: one made elsewhere may.`,
        position,
        origins: [host.origin],
        help: "Take the tag away; the topology opens ports by service accounts.",
      })
}

/** The tags that firewall rules name. */
function tagsOf({ evidence: { cloud } }: Context): ReadonlySet<string> {
  const known = TAGS.get(cloud)
  if (known !== undefined) return known
  const tags = new Set(cloud.firewall.flatMap(({ sourceTags, targets }) => [...sourceTags, ...(targets?.tags ?? [])]))
  TAGS.set(cloud, tags)
  return tags
}

const TAGS = new WeakMap<object, ReadonlySet<string>>()

/** Each disk of the host is attached, and mounted where its data is looked for; no other is. */
function* checkDisks(context: Context, host: HostClaim, vm: CloudMachine): Iterable<Failure> {
  const { name, settings, attached } = vm
  const made = new Map(settings.folders.map((folder) => [folder.value, folder]))
  for (const { name: disk, mount, folders, origin } of host.disks) {
    for (const { folder, owner, mode, origin: stated } of folders) {
      const found = made.get(folder)
      if (found?.owner === owner && Number.parseInt(found.mode, 8) === Number.parseInt(mode, 8)) continue
      const what = found === undefined ? "does not make it" : `makes it for ${found.owner} with mode ${found.mode}`
      yield differs(
        context,
        `The topology has the folder ${folder} on ${host.name}, for ${owner} with mode ${mode}, and the VM ${name} ${what}.`,
        found?.position ?? vm.position,
        [stated],
      )
    }
    const mounted = settings.disks.find((one) => one.mount === mount)
    const device = mounted === undefined ? undefined : attached.find(({ value }) => value === mounted.value)
    if (device?.disk === disk) continue
    const what =
      mounted === undefined
        ? "mounts nothing there"
        : device === undefined
          ? `mounts ${mounted.value} there, which is not attached to it`
          : `mounts ${device.disk} there`
    yield differs(
      context,
      `The topology has the disk ${disk} at ${mount} of ${host.name}, and the VM ${name} ${what}.`,
      device?.position ?? mounted?.position ?? vm.position,
      [origin],
    )
  }
  const disks = new Set(host.disks.map(({ name: disk }) => disk))
  const mounts = new Set(host.disks.map(({ mount }) => mount))
  for (const { disk, position } of attached)
    if (!disks.has(disk))
      yield notGranted(
        context,
        `The VM ${name} has the disk ${disk}, and the topology has none such on ${host.name}.`,
        {
          position,
          origins: [host.origin],
        },
      )
  for (const { mount, position } of settings.disks)
    if (!mounts.has(mount))
      yield differs(context, `The VM ${name} mounts a disk at ${mount}, and the topology has none there.`, position, [
        host.origin,
      ])
}

/** Docker is one that keeps neighbours apart, and gives networks without a range of their own one that nobody else has. */
function* checkDocker(
  context: Context,
  host: HostClaim,
  vm: CloudMachine,
  networks: readonly { readonly value: string; readonly what: string }[],
): Iterable<Failure> {
  const { name, settings } = vm
  const { dockerVersion: version, registries } = settings
  const [, major] = /^(?:\d+:)?(\d+)(?:[.*]|$)/.exec(version?.value ?? "") ?? []
  if (version !== undefined && version.value !== "*" && (major === undefined || Number(major) < LEAST_DOCKER))
    yield notGranted(
      context,
      `The VM ${name} installs Docker ${version.value}: before ${LEAST_DOCKER}, neighbours reach what is published on 127.0.0.1.`,
      { position: version.position, origins: [host.origin] },
    )
  for (const { value, position } of registries)
    if (!value.endsWith(GOOGLE_REGISTRIES))
      yield notGranted(context, `Docker on ${name} shows the token of the VM's account to ${value}.`, {
        position,
        origins: [host.origin],
      })
  const machine = machineOf(context, host.name)!
  const taken = [
    ...[...machine.bridges.values()].flatMap(({ name, subnets }) =>
      subnets.map(({ value }) => ({ what: `the Docker network ${name}`, value })),
    ),
    ...networks,
  ]
  for (const { value, position } of settings.pools) {
    const pool = rangeOf(value)
    if (pool === undefined) continue
    const clash = taken.find((one) => overlap(pool, rangeOf(one.value)))
    if (clash !== undefined)
      yield differs(
        context,
        `Docker on ${name} takes networks from ${value}, which overlaps ${clash.value} of ${clash.what}.`,
        position,
        [host.origin],
      )
  }
}

/** The first that drops packets of neighbours to ports that are published on 127.0.0.1. */
const LEAST_DOCKER = 28
/** Where Google's own registries are. */
const GOOGLE_REGISTRIES = "-docker.pkg.dev"

function overlap(one: Range, other: Range | undefined): boolean {
  return other !== undefined && one[0] <= other[1] && other[0] <= one[1]
}

/** A Compose project is started in its folder, from its file, with its values. */
function* checkStack(
  context: Context,
  { name: vm }: CloudMachine,
  { project, directory, deployedTo, hasFile }: StackClaim,
  deployed: DeployedStack,
): Iterable<Failure> {
  const { files } = context.evidence
  const told = (fact: string, position: Position): Failure =>
    differs(context, `The VM ${vm} starts the Compose project ${project} ${fact}.`, position)
  if (deployed.directory.value !== deployedTo)
    yield told(`in ${deployed.directory.value}, and it is deployed to ${deployedTo}`, deployed.directory.position)
  if (!hasFile) return
  for (const { value, position } of deployed.compose)
    if (value !== COMPOSE_FILE) yield told(`from ${value} too, which is none of its files there`, position)
  if (!deployed.compose.some(({ value }) => value === COMPOSE_FILE))
    yield told(`without its ${COMPOSE_FILE}`, deployed.position)
  const given = new Set(deployed.environment.map(({ value }) => value))
  for (const { value, position } of deployed.environment)
    if (value !== OWN_VALUES && value !== CLOUD_VALUES)
      yield files.has(`${directory}/${value}`)
        ? told(`with the values of ${value}, which are not those of a VM`, position)
        : failure(context, "proof/not_understood", {
            message: `The VM ${vm} gives the Compose project ${project} the values of ${value}, which no file here is.`,
            position,
            help: `Write them to ${OWN_VALUES} on the VM, or declare them.`,
          })
  if (files.has(`${directory}/${CLOUD_VALUES}`) && !given.has(CLOUD_VALUES))
    yield told(`without the values of its ${CLOUD_VALUES}`, deployed.environment[0]?.position ?? deployed.position)
  const needed = deployed.variables.length > 0 || isOpen(context, vm, project)
  if (needed && !given.has(OWN_VALUES))
    yield told(`without the values of its ${OWN_VALUES}`, deployed.environment[0]?.position ?? deployed.position)
}

/** A secret's file is mounted as it is: with the owner and the mode that it has on the VM. */
function* checkReaders(
  context: Context,
  { name: vm }: CloudMachine,
  { secrets }: StackClaim,
  { files }: DeployedStack,
): Iterable<Failure> {
  const handed = new Map(files.map((file) => [file.secret, file]))
  for (const { id, asFile, readers, origin } of secrets) {
    const file = asFile ? handed.get(id) : undefined
    if (file === undefined) continue
    const { owner, group, mode, value, position } = file
    // Root reads whatever it likes, and of who only an image knows nobody can tell more than that somebody may.
    const isRead = readers.every(
      ({ user, group: own }) =>
        user === 0 ||
        (mode & 0o004) !== 0 ||
        (user === owner && (mode & 0o400) !== 0) ||
        (own === group && (mode & 0o040) !== 0),
    )
    if (!isRead || (mode & 0o444) === 0)
      yield differs(
        context,
        `The VM ${vm} writes ${value} so that ${isRead ? "nobody reads it" : "a service that takes it can't read it"}.`,
        position,
        [origin],
      )
  }
}

const COMPOSE_FILE = "docker-compose.yml"
/** What people and the start-up script write on the VM. */
const OWN_VALUES = ".env"
const CLOUD_VALUES = "cloud.env"

/** Whether a project reads values that none of the files has. */
function isOpen({ scene }: Context, machine: string, project: string): boolean {
  return (scene.readings.get(`${machine}/${project}`)?.unset.size ?? 0) > 0
}

function differs(
  context: Context,
  message: string,
  position: Position | undefined,
  origins: readonly string[] = [],
): Failure {
  return failure(context, "proof/disagreement", {
    message,
    position,
    origins,
    help: `${REBUILD} Change the topology where something else is meant.`,
  })
}
