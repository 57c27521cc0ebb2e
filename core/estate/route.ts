import type { Origin, Resolved } from "../origin.js"
import type { Bucket, VercelProject } from "./cloud.js"
import type { ServiceName } from "./edge.js"
import type { External } from "./external.js"
import type { Secret } from "./secret.js"
import type { ResolvedText } from "./text.js"

/** One route in one environment. */
export interface Route extends Resolved {
  /** As the topology names it. */
  readonly name: string
  /** Its name for people. Default: that of what answers, else the name, capitalised. */
  readonly title: string
  /** What it is for, in words. */
  readonly purpose: string | undefined
  /** The column of the matrix of environments that it stands in. Default `other`. */
  readonly role: "frontend" | "backend" | "compute" | "assets" | "other"
  /** The name of the environment. */
  readonly environment: string
  /** Host names where the environment runs in the cloud (or its only placement). */
  readonly sites: readonly Site[]
  /** Host names where it runs on a laptop, one for each of `sites`; the same ones unless the topology states others. */
  readonly localSites: readonly Site[]
  /** Its URL for people, and for `url()`: `https://api.example.com`. */
  readonly url: string
  /** Who it is for. Default `public`, and `host` on localhost. */
  readonly exposure: "host" | "private" | "cdn" | "public"
  /** The service that serves it; undefined when a provider outside the hosts does (Vercel, a bucket's CDN). */
  readonly proxy: ServiceName | undefined
  /** Where its certificate comes from; `files` are paths in the proxy's container. */
  readonly tls:
    | { readonly kind: "automatic" | "acme-test" | "internal" | "off" }
    | { readonly kind: "files"; readonly certificate: string; readonly key: string }
  /** What answers: an ordered tree; the last takes everything that is left. */
  readonly handlers: readonly Handler[]
  /** Changes to every response, in declared order. */
  readonly headers: readonly HeaderChange[]
  /** Whether responses are compressed. Default true. */
  readonly compress: boolean
  /** Bytes. */
  readonly bodyLimit: number | undefined
  /** Whether some handler serves websockets. */
  readonly hasWebsocket: boolean
}

/** One address of a route. */
export interface Site {
  /** `api.example.com`, `localhost`. */
  readonly hostname: string
  /** 443, 80, or the stated port. */
  readonly port: number
  /** `http` where TLS is off. */
  readonly scheme: "http" | "https"
  /** As a Caddyfile names it: `api.example.com`, `http://localhost:8000`, or a placement variable. */
  readonly address: ResolvedText
  /** Where the host name is stated. */
  readonly origin: Origin
}

/** A header that is set (`value`) or removed (null). */
export interface HeaderChange {
  /** The header's name as it is stated. */
  readonly name: string
  /** Null when the header is removed. */
  readonly value: string | null
  /** Where the change is stated. */
  readonly origin: Origin
}

/** Which requests a handler takes. */
export interface Match extends Resolved {
  /** Any may match; `*` is a wildcard at the end. Empty when any path will do. */
  readonly paths: readonly string[]
  /** Any may match. Empty when any method will do. */
  readonly methods: readonly string[]
  /** All must match, with `*` at either end of a value. Empty when any header will do. */
  readonly headers: readonly { readonly name: string; readonly value: string }[]
  /** Ranges of client addresses; any may match. Empty when any client will do. */
  readonly remote: readonly string[]
  /** What must not hold. */
  readonly not: Match | undefined
}

/** One handler of a route's tree. */
export interface Handler extends Resolved {
  /** Undefined when it takes every request. */
  readonly match: Match | undefined
  /** A path prefix that is removed before it answers. */
  readonly strip: string | undefined
  /** A path that replaces the request's before it answers. */
  readonly rewrite: string | undefined
  /** Changes to its responses, in declared order. */
  readonly headers: readonly HeaderChange[]
  /** Changes to what the upstream is sent, in declared order. */
  readonly requestHeaders: readonly HeaderChange[]
  /** Who may pass; `password` holds a bcrypt hash. Undefined when everybody may. */
  readonly basicAuth:
    | { readonly user: string; readonly password: Secret; readonly realm: string | undefined }
    | undefined
  /** Bytes; undefined for no limit of its own. */
  readonly bodyLimit: number | undefined
  /** A duration; undefined for Caddy's. */
  readonly dialTimeout: string | undefined
  /** A duration; undefined for Caddy's. */
  readonly readTimeout: string | undefined
  /** A duration; undefined for Caddy's. */
  readonly writeTimeout: string | undefined
  /** Whether a response is passed on as it comes, never buffered. */
  readonly stream: boolean
  /** Whether connections last, and outlive a reload of the proxy. */
  readonly websocket: boolean
  /** What answers the requests that it takes. */
  readonly answer: Answer
}

/** What answers a request. */
export type Answer =
  | {
      readonly kind: "service"
      /** The service that answers. */
      readonly service: ServiceName
      /** Its name for people. */
      readonly title: string
      /** As the service names it. */
      readonly portName: string
      /** Inside its container. */
      readonly port: number
      /** Where the proxy finds it. */
      readonly upstream: Upstream
      /** The path of its HTTP health check, which the proxy asks too. */
      readonly healthPath: string | undefined
    }
  | { readonly kind: "vercel"; readonly project: VercelProject }
  | { readonly kind: "bucket"; readonly bucket: Bucket }
  | { readonly kind: "external"; readonly external: External }
  | {
      readonly kind: "redirect"
      /** Where to, for people; that of the first placement where placements differ. */
      readonly to: string
      /** The same as it is written down: a literal, or a placement variable. */
      readonly target: ResolvedText
      /** Whether the request's path is appended. */
      readonly keepPath: boolean
      /** 300 to 399. Default 308. */
      readonly status: number
      /** The name of the route that it leads to; undefined for a URL. */
      readonly route: string | undefined
    }
  | { readonly kind: "respond"; readonly body: string; readonly status: number }
  | {
      readonly kind: "files"
      /** The absolute path in the proxy's container that is served. */
      readonly root: string
      /** The folder on the host that is mounted there; undefined when the image has it. */
      readonly from: string | undefined
      /** The file that answers where there is none: `/index.html`. */
      readonly fallback: string | undefined
    }
  | { readonly kind: "fragment"; readonly file: string; readonly reason: string }
  | { readonly kind: "handle"; readonly handlers: readonly Handler[] }

/** Where a proxy finds a service. */
export interface Upstream {
  /** The host half: a Docker DNS name, a private address, or a placement variable. */
  readonly host: ResolvedText
  /** The port half: inside the container on one host, as published on another. */
  readonly port: number
}
