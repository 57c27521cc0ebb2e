import { dirname, join } from "node:path"
import { describe, expect, it } from "vitest"
import { composeComplaints, stacksOf, ways } from "./compose.js"
import { engines, ran } from "./engine.js"
import { trees } from "./trees.js"

const here = engines("docker-compose", "docker-compose-v2")
const all = await trees()

describe.each(here)("$name", (engine) => {
  describe.each(all)("$name", ({ name, folder, files, estate }) => {
    const stacks = stacksOf(estate)
    const folders = files.filter((file) => file.endsWith("docker-compose.yml")).map((file) => dirname(file))

    it("has a file for each stack that is generated, and no other", () => {
      expect(folders.filter((stack) => !stacks.has(stack))).toEqual([])
    })

    const started = folders.flatMap((stack) => ways(join(folder, stack)).map((way) => [stack, way.name, way] as const))
    it.each(started)("%s (%s) is accepted, and read as it was meant", (stack, _, way) => {
      ran(engine.name, `${name}/${stack} ${way.name}`)
      expect(composeComplaints(engine, join(folder, stack), way, stacks.get(stack))).toEqual([])
    })
  })
})
