import type { Position } from "../position.js"
import { arrivalOf } from "./arrival.js"
import type { CaddyConfig, CaddyHandler, CaddyListener, CaddySite, CaddyUpstream } from "./config.js"
import { Walk } from "./walk.js"

/** A request as it reaches Caddy. */
export interface CaddyRequest {
  /** `https` where the connection is TLS. */
  readonly scheme: "http" | "https"
  /** The `Host` header without its port; in any case of letters. */
  readonly host: string
  /** The port that the connection is opened to. */
  readonly port: number
  /** Starts with a slash, decoded; without the query. */
  readonly path: string
  /** `GET` when absent. */
  readonly method?: string
  /** The IP that the connection comes from; when absent, no matcher on addresses can be decided. */
  readonly remoteAddress?: string
  /** The IP that the connection is opened to; when absent, any interface that Caddy listens on. */
  readonly localAddress?: string
  /** Header fields, names in lower case; when absent, no matcher on headers can be decided. */
  readonly headers?: Readonly<Record<string, string>>
  /** Without the question mark; when absent, no matcher on the query can be decided. */
  readonly query?: string
}

/** What Caddy does with a request. */
export interface CaddyAnswer {
  /** The address that takes the connection; undefined when none does, or when more than one might. */
  readonly listener: CaddyListener | undefined
  /** Whose site answers; undefined when none does. */
  readonly site: CaddySite | undefined
  /** The handlers that run, in order, the one that ends it included; where it cannot be told, those up to there. */
  readonly steps: readonly CaddyStep[]
  /** How it ends. */
  readonly end: CaddyEnd
  /** Every way that it may take: one where all can be decided; not all of them where the end is unknown and its ends not complete. */
  readonly ways: readonly CaddyWay[]
}

/** One way that a request may take. */
export interface CaddyWay {
  /** How it ends. */
  readonly end: Exclude<CaddyEnd, { readonly kind: "unknown" }>
  /** The handlers that run, in order, the one that ends it included. */
  readonly steps: readonly CaddyStep[]
  /** The path that what answers sees, decoded; undefined when it cannot be told. */
  readonly path: string | undefined
  /** The query that what answers sees, without the question mark; undefined when it cannot be told. */
  readonly query: string | undefined
  /** The method that what answers sees; undefined when it cannot be told. */
  readonly method: string | undefined
}

/** A handler that runs. */
export interface CaddyStep {
  /** What runs. Subroutes are steps too, before what they hold. */
  readonly handler: CaddyHandler
  /** Where its directive stands. */
  readonly position: Position
}

/** How a request ends. */
export type CaddyEnd =
  | {
      readonly kind: "proxy"
      /** Those it may be handed to; empty when they are `dynamic` or absent. */
      readonly upstreams: readonly CaddyUpstream[]
      /** The path that the upstream sees; undefined when it cannot be told. */
      readonly path: string | undefined
      /** The handler. */
      readonly handler: CaddyHandler
      /** Where it is stated. */
      readonly position: Position
    }
  | {
      readonly kind: "redirect"
      /** The `Location`, placeholders that the request decides filled in. */
      readonly to: string
      /** 308 for the redirects that Caddy adds. */
      readonly status: string
      /** What states it; undefined for the redirects that Caddy adds. */
      readonly position: Position | undefined
    }
  | {
      readonly kind: "respond" | "error"
      /** The status; 200 and 500 when none is stated. */
      readonly status: string
      /** Where it is stated. */
      readonly position: Position
    }
  | {
      readonly kind: "file"
      /** The folder; undefined when none is stated (then Caddy's working directory) or it cannot be told. */
      readonly root: string | undefined
      /** Where it is stated. */
      readonly position: Position
    }
  | {
      readonly kind: "abort"
      /** Where it is stated. */
      readonly position: Position
    }
  | {
      /** A handler of Caddy's own that answers: `metrics`, `acme_server`. */
      readonly kind: "internal"
      /** The directive. */
      readonly directive: string
      /** Where it is stated. */
      readonly position: Position
    }
  | {
      readonly kind: "none"
      /**
       * `no listener`: the connection is refused. `scheme`: TLS is spoken to a plain port, or the other way about. `no site`: no site's
       * address fits; Caddy answers 200 without a body, or refuses the TLS handshake. `no handler`: the site has nothing for this
       * request; Caddy answers 200 without a body.
       */
      readonly because: "no listener" | "scheme" | "no site" | "no handler"
    }
  | {
      readonly kind: "unknown"
      /** What cannot be decided, in one sentence on one line. */
      readonly because: string
      /** The matcher or handler; undefined when it is the listener. */
      readonly position: Position | undefined
      /** Every end that is possible, each once. */
      readonly possible: readonly Exclude<CaddyEnd, { readonly kind: "unknown" }>[]
      /** Whether no other end than the possible ones can come about. */
      readonly complete: boolean
    }

/**
 * Says what Caddy does with a request: which handlers run, and how it ends.
 *
 * Where something cannot be decided from here (an expression, a file on a disk, a placeholder of the run time), both ways are followed,
 * and the end is unknown, with all ends that are possible. What a client must prove (`basic_auth`, certificates) is taken as proved, and
 * what `handle_errors` says of an upstream that fails is not looked at: only `error` leads there.
 */
export function answerFor(config: CaddyConfig, request: CaddyRequest): CaddyAnswer {
  const arrival = arrivalOf(config, request)
  const nowhere = { site: undefined, steps: [] }
  if (arrival.kind !== "one") {
    const { because } = arrival
    if (arrival.kind === "none") return { listener: undefined, ...nowhere, ...endOnly(request, arrival.because) }
    return {
      listener: undefined,
      ...nowhere,
      end: { kind: "unknown", because, position: undefined, possible: [], complete: false },
      ways: [],
    }
  }
  const { listener, server } = arrival
  if (server.tls !== (request.scheme === "https")) {
    return { listener, ...nowhere, ...endOnly(request, "scheme") }
  }
  return { listener, ...new Walk(config, server, request).answer() }
}

function endOnly(
  { path, query, method = "GET" }: CaddyRequest,
  because: "no listener" | "scheme",
): Pick<CaddyAnswer, "end" | "ways"> {
  const end = { kind: "none", because } as const
  return { end, ways: [{ end, steps: [], path, query, method }] }
}
