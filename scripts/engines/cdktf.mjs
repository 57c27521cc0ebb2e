// Reads the schema of a resource, or of a provider's configuration, out of the JavaScript that cdktf's generator made of it. Each class and
// each nested structure there lists its arguments in Terraform's own names, with how each is written:
//
//   guest_os_features: {
//     value: cdktf.listMapperHcl(computeDiskGuestOsFeaturesToHclTerraform, true)(this._guestOsFeatures.internalValue),
//     isBlock: true,
//     type: "set",
//     storageClassType: "ComputeDiskGuestOsFeaturesList",
//   },
//
// An argument that may be left out has a method `reset…`, and what only the provider sets has a comment that says so.

/** The block of the one class in the text that is a resource or a provider. */
export function blockOf(text) {
  const parts = partsOf(text)
  const [, name, kind] = /^class (\w+) extends cdktf\.Terraform(Resource|Provider) /m.exec(text) ?? []
  if (name === undefined) throw new Error("there is no resource in this text")
  const whole = block(parts, entries(parts.get(name)), parts.get(name), kind === "Resource")
  // A provider's alias is Terraform's own argument, and no part of the schema.
  return { ...whole, attributes: whole.attributes.filter((one) => kind === "Resource" || one.name !== "alias") }
}

/** The top-level functions and classes of the text, by name. */
function partsOf(text) {
  const parts = text.matchAll(/^(?:function|class) (\w+)[^\n]*\{\n(.*?)\n\}$/gms)
  return new Map([...parts].map(([, name, body]) => [name, body]))
}

function entries(body) {
  const pattern =
    /^ +(\w+): \{\n +value: (.*),\n +isBlock: (true|false),\n +type: "(\w+)",\n +storageClassType: "(\w+)",$/gm
  return [...body.matchAll(pattern)].map(([, name, value, isBlock, type, storage]) => ({
    name,
    value,
    isBlock: isBlock === "true",
    type,
    storage,
  }))
}

/** @param whole whether it is a resource's own block: there, what is left out may be the provider's to set */
function block(parts, list, body, whole) {
  const attributes = computedOnly(body)
  const blocks = []
  for (const entry of list) {
    const optional = isOptional(entry, body)
    if (!entry.isBlock) {
      attributes.push({ name: entry.name, type: typeOf(entry), ...presence(optional, whole) })
      continue
    }
    const [, inner] = /\b(\w+)ToHclTerraform\b/.exec(entry.value)
    const reference = `${inner[0].toUpperCase()}${inner.slice(1)}`
    const nested = block(
      parts,
      entries(parts.get(`${inner}ToHclTerraform`)),
      parts.get(`${reference}OutputReference`) ?? "",
      false,
    )
    if (isAttribute(entry)) {
      if (nested.blocks.length > 0) throw new Error(`${entry.name}: an attribute has blocks in it`)
      attributes.push({
        name: entry.name,
        nesting: entry.type === "struct" ? "single" : entry.type,
        attributes: nested.attributes,
        ...presence(optional, isComputed(entry, body)),
      })
    } else {
      const isList = /listMapperHcl/.test(entry.value)
      blocks.push({
        name: entry.name,
        nesting: entry.type === "struct" ? "single" : entry.type,
        min: optional || entry.type === "struct" ? 0 : 1,
        max: isList || entry.type === "struct" ? 0 : 1,
        block: nested,
      })
    }
  }
  return { attributes, blocks }
}

/** A structure that is assigned with `=`: a map's and a lone one always are (but for `timeouts`), and lists say it. */
function isAttribute({ name, value, type }) {
  if (type === "map") return true
  if (type === "struct") return name !== "timeouts"
  return /listMapperHcl\(\w+, false\)/.test(value)
}

function presence(optional, computed) {
  return optional ? { optional: true, ...(computed ? { computed: true } : {}) } : { required: true }
}

function isOptional({ value }, body) {
  const [, property] = /(?:struct\.|this\._)(\w+)/.exec(value)
  return body.includes(`reset${property[0].toUpperCase()}${property.slice(1)}()`)
}

function isComputed({ name }, body) {
  return body.includes(`// ${name} - computed: true`)
}

const simple = { string: "string", number: "number", boolean: "bool", any: "dynamic" }

function typeOf({ name, type, storage }) {
  const element = simple[storage.replace(/(List|Map)+$/, "")]
  if (element === undefined) throw new Error(`${name}: no type for ${type} of ${storage}`)
  if (type === "simple" || element === "dynamic") return element
  const nested = [...storage.matchAll(/List|Map/g)]
    .slice(1)
    .reduce((inner, [word]) => [word.toLowerCase(), inner], element)
  return [type, nested]
}

const getters = { String: "string", Number: "number", Boolean: "bool", List: ["list", "string"] }

/** What only the provider sets: simple values with their types, and structures as any. */
function computedOnly(body) {
  const only = "// (\\w+) - computed: true, optional: false, required: false\\n\\s+"
  const simple = body.matchAll(
    new RegExp(`${only}get \\w+\\(\\) \\{\\n\\s+return (?:cdktf\\.Fn\\.tolist\\()?this\\.get(\\w+)Attribute`, "g"),
  )
  const complex = body.matchAll(new RegExp(`${only}this\\._\\w+ = new ([\\w.]+)\\(`, "g"))
  return [
    ...[...simple].map(([, name, getter]) => ({ name, type: getters[getter] ?? "dynamic", computed: true })),
    ...[...complex].map(([, name, kind]) => ({
      name,
      type: kind === "cdktf.StringMap" ? ["map", "string"] : "dynamic",
      computed: true,
    })),
  ]
}
