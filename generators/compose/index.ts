import { type Artifact, artifact, type Format } from "../../core/artifact.js"
import type { Generator } from "../../core/generator.js"
import * as dotenv from "../../formats/dotenv.js"
import * as lines from "../../formats/lines.js"
import { type StackContext, stackContexts } from "./context.js"
import { stackDocument } from "./document.js"
import { exampleDocument, placementDocument } from "./env-files.js"
import { ignoredFiles } from "./ignored.js"
import { localDocument } from "./local-document.js"
import { rules } from "./rules/index.js"
import { composeFormat } from "./validate.js"

/** A docker-compose.yml for each stack of each environment, and the env files that it is used with. */
export const compose: Generator = {
  name: "compose",
  summary: "Compose files, one for each stack, with their env files.",
  *generate({ shared, environments }) {
    for (const context of stackContexts(shared, environments)) yield* stackFiles(context)
  },
  rules,
}

function* stackFiles(context: StackContext): Iterable<Artifact> {
  const { stack, environment } = context
  const file = `${stack.directory}/docker-compose.yml`
  yield artifact(file, () => stackDocument(context), composeFormat(file), { environment: environment.name })
  yield artifact(`${stack.directory}/.gitignore`, () => ignoredFiles(context), lines, { environment: environment.name })
  yield* optional(context, ".env.example", () => exampleDocument(context), dotenv)
  if (context.runs !== "both") return
  yield* optional(context, "cloud.env", () => placementDocument(context, "cloud"), dotenv)
  yield* optional(context, "local.env", () => placementDocument(context, "local"), dotenv)
  const overlay = `${stack.directory}/docker-compose.local.yml`
  yield* optional(context, "docker-compose.local.yml", () => localDocument(context), composeFormat(overlay))
}

/** A file that is there only when it has something to say. */
function* optional<D>(
  { stack, environment }: StackContext,
  name: string,
  build: () => D | undefined,
  format: Format<D>,
): Iterable<Artifact> {
  const document = build()
  if (document === undefined) return
  const path = `${stack.directory}/${name}`
  const { print, lineOrigins } = format
  yield {
    path,
    content: print(document),
    environment: environment.name,
    origins: () => lineOrigins(build() ?? fail(path)),
  }
}

function fail(path: string): never {
  throw new Error(`${path} was printed, and now there is nothing to print`)
}
