import { append } from "../../core/lists.js"
import type { Origin } from "../../core/origin.js"
import * as mermaid from "../../formats/mermaid.js"

/** What a diagram shows, before it is spelled: boxes within boxes, nodes in them, arrows between any of them. */
export interface Graph {
  /** In the order in which they are drawn. */
  readonly things: readonly (Box | Node)[]
  /** In the order in which they are drawn. */
  readonly arrows: readonly Arrow[]
}

/** A frame. */
export interface Box {
  readonly kind: "box"
  /** Unique in the graph. */
  readonly id: string
  /** The frame's title, not escaped. */
  readonly label: string
  /** The box around it. */
  readonly box: string | undefined
  /** What it is drawn with when the diagram is split: its host's name. */
  readonly unit: string | undefined
  /** What is drawn. */
  readonly origin: Origin
}

/** A thing. */
export interface Node {
  readonly kind: "node"
  /** Unique in the graph. */
  readonly id: string
  /** Its lines, separated by newlines, not escaped. */
  readonly label: string
  /** A cylinder for what keeps data. */
  readonly shape: mermaid.Shape
  /** The id of the box around it; undefined for none. */
  readonly box: string | undefined
  /** What it is drawn with when the diagram is split: its host's name. */
  readonly unit: string | undefined
  /** What is drawn. */
  readonly origin: Origin
}

/** A connection between nodes or boxes. */
export interface Arrow {
  /** The id of a node or box. */
  readonly from: string
  /** The id of a node or box. */
  readonly to: string
  /** Dotted for what is only read. */
  readonly style: mermaid.EdgeStyle
  /** Words beside it, not escaped; undefined for none. */
  readonly label: string | undefined
  /** The declaration that it stands for. */
  readonly origin: Origin
}

/** Collects a graph from what several environments say: the same thing said twice is drawn once. */
export class Sketch {
  readonly #things = new Map<string, Box | Node>()
  readonly #arrows = new Map<string, SketchedArrow>()

  /** Adds a frame, if it isn't there. Returns its id. */
  box(
    box: Pick<Box, "id" | "label" | "origin"> & { readonly box?: string | undefined; readonly unit?: string },
  ): string {
    if (!this.#things.has(box.id)) this.#things.set(box.id, { kind: "box", box: undefined, unit: undefined, ...box })
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
    if (!this.#things.has(node.id))
      this.#things.set(node.id, { kind: "node", shape: "rect", box: undefined, unit: undefined, ...node })
    return node.id
  }

  /** Whether a node or a box has this id. */
  has(id: string): boolean {
    return this.#things.has(id)
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
    const members = new Set([...this.#things.values()].flatMap((thing) => (thing.box === box ? [thing.id] : [])))
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
  graph(environments: readonly { readonly name: string; readonly short: string }[]): Graph {
    return {
      things: [...this.#things.values()],
      arrows: [...this.#arrows.values()].map(({ from, to, style, origin, labels, environments: own }) => {
        const where = own.size < environments.length ? onlyIn(own, environments) : undefined
        const said = labels.size === 0 ? undefined : [...labels].join(", ")
        const label = said === undefined || where === undefined ? (said ?? where) : `${said}\n${where}`
        return { from, to, style, origin, label }
      }),
    }
  }
}

/** `dev/staging only`. */
function onlyIn(
  own: ReadonlySet<string>,
  environments: readonly { readonly name: string; readonly short: string }[],
): string {
  const where = environments.flatMap(({ name, short }) => (own.has(name) ? [short] : []))
  return `${where.join("/")} only`
}

interface SketchedArrow extends Omit<Arrow, "label"> {
  readonly labels: Set<string>
  readonly environments: Set<string>
}

/** A part of a graph that Mermaid can draw. */
export interface Drawing {
  /** Names the part: a host, or `undefined` where the graph fits as a whole. */
  readonly part: string | undefined
  /** What Mermaid is given. */
  readonly document: mermaid.Document
  /** The document as printed. Whether it fits is told by its text, which is needed twice more: in a page, and in a file. */
  readonly text: string
}

/** What every document of a graph begins with. */
export interface Heading {
  /** Comment lines above the drawing. */
  readonly header: readonly string[]
  /** The origin of those lines. */
  readonly headerOrigin: Origin
  /** Where the drawing grows. */
  readonly direction: mermaid.Direction
}

/**
 * Spells a graph in documents that Mermaid can draw: one where it fits, else one a host, and a host that does not fit in halves of
 * halves. Each arrow is in one of them, that of its start; what it leads to is drawn there too.
 */
export function draw(graph: Graph, heading: Heading): readonly Drawing[] {
  const whole = spellIfFits(graph, heading)
  if (whole !== undefined) return [{ part: undefined, ...whole }]
  const units = new Map<string, Arrow[]>()
  const things = new Map(graph.things.map((thing) => [thing.id, thing]))
  for (const arrow of graph.arrows) {
    const unit = things.get(arrow.from)?.unit ?? "outside"
    const known = units.get(unit)
    if (known === undefined) units.set(unit, [arrow])
    else known.push(arrow)
  }
  return [...units].flatMap(([unit, arrows]) => {
    const documents = halves(arrows, things, heading)
    return documents.map(({ document, text }, at) => ({
      part: documents.length === 1 ? unit : `${unit}.${at + 1}`,
      document,
      text,
    }))
  })
}

/** What is in a graph, by id. */
type Things = ReadonlyMap<string, Box | Node>

type Spelled = Pick<Drawing, "document" | "text">

function halves(arrows: readonly Arrow[], things: Things, heading: Heading): readonly Spelled[] {
  const document = spellIfFits(around(arrows, things), heading)
  if (document !== undefined) return [document]
  const middle = Math.ceil(arrows.length / 2)
  if (middle === arrows.length) throw new Error("A diagram of one arrow is too large for Mermaid")
  return [...halves(arrows.slice(0, middle), things, heading), ...halves(arrows.slice(middle), things, heading)]
}

/** The arrows with their ends, and the boxes around those. A box that an arrow ends at is a node here: its content is elsewhere. */
function around(arrows: readonly Arrow[], things: Things): Graph {
  const ends = new Set(arrows.flatMap(({ from, to }) => [from, to]))
  const kept = new Map<string, Box | Node>()
  const keep = (thing: Box | Node): string => {
    const box = openBox(thing, ends, things)
    const outer = box === undefined ? undefined : keep(box)
    if (!kept.has(thing.id)) {
      const drawn = ends.has(thing.id) && thing.kind === "box" ? asNode(thing) : thing
      kept.set(thing.id, { ...drawn, box: outer })
    }
    return thing.id
  }
  for (const id of ends) keep(things.get(id)!)
  return { things: [...kept.values()], arrows }
}

/** The innermost box around a thing that is still drawn as one. */
function openBox({ box }: Box | Node, ends: ReadonlySet<string>, things: Things): Box | undefined {
  const around = box === undefined ? undefined : things.get(box)
  if (around?.kind !== "box") return undefined
  return ends.has(around.id) ? openBox(around, ends, things) : around
}

function asNode(box: Box): Node {
  return { ...box, kind: "node", shape: "rect" }
}

/** A node takes a dozen characters at least. */
const MOST_THINGS = mermaid.MAX_TEXT / 12

function spellIfFits(graph: Graph, heading: Heading): Spelled | undefined {
  if (graph.arrows.length > mermaid.MAX_EDGES || graph.things.length > MOST_THINGS) return undefined
  const document = spell(graph, heading)
  const text = mermaid.printIfFits(document)
  return text === undefined ? undefined : { document, text }
}

function spell(graph: Graph, heading: Heading): mermaid.Document {
  const inside = new Map<string | undefined, (Box | Node)[]>()
  for (const thing of graph.things) append(inside, thing.box, thing)
  const children = (box: string | undefined): readonly mermaid.Child[] =>
    (inside.get(box) ?? []).map((thing) => {
      if (thing.kind === "node") return mermaid.node(thing.id, thing.label, thing.origin, { shape: thing.shape })
      const content = children(thing.id)
      // Mermaid would draw an empty frame as a box anyway.
      return content.length === 0
        ? mermaid.node(thing.id, thing.label, thing.origin)
        : mermaid.subgraph(thing.id, thing.label, content, thing.origin)
    })
  return mermaid.document({
    ...heading,
    children: children(undefined),
    edges: graph.arrows.map(({ from, to, label, style, origin }) =>
      mermaid.edge(from, to, origin, label === undefined ? { style } : { style, label }),
    ),
  })
}
