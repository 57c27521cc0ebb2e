import type { Command, ResolvedText, Service } from "../../../core/estate.js"
import { example } from "../../../core/example.js"
import { type Origin, originOf } from "../../../core/origin.js"
import type { Rule } from "../../../core/rule.js"
import { composeRefusal } from "../../../formats/compose.js"
import { child } from "../../../schema/pointer.js"
import { composeServices } from "../services.js"

/** Compose finds the end of `${NAME:-default}` by counting braces within one line. */
export const servicesVariableDefault: Rule = {
  code: "services/variable_default",
  severity: "error",
  summary: "A variable's default can't stand in a Compose file.",
  *check(estate) {
    for (const service of composeServices(estate)) {
      for (const [text, path] of variableTexts(service)) {
        const reason = composeRefusal(text)
        if (reason === undefined) continue
        yield {
          message: `${service.id} reads a variable whose default can't be written down. ${reason}.`,
          path,
          help: "Leave the default out, and set the variable.",
          environments: [service.environment],
        }
      }
    }
  },
  explain: () => ({
    why: `Compose finds the end of \`\${NAME:-default}\` by counting braces within one line. A default with a brace that nothing closes, or with a
line's end, would be cut off there, or swallow what follows.`,
    source: {
      title: "Compose Specification: interpolation",
      url: "https://github.com/compose-spec/compose-spec/blob/main/12-interpolation.md",
    },
    failing: shop("'}'"),
    passing: shop("plain"),
  }),
}

/** The texts that hold a variable; most services have none, so nothing is built for the others. */
function variableTexts(service: Service): readonly (readonly [ResolvedText, Origin])[] {
  const texts: (readonly [ResolvedText, Origin])[] = []
  for (const { value, origin } of service.variables) if (!isLiteral(value)) texts.push([value, origin])
  for (const mount of service.mounts)
    if (mount.kind === "bind" && !isLiteral(mount.from)) texts.push([mount.from, originOf(mount, "source")])
  for (const { hostIp, path } of service.ports)
    if (hostIp !== undefined && !isLiteral(hostIp)) texts.push([hostIp, path])
  addWords(texts, service.command, originOf(service, "command"))
  addWords(texts, service.entrypoint, originOf(service, "entrypoint"))
  addWords(texts, service.local.command, originOf(service.local, "command"))
  return texts
}

function addWords(texts: (readonly [ResolvedText, Origin])[], command: Command | undefined, origin: Origin): void {
  if (command?.kind !== "list") return
  for (const [index, word] of command.list.entries()) if (!isLiteral(word)) texts.push([word, child(origin, index)])
}

function isLiteral(text: ResolvedText): boolean {
  for (const part of text) if (typeof part !== "string") return false
  return true
}

function shop(value: string): string {
  return example({
    services: { orders: `environment: { FORMAT: { env: FORMAT, default: ${value}, purpose: How orders are shown } }` },
  })
}
