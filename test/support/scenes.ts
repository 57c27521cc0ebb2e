import { type Validation, validate } from "../../core/compile.js"
import type { Estate } from "../../core/estate.js"
import { generators } from "../../generators/index.js"
import { type Pointer, pointer, segments } from "../../schema/pointer.js"
import type { RouteInput, ServiceInput, TopologyInput } from "../../schema/topology.js"
import type { Drawn } from "./topologies.js"

/** A valid topology in which nothing is found, as mutations look at it. */
export interface Scene extends Drawn {
  /** What it means. */
  readonly estate: Estate
  /** Every environment, in declared order. */
  readonly environments: readonly string[]
  /** Every service, in declared order. */
  readonly services: readonly PlacedService[]
  /** Every route, in declared order. */
  readonly routes: readonly PlacedRoute[]
  /** One of what there is, the same for the same draw; undefined where there is nothing. */
  readonly pick: <T>(all: readonly T[]) => T | undefined
}

/** A service, and where it is. */
export interface PlacedService {
  /** `branch-0.loans`. */
  readonly id: string
  readonly host: string
  readonly name: string
  readonly path: Pointer
  /** `main`, also where it is not stated. */
  readonly stack: string
  readonly stated: ServiceInput
  /** Where it is present. */
  readonly environments: readonly string[]
}

/** A route, and where it is. */
export interface PlacedRoute {
  readonly name: string
  readonly path: Pointer
  readonly stated: RouteInput
  /** Its proxy: `branch-0.front`. */
  readonly proxy: string
  /** Where it has a host. */
  readonly environments: readonly string[]
}

/** New values by the place where each is put; undefined removes what is there. */
export type Edits = Readonly<Record<Pointer, unknown>>

/** Holds a drawn topology against everything, as `groundplan validate` does. */
export function validated({ topology, pins }: Drawn): Validation {
  return validate(topology, { pins, generators, today: new Date("2026-01-01T00:00:00Z") })
}

/** The same topology with other values in it. */
export function edited({ topology, pins }: Drawn, edits: Edits): Drawn {
  const copy: unknown = structuredClone(topology)
  for (const [place, value] of Object.entries(edits)) put(copy, segments(place), value)
  return { topology: copy as TopologyInput, pins }
}

/** A topology with what mutations ask of it. */
export function sceneOf(drawn: Drawn, estate: Estate, seed: number): Scene {
  const { topology } = drawn
  const environments = Object.keys(topology.environments)
  return {
    ...drawn,
    estate,
    environments,
    services: Object.entries(topology.hosts ?? {}).flatMap(([host, { only: where = environments, services, stacks }]) =>
      Object.entries(services).map(([name, stated]): PlacedService => {
        const present = environments.filter((one) => where.includes(one) && (stated.only ?? environments).includes(one))
        return {
          id: `${host}.${name}`,
          host,
          name,
          path: pointer(["hosts", host, "services", name]),
          stack: stated.stack ?? Object.keys(stacks)[0]!,
          stated,
          environments: present,
        }
      }),
    ),
    routes: Object.entries(topology.routes ?? {}).map(([name, stated]): PlacedRoute => {
      const there = Object.keys(stated.host)
      const path = pointer(["routes", name])
      return {
        name,
        path,
        stated,
        proxy: stated.proxy ?? "",
        environments: environments.filter((one) => there.includes(one)),
      }
    }),
    pick: (all) => all[(seed >>> 0) % Math.max(1, all.length)],
  }
}

/** The environments among some that run in the cloud. */
export function inCloud({ topology }: Scene, environments: readonly string[]): readonly string[] {
  return environments.filter((name) => topology.environments[name]!.placements?.includes("cloud") ?? true)
}

/**
 * The same topology, which must have one environment, in the cloud, as one that customers use, beside a `twin` of it that predicts it.
 * What production asks for is there: versions, snapshots, HTTPS, databases on disks, and health checks.
 */
export function served({ topology, pins }: Drawn): Drawn {
  const [live] = Object.keys(topology.environments) as [string]
  const inTwin = (value: unknown): unknown =>
    JSON.parse(
      JSON.stringify(value)
        .replaceAll("10.0.0.", "10.9.0.")
        .replaceAll(`.${live}.`, ".twin.")
        .replaceAll(`-${live}"`, '-twin"'),
    )
  const both: TopologyInput = JSON.parse(JSON.stringify(topology), (_, value: unknown) => {
    if (typeof value !== "object" || value === null || !(live in value)) return value
    const own = (value as Readonly<Record<string, unknown>>)[live]
    return "default" in value ? own : { [live]: own, twin: inTwin(own) }
  })
  const { [live]: production } = topology.environments
  const edits = new Map<Pointer, unknown>([
    [pointer(["environments", live]), { ...production, stage: "production" }],
    ["/environments/twin", { project: "libraries-twin", network: "10.9.0.0/24", stage: "staging" }],
  ])
  for (const [host, { services }] of Object.entries(both.hosts ?? {})) {
    edits.set(pointer(["hosts", host, "disks", "data", "snapshots"]), { every: "day", keep: "14d" })
    for (const [name, { store, image, health, job }] of Object.entries(services)) {
      if (image !== "postgres" && image !== "redis" && image !== "caddy" && job !== true)
        edits.set(pointer(["hosts", host, "services", name, "health"]), health ?? { command: ["check"] })
      if (store !== undefined)
        edits.set(pointer(["hosts", host, "services", name, "mounts"]), [
          { source: `/data/${name}`, target: "/var/lib/postgresql/data" },
        ])
    }
  }
  for (const [name, { tls }] of Object.entries(both.routes ?? {}))
    if (tls === "off" || tls === "internal") edits.set(pointer(["routes", name, "tls"]), "automatic")
  const versions: Readonly<Record<string, string>> = {
    postgres: "17.4",
    caddy: "2.10-alpine",
    redis: "7.4.1",
    site: "1.4.2",
    worker: "3.1.0",
  }
  return {
    ...edited({ topology: both, pins }, Object.fromEntries(edits)),
    pins: Object.fromEntries(Object.keys(pins).map((name) => [name, { default: versions[name]! }])),
  }
}

function put(root: unknown, path: readonly string[], value: unknown): void {
  let node = root as Record<string, unknown>
  for (const key of path.slice(0, -1)) {
    node[key] ??= {}
    node = node[key] as Record<string, unknown>
  }
  const last = path.at(-1)!
  if (value === undefined) delete node[last]
  else node[last] = value
}
