# Generated from topology.ts by `groundplan build`.
# Edits are lost: change topology.ts instead.

# Owns the secrets of production, without their values.
include "root" {
  path = find_in_parent_folders("root.hcl")
}

terraform {
  source = "../../../modules/secrets"
}

dependency "project_services" {
  config_path = "../project-services"

  mock_outputs = {
    project_id = "clinic-prod"
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
  region     = "europe-west6"

  secrets = {
    ARCHIVE_PASSWORD = {
      description = "Password of the archive's database"
    }
  }

  labels = {
    environment = "production"
    system      = "clinic"
  }
}
