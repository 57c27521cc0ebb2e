import fc from "fast-check"

/**
 * YAML texts as people write them, line by line: block and flow collections, quotes, comments, block scalars, and now and then what
 * is rare or wrong.
 */
export function yamlTexts(): fc.Arbitrary<string> {
  const { block } = fc.letrec<{ block: Lines; entries: Lines; items: Lines; flow: string }>((tie) => ({
    flow: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      scalarTexts,
      fc
        .tuple(fc.array(tie("flow"), { maxLength: 3 }), gaps, fc.boolean())
        .map(([items, gap, last]) => `[${gap}${items.join(`,${gap} `)}${last && items.length > 0 ? "," : ""}${gap}]`),
      fc
        .tuple(fc.array(fc.tuple(keyTexts, fc.oneof(fc.constant(""), tie("flow"))), { maxLength: 3 }), gaps)
        .map(([pairs, gap]) => `{${gap}${pairs.map(([key, value]) => `${key}: ${value}`).join(`,${gap} `)}${gap}}`),
    ),
    entries: fc
      .array(fc.tuple(keyTexts, endings, fc.oneof(fc.constant(undefined), inlineTexts, tie("flow"), tie("block"))), {
        minLength: 1,
        maxLength: 4,
      })
      .chain((entries) =>
        fc.integer({ min: 0, max: 9 }).map((shift) =>
          entries.flatMap(([key, ending, value]) => {
            if (value === undefined) return [`${key}:${ending}`]
            if (typeof value === "string") return atKey(`${key}: ${value}`, ending)
            if (shift === 3) return [`${key}: !override${ending}`, ...value.map(indented)]
            const isList = value[0]?.startsWith("-") === true
            return [`${key}:${ending}`, ...(isList && shift > 6 ? value : value.map(indented))]
          }),
        ),
      ),
    items: fc
      .array(fc.tuple(endings, fc.oneof(fc.constant(undefined), inlineTexts, tie("flow"), tie("block"))), {
        minLength: 1,
        maxLength: 4,
      })
      .map((items) =>
        items.flatMap(([ending, value]) => {
          if (value === undefined) return [`-${ending}`]
          if (typeof value === "string") return atKey(`- ${value}`, ending)
          return [`- ${value[0]}`, ...value.slice(1).map(indented)]
        }),
      ),
    block: fc.oneof({ depthSize: "small", withCrossShrink: true }, tie("entries"), tie("items")),
  }))
  return fc
    .tuple(
      fc.constantFrom("", "---\n", "# Of the bakery\n", "\n\n", "# a\n---\n"),
      block,
      fc.constantFrom("", "\n", "\n\n", "\n# end"),
    )
    .map(([head, lines, tail]) => head + lines.join("\n") + tail)
}

/** A text with a few characters changed, dropped or put in: what was valid is mostly not, and in ways nobody thinks of. */
export function mutated(texts: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const change = fc.tuple(
    fc.nat(100_000),
    fc.nat(3),
    fc.constantFrom(
      ..." \n\t:-,#[]{}\"'|>&*!?%@`~<$aé\u2028\0\r\u{1f35e}",
      "\n  ",
      ": ",
      "- ",
      " #",
      "<<: *a",
      "&a ",
      "!x ",
      "---\n",
    ),
  )
  return fc.tuple(texts, fc.array(change, { minLength: 1, maxLength: 3 })).map(([text, changes]) =>
    changes.reduce((now, [at, drop, put]) => {
      const start = now.length === 0 ? 0 : at % now.length
      return now.slice(0, start) + put + now.slice(start + drop)
    }, text),
  )
}

type Lines = string[]

const endings = fc.constantFrom("", "", "", " ", " # why", "\n", "\n\n  # of flour\n")
const gaps = fc.constantFrom("", "", " ", "\n      ", " # why\n        ")
const keyTexts = fc.oneof(
  fc.constantFrom("bread", "rye", "on", "a-b", "x.y", '"quoted"', "'it''s'", "http://x", "a b", "-x", "?x", "a#b", "é"),
  fc.nat(40).map((number) => `k${number}`),
)
const scalarTexts = fc.oneof(
  fc.constantFrom(
    "rye",
    "a b",
    "-",
    "true",
    "null",
    "~",
    "12",
    "0x1F",
    "0o17",
    "017",
    "1_0",
    "-1.5e3",
    ".5",
    ".inf",
    "-x",
    "a:b",
  ),
  fc.constantFrom(
    "a#b",
    "x-1",
    "22:22",
    "on",
    "2024-01-01",
    "80:80",
    "http://x/y?z=1",
    "$" + "{A:-b}",
    "a'b",
    'a"b',
    "%x",
    "1.",
    "+1",
  ),
  fc.constantFrom(
    '"a"',
    '"a\\nb"',
    '"\\u00e9 \\x41 \\\\ \\""',
    "'it''s'",
    "''",
    '""',
    '"# no"',
    "': x'",
    '"\\q"',
    '"a\\',
  ),
  fc.string({ maxLength: 6 }),
)
const inlineTexts = fc.oneof(
  { arbitrary: scalarTexts, weight: 6 },
  fc
    .tuple(fc.constantFrom("|", ">", "|-", ">-", "|+", ">+", "|2", "> # why"), fc.array(blockLines(), { maxLength: 5 }))
    .map(([sign, lines]) => [sign, ...lines].join("\n")),
  fc.constantFrom(
    "&a x",
    "*a",
    "!reset null",
    "!reset",
    "!override [a]",
    "!override |\n    x",
    '!reset "a"',
    "!!str 1",
    "a\n    b",
    '"a\n    b"',
    "|\n",
    "- a",
    "a: b",
  ),
)

function blockLines(): fc.Arbitrary<string> {
  return fc.constantFrom("    bake", "    slowly: # no comment", "", "      further", "  ", "    - x", "    \tx")
}

function indented(line: string): string {
  return line
    .split("\n")
    .map((part) => (part === "" ? part : `  ${part}`))
    .join("\n")
}

/** A comment can't stand behind a block scalar's lines. */
function atKey(text: string, ending: string): string[] {
  return /^[^\n]*[|>][-+2]?( # why)?(\n|$)/.test(text) ? [text] : [text + ending]
}
