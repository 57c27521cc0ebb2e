import { spawnSync } from "node:child_process"
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { delimiter, dirname, join } from "node:path"

/** The Terraform to check against: the one that `GROUNDPLAN_TERRAFORM` names, else the first on `PATH`; undefined for none. */
export const terraform: string | undefined = process.env.GROUNDPLAN_TERRAFORM ?? onPath()

/** What Terraform says that an expression is: `"error"` where it refuses it. */
export type Answer = { readonly type: unknown; readonly value: unknown } | "error" | "unknown"

const REFUSED = "\u2205 refused"

/**
 * Asks Terraform for the values of expressions, all in one run.
 *
 * An expression that it can't even read, or that names a function there is not, fails the whole run; one that fails when it
 * is evaluated has the answer `"error"`.
 */
export function evaluated(engine: string, expressions: readonly string[], further = ""): readonly Answer[] {
  const outputs = expressions.map(
    (expression, at) =>
      `output "o${at}" {\n  value = try({ got = (\n${expression}\n) }, ${JSON.stringify(REFUSED)})\n}\n`,
  )
  return inFolder((folder) => {
    writeFileSync(join(folder, "main.tf"), `${further}\n${outputs.join("\n")}`)
    run(engine, folder, ["apply", "-auto-approve", "-input=false", "-no-color"])
    const found = JSON.parse(run(engine, folder, ["output", "-json"])) as Record<
      string,
      { type: unknown; value: unknown }
    >
    return expressions.map((_, at) => {
      const { type, value } = found[`o${at}`]!
      if (value === REFUSED) return "error"
      // Terraform itself does not know it, because a function deep inside was given a null that could be of any type.
      if (value === null) return "unknown"
      const [, attributes] = type as [string, { got: unknown }]
      return { type: attributes.got, value: (value as { got: unknown }).got }
    })
  })
}

/** What the outputs of a configuration are, after an apply: its files by path. Needs no provider but Terraform's own. */
export function outputsOf(engine: string, files: ReadonlyMap<string, string>): Readonly<Record<string, unknown>> {
  return inFolder((folder) => {
    for (const [path, text] of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), text)
    }
    run(engine, folder, ["init", "-input=false", "-no-color", "-backend=false"])
    run(engine, folder, ["apply", "-auto-approve", "-input=false", "-no-color"])
    const found = JSON.parse(run(engine, folder, ["output", "-json"])) as Record<string, { value: unknown }>
    return Object.fromEntries(Object.entries(found).map(([name, { value }]) => [name, value]))
  })
}

/** Whether Terraform reads each source as HCL, asked of its formatter in one run. */
export function accepted(engine: string, sources: readonly string[]): readonly boolean[] {
  return inFolder((folder) => {
    sources.forEach((source, at) => {
      writeFileSync(join(folder, `f${at}.tf`), source)
    })
    const { stderr } = spawnSync(engine, ["fmt", "-write=false", "-list=false", "-no-color"], {
      cwd: folder,
      encoding: "utf8",
      maxBuffer: 1 << 28,
    })
    const refused = new Set([...stderr.matchAll(/\bon f(\d+)\.tf line/g)].map(([, at]) => Number(at)))
    return sources.map((_, at) => !refused.has(at))
  })
}

function run(engine: string, folder: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(engine, args, {
    cwd: folder,
    encoding: "utf8",
    maxBuffer: 1 << 28,
    env: { ...process.env, CHECKPOINT_DISABLE: "1" },
  })
  if (status !== 0) throw new Error(`terraform ${args[0]} failed:\n${stdout}\n${stderr}`)
  return stdout
}

function inFolder<T>(work: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "groundplan-hcl-"))
  try {
    return work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function onPath(): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter)
  return folders.map((folder) => join(folder, "terraform")).find((path) => existsSync(path))
}
