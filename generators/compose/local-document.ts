import { HEADER_ORIGIN, header } from "../../core/artifact.js"
import { entry, type YamlDocument, yamlDocument, yamlMap } from "../../formats/yaml.js"
import { placementsOrigin, type StackContext } from "./context.js"
import { section } from "./document.js"
import { localServiceEntry } from "./local-service.js"
import { localNetworkEntries } from "./networks.js"
import { localVolumeEntries } from "./volumes.js"

/**
 * A stack's docker-compose.local.yml, read after its docker-compose.yml: volumes for the folders of disks, images built from source,
 * and networks between stacks that are on hosts of their own elsewhere. Undefined where a laptop needs nothing else.
 */
export function localDocument(context: StackContext): YamlDocument | undefined {
  const { stack } = context
  const services = stack.services.flatMap((service) => localServiceEntry(service, context) ?? [])
  const networks = localNetworkEntries(context)
  if (services.length === 0 && networks.length === 0) return undefined
  const root = yamlMap(
    [
      entry("services", yamlMap(services, { spaced: true }), placementsOrigin(context)),
      section("networks", networks, stack),
      section("volumes", localVolumeEntries(context), stack),
    ],
    { spaced: true },
  )
  return yamlDocument(root, { lines: header(context.shared), origin: HEADER_ORIGIN })
}
