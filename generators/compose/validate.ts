import type { Format } from "../../core/artifact.js"
import { lineOrigins, print, toData, type YamlDocument } from "../../formats/yaml.js"
import { violations } from "./validator.js"

/**
 * YAML that is held against the Compose Specification before it is printed.
 *
 * @throws Error when it breaks it, which no topology can be blamed for.
 */
export function composeFormat(path: string): Format<YamlDocument> {
  return {
    print: (document) => {
      const found = violations(toData(document))
      const [first] = found
      if (first === undefined) return print(document)
      const places = found.map(({ instancePath, message }) => `${instancePath} ${message ?? "is not allowed"}`)
      throw new Error(`${path} is no Compose file: ${[...new Set(places)].join("; ")}`)
    },
    lineOrigins,
  }
}
