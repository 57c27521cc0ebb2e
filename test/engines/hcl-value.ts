import { parse } from "@cdktn/hcl2json"

/** A value that an expression has. */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [name: string]: Value }

/** What expressions may name: functions by name, and the roots of traversals, `local` or `dependency`. */
export interface Scope {
  /** Each is given its arguments' values. */
  readonly functions: Readonly<Record<string, (...args: readonly Value[]) => Value>>
  /** By the first name of a traversal. */
  readonly roots: Readonly<Record<string, Value>>
}

/** The parsed text of an HCL file: blocks by type and label, attributes by name, expressions as `${…}` in strings. */
export type Body = { readonly [name: string]: unknown }

/** Parses an HCL file with HashiCorp's own parser. */
export async function parseHcl(file: string, text: string): Promise<Body> {
  return (await parse(file, text)) as Body
}

/** The value of what the parser made of an attribute. Throws on any expression that our units have no use for. */
export function valueOf(parsed: unknown, scope: Scope): Value {
  if (typeof parsed === "string") return template(parsed, scope)
  if (Array.isArray(parsed)) return parsed.map((item) => valueOf(item, scope))
  if (typeof parsed === "object" && parsed !== null) {
    return Object.fromEntries(Object.entries(parsed).map(([name, value]) => [name, valueOf(value, scope)]))
  }
  return parsed as Value
}

function template(text: string, scope: Scope): Value {
  const parts: Value[] = []
  let literal = ""
  for (let index = 0; index < text.length; ) {
    if (/^(\$\$\{|%%\{)/.test(text.slice(index, index + 3))) {
      literal += text.slice(index + 1, index + 3)
      index += 3
    } else if (text.startsWith("${", index)) {
      const reader = new Reader(text, index + 2, scope)
      const value = reader.expression()
      reader.expect("}")
      if (index === 0 && reader.index === text.length) return value
      parts.push(literal, value)
      literal = ""
      index = reader.index
    } else {
      literal += text[index]
      index += 1
    }
  }
  return [...parts, literal].map((part) => (typeof part === "string" ? part : String(part))).join("")
}

/** Reads one expression: a literal, a list, an object, a call, or a traversal. */
class Reader {
  constructor(
    private readonly text: string,
    public index: number,
    private readonly scope: Scope,
  ) {}

  expression(): Value {
    let value = this.primary()
    for (;;) {
      if (this.take(/\.([A-Za-z_][\w-]*)/y)) value = member(value, this.last[1]!)
      else if (this.take(/\[/y)) {
        value = member(value, this.expression() as string | number)
        this.expect("]")
      } else return value
    }
  }

  expect(mark: string): void {
    this.take(/\s+/y)
    if (!this.text.startsWith(mark, this.index)) throw new Error(`expected ${mark} in ${this.text} at ${this.index}`)
    this.index += mark.length
  }

  private last: RegExpExecArray = [] as unknown as RegExpExecArray

  private primary(): Value {
    this.take(/\s+/y)
    if (this.take(/"/y)) return this.quoted()
    if (this.take(/-?\d+(\.\d+)?/y)) return Number(this.last[0])
    if (this.take(/\[/y)) return this.list("]")
    if (this.take(/(true|false|null)\b/y)) return JSON.parse(this.last[0]) as Value
    if (this.take(/([A-Za-z_]\w*)\(/y)) {
      const name = this.last[1]!
      const call = this.scope.functions[name]
      if (call === undefined) throw new Error(`a call of ${name}, in ${this.text}`)
      return call(...this.list(")"))
    }
    if (this.take(/[A-Za-z_]\w*/y)) return member(this.scope.roots, this.last[0])
    throw new Error(`an expression that is not known here: ${this.text.slice(this.index)}`)
  }

  /** A string in an expression keeps its backslashes, other than one that is an attribute's whole value. */
  private quoted(): string {
    let value = ""
    while (!this.take(/"/y)) {
      if (this.take(/\$(?=\$\{)|%(?=%\{)/y)) {
        this.take(/../y)
        value += this.last[0]
      } else if (this.take(/\$\{/y)) {
        value += String(this.expression())
        this.expect("}")
      } else if (this.take(/\\./y)) value += JSON.parse(`"${this.last[0]}"`) as string
      else if (this.take(/[^"\\]/y)) value += this.last[0]
      else throw new Error(`a string without its end, in ${this.text}`)
    }
    return value
  }

  private list(end: string): readonly Value[] {
    const values: Value[] = []
    for (;;) {
      this.take(/[\s,]+/y)
      if (this.text.startsWith(end, this.index)) {
        this.index += 1
        return values
      }
      values.push(this.expression())
    }
  }

  private take(pattern: RegExp): boolean {
    pattern.lastIndex = this.index
    const found = pattern.exec(this.text)
    if (found === null) return false
    this.last = found
    this.index += found[0].length
    return true
  }
}

function member(value: Value, name: string | number): Value {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) {
    throw new Error(`there is no ${name} in ${JSON.stringify(value)?.slice(0, 200)}`)
  }
  return (value as Readonly<Record<string | number, Value>>)[name]!
}
