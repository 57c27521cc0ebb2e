import type { Mount, Stack } from "../estate.js"
import { example } from "../example.js"
import { originOf } from "../origin.js"
import type { Rule } from "../rule.js"
import { lasts } from "../saved.js"

/** A mounted file stays the one that it was: a deployment that puts a new one in its place changes nothing in the container. */
export const mountsSingleFile: Rule = {
  code: "mounts/single_file",
  severity: "warning",
  summary: "A single file is mounted that a deployment replaces.",
  *check({ environments }) {
    for (const environment of environments) {
      if (!lasts(environment)) continue
      for (const stack of environment.hosts.flatMap(({ stacks }) => stacks)) {
        for (const { id, mounts } of stack.services) {
          for (const mount of mounts) {
            if (mount.kind !== "bind" || !isDeployed(mount, stack) || !isFile(mount.source) || !isFile(mount.target))
              continue
            yield {
              message: `${id} mounts the file ${mount.source}: when a deployment replaces it, the container still sees the old one.`,
              path: originOf(mount, "source"),
              found: mount.source,
              allowed: "the folder that the file lies in",
              help: "Put the file in a folder of its own, and mount the folder.",
              environments: [environment.name],
            }
          }
        }
      }
    }
  },
  explain: () => {
    const shop = (mount: string) => example({ services: { oven: `mounts: [${mount}]` } })
    return {
      why: "A bind mount of a file holds on to its inode, not to its name. `git pull`, `rsync`, `scp` to a temporary name and most editors write a new file and rename it over the old one: the host has the new inode, the container keeps the old one, and a reload reads what it read before. A folder is looked up by name each time, so a mounted folder shows the new file.\n\nA file is told by its name, on both sides of the mount, and only where it lies beside the Compose file or in the folder that the stack is deployed to.",
      source: {
        title: "Docker: single file bind mounts and inodes (moby/moby#15793)",
        url: "https://github.com/moby/moby/issues/15793",
      },
      failing: shop("{ source: ./oven.conf, target: /etc/oven.conf, readOnly: true }"),
      passing: shop("{ source: ./config, target: /etc/oven, readOnly: true }"),
    }
  },
}

/** What lies beside the Compose file, or below the folder that the stack is deployed to, is replaced by a deployment. */
function isDeployed({ source }: Extract<Mount, { readonly kind: "bind" }>, { deployedTo }: Stack): boolean {
  return source.startsWith("./") || source.startsWith("../") || source.startsWith(`${deployedTo}/`)
}

/** A name with an ending that is no number (`v1.2`), no `.d` (`conf.d`) and no socket; or one that is known for a file. */
function isFile(path: string): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1)
  return (
    /^[^.].*\.(?!d$|sock$)[a-z][a-z0-9]{0,9}$/i.test(name) || /^(?:\.env(?:\..*)?|Caddyfile|crontab|hosts)$/.test(name)
  )
}
