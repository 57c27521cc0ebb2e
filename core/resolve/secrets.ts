import { child, type Pointer } from "../../schema/pointer.js"
import type { Secret, ServiceSecret } from "../estate.js"
import type { Catalog, ServiceData } from "./catalog.js"
import type { Problems } from "./problems.js"
import { refuseAbsent } from "./targets.js"

interface SecretContext {
  readonly catalog: Catalog
  readonly problems: Problems
}

/** A declared secret by its name; reported when nothing declares it. */
export function findSecret(name: string, path: Pointer, { catalog, problems }: SecretContext): Secret | undefined {
  const secret = catalog.secrets.get(name)
  if (secret === undefined) problems.unknown("secret", { found: name, path, declared: catalog.secrets.keys() })
  return secret
}

/** Whether a secret is in this environment; reported when a value needs it and it is not. */
export function isHere(secret: Secret, path: Pointer, { catalog, problems }: SecretContext): boolean {
  const { environment } = catalog
  if (secret.environments.includes(environment)) return true
  refuseAbsent(`The secret ${JSON.stringify(secret.name)}`, { path, problems, environment })
  return false
}

/** The secrets that a service is handed in this environment; those of other environments are left out. */
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
    if (secret === undefined || !secret.environments.includes(context.catalog.environment)) return []
    return [handedOver(variable, { stated, secret, path, place }, context)]
  })
}

const NONE: readonly never[] = []

/** What an image says of its secrets, and where. */
interface ImageSecrets {
  readonly secretsAsVariables: string | undefined
  readonly sources: Readonly<Record<string, string>>
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
