import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Container } from "../containers.js"
import type { Raised } from "../environment.js"
import { grantedBy, type Reason } from "../granted.js"
import { asData, isBehindFirewall, nameOf, observe, placeOf, type Vantage } from "../observe.js"
import { expectNone } from "../report.js"

/**
 * Every ordered pair of parties, every address, every port: a connection opens if and only if the model grants it. From beyond the
 * firewall, what is not granted gets no answer at all: a refusal would mean that the packet arrived.
 *
 * The observations are kept as JSON.
 */
export async function checkReach(
  raised: Raised,
  containers: readonly Container[],
  context: { readonly vantages: readonly Vantage[]; readonly folder: string },
): Promise<string> {
  const { environment, placement, estate } = raised
  const observations = await observe(raised, containers, context.vantages)
  mkdirSync(context.folder, { recursive: true })
  writeFileSync(join(context.folder, `${environment.name}.json`), JSON.stringify(asData(observations), null, 1))

  const granted = grantedBy(environment, placement, estate)
  const counts = new Map<Reason, number>()
  const pairs = new Map<Reason, Set<string>>()
  const wrong: string[] = []
  for (const { from, target, address, state } of observations) {
    const reason = granted(from, target)
    const { to, by } = placeOf(target.to)
    const said = `${nameOf(from)} → ${to} ${by} ${address}:${target.port}/${target.transport}`
    if (reason === undefined) {
      if (state === "open") wrong.push(`${said} is open, and nothing grants it`)
      else if (state === "refused" && isBehindFirewall(from, target, placement))
        wrong.push(`${said} is refused: the firewall let it pass`)
    } else if (state !== "open") {
      if (reason !== "gateway") wrong.push(`${said} is ${state}, though granted: ${reason}`)
    } else {
      counts.set(reason, (counts.get(reason) ?? 0) + 1)
      pairs.set(reason, (pairs.get(reason) ?? new Set()).add(`${nameOf(from)} → ${to}`))
    }
  }
  expectNone(wrong)
  const open = [...counts.values()].reduce((sum, count) => sum + count, 0)
  const lines = [...counts]
    .sort()
    .map(([reason, count]) => `${reason}: ${count} connections, ${pairs.get(reason)!.size} pairs`)
  const incidental = [...pairs].flatMap(([reason, all]) => (reason.startsWith("incidental") ? [...all] : []))
  return [
    `${observations.length} tried, ${open} open, each one granted`,
    ...lines,
    `${new Set(incidental).size} incidental pairs: ${[...new Set(incidental)].sort().join(", ")}`,
  ].join("\n")
}
