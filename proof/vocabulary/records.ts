/** What the types of DNS records do (RFC 1035, 2782, 3596, 9460). */

/** Types that lead whoever asks for a name to an address: the proof follows them. */
export const LEADING: ReadonlySet<string> = new Set(["A", "AAAA", "CNAME"])

/** Types that tell something about a name, or where its mail goes: they lead no connection that the firewall does not see. */
export const TELLING: ReadonlySet<string> = new Set(["TXT", "MX"])

/** Types that hand a name, with all below it, to name servers of somebody else. */
export const DELEGATING: ReadonlySet<string> = new Set(["NS", "DS"])

/**
 * Labels that begin with an underscore belong to no host (RFC 8552): what stands there tells others of keys and policies. Whoever has
 * the one that certificates are asked for with can have one for the name.
 */
export const CERTIFICATES = "_acme-challenge"

/**
 * Where Vercel serves a domain, by the type of the record: https://vercel.com/docs/domains/working-with-domains/add-a-domain. Newer
 * projects are given a name of their own.
 */
export const VERCEL: Readonly<Record<string, RegExp>> = {
  A: /^(?:76\.76\.21\.\d{1,3}|216\.198\.79\.\d{1,3})$/,
  CNAME: /^(?:[a-z0-9-]+\.)?vercel-dns(?:-\d+)?\.com$/,
}
