import type { ServiceClaim } from "../../core/claims.js"
import type { Failure, Hop } from "../../core/proof.js"
import type { Container } from "../network.js"
import { hop } from "../trace.js"
import { type Context, failure, nameOf, notGranted } from "./context.js"

/** What is declared runs: no profile, no number and no health check keeps it from starting. */
export function* checkRunning(context: Context): Iterable<Failure> {
  for (const container of context.scene.containers.values()) {
    const service = context.serviceOf.get(container.key)
    if (service === undefined) continue
    yield* checkStart(context, container, service)
    yield* checkWaiting(context, container, service)
  }
}

function* checkStart(
  context: Context,
  container: Container,
  { id, belongings: claim, origin }: ServiceClaim,
): Iterable<Failure> {
  const { profiles, replicas } = container.belongings
  const start = hop(`${id} is a service of ${container.project}`, container.position)
  const [first] = profiles
  const missing = claim.profiles.filter((profile) => !profiles.some(({ value }) => value === profile))
  if (first !== undefined && (claim.profiles.length === 0 || missing.length > 0)) {
    const names = profiles.map(({ value }) => value).join(", ")
    yield still(context, id, { origin, start, why: `only the profile ${names} starts it`, position: first.position })
  }
  if (first === undefined && claim.profiles.length > 0)
    yield notGranted(
      context,
      `${id} always starts, and the topology has it start with the profile ${claim.profiles.join(", ")} alone.`,
      { position: container.position, origins: [origin] },
    )
  if (claim.replicas > 0 && (replicas === undefined || replicas < 1)) {
    const why = replicas === undefined ? "only the run knows how many containers it has" : "it has no container"
    yield still(context, id, { origin, start, why, position: container.position })
  }
}

/** Who waits for a service to be healthy waits for ever where its health is not looked at. */
function* checkWaiting(context: Context, container: Container, { origin }: ServiceClaim): Iterable<Failure> {
  for (const { value, position } of container.belongings.awaited) {
    const other = siblingOf(context, container, value)
    if (other === undefined) continue
    const { health } = other.belongings
    const isLost = health === undefined && context.serviceOf.get(other.key)?.belongings.isChecked === true
    if (health?.value !== false && !isLost) continue
    const [name, awaited] = [nameOf(context, container), nameOf(context, other)]
    const start = hop(`${name} starts when ${awaited} is healthy`, position)
    const why =
      health === undefined ? `${awaited} has no health check` : `the health check of ${awaited} is switched off`
    yield still(context, name, { origin, start, why, position: health?.position ?? other.position })
  }
}

function siblingOf({ scene }: Context, { key, service }: Container, name: string): Container | undefined {
  return scene.containers.get(key.slice(0, key.length - service.length) + name)
}

/** A service that is declared, and does not run. */
function still(
  context: Context,
  id: string,
  told: {
    readonly origin: string
    readonly start: Hop
    readonly why: string
    readonly position: Container["position"]
  },
): Failure {
  const { origin, start, why, position } = told
  return failure(context, "proof/path_closed", {
    message: `${id} is declared, and does not run: ${why}.`,
    hops: [start, { text: why, position, isOpen: false }],
    position,
    origins: [origin],
    help: "Run `groundplan build`; what a service runs with is stated in the topology (`profiles`, `replicas`, `health`).",
  })
}
