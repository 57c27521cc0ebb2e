# Generated from topology.ts by `groundplan build`.
# Edits are lost: change topology.ts instead.

# Owns the network of staging and its subnetwork.
include "root" {
  path = find_in_parent_folders("root.hcl")
}

terraform {
  source = "../../../modules/network"
}

dependency "project_services" {
  config_path = "../project-services"

  mock_outputs = {
    project_id = "sartiq-staging"
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
  }
  mock_outputs_allowed_terraform_commands = ["validate", "plan"]
  mock_outputs_merge_strategy_with_state  = "shallow"
}

inputs = {
  project_id = dependency.project_services.outputs.project_id
  region     = "europe-west8"
  name       = "sartiq-staging"

  subnetwork = {
    name  = "sartiq-staging"
    range = "10.20.0.0/24"
  }

  # The way out for VMs that the internet does not reach.
  nat = true
}
