import { engineOf, isSameMajor, majorOf } from "../engines.js"
import type { Environment, Image, Service } from "../estate.js"
import { example, POSTGRES_PASSWORD } from "../example.js"
import { UNREADABLE } from "../pins.js"
import type { Finding, Rule } from "../rule.js"
import { isStore } from "../store.js"

/** What a database answers, and what its data folder looks like, changes with its major version. */
export const imagesEngineVersions: Rule = {
  code: "images/engine_versions",
  severity: "warning",
  summary: "Two environments run one database at different major versions.",
  *check({ environments }) {
    yield* differing(environments)
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

interface Run {
  readonly environment: string
  readonly service: Service
  readonly image: Image
  readonly pin: string
  readonly engine: string
  readonly major: readonly number[]
}

/** The datastores of an environment whose version can be told, by their services. */
function runsIn({ hosts, name }: Environment): readonly Run[] {
  return hosts.flatMap(({ services }) =>
    services.flatMap((service): readonly Run[] => {
      const { image, pin } = service
      if (image === undefined || pin === undefined || pin === UNREADABLE || !isStore(service)) return []
      const major = majorOf(image, pin)
      if (major === undefined) return []
      return [{ environment: name, service, image, pin, engine: engineOf(image)?.name ?? image.name, major }]
    }),
  )
}

/** What the runs of one environment are looked up by. */
interface Index {
  readonly byImage: ReadonlyMap<string, Run>
  /** Only of engines that the environment runs from one image. */
  readonly byEngine: ReadonlyMap<string, Run>
}

function indexOf(runs: readonly Run[]): Index {
  const byImage = new Map<string, Run>()
  for (const run of runs) if (!byImage.has(run.image.name)) byImage.set(run.image.name, run)
  const byEngine = new Map<string, Run | undefined>()
  for (const run of byImage.values()) byEngine.set(run.engine, byEngine.has(run.engine) ? undefined : run)
  const only = [...byEngine].flatMap(([engine, run]) => (run === undefined ? [] : [[engine, run] as const]))
  return { byImage, byEngine: new Map(only) }
}

/** All are measured by production; without it, by the last environment that runs the same. Each image of an environment is told once. */
function* differing(environments: readonly Environment[]): Iterable<Finding> {
  const all = environments.map((environment) => {
    const runs = runsIn(environment)
    return { environment, runs, ...indexOf(runs) }
  })
  const live = all.filter(({ environment }) => environment.stage === "production")
  const measures = [...live, ...all.filter((one) => !live.includes(one)).reverse()]
  for (const { environment, runs, ...own } of all) {
    const told = new Set<string>()
    for (const run of runs) {
      const measure = firstOf(measures, (measure) => counterpart(run, own, measure))
      if (measure === undefined || measure.environment === environment.name) continue
      if (isSameMajor(run.major, measure.major) || told.size === told.add(run.image.name).size) continue
      yield finding(run, measure)
    }
  }
}

/** The same image; where that is not run there, the only other one of the same engine. */
function counterpart(run: Run, own: Index, { byImage, byEngine }: Index): Run | undefined {
  return byImage.get(run.image.name) ?? (own.byEngine.has(run.engine) ? byEngine.get(run.engine) : undefined)
}

function firstOf<T, R>(all: readonly T[], find: (one: T) => R | undefined): R | undefined {
  for (const one of all) {
    const found = find(one)
    if (found !== undefined) return found
  }
  return undefined
}

function finding(run: Run, measure: Run): Finding {
  const [own, other] = [run.major.join("."), measure.major.join(".")]
  const what = run.image.name === measure.image.name ? "" : `${measure.image.name} `
  return {
    message: `${run.environment} runs ${run.image.name} ${own}, and ${measure.environment} runs ${what}${other}.`,
    path: run.service.pinOrigin,
    found: JSON.stringify(run.pin),
    allowed: `version ${other}`,
    notes: [{ message: `the version of ${measure.environment}`, path: measure.service.pinOrigin }],
    help: "Pin the same major version in both, unless an upgrade is being tried: then accept it until its day.",
    environments: [run.environment, measure.environment],
  }
}
