import { spawn } from "node:child_process"
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { install, Unavailable } from "./install.js"
import { attempt } from "./run.js"

/** Exit codes of their own, as sysexits.h numbers them. */
export const EXIT = { holds: 0, fails: 1, unavailable: 69, busy: 75 } as const

/** What a run passes on to its part inside the namespaces. */
export interface Handover {
  readonly root: string
  readonly cache: string
  readonly state: string
  readonly cgroup: string
  readonly tools: Awaited<ReturnType<typeof install>>
  readonly environments: readonly string[]
}

/**
 * Installs what the bed is made of and runs it in namespaces of its own: processes, mounts, network. When the first process of them
 * ends, however it ends, the kernel takes everything else with it: every process, network, rule and mount. What is left are folders
 * and cgroups, which are removed here, or by the next run.
 */
export async function outside(words: readonly string[]): Promise<number> {
  const root = process.cwd()
  const cache = join(root, "node_modules/.cache/live")
  mkdirSync(cache, { recursive: true })
  const marker = join(cache, "running.json")
  if (existsSync(marker)) {
    const earlier = JSON.parse(readFileSync(marker, "utf8")) as Mark
    if (startOf(earlier.pid) === earlier.start) {
      console.log(`not run: another run of the live bed is under way (process ${earlier.pid})`)
      return EXIT.busy
    }
    await clear(cache, earlier)
    console.log("what an earlier run left is cleared")
  }
  const missing = await lacking()
  if (missing !== undefined) {
    console.log(`not run: live bed (${missing})`)
    return EXIT.unavailable
  }
  const mark: Mark = { pid: process.pid, start: startOf(process.pid)!, cgroup: `/groundplan-live-${process.pid}` }
  try {
    const tools = await install(cache, join(root, "test/live/standin"))
    writeFileSync(marker, JSON.stringify(mark))
    const state = join(cache, "state")
    mkdirSync(state, { recursive: true })
    const environments = words.filter((word) => word !== "--install")
    if (words.includes("--install")) return EXIT.holds
    return await enter({ root, cache, state, cgroup: mark.cgroup, tools, environments })
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error
    console.log(`not run: live bed (${error.message})`)
    return EXIT.unavailable
  } finally {
    await clear(cache, mark)
  }
}

/** Who runs: a process is told from a later one of the same number by when it began. */
interface Mark {
  readonly pid: number
  readonly start: string
  readonly cgroup: string
}

function startOf(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]!.split(" ")[19]
  } catch {
    return undefined
  }
}

/** What this machine lacks, in words; undefined when the bed can run on it. */
async function lacking(): Promise<string | undefined> {
  if (process.platform !== "linux") return "it needs Linux"
  if (process.getuid?.() !== 0) return "it needs root"
  for (const program of ["unshare", "nsenter", "setpriv", "ip", "tar", "apt-get", "dpkg-deb", "go"])
    if ((await attempt(["sh", "-c", `command -v ${program}`])).code !== 0) return `it needs the program ${program}`
  const tried = await attempt([
    "unshare",
    "--mount",
    "--pid",
    "--net",
    "--uts",
    "--ipc",
    "--fork",
    "bash",
    "-c",
    KERNEL,
  ])
  return tried.code === 0 ? undefined : `the kernel refuses what it needs: ${tried.stderr.trim().split("\n").at(-1)}`
}

const KERNEL = `set -e
mount -t tmpfs tmpfs /mnt
mkdir /mnt/u /mnt/w /mnt/m
mount -t overlay overlay -o lowerdir=/,upperdir=/mnt/u,workdir=/mnt/w /mnt/m
ip link add one type veth peer name two
ip link add three type bridge`

/** Runs the inner part and waits for its end. A signal ends it at once. */
async function enter(handover: Handover): Promise<number> {
  const child = spawn(
    "setpriv",
    [
      ...["--pdeathsig", "KILL", "unshare", "--mount", "--pid", "--net", "--fork", "--kill-child=KILL", "--mount-proc"],
      ...[process.execPath, process.argv[1]!, "inside", JSON.stringify(handover)],
    ],
    { stdio: ["ignore", "inherit", "inherit"], detached: true },
  )
  const stop = (): void => {
    child.kill("SIGKILL")
  }
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const
  let interrupted: number | undefined
  for (const [index, signal] of signals.entries())
    process.on(signal, () => {
      interrupted = [130, 143, 129][index]
      stop()
    })
  // Whatever hangs, hangs no longer than this.
  const watchdog = setTimeout(stop, 15 * 60_000)
  const code = await new Promise<number>((resolve, reject) => {
    child.on("error", reject)
    child.on("exit", (status) => resolve(status ?? 128 + 9))
  })
  clearTimeout(watchdog)
  return interrupted ?? code
}

/** Removes what outlives the namespaces: the folder of state, and the cgroups once they are empty. */
async function clear(cache: string, { cgroup }: Mark): Promise<void> {
  for (let attempts = 0; attempts < 50; attempts++) {
    const left = cgroupFolders(cgroup).filter((folder) => !removeCgroup(folder))
    if (left.length === 0) break
    await sleep(200)
  }
  rmSync(join(cache, "state"), { recursive: true, force: true })
  rmSync(join(cache, "running.json"), { force: true })
}

/** A cgroup's folder below each hierarchy, or below the only one. */
function cgroupFolders(cgroup: string): readonly string[] {
  const top = "/sys/fs/cgroup"
  if (!existsSync(top)) return []
  return ["", ...readdirSync(top)].map((each) => join(top, each, cgroup)).filter((folder) => existsSync(folder))
}

function removeCgroup(folder: string): boolean {
  try {
    for (const each of readdirSync(folder, { withFileTypes: true }))
      if (each.isDirectory()) removeCgroup(join(folder, each.name))
    rmdirSync(folder)
    return true
  } catch {
    return false
  }
}
