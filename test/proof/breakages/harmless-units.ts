import { type Breakage, each, text } from "./tools.js"

const UNIT = /live\/.*\/firewall\/terragrunt\.hcl$/

function terraform(name: string, lines: string): Breakage {
  return text(name, UNIT, [], (content) => each(content, /^terraform \{\n/gm, ([head]) => `${head}${lines}\n`))
}

function atEnd(name: string, files: RegExp, lines: string): Breakage {
  return text(name, files, [], (content) => [`${content}\n${lines}\n`])
}

/** Puts lines into the first resource of a type. */
function inside(name: string, module: string, type: string, lines: string): Breakage {
  const head = new RegExp(`^resource "${type}" "\\w+" \\{\\n(?: {2}(?:count|for_each) .*\\n)?`, "gm")
  return text(name, new RegExp(`modules/${module}/main\\.tf$`), [], (content) =>
    each(content, head, ([start]) => `${start}${lines}\n`),
  )
}

function rule(name: string, lines: string): Breakage {
  return text(name, /modules\/firewall\/main\.tf$/, [], (content) => [
    `${content}\nresource "google_compute_firewall" "x" {\n  project = var.project_id\n  network = var.network\n  name = "x"\n${lines}\n}\n`,
  ])
}

/** Changes of units and modules that mean nothing. */
export const HARMLESS_UNITS: readonly Breakage[] = [
  /* Terragrunt */
  terraform(
    "a lock that is waited for",
    '  extra_arguments "lock" {\n    commands = get_terraform_commands_that_need_locking()\n    arguments = ["-lock-timeout=20m"]\n    env_vars = { TF_IN_AUTOMATION = "true" }\n  }',
  ),
  atEnd("a unit that is not destroyed", UNIT, "prevent_destroy = true"),
  atEnd(
    "a unit that is left out of nothing but destroying",
    UNIT,
    'exclude {\n  if = true\n  actions = ["destroy"]\n}',
  ),
  atEnd("a unit that is never left out", UNIT, 'skip = false\n\nexclude {\n  if = false\n  actions = ["all"]\n}'),
  atEnd(
    "failures that are tried again",
    UNIT,
    'errors {\n  retry "network" {\n    retryable_errors = [".*timeout.*"]\n    max_attempts = 3\n    sleep_interval_sec = 5\n  }\n}',
  ),
  atEnd("a flag that nothing uses", UNIT, 'feature "late" {\n  default = false\n}'),
  atEnd(
    "a file that Terraform does not read",
    UNIT,
    'generate "note" {\n  path = "NOTE.txt"\n  if_exists = "overwrite"\n  contents = "x"\n}',
  ),
  atEnd("an input that no module takes", /root\.hcl$/, 'inputs = {\n  shelf = "two"\n}'),

  /* Modules */
  inside(
    "labels that others change",
    "network",
    "google_compute_router",
    "  lifecycle {\n    ignore_changes = [description]\n  }",
  ),
  inside(
    "a resource that is not destroyed",
    "firewall",
    "google_compute_firewall",
    "  lifecycle {\n    prevent_destroy = true\n    create_before_destroy = false\n  }",
  ),
  inside("how long is waited", "firewall", "google_compute_firewall", '  timeouts {\n    create = "20m"\n  }'),
  inside(
    "a network's way of choosing routes",
    "network",
    "google_compute_network",
    '  bgp_best_path_selection_mode = "STANDARD"',
  ),
  inside(
    "a NAT that keeps connections longer",
    "network",
    "google_compute_router_nat",
    "  tcp_established_idle_timeout_sec = 2400\n  min_ports_per_vm = 128",
  ),
  atEnd(
    "a resource under another address",
    /modules\/network\/main\.tf$/,
    "moved {\n  from = google_compute_network.old\n  to = google_compute_network.this\n}",
  ),
  atEnd(
    "a check",
    /modules\/network\/main\.tf$/,
    'check "mtu" {\n  assert {\n    condition = var.mtu > 0\n    error_message = "x"\n  }\n}',
  ),
  atEnd(
    "a data source",
    /modules\/network\/main\.tf$/,
    'data "google_project" "this" {\n  project_id = var.project_id\n}',
  ),
  atEnd(
    "what only Terraform knows of",
    /modules\/network\/main\.tf$/,
    'resource "terraform_data" "note" {\n  input = var.name\n}',
  ),
  text("a NAT for all subnetworks", /modules\/network\/main\.tf$/, [], (content) => {
    const listed = /\n {2}subnetwork \{\n {4}name .*\n {4}source_ip.*\n {2}\}\n/
    return listed.test(content)
      ? [content.replace(listed, "").replace('"LIST_OF_SUBNETWORKS"', '"ALL_SUBNETWORKS_ALL_IP_RANGES"')]
      : []
  }),
  text("a network by its link", /modules\/network\/outputs\.tf$/, [], (content) =>
    each(content, /google_compute_network\.this\.id/g, () => "google_compute_network.this.self_link"),
  ),

  /* Firewall */
  rule("a rule that is disabled", '  disabled = true\n  allow {\n    protocol = "tcp"\n  }'),
  rule(
    "a rule that lets out what may leave",
    '  direction = "EGRESS"\n  allow {\n    protocol = "tcp"\n    ports = ["443"]\n  }',
  ),
  rule(
    "a protocol by its number",
    '  priority = 65500\n  source_ranges = ["192.0.2.1/32"]\n  deny {\n    protocol = "6"\n    ports = ["7100"]\n  }\n  log_config {\n    metadata = "EXCLUDE_ALL_METADATA"\n  }',
  ),
]
