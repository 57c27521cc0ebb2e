# Generated from topology.ts by `groundplan build`.
# Edits are lost: change topology.ts instead.

# A custom network starts with the two implied rules only: no packet comes in, every packet may go out. The rules of
# a default network (SSH, RDP, ICMP and everything internal) do not exist here; see the firewall module.
resource "google_compute_network" "this" {
  project      = var.project_id
  name         = var.name
  description  = var.description
  mtu          = var.mtu
  routing_mode = "REGIONAL"

  auto_create_subnetworks  = false
  enable_ula_internal_ipv6 = false

  # The default route stays: it carries the VMs' way out (images, packages, providers) and the replies of public ones.
  delete_default_routes_on_create = false
}

resource "google_compute_subnetwork" "this" {
  project       = var.project_id
  region        = var.region
  network       = google_compute_network.this.id
  name          = var.subnetwork.name
  ip_cidr_range = var.subnetwork.range

  # Without IPv6 there is no second set of addresses that a firewall rule could forget.
  stack_type               = "IPV4_ONLY"
  private_ip_google_access = true

  dynamic "log_config" {
    for_each = var.flow_logs == null ? [] : [var.flow_logs]

    content {
      aggregation_interval = log_config.value.aggregation_interval
      flow_sampling        = log_config.value.sampling
      metadata             = "INCLUDE_ALL_METADATA"
    }
  }
}

resource "google_compute_router" "nat" {
  count = var.nat ? 1 : 0

  project = var.project_id
  region  = var.region
  network = google_compute_network.this.id
  name    = "${var.name}-nat"
}

resource "google_compute_router_nat" "this" {
  count = var.nat ? 1 : 0

  project = var.project_id
  region  = var.region
  router  = google_compute_router.nat[0].name
  name    = "${var.name}-nat"

  nat_ip_allocate_option             = "AUTO_ONLY"
  source_subnetwork_ip_ranges_to_nat = "LIST_OF_SUBNETWORKS"

  subnetwork {
    name                    = google_compute_subnetwork.this.id
    source_ip_ranges_to_nat = ["PRIMARY_IP_RANGE"]
  }

  log_config {
    enable = true
    filter = "ERRORS_ONLY"
  }
}
