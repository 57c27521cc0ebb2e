import type { Claims } from "../../core/claims.js"
import { likelyCredential } from "../../core/credentials.js"
import type { Failure } from "../../core/proof.js"
import { type ReadAssignment, readDotenv } from "../../formats/dotenv.js"
import type { Position } from "../../formats/position.js"
import { ENGINE, QUIET } from "../vocabulary/variables.js"
import { type Context, failure, REBUILD } from "./context.js"

/** The env files of a placement say what the topology does of where it runs, tell the engines nothing, and hold no secret. */
export function* checkEnvFiles(context: Context): Iterable<Failure> {
  const { claims, evidence } = context
  const wanted = new Map(claims.variables.map((variable) => [variable.name, variable]))
  const { secrets } = claims
  for (const { directory } of claims.hosts.flatMap(({ stacks }) => stacks)) {
    for (const name of [`${claims.placement}.env`, ".env.example"]) {
      const file = `${directory}/${name}`
      const content = evidence.files.get(file)
      if (content === undefined) continue
      const { assignments, errors } = readDotenv(content)
      for (const { message, line, column } of errors)
        yield notUnderstood(context, `${file} can't be read: ${message}`, { file, line, column })
      for (const assignment of assignments)
        yield* checkAssignment(context, assignment, { file, wanted, secrets, isRead: name !== ".env.example" })
    }
  }
}

interface EnvFile {
  readonly file: string
  readonly wanted: ReadonlyMap<string, Claims["variables"][number]>
  readonly secrets: ReadonlySet<string>
  /** Whether Compose reads it. */
  readonly isRead: boolean
}

function* checkAssignment(
  context: Context,
  { name, value, line }: ReadAssignment,
  { file, wanted, secrets, isRead }: EnvFile,
): Iterable<Failure> {
  const position = { file, line, column: 1 }
  const text = value?.every((part) => typeof part === "string") === true ? value.join("") : undefined
  const claim = wanted.get(name)
  const isFilled = value === undefined || value.length > 1 || (text ?? "?") !== ""
  if (isFilled && claim === undefined && (secrets.has(name) || likelyCredential(text ?? "", name) !== undefined))
    yield failure(context, "proof/secret_written", {
      message: `${file} holds a value of ${name}.`,
      position,
      help: "Leave it to whoever fills in .env, or to Secret Manager; then put another value in its place, for this one is known.",
    })
  // Whoever copies the example hands it to Docker too; what is left open there is the topology's own.
  if (ENGINE.test(name) && !QUIET.has(name) && isFilled && claim === undefined)
    yield notUnderstood(
      context,
      `${file} sets ${name}, which Docker reads itself: the proof can't tell what it does then.`,
      position,
    )
  if (isRead && claim !== undefined && text !== claim.value)
    yield failure(context, "proof/disagreement", {
      message: `${file} has ${text ?? "a value that is not known"} for ${name}, and the topology leads it to ${claim.value}.`,
      position,
      origins: [claim.origin],
      help: REBUILD,
    })
}

function notUnderstood(context: Context, message: string, position: Position): Failure {
  return failure(context, "proof/not_understood", {
    message,
    position,
    help: "Take it out of the file: what a project is told belongs into the topology.",
  })
}
