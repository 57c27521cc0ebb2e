import { describe, expect, it } from "vitest"
import { prove } from "../../proof/index.js"
import type { HostInput, RouteInput, TopologyInput } from "../../schema/topology.js"
import type { Tree } from "./breakages/index.js"
import { GALLERY, GALLERY_PINS } from "./gallery.js"
import { type Built, built } from "./trees.js"

type Handlers = NonNullable<RouteInput["handle"]>

const HANDLERS: Readonly<Record<string, Handlers>> = {
  "a gate by address before files with a fallback": [
    { match: { not: { remote: ["10.0.0.0/8"] } }, respond: "Closed", status: 403 },
    {
      match: { path: ["/prints/*"] },
      strip: "/prints",
      files: { root: "/srv", from: "./srv", fallback: "/index.html" },
    },
  ],
  "gates by method and header": [
    { match: { not: { method: ["POST"] } }, respond: "Post it", status: 405 },
    { match: { not: { header: { "X-Key": "guest*" } } }, respond: "Who are you?", status: 401 },
    { match: { path: ["/prints/*"] }, respond: "Printed" },
  ],
  "doubled slashes, and a wildcard amid a path": [
    { match: { path: ["/a//b"] }, respond: "Two" },
    { match: { path: ["/rooms/*/"] }, respond: "One" },
  ],
  "a path that speaks of escapes": [{ match: { path: ["/old%20prints/*"] }, respond: "Moved" }],
}

describe("a topology that is valid is proved where", () => {
  it.each(Object.entries(HANDLERS))("a route has %s", (_, handle) => {
    expect(failuresOf(withHandlers(handle))).toEqual([])
  })

  it("somebody keeps Caddyfiles by hand", () => {
    const byHand = galleryWith((topology) => {
      topology.generate = ["compose", "terraform"]
    })
    expect(failuresOf(byHand)).toEqual([])
    const assumptions = prove(byHand.tree, byHand.claims).reaches.flatMap((reach) => reach.assumptions)
    expect(assumptions).toContain(
      "What front.caddy answers, nobody here knows: its Caddyfile is kept by hand (`generate`).",
    )
    const kept = new Map([...byHand.tree, ["front/caddy/Caddyfile", "www.gallery.example {\n\trespond hello\n}\n"]])
    expect(failuresOf({ ...byHand, tree: kept })).toEqual([])
  })

  it("a proxy shares its machine's network", () => {
    expect(failuresOf(onTheMachine())).toEqual([])
  })

  it("a proxy and what it serves share their machine's network", () => {
    const all = galleryWith(({ hosts: { front } }) => {
      Object.assign(front!.services.caddy!, { networkMode: "host" })
      Object.assign(front!.services.site!, { networkMode: "host", uses: [], environment: {}, health: "none" })
    })
    expect(failuresOf(all)).toEqual([])
  })
})

describe("a broken artifact is found", () => {
  it("behind a gate", () => {
    const gated = withHandlers(HANDLERS["gates by method and header"]!)
    expect(codesOf(gated, "Printed", "Lost")).toContain("proof/path_closed")
  })

  it("where a proxy that shares its machine's network is sent to another port of it", () => {
    expect(codesOf(onTheMachine(), "127.0.0.1:8000", "127.0.0.1:8001")).toContain("proof/path_closed")
  })
})

function withHandlers(handle: Handlers): Built {
  return galleryWith(({ routes }) => {
    Object.assign(routes.site!, { exposure: "public", handle })
  })
}

function onTheMachine(): Built {
  return galleryWith(({ hosts: { front } }) => {
    Object.assign(front!.services.caddy!, { networkMode: "host" })
  })
}

interface Draft {
  generate?: TopologyInput["generate"]
  readonly hosts: Record<string, HostInput>
  readonly routes: Record<string, RouteInput>
}

function galleryWith(change: (topology: Draft) => void): Built {
  const topology = structuredClone(GALLERY) as Draft
  change(topology)
  return built("gallery", { topology, pins: GALLERY_PINS })
}

function failuresOf({ tree, claims }: Pick<Built, "tree" | "claims">): readonly unknown[] {
  return prove(tree, claims).failures
}

function codesOf({ tree, claims }: Built, old: string, other: string): readonly string[] {
  const path = "front/caddy/Caddyfile"
  const before = tree.get(path)!
  expect(before).toContain(old)
  const broken: Tree = new Map(tree).set(path, before.replace(old, other))
  return prove(broken, claims).failures.map(({ code }) => code)
}
