# Generated from topology.ts by `groundplan build`.
# Edits are lost: change topology.ts instead.

output "project_id" {
  description = "Project that holds the repository."
  value       = google_artifact_registry_repository.this.project
}

output "location" {
  description = "Region, or multi-region, that stores the images."
  value       = google_artifact_registry_repository.this.location
}

output "repository_id" {
  description = "Name of the repository."
  value       = google_artifact_registry_repository.this.repository_id
}

output "host" {
  description = "Host that Docker pulls from, <location>-docker.pkg.dev."
  value       = "${google_artifact_registry_repository.this.location}-docker.pkg.dev"
}

output "url" {
  description = "What stands before an image's name, <host>/<project>/<repository>."
  value       = "${google_artifact_registry_repository.this.location}-docker.pkg.dev/${google_artifact_registry_repository.this.project}/${google_artifact_registry_repository.this.repository_id}"
}
