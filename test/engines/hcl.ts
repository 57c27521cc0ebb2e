import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Environment, Shared } from "../../core/estate.js"
import { grantsOf } from "../../core/grants.js"
import { home } from "../../scripts/engines/installed.mjs"
import { complaints, type Installed, run } from "./engine.js"
import type { Unit } from "./unit.js"

/** What a formatter would change, or can't read, in a `.tf` or `.hcl` file. */
export function formatComplaints({ path }: Installed, file: string): readonly string[] {
  const text = readFileSync(file, "utf8")
  const formatted = run(path, ["fmt", "-no-color", "-"], { input: text })
  if (formatted.status !== 0) return complaints(formatted)
  return formatted.stdout === text ? [] : ["fmt prints another text"]
}

/** What is objected to in a module by itself. */
export function moduleComplaints(engine: Installed, module: string): readonly string[] {
  return inWorkspace(module, {}, (workspace) => {
    const init = terraform(engine, workspace, ["init", "-backend=false", "-input=false"])
    if (init.status !== 0) return complaints(init)
    return complaints(terraform(engine, workspace, ["validate"]))
  })
}

/** What a plan of a unit yields: objections, or the resources that would be made. */
export interface Plan {
  /** Empty where there is a plan. */
  readonly complaints: readonly string[]
  /** By type, the values that are known before they are made. */
  readonly resources: readonly Resource[]
}

/** A resource that would be made. */
export interface Resource {
  /** `google_compute_firewall`. */
  readonly type: string
  /** `google_compute_firewall.allow["web"]`. */
  readonly address: string
  /** Its arguments, as far as they are known. */
  readonly values: Readonly<Record<string, unknown>>
}

/** Plans a unit with its inputs, from nothing, through the mocks of its dependencies. */
export function planOf(engine: Installed, unit: Unit): Plan {
  const files = { ...unit.generated, "inputs.auto.tfvars.json": JSON.stringify(unit.inputs) }
  return inWorkspace(unit.source, files, (workspace) => {
    const init = terraform(engine, workspace, ["init", "-input=false"])
    if (init.status !== 0) return { complaints: complaints(init), resources: [] }
    const plan = terraform(engine, workspace, ["plan", "-input=false", "-refresh=false", "-lock=false", "-out=plan"])
    // A warning counts too: of a deprecated argument, or of a value that no variable takes.
    if (plan.status !== 0 || /\bWarning: /.test(plan.stdout + plan.stderr)) {
      return { complaints: complaints({ ...plan, status: plan.status || 1 }), resources: [] }
    }
    const shown = terraform(engine, workspace, ["show", "-json", "plan"])
    if (shown.status !== 0) return { complaints: complaints(shown), resources: [] }
    const { planned_values: planned } = JSON.parse(shown.stdout) as {
      readonly planned_values: { readonly root_module: { readonly resources?: readonly Resource[] } }
    }
    return { complaints: [], resources: planned.root_module.resources ?? [] }
  })
}

/** The connections that the firewall of a plan lets through, each a line. */
export function admitted(resources: readonly Resource[]): readonly string[] {
  return resources
    .filter(({ type }) => type === "google_compute_firewall")
    .flatMap(({ values }) => {
      const { name, allow, direction } = values
      const from = [values.source_ranges, values.source_service_accounts].flatMap((list) => (list ?? []) as string[])
      const to = ((values.target_service_accounts ?? []) as readonly string[]).map(account)
      return ((allow ?? []) as readonly { readonly protocol: string; readonly ports?: readonly string[] }[]).map(
        ({ protocol, ports = [] }) =>
          `${name}: ${direction} ${protocol}/${ports.join(",")} from ${from.map(account).sort()} to ${to.sort()}`,
      )
    })
    .sort()
}

/** The connections that the topology grants, in the same words. */
export function granted(environment: Environment, shared: Shared): readonly string[] {
  return grantsOf(environment, shared)
    .map(({ name, source, target, transport, port }) => {
      const from = source.kind === "host" ? [source.host.instance] : source.ranges
      return `${name}: INGRESS ${transport}/${port} from ${[...from].sort()} to ${target.instance}`
    })
    .sort()
}

/** The instance that a service account is named after: a name too short for an account has `host-` before it. */
function account(source: string): string {
  return source.replace(/^host-(.*)@/, "$1@").replace(/@.*$/, "")
}

/** The file that tells Terraform where providers are: in the folder of engines, and nowhere else. */
export function providersFile(): string {
  const config = join(home, "providers.tfrc")
  writeFileSync(
    config,
    `provider_installation {\n  filesystem_mirror {\n    path = "${join(home, "mirror")}"\n  }\n}\n`,
  )
  return config
}

function terraform({ name, path }: Installed, workspace: string, args: readonly string[]) {
  const config = join(home, "providers.tfrc")
  writeFileSync(
    config,
    `provider_installation {\n  filesystem_mirror {\n    path = "${join(home, "mirror")}"\n  }\n}\n`,
  )
  return run(path, [...args, "-no-color"], {
    cwd: workspace,
    env: { TF_CLI_CONFIG_FILE: providersFile(), TF_IN_AUTOMATION: name, TF_DATA_DIR: join(workspace, ".terraform") },
  })
}

function inWorkspace<T>(module: string, files: Readonly<Record<string, string>>, use: (workspace: string) => T): T {
  const workspace = mkdtempSync(join(tmpdir(), "unit-"))
  try {
    cpSync(module, workspace, { recursive: true })
    mkdirSync(workspace, { recursive: true })
    for (const [name, text] of Object.entries(files)) writeFileSync(join(workspace, name), text)
    return use(workspace)
  } finally {
    rmSync(workspace, { recursive: true })
  }
}
