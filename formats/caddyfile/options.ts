import type {
  CaddyAdmin,
  CaddyBind,
  CaddyLine,
  CaddyOptions,
  CaddyServerOptions,
  CaddyToken,
  CaddyTrustedProxies,
} from "./config.js"
import { moduleOf } from "./modules.js"
import { applyOrder, defaultOrder } from "./order.js"
import type { Problems } from "./problems.js"
import { shown } from "./refusal.js"
import { checkLine, isDuration, type Shape } from "./shape.js"

/** Reads the global options; tells of what Caddy would refuse or is not known, and gives the rest. */
export function readOptions(lines: readonly CaddyLine[], problems: Problems): CaddyOptions {
  for (const line of lines) checkOption(line, problems)
  const naked = lines.find(({ name, args }) => name.text === "acme_dns" && args.length === 0)
  if (naked !== undefined && !lines.some(({ name }) => name.text === "dns")) {
    problems.add("`acme_dns` without a provider follows the one of `dns`, which is not stated", naked.name.position)
  }
  const last = (name: string): CaddyLine | undefined => lines.findLast((line) => line.name.text === name)
  const all = (name: string): readonly CaddyLine[] => lines.filter((line) => line.name.text === name)
  return {
    httpPort: readPort(last("http_port"), 80, problems),
    httpsPort: readPort(last("https_port"), 443, problems),
    admin: readAdmin(last("admin"), problems),
    autoHttps: readAutoHttps(last("auto_https"), problems),
    defaultBind: all("default_bind").map(readDefaultBind),
    servers: readServers(all("servers"), problems),
    order: all("order").reduce((order, line) => applyOrder(order, line, problems), defaultOrder),
    email: last("email")?.args[0]?.text,
    acmeCa: last("acme_ca")?.args[0]?.text,
    localCerts: last("local_certs") !== undefined,
    lines,
  }
}

/** Reads a `bind` line. */
export function readBind(line: CaddyLine): CaddyBind {
  const protocols = (line.body ?? []).findLast(({ name }) => name.text === "protocols")
  return { addresses: line.args, protocols: protocols?.args.map(({ text }) => text) ?? [] }
}

/** The ranges that `private_ranges` stands for (Caddy's documentation of `trusted_proxies`). */
export const privateRanges: readonly string[] = [
  "192.168.0.0/16",
  "172.16.0.0/12",
  "10.0.0.0/8",
  "127.0.0.1/8",
  "fd00::/8",
  "::1",
]

/** Writes out `private_ranges`; each range stands where the word does. */
export function writeOutRanges(tokens: readonly CaddyToken[]): readonly CaddyToken[] {
  return tokens.flatMap((token) =>
    token.text === "private_ranges" ? privateRanges.map((text) => ({ ...token, text })) : [token],
  )
}

/** What a `log` line may hold, in the global options or in a site. */
export function logShape(isGlobal: boolean): Shape {
  const settings = {
    output: { ...some, opaque: true, value: moduleOf("output of logs") },
    sampling: { args: [0, 0], opaque: true },
    core: { ...some, opaque: true },
    format: { ...some, opaque: true, value: moduleOf("format of logs") },
    level: one,
    no_hostname: none,
  } satisfies Readonly<Record<string, Shape>>
  const own = isGlobal ? { include: any, exclude: any } : { hostnames: some }
  return { args: [0, 1], lines: { ...settings, ...own } }
}

const one: Shape = { args: [1, 1] }
const none: Shape = { args: [0, 0] }
const some: Shape = { args: [1, Number.POSITIVE_INFINITY] }
const any: Shape = { args: [0, Number.POSITIVE_INFINITY], opaque: true }
const duration: Shape = { args: [1, 1], value: isDuration }

const bind: Shape = { args: [0, Number.POSITIVE_INFINITY], lines: { protocols: some } }

const server: Shape = {
  args: [0, 1],
  lines: {
    name: one,
    listener_wrappers: { args: [0, 0], opaque: true },
    packet_conn_wrappers: { args: [0, 0], opaque: true },
    timeouts: {
      args: [0, 0],
      lines: {
        read_body: duration,
        read_body_idle: { args: [1, 2] },
        read_header: duration,
        write: duration,
        write_idle: { args: [1, 2] },
        write_max_chunk: one,
        idle: duration,
      },
    },
    keepalive_interval: duration,
    keepalive_idle: duration,
    keepalive_count: one,
    max_header_size: one,
    enable_full_duplex: none,
    expected_underscore_headers: some,
    expected_dot_headers: some,
    log_credentials: none,
    protocols: { args: [0, 4] },
    strict_sni_host: { args: [0, 1] },
    trusted_proxies: { args: [1, Number.POSITIVE_INFINITY], opaque: true },
    trusted_proxies_strict: none,
    trusted_proxies_unix: none,
    client_ip_headers: { args: [0, Number.POSITIVE_INFINITY] },
    metrics: { args: [0, 0], lines: { per_host: none } },
    trace: none,
    "0rtt": one,
  },
}

/** The global options that Caddy has without any plugin. */
const options: Readonly<Record<string, Shape>> = {
  debug: any,
  http_port: one,
  https_port: one,
  default_bind: bind,
  grace_period: duration,
  shutdown_delay: duration,
  default_sni: one,
  fallback_sni: one,
  order: { args: [2, 3] },
  storage: { ...some, opaque: true, value: moduleOf("storage") },
  storage_check: one,
  storage_clean_interval: one,
  renew_interval: duration,
  ocsp_interval: duration,
  acme_ca: one,
  acme_ca_root: one,
  acme_dns: { ...any, value: moduleOf("DNS provider") },
  acme_eab: { args: [0, 0], lines: { key_id: one, mac_key: one } },
  cert_issuer: { ...some, opaque: true, value: moduleOf("certificate issuer") },
  skip_install_trust: any,
  email: one,
  admin: { args: [0, 1], lines: { enforce_origin: none, origins: { args: [0, Number.POSITIVE_INFINITY] } } },
  on_demand_tls: {
    args: [0, 0],
    lines: { ask: one, permission: { ...some, opaque: true, value: moduleOf("permission for certificates") } },
  },
  local_certs: any,
  key_type: one,
  auto_https: some,
  metrics: { args: [0, 0], lines: { per_host: none, observe_catchall_hosts: none, otlp: none } },
  servers: server,
  ocsp_stapling: one,
  cert_lifetime: duration,
  log: logShape(true),
  preferred_chains: any,
  persist_config: one,
  dns: { ...some, opaque: true, value: moduleOf("DNS provider") },
  tls_resolvers: some,
  tls_automate_names: some,
  ech: { ...some, opaque: true },
  renewal_window_ratio: one,
  filesystem: any,
  pki: { args: [0, 0], opaque: true },
  events: { args: [0, 0], opaque: true },
}

function checkOption(line: CaddyLine, problems: Problems): void {
  const { text, position } = line.name
  const shape = Object.hasOwn(options, text) ? options[text] : undefined
  if (shape === undefined) problems.add(`Caddy has no global option ${shown(text)} of its own`, position)
  else checkLine(line, shape, problems)
}

function readPort(line: CaddyLine | undefined, fallback: number, problems: Problems): number {
  const token = line?.args[0]
  if (token === undefined) return fallback
  if (/^\+?\d{1,5}$/.test(token.text) && Number(token.text) <= 65535) return Number(token.text)
  problems.add(`${shown(token.text)} is not a port`, token.position)
  return fallback
}

function readAdmin(line: CaddyLine | undefined, problems: Problems): CaddyAdmin {
  const [listen] = line?.args ?? []
  const origins = line?.body?.findLast(({ name }) => name.text === "origins")
  if (line !== undefined && listen?.text === "off" && line.body !== undefined) {
    problems.add("`admin off` opens no block", line.name.position)
  }
  return {
    enabled: listen?.text !== "off",
    listen: listen === undefined || listen.text === "off" || listen.text === "" ? "localhost:2019" : listen.text,
    origins: origins?.args.map(({ text }) => text) ?? [],
    position: line?.name.position,
  }
}

const autoHttps = ["off", "disable_redirects", "disable_certs", "ignore_loaded_certs"] as const

function readAutoHttps(line: CaddyLine | undefined, problems: Problems): CaddyOptions["autoHttps"] {
  return (line?.args ?? []).flatMap(({ text, position }) => {
    const mode = autoHttps.find((known) => known === text)
    if (mode === undefined) problems.add(`\`auto_https\` has ${autoHttps.join(", ")}, not ${shown(text)}`, position)
    return mode ?? []
  })
}

function readDefaultBind(line: CaddyLine): CaddyBind {
  const stated = readBind(line)
  return stated.addresses.length > 0 ? stated : { ...stated, addresses: [{ ...line.name, text: "" }] }
}

/** Sorted as Caddy sorts them, which for the few that there are keeps those of the same length in order. */
function readServers(lines: readonly CaddyLine[], problems: Problems): readonly CaddyServerOptions[] {
  const seen = new Set<string>()
  for (const { args, name } of lines) {
    const listener = args[0]?.text ?? ""
    if (seen.has(listener)) problems.add(`The \`servers\` of ${shown(listener)} are stated twice`, name.position)
    seen.add(listener)
  }
  return lines
    .map((line) => readServer(line, problems))
    .sort((left, right) => (right.listener?.length ?? 0) - (left.listener?.length ?? 0))
}

const protocols: ReadonlySet<string> = new Set(["h1", "h2", "h2c", "h3"])

function readServer(line: CaddyLine, problems: Problems): CaddyServerOptions {
  const lines = line.body ?? []
  const last = (name: string): CaddyLine | undefined => lines.findLast((one) => one.name.text === name)
  const all = (name: string): readonly CaddyToken[] =>
    lines.filter((one) => one.name.text === name).flatMap(({ args }) => args)
  const headers = all("client_ip_headers").map(({ text }) => text)
  for (const { text, position } of all("protocols")) {
    if (!protocols.has(text)) problems.add(`${shown(text)} is no protocol of HTTP: h1, h2, h2c, h3`, position)
  }
  const listener = line.args[0]?.text
  return {
    listener: listener === "" ? undefined : listener,
    trustedProxies: readTrustedProxies(last("trusted_proxies"), problems),
    strict: last("trusted_proxies_strict") !== undefined,
    clientIpHeaders: headers.length > 0 ? headers : ["X-Forwarded-For"],
    protocols: all("protocols").map(({ text }) => text),
    lines,
    position: line.name.position,
  }
}

function readTrustedProxies(line: CaddyLine | undefined, problems: Problems): CaddyTrustedProxies | undefined {
  const [source, ...ranges] = line?.args ?? []
  if (line === undefined || source === undefined) return undefined
  const position = line.name.position
  if (source.text === "static") return { source: "static", ranges: writeOutRanges(ranges), position }
  problems.add(`Caddy has no source of trusted proxies ${shown(source.text)} of its own`, source.position)
  return { source: source.text, ranges: [], position }
}
