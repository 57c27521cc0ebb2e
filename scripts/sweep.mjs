// Changes every value that stands in the artifacts of two topologies, one at a time, and prints the kinds that the proof takes no notice
// of: what nothing notices should be without effect on who reaches whom, or be followed. For people to read; `npm run sweep [pattern]`.
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { build } from "esbuild"
import { isMap, isScalar, isSeq, parseDocument } from "yaml"
import { plugins } from "./plugins.mjs"

const root = join(dirname(fileURLToPath(import.meta.url)), "..")
/** So many values of one kind are changed. */
const TRIED = 3

const wanted = new RegExp(process.argv[2] ?? "")
const folder = mkdtempSync(join(tmpdir(), "groundplan-sweep-"))
try {
  const { prove, trees } = await import(pathToFileURL(await bundled()).href)
  const kinds = new Map()
  for (const { tree, claims } of trees())
    for (const [path, content] of tree)
      for (const { kind, edit } of editsOf(path, content)) {
        const tally = kinds.get(kind) ?? { tried: 0, noticed: 0 }
        if (!wanted.test(kind) || tally.tried === TRIED) continue
        const changed = edit()
        if (changed === content) continue
        kinds.set(kind, tally)
        tally.tried += 1
        if (prove(new Map(tree).set(path, changed), claims).failures.length > 0) tally.noticed += 1
      }
  const silent = [...kinds]
    .filter(([, { tried, noticed }]) => noticed < tried)
    .sort(([one], [other]) => (one < other ? -1 : 1))
  for (const [kind, { tried, noticed }] of silent)
    console.log(`${noticed === 0 ? "never" : "partly"} noticed | ${kind} (${noticed} of ${tried})`)
  console.log(`${kinds.size} kinds of change, ${kinds.size - silent.length} always noticed`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function bundled() {
  const outfile = join(folder, "sweep.mjs")
  const contents = `
    import { built } from "./test/proof/trees.js"
    import { GALLERY, GALLERY_PINS } from "./test/proof/gallery.js"
    import { EVERYTHING, EVERYTHING_PINS } from "./test/support/everything.js"
    export { prove } from "./proof/index.js"
    export const trees = () => [
      built("gallery", { topology: GALLERY, pins: GALLERY_PINS }),
      built("everything", { topology: EVERYTHING, pins: EVERYTHING_PINS }),
    ]`
  await build({
    absWorkingDir: root,
    stdin: { contents, resolveDir: root },
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    external: ["oxc-parser", "oxc-transform"],
    banner: { js: 'import{createRequire as r}from"node:module";const require=r(import.meta.url);' },
    plugins,
  })
  return outfile
}

/** Every change of one file, with what it is a change of. */
function editsOf(path, content) {
  if (/docker-compose[^/]*\.yml$/.test(path)) return [...yamlEdits(content)]
  if (/\/live\/.*\.hcl$/.test(path)) return [...lineEdits(content, "unit", hclKind, /[{[(]$/)]
  if (/\/modules\/[^/]+\/main\.tf$/.test(path))
    return [...lineEdits(content, /modules\/([^/]+)/.exec(path)[0], hclKind, /[{[(]$/)]
  if (path.endsWith("Caddyfile")) return [...lineEdits(content, "caddy", caddyKind, /\{$/)]
  return path.endsWith(".env") ? [...lineEdits(content, "env", (line) => line.replace(/=.*/, ""), /^$/)] : []
}

/** Each value changed, each entry dropped. */
function* yamlEdits(content) {
  const visit = function* (node, path) {
    const kind = path
      .map((part, index) => (typeof part === "number" ? "[]" : index % 2 === 1 && index < 4 ? "*" : part))
      .join(".")
    const edited = (change) => () => {
      const document = parseDocument(content)
      change(document)
      return document.toString({ lineWidth: 0 })
    }
    if (path.length > 0)
      yield { kind: `compose | ${kind} dropped`, edit: edited((document) => document.deleteIn(path)) }
    if (isScalar(node))
      yield { kind: `compose | ${kind} changed`, edit: edited((document) => document.setIn(path, another(node.value))) }
    if (isMap(node)) for (const { key, value } of node.items) yield* visit(value, [...path, String(key.value)])
    if (isSeq(node)) for (const [index, item] of node.items.entries()) yield* visit(item, [...path, index])
  }
  yield* visit(parseDocument(content).contents, [])
}

function another(value) {
  if (typeof value === "number") return value + 1
  if (typeof value === "boolean") return !value
  return /^\d+$/.test(value) ? String(Number(value) + 1) : `${value}x`
}

/** Each line dropped that opens nothing, and the last value of each changed. */
function* lineEdits(content, format, kindOf, opening) {
  const lines = content.split("\n")
  const above = []
  for (const [index, line] of lines.entries()) {
    const text = line.trim()
    if (text === "" || text.startsWith("#")) continue
    const depth = line.length - line.trimStart().length
    while (above.length > 0 && above.at(-1).depth >= depth) above.pop()
    const kind = `${format} | ${[...above.map(({ kind: one }) => one), kindOf(text)].join(" > ")}`
    above.push({ depth, kind: kindOf(text) })
    if (/^[\]})]+,?$/.test(text)) continue
    const replaced =
      (...others) =>
      () =>
        [...lines.slice(0, index), ...others, ...lines.slice(index + 1)].join("\n")
    if (!opening.test(text)) yield { kind: `${kind} dropped`, edit: replaced() }
    yield {
      kind: `${kind} changed`,
      edit: replaced(
        line.replace(
          /"([^"]*)"(?!.*")|(\d+)(?!.*\d)|\b(?:true|false)\b|([\w./]+)(?!.*[\w./])/,
          (whole, quoted, digits, word) =>
            quoted !== undefined
              ? `"${quoted}x"`
              : digits !== undefined
                ? another(digits)
                : word !== undefined
                  ? `${word}x`
                  : String(whole !== "true"),
        ),
      ),
    }
  }
}

/** `name = "x"` → `name`; names of a map's own entries are all alike. */
function hclKind(text) {
  return text
    .replace(/^"[^"]*"(?= = )/, "*")
    .replace(/\s*=.*/, "")
    .replace(/\s*[{[(]$/, "")
}

function caddyKind(text) {
  const [first, ...others] = text.replace(/ \{$/, "").split(" ")
  return /[.:]|^"/.test(first) ? "site" : others.length === 0 ? first : `${first} …`
}
