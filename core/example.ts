/** What the explanation of a rule shows: the part of a topology that matters there, in lines of YAML. */
export interface ExampleParts {
  /** Services of the host `shop`, by name: their lines beside `image`, which is named after the service. */
  readonly services?: Readonly<Record<string, string>>
  /** All hosts, where one does not do: the lines of each beside its stack, and its services. */
  readonly hosts?: Readonly<
    Record<string, { readonly lines?: string; readonly services: Readonly<Record<string, string>> }>
  >
  /** Environments, by name, each with what it says, as one line. Default `staging`, which says nothing. */
  readonly environments?: Readonly<Record<string, string>>
  /** Routes, by name: their lines. */
  readonly routes?: Readonly<Record<string, string>>
  /** What is generated. Default `[compose, caddy]`. */
  readonly generate?: string
  /** Further lines of the topology itself, such as `externals`. */
  readonly more?: string
}

/** The password without which no PostgreSQL begins: how it is declared, for `more`, and the line of the service that takes it. */
export const POSTGRES_PASSWORD = {
  declared: "secrets: { ORDERS_PASSWORD: { purpose: Password of the orders } }",
  taken: "secrets: { POSTGRES_PASSWORD: ORDERS_PASSWORD }",
} as const

/** A whole topology of a bakery as YAML, for the explanation of a rule. */
export function example(parts: ExampleParts): string {
  const { environments = { staging: "{}" }, generate = "[compose, caddy]", routes, more } = parts
  const hosts = parts.hosts ?? { shop: { services: parts.services ?? {} } }
  const names = Object.values(hosts).flatMap(({ services }) => Object.entries(services).flatMap(imageOf))
  return lines([
    "name: bakery",
    `generate: ${generate}`,
    "environments:",
    ...Object.entries(environments).map(([name, says]) => `  ${name}: ${says}`),
    ...(more === undefined ? [] : [more]),
    "images:",
    ...[...new Set(names)].map((name) => `  ${name}: { repository: ${OFFICIAL.has(name) ? name : `bakery/${name}`} }`),
    "hosts:",
    ...Object.entries(hosts).flatMap(([name, { lines: own, services }]) => [
      `  ${name}:`,
      ...(own === undefined ? [] : [indented(own, 4)]),
      ...(own?.includes("stacks:") ? [] : [`    stacks: { main: ${stackOf(name, Object.keys(environments))} }`]),
      "    services:",
      ...Object.entries(services).flatMap(serviceLines),
    ]),
    ...(routes === undefined ? [] : ["routes:"]),
    ...Object.entries(routes ?? {}).flatMap(([name, own]) => [`  ${name}:`, indented(own, 4)]),
  ])
}

/** Each environment's files stand in a folder of their own. */
function stackOf(name: string, environments: readonly string[]): string {
  const stated = environments.length === 1 ? name : `"${name}-{environment}"`
  return `{ directory: ${stated}, project: ${stated} }`
}

/** Images whose repository has the name that a service of the bakery has. */
const OFFICIAL: ReadonlySet<string> = new Set(["caddy", "postgres", "redis", "node", "python", "haproxy"])

function imageOf([name, own]: readonly [string, string]): readonly string[] {
  const stated = /^image: (.*)$/m.exec(own)?.[1]
  return [stated ?? name]
}

function serviceLines([name, own]: readonly [string, string]): readonly string[] {
  const image = /^image: /m.test(own) ? [] : [`        image: ${name}`]
  return [`      ${name}:`, ...image, ...(own === "" ? [] : [indented(own, 8)])]
}

function indented(text: string, width: number): string {
  return text
    .trim()
    .split("\n")
    .map((line) => (line === "" ? line : " ".repeat(width) + line))
    .join("\n")
}

function lines(all: readonly string[]): string {
  return `${all.join("\n")}\n`
}
