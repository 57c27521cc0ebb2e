import type { BelongingsClaim } from "../../core/claims/belongings.js"
import type { ServiceClaim } from "../../core/claims.js"
import type { Failure } from "../../core/proof.js"
import type { Belongings } from "../belongings.js"
import type { Container, Stated } from "../network.js"
import { LOCAL_LOGS } from "../vocabulary/compose.js"
import { type Context, failure, nameOf, notGranted, REBUILD } from "./context.js"
import { directoryOf, placeOf } from "./places.js"

/** No container has more than the topology gives its service: the engine, devices, capabilities, files of variables, lines of its hosts file. */
export function* checkPowers(context: Context): Iterable<Failure> {
  for (const container of context.scene.containers.values()) {
    const service = context.serviceOf.get(container.key)
    if (service !== undefined) yield* checkContainer(context, container, service)
  }
}

/** Whether the topology hands a key of Compose through, or a service that such keys come from. */
export function isOwn({ ownKeys }: BelongingsClaim, key: string): boolean {
  return ownKeys.has(key) || ownKeys.has("extends")
}

function* checkContainer(
  context: Context,
  container: Container,
  { belongings: claim, origin }: ServiceClaim,
): Iterable<Failure> {
  const name = nameOf(context, container)
  const { belongings } = container
  const origins = [origin]
  for (const { key, kind, value, position } of belongings.traits) {
    if (isOwn(claim, key)) continue
    if (kind === "power")
      yield notGranted(context, `${name} has \`${value}\`, which gives it more than its networks do.`, {
        position,
        origins,
      })
    else
      yield failure(context, "proof/not_understood", {
        message: `${name} has \`${value}\`, which the proof does not follow.`,
        position,
        origins,
        help: "Take the key out, or hand it through in the topology (`compose`): then answers say that they depend on it.",
      })
  }
  for (const { what, position } of extras(belongings, claim, directoryOf(context, container)))
    yield notGranted(context, `${name} ${what}, and nothing grants it.`, { position, origins })
  for (const what of losses(belongings, claim))
    yield notGranted(context, `${name} ${what}.`, { position: container.position, origins })
  yield* checkImage(context, container, { claim, origins })
}

interface Extra {
  readonly what: string
  readonly position: Container["position"]
}

/** What a container has, and the topology does not state. */
function extras(belongings: Belongings, claim: BelongingsClaim, directory: string): readonly Extra[] {
  const { capabilities, securityOptions, envFiles, logging } = belongings
  const granted = new Set(claim.capabilities.added.map(capability))
  const options = new Set(claim.securityOptions.map(option))
  const envPaths = new Set(claim.envFiles.map((path) => placeOf(directory, path)))
  return [
    ...told(
      capabilities.added,
      (value) => !granted.has(capability(value)),
      (value) => `has the capability ${value}`,
    ),
    ...told(
      securityOptions,
      (value) => !options.has(option(value)) && option(value) !== CONFINED,
      (value) => `is confined by ${value} alone`,
    ),
    ...told(
      isOwn(claim, "env_file") ? [] : envFiles,
      (value) => !envPaths.has(value),
      (value) => `takes what ${value} says for its environment`,
    ),
    ...told(
      logging === undefined ? [] : [logging],
      (value) => !LOCAL_LOGS.has(value) && value !== claim.logging,
      (value) => `sends what it says to ${value}`,
    ),
  ]
}

function told(
  all: readonly Stated<string>[],
  isStrange: (value: string) => boolean,
  what: (value: string) => string,
): readonly Extra[] {
  return all.flatMap(({ value, position }) => (isStrange(value) ? [{ what: what(value), position }] : []))
}

/** What the topology takes away from a service, and its container keeps. */
function losses({ capabilities, securityOptions, user }: Belongings, claim: BelongingsClaim): readonly string[] {
  const dropped = new Set(capabilities.dropped.map(({ value }) => capability(value)))
  const kept = dropped.has("ALL") ? [] : claim.capabilities.dropped.filter((value) => !dropped.has(capability(value)))
  const isConfined = securityOptions.some(({ value }) => option(value) === CONFINED)
  return [
    ...(claim.user === undefined || user?.value === claim.user
      ? []
      : [`runs as ${user?.value ?? "whom its image says"}, and the topology says ${claim.user}`]),
    ...kept.map((value) => `keeps the capability ${value}, which the topology takes away`),
    ...(claim.securityOptions.some((value) => option(value) === CONFINED) && !isConfined
      ? ["may gain privileges, which the topology takes away"]
      : []),
  ]
}

const CONFINED = "no-new-privileges:true"

/** Docker takes `no-new-privileges` alone, and `=` for `:`. */
function option(value: string): string {
  return value === "no-new-privileges" ? CONFINED : value.replace(/^([a-z-]+)=/, "$1:")
}

/** `CAP_NET_ADMIN` is `NET_ADMIN`. */
function capability(value: string): string {
  return value.toUpperCase().replace(/^CAP_/, "")
}

/** A container runs what the topology says; its tag or digest is pinned elsewhere. */
function* checkImage(
  context: Context,
  container: Container,
  { claim, origins }: { readonly claim: BelongingsClaim; readonly origins: readonly string[] },
): Iterable<Failure> {
  const { image, build } = container.belongings
  const name = nameOf(context, container)
  const help = `${REBUILD} Another image is another service: declare it in the topology.`
  const folder = claim.builtFrom === undefined ? undefined : placeOf(directoryOf(context, container), claim.builtFrom)
  if (build !== undefined && build.value !== folder && build.value !== claim.builtFrom)
    yield failure(context, "proof/disagreement", {
      message: `${name} is built from ${build.value}, and the topology says ${claim.builtFrom ?? "that it is pulled"}.`,
      position: build.position,
      origins,
      help,
    })
  if (image === undefined || claim.image === undefined || repositoryOf(image.value) === claim.image) return
  yield failure(context, "proof/disagreement", {
    message: `${name} runs the image ${image.value}, and the topology says ${claim.image}.`,
    position: image.position,
    origins,
    help,
  })
}

/** `repository:tag`, `repository@sha256:…`, or both; a registry may have a port. */
function repositoryOf(reference: string): string {
  return reference.replace(/@.*$/, "").replace(/:[^/:]*$/, "")
}
