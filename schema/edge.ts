import * as z from "zod"
import { name, words } from "./atoms.js"

/** What an edge is used for. `call` is the default towards services, `write` and `read` matter for stores. */
export const access = z.enum(["read", "write", "call"]).describe("What the edge is used for. Default `call`.")

/** When a dependency is ready enough for its dependant to start (Compose Specification, `depends_on`). */
export const condition = z
  .enum(["started", "healthy", "completed"])
  .describe(
    "When the dependant may start. Default: `completed` for a job, `healthy` where there is a health check, else `started`.",
  )

/** One edge: the name of what is used, or the name with more to say. */
export const edge = z
  .union([
    z.string(),
    z.strictObject({
      to: z
        .string()
        .describe(
          "What is used: a service of this host, `host.service`, a bucket, `cdn`, a Vercel project or an external.",
        ),
      port: z.string().optional().describe("Which port of it. Default: its only port."),
      access: access.optional(),
      condition: condition.optional(),
      required: z
        .boolean()
        .optional()
        .describe("Whether the dependant may start without it. Default true: it may not."),
      restart: z
        .boolean()
        .optional()
        .describe("Whether the dependant is restarted when Compose restarts what it needs. Default false."),
      only: z.array(name).min(1).optional().describe("The environments it is in. Default all."),
      connections: z
        .int()
        .positive()
        .optional()
        .describe("How many connections each container holds at most: the size of its pool. Default: not known."),
      label: words.optional().describe("What the arrow says in diagrams."),
    }),
  ])
  .describe(
    "Something used: the one declaration from which dependency, network, firewall rule, address and arrow come.",
  )
