import { spawnSync } from "node:child_process"
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join, posix } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { parse } from "@cdktn/hcl2json"
import TOML from "@iarna/toml"
import { build } from "esbuild"
import { beforeAll, describe, expect, it, onTestFinished } from "vitest"
import type { Artifact } from "../../core/artifact.js"
import { CLOUDFLARE_RANGES } from "../../core/cloudflare-ranges.js"
import { type Compilation, compile } from "../../core/compile.js"
import type { Pins } from "../../core/resolve/index.js"
import { rules } from "../../core/rules/index.js"
import { terraform } from "../../generators/terraform/index.js"
import { MODULES, moduleFiles } from "../../generators/terraform/modules.js"
import { env, url } from "../../schema/references.js"
import type { TopologyInput } from "../../schema/topology.js"
// @ts-expect-error A script without declarations.
import { embedModules } from "../../scripts/embed-modules.mjs"
import real from "../../topology.js"

type Json = Readonly<Record<string, unknown>>
type Blocks = Readonly<Record<string, readonly Json[]>>

const withTerraform = spawnSync("terraform", ["version"], { stdio: "ignore" }).status === 0

/** What one `terragrunt.hcl` says. */
interface ReadUnit {
  readonly path: string
  readonly module: string
  readonly inputs: Json
  readonly locals: Json
  readonly dependencies: Readonly<Record<string, { readonly path: string; readonly block: Json }>>
  readonly after: readonly string[]
}

/** The variables and outputs of each module. */
const modules: Record<string, { variables: Record<string, Json>; outputs: readonly string[] }> = {}

beforeAll(async () => {
  for (const name of MODULES) {
    const texts = moduleFiles[name].filter((file) => file.name.endsWith(".tf"))
    const documents = await Promise.all(texts.map((file) => parse(file.name, file.text)))
    const blocks = (kind: string): Blocks => Object.assign({}, ...documents.map((document) => document[kind] ?? {}))
    modules[name] = {
      variables: Object.fromEntries(Object.entries(blocks("variable")).map(([key, [block]]) => [key, block!])),
      outputs: Object.keys(blocks("output")).sort(),
    }
  }
})

describe("a bakery with one VM", () => {
  const files = filesOf(bakery())

  it("has the units that it needs, and no other", () => {
    expect(unitPaths(files)).toEqual(
      [
        "live/shop/firewall",
        "live/shop/network",
        "live/shop/oven",
        "live/shop/project-services",
        "live/shared/operations",
      ].sort(),
    )
  })

  it("keeps every state in the operations project", () => {
    expect(files.get("terraform/root.hcl")).toBe(`\
# Generated from topology.ts by \`groundplan build\`.
# Edits are lost: change topology.ts instead.

terragrunt_version_constraint = ">= 1.0"
terraform_version_constraint  = ">= 1.11"

locals {
  provider = "google"
}

# A unit's state is kept under its path: moving a unit leaves its state behind.
remote_state {
  backend = "gcs"

  generate = {
    path      = "backend.tf"
    if_exists = "overwrite_terragrunt"
  }

  config = {
    project  = "crumbs-ops"
    location = "europe-west1"
    bucket   = "crumbs-state"
    prefix   = path_relative_to_include()

    # The bucket is a resource of the operations unit.
    skip_bucket_creation = true
  }
}

# Modules take their provider from here.
generate "provider" {
  path      = "provider.tf"
  if_exists = "overwrite_terragrunt"
  contents  = file("\${get_parent_terragrunt_dir()}/providers/\${local.provider}/provider.tf")
}

# Overrides what the module says of itself: one place decides for all.
generate "versions" {
  path      = "versions_override.tf"
  if_exists = "overwrite_terragrunt"
  contents  = file("\${get_parent_terragrunt_dir()}/providers/\${local.provider}/versions.tf")
}
`)
  })

  it("reads as a person would have written it", () => {
    expect(files.get("terraform/live/shop/network/terragrunt.hcl")).toBe(`\
# Generated from topology.ts by \`groundplan build\`.
# Edits are lost: change topology.ts instead.

# Owns the network of shop and its subnetwork.
include "root" {
  path = find_in_parent_folders("root.hcl")
}

terraform {
  source = "../../../modules/network"
}

dependency "project_services" {
  config_path = "../project-services"

  mock_outputs = {
    project_id = "crumbs-shop"
    services = [
      "cloudresourcemanager.googleapis.com",
      "compute.googleapis.com",
      "iam.googleapis.com",
      "logging.googleapis.com",
      "monitoring.googleapis.com",
    ]
  }
  mock_outputs_allowed_terraform_commands = ["validate", "plan"]
  mock_outputs_merge_strategy_with_state  = "shallow"
}

inputs = {
  project_id = dependency.project_services.outputs.project_id
  region     = "europe-west1"
  name       = "crumbs-shop"

  subnetwork = {
    name  = "crumbs-shop"
    range = "10.1.0.0/24"
  }
}
`)
  })

  it("writes the modules that it calls as they are, below a header, and a script's first line first", () => {
    const script = moduleFiles.vm.find(({ name }) => name === "startup.sh")!.text
    const written = files.get("terraform/modules/vm/startup.sh")!
    expect(written.split("\n").slice(0, 2)).toEqual([
      "#!/bin/bash",
      "# Generated from topology.ts by `groundplan build`.",
    ])
    expect(written.split("\n").slice(3).join("\n")).toBe(script.split("\n").slice(1).join("\n"))
    for (const { name, text } of moduleFiles.network)
      expect(files.get(`terraform/modules/network/${name}`)!.split("\n").slice(3).join("\n")).toBe(text)
    expect([...files.keys()].filter((path) => path.startsWith("terraform/modules/dns"))).toEqual([])
  })

  it("generates nothing where there is nothing to own", () => {
    const { hosts: _hosts, routes: _routes, images: _images, ...rest } = bakery()
    expect(filesOf(rest).size).toBe(0)
  })
})

const topologies: readonly (readonly [string, TopologyInput, Pins])[] = [
  ["the bakery", bakery(), {}],
  ["the clinic", clinic(), {}],
  [
    "the clinic, its units by concern",
    { ...clinic(), terraform: { directory: "infra/tf", unit: "{concern}/in-{short}" } },
    {},
  ],
  ["the clinic, its units by host", { ...clinic(), terraform: { unit: "u/{environment}/{host}/{concern}" } }, {}],
  ["this repository's topology", real as TopologyInput, realPins()],
]

describe.each(topologies)("the units of %s", (_, topology, pins) => {
  let units: readonly ReadUnit[]
  const files = filesOf(topology, pins)

  beforeAll(async () => {
    units = await readUnits(files)
  })

  it("call a module that is written beside them", () => {
    const directory = topology.terraform?.directory ?? "terraform"
    for (const { module } of units)
      expect(
        [...files.keys()].filter((path) => path.startsWith(`${directory}/modules/${module}/`)).length,
      ).toBeGreaterThan(3)
  })

  it("give their module each variable that it requires, and none that it has not", () => {
    for (const { path, module, inputs } of units) {
      const { variables } = modules[module]!
      const required = Object.keys(variables).filter((name) => !("default" in variables[name]!))
      expect(Object.keys(variables), path).toEqual(expect.arrayContaining(Object.keys(inputs)))
      expect(Object.keys(inputs), path).toEqual(expect.arrayContaining(required))
    }
  })

  it("depend on units that exist, and read outputs that those have", () => {
    const byPath = new Map(units.map((unit) => [unit.path, unit]))
    for (const unit of units) {
      for (const path of unit.after) expect(byPath.has(path), `${unit.path} after ${path}`).toBe(true)
      for (const { path } of Object.values(unit.dependencies))
        expect(byPath.has(path), `${unit.path} on ${path}`).toBe(true)
      for (const [, label, output] of JSON.stringify(unit.inputs).matchAll(/dependency\.([\w-]+)\.outputs\.(\w+)/g)) {
        const dependency = unit.dependencies[label!]
        expect(dependency, `${unit.path}: ${label}`).toBeDefined()
        expect(modules[byPath.get(dependency!.path)!.module]!.outputs).toContain(output)
      }
    }
  })

  it("stand in for every output of what they depend on, for validate and plan only", () => {
    const byPath = new Map(units.map((unit) => [unit.path, unit]))
    for (const unit of units) {
      for (const { path, block } of Object.values(unit.dependencies)) {
        const outputs = modules[byPath.get(path)!.module]!.outputs
        expect(Object.keys(block.mock_outputs as Json).sort(), `${unit.path} on ${path}`).toEqual(outputs)
        expect(block.mock_outputs_allowed_terraform_commands).toEqual(["validate", "plan"])
      }
    }
  })

  it("depend on each other in no circle", () => {
    const before = new Map(
      units.map((unit) => [unit.path, [...unit.after, ...Object.values(unit.dependencies).map(({ path }) => path)]]),
    )
    const done = new Set<string>()
    const visit = (path: string, above: readonly string[]): void => {
      expect(above).not.toContain(path)
      if (done.has(path)) return
      for (const next of before.get(path)!) visit(next, [...above, path])
      done.add(path)
    }
    for (const path of before.keys()) visit(path, [])
  })

  it("own each resource once", () => {
    const owners = units.flatMap((unit) => resources(unit).map((resource) => [resource, unit.path] as const))
    const known = new Map<string, string>()
    for (const [resource, path] of owners) {
      expect(known.get(resource), `${resource} is owned by ${path} too`).toBeUndefined()
      known.set(resource, path)
    }
    expect(known.size).toBeGreaterThan(units.length)
  })

  it("find the root above them", () => {
    const directory = topology.terraform?.directory ?? "terraform"
    expect(files.has(`${directory}/root.hcl`)).toBe(true)
    expect(units.every(({ path }) => !path.startsWith(".."))).toBe(true)
  })

  it.skipIf(!withTerraform)("are formatted as terraform fmt formats them, as is the rest", () => {
    const { status, stdout } = terraformFmt(files)
    expect({ status, stdout }).toEqual({ status: 0, stdout: "" })
  })

  it("have an origin for every line, and never the whole topology", () => {
    for (const artifact of compiled(topology, pins).artifacts) {
      const origins = artifact.origins()
      expect(origins.length, artifact.path).toBe(artifact.content.split("\n").length - 1)
      expect(
        origins.filter((origin) => !/^(?:\/.|default:.|constant:.|images:.)/.test(origin)),
        artifact.path,
      ).toEqual([])
    }
  })
})

describe("the firewall", () => {
  let rules: Record<string, Json>

  beforeAll(async () => {
    rules = (await unit(clinic(), "live/live/firewall")).inputs.rules as Record<string, Json>
  })

  it("has one rule a grant", () => {
    expect(Object.keys(rules)).toEqual([
      "front-door-http-from-internet",
      "front-door-https-from-cdn",
      "front-door-quic-from-internet",
      "front-ssh-from-iap",
      "records-api-http-from-front",
      "records-ssh-from-iap",
    ])
  })

  it("opens a public port to everybody, with the reason in words", () => {
    expect(rules["front-door-http-from-internet"]).toEqual({
      description: "Anyone reaches the port http of front.door: Certificates are renewed over it.",
      ranges: ["0.0.0.0/0"],
      target_service_accounts: ["${dependency.front_vm.outputs.service_account_email}"],
      allow: [{ protocol: "tcp", ports: ["80"] }],
    })
  })

  it("opens a port behind the CDN to the CDN's ranges only", async () => {
    expect(rules["front-door-https-from-cdn"]).toMatchObject({ ranges: "${local.cloudflare_ranges}" })
    const { locals } = await unit(clinic(), "live/live/firewall")
    expect(locals).toEqual({ cloudflare_ranges: CLOUDFLARE_RANGES.ipv4 })
  })

  it("lets a host reach the port that an edge asks for, by its account", () => {
    expect(rules["records-api-http-from-front"]).toEqual({
      description: "front.desk and front.door reach the port http of records.api.",
      source_service_accounts: ["${dependency.front_vm.outputs.service_account_email}"],
      target_service_accounts: ["${dependency.records_vm.outputs.service_account_email}"],
      allow: [{ protocol: "tcp", ports: ["8080"] }],
    })
  })

  it("lets operators in through IAP, on the stated port, and logs it", () => {
    expect(rules["records-ssh-from-iap"]).toMatchObject({
      ranges: ["35.235.240.0/20"],
      allow: [{ protocol: "tcp", ports: ["2222"] }],
      log: true,
    })
  })

  it("opens nothing to operators where there are none", async () => {
    const { inputs } = await unit(bakery(), "live/shop/firewall")
    expect(Object.keys(inputs.rules as Json)).toEqual([
      "oven-proxy-http-from-internet",
      "oven-proxy-https-from-internet",
    ])
  })

  it("knows a host that is kept by hand by its address, and has no unit for it", async () => {
    const topology = clinic()
    const files = filesOf({
      ...topology,
      hosts: { ...topology.hosts, front: { ...topology.hosts!.front!, generate: ["compose"] } },
    })
    expect(unitPaths(files)).not.toContain("live/live/front")
    const found = (await readUnits(files)).find(({ path }) => path === "live/live/firewall")!
    expect(Object.keys(found.inputs.rules as Json)).toEqual(["records-api-http-from-front", "records-ssh-from-iap"])
    expect((found.inputs.rules as Json)["records-api-http-from-front"]).toMatchObject({ ranges: ["10.2.0.2/32"] })
    const dns = files.get("terraform/live/shared/dns/terragrunt.hcl")!
    expect(dns).toContain("# - app.clinic.example: the host front is kept by hand\n")
    expect(dns).not.toContain('"app.clinic.example" = {')
  })

  it("keeps names apart that would read the same, within 63 characters", async () => {
    const service = { image: "app", ports: { http: { port: 80, exposure: "public", reason: "Shop" } } } as const
    const long = "a-host-with-a-name-that-is-as-long-as-it-can-be-and-more-so-yes"
    const topology = bakery()
    const hosts: NonNullable<TopologyInput["hosts"]> = {
      a: {
        ...host("10.1.0.5"),
        services: {
          "b-c": service,
          d_e: { ...service, ports: { admin: { port: 81, exposure: "public", reason: "Shop" } } },
        },
      },
      "a-b": { ...host("10.1.0.6"), services: { c: service } },
      [long]: { ...host("10.1.0.7"), name: "long-one", services: { [long]: service } },
    }
    const { inputs } = await unit({ ...topology, hosts, routes: {} }, "live/shop/firewall")
    const names = Object.keys(inputs.rules as Json)
    expect(names).toHaveLength(4)
    for (const name of names) expect(name).toMatch(/^[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/)
    expect(names).toContain("a-b-c-http-from-internet")
  })
})

describe("a VM", () => {
  let inputs: Json

  beforeAll(async () => {
    inputs = (await unit(clinic(), "live/live/records")).inputs
  })

  it("has its disks, their snapshots, and the folders on them with their owners", () => {
    expect(inputs.disks).toEqual({
      data: {
        name: "records-data",
        size_gb: 94,
        type: "pd-ssd",
        mount: "/data",
        snapshots: { every_hours: 168, start_time: "02:00", retention_days: 30 },
      },
    })
    expect(inputs.directories).toEqual([
      { path: "/data/charts", owner: 0, group: 0, mode: "0755" },
      { path: "/data/db", owner: 999, group: 999, mode: "0700" },
    ])
  })

  it("names the stacks it runs, and where each secret goes and who reads it there", () => {
    expect(inputs.stacks).toEqual([
      {
        directory: "/srv/records",
        project: "records-live",
        wait: false,
        secrets: [
          { secret: "CHART_KEY", file: "secrets/CHART_KEY", owner: 1000, group: 1000 },
          { secret: "clinic-db-password", file: "secrets/DB_PASSWORD" },
          { secret: "SHARED_KEY", file: "secrets/SHARED_KEY", mode: "0444" },
        ],
        env: [{ variable: "DATABASE_URL", secret: "DATABASE_URL" }],
      },
    ])
  })

  it("reads values by placement where there are several", async () => {
    const topology = clinic()
    topology.environments.live = { ...topology.environments.live!, placements: ["cloud", "local"] }
    const { inputs } = await unit(topology, "live/live/records")
    expect((inputs.stacks as readonly Json[])[0]).toMatchObject({ env_files: ["cloud.env", ".env"] })
  })

  it("has an address that the internet reaches only where a port is meant for it", async () => {
    expect(inputs).toMatchObject({ external_address: false, internal_address: "10.2.0.3" })
    expect((await unit(clinic(), "live/live/front")).inputs).toMatchObject({ external_address: true })
    expect((await unit(clinic(), "live/live/network")).inputs).toMatchObject({ nat: true })
    expect((await unit(bakery(), "live/shop/network")).inputs).not.toHaveProperty("nat")
  })

  it("has an account with a name of 6 to 30 characters", async () => {
    expect(inputs).not.toHaveProperty("service_account_id")
    const { inputs: short } = await unit(bakery(), "live/shop/oven")
    expect(short.service_account_id).toBe("host-oven")
  })

  it("gives Docker a range beside those that are taken", async () => {
    const topology = bakery()
    const at = async (dockerPool: string): Promise<unknown> =>
      (await unit({ ...topology, hosts: { oven: { ...topology.hosts!.oven!, dockerPool } } }, "live/shop/oven")).inputs
        .docker
    expect(await at("172.20.0.0/14")).toEqual({ address_pools: [{ base: "172.17.0.0/16", size: 24 }] })
    expect(await at("172.16.0.0/15")).toEqual({ address_pools: [{ base: "172.18.0.0/16", size: 24 }] })
  })

  it("pulls from the registry only if it runs a private image", async () => {
    expect(inputs).toMatchObject({ registries: [{ repository_id: "${dependency.registry.outputs.repository_id}" }] })
    expect((await unit(clinic(), "live/live/front")).inputs).not.toHaveProperty("registries")
  })
})

describe("DNS, buckets and frontends", () => {
  it("gives each name of the zone a record, and leaves the others to others, saying why", async () => {
    const { inputs, dependencies } = await unit(clinic(), "live/shared/dns")
    expect(inputs.records).toEqual({
      "app.clinic.example": {
        name: "app.clinic.example",
        type: "A",
        content: "${dependency.live_front_vm.outputs.external_address}",
        proxied: true,
        comment: "live: app",
      },
      "clinic.example": {
        name: "clinic.example",
        type: "A",
        content: "76.76.21.21",
        proxied: false,
        comment: "live: site",
      },
      "www.clinic.example": {
        name: "www.clinic.example",
        type: "CNAME",
        content: "cname.vercel-dns.com",
        proxied: false,
        comment: "live: site",
      },
    })
    expect(Object.keys(dependencies)).toEqual(["live_front_vm"])
    const text = filesOf(clinic()).get("terraform/live/shared/dns/terragrunt.hcl")!
    expect(text).toContain("# - clinic.test: it lies outside the zone clinic.example\n")
  })

  it("gives an environment its buckets with their host names, and shares what is shared", async () => {
    expect((await unit(clinic(), "live/live/r2")).inputs).toEqual({
      account_id: '${get_env("CLOUDFLARE_ACCOUNT_ID")}',
      buckets: {
        "clinic-scans": {
          location: "eeur",
          domains: { "scans.clinic.example": { zone_id: '${get_env("CLOUDFLARE_ZONE_ID")}' } },
          delete_after_days: { "": 90 },
        },
      },
    })
    expect((await unit(clinic(), "live/shared/r2")).inputs.buckets).toEqual({ "clinic-forms": { location: "weur" } })
    expect(unitPaths(filesOf(clinic()))).not.toContain("live/trial/r2")
  })

  it("deploys the last environment of a frontend as production, the others from the branch of their name", async () => {
    const { inputs } = await unit(clinic(), "live/shared/frontend-site")
    expect(inputs).toEqual({
      name: "clinic-site",
      framework: "astro",
      git_repository: { repo: "clinic/site" },
      domains: { "trial.clinic.test": { git_branch: "trial" }, "clinic.example": {}, "www.clinic.example": {} },
      environment_variables: {
        "trial/API_URL": { name: "API_URL", value: "https://clinic.test", targets: ["preview"], git_branch: "trial" },
        "trial/BUILD": {
          name: "BUILD",
          value: '${get_env("BUILD_ID", "none")}',
          targets: ["preview"],
          git_branch: "trial",
        },
        "live/API_URL": { name: "API_URL", value: "https://app.clinic.example", targets: ["production"] },
        "live/BUILD": { name: "BUILD", value: '${get_env("BUILD_ID", "none")}', targets: ["production"] },
      },
    })
  })

  it("keeps the values of a frontend that is in production only out of previews", async () => {
    const topology = clinic()
    topology.clouds!.vercel!.projects!.site!.only = ["live"]
    topology.routes!.site!.only = ["live"]
    const { inputs } = await unit(topology, "live/shared/frontend-site")
    expect(inputs.environment_variables).toEqual({
      API_URL: { value: "https://app.clinic.example", targets: ["production"] },
      BUILD: { value: '${get_env("BUILD_ID", "none")}', targets: ["production"] },
    })
  })

  it("hands a frontend its secrets from the environment of whoever runs it, under names of each environment", async () => {
    const topology = clinic()
    Object.assign(topology.clouds!.vercel!.projects!.site!, {
      secrets: { CHARTS: "CHART_KEY", SHARED: { secret: "SHARED_KEY", version: 3, only: ["live"] } },
    })
    const { inputs } = await unit(topology, "live/shared/frontend-site")
    expect(inputs.secrets).toEqual({
      "trial/CHARTS": { name: "CHARTS", targets: ["preview"], git_branch: "trial" },
      "live/CHARTS": { name: "CHARTS", targets: ["production"] },
      "live/SHARED": { name: "SHARED", targets: ["production"], version: 3 },
    })
    expect(inputs.secret_values).toEqual({
      "trial/CHARTS": '${get_env("TRIAL_CHART_KEY")}',
      "live/CHARTS": '${get_env("LIVE_CHART_KEY")}',
      "live/SHARED": '${get_env("LIVE_SHARED_KEY")}',
    })
    expect(filesOf(topology).get("terraform/README.md")).toContain(
      "```sh\nread -rs TRIAL_CHART_KEY && export TRIAL_CHART_KEY\nread -rs LIVE_CHART_KEY && export LIVE_CHART_KEY\nread -rs LIVE_SHARED_KEY && export LIVE_SHARED_KEY\n```\n",
    )
    expect(filesOf(clinic()).get("terraform/README.md")).not.toContain("Secrets of frontends")
  })

  it("calls the secrets of a frontend in one environment by their names", async () => {
    const topology = clinic()
    Object.assign(topology.clouds!.vercel!.projects!.site!, { only: ["live"], secrets: { CHARTS: "CHART_KEY" } })
    topology.routes!.site!.only = ["live"]
    const { inputs } = await unit(topology, "live/shared/frontend-site")
    expect(inputs.secrets).toEqual({ CHARTS: { targets: ["production"] } })
    expect(inputs.secret_values).toEqual({ CHARTS: '${get_env("CHART_KEY")}' })
  })

  it("refuses a secret that no one declares, or that is a variable too", () => {
    const refused = (more: object) => {
      const topology = clinic()
      Object.assign(topology.clouds!.vercel!.projects!.site!, more)
      return compiled(topology)
        .diagnostics.filter(({ severity }) => severity === "error")
        .map(({ code, path }) => `${code} ${path}`)
    }
    const site = "/clouds/vercel/projects/site"
    expect(refused({ secrets: { CHARTS: "CHART_KEYS" } })).toEqual([`references/unknown_secret ${site}/secrets/CHARTS`])
    expect(refused({ secrets: { BUILD: "CHART_KEY" } })).toEqual([`secrets/as_variable ${site}/secrets/BUILD`])
    expect(refused({ environment: { CHARTS: { secret: "CHART_KEY" } } })).toMatchObject([
      `secrets/in_text ${site}/environment/CHARTS`,
    ])
  })

  it("lets operators find the VMs of a project", async () => {
    expect((await unit(clinic(), "live/live/project-services")).inputs.operators).toEqual(["group:ops@clinic.example"])
    expect((await unit(clinic(), "live/shared/project-services")).inputs).not.toHaveProperty("operators")
    expect((await unit(bakery(), "live/shop/project-services")).inputs).not.toHaveProperty("operators")
  })

  it("refuses versions of its tools that are older than the topology says", async () => {
    const constraints = async (topology: TopologyInput) => {
      const root = await parse("root.hcl", filesOf(topology).get("terraform/root.hcl")!)
      return [root.terragrunt_version_constraint, root.terraform_version_constraint]
    }
    expect(await constraints(clinic())).toEqual([">= 1.0", ">= 1.11"])
    const targets = { terragrunt: "0.77.1", terraform: "1.12" }
    expect(await constraints({ ...clinic(), targets })).toEqual([">= 0.77.1", ">= 1.12"])
  })

  it("names each unit's provider", async () => {
    const root = await parse("root.hcl", filesOf(clinic()).get("terraform/root.hcl")!)
    expect(root.locals[0].providers).toEqual({
      "live/shared/frontend-site": "vercel",
      "live/shared/r2": "cloudflare",
      "live/live/r2": "cloudflare",
      "live/shared/dns": "cloudflare",
    })
  })
})

describe("the README", () => {
  const readme = filesOf(clinic()).get("terraform/README.md")!

  it("lists every unit in an order in which it can be applied", async () => {
    const rows = [...readme.matchAll(/^\| (\d+) +\| `([^`]+)`/gm)].map(
      ([, step, path]) => [path!, Number(step)] as const,
    )
    const steps = new Map(rows)
    const units = await readUnits(filesOf(clinic()))
    expect([...steps.keys()].sort()).toEqual(units.map(({ path }) => path).sort())
    for (const unit of units)
      for (const path of [...unit.after, ...Object.values(unit.dependencies).map((dependency) => dependency.path)])
        expect(steps.get(path)!, `${path} before ${unit.path}`).toBeLessThan(steps.get(unit.path)!)
    expect(rows[0]).toEqual(["live/shared/operations", 1])
  })

  it("gives an order of commands: bucket, secrets, their values, then everything", () => {
    const commands = [
      "cd live/shared/operations\n",
      "gcloud services enable serviceusage.googleapis.com --project=clinic-live\n",
      "terragrunt run --all \\\n  --queue-include-dir=live/live/project-services \\\n  --queue-include-dir=live/live/secrets \\\n  -- apply\n",
      'gcloud secrets versions add "$SECRET" --project=clinic-live --data-file=-\n',
      "terragrunt run --all apply\n",
    ]
    const places = commands.map((command) => readme.indexOf(command))
    expect(places).toEqual([...places].sort((a, b) => a - b))
    expect(places).not.toContain(-1)
    expect(readme).toContain("Commands start in this folder, `out/terraform/`.")
  })

  it("asks for the value of each secret that a unit makes", async () => {
    const { inputs } = await unit(clinic(), "live/live/secrets")
    const [, asked] = /^done 3<<'SECRETS'\n(.*?)^SECRETS$/ms.exec(readme)!
    expect(asked!.trimEnd().split("\n")).toEqual(Object.keys(inputs.secrets as Json))
    expect(filesOf(bakery()).get("terraform/README.md")).not.toContain("SECRET")
  })

  it("says how the bucket of all states begins", () => {
    expect(readme).toContain("gcloud storage buckets create gs://clinic-state ")
    expect(readme).toContain("cd live/shared/operations\nterragrunt import google_storage_bucket.state clinic-state\n")
  })
})

describe("rules", () => {
  it("find nothing wrong with the examples, but that one of them names no operators", () => {
    for (const [name, topology, pins] of topologies) {
      const found = compiled(topology, pins).diagnostics.filter(({ code }) => code.startsWith("terraform/"))
      expect(
        found.map(({ code }) => code),
        name,
      ).toEqual(topology.clouds?.gcp?.operators === undefined ? ["terraform/no_operators"] : [])
    }
  })

  const breaks: readonly (readonly [string, string, (topology: Draft) => void])[] = [
    [
      "targets/terraform",
      "/targets/terraform",
      (t) => {
        t.targets = { terraform: "1.10" }
      },
    ],
    [
      "targets/terragrunt",
      "/targets/terragrunt",
      (t) => {
        t.targets = { terragrunt: "0.35.16" }
      },
    ],
    [
      "terraform/no_gcp",
      "/hosts/front",
      (t) => {
        t.clouds.gcp = undefined
        t.images.app.private = undefined
      },
    ],
    [
      "terraform/no_project",
      "/environments/live",
      (t) => {
        t.environments.live.project = undefined
      },
    ],
    [
      "terraform/no_network",
      "/environments/live",
      (t) => {
        t.environments.live.network = undefined
      },
    ],
    [
      "terraform/shared_project",
      "/environments/live/project",
      (t) => {
        t.environments.live.project = "clinic-ops"
      },
    ],
    [
      "terraform/no_machine",
      "/hosts/front",
      (t) => {
        t.hosts.front.machine = undefined
      },
    ],
    [
      "terraform/address",
      "/hosts/front/address",
      (t) => {
        t.hosts.front.address = "10.9.0.2"
      },
    ],
    [
      "terraform/address",
      "/hosts/front/address",
      (t) => {
        t.hosts.front.address = "10.2.0.1"
      },
    ],
    [
      "terraform/duplicate_address",
      "/hosts/records/address",
      (t) => {
        t.hosts.front.address = "10.2.0.3"
      },
    ],
    [
      "terraform/no_source_address",
      "/hosts/front",
      (t) => {
        t.hosts.front.generate = ["compose"]
        t.hosts.front.address = undefined
      },
    ],
    [
      "terraform/name",
      "/hosts/front/name",
      (t) => {
        t.hosts.front.name = "1-{host}"
      },
    ],
    [
      "terraform/name",
      "/hosts/records/disks/data/name",
      (t) => {
        t.hosts.records.disks.data.name = `${"d".repeat(60)}`
      },
    ],
    [
      "terraform/duplicate_name",
      "/hosts/records/name",
      (t) => {
        t.hosts.records.name = "front"
      },
    ],
    [
      "terraform/path",
      "/hosts/records/stacks/records/on",
      (t) => {
        t.hosts.records.stacks.records.on = "/srv/my records"
      },
    ],
    [
      "terraform/path",
      "/hosts/records/disks/data/holds/~1data~1my charts",
      (t) => {
        t.hosts.records.disks.data.holds["/data/my charts"] = { contents: "Charts" }
      },
    ],
    [
      "terraform/zone",
      "/clouds/gcp/zone",
      (t) => {
        t.clouds.gcp.zone = "europe-west4-a"
      },
    ],
    [
      "terraform/no_team",
      "/clouds/vercel",
      (t) => {
        t.clouds.vercel.team = undefined
      },
    ],
    [
      "terraform/no_branch",
      "/clouds/vercel/projects/site",
      (t) => {
        t.clouds.vercel.projects.site.repository = undefined
      },
    ],
    [
      "terraform/bucket_hostname",
      "/routes/scans/host/live",
      (t) => {
        t.routes.scans.host.live = "scans.clinic.test"
      },
    ],
    [
      "terraform/record_conflict",
      "/routes/portal/host/live",
      (t) => {
        // The same name on two ports: two sites to a proxy, one name in DNS.
        t.hosts.records.services.gate = {
          image: "caddy",
          proxy: {},
          ports: { http: { port: 80, exposure: "public", reason: "Portal" } },
        }
        t.environments.trial.placements = ["cloud"]
        t.routes.portal = { host: { live: "app.clinic.example" }, tls: "off", to: "records.api", proxy: "records.gate" }
      },
    ],
    [
      "terraform/unit_path",
      "/hosts/network",
      (t) => {
        t.hosts.network = { ...t.hosts.front, address: "10.2.0.9" }
      },
    ],
    [
      "terraform/unit_path",
      "/terraform/unit",
      (t) => {
        t.terraform = { unit: "modules/{environment}/{concern}" }
      },
    ],
  ]

  it.each(breaks)("%s at %s", (code, path, damage) => {
    const topology = structuredClone(clinic()) as Draft
    damage(topology)
    const { diagnostics, artifacts } = compiled(topology)
    const found = diagnostics.filter((diagnostic) => diagnostic.code === code)
    expect(
      found.map((one) => one.path),
      JSON.stringify(diagnostics, null, 1),
    ).toContain(path)
    expect(found[0]).toMatchObject({
      severity: "error",
      message: expect.stringMatching(/\.$/),
      help: expect.stringMatching(/\.$/),
    })
    expect(artifacts).toEqual([])
  })

  it("leaves a name that is served twice on one port to the rule for that", () => {
    const topology = structuredClone(clinic()) as Draft
    topology.routes.portal = { host: { live: "app.clinic.example" }, tls: "automatic", to: "vercel.site" }
    const codes = compiled(topology).diagnostics.map(({ code }) => code)
    expect(codes).toContain("routes/duplicate_host")
    expect(codes).not.toContain("terraform/record_conflict")
  })

  it("has each error broken by one of these", () => {
    const errors = terraform.rules!.filter(({ severity }) => severity === "error")
    expect([...new Set(breaks.map(([code]) => code))].sort()).toEqual(errors.map(({ code }) => code).sort())
  })

  it("asks for nothing where Terraform is not generated", () => {
    const { clouds: _clouds, ...rest } = bakery()
    const bare = { ...rest, generate: ["compose" as const], environments: { shop: {} } }
    expect(compiled(bare).diagnostics.filter(({ severity }) => severity === "error")).toEqual([])
  })

  it("asks for nothing of hosts that are kept by hand, or run on a laptop only", () => {
    const { clouds: _clouds, ...rest } = bakery()
    const byHand = { ...rest, hosts: { oven: { ...rest.hosts!.oven!, generate: ["compose" as const] } } }
    expect(compiled({ ...byHand, environments: { shop: {} } }).diagnostics).toEqual([])
    const onLaptop = compiled({ ...rest, environments: { shop: { placements: ["local" as const] } } })
    expect(onLaptop.diagnostics.map(({ code }) => code)).toEqual(["routes/local_certificate"])
  })
})

describe("hostile text", () => {
  const nasty = [
    'quote " and \\ backslash',
    '${get_env("HOME")} and %{ if true }x%{ endif }',
    "$${already} pa$$w0rd 100%",
    "EOF <<EOT # // /* */",
    "*/ --> `ls` $(rm) | pipe",
    "Bäckerei 面包 🥐 \u202e\u200b",
  ]

  it.each(nasty)("comes back as it was meant: %s", async (text) => {
    const topology = structuredClone(clinic()) as Draft
    topology.title = text
    topology.secrets.DB_PASSWORD.purpose = text
    topology.hosts.front.services.door.ports.http.reason = text
    topology.clouds.gcp.operations.project = text
    topology.clouds.vercel.team = text
    topology.clouds.vercel.projects.site.framework = text
    topology.clouds.vercel.projects.site.project = text
    topology.clouds.vercel.projects.site.environment.API_URL = text
    const files = filesOf(topology)
    const units = new Map((await readUnits(files)).map((unit) => [unit.path, unit]))
    const meant = escaped(text)
    expect(units.get("live/live/secrets")!.inputs.secrets).toMatchObject({
      "clinic-db-password": { description: meant },
    })
    expect(units.get("live/shared/operations")!.inputs).toMatchObject({ project_id: meant })
    expect(units.get("live/live/firewall")!.inputs.rules).toMatchObject({
      "front-door-http-from-internet": { description: `Anyone reaches the port http of front.door: ${meant}.` },
    })
    const site = units.get("live/shared/frontend-site")!.inputs
    expect(site).toMatchObject({ name: meant, framework: meant })
    expect(site.environment_variables).toMatchObject({ "live/API_URL": { value: meant } })
    const provider = await parse("provider.tf", files.get("terraform/providers/vercel/provider.tf")!)
    expect(provider.provider.vercel[0].team).toBe(meant)
    if (withTerraform) expect(terraformFmt(files).status).toBe(0)
  })
})

describe("origins", () => {
  /** Changes of one leaf each: what is changed, and the leaf's pointer. */
  const changes: readonly (readonly [string, (topology: Draft) => void])[] = [
    [
      "/hosts/records/machine",
      (t) => {
        t.hosts.records.machine = "e2-highmem-8"
      },
    ],
    [
      "/hosts/records/bootDisk",
      (t) => {
        t.hosts.records.bootDisk = "77 GiB"
      },
    ],
    [
      "/hosts/records/disks/data/size",
      (t) => {
        t.hosts.records.disks.data.size = "300 GiB"
      },
    ],
    [
      "/hosts/records/disks/data/snapshots/keep",
      (t) => {
        t.hosts.records.disks.data.snapshots.keep = "9d"
      },
    ],
    [
      "/hosts/records/disks/data/holds/~1data~1db/mode",
      (t) => {
        t.hosts.records.disks.data.holds["/data/db"].mode = "0750"
      },
    ],
    [
      "/hosts/records/stacks/records/on",
      (t) => {
        t.hosts.records.stacks.records.on = "/srv/other"
      },
    ],
    [
      "/hosts/records/sshPort",
      (t) => {
        t.hosts.records.sshPort = 2200
      },
    ],
    [
      "/hosts/records/address",
      (t) => {
        t.hosts.records.address = "10.2.0.77"
      },
    ],
    [
      "/hosts/records/services/api/ports/http",
      (t) => {
        t.hosts.records.services.api.ports.http = 8081
      },
    ],
    [
      "/hosts/front/services/door/ports/http/reason",
      (t) => {
        t.hosts.front.services.door.ports.http.reason = "Another reason"
      },
    ],
    [
      "/environments/live/network",
      (t) => {
        t.environments.live.network = "10.2.0.0/23"
      },
    ],
    [
      "/clouds/gcp/operations/stateBucket",
      (t) => {
        t.clouds.gcp.operations.stateBucket = "another-bucket"
      },
    ],
    [
      "/clouds/gcp/operators/0/member",
      (t) => {
        t.clouds.gcp.operators[0].member = "group:nurses@clinic.example"
      },
    ],
    [
      "/clouds/vercel/team",
      (t) => {
        t.clouds.vercel.team = "other"
      },
    ],
    [
      "/clouds/vercel/projects/site/framework",
      (t) => {
        t.clouds.vercel.projects.site.framework = "nextjs"
      },
    ],
    [
      "/clouds/cloudflare/buckets/scans/expire",
      (t) => {
        t.clouds.cloudflare.buckets.scans.expire = "3d"
      },
    ],
    [
      "/secrets/DB_PASSWORD/purpose",
      (t) => {
        t.secrets.DB_PASSWORD.purpose = "Another purpose"
      },
    ],
    [
      "/secrets/DB_PASSWORD/id",
      (t) => {
        t.secrets.DB_PASSWORD.id = "another-id"
      },
    ],
    [
      "/routes/scans/host/live",
      (t) => {
        t.routes.scans.host.live = "pictures.clinic.example"
      },
    ],
    [
      "/routes/app/exposure",
      (t) => {
        t.routes.app.exposure = "public"
      },
    ],
    [
      "/name",
      (t) => {
        t.name = "surgery"
      },
    ],
    [
      "/title",
      (t) => {
        t.title = "Another title"
      },
    ],
    [
      "/environments/live/project",
      (t) => {
        t.environments.live.project = "clinic-other"
      },
    ],
    [
      "/clouds/gcp/operations/project",
      (t) => {
        t.clouds.gcp.operations.project = "other-ops"
      },
    ],
    [
      "/clouds/gcp/operations/registry",
      (t) => {
        t.clouds.gcp.operations.registry = "pictures"
      },
    ],
    [
      "/clouds/gcp/zone",
      (t) => {
        t.clouds.gcp.zone = "europe-west1-c"
      },
    ],
    [
      "/clouds/vercel/projects/site/project",
      (t) => {
        t.clouds.vercel.projects.site.project = "other-site"
      },
    ],
    [
      "/clouds/vercel/projects/site/repository",
      (t) => {
        t.clouds.vercel.projects.site.repository = "clinic/other"
      },
    ],
    [
      "/clouds/vercel/projects/site/environment/API_URL/trial",
      (t) => {
        t.clouds.vercel.projects.site.environment.API_URL.trial = "https://other.test"
      },
    ],
    [
      "/clouds/cloudflare/buckets/scans/name/live",
      (t) => {
        t.clouds.cloudflare.buckets.scans.name.live = "clinic-pictures"
      },
    ],
    [
      "/clouds/cloudflare/buckets/scans/location",
      (t) => {
        t.clouds.cloudflare.buckets.scans.location = "apac"
      },
    ],
    [
      "/hosts/records/disks/data/type",
      (t) => {
        t.hosts.records.disks.data.type = "pd-standard"
      },
    ],
    [
      "/hosts/records/disks/data/mount",
      (t) => {
        t.hosts.records.disks.data.mount = "/mnt"
      },
    ],
    [
      "/hosts/records/disks/data/snapshots/every",
      (t) => {
        t.hosts.records.disks.data.snapshots.every = "day"
      },
    ],
    [
      "/hosts/records/disks/data/snapshots/at",
      (t) => {
        t.hosts.records.disks.data.snapshots.at = "05:00"
      },
    ],
    [
      "/hosts/records/disks/data/holds/~1data~1db/owner",
      (t) => {
        t.hosts.records.disks.data.holds["/data/db"].owner = "70:70"
      },
    ],
    [
      "/hosts/records/stacks/records/project",
      (t) => {
        t.hosts.records.stacks.records.project = "other-{short}"
      },
    ],
    [
      "/hosts/front/stacks/front/directory",
      (t) => {
        t.hosts.front.stacks.front.directory = "other-{short}"
      },
    ],
    [
      "/hosts/records/services/api/user",
      (t) => {
        t.hosts.records.services.api.user = "2000:2000"
      },
    ],
    [
      "/hosts/records/services/tidy/job",
      (t) => {
        t.hosts.records.services.tidy.job = false
      },
    ],
    [
      "/routes/site/host/live/1",
      (t) => {
        t.routes.site.host.live[1] = "web.clinic.example"
      },
    ],
  ]

  it.each(changes)("a change of %s changes lines that come from there, or from what it decides", (leaf, change) => {
    const before = compiled(clinic()).artifacts
    const changed = structuredClone(clinic()) as Draft
    change(changed)
    const after = new Map(compiled(changed).artifacts.map((artifact) => [artifact.path, artifact]))
    const touched = before.flatMap((artifact) => changedOrigins(artifact, after.get(artifact.path)))
    expect(touched.length).toBeGreaterThan(0)
    expect(touched, [...new Set(touched)].join("\n")).toContain(leaf)
    const allowed = (origin: string): boolean =>
      origin === leaf ||
      leaf.startsWith(`${origin}/`) ||
      (FOLLOWS[leaf] ?? []).some((prefix) => origin.startsWith(prefix))
    expect([...new Set(touched)].filter((origin) => !allowed(origin))).toEqual([])
  })

  /** Where else lines change: origins of what the leaf decides. */
  const FOLLOWS: Readonly<Record<string, readonly string[]>> = {
    // What the CDN alone reached, everybody reaches then: the port's rule has another name.
    "/routes/app/exposure": ["/routes/app", "constant:cloudflare-ranges"],
  }
})

describe("in the bundle", () => {
  it("the modules are literals", async () => {
    const folder = mkdtempSync(join(tmpdir(), "modules-"))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const outfile = join(folder, "modules.mjs")
    await build({
      entryPoints: [fileURLToPath(new URL("../../generators/terraform/modules.ts", import.meta.url))],
      bundle: true,
      format: "esm",
      platform: "node",
      outfile,
      plugins: [embedModules],
    })
    expect(readFileSync(outfile, "utf8")).not.toMatch(/node:fs|readFileSync/)
    expect((await import(pathToFileURL(outfile).href)).moduleFiles).toEqual(
      Object.fromEntries(Object.entries(moduleFiles).sort(([a], [b]) => (a < b ? -1 : 1))),
    )
  })
})

/** A topology to damage: tests reach into it by name. */
// biome-ignore lint/suspicious/noExplicitAny: what a test breaks has no type any more.
type Draft = any

function host(address: string): Omit<NonNullable<TopologyInput["hosts"]>[string], "services"> {
  return {
    machine: "e2-small",
    address,
    stacks: { shop: { directory: "{host}-{short}", project: "{host}-{short}" } },
  }
}

function bakery(): TopologyInput {
  return {
    name: "crumbs",
    generate: ["terraform"],
    environments: { shop: { project: "crumbs-shop", network: "10.1.0.0/24" } },
    clouds: {
      gcp: {
        purpose: "Everything",
        region: "europe-west1",
        zone: "europe-west1-b",
        operations: { project: "crumbs-ops", purpose: "State", stateBucket: "crumbs-state" },
      },
    },
    images: { caddy: { repository: "caddy" }, app: { repository: "crumbs/app" } },
    hosts: {
      oven: {
        ...host("10.1.0.2"),
        services: {
          proxy: { image: "caddy", ports: { http: 80, https: 443 }, proxy: {} },
          app: { image: "app", ports: { http: 3000 } },
        },
      },
    },
    routes: { shop: { host: "crumbs.example", to: "oven.app" } },
  }
}

/** Two VMs that reach each other, a CDN, buckets, a frontend, secrets of every kind, and a trial environment that has no VM. */
function clinic(): TopologyInput {
  return {
    name: "clinic",
    title: "The clinic",
    generate: ["terraform"],
    environments: {
      trial: { placements: ["local"] },
      live: { project: "clinic-live", network: "10.2.0.0/24" },
    },
    clouds: {
      gcp: {
        purpose: "VMs",
        region: "europe-west1",
        zone: "europe-west1-b",
        operations: { project: "clinic-ops", purpose: "State", stateBucket: "clinic-state", registry: "images" },
        operators: [{ member: "group:ops@clinic.example", reason: "Deploys" }],
      },
      vercel: {
        purpose: "The site",
        team: "clinic",
        projects: {
          site: {
            project: "clinic-site",
            framework: "astro",
            repository: "clinic/site",
            environment: {
              API_URL: { trial: "https://clinic.test", live: url("app") },
              BUILD: env("BUILD_ID", { default: "none" }),
            },
          },
        },
      },
      cloudflare: {
        purpose: "Scans and DNS",
        zone: "clinic.example",
        buckets: {
          scans: { name: { live: "clinic-scans" }, location: "eeur", expire: "90d" },
          forms: { name: "clinic-forms" },
        },
      },
    },
    images: {
      caddy: { repository: "caddy" },
      postgres: { repository: "postgres" },
      app: { repository: "app", private: true },
      desk: { repository: "clinic/desk" },
    },
    secrets: {
      DATABASE_URL: { purpose: "The database, as a URL", form: "url" },
      DB_PASSWORD: { purpose: "Password of the database", id: "clinic-db-password" },
      CHART_KEY: { purpose: "Key of the charts" },
      SHARED_KEY: { purpose: "Key that two services read" },
      LOCAL_KEY: { purpose: "Key that a person writes down", source: "env-file" },
    },
    hosts: {
      front: {
        ...host("10.2.0.2"),
        stacks: { front: { directory: "front-{short}", project: "front-{short}" } },
        services: {
          door: {
            image: "caddy",
            ports: {
              http: { port: 80, exposure: "public", reason: "Certificates are renewed over it" },
              https: 443,
              quic: { port: 443, exposure: "public", reason: "HTTP/3" },
            },
            proxy: { trusted: "cloudflare" },
          },
          desk: { image: "desk", uses: ["records.api"] },
        },
      },
      records: {
        ...host("10.2.0.3"),
        sshPort: 2222,
        bootDisk: "20 GiB",
        stacks: { records: { directory: "records-{short}", project: "records-{short}", on: "/srv/records" } },
        disks: {
          data: {
            size: "100 GB",
            type: "pd-ssd",
            mount: "/data",
            snapshots: { every: "week", at: "02:00", keep: "30d" },
            holds: {
              "/data/db": { contents: "The database", owner: "999:999", mode: "0700" },
              "/data/charts": { contents: "Charts" },
            },
          },
        },
        services: {
          api: {
            image: "app",
            ports: { http: 8080 },
            user: "1000:1000",
            secrets: {
              CHART_KEY: "CHART_KEY",
              SHARED_KEY: "SHARED_KEY",
              DATABASE_URL: { secret: "DATABASE_URL", as: "variable", reason: "It reads no file" },
              LOCAL_KEY: { secret: "LOCAL_KEY", as: "variable", reason: "It reads no file" },
            },
          },
          tidy: { image: "app", job: true, secrets: { SHARED_KEY: "SHARED_KEY" } },
          db: { image: "postgres", secrets: { POSTGRES_PASSWORD: "DB_PASSWORD" } },
        },
      },
    },
    routes: {
      app: {
        host: { live: ["app.clinic.example", "clinic.test"] },
        to: "records.api",
        proxy: "front.door",
        exposure: "cdn",
      },
      site: {
        host: { trial: "trial.clinic.test", live: ["clinic.example", "www.clinic.example"] },
        to: "vercel.site",
      },
      scans: { host: { live: "scans.clinic.example" }, to: "scans", exposure: "cdn" },
    },
  } as TopologyInput
}

/** Every image without a stated tag gets one. */
function pinned(topology: TopologyInput): Pins {
  return Object.fromEntries(Object.keys(topology.images ?? {}).map((image) => [image, { default: "1" }]))
}

function realPins(): Pins {
  return TOML.parse(readFileSync(new URL("../../images.toml", import.meta.url), "utf8")) as Pins
}

/** What is written is asked here, whatever other rules say of what runs there. */
const WEIGHTS = Object.fromEntries(
  rules.flatMap(({ code, binding }): [string, "off"][] =>
    binding === true || code.startsWith("routes/") ? [] : [[code, "off"]],
  ),
)

function compiled(topology: TopologyInput, pins: Pins = {}): Compilation {
  return compile(topology, {
    pins: { ...pinned(topology), ...pins },
    generators: [terraform],
    today: new Date(0),
    severities: WEIGHTS,
  })
}

function filesOf(topology: TopologyInput, pins: Pins = {}): ReadonlyMap<string, string> {
  const { artifacts, diagnostics } = compiled(topology, pins)
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([])
  return new Map(artifacts.map(({ path, content }) => [path, content]))
}

const UNIT = "/terragrunt.hcl"

function rootOf(files: ReadonlyMap<string, string>): string {
  return dirname([...files.keys()].find((path) => path.endsWith("/root.hcl"))!)
}

function unitPaths(files: ReadonlyMap<string, string>): readonly string[] {
  const root = rootOf(files)
  return [...files.keys()]
    .filter((path) => path.endsWith(UNIT))
    .map((path) => path.slice(root.length + 1, -UNIT.length))
    .sort()
}

async function readUnits(files: ReadonlyMap<string, string>): Promise<readonly ReadUnit[]> {
  const root = rootOf(files)
  return Promise.all(
    unitPaths(files).map(async (path): Promise<ReadUnit> => {
      const document = await parse(path, files.get(`${root}/${path}${UNIT}`)!)
      expect(document.include.root[0].path).toBe('${find_in_parent_folders("root.hcl")}')
      const source = posix.join(path, document.terraform[0].source)
      expect(source).toMatch(/^modules\/[a-z0-9-]+$/)
      const dependencies = Object.entries((document.dependency ?? {}) as Blocks).map(([label, [block]]) => [
        label,
        { path: posix.join(path, block!.config_path as string), block: block! },
      ])
      const after = ((document.dependencies?.[0].paths ?? []) as readonly string[]).map((to) => posix.join(path, to))
      return {
        path,
        module: source.slice("modules/".length),
        inputs: document.inputs,
        locals: document.locals?.[0] ?? {},
        dependencies: Object.fromEntries(dependencies),
        after,
      }
    }),
  )
}

async function unit(topology: TopologyInput, path: string): Promise<ReadUnit> {
  const found = (await readUnits(filesOf(topology))).find((one) => one.path === path)
  expect(found, path).toBeDefined()
  return found!
}

/** What a unit makes, each by what the provider knows it by. A dependency's outputs are taken from its mocks. */
function resources(unit: ReadUnit): readonly string[] {
  const value = (input: unknown): string => {
    const [, label, output] = /^\$\{dependency\.([\w-]+)\.outputs\.(\w+)\}$/.exec(String(input)) ?? []
    return label === undefined ? String(input) : String((unit.dependencies[label]!.block.mock_outputs as Json)[output!])
  }
  const { inputs } = unit
  const project = value(inputs.project_id)
  const keys = (input: unknown): readonly string[] => Object.keys((input ?? {}) as Json)
  switch (unit.module) {
    case "operations":
      return [`gcs ${inputs.bucket_name}`]
    case "project-services":
      return (inputs.services as readonly string[]).map((service) => `service ${project} ${service}`)
    case "registry":
      return [`repository ${project} ${inputs.location} ${inputs.repository_id}`]
    case "network":
      return [
        `network ${project} ${inputs.name}`,
        `subnetwork ${project} ${(inputs.subnetwork as Json).name}`,
        ...(inputs.nat === true ? [`router ${project} ${inputs.name}-nat`] : []),
      ]
    case "secrets":
      return keys(inputs.secrets).map((id) => `secret ${project} ${id}`)
    case "firewall":
      return [...keys(inputs.rules), "deny-all-ingress"].map((name) => `rule ${project} ${name}`)
    case "vm":
      return [
        `instance ${project} ${inputs.name}`,
        `account ${project} ${inputs.service_account_id ?? inputs.name}`,
        `address ${project} ${inputs.name}-internal`,
        `address ${project} ${inputs.internal_address}`,
        ...Object.values((inputs.disks ?? {}) as Record<string, Json>).map(({ name }) => `disk ${project} ${name}`),
      ]
    case "dns":
      return keys(inputs.records).map((name) => `record ${name}`)
    case "r2":
      return Object.entries(inputs.buckets as Record<string, Json>).flatMap(([name, { domains }]) => [
        `bucket ${name}`,
        ...keys(domains).map((hostname) => `record ${hostname}`),
      ])
    case "vercel-project":
      return [`project ${inputs.name}`, ...keys(inputs.domains).map((domain) => `domain ${domain}`)]
    default:
      throw new Error(`What does ${unit.module} own?`)
  }
}

/** How the HCL parser gives a literal back: with the escapes of templates still in it. */
function escaped(text: string): string {
  return text.replace(/[$%](?=\{)/g, (character) => character + character)
}

function terraformFmt(files: ReadonlyMap<string, string>): { readonly status: number | null; readonly stdout: string } {
  const folder = mkdtempSync(join(tmpdir(), "terraform-"))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const [path, content] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  const { status, stdout } = spawnSync("terraform", ["fmt", "-check", "-recursive", folder], { encoding: "utf8" })
  return { status, stdout }
}

/** The origins of the lines that are not in the other version of a file, and of all lines where there is none. */
function changedOrigins(before: Artifact, after: Artifact | undefined): readonly string[] {
  const kept = new Map<string, number>()
  for (const line of after?.content.split("\n") ?? []) kept.set(line, (kept.get(line) ?? 0) + 1)
  const origins = before.origins()
  return before.content
    .split("\n")
    .slice(0, -1)
    .flatMap((line, index) => {
      const left = kept.get(line) ?? 0
      kept.set(line, left - 1)
      // A blank line or a lone bracket is like any other: which one of them is gone can't be told.
      return left > 0 || !/\w/.test(line) ? [] : [origins[index]!]
    })
}
