import { type Artifact, HEADER_ORIGIN, header } from "../../core/artifact.js"
import type { Environment, Estate, Service, Shared } from "../../core/estate.js"
import type { Proof } from "../../core/proof.js"
import * as mermaid from "../../formats/mermaid.js"
import { environmentGraph } from "./diagrams/environment.js"
import { isolation } from "./diagrams/isolation.js"
import { DIAGRAM_ORIGIN } from "./diagrams/nodes.js"
import { overview } from "./diagrams/overview.js"
import { reachGraph } from "./diagrams/reach.js"
import { type Drawing, draw, type Graph } from "./graph.js"
import { diagramPath } from "./site.js"

/** Draws the overview, in as many parts as Mermaid needs; with the services that it leaves out. */
export function drawOverview(estate: Estate): {
  readonly parts: readonly Drawing[]
  readonly left: readonly Service[]
} {
  const { graph, left } = overview(estate)
  return { parts: drawn(graph, "TB"), left }
}

/** Draws who comes to which datastore; no part when there is nothing of the kind. */
export function drawIsolation(estate: Estate): readonly Drawing[] {
  const graph = isolation(estate)
  return graph.arrows.length === 0 ? [] : drawn(graph, "TB")
}

/** Draws one environment in full. */
export function drawEnvironment(shared: Shared, environment: Environment): readonly Drawing[] {
  return drawn(environmentGraph(shared, environment), "LR")
}

/** Draws who comes to which machine from outside of it, as it was proved; what stays on a machine is folded into it. */
export function drawReach(estate: Estate, proof: Proof): readonly Drawing[] {
  const graph = reachGraph(estate, proof)
  return graph.arrows.length === 0 ? [] : drawn(graph, "LR")
}

function drawn(graph: Graph, direction: mermaid.Direction): readonly Drawing[] {
  return draw(graph, { direction, header: [], headerOrigin: DIAGRAM_ORIGIN })
}

/** The parts of a diagram as files of their own, for tools that draw them. The drawing is made anew when origins are asked for. */
export function* diagramArtifacts(
  diagram: { readonly name: string; readonly draw: () => readonly Drawing[]; readonly environment?: string },
  shared: Shared,
): Generator<Artifact> {
  const { name, draw, environment } = diagram
  const headed = ({ document }: Drawing): mermaid.Document => ({
    ...document,
    header: header(shared),
    headerOrigin: HEADER_ORIGIN,
  })
  const heading = mermaid.printHeader(header(shared))
  for (const [index, { part, text }] of draw().entries()) {
    yield {
      path: diagramPath(shared, name, part),
      content: heading + text,
      ...(environment === undefined ? {} : { environment }),
      origins: () => mermaid.lineOrigins(headed(draw()[index]!)),
    }
  }
}
