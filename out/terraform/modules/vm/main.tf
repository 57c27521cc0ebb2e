# Generated from topology.ts by `groundplan build`.
# Edits are lost: change topology.ts instead.

locals {
  secret_project_id = coalesce(var.secret_project_id, var.project_id)

  # A secret that several services or stacks read is granted once.
  secrets = toset(flatten([
    for stack in var.stacks : concat(stack.secrets[*].secret, stack.env[*].secret)
  ]))

  snapshots = { for device, disk in var.disks : device => disk.snapshots if disk.snapshots != null }
}

# Identity: what the VM may do.

resource "google_service_account" "this" {
  project      = var.project_id
  account_id   = coalesce(var.service_account_id, var.name)
  display_name = "VM ${var.name}"
}

resource "google_project_iam_member" "this" {
  for_each = var.project_roles

  project = var.project_id
  role    = each.value
  member  = google_service_account.this.member
}

resource "google_secret_manager_secret_iam_member" "this" {
  for_each = local.secrets

  project   = local.secret_project_id
  secret_id = each.value
  role      = "roles/secretmanager.secretAccessor"
  member    = google_service_account.this.member
}

resource "google_artifact_registry_repository_iam_member" "this" {
  for_each = { for registry in var.registries : "${registry.project_id}/${registry.location}/${registry.repository_id}" => registry }

  project    = each.value.project_id
  location   = each.value.location
  repository = each.value.repository_id
  role       = "roles/artifactregistry.reader"
  member     = google_service_account.this.member
}

# Addresses, which stay when the VM is replaced.

resource "google_compute_address" "internal" {
  project      = var.project_id
  region       = var.region
  name         = "${var.name}-internal"
  address_type = "INTERNAL"
  subnetwork   = var.subnetwork
  address      = var.internal_address
}

resource "google_compute_address" "external" {
  count = var.external_address ? 1 : 0

  project      = var.project_id
  region       = var.region
  name         = "${var.name}-external"
  address_type = "EXTERNAL"
}

# Disks, which stay when the VM is replaced, and their snapshots.

resource "google_compute_disk" "this" {
  for_each = var.disks

  project = var.project_id
  zone    = var.zone
  name    = each.value.name
  size    = each.value.size_gb
  type    = each.value.type
  labels  = var.labels

  lifecycle {
    prevent_destroy = true
  }
}

resource "google_compute_resource_policy" "snapshots" {
  for_each = local.snapshots

  project = var.project_id
  region  = var.region
  name    = "${google_compute_disk.this[each.key].name}-snapshots"

  snapshot_schedule_policy {
    schedule {
      dynamic "daily_schedule" {
        for_each = each.value.every_hours == 24 ? [each.value] : []

        content {
          days_in_cycle = 1
          start_time    = daily_schedule.value.start_time
        }
      }

      dynamic "weekly_schedule" {
        for_each = each.value.every_hours == 168 ? [each.value] : []

        content {
          day_of_weeks {
            day        = "SUNDAY"
            start_time = weekly_schedule.value.start_time
          }
        }
      }

      dynamic "hourly_schedule" {
        for_each = each.value.every_hours < 24 ? [each.value] : []

        content {
          hours_in_cycle = hourly_schedule.value.every_hours
          start_time     = hourly_schedule.value.start_time
        }
      }
    }

    retention_policy {
      max_retention_days    = each.value.retention_days
      on_source_disk_delete = "KEEP_AUTO_SNAPSHOTS"
    }

    snapshot_properties {
      labels            = var.labels
      storage_locations = [var.region]
    }
  }
}

resource "google_compute_disk_resource_policy_attachment" "snapshots" {
  for_each = local.snapshots

  project = var.project_id
  zone    = var.zone
  name    = google_compute_resource_policy.snapshots[each.key].name
  disk    = google_compute_disk.this[each.key].name
}

# The VM itself.

resource "google_compute_instance" "this" {
  project      = var.project_id
  zone         = var.zone
  name         = var.name
  description  = var.description
  machine_type = var.machine_type
  labels       = var.labels

  allow_stopping_for_update = true
  deletion_protection       = var.deletion_protection

  boot_disk {
    auto_delete = true

    initialize_params {
      image  = var.boot_disk.image
      size   = var.boot_disk.size_gb
      type   = var.boot_disk.type
      labels = var.labels
    }
  }

  # Attached in the VM's own definition: the disks are there before it first boots, and are detached, never deleted,
  # when it goes.
  dynamic "attached_disk" {
    for_each = google_compute_disk.this

    content {
      source      = attached_disk.value.id
      device_name = attached_disk.key
      mode        = "READ_WRITE"
    }
  }

  network_interface {
    subnetwork = var.subnetwork
    network_ip = google_compute_address.internal.address
    stack_type = "IPV4_ONLY"

    dynamic "access_config" {
      for_each = google_compute_address.external

      content {
        nat_ip = access_config.value.address
      }
    }
  }

  service_account {
    email = google_service_account.this.email

    # What the VM may do is what its account is granted; scopes would be a second list of the same.
    scopes = ["cloud-platform"]
  }

  shielded_instance_config {
    enable_secure_boot          = true
    enable_vtpm                 = true
    enable_integrity_monitoring = true
  }

  # The script is metadata, not the metadata_startup_script argument, and takes its configuration from the metadata
  # too: a change to either is applied to the running VM and used when it next starts. The argument would replace it.
  metadata = {
    block-project-ssh-keys = "TRUE"
    enable-oslogin         = "TRUE"
    serial-port-enable     = "FALSE"
    startup-script         = file("${path.module}/startup.sh")

    disks          = jsonencode([for device, disk in var.disks : { device = device, mount = disk.mount }])
    directories    = jsonencode(var.directories)
    docker         = jsonencode(var.docker)
    registries     = jsonencode(sort(distinct([for registry in var.registries : "${registry.location}-docker.pkg.dev"])))
    secret-project = local.secret_project_id
    ssh-port       = tostring(var.ssh_port)
    stacks         = jsonencode(var.stacks)
  }

  # The first boot already reads secrets and pulls images.
  depends_on = [
    google_artifact_registry_repository_iam_member.this,
    google_project_iam_member.this,
    google_secret_manager_secret_iam_member.this,
  ]
}

# Operators: three grants make one login. IAP opens the tunnel, OS Login the session with sudo, and, as whoever is on a
# VM can act as its service account, the third says that this is meant.

resource "google_iap_tunnel_instance_iam_member" "operator" {
  for_each = var.operators

  project  = var.project_id
  zone     = var.zone
  instance = google_compute_instance.this.name
  role     = "roles/iap.tunnelResourceAccessor"
  member   = each.value
}

resource "google_compute_instance_iam_member" "operator" {
  for_each = var.operators

  project       = var.project_id
  zone          = var.zone
  instance_name = google_compute_instance.this.name
  role          = "roles/compute.osAdminLogin"
  member        = each.value
}

resource "google_service_account_iam_member" "operator" {
  for_each = var.operators

  service_account_id = google_service_account.this.name
  role               = "roles/iam.serviceAccountUser"
  member             = each.value
}
