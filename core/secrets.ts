import { child } from "../schema/pointer.js"
import type { Handler, Secret, Service, Shared } from "./estate.js"
import type { Origin } from "./origin.js"

/**
 * Where a stack finds a secret that its services take as a file, relative to the stack's folder: `secrets/DATABASE_PASSWORD`.
 *
 * Whoever starts the stack writes the file there; the folder is its owner's alone, so what lies in it may be readable to all.
 */
export function secretFile(secret: Secret): string {
  return `secrets/${secret.name}`
}

/** One way in which a service takes a secret. */
export interface SecretTaking {
  /** What is taken. */
  readonly secret: Secret
  /** Which part of the service takes it: what is stated under `secrets`, a variable's text, or the logins of the routes that it serves. */
  readonly through: "secrets" | "environment" | "login"
  /** How the process is given it. */
  readonly as: "file" | "variable"
  /** The variable that the process reads: `DATABASE_URL`, for a file `DATABASE_URL_FILE`. */
  readonly variable: string
  /** Why it is a variable; undefined for files. */
  readonly reason: string | undefined
  /** Where the service takes it. */
  readonly origin: Origin
}

/** Every declared secret, by its name. */
export function declaredSecrets({ secrets }: Shared): ReadonlyMap<string, Secret> {
  return new Map(secrets.map((secret) => [secret.name, secret]))
}

/** Everything in which a service takes secrets: files, variables, texts that hold one, and hashes of passwords that its Caddyfile reads. */
export function secretTakings(service: Service, declared: ReadonlyMap<string, Secret>): readonly SecretTaking[] {
  const takings: SecretTaking[] = service.secrets.map(({ secret, variable, as, reason, path }) => ({
    secret,
    through: "secrets",
    as,
    variable: as === "file" ? `${variable}_FILE` : variable,
    reason,
    origin: path,
  }))
  for (const { name, value, origin } of service.variables) {
    for (const part of value) {
      const secret = typeof part === "object" && part.secret ? declared.get(part.name) : undefined
      if (secret === undefined) continue
      const reason = service.image?.secretsAsVariables ?? reasonOf(service, secret)
      takings.push({ secret, through: "environment", as: "variable", variable: name, reason, origin })
    }
  }
  for (const { handlers } of service.proxy?.routes ?? []) addLogins(handlers, takings)
  return takings
}

const LOGIN = "Caddy reads the hash of a password from its environment"

function reasonOf({ secrets }: Service, secret: Secret): string | undefined {
  return secrets.find((use) => use.secret === secret && use.as === "variable")?.reason
}

function addLogins(handlers: readonly Handler[], takings: SecretTaking[]): void {
  for (const { basicAuth, answer, path } of handlers) {
    if (basicAuth !== undefined) {
      const { password } = basicAuth
      const origin = child(child(path, "basicAuth"), "password")
      takings.push({
        secret: password,
        through: "login",
        as: "variable",
        variable: password.name,
        reason: LOGIN,
        origin,
      })
    }
    if (answer.kind === "handle") addLogins(answer.handlers, takings)
  }
}
