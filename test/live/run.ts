import { spawn } from "node:child_process"

/** How a program is run. */
export interface RunOptions {
  /** Written to its standard input. Default nothing. */
  readonly input?: string
  /** Milliseconds until it is killed. Default a minute. */
  readonly timeout?: number
  /** Where it runs. Default here. */
  readonly directory?: string
  /** Its whole environment. Default ours. */
  readonly environment?: Readonly<Record<string, string | undefined>>
}

/** What a program left behind. */
export interface Outcome {
  /** Its exit code; 128 and its signal's place where it was killed. */
  readonly code: number
  /** What it printed. */
  readonly stdout: string
  /** What it complained of. */
  readonly stderr: string
}

/** Runs a program to its end. Throws with what it complained of when it fails. */
export async function run(command: readonly string[], options: RunOptions = {}): Promise<string> {
  const { code, stdout, stderr } = await attempt(command, options)
  if (code !== 0)
    throw new Error(`${command.join(" ")}: exit code ${code}\n${stdout.slice(-2000)}${stderr.slice(-4000)}`)
  return stdout
}

/** Runs a program to its end, whatever that is. */
export function attempt(command: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  const { input, timeout = 60_000, directory, environment } = options
  return new Promise((resolve, reject) => {
    const [program, ...argv] = command as [string, ...string[]]
    const child = spawn(program, argv, {
      stdio: ["pipe", "pipe", "pipe"],
      timeout,
      killSignal: "SIGKILL",
      ...(directory === undefined ? {} : { cwd: directory }),
      ...(environment === undefined ? {} : { env: { ...environment } }),
    })
    let [stdout, stderr] = ["", ""]
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text
    })
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text
    })
    child.on("error", reject)
    child.on("close", (code, signal) => {
      if (signal !== null) stderr += `\nkilled by ${signal} (it has ${timeout} ms)`
      resolve({ code: code ?? 128, stdout, stderr })
    })
    // A program that ends early does not read what is left for it.
    child.stdin.on("error", () => {})
    child.stdin.end(input ?? "")
  })
}

/** Asks again and again until an answer is there. Throws what was wrong last, when the time is up. */
export async function until<T>(what: string, milliseconds: number, ask: () => Promise<T | undefined>): Promise<T> {
  const end = Date.now() + milliseconds
  let last: unknown = "no answer"
  while (Date.now() < end) {
    try {
      const answer = await ask()
      if (answer !== undefined) return answer
    } catch (error) {
      last = error
    }
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  throw new Error(
    `${what}: not within ${milliseconds / 1000} s: ${last instanceof Error ? last.message : String(last)}`,
  )
}
