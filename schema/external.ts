import * as z from "zod"
import { hostname, name, portNumber, words } from "./atoms.js"
import { edge } from "./edge.js"
import { varying } from "./varying.js"

/** Something outside that takes part: people, an API of somebody else's, a managed service. */
export const external = z
  .strictObject({
    title: words.describe("Its name for people."),
    kind: z
      .enum(["people", "api", "store"])
      .optional()
      .describe("`people` are drawn round, a `store` as a cylinder. Default `api`."),
    purpose: words.optional().describe("What it is for, in words."),
    group: words.optional().describe("The title of the box that it is drawn in, with others of the same group."),
    hosts: varying(z.array(hostname)).optional().describe("The host names it answers on."),
    port: varying(portNumber).optional().describe("The port it answers on. Default 443."),
    only: z.array(name).min(1).optional().describe("The environments it takes part in. Default all."),
    uses: z
      .array(edge)
      .optional()
      .describe("What it reaches, where no route says so: whole providers, such as `vercel`."),
  })
  .describe("Something outside that takes part.")
