import type { Vocabulary } from "./words.js"

/** Blocks of a module that say how Terraform runs (Terraform 1's language). */
export const MODULE: Readonly<Record<string, Vocabulary>> = {
  terraform: {
    harmless: "required_version",
    blocks: {
      required_providers: {
        blocks: {
          google: { harmless: "version", only: { source: { values: ["hashicorp/google"] } } },
          cloudflare: { harmless: "version", only: { source: { values: ["cloudflare/cloudflare"] } } },
          vercel: { harmless: "version", only: { source: { values: ["vercel/vercel"] } } },
          random: { harmless: "version", only: { source: { values: ["hashicorp/random"] } } },
          time: { harmless: "version", only: { source: { values: ["hashicorp/time"] } } },
          null: { harmless: "version", only: { source: { values: ["hashicorp/null"] } } },
        },
      },
    },
    told: {
      backend: "keeps the state elsewhere than all others do",
      cloud: "keeps the state elsewhere than all others do",
    },
  },
  variable: {
    followed: "type default nullable ephemeral validation",
    harmless: "description sensitive deprecated",
  },
  output: {
    followed: "value",
    harmless: "description sensitive ephemeral depends_on deprecated",
    blocks: { precondition: { followed: "condition", harmless: "error_message" } },
  },
  // One thing under another address.
  moved: { harmless: "from to" },
  // A thing that is there already becomes what the module says of it.
  import: { harmless: "to id identity for_each provider" },
  removed: {
    harmless: "from",
    // What is taken out of the state and not destroyed goes on doing what it did.
    blocks: { lifecycle: { only: { destroy: { values: [true] } } } },
  },
}

/** Blocks by which a module signs in to a cloud, by the provider's name. */
export const PROVIDERS: Readonly<Record<string, Vocabulary>> = {
  google: {
    followed: "project",
    harmless: `region zone user_project_override billing_project request_timeout request_reason batching
      default_labels add_terraform_attribution_label terraform_attribution_label_addition_strategy`,
  },
  cloudflare: { harmless: "" },
  vercel: { followed: "team" },
  random: { harmless: "" },
  time: { harmless: "" },
  null: { harmless: "" },
}

/** What a resource says of how Terraform treats it. */
export const LIFECYCLE: Vocabulary = {
  followed: "ignore_changes",
  harmless: "prevent_destroy create_before_destroy replace_triggered_by",
  blocks: {
    precondition: { followed: "condition", harmless: "error_message" },
    postcondition: { followed: "condition", harmless: "error_message" },
  },
}

/**
 * Data sources that read what a provider knows and do nothing else. Those that hand a secret's value to the state, run a program or ask
 * somebody on the network are not among them.
 */
export function isPlainData(type: string): boolean {
  return /^(?:google|cloudflare|vercel)_/.test(type) && !/secret|access_token|id_token|key/.test(type)
}
