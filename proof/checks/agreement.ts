import { isLoopback, type SecretClaim } from "../../core/claims.js"
import type { Failure, Hop } from "../../core/proof.js"
import type { Position } from "../../formats/position.js"
import { toldAddresses } from "../addresses.js"
import type { Container, Machine } from "../network.js"
import { rangeOf } from "../ranges.js"
import type { CloudMachine } from "../read/machines.js"
import type { DeployedStack } from "../read/settings.js"
import type { StackReading } from "../read/stacks.js"
import { hop } from "../trace.js"
import { type Context, failure, machineOf, nameOf, REBUILD } from "./context.js"

/** Each address, port, path and secret's name that stands in several artifacts is the same in all of them. */
export function* checkAgreement(context: Context): Iterable<Failure> {
  for (const machine of context.scene.machines) {
    yield* checkRanges(context, machine)
    for (const stack of machine.stacks.values())
      for (const container of stack.containers) yield* checkAddresses(context, container)
  }
  for (const { name, stacks } of context.claims.hosts)
    for (const { project } of stacks) yield* checkStated(context, machineOf(context, name)!, project)
  if (context.claims.placement === "cloud") for (const { name } of context.claims.hosts) yield* checkHost(context, name)
}

/** Docker networks of one machine, and the machine's own. */
function* checkRanges(context: Context, machine: Machine): Iterable<Failure> {
  const ranges = [
    ...machine.subnets.map(({ value, position }) => ({ what: "the subnetwork", value, position })),
    ...[...machine.bridges.values()].flatMap(({ name, subnets, isExternal }) =>
      isExternal ? [] : subnets.map(({ value, position }) => ({ what: `the network ${name}`, value, position })),
    ),
  ]
    .flatMap((one) => {
      const range = rangeOf(one.value)
      return range === undefined ? [] : [{ ...one, range }]
    })
    .sort((one, other) => one.range[0] - other.range[0])
  let widest = ranges[0]
  for (const one of ranges.slice(1)) {
    if (widest !== undefined && one.range[0] <= widest.range[1])
      yield disagreement(
        context,
        `The range ${one.value} of ${one.what} overlaps ${widest.value} of ${widest.what} on ${machine.name}.`,
        one.position,
        [],
        [hop(`${widest.what} has ${widest.value}`, widest.position), hop(`${one.what} has ${one.value}`, one.position)],
      )
    if (widest === undefined || one.range[1] > widest.range[1]) widest = one
  }
  const { address, subnets } = machine
  const own = address === undefined ? undefined : rangeOf(address.value)?.[0]
  if (own === undefined || subnets.length === 0) return
  const isInside = subnets.some(({ value }) => {
    const range = rangeOf(value)
    return range !== undefined && range[0] <= own && own <= range[1]
  })
  if (!isInside)
    yield disagreement(
      context,
      `The address ${address!.value} of ${machine.name} is in no range of its subnetwork.`,
      address!.position,
      [],
      [
        hop(`${machine.name} has the address ${address!.value}`, address!.position),
        ...subnets.map(({ value, position }) => hop(`its subnetwork has ${value}`, position)),
      ],
    )
}

/** Addresses that a container is told: a machine's has a port that is published there, a container's the one that its edge needs. */
function* checkAddresses(context: Context, container: Container): Iterable<Failure> {
  const { atlas, claims, ranges } = context
  const name = nameOf(context, container)
  for (const { value, port, position } of toldAddresses(container)) {
    const address = rangeOf(value)?.[0]
    if (address !== undefined) {
      const owner = atlas.byAddress.get(value)
      const isOurs = ranges.some(([first, last]) => first <= address && address <= last)
      if (owner === undefined && isOurs)
        yield disagreement(context, `${name} is told the address ${value}, which no VM has.`, position)
      if (owner !== undefined && port !== undefined && owner.stacks.size > 0 && !publishes(owner, port))
        yield disagreement(
          context,
          `${name} is told ${value}:${port}, and ${owner.name} publishes no such port.`,
          position,
        )
      continue
    }
    if (port === undefined) continue
    const [target, ...others] = atlas.whoAnswers(container, value)
    if (target === undefined || others.length > 0 || target === container) continue
    const to = nameOf(context, target)
    const ports = claims.paths.length === 0 ? [] : portsOf(context).get(`${name} ${to}`)
    if (ports === undefined || ports.length === 0 || ports.includes(port)) continue
    yield disagreement(
      context,
      `${name} is told ${value}:${port}, and ${to} listens on ${ports.join(" and ")}.`,
      position,
      originsOf(context, name, to),
    )
  }
}

function publishes({ stacks }: Machine, port: number): boolean {
  for (const { containers } of stacks.values())
    for (const { published, mode } of containers)
      if (
        mode === "host" ||
        published.some(({ published: [first, last], hostIp }) => first <= port && port <= last && !isLoopback(hostIp))
      )
        return true
  return false
}

/** The ports that edges need, by who needs whom. An edge without a port takes any. */
function portsOf({ claims }: Context): ReadonlyMap<string, readonly number[]> {
  const known = PORTS.get(claims)
  if (known !== undefined) return known
  const ports = new Map<string, number[]>()
  const free = new Set<string>()
  for (const { from, to, port, published } of claims.paths) {
    if (to === undefined) continue
    const key = `${from} ${to}`
    if (port === undefined) free.add(key)
    else ports.set(key, [...(ports.get(key) ?? []), port, ...(published === undefined ? [] : [published])])
  }
  for (const key of free) ports.delete(key)
  PORTS.set(claims, ports)
  return ports
}

const PORTS = new WeakMap<Context["claims"], ReadonlyMap<string, readonly number[]>>()

function originsOf({ claims }: Context, from: string, to: string): readonly string[] {
  return claims.paths.flatMap((path) => (path.from === from && path.to === to ? [path.origin] : []))
}

/** What a VM's unit deploys, and what the Compose files there ask for. */
function* checkHost(context: Context, host: string): Iterable<Failure> {
  const { evidence, hosts, scene } = context
  const claim = hosts.get(host)!
  const machine = machineOf(context, host)!
  if (claim.unit === undefined) return
  const vm = evidence.cloud.machines.get(claim.unit)
  if (vm === undefined) {
    const message = `No unit has the VM of ${host}: there is none at ${claim.unit}.`
    yield disagreement(context, message, undefined, [claim.origin])
    return
  }
  if (claim.address !== undefined && vm.address?.value !== claim.address) {
    const message = `The VM ${vm.name} has the address ${vm.address?.value ?? "of its own choice"}, and the topology says ${claim.address}.`
    yield disagreement(context, message, vm.address?.position ?? vm.position, [claim.origin])
  }
  for (const { project, directory, hasFile, secrets } of claim.stacks) {
    const deployed = vm.settings.deploys.find(({ value }) => value === project)
    if (hasFile && (deployed === undefined || !machine.stacks.has(project)))
      yield disagreement(
        context,
        `The VM ${vm.name} does not run the Compose project ${project} of ${directory}.`,
        vm.position,
        [claim.origin],
      )
    if (deployed !== undefined) yield* checkHanded(context, vm, deployed, secrets)
  }
  if (!claim.stacks.some(({ hasFile }) => hasFile)) return
  for (const stack of vm.settings.deploys) {
    const reading = scene.readings.get(`${machine.name}/${stack.value}`)
    if (reading === undefined)
      yield disagreement(
        context,
        `The VM ${vm.name} runs the Compose project ${stack.value}, which no Compose file of it has.`,
        stack.position,
      )
    else yield* checkRead(context, vm, stack, reading)
  }
}

/** Each secret that a project takes is handed to it, from where the topology says, and is there. */
function* checkHanded(
  context: Context,
  { name: vm }: CloudMachine,
  { value: project, files, variables, position }: DeployedStack,
  secrets: readonly SecretClaim[],
): Iterable<Failure> {
  const created = context.evidence.createdSecrets
  for (const { id, name, asFile, asVariable, origin } of secrets) {
    const file = files.find(({ value }) => value === `secrets/${name}`)
    const variable = variables.find(({ value }) => value === name)
    if ((asFile && file?.secret !== id) || (asVariable && variable?.secret !== id))
      yield disagreement(
        context,
        `The VM ${vm} does not hand the secret ${id} to the Compose project ${project} as ${name}.`,
        (asFile ? file : variable)?.position ?? position,
        [origin],
      )
  }
  for (const { secret, position: place } of [...files, ...variables])
    if (created.size > 0 && !created.has(secret))
      yield disagreement(context, `The VM ${vm} is handed the secret ${secret}, which no unit has.`, place)
}

/** What is handed to a project is read by it, and the files that it reads are handed to it. */
function* checkRead(
  context: Context,
  { name: vm }: CloudMachine,
  { value: project, files, variables }: DeployedStack,
  reading: StackReading,
): Iterable<Failure> {
  const read = new Set(reading.secretFiles.map(({ value }) => value))
  for (const { value, position } of files)
    if (!read.has(value))
      yield disagreement(
        context,
        `The VM ${vm} is handed ${value}, which the Compose project ${project} does not read.`,
        position,
      )
  for (const { value, position } of variables)
    if (!reading.unset.has(value))
      yield disagreement(
        context,
        `The VM ${vm} is handed the variable ${value}, which the Compose project ${project} does not read.`,
        position,
      )
}

/** Each variable and secret file that a project reads is one that people are told of. */
function* checkStated(context: Context, machine: Machine, project: string): Iterable<Failure> {
  const reading = context.scene.readings.get(`${machine.name}/${project}`)
  if (reading === undefined) return
  const example = context.evidence.files.get(`${reading.directory}/.env.example`) ?? ""
  const names = new Set(example.split(/[^A-Za-z0-9_./-]+/))
  const isTold = (name: string): boolean => names.has(name) || names.has(`${name}:`)
  for (const [variable, position] of reading.unset)
    if (!isTold(variable))
      yield disagreement(
        context,
        `The Compose project ${project} reads the variable ${variable}, and ${reading.directory}/.env.example does not say so.`,
        position,
      )
  for (const { value, position } of reading.secretFiles)
    if (!isTold(value))
      yield disagreement(
        context,
        `The Compose project ${project} reads ${value}, and ${reading.directory}/.env.example does not say so.`,
        position,
      )
}

function disagreement(
  context: Context,
  message: string,
  position: Position | undefined,
  origins: readonly string[] = [],
  hops: readonly Hop[] = [],
): Failure {
  return failure(context, "proof/disagreement", {
    message,
    position,
    origins,
    hops,
    help: `${REBUILD} What the files say twice must be the same.`,
  })
}
