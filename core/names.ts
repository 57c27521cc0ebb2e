import { hash } from "./networks.js"

/**
 * The name of a cloud resource (an RFC 1035 label) made of parts: `["backend", "db_proxy"]` → `backend-db-proxy-5wkn1a`.
 *
 * Parts that are labels already, and short enough together, are only joined: `backend-api`. Otherwise what a label can't hold
 * is replaced or cut off, and a hash of the parts keeps apart what would then look the same. `limit` counts characters, default 63.
 */
export function resourceName(parts: readonly string[], limit = 63): string {
  const joined = parts.join("-")
  if (joined.length <= limit && LABEL.test(joined)) return joined
  const suffix = nameSuffix(parts)
  const plain = joined
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+/, "")
  return `${plain.slice(0, limit - suffix.length - 1).replace(/-+$/, "") || "x"}-${suffix}`
}

/** Seven characters that tell two lists of parts apart: the same for the same parts. */
export function nameSuffix(parts: readonly string[]): string {
  return hash(parts.join("\n")).toString(36).padStart(7, "0")
}

/** What an RFC 1035 label is: lower-case letters, digits and hyphens, starting with a letter, not ending with a hyphen. */
export const LABEL = /^[a-z](?:[a-z0-9-]*[a-z0-9])?$/

/** Characters of a DNS label at most (RFC 1035, section 2.3.4). */
export const LABEL_MAX = 63

/** Characters of a host name at most (Linux, HOST_NAME_MAX in limits.h); Docker starts no container with a longer one. */
export const HOST_NAME_MAX = 64
