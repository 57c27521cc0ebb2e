import type { ServiceClaim } from "../../core/claims.js"
import type { Failure, Hop } from "../../core/proof.js"
import type { Container } from "../network.js"
import { hop } from "../trace.js"
import { type Context, failure, nameOf, notGranted, REBUILD } from "./context.js"

/** What is declared runs: no profile, no number and no health check keeps it from starting. */
export function* checkRunning(context: Context): Iterable<Failure> {
  for (const container of context.scene.containers.values()) {
    const service = context.serviceOf.get(container.key)
    if (service === undefined) continue
    yield* checkStart(context, container, service)
    yield* checkWaiting(context, container, service)
    yield* checkOrder(context, container, service)
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
  for (const { value, condition, isRequired, position } of container.belongings.waits) {
    if (condition !== "service_healthy" || !isRequired) continue
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

/** An edge is an order of starting too: who needs something starts when that is there. */
function* checkOrder(context: Context, container: Container, { id, belongings }: ServiceClaim): Iterable<Failure> {
  for (const { service, condition, isRequired, origin } of belongings.waits) {
    const wait = container.belongings.waits.find(({ value }) => value === service)
    const isMet = wait !== undefined && (wait.isRequired || !isRequired)
    if (isMet && (DEMANDS[wait.condition] ?? -1) >= DEMANDS[`service_${MEANT[condition]}`]!) continue
    const said =
      wait === undefined
        ? "the file lets it start at once"
        : isMet
          ? `the file has it wait for ${wait.condition} alone`
          : "the file lets it start without"
    yield failure(context, "proof/disagreement", {
      message: `${id} is to start when ${service} ${STATE[condition]}, and ${said}.`,
      position: wait?.position ?? container.position,
      origins: [origin],
      help: `${REBUILD} When a service starts follows from \`uses\`, and from \`condition\` there.`,
    })
  }
}

const MEANT = { started: "started", healthy: "healthy", completed: "completed_successfully" } as const
const STATE = { started: "has started", healthy: "is healthy", completed: "has completed" } as const

/** What Compose can wait for; more is demanded by the greater. */
const DEMANDS: Readonly<Record<string, number>> = {
  service_started: 0,
  service_healthy: 1,
  service_completed_successfully: 2,
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
    help: `${REBUILD} What a service runs with is stated in the topology (\`profiles\`, \`replicas\`, \`health\`).`,
  })
}
