import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import type { OwnCode } from "../../core/codes/index.js"
import type { Diagnostic } from "../../core/diagnostic.js"
import { isPin, PIN_FORM } from "../../core/pins.js"
import { enumerate, nearest } from "../../core/resolve/problems.js"
import { setTomlString } from "../../formats/toml.js"
import { type ExitCode, exit } from "../exit.js"
import { imagesName, openProject, type Project } from "../project.js"
import { type BuildOptions, build } from "./build.js"
import { meant } from "./environments.js"
import { isForPeople, tell } from "./tell.js"

/** The options of `groundplan pin`. */
export interface PinOptions extends Omit<BuildOptions, "env"> {
  /** The environments that are pinned; `default` is every one that is not named. */
  readonly env: readonly string[]
}

/** `groundplan pin <image>=<tag|digest> --env <name>`: edits images.toml, keeping its comments and order, then builds. */
export async function pin(assignments: readonly string[], options: PinOptions): Promise<ExitCode> {
  const project = await openProject(options)
  const problems = assignments.flatMap((assignment) => problemsOf(assignment, project, options.env))
  // An image that is not pinned yet is just what this command is for; anything else must be mended first.
  const unreadable = project.estate === undefined ? project.diagnostics : []
  if (problems.length + unreadable.length > 0)
    return tell([...unreadable, ...problems], project, { ...options, command: "pin" })

  const file = join(dirname(project.file), imagesName)
  const before = existsSync(file) ? readFileSync(file, "utf8") : ""
  const pins = assignments.flatMap((assignment) =>
    options.env.map((environment) => ({ ...split(assignment), environment })),
  )
  const after = pins.reduce(
    (text, { image, pin: value, environment }) => setTomlString(text, [image, environment], value),
    before,
  )
  if (after !== before) replace(file, after)
  const { env: _environments, ...rest } = options
  const code = await build(rest)
  if (code !== exit.clean && after !== before && isForPeople(options))
    process.stderr.write(keptEdit(options.env, assignments))
  return code
}

function keptEdit(environments: readonly string[], assignments: readonly string[]): string {
  const edit = `${imagesName} is edited (${assignments.join(", ")} in ${environments.join(", ")}), but nothing was built.`
  return `${edit} Mend what is told above, then run groundplan build.\n`
}

function problemsOf(assignment: string, { estate }: Project, environments: readonly string[]): readonly Diagnostic[] {
  const { image, pin: value } = split(assignment)
  const images = estate?.shared.images.map(({ name }) => name) ?? []
  const declared = ["default", ...(estate?.environments.map(({ name }) => name) ?? [])]
  const near = nearest(image, images)
  return [
    ...(images.includes(image) || estate === undefined
      ? []
      : [
          {
            ...usage("usage/unknown_image", `There is no image ${JSON.stringify(image)}.`, enumerate(images)),
            ...(near === undefined ? {} : meant(near, "/images")),
          },
        ]),
    ...(value === "" ? [noPin(image)] : []),
    ...(value === "" || isPin(value)
      ? []
      : [usage("usage/invalid_pin", `${JSON.stringify(value)} is neither a tag nor a digest.`, PIN_FORM)]),
    ...environments
      .filter((name) => estate !== undefined && !declared.includes(name))
      .map((name) => unknownEnvironment(name, declared)),
  ]
}

function unknownEnvironment(name: string, declared: readonly string[]): Diagnostic {
  const message = `--env names ${JSON.stringify(name)}, which is not an environment.`
  const near = nearest(name, declared)
  const wrong = usage("usage/unknown_environment", message, enumerate(declared))
  if (near === "default") return { ...wrong, help: 'Did you mean "default"?' }
  return near === undefined ? wrong : { ...wrong, ...meant(near, "/environments") }
}

function noPin(image: string): Diagnostic {
  const named = usage("usage/no_pin", `No tag is named for ${JSON.stringify(image)}.`, PIN_FORM)
  return { ...named, help: `Write ${image}=<tag>.` }
}

function usage(code: OwnCode, message: string, allowed: string): Diagnostic {
  return { code, severity: "error", message, path: "", allowed }
}

/** `redis=7-alpine` → image and pin; a digest holds no `=`. */
function split(assignment: string): { readonly image: string; readonly pin: string } {
  const at = assignment.indexOf("=")
  return at < 0 ? { image: assignment, pin: "" } : { image: assignment.slice(0, at), pin: assignment.slice(at + 1) }
}

/** Written beside and renamed, so that the file is never half-written. */
function replace(file: string, text: string): void {
  const staged = `${file}.tmp`
  writeFileSync(staged, text)
  renameSync(staged, file)
}
