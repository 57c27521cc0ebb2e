import fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { Match } from "../../core/estate.js"
import { covers, excludes, parts, takesAll, takesNone } from "../../core/matches.js"

interface Said {
  readonly paths?: readonly string[]
  readonly methods?: readonly string[]
  readonly headers?: Readonly<Record<string, string>>
  readonly remote?: readonly string[]
  readonly not?: Said
}

function match({ paths = [], methods = [], headers = {}, remote = [], not }: Said): Match {
  return {
    noun: "match",
    path: "",
    sources: {},
    paths,
    methods,
    headers: Object.entries(headers).map(([name, value]) => ({ name, value })),
    remote,
    not: not === undefined ? undefined : match(not),
  }
}

const path = (...paths: readonly string[]): Said => ({ paths })

describe("covers", () => {
  it.each<readonly [string, Said, Said]>([
    ["the same path", path("/a"), path("/a")],
    ["a path in other capitals", path("/Menu"), path("/menu")],
    ["a path below a prefix", path("/a/*"), path("/a/b")],
    ["a longer prefix", path("/a*"), path("/a/b/*")],
    ["a prefix with a wildcard within", path("/a/*"), path("/a/*/b")],
    ["an ending", path("*.png"), path("/a/*.png")],
    ["what holds a word", path("*/private/*"), path("/a/private/b")],
    ["several paths, each by one", path("/a/*", "/b"), path("/b", "/a/c")],
    ["every path", path("/*"), {}],
    ["one of its methods", { methods: ["GET", "PUT"] }, { methods: ["PUT"] }],
    [
      "one more condition",
      path("/a"),
      { ...path("/a"), methods: ["GET"], headers: { Accept: "x" }, remote: ["10.0.0.0/8"] },
    ],
    ["a header by a part of it", { headers: { "X-Desk": "north*" } }, { headers: { "x-desk": "north-2" } }],
    ["the same value of a header", { headers: { Accept: "a" } }, { headers: { Accept: "a" } }],
    ["any value of a header", { headers: { "X-Desk": "*" } }, { headers: { "X-Desk": "south" } }],
    ["a range within another", { remote: ["10.0.0.0/8"] }, { remote: ["10.1.0.0/16", "10.2.0.1/32"] }],
    ["the same IPv6 range", { remote: ["fd00::/8"] }, { remote: ["fd00::/8"] }],
    ["an IPv6 range within another", { remote: ["fd00::/8"] }, { remote: ["fd12:3456::/32", "fdff::1"] }],
    ["an IPv6 range in another spelling", { remote: ["2001:DB8:0::/48"] }, { remote: ["2001:db8::/48"] }],
    ["what excludes more", { not: path("/a/b") }, { not: path("/a/*") }],
    ["a path with an escape, as it stands", path("/%C3%A9"), path("/%c3%a9")],
  ])("takes %s", (_, wide, narrow) => {
    expect(covers(match(wide), match(narrow))).toBe(true)
  })

  it.each<readonly [string, Said, Said]>([
    ["any path", path("/a"), {}],
    ["a shorter path", path("/a/*"), path("/a")],
    ["a shorter prefix", path("/a/b*"), path("/a/*")],
    ["one of several paths only", path("/a"), path("/a", "/b")],
    ["an ending of another kind", path("*.png"), path("/a.png/*")],
    ["an exact path by another one", path("/a"), path("/ab")],
    ["a wildcard within by itself", path("/a/*/c"), path("/a/b/c")],
    ["a path below a prefix with an escape", path("/%C3*"), path("/%C3%A9")],
    ["any method", { methods: ["GET"] }, {}],
    ["another method", { methods: ["GET"] }, { methods: ["GET", "PUT"] }],
    ["a request without the header", { headers: { "X-Desk": "*" } }, path("/a")],
    ["another value of it", { headers: { "X-Desk": "north" } }, { headers: { "X-Desk": "*" } }],
    ["any client", { remote: ["10.0.0.0/8"] }, {}],
    ["a wider range", { remote: ["10.1.0.0/16"] }, { remote: ["10.0.0.0/8"] }],
    ["a range that only touches", { remote: ["10.0.0.0/9"] }, { remote: ["10.64.0.0/10", "10.128.0.0/9"] }],
    ["a wider IPv6 range", { remote: ["fd00::/16"] }, { remote: ["fd00::/8"] }],
    ["another IPv6 range", { remote: ["fd00::/16"] }, { remote: ["fd01::/16"] }],
    ["IPv4 by IPv6", { remote: ["::/0"] }, { remote: ["10.0.0.0/8"] }],
    ["what it excludes", { not: path("/a") }, path("/a")],
    ["what excludes less", { not: path("/a/*") }, { not: path("/a/b") }],
  ])("does not take %s", (_, wide, narrow) => {
    expect(covers(match(wide), match(narrow))).toBe(false)
  })

  it("never says so of paths of which one is not taken", () => {
    const pattern = fc
      .tuple(fc.constantFrom("", "*"), fc.stringMatching(/^\/[ab/]{0,4}$/), fc.constantFrom("", "*"))
      .map((pieces) => pieces.join(""))
    fc.assert(
      fc.property(pattern, pattern, fc.stringMatching(/^\/[ab/]{0,8}$/), (wide, narrow, asked) => {
        fc.pre(covers(match(path(wide)), match(path(narrow))) && fits(narrow, asked))
        expect(fits(wide, asked), `${wide} takes ${asked}, as ${narrow} does`).toBe(true)
      }),
      { numRuns: 200 },
    )
  })
})

describe("excludes", () => {
  it.each<readonly [string, Said, Said]>([
    ["another path", path("/a"), path("/b")],
    ["a path outside a prefix", path("/a/*"), path("/b", "/c/*")],
    ["a prefix beside another one", path("/a/*"), path("/ab*")],
    ["another method", { methods: ["GET"] }, { methods: ["PUT", "POST"] }],
    ["other addresses", { remote: ["10.0.0.0/8"] }, { remote: ["192.0.2.0/24", "fd00::/8"] }],
    ["what must not hold", { not: path("/a/*") }, path("/a/b")],
  ])("%s", (_, one, other) => {
    expect(excludes(match(one), match(other))).toBe(true)
    expect(excludes(match(other), match(one))).toBe(true)
  })

  it.each<readonly [string, Said, Said]>([
    ["a path below it", path("/a/*"), path("/A/b")],
    ["a wider prefix", path("/a/b/*"), path("/a*")],
    ["one of several", path("/a", "/b"), path("/b", "/c")],
    ["a wildcard within", path("/a/*/c"), path("/b/*")],
    ["an escape", path("/%61"), path("/b")],
    ["any request", {}, path("/a")],
    ["addresses within", { remote: ["10.0.0.0/8"] }, { remote: ["10.1.0.0/16"] }],
    ["headers, of which there may be several", { headers: { Accept: "a" } }, { headers: { Accept: "b" } }],
    ["what is excluded in part", { not: path("/a/b") }, path("/a/*")],
  ])("not %s", (_, one, other) => {
    expect(excludes(match(one), match(other))).toBe(false)
    expect(excludes(match(other), match(one))).toBe(false)
  })
})

describe("takesNone", () => {
  it("is true of what excludes all that it takes", () => {
    expect(takesNone(match({ ...path("/a"), not: path("/a") }))).toBe(true)
    expect(takesNone(match({ ...path("/a/b", "/a/c"), not: path("/a/*") }))).toBe(true)
    expect(takesNone(match({ not: {} }))).toBe(true)
    expect(takesNone(match({ ...path("/a", "/b"), not: path("/a") }))).toBe(false)
    expect(takesNone(match(path("/a")))).toBe(false)
  })
})

describe("takesAll", () => {
  it("is true of no matcher, of an empty one, and of one for every path", () => {
    expect([undefined, match({}), match(path("/*")), match(path("*"))].map(takesAll)).toEqual([true, true, true, true])
    expect([match(path("/a*")), match({ methods: ["GET"] }), match({ not: path("/a") })].map(takesAll)).toEqual([
      false,
      false,
      false,
    ])
  })
})

describe("parts", () => {
  it("has one path and one method each", () => {
    const found = parts(match({ paths: ["/a", "/b"], methods: ["GET", "PUT"], remote: ["10.0.0.0/8"] }))
    expect(found.map(({ paths, methods }) => [...paths, ...methods].join(" "))).toEqual([
      "/a GET",
      "/a PUT",
      "/b GET",
      "/b PUT",
    ])
    expect(found.every(({ remote }) => remote.length === 1)).toBe(true)
    expect(parts(undefined)).toHaveLength(1)
  })
})

/** What Caddy does with a pattern: `*` at its ends. */
function fits(pattern: string, asked: string): boolean {
  const [start, end] = [pattern.startsWith("*"), pattern.endsWith("*")]
  const fixed = pattern.slice(start ? 1 : 0, end ? -1 : undefined)
  if (start && end) return asked.includes(fixed)
  if (start) return asked.endsWith(fixed)
  return end ? asked.startsWith(fixed) : asked === fixed
}
