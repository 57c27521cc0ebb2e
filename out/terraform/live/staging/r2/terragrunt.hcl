# Generated from topology.ts by `groundplan build`.
# Edits are lost: change topology.ts instead.

# Owns the buckets of staging and their host names.
include "root" {
  path = find_in_parent_folders("root.hcl")
}

terraform {
  source = "../../../modules/r2"
}

inputs = {
  account_id = get_env("CLOUDFLARE_ACCOUNT_ID")

  buckets = {
    "sartiq-backups-staging" = {
      location = "weur"
    }

    "sartiq-media-staging" = {
      location = "weur"

      domains = {
        "cdn-staging.sartiq.com" = {
          zone_id = get_env("CLOUDFLARE_ZONE_ID")
        }
      }
    }
  }
}
