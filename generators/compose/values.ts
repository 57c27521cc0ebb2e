import type { ResolvedText } from "../../core/estate.js"
import { composeText } from "../../formats/compose.js"
import { quoted, string, type YamlString } from "../../formats/yaml.js"

/** The origin of lines that no topology changes. */
export const CONSTANT = "constant:generators/compose"

/** A literal: Compose would interpolate a `$` in it, wherever it stands. */
export function literal(value: string): YamlString {
  return string(composeText([value]))
}

/** A literal that is always in quotes: it is a string also where it looks like something else. */
export function quotedLiteral(value: string): YamlString {
  return quoted(composeText([value]))
}

/** A text, its variables read by Compose at run time. */
export function textValue(value: ResolvedText): YamlString {
  return quoted(composeText(value))
}
