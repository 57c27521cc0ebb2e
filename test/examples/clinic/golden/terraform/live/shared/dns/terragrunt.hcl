# Generated from topology.ts by `groundplan build`.
# Edits are lost: change topology.ts instead.

# Owns the records of the zone, but those of buckets.
include "root" {
  path = find_in_parent_folders("root.hcl")
}

terraform {
  source = "../../../modules/dns"
}

dependency "production_reception_vm" {
  config_path = "../../production/reception"

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

inputs = {
  zone_id = get_env("CLOUDFLARE_ZONE_ID")

  records = {
    "clinic.example" = {
      name    = "clinic.example"
      type    = "A"
      content = dependency.production_reception_vm.outputs.external_address
      proxied = false
      comment = "production: desk"
    }
  }
}
