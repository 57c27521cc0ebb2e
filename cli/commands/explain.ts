import { relative, resolve, sep } from "node:path"
import { type ExitCode, exit } from "../exit.js"
import { outDirectory } from "../options.js"
import { openProject } from "../project.js"
import { printPointer, printPosition } from "../report.js"
import type { BuildOptions } from "./build.js"
import { tell } from "./tell.js"

/** `groundplan explain <file:line>`: says which place in the topology a line of an artifact comes from. */
export async function explain(place: string, options: BuildOptions): Promise<ExitCode> {
  const project = await openProject(options)
  if (project.diagnostics.some(({ severity }) => severity === "error"))
    return tell(project.diagnostics, project, options)
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
  const position = origin.startsWith("/") || origin.startsWith("images:") ? locator.positionOf(origin) : undefined
  const where = position === undefined ? "" : `${printPosition(position)} `
  process.stdout.write(`${where}${position === undefined ? origin : printPointer(origin)}\n`)
  return exit.clean
}
