import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { evaluate, scopeOf } from "../../formats/hcl/evaluate.js"
import { visit } from "../../formats/hcl/expression.js"
import { readHcl, readHclExpression } from "../../formats/hcl/read.js"
import type { HclBody, HclExpression, HclStep } from "../../formats/hcl/syntax.js"
import { attribute, document, entry, list, num, object, print, str, template } from "../../formats/hcl.js"
import { plain } from "./hcl-expressions.js"
import { damaged, everything } from "./hcl-sources.js"
import { accepted, terraform } from "./terraform-engine.js"

function only(source: string): HclExpression {
  const { body, problems } = readHcl("menu.tf", source)
  expect(problems).toEqual([])
  return [...body.attributes.values()][0]!.value
}

describe("a file", () => {
  const { body, problems } = readHcl("menu.tf", everything)

  it("is read as a whole", () => {
    expect(problems).toEqual([])
    expect(body.blocks.map(({ type, labels }) => [type, ...labels].join(" "))).toEqual([
      "terraform",
      "locals",
      "block with labels",
      "empty",
      "resource oven main",
    ])
    expect([...body.blocks[1]!.body.attributes.keys()]).toHaveLength(13)
    expect(body.blocks[4]!.body.blocks[0]!.body.blocks[0]!.type).toBe("content")
  })

  it("has the place of every block, attribute and expression", () => {
    const lines = everything.split("\n")
    const textAt = ({ line, column }: { readonly line: number; readonly column: number }) =>
      lines[line - 1]!.slice(column - 1)
    const check = (inner: HclBody): void => {
      for (const { name, position, value } of inner.attributes.values()) {
        expect(textAt(position).startsWith(name)).toBe(true)
        visit(value, (expression) => {
          expect(textAt(expression.position)).toMatch(startOf(expression))
        })
      }
      for (const block of inner.blocks) {
        expect(textAt(block.position).startsWith(block.type)).toBe(true)
        check(block.body)
      }
    }
    check(body)
  })

  it("keeps what stands before a mistake", () => {
    const { body: before, problems: mistakes } = readHcl("menu.tf", 'a = 1\noven "x" {}\nb = = 2\nc = 3\n')
    expect([...before.attributes.keys()]).toEqual(["a"])
    expect(before.blocks).toHaveLength(1)
    expect(mistakes).toEqual([
      { message: "A value is expected here, but here stands =.", position: { file: "menu.tf", line: 3, column: 5 } },
    ])
  })

  it("tells of each argument that stands twice", () => {
    const { problems: mistakes } = readHcl("menu.tf", "a = 1\na = 2\nb {\n  c = 1\n  c = 2\n}\n")
    expect(mistakes.map(({ message, position }) => [message, position.line])).toEqual([
      ["The argument a stands twice.", 2],
      ["The argument c stands twice.", 5],
    ])
  })

  it("counts columns in UTF-16 code units, and lines through CRLF, comments and heredocs", () => {
    const { body: inner } = readHcl("menu.tf", '\ufeffa = "🍞" # x\r\n/*\n*/ b = 2\nc = <<E\n1\n2\nE\n\td = 4\n')
    expect([...inner.attributes.values()].map(({ name, position }) => [name, position.line, position.column])).toEqual([
      ["a", 1, 1],
      ["b", 3, 4],
      ["c", 4, 1],
      ["d", 8, 2],
    ])
  })
})

/** How the text starts where an expression is said to. */
function startOf(expression: HclExpression): RegExp {
  switch (expression.kind) {
    case "literal":
      return typeof expression.value === "string" ? /^["<\w]/ : /^[\dtfn]/
    case "template":
      return /^["<]/
    case "tuple":
    case "for-tuple":
      return /^\[/
    case "object":
    case "for-object":
      return /^\{/
    case "parentheses":
      return /^\(/
    case "unary":
      return /^[-!]/
    case "variable":
      return new RegExp(`^${expression.name}`)
    case "call":
      return new RegExp(`^${expression.name}\\(`)
    default:
      return startOf(
        expression.kind === "access"
          ? expression.of
          : expression.kind === "binary"
            ? expression.left
            : expression.condition,
      )
  }
}

describe("syntax", () => {
  it.each([
    ["a = 1 + 2 * 3", "(1 + (2 * 3))"],
    ["a = 1 - 2 - 3", "((1 - 2) - 3)"],
    ["a = 1 < 2 == true && false || true", "((((1 < 2) == true) && false) || true)"],
    ["a = -1 + 2", "((- 1) + 2)"],
    ["a = !b.c", "(! b.c)"],
    ["a = -b[0]", "(- b[0])"],
    ["a = b ? c : d ? e : f", "(b ? c : (d ? e : f))"],
    ["a = b.*.c[0]", "b{*.c}[0]"],
    ["a = b[*].c[0]", "b{*.c[0]}"],
    ["a = b.0.c", "b[0].c"],
    ["a = f (1, 2,)", "f(1, 2)"],
    ["a = core::f(x...)", "core::f(x...)"],
  ])("of %s", (source, expected) => {
    expect(spelled(only(source))).toBe(expected)
  })

  it.each([
    ["a = ", "the file ends"],
    ["a = 1 b = 2", "line should end"],
    ["a {", "not closed"],
    ["a { b = 1\n}", "on one line"],
    ["a { b = 1, c = 2 }", "on one line"],
    ["a { b {} }", "on one line"],
    ['"a" = 1', "without quotation marks"],
    ["a = [1 2]", "] is expected"],
    ["a = [1,\n2", "] is expected"],
    ["a = {b}", "comes ="],
    ["a = {b = 1 c = 2}", "comma or a new line"],
    ["a = {b.c = 1}", "ambiguous"],
    ["a = { for = 1 }", "name for its items"],
    ["a = { for x in y : x }", "comes =>"],
    ["a = [for x y : x]", "says in"],
    ["a = f(1", ") is expected"],
    ["a = f(x..., 1)", ") is expected"],
    ["a = b.0.1", "in brackets"],
    ["a = b.", "After a dot"],
    ["a = 1.2.3", "no number"],
    ['a = "x', "never closed"],
    ['a = "x\ny"', "not closed on its line"],
    ['a = "\\x"', "No escape"],
    ['a = "\\u12"', "4 hexadecimal digits"],
    ['a = "\\ud800"', "no character"],
    ['a = "${b"', "} is expected"],
    ['a = "${b c}"', "} is expected"],
    ['a = "%{if b}"', "not closed"],
    ['a = "%{endif}"', "No %{if}"],
    ['a = "%{if b}%{else}%{else}%{endif}"', "%{else}"],
    ['a = "%{for x in y}%{endif}"', "%{endif}"],
    ['a = "%{while b}"', "After %{"],
    ["a = <<E\nx\n", "never closed"],
    ["a = <<E\nx\nE", "never closed"],
    ["a = << E\n", "opens a heredoc"],
    ["a = 'b'", "double quotes"],
    ["a = b & c", "&&"],
    ["a = b;", "no meaning"],
    ["a = 1\r", "carriage return"],
    ["/* a", "never closed"],
    ['a "b${c}" {}', "plain string"],
    ["a b = 1", "followed by = or {"],
    ["a = 1e999", "no number"],
    ["= 1", "argument or a block"],
    ["a = \u00a0", "U+00A0"],
  ])("refuses %j", (source, expected) => {
    const { problems } = readHcl("menu.tf", source)
    expect(problems).toHaveLength(1)
    expect(problems[0]!.message).toContain(expected)
    expect(problems[0]!.message).not.toContain("\n")
  })

  it("refuses what stands deeper in one another than 200, and takes long chains", () => {
    for (const [open, close] of [
      ["(", ")"],
      ["[", "]"],
      ["{a=", "}"],
      ["f(", ")"],
      ["-", ""],
      ['"${', '}"'],
      ["[for x in ", " : x]"],
      ["true ? 1 : ", ""],
      ["a[", "]"],
    ] as const) {
      expect(readHcl("menu.tf", `a = ${open.repeat(150)}1${close.repeat(150)}\n`).problems).toEqual([])
      const { problems } = readHcl("menu.tf", `a = ${open.repeat(20_000)}1${close.repeat(20_000)}\n`)
      expect(problems.map(({ message }) => message)).toEqual([expect.stringContaining("deeper than 200")])
    }
    expect(readHcl("menu.tf", `${"a {\n".repeat(20_000)}`).problems[0]!.message).toContain("deeper than 200")
    expect(readHcl("menu.tf", `a = "${"%{if true}".repeat(20_000)}"`).problems[0]!.message).toContain("deeper than 100")
    expect(readHcl("menu.tf", `a = b${".c".repeat(20_000)}\nd = 1${" + 1".repeat(20_000)}\n`).problems).toEqual([])
  })
})

function spelled(expression: HclExpression): string {
  switch (expression.kind) {
    case "literal":
      return JSON.stringify(expression.value)
    case "variable":
      return expression.name
    case "binary":
      return `(${spelled(expression.left)} ${expression.operator} ${spelled(expression.right)})`
    case "unary":
      return `(${expression.operator} ${spelled(expression.operand)})`
    case "conditional":
      return `(${spelled(expression.condition)} ? ${spelled(expression.whenTrue)} : ${spelled(expression.whenFalse)})`
    case "access":
      return spelled(expression.of) + expression.steps.map(spelledStep).join("")
    case "call":
      return `${expression.name}(${expression.args.map(spelled).join(", ")}${expression.isExpanded ? "..." : ""})`
    default:
      return expression.kind
  }
}

function spelledStep(step: HclStep): string {
  if (step.kind === "attribute") return `.${step.name}`
  return step.kind === "index" ? `[${spelled(step.key)}]` : `{*${step.steps.map(spelledStep).join("")}}`
}

describe("what the printer prints", () => {
  const words = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom("${", "%{", "$${", "$", "\\", '"', "\n", "a${b}", "$$${", "é"),
  )
  const value: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      words,
      fc.integer(),
      fc.array(tie("value"), { maxLength: 3 }),
      fc.dictionary(words, tie("value"), { maxKeys: 3 }),
    ),
  })).value

  it("is read as what was printed", () => {
    fc.assert(
      fc.property(value, (given) => {
        const text = print(
          document(["Header."], "constant:terraform/header", [
            attribute("a", node(given), "constant:terraform/header"),
          ]),
        )
        const found = evaluate(
          only(text),
          scopeOf(new Map(), new Map(), ({ message }) => expect.unreachable(message)),
        )
        expect(JSON.stringify(plain(found))).toBe(JSON.stringify(plainSorted(normalised(given))))
      }),
      { numRuns: 200 },
    )
  })

  it("is read with literals and values in one text", () => {
    fc.assert(
      fc.property(fc.array(words, { minLength: 1, maxLength: 4 }), (parts) => {
        const expression = template(parts.flatMap((part) => [part, num(7)]))
        const text = print(
          document([], "constant:terraform/header", [attribute("a", expression, "constant:terraform/header")]),
        )
        const found = evaluate(
          only(text),
          scopeOf(new Map(), new Map(), ({ message }) => expect.unreachable(message)),
        )
        expect(String(plain(found))).toBe(
          parts
            .map((part) => `${part}7`)
            .join("")
            .normalize(),
        )
      }),
      { numRuns: 200 },
    )
  })
})

function node(value: unknown): Parameters<typeof attribute>[1] {
  if (typeof value === "string") return str(value)
  if (typeof value === "number") return num(value)
  if (Array.isArray(value)) return list(value.map(node))
  const entries = new Map(
    Object.entries(value as Record<string, unknown>).map(([key, item]) => [key.normalize(), item]),
  )
  return object([...entries].map(([key, item]) => entry(key, node(item))))
}

function normalised(value: unknown): unknown {
  if (typeof value === "string") return value.normalize()
  if (Array.isArray(value)) return value.map(normalised)
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key.normalize(), normalised(item)]))
}

function plainSorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainSorted)
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, plainSorted(item)]),
  )
}

describe("hostile sources", () => {
  it("never throw, and are refused with a place in them", () => {
    const check = (source: string): void => {
      for (const { position } of readHcl("menu.tf", source).problems) {
        const lines = source.split("\n")
        expect(position.line).toBeLessThanOrEqual(lines.length)
        expect(position.column).toBeLessThanOrEqual((lines[position.line - 1] ?? "").length + 1)
      }
      readHclExpression("menu.tf", source)
    }
    fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 200 }), check), { numRuns: 300 })
    fc.assert(
      fc.property(
        fc
          .array(
            fc.constantFrom(
              "a",
              "=",
              "{",
              "}",
              "[",
              "]",
              "(",
              ")",
              '"',
              "${",
              "%{",
              "if ",
              "for ",
              "in ",
              "else",
              "endif",
              "\n",
              " ",
              "<<E\n",
              "E\n",
              ".",
              ",",
              ":",
              "?",
              "~",
              "1",
              "-",
              "!",
              "*",
              "#",
            ),
            { maxLength: 60 },
          )
          .map((parts) => parts.join("")),
        check,
      ),
      { numRuns: 500 },
    )
    fc.assert(fc.property(damaged(everything), check), { numRuns: 200 })
  })

  it("take time in proportion to their length", () => {
    const time = (source: string): number => {
      const before = process.cpuUsage()
      readHcl("menu.tf", source)
      return process.cpuUsage(before).user / 1000
    }
    for (const part of ['a = "x"\n', "a {\n}\n", "/*", '"', "${", "a = [", " ", "$", "%{~", "<<E\n", "a.b[0]."]) {
      // Long enough that anything quadratic would take minutes.
      expect(time(part.repeat(400_000 / part.length))).toBeLessThan(5000)
    }
    expect(time(`a = <<E\n${" ".repeat(200_000)}\${~ 1}\n${"  \n".repeat(100_000)}E\n`)).toBeLessThan(5000)
  }, 60_000)
})

describe.skipIf(terraform === undefined)("against terraform fmt", () => {
  it("refuses what it refuses, and takes what it takes", () => {
    const sources = [
      everything,
      ...fc.sample(damaged(everything), { numRuns: 600, seed: Number(process.env.FC_SEED ?? 20_260_101) }),
    ]
    const theirs = accepted(terraform!, sources)
    const differing = sources.filter((source, at) => (readHcl("menu.tf", source).problems.length === 0) !== theirs[at])
    expect(differing).toEqual([])
    expect(theirs.filter((isTaken) => isTaken).length).toBeGreaterThan(150)
    expect(theirs.filter((isTaken) => !isTaken).length).toBeGreaterThan(150)
  }, 120_000)
})
