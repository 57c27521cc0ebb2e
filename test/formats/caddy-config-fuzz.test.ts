import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { answerFor } from "../../formats/caddyfile/answer.js"
import { type CaddyConfigReading, readCaddyConfig } from "../../formats/caddyfile/read-config.js"
import { matchesRegexp } from "../../formats/caddyfile/regexp.js"
import { environment, readCorpus } from "./caddy-config-corpus.js"

const corpus = [...readCorpus("caddyfiles.txt"), ...readCorpus("caddyfiles-refused.txt")]

describe("whatever the source", () => {
  it("bytes of any kind are read or refused", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        survives(new TextDecoder("latin1").decode(bytes))
        survives(new TextDecoder().decode(bytes))
      }),
      { numRuns: 300 },
    )
  })

  it("words of the language in any order are read or refused", () => {
    const words = fc.constantFrom(
      "{",
      "}",
      "\n",
      "\n",
      " ",
      "{args[0]}",
      "{block}",
      "{$X",
      "}",
      "(a)",
      "&(a)",
      "@m",
      "import",
      "a",
      "import a\n",
      "handle {\n",
      "handle_path /x {\n",
      "reverse_proxy",
      "http://",
      ":0-65535",
      "[::1]",
      "bakery.example {\n",
      '"',
      "`",
      "<<X\n",
      "\\",
      ",",
      "not",
      "path",
      "expression",
      "tls",
      "bind",
      "servers",
      "order",
      "invoke a\n",
      "forward_auth",
      "php_fastcgi",
      "try_files ?",
      "handle_errors 5xx {\n",
      "__proto__",
      "constructor",
      "\u0000",
      "\ud800",
    )
    fc.assert(
      fc.property(fc.array(words, { maxLength: 60 }), (parts) => {
        survives(parts.join(" "))
      }),
      { numRuns: 500 },
    )
  })

  it("files that are valid but for a change are read or refused, and each problem has its place", () => {
    const change = fc.record({
      at: fc.nat(),
      cut: fc.nat({ max: 12 }),
      put: fc.string({ maxLength: 4, unit: "binary" }),
    })
    fc.assert(
      fc.property(
        fc.constantFrom(...corpus),
        fc.array(change, { minLength: 1, maxLength: 4 }),
        ({ files }, changes) => {
          let text = files.get("Caddyfile") ?? ""
          for (const { at, cut, put } of changes) {
            const place = text.length === 0 ? 0 : at % text.length
            text = text.slice(0, place) + put + text.slice(place + cut)
          }
          const lines = text.split("\n").length
          for (const { message, position } of survives(text, files).problems) {
            expect(message).toMatch(/^[^\n\r]+$/)
            expect(position.file).not.toBe("")
            if (position.file === "Caddyfile") expect(position.line).toBeLessThanOrEqual(lines)
            expect(position.column).toBeGreaterThan(0)
          }
        },
      ),
      { numRuns: 400 },
    )
  })
})

describe("what has no end is refused", () => {
  it("blocks in blocks", () => {
    const text = `bakery.example {\n${"handle {\n".repeat(100_000)}`
    expect(messages(text)).toEqual(["Blocks are nested more than 256 deep"])
  })

  it("a snippet that imports twice what imports twice", () => {
    const snippets = Array.from(
      { length: 60 },
      (_, index) => `(s${index}) {\nimport s${index + 1}\nimport s${index + 1}\n}\n`,
    )
    const text = `${snippets.join("")}(s60) {\nheader A b\n}\nbakery.example {\nimport s0\n}\n`
    expect(messages(text)).toEqual(["Imports bring more than 2000000 tokens"])
  })

  it("an argument that doubles", () => {
    const snippets = Array.from(
      { length: 60 },
      (_, index) => `(s${index}) {\nimport s${index + 1} {args[0]}{args[0]}\n}\n`,
    )
    const text = `${snippets.join("")}(s60) {\nheader A {args[0]}\n}\nbakery.example {\nimport s0 xxxxxxxx\n}\n`
    expect(messages(text)).toEqual(["The arguments of imports grow without end"])
  })

  it("ranges of ports without end", () => {
    const text = `bakery.example {\n${"reverse_proxy api:1-65535\n".repeat(1000)}}\n`
    const { config, problems } = readCaddyConfig({ path: "Caddyfile", content: text, environment: {} })
    expect(problems[0]?.message).toBe("The ranges of ports in this file are too many upstreams to look at")
    expect(config?.sites[0]?.routes).toHaveLength(1)
  })

  it("named routes that run each other", () => {
    const text = "&(a) {\ninvoke b\nheader /x X y\n}\n&(b) {\ninvoke a\nheader /x X y\n}\n:80 {\ninvoke a\n}\n"
    const { config } = readCaddyConfig({ path: "Caddyfile", content: text, environment: {} })
    const answer = config && answerFor(config, { scheme: "http", host: "x", port: 80, path: "/" })
    expect(answer?.end).toMatchObject({ kind: "unknown", because: "The handlers run each other without end" })
  })

  it("matchers that cannot be decided, one after the other", () => {
    const lines = Array.from(
      { length: 40 },
      (_, index) => `@m${index} expression x${index}\nrespond @m${index} ${index}\nrewrite @m${index} /${index}\n`,
    )
    const text = `:80 {\nroute {\n${lines.join("")}}\n}\n`
    const { config } = readCaddyConfig({ path: "Caddyfile", content: text, environment: {} })
    const answer = config && answerFor(config, { scheme: "http", host: "x", port: 80, path: "/" })
    expect(answer?.end.kind).toBe("unknown")
  })

  it("regular expressions that look back", () => {
    for (const pattern of [
      "(a+)+$",
      "(a|a)*$",
      "a*a*a*a*$",
      `${"?".repeat(200)}\\`,
      `${"a?".repeat(100)}${"a".repeat(100)}`,
    ]) {
      const start = performance.now()
      matchesRegexp("a".repeat(200), pattern)
      expect(performance.now() - start).toBeLessThan(1000)
    }
    expect(matchesRegexp("/orders/12", "^/orders/(?P<id>\\d+)$")).toBe(true)
    expect(matchesRegexp("/orders/x", "^/orders/(\\d+)$")).toBe(false)
    expect(matchesRegexp("/orders/x", "(?s)^.*$")).toBeUndefined()
  })
})

describe("time", () => {
  it("grows with the text and no faster", { timeout: 60_000 }, () => {
    measure(500)
    const [small, large] = [measure(1000), measure(8000)]
    expect(large).toBeLessThan(Math.max(small, 5) * 8 * 4)
  })
})

/** Milliseconds of processor time for so many sites. */
function measure(count: number): number {
  const site = (index: number): string => `s${index}.bakery.example {
	import common s${index}
	handle /api/* {
		reverse_proxy api${index}:8000 {
			health_uri /health
		}
	}
	handle {
		reverse_proxy web${index}:3000
	}
}
`
  const snippet = "(common) {\n\theader X-Site {args[0]}\n\tencode gzip\n}\n"
  const content = snippet + Array.from({ length: count }, (_, index) => site(index)).join("")
  const start = process.cpuUsage()
  const { config, problems } = readCaddyConfig({ path: "Caddyfile", content, environment: {} })
  const { user, system } = process.cpuUsage(start)
  expect(problems).toEqual([])
  expect(config?.servers.map(({ sites }) => sites.length)).toEqual([count, 0])
  return (user + system) / 1000
}

function survives(content: string, files: ReadonlyMap<string, string> = new Map()): CaddyConfigReading {
  const start = performance.now()
  const reading = readCaddyConfig({
    path: "Caddyfile",
    content,
    environment,
    read: (path) => files.get(path),
    list: () => [...files.keys()],
  })
  expect(reading.config === undefined && reading.problems.length === 0).toBe(false)
  if (reading.config !== undefined) {
    for (const [scheme, port] of [
      ["http", 80],
      ["https", 443],
    ] as const) {
      answerFor(reading.config, { scheme, host: "bakery.example", port, path: "/a/b" })
    }
  }
  expect(performance.now() - start).toBeLessThan(5000)
  return reading
}

function messages(content: string): readonly string[] {
  return readCaddyConfig({ path: "Caddyfile", content, environment: {} }).problems.map(({ message }) => message)
}
