import { type Breakage, each, text, unit } from "./tools.js"

/** What is wrong with the firewall. */
export const FIREWALL: readonly Breakage[] = [
  /* Firewall */
  unit("a firewall rule that is gone", "firewall", ["proof/path_closed"], (content) =>
    each(content, /^ {4}"?[\w-]+"? = \{\n(?: {6}.*\n|\n)*? {4}\}\n/gm, () => ""),
  ),
  unit("a range that is wider", "firewall", ["proof/not_granted"], (content) =>
    each(content, /"(\d+)\.\d+\.\d+\.\d+\/(?:1[0-9]|2[0-9])"/g, ([, first]) => `"${first}.0.0.0/8"`),
  ),
  unit("a rule for everybody", "firewall", ["proof/not_granted"], (content) =>
    each(content, /^( +)source_service_accounts( *)= .*$/gm, ([, indent]) => `${indent}ranges = ["0.0.0.0/0"]`),
  ),
  unit("a range that is narrower", "firewall", ["proof/path_closed"], (content) =>
    each(content, /"0\.0\.0\.0\/0"/g, () => '"192.0.2.0/24"'),
  ),
  text("a range of the CDN that is gone", /firewall\/terragrunt\.hcl$/, ["proof/path_closed"], (content) =>
    each(content, /"104\.16\.0\.0\/13",?\s*/g, () => ""),
  ),
  unit("another port in a rule", "firewall", ["proof/path_closed", "proof/not_granted"], (content) =>
    each(content, /(ports += \[")(\d+)/g, ([, head, port]) => `${head}${Number(port) + 1}`),
  ),
  unit("a range of ports", "firewall", ["proof/not_granted"], (content) =>
    each(content, /(ports += \[")(\d+)"/g, ([, head, port]) => `${head}${port}-${Number(port) + 9}"`),
  ),
  unit("every port", "firewall", ["proof/not_granted"], (content) =>
    each(content, /^ +ports += \["\d+"\]\n/gm, () => ""),
  ),
  unit("another protocol", "firewall", ["proof/path_closed", "proof/not_granted"], (content) =>
    each(content, /protocol = "tcp"/g, () => 'protocol = "udp"'),
  ),
  unit("every protocol", "firewall", ["proof/not_granted", "proof/not_understood"], (content) =>
    each(content, /protocol = "tcp"/g, () => 'protocol = "all"'),
  ),
  unit("a rule about another VM", "firewall", ["proof/path_closed", "proof/not_granted"], (content) => {
    const vms = [
      ...new Set([...content.matchAll(/dependency\.(\w+)\.outputs\.service_account_email/g)].map(([, vm]) => vm!)),
    ]
    return vms.length < 2
      ? []
      : each(
          content,
          /(target_service_accounts = \[dependency\.)(\w+)/g,
          ([, head, vm]) => `${head}${vms.find((one) => one !== vm)}`,
        )
  }),
  unit("a rule for another VM", "firewall", ["proof/path_closed", "proof/not_granted"], (content) => {
    const vms = [
      ...new Set([...content.matchAll(/dependency\.(\w+)\.outputs\.service_account_email/g)].map(([, vm]) => vm!)),
    ]
    return vms.length < 2
      ? []
      : each(
          content,
          /(source_service_accounts = \[dependency\.)(\w+)/g,
          ([, head, vm]) => `${head}${vms.find((one) => one !== vm)}`,
        )
  }),
  unit("a rule that nobody asked for", "firewall", ["proof/not_granted"], (content) =>
    each(
      content,
      /^( {2}rules = \{\n)(?= {4}"?[\w-]+"? = \{\n(?: {6}.*\n)*? {6}target_service_accounts = (\[.*\]))/gm,
      ([, head, targets]) =>
        `${head}    "stranger" = {\n      description = "x"\n      ranges = ["0.0.0.0/0"]\n      target_service_accounts = ${targets}\n      allow = [{ protocol = "tcp", ports = ["9200"] }]\n    }\n\n`,
    ),
  ),
  {
    name: "a module that opens everything",
    codes: ["proof/not_granted"],
    *trees(tree) {
      const path = [...tree.keys()].find((one) => one.endsWith("modules/firewall/main.tf"))
      const isNarrow = [...tree].some(
        ([one, content]) =>
          one.endsWith("/firewall/terragrunt.hcl") && /source_service_accounts|"35\.235/.test(content),
      )
      if (path === undefined || !isNarrow) return
      const line = /^( +source_ranges +=) each\.value\.direction.*$/gm
      for (const changed of each(tree.get(path)!, line, ([, head]) => `${head} ["0.0.0.0/0"]`))
        yield new Map(tree).set(path, changed)
    },
  },
  text("a rule that refuses before all others", /modules\/firewall\/main\.tf$/, ["proof/path_closed"], (content) =>
    each(content, /priority( +)= 65534/g, ([, space]) => `priority${space}= 10`),
  ),

  unit("rules of another network", "firewall", ["proof/not_understood", "proof/path_closed"], (content) =>
    each(content, /^( {2}network +=) .*$/gm, ([, head]) => `${head} "default"`),
  ),
  {
    name: "a VM that nobody declared",
    codes: ["proof/not_granted"],
    *trees(tree) {
      for (const [path, content] of tree)
        if (/live\/.*terragrunt\.hcl$/.test(path) && content.includes("machine_type"))
          yield new Map(tree).set(path.replace(/[^/]+\/terragrunt\.hcl$/, "stranger/terragrunt.hcl"), content)
    },
  },
]
