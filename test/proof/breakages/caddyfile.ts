import {
  caddyfile,
  encrypted,
  inEach,
  inEncrypted,
  inSites,
  option,
  PROXIED,
  PROXY,
  redirecting,
  SITE,
  server,
  unshadowed,
  withOption,
} from "./caddyfile-tools.js"
import { type Breakage, each, text } from "./tools.js"

/** What is wrong with a Caddyfile. */
export const CADDYFILE: readonly Breakage[] = [
  text("a range of clients that is none", /Caddyfile$/, ["proof/not_understood", "proof/disagreement"], (content) =>
    each(content, /(client_ip|remote_ip)( .*\/\d+)/g, ([, kind, ranges]) => `${kind}${ranges}x`),
  ),
  /* Sites and where they lead */
  caddyfile("an upstream under another name", ["proof/path_closed", "proof/not_granted"], (content) =>
    each(
      content,
      /^(\t+reverse_proxy (?:\S+ )?)([a-z][a-z0-9.-]*)(:\d+)/gm,
      ([, head, host, port]) => `${head}${host}x${port}`,
    ),
  ),
  caddyfile("an upstream on another port", ["proof/path_closed", "proof/not_granted"], (content) =>
    each(content, /^(\t+reverse_proxy \S+?:)(\d+)/gm, ([, head, port]) => `${head}${Number(port) + 1}`),
  ),
  caddyfile("a site that is gone", ["proof/path_closed"], (content) =>
    each(content, /^[a-z][^\n(){}]* \{\n(?:.*\n)*?\}\n/gm, () => ""),
  ),
  caddyfile("a site that nobody asked for", ["proof/not_granted"], (content) => [
    `${content}\nstranger.example {\n\trespond 200\n}\n`,
  ]),
  caddyfile("a site under another name", ["proof/path_closed"], (content) =>
    each(content, /^([a-z]+)(\.[^\n(){}]* \{\n)/gm, ([, head, tail]) => `${head}x${tail}`),
  ),
  caddyfile("a site that answers itself", ["proof/path_closed"], (content) =>
    each(content, /^(\t+)reverse_proxy (?:.*\{\n(?:\1\t.*\n)*\1\}|.*)$/gm, ([, indent]) => `${indent}respond 204`),
  ),
  caddyfile("a Caddyfile that can't be read", ["proof/not_understood"], (content) => [
    `${content}\nbroken.example {\n\trespond "`,
  ]),
  caddyfile("a directive that nobody knows", ["proof/not_understood"], (content) =>
    each(content, /^(\t+)(reverse_proxy )/gm, ([, indent, rest]) => `${indent}teleport everything\n${indent}${rest}`),
  ),

  /* Who is believed, and who commands */
  option("an administration interface that is open", ["proof/not_granted"], "admin 0.0.0.0:2019"),
  option("an administration interface that is off", ["proof/path_closed"], "admin off"),
  option("an administration interface on another port", ["proof/disagreement"], "admin localhost:2999"),
  ...["trusted_proxies static 0.0.0.0/0", "trusted_proxies static private_ranges"].map((line) =>
    server(`whoever it is is believed: ${line}`, ["proof/not_granted"], line),
  ),
  server("visitors that say where they come from", ["proof/not_granted"], "listener_wrappers {\nproxy_protocol\n}"),
  server("passwords in the log", ["proof/not_granted"], "log_credentials"),
  server("no HTTP/1.1", ["proof/path_closed"], "protocols h2 h3"),
  caddyfile("a range more that is believed", ["proof/not_granted"], (content) =>
    each(content, /(trusted_proxies static)/g, ([head]) => `${head} 198.51.100.0/24`),
  ),
  caddyfile("nobody that is believed", ["proof/disagreement"], (content) =>
    each(content, /.*trusted_proxies static.*\n/g, () => ""),
  ),
  caddyfile("a chain that is read from its far end", ["proof/disagreement"], (content) =>
    each(content, /.*trusted_proxies_strict\n/g, () => ""),
  ),
  caddyfile("a header that anybody may send", ["proof/disagreement"], (content) =>
    each(content, /client_ip_headers .*/g, () => "client_ip_headers X-Whoever"),
  ),

  /* Listeners and certificates */
  caddyfile("listeners for the container alone", ["proof/path_closed"], (content) =>
    content.search(SITE) === -1 ? [] : withOption("default_bind 127.0.0.1")(content),
  ),
  inSites("a change to each path that has a word in it", ["proof/not_granted"], "uri replace /loans /admin"),
  inSites("a listener for the container alone", ["proof/path_closed"], "bind 127.0.0.1"),
  inSites("a listener that is a file", ["proof/path_closed"], "bind unix//run/site.sock"),
  encrypted("another port for HTTPS", ["proof/path_closed"], withOption("https_port 8443")),
  encrypted("no HTTPS of its own", ["proof/disagreement", "proof/path_closed"], withOption("auto_https off")),
  encrypted("no certificates", ["proof/disagreement"], withOption("auto_https disable_certs")),
  encrypted(
    "certificates of a stranger's",
    ["proof/disagreement"],
    withOption("acme_ca https://authority.example/acme"),
  ),
  encrypted("certificates that it signs itself", ["proof/disagreement"], withOption("local_certs")),
  redirecting("no way from HTTP to HTTPS", "auto_https disable_redirects"),
  redirecting("another port for HTTP", "http_port 8081"),
  ...["tls internal", "tls /own.pem /own.key", "tls {\nca https://authority.example/acme\n}"].map((line) =>
    inEncrypted(`a certificate from elsewhere: ${line.split("\n").join(" ")}`, ["proof/disagreement"], line),
  ),
  ...["on_demand", "client_auth {\nmode require\n}", "insecure_secrets_log /keys"].map((line) =>
    inEncrypted(`a setting of TLS: ${line.split(" ")[0]}`, ["proof/not_granted"], `tls {\n${line}\n}`),
  ),
  ...[
    "on_demand_tls {\nask http://a.example\n}",
    "storage file_system /tmp",
    "events {\n}",
    "cert_issuer internal",
  ].map((line) => option(`an option: ${line.split(" ")[0]}`, ["proof/not_granted"], line)),
  option("an option of a plugin", ["proof/not_understood"], "layer4 {\n}"),
  option("an option that is stated twice", ["proof/not_understood"], "grace_period 1s\ngrace_period 2s"),

  /* Answers that nobody declares */
  ...[
    "respond /zz* hi",
    "redir /zz* https://stranger.example/",
    "abort /zz*",
    "error /zz* 404",
    "metrics /zz*",
    "file_server /zz* {\nroot /\n}",
    "handle /zz* {\nrespond hi\n}",
    "handle_path /zz/* {\nfile_server\n}",
    "route /zz* {\nredir https://stranger.example/\n}",
    "@debug header X-Debug 1\nrespond @debug hi",
    "@debug query debug=1\nredir @debug /",
    "@near remote_ip private_ranges\nhandle @near {\nrespond hi\n}",
    "@odd path_regexp ^/zz\nrespond @odd hi",
    "@odd expression `{method} == 'PUT'`\nabort @odd",
    "reverse_proxy /zz* {http.request.header.X-To}",
    "reverse_proxy /zz* {http.request.uri.query.to}:80",
    "reverse_proxy /zz* unix//run/docker.sock",
    "reverse_proxy /zz* {\ndynamic a stranger.example 80\n}",
    "forward_auth stranger.example:80 {\nuri /\n}",
    "php_fastcgi /zz* stranger.example:9000",
  ].map((line) =>
    inSites(
      `an answer: ${line.split("\n").join(" ")}`,
      ["proof/not_granted", "proof/path_closed", "proof/not_understood", "proof/disagreement"],
      line,
    ),
  ),
  caddyfile("an answer of a named route", ["proof/not_granted"], (content) =>
    inEach(content, SITE, "invoke strange").map((changed) =>
      changed.replace(/^\(security\)/m, "&(strange) {\n\treverse_proxy stranger.example:80\n}\n\n(security)"),
    ),
  ),
  ...["reverse_proxy stranger.example:80", "file_server", "redir https://stranger.example/", "respond fine 200"].map(
    (line) => inSites(`an error that is answered: ${line}`, ["proof/not_granted"], `handle_errors {\n${line}\n}`),
  ),
  caddyfile("a redirect that leads elsewhere", ["proof/not_granted"], (content) =>
    each(unshadowed(content), /^(\t+redir )\S+/gm, ([, head]) => `${head}https://stranger.example/`),
  ),
  caddyfile("a response with another status", ["proof/path_closed"], (content) =>
    each(unshadowed(content), /^(\t+respond (?:.* )?)\d{3}$/gm, ([, head]) => `${head}418`),
  ),
  caddyfile("another folder", ["proof/not_granted"], (content) =>
    each(unshadowed(content), /^(\t+root \* ).*$/gm, ([, head]) => `${head}/`),
  ),
  caddyfile("a folder that is listed", ["proof/not_granted"], (content) =>
    each(unshadowed(content), /^\t+file_server$/gm, ([line]) => `${line} browse`),
  ),
  caddyfile("no file that answers for others", ["proof/path_closed"], (content) =>
    each(unshadowed(content), /^\t+try_files .*\n/gm, () => ""),
  ),

  /* Matchers that are wider than declared */
  caddyfile("clients from everywhere", ["proof/not_granted", "proof/path_closed", "proof/disagreement"], (content) =>
    each(unshadowed(content), /(client_ip) (\d\S+)/g, ([, head]) => `${head} 0.0.0.0/0`),
  ),
  caddyfile("the address of a proxy for that of a client", ["proof/path_closed", "proof/not_granted"], (content) =>
    /trusted_proxies/.test(content) ? each(unshadowed(content), /client_ip (?=\d)/g, () => "remote_ip ") : [],
  ),
  caddyfile("paths that begin alike", ["proof/not_granted", "proof/path_closed", "proof/disagreement"], (content) =>
    each(unshadowed(content), /^(\t+handle \/\S+)\/\*( \{)$/gm, ([, head, tail]) => `${head}*${tail}`),
  ),

  /* What is done to a request on its way */
  ...["rewrite * /admin{uri}", "method * POST", "uri replace / /x"].map((line) =>
    caddyfile(
      `another request: ${line}`,
      ["proof/disagreement", "proof/path_closed", "proof/not_granted"],
      (content) => (/\t(?:rewrite|uri|import \.)/.test(content) ? [] : inEach(content, PROXIED, line)),
    ),
  ),
  ...["request_header Authorization Basic", "header Access-Control-Allow-Origin *", "header X-Tell {env.TOKEN}"].map(
    (line) =>
      caddyfile(`a header: ${line}`, ["proof/not_granted"], (content) =>
        /\timport \./.test(content) ? [] : inEach(content, SITE, line),
      ),
  ),
  inSites(
    "a header for some",
    ["proof/not_granted", "proof/not_understood"],
    "request_header /zz* Authorization Basic",
  ),
  caddyfile("a login for some alone", ["proof/not_granted"], (content) =>
    each(unshadowed(content), /\tbasic_auth /gm, () => "\tbasic_auth /zz* "),
  ),
  ...["templates", "tracing", "fs other", "request_body {\nset x\n}"].map((line) =>
    inSites(`a directive: ${line.split("\n").join(" ")}`, ["proof/not_granted"], line),
  ),
  inSites("a login that nobody declares", ["proof/path_closed"], "basic_auth {\nann {env.HASH}\n}"),
  inSites(
    "a password that is written down",
    ["proof/secret_written"],
    `basic_auth /zz {\nann $2a$14$${"a".repeat(53)}\n}`,
  ),
  caddyfile("a login that is gone", ["proof/not_granted"], (content) =>
    each(unshadowed(content), /^(\t+)basic_auth .*\n(?:\1\t.*\n)*\1\}\n/gm, () => ""),
  ),
  caddyfile("a login with another password", ["proof/not_granted"], (content) =>
    each(unshadowed(content), /^(\t+basic_auth .*\n\t+\S+ \{env\.)\w+/gm, ([, head]) => `${head}OTHER_HASH`),
  ),
  inSites("visitors that are made up", ["proof/not_granted"], "vars client_ip 127.0.0.1"),
  inSites("a log for somebody else", ["proof/not_granted"], "log strange {\noutput net stranger.example:514\n}"),

  /* How upstreams are asked */
  ...[
    "header_up X-Admin 1",
    "health_upstream stranger.example:80",
    "health_port 1",
    "health_status 404",
    "replace_status 200",
    "method POST",
    "trusted_proxies 0.0.0.0/0",
    "dynamic a stranger.example 80",
    "header_down Set-Cookie a=b",
    "@e status 5xx\nhandle_response @e {\nrespond fine\n}",
    ...[
      "tls_insecure_skip_verify",
      "forward_proxy_url http://stranger.example",
      "resolvers 203.0.113.4",
      "tls_server_name stranger.example",
      "versions h2c",
    ].map((setting) => `transport http {\n${setting}\n}`),
  ].map((line) =>
    caddyfile(
      `a setting of a proxy: ${line.split("\n").join(" ")}`,
      ["proof/not_granted", "proof/not_understood", "proof/path_closed", "proof/disagreement"],
      (content) => inEach(unshadowed(content), PROXY, line),
    ),
  ),
  caddyfile("another name for an upstream", ["proof/not_granted"], (content) =>
    inEach(content, /^\t+reverse_proxy [a-z][a-z.-]+:\d+ \{\n/gm, "header_up Host stranger.example"),
  ),
  caddyfile("another path for health", ["proof/disagreement"], (content) =>
    each(unshadowed(content), /^(\t+health_uri )\S+$/gm, ([, head]) => `${head}/other`),
  ),
]
