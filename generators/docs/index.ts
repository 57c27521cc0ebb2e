import type { Artifact } from "../../core/artifact.js"
import type { Estate } from "../../core/estate.js"
import { defineGenerator } from "../../core/generator.js"
import { diagramArtifacts, drawAll, drawEnvironment } from "./drawings.js"
import { pageArtifact } from "./page.js"
import { environmentPage } from "./pages/environment.js"
import { infrastructurePage } from "./pages/infrastructure.js"
import { networkPage } from "./pages/network.js"
import { operationsPage } from "./pages/operations.js"
import { securityPage } from "./pages/security.js"
import { serversPage } from "./pages/servers.js"

/** Pages in Markdown, and diagrams in Mermaid, that say what is there and how it is run. */
export const docs = defineGenerator({
  name: "docs",
  summary: "Writes the pages about the infrastructure, with their diagrams.",
  generate,
})

function* generate(estate: Estate): Iterable<Artifact> {
  const { shared, environments } = estate
  const drawings = drawAll(estate)
  yield pageArtifact(infrastructurePage(estate, drawings), shared)
  yield* diagramArtifacts(shared, "overview", drawings.overview)
  yield* diagramArtifacts(shared, "isolation", drawings.isolation)
  yield pageArtifact(serversPage(estate), shared)
  yield pageArtifact(networkPage(estate), shared)
  yield pageArtifact(operationsPage(estate), shared)
  yield pageArtifact(securityPage(estate), shared)
  for (const environment of environments) {
    const drawing = drawEnvironment(shared, environment)
    yield pageArtifact(environmentPage(estate, environment, drawing), shared, environment.name)
    yield* diagramArtifacts(shared, `environments/${environment.name}`, drawing, environment.name)
  }
}
