import fc from "fast-check"
import { describe, expect, it } from "vitest"
import {
  atLoad,
  type CaddyText,
  CaddyTextError,
  caddyAddressRefusal,
  caddyDocument,
  caddyfileOrigins,
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
import { type ReadDirective, readCaddyfile, readPlaceholders } from "../../formats/caddyfile-read.js"
import { text, type Variable } from "../../formats/text.js"
import { hostile } from "./caddyfile-values.js"

const o = "/routes/shop"
const required: Variable = { name: "PORT", unset: { kind: "required", message: "the bakery's port" } }

describe("a line is spelled", () => {
  const rows: readonly (readonly [title: string, line: Directive, expected: string])[] = [
    ["a bare word", directive(o, "encode", ["zstd", "gzip"]), "encode zstd gzip"],
    ["spaces", handler(o, "respond", undefined, [expands("Fresh bread")]), 'respond "Fresh bread"'],
    ["an empty value", handler(o, "respond", undefined, [expands(""), "204"]), 'respond "" 204'],
    ["a hash sign", handler(o, "header", undefined, ["X-Color", expands("#fff")]), 'header X-Color "#fff"'],
    ["a heredoc's start", handler(o, "respond", undefined, [expands("<<END")]), 'respond "<<END"'],
    ["quotes", handler(o, "respond", undefined, [expands('say "hi"')]), 'respond "say \\"hi\\""'],
    ["backticks", handler(o, "respond", undefined, [expands("a `b` c")]), 'respond "a `b` c"'],
    ["backslashes", directive(o, "path_regexp", [verbatim("^/\\d+$")]), 'path_regexp "^/\\d+$"'],
    ["a pair of backslashes at the end", handler(o, "respond", undefined, [expands("a\\\\")]), 'respond "a\\\\"'],
    ["a backslash at the end", handler(o, "respond", undefined, [expands("a\\")]), "respond `a\\`"],
    ["a backslash before a quote", handler(o, "respond", undefined, [expands('\\"')]), 'respond `\\"`'],
    ["line breaks", handler(o, "respond", undefined, [expands("a\n b")]), 'respond "a\n b"'],
    ["braces where Caddy expands", handler(o, "respond", undefined, [expands('{"a":1}')]), 'respond "\\{\\"a\\":1\\}"'],
    ["a closing brace alone in a text", handler(o, "respond", undefined, [expands("a}b")]), 'respond "a}b"'],
    ["braces where it does not", directive(o, "path_regexp", [verbatim("^a{2,3}$")]), 'path_regexp "^a{2,3}$"'],
    ["{$ where Caddy expands", handler(o, "respond", undefined, [expands("{$HOME}")]), 'respond "\\{$:{$}HOME\\}"'],
    ["{$ where it does not", directive(o, "path_regexp", [verbatim("a{$}")]), 'path_regexp "a{$:{$}}"'],
    [
      "a variable at run time",
      handler(o, "reverse_proxy", undefined, [expands(text("api:", required))]),
      "reverse_proxy api:{env.PORT}",
    ],
    ["a variable at load", directive(o, "email", [atLoad([required])]), "email {$PORT}"],
    [
      "a variable at load with a default",
      directive(o, "acme_ca", [atLoad(["https://", { name: "CA", unset: { kind: "default", value: "ca.example" } }])]),
      "acme_ca https://{$CA:ca.example}",
    ],
    [
      "placeholders among literal braces",
      handler(o, "respond", undefined, [expands(["{", placeholder("http.request.host"), "} ", placeholder("re.a.1")])]),
      'respond "\\{{http.request.host}\\} {re.a.1}"',
    ],
    [
      "a file's content",
      directive(o, "header_up", ["Authorization", expands(["Bearer ", placeholder("file./run/secrets/key")])]),
      'header_up Authorization "Bearer {file./run/secrets/key}"',
    ],
    ["a stated matcher", handler(o, "reverse_proxy", "@api", ["api:8000"]), "reverse_proxy @api api:8000"],
    ["a matcher with a space", handler(o, "handle", expands("/a b*"), [], []), 'handle "/a b*" {\n}'],
    ["a first argument that looks like a path", handler(o, "redir", undefined, ["/new"]), "redir * /new"],
    ["a quoted one too", handler(o, "respond", undefined, [expands("@ home")]), 'respond * "@ home"'],
    ["and one that looks like all", handler(o, "respond", undefined, [expands("*")]), "respond * *"],
    ["no matcher where none is taken", directive(o, "tls", ["/cert.pem", "/key.pem"]), "tls /cert.pem /key.pem"],
    ["a matcher on one line", namedMatcher(o, "api", ["path", "/v1/*", "/v2/*"]), "@api path /v1/* /v2/*"],
    [
      "a matcher as a block",
      namedMatcher(o, "write", { all: [directive(o, "method", ["POST"]), directive(o, "path", ["/v1/*"])] }),
      "@write {\n\tmethod POST\n\tpath /v1/*\n}",
    ],
    ["comments", directive(o, "log", [], undefined, { comment: "One\n\nTwo {$X}" }), "# One\n#\n# Two { $X}\nlog"],
    ["an empty block", handler(o, "handle", undefined, [], []), "handle {\n}"],
  ]
  it.each(rows)("%s", (_title, line, expected) => {
    expect(inSite([line])).toBe(`:80 {\n${indented(expected)}}\n`)
  })
})

it("prints global options, snippets and sites with a blank line between", () => {
  const document = caddyDocument({
    header: ["Generated.", ""],
    headerOrigin: "constant:caddy/header",
    globalOptions: [directive("/email", "email", ["bakery@example.org"])],
    globalOrigin: "/global",
    snippets: [
      snippet("/snippet", "safe", [handler("/snippet", "header", undefined, ["-Server"])], { comment: "Safe" }),
    ],
    sites: [
      site(
        "/shop",
        ["shop.example", "www.shop.example:8443"],
        [...grouped([directive("/a", "import", ["safe"])], [], [handler("/b", "respond", undefined, ["ok"])])],
      ),
      site("/any", [[{ name: "SITE", unset: { kind: "default", value: "localhost:8080" } }]], [], { comment: "Any" }),
    ],
  })
  expect(printCaddyfile(document)).toBe(`# Generated.
#
{
	email bakery@example.org
}

# Safe
(safe) {
	header -Server
}

shop.example, www.shop.example:8443 {
	import safe

	respond ok
}

# Any
{$SITE:localhost:8080} {
}
`)
  const header = "constant:caddy/header"
  expect(caddyfileOrigins(document)).toEqual([
    ...[header, header, "/global", "/email", "/global", header],
    ...["/snippet", "/snippet", "/snippet", "/snippet", header],
    ...["/shop", "/a", "/b", "/b", "/shop", header, "/any", "/any", "/any"],
  ])
})

it("keeps a blank line after the header only where no global options follow", () => {
  const sites = [site(o, ["a.example"], [])]
  const document = caddyDocument({ header: ["Generated."], headerOrigin: o, sites })
  expect(printCaddyfile(document)).toBe("# Generated.\n\na.example {\n}\n")
  expect(printCaddyfile(caddyDocument({ header: [], headerOrigin: o, sites }))).toBe("a.example {\n}\n")
})

describe("a value is refused", () => {
  const variable: Variable = { name: "X", unset: { kind: "empty" } }
  const rows: readonly (readonly [build: () => unknown, reason: string | RegExp])[] = [
    [() => expands("}"), 'A lone "}" would be read as the end of a block'],
    [() => expands("a\\}"), /A "\\}" without any "{"/],
    [() => expands(["C:\\", variable]), /A "\\" before a variable/],
    [() => expands(["C:", "\\", "", variable]), /A "\\" before a variable/],
    [() => expands("a`\\"), /together with a "`"/],
    [() => expands('`\\"'), /together with a "`"/],
    [() => expands("a\0b"), "A Caddyfile can't hold the control character U+0000"],
    [() => verbatim("\u001b[0m"), /U\+001B/],
    [() => verbatim("\ud800"), /half of a surrogate pair/],
    [() => verbatim("{"), /A lone "{"/],
    [() => verbatim("}"), /A lone "}"/],
    [() => verbatim("{}"), /A lone "{}"/],
    [() => verbatim("^{host}$"), /"{host}" would be replaced/],
    [() => verbatim("{query.q}"), /"{query.q}" would be replaced/],
    [() => atLoad("a{b"), 'A value read at load can\'t hold "{"'],
    [() => atLoad([placeholder("http.request.host")]), /has no value yet/],
    [() => atLoad([{ name: "X", unset: { kind: "default", value: "a b" } }]), /would not stay one token/],
    [() => atLoad([{ name: "X", unset: { kind: "default", value: "a}" } }]), /would not stay one token/],
    [() => expands([{ name: "X", unset: { kind: "default", value: "a" } }]), /knows no default/],
    [() => expands([{ name: "a b", unset: { kind: "empty" } }]), /can't be named "a b"/],
    [() => expands([{ placeholder: "a}b" }]), /can't be named "a}b"/],
    [() => placeholder("$HOME"), /can't be named "\$HOME"/],
    [() => placeholder("env.HOME"), /is a variable/],
    [() => placeholder("file.../x"), /can't be named/],
    [() => directive(o, "has space"), /is no bare word/],
    [() => directive(o, "respond", ['"']), /is no bare word/],
    [() => directive(o, verbatim("import"), ["/etc/passwd"]), /would import a file/],
    [() => handler(o, "handle", "api"), /neither "@" nor "\/" nor "\*"/],
    [() => namedMatcher(o, "a b", ["path", "/"]), /can't be named "a b"/],
    [() => snippet(o, "a)", []), /can't be named "a\)"/],
    [() => snippet(o, "s", [handler(o, "handle", "/", [], [directive(o, "a", [expands("{x}")])])]), /literal "{"/],
    [() => site(o, [], []), "A site needs an address"],
    [() => site(o, [""], []), /An empty address/],
    [() => site(o, [[variable]], []), /may be empty/],
    [() => site(o, ["a.example,b.example"], []), 'An address can\'t hold ","'],
    [() => site(o, ["a.example{"], []), 'An address can\'t hold "{"'],
    [() => site(o, ["(snippet)"], []), 'An address can\'t start with "("'],
    [() => site(o, ["&(route)"], []), /An address can't/],
    [() => site(o, ["@matcher"], []), 'An address can\'t start with "@"'],
    [() => site(o, ["import"], []), 'An address can\'t be "import"'],
    [() => site(o, ["a b"], []), "An address can't hold U+0020"],
  ]
  it.each(rows.map(([build, reason]) => [reason, build] as const))("%s", (reason, build) => {
    expect(build).toThrow(CaddyTextError)
    expect(build).toThrow(reason)
  })

  it("and nothing else is: refusal and constructors agree", () => {
    const slots = [
      ["expands", expands],
      ["verbatim", verbatim],
      ["load", atLoad],
    ] as const
    fc.assert(
      fc.property(hostile, fc.constantFrom(...slots), (value, [slot, build]) => {
        const reason = caddyRefusal(value, slot)
        if (reason === undefined) build(value)
        else expect(() => build(value)).toThrow(reason)
      }),
      { numRuns: 300 },
    )
  })
})

describe("what was printed reads back as what was meant", () => {
  // Whatever is set where Caddy runs, literals stay as they are.
  const environments = [undefined, {}, { HOME: "boom {", "X\\": "boom", X: "}", "": "boom", ":": "boom" }]

  it("for literals in each slot", () => {
    fc.assert(
      fc.property(hostile, fc.constantFrom(...environments), (value, environment) => {
        const lines = [
          ...(caddyRefusal(value, "expands") === undefined ? [expands(value)] : []),
          ...(caddyRefusal(value, "verbatim") === undefined ? [verbatim(value)] : []),
          ...(caddyRefusal(value, "load") === undefined ? [atLoad(value)] : []),
        ]
        const printed = inSite(lines.map((token) => directive(o, "x", [token, "y"])))
        const read = onlySite(printed, environment)
        expect(read.map(({ args }) => args.length)).toEqual(lines.map(() => 2))
        for (const [index, { slot }] of lines.entries()) {
          const found = read[index]?.args[0]?.text ?? "missing"
          expect(slot === "expands" ? readPlaceholders(found) : [found].filter((one) => one !== "")).toEqual(
            value === "" ? [] : [value],
          )
        }
      }),
      { numRuns: 500 },
    )
  })

  it("for literals among variables and placeholders", () => {
    const part = fc.oneof(
      hostile,
      fc.constant<Variable>({ name: "PORT", unset: { kind: "empty" } }),
      fc.constantFrom(placeholder("http.request.host"), placeholder("re.a.1"), placeholder("?query")),
    )
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
        if (caddyRefusal(parts) !== undefined) return
        const printed = inSite([directive(o, "x", [expands(parts)])])
        expect(readPlaceholders(onlySite(printed, {})[0]?.args[0]?.text ?? "missing")).toEqual(meaning(parts))
      }),
      { numRuns: 300 },
    )
  })

  it("for names and matchers", () => {
    fc.assert(
      fc.property(hostile, (value) => {
        if (value === "import" || caddyRefusal(value, "verbatim") !== undefined) return
        expect(onlySite(inSite([directive(o, verbatim(value), ["x"])]), {})[0]?.name.text).toBe(value)
        if (caddyRefusal(`/${value}`) !== undefined) return
        const [read] = onlySite(inSite([handler(o, "handle", expands(`/${value}`), [], [])]), {})
        expect(readPlaceholders(read?.args[0]?.text ?? "missing")).toEqual([`/${value}`])
        expect(read?.body).toEqual([])
      }),
      { numRuns: 200 },
    )
  })

  it("for addresses", () => {
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 1, maxLength: 3 }), (values) => {
        const addresses = values.filter((value) => caddyAddressRefusal(value) === undefined)
        if (addresses.length === 0) return
        const document = caddyDocument({ header: [], headerOrigin: o, sites: [site(o, addresses, [])] })
        const read = readCaddyfile(printCaddyfile(document), { environment: {} })
        expect(read.errors).toEqual([])
        expect(read.sites.map((one) => one.addresses.map(({ text }) => text))).toEqual([addresses])
      }),
      { numRuns: 300 },
    )
  })

  it("whatever the comments say", () => {
    fc.assert(
      fc.property(hostile, fc.constantFrom(...environments), (comment, environment) => {
        const document = caddyDocument({
          header: [comment],
          headerOrigin: o,
          globalOptions: [directive(o, "debug", [], undefined, { comment })],
          snippets: [snippet(o, "s", [directive(o, "a")], { comment })],
          sites: [site(o, ["a.example"], [directive(o, "b", [], undefined, { comment })], { comment })],
        })
        const read = readCaddyfile(printCaddyfile(document), { environment })
        expect(read.errors).toEqual([])
        expect(read.variables).toEqual([])
        expect(read.globalOptions.map(({ name }) => name.text)).toEqual(["debug"])
        expect(read.snippets.map(({ directives }) => directives.length)).toEqual([1])
        expect(read.sites.map(({ directives }) => directives.map(({ name }) => name.text))).toEqual([["b"]])
      }),
      { numRuns: 200 },
    )
  })
})

it("gives one origin a line, whatever the values", () => {
  fc.assert(
    fc.property(fc.array(hostile, { maxLength: 8 }), (values) => {
      const lines = values.map((value, index) =>
        directive(`/${index}`, "x", caddyRefusal(value) === undefined ? [expands(value)] : [], undefined, {
          comment: value,
          blankBefore: true,
        }),
      )
      const document = caddyDocument({ header: values, headerOrigin: o, sites: [site(o, ["a.example"], lines)] })
      const printed = printCaddyfile(document)
      expect(printed.endsWith("\n")).toBe(true)
      expect(caddyfileOrigins(document)).toHaveLength(printed.split("\n").length - 1)
    }),
    { numRuns: 100 },
  )
})

function inSite(lines: readonly Directive[]): string {
  return printCaddyfile(caddyDocument({ header: [], headerOrigin: o, sites: [site(o, [":80"], lines)] }))
}

function onlySite(
  printed: string,
  environment: Readonly<Record<string, string>> | undefined,
): readonly ReadDirective[] {
  const read = readCaddyfile(printed, { environment })
  expect(read.errors).toEqual([])
  expect(read.sites).toHaveLength(1)
  return read.sites[0]?.directives ?? []
}

/** Indents what is no continuation of a quoted value: the table has none but the one with a line break. */
function indented(lines: string): string {
  return lines.includes('"a\n') ? `\t${lines}\n` : lines.replace(/^/gm, "\t") + "\n"
}

function meaning(parts: CaddyText): readonly unknown[] {
  const merged: unknown[] = []
  for (const part of parts) {
    const last = merged.at(-1)
    if (part === "") continue
    if (typeof part !== "string") merged.push("placeholder" in part ? part : { placeholder: `env.${part.name}` })
    else if (typeof last === "string") merged[merged.length - 1] = last + part
    else merged.push(part)
  }
  return merged
}
