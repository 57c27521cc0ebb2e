import { spawnSync } from "node:child_process"
import { appendFileSync, mkdirSync } from "node:fs"
import { join } from "node:path"
import { home, installed } from "../../scripts/engines/installed.mjs"

/** An engine that is there to be run. */
export interface Installed {
  /** As the table names it. */
  readonly name: string
  /** Its program, or its folder. */
  readonly path: string
}

/** What a program did. */
export interface Run {
  /** 0 where it had nothing to object to; 128 and more where a signal ended it. */
  readonly status: number
  /** What it wrote to standard output. */
  readonly stdout: string
  /** What it wrote to standard error. */
  readonly stderr: string
}

/** An engine, where `npm run engines:install` has brought it. */
export function engine(name: string): Installed | undefined {
  const state = installed()[name]
  return state?.path === undefined ? undefined : { name, path: state.path }
}

/** The engines of these names that are there. */
export function engines(...names: readonly string[]): readonly Installed[] {
  return names.flatMap((name) => engine(name) ?? [])
}

/** Notes that an engine ran over an artifact, for the summary at the end. */
export function ran(name: string, artifact: string): void {
  mkdirSync(home, { recursive: true })
  appendFileSync(join(home, "ran.jsonl"), `${JSON.stringify({ name, artifact })}\n`)
}

/** Runs a program to its end. Nothing that the caller's own environment sets reaches Compose's or Terraform's variables. */
export function run(
  program: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly input?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Run {
  const { status, signal, stdout, stderr, error } = spawnSync(program, args, {
    encoding: "utf8",
    maxBuffer: 1 << 28,
    timeout: 110_000,
    input: options.input ?? "",
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    env: { PATH: process.env.PATH, HOME: home, CHECKPOINT_DISABLE: "1", NO_COLOR: "1", ...options.env },
  })
  if (error !== undefined && status === null && signal === null) throw error
  return { status: status ?? 128, stdout, stderr }
}

/** What is wrong, in a program's own words: its messages where it failed, nothing where it did not. */
export function complaints({ status, stdout, stderr }: Run): readonly string[] {
  if (status === 0) return []
  const words = `${stderr}\n${stdout}`.trim()
  return [words === "" ? `it ended with ${status}` : words]
}
