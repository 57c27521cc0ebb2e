import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { artifact } from "../../core/artifact.js"
import { type CompileOptions, compile } from "../../core/compile.js"
import type { Estate } from "../../core/estate.js"
import { defineGenerator } from "../../core/generator.js"
import { defineRule } from "../../core/rule.js"
import { pinned } from "../support/findings.js"
import { type Loose, library as stocked } from "../support/library.js"

const lines = {
  print: (text: string) => `${text}\n`,
  lineOrigins: () => ["/name"],
}

/** Writes one file an environment, in reverse, so that sorting shows. */
const names = defineGenerator({
  name: "names",
  summary: "Writes the name of each environment.",
  *generate({ environments }: Estate) {
    for (const { name } of [...environments].reverse()) yield artifact(`${name}.txt`, () => name, lines)
  },
})

/** The library without the image that only some tests run. */
function library(): Loose {
  const topology = stocked()
  const { redis: _, ...images } = topology.images
  return { ...topology, images }
}

function compiled(topology: Loose, options: Partial<CompileOptions> = {}) {
  return compile(topology, { pins: pinned(topology), generators: [names], today: new Date(0), ...options })
}

describe("compile", () => {
  it("yields the files of every generator, sorted by path", () => {
    const { artifacts, diagnostics } = compiled(library())
    expect(diagnostics).toEqual([])
    expect(artifacts.map(({ path, content }) => [path, content])).toEqual([
      ["live.txt", "live\n"],
      ["stage.txt", "stage\n"],
    ])
  })

  it("tells what is not well-formed, and resolves nothing then", () => {
    const topology = library()
    topology.name = "Library"
    topology.hosts.desk.services.caddy.iamge = "caddy"
    const { estate, artifacts, diagnostics } = compiled(topology)
    expect(estate).toBeUndefined()
    expect(artifacts).toEqual([])
    expect(diagnostics.map(({ path }) => path)).toEqual(["/name", "/hosts/desk/services/caddy/iamge"])
  })

  it("tells what names nothing and what breaks a rule in one run, and generates nothing", () => {
    const topology = library()
    topology.hosts.desk.services.catalogue.image = "catalog"
    topology.routes.catalogue.to = "desk.catalog"
    topology.hosts.archive.services.search.ports = { http: { port: 9200, exposure: "public" } }
    topology.hosts.archive.stacks.main.directory = "archive"
    const { artifacts, diagnostics } = compiled(topology)
    expect(artifacts).toEqual([])
    expect(diagnostics.map(({ code }) => code)).toEqual([
      "references/unknown_image",
      "references/unknown_target",
      "ports/public_reason",
      "ports/sensitive",
      "stacks/duplicate_directory",
    ])
  })

  it("asks the rules of generators and of the caller where everything is resolved, and not before", () => {
    const asked: string[] = []
    const rule = (code: string) =>
      defineRule({
        code,
        severity: "error",
        summary: "Finds something always.",
        *check({ shared }) {
          asked.push(code)
          yield { message: `${shared.name} is a library.`, path: "/name" }
        },
      })
    const options = { generators: [{ ...names, rules: [rule("names/one")] }], rules: [rule("own/one")] }
    const { artifacts, diagnostics } = compiled(library(), options)
    expect(artifacts).toEqual([])
    expect(diagnostics).toEqual([
      { code: "names/one", severity: "error", message: "library is a library.", path: "/name" },
      { code: "own/one", severity: "error", message: "library is a library.", path: "/name" },
    ])
    const broken = library()
    broken.hosts.desk.services.catalogue.image = "catalog"
    compiled(broken, options)
    expect(asked).toEqual(["names/one", "own/one"])
  })

  it("generates in spite of warnings", () => {
    const topology = library()
    topology.hosts.desk.disks.data.holds["/elsewhere"] = { contents: "Covers" }
    const { artifacts, diagnostics } = compiled(topology)
    expect(diagnostics.map(({ severity, environments }) => [severity, environments])).toEqual([
      ["warning", ["stage", "live"]],
    ])
    expect(artifacts).toHaveLength(2)
  })

  it("runs a generator of its own only where the topology chose it", () => {
    const topology = library()
    topology.generate = ["docs"]
    const generators = [
      { ...names, name: "compose" },
      { ...names, name: "docs" },
    ]
    expect(compiled(topology, { generators }).artifacts).toHaveLength(2)
  })

  it("refuses two files at one path, and says where both come from", () => {
    const again = { ...names, name: "again", generate: () => [artifact("LIVE.txt", () => "live", lines)] }
    const { artifacts, diagnostics } = compiled(library(), { generators: [names, again] })
    expect(artifacts).toEqual([])
    expect(diagnostics).toEqual([
      {
        code: "output/duplicate_path",
        severity: "error",
        message: 'Two files would be written to "LIVE.txt".',
        path: "/name",
        found: "LIVE.txt",
        help: "Change the folder of one of them: `directory` of a stack, of `terraform` or of `docs`.",
      },
    ])
  })

  it("never throws, whatever a value of the library is deleted or replaced with", () => {
    const paths = pathsOf(library())
    const values = fc.oneof(
      fc.constant(undefined),
      fc.constantFrom<unknown>(
        "redis",
        "desk.postgres",
        "archive.search",
        "scans",
        "isbn",
        "live",
        "caddy",
        80,
        true,
        [],
        {},
      ),
      fc.constantFrom(...paths).map((path) => valueAt(library(), path)),
    )
    const changes = fc.array(fc.tuple(fc.constantFrom(...paths), values), { minLength: 1, maxLength: 3 })
    let resolved = 0
    fc.assert(
      fc.property(changes, (all) => {
        const topology = library()
        for (const [path, value] of all) replace(topology, path, value)
        const { estate, diagnostics } = compiled(topology)
        if (estate !== undefined) resolved++
        for (const { message, path } of diagnostics) {
          expect(message).not.toContain("undefined")
          expect(path === "" || /^(?:images:)?\//.test(path)).toBe(true)
        }
      }),
      { numRuns: 200 },
    )
    expect(resolved).toBeGreaterThan(10)
  })
})

/** Where each value of some data stands, the root left out. */
function pathsOf(data: unknown, base: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof data !== "object" || data === null) return []
  return Object.entries(data).flatMap(([key, value]) => [[...base, key], ...pathsOf(value, [...base, key])])
}

function valueAt(data: Loose, path: readonly string[]): unknown {
  return path.reduce<Loose>((value, key) => value[key], data)
}

/** Replaces a value where its place is still there; deletes it when there is no other. */
function replace(data: Loose, path: readonly string[], value: unknown): void {
  let parent: unknown = data
  for (const key of path.slice(0, -1))
    parent = typeof parent === "object" && parent !== null ? (parent as Loose)[key] : undefined
  if (typeof parent !== "object" || parent === null) return
  const key = path[path.length - 1]!
  if (value === undefined) delete (parent as Loose)[key]
  else (parent as Loose)[key] = structuredClone(value)
}
