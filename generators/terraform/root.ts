import { HEADER_ORIGIN, header } from "../../core/artifact.js"
import type { Gcp, Shared, Vercel } from "../../core/estate.js"
import { type Origin, originOf } from "../../core/origin.js"
import { targetOf } from "../../core/targets.js"
import {
  attribute,
  type Body,
  type BodyItem,
  block,
  bool,
  call,
  type Document,
  document,
  type Expression,
  entry,
  gap,
  object,
  ref,
  str,
  template,
} from "../../formats/hcl.js"
import type { Provider, Unit } from "./unit.js"

const ORIGIN: Origin = "constant:terraform/root"

/** What every unit includes: where its state is kept, and the provider and versions that its module runs with. */
export function rootDocument(shared: Shared, gcp: Gcp, units: readonly Unit[]): Document {
  return document(header(shared), HEADER_ORIGIN, [
    constraint("terragrunt", shared),
    constraint("terraform", shared),
    block("locals", [], locals(units), ORIGIN),
    remoteState(gcp),
    generated("provider", "provider.tf", "provider.tf", "Modules take their provider from here."),
    generated(
      "versions",
      "versions_override.tf",
      "versions.tf",
      "Overrides what the module says of itself: one place decides for all.",
    ),
  ])
}

/** A version that is older than the topology says is refused before it misreads a unit. */
function constraint(tool: "terragrunt" | "terraform", { targets }: Shared): BodyItem {
  const { version, origin } = targetOf(targets, tool)
  return attribute(`${tool}_version_constraint`, str(`>= ${version}`), origin)
}

/** The provider of most units. */
const USUAL: Provider = "google"

function locals(units: readonly Unit[]): Body {
  const others = units.filter(({ provider }) => provider !== USUAL)
  const path = call("path_relative_to_include")
  if (others.length === 0) return [attribute("provider", str(USUAL), ORIGIN)]
  return [
    attribute(
      "providers",
      object(others.map((unit) => entry(unit.path, str(unit.provider), unit.origin))),
      ORIGIN,
      `Units of another provider than ${USUAL}, by their path below this folder.`,
    ),
    gap,
    attribute("provider", call("lookup", ref("local.providers"), path, str(USUAL)), ORIGIN),
  ]
}

function remoteState({ operations, region, ...gcp }: Gcp): ReturnType<typeof block> {
  return block(
    "remote_state",
    [],
    [
      attribute("backend", str("gcs"), ORIGIN),
      gap,
      attribute(
        "generate",
        object([entry("path", str("backend.tf")), entry("if_exists", str("overwrite_terragrunt"))]),
        ORIGIN,
      ),
      gap,
      attribute(
        "config",
        object([
          entry("project", str(operations.project), originOf(operations, "project")),
          entry("location", str(region), originOf(gcp, "region")),
          entry("bucket", str(operations.stateBucket), originOf(operations, "stateBucket")),
          entry("prefix", call("path_relative_to_include"), ORIGIN),
          gap,
          entry("skip_bucket_creation", bool(true), ORIGIN, "The bucket is a resource of the operations unit."),
        ]),
        operations.path,
      ),
    ],
    operations.path,
    "A unit's state is kept under its path: moving a unit leaves its state behind.",
  )
}

function generated(label: string, path: string, file: string, comment: string): ReturnType<typeof block> {
  const source: Expression = template([
    call("get_parent_terragrunt_dir"),
    "/providers/",
    ref("local.provider"),
    `/${file}`,
  ])
  return block(
    "generate",
    [label],
    [
      attribute("path", str(path), ORIGIN),
      attribute("if_exists", str("overwrite_terragrunt"), ORIGIN),
      attribute("contents", call("file", source), ORIGIN),
    ],
    ORIGIN,
    comment,
  )
}

/** Source address and version of each provider: a minor version of the major that the modules are written for. */
const VERSIONS: Readonly<Record<Provider, { readonly source: string; readonly version: string }>> = {
  google: { source: "hashicorp/google", version: "~> 6.50" },
  cloudflare: { source: "cloudflare/cloudflare", version: "~> 5.14" },
  vercel: { source: "vercel/vercel", version: "~> 5.10" },
}

/** The first Terraform with write-only arguments, by which a secret stays out of the state. */
const TERRAFORM = ">= 1.11"

/** `providers/google/versions.tf`: the Terraform and the provider that units run with. */
export function versionsDocument(shared: Shared, provider: Provider): Document {
  const { source, version } = VERSIONS[provider]
  const origin: Origin = `constant:terraform/providers/${provider}`
  const required = object([entry("source", str(source)), entry("version", str(version))])
  return document(header(shared), HEADER_ORIGIN, [
    block(
      "terraform",
      [],
      [
        attribute("required_version", str(TERRAFORM), origin),
        block("required_providers", [], [attribute(provider, required, origin)], origin),
      ],
      origin,
    ),
  ])
}

/** `providers/google/provider.tf`: the provider's configuration. */
export function providerDocument(
  shared: Shared,
  provider: Provider,
  { gcp, vercel }: { readonly gcp: Gcp; readonly vercel: Vercel | undefined },
): Document {
  const origin: Origin = `constant:terraform/providers/${provider}`
  return document(header(shared), HEADER_ORIGIN, [providerBlock(provider, origin, { gcp, vercel })])
}

function providerBlock(
  provider: Provider,
  origin: Origin,
  { gcp, vercel }: { readonly gcp: Gcp; readonly vercel: Vercel | undefined },
): ReturnType<typeof block> {
  switch (provider) {
    case "google":
      return block(
        "provider",
        ["google"],
        [
          attribute("project", ref("var.project_id"), origin),
          attribute("region", str(gcp.region), originOf(gcp, "region")),
        ],
        origin,
        "Signs in with application default credentials.",
      )
    case "cloudflare":
      return block("provider", ["cloudflare"], [], origin, "Signs in with CLOUDFLARE_API_TOKEN.")
    case "vercel":
      return block(
        "provider",
        ["vercel"],
        vercel?.team === undefined ? [] : [attribute("team", str(vercel.team), originOf(vercel, "team"))],
        origin,
        "Signs in with VERCEL_API_TOKEN.",
      )
  }
}
