import { child, type Pointer } from "../../schema/pointer.js"
import type { Reference, TextInput } from "../../schema/references.js"
import type { Edge, EdgeTarget, ResolvedText, RuntimeVariable, Secret } from "../estate.js"
import { addressOf } from "./addresses.js"
import { type CatalogService, choosePort } from "./catalog.js"
import { findSecret, type RouteContext, routeUrl } from "./routes.js"

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
  const parts = "text" in value ? value.text : [value]
  const resolved = parts.flatMap((part, index): ResolvedText => {
    if (typeof part === "string") return [part]
    return resolveReference(part, "text" in value ? child(child(path, "text"), index) : path, {
      ...context,
      before: literalBefore(parts, index),
      alone: parts.length === 1,
    })
  })
  return merged(resolved)
}

interface PartContext extends TextContext {
  /** The literal text that stands before the part. */
  readonly before: string
  /** Whether the part is the whole text. */
  readonly alone: boolean
}

function resolveReference(part: Reference, path: Pointer, context: PartContext): ResolvedText {
  const { problems, catalog } = context
  if ("env" in part) return [environmentVariable(part)]
  if ("secret" in part) {
    const secret = findSecret(part.secret, path, catalog, problems)
    return secret === undefined ? [] : resolveSecret(secret, path, context)
  }
  if ("at" in part) return resolveAddress(part, path, context)
  if ("url" in part) {
    const url = routeUrl(part.url, context)
    if (url !== undefined) return [url]
    if (context.data.routes?.[part.url] === undefined)
      problems.unknown("route", { found: part.url, path, declared: Object.keys(context.data.routes ?? {}) })
    else absent(`route ${JSON.stringify(part.url)}`, path, context)
    return []
  }
  const bucket = catalog.shared.cloudflare?.buckets.find(({ name }) => name === part.bucket)
  if (bucket === undefined) problems.unknown("bucket", { found: part.bucket, path, declared: catalog.buckets })
  const real = bucket?.names[catalog.environment]
  if (bucket !== undefined && real === undefined) absent(`bucket ${JSON.stringify(part.bucket)}`, path, context)
  return real === undefined ? [] : [real]
}

function environmentVariable(part: {
  readonly env: string
  readonly default?: string | undefined
  readonly purpose?: string | undefined
}): RuntimeVariable {
  const purpose = part.purpose ?? part.env
  const unset =
    part.default === undefined
      ? ({ kind: "required", message: `set ${part.env}` } as const)
      : ({ kind: "default", value: part.default } as const)
  return { name: part.env, purpose, secret: false, unset }
}

/** A secret as a run-time variable that must be set. */
export function secretVariable(secret: Secret): RuntimeVariable {
  return {
    name: secret.name,
    purpose: secret.purpose,
    secret: true,
    unset: { kind: "required", message: `set ${secret.name}` },
  }
}

function resolveSecret(secret: Secret, path: Pointer, context: PartContext): ResolvedText {
  const { problems, catalog } = context
  if (!context.secrets) {
    problems.error({
      code: "secret/in_text",
      message: `The secret ${JSON.stringify(secret.name)} stands in a value that is written into an artifact.`,
      path,
      help: "Hand it over with `secrets`.",
    })
    return []
  }
  const insideUrl = context.before.includes("://")
  if ((insideUrl && secret.form !== "url-safe") || (secret.form === "url" && !context.alone)) {
    problems.error(
      {
        code: "secret/in_url",
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

function resolveAddress(
  part: { readonly at: string; readonly port?: string | undefined; readonly part?: string | undefined },
  path: Pointer,
  context: PartContext,
): ResolvedText {
  const { problems, catalog, edges, service } = context
  const edge = edges.find(({ to }) => nameOf(to, service?.host).includes(part.at))
  if (edge === undefined || service === undefined) {
    const declared = edges.flatMap(({ to }) => nameOf(to, service?.host))
    problems.error(
      {
        code: "edge/undeclared",
        message: `The address of ${JSON.stringify(part.at)} is used without an edge to it.`,
        path,
        found: JSON.stringify(part.at),
        allowed: declared.length === 0 ? "nothing: there are no edges" : declared.join(", "),
        help: `Add ${JSON.stringify(part.at)} to \`uses\`.`,
      },
      catalog.environment,
    )
    return []
  }
  if (edge.to.kind === "external") return spell([edge.to.external.hosts[0] ?? ""], edge.to.external.port, part.part)
  if (edge.to.kind !== "service") {
    problems.error({
      code: "edge/no_address",
      message: `${JSON.stringify(part.at)} has no address of its own.`,
      path,
      help: "Use `url()` or `bucket()`.",
    })
    return []
  }
  const target = catalog.services.get(edge.to.service.id)!
  const port = choosePort(target, part.port ?? edge.port?.name)
  if (port === undefined) {
    problems.unknown("port", { found: part.port ?? part.at, path, declared: target.ports.map(({ name }) => name) })
    return []
  }
  const address = addressOf(service, { service: target, port }, context)
  return spell(address.host, address.port, part.part)
}

function spell(host: ResolvedText, port: number, part: string | undefined): ResolvedText {
  if (part === "host") return host
  return part === "port" ? [String(port)] : [...host, `:${port}`]
}

/** The names by which an edge's target may be written. */
function nameOf(to: EdgeTarget, host: string | undefined): readonly string[] {
  if (to.kind === "service") return to.service.host === host ? [to.service.name, to.service.id] : [to.service.id]
  return to.kind === "external" ? [to.external.name] : []
}

function literalBefore(parts: readonly (string | Reference)[], index: number): string {
  return parts
    .slice(0, index)
    .filter((part) => typeof part === "string")
    .join("")
}

function absent(what: string, path: Pointer, { problems, catalog }: RouteContext): void {
  problems.error(
    {
      code: "reference/absent",
      message: `The ${what} is not in ${catalog.environment}, but is used there.`,
      path,
      help: "Limit what uses it, or put it into that environment too.",
    },
    catalog.environment,
  )
}

function merged(parts: ResolvedText): ResolvedText {
  const result: (string | RuntimeVariable)[] = []
  for (const part of parts) {
    const last = result.at(-1)
    if (part === "") continue
    if (typeof part === "string" && typeof last === "string") result[result.length - 1] = last + part
    else result.push(part)
  }
  return result
}
