/**
 * Sorts as Go's stable sort does, step by step: Caddy's comparisons are no order where some routes cannot be compared, and then the
 * outcome depends on which pairs are compared.
 *
 * Blocks of 20 are sorted by insertion, then merged in place (SymMerge, Kim and Kutzner 2004).
 */
export function sortLikeGo<T>(items: readonly T[], isLess: (left: T, right: T) => boolean): readonly T[] {
  const list = [...items]
  let size = 20
  for (let from = 0; from < list.length; from += size)
    insertionSort(list, from, Math.min(from + size, list.length), isLess)
  for (; size < list.length; size *= 2) {
    for (let from = 0; from + size < list.length; from += 2 * size) {
      merge(list, from, from + size, Math.min(from + 2 * size, list.length), isLess)
    }
  }
  return list
}

type Less<T> = (left: T, right: T) => boolean

function insertionSort<T>(list: T[], from: number, to: number, isLess: Less<T>): void {
  for (let end = from + 1; end < to; end++) {
    for (let at = end; at > from && isLess(list[at] as T, list[at - 1] as T); at--) swap(list, at, at - 1)
  }
}

/** Merges two sorted runs that meet at `middle`. */
function merge<T>(list: T[], from: number, middle: number, to: number, isLess: Less<T>): void {
  if (middle - from === 1) {
    const at = search(middle, to, (index) => !isLess(list[index] as T, list[from] as T))
    for (let index = from; index < at - 1; index++) swap(list, index, index + 1)
    return
  }
  if (to - middle === 1) {
    const at = search(from, middle, (index) => isLess(list[middle] as T, list[index] as T))
    for (let index = middle; index > at; index--) swap(list, index, index - 1)
    return
  }
  const half = Math.floor((from + to) / 2)
  const both = half + middle
  const last = both - 1
  const [low, high] = middle > half ? [both - to, half] : [from, middle]
  const start = search(low, high, (index) => isLess(list[last - index] as T, list[index] as T))
  const end = both - start
  if (start < middle && middle < end) rotate(list, start, middle, end)
  if (from < start && start < half) merge(list, from, start, half, isLess)
  if (half < end && end < to) merge(list, half, end, to, isLess)
}

/** The first index of a range for which the test holds; its end when there is none. The test holds from some index on. */
function search(from: number, to: number, test: (index: number) => boolean): number {
  let low = from
  let high = to
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (test(middle)) high = middle
    else low = middle + 1
  }
  return low
}

/** Swaps two neighbouring runs, each in its order. */
function rotate<T>(list: T[], from: number, middle: number, to: number): void {
  const moved = [...list.slice(middle, to), ...list.slice(from, middle)]
  for (const [index, item] of moved.entries()) list[from + index] = item
}

function swap<T>(list: T[], left: number, right: number): void {
  const kept = list[left] as T
  list[left] = list[right] as T
  list[right] = kept
}
