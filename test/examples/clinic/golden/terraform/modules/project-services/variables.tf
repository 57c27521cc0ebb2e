# Generated from topology.ts by `groundplan build`.
# Edits are lost: change topology.ts instead.

variable "project_id" {
  description = "Project whose APIs are enabled."
  type        = string
}

variable "services" {
  description = "APIs to enable, by their service name, such as compute.googleapis.com."
  type        = set(string)

  validation {
    condition     = alltrue([for service in var.services : endswith(service, ".googleapis.com")])
    error_message = "Each service is named in full and ends in .googleapis.com."
  }
}

variable "operators" {
  description = "Principals who may look at the project's machines and disks, such as group:operators@example.com: gcloud does before it logs in."
  type        = set(string)
  default     = []

  validation {
    condition     = alltrue([for member in var.operators : can(regex("^(user|group|domain|serviceAccount|principal|principalSet):", member))])
    error_message = "An operator is a principal such as group:operators@example.com; nobody looks in anonymously."
  }
}
