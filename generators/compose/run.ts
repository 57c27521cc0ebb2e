import type { Placement } from "../../core/estate.js"
import type { StackContext } from "./context.js"
import { localDocument } from "./local-document.js"
import { hasOpenVariables, placementValues } from "./env-files.js"

/** How a stack is started where the environment runs in several places; nothing where `docker compose up` says it all. */
export function runLines(context: StackContext): readonly string[] {
  if (context.runs !== "both") return []
  return ["", "On a VM:", `  ${runCommand(context, "cloud")}`, "On a laptop:", `  ${runCommand(context, "local")}`]
}

/** The command that starts a stack in one place. */
export function runCommand(context: StackContext, placement: Placement): string {
  const hasValues = placementValues(context, placement).length > 0
  const files = placement === "local" && localDocument(context) !== undefined
  return [
    "docker compose",
    ...(files ? ["-f docker-compose.yml -f docker-compose.local.yml"] : []),
    ...(hasValues ? [`--env-file ${placement}.env`] : []),
    // Naming one env file switches off the .env that Compose reads by itself.
    ...(hasValues && hasOpenVariables(context) ? ["--env-file .env"] : []),
    "up -d",
  ].join(" ")
}
