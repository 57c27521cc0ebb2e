import { execFileSync } from "node:child_process"
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { transformSync } from "oxc-transform"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { parse } from "../core/parse.js"
import { resolve } from "../core/resolve/index.js"
import * as groundplan from "../index.js"

/**
 * Each row breaks one literal of `types/bakery.ts`. The compiler must refuse it on that very line, with a suggestion where there is a
 * near name, and the schema or `resolve` must refuse the same data at run time.
 */
const rows: readonly (readonly [what: string, good: string, bad: string, suggestion: string | undefined])[] = [
  // Names that refer to something.
  ["an image", 'image: "orders-api",', 'image: "order-api",', "orders-api"],
  ["a service", 'to: "postgres", port', 'to: "postgrez", port', "postgres"],
  ["an external", 'to: "guests"', 'to: "guest"', "guests"],
  ["an external alone", '}, "mill"]', '}, "mil"]', "mill"],
  ["a stack", 'stack: "main"', 'stack: "mainn"', "main"],
  ["a secret by name", 'PASSWORD: "OVEN_KEY"', 'PASSWORD: "OVEN_KEYS"', "OVEN_KEY"],
  ["a secret by reference", 'secret("OVEN_KEY")', 'secret("OVEN_KEYS")', "OVEN_KEY"],
  ["a service in a text", 't`postgres://${at("postgres")}', 't`postgres://${at("postgress")}', "postgres"],
  ["a route in a URL", 'SHOP: url("shop")', 'SHOP: url("shopp")', "shop"],
  ["a bucket in a text", 'FILES: bucket("photos")', 'FILES: bucket("photo")', "photos"],
  ["an external in a value per environment", 'default: at("mill")', 'default: at("mil")', "mill"],
  ["an external in a text per environment", 'https://${at("mill")}', 'https://${at("mil")}', "mill"],
  ["a route's target", 'staging: "shop.api"', 'staging: "shop.app"', "shop.api"],
  ["a plain target", 'to: "shop.api",\n      port', 'to: "shop.apii",\n      port', "shop.api"],
  ["a Vercel project", '"vercel.shop" }', '"vercel.shpo" }', "vercel.shop"],
  ["a group", 'group: "vercel.shop"', 'group: "vercel.shpo"', "vercel.shop"],
  ["a service of a store", 'usedBy: ["api"', 'usedBy: ["apii"', "api"],
  [
    "a target of a provider",
    'uses: [{ to: "photos", access: "read"',
    'uses: [{ to: "photoz", access: "read"',
    "photos",
  ],
  ["a target of Vercel", 'uses: ["cdn"]', 'uses: ["cdnn"]', "cdn"],
  ["a target of a Vercel project", 'uses: ["shop.api"]', 'uses: ["shop.apii"]', "shop.api"],
  ["a target of a host", 'uses: [{ to: "photos", access: "write"', 'uses: [{ to: "photoz", access: "write"', "photos"],
  ["a target of an external", 'uses: ["vercel"]', 'uses: ["versel"]', "vercel"],
  ["a route in a Vercel project", 'API: url("orders")', 'API: url("order")', "orders"],
  ["a secret in a Vercel project", 'API: url("orders")', 'API: secret("TIL_KEY")', "TILL_KEY"],
  ["a bucket in a Vercel project", 'production: bucket("photos")', 'production: bucket("photoz")', "photos"],
  ["a network", 'networks: ["tills"]', 'networks: ["till"]', "tills"],
  ["the port of a health check", 'on: "http"', 'on: "htp"', "http"],
  ["the port of an edge", 'port: "sql"', 'port: "sqll"', "sql"],
  ["the port of a route", 'port: "http"', 'port: "htp"', "http"],
  ["the port of a handler", 'port: "metrics"', 'port: "metric"', "metrics"],
  ["the secret of a password", 'password: "TILL_KEY"', 'password: "TIL_KEY"', "TILL_KEY"],
  ["the route of a redirect", 'route: "shop"', 'route: "shopp"', "shop"],
  ["a proxy", 'proxy: "shop.caddy"', 'proxy: "shop.cady"', "shop.caddy"],
  ["a service in a command", 'at("postgres"), t', 'at("postgress"), t', "postgres"],
  ["a route in a command", '--shop=${url("shop")}', '--shop=${url("shopp")}', "shop"],
  ["an external in a health check", '"-h", at("mill")', '"-h", at("mil")', "mill"],
  ["what is backed up", 'of: "postgres"', 'of: "postgress"', "postgres"],
  ["where a backup goes", 'to: "photos", at:', 'to: "photoz", at:', "photos"],
  ["a secret with more", 'secret: "TILL_KEY", only', 'secret: "TIL_KEY", only', "TILL_KEY"],
  ["a secret of a Vercel project", 'OVEN: "OVEN_KEY"', 'OVEN: "OVEN_KEYS"', "OVEN_KEY"],
  ["a secret of a Vercel project, with more", 'secret: "TILL_KEY", version', 'secret: "TIL_KEY", version', "TILL_KEY"],
  // Environments.
  ["an environment in only", 'only: ["staging", "production"]', 'only: ["stagin", "production"]', "staging"],
  ["an environment of a value", '{ staging: "debug", production', '{ stagin: "debug", production', "staging"],
  [
    "an environment of a machine",
    '{ default: "e2-small", production',
    '{ default: "e2-small", prodution',
    "production",
  ],
  [
    "an environment of a handed secret",
    'secret: "TILL_KEY", only: ["production"]',
    'secret: "TILL_KEY", only: ["productoin"]',
    "production",
  ],
  [
    "an environment of a secret",
    'form: "url-safe", only: ["production", "staging"]',
    'form: "url-safe", only: ["productoin", "staging"]',
    "production",
  ],
  ["an environment of a release", 'staging: "18"', 'stagin: "18"', "staging"],
  ["an environment in a Vercel project", "FILES: { production", "FILES: { productoin", "production"],
  ["an environment of a mount", 'mounts: [{ only: ["production"]', 'mounts: [{ only: ["productoin"]', "production"],
  [
    "an environment of a limit",
    'memory: { default: "256 MiB", production',
    'memory: { default: "256 MiB", productoin',
    "production",
  ],
  ["an environment of a reservation", "cpus: { staging", "cpus: { stagin", "staging"],
  ["an environment of a concurrency", "{ default: 2, production", "{ default: 2, productoin", "production"],
  ["an environment of a retention", '{ default: "7d", production', '{ default: "7d", productoin', "production"],
  ["an environment of snapshots", '{ default: "3d", production', '{ default: "3d", productoin', "production"],
  [
    "an environment of a disk's size",
    '{ default: "20 GiB", production',
    '{ default: "20 GiB", productoin',
    "production",
  ],
  [
    "an environment of a bucket's name",
    '{ default: "bakery-test", production',
    '{ default: "bakery-test", productoin',
    "production",
  ],
  ["an environment of an exposure", '{ default: "internal", staging', '{ default: "internal", stagin', "staging"],
  [
    "an environment of an external's hosts",
    '{ default: ["test.mill.example"], production',
    '{ default: ["test.mill.example"], productoin',
    "production",
  ],
  [
    "an environment of a host name",
    '{ staging: "staging.bakery.example", production',
    '{ staging: "staging.bakery.example", productoin',
    "production",
  ],
  [
    "an environment of a target",
    '{ staging: "shop.api", production',
    '{ staging: "shop.api", productoin',
    "production",
  ],
  ["an environment of an acceptance", '        only: ["staging"],', '        only: ["stagin"],', "staging"],
  // Fields.
  ["a field of a service", "resources: { memory", "resourcs: { memory", "resources"],
  ["a field of a route", "      to: { staging", "      too: { staging", undefined],
  ["a field of the topology", "  routes: {", "  routs: {", "routes"],
  ["a field of a bucket", '{ purpose: "Photos', '{ purpse: "Photos', "purpose"],
  ["a field of a disk", "snapshots: {", "snapshot: {", "snapshots"],
  ["a field of an edge", 'access: "call"', 'acess: "call"', "access"],
  ["a field of a health check", '{ get: "/health"', '{ gett: "/health"', "get"],
  ["a field of a handler", "{ basicAuth:", "{ basicAuht:", "basicAuth"],
  ["a field of a port", "port: 9100, exposure", "port: 9100, exposur", "exposure"],
  ["a field of a mount", "create: true", "creat: true", "create"],
  ["a field of what is said of rules", "    severity: {", "    serverity: {", "severity"],
  // Values.
  ["a number for a name", 'image: "postgres"', "image: 5", undefined],
  ["an unknown access", 'access: "call"', 'access: "cal"', "call"],
  ["a port out of range", "http: 8000", 'http: "8000"', undefined],
  ["a severity", '"services/no_limit": "info"', '"services/no_limit": "inof"', undefined],
]

/** Hosts, services and routes that are declared apart; what is wrong says so in a comment on its line. */
const parts = `import { defineHost, defineRoute, defineService, defineTopology, type TopologyInput } from "groundplan"

const only = ["production"] as const
const oven = defineService({ image: "oven", ports: { http: 8000 }, health: { get: "/" } })
const till = defineService({ image: "oven", uses: ["ovn"] })
const shop = (services: "shop") => defineHost({ stacks: { main: { directory: services, project: services } }, services: { oven } })
export const whole: TopologyInput = defineTopology({
  name: "bakery",
  environments: { staging: {}, production: {} },
  images: { oven: { repository: "oven" } },
  hosts: {
    shop: shop("shop"),
    kiosk: defineHost({ only, stacks: { main: { directory: "kiosk", project: "kiosk" } }, services: { till: defineService({ image: "oven" }) } }),
  },
  routes: { shop: defineRoute({ host: "bakery.example", handle: [{ match: { not: { path: ["/till"] } }, to: "shop.oven" }] }) },
})
export const parts = [
  defineService({ image: "oven", health: { get: "/", intervl: "5s" } }), // Did you mean to write 'interval'?
  defineRoute({ host: "bakery.example", handle: [{ strp: "/x", to: "shop.oven" }] }), // Did you mean to write 'strip'?
  defineTopology({
    name: "bakery",
    environments: { production: {} },
    images: { oven: { repository: "oven" } },
    hosts: {
      shop: defineHost({ stacks: { main: { directory: "shop", project: "shop" } }, services: { oven, till } }), // Did you mean '"oven"'?
    },
  }),
]
`

const here = dirname(fileURLToPath(import.meta.url))
const base = readFileSync(join(here, "types/bakery.ts"), "utf8")
let folder = ""
let output = ""

beforeAll(() => {
  folder = mkdtempSync(join(here, "types/.run-"))
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, "good.ts"), base)
  writeFileSync(join(folder, "parts.ts"), parts)
  for (const [index, [, good, bad]] of rows.entries()) writeFileSync(join(folder, `bad${index}.ts`), broken(good, bad))
  const config = {
    extends: "../../../tsconfig.json",
    compilerOptions: { paths: { groundplan: ["../../../index.ts"] } },
    include: ["*.ts"],
    exclude: [],
  }
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config))
  try {
    output = execFileSync(
      process.execPath,
      [join(here, "../node_modules/typescript/bin/tsc"), "-p", folder, "--pretty", "false"],
      { encoding: "utf8" },
    )
  } catch (error) {
    output = (error as { stdout: string }).stdout
  }
}, 120_000)

afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe("a misspelled literal is refused by the types and at run time", () => {
  it("accepts the topology that the rows break", async () => {
    expect(errorsOf("good")).toEqual([])
    expect(problemsOf(base)).toEqual([])
  })

  it.each(rows.map((row, index) => [...row, index] as const))("%s", (_what, good, bad, suggestion, index) => {
    const errors = errorsOf(`bad${index}`)
    const line = lineOf(broken(good, bad), bad)
    expect([...new Set(errors.map((error) => error.line))]).toEqual([line])
    if (suggestion !== undefined) expect(errors.flatMap(({ text }) => suggestionsOf(text))).toContain(suggestion)
    expect(problemsOf(broken(good, bad))).not.toEqual([])
  })
})

describe("parts that are declared apart", () => {
  it("are held against the names of the topology that they are put into", () => {
    const wrong = parts.split("\n").flatMap((line, index) => {
      const [, suggestion] = /\/\/ (Did you mean .*)$/.exec(line) ?? []
      return suggestion === undefined ? [] : [[index + 1, suggestion]]
    })
    expect(errorsOf("parts").map(({ line, text }) => [line, /Did you mean .*\?/.exec(text)?.[0]])).toEqual(wrong)
  })
})

function broken(good: string, bad: string): string {
  if (!base.includes(good)) throw new Error(`types/bakery.ts does not hold ${good}`)
  return base.replace(good, () => bad)
}

function lineOf(source: string, fragment: string): number {
  return source.slice(0, source.indexOf(fragment)).split("\n").length
}

function errorsOf(file: string): readonly { readonly line: number; readonly text: string }[] {
  const blocks = output.split(/\n(?=\S)/)
  return blocks.flatMap((text) => {
    const match = /(\w+)\.ts\((\d+),\d+\): error/.exec(text)
    return match?.[1] === file ? [{ line: Number(match[2]), text }] : []
  })
}

/** What the compiler takes the user to have meant. */
function suggestionsOf(text: string): readonly string[] {
  return [...text.matchAll(/Did you mean (?:to write )?'"?(.+?)"?'\?/g)].map(([, meant]) => meant!)
}

/** What `parse` and `resolve` say of the same literal. */
function problemsOf(source: string): readonly unknown[] {
  const { code } = transformSync("bakery.ts", source)
  const body = code
    .replace(/import\s*\{([^}]*)\}\s*from "groundplan";?/, "const {$1} = groundplan;")
    .replace("export default", "return")
  const data: unknown = new Function("groundplan", body)(groundplan)
  const parsed = parse(data)
  if (parsed.data === undefined) return parsed.diagnostics
  const pins = Object.fromEntries(Object.keys(parsed.data.images ?? {}).map((image) => [image, { default: "17" }]))
  return resolve(parsed.data, pins).diagnostics
}
