import type { Edge, Service, Stack } from "../estate.js"
import type { Rule } from "../rule.js"

/** Compose refuses services that wait for each other in a circle: none of them could start first. */
export const edgesCycle: Rule = {
  code: "edges/cycle",
  severity: "error",
  summary: "Services of a stack wait for each other in a circle.",
  *check({ environments }) {
    for (const environment of environments) {
      for (const stack of environment.hosts.flatMap(({ stacks }) => stacks)) {
        for (const circle of circlesOf(stack)) {
          const [first, ...others] = circle
          const names = circle.map(({ from }) => from.name)
          yield {
            message: `The services of the stack ${stack.name} wait for each other in a circle: ${[...names, names[0]].join(" → ")}.`,
            path: placeOf(first!),
            found: [...names, names[0]].join(" → "),
            notes: others.map((edge) => ({
              message: `${edge.from.id} waits for ${targetOf(edge)}`,
              path: placeOf(edge),
            })),
            help: "Remove one of these edges, or move a service into another stack, where nobody waits for it.",
            environments: [environment.name],
          }
        }
      }
    }
  },
}

/** A service being walked, its edges, and how many of them have been followed. */
interface Step {
  readonly name: string
  readonly edges: readonly Edge[]
  next: number
}

/** One circle for each edge that leads back to where the walk came from; each edge is followed once. */
function* circlesOf({ services }: Stack): Iterable<readonly Edge[]> {
  const byName = new Map(services.map((service) => [service.name, service]))
  const done = new Set<string>()
  for (const { name: start } of services) {
    if (done.has(start)) continue
    const trail = [stepOf(byName.get(start)!, byName)]
    const depth = new Map([[start, 0]])
    while (trail.length > 0) {
      const step = trail[trail.length - 1]!
      const edge = step.edges[step.next++]
      if (edge === undefined) {
        done.add(step.name)
        depth.delete(step.name)
        trail.pop()
        continue
      }
      const name = targetOf(edge)
      const above = depth.get(name)
      if (above !== undefined) yield trail.slice(above).map(({ edges, next }) => edges[next - 1]!)
      else if (!done.has(name)) {
        depth.set(name, trail.length)
        trail.push(stepOf(byName.get(name)!, byName))
      }
    }
  }
}

/** Edges to the own stack become an order of starting; a proxy starts without its upstreams, and nobody waits for itself. */
function stepOf({ name, edges }: Service, byName: ReadonlyMap<string, Service>): Step {
  const waits = edges.filter(
    (edge) =>
      edge.reach === "local" && edge.because !== "route" && targetOf(edge) !== name && byName.has(targetOf(edge)),
  )
  return { name, edges: waits, next: 0 }
}

function targetOf({ to }: Edge): string {
  return to.kind === "service" ? to.service.name : ""
}

function placeOf(edge: Edge): string {
  return edge.sources.to ?? edge.path
}
