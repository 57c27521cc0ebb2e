# Generated from topology.ts by `groundplan build`.
# Edits are lost: change topology.ts instead.

output "project_id" {
  description = "Vercel's identifier of the project."
  value       = vercel_project.this.id
}

output "project_name" {
  description = "Name of the project."
  value       = vercel_project.this.name
}

output "domains" {
  description = "Domains of the project, sorted."
  value       = sort([for domain in vercel_project_domain.this : domain.domain])
}
