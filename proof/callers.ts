import { CALLER_RANGES } from "../core/claims.js"
import type { Machine } from "./network.js"
import { dotted, EVERYWHERE, intersect, NOBODYS, PRIVATE, type Range, rangesOf, subtract } from "./ranges.js"

/** Somebody who has one of some addresses. */
export interface Caller {
  /** Who that is, with an address for an example. */
  readonly words: string
  /** The example. */
  readonly address: number
}

/** Who is meant by ranges that hold something: the widest circle of callers that has one of the addresses. */
export function widestCaller(ranges: readonly Range[], { subnets }: Pick<Machine, "subnets">): Caller {
  const own = rangesOf(subnets.map(({ value }) => value))
  for (const { words, addresses } of circles(own)) {
    const [found] = intersect(ranges, addresses)
    if (found !== undefined) return { words: words(dotted(exampleOf(found))), address: exampleOf(found) }
  }
  const address = exampleOf(ranges[0]!)
  return { words: `addresses that no machine has, such as ${dotted(address)}`, address }
}

interface Circle {
  readonly words: (example: string) => string
  readonly addresses: readonly Range[]
}

const CDN = rangesOf(CALLER_RANGES.cdn)
const IAP = rangesOf(CALLER_RANGES.iap)
const INTERNET = subtract(EVERYWHERE, [...PRIVATE, ...NOBODYS, ...CDN, ...IAP])

function circles(own: readonly Range[]): readonly Circle[] {
  return [
    { words: (example) => `the internet, such as ${example}`, addresses: subtract(INTERNET, own) },
    {
      words: (example) => `other machines of private networks, such as ${example}`,
      addresses: subtract(PRIVATE, own),
    },
    { words: (example) => `the CDN (${example})`, addresses: CDN },
    { words: (example) => `Identity-Aware Proxy (${example})`, addresses: IAP },
    { words: (example) => `other machines of its network, such as ${example}`, addresses: own },
  ]
}

/** The first address of a range is the network's own, which no machine has; but for a range of one. */
function exampleOf([first, last]: Range): number {
  return first === last ? first : first + 1
}
