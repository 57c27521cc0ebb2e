import DOMPurify from "dompurify"
import fc from "fast-check"
import mermaid from "mermaid"
import { beforeAll, describe, expect, test } from "vitest"
import * as flow from "../../formats/mermaid.js"

const origin = "/hosts/shop"

/** What Mermaid's flowchart parser leaves behind, as far as the tests look at it. */
interface Parsed {
  getVertices(): ReadonlyMap<string, { readonly text?: string; readonly type?: string }>
  getEdges(): readonly {
    readonly start: string
    readonly end: string
    readonly text: string
    readonly stroke: string
  }[]
  getSubGraphs(): readonly { readonly id: string; readonly title: string; readonly nodes: readonly string[] }[]
  getDirection(): string
}

beforeAll(async () => {
  // Without a DOM there is no sanitizer; it returns text without `<` unchanged anyway, and labels hold no `<` but `<br/>`.
  Object.assign(DOMPurify, { sanitize: (text: string) => text, addHook: () => undefined })
  await mermaid.parse("flowchart LR")
})

async function parse(text: string): Promise<Parsed> {
  const diagram = await mermaid.mermaidAPI.getDiagramFromText(text)
  expect(diagram.type).toBe("flowchart-v2")
  return diagram.db as unknown as Parsed
}

/** A label as a browser shows it: Mermaid's stand-ins become character references, and those characters. */
function displayed(text: string): string {
  const html = text.replace(/ﬂ°°/g, "&#").replace(/ﬂ°/g, "&").replace(/¶ß/g, ";")
  expect(html.replace(/<br\/>/g, "")).not.toMatch(/[<>]/)
  return html
    .replace(/<br\/>/g, "\n")
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replace(/&(quot|lt|gt|amp);/g, (_, name: string) => ({ quot: '"', lt: "<", gt: ">", amp: "&" })[name]!)
}

const shop = flow.document({
  direction: "TB",
  header: ["Generated from topology.ts.", "", "npm run build"],
  headerOrigin: "constant:docs/header",
  children: [
    flow.node("n1", "Customers", "/externals/customers", { shape: "stadium" }),
    flow.subgraph(
      "vm_1",
      'Shop VM ("main")',
      [
        flow.node("n2", "Orders\nPython", "/orders"),
        flow.subgraph("vm_2", "Stores", [flow.node("n3", "Postgres", "/db", { shape: "cylinder" })], "/s"),
      ],
      "/vm",
      "LR",
    ),
  ],
  edges: [
    flow.edge("n1", "n2", "/edges/0"),
    flow.edge("n2", "n3", "/edges/1", { label: "reads & writes", style: "dotted" }),
    flow.edge("n1", "vm_2", "/edges/2", { style: "thick", label: "  " }),
  ],
})

describe("print", () => {
  test("a flowchart", () => {
    expect(flow.print(shop)).toBe(`%% Generated from topology.ts.
%% npm run build
flowchart TB
  n1(["Customers"])
  subgraph vm_1["Shop VM (#quot;main#quot;)"]
    direction LR
    n2["Orders<br/>Python"]
    subgraph vm_2["Stores"]
      n3[("Postgres")]
    end
  end
  n1 --> n2
  n2 -.->|"reads #amp; writes"| n3
  n1 ==> vm_2
`)
  })

  test("each line has the origin of its node", () => {
    expect(flow.lineOrigins(shop)).toEqual([
      ...Array.from({ length: 3 }, () => "constant:docs/header"),
      ...["/externals/customers", "/vm", "/vm", "/orders", "/s", "/db", "/s", "/vm"],
      ...["/edges/0", "/edges/1", "/edges/2"],
    ])
  })

  test("mermaid reads what was meant", async () => {
    const parsed = await parse(flow.print(shop))
    expect(parsed.getDirection()).toBe("TB")
    expect([...parsed.getVertices()].map(([id, { type }]) => [id, type])).toEqual([
      ["n1", "stadium"],
      ["n2", "square"],
      ["n3", "cylinder"],
      // A subgraph at the end of an edge is a vertex as well.
      ["vm_2", undefined],
    ])
    expect(parsed.getSubGraphs().map(({ id, nodes }) => [id, nodes])).toEqual([
      ["vm_2", ["n3"]],
      ["vm_1", ["n2", "vm_2"]],
    ])
    expect(parsed.getEdges().map(({ start, end, stroke }) => [start, end, stroke])).toEqual([
      ["n1", "n2", "normal"],
      ["n2", "n3", "dotted"],
      ["n1", "vm_2", "thick"],
    ])
  })

  test.each<[flow.Shape, string]>([
    ["rect", "square"],
    ["rounded", "round"],
    ["stadium", "stadium"],
    ["cylinder", "cylinder"],
    ["subroutine", "subroutine"],
    ["circle", "circle"],
    ["diamond", "diamond"],
    ["hexagon", "hexagon"],
  ])("shape %s is mermaid's %s", async (shape, type) => {
    const parsed = await parse(flow.print(only(flow.node("n1", "(a) [b] {c}", origin, { shape }))))
    const vertex = parsed.getVertices().get("n1")!
    expect([vertex.type, displayed(vertex.text!)]).toEqual([type, "(a) [b] {c}"])
  })
})

describe("labels", () => {
  test.each([
    ["Orders API (Python)", "Orders API (Python)"],
    ['the "oven"', "the #quot;oven#quot;"],
    ["a < b > c & d", "a #lt; b #gt; c #amp; d"],
    ["#1 #quot;", "#35;1 #35;quot;"],
    ["`code` *b* ~~s~~ [a](b)", "#96;code#96; #42;b#42; #126;#126;s#126;#126; #91;a#93;(b)"],
    ["order_items _draft_", "order_items #95;draft#95;"],
    ["1. bread\n- rye\n+ oat\n2) cake", "1#46; bread<br/>#45; rye<br/>#43; oat<br/>2#41; cake"],
    ["C:\\new", "C:#92;new"],
    ["https://shop.example:8443", "https#58;//shop.example:8443"],
    ["fa:fa-user", "fa#58;fa-user"],
    ["$5 $$x$$", "$5 #36;#36;x#36;#36;"],
    ["80% %%{init}%%", "80% #37;#37;{init}#37;#37;"],
    ["{a} {{b}}", "{a} #123;{b}}"],
    ["stylesheet: #1; a", "stylesheet#58; #35;1; a"],
    ["a|b", "a#124;b"],
    ["ﬂ°°35¶ß", "#64258;°°35#182;ß"],
    ["\u202eab", "#8238;ab"],
  ])("%s", (label, spelled) => {
    expect(flow.quote(label)).toBe(`"${spelled}"`)
  })

  test("white space is normalised where a label is made", () => {
    const label = "\n  a\t \u0000 b  \r\n\n c\u2028d\n \n"
    expect(flow.node("n1", label, origin).label).toBe("a b\n\nc\nd")
    expect(flow.edge("n1", "n2", origin, { label: " \n " }).label).toBeUndefined()
  })

  const hostile = fc
    .array(
      fc.oneof(
        fc.constantFrom(
          '"',
          "#",
          ";",
          "#quot;",
          "#35;",
          "&amp;",
          "<b>",
          "<br/>",
          "<script>",
          "`",
          "**",
          "__",
          "~~",
          "[",
          "](",
          "]",
        ),
        fc.constantFrom(
          "\\n",
          "\\",
          "|",
          "%%",
          "%%{init: {}}%%",
          "{{",
          "}}",
          "{%",
          "$$",
          "://",
          "www.",
          "fa:fa-cat",
          "@{",
          ":::",
        ),
        fc.constantFrom(
          "style ",
          "classDef ",
          ":",
          "end",
          "subgraph",
          "-->",
          "---",
          "1.",
          "- ",
          "+ ",
          "= ",
          "ﬂ°",
          "¶ß",
          "\n",
        ),
        fc.string({ unit: "binary", maxLength: 4 }),
        fc.string({ unit: "grapheme", maxLength: 4 }),
      ),
      { maxLength: 7 },
    )
    .map((parts) => parts.join(""))
    .filter((label) => flow.normalLabel(label) !== "")

  test("mermaid reads back every label as it was meant", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(hostile, { minLength: 3, maxLength: 12 }), async (labels) => {
        const [title, link, ...rest] = labels as [string, string, ...string[]]
        const nodes = rest.map((label, at) => flow.node(`n${at}`, label, origin))
        const edges = nodes.map((node) => flow.edge(node.id, "vm", origin, { label: link }))
        const document = flow.document({
          direction: "LR",
          header: labels,
          headerOrigin: "constant:docs/header",
          children: [flow.subgraph("vm", title, [flow.node("inner", title, origin)], origin), ...nodes],
          edges,
        })
        const text = flow.print(document)
        expect(flow.lineOrigins(document)).toHaveLength(text.split("\n").length - 1)
        const parsed = await parse(text)
        // A subgraph at the end of an edge is a vertex as well.
        const vertices = [...parsed.getVertices()].filter(([id]) => id !== "vm")
        const read = vertices.map(([id, { text }]) => [id, displayed(text!)])
        expect(new Map(read as [string, string][])).toEqual(
          new Map([["inner", flow.normalLabel(title)], ...nodes.map(({ id, label }): [string, string] => [id, label])]),
        )
        expect(parsed.getSubGraphs().map((one) => [one.id, displayed(one.title)])).toEqual([
          ["vm", flow.normalLabel(title)],
        ])
        expect(parsed.getEdges().map((one) => [one.start, displayed(one.text)])).toEqual(
          nodes.map(({ id }) => [id, flow.normalLabel(link)]),
        )
      }),
      { numRuns: 150 },
    )
  })
})

describe("ids", () => {
  test.each(["n1", "svc_ab12", "endpoint", "classroom", "calls", "o1", "x_1"])("%s is neutral", async (id) => {
    const children = [flow.node(id, "a", origin), flow.node("n0", "b", origin)]
    const edges = [flow.edge("n0", id, origin), flow.edge(id, "n0", origin)]
    const parsed = await parse(flow.print(flow.document({ direction: "LR", headerOrigin: origin, children, edges })))
    expect(parsed.getEdges().map(({ start, end }) => [start, end])).toEqual([
      ["n0", id],
      [id, "n0"],
    ])
  })

  test.each([
    "",
    "1a",
    "a-b",
    "a b",
    "A",
    "é",
    "end",
    "week_end",
    "graph",
    "my_graph",
    "default1",
    "style",
    "class",
    "classdef",
  ])("%j is refused", (id) => {
    expect(() => flow.node(id, "a", origin)).toThrow("Not a neutral id")
    expect(() => flow.edge("n1", id, origin)).toThrow("Not a neutral id")
    expect(() => flow.subgraph(id, "a", [flow.node("n1", "a", origin)], origin)).toThrow("Not a neutral id")
  })

  test("any id that is not refused is read as one", async () => {
    const id = fc.stringMatching(/^[a-z][a-z0-9_]{0,9}$/).filter((one) => {
      try {
        return flow.neutralId(one) === one
      } catch {
        return false
      }
    })
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(id, { minLength: 2, maxLength: 8 }), async (ids) => {
        const children = ids.map((one) => flow.node(one, "a", origin))
        const edges = ids.map((one, at) => flow.edge(one, ids.at(at - 1)!, origin))
        const parsed = await parse(
          flow.print(flow.document({ direction: "LR", headerOrigin: origin, children, edges })),
        )
        expect([...parsed.getVertices().keys()]).toEqual(ids)
        expect(parsed.getEdges().map(({ start, end }) => [start, end])).toEqual(edges.map(({ from, to }) => [from, to]))
      }),
      { numRuns: 50 },
    )
  })
})

describe("what Mermaid can't draw is refused", () => {
  const one = flow.node("n1", "a", origin)

  test.each<[string, () => unknown]>([
    ["an empty label", () => flow.node("n1", " \u0000\n", origin)],
    ["half of a surrogate pair", () => flow.node("n1", "\ud800", origin)],
    ["an empty subgraph", () => flow.subgraph("vm", "a", [], origin)],
    ["a node in two places", () => only(one, flow.subgraph("vm", "a", [one], origin))],
    ["an edge to nowhere", () => flow.document({ ...only(one), edges: [flow.edge("n1", "n2", origin)] })],
  ])("%s", (_, build) => {
    expect(build).toThrow()
  })
})

describe("limits", () => {
  function wide(edges: number): flow.Document {
    const children = [flow.node("n1", "a", origin), flow.node("n2", "b", origin)]
    const all = Array.from({ length: edges }, () => flow.edge("n1", "n2", origin))
    return flow.document({ direction: "LR", headerOrigin: origin, children, edges: all })
  }

  test("Mermaid reads as many edges as fit, and no more", async () => {
    expect(flow.fits(wide(flow.MAX_EDGES))).toBe(true)
    await expect(parse(flow.print(wide(flow.MAX_EDGES)))).resolves.toBeDefined()
    expect(flow.fits(wide(flow.MAX_EDGES + 1))).toBe(false)
    await expect(parse(flow.print(wide(flow.MAX_EDGES + 1)))).rejects.toThrow("Edge limit exceeded")
  })

  test("the text has a limit too", () => {
    expect(flow.fits(only(flow.node("n1", "a".repeat(flow.MAX_TEXT - 30), origin)))).toBe(true)
    expect(flow.fits(only(flow.node("n1", "a".repeat(flow.MAX_TEXT), origin)))).toBe(false)
  })
})

function only(...children: readonly flow.Child[]): flow.Document {
  return flow.document({ direction: "LR", headerOrigin: origin, children })
}
