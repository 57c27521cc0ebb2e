# Generated from topology.ts by `groundplan build`.
# Edits are lost: change topology.ts instead.

variable "project_id" {
  description = "Project that holds the secrets."
  type        = string
}

variable "secrets" {
  description = "The secrets, keyed by identifier, with what each is for. Values are added as versions, by people, outside Terraform: they would stand in the state in plain text."
  type = map(object({
    description = optional(string, "")
  }))

  validation {
    condition     = alltrue([for id, secret in var.secrets : can(regex("^[A-Za-z0-9_-]{1,255}$", id))])
    error_message = "A secret's identifier has up to 255 letters, digits, dashes and underscores."
  }
}

variable "region" {
  description = "Region that stores the values. Null lets Google Cloud choose and replicate. Changing it replaces the secrets, which is refused."
  type        = string
  default     = null
  nullable    = true
}

variable "labels" {
  description = "Labels set on every secret."
  type        = map(string)
  default     = {}
}
