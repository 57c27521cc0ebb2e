import { Command, CommanderError, Option } from "commander"
import { exit } from "./exit.js"
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

  compiling(groundplan.command("build"))
    .description("compile the topology and write every artifact (the default)")
    .option("-e, --env <name...>", "write only the files of these environments, and the shared ones")
    .option("--overwrite", "overwrite files that were edited by hand")
    .option("-n, --dry-run", "show what would be written, and write nothing")
    .action(async (options) => finish((await import("./commands/build.js")).build(options)))

  compiling(groundplan.command("check"))
    .description("compare what is on disk with what the topology says; never writes")
    .option("-e, --env <name...>", "look only at the files of these environments, and at the shared ones")
    .action(async (options) => finish((await import("./commands/check.js")).check(options)))

  compiling(groundplan.command("pin"))
    .description("set an image's tag or digest in images.toml, then build")
    .argument("<image=tag...>", "images and their tags or digests")
    .requiredOption("-e, --env <name...>", "the environments to pin it in; `default` is every one that is not named")
    .option("--overwrite", "overwrite files that were edited by hand")
    .action(async (assignments, options) => finish((await import("./commands/pin.js")).pin(assignments, options)))

  compiling(groundplan.command("explain"))
    .description("tell which place in the topology a line of an artifact comes from")
    .argument("<file:line>", "a generated file and a line of it")
    .action(async (place, options) => finish((await import("./commands/explain.js")).explain(place, options)))

  groundplan
    .command("schema")
    .description("print the JSON Schema of a topology, for editors")
    .action(async () => finish((await import("./commands/schema.js")).schema()))

  return groundplan
}

/** The options of every command that compiles. */
function compiling(command: Command): Command {
  return command
    .option("-c, --config <file>", "the topology (default: topology.ts and its like, here or above)")
    .option("-o, --out <directory>", "the output directory (default: out beside the topology)")
    .option("-C, --chdir <directory>", "run as if started there")
    .option("--typecheck", "run the TypeScript compiler on the topology first")
    .addOption(
      new Option("--today <date>", "what rules take for today, YYYY-MM-DD (default: the system's date)").argParser(
        date,
      ),
    )
    .addOption(new Option("--format <format>", "how to report").choices(["pretty", "json"]).default("pretty"))
    .option("--no-color", "no colours, even on a terminal")
    .option("-q, --quiet", "report problems only")
    .hook("preAction", (_, { opts }) => {
      const { chdir } = opts.call(command) as { readonly chdir?: string }
      if (chdir !== undefined) process.chdir(chdir)
    })
}

function date(value: string): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value))) return value
  throw new CommanderError(
    exit.usage,
    "groundplan.date",
    `error: --today takes a date like 2026-01-31, not ${JSON.stringify(value)}`,
  )
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
    if (error.code === "groundplan.date") process.stderr.write(`${error.message}\n`)
    return error.exitCode === 0 ? exit.clean : exit.usage
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error)
  process.stderr.write(`groundplan ${version} failed, and that is a mistake in groundplan:\n${detail}\n`)
  return exit.bug
}

void main()
