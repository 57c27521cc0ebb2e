# Generated from topology.ts by `groundplan build`.
# Edits are lost: change topology.ts instead.

output "network_id" {
  description = "Identifier of the network, projects/<project>/global/networks/<name>."
  value       = google_compute_network.this.id
}

output "network_name" {
  description = "Name of the network."
  value       = google_compute_network.this.name
}

output "subnetwork_id" {
  description = "Identifier of the subnetwork, projects/<project>/regions/<region>/subnetworks/<name>."
  value       = google_compute_subnetwork.this.id
}

output "subnetwork_name" {
  description = "Name of the subnetwork."
  value       = google_compute_subnetwork.this.name
}

output "subnetwork_range" {
  description = "IPv4 range of the subnetwork in CIDR notation."
  value       = google_compute_subnetwork.this.ip_cidr_range
}
