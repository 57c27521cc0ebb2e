import { HEADER_ORIGIN, header } from "../../core/artifact.js"
import { type Database, databasesByUrl, databaseUrl } from "../../core/databases.js"
import type { Placement, PlacementVariable, Secret, SecretUse, VariableUse } from "../../core/estate.js"
import { idleAddresses } from "../../core/laptop.js"
import { originOf } from "../../core/origin.js"
import { secretFile } from "../../core/secrets.js"
import {
  assignment,
  blank,
  comment,
  type DotenvDocument,
  type DotenvNode,
  dotenvDocument,
} from "../../formats/dotenv.js"
import { placementsOrigin, type StackContext } from "./context.js"
import { runCommand } from "./run.js"
import { CONSTANT } from "./values.js"

/** A stack's .env.example: every variable and every secret that somebody has to bring, and none of their values. */
export function exampleDocument(context: StackContext): DotenvDocument | undefined {
  const variables = openVariables(context)
  const files = context.stack.secrets.filter(({ asFile }) => asFile)
  if (variables.length === 0 && files.length === 0) return undefined
  const databases = databasesOf(context)
  return dotenvDocument([
    ...headerNodes(context, ["", ...usageLines(context)]),
    ...variables.flatMap((open) => openNodes(open, databases)),
    ...fileNodes(files, databases),
    ...placementNodes(context),
  ])
}

/** A stack's cloud.env or local.env: the values that differ between places, none of them secret. */
export function placementDocument(context: StackContext, placement: Placement): DotenvDocument | undefined {
  const values = placementValues(context, placement)
  if (values.length === 0) return undefined
  const idle = placement === "local" ? idleAddresses(context.stack.services) : NONE
  return dotenvDocument([
    ...headerNodes(context, []),
    comment(["", placement === "cloud" ? "For VMs:" : "For laptops:"], placementsOrigin(context)),
    comment(`  ${runCommand(context, placement)}`, placementsOrigin(context)),
    ...values.flatMap((variable) => [
      blank(variable.origin),
      assignment(variable.name, variable.values[placement] ?? "", variable.origin, [
        variable.purpose,
        ...(idle.has(variable.name) ? [IDLE] : []),
      ]),
    ]),
  ])
}

const NONE: ReadonlySet<string> = new Set()
const IDLE = "Compose asks for it before it reads docker-compose.local.yml, which publishes none of these ports"

/** The variables of a stack whose value is written into cloud.env and local.env, sorted by name. */
export function placementValues(context: StackContext, placement: Placement): readonly PlacementVariable[] {
  const read = new Set(context.stack.variables.map(({ name }) => name))
  return context.environment.placementVariables.filter(
    ({ name, values }) => read.has(name) && values[placement] !== undefined,
  )
}

/** A variable that a person or the start-up script of the VM has to set. */
export type OpenVariable =
  | { readonly kind: "plain"; readonly variable: VariableUse }
  | { readonly kind: "secret"; readonly secret: Secret }

/** Every variable that nothing generated sets: plain ones first, then secrets, both sorted by name. */
export function openVariables({ environment, stack }: StackContext): readonly OpenVariable[] {
  const set = new Set(environment.placementVariables.map(({ name }) => name))
  const secrets = stack.secrets.filter(({ asVariable }) => asVariable)
  const secretNames = new Set(secrets.map(({ secret }) => secret.name))
  const plain = stack.variables.filter(({ name }) => !set.has(name) && !secretNames.has(name))
  return [
    ...plain.map((variable): OpenVariable => ({ kind: "plain", variable })),
    ...secrets.map(({ secret }): OpenVariable => ({ kind: "secret", secret })),
  ]
}

function headerNodes({ shared }: StackContext, more: readonly string[]): readonly DotenvNode[] {
  return [comment([...header(shared), ...more], HEADER_ORIGIN)]
}

/** A VM's start-up script keeps a block of its own in .env: a copy over it would take the secrets away. */
function usageLines({ shared, host, stack, runs }: StackContext): readonly string[] {
  const hasScript = shared.gcp !== undefined && host.generate.has("terraform") && runs !== "local"
  const written = stack.secrets.some(({ secret, asVariable }) => asVariable && secret.from === "secret-manager")
  const usage = "Copy it to .env and fill it in; Compose stops where a value is missing."
  if (!hasScript || !written) return [usage]
  const vm = "On a VM, the start-up script writes what comes from Secret Manager; add there only what it does not."
  return runs === "both" ? [`On a laptop: ${usage[0]!.toLowerCase()}${usage.slice(1)}`, vm] : [usage, vm]
}

type Databases = ReadonlyMap<string, Database>

/** The databases that the URLs among the stack's secrets lead to. */
function databasesOf({ host, stack }: StackContext): Databases {
  return stack.secrets.some(({ secret }) => secret.form === "url") ? databasesByUrl(host.services) : new Map()
}

/** What a URL looks like, where its purpose leaves that open. */
function shapeOf(secret: Secret, databases: Databases): readonly string[] {
  const database = databases.get(secret.name)
  if (database === undefined) return []
  const password = database.password === undefined ? "" : `; PASSWORD is ${database.password.name}, percent-encoded`
  return [`Like ${databaseUrl(database)}${password}`]
}

function openNodes(open: OpenVariable, databases: Databases): readonly DotenvNode[] {
  if (open.kind === "plain") {
    const { name, purpose, fallback, origin } = open.variable
    const optional = fallback === undefined ? [] : [`Optional; without it: ${JSON.stringify(fallback)}`]
    return [blank(origin), assignment(name, undefined, origin, [purpose, ...optional])]
  }
  const { secret } = open
  return [
    blank(secret.path),
    comment(secret.purpose, originOf(secret, "purpose")),
    ...shapeOf(secret, databases).map((line) => comment(line, originOf(secret, "form"))),
    sourceNode(secret, "Secret, from Secret Manager", "Secret, written by hand"),
    ...(mayHoldDollar(secret)
      ? [comment("Keep the single quotes: without them, Compose takes $ for a variable", originOf(secret, "form"))]
      : []),
    assignment(secret.name, mayHoldDollar(secret) ? "" : undefined, secret.path),
  ]
}

/** The hash of a password begins with one. */
function mayHoldDollar({ form }: Secret): boolean {
  return form !== "url-safe"
}

function sourceNode(secret: Secret, fromManager: string, byHand: string): DotenvNode {
  if (secret.from === "env-file") return comment(byHand, originOf(secret, "source"))
  const id = secret.id === secret.name ? "" : `: ${secret.id}`
  return comment(`${fromManager}${id}`, originOf(secret, secret.id === secret.name ? "source" : "id"))
}

function fileNodes(files: readonly SecretUse[], databases: Databases): readonly DotenvNode[] {
  if (files.length === 0) return []
  return [
    blank(CONSTANT),
    comment("Not here, but in files of their own, the value and nothing else:", CONSTANT),
    ...files.flatMap(({ secret }) => [
      comment(`  ${secretFile(secret)}: ${secret.purpose}`, originOf(secret, "purpose")),
      ...shapeOf(secret, databases).map((line) => comment(`    ${line}`, originOf(secret, "form"))),
    ]),
  ]
}

function placementNodes(context: StackContext): readonly DotenvNode[] {
  const values = placementValues(context, "cloud")
  if (values.length === 0) return []
  return [
    blank(CONSTANT),
    comment("Not here, but in cloud.env and local.env:", CONSTANT),
    ...values.map(({ name, purpose, origin }) => comment(`  ${name}: ${purpose}`, origin)),
  ]
}
