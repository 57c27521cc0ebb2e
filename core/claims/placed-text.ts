import type { Environment, Placement, ResolvedText } from "../estate.js"

/** A text where its environment runs in a placement, variables with a default not set; undefined where only the run knows. */
export function textAt(
  text: ResolvedText,
  { placementVariables }: Environment,
  placement: Placement,
): string | undefined {
  let filled = ""
  for (const part of text) {
    const value =
      typeof part === "string"
        ? part
        : (placementVariables.find(({ name }) => name === part.name)?.values[placement] ?? fallbackOf(part))
    if (value === undefined) return undefined
    filled += value
  }
  return filled
}

function fallbackOf({ unset }: Exclude<ResolvedText[number], string>): string | undefined {
  return unset.kind === "default" ? unset.value : undefined
}
