import { basename } from "node:path"
import { describe, expect, it } from "vitest"
import { corpus, stricter } from "./compose-corpus.js"
import { bothOn, engines } from "./compose-engine.js"

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

    it.each(Object.entries(stricter))("%s: refused by the reader alone", (_, each) => {
      expect(bothOn(engine!, each).reader.kind).toBe("refused")
    })
  },
)
