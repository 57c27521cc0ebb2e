import { cpSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { complaints, engine, engines, ran, run } from "./engine.js"
import { providersFile } from "./hcl.js"
import { trees } from "./trees.js"
import { unitPaths } from "./unit.js"

const terragrunt = engine("terragrunt")
const [terraform] = engines("opentofu", "terraform")
const all = (await trees()).filter(({ files }) => files.some((file) => file.endsWith("root.hcl")))

describe.skipIf(terragrunt === undefined || terraform === undefined).each(all)("terragrunt, on $name", (tree) => {
  let folder: string
  // It writes beside what it reads.
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "units-"))
    cpSync(dirname(join(tree.folder, tree.files.find((file) => file.endsWith("root.hcl"))!)), folder, {
      recursive: true,
    })
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const asked = (...args: readonly string[]) =>
    run(terragrunt!.path, [...args, "--non-interactive", "--no-color"], {
      cwd: folder,
      env: {
        TG_TF_PATH: terraform!.path,
        TF_CLI_CONFIG_FILE: providersFile(),
        ...Object.fromEntries(["ZONE_ID", "ACCOUNT_ID"].map((name) => [`CLOUDFLARE_${name}`, "0".repeat(32)])),
      },
    })

  it("would not format a file otherwise", () => {
    expect(complaints(asked("hcl", "fmt", "--check"))).toEqual([])
  })

  it("finds each input in its module, and none missing", () => {
    for (const path of unitPaths(folder)) ran("terragrunt", `${tree.name}/${path}`)
    expect(complaints(asked("hcl", "validate", "--inputs", "--strict"))).toEqual([])
  })

  it("validates every unit, through mocks", { timeout: 600_000 }, () => {
    // The state is in a bucket, which nobody here can reach.
    expect(complaints(asked("run", "--all", "--no-auto-init", "init", "--", "-backend=false"))).toEqual([])
    expect(complaints(asked("run", "--all", "--no-auto-init", "validate"))).toEqual([])
  })
})
