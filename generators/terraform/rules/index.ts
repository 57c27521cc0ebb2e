import type { Rule } from "../../../core/rule.js"
import { targetsTerraform } from "./targets-terraform.js"
import { targetsTerragrunt } from "./targets-terragrunt.js"
import { terraformAddress } from "./terraform-address.js"
import { terraformBucketHostname } from "./terraform-bucket-hostname.js"
import { terraformDuplicateAddress } from "./terraform-duplicate-address.js"
import { terraformDuplicateName } from "./terraform-duplicate-name.js"
import { terraformName } from "./terraform-name.js"
import { terraformNoBranch } from "./terraform-no-branch.js"
import { terraformNoGcp } from "./terraform-no-gcp.js"
import { terraformNoMachine } from "./terraform-no-machine.js"
import { terraformNoNetwork } from "./terraform-no-network.js"
import { terraformNoOperators } from "./terraform-no-operators.js"
import { terraformNoProject } from "./terraform-no-project.js"
import { terraformNoSourceAddress } from "./terraform-no-source-address.js"
import { terraformNoTeam } from "./terraform-no-team.js"
import { terraformPath } from "./terraform-path.js"
import { terraformRecordConflict } from "./terraform-record-conflict.js"
import { terraformSharedProject } from "./terraform-shared-project.js"
import { terraformUnitPath } from "./terraform-unit-path.js"
import { terraformZone } from "./terraform-zone.js"

/** What must be stated, and be of a kind that Google Cloud, Cloudflare and Vercel accept, for Terraform to be generated. */
export const rules: readonly Rule[] = [
  terraformNoGcp,
  terraformNoProject,
  terraformNoNetwork,
  terraformSharedProject,
  terraformNoOperators,
  terraformNoMachine,
  terraformAddress,
  terraformDuplicateAddress,
  terraformNoSourceAddress,
  terraformName,
  terraformDuplicateName,
  terraformPath,
  terraformZone,
  terraformNoTeam,
  terraformNoBranch,
  terraformBucketHostname,
  terraformRecordConflict,
  terraformUnitPath,
  targetsTerraform,
  targetsTerragrunt,
]
