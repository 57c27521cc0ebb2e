import type { Claims } from "../core/claims.js"
import type { Failure, Proof } from "../core/proof.js"
import { checkAccess } from "./checks/access.js"
import { checkAgreement } from "./checks/agreement.js"
import { checkAnswers } from "./checks/answers.js"
import { checkCertificates } from "./checks/certificates.js"
import { type Check, type Context, contextOf } from "./checks/context.js"
import { checkEnvFiles } from "./checks/env-files.js"
import { checkGrants } from "./checks/grants.js"
import { checkMachines } from "./checks/machines.js"
import { checkMocks } from "./checks/mocks.js"
import { checkMounts } from "./checks/mounts.js"
import { checkNames } from "./checks/names.js"
import { checkNetworks } from "./checks/networks.js"
import { checkPaths } from "./checks/paths.js"
import { checkPowers } from "./checks/powers.js"
import { checkProviders } from "./checks/providers.js"
import { checkProxies } from "./checks/proxies.js"
import { checkRecords, checkZone } from "./checks/records.js"
import { checkRunning } from "./checks/running.js"
import { checkSecrets } from "./checks/secrets.js"
import { checkStrangers } from "./checks/strangers.js"
import { checkTakings } from "./checks/takings.js"
import { checkTold } from "./checks/told.js"
import { checkUnits } from "./checks/units.js"
import { readEvidence, sceneOf } from "./read/index.js"
import { reachOf } from "./ways.js"

/** What is checked in each environment and placement, in this order. */
const CHECKS: readonly Check[] = [
  checkPaths,
  checkAnswers,
  checkProxies,
  checkCertificates,
  checkRunning,
  checkGrants,
  checkPowers,
  checkMounts,
  checkTakings,
  checkNames,
  checkTold,
  checkNetworks,
  checkAgreement,
  checkEnvFiles,
  checkMachines,
  checkRecords,
]

/**
 * Proves from the bytes of artifacts that every declared path is open, and that nothing else is.
 *
 * `files` are artifacts by path, relative to the output directory; what the topology grants is all that is known of it. Reads nothing
 * else, and never throws: what it can't understand is a failure too.
 */
export function prove(files: ReadonlyMap<string, string>, all: readonly Claims[]): Proof {
  const contexts = contextsOf(files, all)
  const [first] = contexts
  if (first === undefined) return { failures: [], reaches: [] }
  const { evidence } = first
  const failures: Failure[] = evidence.problems.map(notUnderstood)
  failures.push(...checkStrangers(evidence, all), ...checkSecrets(evidence), ...checkMocks(evidence.units))
  failures.push(...checkUnits(evidence, all), ...checkAccess(evidence, all))
  failures.push(...checkZone(evidence, all), ...checkProviders(evidence, all))
  for (const context of contexts) {
    failures.push(...context.scene.problems.map(notUnderstood))
    for (const check of CHECKS) failures.push(...check(context))
  }
  return { failures: withoutRepetition(failures), reaches: contexts.map(reachOf) }
}

/** What the files say of each environment and placement, ready to be asked. */
export function contextsOf(files: ReadonlyMap<string, string>, all: readonly Claims[]): readonly Context[] {
  const evidence = readEvidence(files, all)
  return all.map((claims) => contextOf(claims, evidence, sceneOf(evidence, claims)))
}

export type { NoSuchParty } from "./parties.js"
export { type Question, type ReachAnswer, reach } from "./reach.js"
export { reachOf } from "./ways.js"

function notUnderstood({
  message,
  position,
}: {
  readonly message: string
  readonly position: Failure["position"]
}): Failure {
  return {
    code: "proof/not_understood",
    message: position === undefined ? message : `${position.file} is not understood: ${message}`,
    hops: [],
    position,
    origins: [],
    environment: undefined,
    help: "What can't be read can't be proved: write it in a way that is documented, or leave it to the topology.",
  }
}

/** One fact of several placements is told once. */
function withoutRepetition(failures: readonly Failure[]): readonly Failure[] {
  const seen = new Set<string>()
  return failures.filter(({ code, message, position, environment }) => {
    const key = `${code} ${environment} ${position?.file}:${position?.line} ${message}`
    return seen.has(key) ? false : seen.add(key) !== undefined
  })
}
