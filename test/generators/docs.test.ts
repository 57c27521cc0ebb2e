import { execFileSync } from "node:child_process"
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import DOMPurify from "dompurify"
import mermaid from "mermaid"
import { beforeAll, describe, expect, it, onTestFinished } from "vitest"
import type { Artifact } from "../../core/artifact.js"
import { type Compilation, compile } from "../../core/compile.js"
import { machineShape } from "../../core/machines.js"
import { startOrder } from "../../core/order.js"
import { rules } from "../../core/rules/index.js"
import { anchor, md, table } from "../../formats/markdown.js"
import { MAX_EDGES, MAX_TEXT } from "../../formats/mermaid.js"
import { docs } from "../../generators/docs/index.js"
import { across, braced, every, size } from "../../generators/docs/words.js"

/** A library with a catalogue on one VM and a search index on another. */
const LIBRARY = {
  name: "library",
  title: "Town Library",
  description: "What the Town Library runs.",
  docs: { root: "library-deployment" },
  environments: {
    staging: {
      project: "library-staging",
      purpose: "Trying things out",
      deploy: "Push to main",
      network: "10.1.0.0/24",
    },
    production: { project: "library-prod", purpose: "What readers use", access: "Readers", network: "10.2.0.0/24" },
  },
  clouds: {
    gcp: {
      purpose: "Runs everything",
      region: "europe-north1",
      zone: "europe-north1-a",
      operations: {
        project: "library-ops",
        purpose: "Terraform state",
        stateBucket: "library-state",
        registry: "library",
      },
      operators: [{ member: "group:it@library.example", reason: "Keeps it running" }],
    },
    cloudflare: {
      purpose: "Keeps scans",
      zone: "library.example",
      cdn: { title: "Edge" },
      buckets: {
        scans: { title: "Scans", name: { staging: "scans-staging", production: "scans" } },
        dumps: { title: "Dumps", name: { staging: "dumps-staging", production: "dumps" } },
      },
    },
  },
  images: {
    caddy: { repository: "caddy", release: "2-alpine" },
    postgres: { repository: "postgres" },
    catalogue: { repository: "catalogue", private: true, family: "python", secretsAsVariables: "It reads variables" },
    search: { repository: "search", private: true, family: "python" },
    "db-backup": { repository: "tiredofit/db-backup" },
  },
  secrets: {
    CATALOGUE_PASSWORD: { purpose: "Password of the catalogue's database" },
    DUMPS_ID: { purpose: "Id of the key to the dumps" },
    DUMPS_KEY: { purpose: "Key to the dumps" },
    STAFF_HASH: { purpose: "Password of the staff pages, as a bcrypt hash" },
  },
  externals: {
    readers: { title: "Readers", kind: "people" },
    isbn: { title: "ISBN Service", group: "Registries", hosts: ["isbn.example"] },
  },
  hosts: {
    desk: {
      title: "Desk VM",
      purpose: "Serves readers",
      machine: "e2-small",
      address: { staging: "10.1.0.2", production: "10.2.0.2" },
      stacks: { desk: { directory: "desk-{environment}", project: "desk" } },
      uses: [{ to: "scans", access: "write" }],
      disks: {
        data: {
          size: "20 GiB",
          mount: "/data",
          snapshots: { every: "day", keep: "7d" },
          holds: { "/data/postgres": { contents: "The catalogue" } },
        },
      },
      services: {
        caddy: { title: "Caddy", image: "caddy", ports: { http: 80, https: 443 }, proxy: {} },
        catalogue: {
          title: "Catalogue",
          purpose: "Answers readers",
          image: "catalogue",
          command: ["serve"],
          concurrency: { staging: 1, production: 8 },
          ports: { http: 8000 },
          uses: [{ to: "db", access: "write" }, "index.search", "isbn", { to: "scans", access: "write" }],
          health: { get: "/health" },
          secrets: { PASSWORD: "CATALOGUE_PASSWORD" },
          resources: { memory: "1 GiB", reserve: { memory: "256 MiB" } },
        },
        preview: {
          purpose: "Shows drafts",
          only: ["staging"],
          image: "catalogue",
          uses: [{ to: "db", access: "read" }],
          group: "Readers' tools",
        },
        db: {
          title: "PostgreSQL",
          purpose: "Keeps the catalogue",
          image: "postgres",
          ports: { postgres: { port: 5432, publish: 5440, exposure: "host" } },
          store: { contents: "Books, loans" },
          mounts: [{ source: "/data/postgres", target: "/var/lib/postgresql/data" }],
          secrets: { POSTGRES_PASSWORD: "CATALOGUE_PASSWORD" },
          resources: { memory: "2 GiB", reserve: { memory: "1 GiB" } },
        },
        backup: {
          title: "Backup",
          image: "db-backup",
          backup: { of: "db", to: "dumps", database: "books", at: "04:00", retention: "14d" },
          environment: { DB01_USER: "catalogue" },
          secrets: { DB01_PASS: "CATALOGUE_PASSWORD", DB01_S3_KEY_ID: "DUMPS_ID", DB01_S3_KEY_SECRET: "DUMPS_KEY" },
        },
      },
    },
    index: {
      title: "Index VM",
      machine: "n2-standard-2",
      address: { staging: "10.1.0.3", production: "10.2.0.3" },
      stacks: { index: { directory: "index-{environment}/app", project: "index" } },
      services: {
        search: { title: "Search", image: "search", ports: { http: 9200 }, health: { get: "/" }, uses: ["words"] },
        words: { title: "Words", image: "postgres", store: { contents: "Words of books" } },
      },
    },
  },
  routes: {
    catalogue: {
      title: "Catalogue",
      role: "frontend",
      host: { staging: "try.library.example", production: ["library.example", "books.library.example"] },
      handle: [
        {
          match: { path: ["/staff/*"], not: { remote: ["10.0.0.0/8"] } },
          to: "desk.catalogue",
          basicAuth: { user: "staff", password: "STAFF_HASH" },
        },
        { match: { path: ["/old/*"] }, redirect: "https://archive.example/", status: 301 },
      ],
      to: "desk.catalogue",
    },
    scans: {
      title: "Scans",
      role: "assets",
      exposure: "cdn",
      host: { staging: "scans-try.library.example", production: "scans.library.example" },
      to: "scans",
    },
  },
}

const PINS = {
  caddy: { default: "2-alpine" },
  postgres: { default: "17", staging: "18" },
  catalogue: { default: "1.0.0" },
  search: { default: "2.0.0" },
  "db-backup": { default: "4.1.17@sha256:abcdef" },
}

/** Pages say what is so, whatever a rule says of it. */
const WEIGHTS = Object.fromEntries(
  rules.flatMap(({ code, binding }): [string, "off"][] => (binding === true ? [] : [[code, "off"]])),
)

function compiled(topology: object, pins: object = PINS): Compilation {
  const compilation = compile(topology, {
    pins: pins as never,
    generators: [docs],
    today: new Date("2026-01-01T00:00:00Z"),
    severities: WEIGHTS,
  })
  const errors = compilation.diagnostics.filter(({ severity }) => severity === "error")
  if (errors.length > 0) throw new Error(JSON.stringify(errors, null, 2))
  return compilation
}

function page(compilation: Compilation, path: string): string {
  const found = compilation.artifacts.find((artifact) => artifact.path === path)
  if (found === undefined) throw new Error(`No ${path} among ${compilation.artifacts.map((one) => one.path)}`)
  return found.content
}

/** The part of a page below one heading. */
function section(text: string, heading: string): string {
  let fenced = false
  const lines = text.split("\n").map((line) => {
    if (line.startsWith("```")) fenced = !fenced
    return { line, level: fenced ? 0 : (/^#+(?= )/.exec(line)?.[0].length ?? 0) }
  })
  const start = lines.findIndex(({ line, level }) => level > 0 && line.slice(level + 1) === heading)
  if (start < 0) throw new Error(`No heading ${heading}`)
  const end = lines.findIndex(({ level }, index) => index > start && level > 0 && level <= lines[start]!.level)
  const inside = lines.slice(start + 1, end < 0 ? undefined : end)
  return inside.map(({ line }) => line).join("\n")
}

/** The rows of every table in a text, cells split where GitHub splits them. */
function rows(text: string): readonly (readonly string[])[] {
  return text
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .map((line) =>
      line
        .slice(1, -1)
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim()),
    )
}

function fences(text: string): readonly string[] {
  return [...text.matchAll(/^```mermaid\n(.*?)^```$/gms)].map((match) => match[1]!)
}

beforeAll(async () => {
  // Without a DOM there is no sanitizer; labels hold no `<` but `<br/>`.
  Object.assign(DOMPurify, { sanitize: (text: string) => text, addHook: () => undefined })
  await mermaid.parse("flowchart LR")
})

interface Parsed {
  getVertices(): ReadonlyMap<string, { readonly text?: string }>
  getEdges(): readonly {
    readonly start: string
    readonly end: string
    readonly text: string
    readonly stroke: string
  }[]
}

/** The arrows of a diagram by what stands at their ends. */
async function arrows(text: string): Promise<readonly string[]> {
  const { db } = await mermaid.mermaidAPI.getDiagramFromText(text)
  const parsed = db as unknown as Parsed & {
    getSubGraphs(): readonly { readonly id: string; readonly title: string }[]
  }
  const titles = new Map(parsed.getSubGraphs().map(({ id, title }) => [id, title]))
  const name = (id: string): string => titles.get(id) ?? parsed.getVertices().get(id)?.text ?? id
  return parsed.getEdges().map(({ start, end, text: label, stroke }) => {
    const line = stroke === "dotted" ? "-.->" : "-->"
    return `${name(start)} ${line}${label ? `|${label}|` : ""} ${name(end)}`
  })
}

describe("the infrastructure page", () => {
  const text = page(compiled(LIBRARY), "docs/infrastructure.md")

  it("says which services there are, with what varies between environments", () => {
    expect(section(text, "Desk VM")).toBe(`
Serves readers.

| Service | Image | Port | Purpose | Uses |
| --- | --- | --- | --- | --- |
| Caddy | \`caddy:2-alpine\` | 80, 443 | — | Catalogue |
| Catalogue | \`catalogue\` | 8000 | Answers readers (concurrency: 1 in staging, 8 in production) | PostgreSQL, Search (Index VM), ISBN Service, Scans |
| Preview | \`catalogue\` | — | Shows drafts (staging only) | PostgreSQL |
| PostgreSQL | \`postgres\` | 5440 | Keeps the catalogue | — |
| Backup | \`tiredofit/db-backup\` | — | — | PostgreSQL, Dumps |
`)
  })

  it("names an image with its release line, whatever tag runs", () => {
    const moving = structuredClone(LIBRARY)
    Object.assign(moving.images.postgres, { release: { staging: "18", production: "17" } })
    const infrastructure = page(compiled(moving), "docs/infrastructure.md")
    expect(section(infrastructure, "Desk VM")).toContain(
      "| PostgreSQL | `postgres:18` in staging, `postgres:17` in production |",
    )
    expect(page(compiled(moving), "docs/environments/staging.md")).toContain("| PostgreSQL | `postgres:18` |")
  })

  it("is the same under any tag", () => {
    const pins = { ...PINS, caddy: { default: "2.11-alpine" }, postgres: { default: "17.6", staging: "18.1" } }
    expect(compiled(LIBRARY, pins).artifacts.map(({ content }) => content)).toEqual(
      compiled(LIBRARY).artifacts.map(({ content }) => content),
    )
  })

  it("says what each environment is for, who may reach it, and which databases it has", () => {
    const matrix = rows(section(text, "Environments"))
    expect(matrix).toContainEqual(["Environment", "Purpose", "Deployed by", "Who may reach it", "Databases"])
    expect(matrix).toContainEqual([
      "Production",
      "What readers use",
      "—",
      "Readers",
      "PostgreSQL (Desk VM), Words (Index VM)",
    ])
  })

  it("draws a service under the name that the diagram gives it", () => {
    const named = structuredClone(LIBRARY)
    Object.assign(named.hosts.desk.services.catalogue, { drawnAs: { overview: "Catalogue API" } })
    const infrastructure = page(compiled(named), "docs/infrastructure.md")
    const [overview, isolation] = ["Infrastructure Overview", "Service Isolation"].map(
      (title) => fences(section(infrastructure, title))[0]!,
    )
    expect(overview).toContain('["Catalogue API"]')
    expect(isolation).toContain('["Catalogue"]')
    expect(section(infrastructure, "Desk VM")).toContain("| Catalogue |")
  })

  it("draws services of a group as one, what a host reaches once, and what only some environments have", async () => {
    const drawn = await arrows(fences(section(text, "Infrastructure Overview"))[0]!)
    expect(drawn).toEqual([
      "Readers --> Caddy",
      "Caddy --> Catalogue",
      "Catalogue --> Search",
      "Desk VM -->|backups| Dumps",
      "Scans --> Edge",
      "Desk VM -->|write| Scans",
      "Catalogue --> Registries",
    ])
    const isolated = await arrows(fences(section(text, "Service Isolation"))[0]!)
    expect(isolated).toContain("Catalogue --> PostgreSQL")
    expect(isolated.some((arrow) => /^Readers' tools -.->\|read<br\/>staging only\| PostgreSQL$/.test(arrow))).toBe(
      true,
    )
  })

  it("lists compose files, projects and URLs", () => {
    expect(text).toContain(
      "```text\ndesk-{staging,production}/docker-compose.yml\nindex-{staging,production}/app/docker-compose.yml\n```",
    )
    expect(rows(section(text, "GCP Projects")).slice(2)).toEqual([
      ["`library-ops`", "Terraform state"],
      ["`library-staging`", "Trying things out"],
      ["`library-prod`", "What readers use"],
    ])
    expect(
      rows(section(text, "URL Routing"))
        .slice(2)
        .map(([url, service]) => [url, service]),
    ).toEqual([
      ["[try.library.example](https://try.library.example)", "Catalogue Staging"],
      [
        "[library.example](https://library.example), [books.library.example](https://books.library.example)",
        "Catalogue Production",
      ],
      ["[scans-try.library.example](https://scans-try.library.example)", "Scans Staging"],
      ["[scans.library.example](https://scans.library.example)", "Scans Production"],
    ])
    expect(text).toContain("Each environment runs on its own GCP project with dedicated VMs, databases and networking.")
  })

  it("keeps what Redis is used for apart from what other stores are used for", () => {
    const stores = structuredClone(LIBRARY)
    Object.assign(stores.hosts.desk.services.db.store, { usage: "full-text search" })
    Object.assign(stores.images, { redis: { repository: "redis" } })
    Object.assign(stores.hosts.desk.services, { cache: { image: "redis", store: { usage: "Sessions" } } })
    const infrastructure = page(compiled(stores, { ...PINS, redis: { default: "7" } }), "docs/infrastructure.md")
    expect(rows(infrastructure)).toContainEqual(["Desk", "Books, loans (full-text search)", "Sessions"])
  })

  it("says why each service is left out of the overview", () => {
    expect(text).toContain(
      "Left out here: Preview, which only works with data stores of its own VM; Backup, whose backups are drawn as the VM's. [Service",
    )
  })

  it("says no more than is so", () => {
    const shared = structuredClone(LIBRARY)
    shared.environments.staging.project = "library-prod"
    expect(page(compiled(shared), "docs/infrastructure.md")).not.toContain("its own GCP project")
    const crossing = structuredClone(LIBRARY) as unknown as {
      hosts: { index: { services: { search: { uses: string[] } } } }
    } & typeof LIBRARY
    crossing.hosts.index.services.search.uses = ["desk.db"]
    Object.assign(crossing.hosts.desk.services.db.ports.postgres, { exposure: "private" })
    const crossed = page(compiled(crossing), "docs/infrastructure.md")
    expect(text).toContain("each with its own isolated data stores")
    expect(crossed).not.toContain("isolated data stores")
    expect(crossed).not.toContain("never to a data store")
  })
})

describe("the page of an environment", () => {
  const text = page(compiled(LIBRARY), "docs/environments/production.md")

  it("compares memory with the machine", () => {
    const memory = section(text, "Memory of the Desk VM")
    expect(rows(memory).at(-1)).toEqual(["**All services**", "**1.25 GiB**", "**3 GiB**", "—"])
    expect(memory).toContain(
      "What is reserved fits. If every service took its limit at once, 1.5 GiB would be missing.",
    )
    const small = structuredClone(LIBRARY)
    small.hosts.desk.machine = "e2-micro"
    expect(page(compiled(small), "docs/environments/production.md")).toContain(
      "What is reserved does not fit: it is 768 MiB more than is left.",
    )
    small.hosts.desk.machine = "x9-standard-2"
    expect(page(compiled(small), "docs/environments/production.md")).not.toContain("What is reserved")
  })

  it("shows where ports are bound, and what is mounted", () => {
    expect(rows(section(text, "Ports of the Desk VM"))).toContainEqual([
      "PostgreSQL",
      "5432/tcp",
      "5440/tcp",
      "`127.0.0.1`",
      "the machine itself",
    ])
    expect(rows(section(text, "Ports of the Index VM"))).toContainEqual([
      "Search",
      "9200/tcp",
      "9200/tcp",
      "`0.0.0.0`",
      "other VMs that use it",
    ])
    expect(rows(section(text, "Storage of the Desk VM"))).toContainEqual([
      "PostgreSQL",
      "`/data/postgres`",
      "`/var/lib/postgresql/data`",
      "read and write",
      "The catalogue",
    ])
  })

  it("shows routes in the order in which they match", () => {
    expect(rows(section(text, "Catalogue")).slice(2)).toEqual([
      ["1", "`/staff/*`, not from `10.0.0.0/8`", "Catalogue (Desk VM), port 8000", "password of staff"],
      ["2", "`/old/*`", "redirect to https\\://archive.example/", "—"],
      ["3", "the rest", "Catalogue (Desk VM), port 8000", "—"],
    ])
  })

  it("draws each edge with its port, and reads dotted", async () => {
    const staging = page(compiled(LIBRARY), "docs/environments/staging.md")
    const drawn = await arrows(fences(staging)[0]!)
    expect(drawn).toEqual(
      expect.arrayContaining([
        "Readers -->|443| Caddy",
        "Caddy -->|8000| Catalogue",
        "Catalogue -->|5432| PostgreSQL",
        "Catalogue -->|9200| Search",
        "Catalogue -->|443| ISBN Service",
        "Preview -.->|5432| PostgreSQL",
        "Backup -.->|5432| PostgreSQL",
      ]),
    )
  })

  it("names secrets and who takes them, and the firewall's rules", () => {
    expect(rows(section(text, "Secrets")).slice(2)).toContainEqual([
      "`CATALOGUE_PASSWORD`",
      "PostgreSQL (Desk VM)",
      "a file, named by `POSTGRES_PASSWORD_FILE`",
    ])
    expect(
      rows(section(text, "Firewall"))
        .slice(2)
        .map((row) => row.slice(1, 4)),
    ).toEqual([
      ["anyone", "Desk VM", "80/tcp"],
      ["anyone", "Desk VM", "443/tcp"],
      ["operators, through IAP", "Desk VM", "22/tcp"],
      ["Desk VM", "Index VM", "9200/tcp"],
      ["operators, through IAP", "Index VM", "22/tcp"],
    ])
  })
})

describe("the operations page", () => {
  const text = page(compiled(LIBRARY), "docs/operations.md")

  it("deploys what others reach first, with real paths", () => {
    const commands = section(text, "Deploy production")
    expect(commands.indexOf("# index:")).toBeLessThan(commands.indexOf("# desk:"))
    expect(commands).toContain(
      "tar --create --directory=index-production/app --exclude=./.env --exclude=./secrets --exclude='*.local.*' . |\n",
    )
    expect(commands).toContain(
      "gcloud compute ssh index --tunnel-through-iap --project=library-prod --zone=europe-north1-a --command='cd /opt/app && sudo docker compose up --detach --wait --remove-orphans'",
    )
  })

  it("goes to the port that sshd listens on", () => {
    const moved = structuredClone(LIBRARY)
    Object.assign(moved.hosts.index, { sshPort: 2222 })
    const commands = page(compiled(moved), "docs/operations.md").match(/^.*gcloud compute ssh .*$/gm)!
    for (const command of commands)
      expect(command.includes("--ssh-flag='-p 2222'"), command).toBe(command.includes("ssh index "))
    expect(commands.some((command) => command.includes("ssh index "))).toBe(true)
  })

  it("deploys no secret of a laptop over the VM's", () => {
    const folder = mkdtempSync(join(tmpdir(), "deploy-"))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const stack = join(folder, "desk-production")
    for (const path of [
      "docker-compose.yml",
      "docker-compose.local.yml",
      ".env",
      ".env.example",
      "secrets/KEY",
      "caddy/Caddyfile",
      "caddy/secrets/page.html",
    ]) {
      mkdirSync(dirname(join(stack, path)), { recursive: true })
      writeFileSync(join(stack, path), "")
    }
    const tar = /^tar --create --directory=desk-production .*(?= \|$)/m.exec(section(text, "Deploy production"))![0]
    const packed = execFileSync("sh", ["-c", `${tar} | tar --list`], { cwd: folder, encoding: "utf8" })
    expect(
      packed
        .split("\n")
        .filter((path) => path !== "" && !path.endsWith("/"))
        .sort(),
    ).toEqual(["./.env.example", "./caddy/Caddyfile", "./caddy/secrets/page.html", "./docker-compose.yml"])
  })

  it("brings to a VM what its start-up script does not write, and only that", () => {
    const append = /^for NAME in (.*); do$/gm
    const named = (content: string): readonly string[] => [...content.matchAll(append)].map((match) => match[1]!)
    // The account of the bucket that backups go to.
    expect(named(text)).toEqual(["CLOUDFLARE_ACCOUNT_ID", "CLOUDFLARE_ACCOUNT_ID"])
    expect(text).toContain("add to that file, never replace it")
    const byHand = structuredClone(LIBRARY)
    Object.assign(byHand.secrets.STAFF_HASH, { source: "env-file" })
    Object.assign(byHand.secrets.CATALOGUE_PASSWORD, { source: "env-file" })
    const kept = page(compiled(byHand), "docs/operations.md")
    expect(named(kept)[1]).toBe("CLOUDFLARE_ACCOUNT_ID CATALOGUE_PASSWORD STAFF_HASH")
    expect(kept).toContain("install --mode=0444 /dev/stdin /opt/desk-production/secrets/CATALOGUE_PASSWORD")
    const none = structuredClone(LIBRARY)
    Reflect.deleteProperty(none.hosts.desk.services, "backup")
    expect(page(compiled(none), "docs/operations.md")).not.toContain("Before the first start")
  })

  it("writes .env as Compose reads it, beside what is there", () => {
    const folder = mkdtempSync(join(tmpdir(), "append-"))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    writeFileSync(join(folder, ".env"), "KEPT=1\n")
    const [loop] = /^for NAME in .*?^done (?=\|$)/ms.exec(text)!
    const append = /sudo touch .*?(?='$)/m.exec(text)![0].replaceAll("sudo ", "")
    execFileSync("bash", ["-c", `${loop} | { ${append}; }`], {
      cwd: folder,
      input: "ab$c\n",
      stdio: ["pipe", "pipe", "ignore"],
    })
    expect(readFileSync(join(folder, ".env"), "utf8")).toBe("KEPT=1\nCLOUDFLARE_ACCOUNT_ID='ab$c'\n")
  })

  it("tells a database its new password, and names the URLs that hold it", () => {
    const shop = structuredClone(LIBRARY)
    Object.assign(shop.secrets, { CATALOGUE_URL: { purpose: "The catalogue's database", form: "url" } })
    Object.assign(shop.hosts.desk.services.catalogue.secrets, { DATABASE_URL: "CATALOGUE_URL" })
    Object.assign(shop.hosts.desk.services.db, { environment: { POSTGRES_USER: "clerk", POSTGRES_DB: "books" } })
    const change = section(page(compiled(shop), "docs/operations.md"), "Change the password of a database")
    expect(rows(change)).toContainEqual([
      "PostgreSQL (Desk VM), role `clerk`",
      "`CATALOGUE_PASSWORD`",
      "`CATALOGUE_URL`: `postgresql://clerk:PASSWORD@db.desk.internal:5432/books`",
    ])
    expect(change).toContain(
      "--ssh-flag=-t --command='cd /opt/desk-production && sudo docker compose exec db psql --username=clerk --dbname=postgres --command=\\\\password'\n",
    )
    expect(rows(page(compiled(shop), "docs/security.md"))).toContainEqual([
      "`CATALOGUE_URL`",
      "The catalogue's database: `postgresql://clerk:PASSWORD@db.desk.internal:5432/books`",
      "Secret Manager, as `CATALOGUE_URL`",
      "Catalogue (Desk VM)",
    ])
  })

  it("says which roles it takes, and who grants them", () => {
    const roles = section(text, "Roles")
    for (const role of [
      "compute.viewer",
      "secretmanager.secretVersionAdder",
      "compute.storageAdmin",
      "storage.objectUser",
    ])
      expect(roles).toContain(`\`roles/${role}\``)
    expect(rows(roles)[2]!.at(-1)).toBe("Terraform, to operators")
    const alone = structuredClone(LIBRARY)
    alone.clouds.gcp.operators = []
    const shut = page(compiled(alone), "docs/operations.md")
    expect(rows(section(shut, "Roles"))[2]!.at(-1)).toBe("by hand")
    const locked = "Nobody can log in to a VM yet: `clouds.gcp.operators` names nobody"
    expect(section(shut, "Places")).toContain(locked)
    expect(section(shut, "Places")).not.toContain("To work on a VM, log in")
    expect(section(page(compiled(LIBRARY), "docs/operations.md"), "Places")).not.toContain(locked)
  })

  it("takes a backup of each environment by a command of its own", () => {
    expect(section(text, "Back up")).toContain(
      "# staging: desk\ncd /opt/desk-staging && sudo docker compose exec backup backup-now\n# production: desk\ncd /opt/desk-production && ",
    )
  })

  it("forwards what is on localhost of a VM", () => {
    const near = structuredClone(LIBRARY)
    near.routes.catalogue.host.staging = "localhost:3000"
    const compilation = compiled(near)
    const forward =
      "gcloud compute ssh desk --tunnel-through-iap --project=library-staging --zone=europe-north1-a -- -N -L 3000:localhost:3000\n"
    expect(section(page(compilation, "docs/operations.md"), "Reach addresses on localhost")).toContain(forward)
    expect(page(compilation, "docs/environments/staging.md")).toContain(forward)
    expect(page(compilation, "docs/environments/production.md")).not.toContain("-- -N")
    // The proxy has no route on the ports that it declares.
    expect(rows(section(page(compilation, "docs/environments/staging.md"), "Ports of the Desk VM"))).toContainEqual([
      "Caddy",
      "443/tcp",
      "—",
      "—",
      "nobody",
    ])
    expect(text).not.toContain("Reach addresses on localhost")
  })

  it("says what is backed up, and how it comes back", () => {
    expect(rows(section(text, "Back up"))).toContainEqual([
      "PostgreSQL, database `books`",
      "Production",
      "Desk VM",
      "dump by Backup",
      "every day at 04:00",
      "14 days",
      "Dumps, `dumps`",
    ])
    const restore = section(text, "PostgreSQL of the Desk VM in production")
    expect(restore).toContain("sudo docker compose stop catalogue\n")
    expect(restore).toContain("sh books\n")
    expect(section(text, "/data of the Desk VM in production")).toContain("--disk=desk-data-restore")
  })

  it("stops whatever uses a database before a restore, on every VM and in every stack", () => {
    const shared = structuredClone(LIBRARY)
    Object.assign(shared.hosts.desk.stacks, { tools: { directory: "tools-{environment}", project: "tools" } })
    for (const service of Object.values(shared.hosts.desk.services)) Object.assign(service, { stack: "desk" })
    Object.assign(shared.hosts.desk.services, {
      labels: { image: "catalogue", stack: "tools", uses: [{ to: "db", access: "read" }] },
    })
    Object.assign(shared.hosts.index.services.search, { uses: ["words", { to: "desk.db", access: "write" }] })
    Object.assign(shared.hosts.desk.services.db.ports.postgres, { exposure: "private" })
    Object.assign(shared.hosts.desk.services.catalogue, { uses: [{ to: "db", access: "write" }] })
    const restore = section(page(compiled(shared), "docs/operations.md"), "PostgreSQL of the Desk VM in production")
    const onIndex = (words: string): string =>
      `gcloud compute ssh index --tunnel-through-iap --project=library-prod --zone=europe-north1-a --command='cd /opt/app && sudo docker compose ${words}'\n`
    const steps = [
      onIndex("stop search"),
      "gcloud compute ssh desk ",
      "\nsudo docker compose stop catalogue\n",
      "\n(cd /opt/tools-production && sudo docker compose stop labels)\n",
      "ALTER DATABASE",
      " restore /tmp/NAME\n",
      "\nsudo docker compose up --detach --wait --remove-orphans\n",
      "\n(cd /opt/tools-production && sudo docker compose up --detach --wait --remove-orphans)\nexit\n",
      onIndex("up --detach --wait --remove-orphans"),
    ].map((step) => restore.indexOf(step))
    expect(steps).not.toContain(-1)
    expect(steps).toEqual([...steps].sort((one, other) => one - other))
  })

  it("rehearses a restore where there is a place for it, and never in production", () => {
    const rehearsal = (topology: object): string =>
      /^A backup counts .*$/m.exec(page(compiled(topology), "docs/operations.md"))![0]
    expect(rehearsal(LIBRARY)).toContain("restore the latest one into staging at least")
    const live = structuredClone(LIBRARY)
    Object.assign(live.environments.staging, { stage: "production" })
    expect(rehearsal(live)).toContain("restore the latest one at least")
  })
})

describe("the security page", () => {
  const text = page(compiled(LIBRARY), "docs/security.md")

  it("lists exposures from the widest, and reach that nobody declared", () => {
    const exposed = rows(section(text, "Exposures")).slice(2)
    expect(exposed.map(([exposure]) => exposure)).toEqual([...exposed.map(([exposure]) => exposure)].sort().reverse())
    expect(rows(section(text, "Reach beyond what is declared"))).toContainEqual([
      "Desk VM",
      "`db`",
      "Catalogue, Preview and Backup",
    ])
    expect(rows(section(text, "Reach beyond what is declared")).at(-1)).toEqual([
      "Desk VM",
      "Search (Index VM), port 9200",
      "Catalogue",
      "Caddy and Backup",
    ])
  })

  it("says who can leave, and what for", () => {
    const ways = rows(section(text, "Ways out")).slice(2)
    expect(ways).toContainEqual(["Desk VM", "Catalogue", "Search (Index VM), ISBN Service, Scans"])
    expect(ways).toContainEqual(["Desk VM", "Backup", "Dumps"])
    expect(ways.map(([, service]) => service)).not.toContain("PostgreSQL")
  })

  it("does not speak of a laptop's address for a port that is not published there", () => {
    const both = structuredClone(LIBRARY)
    Object.assign(both.environments.staging, { placements: ["cloud", "local"] })
    const compilation = compiled(both)
    const bound = "`0.0.0.0` on VMs, not published on a laptop"
    expect(rows(page(compilation, "docs/security.md"))).toContainEqual([
      "`private`",
      "Staging",
      "Index VM",
      "Search",
      "9200/tcp",
      bound,
      "other VMs use it",
    ])
    const staging = page(compilation, "docs/environments/staging.md")
    expect(rows(staging)).toContainEqual(["Search", "9200/tcp", "9200/tcp", bound, "other VMs that use it"])
    expect(
      rows(staging)
        .find(([name]) => name === "`INDEX_BIND_ADDRESS`")!
        .slice(2),
    ).toEqual(["`0.0.0.0`", "not published"])
    expect(
      rows(staging)
        .find(([name]) => name === "`DESK_BIND_ADDRESS`")!
        .slice(2),
    ).toEqual(["`0.0.0.0`", "`127.0.0.1`"])
  })

  it("lists everybody who takes a secret: files, texts of variables, and logins", () => {
    const topology = structuredClone(LIBRARY)
    Object.assign(topology.hosts.desk.services.catalogue, { environment: { SALT: { secret: "DUMPS_KEY" } } })
    const compilation = compiled(topology)
    const takers = rows(section(page(compilation, "docs/security.md"), "Secrets"))
    const takenBy = (name: string) => takers.find(([secret]) => secret === `\`${name}\``)!.at(-1)
    expect(takenBy("DUMPS_KEY")).toBe("Catalogue (Desk VM), as a variable in SALT, Backup (Desk VM)")
    expect(takenBy("STAFF_HASH")).toBe("Caddy (Desk VM), as a variable, for logins")
    expect(takers).toContainEqual(["Catalogue (Desk VM)", "`PASSWORD`, `SALT`", "It reads variables"])
    const secrets = rows(section(page(compilation, "docs/environments/staging.md"), "Secrets"))
    expect(secrets).toContainEqual(["`DUMPS_KEY`", "Catalogue (Desk VM)", "the variable `SALT`"])
    expect(secrets).toContainEqual([
      "`STAFF_HASH`",
      "Caddy (Desk VM)",
      "the variable `STAFF_HASH`, for logins of its routes",
    ])
  })

  it("says what of a route needs a password", () => {
    const openTo = (topology: object) =>
      rows(section(page(compiled(topology), "docs/security.md"), "What the internet reaches")).map((row) => row.at(-1))
    expect(openTo(LIBRARY)[2]).toBe("anyone; `/staff/*`, not from `10.0.0.0/8` with the password")
    const closed = structuredClone(LIBRARY)
    const handle = [
      { handle: closed.routes.catalogue.handle.slice(1), basicAuth: { user: "a", password: "STAFF_HASH" } },
    ]
    Object.assign(closed.routes.catalogue, { handle, to: undefined })
    expect(openTo(closed)[2]).toBe("anyone with the password")
  })

  it("says why a secret is a variable", () => {
    expect(rows(section(text, "Secrets"))).toContainEqual(["Catalogue (Desk VM)", "`PASSWORD`", "It reads variables"])
  })
})

describe("all pages", () => {
  it("link to what is there", () => {
    const { artifacts, estate } = compiled(LIBRARY)
    const stacks = estate!.environments.flatMap(({ hosts }) => hosts.flatMap((host) => host.stacks))
    const files = new Set([
      ...artifacts.map(({ path }) => path),
      ...stacks.map(({ directory }) => `${directory}/docker-compose.yml`),
      "terraform/README.md",
    ])
    expect(deadLinks(artifacts, files)).toEqual([])
  })

  it("have an origin for each line, and none is the root", () => {
    for (const artifact of compiled(LIBRARY).artifacts) {
      const origins = artifact.origins()
      expect(origins.length, artifact.path).toBe(artifact.content.split("\n").length - 1)
      expect(
        origins.filter((origin) => origin === ""),
        artifact.path,
      ).toEqual([])
    }
  })

  it.each([
    ["/hosts/desk/services/catalogue/purpose", "Answers everybody"],
    ["/hosts/desk/machine", "e2-medium"],
    // The row of the matrix is the environment's, whatever route a cell of it shows.
    ["/routes/scans/host/production", "pictures.library.example", "/environments/production"],
    ["/secrets/CATALOGUE_PASSWORD/purpose", "Opens the database"],
    ["/hosts/desk/disks/data/snapshots/keep", "9d"],
    ["/clouds/gcp/operators/0/reason", "Keeps it safe"],
  ])("change where %s does, and say so", (pointer, value, row?: string) => {
    const changed = structuredClone(LIBRARY)
    set(changed, pointer, value)
    const before = new Map(compiled(LIBRARY).artifacts.map((artifact) => [artifact.path, artifact.content.split("\n")]))
    let lines = 0
    for (const artifact of compiled(changed).artifacts) {
      const origins = artifact.origins()
      const old = before.get(artifact.path)!
      artifact.content.split("\n").forEach((line, index) => {
        if (line === old[index]) return
        lines += 1
        expect(
          related(origins[index]!, pointer) || origins[index] === row,
          `${artifact.path}: ${line} <${origins[index]}>`,
        ).toBe(true)
      })
    }
    expect(lines).toBeGreaterThan(0)
  })

  it("do not change when a private image's tag or a digest does", () => {
    const contents = (pins: object): readonly string[] =>
      compiled(LIBRARY, pins).artifacts.map(({ content }) => content)
    const released = { ...PINS, catalogue: { default: "1.0.1" }, "db-backup": { default: "4.1.17@sha256:012345" } }
    expect(contents(released)).toEqual(contents(PINS))
  })

  it("hold no value of a variable", () => {
    const chatty = structuredClone(LIBRARY)
    Object.assign(chatty.hosts.desk.services.catalogue, { environment: { GREETING: "squeamish ossifrage" } })
    expect(
      compiled(chatty)
        .artifacts.map(({ content }) => content)
        .join(),
    ).not.toContain("ossifrage")
  })
})

describe("whatever words say", () => {
  const HOSTILE = 'a|b `c` <script>alert(1)</script> *d* {{e}} {%f%} $g$ [h](javascript:i) "j" --> %%{k}%% #l; _m_ end'

  it("tables keep their columns, diagrams parse, and nothing becomes markup", async () => {
    const hostile = JSON.parse(JSON.stringify(LIBRARY), (key, value) =>
      [
        "title",
        "purpose",
        "description",
        "contents",
        "reason",
        "deploy",
        "access",
        "group",
        "secretsAsVariables",
      ].includes(key) &&
      typeof value === "string" &&
      !["read", "write"].includes(value)
        ? HOSTILE
        : value,
    ) as object
    for (const { path, content } of compiled(hostile).artifacts) {
      expect(content, path).not.toContain("<script>")
      expect(content, path).not.toMatch(/\{\{|\{%/)
      expect(content, path).not.toMatch(/(?<!\\)\]\(javascript/)
      if (path.endsWith(".mmd")) {
        await arrows(content)
        continue
      }
      for (const fence of fences(content)) await arrows(fence)
      for (const [first, ...others] of tables(content))
        for (const row of others) expect(row.length, path).toBe(first!.length)
    }
  })
})

function tables(text: string): readonly (readonly (readonly string[])[])[] {
  return text
    .split(/\n(?!\|)/)
    .map((block) => rows(block))
    .filter((table) => table.length > 1)
}

describe("a topology that says little", () => {
  const BAKERY = {
    name: "bakery",
    generate: ["compose", "docs"],
    environments: { production: {} },
    images: { postgres: { repository: "postgres" } },
    hosts: {
      shop: {
        stacks: { shop: { directory: "shop", project: "shop" } },
        services: {
          orders: { image: "postgres", mounts: [{ volume: "orders", target: "/var/lib/postgresql/data" }] },
        },
      },
    },
  }

  it("yields pages that say no more", () => {
    const compilation = compiled(BAKERY, { postgres: { default: "17" } })
    const all = compilation.artifacts.map(({ content }) => content).join("\n")
    expect(all).not.toMatch(/GCP|gcloud|Terraform|undefined|Vercel|Cloudflare/)
    const text = page(compilation, "docs/infrastructure.md")
    expect(text).toContain("All persistent data is stored in Docker volumes:")
    expect(rows(section(text, "Data Persistence")).slice(2)).toEqual([
      ["volume `orders`", "Orders, at /var/lib/postgresql/data", "Shop VM"],
    ])
    expect(page(compilation, "docs/operations.md")).toContain("ssh shop 'cd /opt/shop && sudo docker compose up")
    const files = new Set([...compilation.artifacts.map(({ path }) => path), "shop/docker-compose.yml"])
    expect(deadLinks(compilation.artifacts, files)).toEqual([])
  })

  it("has no table of environments' names alone", () => {
    const text = page(compiled(BAKERY, { postgres: { default: "17" } }), "docs/infrastructure.md")
    expect(section(text, "Environments")).toContain("| [Production](environments/production.md) | Orders")
    const empty = compiled({ name: "bakery", generate: ["docs"], environments: { production: {} } }, {})
    expect(section(page(empty, "docs/infrastructure.md"), "Environments")).toContain("- [Production](")
    expect(text).not.toContain("| Environment |\n")
  })

  it("says on which port a datastore is published, though its image implies the port", () => {
    const reached = structuredClone(LIBRARY)
    Object.assign(reached.hosts.desk.services.catalogue, {
      uses: [
        { to: "db", access: "write" },
        { to: "index.words", access: "read" },
      ],
    })
    const services = rows(section(page(compiled(reached), "docs/infrastructure.md"), "Index VM"))
    expect(services.find(([title]) => title === "Words")![2]).toBe("5432")
  })

  it("names a folder of a disk that only a mount speaks of", () => {
    const unsaid = structuredClone(LIBRARY)
    unsaid.hosts.desk.disks.data.holds = {} as never
    const persistent = section(page(compiled(unsaid), "docs/infrastructure.md"), "Data Persistence")
    expect(rows(persistent)).toContainEqual(["`/data/postgres`", "Books, loans", "Desk VM"])
  })

  it("yields pages even without a host", () => {
    const { artifacts } = compiled({ name: "bakery", generate: ["docs"], environments: { production: {} } }, {})
    expect(artifacts.map(({ path }) => path)).toContain("docs/environments/production.md")
    const files = new Set(artifacts.map(({ path }) => path))
    expect(deadLinks(artifacts, files)).toEqual([])
  })

  it("ends every file with one newline, and never leaves two lines empty", () => {
    for (const { path, content } of [
      ...compiled(LIBRARY).artifacts,
      ...compiled(BAKERY, { postgres: { default: "17" } }).artifacts,
    ]) {
      expect(content, path).toMatch(/[^\n]\n$/)
      expect(content, path).not.toContain("\n\n\n")
    }
  })
})

describe("a large environment", () => {
  const services = Object.fromEntries([
    ...Array.from({ length: 8 }, (_, index) => [`db-${index}`, { image: "postgres", ports: { postgres: 5432 } }]),
    ...Array.from({ length: 400 }, (_, index) => [
      `shelf-${index}`,
      {
        image: "search",
        ports: { http: 8000 },
        uses: [{ to: `db-${index % 8}`, access: "write" }, ...(index > 0 ? [`shelf-${index - 1}`] : [])],
      },
    ]),
  ])
  const archive = {
    ...LIBRARY,
    environments: { production: LIBRARY.environments.production },
    externals: {},
    clouds: { gcp: LIBRARY.clouds.gcp },
    routes: {},
    hosts: {
      archive: { stacks: { all: { directory: "archive", project: "archive" } }, dockerPool: "172.16.0.0/12", services },
    },
  }

  it("is drawn in parts that Mermaid takes, each edge in one of them", async () => {
    const { artifacts, estate } = compiled(archive, { ...PINS, postgres: { default: "17" } })
    const parts = artifacts.filter(({ path }) => path.startsWith("docs/diagrams/environments/"))
    expect(parts.map(({ path }) => path)).toEqual([
      "docs/diagrams/environments/production/archive.1.mmd",
      "docs/diagrams/environments/production/archive.2.mmd",
    ])
    const drawn: string[] = []
    for (const { content } of parts) {
      expect(content.length).toBeLessThanOrEqual(MAX_TEXT)
      const edges = await arrows(content)
      expect(edges.length).toBeLessThanOrEqual(MAX_EDGES)
      drawn.push(...edges)
    }
    expect(drawn.length).toBe(estate!.environments[0]!.edges.length)
    expect(new Set(drawn).size).toBe(drawn.length)
  })
})

describe("machine shapes", () => {
  it.each([
    ["e2-standard-2", 2, 8],
    ["n2-highmem-8", 8, 64],
    ["n1-standard-1", 1, 3.75],
    ["c3-highcpu-22", 22, 44],
    ["t2d-standard-60", 60, 240],
    ["e2-medium", 2, 4],
    ["e2-custom-4-8192", 4, 8],
    ["custom-2-5120", 2, 5],
    ["n2-custom-8-131072-ext", 8, 128],
    ["e2-custom-small-3072", 2, 3],
  ])("%s", (type, vcpus, memoryGib) => {
    expect(machineShape(type)).toEqual({ vcpus, memoryGib })
  })

  it.each(["n2-standard-5", "e2-standard-2-lssd", "x4-megamem-960", "c2-highmem-8", "toString-standard-2", ""])(
    "%j is not known",
    (type) => {
      expect(machineShape(type)).toBeUndefined()
    },
  )
})

describe("the order of hosts", () => {
  const order = (topology: object): readonly string[] => {
    return startOrder(compiled(topology).estate!.environments[1]!).map(({ name }) => name)
  }

  it("puts what others reach first", () => {
    expect(order(LIBRARY)).toEqual(["index", "desk"])
  })

  it("keeps the declared order where hosts need each other", () => {
    const mutual = structuredClone(LIBRARY)
    Object.assign(mutual.hosts.index.services.search, { uses: ["desk.catalogue"] })
    expect(new Set(order(mutual))).toEqual(new Set(["index", "desk"]))
  })
})

describe("words", () => {
  it.each([
    [["web-dev/x.yml", "web-staging/x.yml"], "web-{dev,staging}/x.yml"],
    [["location/x", "production/x"], "{location,production}/x"],
    [["a/x", "a/x"], "a/x"],
    [["a-x-b", "a-b"], "a-{x-b,b}"],
    [["one"], "one"],
  ])("%j are written %s", (paths, expected) => {
    expect(braced(paths)).toBe(expected)
  })

  it("say how much, how often, and where", () => {
    expect([0, 512, 2 ** 20 * 1.5, 2 ** 30 * 3].map(size)).toEqual(["0", "512 B", "1.5 MiB", "3 GiB"])
    expect([86_400, 21_600, 60, 90].map(every)).toEqual(["day", "6 hours", "minute", "90 seconds"])
    expect(
      across([
        { environment: "a", value: "1" },
        { environment: "b", value: "2" },
        { environment: "c", value: "1" },
      ]),
    ).toBe("1 in a and c, 2 in b")
  })

  it("a table that is not padded changes one line at a time", () => {
    const short = table([md("a")], [[md("b")], [md("c")]], { padded: false })
    expect(short).toBe("| a |\n| --- |\n| b |\n| c |\n")
  })
})

/** Whether a line's origin is the leaf, or a node that the leaf belongs to. */
function related(origin: string, pointer: string): boolean {
  return origin === pointer || pointer.startsWith(`${origin}/`)
}

function set(target: object, pointer: string, value: unknown): void {
  const keys = pointer.slice(1).split("/")
  const last = keys.pop()!
  const parent = keys.reduce((node, key) => (node as Record<string, object>)[key]!, target) as Record<string, unknown>
  expect(parent[last]).toBeDefined()
  parent[last] = value
}

/** Links of pages that lead to no file, or to no heading. */
function deadLinks(artifacts: readonly Artifact[], files: ReadonlySet<string>): readonly string[] {
  const pages = new Map(
    artifacts.filter(({ path }) => path.endsWith(".md")).map(({ path, content }) => [path, content]),
  )
  const anchors = new Map([...pages].map(([path, content]) => [path, headings(content)]))
  return [...pages].flatMap(([path, content]) =>
    [...content.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, href]) => {
      if (/^https?:/.test(href!)) return []
      const [file, fragment] = href!.split("#") as [string, string | undefined]
      const target = file === "" ? path : resolved(path, file)
      const missing = !files.has(target) || (fragment !== undefined && !anchors.get(target)?.has(fragment))
      return missing ? [`${path}: ${href}`] : []
    }),
  )
}

function headings(content: string): ReadonlySet<string> {
  const taken = new Set<string>()
  for (const match of content.replace(/^```.*?^```$/gms, "").matchAll(/^#+ (.*)$/gm)) anchor(match[1]!, taken)
  return taken
}

function resolved(from: string, to: string): string {
  const parts = from.split("/").slice(0, -1)
  for (const part of to.split("/")) {
    if (part === "..") parts.pop()
    else parts.push(part)
  }
  return parts.join("/")
}
