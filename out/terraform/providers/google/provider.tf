# Generated from topology.ts by `groundplan build`.
# Edits are lost: change topology.ts instead.

# Signs in with application default credentials.
provider "google" {
  project = var.project_id
  region  = "europe-west8"
}
