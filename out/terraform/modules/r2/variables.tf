# Generated from topology.ts by `groundplan build`.
# Edits are lost: change topology.ts instead.

variable "account_id" {
  description = "Identifier of the Cloudflare account that holds the buckets."
  type        = string

  validation {
    condition     = can(regex("^[0-9a-f]{32}$", var.account_id))
    error_message = "An account identifier has 32 hexadecimal digits."
  }
}

variable "buckets" {
  description = <<-EOT
    The buckets, keyed by name:
    - `location`: hint of where the bucket is stored: apac, eeur, enam, oc, weur or wnam; null leaves it to Cloudflare.
      Changing it replaces the bucket, which is refused;
    - `jurisdiction`: default, eu or fedramp, a promise of where it is stored, and as fixed as the location;
    - `domains`: hostnames that serve the bucket to anyone through Cloudflare's CDN, and the zone that each lies in; none
      keeps the bucket private. Cloudflare makes the DNS records itself;
    - `cors`: which origins' pages may send which requests;
    - `delete_after_days`: days after which objects are deleted, by prefix (an empty prefix means every object).
    Keys that read and write a bucket are not made here, as their secrets would stand in the state.
  EOT
  type = map(object({
    location     = optional(string)
    jurisdiction = optional(string, "default")
    domains = optional(map(object({
      zone_id = string
      min_tls = optional(string, "1.2")
    })), {})
    cors = optional(list(object({
      origins         = list(string)
      methods         = optional(list(string), ["GET", "HEAD"])
      headers         = optional(list(string), [])
      expose_headers  = optional(list(string), [])
      max_age_seconds = optional(number, 3600)
    })), [])
    delete_after_days = optional(map(number), {})
  }))

  validation {
    condition     = alltrue([for name, bucket in var.buckets : can(regex("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$", name))])
    error_message = "A bucket's name has 3 to 63 lower-case letters, digits and dashes, and neither starts nor ends with a dash."
  }

  validation {
    condition     = alltrue([for bucket in var.buckets : bucket.location == null ? true : contains(["apac", "eeur", "enam", "oc", "weur", "wnam"], bucket.location)])
    error_message = "A bucket's location is apac, eeur, enam, oc, weur or wnam."
  }

  validation {
    condition     = alltrue([for bucket in var.buckets : contains(["default", "eu", "fedramp"], bucket.jurisdiction)])
    error_message = "A bucket's jurisdiction is default, eu or fedramp."
  }

  validation {
    condition     = alltrue(flatten([for bucket in var.buckets : [for days in values(bucket.delete_after_days) : days >= 1]]))
    error_message = "Objects are deleted after one day at the earliest."
  }
}
