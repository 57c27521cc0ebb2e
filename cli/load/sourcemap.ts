/** A place in a text: line and column from 1. */
export interface Place {
  readonly line: number
  readonly column: number
}

/**
 * Finds the place in the source that a place in the compiled copy comes from, by the `mappings` of a source map of one
 * source (ECMA-426); `undefined` when its line has none.
 */
export function originalPlace(mappings: string, { line, column }: Place): Place | undefined {
  let sourceLine = 0
  let sourceColumn = 0
  let found: Place | undefined
  for (const [index, segments] of mappings.split(";").entries()) {
    if (index >= line) break
    let generatedColumn = 0
    for (const segment of segments === "" ? [] : segments.split(",")) {
      const [generated = 0, , lines = 0, columns = 0] = decode(segment)
      generatedColumn += generated
      sourceLine += lines
      sourceColumn += columns
      const applies = index === line - 1 && (generatedColumn < column || found === undefined)
      if (applies) found = { line: sourceLine + 1, column: sourceColumn + 1 }
    }
  }
  return found
}

const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

/** Base64 VLQ: five bits a digit, lowest first, the sixth says that more follow; the lowest bit of all is the sign. */
function decode(segment: string): readonly number[] {
  const numbers: number[] = []
  let value = 0
  let shift = 0
  for (const character of segment) {
    const digit = digits.indexOf(character)
    value += (digit & 31) << shift
    shift += 5
    if ((digit & 32) !== 0) continue
    numbers.push((value & 1) === 1 ? -(value >>> 1) : value >>> 1)
    value = 0
    shift = 0
  }
  return numbers
}
