import { spawn } from "node:child_process"
import { mkdirSync } from "node:fs"
import { basename, join } from "node:path"
import type { Environment, Estate, Host, Placement } from "../../core/estate.js"
import { type Deployed, deploy, wantedImages } from "./deploy.js"
import { readUnit, type Unit, type Value } from "./hcl.js"
import { standInFor } from "./images.js"
import type { Tools } from "./install.js"
import { type Internet, people } from "./internet.js"
import { boot, type Machine, startEngine } from "./machine.js"
import { type Attached, lay, type Network } from "./network.js"

/** What the bed needs to know to raise an environment. */
export interface Ground {
  /** The repository. */
  readonly root: string
  /** Where what it keeps is; whole environments are deleted from it. */
  readonly state: string
  /** The cgroup that all containers are below. */
  readonly cgroup: string
  readonly tools: Tools
}

/** A machine with what runs on it. */
export interface Place {
  readonly machine: Machine
  /** One; all of them on a laptop. */
  readonly hosts: readonly Host[]
  readonly internal: string
  readonly external: string | undefined
  readonly stacks: readonly Deployed[]
}

/** An environment whose machines are up, with images and stacks in place, and nothing started yet. */
export interface Raised {
  readonly environment: Environment
  readonly estate: Estate
  readonly placement: Placement
  readonly places: readonly Place[]
  readonly network: Network
  readonly internet: Internet
  /** What stands for what, for people; each line once. */
  readonly substitutions: readonly string[]
  /** How many firewall rules are in force. */
  readonly rules: number
}

/** A machine to be: what its unit says. */
interface Plan {
  readonly name: string
  readonly hosts: readonly Host[]
  readonly unit: string
  readonly internal: string
  readonly external: string | undefined
  readonly inputs: Unit["inputs"]
}

/** Raises an environment in one of its placements, from what is written in `out/`. */
export async function raise(
  environment: Environment,
  placement: Placement,
  context: { readonly ground: Ground; readonly estate: Estate },
): Promise<Raised> {
  const { ground, estate } = context
  const { root, tools } = ground
  const out = join(root, "out")
  const live = join(out, "terraform/live")
  const state = join(ground.state, environment.name)
  const plans = placement === "cloud" ? await cloudPlans(environment, live) : [laptopPlan(environment)]
  const firewall =
    placement === "cloud"
      ? await readUnit(live, `${environment.name}/firewall`)
      : ({ path: "a laptop's router", inputs: { rules: {} }, reference: () => undefined } satisfies Unit)

  const machines = await Promise.all(
    plans.map(({ name }) => boot(name, join(state, name), tools, join(root, "test/live/vm.sh"))),
  )
  const attached: readonly Attached[] = plans.map(({ unit, internal, external }, index) => ({
    machine: machines[index]!,
    unit,
    internal,
    external,
  }))
  const network = await lay(environment.name, { machines: attached, firewall, tools })
  const names = placement === "cloud" ? await recordsOf(live, attached) : {}
  const internet = await people(network, { names, state: join(state, "internet"), tools })

  const substitutions = new Set<string>()
  const places = await Promise.all(
    plans.map(async ({ name, hosts, internal, external, inputs }, index): Promise<Place> => {
      const machine = machines[index]!
      await startEngine(machine, {
        state: join(state, name),
        cgroup: `${ground.cgroup}/${environment.name}-${name}`,
        configuration: engineConfiguration(inputs),
      })
      await makeDirectories(machine, inputs)
      if (placement === "cloud") listenAsSshd(machine, hosts[0]!, tools)
      const scratch = join(state, name, "scratch")
      mkdirSync(scratch, { recursive: true })
      const stacks = []
      for (const stack of hosts.flatMap((host) => host.stacks)) {
        // On a laptop the files lie where they are written, beside the checkouts that images are built from.
        const folder = placement === "cloud" ? stack.deployedTo : `/home/checkout/deployment/${stack.directory}`
        const several = environment.placements.length > 1
        stacks.push(await deploy(stack, { machine, out, placement, several, folder, scratch }))
      }
      const images = wantedImages(stacks)
      for (const line of await standInFor(machine, images, { tools, scratch, authority: internet.authority }))
        substitutions.add(line)
      for (const stack of stacks) await checkOut(stack)
      return { machine, hosts, internal, external, stacks }
    }),
  )
  const rules = Object.keys((firewall.inputs.rules ?? {}) as Readonly<Record<string, Value>>).length
  return { environment, estate, placement, places, network, internet, substitutions: [...substitutions].sort(), rules }
}

/** One machine a host, as its unit says. */
async function cloudPlans(environment: Environment, live: string): Promise<readonly Plan[]> {
  const plans: Plan[] = []
  for (const [index, host] of environment.hosts.entries()) {
    const unit = `${environment.name}/${host.name}`
    const { inputs } = await readUnit(live, unit)
    const external = inputs.external_address === true ? `203.0.113.${10 + index}` : undefined
    plans.push({ name: host.name, hosts: [host], unit, internal: inputs.internal_address as string, external, inputs })
  }
  return plans
}

function laptopPlan({ hosts }: Environment): Plan {
  return { name: "laptop", hosts, unit: "laptop", internal: "192.168.7.2", external: undefined, inputs: {} }
}

/** Names and addresses, of the DNS unit as it is written; names that lead to others' machines are left out. */
async function recordsOf(live: string, machines: readonly Attached[]): Promise<Readonly<Record<string, string>>> {
  const unit = await readUnit(live, "shared/dns")
  const records = Object.values(
    (unit.inputs.records ?? {}) as Readonly<Record<string, { name: string; content: Value }>>,
  )
  return Object.fromEntries(
    records.flatMap(({ name, content }) => {
      const reference = unit.reference(content)
      const machine = machines.find((each) => reference?.output === "external_address" && each.unit === reference.unit)
      return machine?.external === undefined ? [] : [[name, machine.external]]
    }),
  )
}

/** The daemon's configuration as the start-up script writes it, but for what this engine is too old to know. */
function engineConfiguration(inputs: Unit["inputs"]): Readonly<Record<string, unknown>> {
  const docker = (inputs.docker ?? {}) as { readonly address_pools?: Value }
  return {
    "live-restore": true,
    "log-driver": "json-file",
    "log-opts": { "max-size": "20m", "max-file": "5" },
    mtu: 1460,
    ...(docker.address_pools === undefined ? {} : { "default-address-pools": docker.address_pools }),
  }
}

/** What lies beside the files of a stack on a laptop: the folders that images are built from, and that are mounted over them. */
async function checkOut({ machine, folder, file, local }: Deployed): Promise<void> {
  for (const [name, { build, volumes = [] }] of Object.entries(local?.services ?? {})) {
    const reference = file.services[name]?.image
    if (build === undefined || reference === undefined) continue
    const context = join(folder, build.context)
    const base = `stand-in/${basename(context)}`
    await machine.run(["docker", "tag", reference, base])
    for (const { type, source } of volumes)
      if (type === "bind") await machine.run(["mkdir", "-p", join(folder, source)])
    await machine.run(["mkdir", "-p", context])
    await machine.run(["sh", "-c", `echo 'FROM ${base}' > '${context}/Dockerfile'`])
  }
}

/** Somebody on the host itself, where operators log in. */
function listenAsSshd({ pid }: Machine, { name, sshPort }: Host, { standin }: Tools): void {
  const words = ["--net", `--target=${pid}`, "--", standin, "listen", `sshd of ${name}`, `0.0.0.0:${sshPort}`]
  spawn("nsenter", words, { stdio: "ignore" })
}

/** The folders of a machine's disks, with the owners and modes that its unit states. */
async function makeDirectories(machine: Machine, inputs: Unit["inputs"]): Promise<void> {
  const directories = (inputs.directories ?? []) as unknown as readonly {
    readonly path: string
    readonly owner: number
    readonly group: number
    readonly mode: string
  }[]
  for (const { path, owner, group, mode } of directories) {
    await machine.run(["mkdir", "--parents", path])
    await machine.run(["chown", `${owner}:${group}`, path])
    await machine.run(["chmod", mode, path])
  }
}
