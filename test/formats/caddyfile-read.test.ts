import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { type ReadDirective, readCaddyfile, readMatcher, readPlaceholders } from "../../formats/caddyfile-read.js"
import { hostile } from "./caddyfile-values.js"

it("reads global options, snippets, routes, imports and sites", () => {
  const read = readCaddyfile(`# The clinic
{
	email desk@clinic.example
	servers {
		trusted_proxies static 10.0.0.0/8
	}
}
import shared/*.caddy
(safe) {
	header -Server
}
&(booking) {
	reverse_proxy booking:8000
}
clinic.example, www.clinic.example,
	http://old.clinic.example {
	@api {
		path /v1/*
	}
	import safe
	reverse_proxy @api api:8000 {
		header_up X-A "b c"
	}
	handle {
	}
}
staff.clinic.example {
}
`)
  expect(read.errors).toEqual([])
  expect(read.globalOptions.map(shape)).toEqual([
    "email desk@clinic.example",
    ["servers", ["trusted_proxies static 10.0.0.0/8"]],
  ])
  expect(read.imports.map(shape)).toEqual(["import shared/*.caddy"])
  expect(read.snippets.map(({ kind, name }) => [kind, name.text, name.line])).toEqual([
    ["snippet", "safe", 9],
    ["route", "booking", 12],
  ])
  expect(read.sites.map((site) => site.addresses.map(({ text }) => text))).toEqual([
    ["clinic.example", "www.clinic.example", "http://old.clinic.example"],
    ["staff.clinic.example"],
  ])
  expect(read.sites[0]?.directives.map(shape)).toEqual([
    ["@api", ["path /v1/*"]],
    "import safe",
    ["reverse_proxy @api api:8000", ["header_up X-A b c"]],
    ["handle", []],
  ])
  expect(read.sites[0]?.directives.map(readMatcher)).toEqual([undefined, undefined, "@api", undefined])
})

it("reads a site without braces, and one without a body", () => {
  const read = readCaddyfile("clinic.example\nencode gzip\nhandle {\n\trespond ok\n}\nlog")
  expect(read.errors).toEqual([])
  expect(read.sites[0]?.directives.map(shape)).toEqual(["encode gzip", ["handle", ["respond ok"]], "log"])
  expect(readCaddyfile("clinic.example").sites).toHaveLength(1)
  expect(readCaddyfile(" \n# nothing\n")).toMatchObject({ sites: [], globalOptions: [], errors: [] })
})

describe("a token is read", () => {
  const rows: readonly (readonly [source: string, tokens: readonly string[]])[] = [
    ["a  b\tc", ["a", "b", "c"]],
    ['"a b" `c "d"`', ["a b", 'c "d"']],
    ['"say \\"hi\\" \\d \\\\"', ['say "hi" \\d \\\\']],
    ["`a\\`", ["a\\"]],
    ['a"b"', ['a"b"']],
    ["a#b #c", ["a#b"]],
    ["a \\\n\tb", ["a", "b"]],
    ["a\\d \\e", ["a\\d", "\\e"]],
    ['"a\n b" c', ["a\n b", "c"]],
    ["<<END\n\t  a\n\n\t b\n\t END", [" a\n\nb"]],
    ["\\<<END", ["<<END"]],
    ["<<a b", ["<<a", "b"]],
    ["{env.HOME} {}a", ["{env.HOME}", "{}a"]],
    ['"{" "}"', ["{", "}"]],
    ["a\u00a0b\u0085c", ["a", "b", "c"]],
    ["a\ufeffb", ["a\ufeffb"]],
    ["a\r", ["a"]],
  ]
  it.each(rows)("%j", (source, tokens) => {
    const read = readCaddyfile(`:80 {\n\tx ${source}\n}\n`)
    expect(read.errors).toEqual([])
    expect(read.sites[0]?.directives.map(({ args }) => args.map(({ text }) => text))).toEqual([tokens])
  })

  it("with its place and its quotes", () => {
    const read = readCaddyfile('\ufeff:80 {\n\tx "a\nb" `c` d\n\ty <<E\n\tf\n\tE\n}\n')
    expect(read.sites[0]?.directives.flatMap(({ name, args }) => [name, ...args])).toEqual([
      { text: "x", line: 2, column: 2, quote: "" },
      { text: "a\nb", line: 2, column: 4, quote: '"' },
      { text: "c", line: 3, column: 4, quote: "`" },
      { text: "d", line: 3, column: 8, quote: "" },
      { text: "y", line: 4, column: 2, quote: "" },
      { text: "f", line: 4, column: 4, quote: "<<" },
    ])
    expect(read.sites[0]?.addresses).toEqual([{ text: ":80", line: 1, column: 1, quote: "" }])
  })
})

describe("variables", () => {
  const source = '# {$NOTE}\n{$SITE:a b} {\n\tx {$A} "{$B:}" {$} {$:{$}C}\n}\n'

  it("are recorded, and stay in place without an environment", () => {
    const read = readCaddyfile(source)
    expect(read.variables).toEqual([
      { name: "NOTE", default: undefined, line: 1, column: 3 },
      { name: "SITE", default: "a b", line: 2, column: 1 },
      { name: "A", default: undefined, line: 3, column: 4 },
      { name: "B", default: "", line: 3, column: 10 },
    ])
    expect(read.errors).toEqual([])
    expect(read.sites[0]?.addresses.map(({ text }) => text)).toEqual(["{$SITE:a b}"])
    expect(read.sites[0]?.directives.map(shape)).toEqual(["x {$A} {$B:} {$} {$C}"])
  })

  it("are replaced before tokens are read, and keep their places", () => {
    const read = readCaddyfile(source, { environment: { A: "one two", B: '" "{$A}' } })
    expect(read.errors).toEqual([])
    expect(read.sites[0]?.addresses.map(({ text, column }) => [text, column])).toEqual([
      ["a", 1],
      ["b", 1],
    ])
    expect(read.sites[0]?.directives[0]?.args.map(({ text, line, column }) => [text, line, column])).toEqual([
      ["one", 3, 4],
      ["two", 3, 4],
      ["", 3, 9],
      ["{$A}", 3, 10],
      ["{$}", 3, 17],
      ["{$C}", 3, 21],
    ])
  })

  it("may end a comment, or hold what looks like more of them", () => {
    const read = readCaddyfile("# {$NOTE}\n:80 {\n}\n", { environment: { NOTE: "x\n{$SITE} " } })
    expect(read.sites.map((one) => one.addresses.map(({ text }) => text))).toEqual([["{$SITE}"]])
  })

  it("turn a site into global options when they are empty", () => {
    const read = readCaddyfile("{$SITE} {\n\trespond ok\n}\n", { environment: {} })
    expect(read.sites).toEqual([])
    expect(read.globalOptions.map(shape)).toEqual(["respond ok"])
  })

  it("are only those of the environment itself", () => {
    const read = readCaddyfile(":80 {\n\tx {$toString:unset}\n}\n", { environment: {} })
    expect(read.sites[0]?.directives.map(shape)).toEqual(["x unset"])
  })
})

describe("a mistake is told", () => {
  const rows: readonly (readonly [source: string, line: number, column: number, message: string])[] = [
    ["a.example{\n}\n", 1, 1, "An address needs a space between it and its `{`"],
    ["a.example { respond ok }\n", 1, 24, "A `}` stands alone on its line"],
    ["a.example {\n\thandle { respond ok\n\t}\n}\n", 2, 9, "A `{` ends its line"],
    ["a.example {\n\thandle\n\t{\n\t}\n}\n", 3, 2, "A `{` stands at the end of a line, not on its own"],
    ["a.example {\n\thandle {}\n}\n", 2, 9, "A `{}` does not make a block"],
    ["a.example {\n\thandle {\n\t} x\n}\n", 3, 4, "A `}` stands alone on its line"],
    ["a.example {\n\thandle {\n}\n", 1, 11, "This `{` is never closed"],
    ["a.example\nrespond ok\n}\n", 3, 1, "A `}` closes nothing"],
    ["a.example,b.example {\n}\n", 1, 1, "An address needs a space after the comma that separates it"],
    ["a.example, {\n}\n", 1, 12, "A `{` stands after a comma, where another address is expected"],
    ["a.example,\n", 2, 1, "The file ends after a comma, where another address is expected"],
    ["@api path /v1\n", 1, 1, "The matcher @api stands outside of any site"],
    ["a.example {\n}\n{\n\tdebug\n}\n", 3, 1, "A block without an address is the global options, which come first"],
    ["(a) {\n}\n(a) {\n}\n", 3, 1, "The snippet (a) is declared twice"],
    ["(a)\nrespond ok\n", 1, 1, "(a) is not followed by a `{`"],
    ['a.example {\n\trespond "ok\n}\n', 2, 10, "A double quote is opened here and never closed"],
    ["a.example {\n\trespond `ok\n}\n", 2, 10, "A backtick is opened here and never closed"],
    ["a.example {\n\trespond <<END\n\tok\n}\n", 2, 10, "The heredoc <<END is never closed"],
    [
      "a.example {\n\trespond <<END\n ok\n\tEND\n}\n",
      2,
      10,
      "A heredoc's line starts with other white space than its closing marker",
    ],
    [
      "a.example {\n\trespond <<<END\n\tEND\n}\n",
      2,
      10,
      "A heredoc's marker is made of letters, digits, dashes and underscores, directly after two `<`",
    ],
  ]
  it.each(rows)("%j", (source, line, column, message) => {
    expect(readCaddyfile(source).errors).toEqual([{ message, line, column }])
  })
})

it("nests blocks as deep as anybody needs, and no deeper", () => {
  const nested = (depth: number) => `${"a {\n".repeat(depth)}${"}\n".repeat(depth)}`
  expect(readCaddyfile(nested(256)).errors).toEqual([])
  const message = "Blocks are nested more than 256 deep"
  expect(readCaddyfile(nested(257)).errors).toEqual([{ message, line: 257, column: 3 }])
})

describe("placeholders", () => {
  const host = { placeholder: "host" }
  const rows: readonly (readonly [text: string, parts: readonly unknown[]])[] = [
    ["", []],
    ["plain", ["plain"]],
    ["a{host}b", ["a", host, "b"]],
    ["{host}{host}", [host, host]],
    ["\\{host\\}", ["{host}"]],
    ["\\\\{host}", ["\\{host}"]],
    ["\\{{host}\\}", ["{", host, "}"]],
    ["{host", ["{host"]],
    ["{host \\{a\\", ["{host {a\\"]],
    ["}{host}}", ["}", host, "}"]],
    ["{a\\}b}", [{ placeholder: "a\\}b" }]],
    ["\\d\\}", ["\\d}"]],
  ]
  it.each(rows)("%j", (source, parts) => {
    expect(readPlaceholders(source)).toEqual(parts)
  })
})

describe("no source is too strange", () => {
  const soup = fc.oneof(
    fc.string({ unit: "binary", maxLength: 60 }),
    fc.array(fc.oneof(hostile, fc.constantFrom(" {\n", "\n}\n", "a.example {\n", "\n", "(a) {\n")), { maxLength: 20 }),
  )

  it("for the reader: it never throws, and errors stand inside the source", () => {
    fc.assert(
      fc.property(soup, fc.constantFrom(undefined, {}, { HOME: '"\n{', X: "}" }), (pieces, environment) => {
        const source = typeof pieces === "string" ? pieces : pieces.join("")
        const read = readCaddyfile(source, { environment })
        const lines = source.split("\n")
        for (const { line, column } of [
          ...read.errors,
          ...read.variables,
          ...read.sites.flatMap((one) => one.addresses),
        ]) {
          expect(line).toBeLessThanOrEqual(lines.length)
          expect(column).toBeGreaterThan(0)
          expect(column).toBeLessThanOrEqual((lines[line - 1] ?? "").length + 1)
        }
        readPlaceholders(source)
      }),
      { numRuns: 1000 },
    )
  })

  const long = 200_000
  const endless = [
    "{",
    "{$",
    "{$}",
    "{$A}",
    "{\n",
    "a {\n",
    "}",
    "\\",
    '"',
    "`",
    "<<",
    "<<a\n",
    "#",
    "\\}",
    "{\\}",
    "a,",
    "(a) ",
    "import\n",
  ]
  it.each(endless)("nor too long: %j", { timeout: 5000 }, (piece) => {
    const source = piece.repeat(long / piece.length)
    expect(readCaddyfile(source).errors.length).toBeLessThanOrEqual(1)
    expect(readCaddyfile(source, { environment: { A: "b" } }).errors.length).toBeLessThanOrEqual(1)
    expect(readPlaceholders(source).length).toBeGreaterThan(0)
  })
})

/** A line as one string, its block as a list: short enough to read in a table. */
function shape(directive: ReadDirective): unknown {
  const line = [directive.name, ...directive.args].map(({ text }) => text).join(" ")
  return directive.body === undefined ? line : [line, directive.body.map(shape)]
}
