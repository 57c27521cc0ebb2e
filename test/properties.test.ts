import { tmpdir } from "node:os"
import fc from "fast-check"
import { describe, expect, it, vi } from "vitest"
import type { Artifact } from "../core/artifact.js"
import type { Edge } from "../core/estate.js"
import type { ReadDirective } from "../formats/caddyfile-read.js"
import type { RouteInput, TopologyInput } from "../schema/topology.js"
import { type Claim, type Container, lookUp, type Running, running } from "./support/running.js"
import { compileAll, type Drawn, shuffled, topologies } from "./support/topologies.js"

const TOPOLOGIES = topologies()
const RUNS = { numRuns: 40 }
// Most of a second each; but on a busy machine far more.
vi.setConfig({ testTimeout: 60_000 })

describe("of any valid topology", () => {
  it("is valid, and says a lot: so the other properties are about something", () => {
    const seen = { services: 0, sites: 0, edges: 0, laptops: 0, artifacts: 0 }
    fc.assert(
      fc.property(TOPOLOGIES, (drawn) => {
        const compilation = compileAll(frozen(drawn))
        seen.artifacts += compilation.artifacts.length
        for (const one of running(compilation)) {
          seen.services += one.containers.size
          seen.edges += one.environment.edges.filter(({ to }) => to.kind === "service").length
          seen.sites += one.proxies.flatMap(({ caddyfile }) => caddyfile.sites).length
          seen.laptops += one.placement === "local" ? 1 : 0
        }
      }),
      RUNS,
    )
    expect(seen.artifacts).toBeGreaterThan(RUNS.numRuns * 5)
    expect(seen.services).toBeGreaterThan(RUNS.numRuns * 5)
    expect(seen.edges).toBeGreaterThan(RUNS.numRuns * 3)
    expect(seen.sites).toBeGreaterThan(RUNS.numRuns)
    expect(seen.laptops).toBeGreaterThan(RUNS.numRuns / 4)
  })

  it("no two services publish the same address, port and protocol on one machine", () => {
    everywhere(({ machines }) => {
      for (const { containers } of machines) {
        const claims = containers.flatMap(({ id, claims }) => claims.map((claim) => ({ id, ...claim })))
        for (const [index, claim] of claims.entries()) {
          expect(claims.slice(0, index).filter((earlier) => overlap(earlier, claim))).toEqual([])
        }
      }
    })
  })

  it("every host name is served exactly once", () => {
    everywhere(({ environment, placement, proxies }, { topology }) => {
      const stated = routesOf(topology, environment.name, placement).filter(({ route }) => route.to !== "scans")
      const served = proxies.flatMap(({ caddyfile }) =>
        caddyfile.sites.flatMap(({ addresses }) => addresses.map(({ text }) => hostOf(text))),
      )
      expect([...served].sort()).toEqual(stated.flatMap(({ hosts }) => hosts).sort())
      expect(new Set(served).size).toBe(served.length)
    })
  })

  it("every route reaches the services that it names, on a port on which they listen", () => {
    everywhere((where, { topology }) => {
      const routes = routesOf(topology, where.environment.name, where.placement)
      for (const { container, caddyfile } of where.proxies) {
        for (const { addresses, directives } of caddyfile.sites) {
          const { route } = routes.find(({ hosts }) => hosts.includes(hostOf(addresses[0]!.text)))!
          const reached = upstreams(directives).map((upstream) => reach(upstream, container, where))
          expect(new Set(reached)).toEqual(new Set(targets(route).map((id) => addressInside(id, "http", where))))
        }
      }
    })
  })

  it("every address that a service is handed leads to what it names, and to nothing else", () => {
    let addresses = 0
    everywhere((where, { topology }) => {
      for (const container of where.containers.values()) {
        const variables = topology.hosts?.[container.host]?.services[container.name]?.environment ?? {}
        for (const [name, stated] of Object.entries(variables)) {
          if (!name.startsWith("USES_")) continue
          addresses += 1
          const handed = container.environment.get(name)?.slice("tcp://".length, -"/x".length)
          const { at, port } = (stated as unknown as Handed).text[1]
          expect([container.id, handed, reach(handed ?? "", container, where)]).toEqual([
            container.id,
            handed,
            addressInside(at, port, where),
          ])
        }
      }
    })
    expect(addresses).toBeGreaterThan(RUNS.numRuns)
  })

  it("every edge is satisfied: by a network that they share, or a published port; and by the order of starting", () => {
    everywhere((where) => {
      for (const edge of where.environment.edges) if (edge.to.kind === "service") expectSatisfied(edge, where)
    })
  })

  it("networks join nothing that no edge joins", () => {
    everywhere(({ containers, environment }) => {
      const joined = new Set(
        environment.edges.flatMap(({ from, to }) => (to.kind === "service" ? [`${from.id} ${to.service.id}`] : [])),
      )
      for (const one of containers.values()) {
        for (const [network] of one.networks) {
          const others = [...containers.values()].filter(({ id, networks }) => id !== one.id && networks.has(network))
          if (others.length === 0 || /_(?:ingress|egress)$/.test(network)) continue
          const target = [one, ...others].filter((hub) =>
            [one, ...others].every(({ id }) => id === hub.id || joined.has(`${id} ${hub.id}`)),
          )
          expect(target.length).toBeGreaterThan(0)
        }
      }
    })
  })
})

describe("the output is the same byte for byte", () => {
  it("whatever the order of keys whose order means nothing", () => {
    fc.assert(
      fc.property(TOPOLOGIES, fc.nat(), (drawn, seed) => {
        expect(texts(compileAll(shuffled(drawn, seed)).artifacts)).toEqual(texts(compileAll(drawn).artifacts))
      }),
      RUNS,
    )
  })

  it("whatever the locale, the time zone and the working directory", () => {
    const before = { ...process.env }
    const folder = process.cwd()
    fc.assert(
      fc.property(TOPOLOGIES, (drawn) => {
        const expected = texts(compileAll(drawn).artifacts)
        try {
          Object.assign(process.env, { TZ: "Pacific/Kiritimati", LANG: "tr_TR.UTF-8", LC_ALL: "tr_TR.UTF-8" })
          process.chdir(tmpdir())
          expect(texts(compileAll(drawn).artifacts)).toEqual(expected)
        } finally {
          process.chdir(folder)
          for (const name of ["TZ", "LANG", "LC_ALL"]) {
            if (before[name] === undefined) delete process.env[name]
            else process.env[name] = before[name]
          }
        }
      }),
      { numRuns: 15 },
    )
  })

  it("and every line of it has an origin", () => {
    fc.assert(
      fc.property(TOPOLOGIES, (drawn) => {
        for (const { path, content, origins } of compileAll(drawn).artifacts) {
          const all = origins()
          expect([path, all.length]).toEqual([path, content.split("\n").length - 1])
          expect(all.find((origin) => !/^(?:\/|images:\/|default:|constant:)/.test(origin))).toBeUndefined()
        }
      }),
      { numRuns: 15 },
    )
  })
})

/* Running through topologies */

function everywhere(check: (where: Running, drawn: Drawn) => void): void {
  fc.assert(
    fc.property(TOPOLOGIES, (drawn) => {
      for (const where of running(compileAll(drawn))) check(where, drawn)
    }),
    RUNS,
  )
}

function texts(artifacts: readonly Artifact[]): Readonly<Record<string, string>> {
  return Object.fromEntries(artifacts.map(({ path, content }) => [path, content]))
}

/** Compiling must not write to its input: in strict mode, writing to what is frozen throws. */
function frozen<T>(value: T): T {
  if (typeof value === "object" && value !== null) {
    for (const one of Object.values(value)) frozen(one)
    Object.freeze(value)
  }
  return value
}

function overlap(one: Claim, other: Claim): boolean {
  if (one.published !== other.published || one.protocol !== other.protocol) return false
  return one.address === other.address || one.address === "0.0.0.0" || other.address === "0.0.0.0"
}

/* Routes */

interface StatedRoute {
  readonly route: RouteInput
  readonly hosts: readonly string[]
}

function routesOf(
  { routes }: TopologyInput,
  environment: string,
  placement: "cloud" | "local",
): readonly StatedRoute[] {
  return Object.values(routes ?? {}).flatMap((route) => {
    const stated = (route.host as Readonly<Record<string, unknown>>)[environment]
    if (stated === undefined) return []
    const own = isPlaced(stated) ? stated[placement] : stated
    return [{ route, hosts: typeof own === "string" ? [own] : (own as readonly string[]) }]
  })
}

function isPlaced(stated: unknown): stated is Readonly<Record<"cloud" | "local", unknown>> {
  return typeof stated === "object" && stated !== null && "cloud" in stated
}

function hostOf(address: string): string {
  return address.replace(/^https?:\/\//, "")
}

/** The services that a route names, its tree included. */
function targets({ to, handle }: Pick<RouteInput, "to" | "handle">): readonly string[] {
  const own = typeof to === "string" ? [to] : []
  return [...own, ...(handle ?? []).flatMap((handler) => targets(handler as Pick<RouteInput, "to" | "handle">))]
}

function upstreams(directives: readonly ReadDirective[]): readonly string[] {
  return directives.flatMap(({ name, args, body }) => {
    const own = name.text === "reverse_proxy" ? [args.at(-1)!.text] : []
    return [...own, ...upstreams(body ?? [])]
  })
}

/** What answers at an address, as `host.service:port` inside its container. */
function reach(upstream: string, proxy: Container, where: Running): string {
  const address = upstream.replace(/\{env\.(\w+)\}/g, (_, name: string) => proxy.environment.get(name) ?? "unset")
  const [host, port] = address.split(":") as [string, string]
  const machine = where.machines.find(({ addresses }) => addresses.includes(host))
  if (machine === undefined) {
    return lookUp(host, proxy, where)
      .map(({ id }) => `${id}:${port}`)
      .join(" or ")
  }
  expect(proxy.leadsOut).toBe(true)
  return machine.containers
    .flatMap(({ id, claims }) =>
      claims
        .filter((claim) => claim.published === Number(port) && claim.address !== "127.0.0.1")
        .map((claim) => `${id}:${claim.target}`),
    )
    .join(" or ")
}

/** A service's port inside its container, by its name, else its only one: `host.service:port`. */
function addressInside(id: string, portName: string | undefined, { environment }: Running): string {
  const [host, name] = id.split(".")
  const service = environment.hosts.find((one) => one.name === host)?.services.find((one) => one.name === name)
  const port = service?.ports.find((one) => portName === undefined || one.name === portName)
  return `${id}:${port?.port}`
}

/** A text whose middle is an address. */
interface Handed {
  readonly text: readonly [string, { readonly at: string; readonly port?: string }, string]
}

/* Edges */

function expectSatisfied(edge: Edge, where: Running): void {
  if (edge.to.kind !== "service") return
  const from = where.containers.get(edge.from.id)!
  const to = where.containers.get(edge.to.service.id)!
  if (edge.reach === "local" || where.placement === "local") {
    const found = [to.name, `${to.name}.${to.host}.internal`].map((name) =>
      lookUp(name, from, where).map(({ id }) => id),
    )
    expect([edge.from.id, found]).toEqual([edge.from.id, expect.arrayContaining([[to.id]])])
  } else {
    expect(from.leadsOut).toBe(true)
    expect(to.claims.map(({ target, address }) => [target, address])).toContainEqual([edge.port?.port, "0.0.0.0"])
  }
  if (edge.reach !== "local" || from.project !== to.project || edge.because === "route") return
  expect(from.dependsOn.get(to.name)).toBe(CONDITIONS[edge.condition])
}

const CONDITIONS = {
  started: "service_started",
  healthy: "service_healthy",
  completed: "service_completed_successfully",
} as const
