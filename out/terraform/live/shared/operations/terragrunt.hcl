# Generated from topology.ts by `groundplan build`.
# Edits are lost: change topology.ts instead.

# Owns the bucket that holds the state of every unit.
include "root" {
  path = find_in_parent_folders("root.hcl")
}

terraform {
  source = "../../../modules/operations"
}

inputs = {
  project_id  = "sartiq-ops"
  bucket_name = "sartiq-ops-terraform-state"
  location    = "europe-west8"

  labels = {
    system = "sartiq"
  }
}
