import { it } from "vitest"
import { compile } from "../core/compile.js"
import { generators } from "../generators/index.js"
import { EVERYTHING, EVERYTHING_PINS } from "./support/everything.js"
it("x", () => {
  const c = compile(EVERYTHING, { pins: EVERYTHING_PINS, generators, today: new Date(0) })
  console.log(c.diagnostics.map((d) => `${d.severity} ${d.path} ${d.code} ${d.message} ${d.help ?? ""}`).join("\n"), c.artifacts.map((a) => a.path).join("\n"))
})
