import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { at, sameValue, textOf } from "../../formats/hcl/value.js"
import { mocksOf } from "../../proof/terraform/mocks.js"
import { readUnits } from "../../proof/terraform/read-units.js"
import type { Resource, Unit, UnitsReading } from "../../proof/terraform/unit.js"
import { plain } from "../formats/hcl-expressions.js"
import { damaged } from "../formats/hcl-sources.js"
import { outputsOf, terraform } from "../formats/terraform-engine.js"
import { compileAll, topologies } from "../support/topologies.js"
import { changed, orchard } from "./orchard.js"

const PRESS = "terraform/live/press"

const out = join(import.meta.dirname, "../../out")
const emitted = new Map(
  readdirSync(out, { recursive: true, encoding: "utf8", withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => [path.slice(out.length + 1), readFileSync(path, "utf8")]),
)

function unitOf({ units }: UnitsReading, name: string): Unit {
  const found = units.find(({ path }) => path.endsWith(`/${name}`))
  if (found === undefined) throw new Error(`No unit ${name}.`)
  return found
}

function resourceOf(reading: UnitsReading, unit: string, address: string): Resource {
  const found = unitOf(reading, unit).resources.find((resource) => resource.address === address)
  if (found === undefined) throw new Error(`No ${address} in ${unit}.`)
  return found
}

function messages(files: ReadonlyMap<string, string>): readonly string[] {
  return readUnits(files, "terraform").problems.map(
    ({ message, position }) => `${position.file}:${position.line} ${message}`,
  )
}

describe("units", () => {
  const reading = readUnits(orchard, "terraform")

  it("are all found, with their modules, and nothing is wrong with them", () => {
    expect(reading.problems).toEqual([])
    expect(reading.units.map(({ path, module }) => [path, module])).toEqual([
      ["terraform/live/dns", "terraform/modules/dns"],
      ["terraform/live/firewall", "terraform/modules/firewall"],
      ["terraform/live/network", "terraform/modules/network"],
      ["terraform/live/press", "terraform/modules/vm"],
    ])
  })

  it("have their inputs, those that they include, and defaults of attributes that are left out", () => {
    const { inputs, variables } = unitOf(reading, "press")
    expect(plain(inputs.get("project"))).toBe("orchard")
    expect(plain(inputs.get("region"))).toBe("europe-west8")
    expect(plain(variables.get("disks"))).toEqual({ data: { size: 10, kind: null }, logs: { size: 50, kind: null } })
    expect([...unitOf(reading, "network").variables.keys()]).toEqual(["project", "region", "range"])
  })

  it("have a resource for each item, with nested blocks as lists", () => {
    expect(unitOf(reading, "firewall").resources.map(({ address }) => address)).toEqual([
      'google_compute_firewall.allow["ssh"]',
      'google_compute_firewall.allow["web-from-anywhere"]',
      "google_compute_firewall.deny",
    ])
    expect(
      plain(resourceOf(reading, "firewall", 'google_compute_firewall.allow["web-from-anywhere"]').attributes),
    ).toEqual({
      name: "web-from-anywhere",
      network: "<terraform/live/network: google_compute_network.this.id>",
      priority: 1000,
      source_ranges: ["0.0.0.0/0"],
      target_service_accounts: [`<${PRESS}: google_service_account.this.email>`],
      allow: [{ protocol: "tcp", ports: ["80", "443"] }, { protocol: "icmp" }],
    })
    expect(plain(at(resourceOf(reading, "firewall", "google_compute_firewall.deny").attributes, "deny"))).toEqual([
      { protocol: "all" },
    ])
    expect(
      plain(
        at(resourceOf(reading, "firewall", 'google_compute_firewall.allow["ssh"]').attributes, "allow", 0, "ports"),
      ),
    ).toEqual(["22"])
  })

  it("have machines with addresses, accounts and metadata", () => {
    expect(plain(resourceOf(reading, "press", "google_compute_instance.this").attributes)).toEqual({
      name: "press",
      attached_disk: [
        { name: "data", source: `<${PRESS}: google_compute_disk.this["data"].id>` },
        { name: "logs", source: `<${PRESS}: google_compute_disk.this["logs"].id>` },
      ],
      metadata: { script: "#!/bin/sh\n", stacks: '["cider","juice"]' },
      network_interface: [
        {
          subnetwork: "<terraform/live/network: google_compute_subnetwork.this.id>",
          network_ip: "10.1.0.5",
          access_config: [{ nat_ip: `<${PRESS}: google_compute_address.external[0].address>` }],
        },
      ],
      service_account: [{ email: `<${PRESS}: google_service_account.this.email>` }],
    })
  })

  it("refer to the same thing by the same name, wherever they do", () => {
    const machine = resourceOf(reading, "press", "google_compute_instance.this").attributes
    const rule = resourceOf(reading, "firewall", 'google_compute_firewall.allow["ssh"]').attributes
    const record = resourceOf(reading, "dns", 'cloudflare_dns_record.this["cider.example.org"]').attributes
    expect(sameValue(at(rule, "target_service_accounts", 0)!, at(machine, "service_account", 0, "email")!)).toBe(true)
    expect(sameValue(at(record, "content")!, at(machine, "network_interface", 0, "access_config", 0, "nat_ip")!)).toBe(
      true,
    )
    expect(plain(at(record, "zone_id"))).toBe("<: env.ZONE>")
  })

  it("know the place of the literal behind each value", () => {
    const rule = resourceOf(reading, "firewall", 'google_compute_firewall.allow["web-from-anywhere"]')
    const source = orchard.get("terraform/live/firewall/terragrunt.hcl")!.split("\n")
    const line = (text: string): number => source.findIndex((one) => one.includes(text)) + 1
    expect(at(rule.attributes, "source_ranges", 0)!.position).toEqual({
      file: "terraform/live/firewall/terragrunt.hcl",
      line: line('"0.0.0.0/0"'),
      column: 19,
    })
    expect(at(rule.attributes, "allow", 0, "ports", 1)!.position.line).toBe(line('"443"'))
    expect(rule.cause.line).toBe(line('"web-from-anywhere"'))
    expect(at(rule.attributes, "priority")!.position.file).toBe("terraform/modules/firewall/main.tf")
    expect(rule.position).toMatchObject({ file: "terraform/modules/firewall/main.tf", line: 12 })
  })

  it("have outputs, dependencies, and what they generate", () => {
    const press = unitOf(reading, "press")
    expect(Object.fromEntries([...press.outputs].map(([name, { value }]) => [name, plain(value)]))).toEqual({
      name: "press",
      account: `<${PRESS}: google_service_account.this.email>`,
      address: `<${PRESS}: google_compute_address.external[0].address>`,
      inside: "10.1.0.5",
      disk_ids: {
        data: `<${PRESS}: google_compute_disk.this["data"].id>`,
        logs: `<${PRESS}: google_compute_disk.this["logs"].id>`,
      },
    })
    expect(
      [...press.dependencies.values()].map(({ name, path, isMocked, mocks }) => [name, path, isMocked, plain(mocks)]),
    ).toEqual([
      ["network", "terraform/live/network", false, { network_id: "n", subnetwork_id: "s", range: "10.9.0.0/24" }],
    ])
    expect([...press.generated]).toEqual([["provider.tf", 'provider "google" {}\n']])
    // A variable that is given to each run is not its default.
    expect(plain(unitOf(reading, "dns").outputs.get("token")!.value)).toBe("<terraform/live/dns: var.token>")
  })

  it("are the same in any order of the files", () => {
    expect(readUnits(new Map([...orchard].reverse()), "terraform")).toEqual(reading)
  })
})

describe("what would be refused, or is not understood, is told with its place", () => {
  const vm = "terraform/modules/vm/main.tf"
  const press = `${PRESS}/terragrunt.hcl`
  const rows: readonly (readonly [string, string, (text: string) => string, readonly RegExp[]])[] = [
    ["a syntax error", press, (text) => text.replace("inputs = {", "inputs = {{"), [/terragrunt.hcl:\d+ .*key/]],
    [
      "a reference to nothing",
      vm,
      (text) => text.replace("var.name", "var.nam"),
      [/main.tf:2 There is no attribute nam here/],
    ],
    [
      "an output that a dependency does not have",
      press,
      (text) => text.replace("outputs.range", "outputs.rang"),
      [/attribute rang /],
    ],
    [
      "a variable that is not given",
      press,
      (text) => text.replace(/ {2}name .*\n/, ""),
      [/variable name has no default/],
    ],
    [
      "a value of another type",
      press,
      (text) => text.replace("public     = true", "public     = [1]"),
      [/a bool is required/],
    ],
    [
      "a validation that does not hold",
      press,
      (text) => text.replace('= "press"', '= "Press 1"'),
      [/press\/terragrunt.hcl:\d+ The variable name is refused: A name has lower-case letters\./],
    ],
    [
      "a module that is not there",
      press,
      (text) => text.replace("modules/vm", "modules/ship"),
      [/module is no folder/],
    ],
    [
      "a module from elsewhere",
      press,
      (text) => text.replace('"../../modules/vm"', '"git::https://example.org/vm.git"'),
      [/no folder of the files: git::/],
    ],
    [
      "a unit that is not there",
      press,
      (text) => text.replace('config_path = "../network"', 'config_path = "../net"'),
      [/There is no unit in terraform\/live\/net\./],
    ],
    [
      "a unit that depends on itself",
      "terraform/live/network/terragrunt.hcl",
      (text) =>
        `${text.replace("inputs = {}", "inputs = { range = dependency.press.outputs.name }")}dependency "press" {\n  config_path = "../press"\n}\n`,
      [/depends on itself/],
    ],
    [
      "a local that depends on itself",
      vm,
      (text) => text.replace("vm-${var.name}", "vm-${local.label}"),
      [/local.label depends on itself/],
    ],
    [
      "a resource that depends on itself",
      vm,
      (text) => text.replace("tags = null", "tags = [google_compute_instance.this.id]"),
      [/google_compute_instance.this depends on itself/],
    ],
    [
      "a number of resources that is not known",
      vm,
      (text) => text.replace("for_each = var.disks", "for_each = toset([google_service_account.this.email])"),
      [/How many google_compute_disk.this there are is not known, because/],
    ],
    [
      "a list for resources",
      vm,
      (text) => text.replace("for_each = var.disks", 'for_each = ["a"]'),
      [/How many google_compute_disk.this there are is not known: it is for a tuple/],
    ],
    [
      "a function that is not known",
      vm,
      (text) => text.replace("tags = null", "tags = [uuid()]"),
      [/The function uuid is not known/],
    ],
    ["a file that is not there", vm, (text) => text.replace("start.sh", "stop.sh"), [/no such file/]],
    ["a block that is not known", vm, (text) => `${text}widget "x" {}\n`, [/block widget x is not understood/]],
    [
      "a resource that stands twice",
      vm,
      (text) => `${text}resource "google_service_account" "this" {}\n`,
      [/google_service_account.this is declared twice/],
    ],
    ["an argument of Terragrunt that is not known", press, (text) => `${text}speed = 2\n`, [/speed is not understood/]],
    [
      "a merge that is not done",
      press,
      (text) => text.replace('"root.hcl")', '"root.hcl")\n  merge_strategy = "deep"'),
      [/Merging by "deep"/],
    ],
    [
      "an included file that is not there",
      press,
      (text) => text.replace('"root.hcl"', '"trunk.hcl"'),
      [/No folder above has a file trunk.hcl/],
    ],
    [
      "a module that is called and is not there",
      vm,
      (text) => `${text}module "press" {\n  source = "./press"\n}\n`,
      [/module press is not evaluated/],
    ],
  ]

  it.each(rows)("%s", (_, path, change, expected) => {
    const found = messages(changed(path, change))
    expect(found).toHaveLength(expected.length)
    found.forEach((message, index) => {
      expect(message).toMatch(expected[index]!)
    })
  })
})

describe("what modules may also do", () => {
  const vm = "terraform/modules/vm/main.tf"

  it("is override, call modules beside them, and ask data sources", () => {
    const files = new Map([
      ...changed(
        vm,
        (text) => `${text}
data "google_project" "this" {}
module "seal" {
  source = "../seal"
  name   = google_compute_instance.this.name
}
output "number" {
  value = data.google_project.this.number
}
output "seal" {
  value = module.seal.label
}
`,
      ),
      [
        "terraform/modules/vm/name_override.tf",
        'resource "google_compute_instance" "this" {\n  name = "pressed"\n\n  service_account {\n    email = "fixed@example.org"\n  }\n}\n',
      ],
      [
        "terraform/modules/seal/main.tf",
        'variable "name" {}\nresource "terraform_data" "seal" {\n  input = "seal of ${var.name}"\n}\noutput "label" {\n  value = terraform_data.seal.input\n}\n',
      ],
    ])
    const reading = readUnits(files, "terraform")
    expect(reading.problems).toEqual([])
    const machine = resourceOf(reading, "press", "google_compute_instance.this").attributes
    expect([plain(at(machine, "name")), plain(at(machine, "service_account"))]).toEqual([
      "pressed",
      [{ email: "fixed@example.org" }],
    ])
    expect(plain(resourceOf(reading, "press", "module.seal.terraform_data.seal").attributes)).toEqual({
      input: "seal of pressed",
    })
    const { outputs } = unitOf(reading, "press")
    expect(plain(outputs.get("number")!.value)).toBe(`<${PRESS}: data.google_project.this.number>`)
    expect(plain(outputs.get("seal")!.value)).toBe("seal of pressed")
  })

  it("is take null, which is what a variable has that says so, and else its default", () => {
    const given = changed(`${PRESS}/terragrunt.hcl`, (text) =>
      text
        .replace(/ {2}disks = \{[^}]*\{\}[^}]*\}\n {2}\}\n/, "  disks = null\n  stacks = null\n")
        .replace('  stacks     = ["cider", "juice"]\n', ""),
    )
    const { variables } = unitOf(readUnits(given, "terraform"), "press")
    expect([plain(variables.get("disks")), plain(variables.get("stacks"))]).toEqual([{}, null])
  })

  it("is be exposed to the unit that includes a file", () => {
    const files = changed(`${PRESS}/terragrunt.hcl`, (text) =>
      text
        .replace('"root.hcl")', '"root.hcl")\n  expose = true')
        .replace('"press"', '"press${include.root.locals.region == "europe-west8" ? "" : "x"}"'),
    )
    expect(readUnits(files, "terraform").problems).toEqual([])
  })
})

describe("mocks", () => {
  it("stand in for every output that is used", () => {
    const uses = mocksOf(readUnits(orchard, "terraform").units)
    expect(uses.map(({ dependency, output }) => `${dependency}.${output}`)).toEqual([
      "press.address",
      "network.network_id",
      "press.account",
      "press.account",
      "network.subnetwork_id",
      "network.range",
    ])
    expect(uses.flatMap(({ problem }) => problem ?? [])).toEqual([])
  })

  const rows: readonly (readonly [string, string, (text: string) => string, string])[] = [
    [
      "is missing",
      "firewall",
      (text) => text.replace('network_id = "n"', ""),
      "The output network_id of network has no mock.",
    ],
    [
      "is of another type",
      "dns",
      (text) => text.replace('address = "192.0.2.1"', 'address = ["192.0.2.1"]'),
      "The mock of address is a tuple, and the output is a string.",
    ],
    [
      "has another number",
      "press",
      (text) => text.replace('range = "10.9.0.0/24"', "range = 10"),
      "The mock of range is a number, and the output is a string.",
    ],
    [
      "lacks a key",
      "firewall",
      (text) =>
        text
          .replace('data = "d", ', "")
          .replace("priority = 900", "priority = length(dependency.press.outputs.disk_ids)"),
      "The mock of disk_ids has no data.",
    ],
  ]

  it.each(rows)("that one %s is told", (_, unit, change, expected) => {
    const path = `terraform/live/${unit}/terragrunt.hcl`
    const wrong = mocksOf(readUnits(changed(path, change), "terraform").units).filter(
      ({ problem }) => problem !== undefined,
    )
    expect(wrong.map(({ problem }) => problem)).toEqual([expected])
    expect(wrong[0]!.position.file).toBe(path)
  })

  it("of a unit that is not there are not mixed into what is known", () => {
    const files = new Map(orchard)
    files.delete(`${PRESS}/terragrunt.hcl`)
    const reading = readUnits(files, "terraform")
    expect(
      plain(at(resourceOf(reading, "dns", 'cloudflare_dns_record.this["cider.example.org"]').attributes, "content")),
    ).toBe(`<${PRESS}: outputs.address>`)
    const dependency = unitOf(reading, "dns").dependencies.get("press")!
    expect([dependency.isMocked, plain(dependency.mocks)]).toEqual([true, { address: "192.0.2.1" }])
  })
})

describe("what is emitted", () => {
  it("is understood as a whole: each rule has a network, a name and targets, each machine an address and an account", () => {
    const reading = readUnits(emitted, "terraform")
    expect(reading.problems).toEqual([])
    const all = reading.units.flatMap(({ resources }) => resources)
    const of = (type: string): readonly Resource[] => all.filter((resource) => resource.type === type)
    const accounts = of("google_compute_instance").map(
      ({ attributes }) => at(attributes, "service_account", 0, "email")!,
    )
    expect(accounts.length).toBeGreaterThan(3)
    for (const { attributes } of of("google_compute_instance")) {
      expect(textOf(at(attributes, "network_interface", 0, "network_ip"))).toMatch(/^10\./)
      expect(JSON.parse(textOf(at(attributes, "metadata", "stacks"))!)[0]).toHaveProperty("project")
    }
    const rules = of("google_compute_firewall").filter(({ name }) => name === "allow")
    expect(rules.length).toBeGreaterThan(10)
    for (const { attributes } of rules) {
      expect(at(attributes, "network")!.kind).toBe("reference")
      const target = at(attributes, "target_service_accounts", 0)!
      expect(accounts.some((account) => sameValue(account, target) === true)).toBe(true)
    }
    expect(of("cloudflare_dns_record").every(({ attributes }) => at(attributes, "content") !== undefined)).toBe(true)
    expect(mocksOf(reading.units).filter(({ problem }) => problem !== undefined)).toEqual([])
  })

  it("is understood for any topology", () => {
    let rules = 0
    fc.assert(
      fc.property(topologies(), (drawn) => {
        const reading = readUnits(
          new Map(compileAll(drawn).artifacts.map(({ path, content }) => [path, content])),
          "terraform",
        )
        expect(reading.problems).toEqual([])
        expect(mocksOf(reading.units).filter(({ problem }) => problem !== undefined)).toEqual([])
        rules += reading.units
          .flatMap(({ resources }) => resources)
          .filter(({ type }) => type === "google_compute_firewall").length
      }),
      { numRuns: 25 },
    )
    expect(rules).toBeGreaterThan(25)
  }, 60_000)
})

describe.skipIf(terraform === undefined)("against terraform", () => {
  it("variables have the values that it gives them, for every unit that is emitted", () => {
    const { units } = readUnits(emitted, "terraform")
    const files = new Map<string, string>()
    const calls = units.map((unit, index) => {
      files.set(`u${index}/variables.tf`, emitted.get(`${unit.module}/variables.tf`)!)
      const names = [...unit.variables].flatMap(([name, value]) =>
        value.kind === "reference" && value.address === `var.${name}` ? [] : [name],
      )
      files.set(
        `u${index}/outputs.tf`,
        `output "all" {\n  value = { ${names.map((name) => `${name} = var.${name}`).join(", ")} }\n}\n`,
      )
      const given = [...unit.inputs]
        .filter(([name]) => unit.variables.has(name))
        .map(([name, value]) => [name, standIn(plain(value))])
      return [`u${index}`, { source: `./u${index}`, ...Object.fromEntries(given) }]
    })
    const outputs = Object.fromEntries(calls.map(([name]) => [name, { value: `\${module.${name as string}.all}` }]))
    files.set("main.tf.json", JSON.stringify({ module: Object.fromEntries(calls), output: outputs }))
    const theirs = outputsOf(terraform!, files)
    units.forEach((unit, index) => {
      const known = [...unit.variables].filter(
        ([name, value]) => !(value.kind === "reference" && value.address === `var.${name}`),
      )
      expect(theirs[`u${index}`]).toEqual(
        Object.fromEntries(known.map(([name, value]) => [name, standIn(plain(value))])),
      )
    })
    expect(units.length).toBeGreaterThan(10)
  }, 120_000)

  it("resources have the arguments that it gives them", () => {
    const module = `variable "loaves" {
  type = map(object({ grain = optional(string, "rye"), price = number, tags = optional(set(string), ["fresh", "daily"]) }))
}
variable "shops" {
  type = list(string)
}
locals {
  cheap = { for name, loaf in var.loaves : name => loaf if loaf.price < 3 }
}
resource "terraform_data" "loaf" {
  for_each = var.loaves
  input    = { label = "\${title(each.key)}: \${each.value.grain}", price = each.value.price * 2, tags = each.value.tags }
}
resource "terraform_data" "shop" {
  count = length(var.shops)
  input = "\${count.index + 1}. \${var.shops[count.index]}"
}
resource "terraform_data" "none" {
  count = length(local.cheap) > 5 ? 1 : 0
  input = "never"
}
resource "terraform_data" "all" {
  input = [for name, loaf in terraform_data.loaf : "\${name} at \${loaf.input.price}"]
}
output "all" {
  value = {
    loaves = { for name, loaf in terraform_data.loaf : name => loaf.input }
    shops  = terraform_data.shop[*].input
    none   = one(terraform_data.none[*].input)
    all    = terraform_data.all.input
    cheap  = sort(keys(local.cheap))
  }
}
`
    const inputs =
      'loaves = {\n    brown = { price = 2.5 }\n    white = { price = "4", grain = "wheat", tags = null }\n  }\n  shops = ["north", "south"]'
    const reading = readUnits(
      new Map([
        ["terraform/modules/bakery/main.tf", module],
        [
          "terraform/live/bakery/terragrunt.hcl",
          `terraform {\n  source = "../../modules/bakery"\n}\ninputs = {\n  ${inputs}\n}\n`,
        ],
      ]),
      "terraform",
    )
    expect(reading.problems).toEqual([])
    const theirs = outputsOf(
      terraform!,
      new Map([
        ["bakery/main.tf", module],
        [
          "main.tf",
          `module "bakery" {\n  source = "./bakery"\n  ${inputs}\n}\noutput "all" {\n  value = module.bakery.all\n}\n`,
        ],
      ]),
    )
    const { outputs, resources } = unitOf(reading, "bakery")
    expect(plain(outputs.get("all")!.value)).toEqual(theirs.all)
    expect(resources.map(({ address }) => address)).toEqual([
      'terraform_data.loaf["brown"]',
      'terraform_data.loaf["white"]',
      "terraform_data.shop[0]",
      "terraform_data.shop[1]",
      "terraform_data.all",
    ])
  }, 60_000)
})

/** A text in the place of each reference that passes for what the modules ask of their values. */
function standIn(value: unknown): unknown {
  if (typeof value === "string") return /^<.*: .*>$/.test(value) ? "a".repeat(32) : value
  if (Array.isArray(value)) return value.map(standIn)
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, standIn(item)]))
}

describe("hostile units", () => {
  it("never throw", () => {
    const paths = [...orchard.keys()]
    fc.assert(
      fc.property(
        fc.constantFrom(...paths).chain((path) => fc.tuple(fc.constant(path), damaged(orchard.get(path)!))),
        ([path, text]) => {
          for (const { position } of readUnits(new Map([...orchard, [path, text]]), "terraform").problems) {
            expect(position.line).toBeGreaterThan(0)
          }
        },
      ),
      { numRuns: 300 },
    )
  }, 60_000)

  it("come to an end: lists that hold one list twice, which holds another twice", () => {
    const locals = Array.from(
      { length: 60 },
      (_, index) => `  l${index} = ${index === 0 ? '"x"' : `[local.l${index - 1}, local.l${index - 1}]`}`,
    )
    const files = changed(
      "terraform/modules/vm/main.tf",
      (text) => `${text}locals {\n${locals.join("\n")}\n}\noutput "all" {\n  value = jsonencode(local.l59)\n}\n`,
    )
    expect(messages(files)).toEqual([expect.stringMatching(/more steps|longer than/)])
  })

  it("end where one local refers to another ten thousand times over", () => {
    const locals = Array.from({ length: 10_000 }, (_, index) => `  l${index} = local.l${index + 1}`)
    const found = messages(
      changed("terraform/modules/vm/main.tf", (text) => `${text}locals {\n${locals.join("\n")}\n  l10000 = 1\n}\n`),
    )
    expect(found[0]).toMatch(/depend on one another too deep/)
  })

  it("take time in proportion to their size", () => {
    const time = (count: number): number => {
      const rules = Array.from(
        { length: count },
        (_, index) =>
          `    "rule-${index}" = {\n      ranges = ["10.0.${index >> 8}.${index & 255}/32"]\n      accounts = [dependency.press.outputs.account]\n      allow = [{ protocol = "tcp", ports = ["80"] }]\n    }`,
      )
      const files = changed("terraform/live/firewall/terragrunt.hcl", (text) =>
        text.replace("  rules = {", `  rules = {\n${rules.join("\n")}`),
      )
      const before = process.cpuUsage()
      const reading = readUnits(files, "terraform")
      const { user } = process.cpuUsage(before)
      expect(reading.problems).toEqual([])
      expect(unitOf(reading, "firewall").resources).toHaveLength(count + 3)
      return user / 1000
    }
    time(1000)
    const [small, large] = [time(1000), time(10_000)]
    expect(large).toBeLessThan(Math.max(40 * small, 1000))
  }, 60_000)
})
