import { join } from "node:path"
import { filesOnDisk } from "../../cli/evidence.js"
import type { Environment, Estate } from "../../core/estate.js"
import { checkEdges } from "./checks/edges.js"
import { checkData, checkMemory, checkReload, checkRestart, inOrder } from "./checks/endurance.js"
import { checkPostgres } from "./checks/postgres.js"
import { checkReach } from "./checks/reach.js"
import { checkReachAgrees } from "./checks/reach-agrees.js"
import { checkSites, clientOf } from "./checks/sites.js"
import { checkStartOrder, recordEvents } from "./checks/start-order.js"
import { ailing, containersOf } from "./containers.js"
import { type Ground, type Raised, raise } from "./environment.js"
import { vantagesOf } from "./observe.js"
import type { Report } from "./report.js"

/** What a scenario needs. */
export interface ScenarioContext {
  readonly ground: Ground
  readonly estate: Estate
  readonly report: Report
  /** The folder that observations are kept in. */
  readonly observations: string
}

/** Brings an environment up and tries everything that it promises. Yields its substitutions. */
export async function scenario(environment: Environment, context: ScenarioContext): Promise<readonly string[]> {
  const { ground, estate, report, observations } = context
  const { name } = environment
  const { standin } = ground.tools
  const placement = environment.placements.includes("local") ? "local" : "cloud"
  let raised: Raised | undefined
  await report.check(name, "machines", async () => {
    raised = await raise(environment, placement, { ground, estate })
    const machines = raised.places.length === 1 ? "one machine" : `${raised.places.length} machines`
    return `${machines}, ${raised.rules} firewall rules, images stood in for`
  })
  if (raised === undefined) return []
  const bed = raised
  const events = recordEvents(bed, join(ground.state, name))
  const isUp = await report.check(name, "up", async () => {
    await inOrder(bed, (stack) => stack.compose(["up", "--detach", "--wait", "--wait-timeout", "240"])).catch(
      async (error: unknown) => {
        throw new Error(
          [error instanceof Error ? error.message.split("\n").at(-2) : error, ...(await ailing(bed))].join("\n"),
        )
      },
    )
    return `${(await containersOf(bed)).length} containers are well`
  })
  if (!isUp) return bed.substitutions

  const client = clientOf(bed, standin)
  let containers = await containersOf(bed)
  const vantages = vantagesOf(bed, containers, standin)
  await report.check(name, "start order", () => checkStartOrder(bed, events))
  await report.check(name, "sites", () => checkSites(bed, client))
  await report.check(name, "edges", () => checkEdges(bed, containers))
  await report.check(name, "reach", () => checkReach(bed, containers, { vantages, folder: observations }))
  await report.check(name, "reach agrees", async () =>
    checkReachAgrees(bed, { observations, files: filesOnDisk(join(ground.root, "out")) }),
  )
  await report.check(name, "PostgreSQL", () => checkPostgres(bed, containers, vantages))
  await report.check(name, "memory", () => checkMemory(containers))
  await report.check(name, "reload", () => checkReload(bed, containers, standin))
  await report.check(name, "restart", () => checkRestart(bed, containers))
  containers = await containersOf(bed)
  await report.check(name, "data", () => checkData(bed, containers, client))
  return bed.substitutions
}
