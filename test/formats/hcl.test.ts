import { execFileSync, spawnSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import fc from "fast-check"
import { describe, expect, onTestFinished, test } from "vitest"
import * as hcl from "../../formats/hcl.js"
import { text } from "../../formats/text.js"

const origin = "/hosts/oven"
const terraform = spawnSync("terraform", ["version"]).status === 0

/** Prints one attribute `x = value` and returns it without the newline. */
function spell(value: hcl.Expression): string {
  return hcl.print(hcl.document([], "constant:test", [hcl.attribute("x", value, origin)])).slice(0, -1)
}

function printBody(...body: hcl.Body): string {
  return hcl.print(hcl.document([], "constant:test", body))
}

const orders = hcl.ref("var.orders")

describe("one-line expressions", () => {
  test.each<[string, hcl.Expression, string]>([
    ["string", hcl.str("rye bread"), '"rye bread"'],
    ["empty string", hcl.str(""), '""'],
    ["quotes and backslashes", hcl.str('a "b" \\c'), '"a \\"b\\" \\\\c"'],
    ["newline, carriage return, tab", hcl.str("a\nb\rc\td"), '"a\\nb\\rc\\td"'],
    ["control characters", hcl.str("a\u0000\u001b\u007fb"), '"a\\u0000\\u001b\\u007fb"'],
    ["characters that reorder or hide text", hcl.str("a\u202eb\u200bc"), '"a\\u202eb\\u200bc"'],
    ["a literal interpolation", hcl.str("${a} %{if}"), '"$${a} %%{if}"'],
    ["a lone dollar and percent", hcl.str("pa$$w0rd 100%"), '"pa$$w0rd 100%"'],
    ["a literal escape of an interpolation", hcl.str("$${a}"), '"$$${a}"'],
    ["other scripts", hcl.str("Bäckerei 面包 🥐"), '"Bäckerei 面包 🥐"'],
    ["integer", hcl.num(-3), "-3"],
    ["fraction", hcl.num(0.25), "0.25"],
    ["bool", hcl.bool(false), "false"],
    ["null", hcl.nil, "null"],
    ["empty list", hcl.list([]), "[]"],
    ["list", hcl.strings(["rye", "oat"]), '["rye", "oat"]'],
    ["empty object", hcl.object([]), "{}"],
    ["reference", hcl.ref("dependency.network.outputs.id"), "dependency.network.outputs.id"],
    ["call", hcl.call("max", hcl.num(1), hcl.num(-2)), "max(1, -2)"],
    ["call without arguments", hcl.call("get_terragrunt_dir"), "get_terragrunt_dir()"],
    ["provider function", hcl.call("provider::google::id", orders), "provider::google::id(var.orders)"],
  ])("%s", (_, value, expected) => {
    expect(spell(value)).toBe(`x = ${expected}`)
  })
})

describe("templates", () => {
  const variable = { name: "SHOP_BUCKET", unset: { kind: "empty" } } as const

  test.each<[string, Parameters<typeof hcl.template>[0], string]>([
    ["a text with a variable", text("gs://", variable, "/a"), '"gs://${var.shop_bucket}/a"'],
    ["a lone variable", text(variable), "var.shop_bucket"],
    ["a lone literal", text("a${b}"), '"a$${b}"'],
    ["nothing", [], '""'],
    ["empty literals", ["", orders, ""], "var.orders"],
    ["literals are merged before they are escaped", ["a$", "{b}", hcl.str("%"), "{c"], '"a$${b}%%{c"'],
    ["a literal $ before a value", ["$$", orders], '"$\\u0024${var.orders}"'],
    ["a literal % before a value", ["%", orders], '"%${var.orders}"'],
    ["a value and a brace", [orders, "{$"], '"${var.orders}{$"'],
    ["a call", [hcl.call("f", hcl.str('a"')), "!"], '"${f("a\\"")}!"'],
    ["a value in braces", [hcl.object({ a: hcl.num(1) }), "!"], '"${ { a : 1 } }!"'],
    ["a negative number", [hcl.num(-1), "!"], '"${(-1)}!"'],
  ])("%s", (_, parts, expected) => {
    expect(spell(hcl.template(parts))).toBe(`x = ${expected}`)
  })
})

describe("layout", () => {
  test("`=` is aligned over neighbours only; longer values, comments and gaps part them", () => {
    const printed = printBody(
      hcl.attribute("name", hcl.str("oven"), origin),
      hcl.attribute("temperature", hcl.num(220), origin),
      hcl.attribute("labels", hcl.object({ team: hcl.str("bread"), "cost centre": hcl.str("7") }), origin),
      hcl.attribute("a", hcl.nil, origin),
      hcl.attribute("shelf", hcl.num(2), origin, "Counted from below.\nThe door is 0."),
      hcl.attribute("fan", hcl.bool(true), origin),
      hcl.gap,
      hcl.gap,
      hcl.attribute("steam_seconds", hcl.num(5), origin),
      hcl.gap,
    )
    expect(printed).toBe(`name        = "oven"
temperature = 220
labels = {
  team          = "bread"
  "cost centre" = "7"
}
a = null
# Counted from below.
# The door is 0.
shelf = 2
fan   = true

steam_seconds = 5
`)
  })

  test("a blank line stands around each block, none at the ends of a body", () => {
    const inner = hcl.block("lifecycle", [], [hcl.attribute("prevent_destroy", hcl.bool(true), origin)], origin)
    const printed = printBody(
      hcl.gap,
      hcl.block(
        "resource",
        ["google_compute_disk", "data"],
        [inner, hcl.attribute("size", hcl.num(9), origin)],
        origin,
      ),
      hcl.block("locals", [], [], origin, "Nothing yet."),
    )
    expect(printed).toBe(`resource "google_compute_disk" "data" {
  lifecycle {
    prevent_destroy = true
  }

  size = 9
}

# Nothing yet.
locals {}
`)
  })

  test("the header is a comment, and a blank line parts it from the body", () => {
    const header = hcl.document(["Generated from topology.ts.", "", "npm run build"], "constant:test", [
      hcl.attribute("a", hcl.nil, origin),
    ])
    expect(hcl.print(header)).toBe("# Generated from topology.ts.\n#\n# npm run build\n\na = null\n")
  })

  test("a list that does not fit stands one item a line, with a comma after each", () => {
    const flours = ["rye", "wheat", "spelt", "oat"].map((name) => `${name}-${"x".repeat(20)}`)
    expect(spell(hcl.strings(flours))).toBe(`x = [\n${flours.map((flour) => `  "${flour}",\n`).join("")}]`)
  })

  test("a list of exactly the width stays on one line, one column more breaks it", () => {
    const filler = (length: number): hcl.Expression => hcl.strings(["a", "b".repeat(length)])
    const fits = hcl.WIDTH - 'x = ["a", ""]'.length
    expect(spell(filler(fits))).toHaveLength(hcl.WIDTH)
    expect(spell(filler(fits + 1)).split("\n")).toHaveLength(4)
  })

  test("objects in lists and calls", () => {
    const one = hcl.object({ a: hcl.num(1) })
    const printed = printBody(
      hcl.attribute("list", hcl.list([one, hcl.num(2)]), origin),
      hcl.attribute("merged", hcl.call("merge", orders, hcl.call("tomap", one)), origin),
    )
    expect(printed).toBe(`list = [
  {
    a = 1
  },
  2,
]
merged = merge(var.orders, tomap({
  a = 1
}))
`)
  })

  test("a call whose arguments are long stands one argument a line", () => {
    const long = hcl.str("x".repeat(60))
    expect(spell(hcl.call("coalesce", long, hcl.call("f", long)))).toBe(
      `x = coalesce(\n  "${"x".repeat(60)}",\n  f("${"x".repeat(60)}")\n)`,
    )
  })

  test("keys are quoted unless plain identifiers that are no keywords", () => {
    const keys = ["plain_1", "for", "null", "in", "with-dash", "1a", "", "a.b", "${a}"]
    const printed = spell(hcl.object(keys.map((key) => hcl.entry(key, hcl.num(0)))))
    const spelled = printed
      .split("\n")
      .slice(1, -1)
      .map((line) => line.replace(/ *= 0$/, "").trim())
    expect(spelled).toEqual(["plain_1", '"for"', '"null"', '"in"', '"with-dash"', '"1a"', '""', '"a.b"', '"$${a}"'])
  })
})

describe("what HCL can't hold is refused", () => {
  test.each<[string, () => unknown]>([
    ["half of a surrogate pair in a string", () => hcl.str("a\ud800")],
    ["half of a surrogate pair in a template", () => hcl.template([orders, "\udc00"])],
    ["half of a surrogate pair in a key", () => hcl.entry("\udfff", hcl.nil)],
    ["half of a surrogate pair in a comment", () => hcl.attribute("a", hcl.nil, origin, "\ud83d")],
    ["an attribute name with a space", () => hcl.attribute("a b", hcl.nil, origin)],
    ["a reference with an interpolation", () => hcl.ref("${a}")],
    ["a reference that ends in a dot", () => hcl.ref("a.")],
    ["a function name with a bracket", () => hcl.call("f(")],
    ["a block label with a quotation mark", () => hcl.block("include", ['a"'], [], origin)],
    ["a block label with an interpolation", () => hcl.block("include", ["${a}"], [], origin)],
    [
      "an attribute twice",
      () => hcl.block("a", [], [hcl.attribute("b", hcl.nil, origin), hcl.attribute("b", hcl.nil, origin)], origin),
    ],
    ["infinity", () => hcl.num(Number.POSITIVE_INFINITY)],
    ["a key twice", () => hcl.object([hcl.entry("a", hcl.nil), hcl.entry("a", hcl.nil)])],
    ["a key twice once normalised", () => hcl.object([hcl.entry("\u00e9", hcl.nil), hcl.entry("e\u0301", hcl.nil)])],
  ])("%s", (_, build) => {
    expect(build).toThrow()
  })
})

describe("origins", () => {
  test("each line has the origin of its node, structural lines that of their parent", () => {
    const document = hcl.document(["Generated."], "constant:terraform/header", [
      hcl.block(
        "resource",
        ["vm", "oven"],
        [
          hcl.attribute("size", hcl.str("small"), "/size", "Small."),
          hcl.attribute(
            "labels",
            hcl.object([hcl.entry("a", hcl.nil), hcl.entry("b", hcl.nil, "/labels/b")]),
            "/labels",
          ),
          hcl.attribute("disks", hcl.list([hcl.from("/disks/0", hcl.object({ a: hcl.nil })), hcl.nil]), "/disks"),
        ],
        "/machine",
      ),
      hcl.block("locals", [], [], "/locals"),
    ])
    const lines = hcl.print(document).split("\n").slice(0, -1)
    expect(hcl.lineOrigins(document).map((from, at) => [from, lines[at]])).toEqual([
      ["constant:terraform/header", "# Generated."],
      ["constant:terraform/header", ""],
      ["/machine", 'resource "vm" "oven" {'],
      ["/size", "  # Small."],
      ["/size", '  size = "small"'],
      ["/labels", "  labels = {"],
      ["/labels", "    a = null"],
      ["/labels/b", "    b = null"],
      ["/labels", "  }"],
      ["/disks", "  disks = ["],
      ["/disks/0", "    {"],
      ["/disks/0", "      a = null"],
      ["/disks/0", "    },"],
      ["/disks", "    null,"],
      ["/disks", "  ]"],
      ["/machine", "}"],
      ["/locals", ""],
      ["/locals", "locals {}"],
    ])
  })
})

/** Terraform's normaliser cuts code points to 16 bits where it composes: U+10049 and an acute accent come out as Í. */
const MISCOMPOSED = /[\u{10000}-\u{10ffff}]\p{Mark}/u

/** Strings made of what HCL, and readers of HCL, give a meaning to. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "$",
        "%",
        "{",
        "}",
        "${",
        "%{",
        "$${",
        "${var.x}",
        "~}",
        '"',
        "\\",
        "\\u0041",
        "\\n",
        "#",
        "//",
        "/*",
      ),
      fc.constantFrom(
        "\n",
        "\r\n",
        "\t",
        "\0",
        "\u007f",
        "\u0085",
        "\u2028",
        "\u202e",
        "\ufeff",
        "<<EOT\n",
        "=",
        "for",
      ),
      fc.constantFrom("é", "e\u0301", "\u0301", "👨‍👩‍👧", "🇩🇪", "각", "面", "\u{1d11e}"),
      fc.string({ unit: "binary", maxLength: 4 }),
      fc.string({ unit: "grapheme", maxLength: 4 }),
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.join(""))
  .filter((joined) => !MISCOMPOSED.test(joined))

const identifier = fc.stringMatching(/^[a-z_][a-z0-9_-]{0,11}$/)
const path = fc.array(identifier, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("."))
const comment = fc.option(hostile, { nil: undefined, freq: 4 })

const { expression } = fc.letrec<{ expression: hcl.Expression; object: hcl.ObjectNode }>((tie) => ({
  expression: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    hostile.map(hcl.str),
    path.map(hcl.ref),
    fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true })).map(hcl.num),
    fc.boolean().map(hcl.bool),
    fc.constant(hcl.nil),
    tie("object"),
    fc.array(tie("expression"), { maxLength: 4 }).map(hcl.list),
    fc.array(hostile, { maxLength: 12 }).map(hcl.strings),
    fc.array(fc.oneof(hostile, tie("expression")), { maxLength: 4 }).map(hcl.template),
    fc.tuple(identifier, fc.array(tie("expression"), { maxLength: 3 })).map(([name, args]) => hcl.call(name, ...args)),
    tie("expression").map((value) => hcl.from("/from", value)),
  ),
  object: fc
    .uniqueArray(fc.tuple(fc.oneof(identifier, hostile), tie("expression"), comment), {
      maxLength: 4,
      selector: ([key]) => key.normalize(),
    })
    .map((rows) => hcl.object(rows.map(([key, value, why]) => hcl.entry(key, value, undefined, why)))),
}))

const attribute = fc
  .tuple(identifier, expression, comment)
  .map(([name, value, why]) => hcl.attribute(name, value, origin, why))

const { body } = fc.letrec<{ body: hcl.Body; block: hcl.Block }>((tie) => ({
  body: fc.uniqueArray(
    fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      { arbitrary: attribute, weight: 5 },
      { arbitrary: fc.constant(hcl.gap), weight: 1 },
      { arbitrary: tie("block"), weight: 2 },
    ),
    { maxLength: 6, selector: (item) => (item.kind === "attribute" ? item.name : item), comparator: "SameValue" },
  ),
  block: fc
    .tuple(identifier, fc.array(identifier, { maxLength: 2 }), tie("body"), comment)
    .map(([type, labels, inner, why]) => hcl.block(type, labels, inner, origin, why)),
}))

const document = fc
  .tuple(fc.array(hostile, { maxLength: 2 }), body)
  .map(([header, items]) => hcl.document(header, "constant:test", items))

/** Several values in one run of the tool, which costs more to start than to run. */
const batched = { numRuns: 4, markInterruptAsFailure: true } as const

describe("properties", () => {
  test("there are as many origins as lines", () => {
    fc.assert(
      fc.property(document, (tree) => {
        expect(hcl.lineOrigins(tree)).toHaveLength(hcl.print(tree).split("\n").length - 1)
      }),
      { numRuns: 200 },
    )
  })

  test.skipIf(!terraform)(
    "terraform fmt leaves every document alone",
    () => {
      const directory = scratch()
      fc.assert(
        fc.property(fc.array(document, { minLength: 1, maxLength: 50, size: "max" }), (trees) => {
          trees.forEach((tree, at) => {
            writeFileSync(join(directory, `${at}.tf`), hcl.print(tree))
          })
          const run = spawnSync("terraform", ["fmt", "-check", "-diff", "-no-color", directory], { encoding: "utf8" })
          expect(run.stdout).toBe("")
          expect(run.status, run.stderr).toBe(0)
        }),
        batched,
      )
    },
    60_000,
  )

  test.skipIf(!terraform)(
    "terraform evaluates values to what was meant",
    () => {
      const directory = scratch()
      fc.assert(
        fc.property(fc.array(json, { minLength: 1, maxLength: 60, size: "max" }), (values) => {
          expect(evaluate(directory, fromJson(values))).toEqual(normalised(values))
        }),
        batched,
      )
    },
    60_000,
  )

  test.skipIf(!terraform)(
    "terraform evaluates templates to their literals and values joined",
    () => {
      const directory = scratch()
      const part = fc.oneof(hostile, fc.record({ value: hostile }))
      fc.assert(
        fc.property(
          fc.array(fc.array(part, { maxLength: 5 }), { minLength: 1, maxLength: 60, size: "max" }),
          (rows) => {
            const templates = rows.map((parts) =>
              // A call keeps a value from being merged into the literals around it.
              hcl.template(
                parts.map((one) => (typeof one === "string" ? one : hcl.call("tostring", hcl.str(one.value)))),
              ),
            )
            const meant = rows.map((parts) => parts.map((one) => (typeof one === "string" ? one : one.value)).join(""))
            fc.pre(!meant.some((joined) => MISCOMPOSED.test(joined)))
            // Values are normalised before they are joined, so joining again can bring marks together.
            expect(normalised(evaluate(directory, hcl.list(templates)) as Json)).toEqual(normalised(meant))
          },
        ),
        batched,
      )
    },
    60_000,
  )
})

function scratch(): string {
  const directory = mkdtempSync(join(tmpdir(), "hcl-"))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  return directory
}

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

const { json } = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    { arbitrary: hostile, weight: 4 },
    fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 })),
    fc.constantFrom(true, false, null),
    fc.array(tie("json"), { maxLength: 4 }),
    fc
      .uniqueArray(fc.tuple(hostile, tie("json")), { maxLength: 4, selector: ([key]) => key.normalize() })
      .map((rows) => Object.fromEntries(rows)),
  ),
}))

function fromJson(value: Json): hcl.Expression {
  if (value === null) return hcl.nil
  if (typeof value === "boolean") return hcl.bool(value)
  if (typeof value === "number") return hcl.num(value)
  if (typeof value === "string") return hcl.str(value)
  if (Array.isArray(value)) return hcl.list(value.map(fromJson))
  return hcl.object(Object.entries(value).map(([key, item]) => hcl.entry(key, fromJson(item as Json))))
}

/** What Terraform keeps: strings in NFC, one zero. */
function normalised(value: Json): Json {
  if (typeof value === "string") return value.normalize()
  if (value === 0) return 0
  if (value === null || typeof value !== "object") return value
  if (Array.isArray(value)) return value.map(normalised)
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key.normalize(), normalised(item)]))
}

/** The value of an expression as an output: `jsonencode` would normalise the JSON text, escapes and all. */
function evaluate(directory: string, value: hcl.Expression): unknown {
  const output = hcl.block("output", ["value"], [hcl.attribute("value", value, origin)], origin)
  writeFileSync(join(directory, "main.tf"), printBody(output))
  const run = (...args: string[]) =>
    execFileSync("terraform", [`-chdir=${directory}`, ...args], { encoding: "utf8", stdio: "pipe" })
  run("apply", "-auto-approve", "-no-color")
  return JSON.parse(run("output", "-json", "value"))
}
