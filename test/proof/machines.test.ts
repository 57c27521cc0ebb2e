import { readFileSync } from "node:fs"
import { join } from "node:path"
import { parse as parseToml } from "@iarna/toml"
import { expect, it } from "vitest"
import type { Pins } from "../../core/resolve/index.js"
import { prove } from "../../proof/index.js"
import clinic from "../examples/clinic/topology.js"
import { built } from "./trees.js"

it("a secret's file belongs to whoever reads it", () => {
  const topology = JSON.parse(
    JSON.stringify(clinic).replace(/"image":"postgres",/, '"image":"postgres","user":"999:999",'),
  ) as unknown
  const pins = parseToml(
    readFileSync(join(import.meta.dirname, "../examples/clinic/images.toml"), "utf8"),
  ) as unknown as Pins
  const { tree, claims } = built("clinic", { topology, pins })
  expect(prove(tree, claims).failures).toEqual([])
  const unit = "terraform/live/production/archive/terragrunt.hcl"
  const content = tree.get(unit)!
  const own = /( +)owner +=\s999\n +group +=\s999\n/g
  const [, space] = [...content.matchAll(own)].at(-1)!
  const last = (owner: string): string => {
    let left = [...content.matchAll(own)].length
    return content.replaceAll(own, (all) => (--left === 0 ? owner : all))
  }
  const group = `${space}group = 999\n${space}mode = "0040"\n`
  for (const [owner, isRead] of [
    ["", false],
    [group.replace("999", "4"), false],
    [group, true],
    [`${space}mode = "0004"\n`, true],
  ] as const) {
    const told = prove(new Map(tree).set(unit, last(owner)), claims).failures.map(({ message }) => message)
    const message = "The VM archive writes secrets/ARCHIVE_PASSWORD so that a service that takes it can't read it."
    expect(told).toEqual(isRead ? [] : [message])
  }
})
