import * as z from "zod"
import { environmentName, generatorName, name, relativePath, variableName, words } from "./atoms.js"
import { cloudflare, gcp, vercel } from "./cloud.js"
import { environment } from "./environment.js"
import { external } from "./external.js"
import { host } from "./host.js"
import { image } from "./image.js"
import { isNotEmpty } from "./predicates.js"
import { route } from "./route.js"
import { rules } from "./rules.js"
import { secret } from "./secret.js"

/** A version of a tool as its users write it: `2.40`, `2.40.3`. */
const version = z
  .string()
  .regex(
    /^(?:0|[1-9]\d{0,3})\.(?:0|[1-9]\d{0,3})(?:\.(?:0|[1-9]\d{0,3}))?$/,
    "a version is written like 2.40 or 2.40.3",
  )

/** The whole input. Data only: the same topology can be written as JSON or YAML. */
export const topology = z
  .strictObject({
    $schema: z.string().optional().describe("The JSON Schema that an editor checks a JSON or YAML topology against."),
    name: name.describe("The system's name."),
    title: words.optional().describe("The system's name for people. Default: the name, capitalised."),
    description: words.optional().describe("What it is, in one sentence."),
    generate: z
      .array(generatorName)
      .min(1)
      .optional()
      .describe("What is generated. Default everything. What is not generated is kept by hand."),
    environments: z
      .record(environmentName, environment)
      .refine(isNotEmpty, "a topology has at least one environment")
      .meta({ minProperties: 1 })
      .describe("The environments, in the order in which they are shown."),
    clouds: z
      .strictObject({ gcp: gcp.optional(), vercel: vercel.optional(), cloudflare: cloudflare.optional() })
      .optional()
      .describe("The providers."),
    images: z.record(name, image).optional().describe("The container images; their tags stand in images.toml."),
    secrets: z.record(variableName, secret).optional().describe("The secrets, by reference."),
    externals: z.record(name, external).optional().describe("What takes part from outside."),
    hosts: z.record(name, host).optional().describe("The hosts and what runs on them."),
    routes: z.record(name, route).optional().describe("The host names and what answers on them."),
    terraform: z
      .strictObject({
        directory: relativePath.optional().describe("The folder under the output directory. Default terraform."),
        unit: z
          .string()
          .regex(
            /^(?:[A-Za-z0-9_-]|\{(?:environment|short|concern|host)\})(?:[A-Za-z0-9._-]|\{(?:environment|short|concern|host)\})*(?:\/(?:[A-Za-z0-9_-]|\{(?:environment|short|concern|host)\})(?:[A-Za-z0-9._-]|\{(?:environment|short|concern|host)\})*)*$/,
            "a unit's path is relative, none of its parts starts with a dot, and it may hold {environment}, {short}, {concern} and {host}",
          )
          .optional()
          .describe(
            "The path of an environment's unit. Default live/{environment}/{concern}; shared ones have the environment `shared`.",
          ),
      })
      .optional()
      .describe("Where the Terraform files go."),
    targets: z
      .strictObject({
        compose: version.optional().describe("Docker Compose. Default 2.40."),
        caddy: version.optional().describe("Caddy. Default 2.11."),
        terraform: version.optional().describe("Terraform. Default 1.11."),
        terragrunt: version.optional().describe("Terragrunt. Default 1.0."),
      })
      .optional()
      .describe(
        "The oldest version of each tool that what is generated is used with; what it does not know is refused.",
      ),
    docs: z
      .strictObject({
        directory: relativePath.optional().describe("The folder under the output directory. Default docs."),
        root: words
          .optional()
          .describe("The name that the output directory has where it is deployed from. Default: out."),
      })
      .optional()
      .describe("Where the pages go."),
    rules: rules.optional(),
  })
  .describe("A topology: everything that is deployed, said once.")

/** Input whose lists need not be changeable: what `as const` or {@link defineTopology} makes is input too. */
type Written<I> = I extends readonly (infer V)[]
  ? readonly Written<V>[]
  : I extends object
    ? { [K in keyof I]: Written<I[K]> }
    : I

/** A topology as people write it. */
export type TopologyInput = Written<z.input<typeof topology>>
/** A topology that the schema has admitted. */
export type TopologyData = z.output<typeof topology>
/** One host as people write it. */
export type HostInput = Written<z.input<typeof host>>
/** One service as people write it. */
export type ServiceInput = NonNullable<HostInput["services"]>[string]
/** One route as people write it. */
export type RouteInput = Written<z.input<typeof route>>
