import type { Claims } from "../../core/claims.js"
import type { Failure } from "../../core/proof.js"
import { at, textOf } from "../../formats/hcl/value.js"
import type { Position } from "../../formats/position.js"
import type { Evidence } from "../read/index.js"
import { networkOf } from "../read/values.js"
import type { Resource, Unit } from "../terraform/unit.js"
import { REBUILD } from "./context.js"

/** Units keep their states apart, in the bucket that the topology names, and what belongs together is in one project. */
export function* checkUnits(
  { units, cloud }: Pick<Evidence, "units" | "cloud">,
  all: readonly Claims[],
): Iterable<Failure> {
  yield* checkStates(units, all)
  yield* checkProjects(units, cloud, all)
  yield* checkSecretProjects(units, all)
  yield* checkTwice(units)
}

function* checkStates(units: readonly Unit[], all: readonly Claims[]): Iterable<Failure> {
  const bucket = all.flatMap(({ cloud }) => cloud?.stateBucket ?? [])[0]
  if (bucket === undefined) return
  const known = new Map<string, Unit>()
  for (const unit of units) {
    const { state, path } = unit
    if (unit.module === undefined) continue
    const start = { file: `${path}/terragrunt.hcl`, line: 1, column: 1 }
    if (state?.backend !== "gcs" || state.bucket !== bucket || state.prefix === undefined || state.file === undefined) {
      const isKnown = state?.bucket !== undefined && state.bucket !== bucket
      const where = isKnown ? `in ${state.bucket}` : "where no file tells Terraform"
      yield differs(
        `The unit ${path} keeps its state ${where}, and the topology says ${bucket}.`,
        state?.position ?? start,
      )
      continue
    }
    const other = known.get(state.prefix)
    if (other === undefined) known.set(state.prefix, unit)
    else
      yield differs(
        `The units ${other.path} and ${path} have one state: each destroys what the other makes.`,
        state.position,
      )
  }
}

/** What an environment's VMs and networks are in. */
function* checkProjects(
  units: readonly Unit[],
  { machines, networks }: Evidence["cloud"],
  all: readonly Claims[],
): Iterable<Failure> {
  /** The project that the topology names, by network and by the unit of a host. */
  const wanted = new Map<string, string>()
  for (const { cloud, hosts } of all) {
    if (cloud?.project === undefined) continue
    for (const { unit } of hosts) {
      if (unit === undefined) continue
      wanted.set(unit, cloud.project)
      const network = machines.get(unit)?.network
      if (network !== undefined) wanted.set(network, cloud.project)
    }
  }
  for (const unit of units)
    for (const resource of unit.resources) {
      if (!resource.type.startsWith("google_compute_") && resource.type !== "google_service_account") continue
      const project = wanted.get(partOf(resource) ?? "") ?? wanted.get(unit.path)
      const stated = at(resource.attributes, "project")
      const own = stated === undefined ? unit.project : textOf(stated)
      if (project !== undefined && own !== project)
        yield differs(
          `${resource.address} is in ${own === undefined ? "a project that is not known" : `the project ${own}`}, and the topology says ${project}.`,
          stated?.position ?? resource.position,
        )
    }

  /** The network that a resource is, or is part of. */
  function partOf({ type, unit, address, attributes }: Resource): string | undefined {
    const own = `${unit}#${address}.id`
    if (networks.networks.has(own)) return own
    return type === "google_compute_instance" ? undefined : networkOf(at(attributes, "network"))
  }
}

/** A VM asks for its secrets in its own project. */
function* checkSecretProjects(units: readonly Unit[], all: readonly Claims[]): Iterable<Failure> {
  const places = new Map<string, Set<string | undefined>>()
  for (const unit of units)
    for (const { type, attributes } of unit.resources) {
      const id = type === "google_secret_manager_secret" ? textOf(at(attributes, "secret_id")) : undefined
      if (id === undefined) continue
      const stated = at(attributes, "project")
      const known = places.get(id) ?? new Set()
      places.set(id, known.add(stated === undefined ? unit.project : textOf(stated)))
    }
  for (const { cloud, hosts } of all)
    for (const { unit, stacks } of hosts)
      for (const { id, origin } of unit === undefined ? [] : stacks.flatMap(({ secrets }) => secrets)) {
        const known = places.get(id)
        if (cloud?.project !== undefined && known !== undefined && !known.has(cloud.project))
          yield {
            ...differs(`The secret ${id} is not in the project ${cloud.project}, where the VM of ${unit} asks for it.`),
            origins: [origin],
          }
      }
}

/** What is made once: a second resource of the same name is refused, and with it all that its unit would do after. */
function* checkTwice(units: readonly Unit[]): Iterable<Failure> {
  const known = new Map<string, Resource>()
  for (const unit of units)
    for (const resource of unit.resources) {
      const { type, attributes, address } = resource
      const field = NAMED[type]
      const name = field === undefined ? undefined : textOf(at(attributes, field))
      if (name === undefined) continue
      const [project, region, zone] = ["project", "region", "zone"].map((part) => textOf(at(attributes, part)))
      const key = [type, project ?? unit.project, region ?? zone, name].join(" ")
      const other = known.get(key)
      if (other === undefined) known.set(key, resource)
      else
        yield differs(
          `${other.address} of ${other.unit} and ${address} of ${unit.path} are both called ${name}: only one can be made.`,
          resource.cause,
        )
    }
}

/** What names a resource in its project, by type. */
const NAMED: Readonly<Record<string, string>> = {
  google_compute_address: "name",
  google_compute_disk: "name",
  google_compute_firewall: "name",
  google_compute_instance: "name",
  google_compute_network: "name",
  google_compute_subnetwork: "name",
  google_secret_manager_secret: "secret_id",
  google_service_account: "account_id",
  cloudflare_r2_bucket: "name",
}

function differs(message: string, position?: Position): Failure {
  return {
    code: "proof/disagreement",
    message,
    hops: [],
    position,
    origins: [],
    environment: undefined,
    help: `${REBUILD} Where another place is meant, say so in the topology.`,
  }
}
