# Generated from topology.ts by `groundplan build`.
# Edits are lost: change topology.ts instead.

variable "project_id" {
  description = "Project that holds the VM."
  type        = string
}

variable "region" {
  description = "Region of the VM's addresses and snapshot schedules."
  type        = string
}

variable "zone" {
  description = "Zone of the VM and its disks. Changing it would replace the disks, which is refused."
  type        = string

  validation {
    condition     = startswith(var.zone, "${var.region}-")
    error_message = "The zone lies in the region, such as europe-west1-b in europe-west1."
  }
}

variable "name" {
  description = "Name of the VM; also of its service account, unless service_account_id says otherwise, and the prefix of its addresses."
  type        = string

  validation {
    condition     = can(regex("^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$", var.name))
    error_message = "A name has up to 63 lower-case letters, digits and dashes, starts with a letter and does not end with a dash."
  }
}

variable "description" {
  description = "What the VM is for, in words. Changing it replaces the VM."
  type        = string
  default     = ""
}

variable "machine_type" {
  description = "Machine type, such as e2-standard-2. Changing it stops and starts the VM."
  type        = string
}

variable "boot_disk" {
  description = "Boot disk: image or image family, size in GB and type. It holds nothing that the start-up script does not put back; changing it replaces the VM, and the persistent disks move over."
  type = object({
    image   = string
    size_gb = optional(number, 30)
    type    = optional(string, "pd-balanced")
  })
}

variable "disks" {
  description = <<-EOT
    Persistent disks, keyed by device name. Each outlives the VM, and Terraform refuses to destroy it:
    - `name`: name of the disk;
    - `size_gb`: size, which may grow but not shrink; the file system grows when the VM next starts;
    - `type`: disk type;
    - `mount`: absolute path where the file system is mounted;
    - `snapshots`: taken `every_hours` (a divisor of 24, or 168: on Sundays), from `start_time` (UTC, on the hour) on, and deleted
      after `retention_days`; null takes none.
  EOT
  type = map(object({
    name    = string
    size_gb = number
    type    = optional(string, "pd-balanced")
    mount   = string
    snapshots = optional(object({
      every_hours    = optional(number, 24)
      start_time     = optional(string, "04:00")
      retention_days = optional(number, 14)
    }))
  }))
  default = {}

  validation {
    condition     = alltrue([for device, disk in var.disks : can(regex("^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$", device))])
    error_message = "A device name has up to 63 lower-case letters, digits and dashes, starts with a letter and does not end with a dash."
  }

  validation {
    condition     = alltrue([for disk in var.disks : can(regex("^(/[A-Za-z0-9._-]+)+$", disk.mount))])
    error_message = "A mount point is an absolute path of letters, digits, dots, dashes and underscores."
  }

  validation {
    condition     = length(distinct([for disk in var.disks : disk.mount])) == length(var.disks)
    error_message = "Each disk has a mount point of its own."
  }

  validation {
    condition     = alltrue([for disk in var.disks : try(disk.snapshots.every_hours == 168 || (disk.snapshots.every_hours >= 1 && 24 % disk.snapshots.every_hours == 0), disk.snapshots == null)])
    error_message = "Snapshots are taken every 1, 2, 3, 4, 6, 8, 12, 24 or 168 hours."
  }
}

variable "directories" {
  description = "Directories that the start-up script creates where they are missing, parents first: absolute path, numeric owner and group, octal mode. Those that exist are left as they are."
  type = list(object({
    path  = string
    owner = optional(number, 0)
    group = optional(number, 0)
    mode  = optional(string, "0755")
  }))
  default = []

  validation {
    condition     = alltrue([for directory in var.directories : startswith(directory.path, "/") && can(regex("^[0-7]{3,4}$", directory.mode))])
    error_message = "A directory has an absolute path and an octal mode such as 0750."
  }
}

variable "stacks" {
  description = <<-EOT
    The Compose stacks that the VM runs, started in this order. Deployments copy a stack's files into its directory;
    the start-up script writes its secrets there and starts it, unless its files have not arrived yet:
    - `directory`: absolute path;
    - `project`: Compose project name, which names its containers and volumes;
    - `files`: Compose files, relative to the directory;
    - `env_files`: files with values for the Compose files, those that exist, a later one over an earlier one;
    - `wait`: whether starting waits until every service runs or is healthy. Compose counts a job that has ended as a
      failure then, so a stack with one-shot jobs sets it to false;
    - `secrets`: secrets written to a file each: `secret` (identifier), `file` (relative to the directory, or
      absolute), numeric `owner` and `group`, octal `mode`. A container that does not run as root needs its own
      user as the owner: Compose mounts the file as it is;
    - `env`: secrets written as variables, into a block of their own in `.env`; the file's other lines stay.
  EOT
  type = list(object({
    directory = string
    project   = string
    files     = optional(list(string), ["docker-compose.yml"])
    env_files = optional(list(string), [".env"])
    wait      = optional(bool, true)
    secrets = optional(list(object({
      secret = string
      file   = string
      owner  = optional(number, 0)
      group  = optional(number, 0)
      mode   = optional(string, "0400")
    })), [])
    env = optional(list(object({
      variable = string
      secret   = string
    })), [])
  }))
  default = []

  validation {
    condition     = alltrue([for stack in var.stacks : can(regex("^(/[A-Za-z0-9._-]+)+$", stack.directory))])
    error_message = "A stack's directory is an absolute path of letters, digits, dots, dashes and underscores."
  }

  validation {
    condition     = alltrue([for stack in var.stacks : can(regex("^[a-z0-9][a-z0-9_-]*$", stack.project))])
    error_message = "A Compose project name has lower-case letters, digits, dashes and underscores, and starts with a letter or digit."
  }

  validation {
    condition     = length(distinct([for stack in var.stacks : stack.project])) == length(var.stacks)
    error_message = "Each stack has a Compose project name of its own."
  }

  validation {
    condition     = alltrue(flatten([for stack in var.stacks : [for entry in stack.env : can(regex("^[A-Za-z_][A-Za-z0-9_]*$", entry.variable))]]))
    error_message = "A variable's name has letters, digits and underscores, and does not start with a digit."
  }
}

variable "secret_project_id" {
  description = "Project that holds the stacks' secrets. Null means the VM's own."
  type        = string
  default     = null
  nullable    = true
}

variable "registries" {
  description = "Artifact Registry repositories that the VM pulls images from; it is granted reading, and Docker logs in as the VM."
  type = list(object({
    project_id    = string
    location      = string
    repository_id = string
  }))
  default = []
}

variable "docker" {
  description = <<-EOT
    Docker on the VM:
    - `version`: version that apt installs, `*` standing for anything (an installed one is not changed);
    - `address_pools`: IPv4 ranges, and the prefix length of the networks cut from them, that Docker uses for networks
      whose Compose file names no subnet; none leaves Docker's own;
    - `log_max_size`, `log_max_files`: bounds of each container's log where its service sets none;
    - `metadata_access`: whether containers reach the VM's metadata server, and with it the token of the VM's service
      account: every secret of the VM, for every container.
  EOT
  type = object({
    version = optional(string, "5:29.*")
    address_pools = optional(list(object({
      base = string
      size = number
    })), [])
    log_max_size    = optional(string, "20m")
    log_max_files   = optional(number, 5)
    metadata_access = optional(bool, false)
  })
  default = {}

  validation {
    condition     = alltrue([for pool in var.docker.address_pools : can(cidrnetmask(pool.base)) && pool.size >= 8 && pool.size <= 30])
    error_message = "An address pool is an IPv4 range in CIDR notation and a prefix length from 8 to 30."
  }
}

variable "subnetwork" {
  description = "Identifier of the subnetwork that the VM is attached to."
  type        = string
}

variable "internal_address" {
  description = "Static IPv4 address of the VM within the subnetwork. Null lets Google Cloud choose one that then stays."
  type        = string
  default     = null
  nullable    = true

  validation {
    condition     = var.internal_address == null || can(cidrnetmask("${var.internal_address}/32"))
    error_message = "The internal address is an IPv4 address."
  }
}

variable "external_address" {
  description = "Whether the VM has a static external IPv4 address. Without one it reaches the internet only where the network has NAT."
  type        = bool
  default     = true
}

variable "ssh_port" {
  description = "Port on which sshd listens. The start-up script moves it there: a running VM keeps the old port until it next starts, or runs the script once more."
  type        = number
  default     = 22

  validation {
    condition     = var.ssh_port >= 1 && var.ssh_port <= 65535
    error_message = "A port is a number from 1 to 65535."
  }
}

variable "service_account_id" {
  description = "Account name of the VM's service account, the part before the @. Null means the VM's name."
  type        = string
  default     = null
  nullable    = true

  validation {
    condition     = can(regex("^[a-z]([-a-z0-9]{4,28}[a-z0-9])$", coalesce(var.service_account_id, var.name)))
    error_message = "An account name has 6 to 30 lower-case letters, digits and dashes, starts with a letter and does not end with a dash; where the VM's name does not, service_account_id gives another."
  }
}

variable "project_roles" {
  description = "Roles that the VM's service account has in the project. The default writes logs and metrics, and no more."
  type        = set(string)
  default     = ["roles/logging.logWriter", "roles/monitoring.metricWriter"]

  validation {
    condition     = length(setintersection(var.project_roles, ["roles/owner", "roles/editor", "roles/viewer"])) == 0
    error_message = "A VM has no basic role (owner, editor, viewer): each reaches every resource of the project."
  }
}

variable "operators" {
  description = "Principals who log in as administrators, such as group:operators@example.com: through IAP, to this VM only, with OS Login. Their connection also needs a firewall rule that admits IAP's range to the port of SSH, and gcloud reads the project, for which the project-services module grants them roles/compute.viewer."
  type        = set(string)
  default     = []

  validation {
    condition     = alltrue([for member in var.operators : can(regex("^(user|group|domain|serviceAccount|principal|principalSet):", member))])
    error_message = "An operator is a principal such as group:operators@example.com; nobody logs in anonymously."
  }
}

variable "deletion_protection" {
  description = "Whether Google Cloud refuses to delete the VM. A change that replaces it fails until this is applied as false."
  type        = bool
  default     = true
}

variable "labels" {
  description = "Labels set on the VM, its disks and its snapshots."
  type        = map(string)
  default     = {}
}
