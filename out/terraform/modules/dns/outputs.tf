# Generated from topology.ts by `groundplan build`.
# Edits are lost: change topology.ts instead.

output "hostnames" {
  description = "Hostname of each record, by the key it was given."
  value       = { for key, record in cloudflare_dns_record.this : key => record.name }
}

output "record_ids" {
  description = "Cloudflare's identifier of each record, by the key it was given."
  value       = { for key, record in cloudflare_dns_record.this : key => record.id }
}
