import { relative, resolve, sep } from "node:path"
import type { Origin } from "../../core/origin.js"
import { type ExitCode, exit } from "../exit.js"
import type { Locator } from "../locate/locate.js"
import { outDirectory } from "../options.js"
import { openProject } from "../project.js"
import { printPointer, printPosition } from "../report.js"
import type { BuildOptions } from "./build.js"
import { tell } from "./tell.js"

/** `groundplan explain <file:line>`: says which place in the topology a line of an artifact comes from. */
export async function explain(place: string, options: BuildOptions): Promise<ExitCode> {
  const project = await openProject(options)
  if (project.diagnostics.some(({ severity }) => severity === "error"))
    return tell(project.diagnostics, project, { ...options, command: "explain" })
  const [, name, line] = /^(.*?)(?::(\d+))?(?::\d+)?$/.exec(place) ?? []
  const path = relative(outDirectory(project, options.out), resolve(name ?? ""))
    .split(sep)
    .join("/")
  const artifact = project.artifacts.find((candidate) => candidate.path === path)
  const origin = artifact?.origins()[Number(line) - 1]
  if (artifact === undefined || origin === undefined) {
    process.stderr.write(
      artifact === undefined
        ? `${name} is not generated from ${project.file}.\n`
        : `${name} has no line ${line ?? "(none was named)"}.\n`,
    )
    return exit.usage
  }
  const { locatorFor } = await import("../locate/locate.js")
  const locator = await locatorFor({
    file: project.file,
    ...(project.images === undefined ? {} : { images: project.images }),
  })
  process.stdout.write(`${inWords(artifact.origins(), Number(line) - 1, locator)}\n`)
  return exit.clean
}

/** A place in the user's files, or a sentence where a line comes from none. */
function inWords(origins: readonly Origin[], index: number, locator: Locator): string {
  const origin = origins[index] ?? ""
  if (isPlace(origin)) return placeInWords(origin, locator)
  if (!origin.startsWith("default:")) return `text that no topology changes (${origin})`
  const fact = `a default: ${origin.slice("default:".length)} is not stated`
  const near = nearestNode(origins, index)
  return near === undefined ? fact : `${fact}; state it near ${placeInWords(near, locator)} to change it`
}

function placeInWords(origin: Origin, { positionOf }: Locator): string {
  const position = positionOf(origin)
  return position === undefined ? printPointer(origin) : `${printPosition(position)} ${printPointer(origin)}`
}

/** The topology's node of the nearest line above, where a block begins; else of the nearest below. */
function nearestNode(origins: readonly Origin[], index: number): Origin | undefined {
  const isNode = (origin: Origin) => origin.startsWith("/")
  return origins.slice(0, index).findLast(isNode) ?? origins.slice(index).find(isNode)
}

function isPlace(origin: Origin): boolean {
  return origin.startsWith("/") || origin.startsWith("images:")
}
