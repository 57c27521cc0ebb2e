import { compile } from "../core/compile.js"
import { parsePins } from "../core/pins.js"
import type { Explanation } from "../core/rule.js"
import { code, fence, link, md, table } from "../formats/markdown.js"
import { readToml } from "../formats/toml.js"
import { generators } from "../generators/index.js"
import { readYaml } from "./load/data.js"
import { located, withImages } from "./locate/locate.js"
import { yamlTextLocator } from "./locate/yaml.js"
import { reference } from "./reference.js"
import { printPretty } from "./report/pretty.js"
import { inSourceOrder } from "./report.js"
import { everyProblem, everyRule, type ListedProblem, type ListedRule } from "./rules.js"
import { words } from "./words.js"

/**
 * The parts of the manual that are made: `topology.md`, which says what a topology may hold; `rules.md`, a table of the rules and one of
 * the other codes; and under `rules/` a page for each of them. Paths are relative to the manual's folder.
 */
export async function manual(): Promise<ReadonlyMap<string, string>> {
  const all = everyRule()
  const others = everyProblem()
  const pages = new Map([
    ["topology.md", await reference()],
    ["rules.md", overview(all, others)],
  ])
  for (const rule of all) {
    const explanation = rule.explain?.()
    if (explanation !== undefined) pages.set(pathOf(rule), await page(rule, explanation))
  }
  for (const other of others) pages.set(pathOf(other), await problemPage(other))
  return pages
}

function pathOf({ code: name }: { readonly code: string }): string {
  return `rules/${name.replace(/[/_]/g, "-")}.md`
}

const MADE = "<!-- Made by npm run manual from the rules themselves. -->\n"

function overview(all: readonly ListedRule[], others: readonly ListedProblem[]): string {
  const rows = all.map((rule) => [
    rule.explain === undefined ? code(rule.code) : link(code(rule.code), pathOf(rule)),
    md(rule.severity),
    words(rule.summary),
  ])
  const asked = generators
    .filter(({ rules = [] }) => rules.length > 0)
    .map(({ name, rules = [] }) => `${rules.length} where \`${name}\` is generated`)
  return [
    MADE,
    "# Rules\n",
    "`groundplan validate`, `check` and `build` hold a topology against all of these; `groundplan rules <code>` says the same as a page here.",
    `${all.length - all.filter(({ generator }) => generator !== undefined).length} are asked always, ${asked.join(", ")}.\n`,
    SETTINGS,
    table([md("Rule"), md("Weighs"), md("Finds")], rows, { padded: false }),
    "\n## Other findings\n",
    "What is found before rules are asked, or beside them: while the topology is read, held against the schema and resolved, on the command line, and on disk. All of them are errors, and nothing weighs or accepts them.\n",
    table(
      [md("Code"), md("Says")],
      others.map((other) => [link(code(other.code), pathOf(other)), words(other.summary)]),
      { padded: false },
    ),
  ].join("\n")
}

const SETTINGS = `A topology says how much the findings of a rule weigh, and accepts single ones, each with a reason:

\`\`\`ts
rules: {
  severity: { "networks/overlap": "info" },
  accept: [
    {
      rule: "ports/collision",
      at: "hosts.shop.services.till", // covers what is below it; a JSON Pointer will do too
      reason: "The old till is off while the new one runs",
      until: "2026-06-30", // the last day; without it, for good
      only: ["staging"], // without it, everywhere
    },
  ],
},
\`\`\`

\`--rule networks/overlap=off\` weighs for one run. An error that what is generated relies on, which is what rules of generators find, can
be neither weighed less nor accepted. \`--baseline known.json --write-baseline\` writes down what is found today; with
\`--baseline known.json\` only what is new since then counts. Accepted findings are counted at the end of each run, and \`--accepted\` lists them.
`

async function page(rule: ListedRule, explanation: Explanation): Promise<string> {
  const { why, source, failing, passing, pins, passingPins } = explanation
  const asked = rule.generator === undefined ? "Asked always" : `Asked where \`${rule.generator}\` is generated`
  const title = source.url === undefined ? words(source.title) : link(words(source.title), source.url)
  return [
    MADE,
    `# ${rule.code}\n`,
    `${words(rule.summary)} ${asked}; weighs \`${rule.severity}\`.\n`,
    `${why.trim()}\n`,
    `Source: ${title}\n`,
    ...(await examples({ failing, passing, pins, passingPins })),
  ].join("\n")
}

async function problemPage({ code: name, summary, explain }: ListedProblem): Promise<string> {
  const { why, source, failing, passing, pins, passingPins } = explain()
  return [
    MADE,
    `# ${name}\n`,
    `${words(summary)} No rule's: nothing weighs or accepts it.\n`,
    `${why.trim()}\n`,
    ...(source === undefined ? [] : [`Source: ${link(words(source.title), source.url)}\n`]),
    ...(failing === undefined || passing === undefined ? [] : await examples({ failing, passing, pins, passingPins })),
  ].join("\n")
}

/** The topology that breaks something with what it is told, and the one that keeps it. */
async function examples({ failing, passing, pins, passingPins }: Examples): Promise<readonly string[]> {
  return [
    "## Found\n",
    fence("yaml", failing),
    ...(pins === undefined ? [] : ["with `images.toml`\n", fence("toml", pins)]),
    "says\n",
    fence("", await told({ failing, pins })),
    "## Mended\n",
    fence("yaml", passing),
    ...(passingPins === undefined ? [] : ["with `images.toml`\n", fence("toml", passingPins)]),
  ]
}

interface Examples {
  readonly failing: string
  readonly passing: string
  readonly pins: string | undefined
  readonly passingPins: string | undefined
}

/** What the failing example is told, as a terminal of a hundred columns shows it. */
async function told({ failing, pins }: Pick<Examples, "failing" | "pins">): Promise<string> {
  const file = "topology.yaml"
  const read = await readYaml(failing, file)
  const topology = (read.kind === "read" ? read.data : {}) as { readonly images?: object }
  const images =
    pins ??
    Object.keys(topology.images ?? {})
      .map((name) => `[${name}]\ndefault = "1.0.0"\n`)
      .join("")
  const pinned = parsePins((await readToml(images)).data)
  const { diagnostics } = compile(topology, {
    pins: pinned.pins,
    generators,
    source: file,
    today: new Date("2026-01-01T00:00:00Z"),
  })
  const nothing = { accepted: [], known: [], gone: 0, drift: undefined }
  const locator = withImages(await yamlTextLocator(failing, file), { file: "images.toml", text: images })
  const texts: Readonly<Record<string, string>> = { [file]: failing, "images.toml": images }
  const found = inSourceOrder(located([...pinned.diagnostics, ...diagnostics], locator))
  return printPretty(
    { command: "validate", failOn: "error", file, diagnostics: found, ...nothing },
    { colour: false, width: 100, read: (name) => texts[name] },
  )
}
