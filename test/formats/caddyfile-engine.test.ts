import { type ChildProcess, spawn } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import fc from "fast-check"
import { afterAll, describe, expect, it } from "vitest"
import {
  atLoad,
  type CaddyDocument,
  caddyDocument,
  caddyRefusal,
  type Directive,
  directive,
  expands,
  grouped,
  handler,
  namedMatcher,
  placeholder,
  printCaddyfile,
  site,
  snippet,
  verbatim,
} from "../../formats/caddyfile.js"
import { readCaddyfile, readPlaceholders } from "../../formats/caddyfile-read.js"
import { caddy, engines } from "./caddyfile-engine.js"
import { hostile } from "./caddyfile-values.js"

const o = "/routes/library"
const folder = mkdtempSync(join(tmpdir(), "caddyfile-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const missing = engines.length === 0
const found = missing ? ["not found: set GROUNDPLAN_CADDY or put caddy on PATH"] : engines

describe.each(found.map((engine) => [basename(engine), engine]))("the real engine (%s)", (_name, engine) => {
  it.skipIf(missing)("adapts literals to what was meant, whatever is set where it runs", { timeout: 60_000 }, () => {
    const values = sample(600)
    const expanding = values.filter((value) => caddyRefusal(value, "expands") === undefined)
    const plain = values.filter((value) => value !== "" && caddyRefusal(value, "verbatim") === undefined)
    expect(expanding.length).toBeGreaterThan(150)
    expect(plain.length).toBeGreaterThan(150)
    const document = inSite([
      ...expanding.map((value, index) => route(index, expands(value))),
      ...plain.flatMap((value, index) => [
        namedMatcher(o, `m${index}`, ["path", verbatim(value)]),
        handler(o, "respond", `@m${index}`, [`m${index}`]),
      ]),
    ])
    const adapted = adapt(engine, printCaddyfile(document), { HOME: "boom {", X: "}" })
    const bodies = responses(adapted)
    for (const [index, value] of expanding.entries()) {
      expect(readPlaceholders(bodies.byPath.get(`/value-${index}`) ?? "")).toEqual(value === "" ? [] : [value])
    }
    for (const [index, value] of plain.entries()) expect(bodies.pathsByBody.get(`m${index}`)).toEqual([value])
  })

  it.skipIf(missing)("serves literals and variables as they were meant", { timeout: 60_000 }, async () => {
    const values = sample(300).filter((value) => caddyRefusal(value, "expands") === undefined)
    const mixed = [
      [
        "{",
        { name: "SHELF", unset: { kind: "empty" } as const },
        "} \\ ",
        placeholder("http.request.method"),
        "{$SHELF}",
      ],
    ]
    const port = await freePort()
    const document = inSite(
      [
        ...values.map((value, index) => route(index, expands(value))),
        ...mixed.map((parts, index) => route(values.length + index, expands(parts))),
      ],
      `http://127.0.0.1:${port}`,
    )
    const file = join(folder, "served.Caddyfile")
    writeFileSync(file, printCaddyfile(document))
    const server = await start(engine, file, `http://127.0.0.1:${port}/value-0`)
    try {
      for (const [index, value] of values.entries()) expect(await body(port, index)).toBe(value)
      expect(await body(port, values.length)).toBe("{{x} {y}} \\ GET{$SHELF}")
    } finally {
      server.kill()
    }
  })

  it.skipIf(missing)("leaves what was printed as it is when it formats", () => {
    const values = sample(300).filter((value) => caddyRefusal(value) === undefined)
    const spelled = values.map((value, index) => route(index, expands(value)))
    // Releases before 2.8 rewrite spaces between backticks, the last resort for odd backslashes.
    const lines = spelled.filter((line) => !printCaddyfile(inSite([line])).includes("`"))
    expect(lines.length).toBeGreaterThan(100)
    for (const document of [...documents, inSite(lines)]) {
      const printed = printCaddyfile(document)
      const file = join(folder, "formatted.Caddyfile")
      writeFileSync(file, printed)
      expect(caddy(engine, ["fmt", file])).toBe(printed)
    }
  })

  it.skipIf(missing)("accepts whole documents", () => {
    for (const document of documents) {
      expect(() => adapt(engine, printCaddyfile(document), { MAIL: "desk@library.example" })).not.toThrow()
    }
  })

  it.skipIf(missing)("reads tokens as our reader does", { timeout: 60_000 }, () => {
    // Releases before 2.7 know no heredocs, and so no escape of `<` either.
    const heredocs = adapts(engine, ":80 {\n\trespond <<END\n\tx\n\tEND\n}\n")
    const marks = [
      "a",
      "b",
      " ",
      "\t",
      '"',
      "`",
      "\\",
      "#",
      "{x",
      "y}",
      "\r",
      "é",
      "\u00a0",
      "\ufeff",
      "😀",
      "\\\n",
      "\n",
    ]
    const pieces = heredocs ? [...marks, "<", "<<a\n", "<<a\r\n", "\n a", "\n\ta", " b\n a"] : marks
    const some = fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 9 }).map((soup) => soup.join(""))
    const lines = fc.sample(some, { seed: 7, numRuns: 3000 }).flatMap((soup) => {
      const args = argumentsOf(soup)
      return args === undefined ? [] : [{ soup, args }]
    })
    expect(lines.length).toBeGreaterThan(400)
    const source = lines
      .map(({ soup }, index) => `\t@m${index} path ${soup}\n\trespond @m${index} m${index}\n`)
      .join("")
    const { pathsByBody } = responses(adapt(engine, `:80 {\n${source}}\n`))
    for (const [index, { args, soup }] of lines.entries())
      expect([soup, pathsByBody.get(`m${index}`)]).toEqual([soup, args])
  })
})

const documents: readonly CaddyDocument[] = [
  caddyDocument({
    header: ["The library's sites.", "", "Two of them."],
    headerOrigin: o,
    globalOptions: grouped(
      [
        directive(o, "email", [
          atLoad([{ name: "MAIL", unset: { kind: "required", message: "who gets the CA's mail" } }]),
        ]),
      ],
      [directive(o, "log", [], [directive(o, "level", ["INFO"])], { comment: "Quiet" })],
    ),
    snippets: [
      snippet(o, "safe", [handler(o, "header", undefined, [], [directive(o, "-Server")])], { comment: "Safe" }),
    ],
    sites: [
      site(
        o,
        ["library.example", "www.library.example:8443"],
        grouped(
          [
            namedMatcher(o, "api", ["path", "/v1/*"]),
            namedMatcher(o, "old", {
              all: [
                directive(o, "path_regexp", ["old", verbatim("^/book/(\\d{4,})$")]),
                directive(o, "method", ["GET"]),
              ],
            }),
          ],
          [directive(o, "import", ["safe"])],
          [
            handler(
              o,
              "handle",
              "@api",
              [],
              [
                handler(
                  o,
                  "reverse_proxy",
                  undefined,
                  [expands(["api:", { name: "PORT", unset: { kind: "empty" } }])],
                  [
                    directive(o, "header_up", [
                      "X-Reader",
                      expands(["{", placeholder("http.request.host"), "} reads"]),
                    ]),
                  ],
                ),
              ],
              { comment: "The catalogue\nand its search" },
            ),
          ],
          [handler(o, "redir", "@old", [expands(["/books/", placeholder("re.old.1"), "?q={a}"]), "permanent"])],
          [
            handler(
              o,
              "handle",
              undefined,
              [],
              [handler(o, "respond", undefined, [expands("/ closed\n\n  until Monday"), "503"])],
            ),
          ],
          [handler(o, "handle", "/empty", [], [])],
        ),
        { comment: "Readers" },
      ),
      site(
        o,
        [[{ name: "STAFF", unset: { kind: "default", value: "localhost:9090" } }]],
        [handler(o, "respond", undefined, ["ok"])],
      ),
    ],
  }),
  caddyDocument({
    header: ["Only a site, its address in a variable."],
    headerOrigin: o,
    sites: [
      site(
        o,
        [[{ name: "STAFF", unset: { kind: "default", value: ":9090" } }]],
        [handler(o, "file_server", undefined)],
      ),
    ],
  }),
]

function inSite(lines: readonly Directive[], address = ":80"): CaddyDocument {
  const globalOptions = [directive(o, "admin", ["off"]), directive(o, "auto_https", ["off"])]
  return caddyDocument({ header: ["Test"], headerOrigin: o, globalOptions, sites: [site(o, [address], lines)] })
}

/** A status follows, lest three digits be taken for one. */
function route(index: number, value: ReturnType<typeof expands>): Directive {
  return handler(o, "handle", `/value-${index}`, [], [handler(o, "respond", undefined, [value, "200"])])
}

function sample(count: number): readonly string[] {
  return fc.sample(hostile, { seed: 20, numRuns: count })
}

function adapt(engine: string, source: string, environment: Readonly<Record<string, string>> = {}): unknown {
  const file = join(folder, "adapted.Caddyfile")
  writeFileSync(file, source)
  return JSON.parse(caddy(engine, ["adapt", "--adapter", "caddyfile", "--config", file], { environment }))
}

function adapts(engine: string, source: string): boolean {
  try {
    adapt(engine, source)
    return true
  } catch {
    return false
  }
}

/** What our reader takes for the arguments of one line, when the soup is at least one and ends with its line. */
function argumentsOf(soup: string): readonly string[] | undefined {
  const read = readCaddyfile(`:80 {\n\tpath ${soup}\n\tend\n}\n`)
  const [path, end, more] = read.sites[0]?.directives ?? []
  if (read.errors.length > 0 || path === undefined || path.args.length === 0 || more !== undefined) return undefined
  return end?.name.text === "end" && end.args.length === 0 ? path.args.map(({ text }) => text) : undefined
}

/** Every response's body by the path that leads to it, and the other way round. */
function responses(adapted: unknown): {
  readonly byPath: ReadonlyMap<string, string>
  readonly pathsByBody: ReadonlyMap<string, readonly string[]>
} {
  const byPath = new Map<string, string>()
  const pathsByBody = new Map<string, readonly string[]>()
  const visit = (node: unknown, paths: readonly string[]): void => {
    if (Array.isArray(node)) for (const child of node) visit(child, paths)
    else if (typeof node === "object" && node !== null) {
      const { match, handler, body, ...rest } = node as Record<string, unknown>
      const own = (match as readonly { readonly path?: readonly string[] }[] | undefined)?.[0]?.path ?? paths
      if (handler === "static_response" && own[0] !== undefined) {
        byPath.set(own[0], String(body ?? ""))
        pathsByBody.set(String(body ?? ""), own)
      }
      for (const child of Object.values(rest)) visit(child, own)
    }
  }
  visit(adapted, [])
  return { byPath, pathsByBody }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === "object" && address !== null ? address.port : 0
}

async function start(engine: string, file: string, url: string): Promise<ChildProcess> {
  const environment = { HOME: folder, XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder, SHELF: "{x} {y}" }
  const server = spawn(engine, ["run", "--adapter", "caddyfile", "--config", file], {
    env: { ...process.env, ...environment },
    stdio: "ignore",
  })
  for (let attempt = 0; attempt < 200 && server.exitCode === null; attempt++) {
    const answer = await fetch(url).catch(() => undefined)
    if (answer !== undefined) return server
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  server.kill()
  throw new Error("Caddy did not start")
}

/** `Response.text` would drop a byte order mark. */
async function body(port: number, index: number): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${port}/value-${index}`)
  return Buffer.from(await answer.arrayBuffer()).toString("utf8")
}
