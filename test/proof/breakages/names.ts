import { type Breakage, each, text, unit } from "./tools.js"

const RECORDS = /^( {2}records = \{\n)/gm

/** Puts a record beside the others. */
function record(content: string, lines: readonly string[]): readonly string[] {
  return each(
    content,
    RECORDS,
    ([, head]) => `${head}    "stranger" = {\n${lines.map((line) => `      ${line}\n`).join("")}    }\n\n`,
  )
}

/** The host name of the first record. */
function firstName(content: string): string {
  return /^ {6}name += "([^"]+)"/m.exec(content)?.[1] ?? "x.example"
}

/** Frontends' units. */
function frontend(
  name: string,
  codes: Breakage["codes"],
  edits: (content: string) => readonly string[],
  more: RegExp = /(?:)/,
): Breakage {
  return text(name, /live\/.*\/frontend-[^/]+\/terragrunt\.hcl$/, codes, (content) =>
    more.test(content) ? edits(content) : [],
  )
}

/** What is wrong with names, and with what answers them at providers. */
export const NAMES: readonly Breakage[] = [
  /* Records */
  unit("a wildcard", "dns", ["proof/not_granted"], (content) =>
    record(content, [`name = "*.${firstName(content)}"`, 'type = "A"', 'content = "203.0.113.7"']),
  ),
  unit("a name that leads to a stranger's address", "dns", ["proof/not_granted"], (content) =>
    record(content, [`name = "zz.${firstName(content)}"`, 'type = "A"', 'content = "203.0.113.7"']),
  ),
  unit("a name that leads to a stranger's name", "dns", ["proof/not_granted"], (content) =>
    record(content, [`name = "zz.${firstName(content)}"`, 'type = "CNAME"', 'content = "stranger.example"']),
  ),
  unit("another name for one of ours", "dns", ["proof/not_granted"], (content) =>
    record(content, [`name = "zz.${firstName(content)}"`, 'type = "CNAME"', `content = "${firstName(content)}"`]),
  ),
  unit("an address of IPv6 beside", "dns", ["proof/disagreement"], (content) =>
    record(content, [`name = "${firstName(content)}"`, 'type = "AAAA"', 'content = "2001:db8::1"']),
  ),
  unit("a second address", "dns", ["proof/disagreement"], (content) =>
    record(content, [`name = "${firstName(content).toUpperCase()}."`, 'type = "A"', 'content = "203.0.113.7"']),
  ),
  unit("a name that is handed to others", "dns", ["proof/not_granted"], (content) =>
    record(content, [`name = "${firstName(content)}"`, 'type = "NS"', 'content = "ns.stranger.example"']),
  ),
  unit("certificates for others", "dns", ["proof/not_granted"], (content) =>
    record(content, [
      `name = "_acme-challenge.${firstName(content)}"`,
      'type = "CNAME"',
      'content = "stranger.example"',
    ]),
  ),
  unit("a record of another type", "dns", ["proof/path_closed", "proof/disagreement"], (content) =>
    each(content, /(type +=) "A"/g, ([, head]) => `${head} "AAAA"`),
  ),
  unit("a record that is none any more", "dns", ["proof/path_closed"], (content) =>
    each(content, /(type +=) "(?:A|CNAME)"/g, ([, head]) => `${head} "TXT"`),
  ),
  unit("a frontend's name that leads elsewhere", "dns", ["proof/path_closed"], (content) =>
    each(content, /(content +=) "(?:cname\.vercel-dns\.com|76\.76\.21\.21)"/g, ([, head]) => `${head} "203.0.113.8"`),
  ),
  unit("another zone", "dns", ["proof/not_understood"], (content) =>
    each(content, /zone_id( *)= .*/g, ([, space]) => `zone_id${space}= "${"f".repeat(32)}"`),
  ),
  text("a record of a type that nobody knows", /modules\/dns\/main\.tf$/, ["proof/not_understood"], (content) => [
    `${content}
resource "cloudflare_dns_record" "x" {
  zone_id = var.zone_id
  name    = "x.example"
  type    = "HTTPS"
  ttl     = 1
  content = "1 stranger.example"
}
`,
  ]),
  text("records whose names are not known", /modules\/dns\/main\.tf$/, ["proof/not_understood"], (content) => [
    content.replace("each.value.name", "uuid()"),
  ]),

  /* Frontends */
  frontend("a domain that nobody asked for", ["proof/not_granted"], (content) =>
    each(content, /^( {2}domains = \{\n)/gm, ([, head]) => `${head}    "stranger.example" = {}\n`),
  ),
  frontend("a domain that redirects", ["proof/path_closed"], (content) =>
    each(content, /^( {4}"[^"]+" = )\{\}/gm, ([, head]) => `${head}{ redirect = "stranger.example" }`),
  ),
  frontend("a domain that serves a branch", ["proof/disagreement"], (content) =>
    each(content, /^( {4}"[^"]+" = )\{\}/gm, ([, head]) => `${head}{ git_branch = "feature" }`),
  ),
  frontend("another repository", ["proof/disagreement"], (content) =>
    each(content, /^( {4}repo += )"[^"]+"/gm, ([, head]) => `${head}"stranger/shop"`),
  ),
  frontend("a project of another name", ["proof/path_closed"], (content) =>
    each(content.slice(content.indexOf("inputs")), /^( {2}name += "[^"]+)"/gm, ([, head]) => `${head}-x"`).map(
      (changed) => content.slice(0, content.indexOf("inputs")) + changed,
    ),
  ),
  frontend("a variable with another value", ["proof/disagreement"], (content) =>
    each(content, /^( {6}value += )"[^"]*"/gm, ([, head]) => `${head}"https://stranger.example"`),
  ),
  frontend("a variable that nobody declared", ["proof/not_granted"], (content) =>
    each(
      content,
      /^( {2}environment_variables = \{\n)/gm,
      ([, head]) => `${head}    STRANGER = {\n      value   = "x"\n      targets = ["production"]\n    }\n`,
    ),
  ),
  frontend("a variable that is gone", ["proof/disagreement"], (content) =>
    each(content, /^ {4}\S+ = \{\n(?: {6}.*\n)*? {6}value .*\n(?: {6}.*\n)*? {4}\}\n/gm, () => ""),
  ),
  frontend("variables for other deployments", ["proof/disagreement", "proof/not_granted"], (content) =>
    each(content, /(targets +=) \["production"\]/g, ([, head]) => `${head} ["production", "preview"]`),
  ),
  frontend(
    "a secret whose value is written",
    ["proof/secret_written"],
    (content) => each(content, /= get_env\("[A-Z0-9_]+"\)/g, () => '= "not-told-to-anybody"'),
    /secret_values/,
  ),
  frontend(
    "a secret of another name",
    ["proof/disagreement"],
    (content) => each(content, /(= get_env\("[A-Z0-9_]+)"\)/g, ([, head]) => `${head}_TOO")`),
    /secret_values/,
  ),
  {
    name: "secrets that anybody reads",
    codes: ["proof/secret_written"],
    *trees(tree) {
      if (![...tree.values()].some((content) => content.includes("secret_values = {"))) return
      for (const [path, content] of tree)
        if (path.endsWith("modules/vercel-project/main.tf"))
          yield new Map(tree).set(path, content.replace("sensitive        = true", "sensitive        = false"))
    },
  },

  /* Buckets */
  text("a bucket's name that nobody asked for", /modules\/r2\/main\.tf$/, ["proof/not_granted"], (content) => [
    `${content}
resource "cloudflare_r2_custom_domain" "x" {
  account_id  = var.account_id
  bucket_name = "stock"
  domain      = "stock.example"
  enabled     = true
  zone_id     = "z"
}
`,
  ]),
  text("a bucket that anybody reads", /modules\/r2\/main\.tf$/, ["proof/not_understood"], (content) => [
    `${content}
resource "cloudflare_r2_managed_domain" "x" {
  account_id  = var.account_id
  bucket_name = "stock"
  enabled     = true
}
`,
  ]),
  text("a bucket's name that is gone", /live\/.*\/r2\/terragrunt\.hcl$/, ["proof/path_closed"], (content) =>
    each(content, /^ {6}domains = \{\n(?: {8}.*\n)*? {6}\}\n/gm, () => ""),
  ),
]

/** Changes of names that mean nothing. */
export const HARMLESS_NAMES: readonly Breakage[] = [
  unit("a name in capitals", "dns", [], (content) =>
    each(content, /^( {6}name += )"([^"]+)"/gm, ([, head, name]) => `${head}"${name!.toUpperCase()}"`),
  ),
  unit("an absolute name", "dns", [], (content) =>
    each(content, /^( {6}name += "[^"]+)"/gm, ([, head]) => `${head}."`),
  ),
  unit("mail", "dns", [], (content) =>
    record(content, [`name = "${firstName(content)}"`, 'type = "MX"', 'content = "mail.example"', "priority = 10"]),
  ),
  unit("a text", "dns", [], (content) =>
    record(content, [`name = "${firstName(content)}"`, 'type = "TXT"', 'content = "v=spf1 -all"']),
  ),
  unit("a key for mail", "dns", [], (content) =>
    record(content, [
      `name = "one._domainkey.${firstName(content)}"`,
      'type = "CNAME"',
      'content = "one.mail.example"',
    ]),
  ),
  unit("a name that stands for another one that leads there", "dns", [], (content) => {
    const [, name, owner] =
      /name +=\s"([^"]+)"\n +type +=\s"A"\n +content +=\s(dependency\.\w+\.outputs\.external_address)/.exec(content) ??
      []
    return name === undefined
      ? []
      : each(
          content,
          new RegExp(`(name += "(?!${name})[^"]+"\\n +type += )"A"\\n( +content +=) ${owner}`, "g"),
          ([, head, rest]) => `${head}"CNAME"\n${rest} "${name}"`,
        )
  }),
  unit("a time to live", "dns", [], (content) =>
    each(content, /(proxied += false)/g, ([line]) => `${line}\n      ttl = 300`),
  ),
  unit("a comment of a record", "dns", [], (content) =>
    each(content, /(comment +=) ".*"/g, ([, head]) => `${head} "Other words."`),
  ),
  unit("a name of its own at Vercel", "dns", [], (content) =>
    each(content, /"cname\.vercel-dns\.com"/g, () => '"0f1e2d3c4b5a6978.vercel-dns-017.com."'),
  ),
  frontend("how a frontend is built", [], (content) =>
    each(content, /^( {2}framework += ".*"\n)/gm, ([line]) => `${line}  node_version = "22.x"\n`),
  ),
]
