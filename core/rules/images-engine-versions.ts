import type { Environment } from "../estate.js"
import { example, POSTGRES_PASSWORD } from "../example.js"
import { type PinnedImage, pinnedImages, versionOf } from "../pinned.js"
import type { Finding, Rule } from "../rule.js"
import { isStore } from "../store.js"

/** What a database answers, and what its data folder looks like, changes with its major version. */
export const imagesEngineVersions: Rule = {
  code: "images/engine_versions",
  severity: "warning",
  summary: "Two environments run one database at different major versions.",
  *check({ environments }) {
    for (const runs of enginesOf(environments).values()) yield* differing(runs)
  },
  explain: () => ({
    why: "A query that the planner of one major version runs in a millisecond can take a minute in another, extensions and reserved words come and go, and a dump or a data folder of the newer one is not read by the older one. What was tried in one environment then says little about the other, and the day on which production must be restored from a backup is a bad one to find out.",
    source: {
      title: "PostgreSQL: versioning policy",
      url: "https://www.postgresql.org/support/versioning/",
    },
    ...EXAMPLE,
    pins: '[postgres]\nstaging = "16.4"\nlive = "17.2"\n',
    passingPins: '[postgres]\nstaging = "17.2"\nlive = "17.2"\n',
  }),
}

const STORE = `store: { contents: Orders }\n${POSTGRES_PASSWORD.taken}\nmounts: [{ volume: orders, target: /var/lib/postgresql/data }]`
const TOPOLOGY = example({
  services: { postgres: STORE },
  environments: { staging: "{}", live: "{}" },
  more: POSTGRES_PASSWORD.declared,
})
const EXAMPLE = { failing: TOPOLOGY, passing: TOPOLOGY }

interface Run extends PinnedImage {
  readonly environment: Environment
  readonly major: number
}

/** The datastores among the images whose version can be told, each with what runs it where. */
function enginesOf(environments: readonly Environment[]): ReadonlyMap<string, readonly Run[]> {
  const engines = new Map<string, Run[]>()
  for (const environment of environments) {
    for (const pinned of pinnedImages(environment)) {
      const major = isStore(pinned.service) ? versionOf(pinned.pin)?.[0] : undefined
      if (major === undefined) continue
      const known = engines.get(pinned.image.name)
      const run = { ...pinned, environment, major }
      if (known === undefined) engines.set(pinned.image.name, [run])
      else known.push(run)
    }
  }
  return engines
}

/** All are measured by production; without it, by the last environment. */
function* differing(runs: readonly Run[]): Iterable<Finding> {
  const measure = runs.find(({ environment }) => environment.stage === "production") ?? runs.at(-1)!
  for (const run of runs) {
    if (run.major === measure.major) continue
    yield {
      message: `${run.environment.name} runs ${run.image.name} ${run.major}, and ${measure.environment.name} runs ${measure.major}.`,
      path: run.origin,
      found: JSON.stringify(run.pin),
      allowed: `version ${measure.major}`,
      notes: [{ message: `the version of ${measure.environment.name}`, path: measure.origin }],
      help: "Pin the same major version in both, unless an upgrade is being tried: then accept it until its day.",
      environments: [run.environment.name, measure.environment.name],
    }
  }
}
