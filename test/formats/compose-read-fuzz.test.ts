import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { readCompose } from "../../formats/compose-read.js"
import { corpus } from "./compose-corpus.js"
import { mutated, yamlTexts } from "./yaml-texts.js"

/** How many sources are drawn of each kind; COMPOSE_RUNS draws more. */
const RUNS = Number(process.env.COMPOSE_RUNS ?? 300)

/** Reads a source in every way that is configured, and holds what comes of it to what holds of every reading. */
function reads(content: string): void {
  for (const unset of ["problem", "unknown"] as const) {
    const started = performance.now()
    const reading = readCompose({
      files: [{ path: "compose.yaml", content }],
      unset,
      environment: { PLAIN: "rye", EMPTY: "" },
      unknownVariables: new Set(["TAG"]),
      read: (path) => (path.endsWith(".env") ? content : path === "compose.yaml" ? undefined : content),
    })
    expect(performance.now() - started).toBeLessThan(3000)
    if (reading.project === undefined) expect(reading.problems).not.toEqual([])
    for (const { message, position } of reading.problems) {
      expect(message).toMatch(/^[^\n]+$/)
      expect(position.line).toBeGreaterThan(0)
      expect(position.column).toBeGreaterThan(0)
      expect(message).not.toMatch(/\p{Surrogate}/u)
    }
    for (const service of reading.project?.services.values() ?? []) {
      const { attributes: _, build: __, ...told } = service
      expect(JSON.stringify([told, [...service.environment], [...service.labels]])).not.toMatch(/\\ud[c-f]0[012]/)
    }
  }
}

const sources = Object.values(corpus).flatMap(({ files }) => Object.values(files))

describe("a source never makes the reader throw, hang, or say nothing of what it did not read", () => {
  it("of arbitrary characters", () => {
    fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 200 }), reads), { numRuns: RUNS })
  }, 60_000)

  it("of arbitrary bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => reads(new TextDecoder().decode(bytes))),
      { numRuns: RUNS },
    )
  }, 60_000)

  it("of YAML that is no project", () => {
    fc.assert(fc.property(yamlTexts(), reads), { numRuns: RUNS })
  }, 60_000)

  it("of projects that were spoiled", () => {
    fc.assert(fc.property(mutated(fc.constantFrom(...sources)), reads), { numRuns: RUNS * 3 })
  }, 120_000)

  it("of projects in which a value was put in another's place", () => {
    const values = fc.constantFrom(
      "[]",
      "{}",
      "null",
      "5",
      "true",
      "[[a]]",
      "{a: {b: c}}",
      "[{a: b}]",
      "2024-01-01",
      ".inf",
      '""',
      "${TAG:?}",
      "*x",
    )
    const swapped = fc.tuple(fc.constantFrom(...sources), fc.nat(500), values).map(([source, at, value]) => {
      const lines = source.split("\n")
      const index = at % lines.length
      return lines
        .map((line, each) => (each === index ? line.replace(/(: |- ).*$/, (_, sign) => sign + value) : line))
        .join("\n")
    })
    fc.assert(fc.property(swapped, reads), { numRuns: RUNS * 3 })
  }, 120_000)
})

describe("what would take too much is refused", () => {
  const messages = (content: string, read?: (path: string) => string | undefined) =>
    readCompose({ files: [{ path: "bakery/compose.yaml", content }], ...(read && { read }) }).problems.map(
      ({ message }) => message,
    )

  it.each([
    ["nesting", `x-a: ${"[".repeat(5000)}`, /nested more than 100 deep/],
    [
      "defaults in defaults",
      `services: {web: {image: "${"${A:-".repeat(5000)}${"}".repeat(5000)}"}}`,
      /more than 100 deep/,
    ],
    [
      "an anchor bomb",
      [
        "x-a: &a [1,1,1,1,1,1,1,1,1,1]",
        ..."bcdefgh"
          .split("")
          .map((name, index) => `x-${name}: &${name} [${Array(10).fill(`*${"abcdefg"[index]}`).join(",")}]`),
      ].join("\n"),
      /more than 1000000 values/,
    ],
    [
      "a chain of extends",
      `services:\n${Array.from({ length: 300 }, (_, index) => `  s${index}: {image: x, extends: s${index + 1}}`).join("\n")}\n  s300: {image: x}`,
      /extend more than 100 others/,
    ],
    [
      "many variables that are never closed",
      `services: {web: {image: "${"${A:-".repeat(100_000)}"}}`,
      /No variable can be read/,
    ],
    [
      "ranges of every port",
      "services: {web: {image: x, ports: ['0-65535', '0-65535/udp']}}",
      /more than 100000 ports/,
    ],
  ])(
    "%s",
    (_, content, expected) => {
      const started = performance.now()
      expect(messages(content).join("\n")).toMatch(expected)
      expect(performance.now() - started).toBeLessThan(5000)
    },
    20_000,
  )

  it("files that include each other, under ever new names", () => {
    const read = (path: string) => `include: [${path.split("/").at(-1)}x]`
    const started = performance.now()
    expect(messages("include: [a]", read).join("\n")).toMatch(/include more than 100 others in a row/)
    expect(performance.now() - started).toBeLessThan(5000)
  }, 20_000)

  it("paths that grow with each file", () => {
    expect(messages("include: [a]", (path) => `include: [${path}/b/c]`).join("\n")).toMatch(/There is no file/)
  }, 20_000)

  it("files that include others twice, again and again", () => {
    const read = (path: string) => {
      const level = Number(/\d+/.exec(path)?.[0])
      return level > 60 ? "services: {a: {image: x}}" : `include: [f${level + 1}, f${level + 1}]`
    }
    const started = performance.now()
    expect(messages("include: [f1]", read).join("\n")).toMatch(/More than 1000 files are included/)
    expect(performance.now() - started).toBeLessThan(5000)
  }, 20_000)

  it("services that each extend two files, again and again", () => {
    const read = (path: string) => {
      const level = Number(/\d+/.exec(path)?.[0])
      return level > 60
        ? "services: {a: {image: x}, b: {image: x}}"
        : `services: {a: {extends: {file: f${level + 1}, service: a}}, b: {extends: {file: f${level + 1}, service: a}}}`
    }
    expect(
      messages("services: {a: {extends: {file: f1, service: a}}, b: {extends: {file: f1, service: b}}}", read),
    ).toEqual([])
  }, 20_000)
})
