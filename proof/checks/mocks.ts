import type { Failure } from "../../core/proof.js"
import { mocksOf } from "../terraform/mocks.js"
import type { Unit } from "../terraform/unit.js"

/** Every output of a dependency that a unit uses has a mock of its type. */
export function* checkMocks(units: readonly Unit[]): Iterable<Failure> {
  for (const { unit, dependency, output, position, mock, problem } of mocksOf(units)) {
    if (problem === undefined) continue
    yield {
      code: "proof/mock_missing",
      message: `The unit ${unit} uses dependency.${dependency}.outputs.${output}: ${problem}`,
      hops: [],
      position: mock ?? position,
      origins: [],
      environment: undefined,
      help: "State the output in the `mock_outputs` of the dependency, with a value of its type.",
    }
  }
}
