output "bucket_names" {
  description = "Names of the buckets, sorted."
  value       = sort([for bucket in cloudflare_r2_bucket.this : bucket.name])
}

output "hostnames" {
  description = "Hostname that serves each public bucket, by the bucket's name."
  value       = { for name, domain in cloudflare_r2_custom_domain.this : name => domain.domain }
}

output "endpoint" {
  description = "S3 endpoint of the account's buckets, those of another jurisdiction than the default excepted."
  value       = "https://${var.account_id}.r2.cloudflarestorage.com"
}
