import type { Mount, Stack } from "../estate.js"
import { example } from "../example.js"
import type { Finding, Rule } from "../rule.js"

type VolumeMount = Extract<Mount, { readonly kind: "volume" }>

/** A named volume is one thing: what its mounts say of it must not contradict itself. */
export const volumesDiffers: Rule = {
  code: "volumes/differs",
  severity: "error",
  summary: "Two mounts give one named volume two real names.",
  *check({ environments }) {
    for (const { name, hosts } of environments)
      for (const stack of hosts.flatMap(({ stacks }) => stacks)) yield* differing(stack, name)
  },
  explain: () => {
    const shop = (name: string) =>
      example({
        services: {
          oven: "mounts: [{ volume: photos, name: bakery-photos, target: /photos }]",
          window: `mounts: [{ volume: photos, name: ${name}, target: /srv/photos, readOnly: true }]`,
        },
      })
    return {
      why: "In a Compose file a volume stands once, under its key, with one real name. Two mounts that give it two names mean two volumes and get one: one of the services would find none of what it looks for.",
      source: {
        title: "Compose Specification: volumes, name",
        url: "https://docs.docker.com/reference/compose-file/volumes/#name",
      },
      failing: shop("bakery-pictures"),
      passing: shop("bakery-photos"),
    }
  },
}

function* differing({ services }: Stack, environment: string): Iterable<Finding> {
  const known = new Map<string, VolumeMount>()
  for (const mount of services.flatMap(({ mounts }) => mounts)) {
    if (mount.kind !== "volume" || mount.name === undefined) continue
    const other = known.get(mount.volume)
    if (other === undefined) known.set(mount.volume, mount)
    else if (other.name !== mount.name) {
      yield {
        message: `The volume ${mount.volume} has two real names: ${JSON.stringify(other.name)} and ${JSON.stringify(mount.name)}.`,
        path: mount.sources.name ?? mount.path,
        found: JSON.stringify(mount.name),
        notes: [{ message: "the other name is stated there", path: other.sources.name ?? other.path }],
        help: "State one name, or mount two volumes.",
        environments: [environment],
      }
    }
  }
}
