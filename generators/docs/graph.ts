import type { Origin } from "../../core/origin.js"
import * as mermaid from "../../formats/mermaid.js"
import { enumerate } from "./words.js"

/** What a diagram shows, before it is spelled: boxes within boxes, nodes in them, arrows between any of them. */
export interface Graph {
  readonly boxes: readonly Box[]
  readonly nodes: readonly Node[]
  readonly arrows: readonly Arrow[]
}

/** A frame. */
export interface Box {
  readonly id: string
  readonly title: string
  /** The box around it. */
  readonly parent: string | undefined
  readonly unit: string | undefined
  readonly origin: Origin
}

/** A thing. */
export interface Node {
  readonly id: string
  readonly label: string
  readonly shape: mermaid.Shape
  readonly box: string | undefined
  /** What it is drawn with when the diagram is split: its host's name. */
  readonly unit: string | undefined
  readonly origin: Origin
}

/** A connection between nodes or boxes. */
export interface Arrow {
  readonly from: string
  readonly to: string
  readonly style: mermaid.EdgeStyle
  readonly label: string | undefined
  readonly origin: Origin
}

/** Collects a graph from what several environments say: the same thing said twice is drawn once. */
export class Sketch {
  readonly #boxes = new Map<string, Box>()
  readonly #nodes = new Map<string, Node>()
  readonly #arrows = new Map<string, SketchedArrow>()

  /** Adds a frame, if it isn't there. Returns its id. */
  box(box: Omit<Box, "parent" | "unit"> & { readonly parent?: string | undefined; readonly unit?: string }): string {
    if (!this.#boxes.has(box.id)) this.#boxes.set(box.id, { parent: undefined, unit: undefined, ...box })
    return box.id
  }

  /** Adds a node, if it isn't there. Returns its id. */
  node(
    node: Pick<Node, "id" | "label" | "origin"> & {
      readonly shape?: mermaid.Shape
      readonly box?: string | undefined
      readonly unit?: string
    },
  ): string {
    if (!this.#nodes.has(node.id)) this.#nodes.set(node.id, { shape: "rect", box: undefined, unit: undefined, ...node })
    return node.id
  }

  /** Whether a node or a box has this id. */
  has(id: string): boolean {
    return this.#nodes.has(id) || this.#boxes.has(id)
  }

  /** Adds an arrow. Between the same ends and in the same style there is one, with the labels of all. */
  arrow(
    from: string,
    to: string,
    arrow: {
      readonly origin: Origin
      readonly style?: mermaid.EdgeStyle
      readonly label?: string | undefined
      /** The environment that says so. */
      readonly environment: string
    },
  ): void {
    const { style = "solid" } = arrow
    const key = `${from} ${style} ${to}`
    let known = this.#arrows.get(key)
    if (known === undefined) {
      known = { from, to, style, origin: arrow.origin, labels: new Set(), environments: new Set() }
      this.#arrows.set(key, known)
    }
    known.environments.add(arrow.environment)
    if (arrow.label !== undefined) known.labels.add(arrow.label)
  }

  /** Replaces arrows to members of a box by one to the box, where a node leads to all of them. */
  fold(box: string): void {
    const members = new Set([...this.#nodes.values()].flatMap((node) => (node.box === box ? [node.id] : [])))
    const bySource = new Map<string, SketchedArrow[]>()
    for (const arrow of this.#arrows.values()) {
      if (!members.has(arrow.to)) continue
      const known = bySource.get(`${arrow.from} ${arrow.style}`)
      if (known === undefined) bySource.set(`${arrow.from} ${arrow.style}`, [arrow])
      else known.push(arrow)
    }
    for (const arrows of bySource.values()) {
      const [first] = arrows
      if (first === undefined || new Set(arrows.map(({ to }) => to)).size < members.size) continue
      for (const { from, style, to } of arrows) this.#arrows.delete(`${from} ${style} ${to}`)
      this.#arrows.set(`${first.from} ${first.style} ${box}`, {
        ...first,
        to: box,
        labels: new Set(arrows.flatMap(({ labels }) => [...labels])),
        environments: new Set(arrows.flatMap(({ environments }) => [...environments])),
      })
    }
  }

  /** What was collected. An arrow that only some of the environments have says which. */
  graph(environments: readonly string[]): Graph {
    return {
      boxes: [...this.#boxes.values()],
      nodes: [...this.#nodes.values()],
      arrows: [...this.#arrows.values()].map(({ labels, environments: own, ...arrow }) => {
        const where = own.size < environments.length ? enumerate(environments.filter((name) => own.has(name))) : ""
        const label = [[...labels].join(", "), where === "" ? "" : `${where} only`].filter((text) => text !== "")
        return { ...arrow, label: label.length === 0 ? undefined : label.join("\n") }
      }),
    }
  }
}

interface SketchedArrow extends Omit<Arrow, "label"> {
  readonly labels: Set<string>
  readonly environments: Set<string>
}

/** A part of a graph that Mermaid can draw. */
export interface Drawing {
  /** Names the part: a host, or `undefined` where the graph fits as a whole. */
  readonly part: string | undefined
  readonly document: mermaid.Document
}

/** What every document of a graph begins with. */
export interface Heading {
  readonly header: readonly string[]
  readonly headerOrigin: Origin
  readonly direction: mermaid.Direction
}

/**
 * Spells a graph in documents that Mermaid can draw: one where it fits, else one a host, and a host that does not fit in halves of
 * halves. Each arrow is in one of them, that of its start; what it leads to is drawn there too.
 */
export function draw(graph: Graph, heading: Heading): readonly Drawing[] {
  const whole = spellIfFits(graph, heading)
  if (whole !== undefined) return [{ part: undefined, document: whole }]
  const units = new Map<string, Arrow[]>()
  const unitOf = new Map([...graph.boxes, ...graph.nodes].map(({ id, unit }) => [id, unit]))
  for (const arrow of graph.arrows) {
    const unit = unitOf.get(arrow.from) ?? "outside"
    const known = units.get(unit)
    if (known === undefined) units.set(unit, [arrow])
    else known.push(arrow)
  }
  const index = indexed(graph)
  return [...units].flatMap(([unit, arrows]) => {
    const documents = halves(arrows, index, heading)
    return documents.map((document, at) => ({
      part: documents.length === 1 ? unit : `${unit}.${at + 1}`,
      document,
    }))
  })
}

interface Indexed {
  readonly boxes: ReadonlyMap<string, Box>
  readonly nodes: ReadonlyMap<string, Node>
}

function indexed({ boxes, nodes }: Graph): Indexed {
  return { boxes: new Map(boxes.map((box) => [box.id, box])), nodes: new Map(nodes.map((node) => [node.id, node])) }
}

function halves(arrows: readonly Arrow[], index: Indexed, heading: Heading): readonly mermaid.Document[] {
  const document = spellIfFits(around(arrows, index), heading)
  if (document !== undefined) return [document]
  const middle = Math.ceil(arrows.length / 2)
  if (middle === arrows.length) throw new Error("A diagram of one arrow is too large for Mermaid")
  return [...halves(arrows.slice(0, middle), index, heading), ...halves(arrows.slice(middle), index, heading)]
}

/** The arrows with their ends, and the boxes around those. */
function around(arrows: readonly Arrow[], { boxes, nodes }: Indexed): Graph {
  const ends = new Set(arrows.flatMap(({ from, to }) => [from, to]))
  const drawn = [...ends].flatMap((id): readonly Node[] => {
    const node = nodes.get(id)
    if (node !== undefined) return [node]
    const box = boxes.get(id)!
    return [{ id, label: box.title, shape: "rect", box: box.parent, unit: box.unit, origin: box.origin }]
  })
  const kept = new Set<Box>()
  for (const { box } of drawn) {
    for (let at = box; at !== undefined; at = boxes.get(at)?.parent) {
      // A box that an arrow ends at is drawn as a node here: its content is in other parts.
      if (!ends.has(at)) kept.add(boxes.get(at)!)
    }
  }
  const open = (id: string | undefined): string | undefined =>
    id === undefined || !ends.has(id) ? id : open(boxes.get(id)?.parent)
  return {
    boxes: [...kept].map((box) => ({ ...box, parent: open(box.parent) })),
    nodes: drawn.map((node) => ({ ...node, box: open(node.box) })),
    arrows,
  }
}

function spellIfFits(graph: Graph, heading: Heading): mermaid.Document | undefined {
  // A node takes a dozen characters at least, so this many can't fit.
  if (graph.arrows.length > mermaid.MAX_EDGES || graph.nodes.length > mermaid.MAX_TEXT / 12) return undefined
  const document = spell(graph, heading)
  return mermaid.fits(document) ? document : undefined
}

function spell(graph: Graph, heading: Heading): mermaid.Document {
  const inside = new Map<string | undefined, (Box | Node)[]>()
  const put = (parent: string | undefined, child: Box | Node): void => {
    const known = inside.get(parent)
    if (known === undefined) inside.set(parent, [child])
    else known.push(child)
  }
  for (const box of graph.boxes) put(box.parent, box)
  for (const node of graph.nodes) put(node.box, node)
  const children = (parent: string | undefined): readonly mermaid.Child[] =>
    (inside.get(parent) ?? []).map((child) => {
      if (!("title" in child)) return mermaid.node(child.id, child.label, child.origin, { shape: child.shape })
      const content = children(child.id)
      return content.length === 0
        ? mermaid.node(child.id, child.title, child.origin)
        : mermaid.subgraph(child.id, child.title, content, child.origin)
    })
  return mermaid.document({
    ...heading,
    children: children(undefined),
    edges: graph.arrows.map(({ from, to, label, style, origin }) =>
      mermaid.edge(from, to, origin, label === undefined ? { style } : { style, label }),
    ),
  })
}
