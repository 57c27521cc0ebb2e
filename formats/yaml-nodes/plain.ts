/** The value of a scalar that stands bare, by the core schema of YAML 1.2 (chapter 10.3.2). */
export function plainValue(text: string): string | number | boolean | null {
  switch (text.charCodeAt(0)) {
    case 0x7e: // ~
    case 0x6e: // n
    case 0x4e: // N
      return text === "~" || text === "null" || text === "Null" || text === "NULL" ? null : text
    case 0x74: // t
    case 0x54: // T
      return text === "true" || text === "True" || text === "TRUE" ? true : text
    case 0x66: // f
    case 0x46: // F
      return text === "false" || text === "False" || text === "FALSE" ? false : text
    case 0x2b: // +
    case 0x2d: // -
    case 0x2e: // .
    case 0x30:
    case 0x31:
    case 0x32:
    case 0x33:
    case 0x34:
    case 0x35:
    case 0x36:
    case 0x37:
    case 0x38:
    case 0x39:
      return numberOr(text)
    default:
      return text === "" ? null : text
  }
}

const DECIMAL = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/
const BASED = /^0(?:o[0-7]+|x[0-9a-fA-F]+)$/
const SPECIAL = /^(?:[-+]?\.(?:inf|Inf|INF)|\.nan|\.NaN|\.NAN)$/

function numberOr(text: string): string | number {
  if (DECIMAL.test(text) || BASED.test(text)) return Number(text)
  if (!SPECIAL.test(text)) return text
  if (text.charCodeAt(1) === 0x6e || text.charCodeAt(1) === 0x4e) return Number.NaN
  return text.startsWith("-") ? -Infinity : Infinity
}
