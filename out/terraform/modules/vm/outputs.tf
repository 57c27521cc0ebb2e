# Generated from topology.ts by `groundplan build`.
# Edits are lost: change topology.ts instead.

output "name" {
  description = "Name of the VM."
  value       = google_compute_instance.this.name
}

output "instance_id" {
  description = "Identifier of the VM, projects/<project>/zones/<zone>/instances/<name>."
  value       = google_compute_instance.this.id
}

output "service_account_email" {
  description = "E-mail of the VM's service account, which firewall rules name as source and target."
  value       = google_service_account.this.email
}

output "internal_address" {
  description = "Static internal IPv4 address."
  value       = google_compute_address.internal.address
}

output "external_address" {
  description = "Static external IPv4 address; null where the VM has none."
  value       = one(google_compute_address.external[*].address)
}

output "disk_ids" {
  description = "Identifier of each persistent disk, by device name."
  value       = { for device, disk in google_compute_disk.this : device => disk.id }
}

output "stacks" {
  description = "Directory and Compose project name of each stack that the VM runs, in the order they are started."
  value       = [for stack in var.stacks : { directory = stack.directory, project = stack.project }]
}
