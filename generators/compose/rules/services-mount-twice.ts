import type { Service } from "../../../core/estate.js"
import { example } from "../../../core/example.js"
import { type Origin, originOf } from "../../../core/origin.js"
import type { Rule } from "../../../core/rule.js"
import { child } from "../../../schema/pointer.js"
import { composeServices } from "../services.js"

/** Of two mounts at one place Compose keeps the last and says nothing. */
export const servicesMountTwice: Rule = {
  code: "services/mount_twice",
  severity: "error",
  summary: "Two mounts of a service have one target.",
  *check(estate) {
    for (const service of composeServices(estate)) {
      if (service.mounts.length + service.anonymousVolumes.length < 2) continue
      const known = new Map<string, Origin>()
      for (const [target, path] of targetsOf(service)) {
        const earlier = known.get(target)
        known.set(target, earlier ?? path)
        if (earlier === undefined) continue
        yield {
          message: `${service.id} mounts two things at ${JSON.stringify(target)}.`,
          path,
          found: JSON.stringify(target),
          notes: [{ message: "The other one is mounted there", path: earlier }],
          help: "Give one of them another target.",
          environments: [service.environment],
        }
      }
    }
  },
  explain: () => ({
    why: `Of two mounts with one target, Compose keeps the last and says nothing: the other one's files are not there, and what is written goes to a
place where nobody looks for it.`,
    source: {
      title: "Compose Specification: volumes of a service",
      url: "https://github.com/compose-spec/compose-spec/blob/main/05-services.md#volumes",
    },
    failing: shop("/data"),
    passing: shop("/archive"),
  }),
}

function targetsOf(service: Service): readonly (readonly [string, Origin])[] {
  const anonymous = originOf(service, "anonymousVolumes")
  return [
    ...service.mounts.map((mount) => [mount.target, originOf(mount, "target")] as const),
    ...service.anonymousVolumes.map((target, index) => [target, child(anonymous, index)] as const),
  ]
}

function shop(target: string): string {
  return example({
    services: { orders: `mounts: [{ volume: breads, target: /data }, { volume: archive, target: ${target} }]` },
  })
}
