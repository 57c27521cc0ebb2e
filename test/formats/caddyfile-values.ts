import fc from "fast-check"

/** Pieces that mean something to Caddy's lexer, its formatter, its replacer, or Go. */
const pieces = [
  ...[
    "{",
    "}",
    "{$",
    "{$HOME}",
    "{$X:",
    "{$}",
    "{env.HOME}",
    "{host}",
    "{args[0]}",
    "{block}",
    "$",
    ":",
    "{}",
    "\\{",
    "\\}",
  ],
  ...[
    '"',
    '\\"',
    "`",
    "\\",
    "\\\\",
    "#",
    "<<",
    "<<END",
    "<",
    "END",
    "import",
    "@x",
    "/x",
    "*",
    ",",
    "(",
    ")",
    "&(",
    "//",
  ],
  ...[" ", "  ", "\t", "\n", "\r", "\r\n", "\u00a0", "\u0085", "\u2028", "\ufeff", "\0", "\u001b", "\ud800", "😀", "é"],
  ...["a", "b.example", "8080", "200", "'"],
]

/** Strings that are likely to break something. */
export const hostile: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.array(fc.constantFrom(...pieces), { maxLength: 8 }).map((some) => some.join("")) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 12 }) },
  { weight: 1, arbitrary: fc.string({ maxLength: 12 }) },
)
