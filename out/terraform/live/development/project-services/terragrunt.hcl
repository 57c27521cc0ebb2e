# Generated from topology.ts by `groundplan build`.
# Edits are lost: change topology.ts instead.

# Owns the APIs that are enabled in the project of development, and its operators' view of it.
include "root" {
  path = find_in_parent_folders("root.hcl")
}

terraform {
  source = "../../../modules/project-services"
}

inputs = {
  project_id = "sartiq-dev"
  services = [
    "cloudresourcemanager.googleapis.com",
    "compute.googleapis.com",
    "iam.googleapis.com",
    "iap.googleapis.com",
    "logging.googleapis.com",
    "monitoring.googleapis.com",
    "oslogin.googleapis.com",
    "secretmanager.googleapis.com",
  ]

  operators = ["group:platform@sartiq.com"]
}
