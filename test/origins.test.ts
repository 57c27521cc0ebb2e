import { readdirSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { parse as parseToml } from "@iarna/toml"
import { describe, expect, it, vi } from "vitest"
import { hunks } from "../cli/diff.js"
import type { Artifact } from "../core/artifact.js"
import { compile } from "../core/compile.js"
import type { Pins } from "../core/resolve/index.js"
import type { Origin } from "../formats/origin.js"
import { generators } from "../generators/index.js"
import { child, segments } from "../schema/pointer.js"
import { EVERYTHING, EVERYTHING_PINS } from "./support/everything.js"

/** A topology as plain data, with its pins. */
interface Input {
  readonly topology: unknown
  readonly pins: Pins
}

const folder = join(dirname(fileURLToPath(import.meta.url)), "examples")
const EXAMPLES: readonly (readonly [string, Input])[] = await Promise.all(
  readdirSync(folder)
    .sort()
    .map(async (name): Promise<readonly [string, Input]> => {
      const { default: stated } = (await import(`./examples/${name}/topology.ts`)) as { readonly default: unknown }
      const pins = parseToml(readFileSync(join(folder, name, "images.toml"), "utf8")) as Pins
      return [name, { topology: JSON.parse(JSON.stringify(stated)), pins }]
    }),
)

/**
 * What changes lines whose origin is elsewhere: a leaf, the origin of such lines, and why. `:name` is one segment, the same in both;
 * a `*` at the end is whatever follows.
 */
const FURTHER: readonly (readonly [leaf: string, origin: string, because: string])[] = [
  ["/name", "default:topology.title", "without a title it is called by its name"],
  ["/generate/*", "file:*", "the files of a generator come and go with it"],
  ["/generate/*", "/hosts/:h/stacks/:s", "a page links to a compose file where there is one"],

  [
    "/images/:i/repository",
    "default:*",
    "the last part of a repository decides the family, and so what its habits are",
  ],
  ["/hosts/:h/services/:s/image", "default:*", "another image may be of another family"],
  ["/images/:i/repository", "constant:docs/operations", "a page has a section for the family where it is used"],
  ["/hosts/:h/services/:s/image", "constant:docs/operations", "a page has a section for the family where it is used"],
  ["/images/:i/family", "/hosts/:h/services/:s/health/get", "each family's images ask an address in their own way"],
  ["/hosts/:h/services/:s/ports/:p", "/hosts/:h/services/:s/health/get", "a path is asked on the service's port"],
  [
    "/hosts/:h/services/:s/ports/:p",
    "default:port.exposure",
    "lines before the first that differs are the same for every port",
  ],
  [
    "/hosts/:h/services/:s/ports/:p",
    "default:port.protocol",
    "lines before the first that differs are the same for every port",
  ],
  ["/hosts/:h/services/:s/ports/:p", "/hosts/:g/services/:t", "the row of a service names the ports that it reaches"],
  [
    "/hosts/:h/services/:s/ports/:p",
    "/routes/:r",
    "firewall rules are by port and sorted by it; routes open those of their proxy",
  ],
  ["/hosts/:h/services/:s/ports/:p", "/routes/:r/host", "the row of a route says what answers, and on which port"],
  [
    "/hosts/:h/services/:s/ports/:p",
    "default:route.exposure",
    "firewall rules are by port; routes open those of their proxy",
  ],
  ["/routes/:r/to", "/routes/:r/host", "the row of a route says what answers, and on which port"],
  ["/routes/:r/to", "default:service.title", "a site is headed by the title of what answers"],
  ["/routes/:r/to", "constant:generators/caddy/health", "what answers decides whether there is a health check to ask"],
  ["/routes/:r/handle/:n/to", "default:service.title", "a site is headed by the title of what answers"],
  [
    "/routes/:r/handle/:n/to",
    "constant:generators/caddy/health",
    "what answers decides whether there is a health check to ask",
  ],
  ["/routes/:r/handle/:n/status", "/routes/:r/handle/:n/redirect", "the status stands on the line of its answer"],

  ["/externals/:e/kind", "/externals/:e/title", "the kind is the shape of a box, whose line is the title's"],
  ["/externals/:e/kind", "/routes/:r/host", "people come by the routes"],
  [
    "/hosts/:h/services/:s/uses/:u/access",
    "/hosts/:h/services/:s/uses/:u/to",
    "the access is what an arrow says, whose line is the edge's",
  ],
  ["/hosts/:h/services/:s/uses/:u/to", "default:edge.condition", "what is needed decides how long it is waited for"],
  ["/hosts/:h/services/:s/uses/:u/to", "default:service.networks", "without any edge a service has no network"],
  [
    "/hosts/:h/services/:s/uses/:u/to",
    "constant:generators/compose",
    "without any edge a service has no network, and a comment says so",
  ],

  ["/hosts/:h/stacks/:s/project", "/hosts/:h/services/*", "Docker names networks after the project"],
  [
    "/hosts/:h/stacks/:s/project",
    "default:route.tls",
    "Docker names networks after the project; egress is there for the certificates",
  ],
  [
    "/hosts/:h/stacks/:s/directory",
    "/hosts/:h/disks/:d/snapshots",
    "a restore stops and starts the stacks of the host",
  ],
  [
    "/hosts/:h/stacks/:s/directory",
    "/hosts/:h/services/:t",
    "a command for a service starts in the folder of its stack",
  ],
  [
    "/hosts/:h/disks/:d/holds/:f/contents",
    "/hosts/:h/services/:s/mounts/:m",
    "the row of a mount says what its folder holds",
  ],
  [
    "/hosts/:h/services/:s/environment/:v",
    "default:postgres.health",
    "PostgreSQL is asked as the user that it has, for the database that it has",
  ],
  ["/hosts/:h/machine", "constant:docs/environment", "a page says what memory is left where the machine's is known"],
  [
    "/hosts/:h/services/:s/resources/memory",
    "/hosts/:h/machine",
    "one sentence for the memory that is left: its line is the machine type's",
  ],
  ["/hosts/:h/disks/:d/mount", "/hosts/:h/disks/:d/snapshots", "a restore copies to the mount point"],
  ["/hosts/:h/address", "/hosts/:h/machine", "one row for the machine: its line is the machine type's"],
  ["/hosts/:h/address", "/environments/:e/network", "one row for the network: its line is the range's"],

  ["/environments/:e/project", "/environments/:e/network", "one row for the network: its line is the range's"],
  ["/environments/:e/project", "/hosts/*", "commands for a host name its project"],
  ["/clouds/gcp/zone", "/hosts/*", "commands for a host, and its row, name its zone"],
  ["/clouds/gcp/operations/:f", "/clouds/gcp/operations/stateBucket", "one row for the bucket of the state"],
  ["/clouds/cloudflare/zone", "/routes/:r/host", "a host name has a record where it is of the zone"],
  ["/routes/:r/host", "/clouds/cloudflare", "without a name in the zone nothing of Cloudflare is needed"],
  ["/routes/:r/host", "/clouds/cloudflare/zone", "without a name in the zone nothing of Cloudflare is needed"],
  ...["/clouds/cloudflare/zone", "/routes/:r/host"].flatMap((leaf): readonly [string, string, string][] => [
    [leaf, "constant:*", "without a name in the zone nothing of Cloudflare is needed"],
    [leaf, "file:*", "without a name in the zone nothing of Cloudflare is needed"],
  ]),
]

vi.setConfig({ testTimeout: 60_000 })

describe.each([...EXAMPLES, ["everything", { topology: EVERYTHING, pins: EVERYTHING_PINS }] as const])(
  "each line of %s",
  (_, input) => {
    it("comes from a place that is there, a named default or a named constant", () => {
      const lost = compiled(input)!.flatMap(({ path, content, origins }) => {
        const [lines, all] = [content.split("\n").slice(0, -1), origins()]
        expect([path, all.length]).toEqual([path, lines.length])
        return all.flatMap((origin, index) => (isFound(origin, input) ? [] : [`${path}: ${lines[index]} <${origin}>`]))
      })
      expect(lost).toEqual([])
    })
  },
)

/** A service's networks are a list until one of them gives it another name; then each is spelled as a key: `egress: {}`. */
const MEMBERSHIP = /^ {6}(?:- [a-z][\w.-]*|[a-z][\w.-]*: \{\})$/

describe.each(EXAMPLES)("a change of one leaf of %s", (_, input) => {
  it("changes only lines that come from there, or from what derives from it", () => {
    const before = compiled(input)!
    const names = namesIn(input.topology)
    const seen = { leaves: 0, changed: 0 }
    const strays = new Map<string, string>()
    for (const leaf of leavesOf(input)) {
      seen.leaves++
      const change = changeOf(leaf, input, names)
      if (change === undefined) continue
      const lines = changedLines(before, change.after)
      if (lines.length > 0) seen.changed++
      for (const { origin, line, path } of lines) {
        if (isRelated(origin, leaf) || derives(origin, leaf, [input, change.input]) || isFurther(leaf, origin)) continue
        if (MEMBERSHIP.test(line)) continue
        strays.set(`${leaf} → ${origin}`, `${leaf} → ${origin} in ${path}: ${line}`)
      }
    }
    expect([...strays.values()]).toEqual([])
    expect(seen.changed).toBeGreaterThan(seen.leaves / 2)
  })
})

it("every further derivation is needed", () => {
  expect(FURTHER.map(([leaf, origin]) => `${leaf} → ${origin}`).filter((row) => !used.has(row))).toEqual([])
})

/* Compiling */

function compiled({ topology, pins }: Input): readonly Artifact[] | undefined {
  const { artifacts, diagnostics } = compile(topology, { pins, generators, today: new Date("2026-01-01T00:00:00Z") })
  return diagnostics.some(({ severity }) => severity === "error") ? undefined : artifacts
}

interface ChangedLine {
  readonly path: string
  readonly line: string
  readonly origin: Origin
}

/** Removed lines by the old line map, added ones by the new. A file that only moved is compared with what it was. */
function changedLines(before: readonly Artifact[], after: readonly Artifact[]): readonly ChangedLine[] {
  const [old, current] = [byPath(before), byPath(after)]
  const gone = before.filter(({ path }) => !current.has(path))
  const come = after.filter(({ path }) => !old.has(path))
  const moved = gone.length === come.length ? gone.map((one, index) => [one, come[index]!] as const) : []
  const kept = before.flatMap((one) => {
    const other = current.get(one.path)
    return other === undefined ? [] : [[one, other] as const]
  })
  const alone = moved.length > 0 ? [] : [...gone, ...come]
  return [
    ...[...kept, ...moved].flatMap(([one, other]) => differences(one, other)),
    ...alone.map(({ path }) => ({ path, line: "the whole file", origin: `file:${path}` })),
  ]
}

function byPath(artifacts: readonly Artifact[]): ReadonlyMap<string, Artifact> {
  return new Map(artifacts.map((artifact) => [artifact.path, artifact]))
}

function differences(one: Artifact, other: Artifact): readonly ChangedLine[] {
  if (one.content === other.content) return []
  const origins = { removed: one.origins(), added: other.origins(), kept: [] }
  return hunks(one.content, other.content, 0).flatMap(({ before, after, lines }) => {
    const next = { removed: before.start - 1, added: after.start - 1, kept: 0 }
    return lines.map(({ kind, text }) => ({ path: other.path, line: text, origin: origins[kind][next[kind]++]! }))
  })
}

/* Places */

const IMAGES = "images:"

function isFound(origin: Origin, { topology, pins }: Input): boolean {
  if (/^(?:default:[a-z][A-Za-z-]*\.[A-Za-z]+|constant:[a-z][a-z-]*(?:\/[a-z0-9-]+)*)$/.test(origin)) return true
  if (origin.startsWith(`${IMAGES}/`)) return valueAt(pins, origin.slice(IMAGES.length)) !== undefined
  return origin.startsWith("/") && valueAt(topology, origin) !== undefined
}

function valueAt(data: unknown, pointer: string): unknown {
  return segments(pointer).reduce<unknown>(
    (value, key) => (typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined),
    data,
  )
}

/** Whether a line's origin is the leaf, a node that the leaf belongs to, or something below it. */
function isRelated(origin: Origin, leaf: string): boolean {
  return origin === leaf || leaf.startsWith(`${origin}/`) || origin.startsWith(`${leaf}/`)
}

const used = new Set<string>()

function isFurther(leaf: string, origin: Origin): boolean {
  const found = FURTHER.filter(([from, to]) => {
    const bound = new Map<string, string>()
    return fits(from, leaf, bound) && fits(to, origin, bound)
  })
  for (const [from, to] of found) used.add(`${from} → ${to}`)
  return found.length > 0
}

function fits(pattern: string, place: string, bound: Map<string, string>): boolean {
  if (pattern.endsWith("*") && !pattern.endsWith("/*")) return place.startsWith(pattern.slice(0, -1))
  const [wanted, found] = [pattern.split("/"), place.split("/")]
  if (wanted.at(-1) === "*") found.splice(wanted.length - 1, found.length, "*")
  return (
    wanted.length === found.length &&
    wanted.every((segment, index) => {
      if (!segment.startsWith(":")) return segment === found[index]
      if (!bound.has(segment)) bound.set(segment, found[index]!)
      return bound.get(segment) === found[index]
    })
  )
}

/* Deriving: what stands at a place names other nodes, and these name others */

/** Whether what stands at the origin names the node of the leaf, at most over one other node; or the leaf names the node of the origin. */
function derives(origin: Origin, leaf: string, inputs: readonly Input[]): boolean {
  return inputs.some(({ topology }) => {
    const direct = namedAt(origin, topology)
    const near = [...direct, ...direct.flatMap((node) => namedAt(node, topology))]
    return (
      near.some((node) => isRelated(node, nodeOf(leaf))) ||
      namedAt(leaf, topology).some((node) => isRelated(node, nodeOf(origin)))
    )
  })
}

/** An image's pin belongs to the image. */
function nodeOf(place: string): string {
  const [, image] = place.startsWith(IMAGES) ? segments(place.slice(IMAGES.length)) : []
  return place.startsWith(IMAGES) ? child("/images", segments(place.slice(IMAGES.length))[0] ?? image ?? "") : place
}

const NAMES =
  /\/(?:image|to|at|of|url|bucket|route|proxy|password|secret|stack)(?:\/[^/]+)?$|\/uses\/\d+$|\/secrets\/\w+$/

/** The nodes that the texts at a place name. A proxy serves the routes: it names them all. */
function namedAt(place: string, topology: unknown): readonly string[] {
  if (place.startsWith(IMAGES)) return [nodeOf(place)]
  if (!place.startsWith("/")) return []
  return [...textsAt(valueAt(topology, place), place)].flatMap(([at, text]) => named(at, text, topology))
}

function* textsAt(value: unknown, path: string): Generator<readonly [string, string]> {
  if (typeof value === "string") yield [path, value]
  if (typeof value !== "object" || value === null) return
  for (const [key, one] of Object.entries(value)) yield* textsAt(one, child(path, key))
}

function named(at: string, text: string, topology: unknown): readonly string[] {
  if (!NAMES.test(at)) return []
  const [, host] = at.startsWith("/hosts/") ? segments(at) : []
  const [first, second] = text.split(".") as [string, string | undefined]
  const candidates = [
    ...(second === undefined ? [] : [["hosts", first, "services", second]]),
    ...(host === undefined
      ? []
      : [
          ["hosts", host, "services", text],
          ["hosts", host, "stacks", text],
        ]),
    ...["images", "secrets", "routes", "externals", "hosts"].map((record) => [record, text]),
    ["clouds", "cloudflare", "buckets", text],
    ["clouds", "vercel", "projects", second ?? text],
  ]
  return candidates
    .map((path) => path.reduce(child, ""))
    .filter((path) => path !== at && valueAt(topology, path) !== undefined)
}

/* Changing */

function* leavesOf({ topology, pins }: Input): Generator<string> {
  yield* scalarsAt(topology, "")
  for (const pin of scalarsAt(pins, "")) yield `${IMAGES}${pin}`
}

function* scalarsAt(value: unknown, path: string): Generator<string> {
  if (typeof value !== "object") yield path
  else if (value !== null) for (const [key, one] of Object.entries(value)) yield* scalarsAt(one, child(path, key))
}

/** The first other value of the same kind that compiles, with what comes out; undefined when none does. */
function changeOf(
  leaf: string,
  input: Input,
  names: readonly string[],
): { readonly input: Input; readonly after: readonly Artifact[] } | undefined {
  const [key, place] = leaf.startsWith(IMAGES)
    ? (["pins", leaf.slice(IMAGES.length)] as const)
    : (["topology", leaf] as const)
  for (const value of alternatives(valueAt(input[key], place), names)) {
    const changed = { ...input, [key]: withValue(input[key], segments(place), value) }
    const after = compiled(changed)
    if (after !== undefined) return { input: changed, after }
  }
  return undefined
}

function withValue(data: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value
  const below = withValue((data as Record<string, unknown>)[key], rest, value)
  return Array.isArray(data) ? data.with(Number(key), below) : { ...(data as object), [key]: below }
}

/** Words of the schema's own. */
const CHOICES = ["api", "people", "env-file", "secret-manager", "read", "write", "call", "other", "node", "hour", "day"]
const FURTHER_CHOICES = ["pd-ssd", "pd-balanced", "url-safe", "GET", "PUT", "compose", "caddy", "terraform", "docs"]

function alternatives(value: unknown, names: readonly string[]): readonly unknown[] {
  if (typeof value === "number") return [value + 1, value - 1]
  if (typeof value === "boolean") return [!value]
  const text = String(value)
  const counted = text.replace(/\d+(?=\D*$)/, (digits) => String(Number(digits) + 1).padStart(digits.length, "0"))
  const next = text.replace(/[a-y]$/, (letter) => String.fromCharCode(letter.charCodeAt(0) + 1))
  const all = [
    counted,
    `${text}x`,
    `x${text}`,
    next,
    `mirror/${text}`,
    "0750",
    ...CHOICES,
    ...FURTHER_CHOICES,
    ...names,
  ]
  return all.filter((other) => other !== text)
}

/** Every name that a reference may hold. */
function namesIn(topology: unknown): readonly string[] {
  const keys = (...path: readonly string[]) => Object.keys((valueAt(topology, path.reduce(child, "")) ?? {}) as object)
  const services = keys("hosts").flatMap((host) => keys("hosts", host, "services").map((name) => [host, name] as const))
  return [
    ...services.map(([, name]) => name),
    ...services.map(([host, name]) => `${host}.${name}`),
    ...["images", "secrets", "environments", "externals"].flatMap((record) => keys(record)),
  ]
}
