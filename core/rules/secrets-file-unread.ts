import { commandText } from "../commands.js"
import type { Family, Service } from "../estate.js"
import { example } from "../example.js"
import type { Rule } from "../rule.js"

/** NAME_FILE is a convention, not a feature of Docker: an image that does not know it starts without the secret. */
export const secretsFileUnread: Rule = {
  code: "secrets/file_unread",
  severity: "error",
  summary: "A secret is handed over as a file to an image that reads none.",
  *check({ environments }) {
    for (const { name, hosts } of environments) {
      for (const service of hosts.flatMap(({ services }) => services)) {
        const { id, image, secrets } = service
        if (image === undefined || !KNOWN_NOT_TO.has(image.family)) continue
        for (const { as, variable, secret, path } of secrets) {
          if (as !== "file" || mentions(service, variable, secret.name)) continue
          yield {
            message: `${image.shortRepository} does not read ${variable}_FILE: ${id} starts without ${secret.name}.`,
            path,
            found: `${variable}_FILE`,
            help: 'Read the file in `command`, or hand it over as a variable: { secret: …, as: "variable", reason: "…" }.',
            environments: [name],
          }
        }
      }
    }
  },
  explain: () => ({
    why: "Compose puts a secret into a file below `/run/secrets`, and `NAME_FILE` names it. Images that follow the convention (PostgreSQL, MariaDB, db-backup, many applications) read the file; Redis and Caddy do not. They ignore the variable, so a Redis whose password was meant to come that way runs without one and accepts everybody.\n\nA command that reads the file itself is fine. Of an application's own image nothing is known here: it is taken to keep the convention.",
    source: {
      title: "Docker Official Images: redis, whose entrypoint reads no variables",
      url: "https://hub.docker.com/_/redis",
    },
    failing: redis(""),
    passing: redis('\ncommand: { shell: redis-server --requirepass "$(cat /run/secrets/REDIS_PASSWORD)" }'),
  }),
}

const KNOWN_NOT_TO: ReadonlySet<Family> = new Set(["redis", "caddy"])

/** Whether the service's own command reads the file, by its path or by the variable that holds it. */
function mentions({ command, entrypoint }: Service, variable: string, secret: string): boolean {
  const text = [command, entrypoint].map(commandText).join("\n")
  return text.includes(`${variable}_FILE`) || text.includes(`/run/secrets/${secret}`)
}

function redis(command: string): string {
  return example({
    services: { redis: `secrets: { REDIS_PASSWORD: REDIS_PASSWORD }${command}` },
    more: "secrets: { REDIS_PASSWORD: { purpose: Password of the sessions } }",
  })
}
