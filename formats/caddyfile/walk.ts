import type { CaddyAnswer, CaddyEnd, CaddyRequest, CaddyStep, CaddyWay } from "./answer.js"
import { candidates, namesHost } from "./arrival.js"
import type {
  CaddyConfig,
  CaddyHandler,
  CaddyMatcherSet,
  CaddyProxy,
  CaddyRedirect,
  CaddyRoute,
  CaddyServedSite,
  CaddyServer,
  CaddySite,
} from "./config.js"
import { hostMatches, matchesAny, undecided } from "./match.js"
import { matchesPath } from "./paths.js"
import { freshState, type RequestState, resolve, resolveKnown, rewritten } from "./request-state.js"

/** Where a request stands: what is left to run, innermost first. */
type Rest =
  | { readonly kind: "routes"; readonly routes: readonly CaddyRoute[]; readonly at: number; readonly next: Rest }
  | { readonly kind: "handlers"; readonly handlers: readonly CaddyHandler[]; readonly at: number; readonly next: Rest }
  | undefined

interface Branch {
  readonly rest: Rest
  readonly state: RequestState
  readonly steps: Steps
  readonly site: CaddySite | undefined
  /** What answers when nothing is left. */
  readonly last: KnownEnd
}

/** The handlers so far, the last one first. */
type Steps = { readonly step: CaddyStep; readonly before: Steps } | undefined

type KnownEnd = Exclude<CaddyEnd, { readonly kind: "unknown" }>

interface Doubt {
  readonly because: string
  readonly position: CaddyStep["position"] | undefined
  readonly steps: Steps
  readonly site: CaddySite | undefined
}

const MOST_BRANCHES = 256
const MOST_STEPS = 100_000

/** Follows a request through a server, both ways where something cannot be decided. */
export class Walk {
  readonly #config: CaddyConfig
  readonly #server: CaddyServer
  readonly #branches: Branch[] = []
  readonly #ends = new Map<string, KnownEnd>()
  readonly #ways: CaddyWay[] = []
  readonly #state: RequestState
  #doubt: Doubt | undefined
  #isComplete = true
  #left = MOST_STEPS
  #opened = 0
  #finished: { readonly steps: Steps; readonly site: CaddySite | undefined } | undefined

  constructor(config: CaddyConfig, server: CaddyServer, request: CaddyRequest) {
    this.#config = config
    this.#server = server
    this.#state = freshState(request)
  }

  /** The answer, without the listener. */
  answer(): Omit<CaddyAnswer, "listener"> {
    this.#choose()
    for (let branch = this.#branches.pop(); branch !== undefined; branch = this.#branches.pop()) this.#run(branch)
    const [end] = this.#ends.values()
    if (this.#doubt === undefined && end !== undefined) {
      return { site: this.#finished?.site, steps: listed(this.#finished?.steps), end, ways: this.#ways }
    }
    const { because, position, steps, site } = this.#doubt ?? {
      because: "Nothing is known of this request",
      position: undefined,
      steps: undefined,
      site: undefined,
    }
    const possible = [...this.#ends.values()]
    return {
      site,
      steps: listed(steps),
      end: { kind: "unknown", because, position, possible, complete: this.#isComplete },
      ways: this.#ways,
    }
  }

  /* Which site answers */

  /** Sites that name hosts, then redirects, then sites for any host, then the redirect for any host. */
  #choose(): void {
    const { redirects, sites } = this.#server
    const { request } = this.#state
    const all = candidates(this.#server, request.host)
    const isOpen = ({ addresses }: CaddyServedSite): boolean => addresses.some(({ host }) => host === "")
    if (this.#trySites(all.filter((one) => !isOpen(one)))) return
    if (this.#tryRedirects(redirects.filter(({ hosts }) => hosts.length > 0))) return
    const isAlone = sites.length === 1
    if (this.#trySites(all.filter(isOpen), isAlone ? this.#openRedirect(redirects) : undefined)) return
    const open = this.#openRedirect(redirects)
    this.#finish(open ?? { kind: "none", because: "no site" }, { steps: undefined, site: undefined })
  }

  /** Follows the first site whose address fits; true when no other can. `after` answers where the site has no handler. */
  #trySites(sites: readonly CaddyServedSite[], after?: KnownEnd): boolean {
    for (const { site, addresses } of sites) {
      const fits = addressesFit(addresses, this.#state)
      if (fits === false) continue
      if (fits === undefined) {
        this.#doubtOf(
          `Whether this site is meant depends on what its address stands for`,
          site.position,
          undefined,
          undefined,
        )
      }
      this.#branch({
        rest: routesOf(site.routes, undefined),
        state: this.#state,
        steps: undefined,
        site,
        last: (isWrapped(addresses, site) ? undefined : after) ?? {
          kind: "none",
          because: "no handler",
        },
      })
      if (fits) return true
    }
    return false
  }

  #tryRedirects(redirects: readonly CaddyRedirect[]): boolean {
    const { request } = this.#state
    for (const redirect of redirects) {
      const fits =
        namesHost(redirect, request.host) ||
        redirect.hosts.some((host) => /[*{]/.test(host) && hostMatches(request.host, host, this.#state) === true)
      if (!fits) continue
      this.#finish(this.#redirectEnd(redirect), { steps: undefined, site: undefined })
      return true
    }
    return false
  }

  #openRedirect(redirects: readonly CaddyRedirect[]): KnownEnd | undefined {
    const open = redirects.find(({ hosts }) => hosts.length === 0)
    return open === undefined ? undefined : this.#redirectEnd(open)
  }

  #redirectEnd({ to }: CaddyRedirect): KnownEnd {
    return { kind: "redirect", to: resolveKnown(to, this.#state), status: "308", position: undefined }
  }

  /* What runs */

  #run(start: Branch): void {
    let branch: Branch | undefined = start
    while (branch !== undefined) {
      if (this.#left-- <= 0) {
        this.#doubtOf("The handlers run each other without end", undefined, branch.steps, branch.site)
        this.#isComplete = false
        return
      }
      branch = this.#advance(branch)
    }
  }

  /** One step further; undefined when the branch has ended. */
  #advance(branch: Branch): Branch | undefined {
    const { rest, last } = branch
    if (rest === undefined) {
      this.#finish(last, branch)
      return undefined
    }
    if (rest.kind === "handlers") {
      const handler = rest.handlers[rest.at]
      return handler === undefined
        ? { ...branch, rest: rest.next }
        : this.#handle(handler, { ...branch, rest: { ...rest, at: rest.at + 1 } })
    }
    const route = rest.routes[rest.at]
    if (route === undefined) return { ...branch, rest: rest.next }
    return this.#route(route, { ...branch, rest: { ...rest, at: rest.at + 1 } })
  }

  #route(route: CaddyRoute, past: Branch): Branch {
    const { state } = past
    const { group } = route
    if (group !== undefined && state.groups.has(group)) return past
    const fits = matchesAny(route.matchers, state, this.#server.options)
    if (fits === false) return past
    if (fits === undefined) {
      this.#undecided(route.matchers, past)
      this.#branch(past)
    }
    const groups = group === undefined ? state.groups : new Set([...state.groups, group])
    return {
      ...past,
      state: { ...state, groups },
      rest: { kind: "handlers", handlers: route.handlers, at: 0, next: past.rest },
    }
  }

  #handle(handler: CaddyHandler, past: Branch): Branch | undefined {
    const { position } = handler
    const taken: Branch = { ...past, steps: { step: { handler, position }, before: past.steps } }
    const { state } = taken
    switch (handler.kind) {
      case "subroute":
        return { ...taken, rest: routesOf(handler.routes, taken.rest) }
      case "invoke":
        return { ...taken, rest: routesOf(this.#config.namedRoutes.get(handler.name)?.routes ?? [], taken.rest) }
      case "reverse_proxy":
        return this.#proxy(handler, taken)
      case "redirect":
        return this.#finish(
          { kind: "redirect", to: resolveKnown(handler.to, state), status: handler.status, position },
          taken,
        )
      case "respond":
        // 103 is sent ahead of what the next handler answers.
        if (handler.status === "103") return taken
        return this.#finish(
          { kind: "respond", status: handler.status === "" ? "200" : handler.status, position },
          taken,
        )
      case "error":
        return this.#fail(handler.status === "" ? "500" : handler.status, position, taken)
      case "abort":
        return this.#finish({ kind: "abort", position }, taken)
      case "file_server": {
        const root = resolve(handler.root ?? state.root ?? "{unknown}", state)
        if (handler.passThru) {
          this.#doubtOf("Whether a file is there is not known", position, taken.steps, taken.site)
          this.#branch(taken)
        }
        return this.#finish({ kind: "file", root: root === "" ? undefined : root, position }, taken)
      }
      case "vars": {
        const root = handler.values.get("root")
        return root === undefined ? taken : { ...taken, state: { ...state, root: resolve(root, state) } }
      }
      case "rewrite":
        return { ...taken, state: rewritten(state, handler.change) }
      case "intercept":
        return this.#intercept(
          handler.responses.flatMap(({ routes }) => (routes.length > 0 ? [routes] : [])),
          taken,
        )
      case "request_header":
        return { ...taken, state: { ...state, changed: new Set([...state.changed, changedField(handler)]) } }
      case "metrics":
      case "copy_response":
        return this.#finish({ kind: "internal", directive: handler.kind, position }, taken)
      case "acme_server":
        if (state.path === undefined || matchesPath(state.path, "/acme/*") === false) return taken
        return this.#finish({ kind: "internal", directive: handler.kind, position }, taken)
      case "opaque":
        this.#doubtOf(`What \`${handler.name}\` does only its plugin knows`, position, taken.steps, taken.site)
        this.#isComplete = false
        return taken
      case "basic_auth":
      case "copy_response_headers":
      case "encode":
      case "header":
      case "log_append":
      case "map":
      case "push":
      case "request_body":
      case "templates":
      case "timeouts":
      case "tracing":
        return taken
    }
  }

  #proxy(handler: CaddyProxy, taken: Branch): Branch | undefined {
    const { position, responses } = handler
    const rewrite = handler.line.body?.findLast(({ name }) => name.text === "rewrite" || name.text === "uri")?.args[0]
    const seen = rewrite === undefined ? taken.state : rewritten(taken.state, { kind: "uri", uri: rewrite.text })
    const end: KnownEnd = { kind: "proxy", upstreams: handler.upstreams, path: seen.path, handler, position }
    const routes = responses.filter((one) => one.routes.length > 0)
    if (handler.directive === "forward_auth") {
      this.#doubtOf("Whether the request goes on is for the upstream to say", position, taken.steps, taken.site)
      this.#branch(taken)
    } else if (routes.length > 0) {
      this.#doubtOf("What answers depends on the upstream's response", position, taken.steps, taken.site)
    }
    for (const one of routes) this.#branch({ ...taken, rest: routesOf(one.routes, taken.rest) })
    return this.#finish(end, taken)
  }

  /** Routes that answer in place of the response that comes. */
  #intercept(responses: readonly (readonly CaddyRoute[])[], taken: Branch): Branch {
    if (responses.length === 0) return taken
    const { position } = taken.steps?.step ?? { position: undefined }
    this.#doubtOf("What answers depends on the response that comes", position, taken.steps, taken.site)
    for (const routes of responses) this.#branch({ ...taken, rest: routesOf(routes, undefined) })
    return taken
  }

  /** An `error` leads to the routes that the site has for errors. */
  #fail(status: string, position: CaddyStep["position"], taken: Branch): Branch | undefined {
    const end: KnownEnd = { kind: "error", status, position }
    const routes = taken.site?.errorRoutes ?? []
    if (routes.length === 0 || taken.state.error !== undefined) return this.#finish(end, taken)
    return {
      ...taken,
      rest: routesOf(routes, undefined),
      last: end,
      state: { ...taken.state, error: status, groups: new Set() },
    }
  }

  /* Ends and doubts */

  #branch(branch: Branch): void {
    if (++this.#opened > MOST_BRANCHES) this.#isComplete = false
    else this.#branches.push(branch)
  }

  #finish(
    end: KnownEnd,
    { steps, site, state: { path, query, method } = this.#state }: Pick<Branch, "steps" | "site"> & Partial<Branch>,
  ): undefined {
    this.#finished ??= { steps, site }
    this.#ways.push({ end, steps: listed(steps), path: end.kind === "proxy" ? end.path : path, query, method })
    const key = JSON.stringify([
      end.kind,
      "position" in end ? end.position : end.because,
      "to" in end && end.to,
      "path" in end && end.path,
    ])
    if (!this.#ends.has(key)) this.#ends.set(key, end)
    return undefined
  }

  #undecided(sets: readonly CaddyMatcherSet[], { state, steps, site }: Branch): void {
    const matcher = undecided(sets, state, this.#server.options)
    const name = matcher?.kind === "opaque" ? matcher.name : (matcher?.kind ?? "matcher")
    this.#doubtOf(
      `Whether \`${name}\` holds cannot be told from here`,
      matcher?.position ?? sets[0]?.position,
      steps,
      site,
    )
  }

  #doubtOf(because: string, position: Doubt["position"], steps: Steps, site: CaddySite | undefined): void {
    this.#doubt ??= { because, position, steps, site }
  }
}

function routesOf(routes: readonly CaddyRoute[], next: Rest): Rest {
  return { kind: "routes", routes, at: 0, next }
}

function listed(steps: Steps): readonly CaddyStep[] {
  const list: CaddyStep[] = []
  for (let at = steps; at !== undefined; at = at.before) list.push(at.step)
  return list.reverse()
}

/** Whether one of a site's addresses fits a request. */
function addressesFit(addresses: CaddyServedSite["addresses"], state: RequestState): boolean | undefined {
  const isForAll = addresses.some(({ host }) => host === "")
  let isOpen = false
  for (const { host, path } of addresses) {
    const byHost = isForAll ? true : hostMatches(state.request.host, host, state)
    const byPath = path === "" ? true : matchesPath(state.request.path, path)
    if (byHost === true && byPath === true) return true
    if (byHost !== false && byPath !== false) isOpen = true
  }
  return isOpen ? undefined : false
}

/** Whether Caddy keeps a site for any host apart from what follows it, even when it is the only one. */
function isWrapped(addresses: CaddyServedSite["addresses"], { routes }: CaddySite): boolean {
  const namesHosts = routes.some((route) =>
    route.matchers.some((set) => set.matchers.some(({ kind }) => kind === "host")),
  )
  return namesHosts || addresses.some(({ path }) => path !== "")
}

/** The field that a `request_header` line changes, in lower case. */
function changedField({ line }: { readonly line: CaddyProxy["line"] }): string {
  const [first, second] = line.args.map(({ text }) => text)
  const field = first !== undefined && /^[@/*]/.test(first) ? second : first
  return (field ?? "").replace(/^[+-]/, "").replace(/:$/, "").toLowerCase()
}
