import fc from "fast-check"
import { describe, expect, it } from "vitest"
import {
  dotted,
  EVERYWHERE,
  intersect,
  overlaps,
  type Range,
  rangeOf,
  rangesOf,
  subtract,
  union,
} from "../../proof/ranges.js"

const ranges = fc.array(
  fc
    .tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 12 }))
    .map(([first, length]): Range => [first, first + length]),
  { maxLength: 6 },
)

function holds(all: readonly Range[], address: number): boolean {
  return all.some(([first, last]) => first <= address && address <= last)
}

describe("ranges of addresses", () => {
  it("reads CIDR notation, its host bits cleared, and lone addresses", () => {
    expect(rangeOf("10.0.0.7/24")).toEqual(rangeOf("10.0.0.0/24"))
    expect(rangeOf("10.0.0.7")).toEqual([167_772_167, 167_772_167])
    expect(rangesOf(["0.0.0.0/0"])).toEqual(EVERYWHERE)
    expect(rangesOf(["2001:db8::/32", "10.0.0.0/33", "10.0.0.256", "office"])).toEqual([])
  })

  it("subtracts, intersects and unites as sets do", () => {
    fc.assert(
      fc.property(ranges, ranges, fc.integer({ min: 0, max: 60 }), (one, other, address) => {
        const [inOne, inOther] = [holds(one, address), holds(other, address)]
        expect(holds(subtract(one, other), address)).toBe(inOne && !inOther)
        expect(holds(intersect(one, other), address)).toBe(inOne && inOther)
        expect(holds(union(one, other), address)).toBe(inOne || inOther)
      }),
    )
  })

  it("overlaps where something is in both", () => {
    fc.assert(
      fc.property(ranges, ranges, (one, other) => {
        expect(overlaps(one, other)).toBe(intersect(one, other).length > 0)
      }),
    )
  })

  it("yields ranges that are sorted and do not touch", () => {
    fc.assert(
      fc.property(ranges, ranges, (one, other) => {
        const all = union(one, other)
        for (const [index, [first, last]] of all.entries()) {
          expect(first).toBeLessThanOrEqual(last)
          if (index > 0) expect(first).toBeGreaterThan(all[index - 1]![1] + 1)
        }
      }),
    )
  })

  it("writes an address as people do", () => {
    expect(dotted(rangeOf("203.0.113.9")![0])).toBe("203.0.113.9")
  })
})
