# Generated from topology.ts by `groundplan build`.
# Edits are lost: change topology.ts instead.

# Signs in with CLOUDFLARE_API_TOKEN.
provider "cloudflare" {}
