# Generated from topology.ts by `groundplan build`.
# Edits are lost: change topology.ts instead.

variable "project_id" {
  description = "Project that holds the network."
  type        = string
}

variable "region" {
  description = "Region of the subnetwork."
  type        = string
}

variable "name" {
  description = "Name of the network."
  type        = string

  validation {
    condition     = can(regex("^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$", var.name))
    error_message = "A name has up to 63 lower-case letters, digits and dashes, starts with a letter and does not end with a dash."
  }
}

variable "description" {
  description = "What the network is for, in words. Changing it replaces the network."
  type        = string
  default     = "Network without default firewall rules"
}

variable "mtu" {
  description = "Largest packet in bytes. 1460 is Google Cloud's default; changing it takes effect on a VM when it restarts."
  type        = number
  default     = 1460

  validation {
    condition     = var.mtu >= 1300 && var.mtu <= 8896
    error_message = "The MTU lies between 1300 and 8896 bytes."
  }
}

variable "subnetwork" {
  description = "The one subnetwork: its name and its IPv4 range in CIDR notation."
  type = object({
    name  = string
    range = string
  })

  validation {
    condition     = can(cidrnetmask(var.subnetwork.range))
    error_message = "The range is an IPv4 range in CIDR notation, such as 10.10.0.0/24."
  }
}

variable "flow_logs" {
  description = "Flow logs of the subnetwork: how long flows are aggregated, and the share of them that is logged (0 to 1). Null logs none."
  type = object({
    aggregation_interval = optional(string, "INTERVAL_5_MIN")
    sampling             = optional(number, 0.5)
  })
  default  = null
  nullable = true

  validation {
    condition     = try(var.flow_logs.sampling >= 0 && var.flow_logs.sampling <= 1, var.flow_logs == null)
    error_message = "The sampled share lies between 0 and 1."
  }
}

variable "nat" {
  description = "Whether VMs without an external address reach the internet through Cloud NAT."
  type        = bool
  default     = false
}
