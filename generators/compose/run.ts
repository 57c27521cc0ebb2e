import type { Placement } from "../../core/estate.js"
import type { StackContext } from "./context.js"
import { openVariables, placementValues } from "./env-files.js"
import { localServiceEntry } from "./local-service.js"

/** How a stack is started where its environment runs in several places; nothing where `docker compose up` says it all. */
export function runLines(context: StackContext): readonly string[] {
  if (context.runs !== "both") return []
  return [`On VMs:     ${runCommand(context, "cloud")}`, `On laptops: ${runCommand(context, "local")}`]
}

/** The command that starts a stack in one place. */
export function runCommand(context: StackContext, placement: Placement): string {
  const values = placementValues(context, placement).length > 0
  const overlay = placement === "local" && context.stack.services.some((each) => localServiceEntry(each, context))
  return [
    "docker compose",
    ...(overlay ? ["-f docker-compose.yml -f docker-compose.local.yml"] : []),
    ...(values ? [`--env-file ${placement}.env`] : []),
    // Naming one env file switches off the .env that Compose reads by itself.
    ...(values && openVariables(context).length > 0 ? ["--env-file .env"] : []),
    "up -d",
  ].join(" ")
}
