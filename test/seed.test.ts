import { execFileSync } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import TOML from "@iarna/toml"
import DOMPurify from "dompurify"
import mermaid from "mermaid"
import { beforeAll, describe, expect, it } from "vitest"
import { parse as parseYaml } from "yaml"
import { type Compilation, compile } from "../core/compile.js"
import { generators } from "../generators/index.js"
import topology from "../topology.js"

/**
 * The page that the company wrote about itself by hand, fact by fact. Each one is found on the generated page; and when it is changed
 * in the topology, it changes there and in the artifact that it governs.
 */

const ROOT = fileURLToPath(new URL("..", import.meta.url))
const PAGE = "docs/infrastructure.md"

type Pins = Record<string, Record<string, string>>
// biome-ignore lint/suspicious/noExplicitAny: a fact is changed wherever it stands, whatever its type.
type Data = any

function read(): { readonly data: Data; readonly pins: Pins } {
  const pins = TOML.parse(readFileSync(`${ROOT}images.toml`, "utf8")) as Pins
  return { data: structuredClone(topology), pins: structuredClone(pins) }
}

type Change = (data: Data, pins: Pins) => Data | undefined

/** Compiles the company's topology after a change. */
function compiled(change: Change): Compilation {
  const { data, pins } = read()
  const changed = change(data, pins) ?? data
  return compile(changed, { pins, generators, today: new Date("2026-01-01T00:00:00Z") })
}

/** Every artifact by path, after a change. */
function build(change: Change = () => undefined): ReadonlyMap<string, string> {
  const { artifacts, diagnostics } = compiled(change)
  const errors = diagnostics.filter(({ severity }) => severity === "error")
  if (errors.length > 0) throw new Error(JSON.stringify(errors, null, 2))
  return new Map(artifacts.map(({ path, content }) => [path, content]))
}

const before = build()
const page = before.get(PAGE)!

/** Markdown as it is read: without marks, links by their text, escapes resolved. */
function plain(markdown: string): string {
  return markdown
    .replace(/\[((?:\\.|[^\]\\])*)\]\([^)]*\)/g, "$1")
    .replace(/[`*]/g, "")
    .replace(/\\([!-/:-@[-`{-~])/g, "$1")
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&amp;/g, "&")
}

/** The part of the page below a heading. */
function section(text: string, heading: string): string {
  const [, rest = ""] = text.split(new RegExp(`^#+ ${heading}$`, "m"))
  return rest.split(/^#{1,3} /m)[0]!
}

/** Whether a table below a heading has a row that begins with these cells. */
function hasRow(text: string, heading: string, cells: readonly string[]): boolean {
  const rows = section(text, heading)
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .map((line) =>
      line
        .slice(1, -1)
        .split(/(?<!\\)\|/)
        .map((cell) => plain(cell.trim())),
    )
  return rows.some((row) => cells.every((cell, index) => row[index] === cell))
}

interface Arrows {
  readonly overview: readonly string[]
  readonly isolation: readonly string[]
}

/** The arrows of both flowcharts, each end with the frame around it: `Backend VM/Redis`. */
async function arrowsOf(text: string): Promise<Arrows> {
  const [overview, isolation] = [...text.matchAll(/^```mermaid\n(.*?)^```$/gms)].map((match) => match[1]!)
  return { overview: await arrows(overview!), isolation: await arrows(isolation!) }
}

interface Parsed {
  getVertices(): ReadonlyMap<string, { readonly text?: string; readonly type?: string }>
  getEdges(): readonly {
    readonly start: string
    readonly end: string
    readonly text: string
    readonly stroke: string
  }[]
  getSubGraphs(): readonly { readonly id: string; readonly title: string; readonly nodes: readonly string[] }[]
}

async function parse(text: string): Promise<Parsed> {
  return (await mermaid.mermaidAPI.getDiagramFromText(text)).db as unknown as Parsed
}

async function arrows(text: string): Promise<readonly string[]> {
  const parsed = await parse(text)
  const frames = new Map(parsed.getSubGraphs().flatMap(({ title, nodes }) => nodes.map((id) => [id, title])))
  const titles = new Map(parsed.getSubGraphs().map(({ id, title }) => [id, title]))
  const name = (id: string): string => {
    if (titles.has(id)) return titles.get(id)!
    return `${frames.has(id) ? `${frames.get(id)}/` : ""}${parsed.getVertices().get(id)?.text}`
  }
  return parsed.getEdges().map(({ start, end, text: label, stroke }) => {
    const words = label.split("<br/>")[0]!
    const line =
      stroke === "dotted"
        ? words
          ? `-. ${words} .->`
          : "-.->"
        : words && !words.endsWith("only")
          ? `-- ${words} -->`
          : "-->"
    return `${name(start)} ${line} ${name(end)}`
  })
}

beforeAll(async () => {
  Object.assign(DOMPurify, { sanitize: (text: string) => text, addHook: () => undefined })
  await mermaid.parse("flowchart LR")
})

/**
 * What a change of a fact changes beside the page: a pattern of paths; nothing, where it is only words for people. Or the rule that
 * refuses the change, because the fact has to be so.
 */
type Governs = RegExp | "words" | { readonly refusedBy: string }

interface Fact {
  readonly says: string
  readonly holds: (text: string) => boolean
  readonly change: Change
  readonly governs: Governs
}

function row(
  heading: string,
  cells: readonly string[],
  change: (data: Data, pins: Pins) => unknown,
  governs: Governs,
): Fact {
  return {
    says: `${heading}: ${cells.join(" | ")}`,
    holds: (text) => hasRow(text, heading, cells),
    change: (data, pins) => {
      change(data, pins)
      return undefined
    },
    governs,
  }
}

function sentence(text: string, change: (data: Data, pins: Pins) => unknown, governs: Governs): Fact {
  return {
    says: text,
    holds: (markdown) => plain(markdown).replace(/\n/g, " ").includes(text),
    change: (data, pins) => {
      const changed = change(data, pins)
      return typeof changed === "object" && changed !== null && "environments" in changed ? changed : undefined
    },
    governs,
  }
}

const service = (data: Data, id: string): Data => {
  const [host, name] = id.split(".") as [string, string]
  return data.hosts[host].services[name]
}

/** Takes an edge away, with the variables that hold its address. */
function unuse(data: Data, id: string, target: string, ...variables: readonly string[]): void {
  const own = service(data, id)
  own.uses = own.uses.filter((edge: Data) => (typeof edge === "string" ? edge : edge.to) !== target)
  for (const variable of variables) delete own.environment[variable]
}

const BACKEND = /^GCP-Backend-(?:dev|staging|production)\/docker-compose\.yml$/
const COMPUTE = /^GCP-ComputeServer-(?:dev|staging|production)\/compute\/docker-compose\.yml$/
const CADDYFILE = /^GCP-Backend-(?:dev|staging|production)\/.*Caddyfile$/
const TERRAFORM = /^terraform\//
const EVERY_HOST = [
  /* by heading */ ["Backend VM", "backend", BACKEND],
  ["Compute VM", "compute", COMPUTE],
] as const

const providers: readonly Fact[] = [
  sentence(
    "Overview of Sartiq's cloud infrastructure, covering cloud providers, environments, and service architecture.",
    (data) => (data.description = "What Sartiq runs."),
    "words",
  ),
  sentence("Sartiq runs on a multi-cloud architecture", (data) => (data.title = "Sartiq Ltd"), "words"),
  row(
    "Cloud Providers",
    ["GCP", "europe-west8", "Primary provider. Backend services, compute, databases"],
    (data) => Object.assign(data.clouds.gcp, { region: "europe-west1", zone: "europe-west1-b" }),
    TERRAFORM,
  ),
  row(
    "Cloud Providers",
    ["Vercel", "Global", "Frontend deployments (web app and website)"],
    (data) => (data.clouds.vercel.purpose = "Frontends"),
    "words",
  ),
  row(
    "Cloud Providers",
    ["Cloudflare", "Global", "Content storage (R2) and CDN"],
    (data) => (data.clouds.cloudflare.purpose = "Storage"),
    "words",
  ),
  row(
    "GCP Projects",
    ["sartiq-ops", "Shared infrastructure (Terraform state bucket)"],
    (data) => (data.clouds.gcp.operations.project = "sartiq-operations"),
    TERRAFORM,
  ),
  row(
    "GCP Projects",
    ["sartiq-dev", "Development environment"],
    (data) => (data.environments.development.project = "sartiq-devel"),
    /^terraform\/.*development/,
  ),
  row(
    "GCP Projects",
    ["sartiq-staging", "Staging environment"],
    (data) => (data.environments.staging.project = "sartiq-stage"),
    /^terraform\/.*staging/,
  ),
  row(
    "GCP Projects",
    ["sartiq-prod", "Production environment"],
    (data) => (data.environments.production.project = "sartiq-live"),
    /^terraform\/.*production/,
  ),
  sentence(
    "Infrastructure is managed via Terraform + Terragrunt under the shootify-deployment/terraform/ directory.",
    (data) => (data.terraform = { directory: "infrastructure" }),
    /^infrastructure\//,
  ),
]

const environments: readonly Fact[] = [
  ...(
    [
      ["Development", ["localhost:3000", "localhost:8000", "localhost:9000"], "development", "localhost:3100"],
      [
        "Staging",
        ["staging-app.sartiq.com", "staging-api.sartiq.com", "compute-api-staging.sartiq.com"],
        "staging",
        "try.sartiq.com",
      ],
      ["Production", ["app.sartiq.com", "api.sartiq.com", "compute-api.sartiq.com"], "production", "my.sartiq.com"],
    ] as const
  ).flatMap(([title, hosts, environment, other]) =>
    (["app", "api", "compute"] as const).map((route) => ({
      ...row(
        "Environments",
        [title, ...hosts],
        (data) => (data.routes[route].host[environment] = other),
        environment === "production" && route === "app" ? TERRAFORM : CADDYFILE,
      ),
      says: `Environments: ${title}'s ${route} is ${hosts[["app", "api", "compute"].indexOf(route)]}`,
    })),
  ),
  sentence(
    "Each environment runs on its own GCP project with dedicated VMs, databases and networking.",
    (data) => Object.assign(data.environments.staging, { project: "sartiq-dev" }),
    { refusedBy: "terraform/shared_project" },
  ),
  sentence(
    "GCP-Backend-{dev,staging,production}/docker-compose.yml",
    (data) => (data.hosts.backend.stacks.backend.directory = "Backend-{short}"),
    /^Backend-dev\/docker-compose\.yml$/,
  ),
  sentence(
    "GCP-ComputeServer-{dev,staging,production}/compute/docker-compose.yml",
    (data) => (data.hosts.compute.stacks.compute.directory = "Compute-{short}"),
    /^Compute-staging\/docker-compose\.yml$/,
  ),
  sentence(
    "Caddy handles SSL termination and routes traffic to backend services.",
    (data) =>
      Object.assign(data.routes.app, { tls: "off" }) &&
      Object.assign(data.routes.api, { tls: "off" }) &&
      Object.assign(data.routes.compute, { tls: "off" }),
    { refusedBy: "routes/plain_http" },
  ),
  ...(
    [
      ["api.sartiq.com", "Backend Production", "api", "production"],
      ["staging-api.sartiq.com", "Backend Staging", "api", "staging"],
      ["compute-api.sartiq.com", "Compute Server Production", "compute", "production"],
      ["compute-api-staging.sartiq.com", "Compute Server Staging", "compute", "staging"],
    ] as const
  ).map(([url, name, route, environment]) =>
    row("URL Routing", [url, name], (data) => (data.routes[route].host[environment] = "other.sartiq.com"), CADDYFILE),
  ),
]

/** `heading | service | image | port | purpose`, as the seed's tables of both VMs say. */
const SERVICES: Readonly<Record<string, readonly (readonly [string, string, string, string, string])[]>> = {
  "Backend VM": [
    ["caddy", "Caddy", "caddy:2-alpine", "80, 443", "Reverse proxy, SSL/TLS termination"],
    ["api", "Backend API", "shootify-backend", "8000", "Core API (Python)"],
    ["scheduler", "Scheduler", "shootify-backend", "8010", "APScheduler service"],
    ["celery-worker", "Celery Worker", "shootify-backend", "—", "Async task processing"],
    ["webapp", "Webapp", "shootify-webapp", "3000", "Frontend (dev/staging only)"],
    ["postgres", "PostgreSQL", "postgres:17", "5432", "Primary database"],
    ["redis", "Redis", "redis:7-alpine", "—", "Cache, Celery broker, pub/sub"],
    ["db-backup", "DB Backup", "tiredofit/db-backup", "—", "Scheduled backups to R2"],
  ],
  "Compute VM": [
    ["api", "API", "shootify-compute-server", "9000", "Compute API"],
    ["fal-worker", "FAL Worker", "shootify-compute-server", "—", "External AI model integration (concurrency: 50)"],
    ["llm-worker", "LLM Worker", "shootify-compute-server", "—", "OpenAI, Anthropic, Gemini interactions"],
    ["local-cpu-worker", "Local CPU Worker", "shootify-compute-server", "—", "U2NET inference (CPU-based)"],
    ["workflow-worker", "Workflow Worker", "shootify-compute-server", "—", "Pipeline execution"],
    ["inference-worker", "Inference Worker", "shootify-compute-server", "—", "FAL inference tasks"],
    ["beat", "Beat", "shootify-compute-server", "—", "Celery Beat scheduler"],
    ["event-listener", "Event Listener", "shootify-compute-server", "—", "Redis event listener"],
    ["postgres", "PostgreSQL", "postgres:17", "5433", "Compute database"],
    ["redis", "Redis", "redis:alpine", "6479", "Celery broker, task state"],
    ["db-backup", "DB Backup", "tiredofit/db-backup", "—", "Scheduled backups to R2"],
  ],
}

/** What the purpose says, where the generated page goes on: with what more is known of the concurrency. */
function saysPurpose(cell: string, purpose: string): boolean {
  return (
    cell === purpose || cell.startsWith(`${purpose} (concurrency: `) || cell.startsWith(`${purpose}; concurrency: `)
  )
}

/** Whether the table of a VM has the service with the cell as the seed says it. */
function cellOf(text: string, heading: string, title: string, column: number): string | undefined {
  const line = section(text, heading)
    .split("\n")
    .find((one) => plain(one).startsWith(`| ${title} |`))
  return line === undefined
    ? undefined
    : plain(
        line
          .slice(1, -1)
          .split(/(?<!\\)\|/)
          [column]!.trim(),
      )
}

const services: readonly Fact[] = EVERY_HOST.flatMap(([heading, host, governs]) =>
  SERVICES[heading]!.flatMap(([name, title, image, port, purpose]): readonly Fact[] => {
    const own = (data: Data): Data => data.hosts[host].services[name]
    const fact = (
      says: string,
      column: number,
      holds: (cell: string) => boolean,
      change: Fact["change"],
      what: Governs,
    ): Fact => ({
      says: `${heading}: ${title}, ${says}`,
      holds: (text) => {
        const cell = cellOf(text, heading, title, column)
        return cell !== undefined && holds(cell)
      },
      change: (data, pins) => {
        change(data, pins)
        return undefined
      },
      governs: what,
    })
    const [repository] = image.split(":") as [string]
    return [
      fact(
        "its name",
        0,
        (cell) => cell === title,
        (data) => (own(data).title = `${title} 2`),
        "words",
      ),
      fact(
        image,
        1,
        (cell) => cell === image,
        (data) => (data.images[own(data).image].repository = `example/${repository}`),
        governs,
      ),
      ...(image.includes(":")
        ? [
            fact(
              `the release line of ${image}`,
              1,
              (cell: string) => cell === image,
              (data: Data, pins: Pins) => {
                data.images[own(data).image].release = "1"
                pins[own(data).image] = { default: "1.2" }
                return undefined
              },
              governs,
            ),
          ]
        : []),
      ...(port === "—"
        ? [
            fact(
              "no port",
              2,
              (cell: string) => cell === port,
              (data: Data) => void Object.assign(own(data), { ports: { tcp: 7000 } }),
              "words" as const,
            ),
          ]
        : [
            fact(
              `port ${port}`,
              2,
              (cell: string) => cell === port,
              (data: Data) => portOf(own(data)),
              governs,
            ),
          ]),
      fact(
        purpose,
        3,
        (cell) => saysPurpose(cell, purpose),
        (data) => (own(data).purpose = "Something else"),
        governs,
      ),
    ]
  }),
)

/** Moves the first port of a service, where it is published. */
function portOf(own: Data): undefined {
  const [name] = Object.keys(own.ports) as [string]
  const port = own.ports[name]
  if (typeof port === "number") own.ports[name] = port + 100
  else port.publish = (port.publish ?? port.port) + 100
  return undefined
}

const varying: readonly Fact[] = [
  {
    says: "FAL Worker: concurrency: 50",
    holds: (text) => cellOf(text, "Compute VM", "FAL Worker", 3) === "External AI model integration (concurrency: 50)",
    change: (data) => void Object.assign(service(data, "compute.fal-worker"), { concurrency: 40 }),
    governs: COMPUTE,
  },
  {
    says: "Webapp: dev/staging only",
    holds: (text) => cellOf(text, "Backend VM", "Webapp", 3) === "Frontend (dev/staging only)",
    change: (data, pins) => {
      delete service(data, "backend.webapp").only
      Object.assign(pins["shootify-webapp"]!, { production: "1" })
      return undefined
    },
    governs: /^GCP-Backend-production\/docker-compose\.yml$/,
  },
  sentence(
    "Each environment runs two VMs, Backend and Compute, each with its own isolated data stores.",
    (data) => {
      Object.assign(service(data, "backend.postgres").ports.postgres, { exposure: "private" })
      service(data, "compute.event-listener").uses.push({ to: "backend.postgres", access: "read" })
    },
    { refusedBy: "edges/isolation" },
  ),
  row(
    "Service Isolation",
    [
      "Backend",
      "Users, organizations, products, subjects, shootings, generations",
      "Cache, sessions, pub/sub for WebSocket",
    ],
    (data) => (service(data, "backend.postgres").store.contents = "Users"),
    "words",
  ),
  row(
    "Service Isolation",
    ["Compute", "Tasks, workflows, provider state, job history", "Celery broker, task results, workflow state"],
    (data) => (service(data, "compute.redis").store.usage = "Queues"),
    "words",
  ),
  sentence(
    "All persistent data is stored on GCP persistent disks mounted at /data:",
    (data) => JSON.parse(JSON.stringify(data).replaceAll('"/data', '"/srv')),
    TERRAFORM,
  ),
]

const folders: readonly Fact[] = [
  ["/data/postgres", "PostgreSQL data", "backend", "postgres", BACKEND],
  ["/data/redis", "Redis snapshots", "backend", "redis", BACKEND],
  ["/data/caddy", "Caddy configuration and certificates", "backend", "caddy", BACKEND],
  ["/data/models/onnx", "ML model files (U2NET)", "compute", "local-cpu-worker", COMPUTE],
].flatMap(([path, contents, host, name, governs]): readonly Fact[] => {
  const says = row("Data Persistence", [path as string, contents as string], () => undefined, "words")
  const moved = (text: string): string => text.replaceAll(`"${path}`, `"${path}-2`)
  return [
    {
      ...says,
      change: (data) => JSON.parse(moved(JSON.stringify(data))),
      governs: governs as RegExp,
    },
    {
      ...says,
      says: `${path}: ${contents}`,
      change: (data) => {
        for (const one of ["backend", "compute"]) {
          const held = data.hosts[one].disks.data.holds[path as string]
          if (held !== undefined) held.contents = `${contents} of ${host} ${name}`
        }
        return undefined
      },
      governs: "words",
    },
  ]
})

const SECTIONS = ["Servers & Compute", "Network, Storage & IAM", "Operations", "Security"]

interface ArrowFact {
  readonly diagram: keyof Arrows
  readonly arrow: string
  readonly change: (data: Data) => unknown
  readonly governs: Governs
}

const arrowFacts: readonly ArrowFact[] = [
  {
    diagram: "overview",
    arrow: "Users --> Vercel",
    change: (data) => delete data.externals.users.uses,
    governs: "words",
  },
  {
    diagram: "overview",
    arrow: "Users --> Backend VM/Caddy",
    change: (data) => {
      for (const route of ["app", "api", "compute"]) {
        Object.assign(data.routes[route], { exposure: "private" })
        // What answers on localhost is for whoever sits there.
        data.routes[route].host.development = `dev-${route}.sartiq.com`
      }
    },
    governs: TERRAFORM,
  },
  {
    diagram: "overview",
    arrow: "Backend VM/Caddy --> Backend VM/Backend API",
    change: (data) => (data.routes.api.to = "compute.api"),
    governs: CADDYFILE,
  },
  {
    diagram: "overview",
    arrow: "Backend VM/Caddy --> Vercel/Web App",
    change: (data) => (data.routes.app.to.default = "backend.api"),
    governs: CADDYFILE,
  },
  {
    diagram: "overview",
    arrow: "Backend VM/Backend API --> Compute VM/Compute API",
    change: (data) => unuse(data, "backend.api", "compute.api", "COMPUTE_API_URL"),
    governs: BACKEND,
  },
  {
    diagram: "overview",
    arrow: "Compute VM/Workers --> AI Providers",
    change: (data) => ["fal-worker", "inference-worker"].map((name) => unuse(data, `compute.${name}`, "fal")),
    governs: COMPUTE,
  },
  {
    diagram: "overview",
    arrow: "Cloudflare/R2 Storage --> Cloudflare/CDN",
    change: (data) => (data.routes.cdn.to = "backups"),
    governs: TERRAFORM,
  },
  {
    diagram: "overview",
    arrow: "Vercel -. read .-> Cloudflare/CDN",
    change: (data) => delete data.clouds.vercel.uses,
    governs: "words",
  },
  {
    diagram: "overview",
    arrow: "Backend VM -. read .-> Cloudflare/CDN",
    change: (data) => data.hosts.backend.uses.pop(),
    governs: "words",
  },
  {
    diagram: "overview",
    arrow: "Compute VM -. read .-> Cloudflare/CDN",
    change: (data) => data.hosts.compute.uses.pop(),
    governs: "words",
  },
  {
    diagram: "overview",
    arrow: "Backend VM -- write --> Cloudflare/R2 Storage",
    change: (data) => data.hosts.backend.uses.shift(),
    governs: "words",
  },
  {
    diagram: "overview",
    arrow: "Compute VM -- write --> Cloudflare/R2 Storage",
    change: (data) => data.hosts.compute.uses.shift(),
    governs: "words",
  },
  {
    diagram: "isolation",
    arrow: "Backend VM/API --> Backend VM/PostgreSQL",
    change: (data) => unuse(data, "backend.api", "postgres"),
    governs: BACKEND,
  },
  {
    diagram: "isolation",
    arrow: "Backend VM/API --> Backend VM/Redis",
    change: (data) => unuse(data, "backend.api", "redis", "REDIS_URL"),
    governs: BACKEND,
  },
  {
    diagram: "isolation",
    arrow: "Backend VM/Celery Worker --> Backend VM/Redis",
    change: (data) => unuse(data, "backend.celery-worker", "redis", "REDIS_URL"),
    governs: BACKEND,
  },
  {
    diagram: "isolation",
    arrow: "Backend VM/Scheduler --> Backend VM/PostgreSQL",
    change: (data) => unuse(data, "backend.scheduler", "postgres"),
    governs: BACKEND,
  },
  {
    diagram: "isolation",
    arrow: "Compute VM/API --> Compute VM/PostgreSQL",
    change: (data) => unuse(data, "compute.api", "postgres"),
    governs: COMPUTE,
  },
  {
    diagram: "isolation",
    arrow: "Compute VM/API --> Compute VM/Redis",
    change: (data) => unuse(data, "compute.api", "redis", "REDIS_URL"),
    governs: COMPUTE,
  },
  {
    diagram: "isolation",
    arrow: "Compute VM/Workers --> Compute VM/Redis",
    change: (data) => {
      for (const [name, own] of Object.entries<Data>(data.hosts.compute.services)) {
        if (own.group === "Workers") unuse(data, `compute.${name}`, "redis", "REDIS_URL")
      }
    },
    governs: COMPUTE,
  },
  {
    diagram: "isolation",
    arrow: "Backend VM/API --> Compute VM/API",
    change: (data) => unuse(data, "backend.api", "compute.api", "COMPUTE_API_URL"),
    governs: BACKEND,
  },
]

/** What is in which frame of each flowchart. */
const FRAMES: Readonly<Record<keyof Arrows, Readonly<Record<string, readonly string[]>>>> = {
  overview: {
    Vercel: ["Web App"],
    "Backend VM": ["Caddy", "Backend API", "Scheduler", "Celery Worker", "PostgreSQL", "Redis"],
    "Compute VM": ["Compute API", "Workers", "PostgreSQL", "Redis"],
    "AI Providers": ["FAL.ai", "OpenAI / Anthropic / Gemini"],
    Cloudflare: ["R2 Storage", "CDN"],
  },
  isolation: {
    "Backend VM": ["API", "Scheduler", "Celery Worker", "PostgreSQL", "Redis"],
    "Compute VM": ["API", "Workers", "PostgreSQL", "Redis"],
  },
}

/** Paths of artifacts that a change adds, removes or changes. */
function changedPaths(after: ReadonlyMap<string, string>): readonly string[] {
  return [...new Set([...before.keys(), ...after.keys()])].filter((path) => before.get(path) !== after.get(path))
}

function expectGoverned(after: ReadonlyMap<string, string>, governs: Governs): void {
  const changed = changedPaths(after)
  expect(changed).toContain(PAGE)
  if (governs instanceof RegExp) expect(changed.filter((path) => governs.test(path))).not.toEqual([])
}

describe("the page says", () => {
  const facts = [...providers, ...environments, ...services, ...varying, ...folders]

  it.each(facts.map((fact) => [fact.says, fact] as const))("%s", (_, { holds }) => {
    expect(holds(page)).toBe(true)
  })

  it.each(arrowFacts.map(({ diagram, arrow }) => [diagram, arrow] as const))("%s: %s", async (diagram, arrow) => {
    expect((await arrowsOf(page))[diagram]).toContain(arrow)
  })

  it.each(Object.entries(FRAMES))("%s: what stands in each frame, stores as cylinders", async (diagram, frames) => {
    const parsed = await parse(before.get(`docs/diagrams/${diagram}.mmd`)!)
    const vertices = parsed.getVertices()
    for (const [title, names] of Object.entries(frames)) {
      const frame = parsed.getSubGraphs().find((graph) => graph.title === title)
      const inside = frame?.nodes.map((id) => vertices.get(id)) ?? []
      expect(inside.map((vertex) => vertex?.text)).toEqual(expect.arrayContaining([...names]))
      for (const vertex of inside) {
        const isStore = /^(?:PostgreSQL|Redis|R2 .*)$/.test(vertex?.text ?? "")
        expect(vertex?.type === "cylinder", vertex?.text).toBe(isStore)
      }
    }
  })

  it("Google Cloud with its region around both VMs", async () => {
    const frames = (await parse(before.get("docs/diagrams/overview.mmd")!)).getSubGraphs()
    const inside = frames.find(({ title }) => title === "GCP (europe-west8)")?.nodes ?? []
    expect(
      frames
        .filter(({ id }) => inside.includes(id))
        .map(({ title }) => title)
        .sort(),
    ).toEqual(["Backend VM", "Compute VM"])
  })

  it.each(SECTIONS)("where to read about %s", (title) => {
    const [, file] = new RegExp(`^- \\[${title}\\]\\(([a-z-]+\\.md)\\)`, "m").exec(section(page, "Sections"))!
    expect(before.get(`docs/${file}`)).toContain(`# ${title}\n`)
  })
})

describe("a change in the topology reaches the page and what it governs:", () => {
  const facts = [...providers, ...environments, ...services, ...varying, ...folders]

  it.each(facts.map((fact) => [fact.says, fact] as const))("%s", (_, { holds, change, governs }) => {
    if (typeof governs === "object" && "refusedBy" in governs) {
      expect(compiled(change).diagnostics.map(({ code }) => code)).toContain(governs.refusedBy)
      return
    }
    const after = build(change)
    expect(holds(after.get(PAGE)!)).toBe(false)
    expectGoverned(after, governs)
  })

  it.each(arrowFacts.map((fact) => [`${fact.diagram}: ${fact.arrow}`, fact] as const))(
    "%s",
    async (_, { diagram, arrow, change, governs }) => {
      const after = build((data) => void change(data))
      expect((await arrowsOf(after.get(PAGE)!))[diagram]).not.toContain(arrow)
      expectGoverned(after, governs)
    },
  )
})

describe("a tag", () => {
  /** Another tag of the same release line, or another version of an image that states none. */
  const OTHER: Readonly<Record<string, string>> = {
    caddy: "2.12.1-alpine3.22",
    postgres: "17.7",
    redis: "7.4.9-alpine",
    "compute-redis": "8.3-alpine",
  }

  it.each(Object.keys(topology.images))("of %s is one line of each service, and of no page or diagram", (image) => {
    const environment = image === "shootify-webapp" ? "staging" : "production"
    const after = build((_, pins) => {
      pins[image]![environment] = OTHER[image] ?? "1.99.0"
      return undefined
    })
    const changed = changedPaths(after)
    expect(changed.length).toBeGreaterThan(0)
    for (const path of changed) {
      expect(path).toMatch(new RegExp(`^GCP-.*-${environment}/.*docker-compose\\.yml$`))
      const [old, now] = [before.get(path)!.split("\n"), after.get(path)!.split("\n")]
      expect(now.length).toBe(old.length)
      const lines = now.filter((line, index) => line !== old[index])
      const { repository } = topology.images[image as "caddy"]
      expect(lines.length).toBe(
        old.filter((line) => line.match(/^ {4}image: "?([^"]*):/)?.[1]?.endsWith(repository)).length,
      )
      for (const line of lines) expect(line).toMatch(/^ {4}image: /)
    }
  })

  it("of another release line is refused", () => {
    const { diagnostics } = compiled((_, pins) => {
      pins.redis!.default = "8-alpine"
      return undefined
    })
    expect(diagnostics.map(({ code }) => code)).toContain("images/outside_release")
  })
})

describe("the web app", () => {
  it("reads the same variables on a VM and at Vercel", () => {
    const onVm = topology.hosts.backend.services.webapp.environment
    const atVercel = topology.clouds.vercel.projects.webapp.environment
    expect(Object.keys(onVm)).toEqual(Object.keys(atVercel))
  })

  const joined = ({ networks }: Data): readonly string[] => (Array.isArray(networks) ? networks : Object.keys(networks))

  it.each(["dev", "staging"])("reaches the API from its container in %s, and nothing outside", (short) => {
    const { services, networks } = parseYaml(before.get(`GCP-Backend-${short}/docker-compose.yml`)!)
    expect(services.webapp.environment.API_URL).toMatch(/^http:\/\/api[.:]/)
    expect(joined(services.api)).toContain("api")
    expect(joined(services.webapp)).toContain("api")
    for (const name of joined(services.webapp)) expect(networks[name].internal).toBe(true)
  })
})

describe("links of all pages", () => {
  it("lead to files that are generated", () => {
    const dead = [...before].flatMap(([path, content]) =>
      path.endsWith(".md")
        ? [...content.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].flatMap(([, href]) => {
            if (/^https?:/.test(href!)) return []
            const target = new URL(href!, `file:///${path}`).pathname.slice(1)
            return before.has(target) ? [] : [`${path}: ${href}`]
          })
        : [],
    )
    expect(dead).toEqual([])
  })
})

describe("commands", () => {
  it("name files that are generated", () => {
    const lines = before
      .get("docs/operations.md")!
      .split("\n")
      .filter((line) => line.includes("docker compose"))
    for (const line of lines) {
      const folder = /\(cd (GCP-[^ ]+) /.exec(line)?.[1]
      if (folder === undefined) continue
      const files = [...line.matchAll(/--(?:env-)?file ([^ ]+)/g)].map(
        ([, file]) => `${folder}/${file === ".env" ? ".env.example" : file}`,
      )
      expect(files.length).toBeGreaterThan(0)
      for (const file of files) expect([...before.keys()]).toContain(file)
    }
  })

  it("copy folders that hold a compose file", () => {
    const folders = [...before.get("docs/operations.md")!.matchAll(/^tar --create --directory=([^ ]+) /gm)].map(
      (match) => match[1]!,
    )
    expect(folders.length).toBe(6)
    for (const folder of folders) expect([...before.keys()]).toContain(`${folder}/docker-compose.yml`)
  })
})

describe("the company's names", () => {
  it("stand nowhere but in its topology and what comes of it", () => {
    const tracked = execFileSync("git", ["ls-files", "-z"], { cwd: ROOT, encoding: "utf8" }).split("\0")
    const elsewhere = tracked.filter(
      (path) =>
        path !== "" &&
        !/^(?:topology\.ts|images\.toml|docs\/assumptions\.md|test\/seed\.test\.ts|out\/.*)$/.test(path) &&
        existsSync(`${ROOT}${path}`) &&
        /sartiq|shootify|u2net|\bfal\b|fal\.(?:ai|run)|computeserver/i.test(readFileSync(`${ROOT}${path}`, "utf8")),
    )
    expect(elsewhere).toEqual([])
  })
})
