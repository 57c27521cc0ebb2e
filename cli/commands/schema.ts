import { type ExitCode, exit } from "../exit.js"

/** Where the schema of this version is known by; editors match it, nothing is fetched from it. */
const SCHEMA_ID = "urn:groundplan:topology:1"

/** `groundplan schema`: prints the JSON Schema (2020-12) of a topology, for editors of JSON and YAML, or of a report. */
export async function schema(of: "topology" | "report" = "topology"): Promise<ExitCode> {
  process.stdout.write(`${JSON.stringify(await (of === "report" ? reportSchema() : jsonSchema()), undefined, 2)}\n`)
  return exit.clean
}

/** The JSON Schema of what `--format json` prints. */
async function reportSchema(): Promise<unknown> {
  return (await import("../../schema/report.schema.json", { with: { type: "json" } })).default
}

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
