# Generated from topology.ts by `groundplan build`.
# Edits are lost: change topology.ts instead.

# Owns the registry of private images.
include "root" {
  path = find_in_parent_folders("root.hcl")
}

terraform {
  source = "../../../modules/registry"
}

dependency "project_services" {
  config_path = "../project-services"

  mock_outputs = {
    project_id = "sartiq-ops"
    services   = ["artifactregistry.googleapis.com", "storage.googleapis.com"]
  }
  mock_outputs_allowed_terraform_commands = ["validate", "plan"]
  mock_outputs_merge_strategy_with_state  = "shallow"
}

inputs = {
  project_id    = dependency.project_services.outputs.project_id
  location      = "europe-west8"
  repository_id = "sartiq"

  labels = {
    system = "sartiq"
  }
}
