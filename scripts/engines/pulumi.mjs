// Reads the schema of a resource out of the type declarations that Pulumi's generator made of it: names in camel case, and lists in the plural.

const SIMPLE = { string: "string", number: "number", boolean: "bool", any: "dynamic" }

/**
 * The block of a resource: `declarations` is its own file, `inputs` that of nested structures. `amended` says what can't be read here: names
 * of Terraform's own (`renamed`), what is required though it may be left out here, and what is not here (`added`).
 */
export function blockOf(declarations, inputs, { renamed = {}, required = [], added = [] } = {}) {
  const [, resource, kind] =
    /^export declare class (\w+) extends pulumi\.(Custom|Provider)Resource /m.exec(declarations) ?? []
  if (resource === undefined) throw new Error("there is no resource in this text")
  const given = argumentsOf(fields(declarations, `interface ${resource}Args`), inputs, renamed)
  if (kind === "Provider") return { attributes: given, blocks: [] }
  const outputs = fields(declarations, `declare class ${resource}`, "readonly ").map(({ name, type }) => ({
    name: renamed[name] ?? snake(name),
    type: SIMPLE[/^pulumi\.Output<(\w+)>$/.exec(type)?.[1]] ?? "dynamic",
    computed: true,
  }))
  const names = new Set([...given, ...added].map(({ name }) => name))
  const rest = [{ name: "id", type: "string", computed: true }, ...outputs].filter(({ name }) => !names.has(name))
  return { attributes: [...given.map((one) => presence(one, required)), ...added, ...rest], blocks: [] }
}

/** What is left out may be the provider's to set. */
function presence({ optional, ...one }, required) {
  if (optional !== true || required.includes(one.name)) return { ...one, required: true }
  return { ...one, optional: true, ...(one.writeOnly ? {} : { computed: true }) }
}

function argumentsOf(list, inputs, renamed) {
  return list.map(({ name, optional, type }) => {
    const own = renamed[name] ?? snake(name)
    return {
      name: own,
      ...shape(type, inputs, own),
      ...(optional ? { optional: true } : { required: true }),
      ...(own.endsWith("_wo") ? { writeOnly: true } : {}),
    }
  })
}

function shape(type, inputs, name) {
  const element = type.replaceAll("pulumi.Input<", "").replace(/>+$/, "")
  const [, list] = /^(.*?)>?\[\]$/.exec(element) ?? []
  const [, map] = /^\{\s*\[key: string\]: (.*?)>?;?\s*\}$/s.exec(element) ?? []
  const inner = list ?? map ?? element
  const [, nested] = /^inputs\.(\w+)$/.exec(inner) ?? []
  if (nested !== undefined) {
    const nesting = list !== undefined ? "list" : map !== undefined ? "map" : "single"
    return { nesting, attributes: argumentsOf(fields(inputs, `interface ${nested}`), inputs, {}) }
  }
  const simple = SIMPLE[inner]
  if (simple === undefined) throw new Error(`${name}: no type for ${type}`)
  if (list !== undefined) return { type: ["list", simple] }
  return { type: map !== undefined ? ["map", simple] : simple }
}

/** The fields of a declaration: `name?: type;`, each on a line of its own. */
function fields(text, declaration, prefix = "") {
  const [, body] = new RegExp(`^export ${declaration}\\b[^\\n]*\\{\\n(.*?)\\n\\}$`, "ms").exec(text) ?? []
  if (body === undefined) throw new Error(`there is no ${declaration}`)
  const pattern = new RegExp(`^    ${prefix}(\\w+)(\\?)?: (.*);$`, "gm")
  return [...body.matchAll(pattern)].map(([, name, mark, type]) => ({ name, optional: mark === "?", type }))
}

function snake(name) {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
