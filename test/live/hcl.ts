import { readFileSync } from "node:fs"
import { join, normalize } from "node:path"
import { parse } from "@cdktn/hcl2json"

/** A value of HCL, as far as it can be known without running it. */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value }

/** A Terragrunt unit as it is written. */
export interface Unit {
  /** Where it stands below `live/`: `staging/firewall`. */
  readonly path: string
  /** Its inputs; a reference to another unit's output is still the text of it. */
  readonly inputs: { readonly [key: string]: Value }
  /** The unit and the output that a text refers to; undefined for any other text. */
  reference(text: Value | undefined): { readonly unit: string; readonly output: string } | undefined
}

/** Reads a unit of `live/`. Throws when it is not HCL, or has no inputs. */
export async function readUnit(live: string, path: string): Promise<Unit> {
  const file = join(live, path, "terragrunt.hcl")
  const document = (await parse(file, readFileSync(file, "utf8"))) as {
    readonly inputs?: { readonly [key: string]: Value }
    readonly dependency?: { readonly [name: string]: readonly [{ readonly config_path: string }] }
  }
  const { inputs, dependency = {} } = document
  if (inputs === undefined) throw new Error(`${file} has no inputs`)
  return {
    path,
    inputs,
    reference: (text) => {
      const [, name, output] =
        /^\$\{dependency\.(\w+)\.outputs\.(\w+)\}$/.exec(typeof text === "string" ? text : "") ?? []
      const target = name === undefined ? undefined : dependency[name]?.[0].config_path
      return target === undefined ? undefined : { unit: normalize(join(path, target)), output: output! }
    },
  }
}
