import type { Container, Machine, PublishedPort, Transport } from "./network.js"

/** The ports of a container that a port of its machine leads to: one at most for each address of the machine. */
export function publishedAt(
  { published }: Pick<Container, "published">,
  port: number,
  transport: Transport,
): readonly PublishedPort[] {
  return published.filter((one) => one.transport === transport && one.published[0] <= port && port <= one.published[1])
}

/** The port inside the container that a port of the machine leads to, which is one of those that are published. */
export function insidePort({ published, target }: PublishedPort, port: number): number {
  return target[0] + port - published[0]
}

/** Every container of a machine, project by project. */
export function containersOf({ stacks }: Machine): readonly Container[] {
  return [...stacks.values()].flatMap(({ containers }) => containers)
}
