import { readdirSync, readFileSync } from "node:fs"

/** The Terraform modules that units call. */
export const MODULES = [
  "operations",
  "project-services",
  "registry",
  "network",
  "firewall",
  "vm",
  "secrets",
  "dns",
  "r2",
  "vercel-project",
] as const

/** The name of a module. */
export type ModuleName = (typeof MODULES)[number]

/** One file of a module, as it is written by hand. */
export interface ModuleFile {
  /** `main.tf`, `startup.sh`. */
  readonly name: string
  /** The whole text; ends with one newline. */
  readonly text: string
}

/**
 * The files of each module, sorted by name.
 *
 * From the sources they are read once, when a generator is loaded. The bundle holds them as literals instead:
 * scripts/embed-modules.mjs replaces this function's value, so that what is shipped reads nothing.
 */
export const moduleFiles: Readonly<Record<ModuleName, readonly ModuleFile[]>> = readModules()

function readModules(): Readonly<Record<ModuleName, readonly ModuleFile[]>> {
  const read = (name: ModuleName): readonly ModuleFile[] => {
    const folder = new URL(`./modules/${name}/`, import.meta.url)
    return readdirSync(folder)
      .filter((file) => /\.(?:tf|sh)$/.test(file))
      .sort()
      .map((file) => ({ name: file, text: readFileSync(new URL(file, folder), "utf8") }))
  }
  return Object.fromEntries(MODULES.map((name) => [name, read(name)])) as unknown as Readonly<
    Record<ModuleName, readonly ModuleFile[]>
  >
}
