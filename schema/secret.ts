import * as z from "zod"
import { name, words } from "./atoms.js"

/** One secret, by reference: where its value comes from, never the value. */
export const secret = z
  .strictObject({
    purpose: words.describe("What it is, in words."),
    source: z
      .enum(["secret-manager", "env-file"])
      .optional()
      .describe(
        "Where its value comes from: GCP Secret Manager, or an env file that a person writes on the host. Default `secret-manager`.",
      ),
    id: z
      .string()
      .regex(/^[A-Za-z0-9_-]{1,255}$/, "a Secret Manager id is letters, digits, hyphens and underscores")
      .optional()
      .describe("Its id in Secret Manager. Default: its name."),
    form: z
      .enum(["opaque", "url-safe", "url"])
      .optional()
      .describe(
        "`url`: a whole URL; `url-safe`: only A-Z a-z 0-9 - . _ ~, so that it may stand inside a URL. Default `opaque`.",
      ),
    only: z.array(name).min(1).optional().describe("The environments it is in. Default all."),
  })
  .describe("One secret, by reference.")
