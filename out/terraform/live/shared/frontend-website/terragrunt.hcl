# Generated from topology.ts by `groundplan build`.
# Edits are lost: change topology.ts instead.

# Owns the Vercel project website, its domains and variables.
include "root" {
  path = find_in_parent_folders("root.hcl")
}

terraform {
  source = "../../../modules/vercel-project"
}

inputs = {
  name      = "sartiq-website"
  framework = "nextjs"

  git_repository = {
    repo = "sartiq/website"
  }

  domains = {
    "sartiq.com"     = {}
    "www.sartiq.com" = {}
  }
}
