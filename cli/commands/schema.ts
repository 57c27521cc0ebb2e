import { type ExitCode, exit } from "../exit.js"

/** Where the schema of this version is known by; editors match it, nothing is fetched from it. */
const SCHEMA_ID = "urn:groundplan:topology:1"

/** `groundplan schema`: prints the JSON Schema (2020-12) of a topology, for editors of JSON and YAML, or of what programs are told. */
export async function schema(of: keyof typeof SCHEMAS = "topology"): Promise<ExitCode> {
  process.stdout.write(`${JSON.stringify(await SCHEMAS[of](), undefined, 2)}\n`)
  return exit.clean
}

/** What has a schema: the topology, what `--format json` prints, and what it prints of `reach`. */
const SCHEMAS = {
  topology: () => jsonSchema(),
  report: async () => (await import("../../schema/report.schema.json", { with: { type: "json" } })).default,
  reach: async () => (await import("../../schema/reach.schema.json", { with: { type: "json" } })).default,
} satisfies Readonly<Record<string, () => Promise<unknown>>>

/** The JSON Schema of a topology, made from the zod schemas, descriptions included. */
export async function jsonSchema(): Promise<Record<string, unknown>> {
  const [{ toJSONSchema }, { topology }] = await Promise.all([
    import("zod/v4/core"),
    import("../../schema/topology.js"),
  ])
  const { $schema, ...rest } = toJSONSchema(topology, {
    target: "draft-2020-12",
    io: "input",
    unrepresentable: "any",
  })
  return { $schema, $id: SCHEMA_ID, title: "Groundplan topology", ...rest }
}
