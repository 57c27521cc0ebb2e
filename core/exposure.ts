import type { Exposure } from "./estate.js"

/** From the most private to the least. */
const EXPOSURES: readonly Exposure[] = ["internal", "host", "private", "cdn", "public"]

/** Whether more may reach what has the one exposure than what has the other. */
export function isWider(one: Exposure, other: Exposure): boolean {
  return EXPOSURES.indexOf(one) > EXPOSURES.indexOf(other)
}

/** The widest of some exposures; `internal` where there are none. */
export function widest(exposures: readonly Exposure[]): Exposure {
  return exposures.reduce<Exposure>((most, one) => (isWider(one, most) ? one : most), "internal")
}
