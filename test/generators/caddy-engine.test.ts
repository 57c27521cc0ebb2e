import { type ChildProcess, spawn } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { createServer, request, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { compile } from "../../core/compile.js"
import { caddy as generator } from "../../generators/caddy/index.js"
import type { RouteInput, TopologyInput } from "../../schema/topology.js"
import { caddy, engines } from "../formats/caddyfile-engine.js"

const engine = engines.at(-1)
const folder = mkdtempSync(join(tmpdir(), "library-"))
const PASSWORD = "quiet please"

describe.skipIf(engine === undefined)("a library's Caddyfile in the real engine (set GROUNDPLAN_CADDY)", () => {
  let upstream: Server
  let process: ChildProcess
  let port: number

  beforeAll(async () => {
    const hash = caddy(engine!, ["hash-password", "--plaintext", PASSWORD]).trim()
    upstream = createServer((incoming, outgoing) => {
      outgoing.setHeader("Cache-Control", "upstream")
      outgoing.setHeader("Server", "catalogue")
      outgoing.setHeader("X-Powered-By", "paper")
      outgoing.setHeader("Referrer-Policy", "no-referrer")
      outgoing.end(`${incoming.method} ${incoming.url} ${incoming.headers["x-reader"] ?? "nobody"}`)
    })
    await new Promise<void>((resolve) => upstream.listen(0, "127.0.0.1", resolve))
    port = await freePort()
    const admin = await freePort()
    const text = caddyfile(port, admin).replaceAll(
      /catalogue(?:\.[a-z]+)+:3000/g,
      `127.0.0.1:${(upstream.address() as AddressInfo).port}`,
    )
    const file = join(folder, "Caddyfile")
    writeFileSync(file, text)
    writeFileSync(join(folder, "fragment.caddy"), "redir * /by-fragment 302\n")
    process = spawn(engine!, ["run", "--adapter", "caddyfile", "--config", file], {
      env: { ...globalThis.process.env, READING_ROOM_HASH: hash, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
      stdio: "ignore",
    })
    for (let attempt = 0; attempt < 100; attempt++) {
      if (
        await ask(port, "/").then(
          () => true,
          () => false,
        )
      )
        return
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    throw new Error("Caddy does not answer")
  }, 30_000)

  afterAll(() => {
    process?.kill()
    upstream?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it("is left as it is by `caddy fmt`, and valid", () => {
    const file = join(folder, "formatted.Caddyfile")
    const text = caddyfile(8080, 2019)
    writeFileSync(file, text)
    writeFileSync(join(folder, "fragment.caddy"), "redir * /by-fragment 302\n")
    expect(caddy(engine!, ["fmt", file])).toBe(text)
    caddy(engine!, ["validate", "--adapter", "caddyfile", "--config", file], {
      environment: { READING_ROOM_HASH: "$2a$14$x" },
    })
  })

  it("answers in the stated order, though the second path is longer", async () => {
    expect((await ask(port, "/shelf/rare/1")).body).toBe("any shelf")
  })

  it("answers 404 to what nothing takes, on every level", async () => {
    expect((await ask(port, "/nowhere")).status).toBe(404)
    expect((await ask(port, "/floor/nowhere")).status).toBe(404)
    expect((await ask(port, "/floor/one")).body).toBe("first floor")
  })

  it("strips, hands headers up, and leaves the rest of the path and query", async () => {
    expect((await ask(port, "/catalogue/book?page=2")).body).toBe("GET /book?page=2 visitor")
  })

  it("replaces an upstream's headers, keeps its own policy, and hides what serves", async () => {
    const { headers } = await ask(port, "/catalogue/book")
    expect(headers["cache-control"]).toBe("no-store")
    expect(headers["x-branch"]).toBe("north")
    expect(headers["referrer-policy"]).toBe("no-referrer")
    expect(headers["x-content-type-options"]).toBe("nosniff")
    expect(headers.server).toBeUndefined()
    expect(headers["x-powered-by"]).toBeUndefined()
    expect((await ask(port, "/shelf/1")).headers["cache-control"]).toBe("public")
    expect((await ask(port, "/nowhere")).headers["cache-control"]).toBe("public")
  })

  it("authenticates before it redirects, strips or runs a fragment", async () => {
    const account = { Authorization: `Basic ${Buffer.from(`reader:${PASSWORD}`).toString("base64")}` }
    expect((await ask(port, "/reading-room/a")).status).toBe(401)
    expect((await ask(port, "/fragment/a")).status).toBe(401)
    const redirected = await ask(port, "/reading-room/a?b=1", { headers: account })
    expect([redirected.status, redirected.headers.location]).toEqual([307, "https://rooms.library.example/a?b=1"])
    expect((await ask(port, "/fragment/a", { headers: account })).headers.location).toBe("/by-fragment")
  })

  it("matches all that is stated, and what must not hold", async () => {
    expect((await ask(port, "/loans/1", { method: "POST", headers: { "X-Desk": "desk-4" } })).body).toBe("lent")
    expect((await ask(port, "/loans/1", { method: "GET", headers: { "X-Desk": "desk-4" } })).status).toBe(404)
    expect((await ask(port, "/loans/1", { method: "POST" })).status).toBe(404)
    expect((await ask(port, "/loans/closed/1", { method: "POST", headers: { "X-Desk": "desk-4" } })).status).toBe(404)
  })

  it("refuses a body above the limit of its handler, not that of the route", async () => {
    const post = { method: "POST", body: "x".repeat(50) }
    expect((await ask(port, "/small/a", post)).status).toBe(413)
    expect((await ask(port, "/catalogue/a", post)).status).toBe(200)
  })

  it("waits for an upstream that restarts", async () => {
    const { port: upstreamPort } = upstream.address() as AddressInfo
    upstream.closeAllConnections()
    await new Promise((resolve) => upstream.close(resolve))
    const waiting = ask(port, "/catalogue/book")
    await new Promise((resolve) => setTimeout(resolve, 500))
    await new Promise<void>((resolve) => upstream.listen(upstreamPort, "127.0.0.1", resolve))
    expect((await waiting).status).toBe(200)
  })

  it("answers literal braces as they are", async () => {
    expect((await ask(port, "/json")).body).toBe('{"path":"{path}","home":"{env.HOME}{$HOME}"}')
  })
})

const HANDLE: NonNullable<RouteInput["handle"]> = [
  { match: { path: ["/shelf/*"] }, respond: "any shelf" },
  { match: { path: ["/shelf/rare/*"] }, respond: "never" },
  { match: { path: ["/floor/*"] }, strip: "/floor", handle: [{ match: { path: ["/one"] }, respond: "first floor" }] },
  {
    match: { path: ["/catalogue/*"] },
    to: "desk.catalogue",
    strip: "/catalogue",
    headers: { "Cache-Control": "no-store" },
    requestHeaders: { "X-Reader": "visitor" },
  },
  {
    match: { path: ["/reading-room/*"] },
    basicAuth: { user: "reader", password: "READING_ROOM_HASH", realm: "Reading room" },
    strip: "/reading-room",
    redirect: { route: "rooms" },
    status: 307,
  },
  {
    match: { path: ["/fragment/*"] },
    basicAuth: { user: "reader", password: "READING_ROOM_HASH" },
    fragment: { file: "./fragment.caddy", reason: "The old opening hours" },
  },
  {
    match: {
      path: ["/loans/*", "/returns/*"],
      method: ["POST", "PUT"],
      header: { "X-Desk": "desk-*" },
      remote: ["127.0.0.0/8"],
      not: { path: ["/loans/closed/*"] },
    },
    respond: "lent",
  },
  { match: { path: ["/small/*"] }, to: "desk.catalogue", bodyLimit: "10 B" },
  { match: { path: ["/json"] }, respond: '{"path":"{path}","home":"{env.HOME}{$HOME}"}' },
]

function caddyfile(port: number, adminPort: number): string {
  const topology: TopologyInput = {
    name: "library",
    environments: { live: {} },
    images: { caddy: { repository: "caddy" }, catalogue: { repository: "library/catalogue" } },
    secrets: { READING_ROOM_HASH: { purpose: "Hash of the reading room's password" } },
    hosts: {
      desk: {
        stacks: { desk: { directory: "desk", project: "desk" } },
        services: {
          front: { image: "caddy", ports: { https: 443 }, proxy: { adminPort, gracePeriod: "1s" } },
          catalogue: { image: "catalogue", ports: { http: 3000 } },
        },
      },
    },
    routes: {
      library: {
        host: `localhost:${port}`,
        headers: { "Cache-Control": "public", "X-Branch": "north", "X-Powered-By": null },
        bodyLimit: "100 B",
        handle: HANDLE,
      },
      rooms: { host: "rooms.library.example", tls: "internal", handle: [{ respond: "rooms" }] },
    },
  }
  // The second site would have a certificate made, and listen on 443: this test is about the first.
  const { artifacts, diagnostics } = compile(topology, {
    pins: { caddy: { default: "2" }, catalogue: { default: "1" } },
    generators: [generator],
    today: new Date("2025-01-01"),
    // The second handler is there to show that it is never asked.
    severities: { "routes/unreachable": "off" },
  })
  expect(diagnostics).toEqual([])
  const text = artifacts[0]!.content
  return text.slice(0, text.indexOf("\n# Rooms\n"))
}

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body: string
}

function ask(
  port: number,
  path: string,
  options: {
    readonly method?: string
    readonly headers?: Readonly<Record<string, string>>
    readonly body?: string
  } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        host: "127.0.0.1",
        port,
        path,
        method: options.method ?? "GET",
        headers: { ...options.headers, Host: `localhost:${port}` },
        agent: false,
      },
      (incoming) => {
        const chunks: Buffer[] = []
        incoming.on("data", (chunk: Buffer) => chunks.push(chunk))
        incoming.on("end", () =>
          resolve({
            status: incoming.statusCode ?? 0,
            headers: incoming.headers,
            body: Buffer.concat(chunks).toString("utf8"),
          }),
        )
      },
    )
    outgoing.on("error", reject)
    outgoing.end(options.body)
  })
}

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve))
  const { port } = probe.address() as AddressInfo
  await new Promise((resolve) => probe.close(resolve))
  return port
}
