import { statSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, extname, resolve } from "node:path"
import { fileURLToPath } from "node:url"

/** Says whether a specifier names a package (or one of Node's own modules), not a file of the topology's. */
export function isPackage(specifier: string): boolean {
  return !/^(?:\.{0,2}\/|\.{1,2}$|file:|#)/.test(specifier)
}

/**
 * Finds the source file that a relative specifier (or a `#` one, by package.json) means; `undefined` when there is none.
 *
 * `onAbsent` is told each file that was looked for before it in vain.
 */
export function sourcePath(specifier: string, from: string, onAbsent?: (path: string) => void): string | undefined {
  if (specifier.startsWith("#")) return packagePath(specifier, from)
  const wanted = specifier.startsWith("file:") ? pathOfUrl(specifier) : resolve(dirname(from), specifier)
  for (const candidate of candidates(wanted)) {
    if (statSync(candidate, { throwIfNoEntry: false })?.isFile() === true) return candidate
    onAbsent?.(candidate)
  }
  return undefined
}

/** Finds the file that a package's specifier means, seen from a file; `undefined` when there is none. */
export function packagePath(specifier: string, from: string): string | undefined {
  try {
    return createRequire(from).resolve(specifier)
  } catch {
    return undefined
  }
}

/** What TypeScript takes a path to mean: `./hosts.js` is `hosts.ts` when there is one, `./hosts` too. */
function candidates(path: string): readonly string[] {
  const extension = extname(path)
  const stem = path.slice(0, path.length - extension.length)
  if (extension === ".js") return [`${stem}.ts`, path]
  if (extension === ".mjs") return [`${stem}.mts`, path]
  if (extension === ".ts" || extension === ".mts" || extension === ".json") return [path]
  const endings = [".ts", ".mts", ".js", ".mjs", "/index.ts", "/index.mts", "/index.js", "/index.mjs"]
  return endings.map((ending) => `${path}${ending}`)
}

function pathOfUrl(url: string): string {
  try {
    return fileURLToPath(url)
  } catch {
    return url
  }
}
