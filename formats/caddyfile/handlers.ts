import type { CaddyHandler, CaddyLine, CaddyMatcherSet, CaddyPlainHandler, CaddyRewrite, CaddyToken } from "./config.js"
import { impliedSet, inlinePath } from "./matchers.js"
import { moduleOf } from "./modules.js"
import { isKnownDirective, otherDirectives } from "./order.js"
import { readPhp, rewriteTo } from "./php.js"
import { readProxy, readResponses } from "./proxy.js"
import { shown } from "./refusal.js"
import { type Directive, type Result, routeOf, type Scope } from "./scope.js"
import { checkLine, isDuration, isInteger, isOpenText, isSize, type Shape, type Value } from "./shape.js"

/** Reads a directive that handles requests; one that only a plugin knows is told of, and kept as an opaque handler. */
export function readHandler(line: CaddyLine, scope: Scope): readonly Result[] {
  const { text, position } = line.name
  if (otherDirectives.includes(text)) {
    scope.problems.add(`\`${text}\` stands in a site, not in a block inside of it`, position)
    return []
  }
  if (!isKnownDirective(text)) scope.problems.add(`Caddy has no directive ${shown(text)} of its own`, position)
  const directive = withoutMatcher(line, scope)
  const reader = Object.hasOwn(readers, text) ? readers[text] : undefined
  return reader === undefined ? [opaque(directive)] : reader(directive, scope)
}

type Reader = (directive: Directive, scope: Scope) => readonly Result[]

const none: Shape = { args: [0, 0] }
const one: Shape = { args: [1, 1] }
const some: Shape = { args: [1, Number.POSITIVE_INFINITY] }
const any: Shape = { args: [0, Number.POSITIVE_INFINITY] }

const readers: Readonly<Record<string, Reader>> = {
  abort: checked(none, ({ whole, position }) => ({ kind: "abort", line: whole, position })),
  acme_server: plain("acme_server", {
    args: [0, 0],
    lines: {
      ca: one,
      lifetime: { args: [1, 1], value: isDuration },
      resolvers: some,
      challenges: any,
      allow_wildcard_names: none,
      allow: { args: [0, 0], lines: { domains: some, ip_ranges: some } },
      deny: { args: [0, 0], lines: { domains: some, ip_ranges: some } },
      sign_with_root: none,
    },
  }),
  basic_auth: readBasicAuth,
  basicauth: readBasicAuth,
  copy_response: plain("copy_response", { args: [0, 1], lines: { status: one } }),
  copy_response_headers: plain("copy_response_headers", { args: [0, 0], lines: { include: some, exclude: some } }),
  encode: readEncode,
  error: checked({ args: [1, 2], lines: { message: one } }, ({ line, whole, position }) => {
    const { status, text } = statusAndText(line, "message")
    return { kind: "error", status, message: text, line: whole, position }
  }),
  file_server: checked(fileServerShape(), ({ line, whole, position }) => ({
    kind: "file_server",
    root: lastIn(line, "root")?.text,
    browse: line.args.length > 0 || hasLine(line, "browse"),
    passThru: hasLine(line, "pass_thru"),
    line: whole,
    position,
  })),
  forward_auth: readForwardAuth,
  fs: checked(one, (directive) => vars(directive, [["fs", directive.line.args[0]?.text ?? ""]])),
  handle: readSubroute,
  handle_path: readHandlePath,
  header: readHeader,
  intercept: checked(
    { args: [0, 0], opaque: true },
    ({ line, whole, position }, scope): CaddyHandler => ({
      kind: "intercept",
      responses: readResponses(line.body ?? [], scope),
      line: whole,
      position,
    }),
  ),
  invoke: checked(one, ({ line, whole, position }, scope) => {
    const [name] = line.args
    if (name !== undefined && !scope.routeNames.has(name.text)) {
      scope.problems.add(`There is no named route ${shown(name.text)}`, name.position)
    }
    return { kind: "invoke", name: name?.text ?? "", line: whole, position }
  }),
  log_append: plain("log_append", { args: [2, Number.POSITIVE_INFINITY] }),
  log_level: checked({ args: [1, 1], value: logLevel() }, ({ line, ...directive }) => {
    const level = line.args[0]?.text ?? ""
    return vars({ line, ...directive }, [["log_level", level.toLowerCase()]])
  }),
  log_name: checked(any, (directive) => vars(directive, [["access_logger_names", textsOf(directive.line.args)]])),
  log_skip: checked(none, (directive) => vars(directive, [["log_skip", "true"]])),
  map: plain("map", { args: [2, Number.POSITIVE_INFINITY], opaque: true }),
  method: checked(one, ({ line, whole, position }) => {
    const change: CaddyRewrite = { kind: "method", value: line.args[0]?.text ?? "" }
    return { kind: "rewrite", change, line: whole, position }
  }),
  metrics: plain("metrics", { args: [0, 0], lines: { disable_openmetrics: any } }),
  php_fastcgi: (directive, scope) => [readPhp(directive, scope)],
  push: plain("push", { args: [0, 1], opaque: true }),
  redir: readRedirect,
  request_body: plain("request_body", {
    args: [0, 0],
    lines: { max_size: { args: [1, 1], value: isSize }, set: one },
  }),
  request_header: plain("request_header", { args: [1, 3] }),
  respond: checked({ args: [1, 2], lines: { body: one, close: none } }, ({ line, whole, position }) => {
    const { status, text } = statusAndText(line, "body")
    return { kind: "respond", status, body: text, close: hasLine(line, "close"), line: whole, position }
  }),
  reverse_proxy: checked({ args: [0, Number.POSITIVE_INFINITY], opaque: true }, (directive, scope) =>
    readProxy(directive, "reverse_proxy", scope),
  ),
  rewrite: checked(one, ({ line, whole, position }) => rewriteTo(line.args[0]?.text ?? "", whole, position)),
  root: checked(one, (directive) => vars(directive, [["root", directive.line.args[0]?.text ?? ""]])),
  route: readSubroute,
  skip_log: checked(none, (directive) => vars(directive, [["log_skip", "true"]])),
  templates: plain("templates", { args: [0, 0], opaque: true }),
  timeouts: plain("timeouts", { args: [0, 0], opaque: true }),
  tracing: plain("tracing", { args: [0, 0], opaque: true }),
  try_files: readTryFiles,
  uri: readUri,
  vars: readVars,
}

/* The matcher of a directive */

/** Directives whose first argument is never a matcher. */
const unmatched: ReadonlySet<string> = new Set(["try_files"])

/** Directives that have one argument, which is no matcher when it is the only one, whatever it looks like. */
const lastIsValue: ReadonlySet<string> = new Set(["root", "rewrite"])

function withoutMatcher(line: CaddyLine, scope: Scope): Directive {
  const { text, position } = line.name
  const [first, ...rest] = line.args
  const whole = { line, whole: line, matchers: [], position }
  if (first === undefined || unmatched.has(text) || (lastIsValue.has(text) && rest.length === 0)) return whole
  const matchers = matchersOf(first, scope)
  return matchers === undefined ? whole : { ...whole, line: { ...line, args: rest }, matchers }
}

function matchersOf(token: CaddyToken, { matchers, problems }: Scope): readonly CaddyMatcherSet[] | undefined {
  const { text, position } = token
  if (text === "*") return []
  if (text.startsWith("/")) return [inlinePath(token)]
  if (!text.startsWith("@")) return undefined
  const named = matchers.get(text)
  if (named !== undefined) return [named]
  problems.add(`There is no matcher ${shown(text)}`, position)
  const lines = [{ name: token, args: [], body: undefined }]
  return [{ name: text, matchers: [{ kind: "opaque", name: text, lines, position }], position }]
}

/* Kinds of readers */

function checked(shape: Shape, read: (directive: Directive, scope: Scope) => CaddyHandler): Reader {
  return (directive, scope) => {
    checkLine(directive.line, shape, scope.problems)
    return single(directive, read(directive, scope))
  }
}

function plain(kind: CaddyPlainHandler["kind"], shape: Shape): Reader {
  return checked(shape, ({ whole, position }) => ({ kind, line: whole, position }))
}

function single({ line, matchers }: Directive, handler: CaddyHandler): readonly Result[] {
  return [{ directive: line.name.text, routes: [routeOf(matchers, handler)], bundle: false }]
}

function opaque({ line, whole, matchers, position }: Directive): Result {
  const handler: CaddyHandler = { kind: "opaque", name: line.name.text, line: whole, position }
  return { directive: line.name.text, routes: [routeOf(matchers, handler)], bundle: false }
}

function vars({ whole, position }: Directive, values: readonly (readonly [string, string])[]): CaddyHandler {
  return { kind: "vars", values: new Map(values), line: whole, position }
}

/* Blocks of handlers */

function readSubroute(directive: Directive, scope: Scope): readonly Result[] {
  const { line, whole, position } = directive
  const name = line.name.text
  checkLine(line, { args: [0, 0], opaque: true }, scope.problems)
  const routes = scope.block(line.body ?? [], scope.matchers, name !== "route")
  return single(directive, { kind: "subroute", directive: name, routes, line: whole, position })
}

function readHandlePath(directive: Directive, scope: Scope): readonly Result[] {
  const { whole, position } = directive
  const [path, ...surplus] = whole.args
  checkLine({ ...whole, args: surplus }, { args: [0, 0], opaque: true }, scope.problems)
  if (path === undefined || !path.text.startsWith("/")) {
    scope.problems.add("`handle_path` has a path that starts with a slash", (path ?? whole.name).position)
  }
  const value = (path?.text ?? "").replace(/\/?\*$/, "")
  const strip: CaddyHandler = { kind: "rewrite", change: { kind: "strip_prefix", value }, line: whole, position }
  const routes = [routeOf([], strip), ...scope.block(whole.body ?? [], scope.matchers, true)]
  const handler: CaddyHandler = { kind: "subroute", directive: "handle_path", routes, line: whole, position }
  return [
    { directive: "handle", routes: [routeOf(path === undefined ? [] : [inlinePath(path)], handler)], bundle: false },
  ]
}

function readForwardAuth(directive: Directive, scope: Scope): readonly Result[] {
  const { line } = directive
  const own = (line.body ?? []).filter(({ name }) => name.text === "uri" || name.text === "copy_headers")
  const rest = (line.body ?? []).filter(({ name }) => name.text !== "uri" && name.text !== "copy_headers")
  const uris = own.filter(({ name }) => name.text === "uri")
  if (uris.length !== 1) scope.problems.add("`forward_auth` has one `uri`", line.name.position)
  for (const uri of uris) checkLine(uri, one, scope.problems)
  return single(directive, readProxy({ ...directive, line: { ...line, body: rest } }, "forward_auth", scope))
}

/* Handlers with rules of their own */

/** Every line is an account: a name and what its password hashes to. */
function readBasicAuth(directive: Directive, scope: Scope): readonly Result[] {
  const { line, whole, position } = directive
  checkLine({ ...line, body: undefined }, { args: [0, 2], value: moduleOf("hash of passwords") }, scope.problems)
  for (const account of line.body ?? []) checkLine(account, one, scope.problems)
  return single(directive, { kind: "basic_auth", line: whole, position })
}

/** On its line and in its block, ways to encode; in the block also when to. */
function readEncode(directive: Directive, scope: Scope): readonly Result[] {
  const { line, whole, position } = directive
  const value = moduleOf("way to encode")
  const settings = (line.body ?? []).filter(({ name }) => name.text !== "minimum_length" && name.text !== "match")
  for (const { text, position: at } of [...line.args, ...settings.map(({ name }) => name)]) {
    if (!isOpenText(text) && !value.test(text)) scope.problems.add(`${shown(text)} is not a ${value.name}`, at)
  }
  for (const one of line.body ?? []) {
    if (one.name.text === "minimum_length") checkLine(one, { args: [1, 1], value: isInteger }, scope.problems)
  }
  return single(directive, { kind: "encode", line: whole, position })
}

function logLevel(): Value {
  return { name: "level of logs", test: (text) => /^(?:debug|info|warn|error)$/i.test(text) }
}

/** A default (`?Field`) is a handler of its own; a line that says nothing is none. */
function readHeader(directive: Directive, scope: Scope): readonly Result[] {
  const { line, whole, matchers, position } = directive
  const body = line.body ?? []
  const [field] = line.args
  const fields = body.filter(({ name }) => name.text !== "defer" && name.text !== "match")
  checkLine({ ...line, body: undefined }, { args: [0, 3] }, scope.problems)
  for (const one of fields) checkLine(one, { args: [0, 2] }, scope.problems)
  const [first] = fields
  if (field !== undefined && first !== undefined) {
    scope.problems.add("`header` has its fields on its line or in its block, not both", first.name.position)
  }
  const names = [...(field === undefined ? [] : [field]), ...fields.map(({ name }) => name)]
  const defaults = names.filter(({ text }) => text.startsWith("?"))
  const others = names.length - defaults.length + (body.length - fields.length)
  return Array.from({ length: defaults.length + (others > 0 ? 1 : 0) }, () => ({
    directive: "header",
    routes: [routeOf(matchers, { kind: "header", line: whole, position })],
    bundle: false,
  }))
}

function readRedirect(directive: Directive, scope: Scope): readonly Result[] {
  const { line, whole, position } = directive
  const [to, code] = line.args
  checkLine(line, { args: [1, Number.POSITIVE_INFINITY] }, scope.problems)
  const status = redirectStatus(code?.text ?? "")
  const number = Number(status)
  const isNumber =
    isInteger.test(status) && (code?.text === "html" || (number >= 300 && number <= 399) || number === 401)
  if (code !== undefined && !status.startsWith("{") && !isOpenText(status) && !isNumber) {
    scope.problems.add(
      `A redirect's status is 3xx, 401, permanent, temporary or html, not ${shown(code.text)}`,
      code.position,
    )
  }
  return single(directive, { kind: "redirect", to: to?.text ?? "", status, line: whole, position })
}

function redirectStatus(code: string): string {
  if (code === "permanent") return "301"
  if (code === "temporary" || code === "") return "302"
  return code === "html" ? "200" : code
}

/** `respond` and `error`: one argument of three digits is a status. */
function statusAndText(line: CaddyLine, setting: string): { readonly status: string; readonly text: string } {
  const [first, second] = line.args
  const isStatus =
    second === undefined && /^(?:[1-9]\d\d|0[1-9]\d|00[1-9]|\+(?:[1-9]\d|0[1-9]))$/.test(first?.text ?? "")
  const text = isStatus ? "" : (first?.text ?? "")
  const status = (isStatus ? first?.text : second?.text) ?? ""
  return {
    // `099` and `+99` are 99.
    status: isInteger.test(status) ? `${Number(status)}` : status,
    text: text === "" ? (lastIn(line, setting)?.text ?? "") : text,
  }
}

/** Files that have a query each make a route of their own; of all routes one is taken. */
function readTryFiles(directive: Directive, scope: Scope): readonly Result[] {
  const { line, whole, position } = directive
  checkLine(line, { args: [1, Number.POSITIVE_INFINITY], opaque: true }, scope.problems)
  const policy = lastIn(line, "policy")?.text ?? ""
  const tries: { readonly files: string[]; readonly query: string }[] = []
  let joins = false
  for (const { text } of line.args) {
    const mark = text.indexOf("?")
    if (mark !== -1) tries.push({ files: [text.slice(0, mark)], query: text.slice(mark) })
    else if (joins) tries.at(-1)?.files.push(text)
    else tries.push({ files: [text], query: "" })
    joins = mark === -1
  }
  const group = tries.length > 1 ? scope.nextGroup() : undefined
  return tries.map(({ files, query }) => {
    const set = impliedSet(position, { kind: "file", tryFiles: files, root: "", policy, split: [], position })
    const handler = rewriteTo(`{http.matchers.file.relative}${query}`, whole, position)
    return { directive: "try_files", routes: [routeOf([set], handler, group)], bundle: false }
  })
}

const uriArguments: Readonly<Record<string, readonly [number, number]>> = {
  strip_prefix: [1, 1],
  strip_suffix: [1, 1],
  replace: [2, 3],
  path_regexp: [2, 2],
  query: [0, 3],
}

function readUri(directive: Directive, scope: Scope): readonly Result[] {
  const { line, whole, position } = directive
  const [operation, ...args] = line.args
  const counts =
    operation === undefined || !Object.hasOwn(uriArguments, operation.text) ? undefined : uriArguments[operation.text]
  if (operation === undefined || counts === undefined) {
    scope.problems.add(`\`uri\` has ${Object.keys(uriArguments).join(", ")}`, (operation ?? line.name).position)
    return [opaque(directive)]
  }
  const block = operation.text === "query" ? { opaque: true } : {}
  checkLine({ name: operation, args, body: line.body }, { args: counts, ...block }, scope.problems)
  const texts = args.map(({ text }) => text)
  const change: CaddyRewrite =
    operation.text === "strip_prefix" || operation.text === "strip_suffix"
      ? { kind: operation.text, value: texts[0] ?? "" }
      : { kind: operation.text as "replace" | "path_regexp" | "query", args: texts }
  return single(directive, { kind: "rewrite", change, line: whole, position })
}

function readVars(directive: Directive, scope: Scope): readonly Result[] {
  const { line } = directive
  checkLine({ ...line, body: undefined }, { args: [0, 2] }, scope.problems)
  const [name, value] = line.args
  if (name !== undefined && value === undefined) scope.problems.add("A variable has a value", name.position)
  const pairs = (line.body ?? []).map((one): readonly [string, string] => {
    checkLine(one, { args: [1, 1] }, scope.problems)
    return [one.name.text, one.args[0]?.text ?? ""]
  })
  const own: readonly (readonly [string, string])[] = name === undefined ? [] : [[name.text, value?.text ?? ""]]
  return single(directive, vars(directive, [...own, ...pairs]))
}

function fileServerShape(): Shape {
  return {
    args: [0, 1],
    value: { name: "setting of `file_server`, which has `browse`", test: (text) => text === "browse" },
    lines: {
      fs: one,
      hide: some,
      index: some,
      root: one,
      browse: {
        args: [0, 1],
        lines: {
          reveal_symlinks: none,
          sort: any,
          file_limit: { args: [1, 1], value: isInteger },
          plain_time_format: { args: [1, 1], value: { name: "format of times", test: (text) => text !== "" } },
        },
      },
      precompressed: any,
      status: one,
      disable_canonical_uris: none,
      pass_thru: none,
      etag_file_extensions: some,
    },
  }
}

function lastIn(line: CaddyLine, name: string): CaddyToken | undefined {
  return line.body?.findLast((one) => one.name.text === name)?.args[0]
}

function hasLine(line: CaddyLine, name: string): boolean {
  return line.body?.some((one) => one.name.text === name) === true
}

function textsOf(tokens: readonly CaddyToken[]): string {
  return tokens.map(({ text }) => text).join(" ")
}
