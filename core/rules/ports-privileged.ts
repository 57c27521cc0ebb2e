import type { Service } from "../estate.js"
import { example } from "../example.js"
import { originOf } from "../origin.js"
import { FIRST_UNPRIVILEGED_PORT } from "../port-facts.js"
import type { Rule } from "../rule.js"

/** In a network of its own a container may listen on any port; in the machine's, only root may on the low ones. */
export const portsPrivileged: Rule = {
  code: "ports/privileged",
  severity: "warning",
  summary: "A service in the machine's own network listens on a low port as a user that may not.",
  *check({ environments }) {
    for (const { name, hosts } of environments) {
      for (const service of hosts.flatMap(({ services }) => services)) {
        const { user, networkMode, ports, id } = service
        if (networkMode !== "host" || user === undefined || isRoot(user)) continue
        for (const port of ports) {
          if (port.port >= FIRST_UNPRIVILEGED_PORT) continue
          yield {
            message: `${id} listens on ${port.port} of the machine's own network as the user ${JSON.stringify(user)}, which only root may.`,
            path: port.sources.port ?? port.path,
            found: String(port.port),
            allowed: `${FIRST_UNPRIVILEGED_PORT} and above`,
            notes: [{ message: "the user is stated there", path: originOf(service, "user") }, ...grant(service)],
            help: "Listen on a higher port, or leave `networkMode` out, so that it has a network in which it may.",
            environments: [name],
          }
        }
      }
    }
  },
  explain: () => ({
    why: `Since version 20.10, Docker lets every user of a container listen on low ports, in the container's own network. With
\`networkMode: host\` the machine decides, and there the kernel keeps the ports below 1024 for root: the process ends with "permission
denied", unless its image gives the binary the capability \`CAP_NET_BIND_SERVICE\`.`,
    source: {
      title: "Moby pull request 41030: default sysctls of containers",
      url: "https://github.com/moby/moby/pull/41030",
    },
    failing: resolver(53),
    passing: resolver(5353),
  }),
}

function isRoot(user: string): boolean {
  const [name] = user.split(":")
  return name === "root" || /^0+$/.test(name!)
}

/** What looks as if it helped: a capability is the process's only if its binary has it, or root runs it. */
function grant(service: Service): readonly { readonly message: string; readonly path: string }[] {
  if (!service.capAdd.includes("NET_BIND_SERVICE")) return []
  return [
    {
      message: "a capability that is added there is not that of another user than root",
      path: originOf(service, "capAdd"),
    },
  ]
}

function resolver(port: number): string {
  return example({
    services: { resolver: `networkMode: host\nuser: 1000:1000\nports: { dns: { port: ${port}, protocol: udp } }` },
  })
}
