import { mkdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { home } from "../../scripts/engines/installed.mjs"
import { type Canvas, diagramsOf, openCanvas } from "./diagrams.js"
import { engine, ran } from "./engine.js"
import { trees } from "./trees.js"

const browser = engine("chromium")
const pictures = join(home, "pictures")
const all = (await trees()).flatMap(({ name, folder, files }) =>
  files
    .filter((file) => /\.(mmd|md)$/.test(file))
    .flatMap((file) => diagramsOf(file, readFileSync(join(folder, file), "utf8")))
    .map((diagram) => [`${name}/${diagram.name}`, diagram] as const),
)

describe.skipIf(browser === undefined || engine("mermaid") === undefined)("mermaid", () => {
  let canvas: Canvas
  beforeAll(async () => {
    mkdirSync(pictures, { recursive: true })
    canvas = await openCanvas(browser!.path)
  })
  afterAll(() => canvas?.close())

  it.each(all)("reads %s, and draws every label of it", async (name, diagram) => {
    ran("mermaid", name)
    ran("chromium", name)
    expect(await canvas.complaints(diagram, join(pictures, `${name.replace(/\W+/g, "-")}.png`))).toEqual([])
  })
})
