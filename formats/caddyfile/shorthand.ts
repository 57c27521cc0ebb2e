/** What stands for what between the braces, from Caddy's documentation of placeholders in Caddyfiles. */
const SIMPLE: ReadonlyMap<string, string> = new Map([
  ["host", "http.request.host"],
  ["hostport", "http.request.hostport"],
  ["port", "http.request.port"],
  ["orig_method", "http.request.orig_method"],
  ["orig_uri", "http.request.orig_uri"],
  ["orig_path", "http.request.orig_uri.path"],
  ["orig_dir", "http.request.orig_uri.path.dir"],
  ["orig_file", "http.request.orig_uri.path.file"],
  ["orig_query", "http.request.orig_uri.query"],
  ["orig_?query", "http.request.orig_uri.prefixed_query"],
  ["method", "http.request.method"],
  ["uri", "http.request.uri"],
  ["%uri", "http.request.uri_escaped"],
  ["path", "http.request.uri.path"],
  ["%path", "http.request.uri.path_escaped"],
  ["dir", "http.request.uri.path.dir"],
  ["file", "http.request.uri.path.file"],
  ["query", "http.request.uri.query"],
  ["%query", "http.request.uri.query_escaped"],
  ["?query", "http.request.uri.prefixed_query"],
  ["remote", "http.request.remote"],
  ["remote_host", "http.request.remote.host"],
  ["remote_port", "http.request.remote.port"],
  ["scheme", "http.request.scheme"],
  ["uuid", "http.request.uuid"],
  ["tls_cipher", "http.request.tls.cipher_suite"],
  ["tls_version", "http.request.tls.version"],
  ["tls_client_fingerprint", "http.request.tls.client.fingerprint"],
  ["tls_client_issuer", "http.request.tls.client.issuer"],
  ["tls_client_serial", "http.request.tls.client.serial"],
  ["tls_client_subject", "http.request.tls.client.subject"],
  ["tls_client_certificate_pem", "http.request.tls.client.certificate_pem"],
  ["tls_client_certificate_der_base64", "http.request.tls.client.certificate_der_base64"],
  ["upstream_hostport", "http.reverse_proxy.upstream.hostport"],
  ["client_ip", "http.vars.client_ip"],
])

const PREFIXES: ReadonlyMap<string, string> = new Map([
  ["header", "http.request.header"],
  ["cookie", "http.request.cookie"],
  ["labels", "http.request.host.labels"],
  ["path", "http.request.uri.path"],
  ["file", "http.request.uri.path.file"],
  ["query", "http.request.uri.query"],
  ["re", "http.regexp"],
  ["vars", "http.vars"],
  ["rp", "http.reverse_proxy"],
  ["resp", "http.intercept"],
  ["err", "http.error"],
  ["file_match", "http.matchers.file"],
])

const WITH_NAME =
  /\{(?:(header|cookie|labels|path|file|query|vars|file_match)\.([\w-]*)|(re|rp|resp|err)\.([\w.-]*))\}/g

/**
 * Writes out the placeholders that a Caddyfile may abbreviate, in one token of a site.
 *
 * `{host}{path.0}` → `{http.request.host}{http.request.uri.path.0}`
 */
export function expandShorthands(text: string): string {
  if (!text.includes("{")) return text
  return text
    .replace(/\{([%?a-z_0-9]+)\}/g, (whole, name: string) => {
      const full = SIMPLE.get(name)
      return full === undefined ? whole : `{${full}}`
    })
    .replace(WITH_NAME, (_whole, prefix: string | undefined, name: string, dotted: string, rest: string) =>
      prefix === undefined ? `{${PREFIXES.get(dotted)}.${rest}}` : `{${PREFIXES.get(prefix)}.${name}}`,
    )
}
