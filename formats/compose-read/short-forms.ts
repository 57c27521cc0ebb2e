import type { YamlEntry, YamlMap, YamlNode, YamlScalar } from "../yaml-nodes.js"
import { type Context, report } from "./context.js"
import { derived, isUnknown, scalarKind, scalarText, shown } from "./scalars.js"
import { mapOf } from "./shapes.js"

/** A port's long form: `[[address:]published:]target[/protocol]`; of a range one each, as Docker pairs them. */
export function portsOf(item: YamlScalar, name: string, context: Context): readonly YamlMap[] | undefined {
  const kind = scalarKind(item)
  if (kind !== "string" && kind !== "integer")
    return refuse(context, item, `An item of ${name} must be a string or a whole number`)
  const text = scalarText(item)
  const parts = text.split(":")
  const [target, protocol] = protocolOf(parts.at(-1)!)
  const published = parts.at(-2) ?? ""
  const address = unbracketed(parts.slice(0, -2).join(":"))
  const wrong = (what: string) => refuse(context, item, `The port ${JSON.stringify(shown(text))} has ${what}`)
  if (!isUnknown(protocol) && !PROTOCOLS.includes(protocol)) return wrong(`the unknown protocol ${protocol}`)
  if (address !== "" && !isUnknown(address) && !isAddress(address))
    return wrong(`no IP address in ${JSON.stringify(address)}`)
  const long = (port: YamlScalar, host: string): YamlMap =>
    mapOf(item, {
      mode: derived(item, "ingress"),
      ...(address === "" ? {} : { host_ip: derived(item, address) }),
      target: port,
      ...(host === "" ? {} : { published: derived(item, host) }),
      protocol: derived(item, protocol),
    })
  if (isUnknown(target)) return [long(derived(item, target), published)]
  const targets = rangeOf(target)
  if (targets === undefined) return wrong(`no port in ${JSON.stringify(target)}`)
  const count = targets.to - targets.from + 1
  if (count > 1) context.ranged += count
  if (context.ranged > MAX_RANGED)
    return wrong(`one range too many: together they stand for more than ${MAX_RANGED} ports`)
  const ports = Array.from({ length: count }, (_, index) => numberNode(item, targets.from + index))
  if (published === "") return ports.map((port) => long(port, ""))
  if (isUnknown(published)) {
    return count === 1 ? [long(ports[0]!, published)] : wrong("a range whose other side is not known")
  }
  const hosts = rangeOf(published)
  if (hosts === undefined) return wrong(`no port in ${JSON.stringify(published)}`)
  if (count === 1) return [long(ports[0]!, published)]
  if (hosts.to - hosts.from + 1 !== count) return wrong("ranges of different length")
  return ports.map((port, index) => long(port, String(hosts.from + index)))
}

/** A range takes a few letters and stands for up to 65,536 ports. */
const MAX_RANGED = 100_000

const PROTOCOLS = ["tcp", "udp", "sctp"]

function refuse(context: Context, node: YamlNode, message: string): undefined {
  report(context, node, message)
  return undefined
}

function protocolOf(target: string): readonly [string, string] {
  const slash = target.indexOf("/")
  if (slash === -1) return [target, "tcp"]
  const protocol = target.slice(slash + 1)
  return [target.slice(0, slash), protocol === "" ? "tcp" : isUnknown(protocol) ? protocol : protocol.toLowerCase()]
}

function unbracketed(address: string): string {
  return address.startsWith("[") && address.endsWith("]") ? address.slice(1, -1) : address
}

function numberNode(item: YamlScalar, value: number): YamlScalar {
  return { ...derived(item, String(value)), value }
}

/** `80`, or `8000-8010`; undefined when it is neither. */
export function rangeOf(text: string): { readonly from: number; readonly to: number } | undefined {
  const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text)
  if (match === null) return undefined
  const from = Number(match[1])
  const to = Number(match[2] ?? match[1])
  return from <= to && to <= 65535 ? { from, to } : undefined
}

/** Whether a text is an IP address, of version 4 or 6. */
export function isAddress(text: string): boolean {
  const quad = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)
  if (quad !== null) return quad.slice(1).every((part) => Number(part) < 256 && String(Number(part)) === part)
  if (!/^[0-9a-fA-F:.]+$/.test(text) || !text.includes(":")) return false
  const [head, tail, ...more] = text.split("::")
  if (more.length > 0) return false
  const groups = [head!, tail ?? ""].flatMap((half) => (half === "" ? [] : half.split(":")))
  const last = groups.at(-1)
  const isMixed = last?.includes(".") === true
  if (isMixed && (!isAddress(last!) || last!.includes(":"))) return false
  const width = groups.length + (isMixed ? 1 : 0)
  const plain = isMixed ? groups.slice(0, -1) : groups
  return plain.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group)) && (tail === undefined ? width === 8 : width < 8)
}

/** A mount's long form: `[source:]target[:options]`. */
export function volumesOf(item: YamlScalar, name: string, context: Context): readonly YamlMap[] | undefined {
  if (scalarKind(item) !== "string") return refuse(context, item, `An item of ${name} must be a string or a map`)
  const text = scalarText(item)
  const wrong = (what: string) => refuse(context, item, `The volume ${JSON.stringify(shown(text))} ${what}`)
  if (text === "") return refuse(context, item, `An item of ${name} must not be empty`)
  const sections = text.length <= 2 ? [text] : sectionsOf(text)
  if (sections.includes("")) return wrong("has nothing between its colons")
  if (sections.length > 3) return wrong("has too many colons")
  const source = sections.length === 1 ? undefined : sections[0]!
  const target = cleanPath(sections.length === 1 ? sections[0]! : sections[1]!)
  const options = (sections[2] ?? "").split(",")
  const isBind = source !== undefined && isFilePath(source)
  const words = (among: readonly string[]): YamlScalar | undefined => {
    const last = options.findLast((option) => among.includes(option))
    return last === undefined ? undefined : derived(item, last)
  }
  const propagation = words(PROPAGATIONS)
  const selinux = words(["z", "Z"])
  const readOnly = words(["ro", "rw"])
  const truth = { ...derived(item, "true"), value: true }
  const volume = mapOf(item, { nocopy: options.includes("nocopy") ? truth : undefined })
  return [
    mapOf(item, {
      type: derived(item, isBind ? "bind" : "volume"),
      source: source === undefined ? undefined : derived(item, source),
      target: derived(item, target),
      read_only: readOnly?.value === "ro" ? truth : undefined,
      bind:
        isBind || propagation !== undefined || selinux !== undefined
          ? mapOf(item, { create_host_path: isBind ? truth : undefined, propagation, selinux })
          : undefined,
      volume: isBind && volume.entries.size === 0 ? undefined : volume,
    }),
  ]
}

const PROPAGATIONS = ["rprivate", "private", "rshared", "shared", "rslave", "slave"]

/** Splits at colons, but not behind a drive's letter. */
function sectionsOf(text: string): readonly string[] {
  const sections: string[] = []
  let section = ""
  for (const character of text) {
    if (character === ":" && !/^\p{L}$/u.test(section)) {
      sections.push(section)
      section = ""
    } else section += character
  }
  return [...sections, section]
}

function isFilePath(source: string): boolean {
  return /^(?:[./~]|\\\\|\p{L}:)/u.test(source)
}

/** A path of a container without what changes nothing: `/a//b/../c/` → `/a/c`. */
export function cleanPath(path: string): string {
  if (path === "" || isUnknown(path)) return path
  const isAbsolute = path.startsWith("/")
  const parts: string[] = []
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue
    if (part !== "..") parts.push(part)
    else if (parts.length > 0 && parts.at(-1) !== "..") parts.pop()
    else if (!isAbsolute) parts.push(part)
  }
  const joined = parts.join("/")
  return isAbsolute ? `/${joined}` : joined === "" ? "." : joined
}

/** A device's long form: `source[:target[:permissions]]`. */
export function devicesOf(item: YamlScalar, name: string, context: Context): readonly YamlMap[] | undefined {
  if (scalarKind(item) !== "string") return refuse(context, item, `An item of ${name} must be a string or a map`)
  const parts = scalarText(item).split(":")
  if (parts.length > 3) {
    return refuse(
      context,
      item,
      `The device ${JSON.stringify(shown(scalarText(item)))} has too many colons; use its long form`,
    )
  }
  const [source = "", target = "", permissions = "rwm"] = parts
  return [
    mapOf(item, {
      source: derived(item, source),
      target: derived(item, target === "" ? source : target),
      permissions: derived(item, permissions),
    }),
  ]
}

/** The long form of a string that stands for one key of a map. */
export function stringAs(
  key: string,
): (item: YamlScalar, name: string, context: Context) => readonly YamlMap[] | undefined {
  return (item, name, context) => {
    if (scalarKind(item) !== "string") return refuse(context, item, `An item of ${name} must be a string or a map`)
    return [mapOf(item, { [key]: item })]
  }
}

/** The map that a list of names stands for, each with the same value. */
export function namesAsMap(
  valueOf: (item: YamlScalar) => YamlNode,
): (node: YamlNode, name: string, context: Context) => YamlMap | undefined {
  return (node, name, context) => {
    if (node.kind !== "list") return undefined
    const entries = new Map<string, YamlEntry>()
    for (const item of node.items) {
      if (item.tag === "!reset") continue
      if (item.kind !== "scalar" || scalarKind(item) !== "string") {
        report(context, item, `An item of ${name} must be a string`)
        continue
      }
      const key = shown(scalarText(item))
      if (entries.has(key)) report(context, item, `${name} holds an item twice`)
      entries.set(key, { source: item.source, offset: item.offset, key, value: valueOf(item) })
    }
    const { source, offset, tag } = node
    return { kind: "map", source, offset, tag, entries }
  }
}

/** Lines of a hosts file, `host=address` each: from a map, or from a list of `host=address` or `host:address`. */
export function hostsOf(node: YamlNode, name: string, context: Context): readonly YamlScalar[] {
  if (node.kind === "map") {
    return [...node.entries.values()].flatMap(({ key, value, source, offset }) => {
      if (value.tag === "!reset") return []
      const values = value.kind === "list" ? value.items : [value]
      return values.flatMap((each) => {
        if (each.kind !== "scalar") return refuse(context, each, `An address in ${name} must be a string`) ?? []
        return hostLine({ ...each, source, offset }, key, scalarText(each), context)
      })
    })
  }
  if (node.kind !== "list") return refuse(context, node, `${name} must be a map or a list`) ?? []
  return node.items.flatMap((item) => {
    if (item.tag === "!reset") return []
    const text = item.kind === "scalar" && scalarKind(item) === "string" ? scalarText(item) : undefined
    const match = text === undefined ? null : (/^([^=]*)=([\s\S]*)$/.exec(text) ?? /^([^:]*):([\s\S]*)$/.exec(text))
    if (match === null) return refuse(context, item, `An item of ${name} must be a host and its address`) ?? []
    return match[2]!.split(",").flatMap((address) => hostLine(item as YamlScalar, match[1]!, address, context))
  })
}

function hostLine(item: YamlScalar, host: string, address: string, context: Context): readonly YamlScalar[] {
  if (host === "" || /[:=]/.test(host)) {
    report(context, item, `${JSON.stringify(shown(host))} is no name for a host`)
    return []
  }
  return [derived(item, `${host}=${address.length > 2 ? unbracketed(address) : address}`)]
}
