import { describe, expect, it } from "vitest"
import { parseDocument } from "yaml"
import { prove } from "../../proof/index.js"
import { SERVICE } from "../../proof/vocabulary/compose.js"
import { TOLD_KEYS } from "./breakages/compose-keys.js"
import { HARMLESS_KEYS } from "./breakages/harmless-compose.js"
import { GALLERY, GALLERY_PINS } from "./gallery.js"
import { type Built, built } from "./trees.js"

const PLAIN = galleryWith({})

describe("a key of a service", () => {
  it.each(TOLD_KEYS.map((told) => [told.key, told] as const))("%s is told", (_, { key, value, code }) => {
    const failures = failuresWith(PLAIN, { [key]: value })
    expect(failures.map((failure) => failure.code)).toContain(code)
    expect(failures[0]!.position?.file).toBe("front/docker-compose.yml")
  })

  it.each(Object.entries(HARMLESS_KEYS))("%s has no effect", (key, value) => {
    expect(failuresWith(PLAIN, { [key]: value })).toEqual([])
  })

  it("is in the vocabulary, where it is neither", () => {
    const tried = new Set([...TOLD_KEYS.map(({ key }) => key), ...Object.keys(HARMLESS_KEYS)])
    const harmless = Object.entries(SERVICE).flatMap(([key, meaning]) => (meaning === "harmless" ? [key] : []))
    const powers = Object.entries(SERVICE).flatMap(([key, meaning]) => (meaning === "power" ? [key] : []))
    // These need something beside them: another service, or a limit that they must agree with.
    const further = new Set(["models", "volumes_from"])
    expect(powers.filter((key) => !tried.has(key) && !further.has(key))).toEqual([])
    expect(harmless.filter((key) => TOLD_KEYS.some((told) => told.key === key))).toEqual([])
  })
})

describe("what the topology gives a service", () => {
  const given: Readonly<Record<string, unknown>> = {
    capAdd: ["NET_BIND_SERVICE"],
    capDrop: ["ALL"],
    securityOptions: ["seccomp:unconfined", "no-new-privileges:true"],
    extraHosts: { "scales.example": "192.0.2.7", "six.example": "2001:db8::7" },
    containerName: "shop.example",
    hostname: "site.gallery.example",
    aliases: ["pictures"],
    logging: { driver: "gelf", options: { "gelf-address": "udp://192.0.2.9:12201" } },
    envFiles: ["../shared.env", { path: "/etc/site.env", required: false }],
    mounts: [
      { source: "/srv/site", target: "/app" },
      { source: "./pictures", target: "/pictures", readOnly: true },
      { volume: "kept", target: "/kept" },
    ],
    anonymousVolumes: ["/app/node_modules"],
    tmpfs: ["/app/tmp:size=64m", "/run"],
    profiles: ["evening"],
    replicas: 1,
    user: "1000:1000",
  }

  it.each(Object.entries(given))("%s is granted", (field, value) => {
    // What lies below a mount needs the mount.
    const beside = field === "anonymousVolumes" || field === "tmpfs" ? { mounts: given.mounts } : {}
    const { tree, claims } = gallery({ ...beside, [field]: value })
    expect(prove(tree, claims).failures).toEqual([])
  })

  it("is granted all together, and what nobody here knows is taken for granted", () => {
    const { tree, claims } = gallery(given)
    const { failures, reaches } = prove(tree, claims)
    expect(failures).toEqual([])
    const told = reaches.flatMap(({ assumptions }) => assumptions).filter((line) => line.includes("front.site"))
    expect(told.map((line) => line.includes("../shared.env") || line.includes("/etc/site.env"))).toEqual([true, true])
  })
})

describe("keys that the topology hands through", () => {
  const handed = galleryWith({ privileged: true, init: true, dns: ["203.0.113.5"] })

  it("are no failure, and are told among what is taken for granted", () => {
    const { failures, reaches } = prove(handed.tree, handed.claims)
    expect(failures).toEqual([])
    const told = reaches.flatMap(({ assumptions }) => assumptions).filter((line) => line.includes("front.site"))
    expect(told).toHaveLength(1)
    expect(told[0]).toContain("`privileged`, `dns`")
    expect(told[0]).not.toContain("init")
  })

  it.each(
    TOLD_KEYS.filter(({ key }) => key !== "privileged" && key !== "dns").map((told) => [told.key, told] as const),
  )("say nothing of %s", (_, { key, value, code }) => {
    expect(failuresWith(handed, { [key]: value }).map((failure) => failure.code)).toContain(code)
  })

  it("say nothing of mounts and secrets", () => {
    const mounted = failuresWith(handed, { volumes: ["./secrets:/all"] })
    expect(mounted.map(({ code }) => code)).toEqual(["proof/not_granted"])
    const told = failuresWith(handed, { environment: { PRINTER: "http://10.9.0.3:7000", DB_PASSWORD: "hunter2" } })
    expect(told.map(({ code }) => code)).toContain("proof/secret_written")
  })
})

function galleryWith(compose: Readonly<Record<string, unknown>>): Built {
  return gallery({ compose })
}

/** The gallery, whose site has further fields. */
function gallery(fields: Readonly<Record<string, unknown>>): Built {
  const topology = structuredClone(GALLERY) as unknown as {
    hosts: { front: { services: { site: Record<string, unknown> } } }
  }
  Object.assign(topology.hosts.front.services.site, fields)
  return built("gallery", { topology, pins: GALLERY_PINS })
}

/** What the proof says where the site has further keys. */
function failuresWith({ tree, claims }: Built, keys: Readonly<Record<string, unknown>>) {
  const path = "front/docker-compose.yml"
  const document = parseDocument(tree.get(path)!)
  for (const [key, value] of Object.entries(keys)) document.setIn(["services", "site", key], document.createNode(value))
  return prove(new Map(tree).set(path, document.toString({ lineWidth: 0 })), claims).failures
}
