import type { Command, Service } from "../estate.js"
import { example } from "../example.js"
import { knownToLack } from "../image-contents.js"
import type { Rule } from "../rule.js"

/** A health check runs in the container: with a program that is not there, it fails every time. */
export const servicesHealthBinary: Rule = {
  code: "services/health_binary",
  severity: "error",
  summary: "A health check runs a program that the image is known not to carry.",
  *check({ environments }) {
    for (const { name, hosts } of environments) {
      for (const service of hosts.flatMap(({ services }) => services)) {
        const missing = missingProgram(service)
        if (missing === undefined) continue
        const { health, image, pin, pinOrigin, id } = service
        yield {
          message: `The health check of ${id} runs ${missing}, which the image ${image!.shortRepository}:${tagOf(pin) ?? pin} does not carry.`,
          path: health!.testOrigin,
          found: missing,
          notes: [{ message: "the image is pinned there", path: pinOrigin }],
          help: "Ask with a program that the image has, or build an image that has this one.",
          environments: [name],
        }
      }
    }
  },
  explain: () => ({
    why: `Docker runs a health check inside the container. Official images are small: \`postgres\` and \`redis\` have neither \`curl\` nor \`wget\`,
the Alpine variants have BusyBox's \`wget\` and no \`curl\`, \`python:slim\` has Python alone. The check then fails with "executable file
not found", the container is unhealthy for good, and what waits for it never starts.

What an image of your own carries is not known, and not judged.`,
    source: {
      title: "Docker Official Images: their Dockerfiles",
      url: "https://github.com/docker-library/official-images",
    },
    failing: front("curl, --fail, 'http://localhost:8404/ready'"),
    passing: front("haproxy, -c, -f, /usr/local/etc/haproxy/haproxy.cfg"),
  }),
}

function missingProgram({ health, image, pin }: Service): string | undefined {
  if (health === undefined || health.test === "none" || image === undefined) return undefined
  const lacking = knownToLack(image.repository, tagOf(pin))
  if (lacking.length === 0) return undefined
  const programs = programsOf(health.test)
  return lacking.find((program) => programs.has(program))
}

/** `16-alpine@sha256:…` → `16-alpine`; undefined for a digest alone. */
function tagOf(pin: string | undefined): string | undefined {
  const tag = pin?.split("@")[0]
  return tag?.startsWith("sha256:") === true ? undefined : tag
}

/** The programs that a command runs: the first word, what that one runs in turn, and in a shell each word that begins a command of its own. */
function programsOf(command: Command): ReadonlySet<string> {
  switch (command.kind) {
    case "list":
      return new Set(run(command.list.map(([first]) => (typeof first === "string" ? first : ""))))
    case "words":
      return new Set(run(command.words.trim().split(/\s+/)))
    case "shell":
      return new Set(["sh", ...runInShell(command.shell)])
  }
}

function run(words: readonly string[]): readonly string[] {
  const program = nameOf(words[0] ?? "")
  if (SHELLS.has(program)) {
    const option = words.findIndex((word, index) => index > 0 && /^-[a-z]*c$/.test(word))
    return [program, ...(option < 0 ? [] : runInShell(unquoted(words.slice(option + 1).join(" "))))]
  }
  if (!WRAPPERS.has(program)) return [program]
  const next = words.findIndex((word, index) => index > 0 && !OWN_WORD.test(word))
  return [program, ...(next < 0 ? [] : run(words.slice(next)))]
}

function runInShell(text: string): readonly string[] {
  return text.split(/\|\|?|&&?|[;(){}\n]/).flatMap((part) => {
    const words = part.trim().split(/\s+/)
    const first = words.findIndex((word) => !BEFORE.test(word))
    return first < 0 ? [] : run(words.slice(first))
  })
}

function unquoted(text: string): string {
  return text.replace(/^(["'])(.*)\1$/s, "$2")
}

const SHELLS: ReadonlySet<string> = new Set(["sh", "bash", "ash", "dash"])
/** Programs that run the one that they are told to. */
const WRAPPERS: ReadonlySet<string> = new Set(["timeout", "env", "nice", "nohup", "setsid", "time", "exec", "command"])
/** What stands between such a program and the other one: options, durations, and variables. */
const OWN_WORD = /^-|^\d+(?:\.\d+)?[smhd]?$|^[A-Za-z_][A-Za-z0-9_]*=/

/** What a shell takes before a command: `if`, `!`, and variables that are set for it. */
const BEFORE = /^(?:!|if|then|else|while|until|do|[A-Za-z_][A-Za-z0-9_]*=\S*)$/

/** `/usr/bin/curl` → `curl` */
function nameOf(program: string): string {
  return program.slice(program.lastIndexOf("/") + 1)
}

function front(command: string): string {
  return example({ services: { haproxy: `ports: { ready: 8404 }\nhealth: { command: [${command}] }` } })
}
