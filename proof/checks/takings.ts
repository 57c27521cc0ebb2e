import type { SecretGrant } from "../../core/claims/belongings.js"
import type { ServiceClaim } from "../../core/claims.js"
import { isSecretName, isSetting, likelyCredential, urlWithPassword } from "../../core/credentials.js"
import type { Failure } from "../../core/proof.js"
import type { Position } from "../../formats/position.js"
import type { GivenFile } from "../belongings.js"
import type { Container, Text } from "../network.js"
import { hop } from "../trace.js"
import { type Context, failure, nameOf, notGranted, REBUILD } from "./context.js"
import { coveredBy } from "./mounts.js"
import { directoryOf, placeOf } from "./places.js"
import { isOwn } from "./powers.js"

/** Each secret goes to the services that the topology gives it to, the way it says, and to nobody else. */
export function* checkTakings(context: Context): Iterable<Failure> {
  for (const container of context.scene.containers.values()) {
    const service = context.serviceOf.get(container.key)
    if (service === undefined) continue
    const asked = { container, service, name: nameOf(context, container), directory: directoryOf(context, container) }
    yield* checkGiven(context, asked)
    yield* checkRead(context, asked)
    const texts = new Map(
      container.texts.flatMap((text) => (text.variable === undefined ? [] : [[text.variable, text] as const])),
    )
    for (const grant of service.belongings.secrets)
      yield* checkGrant(context, asked, { grant, text: texts.get(grant.variable) })
    yield* checkLiterals(context, asked)
  }
}

interface Asked {
  readonly container: Container
  readonly service: ServiceClaim
  readonly name: string
  readonly directory: string
}

/** Files that a container is given: each holds a secret of its own. */
function* checkGiven(context: Context, { container, service, name, directory }: Asked): Iterable<Failure> {
  const { origin } = service
  const granted = grantedAs("file", service)
  for (const { kind, holds, target, position } of container.belongings.files) {
    const held =
      holds.kind === "variable" ? holds.name : holds.kind === "file" ? secretIn(directory, holds.path) : undefined
    if (kind === "secret" && held !== undefined && granted.has(held)) {
      const covered = coveredBy(service, placeOf("", target))
      if (covered !== undefined)
        yield notGranted(context, `${name} has the secret ${held} at ${target}, over what it mounts at ${covered}.`, {
          position,
          origins: [origin],
        })
      continue
    }
    const what =
      holds.kind === "file" ? holds.path : holds.kind === "variable" ? `the variable ${holds.name}` : holds.what
    yield notGranted(context, `${name} is given ${what} at ${target}, and nothing grants it.`, {
      position,
      origins: [origin],
      hops: [hop(`${name} is given the ${kind} at ${target}`, position), hop(`it holds ${what}`, position)],
    })
  }
}

/** The secrets that a service is given in one of the two ways: a variable shows in more places than a file does. */
function grantedAs(way: SecretGrant["as"], { belongings }: ServiceClaim): ReadonlySet<string> {
  return new Set(belongings.secrets.flatMap(({ name, as }) => (as === way ? [name] : [])))
}

/** The secret that a file holds, by where it lies. */
function secretIn(directory: string, path: string): string | undefined {
  const folder = `${placeOf(directory, "secrets")}/`
  return path.startsWith(folder) ? path.slice(folder.length) : undefined
}

/** Variables of the Compose file that hold secrets. */
function* checkRead(context: Context, { container, service, name }: Asked): Iterable<Failure> {
  const { secrets } = context.claims
  const granted = grantedAs("variable", service)
  for (const { value, key, position } of container.belongings.reads)
    if (secrets.has(value) && !granted.has(value) && !isOwn(service.belongings, key))
      yield notGranted(context, `${name} reads the secret ${value}, and nothing grants it.`, {
        position,
        origins: [service.origin],
      })
}

/** A secret that the topology gives to a service, the way it says. */
function* checkGrant(
  context: Context,
  { container, name, directory, service }: Asked,
  { grant, text }: { readonly grant: SecretGrant; readonly text: Text | undefined },
): Iterable<Failure> {
  const { name: secret, as, variable, isWhole, origin } = grant
  const lost = (why: string, position: Position): Failure =>
    failure(context, "proof/disagreement", {
      message: `${name} takes the secret ${secret} as ${variable}, and ${why}.`,
      position,
      origins: [origin],
      help: `${REBUILD} Each secret goes from where it is kept to the variable or file that its service reads.`,
    })
  if (isOwn(service.belongings, "environment")) return
  if (text === undefined) {
    yield lost("the Compose file has no such variable", container.position)
    return
  }
  if (as === "variable") {
    const reference = `\${${secret}}`
    const holds = text.reads.includes(secret) && (isWhole ? text.value === reference : text.value.includes(reference))
    if (!holds)
      yield text.value === "" || text.value.includes("${")
        ? lost("what stands there is not that secret alone", text.position)
        : written(context, `${name} has a literal in ${variable}, which holds the secret ${secret}.`, text.position, [
            origin,
          ])
    return
  }
  const file = container.belongings.files.find(({ target }) => target === text.value)
  if (file === undefined) yield lost(`it is given no file at ${text.value}`, text.position)
  else if (heldBy(directory, file) !== secret) yield lost("the file there holds another one", file.position)
}

function heldBy(directory: string, { holds }: GivenFile): string | undefined {
  return holds.kind === "variable" ? holds.name : holds.kind === "file" ? secretIn(directory, holds.path) : undefined
}

/** Literals that the topology does not state, where they are called as secrets are, or look like one. */
function* checkLiterals(context: Context, { container, service, name }: Asked): Iterable<Failure> {
  const { variables, secrets } = service.belongings
  const own = new Set(secrets.map(({ variable }) => variable))
  for (const { variable, value, reads, position } of container.texts) {
    if (variable !== undefined && (own.has(variable) || variables.get(variable) === value)) continue
    const url = value.includes("@") ? urlWithPassword(value.replace(/\$\{[^}]*\}/g, "\0")) : undefined
    if (url !== undefined && variable !== undefined)
      yield written(context, `${name} has a URL with a password in ${variable}: ${url}.`, position, [service.origin])
    else if (variable !== undefined && reads.length === 0 && isLiteral(variable, value))
      yield written(context, `${name} has a literal in ${variable}, which is called as secrets are.`, position, [
        service.origin,
      ])
  }
}

function isLiteral(variable: string, value: string): boolean {
  if (likelyCredential(value, variable) !== undefined) return true
  return isSecretName(variable) && value !== "" && value.length < 4 && !isSetting(value)
}

function written(context: Context, message: string, position: Position, origins: readonly string[]): Failure {
  return failure(context, "proof/secret_written", {
    message,
    position,
    origins,
    help: "Declare a secret and refer to it; then put another value in its place, for this one is known.",
  })
}
