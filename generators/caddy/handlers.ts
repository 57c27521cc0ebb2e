import type { Handler, Route } from "../../core/estate.js"
import { type Origin, originOf } from "../../core/origin.js"
import { type Directive, directive, handler as line } from "../../formats/caddyfile.js"
import { child } from "../../schema/pointer.js"
import { answerLines } from "./answers.js"
import type { ProxyContext } from "./context.js"
import { type Change, changedNames, changesOf, headerLines, overlaid } from "./headers.js"
import { isUnconditional, matcherOf } from "./matchers.js"
import { sizeText } from "./sizes.js"
import type { Words } from "./words.js"

/** What a tree of handlers is built with. */
export interface TreeContext extends ProxyContext {
  readonly words: Words
  /** The named matchers of the site so far. */
  readonly matcherNames: Set<string>
  /** What holds for the whole tree, unless a handler says otherwise. */
  readonly inherited: Inherited
}

/** What a handler takes over from what surrounds it. */
export interface Inherited {
  readonly headers: readonly Change[]
  readonly bodyLimit: Limit | undefined
  /** Where a login is asked for; undefined when none is. */
  readonly login: Origin | undefined
}

/** The largest request body. */
export interface Limit {
  readonly bytes: number
  readonly origin: Origin
}

/** The lines of a block: what is done to every request on its way, and what answers. */
export interface Block {
  readonly modifiers: readonly Directive[]
  readonly answers: readonly Directive[]
}

/** The tree of a route. Where one handler takes everything, its lines stand in the site itself. */
export function tree(route: Route, context: TreeContext): Block {
  const [first] = route.handlers
  if (first !== undefined && route.handlers.length === 1 && isUnconditional(first.match)) return block(first, context)
  const { here, below } = settle(context.inherited, route.handlers)
  return {
    modifiers: inheritedLines(here, route, context.words),
    answers: branches(route.handlers, route, { ...context, inherited: below }),
  }
}

/** What one handler does, once a request is its own. */
function block(handler: Handler, context: TreeContext): Block {
  const { words } = context
  const own = inherit(context.inherited, handler)
  if (handler.answer.kind === "handle") {
    const { handlers } = handler.answer
    const { here, below } = settle(own, handlers)
    return {
      modifiers: [...inheritedLines(here, handler, words), ...ownLines(handler, words)],
      answers: branches(handlers, handler, { ...context, inherited: below }),
    }
  }
  const modifiers = [...inheritedLines(own, handler, words), ...ownLines(handler, words)]
  const answers = answerLines(handler, { ...context, login: own.login })
  return { modifiers, answers: runsEarly(handler) ? [line(handler.path, "handle", undefined, [], answers)] : answers }
}

/**
 * Handlers of which the first that matches answers.
 *
 * Caddy sorts `handle` blocks by the length of their path, so where two have one, `route` keeps them in the stated order.
 */
function branches(handlers: readonly Handler[], parent: Handler | Route, context: TreeContext): readonly Directive[] {
  const blocks = handlers.flatMap((handler) => branch(handler, context))
  const last = handlers.at(-1)
  const all = last !== undefined && isUnconditional(last.match) ? blocks : [...blocks, notFound(parent, context)]
  const spaced = all.map((one, index) => {
    const previous = all[index - 1]
    return index > 0 && previous?.name !== undefined && !isMatcher(previous) ? { ...one, blankBefore: true } : one
  })
  return wouldBeSorted(handlers) ? [line(parent.path, "route", undefined, [], spaced)] : spaced
}

function branch(handler: Handler, context: TreeContext): readonly Directive[] {
  const { definition, matcher } = matcherOf(handler.match, context)
  const { modifiers, answers } = block(handler, context)
  const origin = handler.match?.path ?? handler.path
  return [
    ...(definition === undefined ? [] : [definition]),
    line(origin, "handle", matcher, [], [...modifiers, ...answers]),
  ]
}

/** Without it, what no handler takes would be answered with an empty 200. */
function notFound(parent: Handler | Route, { inherited, words }: TreeContext): Directive {
  const origin = `default:${parent.noun}.to`
  const headers = inheritedLines({ headers: inherited.headers, bodyLimit: undefined, login: undefined }, parent, words)
  return line(origin, "handle", undefined, [], [...headers, line(origin, "respond", undefined, ["404"])])
}

function isMatcher({ name }: Directive): boolean {
  return typeof name === "string" && name.startsWith("@")
}

function wouldBeSorted(handlers: readonly Handler[]): boolean {
  const withOnePath = handlers.filter(({ match }) => match?.paths.length === 1)
  const everything = handlers.findIndex(({ match }) => isUnconditional(match))
  return withOnePath.length > 1 || (everything !== -1 && everything < handlers.length - 1)
}

/** Caddy runs `redir` before it authenticates or rewrites, and a fragment may hold one; a `handle` block runs after all that. */
function runsEarly({ answer, basicAuth, strip, rewrite }: Handler): boolean {
  const early = answer.kind === "redirect" || answer.kind === "fragment"
  return early && (basicAuth !== undefined || strip !== undefined || rewrite !== undefined)
}

function inherit({ headers, bodyLimit, login }: Inherited, handler: Handler): Inherited {
  return {
    headers: overlaid(headers, changesOf(handler.headers)),
    bodyLimit:
      handler.bodyLimit === undefined
        ? bodyLimit
        : { bytes: handler.bodyLimit, origin: originOf(handler, "bodyLimit") },
    login: handler.basicAuth === undefined ? login : child(handler.path, "basicAuth"),
  }
}

/** Parts what holds for all handlers below, and is said once, from what one of them overrides, which each of them says itself. */
function settle(
  { headers, bodyLimit, login }: Inherited,
  handlers: readonly Handler[],
): { readonly here: Inherited; readonly below: Inherited } {
  const changed = changedNames(handlers)
  const limited = limitsBody(handlers)
  const isChanged = ({ name }: Change): boolean => changed.has(name.toLowerCase())
  return {
    here: {
      headers: headers.filter((change) => !isChanged(change)),
      bodyLimit: limited ? undefined : bodyLimit,
      login,
    },
    below: { headers: headers.filter(isChanged), bodyLimit: limited ? bodyLimit : undefined, login },
  }
}

function limitsBody(handlers: readonly Handler[]): boolean {
  return handlers.some(
    ({ bodyLimit, answer }) => bodyLimit !== undefined || (answer.kind === "handle" && limitsBody(answer.handlers)),
  )
}

function inheritedLines({ headers, bodyLimit }: Inherited, node: Handler | Route, words: Words): readonly Directive[] {
  const origin = node.headers.length === 0 ? node.path : child(node.path, "headers")
  return [
    ...headerLines(headers, origin, words),
    ...(bodyLimit === undefined
      ? []
      : [
          line(
            bodyLimit.origin,
            "request_body",
            undefined,
            [],
            [directive(bodyLimit.origin, "max_size", [sizeText(bodyLimit.bytes)])],
          ),
        ]),
  ]
}

function ownLines(handler: Handler, words: Words): readonly Directive[] {
  return [...authentication(handler, words), ...rewriting(handler, words), ...requestHeaders(handler, words)]
}

/** The hash is read from Caddy's environment when it starts; a Caddyfile holds no secret. */
function authentication({ basicAuth, path }: Handler, words: Words): readonly Directive[] {
  if (basicAuth === undefined) return []
  const { user, password, realm } = basicAuth
  const origin = child(path, "basicAuth")
  const hash = child(origin, "password")
  const account = directive(child(origin, "user"), words.accountName(child(origin, "user"), user), [
    words.expands(hash, [{ name: password.name, unset: { kind: "empty" } }]),
  ])
  const method = realm === undefined ? [] : ["bcrypt", words.verbatim(child(origin, "realm"), realm)]
  return [line(origin, "basic_auth", undefined, method, [account])]
}

/** A rewrite replaces the whole path, so that nothing is left to strip. */
function rewriting(handler: Handler, words: Words): readonly Directive[] {
  const { rewrite, strip } = handler
  if (rewrite !== undefined) {
    const origin = originOf(handler, "rewrite")
    return [line(origin, "rewrite", "*", [words.expands(origin, rewrite)])]
  }
  if (strip === undefined) return []
  const origin = originOf(handler, "strip")
  return [line(origin, "uri", undefined, ["strip_prefix", words.expands(origin, strip)])]
}

/** Where the answer is not an upstream itself, whose own block says it. */
function requestHeaders({ requestHeaders, answer }: Handler, words: Words): readonly Directive[] {
  const proxied = ["service", "external", "vercel", "bucket"].includes(answer.kind)
  if (proxied) return []
  return requestHeaders.map(({ name, value, origin }) => {
    const spelled = words.headerName(origin, name)
    return value === null
      ? line(origin, "request_header", undefined, [`-${spelled}`])
      : line(origin, "request_header", undefined, [spelled, words.expands(origin, value)])
  })
}
