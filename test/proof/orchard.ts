/**
 * A small orchard's units, written by hand as people write them: a machine, its network, its firewall and its records. Each test
 * takes the files and changes one.
 */
export const orchard: ReadonlyMap<string, string> = new Map([
  [
    "terraform/root.hcl",
    `locals {
  region = "europe-west8"
}

generate "provider" {
  path      = "provider.tf"
  if_exists = "overwrite_terragrunt"
  contents  = file("\${get_parent_terragrunt_dir()}/providers/\${basename(path_relative_to_include())}.tf.txt")
}

inputs = {
  project = "orchard"
  region  = local.region
}
`,
  ],
  ["terraform/providers/network.tf.txt", `provider "google" {}\n`],
  ["terraform/providers/press.tf.txt", `provider "google" {}\n`],
  ["terraform/providers/firewall.tf.txt", `provider "google" {}\n`],
  ["terraform/providers/dns.tf.txt", `provider "cloudflare" {}\n`],
  [
    "terraform/modules/network/main.tf",
    `variable "project" {
  type = string
}
variable "region" {
  type = string
}
variable "range" {
  type    = string
  default = "10.1.0.0/24"
}
resource "google_compute_network" "this" {
  project = var.project
  name    = "orchard"
}
resource "google_compute_subnetwork" "this" {
  network       = google_compute_network.this.id
  region        = var.region
  ip_cidr_range = var.range
}
output "network_id" {
  value = google_compute_network.this.id
}
output "subnetwork_id" {
  value = google_compute_subnetwork.this.id
}
output "range" {
  value = google_compute_subnetwork.this.ip_cidr_range
}
`,
  ],
  [
    "terraform/modules/vm/main.tf",
    `locals {
  label = "vm-\${var.name}"
}
resource "google_service_account" "this" {
  account_id = var.name
}
resource "google_compute_address" "external" {
  count = var.public ? 1 : 0
  name  = "\${local.label}-external"
}
resource "google_compute_disk" "this" {
  for_each = var.disks
  name     = each.key
  size     = each.value.size
}
resource "google_compute_instance" "this" {
  name = var.name
  tags = null

  dynamic "attached_disk" {
    for_each = google_compute_disk.this
    iterator = disk
    content {
      source = disk.value.id
      name   = disk.key
    }
  }

  network_interface {
    subnetwork = var.subnetwork
    network_ip = cidrhost(var.range, 5)

    dynamic "access_config" {
      for_each = google_compute_address.external
      content {
        nat_ip = access_config.value.address
      }
    }
  }

  service_account {
    email = google_service_account.this.email
  }

  metadata = {
    script = file("\${path.module}/start.sh")
    stacks = jsonencode(var.stacks)
  }

  lifecycle {
    prevent_destroy = true
  }
}
`,
  ],
  ["terraform/modules/vm/start.sh", "#!/bin/sh\n"],
  [
    "terraform/modules/vm/variables.tf",
    `variable "name" {
  type = string

  validation {
    condition     = can(regex("^[a-z]+$", var.name))
    error_message = "A name has lower-case letters."
  }
}
variable "public" {
  type    = bool
  default = false
}
variable "subnetwork" {
  type = string
}
variable "range" {
  type = string
}
variable "disks" {
  type = map(object({
    size = optional(number, 10)
    kind = optional(string)
  }))
  default  = {}
  nullable = false
}
variable "stacks" {
  type    = list(string)
  default = []
}
`,
  ],
  [
    "terraform/modules/vm/outputs.tf",
    `output "name" {
  value = google_compute_instance.this.name
}
output "account" {
  value = google_service_account.this.email
}
output "address" {
  value = one(google_compute_address.external[*].address)
}
output "inside" {
  value = google_compute_instance.this.network_interface[0].network_ip
}
output "disk_ids" {
  value = { for name, disk in google_compute_disk.this : name => disk.id }
}
`,
  ],
  [
    "terraform/modules/firewall/main.tf",
    `variable "network" {
  type = string
}
variable "rules" {
  type = map(object({
    ranges   = optional(list(string), [])
    accounts = optional(list(string), [])
    allow    = list(object({ protocol = string, ports = optional(list(string), []) }))
    priority = optional(number, 1000)
  }))
}
resource "google_compute_firewall" "allow" {
  for_each                = var.rules
  network                 = var.network
  name                    = each.key
  priority                = each.value.priority
  source_ranges           = length(each.value.ranges) > 0 ? each.value.ranges : null
  target_service_accounts = each.value.accounts

  dynamic "allow" {
    for_each = each.value.allow
    content {
      protocol = allow.value.protocol
      ports    = length(allow.value.ports) > 0 ? allow.value.ports : null
    }
  }
}
resource "google_compute_firewall" "deny" {
  network       = var.network
  name          = "deny"
  priority      = 65534
  source_ranges = ["0.0.0.0/0"]

  deny {
    protocol = "all"
  }
}
`,
  ],
  [
    "terraform/modules/dns/main.tf",
    `variable "zone" {
  type = string
}
variable "token" {
  type      = string
  default   = ""
  ephemeral = true
}
variable "records" {
  type = map(object({ content = string, proxied = optional(bool, false) }))
}
resource "cloudflare_dns_record" "this" {
  for_each = var.records
  zone_id  = var.zone
  name     = each.key
  type     = "A"
  content  = each.value.content
  proxied  = each.value.proxied
}
output "token" {
  value     = var.token
  ephemeral = true
}
`,
  ],
  unit("network", "network", "", ""),
  unit(
    "press",
    "vm",
    dependency("network", `network_id = "n"\n    subnetwork_id = "s"\n    range = "10.9.0.0/24"`),
    `
  name       = "press"
  public     = true
  subnetwork = dependency.network.outputs.subnetwork_id
  range      = dependency.network.outputs.range
  stacks     = ["cider", "juice"]

  disks = {
    data = {}
    logs = { size = 50 }
  }
`,
  ),
  unit(
    "firewall",
    "firewall",
    dependency("network", `network_id = "n"`) +
      dependency("press", `account = "a@b"\n    disk_ids = { data = "d", logs = "l" }`),
    `
  network = dependency.network.outputs.network_id

  rules = {
    "web-from-anywhere" = {
      ranges   = ["0.0.0.0/0"]
      accounts = [dependency.press.outputs.account]
      allow = [
        { protocol = "tcp", ports = ["80", "443"] },
        { protocol = "icmp" },
      ]
    }
    "ssh" = {
      ranges   = ["192.0.2.0/24"]
      accounts = [dependency.press.outputs.account]
      allow    = [{ protocol = "tcp", ports = [22] }]
      priority = 900
    }
  }
`,
  ),
  unit(
    "dns",
    "dns",
    dependency("press", `address = "192.0.2.1"`),
    `
  zone = get_env("ZONE")
  records = {
    "cider.example.org" = { content = dependency.press.outputs.address }
    "old.example.org"   = { content = "192.0.2.7", proxied = true }
  }
`,
  ),
])

function unit(name: string, module: string, dependencies: string, inputs: string): readonly [string, string] {
  return [
    `terraform/live/${name}/terragrunt.hcl`,
    `include "root" {
  path = find_in_parent_folders("root.hcl")
}

terraform {
  source = "../../modules/${module}"
}
${dependencies}
inputs = {${inputs}}
`,
  ]
}

function dependency(name: string, mocks: string): string {
  return `
dependency "${name}" {
  config_path = "../${name}"

  mock_outputs = {
    ${mocks}
  }
  mock_outputs_allowed_terraform_commands = ["validate", "plan"]
}
`
}

/** The orchard with one file changed: by `change`, or another text in its place. */
export function changed(path: string, change: ((text: string) => string) | string): ReadonlyMap<string, string> {
  const before = orchard.get(path) ?? ""
  const after = typeof change === "string" ? change : change(before)
  if (after === before) throw new Error(`Nothing changes in ${path}.`)
  return new Map([...orchard, [path, after]])
}
