import * as z from "zod"
import { cidr, name, words } from "./atoms.js"

/** Where the hosts of an environment run: each on a machine of its own in the cloud, or all on one laptop. */
export const placement = z
  .enum(["cloud", "local"])
  .describe("`cloud`: each host on its own VM; `local`: all hosts on one laptop.")

/** What an environment is on the way to production, which decides what is asked of it. */
export const stage = z
  .enum(["development", "staging", "production"])
  .describe(
    "What it is on the way to customers: `production` serves them, `staging` predicts what production will do, anything else is `development`.",
  )

/** One environment: an isolated copy of the whole. */
export const environment = z
  .strictObject({
    title: words.optional().describe("Its name for people. Default: the name, capitalised."),
    short: name.optional().describe("A short name, for `{short}` in templates. Default: the name."),
    project: z
      .string()
      .regex(/^[a-z][a-z0-9-]{4,28}[a-z0-9]$/, "a GCP project id is 6 to 30 lower-case letters, digits and hyphens")
      .optional()
      .describe("The GCP project that holds it. Needed by the terraform generator."),
    purpose: words.optional().describe("What it is for, in words."),
    access: words.optional().describe("Who may reach it, in words."),
    stage: stage
      .optional()
      .describe(
        "What it is on the way to customers: `production` serves them, `staging` predicts what production will do. Default: by its name, `production` or `prod`, `staging` or `stage`; else `development`.",
      ),
    deploy: words.optional().describe("What deploys to it, in words."),
    placements: z.array(placement).min(1).optional().describe('Where it runs. Default ["cloud"].'),
    network: cidr.optional().describe("The range of its subnetwork. Needed by the terraform generator."),
  })
  .describe("One environment.")
