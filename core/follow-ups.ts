import type { OwnCode } from "./codes/index.js"
import type { Diagnostic } from "./diagnostic.js"

/**
 * Leaves out findings that may only follow from a reference that leads nowhere: an image is not unused because the one service that
 * runs it misspells its name. Once the reference is mended, what still stands is told.
 */
export function withoutFollowUps(
  findings: readonly Diagnostic[],
  unresolved: readonly Diagnostic[],
): readonly Diagnostic[] {
  if (unresolved.length === 0) return findings
  const places = new Map<OwnCode, Places>()
  const placesOf = (cause: OwnCode): Places => {
    const known = places.get(cause)
    if (known !== undefined) return known
    const made = placesAbove(unresolved.filter(({ code }) => code === cause))
    places.set(cause, made)
    return made
  }
  return findings.filter((finding) => {
    const follows = FOLLOWS.get(finding.code)
    return follows === undefined || !follows.causes.some((cause) => isCause(placesOf(cause), follows.where, finding))
  })
}

/** Every place at or above one that is told of. */
type Places = ReadonlySet<string>

interface Follows {
  readonly causes: readonly OwnCode[]
  /** Whether any such reference may be the one that is missed, or only one inside of a place that the finding names. */
  readonly where: "anywhere" | "inside"
}

/** By the code of a rule. */
const FOLLOWS: ReadonlyMap<string, Follows> = new Map([
  ["images/unused", { causes: ["references/unknown_image", "references/unknown_environment"], where: "anywhere" }],
  ["secrets/unused", { causes: ["references/unknown_secret", "references/unknown_environment"], where: "anywhere" }],
  ["edges/isolation", { causes: ["references/unknown_service"], where: "inside" }],
  ["backups/credentials", { causes: ["references/unknown_secret"], where: "inside" }],
  ["stores/no_password", { causes: ["references/unknown_secret"], where: "inside" }],
  ["environments/parity", { causes: ["references/unknown_environment"], where: "inside" }],
  ["routes/missing_environment", { causes: ["references/unknown_environment"], where: "inside" }],
])

function isCause(places: Places, where: Follows["where"], { path, notes = [] }: Diagnostic): boolean {
  if (where === "anywhere") return places.size > 0
  return places.has(path) || notes.some((note) => note.path !== undefined && places.has(note.path))
}

function placesAbove(told: readonly Diagnostic[]): Places {
  const places = new Set<string>()
  for (const { path } of told)
    for (let at = path; at !== "" && !places.has(at); at = at.slice(0, at.lastIndexOf("/"))) places.add(at)
  return places
}
