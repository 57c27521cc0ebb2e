import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Estate, Stack } from "../../core/estate.js"
import { differences, projectOf, readBack } from "./compose-project.js"
import { complaints, type Installed, run } from "./engine.js"

/** One way in which a stack is started: the files and env files that its Compose command names. */
export interface Way {
  /** `cloud`, `local`, or `alone` where there is one way only. */
  readonly name: string
  /** Compose files, in the order in which they are merged. */
  readonly files: readonly string[]
  /** The env file of the placement, where there is one. */
  readonly placement: string | undefined
}

/** A stack, and what it was generated from. */
export interface MeantStack {
  readonly stack: Stack
  /** Whether it runs on laptops only: there, disks and addresses are others. */
  readonly onlyLocal: boolean
}

/** The ways in which the stack in this folder is started. */
export function ways(folder: string): readonly Way[] {
  const names = readdirSync(folder)
  const overlays = names.flatMap((name) => /^docker-compose\.(\w+)\.yml$/.exec(name)?.[1] ?? [])
  const placements = names.flatMap((name) => /^(cloud|local)\.env$/.exec(name)?.[1] ?? [])
  const base = overlays.length > 0 || placements.length > 0 ? ["cloud"] : ["alone"]
  return [...new Set([...base, ...placements, ...overlays])].map((name) => ({
    name,
    files: ["docker-compose.yml", ...(overlays.includes(name) ? [`docker-compose.${name}.yml`] : [])],
    placement: placements.includes(name) ? `${name}.env` : undefined,
  }))
}

/** What the topology has for each folder that a stack's files are in. */
export function stacksOf(estate: Estate): ReadonlyMap<string, MeantStack> {
  const all = estate.environments.flatMap(({ placements, hosts }) =>
    hosts.flatMap(({ stacks }) =>
      stacks.map((stack) => [stack.directory, { stack, onlyLocal: !placements.includes("cloud") }] as const),
    ),
  )
  return new Map(all)
}

/** What Compose objects to; and where it accepts a stack, what it read that is not what was meant. */
export function composeComplaints(
  { name, path }: Installed,
  folder: string,
  way: Way,
  meant: MeantStack | undefined,
): readonly string[] {
  const temporary = mkdtempSync(join(tmpdir(), "compose-"))
  try {
    const own = join(temporary, "own.env")
    const values = sample(folder)
    writeFileSync(own, [...values].map(([name, value]) => `${name}='${value}'\n`).join(""))
    const args = [
      "--profile",
      "*",
      ...way.files.flatMap((file) => ["--file", file]),
      ...(way.placement === undefined ? [] : ["--env-file", way.placement]),
      "--env-file",
      own,
      "config",
    ]
    const quiet = run(path, [...args, "--quiet"], { cwd: folder })
    // A warning is no failure to Compose; it is one here: a name that is not set, a key that is obsolete.
    if (quiet.status !== 0 || quiet.stderr.trim() !== "") return complaints({ ...quiet, status: quiet.status || 1 })
    const json = run(path, [...args, "--no-path-resolution", "--no-env-resolution", "--format", "json"], {
      cwd: folder,
    })
    if (json.status !== 0) return complaints(json)
    if (meant === undefined || way.files.length > 1 || meant.onlyLocal) return []
    const placement = way.placement === undefined ? [] : assignments(readFileSync(join(folder, way.placement), "utf8"))
    return differences(
      projectOf(meant.stack, new Map([...values, ...placement])),
      readBack(JSON.parse(json.stdout), name),
    )
  } finally {
    rmSync(temporary, { recursive: true })
  }
}

/** A value for each name that `.env.example` asks for: its own, or one that Compose would change if it were not kept literal. */
function sample(folder: string): ReadonlyMap<string, string> {
  const file = join(folder, ".env.example")
  if (!existsSync(file)) return new Map()
  // What may be left out is left out: its default then has to do.
  const asked = readFileSync(file, "utf8")
    .split("\n\n")
    .filter((paragraph) => !paragraph.includes("# Optional;"))
  const values = asked.flatMap((paragraph) => assignments(paragraph))
  return new Map(values.map(([name, value], index) => [name, value === "" ? `sample$${index}` : value]))
}

function assignments(text: string): readonly (readonly [string, string])[] {
  return [...text.matchAll(/^([A-Za-z_]\w*)=(.*)$/gm)].map(([, name, value]) => [
    name!,
    value!.replace(/^(['"])(.*)\1$/, "$2"),
  ])
}
