import type { FailureCode } from "../../../core/proof.js"

/** A tree of artifacts, by path. */
export type Tree = ReadonlyMap<string, string>

/** One way to break an artifact. */
export interface Breakage {
  /** What is broken, as a sentence's object. */
  readonly name: string
  /** One of them must be found. */
  readonly codes: readonly FailureCode[]
  /** Every tree that has one thing broken so; none where there is nothing to break. */
  readonly trees: (tree: Tree) => Iterable<Tree>
}

/** Puts files beside those of a kind. */
export function beside(name: string, files: RegExp, names: readonly string[]): Breakage {
  return {
    name,
    codes: ["proof/not_understood"],
    *trees(tree) {
      for (const path of tree.keys())
        if (files.test(path))
          for (const other of names) yield new Map(tree).set(path.replace(/[^/]+$/, other), "services: {}\n")
    },
  }
}

/** Breaks a file by its text. */
export function text(
  name: string,
  files: RegExp,
  codes: readonly FailureCode[],
  edits: (content: string) => readonly string[],
): Breakage {
  return {
    name,
    codes,
    *trees(tree) {
      for (const [path, content] of tree)
        if (files.test(path)) for (const changed of edits(content)) yield new Map(tree).set(path, changed)
    },
  }
}

export function unit(
  name: string,
  concern: string,
  codes: readonly FailureCode[],
  edits: (content: string) => readonly string[],
): Breakage {
  return text(name, new RegExp(`live/.*${concern}/terragrunt\\.hcl$`), codes, (content) => {
    // Mocks stand above, and say nothing of what is applied.
    const start = content.indexOf("\ninputs = {")
    return edits(content.slice(start)).map((changed) => content.slice(0, start) + changed)
  })
}

/** One text for each match, with that match replaced. */
export function each(
  content: string,
  pattern: RegExp,
  replace: (match: RegExpExecArray) => string | undefined,
): readonly string[] {
  return [...content.matchAll(pattern)].flatMap((match) => {
    const replaced = replace(match as RegExpExecArray)
    return replaced === undefined
      ? []
      : [content.slice(0, match.index) + replaced + content.slice(match.index + match[0].length)]
  })
}

/** Puts lines at the end of every file of a kind. */
export function atEnd(
  name: string,
  files: RegExp,
  lines: string,
  codes: Breakage["codes"] = ["proof/not_understood"],
): Breakage {
  return text(name, files, codes, (content) => [`${content}\n${lines}\n`])
}
