import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { evaluate, scopeOf } from "../../formats/hcl/evaluate.js"
import { withBudget } from "../../formats/hcl/fault.js"
import { fileFunctions } from "../../formats/hcl/files.js"
import { plainFunctions } from "../../formats/hcl/functions.js"
import { readHclExpression } from "../../formats/hcl/read.js"
import { type HclValue, objectValue, sameValue } from "../../formats/hcl/value.js"
import type { ReadProblem } from "../../formats/position.js"
import { expressions, ours, plain } from "./hcl-expressions.js"
import { type Answer, evaluated, terraform } from "./terraform-engine.js"

const place = { file: "menu.tf", line: 1, column: 1 }
const account: HclValue = {
  kind: "reference",
  unit: "live/oven",
  address: "google_service_account.this.email",
  position: place,
}
const oven: HclValue = {
  ...objectValue(
    new Map<string, HclValue>([
      ["name", { kind: "string", value: "oven", position: place }],
      ["zone", { kind: "null", position: place }],
    ]),
    place,
  ),
  open: { kind: "reference", unit: "live/oven", address: "google_compute_instance.oven", position: place },
}

function read(
  source: string,
  functions = plainFunctions,
): { readonly value: HclValue; readonly problems: readonly ReadProblem[] } {
  const { expression, problems: mistakes } = readHclExpression("menu.tf", source)
  if (expression === undefined) throw new Error(mistakes[0]!.message)
  const problems: ReadProblem[] = []
  const values = new Map([
    ["account", account],
    ["oven", oven],
  ])
  const value = evaluate(
    expression,
    scopeOf(values, functions, (problem) => problems.push(problem)),
  )
  return { value, problems }
}

/** What each expression is; Terraform is asked too, where it is there. */
const rows: readonly (readonly [expression: string, value: unknown])[] = [
  ["1 + 2 * 3 - 4 / 2 % 3", 5],
  ["0.1 + 0.2", 0.3],
  ["10 / 4", 2.5],
  ["-7 % 3", -1],
  ['5 > "3"', true],
  ['1 == "1"', false],
  ["[1] == tolist([1])", false],
  ["null == null", true],
  ["true && false || !false", true],
  ['"loaf ${1 + 1} of ${true}"', "loaf 2 of true"],
  ['"$${x} %%{if} $ $$ 100%"', "${x} %{if} $ $$ 100%"],
  ['"$$${x}"', "$${x}"],
  ['"caf\\u00e9 \\U0001F35E \\t\\"\\\\"', 'café 🍞 \t"\\'],
  ['"${[1, 2]}"', [1, 2]],
  ['"a ${~ 1 ~} b"', "a1b"],
  ['"%{ if 1 > 2 }rye%{ else }oat%{ endif }"', "oat"],
  ['"%{ for name, price in { b = 2, a = 1 } }${name}=${price};%{ endfor }"', "a=1;b=2;"],
  ["<<EOT\n  rye\n    \\n $${oat}\nEOT\n", "  rye\n    \\n ${oat}\n"],
  ["<<-EOT\n    rye\n      oat ${1}\n\n    EOT\n", "rye\n  oat 1\n\n"],
  ["<<-EOT\n    %{ for x in [1, 2] ~}\n    loaf ${x}\n    %{ endfor ~}\n  EOT\n", "    loaf 1\n    loaf 2\n"],
  ["[for i, x in [5, 6] : x * i if x > 5]", [6]],
  ['{ for x in ["a", "b", "a"] : x => upper(x)... }', { a: ["A", "A"], b: ["B"] }],
  ["{ for k, v in { rye = 1, oat = 2 } : v => k }", { 1: "rye", 2: "oat" }],
  ["[{ a = 1 }, { a = 2 }][*].a", [1, 2]],
  ["[{ a = [1] }].*.a[0]", [1]],
  ["null[*]", []],
  ["{ a = 1 }[*].a", [1]],
  ['{ "a b" = 1, (upper("c")) = 2, 3 = 4, true = 5, null = 6 }', { "a b": 1, C: 2, 3: 4, true: 5, null: 6 }],
  ['true ? 1 : "x"', "1"],
  ["false ? [1] : []", []],
  ["true ? { a = 1 } : { b = 2 }", { a: 1 }],
  ["true ? null : 1", null],
  ["try({}.rye, [][0], 3)", 3],
  ['can(tonumber("rye"))', false],
  ['toset(["b", "a", "b"])', ["a", "b"]],
  ['tolist([1, "a", true])', ["1", "a", "true"]],
  ["merge({ a = 1 }, null, { a = 2, b = 3 })", { a: 2, b: 3 }],
  ["merge([{ a = 1 }, { b = 2 }]...)", { a: 1, b: 2 }],
  ["flatten([[1, [2]], [], 3])", [1, 2, 3]],
  ['coalesce(null, "", "rye")', "rye"],
  [
    'setproduct([1, 2], ["a"])',
    [
      [1, "a"],
      [2, "a"],
    ],
  ],
  ['cidrhost("10.0.0.0/24", 5)', "10.0.0.5"],
  ['cidrsubnet("10.0.0.0/16", 8, 3)', "10.0.3.0/24"],
  ['cidrnetmask("10.0.0.0/20")', "255.255.240.0"],
  ['cidrhost("fd00:0:0:1::/64", -1)', "fd00::1:ffff:ffff:ffff:ffff"],
  ['jsonencode({ b = [1.5, null], a = "<x>&" })', '{"a":"\\u003cx\\u003e\\u0026","b":[1.5,null]}'],
  [
    'yamlencode({ b = 1, a = [1, { c = "x", d = [] }], e = {} })',
    '"a":\n- 1\n- "c": "x"\n  "d": []\n"b": 1\n"e": {}\n',
  ],
  ['regex("^(?P<host>[^:]+):(?P<port>\\\\d+)$", "oven:80")', { host: "oven", port: "80" }],
  ['regexall("[a-z]+", "rye, oat")', ["rye", "oat"]],
  ['replace("rye-12", "/([a-z]+)-(\\\\d+)/", "$2-$1")', "12-rye"],
  ['format("%s|%-5s|%05d|%.2f|%q|%v", "a", "b", 42, 1.236, "c", [1])', 'a|b    |00042|1.24|"c"|[1]'],
  ["tostring(1e21)", "1000000000000000000000"],
  ["1/3 < 0.34", true],
  ["range(1, 10, 3)", [1, 4, 7]],
  ['element(["a", "b", "c"], 4)', "b"],
  ['title("rye\'s loaf")', "Rye'S Loaf"],
  ['upper("straße")', "STRAßE"],
]

/** What Terraform refuses when it evaluates it. */
const refused: readonly string[] = [
  "[1] + 1",
  '"a" + 1',
  "{ a = 1 }.b",
  "[1][1]",
  '"a ${null}"',
  '"a${[1]}"',
  'tonumber("rye")',
  'tobool("yes")',
  "true ? [1] : { a = 1 }",
  "{ for x in [1, 1] : x => x }",
  "[for x in 1 : x]",
  "!null",
  "null > 1",
  'regex("x", "rye")',
  "one([1, 2])",
  "coalesce(null)",
  "min()",
  'cidrhost("10.0.0.0/33", 1)',
  'format("%d", 1.5)',
  'format("%s")',
  "slice([1], 0, 2)",
  "toset([1])[0]",
  "alltrue(1)",
  "range(2000)",
]

describe("expressions", () => {
  it.each(rows)("%s", (expression, value) => {
    const found = read(expression)
    expect(found.problems).toEqual([])
    expect(plain(found.value)).toEqual(value)
  })

  it.each(refused)("refuses %s", (expression) => {
    const { value, problems } = read(expression)
    expect(value.kind).toBe("unknown")
    expect(problems).toHaveLength(1)
    expect(problems[0]!.position.file).toBe("menu.tf")
  })

  it.skipIf(terraform === undefined)(
    "are what terraform says, where it is installed",
    () => {
      const all = [...rows.map(([expression]) => expression), ...refused]
      const theirs = evaluated(terraform!, all)
      const expected = [...rows.map(([, value]) => value), ...refused.map(() => "error")]
      all.forEach((expression, at) => {
        const answer = theirs[at]!
        expect({ expression, value: typeof answer === "string" ? answer : rounded(answer.value) }).toEqual({
          expression,
          value: expected[at],
        })
      })
    },
    60_000,
  )
})

/** Terraform's 512 bits of 0.1 + 0.2 end with some digits more. */
function rounded(value: unknown): unknown {
  return typeof value === "number" ? Number(value.toPrecision(15)) : value
}

describe.skipIf(terraform === undefined)("hundreds of drawn expressions, against terraform", () => {
  it("have the values and types that it says", () => {
    const drawn = fc
      .sample(expressions, { numRuns: 700, seed: Number(process.env.FC_SEED ?? 20_260_101) })
      .filter(({ length }) => length < 3000)
    const theirs = evaluated(terraform!, drawn)
    const differences = drawn.flatMap((expression, at) => difference(expression, theirs[at]!))
    const known = theirs.filter((answer) => typeof answer !== "string")
    expect(differences.filter(({ isLenient }) => !isLenient)).toEqual([])
    // A null has no type here, and neither has the branch of a conditional that fails: then Terraform alone refuses.
    expect(differences.length).toBeLessThan(drawn.length / 100)
    expect(known.length).toBeGreaterThan(150)
  }, 120_000)
})

interface Difference {
  readonly expression: string
  readonly isLenient: boolean
  readonly ours: unknown
  readonly theirs: unknown
}

function difference(expression: string, theirs: Answer): readonly Difference[] {
  const found = ours(expression)
  if (found === "unknown" || theirs === "unknown") return []
  if (found === "error" || theirs === "error") {
    return found === theirs ? [] : [{ expression, isLenient: theirs === "error", ours: found, theirs }]
  }
  const isSame =
    text(settled(found.type, found.value)) === text(settled(theirs.type, theirs.value)) &&
    (text(found.type) === text(theirs.type) || text(found.type).includes("dynamic"))
  return isSame ? [] : [{ expression, isLenient: false, ours: found, theirs }]
}

/** Sets of lists and the like have an order of their own in Terraform, which is none that it promises. */
function settled(type: unknown, value: unknown): unknown {
  if (!Array.isArray(type) || value === null) return value
  const [kind, inner] = type as unknown as readonly [string, unknown]
  if (kind === "tuple") return (value as unknown[]).map((item, at) => settled((inner as unknown[])[at], item))
  if (kind === "list") return (value as unknown[]).map((item) => settled(inner, item))
  if (kind === "set") {
    const items = (value as unknown[]).map((item) => settled(inner, item))
    return Array.isArray(inner) ? items.sort((a, b) => (text(a) < text(b) ? -1 : 1)) : items
  }
  const types = (kind === "object" ? inner : {}) as Record<string, unknown>
  return Object.fromEntries(
    Object.entries(value as object).map(([key, item]) => [key, settled(types[key] ?? inner, item)]),
  )
}

/** With sorted keys. */
function text(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) =>
    typeof item === "object" && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  )
}

describe("what is not known", () => {
  it("keeps its name through what passes it on", () => {
    for (const source of [
      "[account][0]",
      "{ a = account }.a",
      'true ? account : "x"',
      "one([account])",
      "coalesce(null, account)",
      "tolist([account])[0]",
    ]) {
      expect(plain(read(source).value)).toBe("<live/oven: google_service_account.this.email>")
    }
  })

  it("is what an attribute is that a resource does not state, or states as null", () => {
    expect(plain(read("oven.name").value)).toBe("oven")
    expect(plain(read("oven.self_link").value)).toBe("<live/oven: google_compute_instance.oven.self_link>")
    expect(plain(read('oven.disks["a"].id').value)).toBe('<live/oven: google_compute_instance.oven.disks["a"].id>')
    expect(plain(read("oven.zone").value)).toBe("<live/oven: google_compute_instance.oven.zone>")
  })

  it("makes what is computed from it unknown, and says by which name", () => {
    for (const source of [
      '"user:${account}"',
      "jsonencode([account])",
      "length(account)",
      'account == "x"',
      "[for x in account : x]",
      "keys(oven)",
    ]) {
      const { value, problems } = read(source)
      expect(problems).toEqual([])
      expect(value).toMatchObject({ kind: "unknown", reason: expect.stringMatching(/^it depends on google_/) })
    }
  })

  it("does not hide what is known", () => {
    expect(plain(read("length([account])").value)).toBe(1)
    expect(plain(read("contains([account, 1], 1)").value)).toBe(true)
    expect(plain(read("account == account").value)).toBe(true)
    expect(plain(read('concat([account], ["x"])[1]').value)).toBe("x")
  })

  it("is what an unknown function yields, and is told, also inside of try", () => {
    const { value, problems } = read('try(uuid(), "x")')
    expect(value.kind).toBe("unknown")
    expect(problems).toEqual([
      { message: "The function uuid is not known.", position: { file: "menu.tf", line: 1, column: 5 } },
    ])
  })

  it("is neither equal nor unequal to another, but to itself", () => {
    expect(sameValue(account, { ...account, position: { ...place, line: 9 } })).toBe(true)
    expect(sameValue(account, { ...account, unit: "live/shop" })).toBeUndefined()
  })
})

describe("places", () => {
  it("are those of the literals, through all that passes a value on", () => {
    const { value } = read('merge({ a = 1 }, { b = tolist([\n  "rye"\n]) }).b[0]')
    expect(value).toEqual({ kind: "string", value: "rye", position: { file: "menu.tf", line: 2, column: 3 } })
  })
})

describe("files", () => {
  const functions = new Map([
    ...plainFunctions,
    ...fileFunctions((path) =>
      path === "bread.tftpl"
        ? { path, text: 'Rye: ${price}\n%{ for x in kinds ~}\n- ${x}\n%{ endfor ~}\nEnd "$${x}" \\n' }
        : undefined,
    ),
  ])

  it("are read, and templates rendered", () => {
    const { value, problems } = read('templatefile("bread.tftpl", { price = 2, kinds = ["a", "b"] })', functions)
    expect(problems).toEqual([])
    expect(plain(value)).toBe('Rye: 2\n- a\n- b\nEnd "${x}" \\n')
    expect(plain(read('fileexists("x")', functions).value)).toBe(false)
    expect(read('file("x")', functions).problems[0]!.message).toContain("no such file")
  })
})

describe("hostile expressions", () => {
  it("come to an end when they ask for more than there is", () => {
    const doubled = Array.from({ length: 40 }).reduce<string>((inner) => `[for x in [${inner}] : [x, x]]`, "[1]")
    const nested = `jsonencode(${Array.from({ length: 7 }).reduce<string>((inner) => `[for a in range(1000) : ${inner}]`, "1")})`
    const longer = Array.from({ length: 60 }).reduce<string>(
      (inner) => `join("", [for x in [1, 2, 3] : ${inner}])`,
      '"loaf"',
    )
    for (const source of [nested, longer, doubled]) {
      const { value } = withBudget(2_000_000, () => read(source))
      expect(["unknown", "sequence"]).toContain(value.kind)
    }
    expect(withBudget(2_000_000, () => read(nested)).problems[0]!.message).toContain("more steps")
  })

  it("run no pattern that might never end", () => {
    const { value, problems } = read(`regex("^(a+)+$", "${"a".repeat(400)}!")`)
    expect(value.kind).toBe("unknown")
    expect(problems[0]!.message).toContain("might never end")
  })

  it("may chain ten thousand operators", () => {
    expect(plain(read(Array(10_000).fill("1").join(" + ")).value)).toBe(10_000)
  })

  it("never throw, whatever they are", () => {
    fc.assert(
      fc.property(expressions, fc.nat(), fc.nat(20), fc.string({ maxLength: 3 }), (source, at, cut, put) => {
        const from = at % (source.length + 1)
        const damaged = source.slice(0, from) + put + source.slice(from + cut)
        const { expression } = readHclExpression("menu.tf", damaged)
        if (expression !== undefined)
          evaluate(
            expression,
            scopeOf(new Map(), plainFunctions, () => {}),
          )
      }),
      { numRuns: 300 },
    )
  })
})
