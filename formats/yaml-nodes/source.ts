import type { Position } from "../position.js"
import type { YamlSource } from "../yaml-nodes.js"

/** A file whose lines are found when the first place in it is asked for. */
export function yamlSource(path: string, content: string): YamlSource {
  let starts: readonly number[] | undefined
  let last = 0
  return {
    path,
    positionAt(offset: number): Position {
      starts ??= lineStarts(content)
      if (!(starts[last]! <= offset && offset < (starts[last + 1] ?? Infinity))) last = lineOf(starts, offset)
      return { file: path, line: last + 1, column: offset - starts[last]! + 1 }
    },
  }
}

function lineStarts(content: string): readonly number[] {
  const starts = [0]
  for (let at = content.indexOf("\n"); at !== -1; at = content.indexOf("\n", at + 1)) starts.push(at + 1)
  return starts
}

/** The index of the last line that begins at or before an offset. */
function lineOf(starts: readonly number[], offset: number): number {
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (starts[middle]! <= offset) low = middle
    else high = middle - 1
  }
  return low
}
