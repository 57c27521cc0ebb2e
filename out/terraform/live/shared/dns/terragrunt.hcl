# Generated from topology.ts by `groundplan build`.
# Edits are lost: change topology.ts instead.

# Owns the records of the zone, but those of buckets.
include "root" {
  path = find_in_parent_folders("root.hcl")
}

terraform {
  source = "../../../modules/dns"
}

dependency "staging_backend_vm" {
  config_path = "../../staging/backend"

  mock_outputs = {
    name                  = "backend"
    instance_id           = "projects/mock-project/zones/europe-west8-b/instances/mock"
    service_account_email = "backend@mock-project.iam.gserviceaccount.com"
    internal_address      = "10.20.0.2"
    external_address      = "203.0.113.10"
    disk_ids = {
      data = "projects/mock-project/zones/europe-west8-b/disks/data"
    }
    stacks = [
      {
        directory = "/opt/gcp-backend-staging"
        project   = "gcp-backend-staging"
      },
    ]
  }
  mock_outputs_allowed_terraform_commands = ["validate", "plan"]
  mock_outputs_merge_strategy_with_state  = "shallow"
}

dependency "production_backend_vm" {
  config_path = "../../production/backend"

  mock_outputs = {
    name                  = "backend"
    instance_id           = "projects/mock-project/zones/europe-west8-b/instances/mock"
    service_account_email = "backend@mock-project.iam.gserviceaccount.com"
    internal_address      = "10.30.0.2"
    external_address      = "203.0.113.10"
    disk_ids = {
      data = "projects/mock-project/zones/europe-west8-b/disks/data"
    }
    stacks = [
      {
        directory = "/opt/gcp-backend-production"
        project   = "gcp-backend-production"
      },
    ]
  }
  mock_outputs_allowed_terraform_commands = ["validate", "plan"]
  mock_outputs_merge_strategy_with_state  = "shallow"
}

inputs = {
  zone_id = get_env("CLOUDFLARE_ZONE_ID")

  records = {
    "staging-app.sartiq.com" = {
      name    = "staging-app.sartiq.com"
      type    = "A"
      content = dependency.staging_backend_vm.outputs.external_address
      proxied = false
      comment = "staging: app"
    }

    "staging-api.sartiq.com" = {
      name    = "staging-api.sartiq.com"
      type    = "A"
      content = dependency.staging_backend_vm.outputs.external_address
      proxied = false
      comment = "staging: api"
    }

    "compute-api-staging.sartiq.com" = {
      name    = "compute-api-staging.sartiq.com"
      type    = "A"
      content = dependency.staging_backend_vm.outputs.external_address
      proxied = false
      comment = "staging: compute"
    }

    "app.sartiq.com" = {
      name    = "app.sartiq.com"
      type    = "CNAME"
      content = "cname.vercel-dns.com"
      proxied = false
      comment = "production: app"
    }

    "api.sartiq.com" = {
      name    = "api.sartiq.com"
      type    = "A"
      content = dependency.production_backend_vm.outputs.external_address
      proxied = false
      comment = "production: api"
    }

    "compute-api.sartiq.com" = {
      name    = "compute-api.sartiq.com"
      type    = "A"
      content = dependency.production_backend_vm.outputs.external_address
      proxied = false
      comment = "production: compute"
    }

    "sartiq.com" = {
      name    = "sartiq.com"
      type    = "A"
      content = "76.76.21.21"
      proxied = false
      comment = "production: website"
    }

    "www.sartiq.com" = {
      name    = "www.sartiq.com"
      type    = "CNAME"
      content = "cname.vercel-dns.com"
      proxied = false
      comment = "production: website"
    }
  }
}
