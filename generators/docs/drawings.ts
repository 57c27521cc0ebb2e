import { type Artifact, artifact, header } from "../../core/artifact.js"
import type { Environment, Estate, Service, Shared } from "../../core/estate.js"
import * as mermaid from "../../formats/mermaid.js"
import { environmentGraph } from "./diagrams/environment.js"
import { isolation } from "./diagrams/isolation.js"
import { DIAGRAM_ORIGIN } from "./diagrams/nodes.js"
import { overview } from "./diagrams/overview.js"
import { type Drawing, draw, type Graph } from "./graph.js"
import { diagramPath } from "./site.js"

/** The diagrams that show all environments, each in as many parts as Mermaid needs. */
export interface Drawings {
  readonly overview: readonly Drawing[]
  /** Empty when there is no datastore and no edge between hosts. */
  readonly isolation: readonly Drawing[]
  /** Services that the overview leaves to the isolation diagram. */
  readonly left: readonly Service[]
}

/** Draws what all environments share. */
export function drawAll(estate: Estate): Drawings {
  const { graph, left } = overview(estate)
  const isolated = isolation(estate)
  return {
    overview: drawn(graph, "TB"),
    isolation: isolated.arrows.length === 0 ? [] : drawn(isolated, "TB"),
    left,
  }
}

/** Draws one environment in full. */
export function drawEnvironment(shared: Shared, environment: Environment): readonly Drawing[] {
  return drawn(environmentGraph(shared, environment), "LR")
}

function drawn(graph: Graph, direction: mermaid.Direction): readonly Drawing[] {
  return draw(graph, { direction, header: [], headerOrigin: DIAGRAM_ORIGIN })
}

/** The same diagrams as files of their own, for tools that draw them. */
export function* diagramArtifacts(
  shared: Shared,
  name: string,
  drawings: readonly Drawing[],
  environment?: string,
): Generator<Artifact> {
  for (const { part, document } of drawings) {
    yield artifact(
      diagramPath(shared, name, part),
      () => ({ ...document, header: header(shared), headerOrigin: "constant:core/artifact" }),
      { print: mermaid.print, lineOrigins: mermaid.lineOrigins },
      environment === undefined ? {} : { environment },
    )
  }
}
