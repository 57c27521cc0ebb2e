import { readFileSync } from "node:fs"
import { join } from "node:path"
import { type Browser, chromium, type Page } from "playwright-core"
import { root } from "../../scripts/engines/installed.mjs"

/** A diagram, and where it stands. */
export interface Diagram {
  /** `overview.mmd`, or `infrastructure.md` and its number there. */
  readonly name: string
  /** Mermaid's text. */
  readonly text: string
}

/** A browser with a page that Mermaid is loaded in. */
export interface Canvas {
  /** What the parser or the drawing is wrong about; empty where every label is drawn. Writes a picture where a file is named. */
  readonly complaints: (diagram: Diagram, picture?: string) => Promise<readonly string[]>
  /** Ends the browser. */
  readonly close: () => Promise<void>
}

/** The diagrams of a file: all of a `.mmd`, and each fenced one of a page. */
export function diagramsOf(file: string, text: string): readonly Diagram[] {
  if (file.endsWith(".mmd")) return [{ name: file, text }]
  return [...text.matchAll(/^```mermaid\n(.*?)^```$/gms)].map(([, inside], index) => ({
    name: `${file} ${index + 1}`,
    text: inside!,
  }))
}

/** Opens a headless Chromium with Mermaid in it. */
export async function openCanvas(executablePath: string): Promise<Canvas> {
  // As root, as in a container, Chromium has no sandbox of its own.
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] })
  const page = await browser.newPage({ viewport: { width: 1600, height: 1000 } })
  await page.setContent("<body style='margin: 0; background: white'><div id='here'></div></body>")
  await page.addScriptTag({ content: readFileSync(join(root, "node_modules/mermaid/dist/mermaid.min.js"), "utf8") })
  return {
    complaints: (diagram, picture) => draw(page, diagram, picture),
    close: () => closed(browser),
  }
}

async function closed(browser: Browser): Promise<void> {
  await browser.close()
}

async function draw(page: Page, { text }: Diagram, picture: string | undefined): Promise<readonly string[]> {
  const drawn = await page.evaluate(async (source) => {
    const { mermaid } = globalThis as unknown as { readonly mermaid: typeof import("mermaid")["default"] }
    mermaid.initialize({ startOnLoad: false, maxTextSize: 50_000, maxEdges: 500 })
    const here = (globalThis as unknown as { readonly document: Place }).document.getElementById("here")
    try {
      await mermaid.parse(source)
      const { svg } = await mermaid.render("drawn", source)
      here.innerHTML = svg
      return { text: here.textContent, nodes: here.querySelectorAll("g.node").length, error: "" }
    } catch (error) {
      return { text: "", nodes: 0, error: String(error) }
    }
    interface Place {
      getElementById(id: string): Place
      innerHTML: string
      readonly textContent: string
      querySelectorAll(selector: string): { readonly length: number }
    }
  }, text)
  if (drawn.error !== "") return [drawn.error]
  if (picture !== undefined) await page.locator("#here svg").screenshot({ path: picture })
  const shown = drawn.text.replace(/\s+/g, "")
  const nodes = new Set([...text.matchAll(/^ *([A-Za-z]\w*)[[({>]/gm)].map(([, id]) => id)).size
  return [
    ...labels(text)
      .filter((label) => !shown.includes(label.replace(/\s+/g, "")))
      .map((label) => `no label says ${JSON.stringify(label)}`),
    ...(drawn.nodes === nodes ? [] : [`${nodes} nodes are meant, and ${drawn.nodes} drawn`]),
  ]
}

/** Every label as a reader sees it: of nodes, of frames and beside arrows. */
function labels(text: string): readonly string[] {
  return [...text.matchAll(/"((?:[^"\n])*)"/g)].map(([, label]) =>
    label!
      .replace(/<br\/>/g, " ")
      .replace(/#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
      .replace(/#(quot|lt|gt|amp);/g, (_, name: string) => ({ quot: '"', lt: "<", gt: ">", amp: "&" })[name]!),
  )
}
