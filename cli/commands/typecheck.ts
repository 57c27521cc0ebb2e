import { spawnSync } from "node:child_process"
import { existsSync, realpathSync } from "node:fs"
import { createRequire } from "node:module"
import { basename, dirname, extname, join, resolve } from "node:path"
import type { Code, Diagnostic } from "../../core/diagnostic.js"
import { shownPath } from "../places.js"

/**
 * Runs the `tsc` that is installed beside the topology, with the nearest tsconfig.json; its errors become diagnostics, and so does a
 * tsconfig.json that leaves the topology out. Data files have no types to check.
 */
export function typecheck(file: string): readonly Diagnostic[] {
  if (![".ts", ".mts"].includes(extname(file))) return []
  const compiler = findCompiler(file)
  if (compiler === undefined) {
    return [
      problem("typecheck/no_compiler", "TypeScript is not installed beside the topology.", {
        help: "Run npm install --save-dev typescript.",
      }),
    ]
  }
  const project = findConfig(dirname(file))
  const own = ["--noEmit", "--strict", "--skipLibCheck", "--module", "nodenext", "--target", "es2023", file]
  const args = project === undefined ? own : ["--noEmit", "-p", project]
  const { stdout, status } = spawnSync(process.execPath, [compiler, "--pretty", "false", "--listFiles", ...args], {
    encoding: "utf8",
    cwd: dirname(file),
    maxBuffer: Number.POSITIVE_INFINITY,
  })
  const found = [...stdout.matchAll(/^(.+?)\((\d+),(\d+)\): error TS(\d+): (.*(?:\n[ \t]+.*)*)/gm)]
  if (status !== 0 && found.length === 0)
    return [problem("typecheck/failed", `tsc ended with ${status}: ${stdout.trim().split("\n")[0] ?? ""}`, {})]
  const errors = found.map(([, name, line, column, code, message]) =>
    problem(`typecheck/TS${Number(code)}`, message!.replace(/\s*\n\s*/g, " "), {
      position: { file: shownPath(resolve(dirname(file), name!)), line: Number(line), column: Number(column) },
    }),
  )
  return project === undefined || isListed(file, stdout) ? errors : [...errors, leftOut(file, project)]
}

/** Whether a file is among those that `--listFiles` tells: each on a line of its own, as an absolute path. */
function isListed(file: string, output: string): boolean {
  const name = basename(file)
  const real = realpathSync(file)
  return output.split(/\r?\n/).some((line) => line.endsWith(name) && existsSync(line) && realpathSync(line) === real)
}

function leftOut(file: string, project: string): Diagnostic {
  return problem(
    "typecheck/left_out",
    `${shownPath(project)} leaves ${basename(file)} out: its types are not checked.`,
    {
      help: "Add it to `include` or `files` there, or put a tsconfig.json of its own beside it.",
    },
  )
}

function problem(code: Code, message: string, more: Partial<Diagnostic>): Diagnostic {
  return { code, severity: "error", message, path: "", ...more }
}

function findCompiler(file: string): string | undefined {
  try {
    return join(dirname(createRequire(file).resolve("typescript/package.json")), "bin/tsc")
  } catch {
    return undefined
  }
}

function findConfig(directory: string): string | undefined {
  const config = join(directory, "tsconfig.json")
  if (existsSync(config)) return config
  return dirname(directory) === directory ? undefined : findConfig(dirname(directory))
}
