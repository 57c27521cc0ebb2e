import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { parseSync } from "oxc-parser"
import { describe, expect, it } from "vitest"

/**
 * What another module can see says what it is: every exported declaration, and every field of an exported interface or type, has a
 * docstring.
 */

const root = join(import.meta.dirname, "..")

const folders = [
  "core",
  "core/claims",
  "core/codes",
  "core/estate",
  "schema",
  "formats",
  "formats/caddyfile",
  "formats/compose-read",
  "formats/hcl",
  "formats/yaml-nodes",
  "proof",
  "proof/checks",
  "proof/read",
  "proof/terraform",
  "proof/vocabulary",
]
const further = ["index.ts", "generators/docs/graph.ts"]

const files = [
  ...folders.flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts"))
      .map((name) => `${folder}/${name}`),
  ),
  ...further,
]

describe("what is exported says what it is", () => {
  it.each(files)("%s", (file) => {
    expect(undocumented(file, readFileSync(join(root, file), "utf8"))).toEqual([])
  })

  it("is told of what says nothing", () => {
    const source = `
      export interface Oven { readonly heat: number; /** Loaves. */ readonly holds: number }
      /** A flour. */
      export type Flour =
        | { readonly kind: "bought" }
        | {
            readonly kind: "ground"
            readonly grain: string
            /** The mill. */
            readonly mill: {
              readonly stones: number
            }
          }
      export function bake(): void {}
      interface Own { readonly hidden: number }
      /** Not hidden. */
      export const open = 1
    `
    expect(undocumented("bakery.ts", source)).toEqual(["Oven", "Oven.heat", "Flour.grain", "bake"])
  })
})

interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [key: string]: unknown
}

/** Names of exported declarations and of their fields that no docstring precedes; in order of the source. */
function undocumented(file: string, source: string): readonly string[] {
  const { program, comments } = parseSync(file, source)
  const docstrings = comments.filter(({ type, value }) => type === "Block" && value.startsWith("*"))
  const ends = new Set(docstrings.map(({ end }) => end))
  const isDocumented = (start: number): boolean => ends.has(source.slice(0, start).trimEnd().length)
  const found: string[] = []
  const visitFields = (node: unknown, name: string): void => {
    if (Array.isArray(node)) {
      for (const one of node) visitFields(one, name)
      return
    }
    if (typeof node !== "object" || node === null || !("type" in node)) return
    const { type, start, end, key } = node as Node
    // A variant of a union that fits one line is explained by the union.
    if (type === "TSTypeLiteral" && !source.slice(start, end).includes("\n")) return
    const isField = type === "TSPropertySignature" || type === "TSMethodSignature"
    const own = isField ? `${name}.${(key as { readonly name?: string }).name}` : name
    // What tells the variants of a union apart says so by its name.
    if (isField && !own.endsWith(".kind") && !isDocumented(start)) found.push(own)
    // What is written inside a field is that field's to explain.
    if (!isField) for (const value of Object.values(node)) visitFields(value, own)
  }
  for (const statement of program.body as unknown as readonly Node[]) {
    const declaration = statement.declaration as Node | null | undefined
    if (statement.type !== "ExportNamedDeclaration" || declaration === null || declaration === undefined) continue
    const name = nameOf(declaration)
    if (!isDocumented(statement.start)) found.push(name)
    if (declaration.type === "TSInterfaceDeclaration" || declaration.type === "TSTypeAliasDeclaration")
      visitFields([declaration.body, declaration.typeAnnotation], name)
  }
  return found
}

function nameOf(declaration: Node): string {
  const [first] = (declaration.declarations ?? []) as readonly { readonly id: { readonly name: string } }[]
  return (first?.id ?? (declaration.id as { readonly name: string })).name
}
