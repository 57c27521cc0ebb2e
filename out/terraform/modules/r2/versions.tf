# Generated from topology.ts by `groundplan build`.
# Edits are lost: change topology.ts instead.

terraform {
  required_version = ">= 1.9"

  required_providers {
    cloudflare = {
      source  = "cloudflare/cloudflare"
      version = "~> 5.14"
    }
  }
}
