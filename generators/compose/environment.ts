import type { Service, ServiceSecret } from "../../core/estate.js"
import { originOf } from "../../core/origin.js"
import { proxyVariables } from "../../core/resolve/environments.js"
import { secretVariable } from "../../core/resolve/texts.js"
import { entry, quoted, type YamlEntry, type YamlMap, yamlMap } from "../../formats/yaml.js"
import { CONSTANT, textValue } from "./values.js"

/** The variables of a service's process: as stated, then its secrets, then what its Caddyfile reads. */
export function environmentValue(service: Service): YamlMap | undefined {
  const stated = service.variables.map(({ name, value, origin }) => entry(name, textValue(value), origin))
  const secrets = [...secretFiles(service.secrets), ...secretVariables(service.secrets)]
  const entries = [...stated, ...secrets, ...caddyVariables(service, [...stated, ...secrets])]
  return entries.length === 0 ? undefined : yamlMap(entries)
}

/** Where a file of a secret stands in the container. */
function secretFiles(secrets: readonly ServiceSecret[]): readonly YamlEntry[] {
  return secrets.flatMap((use) => {
    if (use.as !== "file") return []
    return [entry(`${use.variable}_FILE`, quoted(`/run/secrets/${use.secret.name}`), originOf(use, "secret"))]
  })
}

/** A reason that holds for several in a row is told once. */
function secretVariables(secrets: readonly ServiceSecret[]): readonly YamlEntry[] {
  const variables = secrets.filter((use) => use.as === "variable")
  return variables.map((use, index) => {
    const reason = use.reason === variables[index - 1]?.reason ? undefined : use.reason
    const value = textValue([secretVariable(use.secret)])
    const because = reason === undefined ? undefined : `Secrets, as variables: ${reason}`
    return entry(use.variable, value, originOf(use, "secret"), because, originOf(use, "reason"))
  })
}

/** Caddy reads these when it starts: addresses that differ between placements, and hashes of passwords. */
function caddyVariables({ proxy }: Service, others: readonly YamlEntry[]): readonly YamlEntry[] {
  if (proxy === undefined) return []
  const known = new Set(others.map(({ key }) => key))
  const found = new Map(
    proxy.routes
      .flatMap(proxyVariables)
      .reverse()
      .map((variable) => [variable.name, variable] as const),
  )
  return [...found.values()]
    .filter(({ name }) => !known.has(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((variable, index) => {
      const comment = index === 0 ? "Read by its Caddyfile." : undefined
      return entry(variable.name, textValue([variable]), variable.origin, comment, CONSTANT)
    })
}
