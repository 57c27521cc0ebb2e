import type { CaddyStep, CaddyWay } from "../../formats/caddyfile/answer.js"
import type { CaddyHandler, CaddyLine, CaddyProxy, CaddyToken, CaddyUpstream } from "../../formats/caddyfile/config.js"
import type { Position } from "../../formats/position.js"
import type { Account, HeaderChange, Reply, SiteAnswer, SiteUpstream, Stated } from "../network.js"

/** What a way through a Caddyfile makes of a request. `fill` puts the container's variables in; `fallback` is where the site stands. */
export function replyOf(way: CaddyWay, fill: (text: string) => string, fallback: Position): Reply {
  const { end, steps, path, query, method } = way
  return {
    answer: answerOf(end, steps, { fill, fallback }),
    passed: steps.map(({ handler }) => handler),
    path,
    query,
    method,
    logins: steps.flatMap(({ handler, position }) =>
      handler.kind === "basic_auth" ? [loginOf(handler.line, position)] : [],
    ),
    requestHeaders: changesOf(steps, fill, requestLines),
    responseHeaders: changesOf(steps, fill, responseLines),
  }
}

/** What answers at an end. */
export function answerOf(
  end: CaddyWay["end"],
  steps: readonly CaddyStep[],
  { fill, fallback }: { readonly fill: (text: string) => string; readonly fallback: Position },
): SiteAnswer {
  const last = steps.at(-1)?.handler
  switch (end.kind) {
    case "proxy":
      return {
        kind: "upstream",
        upstreams: end.upstreams.map((one) => filled(one, fill)),
        protocol: end.handler.kind === "reverse_proxy" ? end.handler.protocol : "http",
        health: end.handler.kind === "reverse_proxy" ? healthOf(end.handler) : undefined,
        position: end.position,
      }
    case "redirect":
      return {
        kind: "redirect",
        to: plain(fill(end.to)),
        status: Number(end.status),
        position: end.position ?? fallback,
      }
    case "respond":
    case "error":
      return {
        kind: "respond",
        status: Number(end.status || (end.kind === "error" ? 500 : 200)),
        body: last?.kind === "respond" ? plain(fill(last.body)) : "",
        position: end.position,
      }
    case "file":
      return {
        kind: "files",
        root: end.root === undefined ? undefined : plain(fill(end.root)),
        fallback:
          steps.findLast(({ handler }) => triesFiles(handler)) === undefined ? undefined : triedLast(steps, fill),
        isListed: last?.kind === "file_server" && last.browse,
        position: end.position,
      }
    case "abort":
      return { kind: "unknown", reason: "The connection is cut.", position: end.position }
    case "internal":
      return { kind: "unknown", reason: `Caddy's own \`${end.directive}\` answers.`, position: end.position }
    case "none":
      return { kind: "nothing", position: fallback }
  }
}

/** The path that a proxy asks to learn whether its upstream is well. */
function healthOf({ settings }: CaddyProxy): Stated<string> | undefined {
  const line = settings.findLast(({ name }) => name.text === "health_uri" || name.text === "health_path")
  const [path] = line?.args ?? []
  return path === undefined ? undefined : { value: plain(path.text), position: path.position }
}

/** An upstream whose placeholders are filled in; its port may stand behind one. */
export function filled(
  { host, port, dial, network, position }: CaddyUpstream,
  fill: (text: string) => string,
): SiteUpstream {
  if (port !== undefined && network === "tcp") return { host: fill(host).toLowerCase(), port, position }
  const whole = fill(dial)
  const [, name, number] = /^(?:tcp\/)?([^{}]*):(\d+)$/.exec(whole) ?? []
  return name === undefined
    ? { host: whole.toLowerCase(), port: 0, position }
    : { host: name.toLowerCase(), port: Number(number), position }
}

/** A text as Caddy writes it: without the backslashes that keep braces from being placeholders. */
function plain(text: string): string {
  return text.replace(/\\([{}])/g, "$1")
}

function triesFiles(handler: CaddyHandler): boolean {
  return handler.kind === "rewrite" && handler.line.name.text === "try_files"
}

function triedLast(steps: readonly CaddyStep[], fill: (text: string) => string): string | undefined {
  const rewrite = steps.findLast(({ handler }) => triesFiles(handler))?.handler
  const [first, ...others] = rewrite?.kind === "rewrite" ? rewrite.line.args.map(({ text }) => plain(fill(text))) : []
  return first === "{http.request.uri.path}" ? others.join(" ") : [first, ...others].join(" ")
}

function loginOf({ body }: CaddyLine, position: Position): Stated<readonly Account[]> {
  const accounts = (body ?? []).map(({ name, args }) => ({
    user: name.text,
    variable: /^\{env\.([^{}]+)\}$/.exec(args[0]?.text ?? "")?.[1],
  }))
  return { value: accounts, position }
}

/* Headers */

/** The tokens of one change: `Field value`, `-Field`, `Field find replacement`. */
type Change = readonly CaddyToken[]

function changesOf(
  steps: readonly CaddyStep[],
  fill: (text: string) => string,
  linesOf: (handler: CaddyHandler) => readonly Change[],
): ReadonlyMap<string, HeaderChange> {
  const changes = new Map<string, HeaderChange>()
  for (const { handler } of steps) {
    for (const [name, ...values] of linesOf(handler)) {
      if (name === undefined) continue
      const field = name.text
        .replace(/^[-+?>]+/, "")
        .replace(/:$/, "")
        .toLowerCase()
      changes.set(field, {
        value: name.text.startsWith("-") ? null : values.map(({ text }) => plain(fill(text))).join(" → "),
        position: name.position,
        isDefault: name.text.startsWith("?"),
      })
    }
  }
  return changes
}

function requestLines(handler: CaddyHandler): readonly Change[] {
  if (handler.kind === "request_header") return [unmatched(handler.line)]
  return handler.kind === "reverse_proxy" ? settingsOf(handler.settings, "header_up") : []
}

function responseLines(handler: CaddyHandler): readonly Change[] {
  if (handler.kind === "reverse_proxy") return settingsOf(handler.settings, "header_down")
  if (handler.kind !== "header") return []
  const own = unmatched(handler.line)
  const block = (handler.line.body ?? []).filter(({ name }) => name.text !== "defer" && name.text !== "match")
  return [...(own.length > 0 ? [own] : []), ...block.map(({ name, args }) => [name, ...args])]
}

function settingsOf(settings: readonly CaddyLine[], name: string): readonly Change[] {
  return settings.flatMap((line) => (line.name.text === name ? [line.args] : []))
}

/** A line's arguments without its matcher. */
function unmatched({ args }: CaddyLine): Change {
  const [first] = args
  return first !== undefined && /^(?:[@/]|\*$)/.test(first.text) ? args.slice(1) : args
}
