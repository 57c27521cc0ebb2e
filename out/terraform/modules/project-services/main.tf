# Generated from topology.ts by `groundplan build`.
# Edits are lost: change topology.ts instead.

resource "google_project_service" "this" {
  for_each = var.services

  project = var.project_id
  service = each.value

  # Removing an API from the list must not switch it off under whatever else in the project still uses it.
  disable_on_destroy = false
}
