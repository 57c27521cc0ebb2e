import fc from "fast-check"
import { Marked } from "marked"
import { describe, expect, test } from "vitest"
import { anchor, code, concat, fence, join, link, type Markdown, md, strong, table } from "../../formats/markdown.js"

const marked = new Marked({ gfm: true })

/** The text of rendered HTML: tags dropped, character references resolved. */
function textOf(html: string): string {
  return html
    .replace(/<[^>]*>/g, "")
    .replace(/&#(\d+);/g, (_, digits: string) => String.fromCodePoint(Number(digits)))
    .replace(/&(quot|lt|gt|amp);/g, (_, name: string) => ({ quot: '"', lt: "<", gt: ">", amp: "&" })[name]!)
}

function render(source: string): string {
  return marked.parse(source, { async: false })
}

/** What a browser shows of white space. */
function shown(text: string): string {
  return text.replace(/[\s\u0000-\u001f\u007f-\u009f]+/g, " ").trim()
}

describe("md", () => {
  test.each([
    ["Orders API (Python)", "Orders API (Python)"],
    ["order_items", "order_items"],
    ["_draft_ *b* ~~s~~", "\\_draft\\_ \\*b\\* \\~\\~s\\~\\~"],
    ["`code` [a](b) ![i](j)", "\\`code\\` \\[a\\](b) !\\[i\\](j)"],
    ["a < b > c & d", "a &lt; b &gt; c &amp; d"],
    ["a|b\\c", "a\\|b\\\\c"],
    ["# title #", "\\# title \\#"],
    ["C# 7", "C# 7"],
    ["- item", "\\- item"],
    ["+ item", "\\+ item"],
    ["1. item", "1\\. item"],
    ["12) item", "12\\) item"],
    ["3.14", "3.14"],
    ["====", "\\===="],
    [":-- | --:", "\\:-- \\| --:"],
    ["{{ a }} {% b %} {c}", "\\{\\{ a }} \\{\\% b %} \\{c}"],
    ["https://shop.example www.shop.example", "https\\://shop.example www\\.shop.example"],
    ["$a$", "&#36;a&#36;"],
    ["  a\n\tb\u0000 c ", "a b c"],
    ["", ""],
  ])("%j", (text, expected) => {
    expect(md(text)).toBe(expected)
  })

  test("half of a surrogate pair is refused", () => {
    expect(() => md("\ud800")).toThrow()
  })
})

describe("code", () => {
  test.each([
    ["api:8000", "`api:8000`"],
    ["a*b <c> \\", "`a*b <c> \\`"],
    ["a`b``c", "```a`b``c```"],
    ["`a", "<code>\\`a</code>"],
    ["a|b", "<code>a\\|b</code>"],
    ["{{ a }}", "<code>\\{\\{ a }}</code>"],
    ["{dev,prod}", "`{dev,prod}`"],
    [" ", ""],
  ])("%j", (text, expected) => {
    expect(code(text)).toBe(expected)
  })
})

describe("link", () => {
  test.each([
    ["x ![](2)", "x !&#91;&#93;(2)"],
    ["x [a](b)", "x &#91;a&#93;(b)"],
    ["x \\\\[", "x \\\\\\\\&#91;"],
  ])("%j is no link or image within its text", (text, expected) => {
    const linked = link(md(text), "./a")
    expect(linked).toBe(`[${expected}](./a)`)
    expect(textOf(render(linked))).toBe(`${text}\n`)
    expect(render(linked)).toMatch(/^<p><a href=".\/a">[^<]*<\/a><\/p>\n$/)
  })

  test("code keeps its backslashes", () => {
    expect(link(code("a\\[b"), "./a")).toBe("[`a\\[b`](./a)")
  })

  test.each([
    ["./a.md#b", "[x](./a.md#b)"],
    ["https://shop.example/?a=1&b=2", "[x](https://shop.example/?a=1&amp;b=2)"],
    ["a b(c)", "[x](a%20b%28c%29)"],
    ["a\\|`<>\"'", "[x](a%5C%7C%60%3C%3E%22%27)"],
    ["caf\u00e9%20a", "[x](caf\u00e9%20a)"],
  ])("%j", (href, expected) => {
    expect(link(md("x"), href)).toBe(expected)
  })

  test.each(["javascript:alert(1)", "JavaScript:a", " java\nscript:a", "data:text/html,a", "vbscript:a"])(
    "%j is refused",
    (href) => {
      expect(() => link(md("x"), href)).toThrow("Not an address to link to")
    },
  )
})

test("pieces are joined, separators escaped", () => {
  expect(concat(md("a"), strong(md("b*")), strong(md("")))).toBe("a**b\\***")
  expect(join([code("a"), md("b")], " | ")).toBe("`a` \\| b")
})

describe("table", () => {
  test("columns are padded and aligned", () => {
    const printed = table(
      [md("Service"), md("Port"), md("é")],
      [
        [code("api"), md("8000"), md("a|b")],
        [md("worker"), md("—")],
      ],
      { align: ["left", "right", "center"] },
    )
    expect(printed).toBe(`| Service | Port | é    |
| ------- | ---: | :--: |
| \`api\`   | 8000 | a\\|b |
| worker  | —    |      |
`)
  })

  test("a long cell does not pad the others past 80 columns", () => {
    const printed = table([md("a")], [[md("b".repeat(200))], [md("c")]])
    expect(printed.split("\n").map((line) => line.length)).toEqual([84, 84, 204, 84, 0])
  })

  test("a row with too many cells is refused", () => {
    expect(() => table([md("a")], [[md("b"), md("c")]])).toThrow("a row of 2")
  })
})

describe("fence", () => {
  test.each([
    ["sh", "npm ci", "```sh\nnpm ci\n```\n"],
    ["mermaid", "flowchart LR\n", "```mermaid\nflowchart LR\n```\n"],
    ["", "", "```\n```\n"],
    ["md", "````\na\n````", "`````md\n````\na\n````\n`````\n"],
  ])("%j %j", (info, content, expected) => {
    expect(fence(info, content)).toBe(expected)
  })

  test("a language that would end the line is refused", () => {
    expect(() => fence("sh\n", "")).toThrow()
    expect(() => fence("a b", "")).toThrow()
  })
})

describe("anchor", () => {
  test.each([
    ["Network & storage", "network--storage"],
    ["URL Routing", "url-routing"],
    ["GCP (europe-west8)", "gcp-europe-west8"],
    ["order_items: the `table`!", "order_items-the-table"],
    ["Bäckerei 面包", "bäckerei-面包"],
  ])("%s", (heading, expected) => {
    expect(anchor(heading)).toBe(expected)
  })

  test("repeated headings are numbered", () => {
    const taken = new Set<string>()
    expect(["Stores", "Stores", "Stores 1", "stores"].map((heading) => anchor(heading, taken))).toEqual([
      "stores",
      "stores-1",
      "stores-1-1",
      "stores-2",
    ])
  })
})

const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "*",
        "**",
        "_",
        "__",
        "`",
        "``",
        "~~",
        "\\",
        "[",
        "](",
        "]",
        "![",
        "<b>",
        "<!--",
        "&amp;",
        "&#42;",
        "|",
        "\\|",
      ),
      fc.constantFrom(
        "#",
        "# ",
        " #",
        "- ",
        "+ ",
        "1. ",
        "2) ",
        "> ",
        "---",
        "===",
        ":--",
        "{{",
        "{%",
        "$",
        "http://a.b",
        "www.a.b",
      ),
      fc.constantFrom(
        "a@b.example",
        "a",
        " ",
        "\n",
        "\n\n",
        "\t",
        "    ",
        "é",
        "_é_",
        "👨‍👩‍👧",
        "<https://a.b>",
        "javascript:",
        "[^1]",
        "[x]: y",
      ),
      fc.string({ unit: "binary", maxLength: 4 }),
      fc.string({ unit: "grapheme", maxLength: 4 }),
    ),
    { maxLength: 7 },
  )
  .map((parts) => parts.join(""))

describe("hostile text is read back as the same text", () => {
  test.each<[string, (source: Markdown) => string, RegExp]>([
    ["in a paragraph", (source) => `${source}\n`, /^<p>[\s\S]*<\/p>\n$/],
    ["on a line of a paragraph", (source) => `a\n${source}\n`, /^<p>[\s\S]*<\/p>\n$/],
    ["in a heading", (source) => `## ${source}\n`, /^<h2>[\s\S]*<\/h2>\n$/],
    ["in a list", (source) => `- ${source}\n`, /^<ul>\n<li>[\s\S]*<\/li>\n<\/ul>\n$/],
    ["in strong text", (source) => `a ${strong(source)}\n`, /^<p>[\s\S]*<\/p>\n$/],
  ])("%s", (_, place, shape) => {
    fc.assert(
      fc.property(hostile, (text) => {
        fc.pre(shown(text) !== "")
        const html = render(place(md(text)))
        expect(html).toMatch(shape)
        const lead = place("" as Markdown).startsWith("a") ? "a " : ""
        expect(shown(textOf(html))).toBe(shown(lead + shown(text)))
        expect(html).not.toMatch(/<(?!\/?(?:p|h2|ul|li|strong|a)\b)|href="(?!mailto:)/)
      }),
      { numRuns: 200 },
    )
  })

  test("as inline code, with the tag around it", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const meant = shown(text)
        const html = render(`a ${code(text)} b\n`)
        const read = /^<p>a <code>([\s\S]*)<\/code> b<\/p>\n$/.exec(html)?.[1]
        expect(read === undefined ? "" : textOf(read)).toBe(meant)
      }),
      { numRuns: 200 },
    )
  })

  test("as a link's text and address", () => {
    const path = hostile.map((text) => `./${text}`)
    fc.assert(
      fc.property(hostile, path, (text, href) => {
        const html = render(`a ${link(md(`x ${text}`), href)} b\n`)
        const [, address, content] = /^<p>a <a href="([^"]*)">([\s\S]*)<\/a> b<\/p>\n$/.exec(html)!
        expect(shown(textOf(content!))).toBe(shown(`x ${text}`))
        expect(decoded(textOf(address!))).toBe(decoded(shown(href)))
      }),
      { numRuns: 200 },
    )
  })

  test("in the cells of a table, as text and as code", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(hostile, hostile), { minLength: 1, maxLength: 6 }), (rows) => {
        const html = render(
          table(
            [md("Text"), md("Code")],
            rows.map(([text, verbatim]) => [md(text), code(verbatim)]),
          ),
        )
        const cells = [...html.matchAll(/<td>([\s\S]*?)<\/td>/g)].map(([, cell]) => textOf(cell!))
        expect(cells).toEqual(rows.flat().map(shown))
      }),
      { numRuns: 200 },
    )
  })

  test("in a fence", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const [token, ...rest] = marked.lexer(fence("sh", text))
        expect(rest).toEqual([])
        expect(token).toMatchObject({ type: "code", lang: "sh", text: text.replace(/\r\n?/g, "\n").replace(/\n$/, "") })
      }),
      { numRuns: 200 },
    )
  })
})

/** An address without its percent-encoding, where that can be undone. */
function decoded(address: string): string {
  return address.replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
    try {
      return decodeURIComponent(run)
    } catch {
      return run
    }
  })
}
