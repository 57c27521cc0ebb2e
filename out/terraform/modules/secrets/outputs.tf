# Generated from topology.ts by `groundplan build`.
# Edits are lost: change topology.ts instead.

output "secret_ids" {
  description = "Identifiers of the secrets, sorted."
  value       = sort([for secret in google_secret_manager_secret.this : secret.secret_id])
}

output "secret_names" {
  description = "Resource name of each secret, projects/<project>/secrets/<identifier>, by identifier."
  value       = { for id, secret in google_secret_manager_secret.this : id => secret.id }
}
