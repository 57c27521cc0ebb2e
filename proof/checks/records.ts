import type { Claims, RecordClaim } from "../../core/claims.js"
import type { Failure, FailureCode, Hop } from "../../core/proof.js"
import type { Position } from "../../formats/position.js"
import type { DnsRecord } from "../network.js"
import type { Evidence } from "../read/index.js"
import { closed, hop, type Trace } from "../trace.js"
import { CERTIFICATES, DELEGATING, LEADING, TELLING, VERCEL } from "../vocabulary/records.js"
import { type Context, closedPath, failure, machineOf, REBUILD } from "./context.js"

/** Each name of the topology leads where it should, and to nothing else. */
export function* checkRecords(context: Context): Iterable<Failure> {
  const { claims } = context
  if (!claims.hasZone || claims.placement !== "cloud") return
  for (const claim of claims.records) yield* checkRecord(context, claim)
}

function* checkRecord(context: Context, claim: RecordClaim): Iterable<Failure> {
  const { evidence } = context
  const { hostname, host, isProxied, origin } = claim
  const what = `${hostname} → ${host === undefined ? "its provider" : host}`
  const [record, ...others] = leadingOf(evidence, hostname)
  if (record === undefined) {
    yield closedPath(context, what, [origin], closed([], `no DNS record has the name ${hostname}`, undefined))
    return
  }
  for (const other of others)
    yield failure(context, "proof/disagreement", {
      message: `Two records, ${record.type} and ${other.type}, lead the name ${hostname} somewhere.`,
      position: other.position,
      origins: [origin],
      hops: [hop(toldOf(record), record.position), hop(toldOf(other), other.position)],
      help: "Take one of them away: whoever asks for the name gets either.",
    })
  const chain = chainOf(evidence, hostname)
  const trace = host === undefined ? toVercel(chain) : toMachine(context, chain, host)
  if (!trace.isOpen) yield closedPath(context, what, [origin], trace)
  const isAnswered = chain.some((one) => one.isProxied)
  if (isAnswered !== isProxied)
    yield failure(context, "proof/disagreement", {
      message: `The record of ${hostname} ${isAnswered ? "is" : "is not"} proxied by the CDN, and the topology says otherwise.`,
      position: record.position,
      origins: [origin],
      help: REBUILD,
    })
}

function leadingOf({ recordsOf }: Pick<Evidence, "recordsOf">, hostname: string): readonly DnsRecord[] {
  return recordsOf(hostname).filter(({ type }) => LEADING.has(type))
}

/** The record that leads a name somewhere, and those of the zone that its content stands for; none where it has none. */
export function chainOf(evidence: Pick<Evidence, "recordsOf">, hostname: string): readonly DnsRecord[] {
  const chain: DnsRecord[] = []
  for (let [next] = leadingOf(evidence, hostname); next !== undefined && !chain.includes(next); ) {
    chain.push(next)
    next = next.type === "CNAME" ? leadingOf(evidence, next.content)[0] : undefined
  }
  return chain
}

function toMachine(context: Context, chain: readonly DnsRecord[], host: string): Trace {
  const machine = machineOf(context, host)
  const { hops, last } = hopsOf(chain)
  if (last.type === "A" && last.content === machine?.externalAddress?.value) return { isOpen: true, hops }
  return closed(
    hops,
    `${last.hostname} leads to ${leadsTo(last)}, not to the address of ${machine?.name}`,
    last.position,
  )
}

function toVercel(chain: readonly DnsRecord[]): Trace {
  const { hops, last } = hopsOf(chain)
  if (VERCEL[last.type]?.test(last.content) === true) return { isOpen: true, hops }
  return closed(hops, `${last.hostname} leads to ${leadsTo(last)}, where Vercel serves nothing`, last.position)
}

function hopsOf(chain: readonly DnsRecord[]): { readonly hops: readonly Hop[]; readonly last: DnsRecord } {
  return {
    hops: chain.slice(0, -1).map((record) => hop(toldOf(record), record.position)),
    last: chain.at(-1)!,
  }
}

function toldOf(record: DnsRecord): string {
  return `${record.hostname} leads to ${leadsTo(record)} (${record.type})`
}

/** What a record leads to, in words: what the cloud decides has a name that only units know. */
function leadsTo({ content, type }: DnsRecord): string {
  if (content === "") return "what is not known before it is applied"
  const [unit, address] = content.split("#")
  return address === undefined ? content : `${type === "CNAME" ? "the name" : "the address"} of ${unit || address}`
}

/** The zone has no name that nobody asked for, and all of its records are in one zone. */
export function* checkZone(evidence: Pick<Evidence, "cloud">, all: readonly Claims[]): Iterable<Failure> {
  const { records, machines, zones } = evidence.cloud
  const claimed = new Set(all.flatMap((claims) => claims.records.map(({ hostname }) => hostname)))
  const byAddress = new Map(
    [...machines.values()].flatMap(({ name, externalAddress }) =>
      externalAddress === undefined ? [] : [[externalAddress.value, name] as const],
    ),
  )
  for (const record of records) {
    const { hostname, type, position } = record
    const first = hostname.slice(0, hostname.indexOf("."))
    if (TELLING.has(type) || (claimed.has(hostname) && LEADING.has(type))) continue
    if (DELEGATING.has(type))
      yield told("proof/not_granted", `The name ${hostname} is handed to ${leadsTo(record)} (${type}).`, position)
    else if (!LEADING.has(type))
      yield told("proof/not_understood", `The proof does not know where a record ${type} leads ${hostname}.`, position)
    else if (first === CERTIFICATES)
      yield told("proof/not_granted", `Whoever has ${leadsTo(record)} gets certificates for ${hostname}.`, position)
    else if (!first.startsWith("_") && !hostname.includes("._")) {
      const machine = byAddress.get(record.content)
      yield told(
        "proof/not_granted",
        `The name ${hostname} leads to ${machine === undefined ? leadsTo(record) : `the VM ${machine}`}, and no route asks for it.`,
        position,
      )
    }
  }
  const [first] = zones
  for (const { value, position } of zones) {
    if (value !== first?.value)
      yield told("proof/disagreement", `${position.file} is about another zone than ${first?.position.file}.`, position)
    if (!value.startsWith("#env."))
      yield told(
        "proof/not_understood",
        `The zone of ${position.file} is ${value}: nobody can tell from the files which one that is.`,
        position,
      )
  }
}

function told(code: FailureCode, message: string, position: Position): Failure {
  const help = "Declare it in the topology if it is meant (a route); otherwise take it out of the file."
  return { code, message, hops: [], position, origins: [], environment: undefined, help }
}
