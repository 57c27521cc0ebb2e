# Generated from topology.ts by `groundplan build`.
# Edits are lost: change topology.ts instead.

# Owns the buckets of production and their host names.
include "root" {
  path = find_in_parent_folders("root.hcl")
}

terraform {
  source = "../../../modules/r2"
}

inputs = {
  account_id = get_env("CLOUDFLARE_ACCOUNT_ID")

  buckets = {
    "sartiq-backups" = {
      location = "weur"
    }

    "sartiq-media" = {
      location = "weur"

      domains = {
        "cdn.sartiq.com" = {
          zone_id = get_env("CLOUDFLARE_ZONE_ID")
        }
      }
    }
  }
}
