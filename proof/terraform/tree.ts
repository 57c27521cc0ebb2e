import { readHcl } from "../../formats/hcl/read.js"
import type { HclBody } from "../../formats/hcl/syntax.js"
import { compareTexts } from "../../formats/hcl/value.js"
import type { ReadProblem } from "../../formats/position.js"
import { folderOf } from "./paths.js"

/** The files that are evaluated, each read once, and where to tell what is wrong with them. */
export interface Tree {
  /** Path → text. */
  readonly files: ReadonlyMap<string, string>
  /** What a file of the tree says; an empty body where there is no such file. */
  readonly bodyOf: (path: string) => HclBody
  /** What a text says that stands in no file of the tree, under a path for its positions. */
  readonly bodyOfText: (path: string, text: string) => HclBody
  /** Whether a file can't be read as a whole; told once it has been read. */
  readonly isBroken: (path: string) => boolean
  /** Names of the files right in a folder, in order. */
  readonly namesIn: (folder: string) => readonly string[]
  /** Is told what is wrong. */
  readonly report: (problem: ReadProblem) => void
}

/** A tree of these files. */
export function treeOf(files: ReadonlyMap<string, string>, report: (problem: ReadProblem) => void): Tree {
  const bodies = new Map<string, HclBody>()
  const broken = new Set<string>()
  const folders = new Map<string, string[]>()
  for (const path of [...files.keys()].sort(compareTexts)) {
    const folder = folderOf(path)
    const name = path.slice(folder === "" ? 0 : folder.length + 1)
    const names = folders.get(folder)
    if (names === undefined) folders.set(folder, [name])
    else names.push(name)
  }
  const bodyOfText = (path: string, text: string): HclBody => {
    const { body, problems } = readHcl(path, text)
    for (const problem of problems) report(problem)
    if (problems.length > 0) broken.add(path)
    return body
  }
  return {
    files,
    bodyOf: (path) => {
      const found = bodies.get(path) ?? bodyOfText(path, files.get(path) ?? "")
      bodies.set(path, found)
      return found
    },
    bodyOfText,
    isBroken: (path) => broken.has(path),
    namesIn: (folder) => folders.get(folder) ?? [],
    report,
  }
}
