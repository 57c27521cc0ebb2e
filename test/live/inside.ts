import { readFileSync } from "node:fs"
import { join } from "node:path"
import { realEstate } from "./estate.js"
import { EXIT, type Handover } from "./outside.js"
import { Report } from "./report.js"
import { run } from "./run.js"
import { scenario } from "./scenario.js"

/** Runs the scenario of each environment, side by side, as the first process of the bed's namespaces. */
export async function inside([handover]: readonly string[]): Promise<number> {
  const { root, cache, state, cgroup, tools: installed, environments } = JSON.parse(handover!) as Handover
  // Names of network namespaces are mounts below /run: these are ours alone.
  await run(["mount", "-t", "tmpfs", "tmpfs", "/run"])
  await run(["ip", "link", "set", "lo", "up"])
  const engine = join(state, "engine")
  // An overlay takes no folder of a file system beside the whole of it, so the engine gets a file system of its own.
  await run(["mkdir", "--parents", engine])
  await run(["mount", "-t", "tmpfs", "tmpfs", engine])
  await run(["cp", "--archive", `${installed.engine}/.`, engine])
  const tools = { ...installed, engine }
  const estate = await realEstate(readFileSync(join(root, "images.toml"), "utf8"))
  const report = new Report()
  const chosen = estate.environments.filter(({ name }) => environments.length === 0 || environments.includes(name))
  const substituted = await Promise.all(
    chosen.map((environment) =>
      scenario(environment, {
        ground: { root, state, cgroup, tools },
        estate,
        report,
        observations: join(cache, "observations"),
      }),
    ),
  )
  console.log("\nStand-ins, since no image can be pulled:")
  for (const line of [...new Set(substituted.flat())].sort()) console.log(`  ${line}`)
  console.log(
    "Swapped: Let's Encrypt, for an authority of the bed that answers ACME under its name. Files are as they are written.",
  )
  const failed = report.results.filter(({ outcome }) => outcome === "fails")
  const left = report.results.filter(({ outcome }) => outcome === "not run")
  console.log(
    `\n${report.results.length - failed.length - left.length} hold, ${failed.length} fail, ${left.length} not run, in ${report.seconds.toFixed(0)} s`,
  )
  return failed.length === 0 ? EXIT.holds : EXIT.fails
}
