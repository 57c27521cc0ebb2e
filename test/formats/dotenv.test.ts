import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { assignment, blank, comment, dotenvDocument, lineOrigins, print, readDotenv } from "../../formats/dotenv.js"

const O = "/bakery"

describe("an env file", () => {
  it("prints comments, blank lines and assignments, each line with its origin", () => {
    const document = dotenvDocument([
      comment(["Written from topology.ts.", "", "Copy to .env."], "constant:header"),
      blank("constant:header"),
      assignment("OVEN_TOKEN", undefined, "/oven/token", "Opens the oven.\nAsk the baker."),
      assignment("OVEN_HEAT", "230", "/oven/heat"),
    ])
    expect(print(document)).toBe(
      [
        "# Written from topology.ts.",
        "#",
        "# Copy to .env.",
        "",
        "# Opens the oven.",
        "# Ask the baker.",
        "OVEN_TOKEN=",
        "OVEN_HEAT=230",
        "",
      ].join("\n"),
    )
    expect(lineOrigins(document)).toEqual([
      ...Array(4).fill("constant:header"),
      ...Array(3).fill("/oven/token"),
      "/oven/heat",
    ])
  })

  it.each([
    ["", "''"],
    ["7-alpine", "7-alpine"],
    ["https://bakery.example:443/a?b=c", "'https://bakery.example:443/a?b=c'"],
    ["10.0.0.2:80,10.0.0.3:80", "10.0.0.2:80,10.0.0.3:80"],
    ["two loaves", "'two loaves'"],
    [" padded ", "' padded '"],
    ["pa$$word ${HOME} $(date)", "'pa$$word ${HOME} $(date)'"],
    ['say "hello"', "'say \"hello\"'"],
    ["a #b", "'a #b'"],
    ["#", "'#'"],
    ["C:\\bread", "'C:\\bread'"],
    ["C:\\bread\\", '"C:\\\\bread\\\\"'],
    ["it's $5", '"it\'s \\$5"'],
    ["\\'", '"\\\\\'"'],
    ["a\r\nb", '"a\\r\\nb"'],
    ["Café 🥐", "'Café 🥐'"],
  ])("%j is spelled %s", (value, spelled) => {
    const printed = print(dotenvDocument([assignment("A", value, O)]))
    expect(printed).toBe(`A=${spelled}\n`)
    expect(valuesIn(printed)).toEqual([["A", value]])
  })

  it("refuses what no environment holds, and names assigned twice", () => {
    expect(() => assignment("A", "a\0b", O)).toThrow("U+0000")
    expect(() => assignment("A", "\ud800", O)).toThrow("lone surrogate")
    expect(() => assignment("A B", "", O)).toThrow("Not a name")
    expect(() => assignment("1A", "", O)).toThrow("Not a name")
    expect(() => assignment("", "", O)).toThrow("Not a name")
    expect(() => dotenvDocument([assignment("A", "1", O), assignment("A", "2", O)])).toThrow("assigns A twice")
  })

  it("reads back whatever the values and comments hold, one origin for each line", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(values, values), { maxLength: 5 }), values, (each, heading) => {
        const document = dotenvDocument([
          comment(heading, O),
          ...each.map(([value, above], index) => assignment(`V${index}`, value, O, above)),
        ])
        const printed = print(document)
        expect(valuesIn(printed)).toEqual(each.map(([value], index) => [`V${index}`, value]))
        expect(lineOrigins(document)).toHaveLength(printed.split("\n").length - 1)
      }),
      { numRuns: 200 },
    )
  })
})

describe("readDotenv", () => {
  it.each<[string, unknown]>([
    ["A=b # c", ["b"]],
    ["A=b#c", ["b#c"]],
    ["A = b ", ["b"]],
    ["A: b", ["b"]],
    ["export A=b", ["b"]],
    ["A=", []],
    ["A=''", []],
    ["A='$B # c' # d", ["$B # c"]],
    ["A='it\\'s \\n \\\\'", ["it's \\n \\\\"]],
    ['A="\\"\\n\\$x\\\\ \\0101\\c"', ['"\n$x\\ A\\c']],
    ["A='two\nlines'", ["two\nlines"]],
    ["A=$$5", ["$5"]],
    ["A=x${B:-y}", ["x", { name: "B", unset: { kind: "default", value: "y" } }]],
    ['A="$B"', [{ name: "B", unset: { kind: "empty" } }]],
    ["\ufeffA=b\r\n", ["b"]],
    ["A\n", undefined],
  ])("%j", (source, value) => {
    expect(readDotenv(source)).toMatchObject({ errors: [], assignments: [{ name: "A", value, line: 1 }] })
  })

  it("counts lines through comments and values of several lines", () => {
    const { assignments } = readDotenv("# one\n\nA='x\ny'\n  B=2\nC\nD=4")
    expect(assignments.map(({ name, line }) => [name, line])).toEqual([
      ["A", 3],
      ["B", 5],
      ["C", 6],
      ["D", 7],
    ])
  })

  it.each([
    ["A=1\nB+=2\n", 2, 2, 'hold "\\+"'],
    ["A B=2\n", 1, 1, "a space"],
    ["=2\n", 1, 1, "no name"],
    ["A=1\nB", 2, 1, "no value"],
    ["A='x\nB=2\n", 1, 3, "closing quote"],
    ["\n  A=${B", 2, 5, "a \\$ that"],
  ])("finds what is wrong in %j", (source, line, column, message) => {
    const { errors } = readDotenv(source)
    expect(errors[0]).toMatchObject({ line, column })
    expect(errors[0]!.message).toMatch(new RegExp(message))
  })

  it("goes on after an error and never quotes a value", () => {
    const { assignments, errors } = readDotenv("A=hunter$ 2\nB=2\nC=hunter${\n")
    expect(assignments.map(({ name }) => name)).toEqual(["B"])
    expect(errors.map(({ line }) => line)).toEqual([1, 3])
    expect(JSON.stringify(errors)).not.toContain("hunter")
  })
})

const pieces = fc
  .array(fc.constantFrom(..."\\'\"$n01{}\n\r\t #a=`:?-".split(""), "${A}", "\u2028", "\u0085", "export "), {
    maxLength: 8,
  })
  .map((each) => each.join(""))
const values = fc.oneof(pieces, fc.string({ unit: "binary" })).filter((each) => !/\0|\p{Surrogate}/u.test(each))

function valuesIn(source: string): unknown {
  const { assignments, errors } = readDotenv(source)
  expect(errors).toEqual([])
  return assignments.map(({ name, value }) => [name, value!.join("")])
}
