# Generated from topology.ts by `groundplan build`.
# Edits are lost: change topology.ts instead.

resource "vercel_project" "this" {
  team_id        = var.team_id
  name           = var.name
  framework      = var.framework
  root_directory = var.root_directory
  build_command  = var.build_command
  node_version   = var.node_version

  git_repository = var.git_repository

  resource_config = length(var.function_regions) == 0 ? null : {
    function_default_regions = var.function_regions
  }
}

resource "vercel_project_domain" "this" {
  for_each = var.domains

  team_id              = var.team_id
  project_id           = vercel_project.this.id
  domain               = each.key
  git_branch           = each.value.git_branch
  redirect             = each.value.redirect
  redirect_status_code = each.value.redirect_status_code
}

resource "vercel_project_environment_variable" "this" {
  for_each = var.environment_variables

  team_id    = var.team_id
  project_id = vercel_project.this.id
  key        = coalesce(each.value.name, each.key)
  value      = each.value.value
  target     = each.value.targets
  git_branch = each.value.git_branch
  comment    = each.value.comment
  sensitive  = false
}

resource "vercel_project_environment_variable" "secret" {
  for_each = var.secrets

  team_id          = var.team_id
  project_id       = vercel_project.this.id
  key              = coalesce(each.value.name, each.key)
  value_wo         = var.secret_values[each.key]
  value_wo_version = each.value.version
  target           = each.value.targets
  git_branch       = each.value.git_branch
  comment          = each.value.comment
  sensitive        = true
}
