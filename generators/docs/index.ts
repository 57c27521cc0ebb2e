import type { Artifact } from "../../core/artifact.js"
import type { Estate } from "../../core/estate.js"
import { defineGenerator } from "../../core/generator.js"
import type { Proof } from "../../core/proof.js"
import { diagramArtifacts, drawEnvironment, drawIsolation, drawOverview, drawReach } from "./drawings.js"
import { pageArtifact } from "./page.js"
import { environmentPage } from "./pages/environment.js"
import { infrastructurePage } from "./pages/infrastructure.js"
import { networkPage } from "./pages/network.js"
import { operationsPage } from "./pages/operations.js"
import { reachPage } from "./pages/reach.js"
import { securityPage } from "./pages/security.js"
import { serversPage } from "./pages/servers.js"

/** Pages in Markdown, and diagrams in Mermaid, that say what is there and how it is run. */
export const docs = defineGenerator({
  name: "docs",
  summary: "Writes the pages about the infrastructure, with their diagrams.",
  isForPeople: true,
  generate,
})

function* generate(estate: Estate, proof?: Proof): Iterable<Artifact> {
  const { shared, environments } = estate
  const overview = new Lent(() => drawOverview(estate))
  const isolation = new Lent(() => drawIsolation(estate))
  yield pageArtifact(
    infrastructurePage(estate, { overview: overview.get, isolation: isolation.get }, proof !== undefined),
    shared,
  )
  yield* diagramArtifacts({ name: "overview", draw: () => overview.get().parts }, shared)
  yield* diagramArtifacts({ name: "isolation", draw: isolation.get }, shared)
  overview.drop()
  isolation.drop()
  yield pageArtifact(serversPage(estate), shared)
  yield pageArtifact(networkPage(estate), shared)
  yield pageArtifact(operationsPage(estate), shared)
  yield pageArtifact(securityPage(estate), shared)
  if (proof !== undefined) {
    const reach = () => drawReach(estate, proof)
    yield pageArtifact(reachPage(estate, proof, reach), shared)
    yield* diagramArtifacts({ name: "reach", draw: reach }, shared)
  }
  for (const environment of environments) {
    const { name } = environment
    const drawing = new Lent(() => drawEnvironment(shared, environment))
    yield pageArtifact(environmentPage(estate, environment, drawing.get), shared, name)
    yield* diagramArtifacts({ name: `environments/${name}`, draw: drawing.get, environment: name }, shared)
    drawing.drop()
  }
}

/** A value that is kept while it is needed several times in a row; asked for after it was dropped, it is made anew. */
class Lent<T> {
  #value: T | undefined
  #kept = true

  constructor(readonly make: () => T) {}

  /** The value. */
  readonly get = (): T => {
    const value = this.#value ?? this.make()
    if (this.#kept) this.#value = value
    return value
  }

  /** Keeps it no longer. */
  drop(): void {
    this.#kept = false
    this.#value = undefined
  }
}
