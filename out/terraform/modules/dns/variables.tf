# Generated from topology.ts by `groundplan build`.
# Edits are lost: change topology.ts instead.

variable "zone_id" {
  description = "Identifier of the Cloudflare zone. The zone itself is not managed here."
  type        = string

  validation {
    condition     = can(regex("^[0-9a-f]{32}$", var.zone_id))
    error_message = "A zone identifier has 32 hexadecimal digits."
  }
}

variable "records" {
  description = <<-EOT
    The records, keyed by a name of your own that only the state sees:
    - `name`: full hostname, the zone's own domain included;
    - `type`: A, AAAA, CNAME, MX, NS or TXT;
    - `content`: address, hostname or text;
    - `proxied`: whether Cloudflare answers in the record's place (A, AAAA and CNAME only);
    - `ttl`: seconds, 1 meaning automatic, which a proxied record always is;
    - `priority`: of an MX record, lower first;
    - `comment`: why the record exists.
    The hostname of an R2 bucket is a record of the r2 module.
  EOT
  type = map(object({
    name     = string
    type     = string
    content  = string
    proxied  = optional(bool, false)
    ttl      = optional(number, 1)
    priority = optional(number)
    comment  = optional(string)
  }))
  default = {}

  validation {
    condition     = alltrue([for record in var.records : contains(["A", "AAAA", "CNAME", "MX", "NS", "TXT"], record.type)])
    error_message = "A record's type is A, AAAA, CNAME, MX, NS or TXT."
  }

  validation {
    condition     = alltrue([for record in var.records : !record.proxied || (contains(["A", "AAAA", "CNAME"], record.type) && record.ttl == 1)])
    error_message = "Only A, AAAA and CNAME records are proxied, and those with an automatic TTL (1)."
  }

  validation {
    condition     = alltrue([for record in var.records : record.ttl == 1 || (record.ttl >= 60 && record.ttl <= 86400)])
    error_message = "A TTL is 1 (automatic) or lies between 60 and 86400 seconds."
  }

  validation {
    condition     = alltrue([for record in var.records : (record.type == "MX") == (record.priority != null)])
    error_message = "An MX record has a priority, no other has one."
  }
}
