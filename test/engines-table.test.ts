import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { engines, toolchain } from "../scripts/engines/engines.mjs"
import { page } from "../scripts/engines/page.mjs"

const root = join(import.meta.dirname, "..")
const read = (path: string): string => readFileSync(join(root, path), "utf8")

describe("the table of engines", () => {
  it("names each once, with a version and what it checks", () => {
    expect(new Set(engines.map(({ name }) => name)).size).toBe(engines.length)
    for (const { name, version, checks } of engines) {
      expect(version, name).toMatch(/^(\d+\.\d+\.\d+|any)$/)
      expect(checks, name).toMatch(/^[A-Z].*\.$/)
    }
  })

  it("is what docs/engines.md says (node scripts/engines/page.mjs)", () => {
    expect(read("docs/engines.md")).toBe(page())
  })

  it("has the versions of npm's packages that package-lock.json has", () => {
    const { packages } = JSON.parse(read("package-lock.json")) as {
      readonly packages: Readonly<Record<string, { readonly version: string }>>
    }
    for (const { version, from } of engines) {
      if (from.kind === "npm") expect(packages[`node_modules/${from.package}`]?.version, from.package).toBe(version)
    }
  })

  it("has the versions that the CI workflow installs by the tools' own actions", () => {
    const workflow = read(".github/workflows/ci.yml")
    const installed = (input: string): string | undefined => new RegExp(`^ +${input}: (\\S+)$`, "m").exec(workflow)?.[1]
    const version = (name: string): string => engines.find((engine) => engine.name === name)!.version
    expect(installed("go-version")).toBe(toolchain.slice(2))
    expect(installed("terraform_version")).toBe(version("terraform"))
    expect(installed("tofu_version")).toBe(version("opentofu"))
    expect(installed("tg_version")).toBe(version("terragrunt"))
  })

  it("has the oldest versions of providers that the modules ask for", () => {
    const version = (name: string): string => engines.find((engine) => engine.name === name)!.version
    const asked = (path: string): string => /version\s+= "~> ([\d.]+)"/.exec(read(path))![1]!
    expect(version("provider-google")).toBe(`${asked("generators/terraform/modules/vm/versions.tf")}.0`)
    expect(version("provider-cloudflare")).toBe(`${asked("generators/terraform/modules/r2/versions.tf")}.0`)
    expect(version("provider-vercel")).toBe(`${asked("generators/terraform/modules/vercel-project/versions.tf")}.0`)
  })
})
