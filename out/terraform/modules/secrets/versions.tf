# Generated from topology.ts by `groundplan build`.
# Edits are lost: change topology.ts instead.

terraform {
  required_version = ">= 1.9"

  required_providers {
    google = {
      source  = "hashicorp/google"
      version = "~> 6.50"
    }
  }
}
