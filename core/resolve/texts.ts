import { child, type Pointer } from "../../schema/pointer.js"
import type { AddressReference, EnvironmentReference, Reference, TextInput } from "../../schema/references.js"
import type { Edge, EdgeTarget, ResolvedText, RuntimeVariable, Secret } from "../estate.js"
import { addressOf, ownName } from "./addresses.js"
import { type CatalogService, choosePort, portsOf } from "./catalog.js"
import { member } from "./fields.js"
import { compact } from "./lists.js"
import { below, enumerate, nearest, type Problems } from "./problems.js"
import type { RouteContext } from "./routes.js"
import { findSecret, isHere, refuseNoReason } from "./secrets.js"
import { isDeclared, refuseAbsent, refuseUnknown } from "./targets.js"
import { routeUrl } from "./urls.js"
import { environmentVariable, secretVariable } from "./variables.js"

export { secretVariable } from "./variables.js"

/** What the references of a text are filled in with. */
export interface TextContext extends RouteContext {
  /** The service that the text is handed to; undefined outside hosts. */
  readonly service: CatalogService | undefined
  /** Its edges. */
  readonly edges: readonly Edge[]
  /** Whether secrets may stand in it. */
  readonly secrets: boolean
}

/** Fills in the references of a text: addresses, URLs and names become literals, variables and secrets stay for run time. */
export function resolveText(value: TextInput, path: Pointer, context: TextContext): ResolvedText {
  if (typeof value !== "object") return [String(value)]
  if (!("text" in value)) return merged(resolveReference(value, path, context, ALONE))
  const places = child(path, "text")
  const parts = value.text
  const alone = parts.filter((part) => part !== "").length === 1
  let before = ""
  const resolved: (string | RuntimeVariable)[] = []
  for (const [index, part] of parts.entries()) {
    if (typeof part === "string") {
      resolved.push(part)
      before += part
    } else resolved.push(...resolveReference(part, child(places, index), context, { before, alone }))
  }
  return merged(resolved)
}

/** Where a part stands in its text. */
interface Position {
  /** The literal text that stands before the part. */
  readonly before: string
  /** Whether the part is the whole text. */
  readonly alone: boolean
}

const ALONE: Position = { before: "", alone: true }

function resolveReference(part: Reference, path: Pointer, context: TextContext, position: Position): ResolvedText {
  if ("env" in part) return variableOf(part, path, context)
  if ("secret" in part) {
    const secret = findSecret(part.secret, path, context)
    return secret === undefined ? [] : resolveSecret(secret, path, context, position)
  }
  if ("at" in part) return resolveAddress(part, path, context)
  return "url" in part ? resolveUrl(part.url, path, context) : resolveBucket(part.bucket, path, context)
}

/** A variable that has the name of a secret is the secret, and would be listed among what is not. */
function variableOf(part: EnvironmentReference, path: Pointer, { catalog, problems }: TextContext): ResolvedText {
  const secret = catalog.secrets.get(part.env)
  if (secret !== undefined) {
    problems.error({
      code: "secrets/as_variable",
      message: `The variable ${JSON.stringify(part.env)} has the name of a secret.`,
      path,
      found: JSON.stringify(part.env),
      notes: [{ message: "the secret is declared there", path: secret.path }],
      help: "Refer to the secret, or give the variable another name.",
    })
  }
  return [environmentVariable(part)]
}

function resolveSecret(secret: Secret, path: Pointer, context: TextContext, { before, alone }: Position): ResolvedText {
  const { problems, catalog, service } = context
  if (!context.secrets) {
    problems.error({
      code: "secrets/in_text",
      message: `The secret ${JSON.stringify(secret.name)} stands in a value that is written into an artifact.`,
      path,
      help: service === undefined ? "Hand it over with the `secrets` of the project." : "Hand it over with `secrets`.",
    })
    return []
  }
  if (!isHere(secret, path, context)) return []
  if (service !== undefined) refuseNoReason(secret, path, { service, problems })
  const insideUrl = before.includes("://")
  if ((insideUrl && secret.form !== "url-safe") || (secret.form === "url" && !alone)) {
    problems.error(
      {
        code: "secrets/in_url",
        message: `The secret ${JSON.stringify(secret.name)} stands inside a URL, and what it holds can't be percent-encoded at run time.`,
        path,
        found: `form ${secret.form}`,
        allowed: "form url-safe, or a secret of form url that is the whole value",
        help: `Keep the whole URL as one secret (form "url"), or give this one form "url-safe" and an alphabet to match.`,
      },
      catalog.environment,
    )
  }
  return [secretVariable(secret)]
}

function resolveUrl(name: string, path: Pointer, context: TextContext): ResolvedText {
  const { data, problems, catalog } = context
  const stated = member(data.routes, name)
  if (stated === undefined) {
    problems.unknown("route", { found: name, path, declared: Object.keys(data.routes ?? {}), at: below("/routes") })
    return []
  }
  const found = routeUrl(name, context)
  if (found.kind === "url") return found.url
  if (found.kind === "absent")
    refuseAbsent(`The route ${JSON.stringify(name)}`, { path, problems, environment: catalog.environment })
  else
    problems.error(
      {
        code: "routes/no_url",
        message: `The route ${JSON.stringify(name)} has no URL of its own: all its hosts are wildcards.`,
        path,
        help: "Give it a host without a wildcard, or write the URL out.",
      },
      catalog.environment,
    )
  return []
}

function resolveBucket(name: string, path: Pointer, context: TextContext): ResolvedText {
  const { catalog, problems } = context
  const { environment } = catalog
  const bucket = catalog.buckets.get(name)
  if (bucket === undefined) {
    const { buckets } = catalog
    problems.unknown("bucket", { found: name, path, declared: buckets.keys(), at: (near) => buckets.get(near)?.path })
    return []
  }
  const real = bucket.names[environment]
  if (real === undefined) refuseAbsent(`The bucket ${JSON.stringify(name)}`, { path, problems, environment })
  else refuseBucketWithoutEdge(name, path, context)
  return real === undefined ? [] : [real]
}

/** A bucket is reached by an edge like everything else: without one, no diagram shows who writes to it. */
function refuseBucketWithoutEdge(
  name: string,
  path: Pointer,
  { edges, service, problems, catalog }: TextContext,
): void {
  if (service === undefined || edges.some(({ to }) => to.kind === "bucket" && to.bucket.name === name)) return
  if (isMisspelledUse(name, service, problems)) return
  problems.error(
    {
      code: "edges/undeclared",
      message: `The name of the bucket ${JSON.stringify(name)} is used without an edge to it.`,
      path,
      found: JSON.stringify(name),
      help: `Add ${JSON.stringify(name)} to \`uses\`.`,
    },
    catalog.environment,
  )
}

function resolveAddress(part: AddressReference, path: Pointer, context: TextContext): ResolvedText {
  const { problems, catalog, service } = context
  const edge = edgeFor(part, context)
  if (edge === undefined || service === undefined) {
    refuseUndeclared(part, path, context)
    return []
  }
  if (edge.to.kind === "external") {
    const [host] = edge.to.external.hosts
    if (host !== undefined) return spell([host], edge.to.external.port, part.part)
    problems.error(
      {
        code: "edges/no_address",
        message: `The address of ${JSON.stringify(part.at)} is used, but its host name is not declared.`,
        path,
        notes: [{ message: "it is declared there", path: edge.to.external.path }],
        help: "Declare its `hosts`.",
      },
      catalog.environment,
    )
    return []
  }
  if (edge.to.kind !== "service") return []
  const target = catalog.services.get(edge.to.service.id)!
  const port = choosePort(target, part.port ?? edge.port?.name)
  if (port === undefined) {
    const declared = target.ports.map(({ name }) => name)
    if (part.port !== undefined) problems.unknown("port", { found: part.port, path, declared, at: portsOf(target) })
    else if (part.part !== "host")
      problems.error({
        code: "edges/no_port",
        message: `The address of ${JSON.stringify(part.at)} is used, and ${declared.length === 0 ? `${target.id} has no ports` : "which port it means can't be told"}.`,
        path,
        ...(declared.length === 0 ? {} : { allowed: enumerate(declared) }),
        help: declared.length === 0 ? `Declare the port that ${target.id} listens on.` : "Name the port.",
      })
    return part.part === "host" && service.host === target.host && service.networkMode === undefined
      ? [ownName(target)]
      : []
  }
  const address = addressOf(service, { service: target, port }, context)
  return spell(address.host, address.port, part.part)
}

/** The edge that an address belongs to. Another host is reached on the ports of its edges only; on one host, on any. */
function edgeFor({ at, port }: AddressReference, { edges, service }: TextContext): Edge | undefined {
  const named = edges.filter(({ to }) => isNamed(to, at, service?.host))
  return (
    named.find((edge) => port === undefined || edge.port?.name === port) ??
    named.find(({ reach }) => reach !== "remote")
  )
}

function refuseUndeclared({ at, port }: AddressReference, path: Pointer, context: TextContext): void {
  const { edges, service, problems, catalog } = context
  const known = edges.some(({ to }) => isNamed(to, at, service?.host))
  // A misspelled name is told where it is used; that an address has no edge then is the same slip.
  if (!known && service !== undefined && isMisspelledUse(at, service, problems)) return
  if (!known && !isDeclared(at, catalog, service?.host)) {
    refuseUnknown(at, catalog, { path, host: service?.host, problems })
    return
  }
  const bucket = edges.find(({ to }) => to.kind === "bucket" && to.bucket.name === at)
  if (bucket !== undefined) {
    problems.error(
      {
        code: "edges/no_address",
        message: `The address of the bucket ${JSON.stringify(at)} is used, and a bucket has none.`,
        path,
        found: JSON.stringify(at),
        notes: [{ message: "it is used there", path: bucket.path }],
        help: `Write { bucket: ${JSON.stringify(at)} } for its real name.`,
      },
      catalog.environment,
    )
    return
  }
  const declared = edges.flatMap(({ to }) => namesOf(to, service?.host))
  const what =
    known && port !== undefined ? `port ${JSON.stringify(port)} of ${JSON.stringify(at)}` : JSON.stringify(at)
  problems.error(
    {
      code: "edges/undeclared",
      message: `The address of ${what} is used without an edge to it.`,
      path,
      found: JSON.stringify(at),
      allowed: declared.length === 0 ? "nothing: there are no edges" : enumerate(declared),
      help: known
        ? `Add { to: ${JSON.stringify(at)}, port: ${JSON.stringify(port)} } to \`uses\`.`
        : `Add ${JSON.stringify(at)} to \`uses\`.`,
    },
    catalog.environment,
  )
}

/** Whether it was told already that the service uses what nobody declares, by this name or by one that may mean it. */
function isMisspelledUse(name: string, { path }: CatalogService, problems: Problems): boolean {
  const unknown = problems.unknownBelow(child(path, "uses"))
  return unknown.some((used) => used === name || nearest(used, [name]) !== undefined)
}

function spell(host: ResolvedText, port: number, part: string | undefined): ResolvedText {
  if (part === "host") return host
  return part === "port" ? [String(port)] : [...host, `:${port}`]
}

function isNamed(to: EdgeTarget, name: string, host: string | undefined): boolean {
  if (to.kind === "external") return to.external.name === name
  return to.kind === "service" && (to.service.id === name || (to.service.host === host && to.service.name === name))
}

/** The names by which an edge's target may be written. */
function namesOf(to: EdgeTarget, host: string | undefined): readonly string[] {
  if (to.kind === "service") return [to.service.host === host ? to.service.name : to.service.id]
  return to.kind === "external" ? [to.external.name] : []
}

function merged(parts: ResolvedText): ResolvedText {
  const result: (string | RuntimeVariable)[] = []
  for (const part of parts) {
    const last = result.at(-1)
    if (part === "") continue
    if (typeof part === "string" && typeof last === "string") result[result.length - 1] = last + part
    else result.push(part)
  }
  return compact(result)
}
