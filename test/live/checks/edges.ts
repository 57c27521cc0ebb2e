import type { Container } from "../containers.js"
import type { Raised } from "../environment.js"
import { expectNone } from "../report.js"

/**
 * Every edge between services that a container's own environment names is tried from within it, by the name and with the password that
 * it was given. Edges of the proxy are tried by its sites.
 */
export async function checkEdges({ environment }: Raised, containers: readonly Container[]): Promise<string> {
  const wrong: string[] = []
  let held = 0
  for (const { service, place, id } of containers) {
    const declared = environment.edges.filter((edge) => edge.from.id === service.id && edge.to.kind === "service")
    if (declared.length === 0 || service.proxy !== undefined) continue
    const tried = JSON.parse(
      await place.machine.run(["docker", "exec", id, "standin", "edges"], { timeout: 60_000 }),
    ) as readonly { readonly variable: string; readonly address: string; readonly error: string }[]
    for (const { variable, address, error } of tried) {
      if (error === "") held += 1
      else wrong.push(`${service.id}: ${variable} (${address}): ${error}`)
    }
    if (tried.length < declared.length)
      wrong.push(`${service.id} has ${declared.length} edges to services and knows of ${tried.length}`)
  }
  expectNone(wrong)
  return `${held} edges hold, by the names and passwords that containers were given`
}
