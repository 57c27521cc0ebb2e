import { describe, expect, it } from "vitest"
import { failureDiagnostics } from "../../core/failures.js"
import type { Failure } from "../../core/proof.js"

const failure: Failure = {
  code: "proof/not_understood",
  message: "Nobody knows the oven.",
  hops: [],
  position: { file: "modules/vm/main.tf", line: 3, column: 1 },
  origins: ["/hosts/shop"],
  environment: "staging",
  help: "Take it away.",
}

function told(...failures: readonly Failure[]): readonly unknown[] {
  return failureDiagnostics({ failures, reaches: [] }, []).map(({ message, environments }) => [message, environments])
}

describe("what a proof found", () => {
  it("is told once where it is the same in several environments", () => {
    expect(told(failure, { ...failure, environment: "production" })).toEqual([
      ["Nobody knows the oven.", ["staging", "production"]],
    ])
  })

  it("is told apart where anything else differs, and without environments where all share it", () => {
    const other = { ...failure, environment: "production", origins: ["/hosts/press"] }
    expect(told(failure, other, { ...failure, message: "Nor the till.", environment: undefined })).toEqual([
      ["Nobody knows the oven.", ["staging"]],
      ["Nobody knows the oven.", ["production"]],
      ["Nor the till.", undefined],
    ])
  })
})
