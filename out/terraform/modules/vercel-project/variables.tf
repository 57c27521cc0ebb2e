# Generated from topology.ts by `groundplan build`.
# Edits are lost: change topology.ts instead.

variable "name" {
  description = "Name of the project."
  type        = string
}

variable "team_id" {
  description = "Identifier of the team that owns the project. Null means the provider's own team."
  type        = string
  default     = null
  nullable    = true
}

variable "framework" {
  description = "Framework preset, such as nextjs. Null selects none."
  type        = string
  default     = null
  nullable    = true
}

variable "git_repository" {
  description = "Repository whose pushes are deployed: its host (github, gitlab or bitbucket), its path, and the branch that goes to production. Null leaves deploying to the command line."
  type = object({
    type              = optional(string, "github")
    repo              = string
    production_branch = optional(string, "main")
  })
  default  = null
  nullable = true

  validation {
    condition     = try(contains(["github", "gitlab", "bitbucket"], var.git_repository.type), var.git_repository == null)
    error_message = "A repository's host is github, gitlab or bitbucket."
  }
}

variable "root_directory" {
  description = "Directory of the project within the repository. Null means its root."
  type        = string
  default     = null
  nullable    = true
}

variable "build_command" {
  description = "Command that builds the project. Null leaves it to the framework preset."
  type        = string
  default     = null
  nullable    = true
}

variable "node_version" {
  description = "Node.js version of builds and functions, such as 22.x. Null leaves it to Vercel."
  type        = string
  default     = null
  nullable    = true
}

variable "function_regions" {
  description = "Vercel regions where the functions run, such as fra1. None leaves it to Vercel."
  type        = set(string)
  default     = []
}

variable "domains" {
  description = <<-EOT
    Domains of the project, keyed by hostname:
    - `git_branch`: branch whose deployments the domain serves; null serves production;
    - `redirect`, `redirect_status_code`: another domain that it redirects to, and how.
    The DNS records that point them to Vercel belong to the zone.
  EOT
  type = map(object({
    git_branch           = optional(string)
    redirect             = optional(string)
    redirect_status_code = optional(number)
  }))
  default = {}

  validation {
    condition     = alltrue([for domain in var.domains : domain.redirect == null || domain.git_branch == null])
    error_message = "A domain redirects or serves a branch, not both."
  }
}

variable "environment_variables" {
  description = <<-EOT
    Environment variables that anyone may read, under a key of your own:
    - `name`: name of the variable; null means the key;
    - `value`: its value;
    - `targets`: production, preview and development, those that have it;
    - `git_branch`: the one branch whose previews have it; null means every branch;
    - `comment`: what it is for.
  EOT
  type = map(object({
    name       = optional(string)
    value      = string
    targets    = optional(set(string), ["production", "preview"])
    git_branch = optional(string)
    comment    = optional(string)
  }))
  default = {}

  validation {
    condition = alltrue([
      for variable in var.environment_variables : length(variable.targets) > 0 && length(setsubtract(variable.targets, ["production", "preview", "development"])) == 0
    ])
    error_message = "A variable has at least one target of production, preview and development."
  }
}

variable "secrets" {
  description = <<-EOT
    Environment variables that nobody reads back, under a key of your own; their values come from `secret_values`:
    - `name`: name of the variable; null means the key;
    - `targets`: production and preview, those that have it; Vercel keeps no secret from a developer's machine;
    - `git_branch`: the one branch whose previews have it; null means every branch;
    - `version`: a number to raise when the value has changed, as the value itself is never stored to compare with;
    - `comment`: what it is for.
  EOT
  type = map(object({
    name       = optional(string)
    targets    = optional(set(string), ["production", "preview"])
    git_branch = optional(string)
    version    = optional(number, 1)
    comment    = optional(string)
  }))
  default = {}

  validation {
    condition     = alltrue([for secret in var.secrets : length(secret.targets) > 0 && length(setsubtract(secret.targets, ["production", "preview"])) == 0])
    error_message = "A secret has at least one target of production and preview."
  }
}

variable "secret_values" {
  description = "Value of each secret, by its key. Given to every run as TF_VAR_secret_values and stored nowhere, neither in a plan nor in the state."
  type        = map(string)
  default     = {}
  sensitive   = true
  ephemeral   = true
}
