# Generated from topology.ts by `groundplan build`.
# Edits are lost: change topology.ts instead.

resource "google_compute_firewall" "allow" {
  for_each = var.rules

  project     = var.project_id
  network     = var.network
  name        = each.key
  description = each.value.description
  direction   = each.value.direction
  priority    = each.value.priority

  # Service accounts rather than tags: whoever edits a VM can add a tag, but needs a grant of its own to change the
  # account it runs as. Google Cloud forbids mixing the two in one rule.
  source_ranges           = each.value.direction == "INGRESS" && length(each.value.ranges) > 0 ? each.value.ranges : null
  destination_ranges      = each.value.direction == "EGRESS" ? each.value.ranges : null
  source_service_accounts = length(each.value.source_service_accounts) > 0 ? each.value.source_service_accounts : null
  target_service_accounts = each.value.target_service_accounts

  dynamic "allow" {
    for_each = each.value.allow

    content {
      protocol = allow.value.protocol
      ports    = length(allow.value.ports) > 0 ? allow.value.ports : null
    }
  }

  dynamic "log_config" {
    for_each = each.value.log ? [true] : []

    content {
      metadata = "INCLUDE_ALL_METADATA"
    }
  }
}

# The network's implied rule denies the same packets, but cannot log them. Only that rule (65535) comes after this one.
resource "google_compute_firewall" "deny_ingress" {
  project       = var.project_id
  network       = var.network
  name          = var.deny_rule_name
  description   = "Denies and logs every connection that no rule above it admits."
  direction     = "INGRESS"
  priority      = 65534
  source_ranges = ["0.0.0.0/0"]

  deny {
    protocol = "all"
  }

  log_config {
    metadata = "EXCLUDE_ALL_METADATA"
  }
}
