import * as z from "zod"
import { days, hostname, name, relativePath, repositoryName, variableName, words } from "./atoms.js"
import { edge } from "./edge.js"
import { textValue } from "./text.js"
import { varying } from "./varying.js"

/** An IAM member as GCP writes it. */
const member = z
  .string()
  .regex(
    /^(?:user|group|serviceAccount|domain):[^\s:\p{Cc}\p{Cs}]+$/u,
    "a member is written like group:platform@example.com",
  )
  .describe("An IAM member: group:platform@example.com.")

/** What every provider says of itself. */
const provider = {
  title: words.optional().describe("Its name for people."),
  purpose: words.describe("What it is used for, in words."),
  uses: z.array(edge).optional().describe("What the whole provider reaches, such as a CDN it reads from."),
}

/** A secret that a frontend is handed. */
const frontendSecret = z
  .union([
    z.string().describe("The secret's name."),
    z.strictObject({
      secret: z.string().describe("The secret's name."),
      version: z
        .int()
        .min(1)
        .optional()
        .describe("A number to raise when its value has changed, which nothing else tells. Default 1."),
      only: z.array(name).min(1).optional().describe("The environments in which it is handed over. Default all."),
    }),
  ])
  .describe("A secret that it is handed.")

/** Google Cloud: where the VMs run. */
export const gcp = z
  .strictObject({
    ...provider,
    region: z
      .string()
      .regex(/^[a-z]+-[a-z]+\d+$/, "a region is written like europe-west8")
      .describe("The region of every resource."),
    zone: z
      .string()
      .regex(/^[a-z]+-[a-z]+\d+-[a-z]$/, "a zone is written like europe-west8-b")
      .describe("The zone of every VM and disk."),
    operations: z
      .strictObject({
        project: words.describe("The project of what all environments share."),
        purpose: words.describe("What it is for, in words."),
        stateBucket: z
          .string()
          .regex(
            /^[a-z0-9][a-z0-9_-]{1,61}[a-z0-9]$/,
            "a bucket name is 3 to 63 lower-case letters, digits, hyphens and underscores",
          )
          .describe("The bucket of the Terraform state. Its name carries the state: it is stated, never derived."),
        registry: name.optional().describe("The Artifact Registry repository of the images that are marked `private`."),
      })
      .describe("What all environments share."),
    operators: z
      .array(z.strictObject({ member, reason: words.describe("Why they need to log in.") }))
      .optional()
      .describe("Who may log in to the VMs, by SSH through IAP with OS Login. Default nobody."),
  })
  .describe("Google Cloud.")

/** Vercel: where frontends run. */
export const vercel = z
  .strictObject({
    ...provider,
    region: words.optional().describe('Where it runs. Default "Global".'),
    team: words.optional().describe("The team's slug. Needed by the terraform generator."),
    projects: z
      .record(
        name,
        z.strictObject({
          title: words.optional().describe("Its name for people."),
          purpose: words.optional().describe("What it is for, in words."),
          project: words
            .optional()
            .describe("The project's name at Vercel, stated because it carries state. Default: its name here."),
          framework: words.optional().describe("The framework preset, as Vercel names it: nextjs."),
          repository: repositoryName.optional().describe("The GitHub repository it is built from."),
          directory: relativePath
            .optional()
            .describe("The folder of the repository it is built from. Default: its root."),
          only: z.array(name).min(1).optional().describe("The environments it is in. Default all."),
          environment: z
            .record(variableName, varying(textValue))
            .optional()
            .describe("Its environment variables that are no secret."),
          secrets: z
            .record(variableName, frontendSecret)
            .optional()
            .describe(
              "Its secrets, by the variable it reads them from. Vercel keeps their values, which whoever runs Terraform hands over.",
            ),
          uses: z.array(edge).optional().describe("What it reaches."),
        }),
      )
      .describe("The frontends, by name."),
  })
  .describe("Vercel.")

/** Cloudflare: DNS, CDN and object storage. */
export const cloudflare = z
  .strictObject({
    ...provider,
    region: words.optional().describe('Where it runs. Default "Global".'),
    zone: hostname.describe("The DNS zone: example.com."),
    account: z
      .string()
      .regex(/^[0-9a-f]{32}$/, "an account id is 32 hexadecimal digits")
      .optional()
      .describe("The account id. Without it, the units read it from CLOUDFLARE_ACCOUNT_ID."),
    cdn: z
      .strictObject({ title: words.optional().describe('Its name for people. Default "CDN".') })
      .optional()
      .describe("The CDN before the buckets, which edges name `cdn`."),
    buckets: z
      .record(
        name,
        z.strictObject({
          title: words.optional().describe("Its name for people."),
          purpose: words.optional().describe("What it holds, in words."),
          name: varying(
            z
              .string()
              .regex(
                /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/,
                "a bucket name is 3 to 63 lower-case letters, digits and hyphens",
              ),
          ).describe("The bucket's real name in each environment. It carries state: it is stated, never derived."),
          location: z
            .enum(["wnam", "enam", "weur", "eeur", "apac", "oc"])
            .optional()
            .describe("Where R2 keeps it. Default weur."),
          expire: days.optional().describe("After how many days an object is deleted. Default never."),
          only: z
            .array(name)
            .min(1)
            .optional()
            .describe("The environments it is in. Default all that its name is stated for."),
        }),
      )
      .optional()
      .describe("The R2 buckets, by name."),
  })
  .describe("Cloudflare.")
