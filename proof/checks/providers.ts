import type { BucketClaim, FrontendClaim, FrontendVariableClaim } from "../../core/claims/providers.js"
import type { Claims } from "../../core/claims.js"
import type { Failure, FailureCode } from "../../core/proof.js"
import { textOf } from "../../formats/hcl/value.js"
import type { Position } from "../../formats/position.js"
import type { Evidence } from "../read/index.js"
import type { BucketReading, FrontendDomain, FrontendReading, FrontendVariable } from "../read/providers.js"
import { closed } from "../trace.js"
import { REBUILD } from "./context.js"

/** Frontends and buckets answer the names that they should, and no others; frontends read what they should. */
export function* checkProviders({ cloud }: Pick<Evidence, "cloud">, all: readonly Claims[]): Iterable<Failure> {
  const providers = all[0]?.providers
  if (providers === undefined) return
  const frontends = new Map(cloud.frontends.map((frontend) => [frontend.name, frontend]))
  const buckets = new Map(cloud.buckets.map((bucket) => [bucket.name, bucket]))
  for (const claim of providers.frontends) yield* checkFrontend(claim, frontends.get(claim.project))
  for (const claim of providers.buckets) yield* checkBucket(claim, buckets.get(claim.name))
  const projects = new Set(providers.frontends.map(({ project }) => project))
  for (const frontend of cloud.frontends)
    if (!projects.has(frontend.name) || frontends.get(frontend.name) !== frontend)
      yield notGranted(`The topology has no frontend ${frontend.name}, or not twice.`, frontend.position)
  const known = new Set(providers.buckets.map(({ name }) => name))
  for (const { name, domains } of cloud.buckets)
    if (!known.has(name)) for (const domain of domains) yield strangeDomain(`the bucket ${name}`, domain)
}

function* checkFrontend(claim: FrontendClaim, found: FrontendReading | undefined): Iterable<Failure> {
  const { project, repository, origin } = claim
  if (found === undefined) {
    yield missing(`the frontend ${project}`, `no unit has the project ${project}`, undefined, origin)
    return
  }
  if (found.repository?.value !== repository)
    yield disagreement(
      `The frontend ${project} is built from ${found.repository?.value ?? "no repository"}, and the topology says ${repository ?? "none"}.`,
      found.repository?.position ?? found.position,
      [origin],
    )
  const domains = new Map(found.domains.map((domain) => [domain.hostname, domain]))
  for (const one of claim.domains) {
    const domain = domains.get(one.hostname)
    if (domain === undefined)
      yield missing(
        `${one.hostname} → ${project}`,
        `the frontend has no domain ${one.hostname}`,
        found.position,
        one.origin,
      )
    else yield* checkDomain(claim, one, domain)
  }
  const claimed = new Set(claim.domains.map(({ hostname }) => hostname))
  for (const { hostname, position } of found.domains)
    if (!claimed.has(hostname)) yield strangeDomain(`the frontend ${project}`, { value: hostname, position })
  yield* checkVariables(claim, found)
}

function* checkDomain(
  { project }: FrontendClaim,
  { hostname, branch, origin }: FrontendClaim["domains"][number],
  found: FrontendDomain,
): Iterable<Failure> {
  if (found.redirect !== undefined)
    yield missing(`${hostname} → ${project}`, `${hostname} redirects to ${found.redirect}`, found.position, origin)
  if (found.branch !== branch)
    yield disagreement(
      `${hostname} serves ${deployments(found.branch)} of ${project}, and the topology says ${deployments(branch)}.`,
      found.position,
      [origin],
    )
}

function deployments(branch: string | undefined): string {
  return branch === undefined ? "what is in production" : `the branch ${branch}`
}

function* checkVariables({ project, variables }: FrontendClaim, found: FrontendReading): Iterable<Failure> {
  const byPlace = new Map<string, FrontendVariable[]>()
  for (const variable of found.variables) {
    const key = placeOf(variable)
    byPlace.set(key, [...(byPlace.get(key) ?? []), variable])
  }
  for (const claim of variables) {
    const [first, ...others] = byPlace.get(placeOf(claim)) ?? []
    byPlace.delete(placeOf(claim))
    if (first === undefined)
      yield disagreement(
        `The frontend ${project} lacks the variable ${claim.name} for ${deployments(claim.branch)}.`,
        found.position,
        [claim.origin],
      )
    else yield* checkVariable(project, claim, first)
    for (const { position } of others)
      yield disagreement(`The frontend ${project} has the variable ${claim.name} twice.`, position, [claim.origin])
  }
  for (const { name, position } of [...byPlace.values()].flat())
    yield notGranted(`The frontend ${project} is told ${name}, which the topology does not have.`, position)
}

function placeOf({ name, branch }: { readonly name: string; readonly branch: string | undefined }): string {
  return `${name} ${branch ?? ""}`
}

function* checkVariable(
  project: string,
  { name, value, secret, branch, origin }: FrontendVariableClaim,
  found: FrontendVariable,
): Iterable<Failure> {
  const what = `The variable ${name} of the frontend ${project}`
  const { position } = found
  const target = branch === undefined ? "production" : "preview"
  if (found.targets.length !== 1 || found.targets[0] !== target) {
    const message = `${what} is for ${found.targets.join(" and ") || "nothing"}, and the topology has it for ${target}.`
    yield secret === undefined ? disagreement(message, position, [origin]) : notGranted(message, position, [origin])
  }
  if (secret === undefined) {
    const text = textOf(found.value)
    if (found.value === undefined || text !== value)
      yield disagreement(
        `${what} is ${text === undefined ? "known only when it is applied" : JSON.stringify(text)}, and the topology says ${value === undefined ? "that only who applies it knows" : JSON.stringify(value)}.`,
        found.value?.position ?? position,
        [origin],
      )
    return
  }
  const literal = textOf(found.value) ?? textOf(found.secret)
  if (literal !== undefined || found.value !== undefined || !found.isSensitive)
    yield failure(
      "proof/secret_written",
      `${what} is a secret, and ${literal === undefined ? "anybody who sees the project may read it" : "its value is in the file"}.`,
      { position: (found.value ?? found.secret)?.position ?? position, origins: [origin] },
    )
  else if (!isFrom(found, secret))
    yield disagreement(
      `${what} is not handed the secret ${secret}${found.secret?.kind === "reference" ? `, but ${found.secret.address}` : ""}.`,
      found.secret?.position ?? position,
      [origin],
    )
}

/** Whoever applies the unit hands a secret over in a variable that ends in its name. */
function isFrom({ secret }: FrontendVariable, name: string): boolean {
  if (secret?.kind !== "reference" || secret.unit !== "") return false
  return secret.address === `env.${name}` || secret.address.endsWith(`_${name}`)
}

function* checkBucket({ name, domains, origin }: BucketClaim, found: BucketReading | undefined): Iterable<Failure> {
  if (found?.position === undefined) {
    yield missing(`the bucket ${name}`, `no unit has the bucket ${name}`, undefined, origin)
    if (found === undefined) return
  }
  const answered = new Set(found.domains.map(({ value }) => value))
  for (const { hostname, origin: stated } of domains)
    if (!answered.has(hostname))
      yield missing(`${hostname} → ${name}`, `the bucket has no host name ${hostname}`, found.position, stated)
  const claimed = new Set(domains.map(({ hostname }) => hostname))
  for (const domain of found.domains) if (!claimed.has(domain.value)) yield strangeDomain(`the bucket ${name}`, domain)
}

function strangeDomain(
  who: string,
  { value, position }: { readonly value: string; readonly position: Position },
): Failure {
  return notGranted(`Anybody who asks for ${value} is answered by ${who}, and no route says so.`, position)
}

function missing(what: string, fact: string, position: Position | undefined, origin: string): Failure {
  return failure("proof/path_closed", `${what} is declared, and the files do not open it: ${fact}.`, {
    position,
    origins: [origin],
    hops: closed([], fact, position).hops,
  })
}

function notGranted(message: string, position: Position, origins: readonly string[] = []): Failure {
  return failure("proof/not_granted", message, {
    position,
    origins,
    help: "Declare it in the topology if it is meant; otherwise take it out of the file.",
  })
}

function disagreement(message: string, position: Position | undefined, origins: readonly string[]): Failure {
  return failure("proof/disagreement", message, { position, origins })
}

function failure(
  code: FailureCode,
  message: string,
  told: {
    readonly position: Position | undefined
    readonly origins: readonly string[]
    readonly hops?: Failure["hops"]
    readonly help?: string
  },
): Failure {
  const { position, origins, hops = [], help = REBUILD } = told
  return { code, message, hops, position, origins, environment: undefined, help }
}
