import { createHash } from "node:crypto"
import { evaluate, type HclCallPlace, type HclFunction, scopeOf } from "./evaluate.js"
import { HclFault } from "./fault.js"
import { define, type HclMade, onTexts, open, plainText, strict } from "./function.js"
import { plainFunctions } from "./functions.js"
import { readHclTemplate } from "./read.js"
import { ANY, STRING } from "./types.js"
import { dependent, type HclValue, isUnknown, unknownValue } from "./value.js"

/** What a path stands for: the file's path for positions, and its text; undefined where there is no such file. */
export type ReadFile = (path: string) => { readonly path: string; readonly text: string } | undefined

/** Terraform's functions of files, for files that are texts. `fileset`, which goes through folders, is not among them. */
export function fileFunctions(read: ReadFile): ReadonlyMap<string, HclFunction> {
  const onFile = (make: (text: string) => HclMade): HclFunction =>
    onTexts(1, ([path], place) => make(found(read, path!, place).text))
  const hash = (algorithm: string, encoding: "hex" | "base64"): HclFunction =>
    onFile((text) => createHash(algorithm).update(text).digest(encoding))
  return new Map<string, HclFunction>([
    ["file", onFile((text) => text)],
    ["filebase64", onFile((text) => Buffer.from(text).toString("base64"))],
    ["filebase64sha256", hash("sha256", "base64")],
    ["filebase64sha512", hash("sha512", "base64")],
    ["fileexists", onTexts(1, ([path]) => read(path!) !== undefined)],
    ["filemd5", hash("md5", "hex")],
    ["filesha1", hash("sha1", "hex")],
    ["filesha256", hash("sha256", "hex")],
    ["filesha512", hash("sha512", "hex")],
    ["templatefile", define([strict(STRING), open(ANY)], (args, place) => template(read, args, place))],
  ])
}

function found(
  read: ReadFile,
  path: string,
  { name, position }: HclCallPlace,
): { readonly path: string; readonly text: string } {
  const file = read(path)
  if (file === undefined)
    throw new HclFault(`The function ${name} is given ${JSON.stringify(path)}, and there is no such file.`, position)
  return file
}

function template(read: ReadFile, [path, values]: readonly HclValue[], place: HclCallPlace): HclMade {
  const { path: name, text } = found(read, plainText(path), place)
  if (values !== undefined && isUnknown(values)) return dependent(values, place.position)
  if (values?.kind !== "mapping")
    throw new HclFault("The function templatefile takes an object of values.", place.position)
  const { expression, problems } = readHclTemplate(name, text)
  for (const problem of problems) place.report(problem)
  if (expression === undefined) return unknownValue("its template can't be read", place.position, true)
  return evaluate(expression, scopeOf(values.entries, plainFunctions, place.report))
}
