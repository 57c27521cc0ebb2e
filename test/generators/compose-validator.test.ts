import { fileURLToPath } from "node:url"
import { build } from "esbuild"
import { describe, expect, it } from "vitest"
import { entry, string, yamlDocument, yamlMap } from "../../formats/yaml.js"
import { composeFormat } from "../../generators/compose/validate.js"
import { violations } from "../../generators/compose/validator.js"
import { composeValidator } from "../../scripts/compose-schema.mjs"

const BREAKS: readonly unknown[] = [
  { services: { oven: { restart: true } } },
  { services: { oven: { tray: "rye" } } },
  { services: { oven: { ports: [{ target: 80, publish: "80" }] } } },
  { services: { oven: { cap_add: ["A", "A"] } } },
  { services: { oven: { deploy: { resources: { limits: { memory: 5 } } } } } },
  { services: { "the oven": {} } },
  { networks: { oven: { subnet: "10.0.0.0/8" } } },
  [],
]
const KEEPS: readonly unknown[] = [
  {},
  { name: "bakery", services: { oven: { image: "oven", environment: { A: "1" }, healthcheck: { disable: true } } } },
  { services: { oven: { depends_on: { mill: { condition: "service_healthy", required: false } } } } },
]

describe("the schema of the Compose Specification", () => {
  it.each(BREAKS)("refuses %j", (document) => {
    expect(violations(document)).not.toEqual([])
  })

  it.each(KEEPS)("admits %j", (document) => {
    expect(violations(document)).toEqual([])
  })

  it("says the same when it is compiled ahead of time", async () => {
    const compiled = await precompiled()
    for (const document of [...BREAKS, ...KEEPS]) expect(compiled(document)).toEqual(violations(document))
  })

  it("makes a broken document an error of ours, which names the file and the place", () => {
    const document = yamlDocument(yamlMap([entry("services", string("oven"), "/hosts")]), {
      lines: [],
      origin: "/hosts",
    })
    const format = composeFormat("bakery/docker-compose.yml")
    expect(() => format.print(document)).toThrow(
      "bakery/docker-compose.yml is no Compose file: /services must be object",
    )
  })
})

async function precompiled(): Promise<typeof violations> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("../../generators/compose/validator.ts", import.meta.url))],
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
    plugins: [composeValidator],
  })
  const module = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0]!.contents).toString("base64")}`)
  return module.violations
}
