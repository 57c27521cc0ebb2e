import type { HclFunction } from "../../formats/hcl/evaluate.js"
import { HclFault } from "../../formats/hcl/fault.js"
import { fileFunctions } from "../../formats/hcl/files.js"
import { define, onTexts, plainText, strict } from "../../formats/hcl/function.js"
import { plainFunctions } from "../../formats/hcl/functions.js"
import { STRING } from "../../formats/hcl/types.js"
import type { HclReference, HclValue } from "../../formats/hcl/value.js"
import type { Position } from "../../formats/position.js"
import { folderOf, pathFrom, relativePath } from "./paths.js"
import type { Tree } from "./tree.js"

/** Where a file of Terragrunt stands, for functions that ask. */
export interface Standing {
  /** The file's path. */
  readonly path: string
  /** The unit's folder. */
  readonly folder: string
  /** The folder of the file for functions that ask for that of the included one; undefined for the unit's own file. */
  readonly parent: string | undefined
  /** The folder of a file that it includes, by name, or of the first; undefined where it includes none of that name. */
  readonly includedFolder: (name: string | undefined) => string | undefined
}

/**
 * Terragrunt's functions, with those of Terraform. What the environment of whoever runs it decides is a reference; what is not here is
 * told where it is called.
 */
export function terragruntFunctions(tree: Tree, standing: Standing): ReadonlyMap<string, HclFunction> {
  const { folder, path, parent } = standing
  const own = parent === undefined ? folder : folderOf(path)
  const read = (from: string): { readonly path: string; readonly text: string } | undefined => {
    const found = pathFrom(own, from)
    const text = found === undefined ? undefined : tree.files.get(found)
    return found === undefined || text === undefined ? undefined : { path: found, text }
  }
  const fixed = (text: string): HclFunction => define([], () => text)
  const ofRun = (name: string): readonly [string, HclFunction] => [
    name,
    define([], (_, place) => outside(`${name}()`, place.position)),
  ]
  return new Map<string, HclFunction>([
    ...plainFunctions,
    ...fileFunctions(read),
    [
      "find_in_parent_folders",
      define([], (args, place) => `/${findAbove(tree, folder, args, place.position)}`, strict(STRING)),
    ],
    ["path_relative_to_include", define([], (args) => relativePath(included(standing, args), folder), strict(STRING))],
    [
      "path_relative_from_include",
      define([], (args) => relativePath(folder, included(standing, args)), strict(STRING)),
    ],
    ["get_parent_terragrunt_dir", define([], (args) => `/${included(standing, args)}`, strict(STRING))],
    ["get_terragrunt_dir", fixed(`/${own}`)],
    ["get_original_terragrunt_dir", fixed(`/${folder}`)],
    [
      "get_env",
      define([strict(STRING)], ([name], place) => outside(`env.${plainText(name)}`, place.position), strict(STRING)),
    ],
    ofRun("get_platform"),
    ofRun("get_terraform_command"),
    ofRun("get_repo_root"),
    ["get_aws_account_id", onTexts(0, (_, place) => outside("get_aws_account_id()", place.position))],
  ])
}

/** The folder of the file that includes are relative to: this one's when it is included, else that of the first include. */
function included({ parent, folder, includedFolder }: Standing, args: readonly HclValue[]): string {
  return parent ?? includedFolder(args[0] === undefined ? undefined : plainText(args[0])) ?? folder
}

function findAbove(tree: Tree, from: string, args: readonly HclValue[], position: Position): string {
  const name = args[0] === undefined ? "terragrunt.hcl" : plainText(args[0])
  let folder = from
  while (folder !== "") {
    folder = folderOf(folder)
    const path = folder === "" ? name : `${folder}/${name}`
    if (tree.files.has(path)) return path
  }
  const fallback = args[1]
  if (fallback !== undefined) return plainText(fallback)
  throw new HclFault(`No folder above has a file ${name}.`, position)
}

/** A reference to what stands outside of all files. */
export function outside(address: string, position: Position): HclReference {
  return { kind: "reference", unit: "", address, position }
}
