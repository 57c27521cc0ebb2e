# Generated from topology.ts by `groundplan build`.
# Edits are lost: change topology.ts instead.

variable "project_id" {
  description = "Operations project that holds the registry."
  type        = string
}

variable "location" {
  description = "Region, or multi-region, that stores the images. Changing it replaces the repository, which is refused."
  type        = string
}

variable "repository_id" {
  description = "Name of the repository, the third part of an image's path."
  type        = string

  validation {
    condition     = can(regex("^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$", var.repository_id))
    error_message = "A repository name has up to 63 lower-case letters, digits and dashes, starts with a letter and does not end with a dash."
  }
}

variable "description" {
  description = "What the repository is for, in words."
  type        = string
  default     = "Container images"
}

variable "keep_versions" {
  description = "How many of the most recent versions of each image are kept whatever their age."
  type        = number
  default     = 20

  validation {
    condition     = var.keep_versions >= 1 && floor(var.keep_versions) == var.keep_versions
    error_message = "At least one version of each image is kept."
  }
}

variable "delete_untagged_after_days" {
  description = "Age in days after which a version without a tag is deleted, unless it is among those kept. Null deletes nothing."
  type        = number
  default     = 90
  nullable    = true
}

variable "readers" {
  description = "Principals that pull images, such as serviceAccount:name@project.iam.gserviceaccount.com. The vm module grants its own service account; listing that one here too would give one grant two owners."
  type        = set(string)
  default     = []
}

variable "writers" {
  description = "Principals that push images, such as the service account of continuous integration."
  type        = set(string)
  default     = []
}

variable "labels" {
  description = "Labels set on the repository."
  type        = map(string)
  default     = {}
}
