import { describe } from "vitest"
import { BROKEN_CADDYFILES } from "./breakages/index.js"
import { itFinds } from "./finding.js"

describe("a broken Caddyfile is found", () => itFinds(BROKEN_CADDYFILES))
