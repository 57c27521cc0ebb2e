import { spawnSync } from "node:child_process"
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterEach, beforeEach, describe, expect, it } from "vitest"

/** The bundled command line, run as its users run it. `npm test` bundles it first. */

const bin = join(dirname(fileURLToPath(import.meta.url)), "../../dist/bin.cjs")
let folder = ""

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "groundplan-commands-"))
  write("package.json", '{"type":"module"}')
  write("topology.ts", topology)
  write("images.toml", '# kept\n[oven]\ndefault = "1.0"\n')
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe("build", () => {
  it("is the default command, writes everything, and then nothing", () => {
    expect(run()).toMatchObject({ status: 0, stdout: "" })
    const compose = join(folder, "out/shop/docker-compose.yml")
    const before = statSync(compose).mtimeMs
    const again = run("build")
    expect(again).toMatchObject({ status: 0, stdout: "" })
    expect(again.stderr).toMatch(/^0 files created, 0 changed, \d+ unchanged, 0 deleted\.\n$/)
    expect(statSync(compose).mtimeMs).toBe(before)
  })

  it("says nothing when quiet", () => {
    expect(run("build", "--quiet")).toEqual({ status: 0, stdout: "", stderr: "" })
  })

  it("writes nothing on a dry run, and shows what it would", () => {
    const { status, stdout } = run("build", "--dry-run")
    expect(status).toBe(0)
    expect(stdout).toContain("+++ b/out/shop/docker-compose.yml")
    expect(existsSync(join(folder, "out"))).toBe(false)
  })

  it("writes nothing when anything is wrong, and tells all of it in source order", () => {
    write(
      "topology.ts",
      topology
        .replace('image: "oven"', 'image: "ovem"')
        .replace('uses: ["till"]', 'uses: ["tall"]')
        .replace("8000", "80000"),
    )
    const { status, stderr } = run("build")
    expect(status).toBe(1)
    expect(
      [...stderr.matchAll(/^error (\S+)\n.*\n *--> topology\.ts:(\d+):/gm)].map(([, code, line]) => `${line} ${code}`),
    ).toEqual(["11 references/unknown_image", "12 schema/too_big", "13 references/unknown_target"])
    expect(existsSync(join(folder, "out"))).toBe(false)
  })

  it("tells what is wrong with images.toml beside it", () => {
    write("topology.ts", topology.replace('uses: ["till"]', 'uses: ["tall"]'))
    write("images.toml", "[oven]\ndefault = 1.0\n")
    const { stdout } = run("build", "--format", "compact")
    expect(stdout).toContain("images.toml:2:")
    expect(stdout).toContain("references/unknown_target")
    expect(stdout).not.toContain("images/unpinned")
    write("images.toml", "[oven\n")
    expect(run("build", "--format", "compact").stdout).toContain("references/unknown_target")
  })

  it("takes a folder that is none for a slip, not for a mistake of its own", () => {
    expect(run("build", "--chdir", "nowhere")).toMatchObject({ status: 64, stdout: "" })
    write("plain", "")
    const { status, stderr } = run("build", "--out", "plain")
    expect(status).toBe(1)
    expect(stderr).toContain("write/failed")
  })

  it("keeps a file that was edited by hand, and shows the edit", () => {
    run("build")
    const compose = join(folder, "out/shop/docker-compose.yml")
    const edited = readFileSync(compose, "utf8").replace("oven:1.0", "oven:1.1")
    writeFileSync(compose, edited)
    const { status, stdout, stderr } = run("build")
    expect(status).toBe(1)
    expect(stdout).toBe("")
    expect(stderr).toContain("oven:1.1")
    expect(stderr).toContain("write/hand_edited")
    expect(readFileSync(compose, "utf8")).toBe(edited)
    expect(run("build", "--overwrite").status).toBe(0)
    expect(readFileSync(compose, "utf8")).not.toBe(edited)
  })

  it("removes what it no longer generates", () => {
    run("build")
    write("topology.ts", topology.replace('directory: "shop"', 'directory: "store"'))
    expect(run("build").stderr).toMatch(/[1-9]\d* deleted/)
    expect(existsSync(join(folder, "out/shop"))).toBe(false)
    expect(existsSync(join(folder, "out/store/docker-compose.yml"))).toBe(true)
  })

  it("writes elsewhere with --out, and from elsewhere with --chdir and --config", () => {
    write("plans/bakery.ts", topology)
    write("plans/images.toml", '[oven]\ndefault = "2.0"\n')
    expect(run("build", "-C", "plans", "-c", "bakery.ts", "-o", "../made").status).toBe(0)
    expect(readFileSync(join(folder, "made/shop/docker-compose.yml"), "utf8")).toContain("oven:2.0")
  })

  it.each([
    ["json", JSON.stringify],
    ["yaml", JSON.stringify],
  ] as const)("reads topology.%s", (extension, print) => {
    rmSync(join(folder, "topology.ts"))
    write(`topology.${extension}`, print(data))
    expect(run("build").status).toBe(0)
    expect(readFileSync(join(folder, "out/shop/docker-compose.yml"), "utf8")).toContain(
      `Generated from topology.${extension}`,
    )
  })
})

describe("check", () => {
  it("is clean after a build, and never writes", () => {
    expect(run("check").status).toBe(2)
    expect(existsSync(join(folder, "out"))).toBe(false)
    run("build")
    expect(run("check")).toMatchObject({ status: 0, stdout: "" })
  })

  it.each([
    ["stale", () => write("images.toml", '[oven]\ndefault = "1.1"\n')],
    ["hand-edited", () => write("out/shop/docker-compose.yml", `${read("out/shop/docker-compose.yml")}# mine\n`)],
    ["missing", () => rmSync(join(folder, "out/shop/docker-compose.yml"))],
    ["orphaned", () => write("topology.ts", topology.replace('directory: "shop"', 'directory: "store"'))],
    ["unknown", () => write("out/shop/notes.txt", "mine\n")],
  ] as const)("finds a file that is %s, and ends with how to mend it", (drift, change) => {
    run("build")
    change()
    const { status, stdout } = run("check")
    expect(status).toBe(2)
    expect(stdout).toContain(drift)
    const mending =
      drift === "unknown"
        ? "Move the unknown file elsewhere, or list it in out/.groundplan/keep."
        : "To mend it, run: groundplan build"
    expect(stdout.trimEnd().split("\n").at(-1)).toContain(drift === "hand-edited" ? "groundplan build" : mending)
  })

  it("prints a document for programs", () => {
    const { status, stdout, stderr } = run("check", "--format", "json")
    expect(status).toBe(2)
    expect(stderr).toBe("")
    expect(JSON.parse(stdout)).toMatchObject({ kind: "groundplan/report", version: 1, drift: { ledger: "missing" } })
    write("topology.ts", topology.replace('image: "oven"', 'image: "ovem"'))
    const wrong = run("check", "--format", "json")
    expect(wrong.status).toBe(1)
    expect(JSON.parse(wrong.stdout).diagnostics[0]).toMatchObject({
      code: "references/unknown_image",
      position: { file: "topology.ts", line: 11 },
    })
  })
})

describe("pin", () => {
  it("edits images.toml, keeps its comments, and builds", () => {
    run("build")
    expect(run("pin", "oven=1.1", "--env", "production").status).toBe(0)
    expect(read("images.toml")).toBe('# kept\n[oven]\ndefault = "1.0"\nproduction = "1.1"\n')
    expect(read("out/shop/docker-compose.yml")).toContain("oven:1.1")
    expect(run("check").status).toBe(0)
  })

  it("pins an image that had no pin yet", () => {
    rmSync(join(folder, "images.toml"))
    expect(run("build").stderr).toContain("images/unpinned")
    expect(run("pin", "oven=1.1", "--env", "default").status).toBe(0)
    expect(read("images.toml")).toContain("[oven]")
  })

  it("says that its edit stays when the build fails for another reason", () => {
    run("build")
    const compose = "out/shop/docker-compose.yml"
    write(compose, `${read(compose)}# mine\n`)
    const { status, stderr } = run("pin", "oven=1.1", "--env", "default")
    expect(status).toBe(1)
    expect(stderr).toContain("write/hand_edited")
    expect(stderr).toMatch(/images\.toml is edited \(oven=1\.1 in default\), but nothing was built\. Mend .*\n$/)
    expect(read("images.toml")).toContain('default = "1.1"')
    expect(run("pin", "oven=1.1", "--env", "default").stderr).not.toContain("is edited")
  })

  it("is named by the build that lacks pins, once for all of them", () => {
    rmSync(join(folder, "images.toml"))
    write(
      "topology.ts",
      topology.replace("images: {", 'images: { till: { repository: "till" },').replace('"oven" },\n', '"till" },\n'),
    )
    const { stderr } = run("build")
    expect(stderr).toMatch(/^error images\/unpinned\n.*\n *--> topology\.ts:6:\d+\n/)
    const [, command = ""] = /Run groundplan (pin .*)\.$/m.exec(stderr) ?? []
    expect(command).toBe("pin till=<tag> oven=<tag> --env default")
    expect(run(...command.replaceAll("<tag>", "1.0").split(" ")).status).toBe(0)
  })

  it.each([
    ["an unknown image", ["ovem=1.1", "--env", "default"], 'Did you mean "oven"?'],
    ["an unknown environment", ["oven=1.1", "--env", "prodution"], 'Did you mean "production"?'],
    ["an image without a tag", ["oven", "--env", "default"], "Write oven=<tag>."],
    ["something that is no tag", ["oven=a b", "--env", "default"], "neither a tag nor a digest"],
  ] as const)("refuses %s", (_what, args, message) => {
    const before = read("images.toml")
    const { status, stderr } = run("pin", ...args)
    expect(status).toBe(64)
    expect(stderr).toContain(message)
    if (message.startsWith("Did you mean")) expect(stderr).toMatch(/ \| +-+ "\w+" is declared there\n/)
    expect(read("images.toml")).toBe(before)
  })

  it("tells a mistake in images.toml at its line", () => {
    write("images.toml", '# kept\n[oven]\ndefault = "1 0"\n')
    expect(run("check").stderr).toMatch(/^error images\/invalid\n.*\n *--> images\.toml:3:\d+\n/)
    write("images.toml", "[oven\n")
    const { stderr } = run("check")
    expect(stderr).toMatch(/^error images\/syntax\n.*\n *--> images\.toml:1:\d+\n/)
    expect(stderr).not.toContain("path:")
    write("images.toml", "[oven]\ndefault = 1.0\n")
    expect(run("check").stderr).toContain('help:    Put what stands there in quotes: default = "…".')
  })
})

describe("explain", () => {
  it("names the place in the topology, or in images.toml, that a line comes from", () => {
    run("build")
    const lines = read("out/shop/docker-compose.yml").split("\n")
    const at = (text: string) => `out/shop/docker-compose.yml:${lines.findIndex((line) => line.includes(text)) + 1}`
    expect(run("explain", at("oven:1.0")).stdout).toMatch(/^images\.toml:3:\d+ /)
    expect(run("explain", at("depends_on")).stdout).toMatch(/^topology\.ts:\d+:\d+ /)
    expect(run("explain", at("restart:")).stdout).toMatch(
      /^a default: service\.\S+ is not stated; state it near topology\.ts:\d+:\d+ hosts\.shop\.services\.\S+ to change it\n$/,
    )
    expect(run("explain", at("Generated from")).stdout).toMatch(/^text that no topology changes \(constant:\S+\)\n$/)
    expect(run("explain", "out/shop/docker-compose.yml:9999").status).toBe(64)
    expect(run("explain", "package.json:1").status).toBe(64)
  })
})

describe("the command line itself", () => {
  it.each([
    ["an unknown command", ["bild"]],
    ["an unknown option", ["check", "--frobnicate"]],
    ["an impossible date", ["check", "--today", "2026-13-41"]],
    ["an unknown format", ["check", "--format", "xml"]],
    ["a missing option", ["pin", "oven=1.1"]],
  ] as const)("ends with 64 for %s", (_what, args) => {
    const { status, stdout, stderr } = run(...args)
    expect(status).toBe(64)
    expect(stdout).toBe("")
    expect(stderr).toMatch(/^error: /)
  })

  it("tells how to begin where there is no topology", () => {
    rmSync(join(folder, "topology.ts"))
    const { status, stderr } = run("build")
    expect(status).toBe(1)
    const [starter = ""] = /export default .*$/m.exec(stderr) ?? []
    write("topology.ts", `${starter}\n`)
    rmSync(join(folder, "images.toml"))
    expect(run("build").status).toBe(0)
  })

  it("prints its version and its help on stdout", () => {
    expect(run("--version")).toMatchObject({ status: 0, stderr: "" })
    expect(run("--help").stdout).toContain("Exit codes: 0 clean, 1 invalid topology or findings, 2 drift, 64 usage")
    expect(run("build", "--help").stdout).toContain("--overwrite")
  })

  it("prints a schema that names every field", () => {
    const schema = JSON.parse(run("schema").stdout)
    expect(schema.$schema).toBe("https://json-schema.org/draft/2020-12/schema")
    expect(Object.keys(schema.properties)).toContain("routes")
  })

  it.each([
    ["throws", 'throw new Error("no flour")', "load/throws", "no flour"],
    ["exports nothing", "export const other = 1", "load/no_export", ""],
    ["is no TypeScript", "export default {", "load/syntax", ""],
    ["imports itself in a circle", 'import "./topology.ts"\nexport default {}', "load/circular", ""],
  ] as const)("tells in one message that a topology %s", (_what, source, code, message) => {
    write("topology.ts", source)
    const { status, stderr } = run("check")
    expect(status).toBe(1)
    expect(stderr.match(/ error |^error /gm)).toHaveLength(1)
    expect(stderr).toContain(code)
    expect(stderr).toContain(message)
  })

  it("tells where a topology throws: in it, and in a file that it imports", () => {
    write("topology.ts", 'type A = 1\n\n\nthrow new Error("no flour")\nexport default {}\n')
    expect(run("build").stderr).toMatch(
      /^error load\/throws\n.*no flour\.\n *--> topology\.ts:4:1\n(?:.*\n)* {2}help: /,
    )
    write("topology.ts", 'import { a } from "./a.js"\nexport default { a }\n')
    write("a.ts", "interface A {}\n\nexport const a = (null as never as { b: A }).b\n")
    expect(run("build").stderr).toMatch(/^error load\/throws\n.*\n *--> a\.ts:3:\d+\n/)
    mkdirSync(join(folder, "packages"))
    rmSync(join(folder, "node_modules"), { recursive: true })
    symlinkSync(join(folder, "packages"), join(folder, "node_modules"))
    expect(run("build").stderr).toMatch(/^error load\/throws\n.*\n *--> a\.ts:3:\d+\n/)
  })

  it("tells what the library doesn't export", () => {
    write("topology.ts", topology.replace("{ defineTopology }", "{ att, defineTopology }").replace('"oven" }', "att }"))
    const { stderr } = run("build")
    expect(stderr).toMatch(/^error load\/no_such_import\n {2}groundplan has no export att\.\n *--> topology\.ts:1:10\n/)
    expect(stderr).toContain("Did you mean at?")
    expect(stderr).not.toContain("file:")
  })

  it("has colours only where they are asked for", () => {
    write("topology.ts", topology.replace('image: "oven"', 'image: "ovem"'))
    expect(run("check").stderr).not.toContain("\x1b[")
    expect(run({ FORCE_COLOR: "1" }, "check").stderr).toContain("\x1b[")
    expect(run({ FORCE_COLOR: "1" }, "check", "--no-color").stderr).not.toContain("\x1b[")
  })

  it("runs the user's own type checker when asked to", () => {
    const { status, stderr } = run("check", "--typecheck")
    expect(status).toBe(1)
    expect(stderr).toContain("typecheck/no_compiler")
  })
})

const data = {
  name: "bakery",
  generate: ["compose", "docs"],
  environments: { production: {} },
  images: { oven: { repository: "oven" } },
  hosts: {
    shop: {
      stacks: { main: { directory: "shop", project: "shop" } },
      services: {
        till: { image: "oven" },
        orders: { image: "oven", ports: { http: 8000 }, uses: ["till"] },
      },
    },
  },
}

const topology = `import { defineTopology } from "groundplan"
export default defineTopology({
  name: "bakery",
  generate: ["compose", "docs"],
  environments: { production: {} },
  images: { oven: { repository: "oven" } },
  hosts: {
    shop: {
      stacks: { main: { directory: "shop", project: "shop" } },
      services: {
        till: { image: "oven" },
        orders: { image: "oven", ports: { http: 8000 },
          uses: ["till"] },
      },
    },
  },
})
`

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), text)
}

function read(path: string): string {
  return readFileSync(join(folder, path), "utf8")
}

type Ended = { readonly status: number | null; readonly stdout: string; readonly stderr: string }

function run(...args: readonly string[]): Ended
function run(environment: NodeJS.ProcessEnv, ...args: readonly string[]): Ended
function run(...all: readonly (string | NodeJS.ProcessEnv)[]): Ended {
  const environment = all.filter((one) => typeof one === "object")[0] ?? {}
  const args = all.filter((one) => typeof one === "string")
  const { FORCE_COLOR: _colour, ...rest } = process.env
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], {
    cwd: folder,
    encoding: "utf8",
    env: { ...rest, ...environment },
  })
  return { status, stdout, stderr }
}
