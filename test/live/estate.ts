import { validate } from "../../core/compile.js"
import type { Estate } from "../../core/estate.js"
import { parsePins } from "../../core/pins.js"
import { readToml } from "../../formats/toml.js"
import topology from "../../topology.js"

/** The real topology, resolved with the pins of images.toml. Throws when either is wrong. */
export async function realEstate(images: string): Promise<Estate> {
  const { pins } = parsePins((await readToml(images)).data)
  const { estate, diagnostics } = validate(topology, { pins, generators: [], today: new Date() })
  const errors = diagnostics.filter(({ severity }) => severity === "error")
  if (estate === undefined || errors.length > 0) throw new Error(errors.map(({ message }) => message).join("\n"))
  return estate
}
