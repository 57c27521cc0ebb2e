import type { CloudClaims } from "../../core/claims/cloud.js"
import type { Claims, HostClaim } from "../../core/claims.js"
import type { Failure, FailureCode, Hop } from "../../core/proof.js"
import type { AccessGrant } from "../read/access.js"
import { accountOf } from "../read/access.js"
import type { Evidence } from "../read/index.js"
import { REBUILD } from "./context.js"

/** Who may do what at Google Cloud is what the topology says: operators log in, and a VM reads its secrets and nobody else's. */
export function* checkAccess(
  { cloud: { access, machines } }: Pick<Evidence, "cloud">,
  all: readonly Claims[],
): Iterable<Failure> {
  const known = knownOf(machines, all)
  if (known.hosts.size === 0 && known.operators.size === 0 && access.length === 0) return
  for (const grant of access) {
    if (isDeclared(grant, known)) continue
    const { role = "a role that is not known", member = "somebody who is not known", position } = grant
    yield told(
      "proof/not_granted",
      `${nameOf(member)} has ${role}${onWhat(grant)}, and nothing declared asks for it.`,
      {
        position,
        hops: hopsOf(grant),
        help: "Declare the operator, or the service that takes the secret, in the topology; otherwise take the grant out.",
      },
    )
  }
  yield* missing(access, known, all)
}

interface Known {
  /** Hosts by their VM's account. */
  readonly hosts: ReadonlyMap<string, { readonly host: HostClaim; readonly secrets: ReadonlySet<string> }>
  readonly operators: ReadonlySet<string>
  readonly instances: ReadonlySet<string>
}

function knownOf(machines: Evidence["cloud"]["machines"], all: readonly Claims[]): Known {
  const hosts = new Map<string, { host: HostClaim; secrets: ReadonlySet<string> }>()
  for (const host of all.flatMap((claims) => claims.hosts)) {
    const account = accountOf(host.unit === undefined ? undefined : machines.get(host.unit)?.account)
    if (account !== undefined) hosts.set(account, { host, secrets: secretsOf(host) })
  }
  return {
    hosts,
    operators: new Set(all.flatMap(({ cloud }) => (cloud?.operators ?? []).map(({ member }) => member))),
    instances: new Set([...machines.values()].map(({ name }) => name)),
  }
}

function secretsOf({ stacks }: HostClaim): ReadonlySet<string> {
  return new Set(stacks.flatMap(({ secrets }) => secrets.map(({ id }) => id)))
}

/** What a VM's account may do in its project: write what its agents say. */
const OF_MACHINES: ReadonlySet<string> = new Set(["roles/logging.logWriter", "roles/monitoring.metricWriter"])

function isDeclared({ type, role, member, on }: AccessGrant, { hosts, operators, instances }: Known): boolean {
  if (role === undefined || member === undefined) return false
  const own = hosts.get(member.replace(/^serviceAccount:/, ""))
  const isOperator = operators.has(member)
  switch (type) {
    case "google_project_iam_member":
      return (own !== undefined && OF_MACHINES.has(role)) || (isOperator && role === VIEWER)
    case "google_secret_manager_secret_iam_member":
      return own !== undefined && role === ACCESSOR && own.secrets.has(secretOf(on))
    case "google_artifact_registry_repository_iam_member":
      return own !== undefined && role === READER
    case "google_iap_tunnel_instance_iam_member":
    case "google_compute_instance_iam_member":
      return isOperator && LOGIN[type]!.includes(role) && on !== undefined && instances.has(on)
    case "google_service_account_iam_member":
      return isOperator && LOGIN[type]!.includes(role) && on !== undefined && hosts.has(on)
    default:
      return false
  }
}

const VIEWER = "roles/compute.viewer"
const READER = "roles/artifactregistry.reader"
const ACCESSOR = "roles/secretmanager.secretAccessor"

/** What one login takes: the tunnel, the session, and acting as the VM's account, which whoever is on the VM can. */
const LOGIN: Readonly<Record<string, readonly string[]>> = {
  google_iap_tunnel_instance_iam_member: ["roles/iap.tunnelResourceAccessor"],
  google_compute_instance_iam_member: ["roles/compute.osAdminLogin", "roles/compute.osLogin"],
  google_service_account_iam_member: ["roles/iam.serviceAccountUser"],
}

/** The own name of a secret, or a repository: `projects/x/secrets/NAME` is another way to write it. */
function secretOf(on: string | undefined): string {
  return on?.replace(/^projects\/[^/]+\/(?:locations\/[^/]+\/)?(?:secrets|repositories)\//, "") ?? ""
}

function* missing(access: readonly AccessGrant[], { hosts }: Known, all: readonly Claims[]): Iterable<Failure> {
  const granted = new Set(
    access.map(({ type, unit, member, role, on }) =>
      type in LOGIN && LOGIN[type]!.includes(role ?? "")
        ? `${type} ${unit} ${member}`
        : `${type} ${member} ${role} ${secretOf(on)}`,
    ),
  )
  yield* unseen(access, all)
  const clouds = new Map<string, CloudClaims>()
  for (const { hosts: own, cloud } of all)
    for (const { unit } of own) if (unit !== undefined && cloud !== undefined) clouds.set(unit, cloud)
  for (const [account, { host }] of hosts) {
    for (const { id, origin } of host.stacks.flatMap(({ secrets }) => secrets))
      if (!granted.has(`google_secret_manager_secret_iam_member ${account} ${ACCESSOR} ${id}`))
        yield told(
          "proof/disagreement",
          `The VM of ${host.name} may not read the secret ${id}, which its services take.`,
          {
            origins: [origin],
            help: `${REBUILD} Or grant the VM's account roles/secretmanager.secretAccessor on it.`,
          },
        )
    const cloud = clouds.get(host.unit ?? "")
    if (host.pullsPrivately && cloud?.registry !== undefined)
      if (!granted.has(`google_artifact_registry_repository_iam_member ${account} ${READER} ${cloud.registry}`))
        yield told("proof/disagreement", `The VM of ${host.name} may not pull the private images that it runs.`, {
          origins: [host.origin],
          help: `Run \`groundplan build\`, or grant the VM's account ${READER} on ${cloud.registry}.`,
        })
    for (const { member, origin } of cloud?.operators ?? [])
      for (const type of Object.keys(LOGIN))
        if (!granted.has(`${type} ${host.unit} ${member}`))
          yield told("proof/disagreement", `${member} may not log in to ${host.name}: it lacks ${LOGIN[type]![0]}.`, {
            origins: [origin],
            help: `${REBUILD} Or grant the role; a login through IAP takes three of them.`,
          })
  }
}

/** Whoever logs in looks the project and its VMs up first. */
function* unseen(access: readonly AccessGrant[], all: readonly Claims[]): Iterable<Failure> {
  const seen = new Set(
    access.flatMap(({ type, role, member, project }) =>
      type === "google_project_iam_member" && role === VIEWER ? [`${project} ${member}`] : [],
    ),
  )
  for (const { hosts, cloud } of all) {
    if (cloud?.project === undefined || hosts.every(({ unit }) => unit === undefined)) continue
    for (const { member, origin } of cloud.operators)
      if (!seen.has(`${cloud.project} ${member}`))
        yield told("proof/disagreement", `${member} may not look up the VMs of ${cloud.project}: it lacks ${VIEWER}.`, {
          origins: [origin],
          help: `${REBUILD} Or grant the role on the project.`,
        })
  }
}

/** What a grant is on, in words. */
function onWhat({ type, on }: Pick<AccessGrant, "type" | "on">): string {
  if (type === "google_project_iam_member") return " on a whole project"
  return on === undefined ? " on something that is not known" : ` on ${nameOf(on)}`
}

function nameOf(member: string): string {
  return member.includes("#") ? member.replace("#", ": ") : member
}

/** From whoever has the grant to what it is on. */
function hopsOf({ role, member, places, on, type }: AccessGrant): readonly Hop[] {
  return [
    { text: nameOf(member ?? "somebody who is not known"), position: places.member, isOpen: true },
    { text: role ?? "a role that is not known", position: places.role, isOpen: true },
    { text: onWhat({ type, on }).trim(), position: places.on, isOpen: true },
  ]
}

function told(code: FailureCode, message: string, more: Pick<Failure, "help"> & Partial<Failure>): Failure {
  return { code, message, hops: [], origins: [], position: undefined, environment: undefined, ...more }
}
