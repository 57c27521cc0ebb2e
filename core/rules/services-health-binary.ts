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

/** The words that a command runs: the first one, and in a shell each one that begins a command of its own. */
function programsOf(command: Command): ReadonlySet<string> {
  switch (command.kind) {
    case "list": {
      const [first] = command.list[0] ?? []
      return new Set(typeof first === "string" ? [nameOf(first)] : [])
    }
    case "words":
      return new Set([nameOf(command.words.trim().split(/\s+/)[0] ?? "")])
    case "shell":
      return new Set(["sh", ...command.shell.split(/\|\|?|&&?|[;(){}\n]/).map((part) => nameOf(firstWord(part)))])
  }
}

/** Past what a shell takes before a command: `if`, `!`, `exec`, and variables that are set for it. */
function firstWord(text: string): string {
  const words = text.trim().split(/\s+/)
  return words.find((word) => !BEFORE.test(word)) ?? ""
}

const BEFORE = /^(?:!|if|then|else|while|until|do|exec|command|[A-Za-z_][A-Za-z0-9_]*=\S*)$/

/** `/usr/bin/curl` → `curl` */
function nameOf(program: string): string {
  return program.slice(program.lastIndexOf("/") + 1)
}

function front(command: string): string {
  return example({ services: { haproxy: `ports: { ready: 8404 }\nhealth: { command: [${command}] }` } })
}
