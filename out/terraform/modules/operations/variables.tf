# Generated from topology.ts by `groundplan build`.
# Edits are lost: change topology.ts instead.

variable "project_id" {
  description = "Operations project that holds the state bucket."
  type        = string
}

variable "bucket_name" {
  description = "Name of the state bucket, unique across Google Cloud."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9_-]{1,61}[a-z0-9]$", var.bucket_name))
    error_message = "A bucket name has 3 to 63 lower-case letters, digits, dashes and underscores, and starts and ends with a letter or digit."
  }
}

variable "location" {
  description = "Region, dual-region or multi-region that stores the bucket. Changing it replaces the bucket, which is refused."
  type        = string
}

variable "noncurrent_versions" {
  description = "How many superseded versions of each state file are kept."
  type        = number
  default     = 30

  validation {
    condition     = var.noncurrent_versions >= 1 && floor(var.noncurrent_versions) == var.noncurrent_versions
    error_message = "At least one superseded version is kept: it is what a broken state is restored from."
  }
}

variable "state_members" {
  description = "Principals that read and write state, such as group:platform@example.com. Owners of the project need no entry."
  type        = set(string)
  default     = []
}

variable "labels" {
  description = "Labels set on the bucket."
  type        = map(string)
  default     = {}
}
