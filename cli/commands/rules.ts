import { type CodeExplanation, listedCode } from "../../core/codes/index.js"
import { enumerate, nearest } from "../../core/resolve/problems.js"
import type { Explanation } from "../../core/rule.js"
import { type ExitCode, exit } from "../exit.js"
import { reportVersion } from "../report.js"
import { everyProblem, everyRule, type ListedProblem, type ListedRule } from "../rules.js"
import { type Style, styleFor } from "../style.js"
import { colour, type TellOptions } from "./tell.js"

/** The options of `groundplan rules`. */
export interface RulesOptions extends Pick<TellOptions, "color"> {
  /** A table or a page for people, or a document for programs; both on stdout. Default `pretty`. */
  readonly format?: "pretty" | "json"
}

/** `groundplan rules [code]`: lists every rule and every other code that a finding may have, or explains one. */
export async function rules(code: string | undefined, options: RulesOptions): Promise<ExitCode> {
  const all = { rules: everyRule(), problems: everyProblem() }
  const chosen = code === undefined ? all : only(code, all)
  if (chosen.rules.length + chosen.problems.length === 0) {
    const codes = [...all.rules, ...all.problems].map((one) => one.code)
    const near = nearest(code!, codes)
    const hint = near === undefined ? `There are ${enumerate(codes)}.` : `Did you mean ${near}?`
    process.stderr.write(`error: there is no rule ${JSON.stringify(code)}. ${hint}\n`)
    return exit.usage
  }
  const style = styleFor(colour(process.stdout, options))
  const [rule] = chosen.rules
  const [problem] = chosen.problems
  if (options.format === "json") process.stdout.write(document(chosen))
  else if (code === undefined) process.stdout.write(table(all, style))
  else process.stdout.write(rule === undefined ? problemPage(problem!, style) : rulePage(rule, style))
  return exit.clean
}

interface Listed {
  readonly rules: readonly ListedRule[]
  readonly problems: readonly ListedProblem[]
}

/** The TypeScript compiler has many codes, of which one says all that there is to say. */
function only(code: string, { rules, problems }: Listed): Listed {
  const known = listedCode(code)
  return {
    rules: rules.filter((rule) => rule.code === code),
    problems: known === undefined ? [] : problems.filter(({ summary }) => summary === known.summary),
  }
}

function table({ rules, problems }: Listed, style: Style): string {
  const width = Math.max(...[...rules, ...problems].map(({ code }) => code.length))
  const row = (code: string, severity: string, summary: string): string =>
    `${style.bold(code.padEnd(width))}  ${severity.padEnd(7)}  ${summary}\n`
  return [
    ...rules.map(({ code, severity, summary }) => row(code, severity, summary)),
    "\nNo rule's, so that nothing weighs or accepts them:\n\n",
    ...problems.map(({ code, summary }) => row(code, "error", summary)),
  ].join("")
}

function rulePage({ code, severity, summary, generator, explain }: ListedRule, style: Style): string {
  const asked = generator === undefined ? "" : `, asked where ${generator} is generated`
  return page(`${style.bold(code)} (${severity}${asked})\n\n${summary}\n`, explain?.(), style)
}

function problemPage({ code, summary, explain }: ListedProblem, style: Style): string {
  return page(`${style.bold(code)} (error, no rule's: nothing weighs or accepts it)\n\n${summary}\n`, explain(), style)
}

/** What a rule and another code say of themselves alike. */
function page(head: string, explanation: Explanation | CodeExplanation | undefined, style: Style): string {
  if (explanation === undefined) return head
  const { why, source, failing, passing, pins, passingPins } = explanation
  const sections = [
    ["Why", why],
    ["Source", source === undefined ? undefined : [source.title, source.url ?? ""].join("\n").trimEnd()],
    ["Found in", failing],
    ["With images.toml", passingPins === undefined ? undefined : (pins ?? "")],
    ["Not in", passing],
    ["With images.toml", pins === undefined ? undefined : (passingPins ?? pins)],
  ] as const
  const told = sections.flatMap(([title, text]) =>
    text === undefined ? [] : [`${style.bold(title)}\n${indented(text)}`],
  )
  return [head, ...told].join("\n")
}

function indented(text: string): string {
  return text
    .trimEnd()
    .split("\n")
    .map((line) => (line === "" ? "\n" : `  ${line}\n`))
    .join("")
}

function document({ rules, problems }: Listed): string {
  const listed = {
    kind: "groundplan/rules",
    version: reportVersion,
    rules: rules.map(({ code, severity, summary, generator, explain }) => ({
      code,
      severity,
      summary,
      ...(generator === undefined ? {} : { generator }),
      ...explain?.(),
    })),
    others: problems.map(({ code, summary, explain }) => ({ code, severity: "error", summary, ...explain() })),
  }
  return `${JSON.stringify(listed, undefined, 2)}\n`
}
