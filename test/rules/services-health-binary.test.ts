import { describe, expect, it } from "vitest"
import { knownToLack } from "../../core/image-contents.js"
import { servicesHealthBinary } from "../../core/rules/services-health-binary.js"
import { bakery } from "../support/bakery.js"
import { findings } from "../support/findings.js"

function missing(image: string, pin: string, health: object, more: object = {}) {
  const topology = bakery({ store: { image, ports: { http: 8000 }, health, ...more } })
  return findings(servicesHealthBinary, topology, { [image]: { default: pin } })
}

const CURL = { command: ["curl", "--fail", "http://localhost:8000"] }

describe("services/health_binary", () => {
  it("refuses a program that the image does not carry", () => {
    expect(missing("postgres", "17", CURL)).toEqual([
      {
        message: "The health check of shop.store runs curl, which the image postgres:17 does not carry.",
        path: "/hosts/shop/services/store/health/command",
        found: "curl",
        notes: [{ message: "the image is pinned there", path: "images:/postgres/default" }],
        help: "Ask with a program that the image has, or build an image that has this one.",
        environments: ["staging"],
      },
    ])
  })

  it.each([
    ["words", "/usr/bin/curl localhost:8000"],
    ["a list that is a shell's", ["sh", "-c", "test -f /ready && curl localhost:8000"]],
    ["words that are a shell's", 'bash -ec "curl localhost:8000"'],
    ["a program that runs another one", ["timeout", "-k", "2", "5s", "curl", "localhost:8000"]],
    ["one of them in a shell", { shell: "exec timeout 5 env LEVEL=1 curl localhost:8000" }],
    ["a shell's line", { shell: "test -f /ready && curl localhost:8000" }],
    ["a shell's line after a variable", { shell: "if ! LEVEL=1 curl localhost; then exit 1; fi" }],
  ])("reads %s", (_, command) => {
    expect(missing("redis", "8-alpine", { command })).toMatchObject([{ found: "curl" }])
  })

  it("refuses what a path is asked with, where that is not there", () => {
    expect(missing("haproxy", "3", { get: "/ready" })).toMatchObject([
      { found: "wget", path: "/hosts/shop/services/store/health/get" },
    ])
    expect(missing("haproxy", "3-alpine", { get: "/ready" })).toEqual([])
  })

  it("keeps quiet about programs that are there, or only named, and about images that are not known", () => {
    expect(missing("postgres", "17", { command: ["pg_isready"] })).toEqual([])
    expect(missing("redis", "8", { command: { shell: "redis-cli ping | grep PONG # curl" } })).toEqual([])
    expect(missing("redis", "8", { command: { shell: "echo curl" } })).toEqual([])
    expect(missing("node", "22", CURL)).toEqual([])
    expect(missing("till", "1", CURL)).toEqual([])
    expect(missing("redis", `sha256:${"0a".repeat(32)}`, { command: ["wget", "localhost"] })).toEqual([])
    expect(missing("redis", `8-alpine@sha256:${"0a".repeat(32)}`, { command: ["bash"] })).toHaveLength(1)
    const built = bakery({ store: { build: { context: "../store" }, health: CURL } })
    delete built.hosts.shop.services.store.image
    expect(findings(servicesHealthBinary, built)).toEqual([])
    expect(missing("postgres", "17", CURL, { health: "none" })).toEqual([])
  })

  it("says the digest where the image is pinned to nothing else", () => {
    const pin = `sha256:${"0a".repeat(32)}`
    expect(missing("redis", pin, CURL)).toMatchObject([{ message: expect.stringContaining(`redis:${pin} `) }])
  })
})

describe("knownToLack", () => {
  it.each<readonly [string, string | undefined, readonly string[], readonly string[]]>([
    ["postgres", "17.2", ["curl", "wget"], ["pg_isready"]],
    ["postgres", "17-alpine3.22", ["curl"], ["wget"]],
    ["docker.io/library/redis", "8-bookworm", ["curl", "wget"], []],
    ["python", "3.14-slim-bookworm", ["curl", "wget"], ["python"]],
    ["python", "3.14", [], ["curl", "wget"]],
    ["node", "24-alpine", ["curl", "bash"], ["wget"]],
    ["gcr.io/distroless/static-debian12", "nonroot", ["sh", "curl"], []],
    ["valkey/valkey", "8", ["curl"], []],
    // Of a digest alone it is not known which variant it is: what all of them lack counts.
    ["redis", undefined, ["curl"], ["wget", "bash"]],
    ["node", undefined, [], ["curl", "wget"]],
  ])("of %s:%s", (repository, tag, lacks, has) => {
    const found = knownToLack(repository, tag)
    expect(found).toEqual(expect.arrayContaining([...lacks]))
    expect(found.filter((program) => has.includes(program))).toEqual([])
  })

  it("is nothing for what is not known", () => {
    for (const repository of ["bakery/postgres", "constructor", "gcr.io/bakery/redis"])
      expect(knownToLack(repository, "1")).toEqual([])
    expect(knownToLack("gcr.io/distroless/base", "debug")).toEqual([])
  })
})
