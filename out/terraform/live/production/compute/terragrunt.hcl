# Generated from topology.ts by `groundplan build`.
# Edits are lost: change topology.ts instead.

# Owns the VM compute of production, its account, addresses and disks.
include "root" {
  path = find_in_parent_folders("root.hcl")
}

terraform {
  source = "../../../modules/vm"
}

dependency "project_services" {
  config_path = "../project-services"

  mock_outputs = {
    project_id = "sartiq-prod"
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
    network_id       = "projects/mock-project/global/networks/sartiq-production"
    network_name     = "sartiq-production"
    subnetwork_id    = "projects/mock-project/regions/europe-west8/subnetworks/mock"
    subnetwork_name  = "sartiq-production"
    subnetwork_range = "10.30.0.0/24"
  }
  mock_outputs_allowed_terraform_commands = ["validate", "plan"]
  mock_outputs_merge_strategy_with_state  = "shallow"
}

dependency "registry" {
  config_path = "../../shared/registry"

  mock_outputs = {
    project_id    = "sartiq-ops"
    location      = "europe-west8"
    repository_id = "sartiq"
    host          = "europe-west8-docker.pkg.dev"
    url           = "docker.pkg.dev/mock-project/sartiq"
  }
  mock_outputs_allowed_terraform_commands = ["validate", "plan"]
  mock_outputs_merge_strategy_with_state  = "shallow"
}

dependencies {
  paths = ["../secrets"]
}

inputs = {
  project_id = dependency.project_services.outputs.project_id
  region     = "europe-west8"
  zone       = "europe-west8-b"

  name                = "compute"
  machine_type        = "n2-standard-8"
  deletion_protection = true

  subnetwork       = dependency.network.outputs.subnetwork_id
  internal_address = "10.30.0.3"
  external_address = false

  boot_disk = {
    image   = "debian-cloud/debian-12"
    size_gb = 20
  }

  disks = {
    data = {
      name    = "compute-data"
      size_gb = 200
      type    = "pd-balanced"
      mount   = "/data"

      snapshots = {
        every_hours    = 24
        start_time     = "02:00"
        retention_days = 30
      }
    }
  }

  directories = [
    {
      path  = "/data/models/onnx"
      owner = 0
      group = 0
      mode  = "0755"
    },
    {
      path  = "/data/postgres"
      owner = 999
      group = 999
      mode  = "0700"
    },
    {
      path  = "/data/redis"
      owner = 999
      group = 1000
      mode  = "0750"
    },
  ]

  stacks = [
    {
      directory = "/opt/gcp-computeserver/compute"
      project   = "gcp-computeserver-production"

      secrets = [
        {
          secret = "BACKUP_ACCESS_KEY_ID"
          file   = "secrets/BACKUP_ACCESS_KEY_ID"
        },
        {
          secret = "BACKUP_SECRET_ACCESS_KEY"
          file   = "secrets/BACKUP_SECRET_ACCESS_KEY"
        },
        {
          secret = "COMPUTE_POSTGRES_PASSWORD"
          file   = "secrets/COMPUTE_POSTGRES_PASSWORD"
        },
      ]

      env = [
        {
          variable = "ANTHROPIC_API_KEY"
          secret   = "ANTHROPIC_API_KEY"
        },
        {
          variable = "COMPUTE_API_KEY"
          secret   = "COMPUTE_API_KEY"
        },
        {
          variable = "COMPUTE_DATABASE_URL"
          secret   = "COMPUTE_DATABASE_URL"
        },
        {
          variable = "FAL_KEY"
          secret   = "FAL_KEY"
        },
        {
          variable = "GEMINI_API_KEY"
          secret   = "GEMINI_API_KEY"
        },
        {
          variable = "OPENAI_API_KEY"
          secret   = "OPENAI_API_KEY"
        },
        {
          variable = "R2_ACCESS_KEY_ID"
          secret   = "R2_ACCESS_KEY_ID"
        },
        {
          variable = "R2_SECRET_ACCESS_KEY"
          secret   = "R2_SECRET_ACCESS_KEY"
        },
      ]
    },
  ]

  registries = [
    {
      project_id    = dependency.registry.outputs.project_id
      location      = dependency.registry.outputs.location
      repository_id = dependency.registry.outputs.repository_id
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

  operators = ["group:platform@sartiq.com"]

  labels = {
    environment = "production"
    system      = "sartiq"
  }
}
