import type { Claims } from "../../core/claims.js"
import type { Failure, FailureCode } from "../../core/proof.js"
import { folderOf, nameOf } from "../beside.js"
import type { Evidence } from "../read/index.js"

/** Files that Terraform and Terragrunt read without being told of them, in forms that the proof does not read. */
const BESIDE_UNITS =
  /(?:\.tf\.json|\.tofu|\.tofu\.json|\.tfvars|\.tfvars\.json|(?:^|\/)(?:terragrunt\.(?:hcl\.json|stack\.hcl|values\.hcl)|\.terraformrc|terraform\.rc|\.tofurc))$/

/** Nothing stands beside what is ours: no file that an engine takes up, no VM, no firewall rule of a network that no VM is in. */
export function* checkStrangers(
  evidence: Pick<Evidence, "files" | "beside" | "cloud" | "units">,
  all: readonly Claims[],
): Iterable<Failure> {
  yield* strangeFiles(evidence, all)
  const units = new Set(all.flatMap(({ hosts }) => hosts.flatMap(({ unit }) => unit ?? [])))
  for (const { unit, name, position } of evidence.cloud.machines.values())
    if (!units.has(unit))
      yield strange(
        "proof/not_granted",
        `The unit ${unit} has the VM ${name}, and the topology has none there.`,
        position,
      )
  for (const { path, resources } of evidence.units)
    for (const { address, cause } of resources.filter(({ type }) => type === "google_compute_instance").slice(1))
      yield strange("proof/not_granted", `The unit ${path} has another VM, ${address}.`, cause)
  yield* strangeNetworks(evidence.cloud)
  yield* strangeRules(evidence.cloud)
}

/** Networks and subnetworks that no VM is in: whatever is put there later is not what the topology knows. */
function* strangeNetworks({ machines, networks }: Evidence["cloud"]): Iterable<Failure> {
  const all = [...machines.values()]
  const [used, parts] = [new Set(all.map(({ network }) => network)), new Set(all.map(({ subnetwork }) => subnetwork))]
  for (const [id, { name, position }] of networks.networks)
    if (!used.has(id)) yield strange("proof/not_granted", `None of the VMs is in the network ${name}.`, position)
  for (const [id, { name, position }] of networks.subnetworks)
    if (!parts.has(id)) yield strange("proof/not_granted", `None of the VMs is in the subnetwork ${name}.`, position)
}

/** Rules that open something as soon as a VM comes that they are about. */
function* strangeRules({ machines, firewall }: Evidence["cloud"]): Iterable<Failure> {
  const all = [...machines.values()]
  const networks = new Set(all.map(({ network }) => network))
  const accounts = new Set(all.flatMap(({ account }) => account ?? []))
  const tags = new Set(all.flatMap((machine) => machine.tags))
  for (const { name, network, position, action, targets, sourceTags } of firewall) {
    if (network === undefined || !networks.has(network))
      yield strange(
        "proof/not_understood",
        `The firewall rule ${name} is about a network that none of the VMs is in.`,
        position,
      )
    if (action === "deny") continue
    const strangers = [
      ...(targets?.accounts ?? []).filter((one) => !accounts.has(one)),
      ...[...(targets?.tags ?? []), ...sourceTags].filter((one) => !tags.has(one)),
    ]
    for (const stranger of strangers)
      yield strange(
        "proof/not_granted",
        `The firewall rule ${name} is about ${stranger}, which none of the VMs has: it opens a way to, or for, whichever gets it.`,
        position,
      )
  }
}

function* strangeFiles(
  { files, beside }: Pick<Evidence, "files" | "beside">,
  all: readonly Claims[],
): Iterable<Failure> {
  for (const path of beside.inStacks) yield unread(path, "Compose takes it up")
  const stacks = new Set(
    all.flatMap(({ hosts }) => hosts.flatMap(({ stacks: own }) => own.map((one) => one.directory))),
  )
  const roots = [...new Set(all.flatMap(({ terraformDirectory }) => terraformDirectory ?? []))]
  for (const path of files.keys()) {
    if (nameOf(path) === ".env" && stacks.has(folderOf(path))) yield unread(path, "Compose takes it up")
    if (BESIDE_UNITS.test(path) && roots.some((root) => path.startsWith(`${root}/`)))
      yield unread(path, "Terraform takes it up")
  }
}

function unread(path: string, why: string): Failure {
  const message = `${path} stands where ${why}, and the proof does not read it.`
  return strange("proof/not_understood", message, { file: path, line: 1, column: 1 })
}

function strange(code: FailureCode, message: string, position: Failure["position"]): Failure {
  const help = "Move what it says into the topology, or take it away."
  return { code, message, hops: [], position, origins: [], environment: undefined, help }
}
