import type { Container } from "../network.js"
import type { Context } from "./context.js"

/** The folder of the Compose file that declares a container, relative to the output directory. */
export function directoryOf({ atlas }: Pick<Context, "atlas">, { machine, project }: Container): string {
  return atlas.machines.get(machine)?.stacks.get(project)?.directory ?? ""
}

/** A path as the topology states it, from the output directory where it starts at the Compose file; without `.`, `..` and a last slash. */
export function placeOf(directory: string, path: string): string {
  if (/^[~$]/.test(path)) return path
  const isAbsolute = path.startsWith("/")
  const parts: string[] = []
  for (const part of (isAbsolute ? path : `${directory}/${path}`).split("/")) {
    if (part === "" || part === ".") continue
    if (part !== "..") parts.push(part)
    else if (parts.length > 0 && parts.at(-1) !== "..") parts.pop()
    else if (!isAbsolute) parts.push(part)
  }
  return isAbsolute ? `/${parts.join("/")}` : parts.length === 0 ? "." : parts.join("/")
}

/** Whether a path is another one, or lies below it. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || folder === "/" || path.startsWith(`${folder}/`)
}
