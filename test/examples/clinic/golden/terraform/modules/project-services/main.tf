# Generated from topology.ts by `groundplan build`.
# Edits are lost: change topology.ts instead.

resource "google_project_service" "this" {
  for_each = var.services

  project = var.project_id
  service = each.value

  # Removing an API from the list must not switch it off under whatever else in the project still uses it.
  disable_on_destroy = false
}

# Whoever logs in to a VM looks the project and its machines up first; the logins themselves are the VMs' own grants.
resource "google_project_iam_member" "operator" {
  for_each = var.operators

  project = var.project_id
  role    = "roles/compute.viewer"
  member  = each.value

  depends_on = [google_project_service.this]
}
