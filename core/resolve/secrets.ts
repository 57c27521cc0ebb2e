import { child, type Pointer } from "../../schema/pointer.js"
import type { Secret, ServiceSecret } from "../estate.js"
import type { Catalog, ServiceData } from "./catalog.js"
import { isIn } from "./fields.js"
import { below, type Problems } from "./problems.js"
import { refuseAbsent } from "./targets.js"

interface SecretContext {
  readonly catalog: Catalog
  readonly problems: Problems
}

/** A declared secret by its name; reported when nothing declares it. */
export function findSecret(name: string, path: Pointer, { catalog, problems }: SecretContext): Secret | undefined {
  const secret = catalog.secrets.get(name)
  if (secret === undefined)
    problems.unknown("secret", { found: name, path, declared: catalog.secrets.keys(), at: below("/secrets") })
  return secret
}

/** Whether a secret is in this environment; reported when a value needs it and it is not. */
export function isHere(secret: Secret, path: Pointer, { catalog, problems }: SecretContext): boolean {
  const { environment } = catalog
  if (secret.environments.includes(environment)) return true
  refuseAbsent(`The secret ${JSON.stringify(secret.name)}`, { path, problems, environment })
  return false
}

/**
 * Reports a secret in the text of a variable that nothing says a reason for: its image (`secretsAsVariables`), or a variable of
 * the same secret among the service's `secrets`.
 */
export function refuseNoReason(
  secret: Secret,
  path: Pointer,
  { service, problems }: { readonly service: ServiceSecrets; readonly problems: Problems },
): void {
  const { image, data } = service
  if (image?.secretsAsVariables !== undefined || ownReason(data.secrets, secret.name) !== undefined) return
  problems.error({
    code: "secrets/no_reason",
    message: `The secret ${JSON.stringify(secret.name)} is handed over as a variable, and nothing says why.`,
    path,
    help: "Hand it over as a file with `secrets`, or say in `secretsAsVariables` of the image why it takes variables.",
  })
}

/** The secrets that a service is handed in this environment. */
export function resolveSecrets(
  data: ServiceData,
  context: SecretContext & { readonly service: { readonly path: Pointer; readonly image: ImageSecrets | undefined } },
): readonly ServiceSecret[] {
  if (data.secrets === undefined) return NONE
  const secrets = child(context.service.path, "secrets")
  return Object.entries(data.secrets).flatMap(([variable, stated]): readonly ServiceSecret[] => {
    const path = child(secrets, variable)
    const place = typeof stated === "string" ? path : child(path, "secret")
    const secret = findSecret(typeof stated === "string" ? stated : stated.secret, place, context)
    const only = typeof stated === "string" ? undefined : stated.only
    const here = { environment: context.catalog.environment, problems: context.problems }
    if (secret === undefined || !isIn(only, child(path, "only"), here) || !isHere(secret, place, context)) return []
    return [handedOver(variable, { stated, secret, path, place }, context)]
  })
}

const NONE: readonly never[] = []

/** What an image says of its secrets, and where. */
interface ImageSecrets {
  readonly secretsAsVariables: string | undefined
  readonly sources: Readonly<Record<string, string>>
}

/** What is known of a service where a text of it names a secret. */
interface ServiceSecrets {
  readonly image: ImageSecrets | undefined
  readonly data: Pick<ServiceData, "secrets">
}

/** The reason that a service states for taking a secret as a variable. */
function ownReason(stated: ServiceData["secrets"], name: string): string | undefined {
  for (const use of Object.values(stated ?? {}))
    if (typeof use === "object" && use.secret === name && use.as === "variable") return use.reason
  return undefined
}

type StatedSecret = NonNullable<ServiceData["secrets"]>[string]

function handedOver(
  variable: string,
  use: { readonly stated: StatedSecret; readonly secret: Secret; readonly path: Pointer; readonly place: Pointer },
  { service, problems }: SecretContext & { readonly service: { readonly image: ImageSecrets | undefined } },
): ServiceSecret {
  const { stated, secret, path, place } = use
  const { image } = service
  const own: { readonly as?: "file" | "variable" | undefined; readonly reason?: string | undefined } =
    typeof stated === "object" ? stated : {}
  const as = own.as ?? (image?.secretsAsVariables === undefined ? "file" : "variable")
  const reason = as === "file" ? undefined : (own.reason ?? image?.secretsAsVariables)
  const because = own.reason !== undefined ? child(path, "reason") : image?.sources.secretsAsVariables
  if (as === "variable" && reason === undefined) {
    problems.error({
      code: "secrets/no_reason",
      message: `The secret ${JSON.stringify(secret.name)} is handed over as a variable, and nothing says why.`,
      path,
      help: 'Add a `reason`, or hand it over as a file with as: "file".',
    })
  }
  return {
    noun: "serviceSecret",
    path,
    sources: {
      secret: place,
      ...(own.as === undefined ? {} : { as: child(path, "as") }),
      ...(because === undefined ? {} : { reason: because }),
    },
    variable,
    secret,
    as,
    reason,
  }
}
