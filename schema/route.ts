import * as z from "zod"
import {
  absolutePath,
  anyRange,
  duration,
  literalString,
  name,
  size,
  sourcePath,
  variableName,
  words,
} from "./atoms.js"
import { normalised } from "./predicates.js"
import { perEnvironment, varying } from "./varying.js"

/** Where a route is served: `api.example.com`, `*.example.com`, `localhost:8000`. */
const siteHost = z
  .string()
  .regex(
    /^(?:localhost:(?:[1-9]\d{0,3}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d{2}|655[0-2]\d|6553[0-5])|(?=.{1,253}$)(?:\*\.)?(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9])$/,
    "a host is a DNS name in lower case, *.name, or localhost:port",
  )
  .describe("A host name in lower case, a wildcard, or localhost with a port.")

/** One host, several, or one per placement. */
const hosts = z.union([siteHost, z.array(siteHost).min(1)])

/** The hosts where they depend on where the environment runs. */
const placedHosts = z.strictObject({
  cloud: hosts.describe("The hosts where it runs on VMs."),
  local: hosts.describe("The hosts where it runs on a laptop; as many."),
})

/** The host names of a route in each environment; where the placements of an environment differ, one each. */
const routeHost = z
  .union([hosts, perEnvironment(z.union([hosts, placedHosts]))])
  .describe("The host names it is served on. This is the only place where they stand.")

/** How a site gets its certificate. */
export const tls = z
  .union([
    z
      .enum(["automatic", "acme-test", "internal", "off"])
      .describe("`acme-test` is the test CA, which nobody trusts; `internal` is Caddy's own CA."),
    z.strictObject({
      certificate: absolutePath.describe("The certificate's path in the proxy's container."),
      key: absolutePath.describe("The key's path in the proxy's container."),
    }),
  ])
  .describe("How it gets its certificate. Default `automatic`, and `off` for localhost.")

/** A header's value: one line. */
const headerValue = z
  .string()
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, "a header's value is one line without control characters")
  .overwrite(normalised)
  .describe("A header's value.")

const headerName = z.string().regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, "a header name is an RFC 9110 token")

/** Which requests a handler takes. All that is stated must hold. */
export interface MatchInput {
  /** Paths: `/api/*`, `/health`. Any may match. */
  readonly path?: readonly string[] | undefined
  /** Methods. Any may match. */
  readonly method?: readonly string[] | undefined
  /** Header values, with `*` at either end. All must match. */
  readonly header?: { readonly [name: string]: string } | undefined
  /** Client address ranges. Any may match. */
  readonly remote?: readonly string[] | undefined
  /** What must not hold. */
  readonly not?: MatchInput | undefined
}

/** The schema of {@link MatchInput}. */
export const match: z.ZodType<MatchInput, MatchInput> = z
  .strictObject({
    path: z
      .array(z.string().regex(/^\/[^\s{}"`\p{Cc}\p{Cs}]*$/u, "a path starts with / and holds no space, brace or quote"))
      .min(1)
      .optional()
      .describe("Paths; any may match. * is a wildcard at the end."),
    method: z
      .array(z.enum(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]))
      .min(1)
      .optional()
      .describe("Methods; any may match."),
    header: z
      .record(headerName, headerValue)
      .optional()
      .describe("Header values, with * at either end; all must match."),
    remote: z.array(anyRange).min(1).optional().describe("Client address ranges; any may match."),
    get not() {
      return match.optional().describe("What must not hold.")
    },
  })
  .describe("Which requests it takes. All that is stated must hold.")

/** What is done to headers on the way: a value sets it, null removes it. */
const headers = z
  .record(headerName, z.union([headerValue, z.null()]))
  .describe("Header values that are set; null removes the header.")

/** What every handler may do on the way. */
const modifiers = {
  only: z.array(name).min(1).optional().describe("The environments it is in. Default all."),
  match: match.optional(),
  strip: z
    .string()
    .regex(/^\/[^\s{}"`\p{Cc}\p{Cs}]*$/u, "a path prefix starts with / and holds no space, brace or quote")
    .optional()
    .describe("A path prefix that is removed."),
  rewrite: z
    .string()
    .regex(/^\/[^\s{}"`\p{Cc}\p{Cs}]*$/u, "a path starts with / and holds no space, brace or quote")
    .optional()
    .describe("A path that replaces the request's."),
  headers: headers.optional().describe("Response headers that are set; null removes one."),
  requestHeaders: headers.optional().describe("Request headers that are set for the upstream; null removes one."),
  basicAuth: z
    .strictObject({
      user: z
        .string()
        .regex(/^[A-Za-z0-9._-]+$/, "a user's name is letters, digits, dots, hyphens and underscores")
        .describe("The user's name."),
      password: variableName.describe("The secret that holds the bcrypt hash of the password."),
      realm: words.optional().describe("What the browser shows."),
    })
    .optional()
    .describe("HTTP basic authentication."),
  bodyLimit: size.optional().describe("The largest request body."),
  timeouts: z
    .strictObject({
      dial: duration.optional().describe("Time to connect to the upstream. Default Caddy's 3s."),
      read: duration.optional().describe("Time between two reads from the upstream. Default none."),
      write: duration.optional().describe("Time between two writes to the upstream. Default none."),
    })
    .optional()
    .describe("How long the upstream may take."),
  stream: z.boolean().optional().describe("Whether responses are flushed at once: server-sent events. Default false."),
  websocket: z
    .boolean()
    .optional()
    .describe("Whether connections are upgraded and must survive a reload for a while. Default false."),
}

/** One handler of a route's tree. */
export interface HandlerInput extends z.input<typeof plainHandler> {
  /** Handlers for what `match` takes, tried in order. */
  readonly handle?: readonly HandlerInput[] | undefined
}

const plainHandler = z.strictObject({
  ...modifiers,
  to: z
    .string()
    .optional()
    .describe("What serves it: `service` or `host.service`, `vercel.<project>`, a bucket, or an external."),
  port: z.string().optional().describe("Which port of the service. Default: its only HTTP port."),
  redirect: z
    .union([
      z
        .string()
        .regex(
          /^(?:https?:\/\/|\/)[^\s{}"`\p{Cc}\p{Cs}]*$/u,
          "a redirect goes to a URL or a path, and holds no space, brace or quote",
        ),
      z.strictObject({ route: z.string().describe("The route that it leads to, path and query kept.") }),
    ])
    .optional()
    .describe("Where the client is sent."),
  status: z
    .int()
    .min(200)
    .max(599)
    .optional()
    .describe("The status of `redirect` (default 308) or `respond` (default 200)."),
  respond: literalString.optional().describe("A body that is answered as it is."),
  files: z
    .strictObject({
      root: absolutePath.describe("The folder in the proxy's container."),
      from: sourcePath.optional().describe("The folder beside the compose file that is mounted there, read-only."),
      fallback: absolutePath
        .optional()
        .describe("The file that answers for a missing one: /index.html for a single-page application."),
    })
    .optional()
    .describe("Static files."),
  fragment: z
    .strictObject({
      file: sourcePath.describe("A Caddyfile fragment of your own, beside the generated one."),
      reason: words.describe("Why the topology can't say it."),
    })
    .optional()
    .describe("Escape hatch: imports a fragment of your own. What it does is not checked."),
})

/** The schema of {@link HandlerInput}. */
export const handler: z.ZodType<HandlerInput, HandlerInput> = plainHandler
  .extend({
    get handle() {
      return z.array(handler).min(1).optional().describe("Handlers for what `match` takes, tried in order.")
    },
  })
  .describe("One handler: what it takes, what it does on the way, and what answers.")

/** One route: host names, and what answers on them. */
export const route = z
  .strictObject({
    title: words.optional().describe("Its name for people. Default: the title of what it leads to."),
    purpose: words.optional().describe("What it is for, in words."),
    role: z
      .enum(["frontend", "backend", "compute", "assets", "other"])
      .optional()
      .describe("Its column in the environment matrix. Default `other`."),
    only: z
      .array(name)
      .min(1)
      .optional()
      .describe("The environments it is in. Default those that `host` names, or all."),
    host: routeHost,
    exposure: varying(z.enum(["host", "private", "cdn", "public"]))
      .optional()
      .describe("Who may reach it. Default `host` for localhost, else `public`."),
    proxy: z.string().optional().describe("The proxy that serves it: `host.service`. Default: the only one there is."),
    tls: varying(tls).optional().describe("How it gets its certificate. Default `automatic`, and `off` for localhost."),
    to: varying(z.string())
      .optional()
      .describe(
        "What serves all of it, where no tree is needed: `backend.api`, `vercel.webapp`, a bucket, an external.",
      ),
    port: z.string().optional().describe("Which port of `to`. Default: its only HTTP port."),
    handle: z
      .array(handler)
      .min(1)
      .optional()
      .describe(
        "An ordered tree of handlers; the first that matches answers. What none takes goes to `to`, or is answered 404.",
      ),
    headers: headers.optional().describe("Response headers of the whole site; null removes one."),
    compress: z.boolean().optional().describe("Whether responses are compressed. Default true."),
    bodyLimit: size.optional().describe("The largest request body. Default none."),
    timeouts: modifiers.timeouts,
    stream: modifiers.stream,
    websocket: modifiers.websocket,
  })
  .describe("One route: host names, and what answers on them.")
