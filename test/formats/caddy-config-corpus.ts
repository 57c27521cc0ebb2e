import { readFileSync } from "node:fs"
import { join } from "node:path"

/** A Caddyfile and what it imports, by path; the first is `Caddyfile`. */
export interface Case {
  /** What it shows. */
  readonly name: string
  /** Text by path. */
  readonly files: ReadonlyMap<string, string>
}

/** The variables that are set for the corpus. */
export const environment = {
  SITE: "bakery.example",
  SITES: "a.bakery.example, b.bakery.example",
  API_HOST: "api",
  GREETING: "good day",
  UPSTREAMS: "one:1 two:2",
} as const

/** Cases of a file in which `==== name` starts a case, and `---- path` a file that it imports; `␍` is a carriage return. */
export function readCorpus(name: string): readonly Case[] {
  const text = readFileSync(join(import.meta.dirname, "fixtures", name), "utf8").replaceAll("␍", "\r")
  return text.split(/^==== /m).flatMap((one) => {
    if (one === "") return []
    const [title = "", ...rest] = one.split("\n")
    const [main = "", ...more] = rest.join("\n").split(/^---- /m)
    const imported = more.map((file): readonly [string, string] => {
      const end = file.indexOf("\n")
      return [file.slice(0, end), file.slice(end + 1)]
    })
    return [{ name: title, files: new Map([["Caddyfile", main], ...imported]) }]
  })
}
