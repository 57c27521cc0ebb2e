import * as z from "zod"
import { name, words } from "./atoms.js"
import { isPlace } from "./predicates.js"

/** How much a rule's findings weigh. */
export const ruleSeverity = z
  .enum(["error", "warning", "info", "off"])
  .describe(
    "`error` stops every write, `warning` asks for attention, `info` tells, `off` does not ask the rule at all.",
  )

/** How much a rule's findings weigh; `off` does not ask the rule at all. */
export type RuleSeverity = z.infer<typeof ruleSeverity>

/** The code of a rule: `ports/collision`. */
export const ruleCode = z
  .string()
  .regex(/^[a-z][a-z0-9_-]*\/[a-z0-9][a-z0-9_-]*$/, "a rule's code is written like ports/collision")
  .describe("The code of a rule, as `groundplan rules` lists them: ports/collision.")

/** A place of the topology, as messages spell it or as a JSON Pointer. */
const place = z
  .string()
  .refine(isPlace, "a place is written like hosts.shop.services.api or /hosts/shop/services/api")
  .describe(
    "A place in the topology, as messages spell it or as a JSON Pointer: hosts.shop.services.api; images.toml redis.default for one in images.toml. It covers what is below it.",
  )

/** One acceptance: what a rule finds at a place, and why that is fine. */
export const acceptance = z
  .strictObject({
    rule: ruleCode,
    at: place,
    reason: words.describe("Why it is fine, for whoever reviews it."),
    until: z.iso
      .date("a day is written like 2026-01-31")
      .optional()
      .describe("The last day on which it is accepted: 2026-01-31. Default: for good."),
    only: z.array(name).min(1).optional().describe("The environments in which it is accepted. Default all."),
  })
  .describe("What one rule finds at one place, accepted with a reason.")

/** What the topology says of rules. */
export const rules = z
  .strictObject({
    severity: z
      .record(ruleCode, ruleSeverity)
      .optional()
      .describe("How much the findings of a rule weigh, by its code. Default: what the rule says itself."),
    accept: z.array(acceptance).optional().describe("Findings that are accepted, each with a reason."),
  })
  .describe("How rules are applied: `groundplan rules` lists them.")
