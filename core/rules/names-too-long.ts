import { example } from "../example.js"
import { HOST_NAME_MAX, LABEL_MAX } from "../names.js"
import type { Rule } from "../rule.js"

/** Names have limits that only show when a container starts, or when somebody looks it up. */
export const namesTooLong: Rule = {
  code: "names/too_long",
  severity: "error",
  summary: "A container's name or host name is longer than Linux or DNS allow.",
  *check({ environments }) {
    for (const { name: environment, hosts } of environments) {
      for (const { id, hostname, containerName, sources, path } of hosts.flatMap(({ services }) => services)) {
        if (hostname !== undefined && hostname.length > HOST_NAME_MAX)
          yield {
            message: `The host name of ${id} has ${hostname.length} characters, and no container starts with more than ${HOST_NAME_MAX}.`,
            path: sources.hostname ?? path,
            found: hostname,
            allowed: `${HOST_NAME_MAX} characters`,
            help: "Choose a shorter one.",
            environments: [environment],
          }
        if (containerName !== undefined && containerName.length > LABEL_MAX)
          yield {
            severity: "warning",
            message: `The container name of ${id} has ${containerName.length} characters in ${environment}, and can't be looked up: a DNS label has ${LABEL_MAX} at most.`,
            path: sources.containerName ?? path,
            found: containerName,
            allowed: `${LABEL_MAX} characters`,
            help: "Choose a shorter one.",
            environments: [environment],
          }
      }
    }
  },
  explain: () => ({
    why: `Linux takes host names of 64 characters; with a longer one a container ends before it begins, with "sethostname: invalid argument".
A DNS label has 63 characters at most, so a longer container name can't be looked up by others. Names of services, hosts and host names
of routes are held to that when the topology is read, and the names of VMs and disks, which are RFC 1035 labels, by \`terraform/name\`.`,
    source: {
      title: "hostname(7), and RFC 1035, section 2.3.4: size limits",
      url: "https://www.rfc-editor.org/rfc/rfc1035#section-2.3.4",
    },
    failing: shop("orders.of-the-bakery-at-the-corner-of-the-old-market-square.bakery.example"),
    passing: shop("orders.bakery.example"),
  }),
}

function shop(hostname: string): string {
  return example({ services: { orders: `ports: { http: 8000 }\nhostname: ${hostname}` } })
}
