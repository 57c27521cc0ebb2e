# Generated from topology.ts by `groundplan build`.
# Edits are lost: change topology.ts instead.

# Owns the Vercel project webapp, its domains and variables.
include "root" {
  path = find_in_parent_folders("root.hcl")
}

terraform {
  source = "../../../modules/vercel-project"
}

inputs = {
  name      = "sartiq-webapp"
  framework = "nextjs"

  git_repository = {
    repo = "sartiq/shootify-webapp"
  }

  domains = {
    "app.sartiq.com" = {}
  }

  environment_variables = {
    API_URL = {
      value   = "https://api.sartiq.com"
      targets = ["production"]
    }
    NEXT_PUBLIC_API_URL = {
      value   = "https://api.sartiq.com"
      targets = ["production"]
    }
    NEXT_PUBLIC_CDN_URL = {
      value   = "https://cdn.sartiq.com"
      targets = ["production"]
    }
  }
}
