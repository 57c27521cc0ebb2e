// Flips each comparison, boolean and arithmetic operator of the rules, one at a time, and says which flips no test notices. All flips
// stand in the code at once, behind a switch (scripts/mutants-runner.mjs), so that everything is loaded once: a rule's twin test, and
// what test/rules/every.test.ts asks of its explanation, run again for each flip that they come past.
//
// npm run mutants [-- NAME…] [-- --all]: only files whose name holds NAME; --all lists those of helpers too, which count apart.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { parseSync } from "oxc-parser"
import { startVitest } from "vitest/node"

const GOAL = 0.9
const root = join(dirname(fileURLToPath(import.meta.url)), "..")
const names = process.argv.slice(2).filter((word) => !word.startsWith("--"))
const listsAll = process.argv.includes("--all")

/** What each operator is flipped to: to its contrary, and at its border. */
const FLIPS = {
  "===": ["!=="],
  "!==": ["==="],
  "<": ["<=", ">="],
  "<=": ["<", ">"],
  ">": [">=", "<="],
  ">=": [">", "<"],
  "+": ["-"],
  "-": ["+"],
  "*": ["/"],
  "/": ["*"],
  "%": ["*"],
  "**": ["*"],
  "&&": ["||"],
  "||": ["&&"],
  "??": ["&&"],
  "!": [""],
}

/** Compiling whole examples takes longest: by then most flips have been noticed. */
class EveryLast {
  async shard(specifications) {
    return specifications
  }
  async sort(specifications) {
    const isEvery = ({ moduleId }) => moduleId.endsWith("every.test.ts")
    return [...specifications.filter((one) => !isEvery(one)), ...specifications.filter(isEvery)]
  }
}

const rules = readdirSync(join(root, "core/rules"))
  .filter((name) => name.endsWith(".ts") && name !== "index.ts")
  .map((name) => `core/rules/${name}`)
const files = [...rules, ...helpersOf(rules)].filter(
  (file) => names.length === 0 || names.some((n) => file.includes(n)),
)
const mutants = new Map()
const sources = new Map(files.map((file) => [join(root, file), instrumented(file)]))
const results = await run()
process.exitCode = report(results) ? 0 : 1

/** The files of core that rules import, beside what only declares types, examples, or places. */
function helpersOf(files) {
  const found = files.flatMap((file) =>
    [...readFileSync(join(root, file), "utf8").matchAll(/from "\.\.\/([a-z-]+)\.js"/g)].map(([, name]) => name),
  )
  const others = new Set(["rule", "estate", "example", "origin"])
  return [...new Set(found)]
    .filter((name) => !others.has(name))
    .sort()
    .map((name) => `core/${name}.ts`)
}

/** A file's text with a switch in the place of each operator. */
function instrumented(file) {
  const text = readFileSync(join(root, file), "utf8")
  const lineAt = lines(text)
  const { program, errors } = parseSync(file, text)
  if (errors.length > 0) throw new Error(`${file}: ${errors[0].message}`)
  let count = 0

  const idOf = ({ operator, start, left, right }) => {
    const id = `${file}#${count++}`
    const at = left === undefined ? start : text.indexOf(operator, left.end)
    const shown = text.slice(start, right?.end ?? start + 40).replace(/\s+/g, " ")
    for (const [index, to] of FLIPS[operator].entries())
      mutants.set(`${id}.${index}`, { file, line: lineAt(at), operator, to, shown })
    return JSON.stringify(id)
  }

  const print = (node) => {
    switch (node.type) {
      case "BinaryExpression":
        if (FLIPS[node.operator] === undefined) return copy(node)
        return `__mutants.binary(${idOf(node)}, "${node.operator}", ${print(node.left)}, ${print(node.right)})`
      case "LogicalExpression":
        return `__mutants.logical(${idOf(node)}, "${node.operator}", ${print(node.left)}, () => (${print(node.right)}))`
      case "UnaryExpression":
        if (node.operator !== "!") return copy(node)
        return `__mutants.not(${idOf(node)}, ${print(node.argument)})`
      default:
        return copy(node)
    }
  }

  /** The node as it stands, but for what is in it. */
  const copy = (node) => {
    let result = ""
    let end = node.start
    for (const child of childrenOf(node)) {
      result += text.slice(end, child.start) + print(child)
      end = child.end
    }
    return result + text.slice(end, node.end)
  }
  return copy({ ...program, start: 0, end: text.length })
}

function childrenOf(node) {
  return (
    Object.entries(node)
      .filter(([key]) => key !== "typeAnnotation" && key !== "returnType" && key !== "typeParameters")
      .flatMap(([, value]) => value)
      .filter((value) => typeof value?.type === "string" && typeof value.start === "number")
      // `{ a }` is key and value at once.
      .filter(
        (child, index, all) =>
          all.findIndex((other) => other.start === child.start && other.end === child.end) === index,
      )
      .sort((a, b) => a.start - b.start)
      .filter((child, index, all) => index === 0 || child.start >= all[index - 1].end)
  )
}

function lines(text) {
  const starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)]
  return (at) => starts.findLastIndex((start) => start <= at) + 1
}

async function run() {
  const folder = mkdtempSync(join(tmpdir(), "groundplan-mutants-"))
  const result = join(folder, "result.json")
  process.env.MUTANTS_RESULT = result
  process.env.MUTANTS_ALL = JSON.stringify([...mutants.keys()])
  try {
    const helpers = files.filter((file) => !rules.includes(file)).map((file) => file.replace(/^core\//, "test/core/"))
    const filters = names.length === 0 ? ["test/rules/"] : files.filter((file) => rules.includes(file)).map(testOf)
    const vitest = await startVitest(
      "test",
      [...filters, "test/rules/every.test.ts", ...helpers.map((file) => file.replace(/\.ts$/, ".test.ts"))],
      {
        watch: false,
        // Tries whole topologies for every rule: too slow to be run again for each flip, and no rule's twin.
        exclude: ["**/metamorphic.test.ts"],
        root,
        config: join(root, "vitest.config.ts"),
        runner: join(root, "scripts/mutants-runner.mjs"),
        reporters: [{}],
        pool: "forks",
        maxWorkers: 1,
        fileParallelism: false,
        isolate: false,
        testTimeout: 600_000,
        sequence: { sequencer: EveryLast },
      },
      { plugins: [{ name: "mutants", enforce: "pre", load: (id) => sources.get(id.split("?")[0]) }] },
    )
    const failed = vitest.state.getFiles().filter((file) => file.result?.state !== "pass")
    await vitest.close()
    if (failed.length > 0)
      throw new Error(`these tests fail without any flip: ${failed.map(({ name }) => name).join(", ")}`)
    return JSON.parse(readFileSync(result, "utf8"))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function testOf(file) {
  return file.replace(/^core\//, "test/").replace(/\.ts$/, ".test.ts")
}

/** Prints what survived, and the share of what did not. Returns whether it is what we want. */
function report({ killed, reached }) {
  const [dead, seen] = [new Set(killed), new Set(reached)]
  const survivors = [...mutants].filter(([id]) => !dead.has(id))
  for (const [id, { file, line, operator, to, shown }] of survivors) {
    if (!rules.includes(file) && !listsAll && names.length === 0) continue
    const how = seen.has(id.slice(0, id.lastIndexOf("."))) ? "" : " (no test comes here)"
    console.log(`${file}:${line}: ${operator} → ${to === "" ? "nothing" : to}${how}  ${shown}`)
  }
  const score = (isCounted) => {
    const all = [...mutants].filter(([, { file }]) => isCounted(file))
    const count = all.filter(([id]) => dead.has(id)).length
    return { count, of: all.length, share: count / Math.max(1, all.length) }
  }
  const own = score((file) => rules.includes(file))
  const helpers = score((file) => !rules.includes(file))
  console.log(`core/rules: ${own.count} of ${own.of} flips noticed: ${percent(own)}`)
  console.log(`what they use of core: ${helpers.count} of ${helpers.of} flips noticed: ${percent(helpers)}`)
  return own.share >= GOAL
}

function percent({ share }) {
  return `${Math.floor(share * 1000) / 10} %`
}
