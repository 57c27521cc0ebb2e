# Generated from topology.ts by `groundplan build`.
# Edits are lost: change topology.ts instead.

output "project_id" {
  description = "Project whose APIs are enabled; known only once they are, so that what reads it waits for them."
  value       = var.project_id
  depends_on  = [google_project_service.this]
}

output "services" {
  description = "Names of the enabled APIs, sorted."
  value       = sort([for service in google_project_service.this : service.service])
}
