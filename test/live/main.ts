import { inside } from "./inside.js"
import { outside } from "./outside.js"

/** The live test bed: called by scripts/live.mjs, and by itself once more within namespaces of its own. */
const [, , role, ...words] = process.argv
const code = role === "inside" ? await inside(words) : await outside(words)
// Engines and listeners still run: they end with this process.
process.exit(code)
