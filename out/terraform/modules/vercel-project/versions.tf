# Generated from topology.ts by `groundplan build`.
# Edits are lost: change topology.ts instead.

terraform {
  # 1.11 is the first release with write-only arguments, which keep secret values out of the state.
  required_version = ">= 1.11"

  required_providers {
    vercel = {
      source  = "vercel/vercel"
      version = "~> 5.10"
    }
  }
}
