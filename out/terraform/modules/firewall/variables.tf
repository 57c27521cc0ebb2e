# Generated from topology.ts by `groundplan build`.
# Edits are lost: change topology.ts instead.

variable "project_id" {
  description = "Project that holds the network."
  type        = string
}

variable "network" {
  description = "Identifier or name of the network that the rules belong to."
  type        = string
}

variable "rules" {
  description = <<-EOT
    The grants, one firewall rule each, keyed by the rule's name:
    - `description`: why the grant exists;
    - `direction`: INGRESS or EGRESS;
    - `ranges`: IPv4 ranges in CIDR notation, where an ingress comes from or an egress goes to;
    - `source_service_accounts`: e-mails of the service accounts whose VMs an ingress comes from, by internal address;
    - `target_service_accounts`: e-mails of the service accounts whose VMs the rule applies to;
    - `allow`: protocols, with ports or port ranges (`"443"`, `"8000-8010"`); without ports, every port;
    - `priority`: lower wins;
    - `log`: whether connections are logged.
    Google Cloud admits a connection that matches the ranges or the source service accounts, not only one that
    matches both, so a rule has one of the two.
  EOT
  type = map(object({
    description             = string
    direction               = optional(string, "INGRESS")
    ranges                  = optional(list(string), [])
    source_service_accounts = optional(list(string), [])
    target_service_accounts = list(string)
    allow = list(object({
      protocol = string
      ports    = optional(list(string), [])
    }))
    priority = optional(number, 1000)
    log      = optional(bool, false)
  }))
  default = {}

  validation {
    condition     = alltrue([for name, rule in var.rules : can(regex("^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$", name))])
    error_message = "A rule's name has up to 63 lower-case letters, digits and dashes, starts with a letter and does not end with a dash."
  }

  validation {
    condition     = alltrue([for rule in var.rules : contains(["INGRESS", "EGRESS"], rule.direction)])
    error_message = "A rule's direction is INGRESS or EGRESS."
  }

  validation {
    condition     = alltrue([for rule in var.rules : (length(rule.ranges) > 0) != (length(rule.source_service_accounts) > 0)])
    error_message = "A rule has ranges or source service accounts, one of the two: both together would admit either."
  }

  validation {
    condition     = alltrue([for rule in var.rules : rule.direction == "INGRESS" || length(rule.source_service_accounts) == 0])
    error_message = "Only an ingress rule has source service accounts."
  }

  validation {
    condition     = alltrue(flatten([for rule in var.rules : [for range in rule.ranges : can(cidrnetmask(range))]]))
    error_message = "Each range is an IPv4 range in CIDR notation; the network carries no IPv6."
  }

  validation {
    condition = alltrue([
      for rule in var.rules : length(rule.target_service_accounts) > 0 && length(rule.target_service_accounts) <= 10 && length(rule.source_service_accounts) <= 10
    ])
    error_message = "A rule has one to ten target service accounts, as without one it would apply to every VM, and at most ten source service accounts."
  }

  validation {
    condition = alltrue(flatten([
      for rule in var.rules : [for allow in rule.allow : length(allow.ports) == 0 || contains(["tcp", "udp", "sctp"], allow.protocol)]
    ]))
    error_message = "Only tcp, udp and sctp have ports."
  }

  validation {
    condition     = alltrue([for rule in var.rules : length(rule.allow) > 0 && rule.priority >= 0 && rule.priority < 65534])
    error_message = "A rule allows at least one protocol, and its priority lies between 0 and 65533, before that of the rule that denies the rest."
  }
}

variable "deny_rule_name" {
  description = "Name of the rule that denies and logs every ingress that no grant admits."
  type        = string
  default     = "deny-all-ingress"
}
