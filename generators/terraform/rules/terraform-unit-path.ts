import type { Rule } from "../../../core/rule.js"
import { cloudExample } from "../example.js"
import type { Unit } from "../unit.js"
import { unitsOf } from "../units.js"

/** A unit is a folder of its own. */
export const terraformUnitPath: Rule = {
  code: "terraform/unit_path",
  severity: "error",
  summary: "Two units have one path, or one that is taken.",
  *check(estate) {
    const { shared } = estate
    const template = shared.sources.terraformUnit ?? "/terraform/unit"
    const known = new Map<string, Unit>()
    for (const unit of unitsOf(estate)) {
      const { path, owns, environment } = unit
      const earlier = known.get(path)
      known.set(path, unit)
      const [folder] = path.split("/") as [string]
      if (TAKEN.has(folder)) {
        yield {
          message: `Units would stand in the folder ${JSON.stringify(folder)}, which holds what units share.`,
          path: template,
          found: shared.terraformUnit,
          help: "Begin `terraform.unit` with a folder of its own, such as live.",
        }
      } else if (earlier !== undefined) {
        yield {
          message: `Two units would stand at ${JSON.stringify(path)}: one owns ${earlier.owns}, one ${owns}.`,
          path: unit.origin,
          notes: [{ message: "the other one", path: earlier.origin }],
          help: "Rename what it is named after, or give `terraform.unit` both {environment} and {concern}.",
          ...(environment === undefined ? {} : { environments: [environment] }),
        }
      }
    }
  },
  explain: () => {
    const at = (unit: string) => cloudExample({ more: `terraform: { unit: "${unit}" }` })
    return {
      why: "A unit is a folder, and its path is the name under which its state is kept. Two units at one path would each take the other's resources for its own and remove them; and the folders that hold what all units share are no place for one.",
      source: { title: "Terragrunt: units", url: "https://terragrunt.gruntwork.io/docs/features/units/" },
      failing: at("live/{environment}"),
      passing: at("live/{environment}/{concern}"),
    }
  },
}

/** Folders of the Terraform directory that hold no units. */
const TAKEN: ReadonlySet<string> = new Set(["modules", "providers"])
