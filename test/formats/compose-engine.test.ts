import { basename } from "node:path"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { corpus, stricter } from "./compose-corpus.js"
import { bothOn, engines } from "./compose-engine.js"
import { projects } from "./compose-projects.js"

/** How many projects are drawn; COMPOSE_RUNS draws more. */
const RUNS = Number(process.env.COMPOSE_RUNS ?? 200)

const isOld = (engine: string): boolean => basename(engine).includes("v2")

describe
  .skipIf(engines.length === 0)
  .each(engines.length === 0 ? [["no docker-compose"]] : engines.map((engine) => [basename(engine), engine]))(
  "means what it means to %s",
  (_, engine) => {
    it.each(Object.entries(corpus))("%s", (_, each) => {
      const { engine: theirs, reader: ours } = bothOn(engine!, each)
      if (theirs.kind === "refused" && ours.kind === "refused") return
      expect(ours).toEqual(theirs)
    })

    // Version 2 merges some forms otherwise than version 5 (it refuses labels of volumes over others): which of them is told by no flag.
    it.skipIf(isOld(engine ?? ""))(
      "in projects of all forms, over one another",
      () => {
        let accepted = 0
        fc.assert(
          fc.property(projects(), (each) => {
            const { engine: theirs, reader: ours } = bothOn(engine!, each)
            if (theirs.kind === "project") accepted++
            if (theirs.kind === "refused" && ours.kind === "refused") return
            expect(ours).toEqual(theirs)
          }),
          { numRuns: RUNS },
        )
        expect(accepted).toBeGreaterThan(RUNS / 2)
      },
      300_000,
    )

    it.each(Object.entries(stricter))("%s: refused by the reader alone", (_, each) => {
      expect(bothOn(engine!, each).reader.kind).toBe("refused")
    })
  },
)
