import { join } from "node:path"
import { claimsOf } from "../../core/claims.js"
import type { Hop } from "../../core/proof.js"
import { enumerate, nearest } from "../../core/resolve/problems.js"
import type { NoSuchParty } from "../../proof/parties.js"
import type { Question, ReachAnswer } from "../../proof/reach.js"
import { filesOnDisk } from "../evidence.js"
import { type ExitCode, exit } from "../exit.js"
import { outDirectory } from "../options.js"
import { shownPath } from "../places.js"
import { isFailing } from "../report.js"
import { type Style, styleFor } from "../style.js"
import type { BuildOptions } from "./build.js"
import { openChecked } from "./open.js"
import { colour, tell } from "./tell.js"

/** The options of `groundplan reach`. */
export interface ReachOptions extends Omit<BuildOptions, "overwrite" | "dryRun" | "format"> {
  /** A path for people, or a document for programs; both on stdout. Default `pretty`. */
  readonly format?: "pretty" | "json"
  /** What the answer must be everywhere for the command to end well; default either. */
  readonly expect?: "open" | "closed"
}

type Answered = ReachAnswer & { readonly assumptions: readonly string[] }

/** The version of what `reach --format json` prints, and what `schema/reach.schema.json` is known by. */
const VERSION = 1
const REACH_ID = `urn:groundplan:reach:${VERSION}`

/** `groundplan reach <from> <to>`: prints the path, or where it ends, in each environment, from the files on disk. */
export async function reach(from: string, to: string, options: ReachOptions): Promise<ExitCode> {
  const project = await openChecked(options)
  const failing = isFailing(project.diagnostics, options.failOn)
  if (project.estate === undefined || failing)
    return tell(project.diagnostics, project, { ...options, format: options.format ?? "pretty", command: "reach" })
  const wanted = options.env === undefined ? undefined : new Set(options.env)
  const claims = claimsOf(project.estate)
  const known = new Set(claims.map(({ environment }) => environment))
  const strange = options.env?.find((name) => !known.has(name))
  if (strange !== undefined) return refuse(strange, [...known], "environment")
  const { contextsOf, reach: asked, reachOf } = await import("../../proof/index.js")
  const outDir = outDirectory(project, options.out)
  const contexts = contextsOf(filesOnDisk(outDir), claims)
  const answers: Answered[] = []
  let unknown: NoSuchParty | undefined
  for (const context of contexts) {
    if (wanted !== undefined && !wanted.has(context.claims.environment)) continue
    const answer = asked(context, { from, to })
    if ("asked" in answer) unknown = answer
    else
      answers.push({
        ...answer,
        hops: answer.hops.map((hop) => withPlace(hop, outDir)),
        assumptions: reachOf(context).assumptions,
      })
  }
  if (answers.length === 0 && unknown !== undefined) return refuse(unknown.asked, unknown.known, "party", unknown.hint)
  const style = styleFor(colour(process.stdout, options))
  if (options.format === "json") process.stdout.write(printedForPrograms(answers, { from, to }))
  else process.stdout.write(printed(answers, { from, to }, style))
  const { expect } = options
  const others = answers.filter(({ isOpen }) => expect !== undefined && isOpen !== (expect === "open"))
  for (const { environment, placement, isOpen } of others)
    process.stderr.write(
      `error: ${from} → ${to} is expected to be ${expect}, and is ${isOpen ? "open" : "closed"} in ${placeOf(environment, placement)}.\n`,
    )
  return others.length === 0 ? exit.clean : exit.invalid
}

/** A place in an artifact is told as a path that a reader can open from where the command runs. */
function withPlace(hop: Hop, outDir: string): Hop {
  const { position } = hop
  return position === undefined
    ? hop
    : { ...hop, position: { ...position, file: shownPath(join(outDir, position.file)) } }
}

function printedForPrograms(answers: readonly Answered[], { from, to }: Question): string {
  const document = { $schema: REACH_ID, kind: "groundplan/reach", version: VERSION, from, to, answers }
  return `${JSON.stringify(document, undefined, 2)}\n`
}

/** One answer an environment and placement, and below them what all of them take for granted. */
function printed(all: readonly Answered[], { from, to }: Question, style: Style): string {
  const parts = all.map(({ environment, placement, isOpen, grant, hops }) => {
    const where = placeOf(environment, placement)
    const verdict = isOpen ? `${style.green("open")}${GRANTED[grant ?? "none"]}` : style.yellow("closed")
    const steps = hops.map(({ text, position, isOpen: goesOn }) => {
      const place = position === undefined ? "" : style.dim(`  ${position.file}:${position.line}`)
      return `  ${goesOn ? "→" : "✗"} ${text}${place}`
    })
    return `${style.bold(where)}: ${from} → ${to} is ${verdict}\n${steps.join("\n")}\n`
  })
  const assumed = [...new Set(all.flatMap(({ assumptions }) => assumptions))]
  return `${parts.join("\n")}\n${style.dim("Taken for granted:")}\n${assumed.map((one) => style.dim(`  ${one}`)).join("\n")}\n`
}

function placeOf(environment: string, placement: ReachAnswer["placement"]): string {
  return placement === "local" ? `${environment}, on a laptop` : environment
}

/** What is said of a path that is open, by what grants it. */
const GRANTED = {
  declared: "",
  incidental: ", which follows from other edges",
  none: ", and nothing grants it",
} as const

function refuse(name: string, known: readonly string[], what: string, meant?: string): ExitCode {
  const near = nearest(name, known)
  const hint =
    meant !== undefined ? meant : near === undefined ? `There are ${enumerate(known)}.` : `Did you mean ${near}?`
  process.stderr.write(`error: there is no ${what} ${JSON.stringify(name)}. ${hint}\n`)
  return exit.usage
}
