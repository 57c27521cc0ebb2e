/** Something that leads from one name to another. */
export interface Step {
  /** The name that it leads to. */
  readonly target: string
}

/**
 * Every circle that is met when all steps are walked from every start, as the steps around it. A name is left for good once all
 * behind it is seen, so the walk takes as long as there are steps.
 */
export function circlesFrom<S extends Step>(
  starts: Iterable<string>,
  stepsFrom: (name: string) => readonly S[],
): readonly (readonly S[])[] {
  const done = new Set<string>()
  const circles: (readonly S[])[] = []
  for (const start of starts) {
    if (done.has(start)) continue
    const trail: S[] = []
    const depth = new Map<string, number>([[start, 0]])
    const open = [stepsFrom(start).values()]
    while (open.length > 0) {
      const { value: step, done: ended } = open.at(-1)!.next()
      if (ended === true) {
        open.pop()
        const left = trail.pop()?.target ?? start
        depth.delete(left)
        done.add(left)
        continue
      }
      const above = depth.get(step.target)
      if (above !== undefined) circles.push([...trail.slice(above), step])
      if (above !== undefined || done.has(step.target)) continue
      trail.push(step)
      depth.set(step.target, trail.length)
      open.push(stepsFrom(step.target).values())
    }
  }
  return circles
}
