import { HEADER_ORIGIN, header } from "../../core/artifact.js"
import type { Environment, Estate, Gcp } from "../../core/estate.js"
import { presencesOf } from "../../core/frontends.js"
import { originOf } from "../../core/origin.js"
import type { Lines } from "../../formats/lines.js"
import { code, concat, fence, join, type Markdown, md, table } from "../../formats/markdown.js"
import { cloudHosts, managedSecrets } from "./cloud.js"
import { handedSecrets } from "./frontend.js"
import type { Provider, Unit } from "./unit.js"

const ORIGIN = "constant:terraform/readme"

/** The page beside `root.hcl`: what the units are, in which order they are applied, and how the first one begins. */
export function readme(estate: Estate, gcp: Gcp, units: readonly Unit[]): Lines {
  const { shared, environments } = estate
  const owned = environments.filter((environment) => cloudHosts(environment).length > 0)
  return {
    pieces: [
      ...header(shared).map((line) => ({ text: `<!-- ${line.replace(/--+>?/g, "-")} -->`, origin: HEADER_ORIGIN })),
      { text: `\n# Terraform of ${md(shared.title)}\n\n`, origin: originOf(shared, "title") },
      { text: INTRODUCTION, origin: ORIGIN },
      {
        text: `\nCommands start in this folder, ${code(`${shared.root}/${shared.terraformDirectory}/`)}.`,
        origin: originOf(shared, "terraformDirectory"),
      },
      { text: "\n## Sign in\n\n", origin: ORIGIN },
      { text: credentials(units), origin: ORIGIN },
      { text: "\n## First apply\n", origin: ORIGIN },
      ...bootstrap(gcp, units[0]!),
      ...apis(owned),
      ...secrets(owned, units),
      { text: FIRST_APPLY, origin: ORIGIN },
      { text: "\n## Apply\n\n", origin: ORIGIN },
      { text: APPLY, origin: ORIGIN },
      ...frontendSecrets(estate),
      { text: "\n## Units in order\n\n", origin: ORIGIN },
      { text: WAVES, origin: ORIGIN },
      ...unitRows(units),
    ],
  }
}

const INTRODUCTION = `Each folder with a \`terragrunt.hcl\` is a unit: one module, its inputs and a state of its own. A resource belongs to one unit.
\`root.hcl\` holds what all units share, \`providers/\` what the units of each provider do.
`

const SIGN_IN: Readonly<Record<Provider, string>> = {
  google:
    "- Google Cloud: `gcloud auth login` and `gcloud auth application-default login`, as an owner (`roles/owner`) of the projects below: units\n  turn on APIs, make accounts and grant roles. Reading and writing the state alone takes `roles/storage.objectUser` on its bucket.",
  cloudflare:
    "- Cloudflare: `CLOUDFLARE_API_TOKEN`, `CLOUDFLARE_ACCOUNT_ID` and `CLOUDFLARE_ZONE_ID` in the environment.",
  vercel: "- Vercel: `VERCEL_API_TOKEN` in the environment.",
}

function credentials(units: readonly Unit[]): string {
  const needed = new Set(units.map(({ provider }) => provider))
  const lines = (Object.keys(SIGN_IN) as Provider[]).filter((one) => needed.has(one)).map((one) => SIGN_IN[one])
  return `${lines.join("\n")}\n`
}

/** The bucket holds the state of the unit that owns it, so it is made by hand once and then adopted. */
function bootstrap({ operations, ...gcp }: Gcp, unit: Unit): Lines["pieces"] {
  const [ofProject, ofBucket] = [originOf(operations, "project"), originOf(operations, "stateBucket")]
  const project = `  --project=${shell(operations.project)}`
  return [
    {
      text: `
The unit ${code(unit.path)} owns the bucket that holds every state, its own too. So the bucket is made by hand once, and adopted:

\`\`\`sh
gcloud services enable serviceusage.googleapis.com cloudresourcemanager.googleapis.com storage.googleapis.com \\`,
      origin: ORIGIN,
    },
    { text: project, origin: ofProject },
    { text: `gcloud storage buckets create ${shell(`gs://${operations.stateBucket}`)} \\`, origin: ofBucket },
    { text: "  --uniform-bucket-level-access --public-access-prevention \\", origin: ORIGIN },
    { text: `  --location=${gcp.region} \\`, origin: originOf(gcp, "region") },
    { text: project, origin: ofProject },
    { text: `cd ${shell(unit.path)}`, origin: ORIGIN },
    { text: `terragrunt import google_storage_bucket.state ${shell(operations.stateBucket)}`, origin: ofBucket },
    { text: "terragrunt apply\ncd -\n```", origin: ORIGIN },
  ]
}

/** The one API of each other project that turns on the rest. */
function apis(environments: readonly Environment[]): Lines["pieces"] {
  if (environments.length === 0) return []
  return [
    {
      text: "\nIn every other project, the one API is turned on by hand that turns on the rest:\n\n```sh",
      origin: ORIGIN,
    },
    ...environments.map((environment) => ({
      text: `gcloud services enable serviceusage.googleapis.com --project=${shell(environment.project ?? "")}`,
      origin: originOf(environment, "project"),
    })),
    { text: "```", origin: ORIGIN },
  ]
}

/** Secrets are made without values, and a VM reads them when it first starts: so they and their values come before the VMs. */
function secrets(environments: readonly Environment[], units: readonly Unit[]): Lines["pieces"] {
  const holders = units.filter(({ module }) => module === "secrets")
  if (holders.length === 0) return []
  const first = new Set(holders.flatMap((unit) => [...unit.reads.map((dependency) => dependency.unit), unit]))
  return [
    {
      text: "\nSecrets are made without values, and a VM reads them when it first starts. So they come before the rest, after what they need:\n\n```sh\nterragrunt run --all \\",
      origin: ORIGIN,
    },
    ...[...first].map(({ path, origin }) => ({ text: `  --queue-include-dir=${shell(path)} \\`, origin })),
    {
      text: "  -- apply\n```\n\nThen each gets its first value, which is read without being shown:\n\n```sh",
      origin: ORIGIN,
    },
    ...environments.flatMap((environment) => values(environment)),
    { text: "```", origin: ORIGIN },
  ]
}

/** The commands that ask for the value of each secret of a project. */
function values(environment: Environment): Lines["pieces"] {
  const managed = managedSecrets(cloudHosts(environment))
  if (managed.length === 0) return []
  const origin = originOf(environment, "project")
  const project = shell(environment.project ?? "")
  return [
    { text: `# ${environment.name}\nwhile read -r SECRET <&3; do`, origin: environment.path },
    { text: `  printf '%s: ' "$SECRET"; read -rs VALUE; echo`, origin: ORIGIN },
    {
      text: `  printf %s "$VALUE" | gcloud secrets versions add "$SECRET" --project=${project} --data-file=-`,
      origin,
    },
    { text: "done 3<<'SECRETS'", origin: ORIGIN },
    ...managed.map((secret) => ({ text: secret.id, origin: originOf(secret, "id") })),
    { text: "SECRETS", origin: ORIGIN },
  ]
}

const FIRST_APPLY = "\nThen apply everything else, as below."

const APPLY = `${fence("sh", "terragrunt run --all plan\nterragrunt run --all apply\n")}
Terragrunt applies units in the order of their dependencies; a plan made before a dependency exists uses the stand-ins that its
\`dependency\` block states.
`

/** Values that Vercel alone keeps: each run needs those of the frontends that it applies. */
function frontendSecrets(estate: Estate): Lines["pieces"] {
  const handed = (estate.shared.vercel?.projects ?? []).flatMap((project) =>
    handedSecrets(presencesOf(project, estate)).map((secret) => ({ ...secret, project })),
  )
  if (handed.length === 0) return []
  const read = [...new Map(handed.map((one) => [one.from, one])).values()]
  return [
    { text: FRONTEND_SECRETS, origin: ORIGIN },
    ...read.map(({ from, origin }) => ({ text: `read -rs ${from} && export ${from}`, origin })),
    { text: "```", origin: ORIGIN },
  ]
}

const FRONTEND_SECRETS = `
## Secrets of frontends

Terraform hands these to Vercel, from the environment of whoever runs it, and keeps them neither in a plan nor in the state. So every
plan and every apply needs them, and where a value has changed, the topology says so: raise its \`version\`.

\`\`\`sh`

const WAVES = "A unit comes after those that it depends on; units of one step are independent of each other.\n\n"

/** One row a unit, with the origin of the unit. */
function unitRows(units: readonly Unit[]): Lines["pieces"] {
  const steps = stepsOf(units)
  const sorted = [...units].sort((a, b) => steps.get(a)! - steps.get(b)! || (a.path < b.path ? -1 : 1))
  const rows = sorted.map((unit): readonly Markdown[] => [
    md(String(steps.get(unit)!)),
    code(unit.path),
    code(unit.module),
    md(unit.owns),
    dependencies(unit),
  ])
  const headers = ["Step", "Unit", "Module", "Owns", "Depends on"].map(md)
  const lines = table(headers, rows, { align: ["right"], padded: false })
    .split("\n")
    .slice(0, -1)
  return lines.map((text, index) => ({ text, origin: index < 2 ? ORIGIN : sorted[index - 2]!.origin }))
}

/** Dependencies named in a row; the rest is counted, the unit's file names them all. */
const NAMED = 6

function dependencies({ reads, after }: Unit): Markdown {
  const all = [...reads.map(({ unit }) => unit), ...after]
  const shown = all.slice(0, NAMED).map(({ path }) => code(path))
  const more = all.length - shown.length
  return concat(join(shown, ", "), more > 0 ? md(` and ${more} more`) : md(""))
}

/** The step in which each unit can be applied, from 1: one more than the last of its dependencies. */
function stepsOf(units: readonly Unit[]): ReadonlyMap<Unit, number> {
  const steps = new Map<Unit, number>()
  const stepOf = (unit: Unit): number => {
    const known = steps.get(unit)
    if (known !== undefined) return known
    const before = [...unit.reads.map((dependency) => dependency.unit), ...unit.after].map(stepOf)
    // The bucket of all states comes before everything else.
    const first = unit.module === "operations" ? 1 : 2
    const step = before.reduce((latest, one) => Math.max(latest, one + 1), first)
    steps.set(unit, step)
    return step
  }
  for (const unit of units) stepOf(unit)
  return steps
}

/** A word as a POSIX shell reads it, on one line. */
function shell(word: string): string {
  return /^[\w./:=@-]+$/.test(word) ? word : `'${word.replace(/\s+/g, " ").replace(/'/g, "'\\''")}'`
}
