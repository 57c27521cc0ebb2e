import { type Artifact, artifact, type Format, HEADER_ORIGIN, header } from "../../core/artifact.js"
import type { Estate, Shared } from "../../core/estate.js"
import type { Generator } from "../../core/generator.js"
import { type Document, lineOrigins, print } from "../../formats/hcl.js"
import * as lines from "../../formats/lines.js"
import { type ModuleFile, type ModuleName, moduleFiles } from "./modules.js"
import { readme } from "./readme.js"
import { providerDocument, rootDocument, versionsDocument } from "./root.js"
import { rules } from "./rules/index.js"
import type { Unit } from "./unit.js"
import { unitDocument } from "./unit-file.js"
import { unitsOf } from "./units.js"

/** Terragrunt units with a state each, the Terraform modules that they call, and what all of them share. */
export const terraform: Generator = {
  name: "terraform",
  summary: "Terragrunt units for each environment and concern, and the Terraform modules that they call.",
  generate,
  rules,
}

function* generate(estate: Estate): Iterable<Artifact> {
  const { shared } = estate
  const { gcp, vercel, terraformDirectory: directory } = shared
  const units = unitsOf(estate)
  if (gcp === undefined || units.length === 0) return
  yield artifact(`${directory}/README.md`, () => readme(estate, gcp, units), lines)
  yield artifact(`${directory}/.gitignore`, () => ignored(shared), lines)
  yield artifact(`${directory}/root.hcl`, () => rootDocument(shared, gcp, units), HCL)
  for (const provider of new Set(units.map((unit) => unit.provider))) {
    const folder = `${directory}/providers/${provider}`
    yield artifact(`${folder}/provider.tf`, () => providerDocument(shared, provider, { gcp, vercel }), HCL)
    yield artifact(`${folder}/versions.tf`, () => versionsDocument(shared, provider), HCL)
  }
  for (const unit of units) yield unitArtifact(unit, shared)
  for (const name of new Set(units.map(({ module }) => module))) yield* moduleArtifacts(name, shared)
}

const HCL: Format<Document> = { print, lineOrigins }

function unitArtifact(unit: Unit, shared: Shared): Artifact {
  const path = `${shared.terraformDirectory}/${unit.path}/terragrunt.hcl`
  const options = unit.environment === undefined ? {} : { environment: unit.environment }
  return artifact(path, () => unitDocument(unit, shared), HCL, options)
}

function* moduleArtifacts(name: ModuleName, shared: Shared): Iterable<Artifact> {
  for (const file of moduleFiles[name]) {
    const path = `${shared.terraformDirectory}/modules/${name}/${file.name}`
    yield artifact(path, () => moduleLines(name, file, shared), lines)
  }
}

/** A module's file as it is, below our header; a script's first line stays its first. */
function moduleLines(name: ModuleName, { text }: ModuleFile, shared: Shared): lines.Lines {
  const origin = `constant:terraform/modules/${name}`
  const head = comment(shared)
  if (!text.startsWith("#!")) return { pieces: [head, { text: "", origin: HEADER_ORIGIN }, { text, origin }] }
  const end = text.indexOf("\n") + 1
  return { pieces: [{ text: text.slice(0, end), origin }, head, { text: text.slice(end), origin }] }
}

/** What Terragrunt and Terraform leave beside the files. Lock files are committed. */
function ignored(shared: Shared): lines.Lines {
  return {
    pieces: [comment(shared), { text: "\n.terragrunt-cache/\n.terraform/", origin: "constant:terraform/gitignore" }],
  }
}

function comment(shared: Shared): lines.Lines["pieces"][number] {
  return {
    text: header(shared)
      .map((line) => `# ${line}`)
      .join("\n"),
    origin: HEADER_ORIGIN,
  }
}
