import type { Condition, Request, Step } from "./network.js"
import { dotted, rangeOf } from "./ranges.js"

/** A request that leaves nothing open, and who has sent it, as those know who believe what the trusted say. */
export interface Witness extends Required<Omit<Request, "at">> {
  /** The address of the client itself, where somebody who is trusted hands its request on. */
  readonly client: string
}

/** Whose word is believed on who the client is, and the header in which they say it. */
export interface Trust {
  /** An address of theirs. */
  readonly address: string
  /** Lower case. */
  readonly header: string
}

/**
 * Requests that tell conditions apart: for each way through a site one that passes, one for each alternative and each end of a range,
 * and for each condition one that fails it alone. Where no condition is stated, all requests are one.
 */
export function witnessesOf(ways: readonly (readonly Step[])[], trust: Trust | undefined): readonly Witness[] {
  const found = new Map<string, Witness>()
  const distinct = [...new Map(ways.map((steps) => [JSON.stringify(steps), steps])).values()]
  const hasPaths = distinct.some((steps) => steps.some(speaksOfPaths))
  const drafts = distinct.map((steps) => draftOf(steps))
  let pass: Draft = NOBODY
  for (const [index, steps] of distinct.entries()) {
    const alone = [...ofWay(drafts[index]!.draft, steps, hasPaths), ...together(drafts, index)]
    const own = pass === NOBODY ? alone : alone.flatMap((draft) => [draft, passing(draft, pass)])
    pass = steps.flatMap(({ not }) => not).reduce(passOf, pass)
    const isByAddress = steps.some(speaksOfAddresses) || pass.client !== STRANGER
    for (const draft of own) {
      add(found, { ...draft, remote: draft.client })
      if (isByAddress && trust !== undefined)
        add(found, { ...draft, remote: trust.address, headers: { ...draft.headers, [trust.header]: draft.client } })
    }
  }
  return [...found.values()]
}

/** An address of documentation (RFC 5737): that of somebody unknown. */
const STRANGER = "198.51.100.7"

/** A word that no matcher names. */
const OTHER = "zq7"

function add(found: Map<string, Witness>, witness: Witness): void {
  const { path, method, headers, remote, client, query } = witness
  const named = Object.entries(headers)
    .map(([name, value]) => `${name}=${value}`)
    .sort()
  const key = `${method} ${path}?${query} ${remote} ${client} ${named.join("\n")}`
  if (!found.has(key)) found.set(key, witness)
}

function speaksOfPaths({ paths, not }: Condition): boolean {
  return paths.length > 0 || not.some(speaksOfPaths)
}

function speaksOfAddresses({ ranges, not }: Condition): boolean {
  return ranges.length > 0 || not.some(speaksOfAddresses)
}

/** What varies from one request to the next. */
type Draft = Omit<Witness, "remote">

/** A request of which nothing is asked. */
const NOBODY: Draft = { path: "/", method: "GET", headers: {}, client: STRANGER, query: "" }

/** What a request shows to pass all those by that would stop it, but for its path: they are asked first. */
function passOf(pass: Draft, condition: Condition): Draft {
  const { method, headers, client, query } = excluded(NOBODY, { ...condition, paths: [], not: [] }, "")[0]!
  return passing({ ...NOBODY, method, headers, client, query }, pass)
}

/** A request that shows a pass too, where it shows nothing of its own. */
function passing(draft: Draft, pass: Draft): Draft {
  return {
    path: draft.path,
    method: draft.method === NOBODY.method ? pass.method : draft.method,
    headers: { ...pass.headers, ...draft.headers },
    client: draft.client === STRANGER ? pass.client : draft.client,
    query: draft.query === "" ? pass.query : draft.query,
  }
}

/** A request that passes, and what of it is as it is because of what it passes. */
interface Drafted {
  readonly draft: Draft
  readonly stated: Partial<Draft>
}

function draftOf(steps: readonly Step[]): Drafted {
  const path = pathsOf(steps).findLast((paths) => paths.length > 0)?.[0]
  const method = steps.findLast(({ methods }) => methods.length > 0)?.methods[0]
  const client = clientsOf(steps)[0]
  const query = queryOf(steps)
  const headers = headersOf(steps)
  return {
    draft: { path: path ?? "/", method: method ?? "GET", headers, client: client ?? STRANGER, query },
    stated: {
      ...(path === undefined ? {} : { path }),
      ...(method === undefined ? {} : { method }),
      ...(client === undefined ? {} : { client }),
      ...(query === "" ? {} : { query }),
    },
  }
}

function pathsOf(steps: readonly Step[]): readonly (readonly string[])[] {
  return steps.map(({ paths, prefix }) => paths.flatMap(examples).map((path) => prefix + path))
}

function* ofWay(base: Draft, steps: readonly Step[], hasPaths: boolean): Iterable<Draft> {
  yield base
  for (const path of [...pathsOf(steps).flat(), ...(hasPaths ? ["/", `/${OTHER}`] : [])]) yield { ...base, path }
  const methods = steps.flatMap((step) => step.methods)
  if (methods.length > 0)
    for (const method of [...methods, ["GET", "POST", "BREW"].find((one) => !methods.includes(one))!])
      yield { ...base, method }
  for (const client of [...clientsOf(steps), STRANGER]) yield { ...base, client }
  for (const step of steps) {
    for (const { name, value } of step.headers) {
      yield { ...base, headers: without(base.headers, name) }
      for (const one of [OTHER, ...(value === null ? [] : examplesOf(value))])
        yield { ...base, headers: { ...base.headers, [name]: one } }
    }
    if (step.query.length > 0) yield* ["", `${OTHER}=${OTHER}`].map((query) => ({ ...base, query }))
    for (const { name, value } of step.query) yield { ...base, query: pair(name, value) }
    for (const condition of step.not) yield* excluded(base, condition, step.prefix)
  }
}

/** Ways by which a request may come to two things: of two conditions that both hold, the order decides. */
function* together(all: readonly Drafted[], index: number): Iterable<Draft> {
  const { draft, stated } = all[index]!
  for (const other of all.slice(index + 1, index + 1 + MOST_NEIGHBOURS)) {
    const headers = { ...draft.headers, ...other.draft.headers }
    yield { ...draft, ...other.stated, headers }
    yield { ...other.draft, ...stated, headers }
  }
}

/** A site with more handlers than that has each of them tried with those that follow. */
const MOST_NEIGHBOURS = 32

/** What a matcher excludes: one request that passes all that it says, and one for each alternative. */
function excluded(base: Draft, condition: Condition, prefix: string): readonly Draft[] {
  const { paths, methods, not } = condition
  const own: Draft = {
    ...base,
    path: paths[0] === undefined ? base.path : prefix + examples(paths[0])[0]!,
    method: methods[0] ?? base.method,
    headers: { ...base.headers, ...headersOf([condition]) },
    client: clientsOf([condition])[0] ?? base.client,
    query: condition.query.length > 0 ? queryOf([condition]) : base.query,
  }
  return [
    own,
    ...paths.flatMap(examples).map((path) => ({ ...own, path: prefix + path })),
    ...methods.map((method) => ({ ...own, method })),
    ...clientsOf([condition]).map((client) => ({ ...own, client })),
    ...not.flatMap((inner) => excluded(own, inner, prefix)),
  ]
}

/** Paths that a pattern takes: with a wildcard at its end, one that goes on and one that does not. */
function examples(pattern: string): readonly string[] {
  return examplesOf(pattern).map((path) => (path.startsWith("/") ? path : `/${path}`))
}

function examplesOf(pattern: string): readonly string[] {
  const filled = pattern.replaceAll("*", OTHER)
  return pattern.endsWith("*") ? [filled, pattern.slice(0, -1).replaceAll("*", OTHER)] : [filled]
}

function headersOf(conditions: readonly Condition[]): Readonly<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const { headers } of conditions)
    for (const { name, value } of headers)
      if (value !== null) found[name.toLowerCase()] ??= value.replaceAll("*", OTHER)
  return found
}

function without(headers: Readonly<Record<string, string>>, name: string): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).filter(([one]) => one !== name.toLowerCase()))
}

/** Both ends of each range; of one of IPv6 its first address. */
function clientsOf(conditions: readonly Condition[]): readonly string[] {
  return conditions
    .toReversed()
    .flatMap(({ ranges }) => ranges)
    .flatMap((cidr) => {
      const range = rangeOf(cidr)
      if (range === undefined) return [cidr.replace(/\/\d+$/, "")]
      return range[0] === range[1] ? [dotted(range[0])] : [dotted(range[0]), dotted(range[1])]
    })
}

function queryOf(conditions: readonly Condition[]): string {
  return conditions.flatMap(({ query }) => query.map(({ name, value }) => pair(name, value))).join("&")
}

function pair(name: string, value: string): string {
  return `${encodeURIComponent(name)}=${encodeURIComponent(value.replaceAll("*", OTHER))}`
}
