import type { Environment, Estate } from "../estate.js"
import { example } from "../example.js"
import { type Literal, subjectOf, visitLiterals } from "../literals.js"
import type { Origin } from "../origin.js"
import { originOf } from "../origin.js"
import type { Finding, Rule } from "../rule.js"

/** What is tried in a lower environment must not happen to customers. */
export const environmentsProductionReached: Rule = {
  code: "environments/production_reached",
  severity: "error",
  summary: "A value of a lower environment leads to production.",
  *check(estate) {
    const live = productionValues(estate)
    if (live.size === 0) return
    const lower = new Map(
      estate.environments.flatMap((environment) =>
        environment.stage === "production" ? [] : [[environment.name, ownValues(environment, estate)] as const],
      ),
    )
    if (lower.size === 0) return
    const found: Finding[] = []
    visitLiterals(estate, (literal) => {
      const own = literal.environment === undefined ? undefined : lower.get(literal.environment)
      if (own !== undefined && literal.kind !== "words") found.push(...reached(literal, live, own))
    })
    yield* found
  },
  explain: () => {
    const shop = (environment: string) =>
      example({
        environments: { staging: "{}", production: "{}" },
        services: {
          caddy: "ports: { http: 80, https: 443 }\nproxy: {}",
          oven: `ports: { http: 8000 }\nhealth: { get: /health }\n${environment}`,
        },
        routes: {
          orders: "host: { staging: staging.bakery.example, production: orders.bakery.example }\nto: shop.oven",
        },
      })
    return {
      why: "A test run that orders bread orders it from customers' shop; a clean-up deletes customers' pictures; a load test takes the site down. It happens when an address of production is written out as a default, and a lower environment does not say its own.\n\nAsked are the host names, addresses, buckets and projects that only production has, in the variables, commands, labels, headers and redirects of every other environment. `url()`, `at()` and `bucket()` are filled in with each environment's own.",
      source: {
        title: "The Twelve-Factor App: config is what varies between deploys",
        url: "https://12factor.net/config",
      },
      failing: shop("environment: { ORDERS_URL: https://orders.bakery.example }"),
      passing: shop("environment: { ORDERS_URL: { url: orders } }"),
    }
  },
}

interface LiveValue {
  readonly what: string
  readonly environment: string
  readonly origin: Origin
}

/** By their spelling: what only production has, and by which it can be reached. */
function productionValues(estate: Estate): ReadonlyMap<string, LiveValue> {
  const found = new Map<string, LiveValue>()
  for (const environment of estate.environments) {
    if (environment.stage !== "production") continue
    for (const { value, what, origin } of valuesOf(environment, estate))
      if (!found.has(value)) found.set(value, { what, environment: environment.name, origin })
  }
  return found
}

/** What an environment has itself: what production has too is shared on purpose, or told elsewhere. */
function ownValues(environment: Environment, estate: Estate): ReadonlySet<string> {
  return new Set(valuesOf(environment, estate).map(({ value }) => value))
}

function valuesOf(
  environment: Environment,
  { shared }: Estate,
): readonly { readonly value: string; readonly what: string; readonly origin: Origin }[] {
  const { routes, hosts, project, edges, name } = environment
  return [
    ...routes.flatMap((route) =>
      route.sites.flatMap(({ hostname, origin }) =>
        hostname === "localhost" || hostname.startsWith("*.")
          ? []
          : [{ value: hostname, what: `a host name of the route ${route.name}`, origin }],
      ),
    ),
    ...hosts.flatMap((host) =>
      host.address === undefined
        ? []
        : [{ value: host.address, what: `the address of ${host.name}`, origin: originOf(host, "address") }],
    ),
    ...(shared.cloudflare?.buckets ?? []).flatMap((bucket) => {
      const real = bucket.names[name]
      // One word alone may mean anything.
      return real?.includes("-") === true
        ? [{ value: real, what: `the bucket ${bucket.name}`, origin: originOf(bucket, `name:${name}`) }]
        : []
    }),
    ...edges.flatMap(({ to }) =>
      to.kind === "external"
        ? to.external.hosts.map((value) => ({
            value,
            what: `a host name of ${to.external.name}`,
            origin: originOf(to.external, "hosts"),
          }))
        : [],
    ),
    ...(project === undefined
      ? []
      : [{ value: project, what: "the project", origin: originOf(environment, "project") }]),
  ]
}

/** What may be a host name, an address, or a name of the cloud. */
const WORD = /[A-Za-z0-9][A-Za-z0-9.-]*[A-Za-z0-9]/g

function* reached(literal: Literal, live: ReadonlyMap<string, LiveValue>, own: ReadonlySet<string>): Iterable<Finding> {
  const { text, origin, environment } = literal
  const told = new Set<string>()
  for (const { 0: word, index } of text.matchAll(WORD)) {
    const value = word.toLowerCase()
    const found = live.get(value)
    if (found === undefined || own.has(value) || told.has(value) || isMailbox(text, index)) continue
    told.add(value)
    yield {
      message: `${subjectOf(literal)} leads ${environment} to ${found.environment}: ${word} is ${found.what} there.`,
      path: origin,
      found: word,
      notes: [{ message: `it is that of ${found.environment}`, path: found.origin }],
      help: "State a value for each environment, or refer to what is meant with `url`, `at` or `bucket`.",
      environments: [environment!],
    }
  }
}

/** `ops@bakery.example` is a mailbox; `postgres://me@bakery.example` leads there. A parent domain, as cookies have, begins with a dot. */
function isMailbox(text: string, index: number): boolean {
  const before = text[index - 1]
  return before === "." || (before === "@" && !text.slice(0, index).includes("://"))
}
