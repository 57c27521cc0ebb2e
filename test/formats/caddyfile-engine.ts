import { execFileSync } from "node:child_process"
import { existsSync } from "node:fs"
import { delimiter, join } from "node:path"

/** The Caddy binaries to check against: those in `GROUNDPLAN_CADDY` (separated as in `PATH`), else the first on `PATH`. */
export const engines: readonly string[] = stated().length > 0 ? stated() : onPath()

/** Runs Caddy and returns what it wrote to standard output; throws with its messages when it fails. */
export function caddy(
  engine: string,
  args: readonly string[],
  options: { readonly input?: string; readonly environment?: Readonly<Record<string, string>> } = {},
): string {
  return execFileSync(engine, args, {
    encoding: "utf8",
    input: options.input ?? "",
    env: { ...process.env, ...options.environment },
    stdio: ["pipe", "pipe", "pipe"],
    maxBuffer: 1 << 28,
  })
}

function stated(): readonly string[] {
  return (process.env.GROUNDPLAN_CADDY ?? "").split(delimiter).filter((path) => path !== "")
}

function onPath(): readonly string[] {
  const folders = (process.env.PATH ?? "").split(delimiter)
  const found = folders.map((folder) => join(folder, "caddy")).find((path) => existsSync(path))
  return found === undefined ? [] : [found]
}
