import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { parse } from "yaml"
import type { Placement, Stack } from "../../core/estate.js"
import type { Identity, WantedImage } from "./images.js"
import type { Machine } from "./machine.js"
import { run } from "./run.js"

/** A compose file, as far as the bed looks into it. */
export interface ComposeFile {
  readonly name?: string
  readonly services: Readonly<Record<string, ComposeService>>
  readonly secrets?: Readonly<Record<string, { readonly file: string }>>
}

/** A service of it. */
export interface ComposeService {
  readonly image?: string
  readonly command?: readonly string[]
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>
  readonly build?: { readonly context: string }
  readonly volumes?: readonly { readonly type: string; readonly source: string; readonly target: string }[]
  readonly deploy?: { readonly resources?: { readonly limits?: { readonly memory?: string } } }
}

/** A stack of a machine, as it was deployed. */
export interface Deployed {
  readonly stack: Stack
  readonly machine: Machine
  /** Its folder on the machine. */
  readonly folder: string
  /** `docker-compose.yml`, as it was written. */
  readonly file: ComposeFile
  /** `docker-compose.local.yml`, as it was written; undefined where it is not used. */
  readonly local: ComposeFile | undefined
  /** The value of each secret. */
  readonly secrets: Readonly<Record<string, string>>
  /** Runs Compose in the folder, as the pages say that it is called. */
  compose(words: readonly string[], timeout?: number): Promise<string>
}

/** Reads a compose file of `out/`. */
export function readCompose(path: string): ComposeFile {
  const customTags = [
    { tag: "!reset", collection: "seq" as const },
    { tag: "!override", collection: "seq" as const },
  ]
  return parse(readFileSync(path, "utf8"), { customTags }) as ComposeFile
}

/**
 * Deploys a stack: copies its files as they are, fills in `.env` by what `.env.example` asks for, and writes the files of its secrets.
 * A URL that the example spells is used as it is spelled there.
 */
export async function deploy(
  stack: Stack,
  options: {
    readonly machine: Machine
    readonly out: string
    readonly placement: Placement
    readonly several: boolean
    readonly folder: string
    readonly scratch: string
  },
): Promise<Deployed> {
  const { machine, out, placement, several, folder, scratch } = options
  const source = join(out, stack.directory)
  const file = readCompose(join(source, "docker-compose.yml"))
  const local = placement === "local" ? readCompose(join(source, "docker-compose.local.yml")) : undefined
  const staged = join(scratch, stack.project)
  mkdirSync(staged, { recursive: true })
  cpSync(source, staged, { recursive: true })
  const secrets = Object.fromEntries(stack.secrets.map(({ secret }) => [secret.name, secretValue(secret.name)]))
  const { text, values } = filledIn(readFileSync(join(source, ".env.example"), "utf8"), secrets)
  writeFileSync(join(staged, ".env"), text, { mode: 0o600 })
  for (const [name, { file: path }] of Object.entries(file.secrets ?? {})) {
    mkdirSync(join(staged, path, ".."), { recursive: true, mode: 0o700 })
    writeFileSync(join(staged, path), secrets[name] ?? secretValue(name), { mode: 0o400 })
  }
  await machine.run(["mkdir", "--parents", folder])
  const archive = `tar --create --directory '${staged}' .`
  await run([
    "sh",
    "-c",
    `${archive} | ${machine.enter.join(" ")} tar --extract --no-same-owner --directory '${folder}'`,
  ])
  const words = [
    ...["docker", "compose"],
    ...(placement === "local" ? ["-f", "docker-compose.yml", "-f", "docker-compose.local.yml"] : []),
    ...(several ? ["--env-file", `${placement}.env`, "--env-file", ".env"] : []),
  ]
  return {
    stack,
    machine,
    folder,
    file,
    local,
    secrets: { ...secrets, ...values },
    compose: (more, timeout = 300_000) =>
      machine.run(["env", `--chdir=${folder}`, "DOCKER_BUILDKIT=0", ...words, ...more], { timeout }),
  }
}

/** Whatever a person may take for a secret: what Compose, a shell and a URL read otherwise is in it. */
function secretValue(name: string): string {
  return `${name} $HOME "%41" #1`
}

/**
 * `.env` as its example asks for it. What the example calls a secret gets its value; a URL is the one that it spells, the password
 * percent-encoded; anything else gets a word.
 */
function filledIn(
  example: string,
  secrets: Readonly<Record<string, string>>,
): { readonly text: string; readonly values: Readonly<Record<string, string>> } {
  const values: Record<string, string> = {}
  let like: { readonly url: string; readonly password: string } | undefined
  const lines = example.split("\n").map((line) => {
    const spelled = /^# Like (\S+); PASSWORD is (\w+), percent-encoded$/.exec(line)
    if (spelled !== null) like = { url: spelled[1]!, password: spelled[2]! }
    const [, name, quoted] = /^(\w+)=(''|)$/.exec(line) ?? []
    if (name === undefined) return line
    const password = like === undefined ? undefined : (secrets[like.password] ?? secretValue(like.password))
    values[name] =
      password === undefined
        ? (secrets[name] ?? "word")
        : like!.url.replace("PASSWORD", () => encodeURIComponent(password))
    like = undefined
    return quoted === "" ? `${name}=${values[name]}` : `${name}='${values[name]}'`
  })
  return { text: lines.join("\n"), values }
}

/** The images that the stacks of a machine ask for, by the names that their compose files use. */
export function wantedImages(stacks: readonly Deployed[]): readonly WantedImage[] {
  const wanted = new Map<string, { readonly family: WantedImage["family"]; readonly identities: Identity[] }>()
  for (const { stack, file, local } of stacks) {
    for (const service of stack.services) {
      const reference = file.services[service.name]?.image
      if (reference === undefined) continue
      const command = local?.services[service.name]?.command ?? file.services[service.name]?.command ?? []
      const known = wanted.get(reference) ?? { family: service.image?.family ?? "other", identities: [] }
      wanted.set(reference, known)
      known.identities.push({ service: service.id, command, ports: service.ports.map(({ port }) => port) })
    }
  }
  return [...wanted].map(([reference, image]) => ({ reference, ...image }))
}
