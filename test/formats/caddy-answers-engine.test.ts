import { type ChildProcess, spawn } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { request as ask, type IncomingMessage } from "node:http"
import { type AddressInfo, createServer } from "node:net"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import { setTimeout as wait } from "node:timers/promises"
import fc from "fast-check"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { answerFor, type CaddyWay } from "../../formats/caddyfile/answer.js"
import { readCaddyConfig } from "../../formats/caddyfile/read-config.js"
import { caddy, engines } from "./caddyfile-engine.js"

/** How many sites are drawn, and how many requests to each. */
const SITES = 150
const REQUESTS = 12

const current = engines.filter((engine) => /^(?:v?2\.11\.|unknown)/.test(caddy(engine, ["version"])))
const found = current.length === 0 ? ["not found: set GROUNDPLAN_CADDY or put Caddy 2.11 on PATH"] : current

describe.each(found.map((engine) => [basename(engine), engine]))(
  "requests to the real engine (%s)",
  (_name, engine) => {
    const folder = mkdtempSync(join(tmpdir(), "caddy-answers-"))
    const bodies = fc.sample(site(), SITES)
    const asked = fc.sample(request(), SITES * REQUESTS)
    let text = ""
    let port = 0
    let running: ChildProcess | undefined

    beforeAll(async () => {
      if (current.length === 0) return
      port = await freePort()
      const upstream = await freePort()
      text = caddyfile(bodies, { port, upstream })
      writeFileSync(join(folder, "Caddyfile"), text)
      running = spawn(engine, ["run", "--config", join(folder, "Caddyfile"), "--adapter", "caddyfile"], {
        stdio: "ignore",
        env: { ...process.env, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
      })
      await listening(upstream)
    }, 30_000)

    afterAll(() => {
      running?.kill()
      rmSync(folder, { recursive: true, force: true })
    })

    it.skipIf(current.length === 0)("are answered as the reader says", { timeout: 120_000 }, async () => {
      const { config, problems } = readCaddyConfig({ path: "Caddyfile", content: text, environment: {} })
      expect(problems).toEqual([])
      const kinds = new Set<string>()
      for (const [index, { method, path, query, headers }] of asked.entries()) {
        const number = index % SITES
        const host = `s${number}.example`
        const { ways, end } = answerFor(config!, {
          ...{ scheme: "http", host, port, path, method, query, headers, remoteAddress: "127.0.0.1" },
        })
        const answer = await answered({ port, host, method, path, query, headers })
        const what = `${method} ${path}?${query} ${JSON.stringify(headers)}\n${bodies[number]!.join("\n")}\n${JSON.stringify(answer)}`
        kinds.add(end.kind)
        expect(end.kind === "unknown", what).toBe(false)
        expect(answer, what).toEqual(expected(ways[0]!))
      }
      // Each kind of end was drawn.
      expect([...kinds].sort()).toEqual(["abort", "error", "none", "proxy", "redirect", "respond"])
    })
  },
)

interface Answer {
  readonly status: number
  /** The body, or where a redirect leads. */
  readonly text: string
}

interface Asked {
  readonly method: string
  readonly path: string
  readonly query: string
  readonly headers: Readonly<Record<string, string>>
}

/** What a way looks like to whoever asks; the upstream says what it has seen. */
function expected({ end, steps, path, query, method }: CaddyWay): Answer | undefined {
  const last = steps.at(-1)?.handler
  switch (end.kind) {
    case "respond":
      return { status: Number(end.status), text: last?.kind === "respond" && method !== "HEAD" ? last.body : "" }
    case "redirect":
      return { status: Number(end.status), text: end.to }
    case "error":
      return { status: Number(end.status), text: "" }
    case "proxy":
      return { status: 200, text: `${method} ${path}${query === "" ? "" : `?${query}`}` }
    case "none":
      return { status: 200, text: "" }
    default:
      return undefined
  }
}

function answered({
  port,
  host,
  ...asked
}: Asked & { readonly port: number; readonly host: string }): Promise<Answer | undefined> {
  const { method, path, query, headers } = asked
  return new Promise((resolve) => {
    const sent = ask(
      { port, host: "127.0.0.1", method, path: query === "" ? path : `${path}?${query}`, agent: false },
      (response: IncomingMessage) => {
        let text = ""
        response.setEncoding("utf8")
        response.on("data", (chunk: string) => {
          text += chunk
        })
        response.on("end", () => resolve({ status: response.statusCode!, text: response.headers.location ?? text }))
      },
    )
    for (const [name, value] of Object.entries({ host: `${host}:${port}`, ...headers })) sent.setHeader(name, value)
    sent.on("error", () => resolve(undefined))
    sent.end()
  })
}

/* What is drawn */

function caddyfile(
  bodies: readonly (readonly string[])[],
  { port, upstream }: { readonly port: number; readonly upstream: number },
): string {
  const sites = bodies.map(
    (lines, index) =>
      `http://s${index}.example:${port} {\n${lines.join("\n").replaceAll("UPSTREAM", `127.0.0.1:${upstream}`)}\n}\n`,
  )
  const echo = `http://:${upstream} {\n\trespond "{http.request.method} {http.request.uri}"\n}\n`
  return `{\n\tadmin off\n\tauto_https off\n\tpersist_config off\n}\n${echo}${sites.join("")}`
}

const MATCHERS = [
  "@post method POST PUT",
  "@two path /a/* /b",
  "@kind header X-Kind r*",
  "@kinds {\n\theader X-Kind *e\n\theader !X-Other\n}",
  "@quiet not path /c* /d",
  "@both {\n\tpath /a*\n\tnot method GET\n}",
  "@here remote_ip 127.0.0.0/8 ::1",
  "@there client_ip 192.0.2.0/24",
  "@asked query q=1 r=*",
  "@like path_regexp ^/[ab]/.$",
]

function site(): fc.Arbitrary<readonly string[]> {
  return fc
    .tuple(
      block(2),
      fc.constantFrom("", "", "handle_errors {\n\trespond failed 502\n}", "handle_errors 404 {\n\trespond gone 410\n}"),
    )
    .map(([lines, errors]) => [...MATCHERS, ...lines, ...(errors === "" ? [] : [errors])])
}

/** Lines that handle requests; at most one of those that only one may be of. */
function block(depth: number): fc.Arbitrary<readonly string[]> {
  const matcher = fc.constantFrom(
    ...["", "", "/", "/a", "/a*", "/a/*", "/a/b", "*", "/b/c*"],
    ...MATCHERS.map((line) => line.split(" ")[0]!),
  )
  const marker = fc.nat({ max: 99 }).map((number) => `m${number}`)
  const end = fc.oneof(
    marker.map((text) => (at: string) => `respond ${at} ${text} 20${text.length % 5}`),
    fc.constantFrom("301", "302", "308").map((code) => (at: string) => `redir ${at} /to{uri} ${code}`),
    fc.constantFrom("403", "404", "500").map((code) => (at: string) => `error ${at} ${code}`),
    fc.constant((at: string) => `abort ${at}`),
    fc.constant((at: string) => `reverse_proxy ${at} UPSTREAM`),
  )
  const change = fc.constantFrom(
    (at: string) => `rewrite ${at === "" ? "*" : at} /b{uri}`,
    (at: string) => `rewrite ${at === "" ? "*" : at} /a/b?q=1`,
    (at: string) => `uri ${at} strip_prefix /a`,
    (at: string) => `uri ${at} strip_suffix /b`,
    (at: string) => `uri ${at} replace /b /a`,
    (at: string) => `method ${at} POST`,
    (at: string) => `header ${at} X-Seen yes`,
    (at: string) => `vars ${at} seen yes`,
  )
  const own = fc.tuple(fc.oneof(end, end, change), matcher).map(([line, at]) => line(at))
  if (depth === 0) return fc.array(own, { minLength: 1, maxLength: 4 })
  const nested = fc
    .tuple(fc.constantFrom("handle", "handle", "route", "handle_path"), matcher, block(depth - 1))
    .map(
      ([name, at, lines]) =>
        `${name} ${name === "handle_path" && !at.startsWith("/") ? "/a/*" : at} {\n${lines.join("\n")}\n}`,
    )
  return fc.array(fc.oneof(own, nested), { minLength: 1, maxLength: 5 })
}

function request(): fc.Arbitrary<Asked> {
  return fc.record({
    method: fc.constantFrom("GET", "GET", "POST", "PUT", "DELETE"),
    path: fc.constantFrom("/", "/a", "/a/", "/a/b", "/A/b", "/a/b/c", "/ab", "/b", "/b/c", "/c", "/d", "/b/a"),
    query: fc.constantFrom("", "", "q=1&r=2", "q=2"),
    headers: fc.constantFrom<Readonly<Record<string, string>>>(
      {},
      {},
      { "x-kind": "rye" },
      { "x-kind": "oat", "x-other": "a" },
    ),
  })
}

/* The engine */

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}

async function listening(port: number): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const answer = await answered({
      port,
      host: "upstream.example",
      method: "GET",
      path: "/",
      query: "",
      headers: {},
    }).catch(() => undefined)
    if (answer !== undefined) return
    await wait(50)
  }
}
