import { Argument, Command, CommanderError, Option } from "commander"
import { exit } from "./exit.js"
import { formats, severities } from "./report.js"
import { version } from "./version.js"

/** The table of contents of the command line. Each command is loaded when it runs. */
function program(): Command {
  // Subcommands inherit this, so it comes first: usage errors end with a code of ours.
  const groundplan = new Command("groundplan")
    .exitOverride()
    .description("Compiles one topology into Compose files, Caddyfiles, Terraform and the pages around them.")
    .version(version)
    .enablePositionalOptions()
    .addHelpText(
      "after",
      "\nExit codes: 0 clean, 1 invalid topology or findings, 2 drift, 64 usage, 70 a mistake in groundplan.",
    )

  judging(compiling(groundplan.command("build")))
    .description("compile the topology and write every artifact (the default)")
    .option("-e, --env <name...>", "write only the files of these environments, and the shared ones")
    .option("--overwrite", "overwrite files that were edited by hand")
    .option("-n, --dry-run", "show what would be written, and write nothing")
    .action(async (options) => finish((await import("./commands/build.js")).build(options)))

  judging(compiling(groundplan.command("check")))
    .description("compare what is on disk with what the topology says; never writes")
    .option("-e, --env <name...>", "look only at the files of these environments, and at the shared ones")
    .action(async (options) => finish((await import("./commands/check.js")).check(options)))

  judging(reading(groundplan.command("validate"), formats))
    .description("say what the schema and the rules find; generates nothing, and looks at no generated file")
    .action(async (options) => finish((await import("./commands/validate.js")).validate(options)))

  judging(compiling(groundplan.command("prove")))
    .description(
      "prove from the files on disk that every declared path is open, and that nothing else is; never writes",
    )
    .action(async (options) => finish((await import("./commands/prove.js")).prove(options)))

  compiling(groundplan.command("reach"), ["pretty", "json"])
    .description("say whether one party reaches another, and by which path, or where the path ends")
    .argument("<from>", "internet, cdn, operators, a host (backend), or a service (backend.api)")
    .argument(
      "<to>",
      "a host name (api.example.com/docs), a service, a host's port (backend:5432), an external, an address, or outside",
    )
    .option("-e, --env <name...>", "ask in these environments only")
    .addOption(new Option("--expect <answer>", "fail unless the answer is this one").choices(["open", "closed"]))
    .action(async (from, to, options) => finish((await import("./commands/reach.js")).reach(from, to, options)))

  compiling(groundplan.command("pin"), ["pretty", "json"])
    .description("set an image's tag or digest in images.toml, then build")
    .argument("<image=tag...>", "images and their tags or digests")
    .requiredOption("-e, --env <name...>", "the environments to pin it in; `default` is every one that is not named")
    .option("--overwrite", "overwrite files that were edited by hand")
    .action(async (assignments, options) => finish((await import("./commands/pin.js")).pin(assignments, options)))

  compiling(groundplan.command("explain"), ["pretty", "json"])
    .description("tell which place in the topology a line of an artifact comes from")
    .argument("<file:line>", "a generated file and a line of it")
    .action(async (place, options) => finish((await import("./commands/explain.js")).explain(place, options)))

  groundplan
    .command("rules")
    .description("list the rules and every other code that a finding may have, or explain one")
    .argument("[code]", "what to explain: ports/collision")
    .addOption(new Option("--format <format>", "how to print").choices(["pretty", "json"]).default("pretty"))
    .option("--no-color", "no colours, even on a terminal")
    .action(async (code, options) => finish((await import("./commands/rules.js")).rules(code, options)))

  groundplan
    .command("schema")
    .description("print the JSON Schema of a topology, for editors; or of what --format json prints")
    .addArgument(
      new Argument("[of]", "what the schema describes").choices(["topology", "report", "reach"]).default("topology"),
    )
    .action(async (of) => finish((await import("./commands/schema.js")).schema(of)))

  return groundplan
}

/** The options of every command that generates. */
function compiling(command: Command, told: readonly string[] = formats): Command {
  return reading(command, told).option(
    "-o, --out <directory>",
    "the output directory (default: out beside the topology)",
  )
}

/** The options of every command that reads a topology. */
function reading(command: Command, told: readonly string[]): Command {
  return command
    .option("-c, --config <file>", "the topology (default: topology.ts and its like, here or above)")
    .option("-C, --chdir <directory>", "run as if started there")
    .option("--typecheck", "run the TypeScript compiler on the topology first")
    .addOption(
      new Option("--today <date>", "what rules take for today, YYYY-MM-DD (default: the system's date)").argParser(
        date,
      ),
    )
    .addOption(new Option("--format <format>", "how to report").choices(told).default("pretty"))
    .option("--no-color", "no colours, even on a terminal")
    .option("-q, --quiet", "report problems only")
    .hook("preAction", (_, { opts }) => {
      const { chdir, baseline, writeBaseline } = opts.call(command) as Readonly<Record<string, string | undefined>>
      if (writeBaseline !== undefined && baseline === undefined)
        throw usage("--write-baseline needs --baseline <file>, which it writes")
      if (chdir !== undefined) startIn(chdir)
    })
}

/** The options of every command that judges what rules find. */
function judging(command: Command): Command {
  return command
    .addOption(new Option("--fail-on <severity>", "the least severity that fails").choices(severities).default("error"))
    .addOption(
      new Option("--rule <code=severity>", "what a rule's findings weigh: error, warning, info or off").argParser(
        weight,
      ),
    )
    .option("--baseline <file>", "findings that are known, and pass")
    .option("--write-baseline", "write what is found to the baseline")
    .option("--accepted", "list what the topology accepts, too")
    .option("--all", "show every finding, however many look the same")
}

const WEIGHTS: ReadonlySet<string> = new Set([...severities, "off"])

/** `ports/collision=warning`; may stand several times. */
function weight(value: string, earlier: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const [, code = "", severity = ""] = /^(.*)=(.*)$/.exec(value) ?? []
  if (code !== "" && WEIGHTS.has(severity)) return { ...earlier, [code]: severity }
  throw usage(`--rule takes a code and a severity like ports/collision=warning, not ${JSON.stringify(value)}`)
}

function date(value: string): string {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(value) ? Date.parse(value) : Number.NaN
  // JavaScript takes 30 February for 1 March.
  if (!Number.isNaN(time) && new Date(time).toISOString().startsWith(value)) return value
  throw usage(`--today takes a date like 2026-01-31, not ${JSON.stringify(value)}`)
}

function startIn(folder: string): void {
  try {
    process.chdir(folder)
  } catch {
    throw usage(`--chdir names ${JSON.stringify(folder)}, which is no folder that can be entered`)
  }
}

function usage(message: string): CommanderError {
  return new CommanderError(exit.usage, "groundplan.usage", `error: ${message}`)
}

/** `build` is meant where no command is named. A command that is misspelled stays so, and is told apart. */
function withDefault(args: readonly string[]): readonly string[] {
  const [first] = args
  const own = first !== undefined && (!first.startsWith("-") || ["-h", "--help", "-V", "--version"].includes(first))
  return own ? args : ["build", ...args]
}

async function finish(code: Promise<number>): Promise<void> {
  process.exitCode = await code
}

// A reader that has seen enough (`groundplan schema | head`) is no mistake of anybody.
process.stdout.on("error", (error: NodeJS.ErrnoException) =>
  process.exit(error.code === "EPIPE" ? exit.clean : exit.bug),
)

/** Runs the command that the arguments name, and leaves its exit code to the process. */
async function main(): Promise<void> {
  try {
    await program().parseAsync(withDefault(process.argv.slice(2)), { from: "user" })
  } catch (error) {
    process.exitCode = endOf(error)
  }
}

/** Usage errors have been told by commander already; whatever else is thrown is a mistake of ours. */
function endOf(error: unknown): number {
  if (error instanceof CommanderError) {
    if (error.code === "groundplan.usage") process.stderr.write(`${error.message}\n`)
    return error.exitCode === 0 ? exit.clean : exit.usage
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error)
  process.stderr.write(`groundplan ${version} failed, and that is a mistake in groundplan:\n${detail}\n`)
  return exit.bug
}

void main()
