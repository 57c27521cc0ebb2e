# Generated from topology.ts by `groundplan build`.
# Edits are lost: change topology.ts instead.

# Owns the firewall rules of production, one a grant.
include "root" {
  path = find_in_parent_folders("root.hcl")
}

terraform {
  source = "../../../modules/firewall"
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

dependency "reception_vm" {
  config_path = "../reception"

  mock_outputs = {
    name                  = "reception"
    instance_id           = "projects/mock-project/zones/europe-west6-a/instances/mock"
    service_account_email = "reception@mock-project.iam.gserviceaccount.com"
    internal_address      = "10.40.0.2"
    external_address      = "203.0.113.10"
    disk_ids              = {}
    stacks = [
      {
        directory = "/opt/reception"
        project   = "reception"
      },
    ]
  }
  mock_outputs_allowed_terraform_commands = ["validate", "plan"]
  mock_outputs_merge_strategy_with_state  = "shallow"
}

dependency "archive_vm" {
  config_path = "../archive"

  mock_outputs = {
    name                  = "archive"
    instance_id           = "projects/mock-project/zones/europe-west6-a/instances/mock"
    service_account_email = "archive@mock-project.iam.gserviceaccount.com"
    internal_address      = "10.40.0.3"
    external_address      = null
    disk_ids = {
      records = "projects/mock-project/zones/europe-west6-a/disks/records"
    }
    stacks = [
      {
        directory = "/opt/archive"
        project   = "archive"
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
    "reception-caddy-http-from-internet" = {
      description             = "Anyone reaches the port http of reception.caddy: it serves the route desk."
      ranges                  = ["0.0.0.0/0"]
      target_service_accounts = [dependency.reception_vm.outputs.service_account_email]
      allow = [
        {
          protocol = "tcp"
          ports    = ["80"]
        },
      ]
    }

    "reception-caddy-https-from-internet" = {
      description             = "Anyone reaches the port https of reception.caddy: it serves the route desk."
      ranges                  = ["0.0.0.0/0"]
      target_service_accounts = [dependency.reception_vm.outputs.service_account_email]
      allow = [
        {
          protocol = "tcp"
          ports    = ["443"]
        },
      ]
    }

    "reception-ssh-from-iap" = {
      description             = "Operators log in to reception by SSH, through Identity-Aware Proxy."
      ranges                  = ["35.235.240.0/20"]
      target_service_accounts = [dependency.reception_vm.outputs.service_account_email]
      allow = [
        {
          protocol = "tcp"
          ports    = ["22"]
        },
      ]
      log = true
    }

    "archive-api-http-from-reception" = {
      description             = "reception.desk reaches the port http of archive.api."
      source_service_accounts = [dependency.reception_vm.outputs.service_account_email]
      target_service_accounts = [dependency.archive_vm.outputs.service_account_email]
      allow = [
        {
          protocol = "tcp"
          ports    = ["9000"]
        },
      ]
    }

    "archive-ssh-from-iap" = {
      description             = "Operators log in to archive by SSH, through Identity-Aware Proxy."
      ranges                  = ["35.235.240.0/20"]
      target_service_accounts = [dependency.archive_vm.outputs.service_account_email]
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
