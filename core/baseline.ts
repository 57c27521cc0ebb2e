import { display } from "../schema/pointer.js"
import type { Diagnostic } from "./diagnostic.js"
import { redactedFinding } from "./redact.js"

/** A finding of an earlier run, by what stays the same when lines move and lists grow. */
export interface KnownFinding {
  /** The rule's code. */
  readonly code: string
  /** The place, as messages spell it, without the indices of lists: `hosts.shop.services.api.uses[]`. */
  readonly at: string
  /** The message, without such indices either. */
  readonly message: string
  /** The environments in which it was found; undefined when in all. */
  readonly environments?: readonly string[]
}

/** The finding as an earlier run would know it. */
export function knownFinding(finding: Diagnostic): KnownFinding {
  const { code, path, message, environments } = redactedFinding(finding)
  return {
    code,
    at: withoutIndices(display(path)),
    message: withoutIndices(message),
    ...(environments === undefined ? {} : { environments }),
  }
}

/** A text that is the same for the same fact wherever it stands: what baselines and fingerprints compare. */
export function keyOf({ code, at, message }: KnownFinding): string {
  return `${code}\n${at}\n${message}`
}

function withoutIndices(text: string): string {
  return text.includes("[") ? text.replace(/\[\d+\]/g, "[]") : text
}

/**
 * Sets apart the findings that an earlier run knew. Of several that look the same, as many are known as it knew; one that
 * has come to a further environment is new there.
 */
export function setApart(
  findings: readonly Diagnostic[],
  earlier: readonly KnownFinding[] | "everything",
  mayBeKnown: (finding: Diagnostic) => boolean,
): {
  readonly fresh: readonly Diagnostic[]
  readonly known: readonly Diagnostic[]
  readonly gone: readonly KnownFinding[]
} {
  if (earlier === "everything")
    return { fresh: findings.filter((one) => !mayBeKnown(one)), known: findings.filter(mayBeKnown), gone: [] }
  if (earlier.length === 0) return { fresh: findings, known: [], gone: [] }
  const left = new Map<string, KnownFinding[]>()
  for (const one of earlier) left.set(keyOf(one), [...(left.get(keyOf(one)) ?? []), one])
  const fresh: Diagnostic[] = []
  const known: Diagnostic[] = []
  for (const finding of findings) {
    const alike = mayBeKnown(finding) ? left.get(keyOf(knownFinding(finding))) : undefined
    const [match] = alike ?? []
    const added = match === undefined ? "all" : environmentsAdded(finding, match)
    if (added !== "all") alike!.shift()
    if (added === "all") fresh.push(finding)
    else if (added.length === 0) known.push(finding)
    else {
      fresh.push({ ...finding, environments: added })
      known.push({ ...finding, environments: finding.environments!.filter((name) => !added.includes(name)) })
    }
  }
  return { fresh, known, gone: [...left.values()].flat() }
}

/** The environments of a finding that were not among those of the known one; `all` when it is in all, and was in some. */
function environmentsAdded({ environments }: Diagnostic, known: KnownFinding): readonly string[] | "all" {
  if (known.environments === undefined) return []
  if (environments === undefined) return "all"
  const added = environments.filter((name) => !known.environments!.includes(name))
  return added.length > 0 && added.length === environments.length ? "all" : added
}
