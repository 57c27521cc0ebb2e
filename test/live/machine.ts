import { spawn } from "node:child_process"
import { mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Tools } from "./install.js"
import { attempt, type Outcome, type RunOptions, run, until } from "./run.js"

/** One machine of the bed: namespaces of its own, and its engine. */
export interface Machine {
  /** As its host is named; `laptop` where all hosts are on one. */
  readonly name: string
  /** The first process of its namespaces, as seen from here. */
  readonly pid: number
  /** What stands before a command that runs on it. */
  readonly enter: readonly string[]
  /** Runs a command on it. Throws when it fails. */
  run(command: readonly string[], options?: RunOptions): Promise<string>
  /** Runs a command on it, whatever comes of it. */
  attempt(command: readonly string[], options?: RunOptions): Promise<Outcome>
}

/** Boots a machine without an engine: its root, its first process, and no network but the loopback. */
export async function boot(name: string, state: string, tools: Tools, script: string): Promise<Machine> {
  mkdirSync(state, { recursive: true })
  const log = openSync(join(state, "boot.log"), "w")
  const child = spawn(
    "unshare",
    [
      ...["--mount", "--pid", "--net", "--uts", "--ipc", "--fork", "--kill-child=KILL"],
      ...["bash", script, name, state, tools.engine],
    ],
    { stdio: ["ignore", log, log] },
  )
  const pid = await until(`the machine ${name}`, 20_000, async () => {
    const first = firstChild(child.pid!)
    if (first === undefined) return undefined
    // Its name is that of its last step.
    return readFileSync(`/proc/${first}/comm`, "utf8").startsWith("tini") ? first : undefined
  }).catch((error: unknown) => {
    throw new Error(`${String(error)}\n${readFileSync(join(state, "boot.log"), "utf8")}`)
  })
  const enter = ["nsenter", "--all", `--target=${pid}`, "--", "env", "--chdir=/", ...ENVIRONMENT]
  await run(["nsenter", "--all", `--target=${pid}`, "--", "ip", "link", "set", "lo", "up"])
  return {
    name,
    pid,
    enter,
    run: (command, options) => run([...enter, ...command], options),
    attempt: (command, options) => attempt([...enter, ...command], options),
  }
}

const ENVIRONMENT = ["--ignore-environment", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root"]

function firstChild(pid: number): number | undefined {
  const first = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ")[0]
  return first === undefined || first === "" ? undefined : Number(first)
}

/** Starts the engine of a machine and waits until it answers. */
export async function startEngine(
  machine: Machine,
  options: {
    readonly state: string
    readonly cgroup: string
    readonly configuration: Readonly<Record<string, unknown>>
  },
): Promise<void> {
  const { state, cgroup, configuration } = options
  const daemon = { ...configuration, "cgroup-parent": cgroup, "exec-opts": ["native.cgroupdriver=cgroupfs"] }
  await machine.run(["sh", "-c", "mkdir -p /etc/docker && cat > /etc/docker/daemon.json"], {
    input: JSON.stringify(daemon),
  })
  const log = openSync(join(state, "engine.log"), "w")
  const [program = "", ...argv] = [...machine.enter, "dockerd"]
  spawn(program, argv, { stdio: ["ignore", log, log] })
  await until(`the engine of ${machine.name}`, 60_000, async () => {
    await machine.run(["docker", "version", "--format", "{{.Server.Version}}"], { timeout: 5_000 })
    return true
  }).catch((error: unknown) => {
    throw new Error(`${String(error)}\n${readFileSync(join(state, "engine.log"), "utf8").slice(-2000)}`)
  })
}

/** Writes a file below a folder that the machine sees too. */
export function writeInto(folder: string, path: string, text: string): void {
  mkdirSync(join(folder, path, ".."), { recursive: true })
  writeFileSync(join(folder, path), text)
}
