import { kindText } from "../../formats/hcl/types.js"
import type { HclReference, HclValue } from "../../formats/hcl/value.js"
import type { Dependency, MockUse, Unit } from "./unit.js"

/**
 * Every use of every dependency's outputs, in order of units and places, and whether a mock of the right type stands in for
 * it before the dependency is applied. A type is known as far as the output's expression is.
 */
export function mocksOf(units: readonly Unit[]): readonly MockUse[] {
  return units.flatMap((unit) => [...unit.dependencies.values()].flatMap((dependency) => usesOf(unit, dependency)))
}

function usesOf(unit: Unit, dependency: Dependency): readonly MockUse[] {
  const { name, mocks, outputs, uses } = dependency
  return uses.map(({ output, position }) => {
    const mock = mocks?.entries.get(output)
    const expected = outputs.kind === "mapping" ? outputs.entries.get(output) : undefined
    return {
      unit: unit.path,
      dependency: name,
      output,
      position,
      mock: mock?.position,
      problem: mock === undefined ? `The output ${output} of ${name} has no mock.` : problemOf(mock, expected, output),
    }
  })
}

function problemOf(mock: HclValue, expected: HclValue | undefined, what: string): string | undefined {
  if (expected === undefined || mock.kind === "null" || mock.kind === "reference" || mock.kind === "unknown")
    return undefined
  switch (expected.kind) {
    case "null":
    case "unknown":
      return undefined
    case "reference":
      return isText(expected) && mock.kind !== "string" ? wrong(mock, what, "a string") : undefined
    case "bool":
    case "number":
    case "string":
      return mock.kind === expected.kind ? undefined : wrong(mock, what, kindText(expected))
    case "sequence": {
      if (mock.kind !== "sequence") return wrong(mock, what, kindText(expected))
      const [sample] = expected.items
      return sample === undefined
        ? undefined
        : first(mock.items.map((item, at) => problemOf(item, sample, `${what}[${at}]`)))
    }
    case "mapping": {
      if (mock.kind !== "mapping") return wrong(mock, what, kindText(expected))
      return first(
        [...expected.entries].map(([key, value]) => {
          const item = mock.entries.get(key)
          return item === undefined ? `The mock of ${what} has no ${key}.` : problemOf(item, value, `${what}.${key}`)
        }),
      )
    }
  }
}

function wrong(mock: HclValue, what: string, wanted: string): string {
  return `The mock of ${what} is ${kindText(mock)}, and the output is ${wanted}.`
}

function first(problems: readonly (string | undefined)[]): string | undefined {
  return problems.find((problem) => problem !== undefined)
}

/** Attributes that are texts for every provider whose resources are here. */
const TEXTS: ReadonlySet<string> = new Set([
  "address",
  "email",
  "etag",
  "id",
  "member",
  "name",
  "nat_ip",
  "network_ip",
  "self_link",
  "unique_id",
  "url",
])

function isText({ address }: HclReference): boolean {
  return TEXTS.has(address.slice(address.lastIndexOf(".") + 1))
}
