import type { Position } from "../position.js"

/** What a Caddyfile means to Caddy 2.11, before anything is started: what `caddy adapt` says, and what follows from it. */
export interface CaddyConfig {
  /** The global options, defaults filled in. */
  readonly options: CaddyOptions
  /** In source order. */
  readonly sites: readonly CaddySite[]
  /**
   * What listens, and what it serves: those that Caddy makes of the sites, ordered by their first address, and at the end the one
   * that sends HTTP on to HTTPS, where Caddy adds it.
   */
  readonly servers: readonly CaddyServer[]
  /** The routes of each `&(name)`. */
  readonly namedRoutes: ReadonlyMap<string, CaddyNamedRoute>
}

/** A token after imports and variables are replaced, quotes taken off and shorthands of placeholders written out. */
export interface CaddyToken {
  /** What it says; braces are still escaped where the file has them so. */
  readonly text: string
  /** What enclosed it: nothing, double quotes, backticks, or a heredoc. */
  readonly quote: "" | '"' | "`" | "<<"
  /** Where it is written; inside a snippet, where the snippet has it, but for what is an argument as a whole: where that stands. */
  readonly position: Position
}

/** A line and the block that it opens, as written: the settings of a handler that no field speaks of are kept so. */
export interface CaddyLine {
  /** The line's first token. */
  readonly name: CaddyToken
  /** The other tokens of the line. */
  readonly args: readonly CaddyToken[]
  /** The lines of its block; undefined when it opens none. */
  readonly body: readonly CaddyLine[] | undefined
}

/** The global options block. */
export interface CaddyOptions {
  /** `http_port`; 80. */
  readonly httpPort: number
  /** `https_port`; 443. */
  readonly httpsPort: number
  /** The administration interface. */
  readonly admin: CaddyAdmin
  /** The arguments of `auto_https`; empty when it is fully on. */
  readonly autoHttps: readonly ("off" | "disable_redirects" | "disable_certs" | "ignore_loaded_certs")[]
  /** `default_bind`, which sites without a `bind` of their own follow. */
  readonly defaultBind: readonly CaddyBind[]
  /** Each `servers` option, the longest listener address first, which is the order in which Caddy looks for one that applies. */
  readonly servers: readonly CaddyServerOptions[]
  /** The order in which handlers run, as the `order` options leave it. */
  readonly order: readonly string[]
  /** `email`; undefined when none is stated. */
  readonly email: string | undefined
  /** `acme_ca`; undefined when none is stated. */
  readonly acmeCa: string | undefined
  /** Whether `local_certs` makes Caddy sign all certificates itself. */
  readonly localCerts: boolean
  /** Each option as written, in order, those with a field of their own too. */
  readonly lines: readonly CaddyLine[]
}

/** The `admin` option. */
export interface CaddyAdmin {
  /** False after `admin off`. */
  readonly enabled: boolean
  /** `localhost:2019` when none is stated. */
  readonly listen: string
  /** `origins`: who may call it from a browser. */
  readonly origins: readonly string[]
  /** Where it is stated; undefined for the default. */
  readonly position: Position | undefined
}

/** A `bind` or `default_bind` line. */
export interface CaddyBind {
  /** The addresses: IPs, names of hosts, or `unix//path`; for `default_bind` without arguments one that is empty. */
  readonly addresses: readonly CaddyToken[]
  /** `protocols`: h1, h2, h2c, h3; empty when none are stated. */
  readonly protocols: readonly string[]
}

/** One `servers` option. */
export interface CaddyServerOptions {
  /** The listener it speaks of, such as `:443`; undefined when it speaks of all. */
  readonly listener: string | undefined
  /** Whose forwarded headers are believed; undefined when nobody's are. */
  readonly trustedProxies: CaddyTrustedProxies | undefined
  /** `trusted_proxies_strict`: the chain of proxies is read from the nearest one. */
  readonly strict: boolean
  /** `client_ip_headers`; `X-Forwarded-For` when none are stated. */
  readonly clientIpHeaders: readonly string[]
  /** `protocols`; empty for Caddy's own choice, which is h1, h2 and h3. */
  readonly protocols: readonly string[]
  /** Its lines as written. */
  readonly lines: readonly CaddyLine[]
  /** Where it is stated. */
  readonly position: Position
}

/** The `trusted_proxies` of a server. */
export interface CaddyTrustedProxies {
  /** The module that names them: `static`, or one that only its plugin knows. */
  readonly source: string
  /** The ranges of `static`, `private_ranges` written out; empty for other sources. */
  readonly ranges: readonly CaddyToken[]
  /** Where they are stated. */
  readonly position: Position
}

/** A site block. */
export interface CaddySite {
  /** At least one. */
  readonly addresses: readonly CaddyAddress[]
  /** The `bind` lines; empty when the site follows `default_bind`. */
  readonly binds: readonly CaddyBind[]
  /** What the site's `tls` lines say. */
  readonly tls: CaddyTls
  /** The handlers in the order in which Caddy runs them. */
  readonly routes: readonly CaddyRoute[]
  /** What `handle_errors` blocks say, in the order in which Caddy tries them. */
  readonly errorRoutes: readonly CaddyRoute[]
  /** `log` lines as written. */
  readonly logs: readonly CaddyLine[]
  /** That of its first address. */
  readonly position: Position
}

/** A site's address, as Caddy normalises it. */
export interface CaddyAddress {
  /** As written. */
  readonly text: string
  /** Stated or not; lower case. */
  readonly scheme: "http" | "https" | ""
  /** Lower case; the brackets of an IPv6 address are off, and it is in its shortest form; empty for any host. */
  readonly host: string
  /** Stated in the address; empty when it follows from the scheme. */
  readonly port: string
  /** With the leading slash; empty when none is stated. */
  readonly path: string
  /** The addresses that Caddy listens on for it. */
  readonly listeners: readonly CaddyListener[]
  /** Where it is written. */
  readonly position: Position
}

/** One address that Caddy listens on. */
export interface CaddyListener {
  /** As Caddy writes it: `:443`, `127.0.0.1:80`, `[::1]:443`, `unix//run/site.sock`, `udp/:53`. */
  readonly address: string
  /** `tcp` when none is stated; `unix` and others otherwise. */
  readonly network: string
  /** An IP or a name, or the path of a socket; empty for all interfaces. */
  readonly host: string
  /** 0 where the network has no ports. */
  readonly port: number
  /** The `bind` argument behind it; else the site's address. Undefined for what Caddy adds of its own and no line states. */
  readonly position: Position | undefined
}

/** How a site's certificates come about. */
export interface CaddyTls {
  /**
   * `automatic`: Caddy obtains them where an address calls for one. `internal`: it signs them itself. `files`: they are read from
   * files. `on_demand`: they are obtained when the first client asks. `managed`: `get_certificate` or an `issuer` that is not
   * `internal`.
   */
  readonly mode: "automatic" | "internal" | "files" | "on_demand" | "managed"
  /** Whether a `tls` line stands in the site; it turns on TLS where the address would not. */
  readonly stated: boolean
  /** Certificate and key of each `tls cert key`. */
  readonly files: readonly { readonly certificate: CaddyToken; readonly key: CaddyToken }[]
  /** What is asked of clients: the lines of `client_auth`; undefined when nothing is. */
  readonly clientAuth: CaddyLine | undefined
  /** The `tls` lines as written. */
  readonly lines: readonly CaddyLine[]
  /** That of the first `tls` line; undefined when there is none. */
  readonly position: Position | undefined
}

/** Addresses that are served alike, and the sites behind them. */
export interface CaddyServer {
  /** Sorted by address. */
  readonly listeners: readonly CaddyListener[]
  /** Whether connections are TLS. */
  readonly tls: boolean
  /** In the order in which Caddy tries them: the first whose address fits a request answers it, and no other. */
  readonly sites: readonly CaddyServedSite[]
  /**
   * Redirects from HTTP to HTTPS that Caddy adds of its own (`auto_https`). They are tried after the sites that name a host and before
   * the sites that do not.
   */
  readonly redirects: readonly CaddyRedirect[]
  /** The `servers` option that applies; undefined when none does. */
  readonly options: CaddyServerOptions | undefined
}

/** A site as one server serves it. */
export interface CaddyServedSite {
  /** The block. */
  readonly site: CaddySite
  /** Those of its addresses that lead to this server. */
  readonly addresses: readonly CaddyAddress[]
}

/** A redirect from HTTP to HTTPS that no line states. */
export interface CaddyRedirect {
  /** The hosts it answers for; empty for all. */
  readonly hosts: readonly string[]
  /** Where to: `https://{http.request.host}{http.request.uri}`, with a port where that is not the usual one. */
  readonly to: string
}

/** A step of a list of routes: when its matchers hold, its handlers run one after the other, then the list goes on. */
export interface CaddyRoute {
  /** One of the sets must hold, in a set all matchers must; empty when the route takes every request. */
  readonly matchers: readonly CaddyMatcherSet[]
  /** Of routes of one list with the same number only the first that matches is taken; undefined when the route is on its own. */
  readonly group: number | undefined
  /** Never empty. */
  readonly handlers: readonly CaddyHandler[]
  /** That of its first handler. */
  readonly position: Position
}

/** Matchers that hold together. */
export interface CaddyMatcherSet {
  /** The `@name`, or the inline path; undefined for what Caddy adds of its own. */
  readonly name: string | undefined
  /** Sorted by kind; empty when every request is taken. */
  readonly matchers: readonly CaddyMatcher[]
  /** Where the set is defined; for an inline path, where it stands. */
  readonly position: Position
}

/** One condition on a request. Values may hold placeholders. */
export type CaddyMatcher =
  | {
      readonly kind: "path"
      /** One of them must match: `/exact`, `/prefix*`, `*suffix`, `*part*` or a glob. */
      readonly patterns: readonly string[]
      /** Where it is stated. */
      readonly position: Position
    }
  | {
      readonly kind: "host" | "method" | "protocol"
      /** One of them must be the request's; a `*` in a host stands for one label. */
      readonly values: readonly string[]
      /** Where it is stated. */
      readonly position: Position
    }
  | {
      readonly kind: "remote_ip" | "client_ip"
      /** One of them must hold the address; `private_ranges` is written out. */
      readonly ranges: readonly string[]
      /** Where it is stated. */
      readonly position: Position
    }
  | {
      readonly kind: "header" | "query" | "vars"
      /** All fields must match one of their values; null when the field must be absent. */
      readonly fields: ReadonlyMap<string, readonly string[] | null>
      /** Where it is stated. */
      readonly position: Position
    }
  | {
      readonly kind: "path_regexp" | "header_regexp" | "vars_regexp"
      /** The field whose value is matched; empty for the path. */
      readonly field: string
      /** The name of its captures. */
      readonly name: string
      /** A Go regular expression (RE2). */
      readonly pattern: string
      /** Where it is stated. */
      readonly position: Position
    }
  | {
      readonly kind: "not"
      /** None of them may hold. */
      readonly sets: readonly CaddyMatcherSet[]
      /** Where it is stated. */
      readonly position: Position
    }
  | {
      readonly kind: "expression"
      /** A CEL expression. */
      readonly expression: string
      /** What its captures are called; empty where Caddy gives them no name. */
      readonly name: string
      /** Where it is stated. */
      readonly position: Position
    }
  | {
      readonly kind: "file"
      /** One of them must exist below the root; empty for the request's own path. */
      readonly tryFiles: readonly string[]
      /** `root`; empty for the request's own. */
      readonly root: string
      /** `try_policy`; empty for the first that exists. */
      readonly policy: string
      /** `split_path`: where a path is cut before it is looked for. */
      readonly split: readonly string[]
      /** Where it is stated. */
      readonly position: Position
    }
  | {
      readonly kind: "tls"
      /** `early_data`, or nothing for any TLS connection. */
      readonly values: readonly string[]
      /** Where it is stated. */
      readonly position: Position
    }
  | {
      readonly kind: "opaque"
      /** A matcher that only its plugin knows. */
      readonly name: string
      /** As written. */
      readonly lines: readonly CaddyLine[]
      /** Where it is stated. */
      readonly position: Position
    }

/** What a route does. Values may hold placeholders. */
export type CaddyHandler =
  | CaddySubroute
  | CaddyProxy
  | {
      readonly kind: "redirect"
      /** The `Location`; for `redir … html` the page that a script opens. */
      readonly to: string
      /** 302 when none is stated; 200 for `html`; or a placeholder. */
      readonly status: string
      /** The directive as written. */
      readonly line: CaddyLine
      /** Where it is stated. */
      readonly position: Position
    }
  | {
      readonly kind: "respond"
      /** Empty for 200; or a placeholder. */
      readonly status: string
      /** Empty when none is stated. */
      readonly body: string
      /** Whether the connection is closed. */
      readonly close: boolean
      /** The directive as written. */
      readonly line: CaddyLine
      /** Where it is stated. */
      readonly position: Position
    }
  | {
      readonly kind: "error"
      /** Empty for 500; or a placeholder. What `handle_errors` says answers then. */
      readonly status: string
      /** Empty when none is stated. */
      readonly message: string
      /** The directive as written. */
      readonly line: CaddyLine
      /** Where it is stated. */
      readonly position: Position
    }
  | {
      readonly kind: "abort"
      /** The directive as written. */
      readonly line: CaddyLine
      /** Where it is stated. */
      readonly position: Position
    }
  | {
      readonly kind: "file_server"
      /** The `root` of its own; undefined where it follows the request's `root`. */
      readonly root: string | undefined
      /** Whether folders are listed. */
      readonly browse: boolean
      /** Whether a file that is missing is left to the next handler. */
      readonly passThru: boolean
      /** The directive as written. */
      readonly line: CaddyLine
      /** Where it is stated. */
      readonly position: Position
    }
  | {
      readonly kind: "vars"
      /** `root` and `fs` set variables of that name. */
      readonly values: ReadonlyMap<string, string>
      /** The directive as written. */
      readonly line: CaddyLine
      /** Where it is stated. */
      readonly position: Position
    }
  | {
      readonly kind: "rewrite"
      /** What is done to the request. */
      readonly change: CaddyRewrite
      /** The directive as written. */
      readonly line: CaddyLine
      /** Where it is stated. */
      readonly position: Position
    }
  | {
      readonly kind: "invoke"
      /** The named route that runs. */
      readonly name: string
      /** The directive as written. */
      readonly line: CaddyLine
      /** Where it is stated. */
      readonly position: Position
    }
  | {
      readonly kind: "intercept"
      /** What answers instead of the response that it intercepts. */
      readonly responses: readonly CaddyResponseRoute[]
      /** The directive as written. */
      readonly line: CaddyLine
      /** Where it is stated. */
      readonly position: Position
    }
  | CaddyPlainHandler
  | {
      readonly kind: "opaque"
      /** A directive that only its plugin knows: what it does to a request nobody can tell from here. */
      readonly name: string
      /** The directive as written. */
      readonly line: CaddyLine
      /** Where it is stated. */
      readonly position: Position
    }

/** It goes on to the next handler, or answers on its own terms: `metrics`, `acme_server`, and `basic_auth` where it refuses. */
export interface CaddyPlainHandler {
  readonly kind:
    | "acme_server"
    | "basic_auth"
    | "copy_response"
    | "copy_response_headers"
    | "encode"
    | "header"
    | "log_append"
    | "map"
    | "metrics"
    | "push"
    | "request_body"
    | "request_header"
    | "templates"
    | "timeouts"
    | "tracing"
  /** The directive as written. */
  readonly line: CaddyLine
  /** Where it is stated. */
  readonly position: Position
}

/** Routes inside of a route: `handle`, `handle_path`, `route`, and what Caddy makes of `php_fastcgi` with a matcher. */
export interface CaddySubroute {
  readonly kind: "subroute"
  /** The directive that they come from. */
  readonly directive: string
  /** In the order in which Caddy runs them. */
  readonly routes: readonly CaddyRoute[]
  /** The directive as written. */
  readonly line: CaddyLine
  /** Where it is stated. */
  readonly position: Position
}

/** `reverse_proxy`, and what Caddy makes one of: `php_fastcgi` and `forward_auth`. */
export interface CaddyProxy {
  readonly kind: "reverse_proxy"
  /** The directive that it comes from. */
  readonly directive: "reverse_proxy" | "php_fastcgi" | "forward_auth"
  /** In source order; empty when there are none, or only `dynamic` ones. */
  readonly upstreams: readonly CaddyUpstream[]
  /** The source of upstreams that are found at run time: `a`, `srv` and others; undefined when there is none. */
  readonly dynamic: CaddyLine | undefined
  /** The `transport` line; undefined for HTTP with Caddy's defaults. */
  readonly transport: CaddyLine | undefined
  /** How upstreams are spoken to. */
  readonly protocol: "http" | "https" | "h2c" | "fastcgi" | "other"
  /** What answers in place of an upstream's response. */
  readonly responses: readonly CaddyResponseRoute[]
  /** All lines of the block, those with a field of their own too. */
  readonly settings: readonly CaddyLine[]
  /** The directive as written. */
  readonly line: CaddyLine
  /** Where it is stated. */
  readonly position: Position
}

/** Whom a proxy calls. */
export interface CaddyUpstream {
  /** What Caddy dials: `api:8000`, `unix//run/php.sock`, or a text with placeholders. */
  readonly dial: string
  /** As stated: `http`, `https`, `h2c`; empty when none is. */
  readonly scheme: string
  /** `tcp` when none is stated. */
  readonly network: string
  /** A name, an IP without brackets, or the path of a socket. May hold placeholders. */
  readonly host: string
  /** 80 or what the scheme has when none is stated; undefined for sockets and where a placeholder says it. */
  readonly port: number | undefined
  /** Where it is stated. */
  readonly position: Position
}

/** Routes that run for some responses. */
export interface CaddyResponseRoute {
  /** The name of the response matcher, such as `@error`; undefined for all responses. */
  readonly matcher: string | undefined
  /** The status that replaces the response's (`replace_status`); undefined when routes answer. */
  readonly status: string | undefined
  /** In the order in which Caddy runs them; empty for `replace_status`. */
  readonly routes: readonly CaddyRoute[]
  /** Where it is stated. */
  readonly position: Position
}

/** A change to a request's address or method. */
export type CaddyRewrite =
  | {
      readonly kind: "uri"
      /** The new path and query; one that starts with `?` or `#` leaves the path. */
      readonly uri: string
    }
  | {
      readonly kind: "method" | "strip_prefix" | "strip_suffix"
      /** The new method, or what is cut off the path. */
      readonly value: string
    }
  | {
      readonly kind: "replace" | "path_regexp" | "query"
      /** The arguments as written. */
      readonly args: readonly string[]
    }

/** A `&(name)` block. */
export interface CaddyNamedRoute {
  /** The name between the parentheses. */
  readonly name: string
  /** In the order in which Caddy runs them. */
  readonly routes: readonly CaddyRoute[]
  /** Where it is defined. */
  readonly position: Position
}
