import * as z from "zod"
import { literalString, variableName, words } from "./atoms.js"

/** The schema of {@link EnvironmentReference}. */
export const environmentReference = z.strictObject({
  env: variableName,
  default: literalString.optional().describe("The value when the variable is not set; without one, start-up stops."),
  purpose: words.optional().describe("What the variable means."),
})
const secretReference = z.strictObject({ secret: variableName.describe("The name of a declared secret.") })
const addressReference = z.strictObject({
  at: z.string().describe("What is addressed: a service, `host.service`, or an external."),
  port: z.string().optional().describe("Which port, when there are several."),
  part: z.enum(["address", "host", "port"]).optional().describe("`address` is host:port. Default `address`."),
})
const urlReference = z.strictObject({ url: z.string().describe("The name of a route, whose public URL is meant.") })
const bucketReference = z.strictObject({
  bucket: z.string().describe("The name of a bucket, whose real name is meant."),
})

/** One non-literal part of a text. */
export const reference = z
  .union([environmentReference, secretReference, addressReference, urlReference, bucketReference])
  .describe("A reference that is filled in when compiled, or when run.")

/** The schema of {@link TextInput}. */
export const textValue = z
  .union([
    literalString,
    z.number(),
    z.boolean(),
    ...reference.options,
    z.strictObject({
      text: z.array(z.union([literalString, ...reference.options])).describe("Literals and references, in order."),
    }),
  ])
  .describe("A value handed to a program: a literal, a reference, or a text of both.")
