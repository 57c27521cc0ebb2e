# Generated from topology.ts by `groundplan build`.
# Edits are lost: change topology.ts instead.

# Owns the firewall rules of development, one a grant.
include "root" {
  path = find_in_parent_folders("root.hcl")
}

terraform {
  source = "../../../modules/firewall"
}

dependency "project_services" {
  config_path = "../project-services"

  mock_outputs = {
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
  }
  mock_outputs_allowed_terraform_commands = ["validate", "plan"]
  mock_outputs_merge_strategy_with_state  = "shallow"
}

dependency "network" {
  config_path = "../network"

  mock_outputs = {
    network_id       = "projects/mock-project/global/networks/sartiq-development"
    network_name     = "sartiq-development"
    subnetwork_id    = "projects/mock-project/regions/europe-west8/subnetworks/mock"
    subnetwork_name  = "sartiq-development"
    subnetwork_range = "10.10.0.0/24"
  }
  mock_outputs_allowed_terraform_commands = ["validate", "plan"]
  mock_outputs_merge_strategy_with_state  = "shallow"
}

dependency "backend_vm" {
  config_path = "../backend"

  mock_outputs = {
    name                  = "backend"
    instance_id           = "projects/mock-project/zones/europe-west8-b/instances/mock"
    service_account_email = "backend@mock-project.iam.gserviceaccount.com"
    internal_address      = "10.10.0.2"
    external_address      = null
    disk_ids = {
      data = "projects/mock-project/zones/europe-west8-b/disks/data"
    }
    stacks = [
      {
        directory = "/opt/gcp-backend-dev"
        project   = "gcp-backend-dev"
      },
    ]
  }
  mock_outputs_allowed_terraform_commands = ["validate", "plan"]
  mock_outputs_merge_strategy_with_state  = "shallow"
}

dependency "compute_vm" {
  config_path = "../compute"

  mock_outputs = {
    name                  = "compute"
    instance_id           = "projects/mock-project/zones/europe-west8-b/instances/mock"
    service_account_email = "compute@mock-project.iam.gserviceaccount.com"
    internal_address      = "10.10.0.3"
    external_address      = null
    disk_ids = {
      data = "projects/mock-project/zones/europe-west8-b/disks/data"
    }
    stacks = [
      {
        directory = "/opt/gcp-computeserver/compute"
        project   = "gcp-computeserver-dev"
      },
    ]
  }
  mock_outputs_allowed_terraform_commands = ["validate", "plan"]
  mock_outputs_merge_strategy_with_state  = "shallow"
}

inputs = {
  project_id = dependency.project_services.outputs.project_id
  network    = dependency.network.outputs.network_id

  rules = {
    "backend-ssh-from-iap" = {
      description             = "Operators log in to backend by SSH, through Identity-Aware Proxy."
      ranges                  = ["35.235.240.0/20"]
      target_service_accounts = [dependency.backend_vm.outputs.service_account_email]
      allow = [
        {
          protocol = "tcp"
          ports    = ["22"]
        },
      ]
      log = true
    }

    "compute-api-http-from-backend" = {
      description             = "backend.api, backend.celery-worker and backend.caddy reach the port http of compute.api."
      source_service_accounts = [dependency.backend_vm.outputs.service_account_email]
      target_service_accounts = [dependency.compute_vm.outputs.service_account_email]
      allow = [
        {
          protocol = "tcp"
          ports    = ["9000"]
        },
      ]
    }

    "compute-ssh-from-iap" = {
      description             = "Operators log in to compute by SSH, through Identity-Aware Proxy."
      ranges                  = ["35.235.240.0/20"]
      target_service_accounts = [dependency.compute_vm.outputs.service_account_email]
      allow = [
        {
          protocol = "tcp"
          ports    = ["22"]
        },
      ]
      log = true
    }
  }
}
