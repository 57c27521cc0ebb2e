import type { Command, Health, Service } from "../../core/estate.js"
import { type Origin, originOf } from "../../core/origin.js"
import { composeText, splitWords } from "../../formats/compose.js"
import { boolean, entry, flow, item, number, quoted, seq, string, type YamlValue, yamlMap } from "../../formats/yaml.js"
import { child } from "../../schema/pointer.js"
import { quotedLiteral, textValue } from "./values.js"

/**
 * A command or entrypoint. Words stay one string, which Compose splits; a list is run as it is; a line for a shell gets one.
 *
 * `origin` is the command's; words of a list have their own below it.
 */
export function commandValue(command: Command | undefined, origin: Origin): YamlValue | undefined {
  if (command === undefined) return undefined
  switch (command.kind) {
    case "words":
      return quotedLiteral(command.words)
    case "list":
      return seq(command.list.map((word, index) => item(textValue(word), child(origin, index))))
    case "shell":
      return flow(["/bin/sh", "-c", quotedLiteral(command.shell)])
  }
}

/** A service's command, with the flag that says how much it does at once as its last word. */
export function serviceCommand(service: Service): YamlValue | undefined {
  const value = commandValue(service.command, originOf(service, "command"))
  if (service.concurrency === undefined || value?.kind !== "sequence") return value
  const { flag, value: concurrency } = service.concurrency
  return seq([...value.items, item(quotedLiteral(`${flag}=${concurrency}`), originOf(service, "concurrency"))])
}

/** A health check, or the word that switches the image's own off. */
export function healthValue(health: Health | undefined): YamlValue | undefined {
  if (health === undefined) return undefined
  if (health.test === "none") return yamlMap([entry("disable", boolean(true), health.testOrigin)])
  return yamlMap([
    entry("test", healthTest(health.test), health.testOrigin),
    entry("interval", string(health.interval), originOf(health, "interval")),
    entry("timeout", string(health.timeout), originOf(health, "timeout")),
    entry("retries", number(health.retries), originOf(health, "retries")),
    entry("start_period", string(health.startPeriod), originOf(health, "startPeriod")),
    entry(
      "start_interval",
      health.startInterval === undefined ? undefined : string(health.startInterval),
      originOf(health, "startInterval"),
    ),
  ])
}

/** Compose would hand one string to a shell, so words are split here, by the rules by which it splits a command. */
function healthTest(test: Command): YamlValue {
  switch (test.kind) {
    case "words": {
      const split = splitWords(test.words)
      if (split.kind === "error") throw new Error(`A health check can't be split into words: ${split.message}`)
      return flow(["CMD", ...split.words.map(quotedLiteral)])
    }
    case "list":
      return flow(["CMD", ...test.list.map(textValue)])
    case "shell":
      return flow(["CMD-SHELL", quoted(composeText([test.shell]))])
  }
}
