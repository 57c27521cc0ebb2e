/**
 * The same list without the room that it grew into: one that was pushed to has place for sixteen more. Of the lists that are kept with
 * each service most hold one or two things, and together they would take more than everything else.
 */
export function compact<T>(list: readonly T[]): readonly T[] {
  return list.length === 0 ? NONE : list.slice()
}

const NONE: readonly never[] = []
