import type { Artifact } from "./artifact.js"
import type { Diagnostic, Note } from "./diagnostic.js"
import type { Origin } from "./origin.js"
import type { Failure, Proof } from "./proof.js"

/**
 * What a proof found, as diagnostics: each at the place of the topology behind it, with the path hop by hop. A place is a declaration that
 * the failure names; else what the artifact's line comes from, where `artifacts` are the files that were proved. What is the same in several
 * environments, such as a line of a module that all of them call, is told once.
 */
export function failureDiagnostics({ failures }: Proof, artifacts: readonly Artifact[]): readonly Diagnostic[] {
  const byPath = new Map(artifacts.map((artifact) => [artifact.path, artifact]))
  const told = new Map<string, { readonly diagnostic: Diagnostic; readonly environments: string[] }>()
  for (const failure of failures) {
    const diagnostic = diagnosticOf(failure, byPath)
    const key = JSON.stringify(diagnostic)
    const known = told.get(key) ?? { diagnostic, environments: [] }
    told.set(key, known)
    if (failure.environment !== undefined) known.environments.push(failure.environment)
  }
  return [...told.values()].map(({ diagnostic, environments }) =>
    environments.length === 0 ? diagnostic : { ...diagnostic, environments },
  )
}

function diagnosticOf(failure: Failure, artifacts: ReadonlyMap<string, Artifact>): Diagnostic {
  const { code, message, hops, position, origins, help } = failure
  const [first = placeBehind(position, artifacts) ?? "", ...others] = origins.filter(isPlace)
  return {
    code,
    severity: "error",
    message,
    path: first,
    notes: [
      ...(position === undefined ? [] : [{ message: "the file says so", artifact: position }]),
      ...hops.map(
        (hop, index): Note => ({
          message: `${index + 1}. ${hop.text}${hop.isOpen ? "" : ": here the path ends"}`,
          ...(hop.position === undefined ? {} : { artifact: hop.position }),
        }),
      ),
      ...[...new Set(others)].filter((path) => path !== first).map((path) => ({ message: "declared here too", path })),
    ],
    help,
  }
}

/** Where the line of an artifact comes from; undefined where it comes from no place of the topology. */
function placeBehind(position: Failure["position"], artifacts: ReadonlyMap<string, Artifact>): Origin | undefined {
  if (position === undefined) return undefined
  const origins = artifacts.get(position.file)?.origins()
  const above = origins?.slice(0, position.line) ?? []
  return above.findLast(isPlace)
}

function isPlace(origin: Origin): boolean {
  return origin.startsWith("/") || origin.startsWith("images:")
}
