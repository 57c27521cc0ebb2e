# Generated from topology.ts by `groundplan build`.
# Edits are lost: change topology.ts instead.

resource "google_storage_bucket" "state" {
  project  = var.project_id
  name     = var.bucket_name
  location = var.location
  labels   = var.labels

  force_destroy               = false
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"

  versioning {
    enabled = true
  }

  # A version is deleted only once this many newer ones exist, the current one among them.
  lifecycle_rule {
    action {
      type = "Delete"
    }

    condition {
      num_newer_versions = var.noncurrent_versions + 1
      with_state         = "ARCHIVED"
    }
  }

  lifecycle {
    prevent_destroy = true
  }
}

resource "google_storage_bucket_iam_member" "state" {
  for_each = var.state_members

  bucket = google_storage_bucket.state.name
  role   = "roles/storage.objectUser"
  member = each.value
}
