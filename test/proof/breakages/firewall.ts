import { type Breakage, each, text, unit } from "./tools.js"

/** Adds a rule to the module, with a network and a project that are the others' where nothing else is said. */
function rule(
  name: string,
  lines: string,
  codes: Breakage["codes"],
  network = "var.network",
  project = "var.project_id",
): Breakage {
  return text(name, /modules\/firewall\/main\.tf$/, codes, (content) => [
    `${content}\nresource "google_compute_firewall" "x" {\n  project = ${project}\n  network = ${network}\n  name = "x"\n  ${lines}\n  allow {\n    protocol = "tcp"\n    ports = ["7100"]\n  }\n}\n`,
  ])
}

/** Changes the network's module. */
function network(name: string, from: string, to: string): Breakage {
  return text(name, /modules\/network\/main\.tf$/, ["proof/not_understood", "proof/path_closed"], (content) =>
    content.includes(from) ? [content.replace(from, () => to)] : [],
  )
}

/** What is wrong with the firewall, and with the networks before it. */
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
  unit("a rule for every private network", "firewall", ["proof/not_granted"], (content) =>
    each(content, /^( +)source_service_accounts( *)= .*$/gm, ([, indent]) => `${indent}ranges = ["10.0.0.0/8"]`),
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
  unit("a rule about another VM", "firewall", ["proof/path_closed", "proof/not_granted"], (content) =>
    ofAnotherVm(content, "target"),
  ),
  unit("a rule for another VM", "firewall", ["proof/path_closed", "proof/not_granted"], (content) =>
    ofAnotherVm(content, "source"),
  ),
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
  /* Rules of the module's own */
  rule("a rule for a tag that nobody has", 'source_ranges = ["0.0.0.0/0"]\n  target_tags = ["x"]', [
    "proof/not_granted",
  ]),
  rule("a rule from a tag that nobody has", 'source_tags = ["x"]', ["proof/not_granted"]),
  rule(
    "a rule for an account that nobody has",
    'source_ranges = ["0.0.0.0/0"]\n  target_service_accounts = ["x@example.com"]',
    ["proof/not_granted"],
  ),
  rule("a rule for everybody and everything", "", ["proof/not_granted"]),
  rule("a rule about IPv6", 'source_ranges = ["::/0"]', ["proof/not_understood"]),
  rule(
    "a rule about a network of another name",
    'source_ranges = ["0.0.0.0/0"]',
    ["proof/not_understood"],
    '"default"',
  ),
  rule("a rule that is perhaps disabled", "disabled = google_compute_firewall.deny_ingress.log_config[0].enabled", [
    "proof/not_understood",
  ]),
  rule("a rule of another parameter", "params {\n    resource_manager_tags = {}\n  }", ["proof/not_understood"]),
  rule(
    "a rule of another project",
    'source_ranges = ["192.0.2.1/32"]',
    ["proof/disagreement"],
    "var.network",
    '"elsewhere"',
  ),
  text("a rule about what leaves", /modules\/firewall\/main\.tf$/, ["proof/not_understood"], (content) => [
    `${content}\nresource "google_compute_firewall" "out" {\n  project = var.project_id\n  network = var.network\n  name = "out"\n  direction = "EGRESS"\n  deny {\n    protocol = "all"\n  }\n}\n`,
  ]),
  text(
    "a protocol beside TCP and UDP",
    /modules\/firewall\/main\.tf$/,
    ["proof/not_granted", "proof/not_understood"],
    (content) => [
      `${content}\nresource "google_compute_firewall" "x" {\n  project = var.project_id\n  network = var.network\n  name = "x"\n  source_ranges = ["0.0.0.0/0"]\n  allow {\n    protocol = "sctp"\n    ports = ["7100"]\n  }\n}\n`,
    ],
  ),
  text("a port that can't be read", /modules\/firewall\/main\.tf$/, ["proof/not_understood"], (content) => [
    `${content}\nresource "google_compute_firewall" "x" {\n  project = var.project_id\n  network = var.network\n  name = "x"\n  source_ranges = ["192.0.2.1/32"]\n  deny {\n    protocol = "tcp"\n    ports = ["ssh"]\n  }\n}\n`,
  ]),
  text("rules that are disabled", /modules\/firewall\/main\.tf$/, ["proof/path_closed"], (content) =>
    each(content, /^ {2}direction +=.*$/gm, ([line]) => `${line}\n  disabled = true`).slice(0, 1),
  ),
  unit("a rule of another project than its network", "firewall", ["proof/disagreement"], (content) =>
    each(content, /^( {2}project_id +=) .*$/gm, ([, head]) => `${head} "elsewhere"`),
  ),

  /* Networks */
  network("subnetworks in every region", "auto_create_subnetworks  = false", "auto_create_subnetworks  = true"),
  network("no word on subnetworks in every region", "  auto_create_subnetworks  = false\n", ""),
  network(
    "no way out of a network",
    "delete_default_routes_on_create = false",
    "delete_default_routes_on_create = true",
  ),
  network("a network with IPv6", "enable_ula_internal_ipv6 = false", "enable_ula_internal_ipv6 = true"),
  network(
    "a range of its own in a subnetwork",
    'stack_type               = "IPV4_ONLY"',
    'stack_type = "IPV4_ONLY"\n  secondary_ip_range {\n    range_name = "x"\n    ip_cidr_range = "10.250.0.0/16"\n  }',
  ),
  network("a subnetwork with IPv6", '"IPV4_ONLY"', '"IPV4_IPV6"'),
  network("a NAT for all subnetworks that names one", '"LIST_OF_SUBNETWORKS"', '"ALL_SUBNETWORKS_ALL_IP_RANGES"'),
  network("a NAT of another router", "router  = google_compute_router.nat[0].name", 'router  = "other"'),
  network(
    "a router that learns routes",
    '  name    = "${var.name}-nat"\n}',
    '  name    = "${var.name}-nat"\n  bgp {\n    asn = 64514\n  }\n}',
  ),
  text("a network that nobody declared", /modules\/network\/main\.tf$/, ["proof/not_granted"], (content) => [
    `${content}\nresource "google_compute_network" "x" {\n  project = var.project_id\n  name = "x"\n  auto_create_subnetworks = false\n}\n`,
  ]),
  text("a subnetwork that nobody declared", /modules\/network\/main\.tf$/, ["proof/not_granted"], (content) => [
    `${content}\nresource "google_compute_subnetwork" "x" {\n  project = var.project_id\n  network = google_compute_network.this.id\n  name = "x"\n  ip_cidr_range = "10.251.0.0/24"\n}\n`,
  ]),
  text("a VM with a range of its own", /modules\/vm\/main\.tf$/, ["proof/not_understood"], (content) => [
    content.replace(
      'stack_type = "IPV4_ONLY"',
      'stack_type = "IPV4_ONLY"\n    alias_ip_range {\n      ip_cidr_range = "10.10.0.128/25"\n    }',
    ),
  ]),
  {
    name: "a unit that stands twice",
    codes: ["proof/disagreement"],
    *trees(tree) {
      for (const [path, content] of tree)
        if (/live\/.*\/(?:firewall|secrets)\/terragrunt\.hcl$/.test(path))
          yield new Map(tree).set(path.replace(/\/(\w+)\/terragrunt\.hcl$/, "/$1-copy/terragrunt.hcl"), content)
    },
  },
  {
    name: "an environment in another project",
    codes: ["proof/disagreement"],
    *trees(tree) {
      for (const [path, content] of tree)
        if (/live\/.*project-services\/terragrunt\.hcl$/.test(path) && !path.includes("/shared/"))
          for (const changed of each(content, /^( {2}project_id +=) ".*"$/gm, ([, head]) => `${head} "elsewhere"`))
            yield new Map(tree).set(path, changed)
    },
  },
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

/** Each rule with the service account of another VM, where there are two. */
function ofAnotherVm(content: string, side: "source" | "target"): readonly string[] {
  const vms = [
    ...new Set([...content.matchAll(/dependency\.(\w+)\.outputs\.service_account_email/g)].map(([, vm]) => vm!)),
  ]
  const accounts = new RegExp(`(${side}_service_accounts = \\[dependency\\.)(\\w+)`, "g")
  return vms.length < 2 ? [] : each(content, accounts, ([, head, vm]) => `${head}${vms.find((one) => one !== vm)}`)
}
