# Generated from topology.ts by `groundplan build`.
# Edits are lost: change topology.ts instead.

# Owns the APIs that are enabled in the project of operations.
include "root" {
  path = find_in_parent_folders("root.hcl")
}

terraform {
  source = "../../../modules/project-services"
}

inputs = {
  project_id = "sartiq-ops"
  services   = ["artifactregistry.googleapis.com", "storage.googleapis.com"]
}
