// Where the engines are, and what is known of each: shared by what installs them and what runs them.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

export const root = fileURLToPath(new URL("../..", import.meta.url))
export const home = join(root, ".engines")

const file = join(home, "installed.json")

export function installed() {
  try {
    return JSON.parse(readFileSync(file, "utf8"))
  } catch {
    return {}
  }
}

export function note(name, state) {
  mkdirSync(home, { recursive: true })
  writeFileSync(file, `${JSON.stringify({ ...installed(), [name]: state }, null, 2)}\n`)
}
