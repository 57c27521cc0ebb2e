import type { Command } from "./estate.js"

/** What is literal in a command, as one text; variables, whose values only the run knows, are left out. Without a command, nothing. */
export function commandText(command: Command | undefined): string {
  switch (command?.kind) {
    case undefined:
      return ""
    case "words":
      return command.words
    case "shell":
      return command.shell
    case "list":
      return command.list.map((word) => word.filter((part) => typeof part === "string").join("")).join(" ")
  }
}
