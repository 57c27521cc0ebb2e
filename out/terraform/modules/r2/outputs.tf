# Generated from topology.ts by `groundplan build`.
# Edits are lost: change topology.ts instead.

output "bucket_names" {
  description = "Names of the buckets, sorted."
  value       = sort([for bucket in cloudflare_r2_bucket.this : bucket.name])
}

output "hostnames" {
  description = "Hostnames that serve each public bucket, sorted, by the bucket's name."
  value       = { for hostname, domain in cloudflare_r2_custom_domain.this : domain.bucket_name => hostname... }
}

output "endpoint" {
  description = "S3 endpoint of the account's buckets, those of another jurisdiction than the default excepted."
  value       = "https://${var.account_id}.r2.cloudflarestorage.com"
}
