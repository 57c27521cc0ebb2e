import { describe } from "vitest"
import { BROKEN_COMPOSE } from "./breakages/index.js"
import { itFinds } from "./finding.js"

describe("a broken Compose file is found", () => itFinds(BROKEN_COMPOSE))
