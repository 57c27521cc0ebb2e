import { knownCredential } from "../../core/credentials.js"
import type { Failure } from "../../core/proof.js"
import { at, textOf } from "../../formats/hcl/value.js"
import type { Position } from "../../formats/position.js"
import type { Evidence } from "../read/index.js"

/** No secret's value stands in an artifact, and none is created from one. */
export function* checkSecrets({ files, units }: Pick<Evidence, "files" | "units">): Iterable<Failure> {
  for (const [path, content] of files) {
    // Most files hold nothing that begins like a secret.
    if (knownCredential(content) === undefined) continue
    for (const [index, line] of content.split("\n").entries()) {
      const found = knownCredential(line)
      if (found !== undefined) yield written(`${path} holds ${found.what}.`, { file: path, line: index + 1, column: 1 })
    }
  }
  for (const { type, address, attributes, unit } of units.flatMap(({ resources }) => resources)) {
    const field = VALUE_OF[type]
    const value = field === undefined ? undefined : at(attributes, field)
    if (textOf(value) !== undefined)
      yield written(`The unit ${unit} states the value of the secret ${address}.`, value!.position)
  }
}

/** The argument that holds a secret's value, by the type of the resource. */
const VALUE_OF: Readonly<Record<string, string>> = {
  google_secret_manager_secret_version: "secret_data",
}

function written(message: string, position: Position): Failure {
  return {
    code: "proof/secret_written",
    message,
    hops: [],
    position,
    origins: [],
    environment: undefined,
    help: "Declare a secret and refer to it; then put another value in its place, for this one is known.",
  }
}
