import type { Failure } from "../../core/proof.js"
import type { Declared } from "../declared.js"
import type { HeaderChange, Reply } from "../network.js"
import { USUAL_REQUEST_HEADERS, WEIGHTY_HEADERS } from "../vocabulary/caddyfile.js"
import { type Context, failure, notGranted, REBUILD } from "./context.js"

/** What is done to the headers of a request and its response is what is declared; `what` names the request. */
export function* headerDifferences(
  context: Context,
  { declared, reply }: { readonly declared: Declared; readonly reply: Reply },
  what: string,
): Iterable<Failure> {
  const wanted = upstreamHeaders(declared)
  for (const [name, change] of reply.requestHeaders) {
    if (wanted.get(name) === change.value || USUAL_REQUEST_HEADERS.get(name)?.has(change.value ?? "") === true) continue
    yield notGranted(
      context,
      `${what} is handed on with the header ${name} ${done(change)}, and the topology says ${said(wanted, name)}.`,
      { position: change.position, origins: [declared.origin] },
    )
  }
  for (const [name, change] of reply.responseHeaders) {
    const isAsDeclared = declared.responseHeaders.get(name) === change.value
    const tells = /\{(?:env|file|\$)/.test(change.value ?? "")
    if (isAsDeclared || (!tells && !WEIGHTY_HEADERS.has(name) && !declared.responseHeaders.has(name))) continue
    yield notGranted(
      context,
      `${what} is answered with the header ${name} ${done(change)}, and the topology says ${said(declared.responseHeaders, name)}.`,
      { position: change.position, origins: [declared.origin] },
    )
  }
  yield* missing(context, wanted, reply.requestHeaders, { declared, reply, what, which: "handed on" })
  yield* missing(context, declared.responseHeaders, reply.responseHeaders, { declared, reply, what, which: "answered" })
}

/** What an upstream is sent: somebody outside wants to be called by its own name, and the proxy's password is none of an upstream's. */
function upstreamHeaders({ answer, logins, requestHeaders }: Declared): ReadonlyMap<string, string | null> {
  if (answer.kind !== "service" && answer.kind !== "external") return requestHeaders
  const implied: (readonly [string, string | null])[] = []
  if (answer.kind === "external") implied.push(["host", "{http.reverse_proxy.upstream.hostport}"])
  if (logins.length > 0) implied.push(["authorization", null])
  return new Map([...implied, ...requestHeaders])
}

function* missing(
  context: Context,
  wanted: ReadonlyMap<string, string | null>,
  found: ReadonlyMap<string, HeaderChange>,
  told: { readonly declared: Declared; readonly reply: Reply; readonly what: string; readonly which: string },
): Iterable<Failure> {
  const { declared, reply, what, which } = told
  for (const name of wanted.keys()) {
    if (found.has(name)) continue
    yield failure(context, "proof/disagreement", {
      message: `${what} is ${which} with the header ${name} as it comes, and the topology says ${said(wanted, name)}.`,
      position: reply.answer.position,
      origins: [declared.origin],
      help: REBUILD,
    })
  }
}

function done({ value }: HeaderChange): string {
  return value === null ? "taken away" : `set to ${value === "" ? "nothing" : value}`
}

function said(wanted: ReadonlyMap<string, string | null>, name: string): string {
  const value = wanted.get(name)
  return value === undefined ? "nothing of it" : value === null ? "that it is taken away" : value || "nothing"
}
