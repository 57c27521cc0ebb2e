import type { Estate } from "../../../core/estate.js"
import type { PlacementReach, Proof, Way } from "../../../core/proof.js"
import { code, md } from "../../../formats/markdown.js"
import type { Drawing } from "../graph.js"
import type { Ink, Page, Row, View } from "../page.js"
import { pagePath } from "../site.js"
import template from "../templates/reach.hbs"

/** The page about who reaches what, as it was proved from the files. */
export function reachPage(estate: Estate, { reaches }: Proof, draw: () => readonly Drawing[]): Page {
  return {
    path: pagePath(estate.shared, "reach"),
    template,
    name: "reach",
    view: (ink) => ({
      diagrams: draw().map((drawing) => ink.diagram(drawing)),
      places: reaches.map((reach) => placeView(estate, reach, ink)),
      assumptions: ink.list(
        [...new Set(reaches.flatMap(({ assumptions }) => assumptions))].map((text) => ({
          text: md(text),
          origin: "constant:docs/reach",
        })),
      ),
    }),
  }
}

function placeView({ environments }: Estate, { environment, placement, ways }: PlacementReach, ink: Ink): View {
  const { title, path } = environments.find(({ name }) => name === environment)!
  return {
    title: ink.say(md(placement === "local" ? `${title}, on a laptop` : title), path),
    ways: ink.table(["From", "To", "What", "Through", "Declared"], ways.map(wayRow)),
  }
}

/** How callers from outside are called; whoever else is a machine or a service. */
export const CALLERS: Readonly<Record<string, string>> = {
  internet: "the internet",
  cdn: "the CDN",
  iap: "operators, through Identity-Aware Proxy",
}

function wayRow({ from, to, ports, kind, through, origin }: Way): Row {
  const caller = CALLERS[from]
  return {
    cells: [
      caller === undefined ? code(from) : md(caller),
      to === "outside" || to === "each other" ? md(to) : code(to),
      md(ports),
      md(through),
      md(kind === "declared" ? "yes" : "no: it follows from other edges"),
    ],
    origin,
  }
}
