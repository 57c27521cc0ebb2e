import type { Environment, Host, Stack } from "../../../core/estate.js"
import type { Origin } from "../../../core/origin.js"
import type { Rule } from "../../../core/rule.js"
import { circlesFrom, type Step } from "./circles.js"
import { composeHosts } from "./services.js"

/** A stack can't start before the networks exist that it finds, and each is created by the stack of the service that it leads to. */
export const startOrder: Rule = {
  code: "stack/start_order",
  severity: "error",
  summary: "Stacks of one host each need a network that the other creates.",
  *check(estate) {
    for (const host of composeHosts(estate)) {
      if (host.stacks.length < 2) continue
      const steps = stepsOf([host])
      for (const circle of circlesFrom(steps.keys(), (name) => steps.get(name) ?? [])) {
        yield {
          message: `The stacks ${circle.map(({ source }) => source).join(", ")} each need a network that the next one creates.`,
          path: circle[0]!.origin,
          found: circle.map(({ what }) => what).join(", "),
          notes: circle.slice(1).map(({ what, origin }) => ({ message: what, path: origin })),
          help: "Put the services into one stack, or declare the edges on one side only.",
          environments: [host.environment],
        }
      }
    }
  },
}

/** The same where all hosts run on one laptop. There a person starts the stacks, and can start one service before the others. */
export const localStartOrder: Rule = {
  code: "stack/local_start_order",
  severity: "warning",
  summary: "Stacks that run on one laptop each need a network that the other creates.",
  *check({ environments }) {
    for (const environment of environments) {
      if (environment.localNetworks.length === 0) continue
      const steps = stepsOf(environment.hosts, environment.localNetworks)
      for (const circle of circlesFrom(steps.keys(), (name) => steps.get(name) ?? [])) {
        if (circle.every(({ local }) => !local)) continue
        yield {
          message: `On one laptop, the stacks ${circle.map(({ source }) => source).join(", ")} each need a network that the next one creates.`,
          path: circle[0]!.origin,
          found: circle.map(({ what }) => what).join(", "),
          notes: circle.slice(1).map(({ what, origin }) => ({ message: what, path: origin })),
          help: `Start ${circle[0]!.service} alone first, with \`docker compose up -d\` and its name.`,
          environments: [environment.name],
        }
      }
    }
  },
}

/** One stack finding a network of another. */
interface Need extends Step {
  readonly source: string
  /** `desk uses records.api`. */
  readonly what: string
  /** The service that the network leads to. */
  readonly service: string
  readonly local: boolean
  readonly origin: Origin
}

/** By stack, named `host/stack`: what it needs of others, each once. */
function stepsOf(
  hosts: readonly Host[],
  localNetworks: Environment["localNetworks"] = [],
): ReadonlyMap<string, readonly Need[]> {
  const stackOf = new Map(
    hosts.flatMap((host) => host.services.map(({ id, stack }) => [id, stackName(host, { name: stack })] as const)),
  )
  const needs = new Map<string, Map<string, Need>>([...stackOf.values()].map((name) => [name, new Map()]))
  const add = (from: string, to: string, place: { readonly local: boolean; readonly origin: Origin }): void => {
    const source = stackOf.get(from)
    const target = stackOf.get(to)
    if (source === undefined || target === undefined || source === target) return
    const own = needs.get(source)!
    if (!own.has(target)) own.set(target, { source, target, what: `${from} uses ${to}`, service: to, ...place })
  }
  for (const { services } of hosts) {
    for (const { edges, networkMode } of services) {
      if (networkMode !== undefined) continue
      for (const { from, to, reach, sources, path } of edges) {
        if (to.kind !== "service" || reach !== "local") continue
        add(from.id, to.service.id, { local: false, origin: sources.to ?? path })
      }
    }
  }
  for (const { target, consumers } of localNetworks)
    for (const { service, origin } of consumers) add(service.id, target.id, { local: true, origin })
  return new Map([...needs].map(([name, own]) => [name, [...own.values()]]))
}

function stackName(host: Host, stack: Pick<Stack, "name">): string {
  return `${host.name}/${stack.name}`
}
