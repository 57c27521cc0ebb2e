import { enumerate, nearest } from "../../core/resolve/problems.js"
import { type ExitCode, exit } from "../exit.js"
import { reportVersion } from "../report.js"
import { everyRule, type ListedRule } from "../rules.js"
import { type Style, styleFor } from "../style.js"
import { colour, type TellOptions } from "./tell.js"

/** The options of `groundplan rules`. */
export interface RulesOptions extends Pick<TellOptions, "color"> {
  /** A table or a page for people, or a document for programs; both on stdout. Default `pretty`. */
  readonly format?: "pretty" | "json"
}

/** `groundplan rules [code]`: lists every rule, or explains one. */
export async function rules(code: string | undefined, options: RulesOptions): Promise<ExitCode> {
  const all = everyRule()
  const chosen = code === undefined ? all : all.filter((rule) => rule.code === code)
  if (chosen.length === 0) {
    const codes = all.map((rule) => rule.code)
    const near = nearest(code!, codes)
    const hint = near === undefined ? `There are ${enumerate(codes)}.` : `Did you mean ${near}?`
    process.stderr.write(`error: there is no rule ${JSON.stringify(code)}. ${hint}\n`)
    return exit.usage
  }
  const style = styleFor(colour(process.stdout, options))
  const [rule] = chosen
  if (options.format === "json") process.stdout.write(document(chosen))
  else process.stdout.write(code === undefined ? table(all, style) : page(rule!, style))
  return exit.clean
}

function table(rules: readonly ListedRule[], style: Style): string {
  const width = Math.max(...rules.map(({ code }) => code.length))
  return rules
    .map(({ code, severity, summary }) => `${style.bold(code.padEnd(width))}  ${severity.padEnd(7)}  ${summary}\n`)
    .join("")
}

function page({ code, severity, summary, generator, explain }: ListedRule, style: Style): string {
  const asked = generator === undefined ? "" : `, asked where ${generator} is generated`
  const head = `${style.bold(code)} (${severity}${asked})\n\n${summary}\n`
  if (explain === undefined) return head
  const { why, source, failing, passing, pins, passingPins } = explain()
  const url = source.url === undefined ? "" : `\n${source.url}`
  const sections = [
    ["Why", why],
    ["Source", `${source.title}${url}`],
    ["Found in", failing],
    ...(passingPins === undefined ? [] : [["With images.toml", pins ?? ""]]),
    ["Not in", passing],
    ...(pins === undefined ? [] : [["With images.toml", passingPins ?? pins]]),
  ] as const
  return [head, ...sections.map(([title, text]) => `${style.bold(title)}\n${indented(text!)}`)].join("\n")
}

function indented(text: string): string {
  return text
    .trimEnd()
    .split("\n")
    .map((line) => (line === "" ? "\n" : `  ${line}\n`))
    .join("")
}

function document(rules: readonly ListedRule[]): string {
  const listed = rules.map(({ code, severity, summary, generator, explain }) => ({
    code,
    severity,
    summary,
    ...(generator === undefined ? {} : { generator }),
    ...(explain === undefined ? {} : explain()),
  }))
  return `${JSON.stringify({ kind: "groundplan/rules", version: reportVersion, rules: listed }, undefined, 2)}\n`
}
