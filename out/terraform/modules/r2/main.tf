# Generated from topology.ts by `groundplan build`.
# Edits are lost: change topology.ts instead.

resource "cloudflare_r2_bucket" "this" {
  for_each = var.buckets

  account_id   = var.account_id
  name         = each.key
  location     = each.value.location
  jurisdiction = each.value.jurisdiction

  lifecycle {
    prevent_destroy = true
  }
}

resource "cloudflare_r2_custom_domain" "this" {
  for_each = merge([
    for name, bucket in var.buckets : { for hostname, domain in bucket.domains : hostname => merge(domain, { bucket = name }) }
  ]...)

  account_id   = var.account_id
  bucket_name  = cloudflare_r2_bucket.this[each.value.bucket].name
  jurisdiction = var.buckets[each.value.bucket].jurisdiction
  domain       = each.key
  zone_id      = each.value.zone_id
  enabled      = true
  min_tls      = each.value.min_tls
}

resource "cloudflare_r2_bucket_cors" "this" {
  for_each = { for name, bucket in var.buckets : name => bucket if length(bucket.cors) > 0 }

  account_id   = var.account_id
  bucket_name  = cloudflare_r2_bucket.this[each.key].name
  jurisdiction = each.value.jurisdiction

  rules = [
    for index, rule in each.value.cors : {
      id = "rule-${index + 1}"

      allowed = {
        origins = rule.origins
        methods = rule.methods
        headers = length(rule.headers) > 0 ? rule.headers : null
      }

      expose_headers  = length(rule.expose_headers) > 0 ? rule.expose_headers : null
      max_age_seconds = rule.max_age_seconds
    }
  ]
}

resource "cloudflare_r2_bucket_lifecycle" "this" {
  for_each = { for name, bucket in var.buckets : name => bucket if length(bucket.delete_after_days) > 0 }

  account_id   = var.account_id
  bucket_name  = cloudflare_r2_bucket.this[each.key].name
  jurisdiction = each.value.jurisdiction

  rules = [
    for prefix, days in each.value.delete_after_days : {
      id      = prefix == "" ? "delete-old-objects" : "delete-old-objects-in-${prefix}"
      enabled = true

      conditions = {
        prefix = prefix
      }

      delete_objects_transition = {
        condition = {
          type    = "Age"
          max_age = days * 86400
        }
      }
    }
  ]
}
