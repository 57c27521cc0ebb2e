import type { Position } from "../position.js"

/** Terraform refuses the expression. Caught where an expression's value is asked for, and by `try` and `can`. */
export class HclFault extends Error {
  constructor(
    message: string,
    /** Where the refused part stands. */
    readonly position: Position,
  ) {
    super(message)
  }
}

/** What is told once nothing is left to be spent; every evaluation after that fails with it. */
export const EXHAUSTED = "This takes more steps than are taken for it."

/** How much is done for an expression when nobody says how much may be: about a second's worth. */
export const BUDGET = 20_000_000

/** What is left of the budget: one counter, because what an expression refers to is evaluated on the same stack. */
let left = Number.POSITIVE_INFINITY

/**
 * Runs something that evaluates expressions, which fail once they have taken `units` steps in all: a few lines can ask for
 * more work than there is time or memory, as lists that hold one list twice, that holds another twice.
 */
export function withBudget<T>(units: number, run: () => T): T {
  const before = left
  left = units
  try {
    return run()
  } finally {
    left = before
  }
}

/** Whether there is a budget to run within. */
export function hasBudget(): boolean {
  return left !== Number.POSITIVE_INFINITY
}

/** Takes steps off the budget; throws an {@link HclFault} when none are left. */
export function spend(units: number, position: Position): void {
  left -= units
  if (left < 0) throw new HclFault(EXHAUSTED, position)
}

/** The longest text that an expression may have. */
const LONGEST = 16_000_000

/** Takes the making of a text off the budget, and throws an {@link HclFault} where it is too long. */
export function spendText(length: number, position: Position): void {
  if (length > LONGEST) throw new HclFault(`A text is longer than ${LONGEST} characters.`, position)
  spend(1 + length / 16, position)
}
