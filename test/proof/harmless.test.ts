import { describe } from "vitest"
import { HARMLESS } from "./breakages/index.js"
import { itLeaves } from "./finding.js"

describe("a change without meaning is not told", () => itLeaves(HARMLESS))
