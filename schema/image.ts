import * as z from "zod"
import { words } from "./atoms.js"
import { varying } from "./varying.js"

/** The image families whose habits are known: their health check, their secret files, their variables. */
export const family = z
  .enum(["caddy", "postgres", "redis", "db-backup", "python", "node", "other"])
  .describe(
    "Which habits it has: its health check, whether it reads `NAME_FILE`. Default: by its repository's name, else `other`.",
  )

/** One container image under a name of its own; its tag or digest in each environment stands in images.toml. */
export const image = z
  .strictObject({
    repository: z
      .string()
      .regex(
        /^(?:[a-z0-9.-]+(?::\d+)?\/)?[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*$/,
        "a repository is written like library/postgres, without a tag",
      )
      .describe("The repository, without tag or digest."),
    release: varying(z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/, "a release line is written like 7-alpine"))
      .optional()
      .describe(
        "The line of releases that its tags belong to, shown on pages: 7-alpine. Tags in images.toml move within it: 7.4-alpine3.22, but not 8-alpine.",
      ),
    private: z
      .boolean()
      .optional()
      .describe("Whether it lives in the registry of the operations project. Default false."),
    family: family.optional(),
    purpose: words.optional().describe("What it is, in words."),
    secretsAsVariables: words
      .optional()
      .describe(
        "Why its services take secrets as environment variables and not as files. Without it, every secret is a file.",
      ),
  })
  .describe("One container image.")
