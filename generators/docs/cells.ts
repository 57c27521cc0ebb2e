import type {
  Edge,
  EdgeTarget,
  Environment,
  Image,
  Port,
  ResolvedText,
  Route,
  Service,
  Shared,
} from "../../core/estate.js"
import { isOnLaptop } from "../../core/laptop.js"
import { isStore } from "../../core/store.js"
import { code, join, link, type Markdown, md } from "../../formats/markdown.js"
import { type ServiceAcross, valuesOf } from "./across.js"
import { across, byValue, enumerate } from "./words.js"

/** What stands where there is nothing to say. */
export const NOTHING = md("—")

/** Words around pieces of Markdown, their spaces kept: ``phrase`below ${code(path)}` ``. */
export function phrase(strings: TemplateStringsArray, ...parts: readonly Markdown[]): Markdown {
  let words = WORDS.get(strings)
  if (words === undefined) {
    words = strings.map((text) => join([EMPTY, EMPTY], text))
    WORDS.set(strings, words)
  }
  let spelled: string = words[0]!
  for (let index = 0; index < parts.length; index += 1) spelled += parts[index]! + words[index + 1]!
  return spelled as Markdown
}

/** The words of each phrase, escaped once: there are a few dozen phrases, and every service is described by several. */
const WORDS = new WeakMap<TemplateStringsArray, readonly Markdown[]>()

const EMPTY = md("")

/** Words, or a dash. */
export function words(text: string | undefined): Markdown {
  return text === undefined || text === "" ? NOTHING : md(text)
}

/** Pieces with commas between them, or a dash. */
export function listed(parts: readonly Markdown[]): Markdown {
  return parts.length === 0 ? NOTHING : join(parts, ", ")
}

/**
 * The image of a service on a page that speaks of all environments: `redis:7-alpine`, `orders`.
 *
 * Its release line is what the topology says of it. Its tag stands in images.toml: a deployment changes it, and changes no page.
 */
export function imageAcross({ first, in: places }: ServiceAcross): Markdown {
  const { image } = first
  if (image === undefined) return builtImage(first)
  const releases = byValue(valuesOf(places, ({ environment }) => image.releases[environment.name] ?? ""))
  const parts = [...releases].map(([release, environments]) => {
    const name = code(withRelease(image, release))
    return releases.size === 1 ? name : phrase`${name} in ${md(enumerate(environments))}`
  })
  return listed(parts)
}

/** The same in one environment; what is built there says from where. */
export function imageName(service: Service): Markdown {
  const { image } = service
  return image === undefined ? builtImage(service) : code(withRelease(image, image.releases[service.environment]))
}

function withRelease({ shortRepository }: Image, release: string | undefined): string {
  return release === undefined || release === "" ? shortRepository : `${shortRepository}:${release}`
}

function builtImage({ build, local }: Service): Markdown {
  const context = (build ?? local.build)?.context
  return context === undefined ? NOTHING : phrase`built from ${code(context)}`
}

/** The ports that a service declares, by the number on its host where they are published: `80, 443`. */
export function portsAcross({ in: places }: ServiceAcross): Markdown {
  const values = valuesOf(places, ({ service }) => declaredPorts(service).map(numberOf).filter(unique).join(", "))
  const text = across(values.filter(({ value }) => value !== ""))
  return words(text)
}

/** The ports that the topology states; those that an image family or a site on localhost implies where a store publishes them. */
function declaredPorts(service: Service): readonly Port[] {
  const above = `${service.path}/ports/`
  const store = isStore(service)
  return service.ports.filter(({ path, published }) => path.startsWith(above) || (store && published !== undefined))
}

function numberOf({ port, published }: Port): string {
  return String(published ?? port)
}

function unique<T>(value: T, index: number, all: readonly T[]): boolean {
  return all.indexOf(value) === index
}

/** What a service is for, with what limits it: `Sends mail (concurrency: 4)`, `Preview (dev/staging only)`. */
export function purposeAcross({ first, in: places }: ServiceAcross, environments: readonly Environment[]): Markdown {
  const notes: string[] = []
  const concurrency = across(valuesOf(places, ({ service }) => numberText(service.concurrency?.value)))
  if (concurrency !== "") notes.push(`concurrency: ${concurrency}`)
  if (places.length < environments.length)
    notes.push(`${places.map(({ environment }) => environment.short).join("/")} only`)
  const purpose = first.purpose ?? ""
  if (notes.length === 0) return words(purpose)
  const note = notes.join("; ")
  // Two pairs of parentheses in a row read badly. What the topology says stands whole in either form.
  return words(purpose.endsWith(")") ? `${purpose}; ${note}` : `${purpose} (${note})`.trimStart())
}

function numberText(value: number | undefined): string | undefined {
  return value === undefined ? undefined : String(value)
}

/** What a service reaches, each once: `PostgreSQL, Redis, API (Compute VM)`. */
export function usesAcross(
  { in: places }: ServiceAcross,
  name: (edge: Edge, environment: Environment) => string,
): Markdown {
  const found = new Set(
    places.flatMap(({ environment, service }) => service.edges.map((edge) => name(edge, environment))),
  )
  return listed([...found].map(md))
}

/** Says what edges of one environment lead to. */
export class TargetNames {
  readonly #titles = new Map<string, { readonly title: string; readonly host: string }>()
  readonly #hosts = new Map<string, string>()

  constructor(
    readonly shared: Shared,
    environment: Environment,
  ) {
    for (const host of environment.hosts) {
      this.#hosts.set(host.name, host.title)
      for (const service of host.services) this.#titles.set(service.id, { title: service.title, host: host.title })
    }
  }

  /** The name of a target; a service of another host with that host's. */
  of(to: EdgeTarget, fromHost?: string): string {
    switch (to.kind) {
      case "service": {
        const { title, host } = this.#titles.get(to.service.id)!
        return to.service.host === fromHost ? title : `${title} (${host})`
      }
      case "external":
        return to.external.title
      case "bucket":
        return to.bucket.title
      case "cdn":
        return to.cdn.title
      case "vercel":
        return to.project.title
      case "provider":
        return this.shared[to.provider]?.title ?? to.provider
      case "host":
        return this.#hosts.get(to.host) ?? to.host
    }
  }

  /** A service's name for people; with its host's unless that is `fromHost`. */
  service(id: { readonly host: string; readonly id: string; readonly name: string }, fromHost?: string): string {
    return this.of({ kind: "service", service: id }, fromHost)
  }
}

/** The host names of a route, as links. */
export function siteLinks({ sites }: Pick<Route, "sites">): Markdown {
  return listed(
    sites.map(({ hostname, port, scheme }) => {
      const name = port === (scheme === "https" ? 443 : 80) ? hostname : `${hostname}:${port}`
      // A wildcard names no page to go to.
      return hostname.startsWith("*.") ? code(name) : link(md(name), `${scheme}://${name}`)
    }),
  )
}

/** How a route gets its certificate, in words. */
export function tlsWords(route: Route): string {
  if (route.proxy === undefined) return "by the provider"
  switch (route.tls.kind) {
    case "automatic":
      return "automatic"
    case "acme-test":
      return "ACME's test CA, which nobody trusts"
    case "internal":
      return "internal CA"
    case "off":
      return "none, plain HTTP"
    case "files":
      return `certificate ${route.tls.certificate}`
  }
}

/** Spells texts with their variables as the placements of an environment fill them in. */
export class PlacementValues {
  readonly #placements: Environment["placements"]
  readonly #variables: ReadonlyMap<string, Environment["placementVariables"][number]["values"]>

  constructor({ placements, placementVariables }: Environment) {
    this.#placements = placements
    this.#variables = new Map(placementVariables.map(({ name, values }) => [name, values]))
  }

  /** The address that a port is published on, where it is: `0.0.0.0` on VMs, `127.0.0.1` on a laptop. */
  bound(port: Port): Markdown {
    if (port.hostIp === undefined) return NOTHING
    if (isOnLaptop(port) || !this.#placements.includes("local")) return this.words(port.hostIp)
    const cloud = this.#placements.filter((placement) => placement === "cloud")
    if (cloud.length === 0) return NOTHING
    return phrase`${this.words(port.hostIp, cloud)} on VMs, not published on a laptop`
  }

  /** `0.0.0.0`, or where they differ `0.0.0.0` on VMs, `127.0.0.1` on a laptop. */
  words(text: ResolvedText, placements: Environment["placements"] = this.#placements): Markdown {
    const values = placements.map((placement) =>
      text
        .map((part) =>
          typeof part === "string" ? part : (this.#variables.get(part.name)?.[placement] ?? `$${part.name}`),
        )
        .join(""),
    )
    const [first] = values
    if (first === undefined) return NOTHING
    if (values.every((value) => value === first)) return code(first)
    const parts = placements.map((placement, at) => phrase`${code(values[at]!)} ${md(WHERE[placement])}`)
    return join(parts, ", ")
  }
}

const WHERE = { cloud: "on VMs", local: "on a laptop" } as const
