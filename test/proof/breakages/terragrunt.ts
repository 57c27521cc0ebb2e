import { type Breakage, beside, each, text } from "./tools.js"

/** What is wrong with how units are put together. */
export const TERRAGRUNT: readonly Breakage[] = [
  /* Terragrunt */
  text("a mock that is gone", /live\/.*terragrunt\.hcl$/, ["proof/mock_missing"], (content) =>
    each(
      content,
      /^ {4}(external_address|internal_address|service_account_email|network_id|subnetwork_id) .*\n/gm,
      (match) => (new RegExp(`outputs\\.${match[1]}\\b`).test(content) ? "" : undefined),
    ),
  ),
  text("a mock of another type", /live\/.*terragrunt\.hcl$/, ["proof/mock_missing"], (content) =>
    each(content, /^( {4}(network_id|subnetwork_id|service_account_email|project_id) +=) ".*"$/gm, (match) =>
      new RegExp(`outputs\\.${match[2]}\\b`).test(content) ? `${match[1]} ["x"]` : undefined,
    ),
  ),
  text("a unit that can't be read", /live\/.*terragrunt\.hcl$/, ["proof/not_understood"], (content) => [
    `${content}\ninputs = {`,
  ]),
  beside("a file that Terraform reads too", /terragrunt\.hcl$/, ["extra.auto.tfvars", "more.tf.json"]),
]
