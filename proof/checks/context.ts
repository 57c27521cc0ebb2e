import type { Claims, HostClaim, ServiceClaim } from "../../core/claims.js"
import type { Failure, FailureCode, Hop } from "../../core/proof.js"
import type { Position } from "../../formats/position.js"
import type { Container, Machine } from "../network.js"
import { type Range, rangesOf } from "../ranges.js"
import type { Evidence, Scene } from "../read/index.js"
import { type Atlas, atlasOf, type Trace } from "../trace.js"

/** What a check looks at: one environment in one placement, as claimed and as written. */
export interface Context {
  /** What the topology grants. */
  readonly claims: Claims
  /** All that was read, of other environments too. */
  readonly evidence: Evidence
  /** What the files say. */
  readonly scene: Scene
  /** The same, to be asked. */
  readonly atlas: Atlas
  /** Services by their ids. */
  readonly services: ReadonlyMap<string, ServiceClaim>
  /** Services by their containers' keys. */
  readonly serviceOf: ReadonlyMap<string, ServiceClaim>
  /** Hosts by name. */
  readonly hosts: ReadonlyMap<string, HostClaim>
  /** Machines by the names of the hosts that they are; all hosts are one on a laptop. */
  readonly machines: ReadonlyMap<string, Machine>
  /** The names of the hosts that machines are; the first of them on a laptop. */
  readonly hostOf: ReadonlyMap<Machine, string>
  /** All ranges of the machines' own networks. */
  readonly ranges: readonly Range[]
}

/** The help of what only the topology may say. A plain build does not touch a file that was edited by hand. */
export const REBUILD =
  "Run `groundplan build --overwrite`, which writes the file anew; where it is what build wrote, an escape hatch of the topology says otherwise."

/** A check of one environment in one placement. */
export type Check = (context: Context) => Iterable<Failure>

/** Prepares what checks look at. */
export function contextOf(claims: Claims, evidence: Evidence, scene: Scene): Context {
  const machines = new Map(
    claims.hosts.map(({ name }, index) => [
      name,
      claims.placement === "local" ? scene.machines[0]! : scene.machines[index]!,
    ]),
  )
  const subnets = new Set(scene.machines.flatMap((machine) => machine.subnets.map(({ value }) => value)))
  const serviceOf = new Map(claims.services.map((service) => [service.key, service]))
  return {
    claims,
    evidence,
    scene,
    atlas: atlasOf(scene, ({ key }) => serviceOf.get(key)?.id ?? key),
    services: new Map(claims.services.map((service) => [service.id, service])),
    serviceOf,
    hosts: new Map(claims.hosts.map((host) => [host.name, host])),
    machines,
    hostOf: new Map([...machines].reverse().map(([name, machine]) => [machine, name])),
    ranges: rangesOf([...subnets]),
  }
}

/** The containers of a service; undefined where its files are none of ours, or do not have it. */
export function containerOf({ scene, services }: Context, id: string): Container | undefined {
  const service = services.get(id)
  return service === undefined ? undefined : scene.containers.get(service.key)
}

/** Whether a host's Compose files are generated: otherwise nothing can be said of its containers. */
export function hasFiles({ hosts }: Context, host: string): boolean {
  return hosts.get(host)?.stacks.some(({ hasFile }) => hasFile) ?? false
}

/** The machine of a host. */
export function machineOf({ machines }: Context, host: string): Machine | undefined {
  return machines.get(host)
}

/** A container as people know it: `host.service`, or as its files name it. */
export function nameOf({ atlas }: Context, container: Container): string {
  return atlas.nameOf(container)
}

/** A difference, told. */
export function failure(
  { claims }: Pick<Context, "claims">,
  code: FailureCode,
  told: {
    readonly message: string
    readonly help: string
    readonly origins?: readonly string[]
    readonly hops?: readonly Hop[]
    readonly position?: Position | undefined
  },
): Failure {
  const { message, help, origins = [], hops = [], position } = told
  return { code, message, hops, position, origins, environment: claims.environment, help }
}

/** A path that is declared, and does not lead where it should. */
export function closedPath(context: Context, what: string, origins: readonly string[], { hops }: Trace): Failure {
  const broken = hops.at(-1)
  return failure(context, "proof/path_closed", {
    message: `${what} is declared, and the files do not open it: ${broken?.text ?? "there is no such path"}.`,
    hops,
    position: broken?.position ?? hops.findLast(({ position }) => position !== undefined)?.position,
    origins,
    help: REBUILD,
  })
}

/** Something open that nothing grants. */
export function notGranted(
  context: Context,
  message: string,
  told: {
    readonly position: Position | undefined
    readonly hops?: readonly Hop[]
    readonly origins?: readonly string[]
  },
): Failure {
  return failure(context, "proof/not_granted", {
    message,
    ...told,
    help: "Declare it in the topology if it is meant (`uses`, `exposure`, a route); otherwise take it out of the file.",
  })
}
