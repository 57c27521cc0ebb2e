import type { CaddyLine, CaddyProxy, CaddyResponseRoute } from "./config.js"
import { moduleOf } from "./modules.js"
import type { Problems } from "./problems.js"
import { shown } from "./refusal.js"
import type { Directive, Scope } from "./scope.js"
import { checkLine, isDuration, isInteger, isSize, isStatus, type Shape } from "./shape.js"
import { readUpstreams } from "./upstreams.js"

/** Reads a `reverse_proxy`, or what Caddy makes one of, without the settings that only the latter has. */
export function readProxy(directive: Directive, name: CaddyProxy["directive"], scope: Scope): CaddyProxy {
  const { line, whole, position } = directive
  const settings = line.body ?? []
  for (const setting of settings) checkSetting(setting, scope.problems)
  const last = (of: string): CaddyLine | undefined => settings.findLast((setting) => setting.name.text === of)
  const upstreams = readUpstreams(
    [...line.args, ...settings.filter((setting) => setting.name.text === "to").flatMap(({ args }) => args)],
    scope,
  )
  const transport = last("transport")
  return {
    kind: "reverse_proxy",
    directive: name,
    upstreams,
    dynamic: last("dynamic"),
    transport,
    protocol: name === "php_fastcgi" ? "fastcgi" : protocolOf(upstreams.at(-1)?.scheme ?? "", transport),
    responses: readResponses(settings, scope),
    settings,
    line: whole,
    position,
  }
}

/** Reads `handle_response` and `replace_status`, in the order in which Caddy tries them. */
export function readResponses(settings: readonly CaddyLine[], scope: Scope): readonly CaddyResponseRoute[] {
  const names = new Set<string>()
  const replaced: CaddyResponseRoute[] = []
  const handled: CaddyResponseRoute[] = []
  for (const line of settings) {
    const { text } = line.name
    if (text.startsWith("@")) defineResponse(line, names, scope.problems)
    else if (text === "replace_status") replaced.push(readReplaceStatus(line, names, scope.problems))
  }
  for (const line of settings) {
    if (line.name.text === "handle_response") handled.push(readHandleResponse(line, names, scope))
  }
  const all = [...replaced, ...handled]
  return [...all.filter(({ matcher }) => matcher !== undefined), ...all.filter(({ matcher }) => matcher === undefined)]
}

const one: Shape = { args: [1, 1] }
const none: Shape = { args: [0, 0] }
const some: Shape = { args: [1, Number.POSITIVE_INFINITY] }
const duration: Shape = { args: [1, 1], value: isDuration }
const integer: Shape = { args: [1, 1], value: isInteger }
const status: Shape = { args: [1, 1], value: isStatus }
const size: Shape = { args: [1, 1], value: isSize }
const period: Shape = {
  args: [1, 1],
  value: { name: "duration", test: (text) => isDuration.test(text) || isInteger.test(text) },
}
const buffer: Shape = {
  args: [1, 1],
  value: { name: "number of bytes", test: (text) => text === "unlimited" || isSize.test(text) },
}
const module: Shape = { ...some, opaque: true }

const settingShapes: Readonly<Record<string, Shape>> = {
  to: some,
  dynamic: { ...module, value: moduleOf("dynamic source of upstreams") },
  lb_policy: { ...module, value: moduleOf("policy of choice") },
  lb_retries: integer,
  lb_try_duration: duration,
  lb_try_interval: duration,
  lb_retry_match: { args: [0, Number.POSITIVE_INFINITY], opaque: true },
  health_uri: one,
  health_path: one,
  health_upstream: one,
  health_port: integer,
  health_headers: { args: [0, 0], opaque: true },
  health_method: one,
  health_request_body: one,
  health_interval: duration,
  health_timeout: duration,
  health_status: status,
  health_body: one,
  health_follow_redirects: none,
  health_passes: integer,
  health_fails: integer,
  max_fails: integer,
  fail_duration: duration,
  unhealthy_request_count: integer,
  unhealthy_status: { ...some, value: isStatus },
  unhealthy_latency: duration,
  flush_interval: period,
  request_buffers: buffer,
  response_buffers: buffer,
  stream_buffer_size: buffer,
  proxy_status_name: one,
  stream_timeout: period,
  stream_close_delay: period,
  trusted_proxies: { args: [0, Number.POSITIVE_INFINITY] },
  header_up: { args: [1, 3] },
  header_down: { args: [1, 3] },
  method: one,
  rewrite: one,
  transport: module,
  handle_response: { args: [0, 1], opaque: true },
  replace_status: { args: [1, 2] },
  verbose_logs: none,
}

const transportShapes: Readonly<Record<string, Shape>> = {
  read_buffer: size,
  write_buffer: size,
  read_timeout: duration,
  write_timeout: duration,
  max_response_header: size,
  proxy_protocol: one,
  forward_proxy_url: one,
  network_proxy: module,
  dial_timeout: duration,
  dial_fallback_delay: duration,
  response_header_timeout: duration,
  expect_continue_timeout: duration,
  resolvers: some,
  tls: none,
  tls_client_auth: { args: [1, 2] },
  tls_insecure_skip_verify: none,
  tls_curves: some,
  tls_timeout: duration,
  tls_trusted_ca_certs: some,
  tls_trust_pool: module,
  tls_server_name: one,
  tls_renegotiation: one,
  tls_except_ports: some,
  keepalive: one,
  keepalive_interval: duration,
  keepalive_idle_conns: integer,
  keepalive_idle_conns_per_host: integer,
  versions: some,
  compression: { args: [0, 1] },
  max_conns_per_host: integer,
  max_idle_conns_per_host: integer,
  local_address: one,
}

const fastcgiShapes: Readonly<Record<string, Shape>> = {
  root: one,
  split: some,
  env: { args: [2, 2] },
  resolve_root_symlink: none,
  dial_timeout: duration,
  read_timeout: duration,
  write_timeout: duration,
  capture_stderr: none,
}

function checkSetting(line: CaddyLine, problems: Problems): void {
  const { text, position } = line.name
  if (text.startsWith("@")) return
  const shape = Object.hasOwn(settingShapes, text) ? settingShapes[text] : undefined
  if (shape === undefined) problems.add(`A proxy has no setting ${shown(text)}`, position)
  else checkLine(line, shape, problems)
  if (text === "transport") checkTransport(line, problems)
}

function checkTransport(line: CaddyLine, problems: Problems): void {
  const [name, ...more] = line.args
  if (name === undefined) return
  const lines = name.text === "http" ? transportShapes : name.text === "fastcgi" ? fastcgiShapes : undefined
  if (lines === undefined) problems.add(`Caddy has no transport ${shown(name.text)} of its own`, name.position)
  else checkLine({ name, args: more, body: line.body }, { args: [0, 0], lines }, problems)
}

function protocolOf(scheme: string, transport: CaddyLine | undefined): CaddyProxy["protocol"] {
  const name = transport?.args[0]?.text
  if (name === "fastcgi") return "fastcgi"
  if (name !== undefined && name !== "http") return "other"
  const settings = transport?.body ?? []
  if (scheme === "https" || settings.some((line) => line.name.text.startsWith("tls"))) return "https"
  const versions = settings.filter((line) => line.name.text === "versions").flatMap(({ args }) => args)
  return scheme === "h2c" || (versions.length > 0 && versions.every(({ text }) => text === "h2c")) ? "h2c" : "http"
}

const responseShapes: Readonly<Record<string, Shape>> = {
  status: { ...some, value: isStatus },
  header: { args: [1, 2] },
}

function defineResponse(line: CaddyLine, names: Set<string>, problems: Problems): void {
  const { text, position } = line.name
  if (names.has(text)) problems.add(`The matcher ${shown(text)} is defined twice`, position)
  names.add(text)
  const [name, ...args] = line.args
  const lines = name === undefined ? (line.body ?? []) : [{ name, args, body: line.body }]
  for (const one of lines) {
    const shape = Object.hasOwn(responseShapes, one.name.text) ? responseShapes[one.name.text] : undefined
    if (shape === undefined) problems.add(`Responses are not matched by ${shown(one.name.text)}`, one.name.position)
    else checkLine(one, shape, problems)
  }
}

function readReplaceStatus(line: CaddyLine, names: ReadonlySet<string>, problems: Problems): CaddyResponseRoute {
  const [first, second] = line.args
  const matcher = second === undefined ? undefined : responseMatcher(line, names, problems)
  return { matcher, status: (second ?? first)?.text ?? "", routes: [], position: line.name.position }
}

function readHandleResponse(line: CaddyLine, names: ReadonlySet<string>, scope: Scope): CaddyResponseRoute {
  const matcher = line.args.length === 0 ? undefined : responseMatcher(line, names, scope.problems)
  const routes = scope.block(line.body ?? [], scope.matchers, true)
  return { matcher, status: undefined, routes, position: line.name.position }
}

function responseMatcher(line: CaddyLine, names: ReadonlySet<string>, problems: Problems): string | undefined {
  const [matcher] = line.args
  if (matcher !== undefined && !names.has(matcher.text)) {
    problems.add(`There is no response matcher ${shown(matcher.text)}`, matcher.position)
  }
  return matcher?.text
}
