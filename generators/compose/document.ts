import { HEADER_ORIGIN, header } from "../../core/artifact.js"
import type { Stack } from "../../core/estate.js"
import { originOf } from "../../core/origin.js"
import { entry, string, type YamlDocument, type YamlEntry, yamlDocument, yamlMap } from "../../formats/yaml.js"
import { placementsOrigin, type StackContext } from "./context.js"
import { localNetworkEntries, networkEntry } from "./networks.js"
import { runLines } from "./run.js"
import { serviceEntry } from "./service.js"
import { localVolumeEntries, volumeEntries } from "./volumes.js"

/** A stack's docker-compose.yml. */
export function stackDocument(context: StackContext): YamlDocument {
  const { stack, runs } = context
  const laptop = runs === "local"
  const networks = [...stack.networks.map(networkEntry), ...(laptop ? localNetworkEntries(context) : [])]
  const root = yamlMap(
    [
      entry("name", string(stack.project), originOf(stack, "project"), runLines(context), placementsOrigin(context)),
      entry(
        "services",
        yamlMap(
          stack.services.map((service) => serviceEntry(service, context)),
          { spaced: true },
        ),
        stack.path,
      ),
      section("networks", networks, stack),
      section("volumes", [...volumeEntries(stack), ...(laptop ? localVolumeEntries(context) : [])], stack),
      section("secrets", secretEntries(stack), stack),
    ],
    { spaced: true },
  )
  return yamlDocument(root, { lines: header(context.shared), origin: HEADER_ORIGIN })
}

/** A top-level section, unless it has nothing in it. */
export function section(key: string, entries: readonly YamlEntry[], stack: Stack): YamlEntry | undefined {
  return entries.length === 0 ? undefined : entry(key, yamlMap(entries), stack.path)
}

/** Each secret that is handed over as a file stands in a file of its own, beside the compose file. */
function secretEntries({ secrets }: Stack): readonly YamlEntry[] {
  return secrets.flatMap(({ secret, asFile }) => {
    if (!asFile) return []
    const value = yamlMap([entry("file", string(`./secrets/${secret.name}`), secret.path)])
    return [entry(secret.name, value, secret.path)]
  })
}
