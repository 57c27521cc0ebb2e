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
  ["an image", 'image: "orders-api",', 'image: "order-api",', "orders-api"],
  ["a service", 'uses: ["postgres", ', 'uses: ["postgrez", ', "postgres"],
  ["an external", 'to: "guests"', 'to: "guest"', "guests"],
  ["an environment in only", 'only: ["staging", "production"]', 'only: ["stagin", "production"]', "staging"],
  ["an environment of a value", '{ staging: "debug", production', '{ stagin: "debug", production', undefined],
  ["an environment of a machine", '{ default: "e2-small", production', '{ default: "e2-small", prodution', undefined],
  ["a stack", 'stack: "main"', 'stack: "mian"', undefined],
  ["a secret by name", 'PASSWORD: "OVEN_KEY"', 'PASSWORD: "OVEN_KEYS"', "OVEN_KEY"],
  ["a secret by reference", 'secret("OVEN_KEY")', 'secret("OVEN_KEYS")', undefined],
  ["a service in a text", 'at("postgres")', 'at("postgress")', undefined],
  ["a route in a URL", 'url("shop")', 'url("shopp")', undefined],
  ["a route's target", 'staging: "shop.api"', 'staging: "shop.app"', "shop.api"],
  ["a Vercel project", '"vercel.shop" }', '"vercel.shpo" }', "vercel.shop"],
  ["a field of a service", "resources: { memory", "resourcs: { memory", undefined],
  ["a field of a route", "      to: { staging", "      too: { staging", undefined],
  ["a field of the topology", "  routes: {", "  routs: {", undefined],
  ["a number for a name", 'image: "postgres"', "image: 5", undefined],
  ["an unknown access", 'access: "call"', 'access: "cal"', "call"],
  ["a port out of range", "http: 8000", 'http: "8000"', undefined],
  [
    "an environment of a secret",
    'form: "url-safe", only: ["production", "staging"]',
    'form: "url-safe", only: ["productoin", "staging"]',
    "production",
  ],
]

const here = dirname(fileURLToPath(import.meta.url))
const base = readFileSync(join(here, "types/bakery.ts"), "utf8")
let folder = ""
let output = ""

beforeAll(() => {
  folder = mkdtempSync(join(here, "types/.run-"))
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, "good.ts"), base)
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
    expect(errors.map((error) => error.line)).toContain(line)
    if (suggestion !== undefined)
      expect(errors.map(({ text }) => text).join("\n")).toContain(`Did you mean '"${suggestion}"'?`)
    expect(problemsOf(broken(good, bad))).not.toEqual([])
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

/** What `parse` and `resolve` say of the same literal. */
function problemsOf(source: string): readonly unknown[] {
  const { code } = transformSync("bakery.ts", source)
  const body = code
    .replace(/import\s*\{([^}]*)\}\s*from "groundplan";?/, "const {$1} = groundplan;")
    .replace("export default", "return")
  const data: unknown = new Function("groundplan", body)(groundplan)
  const parsed = parse(data)
  if (parsed.data === undefined) return parsed.diagnostics
  const pins = { "orders-api": { default: "1" }, postgres: { default: "17" }, caddy: { default: "2" } }
  return resolve(parsed.data, pins).diagnostics
}
