import type { Estate } from "../../../core/estate.js"
import type { Proof } from "../../../core/proof.js"
import { type Graph, Sketch } from "../graph.js"
import { Ids } from "../ids.js"

/** Who comes to a machine from outside of it, by environment; what containers of one machine do among each other stays inside. */
export function reachGraph(estate: Estate, { reaches }: Proof): Graph {
  const sketch = new Sketch()
  const ids = new Ids()
  for (const { environment, placement, ways } of reaches) {
    if (placement !== "cloud") continue
    const { title, path } = estate.environments.find(({ name }) => name === environment)!
    const frame = (): string => sketch.box({ id: ids.of("group", environment), label: title, origin: path })
    for (const { from, to, ports, through, origin } of ways) {
      if (through !== "firewall") continue
      const outside = CALLER_TITLES[from]
      const source = sketch.node({
        id: outside === undefined ? ids.of("vm", `${environment}.${from}`) : ids.of("ext", from),
        label: outside ?? from,
        origin,
        ...(outside === undefined ? { box: frame() } : {}),
      })
      const target = sketch.node({ id: ids.of(kindOf(to), `${environment}.${to}`), label: to, box: frame(), origin })
      sketch.arrow(source, target, { label: ports, origin, environment })
    }
  }
  // Each arrow is of one environment, and drawn in its frame.
  return sketch.graph([])
}

function kindOf(party: string): "vm" | "svc" {
  return party.startsWith("vm ") ? "vm" : "svc"
}

const CALLER_TITLES: Readonly<Record<string, string>> = { internet: "Internet", cdn: "CDN", iap: "Operators" }
