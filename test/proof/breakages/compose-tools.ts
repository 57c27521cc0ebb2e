import { type Document, isMap, isSeq, parseDocument } from "yaml"
import type { FailureCode } from "../../../core/proof.js"
import type { Breakage } from "./tools.js"

export type YamlMap = Extract<Document["contents"], { readonly items: unknown }> & {
  get: (key: string) => unknown
  set: (key: string, value: unknown) => void
  has: (key: string) => boolean
  delete: (key: string) => boolean
  setIn: (path: readonly unknown[], value: unknown) => void
  getIn: (path: readonly unknown[]) => unknown
  items: unknown[]
  toJSON: () => unknown
}

export interface Project {
  readonly document: Document
}

export interface NamedService {
  readonly name: string
  readonly service: YamlMap
}

/** Breaks a Compose file by editing what it says. Each edit is made to a document of its own. */
export function compose(
  name: string,
  codes: readonly FailureCode[],
  edits: (project: Project) => readonly (() => unknown)[],
): Breakage {
  return {
    name,
    codes,
    *trees(tree) {
      for (const [path, content] of tree) {
        if (!path.endsWith("docker-compose.yml")) continue
        const count = edits({ document: parseDocument(content) }).length
        for (let index = 0; index < count; index += 1) {
          const document = parseDocument(content)
          edits({ document })[index]!()
          yield new Map(tree).set(path, document.toString({ lineWidth: 0, flowCollectionPadding: false }))
        }
      }
    },
  }
}

export function services({ document }: Project): readonly NamedService[] {
  const all = document.get("services")
  return isMap(all)
    ? all.items.map(({ key, value }) => ({ name: String(key), service: value as unknown as YamlMap }))
    : []
}

export function networks({ document }: Project): readonly { readonly key: string; readonly network: YamlMap }[] {
  const all = document.get("networks")
  return isMap(all)
    ? all.items.flatMap(({ key, value }) =>
        isMap(value) ? [{ key: String(key), network: value as unknown as YamlMap }] : [],
      )
    : []
}

export function keys({ document }: Project, section: string): readonly string[] {
  const all = document.get(section)
  return isMap(all) ? all.items.map(({ key }) => String(key)) : []
}

export function isEdge(project: Project, network: string): boolean {
  return networks(project).some(({ key, network: one }) => key === network && one.get("internal") === true)
}

/** Whether each of some services meets each other one on a network for one of them. */
export function haveAllMet(project: Project, all: readonly NamedService[]): boolean {
  const inner = (service: YamlMap): readonly string[] => joined(service).filter((key) => isEdge(project, key))
  return all.every((one, index) =>
    all.slice(index + 1).every((other) => inner(one.service).some((key) => inner(other.service).includes(key))),
  )
}

/** Whether somebody else creates a network, which may lead anywhere. */
export function isForeign(project: Project, network: string): boolean {
  return networks(project).some(({ key, network: one }) => key === network && one.get("external") === true)
}

/** The name by which a service is found: the one that only the network named after it knows; undefined where it is of another project. */
export function aliasOf(project: Project, name: string): string | undefined {
  const service = services(project).find((one) => one.name === name)?.service
  const alias = service?.getIn(["networks", name, "aliases"])
  return isSeq(alias) ? String(alias.items.at(-1)) : undefined
}

/** Whether a consumer of a network's own service meets it nowhere else. */
export function isOnlyMeeting(project: Project, consumer: string, network: string): boolean {
  const [one, other] = [consumer, network].map((wanted) => services(project).find(({ name }) => name === wanted))
  if (one === undefined || other === undefined) return false
  const common = joined(one.service).filter(
    (key) => joined(other.service).includes(key) && key !== "egress" && key !== "ingress",
  )
  return common.length === 1 && common[0] === network
}

export function list(service: YamlMap, key: string): readonly unknown[] | undefined {
  const all = service.get(key)
  return isSeq(all) ? all.items : undefined
}

export function ports(project: Project): readonly { readonly port: YamlMap }[] {
  return services(project).flatMap(({ service }) =>
    (list(service, "ports") ?? []).flatMap((port) => (isMap(port) ? [{ port: port as unknown as YamlMap }] : [])),
  )
}

export function joined(service: YamlMap): readonly string[] {
  const all = service.get("networks")
  if (isSeq(all)) return all.items.map(String)
  return isMap(all) ? all.items.map(({ key }) => String(key)) : []
}

export function join({ document }: Project, service: YamlMap, network: string, aliases: readonly string[] = []): void {
  const own = service.get("networks")
  const value = aliases.length === 0 ? null : { aliases }
  const known = isMap(own)
    ? (own.toJSON() as Record<string, unknown>)
    : Object.fromEntries(joined(service).map((name) => [name, null]))
  service.set("networks", document.createNode({ ...known, [network]: value }))
}

export function memberships(
  project: Project,
): readonly (NamedService & { readonly network: string; readonly leave: () => unknown })[] {
  return services(project).flatMap(({ name, service }) =>
    joined(service).map((network) => ({
      name,
      service,
      network,
      leave: () => {
        const own = service.get("networks")
        if (isSeq(own)) own.delete(joined(service).indexOf(network))
        else if (isMap(own)) own.delete(network)
        if (joined(service).length === 0) {
          service.delete("networks")
          service.delete("ports")
          service.set("network_mode", "none")
        }
      },
    })),
  )
}

export function subnet(network: YamlMap): unknown {
  return network.getIn(["ipam", "config", 0, "subnet"])
}

export function variables(
  project: Project,
): readonly { readonly value: string; readonly set: (value: string) => void }[] {
  return services(project).flatMap(({ service }) => {
    const all = service.get("environment")
    return isMap(all)
      ? all.items.flatMap(({ key, value }) => {
          const text_ = String((value as { readonly value?: unknown } | null)?.value ?? "")
          return [{ value: text_, set: (next: string) => (all as unknown as YamlMap).set(String(key), next) }]
        })
      : []
  })
}

/** Adds an item to a list of a service. */
export function add({ document }: Project, service: YamlMap, key: string, item: unknown): void {
  const own = (service.get(key) as { readonly toJSON?: () => unknown } | undefined)?.toJSON?.()
  service.set(key, document.createNode([...(Array.isArray(own) ? own : []), item]))
}

/** What services see of their machine under a name. */
export function mounts(project: Project): readonly { readonly owner: YamlMap; readonly mount: YamlMap }[] {
  return services(project).flatMap(({ service: owner }) =>
    (list(owner, "volumes") ?? []).flatMap((mount) =>
      isMap(mount) && mount.has("source") ? [{ owner, mount: mount as unknown as YamlMap }] : [],
    ),
  )
}

/** The variables of a service's process. */
export function environment(
  service: YamlMap,
): readonly { readonly variables: YamlMap; readonly variable: string; readonly value: string }[] {
  const variables = service.get("environment")
  return isMap(variables)
    ? variables.items.map(({ key, value }) => ({
        variables: variables as unknown as YamlMap,
        variable: String(key),
        value: String((value as { readonly value?: unknown } | null)?.value ?? ""),
      }))
    : []
}
