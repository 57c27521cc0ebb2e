import type { Bucket, Environment } from "../estate.js"
import { example } from "../example.js"
import { originOf } from "../origin.js"
import type { Finding, Rule } from "../rule.js"

/** Whoever cleans up, expires or restores in one environment does so in the other one, too. */
export const bucketsShared: Rule = {
  code: "buckets/shared",
  severity: "warning",
  summary: "Environments that should not meet share one bucket.",
  *check({ shared, environments }) {
    const uses = new Map<string, Use[]>()
    for (const bucket of shared.cloudflare?.buckets ?? []) {
      for (const environment of environments) {
        const real = bucket.names[environment.name]
        if (real === undefined) continue
        const known = uses.get(real)
        if (known === undefined) uses.set(real, [{ bucket, environment }])
        else known.push({ bucket, environment })
      }
    }
    for (const [real, users] of uses) yield* sharing(real, users)
  },
  explain: () => ({
    why: "A bucket is known by its real name: two environments that state the same one write into each other's files. Whoever empties it in one empties it in the other, a rule that deletes old objects deletes both, and a restore in staging can bring back customers' data, or overwrite it. Where backups of two environments meet it is an error; where a bucket is said to be limited to some environments and another one has its name, a warning.",
    source: { title: "Cloudflare R2: buckets", url: "https://developers.cloudflare.com/r2/buckets/" },
    failing: shop("bakery-photos"),
    passing: shop("bakery-photos-live"),
  }),
}

function shop(name: string): string {
  const buckets = `photos: { name: { staging: bakery-photos }, only: [staging] }, pictures: { name: { live: ${name} }, only: [live] }`
  return example({
    more: `clouds: { cloudflare: { purpose: Storage, zone: bakery.example, buckets: { ${buckets} } } }`,
    environments: { staging: "{}", live: "{}" },
    services: { oven: "" },
  })
}

interface Use {
  readonly bucket: Bucket
  readonly environment: Environment
}

function* sharing(real: string, users: readonly Use[]): Iterable<Finding> {
  const first = users[0]!
  const other = users.find(({ environment }) => environment !== first.environment)
  if (other === undefined) return
  const saved = users.filter(({ bucket, environment }) => takesBackups(bucket, environment))
  const [one, two] = saved.filter(
    ({ environment }, index) => saved.findIndex((user) => user.environment === environment) === index,
  )
  if (one !== undefined && two !== undefined) {
    yield {
      severity: "error",
      message: `Backups of ${one.environment.name} and ${two.environment.name} go to one bucket, ${JSON.stringify(real)}.`,
      ...place(real, one, two),
    }
    return
  }
  const limited = users.find(({ bucket }) => bucket.sources.only !== undefined)
  const stranger = users.find(
    ({ bucket, environment }) => bucket !== limited?.bucket && environment !== limited?.environment,
  )
  if (limited === undefined || stranger === undefined) return
  yield {
    message: `The bucket ${limited.bucket.name} is limited to some environments, but ${JSON.stringify(real)} is that of ${stranger.environment.name}, too.`,
    ...place(real, limited, stranger),
  }
}

function place(real: string, one: Use, two: Use): Omit<Finding, "message"> {
  return {
    path: originOf(two.bucket, `name:${two.environment.name}`),
    found: JSON.stringify(real),
    notes: [
      {
        message: `${one.environment.name} names it there`,
        path: originOf(one.bucket, `name:${one.environment.name}`),
      },
    ],
    help: "Give each environment a bucket of its own: `name` may differ by environment.",
    environments: [one.environment.name, two.environment.name],
  }
}

function takesBackups(bucket: Bucket, { hosts }: Environment): boolean {
  return hosts.some(({ services }) => services.some(({ backup }) => backup?.to === bucket))
}
