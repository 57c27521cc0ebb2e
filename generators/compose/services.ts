import type { Estate, Host, Service } from "../../core/estate.js"

/** Every service whose Compose file is generated. */
export function* composeServices(estate: Estate): Generator<Service, void, undefined> {
  for (const host of composeHosts(estate)) yield* host.services
}

/** Every host whose Compose files are generated. */
export function* composeHosts({ environments }: Estate): Generator<Host, void, undefined> {
  for (const { hosts } of environments) {
    for (const host of hosts) if (host.generate.has("compose")) yield host
  }
}
