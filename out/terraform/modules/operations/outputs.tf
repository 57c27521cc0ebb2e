# Generated from topology.ts by `groundplan build`.
# Edits are lost: change topology.ts instead.

output "bucket_name" {
  description = "Name of the state bucket."
  value       = google_storage_bucket.state.name
}

output "bucket_url" {
  description = "URL of the state bucket, gs://<name>."
  value       = google_storage_bucket.state.url
}
