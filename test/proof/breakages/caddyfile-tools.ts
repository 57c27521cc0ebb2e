import type { FailureCode } from "../../../core/proof.js"
import { type Breakage, each, type Tree, text } from "./tools.js"

/** The first line of a site. */
export const SITE = /^[a-z][^\n(){}]* \{\n/gm

/** The first line of a site that hands requests on. */
export const PROXIED = /^[a-z][^\n(){}]* \{\n(?=(?:\t.*\n|\n)*?\t+reverse_proxy)/gm

/** The first line of a site that has a certificate, and says nothing of it. */
const ENCRYPTED = /^(?!http:)[a-z][^\n(){}:]* \{\n(?!\ttls)/gm

/** The first line of a proxy. */
export const PROXY = /^\t+reverse_proxy [^\n]*\{\n/gm

/** Breaks a Caddyfile by its text. */
export function caddyfile(
  name: string,
  codes: readonly FailureCode[],
  edits: (content: string) => readonly string[],
): Breakage {
  return text(`Caddyfile: ${name}`, /Caddyfile$/, codes, edits)
}

/** Puts lines after each line of a kind. */
export function inEach(content: string, kind: RegExp, lines: string): readonly string[] {
  return each(content, kind, ([head]) => `${head}${lines}\n`)
}

/** Puts lines into each site. */
export function inSites(name: string, codes: readonly FailureCode[], lines: string): Breakage {
  return caddyfile(`${name}, in a site`, codes, (content) => inEach(content, SITE, lines))
}

/** Puts lines into each site that has a certificate of an authority's. */
export function inEncrypted(name: string, codes: readonly FailureCode[], lines: string): Breakage {
  return caddyfile(name, codes, (content) => inEach(content, ENCRYPTED, lines))
}

/** States an option in the place of the one of that name. */
export function withOption(line: string): (content: string) => readonly string[] {
  const [word] = line.split(" ")
  return (content) => {
    const end = content.search(/^\}\n/m)
    const options = content.slice(0, end).replace(new RegExp(`^\\t${word} .*\\n`, "m"), "")
    return [options.replace(/^\{\n/m, `{\n${line}\n`) + content.slice(end)]
  }
}

/** States a global option. */
export function option(name: string, codes: readonly FailureCode[], line: string): Breakage {
  return caddyfile(name, codes, withOption(line))
}

/** States a setting of all servers. */
export function server(name: string, codes: readonly FailureCode[], line: string): Breakage {
  return caddyfile(name, codes, (content) => {
    const [word] = line.split(" ")
    if (new RegExp(`^\\t\\t${word} `, "m").test(content)) return []
    return /^\tservers \{\n/m.test(content)
      ? [content.replace(/^\tservers \{\n/m, `\tservers {\n${line}\n`)]
      : [content.replace(/^\{\n/m, `{\nservers {\n${line}\n}\n`)]
  })
}

/** Breaks what has a certificate of an authority's. */
export function encrypted(
  name: string,
  codes: readonly FailureCode[],
  edits: (content: string) => readonly string[],
): Breakage {
  return caddyfile(name, codes, (content) => (content.search(ENCRYPTED) === -1 ? [] : edits(content)))
}

/** Breaks what sends visitors from HTTP to HTTPS: there is a site for that, and the port for HTTP is open. */
export function redirecting(name: string, line: string): Breakage {
  return {
    name: `Caddyfile: ${name}`,
    codes: ["proof/path_closed"],
    *trees(tree) {
      for (const [path, content] of tree) {
        if (!/Caddyfile$/.test(path) || content.includes("http://") || content.search(ENCRYPTED) === -1) continue
        if (!opensHttp(tree, path)) continue
        for (const changed of withOption(line)(content)) yield new Map(tree).set(path, changed)
      }
    },
  }
}

function opensHttp(tree: Tree, caddyfile: string): boolean {
  return [...tree].some(
    ([path, content]) =>
      path.endsWith("docker-compose.yml") &&
      caddyfile.startsWith(path.replace("docker-compose.yml", "")) &&
      /published: "80"/.test(content),
  )
}

/** A file in which no handler stands in vain; empty where handlers that are nested in others may. */
export function unshadowed(content: string): string {
  return /\/second/.test(content) ? "" : content
}
