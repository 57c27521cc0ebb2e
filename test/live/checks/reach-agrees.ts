import { readFileSync } from "node:fs"
import { join } from "node:path"
import { claimsOf } from "../../../core/claims.js"
import { containerOf } from "../../../proof/checks/context.js"
import { contextsOf, reach } from "../../../proof/index.js"
import { leadsOut, traceBetween } from "../../../proof/trace.js"
import type { Raised } from "../environment.js"
import type { ObservedReach } from "../observe.js"
import { expectNone } from "../report.js"

type Context = ReturnType<typeof contextsOf>[number]

/**
 * What `reach` says of the files equals what connections did: for each party and each port that something listens on, by whatever
 * address it was called. Nothing of the model is asked but the names of parties.
 */
export function checkReachAgrees(
  { environment, placement, estate }: Raised,
  { observations, files }: { readonly observations: string; readonly files: ReadonlyMap<string, string> },
): string {
  const observed = JSON.parse(
    readFileSync(join(observations, `${environment.name}.json`), "utf8"),
  ) as readonly ObservedReach[]
  const context = contextsOf(files, claimsOf(estate)).find(
    ({ claims }) => claims.environment === environment.name && claims.placement === placement,
  )
  if (context === undefined) throw new Error(`the proof knows no ${environment.name} in ${placement}`)
  const { open, closed, wider, untried, wrong } = agreement(observed, context)
  expectNone(wrong)
  return [
    `reach says what connections do of ${open + closed} questions: ${open} open, ${closed} closed`,
    ...(wider.length === 0
      ? []
      : [`${wider.length} that reach opens over a gateway and this engine drops: ${wider.join(", ")}`]),
    ...(untried.length === 0
      ? []
      : [`not tried, since this bed has no tunnel to private addresses: ${untried.join(", ")}`]),
  ].join("\n")
}

/** What came of holding files against connections. */
export interface Agreement {
  /** Questions that both say yes to. */
  readonly open: number
  /** Questions that both say no to. */
  readonly closed: number
  /** Open for `reach`, by a gateway alone, from a container that no network leads out: see `isDropped`. */
  readonly wider: readonly string[]
  /** What the operators' proxy reaches at private addresses only: no way leads there in this bed. */
  readonly untried: readonly string[]
  /** Every other difference, told. */
  readonly wrong: readonly string[]
}

/** A question that `reach` can be asked, with what was seen of it. */
interface Seen {
  readonly from: string
  readonly to: string
  readonly attempts: readonly ObservedReach[]
}

/** Counts on which questions files and connections agree, and says on which they do not. */
export function agreement(observed: readonly ObservedReach[], context: Context): Agreement {
  let [open, closed] = [0, 0]
  const [wider, untried, wrong]: [string[], string[], string[]] = [[], [], []]
  for (const { from, to, attempts } of questions(observed, context)) {
    const answer = reach(context, { from, to })
    if ("asked" in answer) {
      wrong.push(`${from} → ${to}: reach knows no ${answer.asked}`)
      continue
    }
    const opened = attempts.find(({ state }) => state === "open")
    if (answer.isOpen && opened === undefined && isDropped(context, from, to)) wider.push(`${from} → ${to}`)
    else if (from === "iap" && opened === undefined && attempts.every(({ by }) => by === "internal"))
      untried.push(`${from} → ${to}`)
    else if (answer.isOpen !== (opened !== undefined)) {
      const ways = attempts.map(({ by, address, port, state }) => `${by} ${address}:${port} ${state}`)
      const said = `${answer.isOpen ? "open" : "closed"} (${answer.hops.map(({ text }) => text).join(" → ")})`
      wrong.push(`${from} → ${to}: reach says ${said}; seen: ${opened === undefined ? ways.join(", ") : opened.by}`)
    } else if (answer.isOpen) open++
    else closed++
  }
  return { open, closed, wider, untried, wrong }
}

/**
 * Whether the way is by the gateway alone, and all networks of the container are internal or do not masquerade. Docker 20.10 hands
 * what comes from other networks to its own proxy, and translates what comes from these, which its isolation of networks then drops
 * (libnetwork, setup_ip_tables: "SKIP DNAT" asks for masquerading). Later engines do not ask, so `reach` has to say open.
 */
function isDropped(context: Context, from: string, to: string): boolean {
  const [, id = "", port, transport] = /^(.+):(\d+)\/(tcp|udp)$/.exec(to) ?? []
  const [caller, container] = [containerOf(context, from), containerOf(context, id)]
  if (caller === undefined || container === undefined || caller.machine !== container.machine) return false
  if (context.atlas.bridgesOf(caller).some(({ bridge }) => leadsOut(bridge))) return false
  const target = { container, port: Number(port), transport: transport === "udp" ? "udp" : "tcp" } as const
  return !traceBetween(context.atlas, caller, target, { overGateway: false }).isOpen
}

/**
 * Attempts by what they lead to: a published port of a machine leads where its files say, so that one question has several addresses.
 * A port on which nobody has ever found anything listening says nothing, whoever calls it.
 */
function questions(observed: readonly ObservedReach[], context: Context): readonly Seen[] {
  const leadsTo = published(context)
  const listening = new Set<string>()
  const found = new Map<string, Seen & { readonly attempts: ObservedReach[] }>()
  for (const one of observed) {
    const to = asked(one, context, leadsTo)
    if (one.state === "open") listening.add(to)
    const from = one.from.replace(/^host:/, "")
    const key = `${from} ${to}`
    const known = found.get(key) ?? { from, to, attempts: [] }
    known.attempts.push(one)
    found.set(key, known)
  }
  return [...found.values()].filter(({ from, to }) => listening.has(to) && !to.startsWith(`${from}:`))
}

function asked(
  { to, by, port, transport }: ObservedReach,
  context: Context,
  leadsTo: ReadonlyMap<string, string>,
): string {
  if (by === "internet") return "outside"
  const host = to.replace(/^host:/, "")
  if (host === to) return `${to}:${port}/${transport}`
  return leadsTo.get(`${context.machines.get(host)?.name} ${port}/${transport}`) ?? `${host}:${port}/${transport}`
}

/** Ports of machines, with the service and the port inside it that each leads to. */
function published({ scene, atlas }: Context): ReadonlyMap<string, string> {
  return new Map(
    [...scene.containers.values()].flatMap((container) =>
      container.published.map(
        ({ published: [outer], target: [inner], transport }) =>
          [`${container.machine} ${outer}/${transport}`, `${atlas.nameOf(container)}:${inner}/${transport}`] as const,
      ),
    ),
  )
}
