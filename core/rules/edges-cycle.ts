import { circlesFrom, type Step } from "../circles.js"
import type { Edge, Service, Stack } from "../estate.js"
import { example } from "../example.js"
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
  explain: () => ({
    why: `Edges to services of one stack become \`depends_on\`, the order in which Compose starts them. Where it leads in a circle, no service
can be the first, and Compose refuses the whole file: "dependency cycle detected".

A proxy does not wait for what its routes lead to, and nobody waits across stacks or hosts.`,
    source: {
      title: "Compose Specification: depends_on",
      url: "https://github.com/compose-spec/compose-spec/blob/main/05-services.md#depends_on",
    },
    failing: shop("uses: [orders]"),
    passing: shop("uses: []"),
  }),
}

/** One service waiting for another. */
interface Wait extends Step {
  readonly edge: Edge
}

function circlesOf({ services }: Stack): readonly (readonly Edge[])[] {
  const byName = new Map(services.map((service) => [service.name, service]))
  const waits = (name: string): readonly Wait[] => waitsOf(byName.get(name)!, byName)
  return circlesFrom(byName.keys(), waits).map((circle) => circle.map(({ edge }) => edge))
}

/** Edges to the own stack become an order of starting; a proxy starts without its upstreams, and nobody waits for itself. */
function waitsOf({ name, edges }: Service, byName: ReadonlyMap<string, Service>): readonly Wait[] {
  return edges.flatMap((edge): readonly Wait[] => {
    const target = targetOf(edge)
    const isWait = edge.reach === "local" && edge.because !== "route" && target !== name && byName.has(target)
    return isWait ? [{ target, edge }] : []
  })
}

function targetOf({ to }: Edge): string {
  return to.kind === "service" ? to.service.name : ""
}

function placeOf(edge: Edge): string {
  return edge.sources.to ?? edge.path
}

function shop(uses: string): string {
  return example({
    services: {
      orders: "ports: { http: 8000 }\nuses: [ovens]",
      ovens: `ports: { http: 8001 }\n${uses}`,
    },
  })
}
