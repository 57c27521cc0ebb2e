# Generated from topology.ts by `groundplan build`.
# Edits are lost: change topology.ts instead.

resource "google_secret_manager_secret" "this" {
  for_each = var.secrets

  project   = var.project_id
  secret_id = each.key
  labels    = var.labels

  annotations = each.value.description == "" ? {} : { description = each.value.description }

  replication {
    dynamic "auto" {
      for_each = var.region == null ? [true] : []
      content {}
    }

    dynamic "user_managed" {
      for_each = var.region == null ? [] : [var.region]

      content {
        replicas {
          location = user_managed.value
        }
      }
    }
  }

  # Destroying a secret destroys its versions, and they exist nowhere else.
  lifecycle {
    prevent_destroy = true
  }
}
