import type { Container } from "../containers.js"
import type { Deployed } from "../deploy.js"
import type { Raised } from "../environment.js"
import { grantedBy } from "../granted.js"
import { nameOf, type Vantage } from "../observe.js"
import { expectNone } from "../report.js"

/** A PostgreSQL answers `SELECT 1`, asked with its right password, from where the model grants it and from nowhere else. */
export async function checkPostgres(
  raised: Raised,
  containers: readonly Container[],
  vantages: readonly Vantage[],
): Promise<string> {
  const granted = grantedBy(raised.environment, raised.placement, raised.estate)
  const stores = containers.filter(({ service }) => service.image?.family === "postgres")
  const wrong: string[] = []
  const [yes, no] = [new Set<string>(), new Set<string>()]
  await Promise.all(
    vantages.map(async ({ party, standin }) => {
      const asked = stores.flatMap((store) => {
        if (party.kind === "service" && party.service.id === store.service.id) return []
        const url = urlOf(store)
        return Object.entries(store.networks).map(([network, address]) => ({
          store,
          expected:
            granted(party, {
              to: { kind: "container", service: store.service, network },
              port: 5432,
              transport: "tcp",
            }) !== undefined,
          url: url(address, 5432),
        }))
      })
      const request = { timeoutMs: 3_000, targets: asked.map(({ url }, id) => ({ id, kind: "postgres", url })) }
      const answers = JSON.parse(await standin(["probe"], JSON.stringify(request))) as readonly {
        readonly id: number
        readonly state: string
        readonly detail?: string
      }[]
      for (const { id, state, detail = "" } of answers) {
        const { store, expected } = asked[id]!
        const said = `${nameOf(party)} → ${store.service.id}`
        if ((state === "open") !== expected)
          wrong.push(`${said}: ${state === "open" ? "answered, and nothing grants it" : detail}`)
        else (expected ? yes : no).add(said)
      }
    }),
  )
  expectNone(wrong)
  return `SELECT 1 is answered to ${yes.size} pairs that may ask, and to none of ${[...no].filter((pair) => !yes.has(pair)).length} others`
}

/** The URL of a PostgreSQL as its compose file sets it up. */
export function urlOf({ service, place }: Container): (address: string, port: number) => string {
  const stack = stackOf(place.stacks, service.stack, service.id)
  const variable = (name: string): string =>
    service.variables
      .find((one) => one.name === name)
      ?.value.map((part) => (typeof part === "string" ? part : ""))
      .join("") ?? ""
  const secret = service.secrets.find(({ variable: name }) => name === "POSTGRES_PASSWORD")?.secret.name ?? ""
  const password = encodeURIComponent(stack.secrets[secret] ?? "")
  return (address, port) =>
    `postgres://${variable("POSTGRES_USER")}:${password}@${address}:${port}/${variable("POSTGRES_DB")}`
}

/** The stack that a service is of. */
export function stackOf(stacks: readonly Deployed[], name: string, id: string): Deployed {
  return stacks.find(({ stack }) => stack.name === name && stack.services.some((service) => service.id === id))!
}
