import { execFileSync, spawnSync } from "node:child_process"
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { parse as parseHcl } from "@cdktn/hcl2json"
import DOMPurify from "dompurify"
import mermaid from "mermaid"
import { beforeAll, describe, expect, it } from "vitest"
import { parse as parseYaml } from "yaml"
import { readCaddyfile } from "../formats/caddyfile-read.js"
import { readDotenv } from "../formats/dotenv.js"
import { violations } from "../generators/compose/validator.js"
import { caddy, engines } from "./formats/caddyfile-engine.js"

/** Every committed artifact, put to the parser of whoever reads it. Engines that are not installed are skipped by name. */

const out = join(dirname(fileURLToPath(import.meta.url)), "../out")
const files = readdirSync(out, { recursive: true, encoding: "utf8", withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name).slice(out.length + 1))
  .sort()
const named = (test: (file: string) => boolean): readonly string[] => files.filter(test)
const read = (file: string): string => readFileSync(join(out, file), "utf8")

describe("Compose files", () => {
  const documents = named((file) => file.endsWith(".yml"))

  it.each(documents)("%s reads the same as YAML 1.1 and 1.2, and keeps the Compose Specification", (file) => {
    const options = {
      merge: false,
      customTags: [
        { tag: "!reset", collection: "seq" as const },
        { tag: "!override", collection: "seq" as const },
      ],
    }
    const data: unknown = parseYaml(read(file), { ...options, version: "1.2" })
    expect(parseYaml(read(file), { ...options, version: "1.1" })).toEqual(data)
    expect(violations(data)).toEqual([])
  })

  it.each(named((file) => /(?:^|\/)(?:\.env\.example|\w+\.env)$/.test(file)))("%s reads as an env file", (file) => {
    expect(readDotenv(read(file)).errors).toEqual([])
  })
})

describe("Caddyfiles", () => {
  const documents = named((file) => basename(file) === "Caddyfile")

  it.each(documents)("%s is read without errors", (file) => {
    expect(readCaddyfile(read(file)).errors).toEqual([])
  })

  it.skipIf(engines.length === 0).each(documents)("%s is adapted by caddy, and left alone by caddy fmt", (file) => {
    for (const engine of engines) {
      expect(() => caddy(engine, ["adapt", "--config", join(out, file), "--adapter", "caddyfile"])).not.toThrow()
      expect(caddy(engine, ["fmt", "-"], { input: read(file) })).toBe(read(file))
    }
  })
})

describe("Terraform and Terragrunt", () => {
  const documents = named((file) => /\.(?:tf|hcl)$/.test(file))

  it.each(documents)("%s is HCL", async (file) => {
    expect(Object.keys(await parseHcl(file, read(file)))).not.toEqual([])
  })

  it.skipIf(spawnSync("terraform", ["version"]).status !== 0)("is as terraform fmt writes it", () => {
    expect(
      execFileSync("terraform", ["fmt", "-check", "-recursive", "-diff", join(out, "terraform")], {
        encoding: "utf8",
        stdio: ["ignore", "pipe", "ignore"],
      }),
    ).toBe("")
    // terraform fmt passes over files that end with .hcl, so it is shown them under another name.
    const folder = mkdtempSync(join(tmpdir(), "groundplan-hcl-"))
    for (const [index, file] of documents.filter((one) => one.endsWith(".hcl")).entries())
      copyFileSync(join(out, file), join(folder, `${index}.tf`))
    expect(
      execFileSync("terraform", ["fmt", "-check", "-diff", folder], {
        encoding: "utf8",
        stdio: ["ignore", "pipe", "ignore"],
      }),
    ).toBe("")
    rmSync(folder, { recursive: true })
  })

  it.skipIf(spawnSync("shellcheck", ["--version"]).status !== 0).each(named((file) => file.endsWith(".sh")))(
    "shellcheck accepts %s",
    (file) => {
      expect(spawnSync("shellcheck", [join(out, file)], { encoding: "utf8" }).stdout).toBe("")
    },
  )
})

describe("pages and diagrams", () => {
  beforeAll(async () => {
    // Without a DOM there is no sanitizer; labels hold no markup that it would change.
    Object.assign(DOMPurify, { sanitize: (text: string) => text, addHook: () => undefined })
    await mermaid.parse("flowchart LR")
  })

  it.each(named((file) => file.endsWith(".mmd")))("mermaid parses %s", async (file) => {
    expect(await mermaid.parse(read(file))).toMatchObject({ diagramType: "flowchart-v2" })
  })

  it.each(named((file) => file.endsWith(".md") && read(file).includes("```mermaid")))(
    "mermaid parses the diagrams of %s",
    async (file) => {
      const fences = [...read(file).matchAll(/```mermaid\n([\s\S]*?)```/g)]
      for (const [, diagram] of fences)
        expect(await mermaid.parse(diagram!)).toMatchObject({ diagramType: "flowchart-v2" })
    },
  )
})

it("looks at files of every kind", () => {
  for (const ending of [".yml", "Caddyfile", ".hcl", ".tf", ".sh", ".mmd", ".md", ".env"])
    expect(named((file) => file.endsWith(ending))).not.toEqual([])
})
