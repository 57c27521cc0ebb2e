/** What the names of one kind mean to a proof: what is in none of the three is not understood. */
export interface Vocabulary {
  /** Without effect on who reaches whom, on which secret goes where, and on whether what is declared works. */
  readonly harmless: ReadonlySet<string>
  /** Computed with, or held against the topology by a check of its own. */
  readonly followed: ReadonlySet<string>
  /** Known, and nothing that a topology grants: what it does, as the rest of a sentence. */
  readonly refused: ReadonlyMap<string, string>
}

/** Global options. */
export const OPTIONS: Vocabulary = {
  harmless: new Set([
    // How long it waits, and how much it says.
    ...["grace_period", "shutdown_delay", "debug"],
    // Who the authority writes to, and how certificates and their renewal are, but for who issues them.
    ...["email", "key_type", "preferred_chains", "cert_lifetime", "renewal_window_ratio", "renew_interval"],
    ...["ocsp_stapling", "ocsp_interval", "skip_install_trust"],
    // What is shown to clients that do not say which name they want.
    ...["default_sni", "fallback_sni"],
    // Housekeeping of what it stores.
    ...["storage_check", "storage_clean_interval", "persist_config"],
  ]),
  followed: new Set([
    ...["http_port", "https_port", "default_bind", "admin", "auto_https", "order", "servers", "log", "metrics"],
    ...["acme_ca", "local_certs"],
  ]),
  refused: new Map([
    ["acme_ca_root", "makes it trust another root for the authority that signs its certificates"],
    ["acme_dns", "lets it change records of a DNS zone"],
    ["acme_eab", "binds it to somebody's account at an authority"],
    ["cert_issuer", "changes who signs its certificates"],
    ["on_demand_tls", "lets it obtain certificates for names that clients ask for"],
    ["storage", "moves its certificates to where they do not outlive the container"],
    ["tls_automate_names", "obtains certificates for further names"],
    ["tls_resolvers", "makes it ask another DNS server whether a name is its own"],
    ["dns", "lets it change records of a DNS zone"],
    ["ech", "publishes keys in a DNS zone"],
    ["filesystem", "serves files from elsewhere"],
    ["pki", "changes the authority that signs its own certificates"],
    ["events", "runs something of its own when something happens"],
  ]),
}

/** Options that may stand in a file more than once. */
export const REPEATED: ReadonlySet<string> = new Set(["servers", "log", "default_bind", "order", "filesystem"])

/** Settings of a `servers` option. */
export const SERVERS: Vocabulary = {
  harmless: new Set([
    // Amounts, times, and what is counted.
    ...["name", "timeouts", "keepalive_interval", "keepalive_idle", "keepalive_count", "max_header_size", "metrics"],
    ...["enable_full_duplex", "0rtt", "trace"],
    // A host name that the handshake did not name is refused: safer than the default.
    "strict_sni_host",
  ]),
  followed: new Set([
    ...["protocols", "listener_wrappers", "trusted_proxies", "trusted_proxies_strict", "client_ip_headers"],
  ]),
  refused: new Map([
    ["log_credentials", "writes cookies and passwords of visitors into the log"],
    ["trusted_proxies_unix", "believes whoever comes by a socket on where a request comes from"],
    ["packet_conn_wrappers", "hands what comes by UDP to something else first"],
    ["expected_underscore_headers", "lets headers through that look like others"],
    ["expected_dot_headers", "lets headers through that look like others"],
  ]),
}

/** What connections may pass before they are HTTP. */
export const WRAPPERS: Vocabulary = {
  // The place of TLS among the others, and an answer to those who speak HTTP to a port of HTTPS.
  harmless: new Set(["tls", "http_redirect"]),
  followed: new Set(),
  refused: new Map([["proxy_protocol", "believes whoever connects on where a request comes from"]]),
}

/** Directives of a site, and of blocks inside of it. */
export const DIRECTIVES: Vocabulary = {
  harmless: new Set([
    // What is logged, but for where to, and how responses are packed.
    ...["log_append", "log_level", "log_name", "log_skip", "skip_log", "encode"],
    // Placeholders, which do nothing where nobody uses them; whoever does is followed or told.
    ...["vars", "map"],
    // How long it waits.
    "timeouts",
  ]),
  followed: new Set([
    ...["abort", "acme_server", "basic_auth", "basicauth", "error", "file_server", "handle", "handle_errors"],
    ...["handle_path", "header", "invoke", "method", "metrics", "redir", "request_header", "respond", "reverse_proxy"],
    ...["rewrite", "root", "route", "try_files", "uri", "bind", "tls", "log", "request_body"],
  ]),
  refused: new Map([
    ["forward_auth", "asks somebody else whether a request may pass"],
    ["php_fastcgi", "hands requests to a program of PHP"],
    ["templates", "runs what stands in a response as a template"],
    ["intercept", "answers in the place of responses"],
    ["push", "sends what nobody asked for"],
    ["tracing", "sends what it does to a collector"],
    ["fs", "serves files from elsewhere"],
    ["copy_response", "answers with the response of another request"],
    ["copy_response_headers", "answers with the headers of another response"],
  ]),
}

/** Settings of `request_body`. */
export const REQUEST_BODY: Vocabulary = {
  // An amount.
  harmless: new Set(["max_size"]),
  followed: new Set(),
  refused: new Map([["set", "replaces what visitors send"]]),
}

/** Settings of `file_server`. */
export const FILE_SERVER: Vocabulary = {
  harmless: new Set([
    // What is not shown, and how what is shown is spelled, packed and cached.
    ...["hide", "precompressed", "disable_canonical_uris", "etag_file_extensions"],
  ]),
  followed: new Set(["root", "browse", "pass_thru"]),
  refused: new Map([
    ["fs", "serves files from elsewhere"],
    ["index", "answers for a folder with another file"],
    ["status", "answers with another status"],
  ]),
}

/** Settings of `reverse_proxy`. */
export const PROXY: Vocabulary = {
  harmless: new Set([
    // Which of several that are alike is taken, and how long it is tried.
    ...["lb_policy", "lb_retries", "lb_try_duration", "lb_try_interval", "lb_retry_match"],
    // When an upstream that does not answer is left alone.
    ...["health_interval", "health_timeout", "health_passes", "health_fails", "max_fails", "fail_duration"],
    ...["unhealthy_request_count", "unhealthy_status", "unhealthy_latency"],
    // Buffers, and how long streams stay.
    ...["flush_interval", "request_buffers", "response_buffers", "stream_buffer_size", "stream_timeout"],
    ...["stream_close_delay", "proxy_status_name", "verbose_logs"],
  ]),
  followed: new Set([
    ...["to", "transport", "header_up", "header_down", "rewrite", "health_uri", "health_path", "health_port"],
    ...["health_upstream", "trusted_proxies"],
  ]),
  refused: new Map([
    ["dynamic", "looks its upstreams up at run time"],
    ["method", "changes the method of requests"],
    ["replace_status", "answers with another status"],
    ["handle_response", "answers in the place of the upstream"],
    ["health_headers", "asks whether the upstream is well in a way that no service declares"],
    ["health_method", "asks whether the upstream is well in a way that no service declares"],
    ["health_request_body", "asks whether the upstream is well in a way that no service declares"],
    ["health_status", "expects of a healthy upstream what no service declares"],
    ["health_body", "expects of a healthy upstream what no service declares"],
    ["health_follow_redirects", "asks whoever the upstream names whether it is well"],
  ]),
}

/** Settings of `transport http`. */
export const TRANSPORT: Vocabulary = {
  harmless: new Set([
    // Buffers, times, and how many connections are kept.
    ...["read_buffer", "write_buffer", "read_timeout", "write_timeout", "max_response_header", "dial_timeout"],
    ...["dial_fallback_delay", "response_header_timeout", "expect_continue_timeout", "keepalive"],
    ...["keepalive_interval", "keepalive_idle_conns", "keepalive_idle_conns_per_host", "compression"],
    ...["max_conns_per_host", "max_idle_conns_per_host", "tls_timeout", "tls_curves", "tls_renegotiation"],
  ]),
  followed: new Set(["tls", "versions"]),
  refused: new Map([
    ["proxy_protocol", "speaks a protocol to the upstream that no service declares"],
    ["forward_proxy_url", "hands requests to another proxy"],
    ["network_proxy", "hands requests to another proxy"],
    ["resolvers", "asks another DNS server for its upstream"],
    ["tls_client_auth", "shows the upstream a certificate"],
    ["tls_insecure_skip_verify", "takes whoever answers for the upstream"],
    ["tls_trusted_ca_certs", "believes another authority on who the upstream is"],
    ["tls_trust_pool", "believes another authority on who the upstream is"],
    ["tls_server_name", "takes somebody of another name for the upstream"],
    ["tls_except_ports", "leaves TLS away for some ports"],
    ["local_address", "connects from an address of its own choice"],
  ]),
}

/** Settings of a site's `tls`. */
export const TLS: Vocabulary = {
  harmless: new Set([
    // Which versions and ciphers are spoken, and how keys are.
    ...["protocols", "ciphers", "curves", "alpn", "key_type", "reuse_private_keys", "renewal_window_ratio"],
    // It is done for every name of a site without being asked.
    "force_automate",
  ]),
  followed: new Set(["ca", "issuer", "load"]),
  refused: new Map([
    ["client_auth", "asks visitors for a certificate"],
    ["on_demand", "obtains certificates for names that clients ask for"],
    ["insecure_secrets_log", "writes the keys of connections into a file"],
    ["ca_root", "makes it trust another root for the authority that signs its certificates"],
    ["eab", "binds it to somebody's account at an authority"],
    ["get_certificate", "asks somebody else for certificates"],
    ["dns", "lets it change records of a DNS zone"],
    ["resolvers", "makes it ask another DNS server whether a name is its own"],
    ["propagation_delay", "waits for records of a DNS zone"],
    ["propagation_timeout", "waits for records of a DNS zone"],
    ["dns_ttl", "lets it change records of a DNS zone"],
    ["dns_challenge_override_domain", "lets it change records of a DNS zone"],
  ]),
}

/** Authorities whose certificates browsers know, by where they are asked (their documentation of ACME). */
export const AUTHORITIES: ReadonlySet<string> = new Set([
  "https://acme-v02.api.letsencrypt.org/directory",
  "https://acme.zerossl.com/v2/DV90",
])

/** An authority for tests (Let's Encrypt's documentation of its staging environment). */
export const TEST_AUTHORITIES: ReadonlySet<string> = new Set(["https://acme-staging-v02.api.letsencrypt.org/directory"])

/** Where logs go. */
export const LOG_OUTPUTS: Vocabulary = {
  // To the engine that runs the container, to nobody, or into the container itself.
  harmless: new Set(["stdout", "stderr", "discard", "file"]),
  followed: new Set(),
  refused: new Map([["net", "sends the log to somebody"]]),
}

/** Settings of a `log`. */
export const LOG: Vocabulary = {
  // What is logged, and how it is written down.
  harmless: new Set(["format", "level", "sampling", "no_hostname", "hostnames", "include", "exclude"]),
  followed: new Set(["output"]),
  refused: new Map([["core", "hands the log to something else"]]),
}

/**
 * Response headers that decide who may do what with a response, or whether a client understands it; all others are for whoever reads
 * them.
 */
export const WEIGHTY_HEADERS: ReadonlySet<string> = new Set([
  // Who else's pages may read it (CORS), and what it leaves at a client.
  "access-control-allow-credentials",
  "access-control-allow-headers",
  "access-control-allow-methods",
  "access-control-allow-origin",
  "access-control-allow-private-network",
  "access-control-expose-headers",
  "clear-site-data",
  "service-worker-allowed",
  "set-cookie",
  // Where a client goes next.
  "alt-svc",
  "location",
  "refresh",
  "www-authenticate",
  // How the message is to be understood (RFC 9110).
  "connection",
  "content-encoding",
  "content-length",
  "content-range",
  "transfer-encoding",
  "upgrade",
  "*",
])

/** Request headers that say what Caddy says of its own, or that are for whoever reads a log, with the values that do. */
export const USUAL_REQUEST_HEADERS: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries({
    host: ["{http.request.host}", "{http.request.hostport}"],
    "x-forwarded-for": ["{http.request.remote.host}", "{http.vars.client_ip}"],
    "x-forwarded-host": ["{http.request.host}", "{http.request.hostport}"],
    "x-forwarded-port": ["{http.request.port}"],
    "x-forwarded-proto": ["{http.request.scheme}"],
    "x-real-ip": ["{http.request.remote.host}", "{http.vars.client_ip}"],
    "x-request-id": ["{http.request.uuid}"],
  }).map(([name, values]) => [name, new Set(values)]),
)
