import fc from "fast-check"

/** A file with about all that HCL has. */
export const everything = `# What the bakery runs on.
// In two kinds of comments,
/* and a third one
   of two lines */
terraform {
  required_version = ">= 1.11"
}

locals {
  loaves  = 12
  prices  = [1, 2.5, 1e3, -4]
  name    = "rye \\u00e9 \\"\${local.loaves}\\" $\${x} %%{y} \\\\"
  sum     = local.loaves * 2 + 1 - 3 / 4 % 5
  open    = !var.closed && (local.loaves >= 3 || local.loaves != 7) ? "yes" : "no"
  squares = [for at, x in local.prices : x * x if x > 1]
  byName  = { for k, v in var.shops : upper(k) => v... if v != null }
  each    = var.shops[*].ovens[0].name
  old     = var.shops.*.ovens.0
  called  = merge({ a = 1, "b c" : 2, (local.name) = 3 }, var.more...)
  spaced = [
    "a", # first
    "b",
  ]
  text = <<EOT
Dear \${var.customer},
  %{if local.open == "yes"~}
  come in \\n
  %{~else}
  closed
  %{endif~}
EOT
  other = <<-EOT
    - %{for x in local.prices}\${x}, %{endfor}
      end
    EOT
}

block "with" labels { one = "line" }
empty {}
resource "oven" "main" {
  dynamic "tray" {
    for_each = range(3)
    content {
      at = tray.value
    }
  }
}
`

/** Sources that are damaged at one place, or are still sound: a character more, less, or another one. */
export function damaged(source: string): fc.Arbitrary<string> {
  const put = fc.constantFrom(
    "",
    "",
    "\n",
    " ",
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    '"',
    "$",
    "${",
    "%{",
    "~",
    "=",
    "=>",
    ",",
    ".",
    ":",
    "?",
    "a",
    "1",
    "\\",
    "#",
    "/*",
    "<<E\n",
    "...",
    "*",
    "\t",
    "\r",
    "é",
    "'",
    "for ",
    "null",
  )
  return fc
    .tuple(fc.nat(source.length), fc.nat(3), put)
    .map(([at, cut, text]) => source.slice(0, at) + text + source.slice(at + cut))
}
