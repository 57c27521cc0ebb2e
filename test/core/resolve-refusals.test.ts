import { describe, expect, it } from "vitest"
import type { Diagnostic } from "../../core/diagnostic.js"
import { parse } from "../../core/parse.js"
import { type Pins, resolve } from "../../core/resolve/index.js"
import { pinned } from "../support/findings.js"
import { type Loose, library } from "../support/library.js"

/** What resolving the library says once a change has been made to it. */
function refusals(change: (topology: Loose) => void, pins?: (pins: Record<string, Record<string, string>>) => void) {
  const topology = library()
  change(topology)
  const parsed = parse(topology)
  if (parsed.data === undefined) throw new Error(JSON.stringify(parsed.diagnostics, null, 2))
  const tags = structuredClone(pinned(topology)) as Record<string, Record<string, string>>
  pins?.(tags)
  return resolve(parsed.data, tags as Pins).diagnostics
}

const DESK = "/hosts/desk/services"
const desk = (topology: Loose): Loose => topology.hosts.desk.services
const archive = (topology: Loose): Loose => topology.hosts.archive.services

type Row = readonly [
  what: string,
  change: (topology: Loose) => void,
  diagnostic: Omit<Diagnostic, "severity">,
  pins?: (pins: Record<string, Record<string, string>>) => void,
]

const ALL = ["stage", "live"]

const rows: readonly Row[] = [
  [
    "an image that nothing declares",
    (t) => (desk(t).catalogue.image = "catalog"),
    {
      code: "references/unknown_image",
      message: 'hosts.desk.services.catalogue.image names the image "catalog", which is not declared.',
      path: `${DESK}/catalogue/image`,
      found: '"catalog"',
      allowed: '"backup", "caddy", "catalogue", "postgres", "redis", "search"',
      notes: [{ message: '"catalogue" is declared there', path: "/images/catalogue" }],
      help: 'Did you mean "catalogue"?',
    },
  ],
  [
    "a user of a datastore that nothing declares",
    (t) => (desk(t).postgres.store.usedBy = ["catalogue", "migrate", "backup", "archive.serch"]),
    {
      code: "references/unknown_service",
      message: 'hosts.desk.services.postgres.store.usedBy[3] names the service "archive.serch", which is not declared.',
      path: `${DESK}/postgres/store/usedBy/3`,
      found: '"archive.serch"',
      allowed: '"desk.caddy", "desk.catalogue", "desk.postgres", "desk.migrate", "desk.backup", "archive.search"',
      notes: [{ message: '"archive.search" is declared there', path: "/hosts/archive/services/search" }],
      help: 'Did you mean "archive.search"?',
    },
  ],
  [
    "a target that nothing declares, once, though its address is asked for too",
    (t) => {
      desk(t).migrate.uses = ["postgrez"]
      desk(t).migrate.environment = { STORE: { at: "postgrez" }, AGAIN: { at: "postgres" } }
    },
    {
      code: "references/unknown_target",
      message: 'hosts.desk.services.migrate.uses[0] names the target "postgrez", which is not declared.',
      path: `${DESK}/migrate/uses/0`,
      found: '"postgrez"',
      allowed:
        '"caddy", "catalogue", "postgres", "migrate", "backup", "desk.caddy", "desk.catalogue", "desk.postgres", "desk.migrate", "desk.backup" or 6 more',
      notes: [{ message: '"postgres" is declared there', path: `${DESK}/postgres` }],
      help: 'Did you mean "postgres"?',
    },
  ],
  [
    "a target that nothing declares",
    (t) => (desk(t).catalogue.uses[0] = "postgrez"),
    {
      code: "references/unknown_target",
      message: 'hosts.desk.services.catalogue.uses[0] names the target "postgrez", which is not declared.',
      path: `${DESK}/catalogue/uses/0`,
      found: '"postgrez"',
      allowed:
        '"caddy", "catalogue", "postgres", "migrate", "backup", "desk.caddy", "desk.catalogue", "desk.postgres", "desk.migrate", "desk.backup" or 6 more',
      notes: [{ message: '"postgres" is declared there', path: `${DESK}/postgres` }],
      help: 'Did you mean "postgres"?',
    },
  ],
  [
    "an environment in `only` that nothing declares",
    (t) => (desk(t).catalogue.only = ["stage", "lives"]),
    {
      code: "references/unknown_environment",
      message: 'hosts.desk.services.catalogue.only[1] names the environment "lives", which is not declared.',
      path: `${DESK}/catalogue/only/1`,
      found: '"lives"',
      allowed: '"stage", "live"',
      notes: [{ message: '"live" is declared there', path: "/environments/live" }],
      help: 'Did you mean "live"?',
    },
  ],
  [
    "an environment of a value that nothing declares",
    (t) => (desk(t).catalogue.replicas = { stagin: 2 }),
    {
      code: "references/unknown_environment",
      message: 'hosts.desk.services.catalogue.replicas.stagin names the environment "stagin", which is not declared.',
      path: `${DESK}/catalogue/replicas/stagin`,
      found: '"stagin"',
      allowed: '"stage", "live"',
      notes: [{ message: '"stage" is declared there', path: "/environments/stage" }],
      help: 'Did you mean "stage"?',
    },
  ],
  [
    "a misspelled reference, which looks like a value per environment",
    (t) => (desk(t).catalogue.environment.KEY = { secrte: "DATABASE_PASSWORD" }),
    {
      code: "references/unknown_environment",
      message:
        'hosts.desk.services.catalogue.environment.KEY.secrte names the environment "secrte", which is not declared.',
      path: `${DESK}/catalogue/environment/KEY/secrte`,
      found: '"secrte"',
      allowed: '"stage", "live"',
      help: 'Did you mean "secret"?',
    },
  ],
  [
    "a stack that nothing declares",
    (t) => (desk(t).catalogue.stack = "mian"),
    {
      code: "references/unknown_stack",
      message: 'hosts.desk.services.catalogue.stack names the stack "mian", which is not declared.',
      path: `${DESK}/catalogue/stack`,
      found: '"mian"',
      allowed: '"main"',
      notes: [{ message: '"main" is declared there', path: "/hosts/desk/stacks/main" }],
      help: 'Did you mean "main"?',
    },
  ],
  [
    "a secret that nothing declares",
    (t) => (desk(t).postgres.secrets.POSTGRES_PASSWORD = "DATABASE_PASWORD"),
    {
      code: "references/unknown_secret",
      message:
        'hosts.desk.services.postgres.secrets.POSTGRES_PASSWORD names the secret "DATABASE_PASWORD", which is not declared.',
      path: `${DESK}/postgres/secrets/POSTGRES_PASSWORD`,
      found: '"DATABASE_PASWORD"',
      allowed: '"BACKUP_KEY", "DATABASE_PASSWORD", "DATABASE_URL"',
      notes: [{ message: '"DATABASE_PASSWORD" is declared there', path: "/secrets/DATABASE_PASSWORD" }],
      help: 'Did you mean "DATABASE_PASSWORD"?',
    },
  ],
  [
    "a port that nothing declares",
    (t) => (desk(t).catalogue.uses[1] = { to: "archive.search", port: "htp" }),
    {
      code: "references/unknown_port",
      message: 'hosts.desk.services.catalogue.uses[1].to names the port "htp", which is not declared.',
      path: `${DESK}/catalogue/uses/1/to`,
      found: '"htp"',
      allowed: '"http"',
      notes: [{ message: '"http" is declared there', path: "/hosts/archive/services/search/ports/http" }],
      help: 'Did you mean "http"?',
    },
  ],
  [
    "a route that nothing declares",
    (t) => (desk(t).catalogue.environment.PUBLIC_URL = { url: "catalog" }),
    {
      code: "references/unknown_route",
      message: 'hosts.desk.services.catalogue.environment.PUBLIC_URL names the route "catalog", which is not declared.',
      path: `${DESK}/catalogue/environment/PUBLIC_URL`,
      found: '"catalog"',
      allowed: '"catalogue"',
      notes: [{ message: '"catalogue" is declared there', path: "/routes/catalogue" }],
      help: 'Did you mean "catalogue"?',
    },
  ],
  [
    "a bucket that nothing declares",
    (t) => (desk(t).catalogue.environment.SCANS = { bucket: "scan" }),
    {
      code: "references/unknown_bucket",
      message: 'hosts.desk.services.catalogue.environment.SCANS names the bucket "scan", which is not declared.',
      path: `${DESK}/catalogue/environment/SCANS`,
      found: '"scan"',
      allowed: '"scans"',
      notes: [{ message: '"scans" is declared there', path: "/clouds/cloudflare/buckets/scans" }],
      help: 'Did you mean "scans"?',
    },
  ],
  [
    "a network that nothing declares",
    (t) => (desk(t).catalogue.networks = ["readers"]),
    {
      code: "references/unknown_network",
      message: 'hosts.desk.services.catalogue.networks[0] names the network "readers", which is not declared.',
      path: `${DESK}/catalogue/networks/0`,
      found: '"readers"',
      allowed: "no network is declared",
      help: "Declare the network, or name one that is declared.",
    },
  ],
  [
    "a proxy that nothing declares",
    (t) => (t.routes.catalogue.proxy = "desk.caddi"),
    {
      code: "references/unknown_proxy",
      message: 'routes.catalogue.proxy names the proxy "desk.caddi", which is not declared.',
      path: "/routes/catalogue/proxy",
      found: '"desk.caddi"',
      allowed: '"desk.caddy"',
      notes: [{ message: '"desk.caddy" is declared there', path: `${DESK}/caddy` }],
      help: 'Did you mean "desk.caddy"?',
    },
  ],
  [
    "a pin of an image that nothing declares",
    () => undefined,
    {
      code: "references/unknown_image",
      message: 'images.toml posgres names the image "posgres", which is not declared.',
      path: "images:/posgres",
      found: '"posgres"',
      allowed: '"backup", "caddy", "catalogue", "postgres", "redis", "search"',
      notes: [{ message: '"postgres" is declared there', path: "/images/postgres" }],
      help: 'Did you mean "postgres"?',
    },
    (pins) => (pins.posgres = { default: "17" }),
  ],
  [
    "a pin in an environment that nothing declares",
    () => undefined,
    {
      code: "references/unknown_environment",
      message: 'images.toml redis.lve names the environment "lve", which is not declared.',
      path: "images:/redis/lve",
      found: '"lve"',
      allowed: '"stage", "live"',
      notes: [{ message: '"live" is declared there', path: "/environments/live" }],
      help: 'Did you mean "live"?',
    },
    (pins) => (pins.redis!.lve = "7"),
  ],
  [
    "an image without a pin",
    () => undefined,
    {
      code: "images/unpinned",
      message: 'The image "search" has no tag or digest in images.toml.',
      path: "images:/search",
      notes: [{ message: "the image is declared there", path: "/images/search" }],
      help: "Run groundplan pin catalogue=<tag> search=<tag> --env live.",
      environments: ["live"],
    },
    (pins) => {
      pins.search = { stage: "7" }
      pins.catalogue = { stage: "7" }
    },
  ],
  [
    "several images without any pin",
    () => undefined,
    {
      code: "images/unpinned",
      message: 'The image "search" has no tag or digest in images.toml.',
      path: "/images/search",
      help: "Run groundplan pin catalogue=<tag> search=<tag> --env default.",
      environments: ALL,
    },
    (pins) => {
      delete pins.search
      delete pins.catalogue
    },
  ],
  [
    "a private image without a registry",
    (t) => (t.images.catalogue.private = true),
    {
      code: "images/no_registry",
      message: 'The image "catalogue" is private, but no registry is declared.',
      path: "/images/catalogue/private",
      help: "Name the Artifact Registry repository in clouds.gcp.operations.registry.",
    },
  ],
  [
    "a service without an image",
    (t) => delete archive(t).search.image,
    {
      code: "services/no_image",
      message: "The service archive.search has no image, and nothing to build one from.",
      path: "/hosts/archive/services/search",
      help: "Add `image`, or `build`.",
      environments: ALL,
    },
  ],
  [
    "a service on VMs that only laptops build",
    (t) => {
      delete archive(t).search.image
      archive(t).search.local = { build: { context: "../search" } }
    },
    {
      code: "services/no_image",
      message: "The service archive.search is built on laptops only, but its environment runs on VMs too.",
      path: "/hosts/archive/services/search",
      help: "Add `image`, or `build` for VMs.",
      environments: ALL,
    },
  ],
  [
    "a service that does not say which stack it belongs to",
    (t) => (t.hosts.archive.stacks.second = { directory: "second-{short}", project: "second" }),
    {
      code: "services/no_stack",
      message: 'The service "search" does not say which of the stacks of "archive" it belongs to.',
      path: "/hosts/archive/services/search",
      allowed: '"main", "second"',
      notes: [{ message: "the stacks of the host stand there", path: "/hosts/archive/stacks" }],
      help: "Add `stack`.",
    },
  ],
  [
    "a service on a host without stacks",
    (t) => (t.hosts.archive.stacks = {}),
    {
      code: "services/no_stack",
      message: 'The service "search" belongs to no stack: "archive" has none.',
      path: "/hosts/archive/services/search",
      allowed: "no stack is declared",
      notes: [{ message: "the stacks of the host stand there", path: "/hosts/archive/stacks" }],
      help: "Declare one under `stacks` of the host.",
    },
  ],
  [
    "concurrency of a command that is no list",
    (t) => {
      desk(t).catalogue.command = "serve all"
      desk(t).catalogue.concurrency = 4
    },
    {
      code: "services/concurrency_form",
      message: "The concurrency of desk.catalogue becomes a flag of its command, which is not a list of words.",
      path: `${DESK}/catalogue/concurrency`,
      help: "Write `command` as a list.",
      environments: ALL,
    },
  ],
  [
    "a target that is not in this environment",
    (t) => {
      desk(t).postgres.only = ["live"]
      desk(t).migrate.only = ["live"]
      desk(t).backup.only = ["live"]
    },
    {
      code: "references/absent",
      message: '"postgres" is used in an environment that it is not in.',
      path: `${DESK}/catalogue/uses/0/to`,
      found: '"postgres"',
      help: "Limit what uses it with `only`, or put it into that environment too.",
      environments: ["stage"],
    },
  ],
  [
    "the URL of a route that is not in this environment",
    (t) => (t.routes.catalogue.host = { live: "catalogue.library.example" }),
    {
      code: "references/absent",
      message: 'The route "catalogue" is used in an environment that it is not in.',
      path: `${DESK}/catalogue/environment/PUBLIC_URL`,
      found: 'The route "catalogue"',
      help: "Limit what uses it with `only`, or put it into that environment too.",
      environments: ["stage"],
    },
  ],
  [
    "a name that means a service of the host and an external alike",
    (t) => (t.externals.postgres = { title: "Managed PostgreSQL", kind: "store" }),
    {
      code: "references/ambiguous",
      message: '"postgres" is a service of this host, and also an external.',
      path: `${DESK}/catalogue/uses/0/to`,
      found: '"postgres"',
      notes: [{ message: "the other one is declared there", path: "/externals/postgres" }],
      help: 'Write "desk.postgres" if the service is meant, else give one of them another name.',
    },
  ],
  [
    "a service named like the network of every stack",
    (t) => (archive(t).ingress = { image: "redis" }),
    {
      code: "names/reserved",
      message: 'A service can\'t be named "ingress": a network of every stack has that name.',
      path: "/hosts/archive/services/ingress",
      help: "Give it another name.",
    },
  ],
  [
    "a bucket named like what edges name already",
    (t) => (t.clouds.cloudflare.buckets.cdn = { name: "library-cdn" }),
    {
      code: "names/reserved",
      message: 'A bucket can\'t be named "cdn": edges use that name already.',
      path: "/clouds/cloudflare/buckets/cdn",
      help: "Give it another name.",
    },
  ],
  [
    "an external named like a bucket",
    (t) => (t.externals.scans = { title: "Scans" }),
    {
      code: "names/taken",
      message: 'An external can\'t be named "scans": there is a bucket.',
      path: "/externals/scans",
      notes: [{ message: "the other one is declared there", path: "/clouds/cloudflare/buckets/scans" }],
      help: "Give one of them another name.",
    },
  ],
  [
    "a network named like a service",
    (t) => (t.hosts.archive.networks = { search: { name: "search" } }),
    {
      code: "names/taken",
      message: 'A network can\'t be named "search": there is a service, whose own network has that name.',
      path: "/hosts/archive/networks/search",
      notes: [{ message: "the other one is declared there", path: "/hosts/archive/services/search" }],
      help: "Give one of them another name.",
    },
  ],
  [
    "two services whose variables have one name",
    (t) => {
      t.environments.stage.placements = ["cloud", "local"]
      archive(t)["full-text"] = { image: "redis", ports: { http: 8001 } }
      archive(t).full_text = { image: "redis", ports: { http: 8002 } }
      desk(t).caddy.uses = ["archive.full-text", "archive.full_text"]
      desk(t).caddy.environment = { A: { at: "archive.full-text" }, B: { at: "archive.full_text" } }
    },
    {
      code: "names/clash",
      message:
        "The variable ARCHIVE_FULL_TEXT_HOST would stand for two things: where archive.full_text is reached from other hosts, and where archive.full-text is reached from other hosts.",
      path: "/hosts/archive/address/stage",
      found: "ARCHIVE_FULL_TEXT_HOST",
      notes: [{ message: "the other one is said there", path: "/hosts/archive/address/stage" }],
      help: "Rename a host, service or route, so that their names differ in more than hyphens and underscores.",
      environments: ["stage"],
    },
  ],
  [
    "a size for some environments only",
    (t) => (t.hosts.desk.disks.data.size = { live: "20 GiB" }),
    {
      code: "values/missing",
      message: "hosts.desk.disks.data.size has no value for every environment that needs one.",
      path: "/hosts/desk/disks/data/size",
      help: "Add the environment, or a `default`.",
      environments: ["stage"],
    },
  ],
  [
    "a retention for some environments only",
    (t) => (desk(t).backup.backup.retention = { live: "30d" }),
    {
      code: "values/missing",
      message: "hosts.desk.services.backup.backup.retention has no value for every environment that needs one.",
      path: `${DESK}/backup/backup/retention`,
      help: "Add the environment, or a `default`.",
      environments: ["stage"],
    },
  ],
  [
    "a bucket in an environment that it has no name for",
    (t) => (t.clouds.cloudflare.buckets.photos = { name: { live: "library-photos" }, only: ["stage", "live"] }),
    {
      code: "values/missing",
      message: "clouds.cloudflare.buckets.photos.name has no value for every environment that needs one.",
      path: "/clouds/cloudflare/buckets/photos/name",
      notes: [{ message: "the bucket is said to be there", path: "/clouds/cloudflare/buckets/photos/only" }],
      help: "Add the environment, or a `default`.",
      environments: ["stage"],
    },
  ],
  [
    "the project of an environment that has none, in a template",
    (t) => (t.hosts.archive.stacks.main.directory = "{project}/archive-{short}"),
    {
      code: "environments/no_project",
      message: '"{project}/archive-{short}" names the project of an environment that has none.',
      path: "/hosts/archive/stacks/main/directory",
      found: '"{project}/archive-{short}"',
      notes: [{ message: "the environment is declared there", path: "/environments/stage" }],
      help: "Add `project` to the environment, or write the name another way.",
      environments: ALL,
    },
  ],
  [
    "an edge to a host whose address is not known",
    (t) => delete t.hosts.archive.address,
    {
      code: "hosts/no_address",
      message: 'The host "archive" is reached from "desk", but its private address is not declared.',
      path: "/hosts/archive",
      help: "Add `address`, a free address of the environment's network.",
      environments: ALL,
    },
  ],
  [
    "an edge to another host whose port can't be told",
    (t) => (archive(t).search.ports = { api: 9200, cluster: 9300 }),
    {
      code: "edges/no_port",
      message: "desk.catalogue reaches archive.search on another host, and which port it means can't be told.",
      path: `${DESK}/catalogue/uses/1`,
      allowed: '"api", "cluster"',
      help: "Write the edge as { to, port } and name one.",
    },
  ],
  [
    "an edge to another host that has no ports",
    (t) => (archive(t).search.ports = {}),
    {
      code: "edges/no_port",
      message: "desk.catalogue reaches archive.search on another host, and archive.search has no ports.",
      path: `${DESK}/catalogue/uses/1`,
      help: "Declare the port that archive.search listens on.",
    },
  ],
  [
    "the address of a service that has no ports",
    (t) => {
      desk(t).migrate.uses = ["backup"]
      desk(t).migrate.environment = { BACKUP: { at: "backup" } }
    },
    {
      code: "edges/no_port",
      message: 'The address of "backup" is used, and desk.backup has no ports.',
      path: `${DESK}/migrate/environment/BACKUP`,
      help: "Declare the port that desk.backup listens on.",
    },
  ],
  [
    "an address of what nothing declares",
    (t) => (desk(t).migrate.environment = { STORE: { at: "postgrez" } }),
    {
      code: "references/unknown_target",
      message: 'hosts.desk.services.migrate.environment.STORE names the target "postgrez", which is not declared.',
      path: `${DESK}/migrate/environment/STORE`,
      found: '"postgrez"',
      allowed:
        '"caddy", "catalogue", "postgres", "migrate", "backup", "desk.caddy", "desk.catalogue", "desk.postgres", "desk.migrate", "desk.backup" or 6 more',
      notes: [{ message: '"postgres" is declared there', path: `${DESK}/postgres` }],
      help: 'Did you mean "postgres"?',
    },
  ],
  [
    "a service of another host by its bare name",
    (t) => (archive(t).search.uses = ["postgres"]),
    {
      code: "references/unknown_target",
      message: 'hosts.archive.services.search.uses[0] names the target "postgres", which is not declared.',
      path: "/hosts/archive/services/search/uses/0",
      found: '"postgres"',
      allowed:
        '"search", "desk.caddy", "desk.catalogue", "desk.postgres", "desk.migrate", "desk.backup", "archive.search", "scans", "readers", "isbn" or 2 more',
      notes: [{ message: '"desk.postgres" is declared there', path: `${DESK}/postgres` }],
      help: 'Did you mean "desk.postgres"?',
    },
  ],
  [
    "the name of a bucket without an edge to it",
    (t) => (desk(t).migrate.environment = { SCANS: { bucket: "scans" } }),
    {
      code: "edges/undeclared",
      message: 'The name of the bucket "scans" is used without an edge to it.',
      path: `${DESK}/migrate/environment/SCANS`,
      found: '"scans"',
      help: 'Add "scans" to `uses`.',
      environments: ALL,
    },
  ],
  [
    "an address without an edge",
    (t) => (desk(t).migrate.environment = { SEARCH: { at: "archive.search" } }),
    {
      code: "edges/undeclared",
      message: 'The address of "archive.search" is used without an edge to it.',
      path: `${DESK}/migrate/environment/SEARCH`,
      found: '"archive.search"',
      allowed: '"postgres"',
      help: 'Add "archive.search" to `uses`.',
      environments: ALL,
    },
  ],
  [
    "the address of a bucket, which has none, though it is used",
    (t) => {
      desk(t).migrate.uses = ["scans"]
      desk(t).migrate.environment = { SCANS: { at: "scans" } }
    },
    {
      code: "edges/no_address",
      message: 'The address of the bucket "scans" is used, and a bucket has none.',
      path: `${DESK}/migrate/environment/SCANS`,
      found: '"scans"',
      notes: [{ message: "it is used there", path: `${DESK}/migrate/uses/0` }],
      help: 'Write { bucket: "scans" } for its real name.',
      environments: ALL,
    },
  ],
  [
    "the address of a port that no edge to another host grants",
    (t) => {
      archive(t).search.ports = { http: 9200, metrics: 9300 }
      desk(t).catalogue.uses[1] = { to: "archive.search", port: "http" }
      desk(t).catalogue.environment.METRICS = { at: "archive.search", port: "metrics" }
    },
    {
      code: "edges/undeclared",
      message: 'The address of port "metrics" of "archive.search" is used without an edge to it.',
      path: `${DESK}/catalogue/environment/METRICS`,
      found: '"archive.search"',
      allowed: '"postgres", "archive.search", "isbn"',
      help: 'Add { to: "archive.search", port: "metrics" } to `uses`.',
      environments: ALL,
    },
  ],
  [
    "the address of an external that states none",
    (t) => delete t.externals.isbn.hosts,
    {
      code: "edges/no_address",
      message: 'The address of "isbn" is used, but its host name is not declared.',
      path: `${DESK}/catalogue/environment/ISBN_HOST`,
      notes: [{ message: "it is declared there", path: "/externals/isbn" }],
      help: "Declare its `hosts`.",
      environments: ALL,
    },
  ],
  [
    "waiting until something without a health check is healthy",
    (t) => (desk(t).caddy.uses = [{ to: "migrate", condition: "healthy" }]),
    {
      code: "edges/no_health",
      message: "desk.caddy waits until desk.migrate is healthy, but desk.migrate has no health check.",
      path: `${DESK}/caddy/uses/0/condition`,
      found: '"healthy"',
      notes: [{ message: "the service is declared there", path: `${DESK}/migrate` }],
      help: "Add `health` to desk.migrate, or wait until it is `started`.",
    },
  ],
  [
    "waiting until something that never ends has completed",
    (t) => (desk(t).caddy.uses = [{ to: "postgres", condition: "completed" }]),
    {
      code: "edges/no_job",
      message: "desk.caddy waits until desk.postgres has completed, but desk.postgres is no job and never ends.",
      path: `${DESK}/caddy/uses/0/condition`,
      found: '"completed"',
      notes: [{ message: "the service is declared there", path: `${DESK}/postgres` }],
      help: "Add `job: true` to desk.postgres, or wait until it is `started` or `healthy`.",
    },
  ],
  [
    "waiting for another host",
    (t) => (desk(t).catalogue.uses[1] = { to: "archive.search", condition: "healthy" }),
    {
      code: "edges/condition",
      message: "desk.catalogue waits for something outside its own stack, which Compose can't do.",
      path: `${DESK}/catalogue/uses/1/condition`,
      found: '"healthy"',
      help: "Remove `condition`, and let the service try until it is answered.",
    },
  ],
  [
    "an edge to a service without a network",
    (t) => {
      archive(t).scanner = { image: "redis", networkMode: "none" }
      archive(t).search.uses = ["scanner"]
    },
    {
      code: "edges/no_network",
      message:
        'archive.search can\'t reach archive.scanner: archive.scanner has the network mode "none", so no Docker network connects them.',
      path: "/hosts/archive/services/search/uses/0",
      notes: [{ message: "the network mode is stated there", path: "/hosts/archive/services/scanner/networkMode" }],
      help: "Remove `networkMode` from archive.scanner, or the edge.",
    },
  ],
  [
    "a health check that is a path and a command",
    (t) => (desk(t).catalogue.health = { get: "/health", command: ["true"] }),
    {
      code: "health/form",
      message: "The health check of desk.catalogue is both a path and a command.",
      path: `${DESK}/catalogue/health`,
      help: "Keep one of `get` and `command`.",
    },
  ],
  [
    "a health check that names a port and no path",
    (t) => (desk(t).catalogue.health = { command: ["true"], on: "http" }),
    {
      code: "health/form",
      message: "The health check of desk.catalogue names a port, but no path to ask there.",
      path: `${DESK}/catalogue/health/on`,
      help: "Add `get`.",
    },
  ],
  [
    "a health check that says when, and not what",
    (t) => (desk(t).catalogue.health = { interval: "10s" }),
    {
      code: "health/form",
      message: "The health check of desk.catalogue says when to check, but not what.",
      path: `${DESK}/catalogue/health`,
      help: "Add `get` or `command`.",
    },
  ],
  [
    "a health check of one of several ports",
    (t) => (desk(t).migrate = { ...desk(t).migrate, ports: { one: 1, two: 2 }, health: { get: "/" } }),
    {
      code: "health/no_port",
      message: "Which port of desk.migrate is asked whether it is well can't be told.",
      path: `${DESK}/migrate/health/get`,
      allowed: '"one", "two"',
      help: "Name the port with `on`.",
    },
  ],
  [
    "a published number of a port that stays inside",
    (t) => (desk(t).catalogue.ports.http = { port: 8000, publish: 80, exposure: "internal" }),
    {
      code: "ports/unpublished",
      message: "Port http of desk.catalogue is `internal`, so `publish` means nothing.",
      path: `${DESK}/catalogue/ports/http/publish`,
      notes: [{ message: "it is said to be internal", path: `${DESK}/catalogue/ports/http/exposure` }],
      help: "Remove `publish`, or choose a wider exposure.",
    },
  ],
  [
    "a port that is published elsewhere, on one laptop",
    (t) => {
      t.environments.stage.placements = ["local"]
      archive(t).search.ports.http = { port: 9200, publish: 9201 }
    },
    {
      code: "ports/published_elsewhere",
      message:
        "archive.search listens on 9200 but is published on 9201, and on one laptop other hosts reach it directly.",
      path: "/hosts/archive/services/search/ports/http/publish",
      found: "9201",
      allowed: "9200",
      help: "Publish it under the number that it listens on.",
      environments: ["stage"],
    },
  ],
  [
    "a pool without room for every network",
    (t) => (t.hosts.desk.dockerPool = "172.20.0.0/26"),
    {
      code: "networks/pool_full",
      message: "The Docker networks of desk need 4 ranges, and 172.20.0.0/26 has room for 1.",
      path: "/hosts/desk/dockerPool",
      found: "172.20.0.0/26",
      allowed: "a range with room for a /26 for each network",
      help: "Give it a wider `dockerPool`, or spread its services over several hosts.",
      environments: ALL,
    },
  ],
  [
    "a secret inside a URL that it may not be safe in",
    (t) => (desk(t).catalogue.environment.DATABASE = { text: ["postgres://me:", { secret: "DATABASE_PASSWORD" }] }),
    {
      code: "secrets/in_url",
      message:
        'The secret "DATABASE_PASSWORD" stands inside a URL, and what it holds can\'t be percent-encoded at run time.',
      path: `${DESK}/catalogue/environment/DATABASE/text/1`,
      found: "form opaque",
      allowed: "form url-safe, or a secret of form url that is the whole value",
      help: 'Keep the whole URL as one secret (form "url"), or give this one form "url-safe" and an alphabet to match.',
      environments: ALL,
    },
  ],
  [
    "a whole URL as a part of a text",
    (t) => (desk(t).catalogue.environment.DATABASE = { text: [{ secret: "DATABASE_URL" }, "?ssl"] }),
    {
      code: "secrets/in_url",
      message:
        'The secret "DATABASE_URL" stands inside a URL, and what it holds can\'t be percent-encoded at run time.',
      path: `${DESK}/catalogue/environment/DATABASE/text/0`,
      found: "form url",
      allowed: "form url-safe, or a secret of form url that is the whole value",
      help: 'Keep the whole URL as one secret (form "url"), or give this one form "url-safe" and an alphabet to match.',
      environments: ALL,
    },
  ],
  [
    "a secret in a command",
    (t) => (desk(t).catalogue.command = ["serve", { secret: "DATABASE_PASSWORD" }]),
    {
      code: "secrets/in_text",
      message: 'The secret "DATABASE_PASSWORD" stands in a value that is written into an artifact.',
      path: `${DESK}/catalogue/command/1`,
      help: "Hand it over with `secrets`.",
    },
  ],
  [
    "a secret in the command of a health check",
    (t) => (desk(t).catalogue.health = { command: ["check", { secret: "DATABASE_PASSWORD" }] }),
    {
      code: "secrets/in_text",
      message: 'The secret "DATABASE_PASSWORD" stands in a value that is written into an artifact.',
      path: `${DESK}/catalogue/health/command/1`,
      help: "Hand it over with `secrets`.",
    },
  ],
  [
    "a variable with the name of a secret",
    (t) => (desk(t).catalogue.environment.PASSWORD = { env: "DATABASE_PASSWORD" }),
    {
      code: "secrets/as_variable",
      message: 'The variable "DATABASE_PASSWORD" has the name of a secret.',
      path: `${DESK}/catalogue/environment/PASSWORD`,
      found: '"DATABASE_PASSWORD"',
      notes: [{ message: "the secret is declared there", path: "/secrets/DATABASE_PASSWORD" }],
      help: "Refer to the secret, or give the variable another name.",
    },
  ],
  [
    "a secret in the text of a variable without a reason",
    (t) => (desk(t).postgres.environment = { LOGIN: { text: ["me ", { secret: "DATABASE_PASSWORD" }] } }),
    {
      code: "secrets/no_reason",
      message: 'The secret "DATABASE_PASSWORD" is handed over as a variable, and nothing says why.',
      path: `${DESK}/postgres/environment/LOGIN/text/1`,
      help: "Hand it over as a file with `secrets`, or say in `secretsAsVariables` of the image why it takes variables.",
    },
  ],
  [
    "a secret of another environment",
    (t) => {
      t.secrets.API_KEY = { purpose: "Key", only: ["live"] }
      desk(t).catalogue.secrets.API_KEY = "API_KEY"
    },
    {
      code: "references/absent",
      message: 'The secret "API_KEY" is used in an environment that it is not in.',
      path: `${DESK}/catalogue/secrets/API_KEY`,
      found: 'The secret "API_KEY"',
      help: "Limit what uses it with `only`, or put it into that environment too.",
      environments: ["stage"],
    },
  ],
  [
    "a secret as a variable without a reason",
    (t) => (desk(t).postgres.secrets.POSTGRES_PASSWORD = { secret: "DATABASE_PASSWORD", as: "variable" }),
    {
      code: "secrets/no_reason",
      message: 'The secret "DATABASE_PASSWORD" is handed over as a variable, and nothing says why.',
      path: `${DESK}/postgres/secrets/POSTGRES_PASSWORD`,
      help: 'Add a `reason`, or hand it over as a file with as: "file".',
    },
  ],
  [
    "a secret in a value, in an environment that it is not in",
    (t) => {
      t.secrets.API_KEY = { purpose: "Key", only: ["live"] }
      desk(t).catalogue.environment.API_KEY = { secret: "API_KEY" }
    },
    {
      code: "references/absent",
      message: 'The secret "API_KEY" is used in an environment that it is not in.',
      path: `${DESK}/catalogue/environment/API_KEY`,
      found: 'The secret "API_KEY"',
      help: "Limit what uses it with `only`, or put it into that environment too.",
      environments: ["stage"],
    },
  ],
  [
    "a backup of something that keeps nothing",
    (t) => (desk(t).backup.backup.of = "isbn"),
    {
      code: "backups/target",
      message: "A backup is taken of a service and goes to a bucket; `of` names something else.",
      path: `${DESK}/backup/backup/of`,
      help: "Name a service that keeps data.",
    },
  ],
  [
    "a backup of one of several ports",
    (t) => (desk(t).postgres.ports = { postgres: 5432, metrics: 9187 }),
    {
      code: "backups/no_port",
      message: "On which port desk.postgres is backed up can't be told.",
      path: `${DESK}/backup/backup/of`,
      help: "Give desk.postgres one port only.",
    },
  ],
  [
    "a route that says nothing that answers",
    (t) => delete t.routes.catalogue.to,
    {
      code: "routes/no_answer",
      message: 'The route "catalogue" says nothing that answers.',
      path: "/routes/catalogue",
      help: "Add `to` or `handle`.",
      environments: ALL,
    },
  ],
  [
    "a handler whose handlers are all in other environments",
    (t) => (t.routes.catalogue.handle = [{ match: { path: ["/a"] }, handle: [{ only: ["live"], respond: "" }] }]),
    {
      code: "routes/no_answer",
      message: "A handler has none below it that answers in every environment that it is in.",
      path: "/routes/catalogue/handle/0/handle",
      help: "Limit it with `only`, or add a handler for the environment.",
      environments: ["stage"],
    },
  ],
  [
    "a route in an environment that it has no host for",
    (t) => (t.routes.notes = { only: ALL, host: { live: "notes.library.example" }, to: "desk.catalogue" }),
    {
      code: "routes/no_host",
      message: 'The route "notes" is said to be in an environment that it has no host for.',
      path: "/routes/notes/host",
      notes: [{ message: "the environments are stated there", path: "/routes/notes/only" }],
      help: "Add a host for it, or take the environment out of `only`.",
      environments: ["stage"],
    },
  ],
  [
    "a handler that answers in two ways",
    (t) => (t.routes.catalogue.handle = [{ match: { path: ["/a"] }, respond: "", redirect: "/" }]),
    {
      code: "routes/answer",
      message: "A handler says several things that answer: redirect, respond.",
      path: "/routes/catalogue/handle/0",
      allowed: "exactly one of to, redirect, respond, files, fragment, handle",
      help: "Keep one of them, and move the others into handlers of their own.",
    },
  ],
  [
    "a handler that does not answer",
    (t) => (t.routes.catalogue.handle = [{ match: { path: ["/a"] } }]),
    {
      code: "routes/answer",
      message: "A handler says nothing that answers.",
      path: "/routes/catalogue/handle/0",
      allowed: "exactly one of to, redirect, respond, files, fragment, handle",
      help: "Add one of them.",
    },
  ],
  [
    "a status where nothing has one",
    (t) => (t.routes.catalogue.handle = [{ match: { path: ["/a"] }, to: "desk.catalogue", status: 200 }]),
    {
      code: "routes/unused",
      message: "`status` means nothing beside `to`.",
      path: "/routes/catalogue/handle/0/status",
      help: "Remove it; it goes with `redirect` and `respond`.",
    },
  ],
  [
    "a port of a route that leads nowhere by itself",
    (t) => {
      t.routes.catalogue.handle = [{ to: "desk.catalogue" }]
      delete t.routes.catalogue.to
      t.routes.catalogue.port = "http"
    },
    {
      code: "routes/unused",
      message: '`port` of the route "catalogue" means nothing without `to`.',
      path: "/routes/catalogue/port",
      help: "Remove it, or move it to the handler that it is meant for.",
    },
  ],
  [
    "a route to something that can't answer",
    (t) => (t.routes.catalogue.to = "archive"),
    {
      code: "routes/target",
      message: 'A route can\'t lead to "archive".',
      path: "/routes/catalogue/to",
      allowed: "a service, a Vercel project, a bucket or an external",
      help: "Name what answers.",
    },
  ],
  [
    "a route to one of several ports",
    (t) => {
      desk(t).catalogue.ports = { one: 8000, two: 8001 }
      delete desk(t).catalogue.health
    },
    {
      code: "routes/no_port",
      message: "Which port of desk.catalogue serves the route can't be told.",
      path: "/routes/catalogue/to",
      allowed: '"one", "two"',
      help: "Name the port with `port`.",
    },
  ],
  [
    "a route without a proxy",
    (t) => delete desk(t).caddy.proxy,
    {
      code: "routes/no_proxy",
      message: "No service is a proxy, so nothing serves this route.",
      path: "/routes/catalogue",
      allowed: "no service has `proxy`",
      help: "Give the service that runs Caddy a `proxy`, if only an empty one.",
      environments: ALL,
    },
  ],
  [
    "a route near several proxies",
    (t) => (desk(t).second = { image: "caddy", proxy: {} }),
    {
      code: "routes/no_proxy",
      message: "Several services are proxies, so which one serves this route can't be told.",
      path: "/routes/catalogue",
      allowed: '"desk.caddy", "desk.second"',
      help: "Name it with `proxy`.",
      environments: ALL,
    },
  ],
  [
    "a proxy that is none",
    (t) => (t.routes.catalogue.proxy = "desk.catalogue"),
    {
      code: "routes/proxy",
      message: "The service desk.catalogue is to serve a route, but is no proxy.",
      path: "/routes/catalogue/proxy",
      found: '"desk.catalogue"',
      notes: [{ message: "the service is declared there", path: `${DESK}/catalogue` }],
      help: "Give it a `proxy`, if only an empty one, or name a service that has one.",
    },
  ],
  [
    "the URL of a wildcard",
    (t) => (t.routes.catalogue.host = { stage: "*.stage.library.example", live: "library.example" }),
    {
      code: "routes/no_url",
      message: 'The route "catalogue" has no URL of its own: all its hosts are wildcards.',
      path: `${DESK}/catalogue/environment/PUBLIC_URL`,
      help: "Give it a host without a wildcard, or write the URL out.",
      environments: ["stage"],
    },
  ],
  [
    "more hosts in the cloud than on a laptop",
    (t) => {
      t.environments.stage.placements = ["cloud", "local"]
      t.routes.catalogue.host.stage = { cloud: ["a.library.example", "b.library.example"], local: "localhost:8000" }
    },
    {
      code: "routes/uneven_hosts",
      message:
        'The route "catalogue" has 2 hosts in the cloud and 1 on a laptop, but each takes the place of one other.',
      path: "/routes/catalogue/host/stage",
      help: "State as many for `cloud` as for `local`.",
      environments: ["stage"],
    },
  ],
]

describe("resolve refuses", () => {
  it("nothing in the library that the rows break", () => {
    expect(refusals(() => undefined)).toEqual([])
  })

  it.each(rows.map(([what, change, diagnostic, pins]) => ({ what, change, diagnostic, pins })))(
    "$what",
    ({ change, diagnostic, pins }) => {
      const found = refusals(change, pins)
      expect(found).toContainEqual({ severity: "error", ...diagnostic })
      expect(found.filter(({ code, path }) => code === diagnostic.code && path === diagnostic.path)).toHaveLength(1)
    },
  )
})
