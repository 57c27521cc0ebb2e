import type { Port, Service } from "./estate.js"

/** Whether a port is published where its environment runs on a laptop: what is for other VMs is reached through a network there. */
export function isOnLaptop({ published, exposure }: Port): boolean {
  return published !== undefined && exposure !== "private"
}

/**
 * The names of variables that hold the address of ports none of which is published on a laptop.
 *
 * Compose asks for them there all the same: it fills variables in before it reads what a second file takes back.
 */
export function idleAddresses(services: readonly Service[]): ReadonlySet<string> {
  const idle = new Set<string>()
  const used = new Set<string>()
  for (const { ports } of services) {
    for (const port of ports) {
      for (const part of port.hostIp ?? []) {
        if (typeof part !== "string") (isOnLaptop(port) ? used : idle).add(part.name)
      }
    }
  }
  for (const name of used) idle.delete(name)
  return idle
}
