import type { Port } from "../../core/estate.js"
import { isOnLaptop } from "../../core/laptop.js"
import { originOf } from "../../core/origin.js"
import { entry, item, number, quoted, string, type YamlItem, yamlMap } from "../../formats/yaml.js"
import { textValue } from "./values.js"

/** The published ports of a service, each with the address that it is published on: without one Docker takes all there are. */
export function portItems(ports: readonly Port[]): readonly YamlItem[] {
  return ports.flatMap((port) => {
    const { published, hostIp } = port
    if (published === undefined || hostIp === undefined) return []
    const numberOrigin = originOf(port, "port")
    const fields = yamlMap([
      entry("name", string(port.name), port.path),
      entry("target", number(port.port), numberOrigin),
      entry("published", quoted(String(published)), port.sources.publish ?? numberOrigin),
      entry("host_ip", textValue(hostIp), originOf(port, "exposure")),
      entry("protocol", string(port.transport), originOf(port, "protocol")),
    ])
    return [item(fields, port.path)]
  })
}

/** The ports that are published on a laptop too: there, other hosts reach a service through a network, not through its host. */
export function localPorts(ports: readonly Port[]): readonly Port[] {
  return ports.filter(isOnLaptop)
}
