import type { Environment, Host, Shared } from "./estate.js"

/** What shared units call their environment. */
const SHARED = "shared"

/** The path of a unit below the Terraform directory, by the topology's template: `live/production/network`. */
export function unitPath(shared: Shared, environment: Environment | undefined, concern: string): string {
  return fill(shared, { environment, concern, host: "" })
}

/** The path of a host's unit. Where the template names the host itself, the concern is `vm`. */
export function hostPath(shared: Shared, environment: Environment, host: Host): string {
  const concern = shared.terraformUnit.includes("{host}") ? "vm" : host.name
  return fill(shared, { environment, concern, host: host.name })
}

/** Folders that are empty once filled in are left out: `live/{environment}/{host}/{concern}` of a network has no host. */
function fill(
  { terraformUnit }: Shared,
  { environment, concern, host }: { environment: Environment | undefined; concern: string; host: string },
): string {
  const values: Readonly<Record<string, string>> = {
    environment: environment?.name ?? SHARED,
    short: environment?.short ?? SHARED,
    concern,
    host,
  }
  return terraformUnit
    .replace(/\{(\w+)\}/g, (_, key: string) => values[key] ?? "")
    .split("/")
    .filter((folder) => folder !== "")
    .join("/")
}
