import type { Answer, Handler, Match, Route } from "../../core/estate.js"
import { code, join, type Markdown, md } from "../../formats/markdown.js"
import { NOTHING, phrase, type TargetNames } from "./cells.js"
import { enumerate, size } from "./words.js"

/** What answers on a route, in short: `Backend API`, `Web App (Vercel)`, `3 handlers`. */
export function answerWords(route: Route, names: TargetNames): Markdown {
  const [only] = route.handlers
  if (only === undefined || route.handlers.length > 1) {
    const ends = new Set(leaves(route.handlers).map(({ answer }) => answerName(answer, names)))
    return ends.size > 4 ? md(`${route.handlers.length} handlers`) : join([...ends].map(md), ", ")
  }
  return only.answer.kind === "handle"
    ? md(`${only.answer.handlers.length} handlers`)
    : md(answerName(only.answer, names))
}

function leaves(handlers: readonly Handler[]): readonly Handler[] {
  return handlers.flatMap((handler) => (handler.answer.kind === "handle" ? leaves(handler.answer.handlers) : [handler]))
}

function answerName(answer: Answer, names: TargetNames): string {
  switch (answer.kind) {
    case "service":
      return `${names.service(answer.service)}, port ${answer.port}`
    case "vercel":
      return `${answer.project.title} (${names.shared.vercel?.title ?? "Vercel"})`
    case "bucket":
      return `${answer.bucket.title} (${names.shared.cloudflare?.title ?? "Cloudflare"})`
    case "external":
      return answer.external.title
    case "redirect":
      return `redirect to ${answer.to}`
    case "respond":
      return `a fixed answer, ${answer.status}`
    case "files":
      return `files of ${answer.root}`
    case "fragment":
      return `fragment ${answer.file}`
    case "handle":
      return `${answer.handlers.length} handlers`
  }
}

/** What of a route needs a password: all of it, or the requests that some handlers take; empty when nothing does. */
export function guardedBy(handlers: readonly Handler[]): "all" | readonly Markdown[] {
  const parts = handlers.map((handler) => [handler, partsBehindPassword(handler)] as const)
  if (parts.length > 0 && parts.every(([, guarded]) => guarded === "all")) return "all"
  return parts.flatMap(([{ match }, guarded]) =>
    guarded === "all" ? [match === undefined ? md("the rest") : matchWords(match)] : guarded,
  )
}

function partsBehindPassword({ basicAuth, answer }: Handler): "all" | readonly Markdown[] {
  if (basicAuth !== undefined) return "all"
  return answer.kind === "handle" ? guardedBy(answer.handlers) : []
}

/** One line of a route: which requests, what answers, and what is done on the way. */
export interface RouteStep {
  /** Its place in the order in which handlers are tried: `1`, `2.1`. */
  readonly order: string
  readonly requests: Markdown
  readonly answer: Markdown
  readonly onTheWay: Markdown
  readonly handler: Handler
}

/** The handlers of a route in the order in which they are tried, the nested ones after the one around them. */
export function stepsOf(handlers: readonly Handler[], names: TargetNames, prefix = ""): readonly RouteStep[] {
  return handlers.flatMap((handler, index) => {
    const order = `${prefix}${index + 1}`
    const step: RouteStep = {
      order,
      requests:
        handler.match === undefined ? md(index === 0 && prefix === "" ? "all" : "the rest") : matchWords(handler.match),
      answer: handler.answer.kind === "handle" ? md("as follows") : md(answerName(handler.answer, names)),
      onTheWay: wayWords(handler),
      handler,
    }
    return handler.answer.kind === "handle" ? [step, ...stepsOf(handler.answer.handlers, names, `${order}.`)] : [step]
  })
}

function matchWords(match: Match): Markdown {
  const parts = [
    ...(match.methods.length === 0 ? [] : [md(enumerate(match.methods))]),
    ...(match.paths.length === 0 ? [] : [join(match.paths.map(code), " or ")]),
    ...match.headers.map(({ name, value }) => phrase`header ${code(`${name}: ${value}`)}`),
    ...(match.remote.length === 0 ? [] : [phrase`from ${join(match.remote.map(code), " or ")}`]),
    ...(match.not === undefined ? [] : [phrase`not ${matchWords(match.not)}`]),
  ]
  return join(parts, ", ")
}

function wayWords(handler: Handler): Markdown {
  const { basicAuth, strip, rewrite, headers, requestHeaders, bodyLimit, readTimeout, writeTimeout, dialTimeout } =
    handler
  const changed = (changes: Handler["headers"], which: string): readonly Markdown[] =>
    changes.map(({ name, value }) => phrase`${md(value === null ? `removes ${which}` : `sets ${which}`)} ${code(name)}`)
  const parts = [
    ...(basicAuth === undefined ? [] : [md(`password of ${basicAuth.user}`)]),
    ...(strip === undefined ? [] : [phrase`strips ${code(strip)}`]),
    ...(rewrite === undefined ? [] : [phrase`rewrites to ${code(rewrite)}`]),
    ...changed(requestHeaders, "request header"),
    ...changed(headers, "header"),
    ...(bodyLimit === undefined ? [] : [md(`bodies up to ${size(bodyLimit)}`)]),
    ...(handler.websocket ? [md("websockets")] : []),
    ...(handler.stream ? [md("streams")] : []),
    ...(dialTimeout === undefined ? [] : [md(`connects within ${dialTimeout}`)]),
    ...(readTimeout === undefined ? [] : [md(`reads within ${readTimeout}`)]),
    ...(writeTimeout === undefined ? [] : [md(`writes within ${writeTimeout}`)]),
  ]
  return parts.length === 0 ? NOTHING : join(parts, ", ")
}
