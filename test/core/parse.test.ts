import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { parse } from "../../core/parse.js"

/** Data in which a row breaks whatever it likes. */
interface Data {
  // biome-ignore lint/suspicious/noExplicitAny: mistakes are what the types would refuse
  [key: string]: any
}

/** A small bakery that the schema admits; each row below makes one mistake in it. */
function bakery(): Data {
  return {
    name: "bakery",
    environments: { staging: {}, production: {} },
    images: { api: { repository: "bakery/api" } },
    secrets: { KEY: { purpose: "Key of the oven" } },
    externals: { guests: { title: "Guests", kind: "people" } },
    clouds: {
      gcp: {
        purpose: "VMs",
        region: "europe-west8",
        zone: "europe-west8-b",
        operations: { project: "bakery-ops", purpose: "State", stateBucket: "bakery-state" },
      },
      cloudflare: { purpose: "DNS", zone: "bakery.example", buckets: { photos: { name: "bakery-photos" } } },
    },
    hosts: {
      shop: {
        machine: "e2-small",
        disks: { data: { size: "10 GiB", mount: "/data" } },
        stacks: { main: { directory: "shop-{environment}", project: "shop" } },
        services: {
          api: {
            image: "api",
            ports: { http: 8000 },
            uses: ["guests"],
            health: { get: "/health" },
            command: ["serve"],
            environment: { LEVEL: "info" },
            secrets: { KEY: "KEY" },
            mounts: [{ source: "/data/api", target: "/data" }],
            resources: { memory: "1 GiB" },
          },
        },
      },
    },
    routes: {
      api: { host: "bakery.example", to: "shop.api", handle: [{ match: { path: ["/menu"] }, respond: "Bread" }] },
    },
  }
}

const API = "/hosts/shop/services/api"
const SPELLED = "hosts.shop.services.api"
const api = (data: Data): Data => data.hosts.shop.services.api

interface Row {
  readonly what: string
  readonly change: (data: Data) => void
  readonly code: string
  readonly path: string
  readonly message: string
  readonly found?: string
  readonly allowed?: string
  readonly help?: string
}

const PORTS_FIELDS = '"port", "protocol", "exposure", "publish", "address", "reason"'
const LABEL = "a name is lower-case letters, digits and hyphens, and starts with a letter"
const HOST = "a host is a DNS name in lower case, *.name, or localhost:port"
const MACHINE = "a machine type is written like e2-standard-2"
const SIZE = "a size is written like 512 MiB or 100 GB"
const EXPOSURES = 'one of "internal", "host", "private", "cdn", "public"'
const PER_ENVIRONMENT = "a value per environment has the names of environments for keys, or default"
const PLAIN = "plain data is text, numbers, booleans, lists and objects"

const rows: readonly Row[] = [
  {
    what: "a number for the name",
    change: (data) => {
      data.name = 5
    },
    code: "schema/invalid_type",
    path: "/name",
    message: "name is 5, which is not a string.",
    found: "5",
    allowed: "a string",
  },
  {
    what: "no name",
    change: (data) => {
      delete data.name
    },
    code: "schema/required",
    path: "/name",
    message: "name is missing.",
    allowed: "a string",
    help: "Add `name`.",
  },
  {
    what: "a name with capitals and a space",
    change: (data) => {
      data.name = "My Bakery"
    },
    code: "schema/invalid_format",
    path: "/name",
    message: `name is "My Bakery": ${LABEL}.`,
    found: '"My Bakery"',
    allowed: LABEL,
  },
  {
    what: "a misspelled field at the top",
    change: (data) => {
      data.route = {}
    },
    code: "schema/unrecognized_key",
    path: "/route",
    message: 'topology has no field "route".',
    found: '"route"',
    allowed:
      '"$schema", "name", "title", "description", "generate", "environments", "clouds", "images", "secrets", "externals" or 6 more',
    help: 'Did you mean "routes"?',
  },
  {
    what: "no environment at all",
    change: (data) => {
      data.environments = {}
    },
    code: "schema/invalid_value",
    path: "/environments",
    message: "environments is an empty object: a topology has at least one environment.",
    found: "an empty object",
    allowed: "a topology has at least one environment",
  },
  {
    what: "environments left out",
    change: (data) => {
      delete data.environments
    },
    code: "schema/required",
    path: "/environments",
    message: "environments is missing.",
    allowed: "an object",
    help: "Add `environments`.",
  },
  {
    what: "environments as a list",
    change: (data) => {
      data.environments = ["staging"]
    },
    code: "schema/invalid_type",
    path: "/environments",
    message: "environments is a list, which is not an object.",
    found: "a list",
    allowed: "an object",
  },
  {
    what: "an environment with a reserved name",
    change: (data) => {
      data.environments.default = {}
    },
    code: "schema/invalid_key",
    path: "/environments/default",
    message:
      'environments has the key "default": no environment has one of these words for a name: default, text, env, secret, at, url, bucket, shell, certificate, value, flag, cloud, local.',
    found: '"default"',
    allowed:
      "no environment has one of these words for a name: default, text, env, secret, at, url, bucket, shell, certificate, value, flag, cloud, local",
  },
  {
    what: "an environment with a capital",
    change: (data) => {
      data.environments.Prod = {}
    },
    code: "schema/invalid_key",
    path: "/environments/Prod",
    message:
      'environments has the key "Prod": an environment\'s name is lower-case letters, digits and hyphens, and starts with a letter.',
    found: '"Prod"',
    allowed: "an environment's name is lower-case letters, digits and hyphens, and starts with a letter",
  },
  {
    what: "a misspelled field of an environment",
    change: (data) => {
      data.environments.staging.porject = "x"
    },
    code: "schema/unrecognized_key",
    path: "/environments/staging/porject",
    message: 'environments.staging has no field "porject".',
    found: '"porject"',
    allowed: '"title", "short", "project", "purpose", "access", "stage", "deploy", "placements", "network"',
    help: 'Did you mean "project"?',
  },
  {
    what: "a GCP project that can't be one",
    change: (data) => {
      data.environments.staging.project = "X"
    },
    code: "schema/invalid_format",
    path: "/environments/staging/project",
    message: 'environments.staging.project is "X": a GCP project id is 6 to 30 lower-case letters, digits and hyphens.',
    found: '"X"',
    allowed: "a GCP project id is 6 to 30 lower-case letters, digits and hyphens",
  },
  {
    what: "an unknown placement",
    change: (data) => {
      data.environments.staging.placements = ["laptop"]
    },
    code: "schema/invalid_value",
    path: "/environments/staging/placements/0",
    message: 'environments.staging.placements[0] is "laptop", which is not one of "cloud", "local".',
    found: '"laptop"',
    allowed: 'one of "cloud", "local"',
  },
  {
    what: "one placement that is no list",
    change: (data) => {
      data.environments.staging.placements = "local"
    },
    code: "schema/invalid_type",
    path: "/environments/staging/placements",
    message: 'environments.staging.placements is "local", which is not a list.',
    found: '"local"',
    allowed: "a list",
    help: 'Write it as a list: ["local"].',
  },
  {
    what: "a range without its prefix",
    change: (data) => {
      data.environments.staging.network = "10.0.0.0"
    },
    code: "schema/invalid_format",
    path: "/environments/staging/network",
    message: 'environments.staging.network is "10.0.0.0": a range is written in CIDR notation, like 10.10.0.0/24.',
    found: '"10.0.0.0"',
    allowed: "a range is written in CIDR notation, like 10.10.0.0/24",
  },
  {
    what: "a range that starts in its midst",
    change: (data) => {
      data.environments.staging.network = "10.0.0.5/24"
    },
    code: "schema/invalid_value",
    path: "/environments/staging/network",
    message:
      'environments.staging.network is "10.0.0.5/24": a range starts at its own first address, like 10.10.0.0/24.',
    found: '"10.0.0.5/24"',
    allowed: "a range starts at its own first address, like 10.10.0.0/24",
  },
  {
    what: "a misspelled generator",
    change: (data) => {
      data.generate = ["compos"]
    },
    code: "schema/invalid_value",
    path: "/generate/0",
    message: 'generate[0] is "compos", which is not one of "compose", "caddy", "terraform", "docs".',
    found: '"compos"',
    allowed: 'one of "compose", "caddy", "terraform", "docs"',
    help: 'Did you mean "compose"?',
  },
  {
    what: "a repository with a tag",
    change: (data) => {
      data.images.api.repository = "api:1"
    },
    code: "schema/invalid_format",
    path: "/images/api/repository",
    message: 'images.api.repository is "api:1": a repository is written like library/postgres, without a tag.',
    found: '"api:1"',
    allowed: "a repository is written like library/postgres, without a tag",
  },
  {
    what: "an image as a text",
    change: (data) => {
      data.images.api = "api"
    },
    code: "schema/invalid_type",
    path: "/images/api",
    message: 'images.api is "api", which is not an object.',
    found: '"api"',
    allowed: "an object",
  },
  {
    what: "a secret without a purpose",
    change: (data) => {
      data.secrets.KEY = {}
    },
    code: "schema/required",
    path: "/secrets/KEY/purpose",
    message: "secrets.KEY.purpose is missing.",
    allowed: "a string",
    help: "Add `purpose`.",
  },
  {
    what: "an unknown form of a secret",
    change: (data) => {
      data.secrets.KEY.form = "uri"
    },
    code: "schema/invalid_value",
    path: "/secrets/KEY/form",
    message: 'secrets.KEY.form is "uri", which is not one of "opaque", "url-safe", "url".',
    found: '"uri"',
    allowed: 'one of "opaque", "url-safe", "url"',
    help: 'Did you mean "url"?',
  },
  {
    what: "an unknown kind of external",
    change: (data) => {
      data.externals.guests.kind = "person"
    },
    code: "schema/invalid_value",
    path: "/externals/guests/kind",
    message: 'externals.guests.kind is "person", which is not one of "people", "api", "store".',
    found: '"person"',
    allowed: 'one of "people", "api", "store"',
  },
  {
    what: "a cloud without its region",
    change: (data) => {
      delete data.clouds.gcp.region
    },
    code: "schema/required",
    path: "/clouds/gcp/region",
    message: "clouds.gcp.region is missing.",
    allowed: "a string",
    help: "Add `region`.",
  },
  {
    what: "a number for a bucket's name in one environment",
    change: (data) => {
      data.clouds.cloudflare.buckets.photos.name = { production: 5 }
    },
    code: "schema/invalid_type",
    path: "/clouds/cloudflare/buckets/photos/name/production",
    message: "clouds.cloudflare.buckets.photos.name.production is 5, which is not a string.",
    found: "5",
    allowed: "a string",
  },
  {
    what: "a host with a capital",
    change: (data) => {
      data.hosts.Shop = data.hosts.shop
    },
    code: "schema/invalid_key",
    path: "/hosts/Shop",
    message: `hosts has the key "Shop": ${LABEL}.`,
    found: '"Shop"',
    allowed: LABEL,
  },
  {
    what: "a misspelled field of a host",
    change: (data) => {
      data.hosts.shop.machin = "e2"
    },
    code: "schema/unrecognized_key",
    path: "/hosts/shop/machin",
    message: 'hosts.shop has no field "machin".',
    found: '"machin"',
    allowed:
      '"title", "purpose", "only", "generate", "name", "machine", "bootImage", "bootDisk", "address", "systemOverhead" or 7 more',
    help: 'Did you mean "machine"?',
  },
  {
    what: "a machine type that can't be one",
    change: (data) => {
      data.hosts.shop.machine = "big"
    },
    code: "schema/invalid_format",
    path: "/hosts/shop/machine",
    message: `hosts.shop.machine is "big": ${MACHINE}.`,
    found: '"big"',
    allowed: MACHINE,
  },
  {
    what: "a machine type that can't be one, in one environment",
    change: (data) => {
      data.hosts.shop.machine = { production: "big" }
    },
    code: "schema/invalid_format",
    path: "/hosts/shop/machine/production",
    message: `hosts.shop.machine.production is "big": ${MACHINE}.`,
    found: '"big"',
    allowed: MACHINE,
  },
  {
    what: "a number for a machine type, in one environment",
    change: (data) => {
      data.hosts.shop.machine = { production: 3, staging: "e2-small" }
    },
    code: "schema/invalid_type",
    path: "/hosts/shop/machine/production",
    message: "hosts.shop.machine.production is 3, which is not a string.",
    found: "3",
    allowed: "a string",
  },
  {
    what: "a value per placement where there is none",
    change: (data) => {
      data.hosts.shop.machine = { local: "e2-small" }
    },
    code: "schema/invalid_key",
    path: "/hosts/shop/machine/local",
    message: `hosts.shop.machine has the key "local": ${PER_ENVIRONMENT}.`,
    found: '"local"',
    allowed: PER_ENVIRONMENT,
  },
  {
    what: "a value for no environment",
    change: (data) => {
      data.hosts.shop.machine = {}
    },
    code: "schema/invalid_value",
    path: "/hosts/shop/machine",
    message: "hosts.shop.machine is an empty object: a value per environment names at least one environment.",
    found: "an empty object",
    allowed: "a value per environment names at least one environment",
  },
  {
    what: "a list of machine types",
    change: (data) => {
      data.hosts.shop.machine = ["e2-small"]
    },
    code: "schema/invalid_type",
    path: "/hosts/shop/machine",
    message: "hosts.shop.machine is a list, which is not a string or a value per environment.",
    found: "a list",
    allowed: "a string or a value per environment",
  },
  {
    what: "a size without a unit",
    change: (data) => {
      data.hosts.shop.disks.data.size = 10
    },
    code: "schema/invalid_type",
    path: "/hosts/shop/disks/data/size",
    message: "hosts.shop.disks.data.size is 10, which is not a string or a value per environment.",
    found: "10",
    allowed: "a string or a value per environment",
  },
  {
    what: "a size in Docker's spelling",
    change: (data) => {
      data.hosts.shop.disks.data.size = "10G"
    },
    code: "schema/invalid_format",
    path: "/hosts/shop/disks/data/size",
    message: `hosts.shop.disks.data.size is "10G": ${SIZE}.`,
    found: '"10G"',
    allowed: SIZE,
    help: 'Did you mean "10 GiB"?',
  },
  {
    what: "the same by default",
    change: (data) => {
      data.hosts.shop.disks.data.size = { default: "10G" }
    },
    code: "schema/invalid_format",
    path: "/hosts/shop/disks/data/size/default",
    message: `hosts.shop.disks.data.size.default is "10G": ${SIZE}.`,
    found: '"10G"',
    allowed: SIZE,
    help: 'Did you mean "10 GiB"?',
  },
  {
    what: "a disk without its mount point",
    change: (data) => {
      delete data.hosts.shop.disks.data.mount
    },
    code: "schema/required",
    path: "/hosts/shop/disks/data/mount",
    message: "hosts.shop.disks.data.mount is missing.",
    allowed: "a string",
    help: "Add `mount`.",
  },
  {
    what: "a folder that leaves the output",
    change: (data) => {
      data.hosts.shop.stacks.main.directory = "../x"
    },
    code: "schema/invalid_format",
    path: "/hosts/shop/stacks/main/directory",
    message:
      'hosts.shop.stacks.main.directory is "../x": a directory is a relative path, none of whose parts starts with a dot, and may hold {environment}, {short}, {project} and {host}.',
    found: '"../x"',
    allowed:
      "a directory is a relative path, none of whose parts starts with a dot, and may hold {environment}, {short}, {project} and {host}",
  },
  {
    what: "a misspelled field of a service",
    change: (data) => {
      api(data).resourcs = {}
    },
    code: "schema/unrecognized_key",
    path: `${API}/resourcs`,
    message: `${SPELLED} has no field "resourcs".`,
    found: '"resourcs"',
    allowed:
      '"title", "drawnAs", "purpose", "only", "stack", "group", "image", "build", "command", "entrypoint" or 38 more',
    help: 'Did you mean "resources"?',
  },
  {
    what: "a misspelled resource",
    change: (data) => {
      api(data).resources.memry = "1 GiB"
    },
    code: "schema/unrecognized_key",
    path: `${API}/resources/memry`,
    message: `${SPELLED}.resources has no field "memry".`,
    found: '"memry"',
    allowed: '"cpus", "memory", "reserve", "pids", "sharedMemory"',
    help: 'Did you mean "memory"?',
  },
  {
    what: "a shortened reservation",
    change: (data) => {
      api(data).resources.reserve = { mem: "1 GiB" }
    },
    code: "schema/unrecognized_key",
    path: `${API}/resources/reserve/mem`,
    message: `${SPELLED}.resources.reserve has no field "mem".`,
    found: '"mem"',
    allowed: '"cpus", "memory"',
    help: 'Did you mean "memory"?',
  },
  {
    what: "memory in Docker's spelling",
    change: (data) => {
      api(data).resources.memory = "1g"
    },
    code: "schema/invalid_format",
    path: `${API}/resources/memory`,
    message: `${SPELLED}.resources.memory is "1g": ${SIZE}.`,
    found: '"1g"',
    allowed: SIZE,
    help: 'Did you mean "1 GiB"?',
  },
  {
    what: "a number for an image",
    change: (data) => {
      api(data).image = 5
    },
    code: "schema/invalid_type",
    path: `${API}/image`,
    message: `${SPELLED}.image is 5, which is not a string.`,
    found: "5",
    allowed: "a string",
  },
  {
    what: "ports as a list",
    change: (data) => {
      api(data).ports = [8000]
    },
    code: "schema/invalid_type",
    path: `${API}/ports`,
    message: `${SPELLED}.ports is a list, which is not an object.`,
    found: "a list",
    allowed: "an object",
  },
  {
    what: "a port in quotes",
    change: (data) => {
      api(data).ports = { http: "8000" }
    },
    code: "schema/invalid_type",
    path: `${API}/ports/http`,
    message: `${SPELLED}.ports.http is "8000", which is not a number or an object.`,
    found: '"8000"',
    allowed: "a number or an object",
    help: "Write it without quotes: 8000.",
  },
  {
    what: "a port in Docker's short form",
    change: (data) => {
      api(data).ports = { http: "8000:8000" }
    },
    code: "schema/invalid_type",
    path: `${API}/ports/http`,
    message: `${SPELLED}.ports.http is "8000:8000", which is not a number or an object.`,
    found: '"8000:8000"',
    allowed: "a number or an object",
  },
  {
    what: "port 0",
    change: (data) => {
      api(data).ports = { http: 0 }
    },
    code: "schema/too_small",
    path: `${API}/ports/http`,
    message: `${SPELLED}.ports.http is 0: it must be at least 1.`,
    found: "0",
    allowed: "at least 1",
  },
  {
    what: "a port that is too high",
    change: (data) => {
      api(data).ports = { http: 70000 }
    },
    code: "schema/too_big",
    path: `${API}/ports/http`,
    message: `${SPELLED}.ports.http is 70000: it must be at most 65535.`,
    found: "70000",
    allowed: "at most 65535",
  },
  {
    what: "a port that is no whole number",
    change: (data) => {
      api(data).ports = { http: 80.5 }
    },
    code: "schema/invalid_type",
    path: `${API}/ports/http`,
    message: `${SPELLED}.ports.http is 80.5, which is not a whole number or an object.`,
    found: "80.5",
    allowed: "a whole number or an object",
  },
  {
    what: "a misspelled field of a port, where the real one is missing",
    change: (data) => {
      api(data).ports = { http: { prot: 80 } }
    },
    code: "schema/unrecognized_key",
    path: `${API}/ports/http/prot`,
    message: `${SPELLED}.ports.http has no field "prot".`,
    found: '"prot"',
    allowed: PORTS_FIELDS,
    help: 'Did you mean "port"?',
  },
  {
    what: "a port without its number",
    change: (data) => {
      api(data).ports = { http: { exposure: "public" } }
    },
    code: "schema/required",
    path: `${API}/ports/http/port`,
    message: `${SPELLED}.ports.http.port is missing.`,
    allowed: "a number",
    help: "Add `port`.",
  },
  {
    what: "an unknown exposure",
    change: (data) => {
      api(data).ports = { http: { port: 80, exposure: "open" } }
    },
    code: "schema/invalid_value",
    path: `${API}/ports/http/exposure`,
    message: `${SPELLED}.ports.http.exposure is "open", which is not ${EXPOSURES}.`,
    found: '"open"',
    allowed: EXPOSURES,
  },
  {
    what: "an unknown exposure in one environment",
    change: (data) => {
      api(data).ports = { http: { port: 80, exposure: { production: "open" } } }
    },
    code: "schema/invalid_value",
    path: `${API}/ports/http/exposure/production`,
    message: `${SPELLED}.ports.http.exposure.production is "open", which is not ${EXPOSURES}.`,
    found: '"open"',
    allowed: EXPOSURES,
  },
  {
    what: "one edge that is no list",
    change: (data) => {
      api(data).uses = "guests"
    },
    code: "schema/invalid_type",
    path: `${API}/uses`,
    message: `${SPELLED}.uses is "guests", which is not a list.`,
    found: '"guests"',
    allowed: "a list",
    help: 'Write it as a list: ["guests"].',
  },
  {
    what: "a number for an edge",
    change: (data) => {
      api(data).uses = [5]
    },
    code: "schema/invalid_type",
    path: `${API}/uses/0`,
    message: `${SPELLED}.uses[0] is 5, which is not a string or an object.`,
    found: "5",
    allowed: "a string or an object",
  },
  {
    what: "a misspelled target of an edge",
    change: (data) => {
      api(data).uses = [{ too: "guests" }]
    },
    code: "schema/unrecognized_key",
    path: `${API}/uses/0/too`,
    message: `${SPELLED}.uses[0] has no field "too".`,
    found: '"too"',
    allowed: '"to", "port", "access", "condition", "required", "restart", "only", "connections", "label"',
    help: 'Did you mean "to"?',
  },
  {
    what: "an edge without a target",
    change: (data) => {
      api(data).uses = [{ access: "read" }]
    },
    code: "schema/required",
    path: `${API}/uses/0/to`,
    message: `${SPELLED}.uses[0].to is missing.`,
    allowed: "a string",
    help: "Add `to`.",
  },
  {
    what: "an unknown access",
    change: (data) => {
      api(data).uses = [{ to: "guests", access: "reads" }]
    },
    code: "schema/invalid_value",
    path: `${API}/uses/0/access`,
    message: `${SPELLED}.uses[0].access is "reads", which is not one of "read", "write", "call".`,
    found: '"reads"',
    allowed: 'one of "read", "write", "call"',
    help: 'Did you mean "read"?',
  },
  {
    what: "a health check as a text",
    change: (data) => {
      api(data).health = "/health"
    },
    code: "schema/invalid_type",
    path: `${API}/health`,
    message: `${SPELLED}.health is "/health", which is not "none" or an object.`,
    found: '"/health"',
    allowed: '"none" or an object',
  },
  {
    what: "a field that a health check has not",
    change: (data) => {
      api(data).health = { path: "/health" }
    },
    code: "schema/unrecognized_key",
    path: `${API}/health/path`,
    message: `${SPELLED}.health has no field "path".`,
    found: '"path"',
    allowed: '"get", "on", "command", "interval", "timeout", "retries", "startPeriod", "startInterval"',
    help: "Remove it, or rename it to the field that is meant.",
  },
  {
    what: "a health path without its slash",
    change: (data) => {
      api(data).health = { get: "health" }
    },
    code: "schema/invalid_format",
    path: `${API}/health/get`,
    message: `${SPELLED}.health.get is "health": a path starts with /.`,
    found: '"health"',
    allowed: "a path starts with /",
  },
  {
    what: "an interval without a unit",
    change: (data) => {
      api(data).health = { get: "/h", interval: 30 }
    },
    code: "schema/invalid_type",
    path: `${API}/health/interval`,
    message: `${SPELLED}.health.interval is 30, which is not a string.`,
    found: "30",
    allowed: "a string",
  },
  {
    what: "true for a health check",
    change: (data) => {
      api(data).health = true
    },
    code: "schema/invalid_type",
    path: `${API}/health`,
    message: `${SPELLED}.health is true, which is not "none" or an object.`,
    found: "true",
    allowed: '"none" or an object',
  },
  {
    what: "a misspelled form of a health command",
    change: (data) => {
      api(data).health = { command: { sh: "x" } }
    },
    code: "schema/unrecognized_key",
    path: `${API}/health/command/sh`,
    message: `${SPELLED}.health.command has no field "sh".`,
    found: '"sh"',
    allowed: '"shell"',
    help: 'Did you mean "shell"?',
  },
  {
    what: "a number for a command",
    change: (data) => {
      api(data).command = 5
    },
    code: "schema/invalid_type",
    path: `${API}/command`,
    message: `${SPELLED}.command is 5, which is not a string, a list, an object or a value per environment.`,
    found: "5",
    allowed: "a string, a list, an object or a value per environment",
  },
  {
    what: "a list for a line of a shell",
    change: (data) => {
      api(data).command = { shell: ["a"] }
    },
    code: "schema/invalid_type",
    path: `${API}/command/shell`,
    message: `${SPELLED}.command.shell is a list, which is not a string.`,
    found: "a list",
    allowed: "a string",
  },
  {
    what: "an object that is no reference among a command's words",
    change: (data) => {
      api(data).command = ["a", { b: 1 }]
    },
    code: "schema/invalid_union",
    path: `${API}/command/1`,
    message: `${SPELLED}.command[1] is an object with "b", which is not an object with one of "env", "secret", "at", "url", "bucket", "text".`,
    found: 'an object with "b"',
    allowed: 'an object with one of "env", "secret", "at", "url", "bucket", "text"',
  },
  {
    what: "null among a command's words",
    change: (data) => {
      api(data).command = ["a", null]
    },
    code: "schema/invalid_type",
    path: `${API}/command/1`,
    message: `${SPELLED}.command[1] is null, which is not a string, a number, a boolean or an object.`,
    found: "null",
    allowed: "a string, a number, a boolean or an object",
  },
  {
    what: "a mount in Docker's short form",
    change: (data) => {
      api(data).mounts = ["/data:/data"]
    },
    code: "schema/invalid_type",
    path: `${API}/mounts/0`,
    message: `${SPELLED}.mounts[0] is "/data:/data", which is not an object.`,
    found: '"/data:/data"',
    allowed: "an object",
  },
  {
    what: "a mount to a relative path",
    change: (data) => {
      api(data).mounts = [{ source: "/data", target: "data" }]
    },
    code: "schema/invalid_format",
    path: `${API}/mounts/0/target`,
    message: `${SPELLED}.mounts[0].target is "data": an absolute path starts with / and holds no .., no // and no colon.`,
    found: '"data"',
    allowed: "an absolute path starts with / and holds no .., no // and no colon",
  },
  {
    what: "a mount from a path that is neither absolute nor relative",
    change: (data) => {
      api(data).mounts = [{ source: "data", target: "/data" }]
    },
    code: "schema/invalid_value",
    path: `${API}/mounts/0/source`,
    message: `${SPELLED}.mounts[0].source is "data": an absolute path starts with / and holds no .., no // and no colon; or a source path starts with ./ or ../.`,
    found: '"data"',
    allowed:
      "an absolute path starts with / and holds no .., no // and no colon; or a source path starts with ./ or ../",
  },
  {
    what: "a mount to nowhere",
    change: (data) => {
      api(data).mounts = [{ source: "/data" }]
    },
    code: "schema/required",
    path: `${API}/mounts/0/target`,
    message: `${SPELLED}.mounts[0].target is missing.`,
    allowed: "a string",
    help: "Add `target`.",
  },
  {
    what: "a misspelled field of a mount",
    change: (data) => {
      api(data).mounts = [{ source: "/data", target: "/data", readonly: true }]
    },
    code: "schema/unrecognized_key",
    path: `${API}/mounts/0/readonly`,
    message: `${SPELLED}.mounts[0] has no field "readonly".`,
    found: '"readonly"',
    allowed: '"only", "source", "target", "readOnly", "create", "propagation", "selinux", "volume", "name", "external"',
    help: 'Did you mean "readOnly"?',
  },
  {
    what: "a volume with a capital",
    change: (data) => {
      api(data).mounts = [{ volume: "Data", target: "/data" }]
    },
    code: "schema/invalid_format",
    path: `${API}/mounts/0/volume`,
    message: `${SPELLED}.mounts[0].volume is "Data": a service name is lower-case letters, digits, hyphens and underscores.`,
    found: '"Data"',
    allowed: "a service name is lower-case letters, digits, hyphens and underscores",
  },
  {
    what: "a mount of nothing",
    change: (data) => {
      api(data).mounts = [{ target: "/data" }]
    },
    code: "schema/required",
    path: `${API}/mounts/0/source`,
    message: `${SPELLED}.mounts[0].source is missing.`,
    allowed: "a string or an object",
    help: "Add `source`.",
  },
  {
    what: "null for a variable",
    change: (data) => {
      api(data).environment.X = null
    },
    code: "schema/invalid_type",
    path: `${API}/environment/X`,
    message: `${SPELLED}.environment.X is null, which is not a string, a number, a boolean, an object or a value per environment.`,
    found: "null",
    allowed: "a string, a number, a boolean, an object or a value per environment",
  },
  {
    what: "a list for a variable",
    change: (data) => {
      api(data).environment.X = ["a"]
    },
    code: "schema/invalid_type",
    path: `${API}/environment/X`,
    message: `${SPELLED}.environment.X is a list, which is not a string, a number, a boolean, an object or a value per environment.`,
    found: "a list",
    allowed: "a string, a number, a boolean, an object or a value per environment",
  },
  {
    what: "a secret that can't be one",
    change: (data) => {
      api(data).environment.X = { secret: "not a name" }
    },
    code: "schema/invalid_format",
    path: `${API}/environment/X/secret`,
    message: `${SPELLED}.environment.X.secret is a text of 10 characters: a variable name is letters, digits and underscores, and does not start with a digit.`,
    found: "a text of 10 characters",
    allowed: "a variable name is letters, digits and underscores, and does not start with a digit",
  },
  {
    what: "a text that is no list of parts",
    change: (data) => {
      api(data).environment.X = { text: "abc" }
    },
    code: "schema/invalid_type",
    path: `${API}/environment/X/text`,
    message: `${SPELLED}.environment.X.text is "abc", which is not a list.`,
    found: '"abc"',
    allowed: "a list",
    help: 'Write it as a list: ["abc"].',
  },
  {
    what: "a part of a text that is no reference",
    change: (data) => {
      api(data).environment.X = { text: ["a", { foo: "x" }] }
    },
    code: "schema/invalid_union",
    path: `${API}/environment/X/text/1`,
    message: `${SPELLED}.environment.X.text[1] is an object with "foo", which is not an object with one of "env", "secret", "at", "url", "bucket".`,
    found: 'an object with "foo"',
    allowed: 'an object with one of "env", "secret", "at", "url", "bucket"',
  },
  {
    what: "a list for a variable in one environment",
    change: (data) => {
      api(data).environment.X = { production: ["a"] }
    },
    code: "schema/invalid_type",
    path: `${API}/environment/X/production`,
    message: `${SPELLED}.environment.X.production is a list, which is not a string, a number, a boolean or an object.`,
    found: "a list",
    allowed: "a string, a number, a boolean or an object",
  },
  {
    what: "a misspelled field of a reference",
    change: (data) => {
      api(data).environment.X = { env: "A", deflt: "x" }
    },
    code: "schema/unrecognized_key",
    path: `${API}/environment/X/deflt`,
    message: `${SPELLED}.environment.X has no field "deflt".`,
    found: '"deflt"',
    allowed: '"env", "default", "purpose", "secret", "at", "port", "part", "url", "bucket", "text"',
    help: 'Did you mean "default"?',
  },
  {
    what: "a variable with a hyphen",
    change: (data) => {
      api(data).environment["A-B"] = "x"
    },
    code: "schema/invalid_key",
    path: `${API}/environment/A-B`,
    message: `${SPELLED}.environment has the key "A-B": a variable name is letters, digits and underscores, and does not start with a digit.`,
    found: '"A-B"',
    allowed: "a variable name is letters, digits and underscores, and does not start with a digit",
  },
  {
    what: "a misspelled field of a handed secret",
    change: (data) => {
      api(data).secrets.KEY = { secret: "KEY", az: "file" }
    },
    code: "schema/unrecognized_key",
    path: `${API}/secrets/KEY/az`,
    message: `${SPELLED}.secrets.KEY has no field "az".`,
    found: '"az"',
    allowed: '"secret", "as", "reason", "only"',
    help: 'Did you mean "as"?',
  },
  {
    what: "an unknown way to hand over a secret",
    change: (data) => {
      api(data).secrets.KEY = { secret: "KEY", as: "env" }
    },
    code: "schema/invalid_value",
    path: `${API}/secrets/KEY/as`,
    message: `${SPELLED}.secrets.KEY.as is "env", which is not one of "file", "variable".`,
    found: '"env"',
    allowed: 'one of "file", "variable"',
  },
  {
    what: "an unknown restart policy",
    change: (data) => {
      api(data).restart = "never"
    },
    code: "schema/invalid_value",
    path: `${API}/restart`,
    message: `${SPELLED}.restart is "never": one of "no", "always", "on-failure", "unless-stopped"; or a number of tries is written like on-failure:5.`,
    found: '"never"',
    allowed: 'one of "no", "always", "on-failure", "unless-stopped"; or a number of tries is written like on-failure:5',
  },
  {
    what: "a restart policy of no tries",
    change: (data) => {
      api(data).restart = "on-failure:0"
    },
    code: "schema/invalid_value",
    path: `${API}/restart`,
    message: `${SPELLED}.restart is "on-failure:0": a number of tries is written like on-failure:5.`,
    found: '"on-failure:0"',
    allowed: "a number of tries is written like on-failure:5",
  },
  {
    what: "a negative number of containers",
    change: (data) => {
      api(data).replicas = -1
    },
    code: "schema/too_small",
    path: `${API}/replicas`,
    message: `${SPELLED}.replicas is -1: it must be at least 0.`,
    found: "-1",
    allowed: "at least 0",
  },
  {
    what: "a number in quotes, in one environment",
    change: (data) => {
      api(data).replicas = { production: "2" }
    },
    code: "schema/invalid_type",
    path: `${API}/replicas/production`,
    message: `${SPELLED}.replicas.production is "2", which is not a number.`,
    found: '"2"',
    allowed: "a number",
    help: "Write it without quotes: 2.",
  },
  {
    what: "concurrency in quotes",
    change: (data) => {
      api(data).concurrency = "4"
    },
    code: "schema/invalid_type",
    path: `${API}/concurrency`,
    message: `${SPELLED}.concurrency is "4", which is not a number, a value per environment or an object.`,
    found: '"4"',
    allowed: "a number, a value per environment or an object",
    help: "Write it without quotes: 4.",
  },
  {
    what: "a flag without its hyphens",
    change: (data) => {
      api(data).concurrency = { value: 4, flag: "conc" }
    },
    code: "schema/invalid_format",
    path: `${API}/concurrency/flag`,
    message: `${SPELLED}.concurrency.flag is "conc": a flag is written like --concurrency.`,
    found: '"conc"',
    allowed: "a flag is written like --concurrency",
  },
  {
    what: "no concurrency in one environment",
    change: (data) => {
      api(data).concurrency = { production: 0 }
    },
    code: "schema/too_small",
    path: `${API}/concurrency/production`,
    message: `${SPELLED}.concurrency.production is 0: it must be more than 0.`,
    found: "0",
    allowed: "more than 0",
  },
  {
    what: "one environment that is no list",
    change: (data) => {
      api(data).only = "production"
    },
    code: "schema/invalid_type",
    path: `${API}/only`,
    message: `${SPELLED}.only is "production", which is not a list.`,
    found: '"production"',
    allowed: "a list",
    help: 'Write it as a list: ["production"].',
  },
  {
    what: "an empty list of environments",
    change: (data) => {
      api(data).only = []
    },
    code: "schema/too_small",
    path: `${API}/only`,
    message: `${SPELLED}.only is an empty list: it must be a list of at least one.`,
    found: "an empty list",
    allowed: "a list of at least one",
  },
  {
    what: "null in the escape hatch",
    change: (data) => {
      api(data).compose = { init: null }
    },
    code: "schema/invalid_value",
    path: `${API}/compose/init`,
    message: `${SPELLED}.compose.init is null: ${PLAIN}.`,
    found: "null",
    allowed: PLAIN,
  },
  {
    what: "a function in the escape hatch",
    change: (data) => {
      api(data).compose = { init: () => 1 }
    },
    code: "schema/invalid_value",
    path: `${API}/compose/init`,
    message: `${SPELLED}.compose.init is a function: ${PLAIN}.`,
    found: "a function",
    allowed: PLAIN,
  },
  {
    what: "a date in the escape hatch",
    change: (data) => {
      api(data).compose = { init: { x: new Date(0) } }
    },
    code: "schema/invalid_value",
    path: `${API}/compose/init/x`,
    message: `${SPELLED}.compose.init.x is an empty object: ${PLAIN}.`,
    found: "an empty object",
    allowed: PLAIN,
  },
  {
    what: "null for a service",
    change: (data) => {
      data.hosts.shop.services.api = null
    },
    code: "schema/invalid_type",
    path: API,
    message: `${SPELLED} is null, which is not an object.`,
    found: "null",
    allowed: "an object",
  },
  {
    what: "a service with a capital",
    change: (data) => {
      data.hosts.shop.services.Api = api(data)
    },
    code: "schema/invalid_key",
    path: "/hosts/shop/services/Api",
    message:
      'hosts.shop.services has the key "Api": a service name is lower-case letters, digits, hyphens and underscores.',
    found: '"Api"',
    allowed: "a service name is lower-case letters, digits, hyphens and underscores",
  },
  {
    what: "a host name with a capital",
    change: (data) => {
      data.routes.api.host = "Bakery.example"
    },
    code: "schema/invalid_format",
    path: "/routes/api/host",
    message: `routes.api.host is "Bakery.example": ${HOST}.`,
    found: '"Bakery.example"',
    allowed: HOST,
  },
  {
    what: "a URL for a host name",
    change: (data) => {
      data.routes.api.host = "https://bakery.example"
    },
    code: "schema/invalid_format",
    path: "/routes/api/host",
    message: `routes.api.host is "https://bakery.example": ${HOST}.`,
    found: '"https://bakery.example"',
    allowed: HOST,
  },
  {
    what: "a URL for a host name in one environment",
    change: (data) => {
      data.routes.api.host = { production: "https://x" }
    },
    code: "schema/invalid_format",
    path: "/routes/api/host/production",
    message: `routes.api.host.production is "https://x": ${HOST}.`,
    found: '"https://x"',
    allowed: HOST,
  },
  {
    what: "a host name for one placement only",
    change: (data) => {
      data.routes.api.host = { production: { cloud: "a.example" } }
    },
    code: "schema/required",
    path: "/routes/api/host/production/local",
    message: "routes.api.host.production.local is missing.",
    allowed: "a string or a list",
    help: "Add `local`.",
  },
  {
    what: "a misspelled placement",
    change: (data) => {
      data.routes.api.host = { production: { cloud: "a.example", lokal: "b.example" } }
    },
    code: "schema/unrecognized_key",
    path: "/routes/api/host/production/lokal",
    message: 'routes.api.host.production has no field "lokal".',
    found: '"lokal"',
    allowed: '"cloud", "local"',
    help: 'Did you mean "local"?',
  },
  {
    what: "a bad host name in a list",
    change: (data) => {
      data.routes.api.host = ["a.example", "B"]
    },
    code: "schema/invalid_format",
    path: "/routes/api/host/1",
    message: `routes.api.host[1] is "B": ${HOST}.`,
    found: '"B"',
    allowed: HOST,
  },
  {
    what: "a route without a host name",
    change: (data) => {
      delete data.routes.api.host
    },
    code: "schema/required",
    path: "/routes/api/host",
    message: "routes.api.host is missing.",
    allowed: "a string, a list or a value per environment",
    help: "Add `host`.",
  },
  {
    what: "a shortened way to a certificate",
    change: (data) => {
      data.routes.api.tls = "auto"
    },
    code: "schema/invalid_value",
    path: "/routes/api/tls",
    message: 'routes.api.tls is "auto", which is not one of "automatic", "acme-test", "internal", "off".',
    found: '"auto"',
    allowed: 'one of "automatic", "acme-test", "internal", "off"',
    help: 'Did you mean "automatic"?',
  },
  {
    what: "a misspelled field of certificate files",
    change: (data) => {
      data.routes.api.tls = { certificate: "/a", keyfile: "/b" }
    },
    code: "schema/unrecognized_key",
    path: "/routes/api/tls/keyfile",
    message: 'routes.api.tls has no field "keyfile".',
    found: '"keyfile"',
    allowed: '"certificate", "key"',
    help: 'Did you mean "key"?',
  },
  {
    what: "the same in one environment",
    change: (data) => {
      data.routes.api.tls = { staging: "auto" }
    },
    code: "schema/invalid_value",
    path: "/routes/api/tls/staging",
    message: 'routes.api.tls.staging is "auto", which is not one of "automatic", "acme-test", "internal", "off".',
    found: '"auto"',
    allowed: 'one of "automatic", "acme-test", "internal", "off"',
    help: 'Did you mean "automatic"?',
  },
  {
    what: "a misspelled answer",
    change: (data) => {
      data.routes.api.handle[0].respnd = "x"
    },
    code: "schema/unrecognized_key",
    path: "/routes/api/handle/0/respnd",
    message: 'routes.api.handle[0] has no field "respnd".',
    found: '"respnd"',
    allowed:
      '"only", "match", "strip", "rewrite", "headers", "requestHeaders", "basicAuth", "bodyLimit", "timeouts", "stream" or 9 more',
    help: 'Did you mean "respond"?',
  },
  {
    what: "a misspelled matcher",
    change: (data) => {
      data.routes.api.handle[0].match.paths = ["/x"]
    },
    code: "schema/unrecognized_key",
    path: "/routes/api/handle/0/match/paths",
    message: 'routes.api.handle[0].match has no field "paths".',
    found: '"paths"',
    allowed: '"path", "method", "header", "remote", "not"',
    help: 'Did you mean "path"?',
  },
  {
    what: "a path without its slash",
    change: (data) => {
      data.routes.api.handle[0].match.path = ["x"]
    },
    code: "schema/invalid_format",
    path: "/routes/api/handle/0/match/path/0",
    message: 'routes.api.handle[0].match.path[0] is "x": a path starts with / and holds no space, brace or quote.',
    found: '"x"',
    allowed: "a path starts with / and holds no space, brace or quote",
  },
  {
    what: "one path that is no list",
    change: (data) => {
      data.routes.api.handle[0].match.path = "/x"
    },
    code: "schema/invalid_type",
    path: "/routes/api/handle/0/match/path",
    message: 'routes.api.handle[0].match.path is "/x", which is not a list.',
    found: '"/x"',
    allowed: "a list",
    help: 'Write it as a list: ["/x"].',
  },
  {
    what: "an unknown method, three levels down",
    change: (data) => {
      data.routes.api.handle[0].match.not = { method: ["FETCH"] }
    },
    code: "schema/invalid_value",
    path: "/routes/api/handle/0/match/not/method/0",
    message:
      'routes.api.handle[0].match.not.method[0] is "FETCH", which is not one of "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS".',
    found: '"FETCH"',
    allowed: 'one of "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"',
    help: 'Did you mean "PATCH"?',
  },
  {
    what: "an address where a range is wanted",
    change: (data) => {
      data.routes.api.handle[0].match.remote = ["10.0.0.1"]
    },
    code: "schema/invalid_value",
    path: "/routes/api/handle/0/match/remote/0",
    message:
      'routes.api.handle[0].match.remote[0] is "10.0.0.1": an IPv4 range is written like 10.0.0.0/8; or an IPv6 range is written like fd00::/8.',
    found: '"10.0.0.1"',
    allowed: "an IPv4 range is written like 10.0.0.0/8; or an IPv6 range is written like fd00::/8",
  },
  {
    what: "a redirect to a word",
    change: (data) => {
      data.routes.api.handle[0] = { redirect: "bakery" }
    },
    code: "schema/invalid_format",
    path: "/routes/api/handle/0/redirect",
    message:
      'routes.api.handle[0].redirect is "bakery": a redirect goes to a URL or a path, and holds no space, brace or quote.',
    found: '"bakery"',
    allowed: "a redirect goes to a URL or a path, and holds no space, brace or quote",
  },
  {
    what: "a redirect with a placeholder",
    change: (data) => {
      data.routes.api.handle[0] = { redirect: "https://bakery.example{uri}" }
    },
    code: "schema/invalid_format",
    path: "/routes/api/handle/0/redirect",
    message:
      'routes.api.handle[0].redirect is "https://bakery.example{uri}": a redirect goes to a URL or a path, and holds no space, brace or quote.',
    found: '"https://bakery.example{uri}"',
    allowed: "a redirect goes to a URL or a path, and holds no space, brace or quote",
  },
  {
    what: "a misspelled field of a redirect",
    change: (data) => {
      data.routes.api.handle[0] = { redirect: { rout: "api" } }
    },
    code: "schema/unrecognized_key",
    path: "/routes/api/handle/0/redirect/rout",
    message: 'routes.api.handle[0].redirect has no field "rout".',
    found: '"rout"',
    allowed: '"route"',
    help: 'Did you mean "route"?',
  },
  {
    what: "a status that can't be one",
    change: (data) => {
      data.routes.api.handle[0].status = 99
    },
    code: "schema/too_small",
    path: "/routes/api/handle/0/status",
    message: "routes.api.handle[0].status is 99: it must be at least 200.",
    found: "99",
    allowed: "at least 200",
  },
  {
    what: "a header of two lines",
    change: (data) => {
      data.routes.api.headers = { "X-A": "a\nb" }
    },
    code: "schema/invalid_format",
    path: "/routes/api/headers/X-A",
    message: 'routes.api.headers.X-A is "a\\nb": a header\'s value is one line without control characters.',
    found: '"a\\nb"',
    allowed: "a header's value is one line without control characters",
  },
  {
    what: "a number for a header",
    change: (data) => {
      data.routes.api.headers = { "X-A": 5 }
    },
    code: "schema/invalid_type",
    path: "/routes/api/headers/X-A",
    message: "routes.api.headers.X-A is 5, which is not a string or null.",
    found: "5",
    allowed: "a string or null",
  },
  {
    what: "a header's name with a space",
    change: (data) => {
      data.routes.api.headers = { "X A": "5" }
    },
    code: "schema/invalid_key",
    path: "/routes/api/headers/X A",
    message: 'routes.api.headers has the key "X A": a header name is an RFC 9110 token.',
    found: '"X A"',
    allowed: "a header name is an RFC 9110 token",
  },
]

describe("parse", () => {
  it("admits the bakery that the rows break", () => {
    expect(parse(bakery())).toMatchObject({ diagnostics: [], data: { name: "bakery" } })
  })

  it.each(rows)("tells $what once, at its place", ({ what: _, change, code, path, message, found, allowed, help }) => {
    const data = bakery()
    change(data)
    expect(parse(data).diagnostics).toEqual([
      {
        code,
        severity: "error",
        message,
        path,
        ...(found === undefined ? {} : { found }),
        ...(allowed === undefined ? {} : { allowed }),
        ...(help === undefined ? {} : { help }),
      },
    ])
  })

  it("tells every mistake in one run", () => {
    const data = bakery()
    data.name = "Bakery"
    api(data).ports.http = "8000"
    data.routes.api.too = "shop.api"
    expect(parse(data).diagnostics.map(({ path }) => path)).toEqual(["/name", `${API}/ports/http`, "/routes/api/too"])
  })

  it.each([undefined, null, 5, "bakery", [], () => 1])("refuses %s for a topology", (data) => {
    const [diagnostic] = parse(data).diagnostics
    expect(diagnostic).toMatchObject({ path: "", allowed: "an object" })
  })

  it("accepts null in headers only", () => {
    const data = bakery()
    data.routes.api.headers = { Server: null }
    data.routes.api.handle[0].requestHeaders = { Cookie: null }
    expect(parse(data).diagnostics).toEqual([])
    for (const path of pathsOf(bakery())) {
      const broken = replaced(bakery(), path, null)
      expect(parse(broken).diagnostics, path.join("/")).not.toEqual([])
    }
  })

  it("tells of an object that holds itself", () => {
    const data = bakery()
    api(data).compose = { "x-self": {} }
    api(data).compose["x-self"].again = api(data).compose["x-self"]
    expect(parse(data).diagnostics).toEqual([
      {
        code: "schema/circular",
        severity: "error",
        message: `${SPELLED}.compose.x-self.again holds itself, or is nested more than 200 deep.`,
        path: `${API}/compose/x-self/again`,
        allowed: "plain data, as JSON can say it",
        help: "Write it out, or refer to it by name.",
      },
    ])
  })

  it("takes an object that stands in two places", () => {
    const data = bakery()
    data.hosts.till = data.hosts.shop
    expect(parse(data).diagnostics).toEqual([])
  })

  it("normalises texts to NFC, as Terraform does", () => {
    const data = bakery()
    data.title = "Cafe\u0301"
    expect(parse(data).data?.title).toBe("Caf\u00e9")
  })

  it("never throws, whatever JSON it is given", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(parse(value).data).toBeUndefined()
      }),
      { numRuns: 200 },
    )
  })

  it("tells what is wrong wherever a value is replaced by any other", () => {
    const paths = pathsOf(bakery())
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.jsonValue({ maxDepth: 2 }), (path, value) => {
        const { data, diagnostics } = parse(replaced(bakery(), path, value))
        expect(data === undefined).toBe(diagnostics.length > 0)
        for (const { path: place, message } of diagnostics) {
          expect(place === "" || place.startsWith("/")).toBe(true)
          expect(message).not.toContain("Invalid input")
          expect(message).not.toContain("undefined")
        }
      }),
      { numRuns: 200 },
    )
  })
})

/** Where each value of some data stands, the root left out. */
function pathsOf(data: unknown, base: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof data !== "object" || data === null) return []
  return Object.entries(data).flatMap(([key, value]) => [[...base, key], ...pathsOf(value, [...base, key])])
}

/** Data with one value replaced. */
function replaced(data: Data, path: readonly string[], value: unknown): Data {
  const [last] = path.slice(-1)
  let parent = data
  for (const key of path.slice(0, -1)) parent = parent[key]
  parent[last!] = value
  return data
}
