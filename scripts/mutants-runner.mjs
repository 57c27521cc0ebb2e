// Runs each test once as it is, and once for each flipped operator that it comes past: see scripts/mutants.mjs.
import { setMaxListeners } from "node:events"
import { writeFileSync } from "node:fs"
import { TestRunner } from "vitest"

// Each run of a test listens to the signal that would end it.
setMaxListeners(0)

/** Further evaluations than these times as many as without a flip are a loop without an end. */
const PATIENCE = 20

const all = JSON.parse(process.env.MUTANTS_ALL)
const byOperator = new Map()
for (const id of all) {
  const operator = id.slice(0, id.lastIndexOf("."))
  byOperator.set(operator, [...(byOperator.get(operator) ?? []), id])
}
/** Which flip each operator is at, in the order of its flips. */
const FLIPS = {
  "===": [(a, b) => a !== b],
  "!==": [(a, b) => a === b],
  "<": [(a, b) => a <= b, (a, b) => a >= b],
  "<=": [(a, b) => a < b, (a, b) => a > b],
  ">": [(a, b) => a >= b, (a, b) => a <= b],
  ">=": [(a, b) => a > b, (a, b) => a < b],
  "+": [(a, b) => a - b],
  "-": [(a, b) => a + b],
  "*": [(a, b) => a / b],
  "/": [(a, b) => a * b],
  "%": [(a, b) => a * b],
  "**": [(a, b) => a * b],
}
const PLAIN = {
  "===": (a, b) => a === b,
  "!==": (a, b) => a !== b,
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  "%": (a, b) => a % b,
  "**": (a, b) => a ** b,
  in: (a, b) => a in b,
}

// Modules, and with them this one, may be loaded anew for each file.
globalThis.__mutants ??= {
  killed: new Set(),
  everReached: new Set(),
  reached: new Set(),
  /** The operator that is flipped, and how. */
  active: undefined,
  flip: 0,
  count: 0,
  limit: Number.POSITIVE_INFINITY,
  comes(id) {
    if (this.active === undefined) this.reached.add(id)
    this.count += 1
    if (this.count > this.limit) throw new Error("a loop without an end")
    return this.active === id
  },
  binary(id, operator, left, right) {
    return (this.comes(id) ? FLIPS[operator][this.flip] : PLAIN[operator])(left, right)
  },
  logical(id, operator, left, right) {
    const flipped = this.comes(id)
    switch (operator) {
      case "&&":
        return flipped ? left || right() : left && right()
      case "||":
        return flipped ? left && right() : left || right()
      default:
        return flipped ? left && right() : (left ?? right())
    }
  },
  not(id, value) {
    return this.comes(id) ? value : !value
  },
}
const state = globalThis.__mutants

export default class MutantsRunner extends TestRunner {
  async runTask(test) {
    const fn = TestRunner.getTestFn(test)
    state.active = undefined
    state.limit = Number.POSITIVE_INFINITY
    state.count = 0
    state.reached = new Set()
    await fn()
    const usual = state.count
    const reached = [...state.reached].filter((id) => mayJudge(test, id))
    // One that can't be run twice would notice everything.
    if (reached.length > 0) await fn()
    for (const id of reached) {
      state.everReached.add(id)
      for (const mutant of byOperator.get(id) ?? [])
        if (!state.killed.has(mutant) && !(await survives(fn, mutant, usual))) state.killed.add(mutant)
    }
    state.active = undefined
    state.limit = Number.POSITIVE_INFINITY
  }

  onAfterRunFiles() {
    super.onAfterRunFiles()
    writeFileSync(
      process.env.MUTANTS_RESULT,
      JSON.stringify({ killed: [...state.killed], reached: [...state.everReached] }),
    )
  }
}

/** A rule is judged by its own test and its own explanation; what rules share is judged by all that come past. */
function mayJudge(test, id) {
  const [, name] = /^core\/rules\/(.*)\.ts#/.exec(id) ?? []
  const file = test.file.filepath
  if (file.endsWith("every.test.ts")) {
    if (name === undefined) return false
    return test.suite?.name.replace(/[/_]/g, "-") === `the explanation of ${name}`
  }
  return name === undefined || file.endsWith(`/${name}.test.ts`)
}

async function survives(fn, mutant, usual) {
  const dot = mutant.lastIndexOf(".")
  state.active = mutant.slice(0, dot)
  state.flip = Number(mutant.slice(dot + 1))
  state.count = 0
  state.limit = usual * PATIENCE + 10_000
  try {
    await fn()
    return true
  } catch {
    return false
  }
}
