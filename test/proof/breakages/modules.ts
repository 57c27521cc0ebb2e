import { atEnd, type Breakage, each, text } from "./tools.js"

const FIREWALL = /modules\/firewall\/main\.tf$/
const NETWORK = /modules\/network\/main\.tf$/

/** Puts lines into the rule that denies what no other rule admits. */
function inside(name: string, lines: string): Breakage {
  return text(name, FIREWALL, ["proof/not_understood"], (content) => [
    content.replace('"google_compute_firewall" "deny_ingress" {\n', (head) => `${head}${lines}\n`),
  ])
}

function resource(type: string): Breakage {
  return atEnd(`a resource ${type}`, NETWORK, `resource "${type}" "x" {\n  name = "x"\n}`)
}

/** Changes the grants of secrets, where a VM has any. */
function secrets(name: string, codes: Breakage["codes"], from: string, to: string): Breakage {
  return {
    name,
    codes,
    *trees(tree) {
      const isUsed = [...tree].some(
        ([path, content]) => path.endsWith("/terragrunt.hcl") && /^ {10}secret +=/m.test(content),
      )
      for (const [path, content] of tree)
        if (isUsed && path.endsWith("modules/vm/main.tf")) yield new Map(tree).set(path, content.replace(from, to))
    },
  }
}

/** What is wrong with modules: resources that nobody knows, and ways in which Terraform leaves what they say undone. */
export const MODULES: readonly Breakage[] = [
  /* How Terraform treats resources */
  inside("changes that are ignored", "  lifecycle {\n    ignore_changes = [priority]\n  }"),
  inside("changes that are all ignored", "  lifecycle {\n    ignore_changes = all\n  }"),
  inside(
    "a condition that does not hold",
    '  lifecycle {\n    precondition {\n      condition = 1 == 2\n      error_message = "x"\n    }\n  }',
  ),
  inside("another provider", "  provider = google.other"),
  inside("a command that is run", '  provisioner "local-exec" {\n    command = "true"\n  }'),
  atEnd("a provider under another name", NETWORK, 'provider "google" {\n  alias = "other"\n  project = "elsewhere"\n}'),
  atEnd("a provider that nobody knows", NETWORK, 'provider "other" {}'),
  atEnd(
    "a provider of somebody else",
    NETWORK,
    'terraform {\n  required_providers {\n    google = {\n      source = "example/google"\n    }\n  }\n}',
  ),
  atEnd("a state of its own", NETWORK, 'terraform {\n  backend "local" {}\n}'),
  atEnd(
    "a resource that is let go",
    NETWORK,
    "removed {\n  from = google_compute_firewall.old\n  lifecycle {\n    destroy = false\n  }\n}",
  ),
  atEnd("a data source that runs a program", NETWORK, 'data "external" "x" {\n  program = ["true"]\n}'),
  atEnd(
    "a data source that hands out a secret",
    NETWORK,
    'data "google_secret_manager_secret_version" "x" {\n  secret = "x"\n}',
  ),
  atEnd(
    "resources that are counted when they are applied",
    NETWORK,
    'resource "google_compute_address" "x" {\n  count = google_compute_network.this.mtu_known ? 1 : 0\n  name = "x"\n}',
  ),
  atEnd(
    "a resource that runs a command",
    NETWORK,
    'resource "terraform_data" "x" {\n  provisioner "local-exec" {\n    command = "true"\n  }\n}',
  ),

  ...["name", "network", "ip_cidr_range", "router"].map((argument) =>
    text(`a resource without its ${argument}`, NETWORK, ["proof/not_understood"], (content) =>
      each(content, new RegExp(`^ {2}${argument} += .*\\n`, "gm"), () => ""),
    ),
  ),

  /* Resources of types that the proof does not know */
  ...[
    "google_compute_route",
    "google_compute_network_peering",
    "google_compute_network_firewall_policy_rule",
    "google_compute_firewall_policy_association",
    "google_compute_vpn_tunnel",
    "google_compute_forwarding_rule",
    "google_compute_router_interface",
    "google_compute_security_policy",
    "google_compute_shared_vpc_service_project",
    "google_compute_attached_disk",
    "google_compute_instance_template",
    "google_compute_project_metadata",
    "google_cloud_run_service",
    "google_dns_record_set",
    "google_project_iam_binding",
    "google_project_iam_policy",
    "google_secret_manager_secret_iam_binding",
    "cloudflare_ruleset",
    "cloudflare_page_rule",
    "cloudflare_workers_route",
    "cloudflare_zero_trust_tunnel_cloudflared",
  ].map(resource),

  /* Who may do what */
  atEnd(
    "a role on the project",
    NETWORK,
    'resource "google_project_iam_member" "x" {\n  project = var.project_id\n  role = "roles/editor"\n  member = "user:stranger@example.com"\n}',
    ["proof/not_granted"],
  ),
  atEnd(
    "a secret for a stranger",
    NETWORK,
    'resource "google_secret_manager_secret_iam_member" "x" {\n  project = var.project_id\n  secret_id = "ANY"\n  role = "roles/secretmanager.secretAccessor"\n  member = "allUsers"\n}',
    ["proof/not_granted"],
  ),
  atEnd(
    "a VM that a stranger logs in to",
    /modules\/vm\/main\.tf$/,
    'resource "google_compute_instance_iam_member" "x" {\n  project = var.project_id\n  zone = var.zone\n  instance_name = google_compute_instance.this.name\n  role = "roles/compute.osAdminLogin"\n  member = "domain:example.com"\n}',
    ["proof/not_granted"],
  ),
  atEnd(
    "a secret of another VM",
    /modules\/vm\/main\.tf$/,
    'resource "google_secret_manager_secret_iam_member" "x" {\n  project = var.project_id\n  secret_id = "OF_ANOTHER"\n  role = "roles/secretmanager.secretAccessor"\n  member = google_service_account.this.member\n}',
    ["proof/not_granted"],
  ),
  secrets(
    "a secret that a VM may not read",
    ["proof/disagreement"],
    "for_each = local.secrets",
    "for_each = toset([])",
  ),
  secrets(
    "a role that opens more of a secret",
    ["proof/not_granted"],
    "roles/secretmanager.secretAccessor",
    "roles/secretmanager.admin",
  ),
  text("a registry that a VM may not read", /live\/.*terragrunt\.hcl$/, ["proof/disagreement"], (content) =>
    content.includes("machine_type") ? each(content, /^ {2}registries = \[\n(?: {4}.*\n)*? {2}\]\n/gm, () => "") : [],
  ),
  text("secrets in another project", /live\/.*\/secrets\/terragrunt\.hcl$/, ["proof/disagreement"], (content) =>
    each(content, /^( {2}project_id +=) .*$/gm, ([, head]) => `${head} "elsewhere"`),
  ),
  text("operators that nobody declared", /live\/.*terragrunt\.hcl$/, ["proof/not_granted"], (content) =>
    content.includes("machine_type")
      ? [
          content
            .replace(/\n {2}machine_type/, '\n  operators = ["user:stranger@example.com"]\n  machine_type')
            .replace(/\n {2}operators += \["group.*/, ""),
        ]
      : [],
  ),
  text("operators that are gone", /live\/.*terragrunt\.hcl$/, ["proof/disagreement"], (content) =>
    content.includes("machine_type") && /\n {2}operators = /.test(content)
      ? [content.replace(/\n {2}operators = \[[^\]]*\]\n/, "\n")]
      : [],
  ),
  text(
    "operators that do not see their VMs",
    /live\/.*project-services\/terragrunt\.hcl$/,
    ["proof/disagreement"],
    (content) => each(content, /^ {2}operators = .*\n/gm, () => ""),
  ),
  text("a role that a VM has in its project", /live\/.*terragrunt\.hcl$/, ["proof/not_granted"], (content) =>
    content.includes("machine_type")
      ? [content.replace(/\n {2}machine_type/, '\n  project_roles = ["roles/compute.admin"]\n  machine_type')]
      : [],
  ),
]
