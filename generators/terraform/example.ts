/** What the explanation of a rule about Terraform changes in the topology of a bakery. */
export interface CloudParts {
  /** The version of a tool, as one line. Default: none is stated. */
  readonly targets?: string
  /** Environments, by name, each as one line. Default one, with its project and its network. */
  readonly environments?: Readonly<Record<string, string>>
  /** Lines of `clouds.gcp` beside its purpose; "" where it is not declared. */
  readonly gcp?: string
  /** Further providers: lines of `clouds`. */
  readonly clouds?: string
  /** Lines of the host `shop` beside its stack and its service. Default its machine. */
  readonly host?: string
  /** Lines of its service. Default its image and a limit. */
  readonly service?: string
  /** Whole further hosts, routes and the like: lines of the topology itself. */
  readonly more?: string
}

const GCP = `region: europe-west8
zone: europe-west8-b
operations: { project: bakery-ops, purpose: Shared by all, stateBucket: bakery-state }
operators: [{ member: 'group:ops@bakery.example', reason: Deploys }]`

const SERVICE = `image: oven
resources: { memory: 256 MiB }`

/** A whole topology of a bakery in the cloud as YAML, for the explanation of a rule. */
export function cloudExample(parts: CloudParts): string {
  const { gcp = GCP, clouds, host = "machine: e2-small", service = SERVICE, targets, more } = parts
  const environments = parts.environments ?? { staging: "{ project: bakery-staging, network: 10.10.0.0/24 }" }
  const providers = [
    ...(gcp === "" ? [] : ["  gcp:", "    purpose: Machines", indented(gcp, 4)]),
    ...(clouds === undefined ? [] : [indented(clouds, 2)]),
  ]
  const all = [
    "name: bakery",
    "generate: [terraform]",
    ...(targets === undefined ? [] : [`targets: ${targets}`]),
    "environments:",
    ...Object.entries(environments).map(([name, says]) => `  ${name}: ${says}`),
    ...(providers.length === 0 ? [] : ["clouds:", ...providers]),
    "images: { oven: { repository: bakery/oven } }",
    "hosts:",
    "  shop:",
    ...(host === "" ? [] : [indented(host, 4)]),
    ...(host.includes("stacks:") ? [] : ["    stacks: { main: { directory: shop, project: shop } }"]),
    "    services:",
    "      oven:",
    indented(service, 8),
    ...(more === undefined ? [] : [more]),
  ]
  return `${all.join("\n")}\n`
}

/** The lines of `clouds.gcp`, with one thing changed. */
export function gcpLines(change: readonly [from: string, to: string]): string {
  return GCP.replace(...change)
}

function indented(text: string, width: number): string {
  return text
    .split("\n")
    .map((line) => " ".repeat(width) + line)
    .join("\n")
}
