import type { Command, Service } from "../../../core/estate.js"
import { example } from "../../../core/example.js"
import { type Origin, originOf } from "../../../core/origin.js"
import type { Finding, Rule } from "../../../core/rule.js"
import { splitWords } from "../../../formats/compose.js"
import { composeServices } from "../services.js"

/** A command written as words is split by Compose, which knows quotes and nothing else of a shell. */
export const servicesWords: Rule = {
  code: "services/words",
  severity: "error",
  summary: "A command written as words needs a shell.",
  *check(estate) {
    for (const service of composeServices(estate)) {
      if (!hasWords(service)) continue
      for (const [command, path] of commandsOf(service)) yield* unsplittable(service, command, path)
    }
  },
  explain: () => ({
    why: `A command written as one text is split into words by Compose, which knows quotes and nothing else of a shell: a quote that nothing closes
can't be split. \`{ shell: … }\` hands the line to \`/bin/sh\`; a list needs no splitting.`,
    source: {
      title: "Compose Specification: command",
      url: "https://github.com/compose-spec/compose-spec/blob/main/05-services.md#command",
    },
    failing: shop('serve "all'),
    passing: shop('serve "all"'),
  }),
}

/** Most services have none, and listing all commands of all services takes its time. */
function hasWords({ command, entrypoint, health, local }: Service): boolean {
  const test = health?.test === "none" ? undefined : health?.test
  return [command, entrypoint, test, local.command].some((each) => each?.kind === "words")
}

function commandsOf(service: Service): readonly (readonly [Command | undefined, Origin])[] {
  const { health, local } = service
  return [
    [service.command, originOf(service, "command")],
    [service.entrypoint, originOf(service, "entrypoint")],
    [health === undefined || health.test === "none" ? undefined : health.test, health?.testOrigin ?? service.path],
    [local.command, originOf(local, "command")],
  ]
}

function* unsplittable(service: Service, command: Command | undefined, path: Origin): Iterable<Finding> {
  if (command?.kind !== "words") return
  const split = splitWords(command.words)
  if (split.kind === "words") return
  yield {
    message: `A command of ${service.id} can't be split into words: ${split.message}.`,
    path,
    found: JSON.stringify(command.words),
    help: "Write { shell: … } for a shell to run it, or a list of words.",
    environments: [service.environment],
  }
}

function shop(command: string): string {
  return example({ services: { orders: `command: '${command}'` } })
}
