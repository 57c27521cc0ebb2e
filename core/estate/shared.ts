import type { GeneratorName } from "../../schema/generator.js"
import type { Pointer } from "../../schema/pointer.js"
import type { RuleSeverity } from "../../schema/rules.js"
import type { Resolved } from "../origin.js"
import type { Cloudflare, Gcp, Vercel } from "./cloud.js"
import type { External } from "./external.js"
import type { Image } from "./image.js"
import type { Secret } from "./secret.js"

/** What all environments share. */
export interface Shared extends Resolved {
  /** The file name of the topology, for headers. */
  readonly source: string
  /** The system's name, as other names are made of it. */
  readonly name: string
  /** Its name for people. Default: the name, capitalised. */
  readonly title: string
  /** What the system is, in one sentence. */
  readonly description: string | undefined
  /** What the topology chose to generate. */
  readonly generate: ReadonlySet<GeneratorName>
  /** Undefined when the topology does not use it. */
  readonly gcp: Gcp | undefined
  /** Undefined when the topology does not use it. */
  readonly vercel: Vercel | undefined
  /** Undefined when the topology does not use it. */
  readonly cloudflare: Cloudflare | undefined
  /** Every declared image, sorted by name. */
  readonly images: readonly Image[]
  /** Every declared secret, sorted by name. */
  readonly secrets: readonly Secret[]
  /** Every declared external, in declared order. */
  readonly externals: readonly External[]
  /** Folder of the Terraform files under the output directory. */
  readonly terraformDirectory: string
  /** The path of a unit below it, with {environment}, {short} and {concern}. */
  readonly terraformUnit: string
  /** Folder of the pages under the output directory. */
  readonly docsDirectory: string
  /** What the output directory is called where it is deployed from. */
  readonly root: string
  /** The versions of the tools that what is generated is used with. */
  readonly targets: Targets
  /** How much the findings of rules weigh, where the topology says so; in declared order. */
  readonly severities: readonly StatedSeverity[]
  /** The findings that the topology accepts, in declared order. */
  readonly acceptances: readonly Acceptance[]
}

/** The oldest version of each tool that what is generated is used with: `2.40`. */
export interface Targets extends Resolved {
  /** Docker Compose. */
  readonly compose: string
  /** Caddy. */
  readonly caddy: string
  /** Terraform. */
  readonly terraform: string
  /** Terragrunt. */
  readonly terragrunt: string
}

/** How much the findings of one rule weigh. */
export interface StatedSeverity extends Resolved {
  /** The rule's code: `ports/collision`. */
  readonly rule: string
  /** Instead of the rule's own. */
  readonly severity: RuleSeverity
}

/** What one rule finds at one place, accepted. */
export interface Acceptance extends Resolved {
  /** The rule's code: `ports/collision`. */
  readonly rule: string
  /** The place; what is found below it is accepted too. */
  readonly at: Pointer
  /** Why it is fine. */
  readonly reason: string
  /** The last day on which it is accepted, YYYY-MM-DD; undefined when it is for good. */
  readonly until: string | undefined
  /** The environments in which it is accepted. */
  readonly environments: readonly string[]
  /** The place that was meant, where nothing stands at `at` and a near name stands beside; undefined otherwise. */
  readonly meant: Pointer | undefined
}
