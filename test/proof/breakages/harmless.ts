import { isMap, isSeq } from "yaml"
import { compose, services, type YamlMap } from "./compose-tools.js"
import { HARMLESS_COMPOSE } from "./harmless-compose.js"
import { HARMLESS_UNITS } from "./harmless-units.js"
import { type Breakage, each, text } from "./tools.js"

/** Changes of the same kind of file that mean nothing. */
export const HARMLESS: readonly Breakage[] = [
  ...HARMLESS_UNITS,
  ...HARMLESS_COMPOSE,
  text("a comment", /(?:docker-compose\.yml|Caddyfile|\.hcl|\.tf)$/, [], (content) => [
    `# A remark.\n${content}\n# Another one.\n`,
  ]),
  text("empty lines", /(?:docker-compose\.yml|\.hcl|\.tf)$/, [], (content) => [content.replaceAll("\n\n", "\n\n\n")]),
  compose("services in another order", [], (project) => {
    const all = project.document.get("services") as YamlMap
    return [() => all.items.reverse()]
  }),
  compose("networks in another order", [], (project) =>
    services(project).flatMap(({ service }) => {
      const own = service.get("networks")
      return isSeq(own) ? [() => own.items.reverse()] : []
    }),
  ),
  compose("ports in their short form", [], (project) =>
    services(project).flatMap(({ service }) => {
      const own = service.get("ports")
      if (!isSeq(own)) return []
      const short = own.items.flatMap((port) =>
        isMap(port)
          ? [`${port.get("host_ip")}:${port.get("published")}:${port.get("target")}/${port.get("protocol")}`]
          : [],
      )
      return [() => service.set("ports", project.document.createNode(short))]
    }),
  ),
  compose("a label", [], (project) =>
    services(project).map(
      ({ service }) =>
        () =>
          service.set("labels", project.document.createNode({ shelf: "two" })),
    ),
  ),
  text("a site's order", /Caddyfile$/, [], (content) => {
    const blocks = content.match(/^[a-z][^\n(){}]* \{\n(?:.*\n)*?\}\n/gm) ?? []
    return blocks.length < 2 ? [] : [content.replace(blocks[0]!, "").concat("\n", blocks[0]!)]
  }),
  text("a firewall rule's description", /firewall\/terragrunt\.hcl$/, [], (content) =>
    each(content, /(description += )"[^"]*"/g, ([, head]) => `${head}"Other words."`),
  ),
]
