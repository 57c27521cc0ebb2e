import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { CLOUDFLARE_RANGES } from "../../core/cloudflare-ranges.js"
import { type Compilation, compile } from "../../core/compile.js"
import { type ReadDirective, readCaddyfile, readPlaceholders } from "../../formats/caddyfile-read.js"
import { caddy } from "../../generators/caddy/index.js"
import type { RouteInput, TopologyInput } from "../../schema/topology.js"

type Handlers = NonNullable<RouteInput["handle"]>
type ProxyInput = NonNullable<NonNullable<TopologyInput["hosts"]>[string]["services"][string]["proxy"]>

describe("the Caddyfile of a proxy", () => {
  it("is one site for each route, above it what it is for", () => {
    expect(caddyfile(bakery({ shop: { host: "shop.crumbs.example", to: "oven.shop" } }))).toBe(`\
# Generated from topology.ts by \`groundplan build\`.
# Edits are lost: change topology.ts instead.
{
	grace_period 10s
}

# Every site has these; what an upstream sets itself, stays.
(security) {
	header -Server
	header ?X-Content-Type-Options nosniff
	header ?X-Frame-Options SAMEORIGIN
	header ?Referrer-Policy strict-origin-when-cross-origin
}

# Browsers that have been here once come back over HTTPS only, for a year.
(hsts) {
	header ?Strict-Transport-Security max-age=31536000
}

# Web shop
shop.crumbs.example {
	import security
	import hsts
	log {
		output stdout
		format json
	}
	encode zstd gzip

	reverse_proxy shop.oven.internal:3000 {
		health_uri /ready
		health_interval 10s
		health_timeout 5s
		health_fails 3
		lb_try_duration 5s
	}
}
`)
  })

  it("is written beside its stack, in each environment", () => {
    const { artifacts } = compiled({
      ...bakery({ shop: { host: { test: "test.crumbs.example", live: "crumbs.example" }, to: "oven.shop" } }),
      environments: { test: {}, live: {} },
    })
    expect(artifacts.map(({ path, environment }) => [path, environment])).toEqual([
      ["oven-live/front/Caddyfile", "live"],
      ["oven-test/front/Caddyfile", "test"],
    ])
    expect(artifacts.map(({ content }) => addresses(content))).toEqual([
      [["crumbs.example"]],
      [["test.crumbs.example"]],
    ])
  })

  it("is not written for a host whose Caddyfile is kept by hand", () => {
    const topology = bakery({ shop: { host: "shop.crumbs.example", to: "oven.shop" } })
    const oven = { ...topology.hosts!.oven!, generate: ["compose" as const] }
    expect(compiled({ ...topology, hosts: { ...topology.hosts, oven } }).artifacts).toEqual([])
  })

  it("names several hosts of one route on one site", () => {
    const text = caddyfile(bakery({ shop: { host: ["crumbs.example", "www.crumbs.example"], to: "oven.shop" } }))
    expect(addresses(text)).toEqual([["crumbs.example", "www.crumbs.example"]])
  })
})

describe("global options", () => {
  it("say the e-mail address, the grace period and an admin port of their own", () => {
    const text = caddyfile(bakery(SHOP, { email: "baker@crumbs.example", gracePeriod: "30s", adminPort: 2020 }))
    expect(lines(readCaddyfile(text).globalOptions)).toEqual([
      "email baker@crumbs.example",
      "admin localhost:2020",
      "grace_period 30s",
    ])
  })

  it("believe Cloudflare alone on the client's address, strictly, when a route is behind its CDN", () => {
    const text = caddyfile(bakery({ shop: { ...SHOP.shop, exposure: "cdn" } }))
    expect(lines(readCaddyfile(text).globalOptions).slice(1)).toEqual([
      "servers {",
      `trusted_proxies static ${[...CLOUDFLARE_RANGES.ipv4, ...CLOUDFLARE_RANGES.ipv6].join(" ")}`,
      "trusted_proxies_strict",
      "client_ip_headers CF-Connecting-IP X-Forwarded-For",
      "}",
    ])
  })

  it("offer HTTP/3 where a port is declared for it, and not to whom it would not answer", () => {
    const options = (ports: object, more: object = {}, proxy = {}): readonly string[] => {
      const topology = bakery({ shop: { ...SHOP.shop, ...more } }, proxy)
      Object.assign(topology.hosts!.oven!.services.front!, { ports })
      return lines(readCaddyfile(caddyfile(topology)).globalOptions).slice(1)
    }
    const off = ["servers {", "protocols h1 h2", "}"]
    expect(options({ http: 80, https: 443 })).toEqual(off)
    expect(options({ http: 80, https: 443, quic: 443 })).toEqual([])
    expect(options({ http: 80, https: 443, h3: { port: 443, protocol: "udp" } })).toEqual([])
    expect(options({ http: 80 }, { tls: "off" })).toEqual([])
    expect(options({ http: 80, https: 443 }, {}, { trusted: ["10.1.0.0/16"] })).toEqual([
      ...off.slice(0, 2),
      "trusted_proxies static 10.1.0.0/16",
      "trusted_proxies_strict",
      "}",
    ])
  })

  it("don't read Cloudflare's header where another proxy stands before Caddy", () => {
    const text = caddyfile(bakery(SHOP, { trusted: ["10.1.0.0/16"] }))
    expect(text).toContain("trusted_proxies static 10.1.0.0/16\n")
    expect(text).not.toContain("CF-Connecting-IP")
  })
})

describe("certificates", () => {
  it.each([
    ["automatic", []],
    ["internal", ["tls internal"]],
    ["acme-test", ["tls {", "ca https://acme-staging-v02.api.letsencrypt.org/directory", "}"]],
    [
      { certificate: "/certificates/shop.pem", key: "/certificates/shop.key" },
      ["tls /certificates/shop.pem /certificates/shop.key"],
    ],
  ] as const)("%j", (tls, expected) => {
    const text = caddyfile(bakery({ shop: { ...SHOP.shop, tls } }))
    const site = readCaddyfile(text).sites[0]!
    expect(lines(site.directives.filter(({ name }) => name.text === "tls"))).toEqual(expected)
    expect(text.includes("import hsts")).toBe(tls === "automatic" || typeof tls === "object")
    expect(lines(readCaddyfile(text).globalOptions).join()).not.toContain("acme")
  })

  it("a site without TLS says so in its address", () => {
    const text = caddyfile(
      bakery({ shop: { ...SHOP.shop, tls: "off" }, local: { host: "localhost:8080", to: "oven.shop" } }),
    )
    expect(addresses(text)).toEqual([["http://shop.crumbs.example"], ["http://localhost:8080"]])
    expect(text).not.toContain("hsts")
  })
})

describe("what depends on the placement", () => {
  const topology = (): TopologyInput => ({
    ...bakery({
      shop: { host: { live: { cloud: "shop.crumbs.example", local: "localhost:8080" } }, to: "oven.shop" },
      stock: {
        host: { live: { cloud: "stock.crumbs.example", local: "localhost:8081" } },
        to: "cellar.stock",
        proxy: "oven.front",
      },
    }),
    environments: { live: { placements: ["cloud", "local"] } },
  })

  it("is read from the environment: addresses when the file is loaded, upstreams when a request comes", () => {
    const text = caddyfile(topology())
    expect(addresses(text)).toEqual([["{$SHOP_SITE}"], ["{$STOCK_SITE}"]])
    expect(text).toContain("reverse_proxy {env.CELLAR_STOCK_HOST}:4000 {")
    expect(
      readCaddyfile(text, { environment: { SHOP_SITE: "http://localhost:8080", STOCK_SITE: "b.example" } }).sites.map(
        ({ addresses: [first] }) => first!.text,
      ),
    ).toEqual(["http://localhost:8080", "b.example"])
  })

  it("holds for redirects to a route too", () => {
    const { routes, ...rest } = topology()
    const old = { host: "old.crumbs.example", handle: [{ redirect: { route: "shop" } }], proxy: "oven.front" }
    expect(caddyfile({ ...rest, routes: { ...routes, old } })).toMatch(/redir \{env\.[A-Z_]+\}\{uri\} 308/)
  })

  it("is a literal where there is one placement only", () => {
    const text = caddyfile({ ...topology(), environments: { live: {} } })
    expect(addresses(text)).toEqual([["shop.crumbs.example"], ["stock.crumbs.example"]])
    expect(text).toContain("reverse_proxy 10.0.0.3:4000 {")
  })
})

describe("handlers", () => {
  it("take a path in their own line, and what no handler takes is answered 404", () => {
    expect(answer([{ match: { path: ["/cakes/*"] }, to: "oven.shop" }])).toBe(`\
handle /cakes/* {
	reverse_proxy shop.oven.internal:3000 {
		health_uri /ready
		health_interval 10s
		health_timeout 5s
		health_fails 3
		lb_try_duration 5s
	}
}

handle {
	respond 404
}`)
  })

  it("leave what they don't take to the route's own target", () => {
    const text = caddyfile(
      bakery({ shop: { ...SHOP.shop, handle: [{ match: { path: ["/old"] }, respond: "gone", status: 410 }] } }),
    )
    const [old, rest] = site(text).filter(({ name }) => name.text === "handle")
    expect(lines([old!])).toEqual(["handle /old {", "respond gone 410", "}"])
    expect(rest!.body![0]!.args[0]!.text).toBe("shop.oven.internal:3000")
    expect(text).not.toContain("404")
  })

  it("define a matcher above themselves where a path is not all", () => {
    expect(
      answer([
        {
          match: {
            path: ["/orders/*", "/baskets/*"],
            method: ["GET", "POST"],
            header: { "X-Branch": "north*", Accept: "*json" },
            remote: ["192.0.2.0/24", "2001:db8::/32"],
            not: { path: ["/orders/private/*"], method: ["POST"] },
          },
          respond: "open",
        },
      ]),
    ).toBe(`\
@orders {
	path /orders/* /baskets/*
	method GET POST
	header X-Branch north*
	header Accept *json
	client_ip 192.0.2.0/24 2001:db8::/32
	not {
		path /orders/private/*
		method POST
	}
}
handle @orders {
	respond open 200
}

handle {
	respond 404
}`)
  })

  it("write a matcher with one condition on one line, and give each a name of its own", () => {
    const text = answer([
      { match: { method: ["POST"], not: { path: ["/x"] } }, respond: "a" },
      { match: { method: ["POST"] }, respond: "b" },
      { match: { not: { remote: ["10.0.0.0/8"] } }, respond: "c" },
      { match: { path: ["/%C3%A9/*", "/e"] }, respond: "d" },
    ])
    expect(text).toContain("@post {\n\tmethod POST\n\tnot path /x\n}\nhandle @post {")
    expect(text).toContain("@post-2 method POST\nhandle @post-2 {")
    expect(text).toContain("@others not client_ip 10.0.0.0/8\nhandle @others {")
    expect(text).toContain("@c3-a9 path /%C3%A9/* /e\nhandle @c3-a9 {")
  })

  it("stay in order where Caddy would sort them by their paths", () => {
    const text = answer([
      { match: { path: ["/a*"] }, respond: "first" },
      { match: { path: ["/b/longer*"] }, respond: "second" },
      { respond: "rest" },
    ])
    expect(text).toBe(`\
route {
	handle /a* {
		respond first 200
	}

	handle /b/longer* {
		respond second 200
	}

	handle {
		respond rest 200
	}
}`)
  })

  it("keep the login that the proxy asks for from the upstream, unless a header is stated", () => {
    const basicAuth = { user: "baker", password: "STAFF_HASH" }
    const lines = (handle: Handlers) => answer(handle).match(/header_up .*/g)
    expect(lines([{ basicAuth, to: "oven.shop" }])).toEqual(["header_up -Authorization"])
    expect(lines([{ basicAuth, handle: [{ to: "oven.shop" }] }])).toEqual(["header_up -Authorization"])
    expect(lines([{ basicAuth, to: "oven.shop", requestHeaders: { authorization: "Bearer x" } }])).toEqual([
      'header_up authorization "Bearer x"',
    ])
    expect(lines([{ to: "oven.shop" }])).toBeNull()
  })

  it("nest, each level with a 404 of its own", () => {
    const text = answer([
      {
        match: { path: ["/staff/*"] },
        strip: "/staff",
        basicAuth: { user: "baker", password: "STAFF_HASH", realm: "Staff only" },
        handle: [{ match: { path: ["/rota"] }, respond: "rota" }],
      },
      { respond: "shop" },
    ])
    expect(text).toBe(`\
handle /staff/* {
	basic_auth bcrypt "Staff only" {
		baker {env.STAFF_HASH}
	}
	uri strip_prefix /staff
	handle /rota {
		respond rota 200
	}

	handle {
		respond 404
	}
}

handle {
	respond shop 200
}`)
  })

  it("authenticate and rewrite before they redirect, which Caddy would do first", () => {
    const text = answer([
      { basicAuth: { user: "baker", password: "STAFF_HASH" }, strip: "/old", redirect: { route: "other" } },
    ])
    expect(text).toBe(`\
handle {
	redir https://other.crumbs.example{uri} 308
}`)
    expect(
      modifiers([{ basicAuth: { user: "baker", password: "STAFF_HASH" }, redirect: "https://cakes.example" }]),
    ).toContain("basic_auth {")
  })
})

describe("answers", () => {
  it("redirects keep the path only when they lead to a route", () => {
    expect(answer([{ redirect: "https://cakes.example/menu", status: 302 }])).toBe(
      "redir https://cakes.example/menu 302",
    )
    expect(answer([{ match: { path: ["/old"] }, redirect: "/menu" }, { respond: "menu" }])).toContain(
      "\tredir * /menu 308\n",
    )
    expect(answer([{ redirect: { route: "other" } }])).toBe("redir https://other.crumbs.example{uri} 308")
  })

  it("a body that looks like a status is a body", () => {
    expect(answer([{ respond: "503" }])).toBe("respond 503 200")
    expect(answer([{ respond: "", status: 204 }])).toBe("respond 204")
    expect(answer([{ respond: "/menu" }])).toBe("respond * /menu 200")
  })

  it("files are served with a fallback for a single-page application", () => {
    expect(answer([{ files: { root: "/srv/shop", fallback: "/index.html" } }])).toBe(
      "root * /srv/shop\ntry_files {path} /index.html\nfile_server",
    )
    expect(answer([{ files: { root: "/srv/shop" } }])).toBe("root * /srv/shop\nfile_server")
  })

  it("a fragment is imported with its reason", () => {
    expect(answer([{ fragment: { file: "./legacy.caddy", reason: "CGI scripts of the old till" } }])).toBe(
      "# CGI scripts of the old till\nimport ./legacy.caddy",
    )
  })

  it("an upstream has its timeouts, streams and WebSockets", () => {
    const text = answer([
      {
        to: "cellar.stock",
        timeouts: { dial: "2s", read: "1m", write: "30s" },
        stream: true,
        websocket: true,
        requestHeaders: { "X-Branch": "north", Cookie: null },
      },
    ])
    expect(text).toBe(`\
reverse_proxy 10.0.0.3:4000 {
	header_up X-Branch north
	header_up -Cookie
	lb_try_duration 5s
	flush_interval -1
	stream_close_delay 5m
	transport http {
		dial_timeout 2s
		read_timeout 1m
		write_timeout 30s
	}
}`)
  })

  it("an upstream is not asked about health on a port that its health check does not mean", () => {
    expect(answer([{ to: "oven.shop", port: "metrics" }])).not.toContain("health_uri")
  })

  it("what is outside is reached over TLS under the name that it knows", () => {
    expect(answer([{ to: "payments" }])).toBe(`\
reverse_proxy https://api.pay.example {
	header_up Host {upstream_hostport}
}`)
    expect(answer([{ to: "payments", requestHeaders: { Host: "tenant.pay.example" } }])).toBe(`\
reverse_proxy https://api.pay.example {
	header_up Host tenant.pay.example
}`)
    const topology = bakery({
      shop: {
        host: "shop.crumbs.example",
        handle: [{ match: { path: ["/new/*"] }, to: "vercel.storefront" }, { to: "oven.shop" }],
      },
      storefront: { host: "storefront.crumbs.example", to: "vercel.storefront" },
    })
    expect(caddyfile(topology)).toContain("reverse_proxy https://storefront.crumbs.example {")
    const unnamed = { ...topology, routes: { shop: topology.routes!.shop! } }
    expect(codes(unnamed)).toEqual(["caddy/public_name"])
  })

  it("a redirect needs a status that redirects", () => {
    expect(
      codes(
        bakery({ shop: { host: "shop.crumbs.example", handle: [{ redirect: "https://cakes.example", status: 204 }] } }),
      ),
    ).toEqual(["caddy/redirect_status"])
  })

  it("a wildcard that asks for a certificate by itself is warned of", () => {
    const wildcard = (tls: RouteInput["tls"]) => bakery({ shop: { host: "*.crumbs.example", to: "oven.shop", tls } })
    expect(codes(wildcard("automatic"))).toEqual(["caddy/wildcard_certificate"])
    expect(codes(wildcard("internal"))).toEqual([])
  })
})

describe("headers and limits", () => {
  const staff = { match: { path: ["/staff/*"] }, to: "oven.shop" }

  it("of a route replace what upstreams send, and null removes", () => {
    const text = caddyfile(bakery({ shop: { ...SHOP.shop, headers: { "X-Robots-Tag": "noindex", Via: null } } }))
    expect(text).toContain("\theader {\n\t\tdefer\n\t\tX-Robots-Tag noindex\n\t\t-Via\n\t}\n")
  })

  it("of a handler win over those of its route, which every other handler keeps", () => {
    const text = caddyfile(
      bakery({
        shop: {
          ...SHOP.shop,
          headers: { "Cache-Control": "public", "X-Branch": "north" },
          handle: [{ ...staff, headers: { "cache-control": "no-store" } }],
        },
      }),
    )
    const all = site(text)
    expect(lines(named(all, "header"))).toEqual(["header {", "defer", "X-Branch north", "}"])
    const [first, rest] = named(all, "handle")
    expect(lines(named(first!.body!, "header"))).toEqual(["header {", "defer", "cache-control no-store", "}"])
    expect(lines(named(rest!.body!, "header"))).toEqual(["header {", "defer", "Cache-Control public", "}"])
  })

  it("take a default header's place only where they name it", () => {
    const text = caddyfile(
      bakery({
        shop: { ...SHOP.shop, headers: { "x-frame-options": null } },
        other: { host: "other.crumbs.example", to: "oven.shop" },
      }),
    )
    const [shop, other] = readCaddyfile(text).sites
    expect(lines(named(shop!.directives, "header"))).toEqual([
      "header {",
      "defer",
      "-Server",
      "-x-frame-options",
      "}",
      "header ?X-Content-Type-Options nosniff",
      "header ?Referrer-Policy strict-origin-when-cross-origin",
    ])
    expect(lines(named(shop!.directives, "import"))).toEqual(["import hsts"])
    expect(lines(named(other!.directives, "import"))).toEqual(["import security", "import hsts"])
  })

  it("a handler's own body limit replaces the route's", () => {
    const limits = (handle: Handlers) => {
      const text = caddyfile(bakery({ shop: { ...SHOP.shop, bodyLimit: "1 MB", handle } }))
      const all = site(text)
      return [all, ...named(all, "handle").map(({ body }) => body!)].map(
        (body) => lines(named(body, "request_body"))[1],
      )
    }
    expect(limits([staff])).toEqual(["max_size 1MB", undefined, undefined])
    expect(limits([{ ...staff, bodyLimit: "512 MiB" }])).toEqual([undefined, "max_size 512MiB", "max_size 1MB"])
    expect(limits([{ ...staff, bodyLimit: "1500 B" }])).toEqual([undefined, "max_size 1500B", "max_size 1MB"])
  })

  it("compression can be switched off", () => {
    expect(caddyfile(bakery({ shop: { ...SHOP.shop, compress: false } }))).not.toContain("encode")
  })
})

describe("hostile values", () => {
  /** Characters that mean something to a Caddyfile. */
  const nasty = fc.string({
    unit: fc.constantFrom(
      ...'{}"`\\$#@/*()<>; \t\n\r~é☕a1',
      "{$HOME}",
      "{env.HOME}",
      "{host}",
      "${",
      "import ",
      "<<E",
    ),
    maxLength: 12,
  })

  it("of header values, bodies, matchers and folders are read back as they were meant, or refused at their place", () => {
    const seen = { kept: 0, refused: 0 }
    fc.assert(
      fc.property(nasty, nasty, nasty, (line, body, word) => {
        const value = line.replace(/\p{Cc}/gu, "")
        const path = `/${word.replace(/[\s{}"`]/g, "")}`
        const folder = `/srv/${word.replace(/[\p{Cc}:/]/gu, "") || "x"}x`
        const handle: Handlers = [
          { match: { path: [path], header: { "X-Mark": value } }, respond: body, headers: { "X-Value": value } },
          { match: { path: ["/files", "/more"] }, files: { root: folder } },
          { match: { method: ["PUT"] }, to: "oven.shop", requestHeaders: { "X-Up": value }, strip: path },
        ]
        const result = compile(bakery({ shop: { host: "shop.crumbs.example", handle } }), OPTIONS)
        const errors = result.diagnostics.filter(({ severity }) => severity === "error")
        if (errors.length > 0) {
          seen.refused++
          for (const { code, path: place } of errors) {
            expect(code).toBe("caddy/value")
            expect(place).toMatch(/^\/routes\/shop\/handle\/\d\//)
          }
          return
        }
        seen.kept++
        const text = result.artifacts[0]!.content
        const read = readCaddyfile(text, { environment: { HOME: "} boom {" } })
        expect(read.errors).toEqual([])
        expect(read.sites).toHaveLength(1)
        const all = read.sites[0]!.directives
        const [first, second, third] = named(all, "handle").map(({ body: inner }) => inner!)
        const meant = (literal: string) => (literal === "" ? [] : [literal.normalize("NFC")])
        expect(readPlaceholders(named(first!, "header")[0]!.body![1]!.args[0]!.text)).toEqual(meant(value))
        const respond = named(first!, "respond")[0]!.args
        expect(respond.length === 1 ? [] : readPlaceholders(respond.at(-2)!.text)).toEqual(meant(body))
        expect(readPlaceholders(named(second!, "root")[0]!.args[1]!.text)).toEqual(meant(folder))
        expect(readPlaceholders(named(third!, "uri")[0]!.args[1]!.text)).toEqual(meant(path))
        const proxy = named(third!, "reverse_proxy")[0]!.body!
        expect(readPlaceholders(named(proxy, "header_up")[0]!.args[1]!.text)).toEqual(meant(value))
        const matcher = all.find(({ name }) => name.text.startsWith("@"))!.body!
        expect(readPlaceholders(named(matcher, "path")[0]!.args[0]!.text)).toEqual(meant(path))
        expect(readPlaceholders(named(matcher, "header")[0]!.args[1]!.text)).toEqual(meant(value))
      }),
      { numRuns: 200 },
    )
    expect(seen.kept).toBeGreaterThan(50)
  })

  it("of titles and purposes stay comments", () => {
    fc.assert(
      fc.property(nasty, nasty, (title, purpose) => {
        const words = (text: string) => `Cake ${text.replace(/[\n\r\t]/g, "")}`
        const text = caddyfile(
          bakery({
            shop: { ...SHOP.shop, title: words(title) },
            other: { ...SHOP.shop, host: "b.example", purpose: words(purpose) },
          }),
        )
        const read = readCaddyfile(text, { environment: { HOME: "} boom {" } })
        expect(read.errors).toEqual([])
        expect(read.sites.map(({ addresses: [first] }) => first!.text)).toEqual(["shop.crumbs.example", "b.example"])
      }),
      { numRuns: 100 },
    )
  })

  it.each(["-Server", "+X", "!X", "defer", "match", "import"])("a header named %s is refused", (name) => {
    expect(codes(bakery({ shop: { ...SHOP.shop, headers: { [name]: "x" } } }))).toEqual(["caddy/value"])
  })

  it("that no Caddyfile can hold are refused at their place", () => {
    const handle: Handlers = [{ match: { path: ["/a"] }, respond: "}" }, { files: { root: "/srv/\\" } }]
    const { diagnostics } = compile(
      bakery({ shop: { host: "shop.crumbs.example", proxy: "oven.front", handle } }),
      OPTIONS,
    )
    expect(diagnostics).toMatchObject([
      { code: "caddy/value", path: "/routes/shop/handle/0/respond", found: "}", environments: ["live"] },
    ])
  })

  it("an account named import is refused", () => {
    const handle: Handlers = [{ basicAuth: { user: "import", password: "STAFF_HASH" }, respond: "x" }]
    expect(codes(bakery({ shop: { host: "shop.crumbs.example", handle } }))).toEqual(["caddy/value"])
  })
})

describe("origins", () => {
  it("name the leaf that a line changes with", () => {
    const artifact = compiled(
      bakery(
        {
          shop: {
            host: { live: "shop.crumbs.example" },
            purpose: "Sells cakes",
            tls: "internal",
            bodyLimit: "1 MB",
            compress: false,
            headers: { "X-Branch": "north" },
            to: "oven.shop",
            handle: [
              {
                match: { path: ["/a", "/b"], method: ["GET"] },
                basicAuth: { user: "baker", password: "STAFF_HASH" },
                respond: "hello",
              },
            ],
          },
        },
        { email: "baker@crumbs.example" },
      ),
    ).artifacts[0]!
    const origins = artifact.origins()
    const text = artifact.content.split("\n")
    expect(origins).toHaveLength(text.length - 1)
    const of = (line: string) => origins[text.findIndex((one) => one.trim() === line)]
    expect(of("# Sells cakes")).toBe("/routes/shop/purpose")
    expect(of("shop.crumbs.example {")).toBe("/routes/shop/host/live")
    expect(of("tls internal")).toBe("/routes/shop/tls")
    expect(of("max_size 1MB")).toBe("/routes/shop/bodyLimit")
    expect(of("X-Branch north")).toBe("/routes/shop/headers/X-Branch")
    expect(of("path /a /b")).toBe("/routes/shop/handle/0/match/path")
    expect(of("method GET")).toBe("/routes/shop/handle/0/match/method")
    expect(of("handle @a {")).toBe("/routes/shop/handle/0/match")
    expect(of("baker {env.STAFF_HASH}")).toBe("/routes/shop/handle/0/basicAuth/user")
    expect(of("respond hello 200")).toBe("/routes/shop/handle/0/respond")
    expect(of("reverse_proxy shop.oven.internal:3000 {")).toBe("/routes/shop/to")
    expect(of("health_uri /ready")).toBe("/hosts/oven/services/shop/health/get")
    expect(of("email baker@crumbs.example")).toBe("/hosts/oven/services/front/proxy/email")
    expect(of("grace_period 10s")).toBe("default:proxy.gracePeriod")
    expect(origins).not.toContain("")
  })
})

/* Topologies */

const SHOP = { shop: { host: "shop.crumbs.example", to: "oven.shop" } } satisfies Readonly<Record<string, RouteInput>>

/** A bakery: one host with a proxy and its shop, another with its stock. */
function bakery(routes: Readonly<Record<string, RouteInput>>, proxy: ProxyInput = {}): TopologyInput {
  return {
    name: "crumbs",
    environments: { live: {} },
    clouds: {
      vercel: { purpose: "The new storefront", projects: { storefront: { title: "Storefront" } } },
    },
    images: { caddy: { repository: "caddy" }, shop: { repository: "crumbs/shop" } },
    secrets: { STAFF_HASH: { purpose: "Hash of the staff's password" } },
    externals: { payments: { title: "Payments", hosts: ["api.pay.example"] } },
    hosts: {
      oven: {
        address: "10.0.0.2",
        stacks: { oven: { directory: "oven-{environment}", project: "oven" } },
        services: {
          front: {
            image: "caddy",
            ports: { http: 80, https: 443, quic: 443 },
            proxy,
            mounts: [{ source: "/etc/certificates", target: "/certificates", readOnly: true }],
          },
          shop: {
            title: "Web shop",
            image: "shop",
            ports: { http: 3000, metrics: 9100 },
            health: { get: "/ready" },
          },
        },
      },
      cellar: {
        address: "10.0.0.3",
        stacks: { cellar: { directory: "cellar-{environment}", project: "cellar" } },
        services: { stock: { image: "shop", ports: { http: 4000 } } },
      },
    },
    routes,
  }
}

const OPTIONS = {
  pins: { caddy: { default: "2" }, shop: { default: "1" } },
  generators: [caddy],
  today: new Date("2025-01-01"),
  // Few of the topologies ask for its login.
  severities: { "secrets/unused": "off" as const },
}

function compiled(topology: TopologyInput): Compilation {
  const result = compile(topology, OPTIONS)
  expect(result.diagnostics.filter(({ severity }) => severity === "error")).toEqual([])
  return result
}

function codes(topology: TopologyInput): readonly string[] {
  return compile(topology, OPTIONS).diagnostics.map(({ code }) => code)
}

function caddyfile(topology: TopologyInput): string {
  const { artifacts } = compiled(topology)
  expect(artifacts).toHaveLength(1)
  return artifacts[0]!.content
}

/** What the site prints below its modifiers, for a route that has these handlers. */
function answer(handle: Handlers): string {
  return paragraphs(handle).slice(1).join("\n\n")
}

function modifiers(handle: Handlers): string {
  return paragraphs(handle)[0]!
}

function paragraphs(handle: Handlers): readonly string[] {
  const text = caddyfile(
    bakery({
      shop: { host: "shop.crumbs.example", proxy: "oven.front", handle },
      other: { host: "other.crumbs.example", proxy: "oven.front", handle: [{ respond: "other" }] },
    }),
  )
  const start = text.indexOf("\nshop.crumbs.example {\n") + "\nshop.crumbs.example {\n".length
  const end = text.indexOf("\n}\n", start)
  return text.slice(start, end).replace(/^\t/gm, "").split("\n\n")
}

/* Reading */

function addresses(text: string): readonly (readonly string[])[] {
  return readCaddyfile(text).sites.map((one) => one.addresses.map((address) => address.text))
}

function site(text: string): readonly ReadDirective[] {
  return readCaddyfile(text).sites[0]!.directives
}

function named(directives: readonly ReadDirective[], name: string): readonly ReadDirective[] {
  return directives.filter((one) => one.name.text === name)
}

function lines(directives: readonly ReadDirective[]): readonly string[] {
  return directives.flatMap(({ name, args, body }) => {
    const line = [name, ...args].map(({ text }) => text).join(" ")
    return body === undefined ? [line] : [`${line} {`, ...lines(body), "}"]
  })
}
