import { dependenciesOf } from "../../../core/dependencies.js"
import type { Environment, Service } from "../../../core/estate.js"
import { example } from "../../../core/example.js"
import { originOf } from "../../../core/origin.js"
import type { Rule } from "../../../core/rule.js"
import { type Feature, targetOf, type Use, unsupported } from "../../../core/targets.js"
import { type StackContext, stackContexts } from "../context.js"
import { localPorts } from "../ports.js"

/** What a version does not know it refuses, or worse, leaves out. */
export const targetsCompose: Rule = {
  code: "targets/compose",
  severity: "error",
  summary: "A Compose file uses what the stated version of Docker Compose does not know.",
  *check({ shared, environments }) {
    const target = targetOf(shared.targets, "compose")
    for (const context of stackContexts(shared, environments)) {
      for (const use of usesOf(context)) {
        const finding = unsupported(use, "compose", target)
        if (finding !== undefined) yield finding
      }
    }
  },
  explain: () => {
    const shop = (version: string) =>
      example({
        services: { oven: "health: { command: [check], startInterval: 2s }" },
        more: `targets: { compose: "${version}" }`,
      })
    return {
      why: "A key that Docker Compose does not know stops it (`additional properties are not allowed`), on the machine and at the time of a deployment. `targets.compose` says with which version the files are used; by default that is the one that Groundplan is tested with.\n\nEach version below is the first whose own schema or loader has the key, as read in the sources of docker/compose and compose-spec/compose-go.",
      source: { title: "Docker Compose release notes", url: "https://docs.docker.com/compose/releases/release-notes/" },
      failing: shop("2.20.1"),
      passing: shop("2.20.2"),
    }
  },
}

const UPGRADE = "upgrade it on the machines"

/** What Compose files use that not every version 2 knows. */
const FEATURES = {
  name: { name: "the `name` of a project", since: "2.3.0", instead: UPGRADE },
  restart: { name: "`restart` in `depends_on`", since: "2.17.0", instead: "remove `restart` from the edge" },
  reset: {
    name: "`!reset`, which takes a port back on laptops",
    since: "2.18.0",
    instead: "publish the same ports on both placements",
  },
  required: {
    name: "`required` in `depends_on`",
    since: "2.20.0",
    instead: "remove `required: false` from the edge",
  },
  startInterval: {
    name: "`start_interval` in `healthcheck`",
    since: "2.20.2",
    instead: "remove `startInterval`",
  },
  envFile: {
    name: "`required` in `env_file`",
    since: "2.24.0",
    instead: "state the variables under `environment`",
  },
  override: {
    name: "`!override`, which changes ports on laptops",
    since: "2.24.4",
    instead: "publish the same ports on both placements",
  },
  portName: { name: "the `name` of a published port", since: "2.25.0", instead: UPGRADE },
} as const satisfies Readonly<Record<string, Feature>>

function* usesOf(context: StackContext): Iterable<Use> {
  const { stack, environment, names, runs } = context
  yield { feature: FEATURES.name, path: originOf(stack, "project"), environment: environment.name }
  for (const service of stack.services) {
    yield* serviceUses(service, names, environment)
    if (runs === "both") yield* laptopUses(service, environment)
  }
}

function* serviceUses(service: Service, names: ReadonlySet<string>, { name }: Environment): Iterable<Use> {
  const use = (feature: Feature, path: string): Use => ({ feature, path, environment: name })
  const published = service.ports.find(({ published: number, hostIp }) => number !== undefined && hostIp !== undefined)
  if (published !== undefined) yield use(FEATURES.portName, published.path)
  if (service.envFiles.length > 0) yield use(FEATURES.envFile, originOf(service, "envFiles"))
  const { health } = service
  if (health?.startInterval !== undefined) yield use(FEATURES.startInterval, originOf(health, "startInterval"))
  for (const { edge, restart, required } of dependenciesOf(service, names)) {
    if (restart) yield use(FEATURES.restart, edge.sources.restart ?? edge.path)
    if (!required) yield use(FEATURES.required, edge.sources.required ?? edge.path)
  }
}

/** Where some ports are published in the cloud only, the file for laptops replaces the list, or empties it. */
function* laptopUses({ ports }: Service, { name }: Environment): Iterable<Use> {
  const published = ports.filter((port) => port.published !== undefined)
  const kept = localPorts(ports)
  const [first] = published
  if (first === undefined || kept.length === published.length) return
  yield { feature: kept.length === 0 ? FEATURES.reset : FEATURES.override, path: first.path, environment: name }
}
