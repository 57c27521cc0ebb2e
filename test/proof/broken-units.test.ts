import { describe } from "vitest"
import { BROKEN_UNITS } from "./breakages/index.js"
import { itFinds } from "./finding.js"

describe("a broken unit or module is found", () => itFinds(BROKEN_UNITS))
