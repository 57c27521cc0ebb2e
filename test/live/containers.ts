import type { Service } from "../../core/estate.js"
import type { Place, Raised } from "./environment.js"

/** A container that runs, and the service that it is of. */
export interface Container {
  readonly service: Service
  readonly place: Place
  /** Docker's id of it. */
  readonly id: string
  /** Its first process, as its machine numbers it. */
  readonly pid: number
  /** Its networks by their real names, with its address on each. */
  readonly networks: Readonly<Record<string, string>>
  /** `healthy`, `starting`, `unhealthy`; undefined without a check. */
  readonly health: string | undefined
  readonly restarts: number
  /** Bytes. */
  readonly memory: number
}

/** Every container of an environment that runs. */
export async function containersOf({ places }: Raised): Promise<readonly Container[]> {
  return (await Promise.all(places.map(containersAt))).flat()
}

/** What containers that are not well say of themselves, and what their checks said last. */
export async function ailing({ places }: Raised): Promise<readonly string[]> {
  const told: string[] = []
  for (const { machine } of places) {
    const ids = (await machine.run(["docker", "ps", "--all", "--quiet", "--no-trunc"]))
      .split("\n")
      .filter((id) => id !== "")
    if (ids.length === 0) continue
    for (const { Id, Name, State } of JSON.parse(
      await machine.run(["docker", "inspect", ...ids]),
    ) as readonly Inspected[]) {
      if (State.Status === "running" && (State.Health === undefined || State.Health.Status === "healthy")) continue
      const { stdout, stderr } = await machine.attempt(["docker", "logs", "--tail", "10", Id])
      const check = State.Health?.Log?.at(-1)?.Output ?? ""
      told.push(
        `${Name} is ${State.Status}, ${State.Health?.Status}: ${check}`,
        ...`${stdout}${stderr}`.trim().split("\n"),
      )
    }
  }
  return told
}

async function containersAt(place: Place): Promise<readonly Container[]> {
  const { machine, stacks } = place
  const ids = (await machine.run(["docker", "ps", "--quiet", "--no-trunc"])).split("\n").filter((id) => id !== "")
  if (ids.length === 0) return []
  const inspected = JSON.parse(await machine.run(["docker", "inspect", ...ids])) as readonly Inspected[]
  const services = new Map(
    stacks.flatMap(({ stack }) =>
      stack.services.map((service) => [`${stack.project}/${service.name}`, service] as const),
    ),
  )
  return inspected.map((container) => {
    const { Id, State, Config, NetworkSettings, RestartCount, HostConfig } = container
    const labels = Config.Labels
    const name = `${labels["com.docker.compose.project"]!}/${labels["com.docker.compose.service"]!}` as const
    const service = services.get(name)
    if (service === undefined) throw new Error(`a container runs that no stack declares: ${name}`)
    return {
      service,
      place,
      id: Id,
      pid: State.Pid,
      networks: Object.fromEntries(
        Object.entries(NetworkSettings.Networks).map(([network, { IPAddress }]) => [network, IPAddress]),
      ),
      health: State.Health?.Status,
      restarts: RestartCount,
      memory: HostConfig.Memory,
    }
  })
}

interface Inspected {
  readonly Id: string
  readonly Name: string
  readonly State: {
    readonly Pid: number
    readonly Status: string
    readonly Health?: { readonly Status: string; readonly Log?: readonly { readonly Output: string }[] }
  }
  readonly Config: { readonly Labels: Readonly<Record<string, string>> }
  readonly NetworkSettings: { readonly Networks: Readonly<Record<string, { readonly IPAddress: string }>> }
  readonly RestartCount: number
  readonly HostConfig: { readonly Memory: number }
}
