import type { Estate } from "../../../core/estate.js"
import { machineShape } from "../../../core/machines.js"
import { originOf } from "../../../core/origin.js"
import { code, join, type Markdown, md } from "../../../formats/markdown.js"
import { listed, NOTHING, siteLinks, words } from "../cells.js"
import type { Ink, Page, Row } from "../page.js"
import { composeLink, pagePath } from "../site.js"
import template from "../templates/servers-and-compute.hbs"
import { enumerate, rounded, size } from "../words.js"

/** The page about machines: what they are, what they have, and what is deployed to them. */
export function serversPage(estate: Estate): Page {
  const path = pagePath(estate.shared, "servers-and-compute")
  return {
    path,
    template,
    name: "servers-and-compute",
    view: (ink) => {
      const unknown = unknownMachines(estate)
      return {
        machines: ink.table(
          ["VM", "Environment", "Instance", "Machine", "vCPUs", "Memory", "Zone", "Private address"],
          machineRows(estate),
        ),
        unknown:
          unknown.length === 0 ? undefined : ink.say(md(enumerate(unknown)), estate.environments[0]!.hosts[0]!.path),
        memory: ink.table(
          ["VM", "Environment", "Reserved", "Limits", "Left for services", "Reserved share"],
          memoryRows(estate),
        ),
        stacks: ink.table(
          ["VM", "Environment", "From", "Folder on the VM", "Compose project"],
          stackRows(estate, path),
        ),
        gcp: estate.shared.gcp !== undefined,
        terraform: estate.shared.generate.has("terraform") && estate.shared.gcp !== undefined,
        frontends: frontends(estate, ink),
      }
    },
  }
}

function machineRows({ shared, environments }: Estate): readonly Row[] {
  return environments.flatMap((environment) =>
    environment.hosts.map((host): Row => {
      const shape = host.machine === undefined ? undefined : machineShape(host.machine)
      return {
        cells: [
          md(host.title),
          md(environment.title),
          code(host.instance),
          host.machine === undefined ? NOTHING : code(host.machine),
          words(shape === undefined ? undefined : String(shape.vcpus)),
          words(shape === undefined ? undefined : `${rounded(shape.memoryGib)} GiB`),
          shared.gcp === undefined ? NOTHING : code(shared.gcp.zone),
          host.address === undefined ? NOTHING : code(host.address),
        ],
        origin: originOf(host, host.machine === undefined ? "address" : "machine"),
      }
    }),
  )
}

function unknownMachines({ environments }: Estate): readonly string[] {
  const machines = environments.flatMap(({ hosts }) => hosts.map(({ machine }) => machine))
  return [
    ...new Set(machines.filter((machine) => machine !== undefined && machineShape(machine) === undefined)),
  ] as string[]
}

function memoryRows({ environments }: Estate): readonly Row[] {
  return environments.flatMap((environment) =>
    environment.hosts.flatMap((host): readonly Row[] => {
      const sum = (pick: "memory" | "reservedMemory"): number =>
        host.services.reduce((total, { resources, replicas }) => total + (resources[pick] ?? 0) * replicas, 0)
      const reserved = sum("reservedMemory")
      const limits = sum("memory")
      if (reserved === 0 && limits === 0) return []
      const shape = host.machine === undefined ? undefined : machineShape(host.machine)
      const left = shape === undefined ? undefined : shape.memoryGib * 2 ** 30 - host.systemOverhead
      return [
        {
          cells: [
            md(host.title),
            md(environment.title),
            md(size(reserved)),
            md(size(limits)),
            words(left === undefined ? undefined : size(Math.max(0, left))),
            words(left === undefined || left <= 0 ? undefined : `${Math.round((100 * reserved) / left)} %`),
          ],
          origin: host.path,
        },
      ]
    }),
  )
}

function stackRows({ environments }: Estate, path: string): readonly Row[] {
  return environments.flatMap((environment) =>
    environment.hosts.flatMap((host) =>
      host.stacks.map(
        (stack): Row => ({
          cells: [
            md(host.title),
            md(environment.title),
            composeLink(stack, host, path),
            code(stack.deployedTo),
            code(stack.project),
          ],
          origin: stack.path,
        }),
      ),
    ),
  )
}

function frontends({ environments, shared }: Estate, ink: Ink): ReturnType<Ink["table"]> {
  const served = (name: string): Markdown => {
    const sites = environments.flatMap((environment) =>
      environment.frontends
        .filter(({ project }) => project.name === name)
        .flatMap(({ routes }) => routes.map(siteLinks)),
    )
    return listed(sites)
  }
  return ink.table(
    ["Frontend", "Purpose", "Project", "Built from", "Environments", "Served on"],
    (shared.vercel?.projects ?? []).map((project) => ({
      cells: [
        md(project.title),
        words(project.purpose),
        code(project.project),
        project.repository === undefined
          ? NOTHING
          : join(
              [code(project.repository), ...(project.directory === undefined ? [] : [code(project.directory)])],
              " ",
            ),
        words(enumerate(project.environments)),
        served(project.name),
      ],
      origin: project.path,
    })),
  )
}
