import { type Breakage, each, text, unit } from "./tools.js"

/** What is wrong with VMs, networks of the cloud, and names. */
export const CLOUD: readonly Breakage[] = [
  /* VMs and names */
  text("a VM without its external address", /live\/.*terragrunt\.hcl$/, ["proof/path_closed"], (content) =>
    each(content, /external_address = true/g, () => "external_address = false"),
  ),
  text("a VM at another address", /live\/.*terragrunt\.hcl$/, ["proof/disagreement"], (content) =>
    content.includes("machine_type")
      ? each(content, /^( {2}internal_address = "\d+\.\d+\.\d+)\.\d+"/gm, ([, head]) => `${head}.99"`)
      : [],
  ),
  text(
    "a VM that does not run its project",
    /live\/.*terragrunt\.hcl$/,
    ["proof/disagreement", "proof/path_closed"],
    (content) =>
      content.includes("machine_type")
        ? each(content, /^( {6}project += ")([^"]+)"/gm, ([, head, name]) => `${head}${name}x"`)
        : [],
  ),
  text("a secret that a VM is not handed", /live\/.*terragrunt\.hcl$/, ["proof/disagreement"], (content) =>
    content.includes("machine_type")
      ? each(content, /^ {8}\{\n {10}(?:secret|variable) .*\n {10}.*\n {8}\},\n/gm, () => "")
      : [],
  ),
  text("a network without its NAT", /live\/.*\/network\/terragrunt\.hcl$/, ["proof/path_closed"], (content) =>
    each(content, /^ {2}nat = true$/gm, () => "  nat = false"),
  ),
  text("a subnetwork elsewhere", /live\/.*\/network\/terragrunt\.hcl$/, ["proof/disagreement"], (content) =>
    each(content, /^( {4}range += )"[^"]+"/gm, ([, head]) => `${head}"10.199.0.0/24"`),
  ),
  unit("a record that is gone", "dns", ["proof/path_closed"], (content) =>
    each(content, /^ {4}"?[\w.-]+"? = \{\n(?: {6}.*\n)*? {4}\}\n/gm, () => ""),
  ),
  text("a frontend without its domain", /live\/.*terragrunt\.hcl$/, ["proof/path_closed"], (content) =>
    content.includes("/modules/vercel-project")
      ? each(content, /^ {2,}"?(?:[\w-]+\.)+[a-z]+"? = \{[^}]*\}\n|^ +domain += .*\n/gm, () => "")
      : [],
  ),
  unit("a record that leads elsewhere", "dns", ["proof/path_closed"], (content) =>
    each(content, /content = dependency\.\w+\.outputs\.external_address/g, () => 'content = "203.0.113.77"'),
  ),
  unit("a record that the CDN answers, or no longer", "dns", ["proof/disagreement"], (content) =>
    each(
      content,
      /proxied( +)= (true|false)/g,
      ([, space, value]) => `proxied${space}= ${value === "true" ? "false" : "true"}`,
    ),
  ),
  unit("a record that nobody asked for", "dns", ["proof/not_granted"], (content) =>
    each(
      content,
      /^( {2}records = \{\n)(?=(?:.*\n)*? {6}content = (dependency\.\w+\.outputs\.external_address))/gm,
      ([, head, content_]) =>
        `${head}    "stranger" = {\n      name = "stranger.example"\n      type = "A"\n      content = ${content_}\n      proxied = false\n    }\n\n`,
    ),
  ),

  /* Ways beside the firewall */
  text("a VM that forwards packets", /modules\/vm\/main\.tf$/, ["proof/not_understood"], (content) => [
    content.replace("\n  allow_stopping", "\n  can_ip_forward = true\n  allow_stopping"),
  ]),
  text("a VM with IPv6", /modules\/vm\/main\.tf$/, ["proof/not_understood"], (content) => [
    content.replace('"IPV4_ONLY"', '"IPV4_IPV6"'),
  ]),
  text("a VM with another interface", /modules\/vm\/main\.tf$/, ["proof/not_understood"], (content) => [
    content.replace(
      "\n  service_account {",
      '\n  network_interface {\n    network = "default"\n  }\n\n  service_account {',
    ),
  ]),
  text("a peering", /modules\/network\/main\.tf$/, ["proof/not_understood"], (content) => [
    `${content}\nresource "google_compute_network_peering" "x" {\n  name = "x"\n}\n`,
  ]),
]
