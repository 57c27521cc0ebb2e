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
  const hasPaths = ways.some((steps) => steps.some(speaksOfPaths))
  for (const steps of ways) {
    const isByAddress = steps.some(speaksOfAddresses)
    for (const witness of ofWay(steps, hasPaths)) {
      add(found, witness)
      if (isByAddress && trust !== undefined)
        add(found, {
          ...witness,
          remote: trust.address,
          headers: { ...witness.headers, [trust.header]: witness.client },
        })
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

function* ofWay(steps: readonly Step[], hasPaths: boolean): Iterable<Witness> {
  const paths = steps.map(({ paths: patterns, prefix }) => patterns.flatMap(examples).map((path) => prefix + path))
  const innermost = paths.findLast((examples) => examples.length > 0)
  const base: Draft = {
    path: innermost?.[0] ?? "/",
    method: steps.findLast(({ methods }) => methods.length > 0)?.methods[0] ?? "GET",
    headers: headersOf(steps),
    client: clientsOf(steps)[0] ?? STRANGER,
    query: queryOf(steps),
  }
  const drafts: Draft[] = [base]
  for (const path of [...paths.flat(), ...(hasPaths ? ["/", `/${OTHER}`] : [])]) drafts.push({ ...base, path })
  const methods = steps.flatMap((step) => step.methods)
  if (methods.length > 0)
    for (const method of [...methods, ["GET", "POST", "BREW"].find((one) => !methods.includes(one))!])
      drafts.push({ ...base, method })
  for (const client of [...clientsOf(steps), STRANGER]) drafts.push({ ...base, client })
  for (const step of steps) {
    for (const { name, value } of step.headers) {
      drafts.push({ ...base, headers: without(base.headers, name) })
      drafts.push({ ...base, headers: { ...base.headers, [name]: OTHER } })
      if (value !== null)
        for (const one of examplesOf(value)) drafts.push({ ...base, headers: { ...base.headers, [name]: one } })
    }
    if (step.query.length > 0) drafts.push({ ...base, query: "" }, { ...base, query: `${OTHER}=${OTHER}` })
    for (const { name, value } of step.query) drafts.push({ ...base, query: pair(name, value) })
    for (const condition of step.not) drafts.push(...excluded(base, condition, step.prefix))
  }
  for (const draft of drafts) yield { ...draft, remote: draft.client }
}

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
