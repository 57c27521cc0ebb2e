import { spawn } from "node:child_process"
import { openSync, readFileSync } from "node:fs"
import { join } from "node:path"
import type { Raised } from "../environment.js"
import { expectNone } from "../report.js"

/** Writes down when containers start and become healthy, from now on. Yields the file of each machine, by name. */
export function recordEvents(raised: Raised, folder: string): ReadonlyMap<string, string> {
  return new Map(
    raised.places.map(({ machine }) => {
      const file = join(folder, `${machine.name}-events.jsonl`)
      const filters = ["type=container", "event=start", "event=health_status"].flatMap((one) => ["--filter", one])
      const [program = "", ...argv] = [...machine.enter, "docker", "events", "--format", "{{json .}}", ...filters]
      spawn(program, argv, { stdio: ["ignore", openSync(file, "w"), "ignore"] })
      return [machine.name, file]
    }),
  )
}

/** Every dependant started after what it needs was started, or well, as its condition says. */
export async function checkStartOrder(raised: Raised, events: ReadonlyMap<string, string>): Promise<string> {
  const wrong: string[] = []
  let held = 0
  for (const { machine, stacks } of raised.places) {
    const seen = readFileSync(events.get(machine.name)!, "utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as Event)
    for (const { stack, file } of stacks) {
      const first = (service: string, action: string): number | undefined =>
        seen.find(
          ({ Action, Actor: { Attributes } }) =>
            Action === action &&
            Attributes["com.docker.compose.project"] === stack.project &&
            Attributes["com.docker.compose.service"] === service,
        )?.timeNano
      for (const [dependant, { depends_on: dependencies = {} }] of Object.entries(file.services)) {
        for (const [dependency, { condition }] of Object.entries(dependencies)) {
          const ready = first(dependency, condition === "service_healthy" ? "health_status: healthy" : "start")
          const start = first(dependant, "start")
          const said = `${stack.project}: ${dependant} after ${dependency} is ${condition}`
          if (ready === undefined || start === undefined) wrong.push(`${said}: one of the two never happened`)
          else if (start < ready) wrong.push(`${said}: it started ${(ready - start) / 1e9} s before`)
          else held += 1
        }
      }
    }
  }
  expectNone(wrong)
  return `${held} dependencies waited for`
}

interface Event {
  readonly Action: string
  readonly Actor: { readonly Attributes: Readonly<Record<string, string>> }
  readonly timeNano: number
}
