// Writes docs/engines.md from the table in engines.mjs.
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { engines, toolchain } from "./engines.mjs"
import { root } from "./installed.mjs"

/** The text of docs/engines.md. */
export function page() {
  const rows = engines.map(
    (engine) => `| ${engine.name} | ${engine.version} | ${obtained(engine)} | ${engine.checks} |`,
  )
  return [
    "# The engines",
    "",
    "An artifact is valid when the program that reads it accepts it and understands what was meant. So each is put to the real one:",
    "`npm run engines:install` brings the programs into `.engines/`, and `npm run test:engines` runs them over `out/`, over every example,",
    "and over a topology that uses everything there is. Its last lines name each engine: how many artifacts it ran over, or that it did",
    "not run, and why. `npm test` needs none of them.",
    "",
    "| Engine | Version | Obtained | Checks |",
    "|---|---|---|---|",
    ...rows,
    "",
    `Go programs are built by ${toolchain}, which Go itself brings. A program that the machine has on its PATH in the very version of the table`,
    "serves as it is. Whatever can't be had is named with the reason, here and in the summary, and its checks are not run.",
    "",
    "There is no cloud, and no registry of providers, behind these tests. A provider is stood for by a small program",
    "(`scripts/engines/provider`) that serves its schema: names of arguments, their types, what is required and what nests where. That is",
    "what `validate` asks a provider; `plan` then shows what would be made. Rules that a provider keeps in its own code, such as how long a",
    "name may be, are seen by neither.",
    "",
    "This page is made by `node scripts/engines/page.mjs`.",
    "",
  ].join("\n")
}

function obtained({ from, onPath }) {
  const orPath = onPath === undefined ? "" : `, or \`${onPath}\` on the PATH`
  switch (from.kind) {
    case "go":
      return from.copy === undefined
        ? `\`go install ${from.module}\`${orPath}`
        : `\`go build\` in a copy of ${from.module}, since ${from.copy}${orPath}`
    case "debian":
      return `Debian's \`${from.package}\`, unpacked${orPath}`
    case "system":
      return `\`${onPath}\` on the PATH, or as root Debian's \`${from.package}\`, installed`
    case "npm":
      return `npm's \`${from.package}\``
    case "here":
      return `\`go build\` in ${from.folder}`
    case "schema":
      return `npm's \`${from.package}\`, which was generated from it`
    case "path":
      return `\`${onPath}\` on the PATH: ${from.why}`
    default:
      throw new Error(`there is no way to obtain a ${from.kind}`)
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) writeFileSync(join(root, "docs/engines.md"), page())
