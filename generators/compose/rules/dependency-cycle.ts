import type { Stack } from "../../../core/estate.js"
import type { Rule } from "../../../core/rule.js"
import { type Dependency, dependenciesOf } from "../dependencies.js"
import { circlesFrom } from "./circles.js"
import { composeHosts } from "./services.js"

/** Compose refuses a file whose services wait for each other in a circle. */
export const dependencyCycle: Rule = {
  code: "service/dependency_cycle",
  severity: "error",
  summary: "Services of a stack wait for each other in a circle.",
  *check(estate) {
    for (const host of composeHosts(estate)) {
      for (const stack of host.stacks) {
        for (const circle of circlesOf(stack)) {
          const names = circle.map(({ source }) => source)
          yield {
            message: `The services ${names.join(", ")} of ${stack.name} wait for each other in a circle.`,
            path: circle[0]!.origin,
            found: [...names, names[0]].join(" → "),
            notes: circle
              .slice(1)
              .map(({ source, target, origin }) => ({ message: `${source} waits for ${target}`, path: origin })),
            help: "Declare the edge on one side only; the other finds it by the variables that it is handed.",
            environments: [host.environment],
          }
        }
      }
    }
  },
}

function circlesOf({ services }: Stack): readonly (readonly Dependency[])[] {
  const byName = new Map(services.map((service) => [service.name, service]))
  const names = new Set(byName.keys())
  return circlesFrom(names, (name) => dependenciesOf(byName.get(name)!, names))
}
