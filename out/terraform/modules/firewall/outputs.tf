# Generated from topology.ts by `groundplan build`.
# Edits are lost: change topology.ts instead.

output "rule_ids" {
  description = "Identifier of each grant's firewall rule, by name."
  value       = { for name, rule in google_compute_firewall.allow : name => rule.id }
}

output "deny_rule_id" {
  description = "Identifier of the rule that denies every other ingress."
  value       = google_compute_firewall.deny_ingress.id
}
