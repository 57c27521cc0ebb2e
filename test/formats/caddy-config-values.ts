import fc from "fast-check"

const snippet = "(shared) {\n\theader X-Shared {args[0]}\n\thandle {args[1]} {\n\t\trespond shared\n\t}\n}\n"

const matchers = [
  "@post method POST",
  "@two path /a/* /b",
  "@one path /a/b*",
  "@head header X-Kind rye",
  "@none not path /c",
  "@both {",
  "\tpath /d",
  "\tmethod GET",
  "}",
]

function indented(lines: readonly string[]): string {
  return lines.map((line) => `\t${line}\n`).join("")
}

/** Hosts only: ports and schemes may not be mixed freely. */
function address(): fc.Arbitrary<string> {
  return fc.constantFrom(
    "bakery.example",
    "www.bakery.example",
    "*.bakery.example",
    "shop.bakery.example",
    "Clinic.Example",
    "library.example",
    "*.library.example",
    "a.b.library.example",
    "https://ledger.example",
    "library.example:9443",
    "http://library.example",
    "http://clinic.example:8081",
    "127.0.0.1",
    "bakery.example/shop*",
  )
}

const matcher = fc.constantFrom(
  "",
  "",
  "*",
  "/",
  "/a",
  "/a*",
  "/a/*",
  "/a/b",
  "/a/b*",
  "/b/c/d",
  "/*",
  "@post",
  "@two",
  "@one",
  "@head",
  "@none",
  "@both",
)

const simple = fc
  .tuple(
    matcher,
    fc.constantFrom(
      "respond MATCHER ok",
      "respond MATCHER 404",
      "reverse_proxy MATCHER api:8000",
      "reverse_proxy MATCHER web:3000 web:3001",
      "redir MATCHER /new",
      "redir MATCHER https://clinic.example{uri} permanent",
      "rewrite MATCHER /other{uri}",
      "uri MATCHER strip_prefix /a",
      "header MATCHER X-A 1",
      "header MATCHER ?X-B 2",
      "root MATCHER /srv",
      "file_server MATCHER",
      "encode MATCHER gzip",
      "vars MATCHER a b",
      "error MATCHER 403",
      "abort MATCHER",
      "method MATCHER GET",
      "request_header MATCHER X-C 3",
      "log_skip MATCHER",
      "php_fastcgi MATCHER php:9000",
      "try_files {path} /index.html",
      "try_files {path} /index.php?{query} /x",
      "import shared 1 /s",
      "templates MATCHER",
    ),
  )
  .map(([on, line]) => [
    // With one argument these two take it for their value.
    line.replace("MATCHER", on === "" && /^(?:root|rewrite) /.test(line) ? "*" : on).replace("  ", " "),
  ])

function block(depth: number): fc.Arbitrary<readonly string[]> {
  const nested =
    depth === 0
      ? simple
      : fc
          .tuple(fc.constantFrom("handle", "route", "handle_path"), matcher, block(depth - 1))
          .map(([name, on, lines]) => {
            const path = name === "handle_path" && !on.startsWith("/") ? "/p/*" : on
            return [`${name} ${path} {`, ...lines.map((line) => `\t${line}`), "}"]
          })
  return fc
    .array(fc.oneof({ weight: 3, arbitrary: simple }, { weight: 2, arbitrary: nested }), {
      maxLength: depth === 2 ? 9 : 4,
    })
    .map((lines) => lines.flat())
}

/** Caddyfiles of a bakery, a clinic and a library: sites, matchers, handlers and nesting as they come. */
export const caddyfiles: fc.Arbitrary<string> = fc
  .record({
    options: fc.subarray([
      "order respond before handle",
      "order reverse_proxy first",
      "order header after respond",
      "order encode last",
      "http_port 8080",
      "https_port 8443",
      "auto_https disable_redirects",
      "default_bind 127.0.0.1",
      "admin off",
    ]),
    sites: fc.uniqueArray(
      fc.record({ addresses: fc.uniqueArray(address(), { minLength: 1, maxLength: 3 }), lines: block(2) }),
      { minLength: 1, maxLength: 4, selector: ({ addresses }) => addresses.join() },
    ),
  })
  .map(({ options, sites }) => {
    const seen = new Set<string>()
    const own = sites.flatMap(({ addresses, lines }) => {
      const fresh = addresses.filter((one) => !seen.has(one))
      for (const one of fresh) seen.add(one)
      return fresh.length === 0 ? [] : [`${fresh.join(", ")} {\n${indented(matchers)}${indented(lines)}}\n`]
    })
    return `${options.length === 0 ? "" : `{\n${indented(options)}}\n`}${snippet}${own.join("")}`
  })
