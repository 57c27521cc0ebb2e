import { originOf } from "../../../core/origin.js"
import type { Finding, Rule } from "../../../core/rule.js"
import { inTheCloud } from "../cloud.js"
import { cloudExample } from "../example.js"

/** Paths become words of a shell script and of units of systemd. */
export const terraformPath: Rule = {
  code: "terraform/path",
  severity: "error",
  summary: "A path holds characters that the start-up script does not take.",
  *check(estate) {
    for (const [{ name }, hosts] of inTheCloud(estate)) {
      for (const host of hosts) {
        for (const stack of host.stacks)
          yield* badPath("A stack's folder", stack.deployedTo, stack.sources.on ?? stack.path, name)
        for (const disk of host.disks) {
          yield* badPath("A mount point", disk.mount, originOf(disk, "mount"), name)
          for (const { folder, path } of disk.holds) yield* badPath("A folder of a disk", folder, path, name)
        }
      }
    }
  },
  explain: () => {
    const on = (folder: string) =>
      cloudExample({
        host: `machine: e2-small\nstacks: { main: { directory: shop, project: shop, on: ${folder} } }`,
      })
    return {
      why: "Folders of stacks and disks become words of the start-up script, of `/etc/fstab` and of units of systemd, which split words at spaces and give other characters meanings of their own. A folder that is made wrong is found out about when the VM starts.",
      source: {
        title: "systemd.unit(5): string escaping for inclusion in unit names",
        url: "https://www.freedesktop.org/software/systemd/man/latest/systemd.unit.html",
      },
      failing: on('"/opt/the shop"'),
      passing: on("/opt/the-shop"),
    }
  },
}

/** What the start-up script takes for a path without quoting it in systemd's or Compose's files. */
const PLAIN_PATH = /^(?:\/[A-Za-z0-9._-]+)+$/

function* badPath(what: string, found: string, path: string, environment: string): Iterable<Finding> {
  if (PLAIN_PATH.test(found)) return
  yield {
    message: `${what} is ${JSON.stringify(found)}, which the VM's start-up script does not take.`,
    path,
    found,
    allowed: "an absolute path of letters, digits, dots, hyphens and underscores",
    help: "Rename the folder.",
    environments: [environment],
  }
}
