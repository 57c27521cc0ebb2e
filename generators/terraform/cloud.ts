import type { Environment, Estate, Host, Secret } from "../../core/estate.js"

/** A host that is made by Terraform, in an environment that runs in the cloud. */
export type CloudHost = Host

/** The hosts of an environment that Terraform makes, in declared order. */
export function cloudHosts(environment: Environment): readonly CloudHost[] {
  return environment.placements.includes("cloud")
    ? environment.hosts.filter(({ generate }) => generate.has("terraform"))
    : []
}

/** The Secret Manager secrets that hosts read, one an id, sorted by id. */
export function managedSecrets(hosts: readonly CloudHost[]): readonly Secret[] {
  const found = new Map<string, Secret>()
  for (const { stacks } of hosts)
    for (const { secrets } of stacks)
      for (const { secret } of secrets)
        if (secret.from === "secret-manager" && !found.has(secret.id)) found.set(secret.id, secret)
  return [...found.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** Whether a service of the host runs an image of the private registry. */
export function pullsPrivately({ services }: CloudHost): boolean {
  return services.some(({ image }) => image?.private === true)
}

/** Each environment with VMs of Terraform, and those VMs. */
export function inTheCloud({ environments }: Estate): readonly (readonly [Environment, readonly CloudHost[]])[] {
  return environments.flatMap((environment) => {
    const hosts = cloudHosts(environment)
    return hosts.length === 0 ? [] : [[environment, hosts] as const]
  })
}
