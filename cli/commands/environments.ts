import type { Diagnostic } from "../../core/diagnostic.js"
import { enumerate, nearest } from "../../core/resolve/problems.js"
import { child, type Pointer } from "../../schema/pointer.js"
import type { Project } from "../project.js"

/** Holds the names of `--env` against the declared environments. */
export function selectedEnvironments({ estate }: Project, names: readonly string[] | undefined): readonly Diagnostic[] {
  if (names === undefined || estate === undefined) return []
  const declared = estate.environments.map(({ name }) => name)
  return names
    .filter((name) => !declared.includes(name))
    .map((name) => {
      const near = nearest(name, declared)
      return {
        code: "usage/unknown_environment",
        severity: "error",
        message: `--env names ${JSON.stringify(name)}, which is not an environment.`,
        path: "",
        found: JSON.stringify(name),
        allowed: enumerate(declared),
        ...(near === undefined ? {} : meant(near, "/environments")),
      }
    })
}

/** What to write instead of a name, and where that is declared. */
export function meant(near: string, base: Pointer): Pick<Diagnostic, "notes" | "help"> {
  const name = JSON.stringify(near)
  return { notes: [{ message: `${name} is declared there`, path: child(base, near) }], help: `Did you mean ${name}?` }
}
