import type { Command, Family, ResolvedText } from "./estate.js"

/** What is known of an image family without looking at the topology. */
export interface FamilyHabits {
  /** The port that its process listens on when the service declares none. */
  readonly port: { readonly name: string; readonly port: number } | undefined
  /** Whether it reads a secret NAME from the file that NAME_FILE names. */
  readonly readsSecretFiles: boolean
  /**
   * The health check for a process without an HTTP path, by its port (Caddy's: that of its admin API) and its variables; undefined when
   * the family has none.
   */
  readonly health: ((port: number, given: Given) => { readonly test: Command; readonly summary: string }) | undefined
  /** How it asks a URL inside its container whether all is well; the family's images carry the binary. */
  readonly get: (url: string) => Command
}

/** What a variable of a service is set to; undefined where it isn't set, or what it is set to is a secret. */
export type Given = (variable: string) => ResolvedText | undefined

/** The habits of each image family. */
export const FAMILIES: Readonly<Record<Family, FamilyHabits>> = {
  postgres: {
    port: { name: "postgres", port: 5432 },
    readsSecretFiles: true,
    // While it initialises, the server listens on its Unix socket only: asking over TCP keeps dependants waiting until it is done.
    // Without a user it asks as the one of its process, root, and the server logs each time that there is no such role.
    health: (port, given) => ({
      test: {
        kind: "list",
        list: [
          ...["pg_isready", "--quiet", "--host=127.0.0.1", `--port=${port}`].map(word),
          ["--username=", ...(given("POSTGRES_USER") ?? ["postgres"])],
          ["--dbname=", ...(given("POSTGRES_DB") ?? given("POSTGRES_USER") ?? ["postgres"])],
        ],
      },
      summary: "pg_isready",
    }),
    get: wget,
  },
  redis: {
    port: { name: "redis", port: 6379 },
    readsSecretFiles: false,
    // redis-cli ends with 0 while the data set is loading, so the answer itself is read.
    health: (port) => ({
      test: { kind: "shell", shell: `redis-cli -p ${port} ping | grep -q PONG` },
      summary: "redis-cli ping",
    }),
    get: wget,
  },
  caddy: {
    port: undefined,
    readsSecretFiles: false,
    health: (port) => ({ test: wget(`http://127.0.0.1:${port}/config/`), summary: "GET /config/ on its admin API" }),
    get: wget,
  },
  "db-backup": {
    port: undefined,
    readsSecretFiles: true,
    health: () => ({ test: list("pgrep", "-f", "db-backup"), summary: "pgrep db-backup" }),
    get: wget,
  },
  python: {
    port: undefined,
    readsSecretFiles: false,
    health: undefined,
    // A string of JSON is one of Python too.
    get: (url) =>
      list("python", "-c", `import urllib.request; urllib.request.urlopen(${JSON.stringify(url)}, timeout=4)`),
  },
  node: {
    port: undefined,
    readsSecretFiles: false,
    health: undefined,
    get: (url) =>
      list(
        "node",
        "-e",
        `fetch(${JSON.stringify(url)}).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))`,
      ),
  },
  other: { port: undefined, readsSecretFiles: false, health: undefined, get: wget },
}

/** Images of others that are made of the official one, and keep its entrypoint, its variables and its folders. */
const MADE_OF_POSTGRES = /(?:^|\/)(?:postgis\/postgis|timescale\/timescaledb|pgvector\/pgvector)$/

/** Guesses the family of a repository by the last part of its name: `library/postgres` → `postgres`. */
export function familyOf(repository: string): Family {
  if (MADE_OF_POSTGRES.test(repository)) return "postgres"
  const name = repository.slice(repository.lastIndexOf("/") + 1)
  // Another image under the same name, with variables and folders of its own.
  if (/(?:^|\/)(?:bitnami\w*|linuxserver)\//.test(repository)) return "other"
  if (name === "db-backup") return "db-backup"
  return name === "caddy" || name === "postgres" || name === "redis" || name === "node" || name === "python"
    ? name
    : "other"
}

/** busybox's wget, which Alpine images carry: `--spider` asks without keeping the answer, and fails on 4xx and 5xx. */
function wget(url: string): Command {
  return list("wget", "-q", "--spider", url)
}

function list(...words: readonly string[]): Command {
  return { kind: "list", list: words.map(word) }
}

/** Words that many commands begin with, each one object for all of them. */
const COMMON = new Map(["wget", "-q", "--spider", "python", "node", "-c", "-e"].map((text) => [text, [text]]))

function word(text: string): readonly string[] {
  return COMMON.get(text) ?? [text]
}
