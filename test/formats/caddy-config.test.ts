import { describe, expect, it } from "vitest"
import { answerFor, type CaddyAnswer, type CaddyRequest } from "../../formats/caddyfile/answer.js"
import type { CaddyConfig } from "../../formats/caddyfile/config.js"
import { readCaddyConfig } from "../../formats/caddyfile/read-config.js"

function config(content: string, environment: Record<string, string | undefined> = {}): CaddyConfig {
  const reading = readCaddyConfig({ path: "Caddyfile", content, environment })
  expect(reading.problems).toEqual([])
  if (reading.config === undefined) throw new Error("There is no config")
  return reading.config
}

function ask(content: string, request: Partial<CaddyRequest> = {}): CaddyAnswer {
  return answerFor(config(content), { scheme: "https", host: "bakery.example", port: 443, path: "/", ...request })
}

/** An end as a line: what it is, whom or where it leads to, and the line that says so. */
function told({ end }: CaddyAnswer): string {
  switch (end.kind) {
    case "proxy":
      return `proxy ${end.upstreams.map(({ dial }) => dial).join(" ")} ${end.path} :${end.position.line}`
    case "redirect":
      return `redirect ${end.status} ${end.to} :${end.position?.line ?? "-"}`
    case "respond":
    case "error":
      return `${end.kind} ${end.status} :${end.position.line}`
    case "file":
      return `file ${end.root} :${end.position.line}`
    case "abort":
    case "internal":
      return `${end.kind} :${end.position.line}`
    case "none":
      return `none: ${end.because}`
    case "unknown":
      return `unknown: ${end.because}`
  }
}

const shop = `{
	email baker@bakery.example
}
(common) {
	header X-Site {args[0]}
}
bakery.example {
	import common bakery
	handle /api/* {
		reverse_proxy api:8000
	}
	handle_path /files/* {
		root * /srv/files
		file_server
	}
	@staff remote_ip 10.0.0.0/8
	handle /admin* {
		handle @staff {
			reverse_proxy admin:9000
		}
		respond 403
	}
	redir /old https://bakery.example/new{uri} 301
	handle {
		reverse_proxy web:3000
	}
}
www.bakery.example {
	redir https://bakery.example{uri} permanent
}
`

describe("what Caddy answers", () => {
  it.each([
    ["/api/bread", {}, "proxy api:8000 /api/bread :10"],
    ["/API/Bread", {}, "proxy api:8000 /API/Bread :10"],
    ["/api", {}, "proxy web:3000 /api :25"],
    ["//api/../api/x", {}, "proxy api:8000 //api/../api/x :10"],
    ["/files/a.txt", {}, "file /srv/files :14"],
    ["/old", { query: "" }, "redirect 301 https://bakery.example/new/old :23"],
    ["/admin", { remoteAddress: "10.1.2.3" }, "proxy admin:9000 /admin :19"],
    ["/admin", { remoteAddress: "203.0.113.9" }, "respond 403 :21"],
    ["/admin", { remoteAddress: "::ffff:10.1.2.3" }, "proxy admin:9000 /admin :19"],
    ["/admin", {}, "unknown: Whether `remote_ip` holds cannot be told from here"],
    ["/", { host: "WWW.bakery.example", query: "" }, "redirect 301 https://bakery.example/ :29"],
    ["/", { host: "clinic.example" }, "none: no site"],
    ["/", { port: 8443 }, "none: no listener"],
    ["/", { scheme: "http" }, "none: scheme"],
    ["/x", { scheme: "http", port: 80, query: "a=b" }, "redirect 308 https://bakery.example/x?a=b :-"],
    ["/", { scheme: "http", port: 80, host: "clinic.example", query: "" }, "redirect 308 https://clinic.example/ :-"],
  ] as const)("%s %o", (path, more, expected) => {
    expect(told(ask(shop, { path, ...more }))).toBe(expected)
  })

  it("names every handler that runs, in order", () => {
    const { steps, site } = ask(shop, { path: "/files/a.txt" })
    expect(steps.map(({ handler, position }) => `${handler.kind} :${position.line}`)).toEqual([
      "header :5",
      "subroute :12",
      "rewrite :12",
      "vars :13",
      "file_server :14",
    ])
    expect(site?.position).toEqual({ file: "Caddyfile", line: 7, column: 1 })
  })

  it("tells both ends of what cannot be decided", () => {
    const { end } = ask(shop, { path: "/admin/x" })
    expect(end).toMatchObject({ kind: "unknown", complete: true, position: { line: 16, column: 9 } })
    const possible = end.kind === "unknown" ? end.possible.map((one) => told({ ...ask(shop), end: one })) : []
    expect(possible.sort()).toEqual(["proxy admin:9000 /admin/x :19", "respond 403 :21"])
  })

  it.each([
    ["a plugin's directive may do anything", "bakery.example {\n\tbake bread\n\trespond ok\n}\n", false],
    [
      "forward_auth answers or lets through",
      "bakery.example {\n\tforward_auth auth:9091 {\n\t\turi /v\n\t}\n\trespond ok\n}\n",
      true,
    ],
    ["an expression", "bakery.example {\n\t@m expression `x`\n\trespond @m a\n\treverse_proxy api:1\n}\n", true],
    ["a file that may be there", "bakery.example {\n\t@m file /x\n\trespond @m a\n\treverse_proxy api:1\n}\n", true],
    [
      "a response that is replaced",
      "bakery.example {\n\treverse_proxy api:1 {\n\t\thandle_response {\n\t\t\trespond x\n\t\t}\n\t}\n}\n",
      true,
    ],
  ])("does not pretend to know: %s", (_name, content, complete) => {
    const reading = readCaddyConfig({ path: "Caddyfile", content, environment: {} })
    const answer = answerFor(reading.config!, { scheme: "https", host: "bakery.example", port: 443, path: "/" })
    expect(answer.end).toMatchObject({ kind: "unknown", complete })
  })

  it.each([
    [
      "handles exclude each other",
      "handle /a* {\n\theader X y\n}\nhandle {\n\trespond 200\n}",
      "/a",
      "none: no handler",
    ],
    ["respond goes before reverse_proxy", "reverse_proxy api:1\nrespond /a 204", "/a", "respond 204 :4"],
    ["route keeps its order", "route {\nreverse_proxy api:1\nrespond /a 204\n}", "/a", "proxy api:1 /a :4"],
    ["a rewrite is seen by what follows", "rewrite /a /b\nrespond /b 201\nrespond /a 202", "/a", "respond 201 :4"],
    ["a prefix is cut", "uri strip_prefix /v1\nreverse_proxy api:1", "/v1/x", "proxy api:1 /x :4"],
    ["an error without pages", "error /a 403\nrespond 200", "/a", "error 403 :3"],
    [
      "an error with pages",
      "error /a 403\nhandle_errors 4xx {\nreverse_proxy pages:80\n}",
      "/a",
      "proxy pages:80 /a :5",
    ],
    ["an error with other pages", "error /a 403\nhandle_errors 5xx {\nrespond 200\n}", "/a", "error 403 :3"],
    ["abort", "abort /a", "/a", "abort :3"],
    ["a proxy that rewrites", "reverse_proxy api:1 {\nrewrite /x{uri}\n}", "/a", "proxy api:1 undefined :3"],
    ["a method", "@p method POST\nrespond @p 405\nrespond 200", "/", "respond 200 :5"],
    ["metrics", "metrics /metrics", "/metrics", "internal :3"],
    ["a regular expression", "@o path_regexp ^/o/\\d+$\nrespond @o 201\nrespond 404", "/o/12", "respond 201 :4"],
    ["a host beyond ASCII", "@h host bäckerei.example bakery.example\nrespond @h 201", "/", "respond 201 :4"],
  ])("%s", (_name, lines, path, expected) => {
    expect(told(ask(`bakery.example {\n\n${lines}\n}\n`, { path }))).toBe(expected)
  })

  it("runs what a named route says", () => {
    const content =
      "&(api) {\n\turi strip_prefix /api\n\treverse_proxy api:8000\n}\nbakery.example {\n\thandle /api/* {\n\t\tinvoke api\n\t}\n}\n"
    // Caddy keeps the first handler of a named route that is one route for all requests.
    expect(told(ask(content, { path: "/api/x" }))).toBe("none: no handler")
    const routed = content.replace("\treverse_proxy", "\treverse_proxy /x")
    expect(told(ask(routed, { path: "/api/x" }))).toBe("proxy api:8000 /x :3")
  })

  it("believes a header about the client only from a proxy that is trusted", () => {
    const content = `{
	servers {
		trusted_proxies static 192.0.2.0/24
		client_ip_headers CF-Connecting-IP
	}
}
bakery.example {
	@office client_ip 203.0.113.0/24
	respond @office 200
	respond 403
}
`
    const headers = { "cf-connecting-ip": "203.0.113.9" }
    expect(told(ask(content, { remoteAddress: "192.0.2.1", headers }))).toBe("respond 200 :9")
    expect(told(ask(content, { remoteAddress: "198.51.100.1", headers }))).toBe("respond 403 :10")
    expect(told(ask(content, { remoteAddress: "192.0.2.1" }))).toMatch(/^unknown/)
  })

  it("takes the connection where it listens", () => {
    const content =
      "http://bakery.example {\n\tbind 127.0.0.1\n\trespond 201\n}\nhttp://clinic.example {\n\tbind 10.0.0.2\n\trespond 202\n}\n"
    const plain = { scheme: "http", port: 80 } as const
    expect(told(ask(content, { ...plain, localAddress: "127.0.0.1" }))).toBe("respond 201 :3")
    expect(told(ask(content, { ...plain, localAddress: "10.0.0.2" }))).toBe("none: no site")
    expect(told(ask(content, { ...plain, localAddress: "203.0.113.1" }))).toBe("none: no listener")
    expect(told(ask(content, plain))).toBe(
      "unknown: Which of 10.0.0.2:80, 127.0.0.1:80 takes the connection depends on the address that it is opened to",
    )
  })
})

describe("where things stand", () => {
  it("is said of every node that a proof cites", () => {
    const { sites, servers, options } = config(`{
	admin off
	servers {
		trusted_proxies static private_ranges
	}
}
a.example, b.example:8443 {
	bind 127.0.0.1
	tls internal
	@m path /x
	reverse_proxy @m one:1 two:2 {
		to three:3
	}
}
`)
    const [site] = sites
    expect(site?.addresses.map(({ position }) => `${position.line}:${position.column}`)).toEqual(["7:1", "7:12"])
    expect(site?.tls).toMatchObject({ mode: "internal", stated: true, position: { line: 9, column: 2 } })
    expect(options.admin).toMatchObject({ enabled: false, position: { line: 2, column: 2 } })
    expect(options.servers[0]?.trustedProxies).toMatchObject({ source: "static", position: { line: 4, column: 3 } })
    expect(servers.map(({ listeners, tls }) => [listeners.map(({ address }) => address), tls])).toEqual([
      [["127.0.0.1:443"], true],
      [["127.0.0.1:8443"], true],
      [["127.0.0.1:80"], false],
    ])
    expect(servers[0]?.listeners[0]?.position).toEqual({ file: "Caddyfile", line: 8, column: 7 })
    const [route] = site?.routes ?? []
    expect(route?.matchers[0]).toMatchObject({
      name: "@m",
      matchers: [{ kind: "path", position: { line: 10, column: 5 } }],
    })
    const proxy = route?.handlers[0]
    expect(
      proxy?.kind === "reverse_proxy" &&
        proxy.upstreams.map(({ dial, position }) => `${dial} ${position.line}:${position.column}`),
    ).toEqual(["one:1 11:19", "two:2 11:25", "three:3 12:6"])
  })

  it("is where an argument of an import stands", () => {
    const { sites } = config("(p) {\n\treverse_proxy {args[0]} x{args[0]}\n}\na.example {\n\timport p api:1\n}\n")
    const handler = sites[0]?.routes[0]?.handlers[0]
    expect(handler?.position).toMatchObject({ line: 2, column: 2 })
    expect(handler?.kind === "reverse_proxy" && handler.upstreams.map(({ position }) => position.line)).toEqual([5, 2])
  })

  it("is said of what is not understood, which is kept", () => {
    const { config: read, problems } = readCaddyConfig({
      path: "Caddyfile",
      content: "a.example {\n\trespond ok\n\tbake @x bread\n\t@x crumb 1\n}\n",
      environment: {},
    })
    expect(problems).toEqual([
      { message: "Caddy has no directive bake of its own", position: { file: "Caddyfile", line: 3, column: 2 } },
      { message: "Caddy has no matcher crumb of its own", position: { file: "Caddyfile", line: 4, column: 5 } },
    ])
    expect(read?.sites[0]?.routes.map(({ handlers }) => handlers[0]?.kind)).toEqual(["opaque", "respond"])
  })

  it("is left open what a variable stands for that is not told", () => {
    const read = config("{$SITE} {\n\treverse_proxy {$API}:8000\n\trespond /x {$BODY:none}\n}\n", {
      SITE: undefined,
      API: undefined,
      BODY: "b",
    })
    expect(read.sites[0]?.addresses[0]).toMatchObject({ host: "{$SITE}", port: "" })
    const proxy = read.sites[0]?.routes[1]?.handlers[0]
    expect(proxy).toMatchObject({
      kind: "reverse_proxy",
      upstreams: [{ host: "{$API}", port: 8000, dial: "{$API}:8000" }],
    })
    const { end } = answerFor(read, { scheme: "https", host: "bakery.example", port: 443, path: "/" })
    expect(end).toMatchObject({ kind: "unknown", complete: true })
  })
})
