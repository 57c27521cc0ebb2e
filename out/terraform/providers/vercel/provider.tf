# Generated from topology.ts by `groundplan build`.
# Edits are lost: change topology.ts instead.

# Signs in with VERCEL_API_TOKEN.
provider "vercel" {
  team = "sartiq"
}
