export type { Artifact } from "./core/artifact.js"
export type { KnownFinding } from "./core/baseline.js"
export type { AcceptedFinding } from "./core/check.js"
export type { Compilation, CompileOptions, Validation } from "./core/compile.js"
export type { Diagnostic, Note, Position, Severity } from "./core/diagnostic.js"
export type * from "./core/estate.js"
export { defineGenerator, type Generator } from "./core/generator.js"
export {
  defineRule,
  type Explanation,
  type Finding,
  type Rule,
  type RuleContext,
  type RuleSeverity,
} from "./core/rule.js"
export { defineHost, defineRoute, defineService, defineTopology } from "./schema/define.js"
export { at, bucket, env, hostOf, portOf, secret, t, url } from "./schema/references.js"
export type { HostInput, RouteInput, ServiceInput, TopologyInput } from "./schema/topology.js"

import type { Compilation, CompileOptions } from "./core/compile.js"

/**
 * Compiles a topology with Groundplan's own generators: parse, resolve, check, generate.
 *
 * Reads and writes no files. The compiler is loaded when this is first called, so that a topology that imports this module stays quick.
 */
export async function compile(topology: unknown, options: Partial<CompileOptions> = {}): Promise<Compilation> {
  const [{ compile }, { generators }] = await Promise.all([
    import("./core/compile.js"),
    import("./generators/index.js"),
  ])
  return compile(topology, { pins: {}, generators, today: new Date(), ...options })
}
