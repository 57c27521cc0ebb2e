import type { Handler, Route, Site } from "../../../core/estate.js"
import { SNIPPETS } from "../../../generators/caddy/security.js"
import type { Raised } from "../environment.js"
import { NAME_SERVER, OUTSIDERS } from "../network.js"
import { expectNone } from "../report.js"
import { run } from "../run.js"

/** A request, and what must be true of its answer. */
interface Case {
  readonly what: string
  readonly ask: Ask
  readonly expect: (told: Told) => string | undefined
}

/** What the stand-in is told to send. */
export interface Ask {
  readonly url: string
  readonly method: string
  readonly headers?: Readonly<Record<string, string>>
  readonly bodyBytes?: number
  readonly messages?: number
  readonly intervalMs?: number
}

/** What it was answered. */
export interface Told {
  readonly status: number
  readonly protocol: string
  readonly headers: Readonly<Record<string, readonly string[]>>
  readonly body: string
  readonly serial: string
  readonly echoed: number
  readonly error: string
}

/** How a client reaches the sites: from the internet, or from the laptop itself. */
export interface Client {
  fetch(asks: readonly Ask[]): Promise<readonly Told[]>
  websocket(ask: Ask): Promise<Told>
}

/** A client of an environment. It believes the bed's authority alone, and asks the bed's name server. */
export function clientOf({ placement, network, internet, places }: Raised, standin: string): Client {
  const prefix =
    placement === "cloud"
      ? network.inside("internet")
      : ["nsenter", "--net", `--target=${places[0]!.machine.pid}`, "--"]
  const more = placement === "cloud" ? { dns: `${NAME_SERVER}:53`, ca: internet.authorityFile } : {}
  const call = async <T>(word: string, input: unknown): Promise<T> =>
    JSON.parse(await run([...prefix, standin, word], { input: JSON.stringify(input), timeout: 180_000 })) as T
  return {
    fetch: (asks) =>
      call(
        "fetch",
        asks.map((ask) => ({ ...ask, ...more })),
      ),
    websocket: (ask) => call("websocket", { ...ask, ...more }),
  }
}

/** Every hostname answers from the service that it names, with the rules that its route declares. */
export async function checkSites(raised: Raised, client: Client): Promise<string> {
  const wrong: string[] = []
  const elsewhere: string[] = []
  let [held, websockets] = [0, 0]
  for (const route of raised.environment.routes) {
    const sites = raised.placement === "cloud" ? route.sites : route.localSites
    for (const site of sites) {
      if (route.proxy === undefined) {
        elsewhere.push(site.hostname)
        continue
      }
      const cases = casesOf(route, site, raised)
      const answers = await client.fetch(cases.map(({ ask }) => ask))
      for (const [index, { what, expect }] of cases.entries()) {
        const told = answers[index]!
        const fault = told.error === "" ? expect(told) : told.error
        if (fault === undefined) held += 1
        else wrong.push(`${urlOf(site)} ${what}: ${fault}`)
      }
      if (!route.hasWebsocket) continue
      const told = await client.websocket({
        url: urlOf(site).replace(/^http/, "ws"),
        method: "GET",
        messages: 3,
        intervalMs: 10,
      })
      if (told.error === "" && told.echoed === 3) websockets += 1
      else wrong.push(`${urlOf(site)} as a websocket: ${told.echoed} of 3 messages came back: ${told.error}`)
    }
  }
  expectNone(wrong)
  return `${held} requests answered as declared, ${websockets} websockets echoed${elsewhere.length === 0 ? "" : `; served elsewhere: ${elsewhere.join(", ")}`}`
}

/** The address of a site, as a browser has it. */
export function urlOf({ scheme, hostname, port }: Site): string {
  const standard = scheme === "https" ? 443 : 80
  return `${scheme}://${hostname}${port === standard ? "" : `:${port}`}/`
}

function casesOf(route: Route, site: Site, raised: Raised): readonly Case[] {
  const url = urlOf(site)
  return [
    ...route.handlers.flatMap((handler) => handlerCases(handler, route, url, site, raised)),
    ...(site.scheme === "https"
      ? [
          {
            what: "over plain HTTP",
            ask: { url: url.replace("https:", "http:"), method: "GET" },
            expect: ({ status, headers }: Told) =>
              status === 308 && headers.Location?.[0] === url ? undefined : `${status}, to ${headers.Location?.[0]}`,
          },
        ]
      : []),
  ]
}

/** What one handler promises. Those that only some clients, methods or headers match, and those within others, are not tried. */
function handlerCases(handler: Handler, route: Route, base: string, site: Site, raised: Raised): readonly Case[] {
  const { match, answer } = handler
  if (match !== undefined && (match.not !== undefined || match.remote.length > 0 || match.headers.length > 0)) return []
  const path = (match?.paths[0] ?? "/").replace("*", "sample")
  const method = match?.methods[0] ?? "GET"
  const url = new URL(path, base).href
  const ask: Ask = { url, method }
  switch (answer.kind) {
    case "redirect":
      return [
        {
          what: `redirects ${path}`,
          ask,
          expect: ({ status, headers }) =>
            status === answer.status
              ? undefined
              : `${status}, to ${headers.Location?.[0]}, where ${answer.status} is declared`,
        },
      ]
    case "respond":
      return [
        {
          what: `responds to ${path}`,
          ask,
          expect: ({ status, body }) =>
            status === answer.status && body === answer.body ? undefined : `${status} ${JSON.stringify(body)}`,
        },
      ]
    case "service": {
      const { id } = answer.service
      const limit = handler.bodyLimit ?? route.bodyLimit
      const from = raised.placement === "cloud" ? OUTSIDERS.internet.address : undefined
      return [
        {
          what: `${path} from ${id}`,
          ask: { ...ask, headers: FORGED },
          expect: (told) => servedBy(told, id, site, from),
        },
        { what: "headers", ask, expect: (told) => headersOf(told, route) },
        {
          what: "compression",
          ask: { ...ask, headers: { "Accept-Encoding": "gzip", "X-Padding": "padding ".repeat(200) } },
          expect: ({ headers }) => {
            const encoding = headers["Content-Encoding"]?.[0]
            return (encoding === "gzip") === route.compress ? undefined : `encoded as ${encoding}`
          },
        },
        ...(limit === undefined
          ? []
          : [
              {
                what: `a body of ${limit} bytes`,
                ask: { ...ask, method: "POST", bodyBytes: limit },
                expect: ({ status, body }: Told) => (status === 200 ? undefined : `${status} ${body.slice(0, 200)}`),
              },
              {
                what: "a body of one byte more",
                ask: { ...ask, method: "POST", bodyBytes: limit + 1 },
                expect: ({ status }: Told) => (status === 413 ? undefined : `${status}`),
              },
            ]),
      ]
    }
    case "vercel":
    case "bucket":
    case "external":
    case "files":
    case "fragment":
    case "handle":
      return []
  }
}

/** What nobody may make a service believe. */
const FORGED = { "X-Forwarded-For": "192.0.2.77", "X-Forwarded-Proto": "gopher" }

function servedBy(
  { status, protocol, body }: Told,
  id: string,
  { scheme, hostname, port }: Site,
  from: string | undefined,
): string | undefined {
  if (status !== 200) return `${status} ${body.slice(0, 200)}`
  const seen = JSON.parse(body) as {
    service: string
    host: string
    headers: Readonly<Record<string, readonly string[]>>
  }
  if (seen.service !== id) return `answered by ${seen.service}`
  const asked = port === 443 || port === 80 ? hostname : `${hostname}:${port}`
  if (seen.host !== asked) return `it saw the host ${seen.host}`
  const forwarded = seen.headers["X-Forwarded-For"]?.join(", ") ?? ""
  if (forwarded.includes("192.0.2.77") || (from !== undefined && forwarded !== from))
    return `it saw a client ${forwarded}`
  if (seen.headers["X-Forwarded-Proto"]?.[0] !== scheme) return `it saw ${seen.headers["X-Forwarded-Proto"]?.[0]}`
  return scheme === "https" && protocol !== "HTTP/2.0" ? `spoken over ${protocol}` : undefined
}

function headersOf({ headers }: Told, route: Route): string | undefined {
  const expected = new Map<string, string | null>()
  for (const { suits, changes } of SNIPPETS)
    if (suits(route)) for (const { name, kind, value } of changes) expected.set(name, kind === "delete" ? null : value)
  for (const { name, value } of route.headers) expected.set(name, value)
  const faults = [...expected].flatMap(([name, value]) => {
    const found = headers[canonical(name)]?.join(", ") ?? null
    return found === value ? [] : [`${name} is ${found}, not ${value}`]
  })
  return faults.length === 0 ? undefined : faults.join("; ")
}

/** As Go writes a header's name. */
function canonical(name: string): string {
  return name.toLowerCase().replaceAll(/(?:^|-)[a-z]/g, (letter) => letter.toUpperCase())
}
