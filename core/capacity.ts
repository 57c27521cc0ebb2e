import type { Environment, Host, Service } from "./estate.js"
import { type MachineShape, machineShape } from "./machines.js"
import { lasts } from "./saved.js"

/** A host whose machine is known. */
export interface KnownMachine {
  /** What runs on it. */
  readonly host: Host
  /** As the topology states it: `e2-standard-2`. */
  readonly type: string
  /** What it offers. */
  readonly shape: MachineShape
}

/** The hosts of an environment that run on a machine of the cloud whose type is stated and known. */
export function knownMachines(environment: Environment): readonly KnownMachine[] {
  if (!lasts(environment)) return []
  return environment.hosts.flatMap((host) => {
    const shape = host.machine === undefined ? undefined : machineShape(host.machine)
    return shape === undefined ? [] : [{ host, type: host.machine!, shape }]
  })
}

/** Bytes of a machine's memory. */
export function memoryOf({ memoryGib }: MachineShape): number {
  return memoryGib * 2 ** 30
}

/** What one service takes, all its containers together. */
export interface Taking {
  /** Who takes it. */
  readonly service: Service
  /** Bytes, or CPUs. */
  readonly amount: number
}

/** What the services that always run take, the largest first; `of` is what one container takes. */
export function takings(host: Host, of: (service: Service) => number | undefined): readonly Taking[] {
  return host.services
    .flatMap((service) => {
      const amount = service.profiles.length > 0 ? undefined : of(service)
      return amount === undefined ? [] : [{ service, amount: amount * service.replicas }]
    })
    .sort((a, b) => b.amount - a.amount)
}

/** The sum of what services take. */
export function total(all: readonly Taking[]): number {
  return all.reduce((sum, { amount }) => sum + amount, 0)
}

/** Spells an amount of bytes for people: `512 MiB`, `1.5 GiB`. */
export function shownBytes(bytes: number): string {
  return bytes < 2 ** 30 ? `${Math.round(bytes / 2 ** 20)} MiB` : `${Math.round((bytes / 2 ** 30) * 100) / 100} GiB`
}
