import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { build } from "esbuild"

const root = join(dirname(fileURLToPath(import.meta.url)), "..")

/**
 * The source of a module that does what core/accept.ts does, the schema compiled ahead of time.
 *
 * Each schema becomes one function that returns what zod would, or NO. What is refused, and what can't be compiled, is left to zod:
 * it is asked again then, and tells why.
 */
export async function acceptorSource() {
  const { topology, predicates } = await schema()
  const compiler = new Compiler(predicates)
  const whole = compiler.nameOf(topology)
  const used = [...compiler.predicates].sort()
  return `import { ${used.join(", ")} } from "../schema/predicates.js"
const NO = Symbol(), UNSURE = Symbol()
function isRecord(v) {
  if (typeof v !== "object" || v === null || Array.isArray(v)) return false
  const above = Object.getPrototypeOf(v)
  if ((above !== Object.prototype && above !== null) || Object.getOwnPropertySymbols(v).length > 0) throw UNSURE
  return true
}
${compiler.functions.join("\n")}
export function accept(data) {
  try {
    const accepted = ${whole}(data)
    return accepted === NO ? undefined : accepted
  } catch (error) {
    // Data that holds itself fills the stack.
    if (error === UNSURE || error instanceof RangeError) return undefined
    throw error
  }
}
`
}

/** Puts the compiled acceptor in the place of the one that asks zod, and loads zod only when a topology is refused. */
export const schemaAcceptor = {
  name: "schema-acceptor",
  setup(bundle) {
    let source
    bundle.onLoad({ filter: /[/\\]core[/\\]accept\.ts$/ }, async ({ path }) => {
      source ??= acceptorSource()
      return { contents: await source, loader: "js", resolveDir: dirname(path) }
    })
    bundle.onLoad({ filter: /[/\\]core[/\\]refusal\.ts$/ }, ({ path }) => ({
      contents: 'export const refusal = (data) => require("./refuse.js").refuse(data)',
      loader: "js",
      resolveDir: dirname(path),
    }))
  },
}

/** The schema and the functions that it calls, as one instance, so that they are known by identity. */
async function schema() {
  const { outputFiles } = await build({
    absWorkingDir: root,
    stdin: {
      contents: 'export { topology } from "./schema/topology.js"; export * as predicates from "./schema/predicates.js"',
      resolveDir: root,
    },
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
  })
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`)
}

class Compiler {
  functions = []
  predicates = new Set()
  #known
  #names = new Map()

  constructor(predicates) {
    this.#known = new Map(Object.entries(predicates).map(([name, value]) => [value, name]))
  }

  /** The name of the function of a schema, which is written when it is first named: schemas may hold themselves. */
  nameOf(schema) {
    const { def } = schema._zod
    const known = this.#names.get(def)
    if (known !== undefined) return known
    const name = `a${this.#names.size}`
    this.#names.set(def, name)
    const body = this.#body(schema, def)
    this.functions.push(`${body.constants ?? ""}function ${name}(v) {\n${body.code}\n${this.#checks(def)}  return v\n}`)
    return name
  }

  /** Statements that leave in `v` what zod would make of it, or return NO. */
  #body(schema, def) {
    switch (def.type) {
      case "string":
        return { code: `  if (typeof v !== "string") return NO\n${this.#check(def)}` }
      case "number":
        return { code: `  if (typeof v !== "number" || !Number.isFinite(v)) return NO\n${this.#check(def)}` }
      case "boolean":
        return { code: '  if (typeof v !== "boolean") return NO' }
      case "null":
        return { code: "  if (v !== null) return NO" }
      case "enum":
        return { code: `  if (${differsFromAll(Object.values(def.entries))}) return NO` }
      case "literal":
        return { code: `  if (${differsFromAll(def.values)}) return NO` }
      case "template_literal":
        return { code: `  if (typeof v !== "string" || !${schema._zod.pattern}.test(v)) return NO` }
      case "optional":
        return {
          code: `  if (v === undefined) return v\n  v = ${this.nameOf(def.innerType)}(v)\n  if (v === NO) return NO`,
        }
      case "lazy":
        return { code: `  v = ${this.nameOf(def.getter())}(v)\n  if (v === NO) return NO` }
      case "union":
        return { code: this.#union(def) }
      case "array":
        return { code: this.#array(def) }
      case "record":
        return { code: this.#record(def) }
      case "object":
        return this.#object(def)
      default:
        throw new Error(`scripts/acceptor.mjs does not know the schema ${def.type}`)
    }
  }

  #union({ options }) {
    const tried = options.map((option) => `  r = ${this.nameOf(option)}(v)\n  if (r !== NO) break is`)
    return `  let r\n  is: {\n${tried.join("\n")}\n  return NO\n  }\n  v = r`
  }

  #array({ element }) {
    return `  if (!Array.isArray(v)) return NO
  const list = []
  for (let index = 0; index < v.length; index++) {
    const one = ${this.nameOf(element)}(v[index])
    if (one === NO) return NO
    list.push(one)
  }
  v = list`
  }

  #record({ keyType, valueType }) {
    return `  if (!isRecord(v)) return NO
  const record = {}
  for (const key of Object.keys(v)) {
    if (key === "__proto__") throw UNSURE
    const name = ${this.nameOf(keyType)}(key)
    if (name === NO) return NO
    const value = ${this.nameOf(valueType)}(v[key])
    if (value === NO) return NO
    record[name] = value
  }
  v = record`
  }

  #object(def) {
    if (def.catchall?._zod.def.type !== "never") throw new Error("scripts/acceptor.mjs knows strict objects only")
    const fields = Object.entries(def.shape)
    const known = `K${this.#names.size}_${this.functions.length}`
    const read = fields.map(([key, field]) => {
      const at = `v[${JSON.stringify(key)}]`
      const into = `object[${JSON.stringify(key)}]`
      const name = this.nameOf(field)
      const take = `    x = ${name}(x)\n    if (x === NO) return NO\n    ${into} = x`
      if (field._zod.optin !== "optional") return `  x = ${at}\n  {\n${take}\n  }`
      return `  x = ${at}\n  if (x !== undefined) {\n${take}\n  } else if (${JSON.stringify(key)} in v) ${into} = undefined`
    })
    return {
      constants: `const ${known} = new Set(${JSON.stringify(fields.map(([key]) => key))})\n`,
      code: `  if (typeof v !== "object" || v === null || Array.isArray(v)) return NO
  for (const key in v) if (!${known}.has(key)) return NO
  const object = {}
  let x
${read.join("\n")}
  v = object`,
    }
  }

  #checks({ checks = [] }) {
    return checks.map(({ _zod }) => this.#check(_zod.def)).join("")
  }

  /** The statement of one check; a string or number of a format is a check of itself. */
  #check(def) {
    switch (def.check) {
      case undefined:
        return ""
      case "string_format":
        if (def.format === "ipv6" || def.format === "cidrv6") return "  throw UNSURE\n"
        return `  if (!${def.pattern}.test(v)) return NO\n`
      case "number_format":
        if (def.format !== "safeint") throw new Error(`scripts/acceptor.mjs does not know the number ${def.format}`)
        return "  if (!Number.isSafeInteger(v)) return NO\n"
      case "min_length":
        return `  if (v.length < ${def.minimum}) return NO\n`
      case "max_length":
        return `  if (v.length > ${def.maximum}) return NO\n`
      case "greater_than":
        return `  if (!(v ${def.inclusive ? ">=" : ">"} ${def.value})) return NO\n`
      case "less_than":
        return `  if (!(v ${def.inclusive ? "<=" : "<"} ${def.value})) return NO\n`
      case "overwrite":
        return `  v = ${this.#predicate(def.tx)}(v)\n`
      case "custom":
        return `  if (!${this.#predicate(def.fn)}(v)) return NO\n`
      default:
        throw new Error(`scripts/acceptor.mjs does not know the check ${def.check}`)
    }
  }

  /** A function can't be printed: it is imported by its name. */
  #predicate(fn) {
    const name = this.#known.get(fn)
    if (name === undefined) throw new Error(`schema/predicates.ts does not export ${fn}`)
    this.predicates.add(name)
    return name
  }
}

function differsFromAll(values) {
  return values.map((value) => `v !== ${JSON.stringify(value)}`).join(" && ")
}
