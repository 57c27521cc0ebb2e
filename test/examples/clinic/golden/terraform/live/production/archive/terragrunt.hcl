# Generated from topology.ts by `groundplan build`.
# Edits are lost: change topology.ts instead.

# Owns the VM archive of production, its account, addresses and disks.
include "root" {
  path = find_in_parent_folders("root.hcl")
}

terraform {
  source = "../../../modules/vm"
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

dependency "network" {
  config_path = "../network"

  mock_outputs = {
    network_id       = "projects/mock-project/global/networks/clinic-production"
    network_name     = "clinic-production"
    subnetwork_id    = "projects/mock-project/regions/europe-west6/subnetworks/mock"
    subnetwork_name  = "clinic-production"
    subnetwork_range = "10.40.0.0/24"
  }
  mock_outputs_allowed_terraform_commands = ["validate", "plan"]
  mock_outputs_merge_strategy_with_state  = "shallow"
}

dependencies {
  paths = ["../secrets"]
}

inputs = {
  project_id = dependency.project_services.outputs.project_id
  region     = "europe-west6"
  zone       = "europe-west6-a"

  name                = "archive"
  machine_type        = "e2-standard-2"
  deletion_protection = true

  subnetwork       = dependency.network.outputs.subnetwork_id
  internal_address = "10.40.0.3"
  external_address = false

  boot_disk = {
    image   = "debian-cloud/debian-12"
    size_gb = 20
  }

  disks = {
    records = {
      name    = "archive-records"
      size_gb = 187
      type    = "pd-ssd"
      mount   = "/records"

      snapshots = {
        every_hours    = 24
        start_time     = "03:00"
        retention_days = 30
      }
    }
  }

  directories = [
    {
      path  = "/records/postgres"
      owner = 999
      group = 999
      mode  = "0700"
    },
  ]

  stacks = [
    {
      directory = "/opt/archive"
      project   = "archive"

      secrets = [
        {
          secret = "ARCHIVE_PASSWORD"
          file   = "secrets/ARCHIVE_PASSWORD"
        },
      ]
    },
  ]

  docker = {
    address_pools = [
      {
        base = "172.17.0.0/16"
        size = 24
      },
    ]
  }

  operators = ["group:it@clinic.example"]

  labels = {
    environment = "production"
    system      = "clinic"
  }
}
