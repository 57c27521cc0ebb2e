import { child } from "../../schema/pointer.js"
import type { TextInput } from "../../schema/references.js"
import type { Command } from "../estate.js"
import type { Origin } from "../origin.js"
import { resolveText, type TextContext } from "./texts.js"

/** A command as people state it, once its environment is chosen. */
export type CommandData = string | readonly TextInput[] | { readonly shell: string }

/** Resolves a command in the form that it is stated in. Secrets are refused: whoever lists processes sees a command line. */
export function resolveCommand(stated: CommandData, path: Origin, context: TextContext): Command {
  if (typeof stated === "string") return { kind: "words", words: stated }
  if ("shell" in stated) return { kind: "shell", shell: stated.shell }
  const inner = stated.some((word) => typeof word === "object") ? { ...context, secrets: false } : context
  return {
    kind: "list",
    list: stated.map((word, index) =>
      typeof word === "object" ? resolveText(word, child(path, index), inner) : [String(word)],
    ),
  }
}

/** A command for people, on one line; a variable stands as `$NAME`. */
export function spelled(command: Command): string {
  if (command.kind === "words") return command.words
  if (command.kind === "shell") return command.shell
  return command.list
    .map((word) => word.map((part) => (typeof part === "string" ? part : `$${part.name}`)).join(""))
    .join(" ")
}
