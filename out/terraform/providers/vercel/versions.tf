# Generated from topology.ts by `groundplan build`.
# Edits are lost: change topology.ts instead.

terraform {
  required_version = ">= 1.11"

  required_providers {
    vercel = {
      source  = "vercel/vercel"
      version = "~> 5.10"
    }
  }
}
