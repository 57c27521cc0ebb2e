# Generated from topology.ts by `groundplan build`.
# Edits are lost: change topology.ts instead.

terragrunt_version_constraint = ">= 1.0"
terraform_version_constraint  = ">= 1.11"

locals {
  # Units of another provider than google, by their path below this folder.
  providers = {
    "live/shared/dns" = "cloudflare"
  }

  provider = lookup(local.providers, path_relative_to_include(), "google")
}

# A unit's state is kept under its path: moving a unit leaves its state behind.
remote_state {
  backend = "gcs"

  generate = {
    path      = "backend.tf"
    if_exists = "overwrite_terragrunt"
  }

  config = {
    project  = "clinic-ops"
    location = "europe-west6"
    bucket   = "clinic-terraform-state"
    prefix   = path_relative_to_include()

    # The bucket is a resource of the operations unit.
    skip_bucket_creation = true
  }
}

# Modules take their provider from here.
generate "provider" {
  path      = "provider.tf"
  if_exists = "overwrite_terragrunt"
  contents  = file("${get_parent_terragrunt_dir()}/providers/${local.provider}/provider.tf")
}

# Overrides what the module says of itself: one place decides for all.
generate "versions" {
  path      = "versions_override.tf"
  if_exists = "overwrite_terragrunt"
  contents  = file("${get_parent_terragrunt_dir()}/providers/${local.provider}/versions.tf")
}
