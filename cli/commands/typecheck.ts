import { spawnSync } from "node:child_process"
import { existsSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, extname, join } from "node:path"
import type { Diagnostic } from "../../core/diagnostic.js"
import { shownPath } from "../places.js"

/** Runs the `tsc` that is installed beside the topology; its errors become diagnostics. Data files have no types to check. */
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
  const { stdout, status } = spawnSync(process.execPath, [compiler, "--pretty", "false", ...args], {
    encoding: "utf8",
    cwd: dirname(file),
  })
  if (status === 0) return []
  const found = [...stdout.matchAll(/^(.+?)\((\d+),(\d+)\): error (TS\d+): (.*(?:\n[ \t]+.*)*)/gm)]
  if (found.length === 0)
    return [problem("typecheck/failed", `tsc ended with ${status}: ${stdout.trim().split("\n")[0] ?? ""}`, {})]
  return found.map(([, name, line, column, code, message]) =>
    problem(`typecheck/${code}`, message!.replace(/\s*\n\s*/g, " "), {
      position: { file: shownPath(join(dirname(file), name!)), line: Number(line), column: Number(column) },
    }),
  )
}

function problem(code: string, message: string, more: Partial<Diagnostic>): Diagnostic {
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
