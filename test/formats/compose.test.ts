import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { composeRefusal, composeText, readComposeText, splitWords } from "../../formats/compose.js"
import { type Part, text, type Variable } from "../../formats/text.js"

describe("composeText", () => {
  it.each<[readonly Part[], string]>([
    [[], ""],
    [["two loaves"], "two loaves"],
    [["$5 and ${x} and $$"], "$$5 and $${x} and $$$$"],
    [[required("OVEN", "say which oven")], "${OVEN:?say which oven}"],
    [[byDefault("OVEN", "a:b-c")], "${OVEN:-a:b-c}"],
    [[empty("OVEN")], "${OVEN:-}"],
    [[byDefault("PRICE", "$5"), required("X", "costs $5")], "${PRICE:-$$5}${X:?costs $$5}"],
    [["redis://:$", empty("P"), "@redis}"], "redis://:$$${P:-}@redis}"],
  ])("%j → %s", (parts, spelled) => {
    expect(composeText(text(...parts))).toBe(spelled)
    expect(readComposeText(spelled)).toEqual({ kind: "text", text: text(...parts) })
  })

  it.each([
    [byDefault("OVEN", "a}b"), "in the default of OVEN"],
    [byDefault("OVEN", "{"), "in the default of OVEN"],
    [required("OVEN", "see ${X}"), "in the message of OVEN"],
    [required("OVEN", "two\nlines"), "in the message of OVEN"],
    [empty("9"), "Not a name"],
    [empty("a-b"), "Not a name"],
    [empty(""), "Not a name"],
  ])("refuses %j", (variable, reason) => {
    expect(composeRefusal(["x", variable])).toContain(reason)
    expect(() => composeText(["x", variable])).toThrow(reason)
  })

  it("reads back whatever it spells", () => {
    fc.assert(
      fc.property(texts, (value) => {
        fc.pre(composeRefusal(value) === undefined)
        expect(readComposeText(composeText(value))).toEqual({ kind: "text", text: value })
      }),
    )
  })
})

describe("readComposeText", () => {
  it("reads the short forms", () => {
    expect(readComposeText("a-$B_1-${C}")).toEqual({ kind: "text", text: ["a-", empty("B_1"), "-", empty("C")] })
  })

  it.each([
    ["cost $ 5", 5],
    ["$1", 0],
    ["$$ ${A-b}", 3],
    ["${A:+b}", 0],
    ["${A:-${B}}", 0],
    ["${A", 0],
    ["${}", 0],
    ["x$", 1],
  ])("can't read %j", (source, index) => {
    expect(readComposeText(source)).toMatchObject({ kind: "error", index })
  })
})

describe("splitWords", () => {
  it.each([
    ["", []],
    ["  bake \t two\nloaves ", ["bake", "two", "loaves"]],
    ["bake 'two loaves' \"of rye\"", ["bake", "two loaves", "of rye"]],
    ["bake ''", ["bake", ""]],
    ["--size='large one'", ["--size=large one"]],
    [String.raw`a\ b '\' "\"" \'`, ["a b", "\\", '"', "'"]],
    [`'a"b' "c'd"`, [`a"b`, `c'd`]],
    ["$HOME # * ~ {a,b}", ["$HOME", "#", "*", "~", "{a,b}"]],
    ["bake '|' \"a;b\" \\&", ["bake", "|", "a;b", "&"]],
  ])("%j → %j", (command, words) => {
    expect(splitWords(command)).toEqual({ kind: "words", words })
  })

  it.each([
    ["bake | tee log", "only a shell understands its |"],
    ["bake 2>&1", "only a shell understands its >"],
    ["bake $(date)", "only a shell understands its ("],
    ["bake `date`", "only a shell understands its `"],
    ["bake 'rye", "its ' is never closed"],
    ["bake \\", "it ends with a backslash"],
  ])("can't split %j", (command, message) => {
    expect(splitWords(command)).toEqual({ kind: "error", message })
  })
})

function required(name: string, message: string): Variable {
  return { name, unset: { kind: "required", message } }
}

function byDefault(name: string, value: string): Variable {
  return { name, unset: { kind: "default", value } }
}

function empty(name: string): Variable {
  return { name, unset: { kind: "empty" } }
}

const words = fc
  .array(fc.constantFrom(..."$:-?+aA_1 .\n\"'\\#{}".split(""), "${A}", "$$"), { maxLength: 6 })
  .map((each) => {
    return each.join("")
  })
const names = fc.constantFrom("A", "OVEN", "_x1")
const variables = fc.oneof(
  names.map(empty),
  fc.tuple(names, words.filter(Boolean)).map((each) => byDefault(...each)),
  fc.tuple(names, words).map((each) => required(...each)),
)
const texts = fc.array(fc.oneof<fc.Arbitrary<Part>[]>(words, variables), { maxLength: 6 }).map((each) => text(...each))
