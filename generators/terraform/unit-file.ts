import { HEADER_ORIGIN, header } from "../../core/artifact.js"
import type { Shared } from "../../core/estate.js"
import { type Origin, originOf } from "../../core/origin.js"
import {
  attribute,
  type Block,
  block,
  call,
  type Document,
  document,
  gap,
  list,
  object,
  str,
  strings,
} from "../../formats/hcl.js"
import { relative } from "./paths.js"
import type { Dependency, Unit } from "./unit.js"

const ORIGIN: Origin = "constant:terraform/unit"

/** The `terragrunt.hcl` of a unit. */
export function unitDocument(unit: Unit, shared: Shared): Document {
  const locals = unit.locals()
  const placed = originOf(shared, "terraformUnit")
  return document(header(shared), HEADER_ORIGIN, [
    block(
      "include",
      ["root"],
      [attribute("path", call("find_in_parent_folders", str("root.hcl")), ORIGIN)],
      unit.origin,
      `Owns ${unit.owns}.`,
    ),
    block(
      "terraform",
      [],
      [attribute("source", str(relative(unit.path, `modules/${unit.module}`)), placed)],
      unit.origin,
    ),
    ...locals.slice(0, 1).map(({ origin }) => block("locals", [], locals, origin)),
    ...unit.reads.map((dependency) => dependencyBlock(unit, dependency, placed)),
    ...orderBlock(unit, placed),
    gap,
    attribute("inputs", object(unit.inputs()), unit.origin),
  ])
}

/** Commands that may run on mocks: those that change nothing. */
const WITH_MOCKS = ["validate", "plan"]

function dependencyBlock(from: Unit, { label, unit }: Dependency, placed: Origin): Block {
  return block(
    "dependency",
    [label],
    [
      attribute("config_path", str(relative(from.path, unit.path)), placed),
      gap,
      attribute("mock_outputs", object(unit.mocks()), unit.origin),
      attribute("mock_outputs_allowed_terraform_commands", strings(WITH_MOCKS), ORIGIN),
      // A state that was written before an output was added lacks it.
      attribute("mock_outputs_merge_strategy_with_state", str("shallow"), ORIGIN),
    ],
    unit.origin,
  )
}

/** Units that must be there first though none of their outputs is read. */
function orderBlock({ after, path, origin }: Unit, placed: Origin): readonly Block[] {
  if (after.length === 0) return []
  const paths = list(after.map((unit) => str(relative(path, unit.path))))
  return [block("dependencies", [], [attribute("paths", paths, placed)], origin)]
}
