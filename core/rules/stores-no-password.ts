import type { ResolvedText, Service } from "../estate.js"
import { example } from "../example.js"
import type { Rule } from "../rule.js"
import { runsServer } from "../store.js"

/** PostgreSQL's image refuses to begin a database without a password: the container ends, is started again, and ends again. */
export const storesNoPassword: Rule = {
  code: "stores/no_password",
  severity: "error",
  summary: "A PostgreSQL is given no password for its superuser, and ends before it has begun.",
  *check({ environments }) {
    for (const { name, hosts } of environments) {
      for (const service of hosts.flatMap(({ services }) => services)) {
        if (!initialises(service) || isTold(service)) continue
        yield {
          message: `The PostgreSQL ${service.id} is given no POSTGRES_PASSWORD, and its image refuses to begin a database without.`,
          path: service.path,
          found: "no POSTGRES_PASSWORD",
          help: "Declare a secret, and add POSTGRES_PASSWORD to the service's `secrets`.",
          environments: [name],
        }
      }
    }
  },
  explain: () => {
    const store = (password: string) =>
      example({
        services: {
          postgres: `store: { contents: Orders }${password}\nmounts: [{ volume: orders, target: /var/lib/postgresql/data }]`,
          // Takes the secret in any case, so that what breaks is one thing.
          oven: "secrets: { PASSWORD: PASSWORD }",
        },
        more: "secrets: { PASSWORD: { purpose: Password of the orders } }",
      })
    return {
      why: 'The image `postgres` begins an empty data directory with a superuser, and refuses to without a password: "Database is uninitialized and superuser password is not specified". The container ends with an error, and so it goes at every start; whatever waits for it to be healthy never starts.\n\nThe password is a secret, a variable or a file (`POSTGRES_PASSWORD_FILE`); `POSTGRES_HOST_AUTH_METHOD: trust` lets everybody in who reaches the port, and is accepted here as the image accepts it. What a person keeps in an env file is not known, and not asked for; nor is a service with an entrypoint of its own.',
      source: {
        title: "Docker Official Images: postgres, POSTGRES_PASSWORD",
        url: "https://hub.docker.com/_/postgres",
      },
      failing: store(""),
      passing: store("\nsecrets: { POSTGRES_PASSWORD: PASSWORD }"),
    }
  },
}

/** Whether the image's own entrypoint starts the server: that is who asks. What an env file says is not known here. */
function initialises(service: Service): boolean {
  const { image, entrypoint, envFiles } = service
  return image?.family === "postgres" && entrypoint === undefined && envFiles.length === 0 && runsServer(service)
}

function isTold({ variables, secrets }: Service): boolean {
  return (
    secrets.some(({ variable }) => PASSWORDS.has(variable)) ||
    variables.some(({ name, value }) => {
      const text = literal(value)
      return PASSWORDS.has(name) ? text !== "" : name === METHOD && (text ?? TRUST) === TRUST
    })
  )
}

const PASSWORDS: ReadonlySet<string> = new Set(["POSTGRES_PASSWORD", "POSTGRES_PASSWORD_FILE"])
const METHOD = "POSTGRES_HOST_AUTH_METHOD"
const TRUST = "trust"

/** Undefined where it is known at run time only. */
function literal(value: ResolvedText): string | undefined {
  return value.every((part) => typeof part === "string") ? value.join("") : undefined
}
