/** How many collections may stand in each other, aliases expanded. */
export const MAX_DEPTH = 100

/** How many values a document may hold, those that its aliases stand for counted each time. */
export const MAX_NODES = 1_000_000

/** Why a document is refused that nests deeper than {@link MAX_DEPTH}. */
export const TOO_DEEP = `Values are nested more than ${MAX_DEPTH} deep`
