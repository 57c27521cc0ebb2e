import { topologyOf } from "./topology.mjs"

export { pins } from "./topology.mjs"

/**
 * The topology of bench/topology.mjs with faults in it: of many kinds, at places that a seed chooses, none of which hides another one.
 * Returns it with what is to be found: each fault's rule and place.
 */
export function seededTopology(services, faults, seed = 1) {
  const topology = topologyOf(services)
  const hosts = Object.keys(topology.hosts)
  const taken = new Set()
  const random = generator(seed)
  const expected = []
  for (let number = 0; number < faults; number++) {
    const [code, slots, put] = KINDS[number % KINDS.length]
    const start = Math.floor(random() * hosts.length)
    const turn = Math.floor(random() * slots.length)
    const place = firstFree(hosts, start, slots, turn, taken)
    if (place === undefined) throw new Error(`no place is left for ${code}`)
    for (const slot of place.slot.split(" ")) taken.add(`${place.host} ${slot}`)
    expected.push({ code, path: put({ ...place, topology, number }) })
  }
  return { topology, expected }
}

/** Prints it as a literal, one value a line. Returns the text, and the line of each place. */
export function printed(topology, format) {
  const lines = []
  const lineOf = new Map()
  const print = format === "yaml" ? yaml : script
  print(topology, "", 0, lines, lineOf)
  return { text: `${lines.join("\n")}\n`, lineOf }
}

const APPS = Array.from({ length: 10 }, (_, index) => `app-${index + 3}`)
const POSTGRES = ["store-0", "store-2"]
const REDIS = ["store-1", "store-3"]
const BLOCKED = [6000, 6665, 6666, 6667, 6668, 6669, 6697, 5060, 5061, 10080, 4190, 4045, 3659]

/** The rule that each kind of fault breaks, where on a host there is room for one, and how it is made: that returns its place. */
const KINDS = [
  ["secrets/in_literal", APPS, inService("environment/CACHE", "redis://:pippin42@cache:6379/0")],
  ["secrets/token", APPS, inService("environment/REGISTRY", `${"gh" + "p_"}${"x1Y2z3".repeat(6)}`)],
  ["secrets/likely", APPS, inService("environment/MAIL_PASSWORD", "pippin42")],
  ["ports/public_reason", APPS, withPort("exposure", (number) => ({ publish: 20_000 + number, exposure: "public" }))],
  [
    "ports/browser_blocked",
    APPS,
    withPort("publish", (n) => ({ publish: BLOCKED[n % BLOCKED.length], exposure: "host" })),
  ],
  ["ports/unneeded", APPS, withPort("exposure", (number) => ({ publish: 20_000 + number, exposure: "private" }))],
  ["ports/cdn_unsupported", APPS, withPort("publish", (number) => ({ publish: 20_000 + number, exposure: "cdn" }))],
  [
    "ports/health_undeclared",
    APPS,
    inService("health", { command: ["ask", "http://localhost:8099/health"] }, "health/command"),
  ],
  [
    "ports/collision",
    ["app-13 app-14"],
    bothApps("ports", { http: { port: 8000, publish: 28_000, exposure: "host" } }, "ports/http/publish"),
  ],
  ["services/container_name", ["app-13 app-14"], bothApps("containerName", "press", "containerName")],
  ["edges/cycle", ["app-13 app-14"], circle],
  ["names/too_long", APPS, farAway],
  [
    "services/impossible_limit",
    APPS,
    inService("resources", { memory: "48 MiB", reserve: { memory: "64 MiB" } }, "resources/reserve/memory"),
  ],
  ["services/no_limit", APPS, inService("resources", undefined, "")],
  ["services/alias_unheard", APPS, inService("aliases", ["press"])],
  ["disks/mount_outside", APPS, inService("mounts", [{ source: "/photos", target: "/photos" }], "mounts/0/source")],
  [
    "mounts/single_file",
    APPS,
    inService("mounts", [{ source: "./press.conf", target: "/etc/press.conf", readOnly: true }], "mounts/0/source"),
  ],
  ["stores/two_writers", APPS, inService("mounts", [{ source: "/data/store/4", target: "/copy" }], "mounts/0/source")],
  ["references/unknown_target", APPS, using("stor-4")],
  ["stores/no_mount", POSTGRES, inService("mounts", undefined, "store")],
  ["services/health_binary", POSTGRES, inService("health", { command: ["curl", "--version"] }, "health/command")],
  ["ports/sensitive", POSTGRES, openStore],
  ["secrets/file_unread", REDIS, inService("secrets", { APP_KEY: "APP_KEY" }, "secrets/APP_KEY")],
  ["disks/duplicate_mount", ["disks"], inHost("disks/spare", { size: "5 GiB", mount: "/data" }, "disks/spare/mount")],
  [
    "disks/nested_mount",
    ["disks"],
    inHost("disks/spare", { size: "5 GiB", mount: "/data/inner" }, "disks/spare/mount"),
  ],
  ["disks/system_mount", ["disks"], inHost("disks/spare", { size: "5 GiB", mount: "/usr/local" }, "disks/spare/mount")],
  ["disks/no_snapshots", ["disks"], inHost("disks/data/snapshots", undefined, "disks/data")],
  [
    "disks/folder_outside",
    ["disks"],
    inHost("disks/data/holds", { "/elsewhere": { contents: "Labels" } }, "disks/data/holds/~1elsewhere"),
  ],
  [
    "disks/overfull",
    ["disks"],
    inHost("disks/data/holds", { "/data/press": { contents: "Labels", size: "900 GiB" } }, "disks/data/size"),
  ],
  ["networks/overlap", ["pool"], inHost("dockerPool", "10.128.0.0/16")],
  ["routes/outside_zone", ["route"], inRoute("host", (number) => `h${number}.orchard.exmaple`)],
  ["routes/plain_http", ["route"], inRoute("tls", () => "off")],
  ["routes/no_timeout", ["route"], inRoute("websocket", () => true)],
  ["secrets/unused", ["secret"], inTopology("secrets", (n) => [`SPARE_${n}`, { purpose: "Opens nothing" }])],
  ["images/unused", ["image"], inTopology("images", (n) => [`spare-${n}`, { repository: `spare-${n}` }])],
  ["acceptances/expired", ["accepted"], expired],
]

function firstFree(hosts, start, slots, turn, taken) {
  for (let step = 0; step < hosts.length; step++) {
    const host = hosts[(start + step) % hosts.length]
    for (let index = 0; index < slots.length; index++) {
      const slot = slots[(turn + index) % slots.length]
      if (slot.split(" ").every((part) => !taken.has(`${host} ${part}`))) return { host, slot }
    }
  }
  return undefined
}

function inService(at, value, found = at) {
  return ({ topology, host, slot }) => {
    set(topology.hosts[host].services[slot], at, value)
    return `/hosts/${host}/services/${slot}${found === "" ? "" : `/${found}`}`
  }
}

/** Each with a name of its own: two that answered to one would be a fault of another kind. */
function farAway({ topology, host, slot }) {
  const hostname = `${slot}.${"at-the-far-end-of-the-orchard.".repeat(3)}example`
  topology.hosts[host].services[slot].hostname = hostname
  return `/hosts/${host}/services/${slot}/hostname`
}

function withPort(found, port) {
  return ({ topology, host, slot, number }) => {
    topology.hosts[host].services[slot].ports = { http: { port: 8000, ...port(number) } }
    return `/hosts/${host}/services/${slot}/ports/http/${found}`
  }
}

function openStore({ topology, host, slot, number }) {
  const port = { port: 5432, publish: 20_000 + number, exposure: "public", reason: "Reports" }
  topology.hosts[host].services[slot].ports = { postgres: port }
  return `/hosts/${host}/services/${slot}/ports/postgres/exposure`
}

function using(target) {
  return ({ topology, host, slot }) => {
    const { uses } = topology.hosts[host].services[slot]
    uses.push(target)
    return `/hosts/${host}/services/${slot}/uses/${uses.length - 1}`
  }
}

/** The later of two services has what the earlier one has. */
function bothApps(at, value, found) {
  return ({ topology, host, slot }) => {
    const names = slot.split(" ")
    for (const name of names) set(topology.hosts[host].services[name], at, structuredClone(value))
    return `/hosts/${host}/services/${names[1]}/${found}`
  }
}

function circle({ topology, host, slot }) {
  const [one, other] = slot.split(" ")
  const { services } = topology.hosts[host]
  services[one].uses.push(other)
  services[other].uses.push(one)
  return `/hosts/${host}/services/${one}/uses/${services[one].uses.length - 1}`
}

function inHost(at, value, found = at) {
  return ({ topology, host }) => {
    set(topology.hosts[host], at, value)
    return `/hosts/${host}/${found}`
  }
}

function inRoute(field, value) {
  return ({ topology, host, number }) => {
    const name = host.replace("host-", "route-")
    topology.routes[name][field] = value(number)
    return `/routes/${name}/${field}`
  }
}

function inTopology(field, entry) {
  return ({ topology, number }) => {
    const [name, value] = entry(number)
    topology[field][name] = value
    return `/${field}/${name}`
  }
}

function expired({ topology, host }) {
  topology.rules ??= { accept: [] }
  const { accept } = topology.rules
  accept.push({
    rule: "ports/collision",
    at: `hosts.${host}`,
    reason: "The press moves in spring",
    until: "2020-03-31",
  })
  return `/rules/accept/${accept.length - 1}/until`
}

function set(root, at, value) {
  const keys = at.split("/")
  const last = keys.pop()
  const node = keys.reduce((one, key) => one[key], root)
  if (value === undefined) delete node[last]
  else node[last] = value
}

/** A small generator of numbers between 0 and 1 (a linear congruence): the same for the same seed. */
function generator(seed) {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

/* Printing: what is on which line must be known */

function script(topology, _, __, lines, lineOf) {
  const walk = (value, place, before, after, depth) => {
    const space = "  ".repeat(depth)
    lines.push(`${space}${before}`)
    if (place !== undefined) lineOf.set(place, lines.length)
    if (typeof value !== "object") {
      lines[lines.length - 1] += JSON.stringify(value) + after
      return
    }
    const isList = Array.isArray(value)
    lines[lines.length - 1] += isList ? "[" : "{"
    for (const [key, one] of Object.entries(value))
      walk(one, `${place ?? ""}/${escaped(key)}`, isList ? "" : `${JSON.stringify(key)}: `, ",", depth + 1)
    lines.push(`${space}${isList ? "]" : "}"}${after}`)
  }
  walk(topology, undefined, "export default ", "", 0)
}

function yaml(value, place, depth, lines, lineOf) {
  const isList = Array.isArray(value)
  for (const [key, one] of Object.entries(value)) {
    const own = `${place}/${escaped(key)}`
    const before = `${"  ".repeat(depth)}${isList ? "-" : `${JSON.stringify(key)}:`}`
    const isBlock = typeof one === "object" && Object.keys(one).length > 0
    lines.push(isBlock ? before : `${before} ${JSON.stringify(one)}`)
    lineOf.set(own, lines.length)
    if (isBlock) yaml(one, own, depth + 1, lines, lineOf)
  }
}

function escaped(key) {
  return key.replaceAll("~", "~0").replaceAll("/", "~1")
}
