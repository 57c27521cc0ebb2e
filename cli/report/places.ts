import { hash } from "node:crypto"
import { resolve } from "node:path"
import { keyOf, knownFinding } from "../../core/baseline.js"
import type { Diagnostic, Position } from "../../core/diagnostic.js"
import { shownPath } from "../places.js"
import type { Report } from "../report.js"

/** Where a finding is shown by a service that needs a file for each: its own place, else the beginning of the topology. */
export function placeIn({ file }: Report, { position }: Pick<Diagnostic, "position">): Position {
  return position ?? { file, line: 1, column: 1 }
}

/** Where an artifact says what a finding is about: the first place of its notes that is in one; undefined for most findings. */
export function artifactPlace({ notes = [] }: Pick<Diagnostic, "notes">): Position | undefined {
  return notes.find(({ artifact }) => artifact !== undefined)?.artifact
}

/** A file's path from the root of the repository, where a pipeline says what that is; else as it is shown. */
export function repositoryPath(file: string, environment: NodeJS.ProcessEnv = process.env): string {
  const root = environment.GITHUB_WORKSPACE ?? environment.CI_PROJECT_DIR
  if (root === undefined || root === "") return file
  const inside = shownPath(resolve(file), root)
  return inside === resolve(file) ? file : inside
}

/** Names findings so that each keeps its name when lines move; those that look the same are numbered. */
export function fingerprints(): (diagnostic: Diagnostic) => string {
  const counts = new Map<string, number>()
  return (diagnostic) => {
    const key = keyOf(knownFinding(diagnostic))
    const count = counts.get(key) ?? 0
    counts.set(key, count + 1)
    return hash("sha256", count === 0 ? key : `${key}\n${count}`)
  }
}

/** The other places and the help, as further lines of a message. */
export function furtherLines({ notes = [], help, environments }: Diagnostic): readonly string[] {
  return [
    ...(environments === undefined ? [] : [`In ${environments.join(", ")}.`]),
    ...notes.map(({ message, position, artifact }) => {
      const place = position ?? artifact
      return place === undefined ? message : `${message} (${place.file}:${place.line}:${place.column})`
    }),
    ...(help === undefined ? [] : [help]),
  ]
}
