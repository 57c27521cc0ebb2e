import { readPlaceholders } from "../caddyfile-read.js"
import type { CaddyRequest } from "./answer.js"
import type { CaddyRewrite } from "./config.js"
import { cleanPath } from "./paths.js"

/** A request as the handlers so far have left it. What is undefined is not known. */
export interface RequestState {
  /** As it came. */
  readonly request: CaddyRequest
  /** Decoded. */
  readonly path: string | undefined
  /** Without the question mark. */
  readonly query: string | undefined
  /** In upper case. */
  readonly method: string | undefined
  /** `root`; empty when none is stated. */
  readonly root: string | undefined
  /** Fields of the request that a handler has changed, in lower case. */
  readonly changed: ReadonlySet<string>
  /** The groups of which a route was taken. */
  readonly groups: ReadonlySet<number>
  /** The status of the error that is handled; undefined when none is. */
  readonly error: string | undefined
}

/** A request that no handler has seen. */
export function freshState(request: CaddyRequest): RequestState {
  return {
    request,
    path: request.path,
    query: request.query,
    method: (request.method ?? "GET").toUpperCase(),
    root: "",
    changed: new Set(),
    groups: new Set(),
    error: undefined,
  }
}

/** A text with all its placeholders filled in; undefined when one of them is not known. */
export function resolve(text: string, state: RequestState): string | undefined {
  if (!text.includes("{") && !text.includes("}")) return text
  let out = ""
  for (const part of readPlaceholders(text)) {
    const value = typeof part === "string" ? part : valueOf(part.placeholder, state)
    if (value === undefined) return undefined
    out += value
  }
  return out
}

/** A text in which the placeholders that are known are filled in; the others stay. */
export function resolveKnown(text: string, state: RequestState): string {
  if (!text.includes("{")) return text
  return readPlaceholders(text)
    .map((part) => (typeof part === "string" ? part : (valueOf(part.placeholder, state) ?? `{${part.placeholder}}`)))
    .join("")
}

function valueOf(name: string, { request, path, query, method, root }: RequestState): string | undefined {
  switch (name) {
    case "http.request.scheme":
      return request.scheme
    case "http.request.host":
      return request.host
    case "http.request.method":
      return method
    case "http.request.orig_method":
      return (request.method ?? "GET").toUpperCase()
    case "http.request.uri":
      return uriOf(path, query)
    case "http.request.orig_uri":
      return uriOf(request.path, request.query)
    case "http.request.uri.path":
      return path
    case "http.request.orig_uri.path":
      return request.path
    case "http.request.uri.query":
      return query
    case "http.request.orig_uri.query":
      return request.query
    case "http.request.remote.host":
      return request.remoteAddress
    case "http.vars.root":
      return root
    default:
      return undefined
  }
}

/** The path with a query, where both are known. */
function uriOf(path: string | undefined, query: string | undefined): string | undefined {
  if (path === undefined || query === undefined) return undefined
  return query === "" ? encodeURI(path) : `${encodeURI(path)}?${query}`
}

/** What a change makes of a request. */
export function rewritten(state: RequestState, change: CaddyRewrite): RequestState {
  switch (change.kind) {
    case "uri":
      return withUri(state, change.uri)
    case "method":
      return change.value === "" ? state : { ...state, method: resolve(change.value, state)?.toUpperCase() }
    case "strip_prefix":
      return { ...state, path: cutStart(state, change.value) }
    case "strip_suffix":
      return { ...state, path: cutEnd(state, change.value) }
    case "replace":
      return replaced(state, change.args)
    case "path_regexp":
      return { ...state, path: undefined }
    case "query":
      return { ...state, query: undefined }
  }
}

function withUri(state: RequestState, uri: string): RequestState {
  const [beforeFragment = ""] = uri.split("#", 1)
  const mark = beforeFragment.indexOf("?")
  const path = mark === -1 ? beforeFragment : beforeFragment.slice(0, mark)
  const query = mark === -1 ? undefined : resolve(beforeFragment.slice(mark + 1), state)
  const kept = mark === -1 ? state.query : query
  if (path === "") return { ...state, query: kept }
  // The query that comes with `{uri}` counts where none is stated.
  if (path === "{http.request.uri}") return { ...state, query: kept }
  const resolved = resolve(path, state)
  if (resolved === undefined) return { ...state, path: undefined, query: mark === -1 ? undefined : query }
  const [clean = ""] = resolved.split(/[?#]/, 1)
  const injected = resolved.slice(clean.length + 1)
  return { ...state, path: decoded(clean), query: mark === -1 && resolved[clean.length] === "?" ? injected : kept }
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

function cutStart(state: RequestState, value: string): string | undefined {
  const resolved = resolve(value, state)
  if (resolved === undefined || state.path === undefined || resolved.includes("%")) return undefined
  if (resolved === "") return state.path
  const prefix = resolved.startsWith("/") ? resolved : `/${resolved}`
  const path = cleanPath(state.path, !prefix.includes("//"))
  return path.toLowerCase().startsWith(prefix.toLowerCase()) ? rooted(path.slice(prefix.length)) : path
}

function cutEnd(state: RequestState, value: string): string | undefined {
  const suffix = resolve(value, state)
  if (suffix === undefined || state.path === undefined || suffix.includes("%")) return undefined
  if (suffix === "") return state.path
  const path = cleanPath(state.path, !suffix.includes("//"))
  return path.toLowerCase().endsWith(suffix.toLowerCase()) ? rooted(path.slice(0, path.length - suffix.length)) : path
}

function rooted(path: string): string {
  return cleanPath(path.startsWith("/") ? path : `/${path}`, false)
}

function replaced(state: RequestState, args: readonly string[]): RequestState {
  const [find = "", replacement = "", limit] = args.map((arg) => resolve(arg, state))
  if (state.path === undefined || find === "" || args.length < 2 || limit !== undefined) {
    return { ...state, path: undefined, query: undefined }
  }
  return {
    ...state,
    path: state.path.replaceAll(find, () => replacement),
    query: state.query?.replaceAll(find, () => replacement),
  }
}
