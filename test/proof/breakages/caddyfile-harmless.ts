import { caddyfile, inEach, inEncrypted, inSites, option, PROXY, server } from "./caddyfile-tools.js"
import { type Breakage, each } from "./tools.js"

/** The changes of a careful colleague to a Caddyfile. */
export const HARMLESS_CADDYFILE: readonly Breakage[] = [
  ...[
    "debug",
    "metrics",
    "shutdown_delay 1s",
    "key_type p256",
    "preferred_chains smallest",
    "log {\nlevel ERROR\noutput stderr\n}",
    "persist_config off",
    "renew_interval 10m",
    "default_sni www.example",
  ].map((line) => option(`an option: ${line.split("\n").join(" ")}`, [], line)),
  server(
    "amounts of a server",
    [],
    "timeouts {\nidle 1m\n}\nkeepalive_interval 10s\nmax_header_size 1MB\nstrict_sni_host on",
  ),
  ...[
    "log other {\noutput file /var/log/site.log\nformat console\nlevel WARN\n}",
    "log_skip /health",
    "vars place front",
    "map {path} {shelf} {\n/a b\ndefault c\n}",
    "header X-Place front",
    "header >Cache-Control no-store",
    "header Content-Security-Policy \"default-src 'self'\"",
    "@unused path /zz*",
    'handle_errors {\nrespond "{err.status_code} {err.status_text}"\n}',
    "handle_errors 404 {\nheader X-Place front\nrespond gone 410\n}",
    "encode gzip",
    "log_append place front",
  ].map((line) => inSites(`a line of a site: ${line.split("\n").join(" ")}`, [], line)),
  inEncrypted("versions of TLS", [], "tls {\nprotocols tls1.3\ncurves x25519\n}"),
  inEncrypted("who the authority writes to", [], "tls ann@example.com"),
  ...[
    "lb_policy round_robin",
    "lb_retries 2",
    "fail_duration 10s",
    "max_fails 3",
    "response_buffers 1MB",
    "header_up X-Real-IP {remote_host}",
    "header_up X-Forwarded-Proto {scheme}",
    "header_down -X-Powered-By",
    "header_down X-Served-By front",
  ].map((line) => caddyfile(`a setting of a proxy: ${line}`, [], (content) => inEach(content, PROXY, line))),
  caddyfile("times of a proxy", [], (content) =>
    /transport/.test(content)
      ? []
      : inEach(content, PROXY, "transport http {\nread_timeout 1m\nkeepalive 30s\nversions 1.1 2\ncompression off\n}"),
  ),
  ...["handle", "route", "handle *"].map((name) =>
    caddyfile(`a \`${name}\` around what a site does`, [], (content) =>
      each(
        content,
        /^\t(reverse_proxy .*\{\n)((?:\t\t.*\n)*)\t\}$/gm,
        ([, head, body]) => `\t${name} {\n\t\t${head}${body}\t}\n\t}`,
      ),
    ),
  ),
  caddyfile("an upstream in a line of its own", [], (content) =>
    each(
      content,
      /^(\t+)reverse_proxy ([a-z][a-z0-9.-]*:\d+) \{$/gm,
      ([, indent, to]) => `${indent}reverse_proxy {\n${indent}\tto http://${to}`,
    ),
  ),
  caddyfile("an address with its scheme and port", [], (content) =>
    each(content, /^([a-z][a-z0-9-]*\.[a-z0-9.-]+) \{$/gm, ([, host]) => `https://${host!.toUpperCase()}:443 {`),
  ),
  caddyfile("a snippet more", [], (content) =>
    each(content, /^\timport security$/gm, ([line]) => `${line}\n\timport more`).map((changed) =>
      changed.replace(/^\(security\)/m, "(more) {\n\theader X-More yes\n}\n\n(security)"),
    ),
  ),
  caddyfile("ranges in another order", [], (content) =>
    each(content, /(trusted_proxies static )(\S+) (.*)/g, ([, head, first, rest]) => `${head}${rest} ${first}`),
  ),
  caddyfile("comments", [], (content) => [
    content.replace(/^(\t+)reverse_proxy /gm, "$1# Who answers\n$1reverse_proxy "),
  ]),
]
