import type { Claims } from "../core/claims.js"

/** The files that Compose takes from a folder where nobody says which to take: one, and another on top of it. */
const COMPOSE_FILES: ReadonlySet<string> = new Set(
  ["compose", "docker-compose"].flatMap((name) =>
    ["yml", "yaml"].flatMap((ending) => [`${name}.${ending}`, `${name}.override.${ending}`]),
  ),
)

/** Compose files that are none of ours, by where they stand. */
export interface ComposeFilesBeside {
  /** In the folder of a stack, where Compose takes them instead of its file, or on top of it. */
  readonly inStacks: readonly string[]
  /** In folders of their own: projects that the topology does not have. */
  readonly elsewhere: readonly string[]
}

/** Finds the Compose files among some files that no stack of the topology is. */
export function composeFilesBeside(
  files: ReadonlyMap<string, string>,
  all: readonly Pick<Claims, "hosts">[],
): ComposeFilesBeside {
  const stacks = new Set(
    all.flatMap(({ hosts }) => hosts.flatMap(({ stacks: own }) => own.map((one) => one.directory))),
  )
  const found = [...files.keys()].filter((path) => COMPOSE_FILES.has(nameOf(path)))
  return {
    inStacks: found.filter((path) => stacks.has(folderOf(path)) && nameOf(path) !== "docker-compose.yml"),
    elsewhere: found.filter((path) => !stacks.has(folderOf(path))),
  }
}

/** The last part of a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1)
}

/** What stands before the last slash of a path; "" where there is none. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf("/"), 0))
}
