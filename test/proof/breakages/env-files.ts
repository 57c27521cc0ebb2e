import { type Breakage, each, text } from "./tools.js"

const ENV_FILES = /\/(?:cloud|local)\.env$/

/** Adds a line to the env files of placements. */
function line(name: string, codes: Breakage["codes"], added: string): Breakage {
  return text(name, ENV_FILES, codes, (content) => [`${content}\n${added}\n`])
}

/** What is wrong with env files. */
export const ENV: readonly Breakage[] = [
  text("an address of another VM", /\/cloud\.env$/, ["proof/disagreement"], (content) =>
    each(content, /^(\w+=10\.\d+\.\d+)\.\d+$/gm, ([, head]) => `${head}.99`),
  ),
  text("an address of nobody", ENV_FILES, ["proof/disagreement"], (content) =>
    each(content, /^(\w+)=.+$/gm, ([, name]) => `${name}=203.0.113.4`),
  ),
  text("a value that depends on another", ENV_FILES, ["proof/disagreement"], (content) =>
    each(content, /^(\w+)=.+$/gm, ([, name]) => `${name}=\${TILL:-203.0.113.4}`),
  ),
  line("other Compose files", ["proof/not_understood"], "COMPOSE_FILE=docker-compose.yml:more.yml"),
  line("profiles", ["proof/not_understood"], "COMPOSE_PROFILES=*"),
  line("another project", ["proof/not_understood"], "COMPOSE_PROJECT_NAME=stranger"),
  line("another engine", ["proof/not_understood"], "DOCKER_HOST=tcp://203.0.113.4:2375"),
  line("other programs", ["proof/not_understood"], "PATH=/tmp:/usr/bin"),
  line("another way out", ["proof/not_understood"], "https_proxy=http://203.0.113.4:3128"),
  line("a password", ["proof/secret_written"], "DB_PASSWORD=two-loaves"),
  line("a line that nobody can read", ["proof/not_understood"], "TILL='open"),
  text("a secret in the example", /\/\.env\.example$/, ["proof/secret_written"], (content) =>
    each(content, /^([A-Z][A-Z0-9_]*)=''$/gm, ([, name]) => `${name}='two-loaves'`),
  ),
  text("other Compose files in the example", /\/\.env\.example$/, ["proof/not_understood"], (content) => [
    `${content}\nCOMPOSE_FILE=more.yml\n`,
  ]),
  {
    name: "values of somebody's own",
    codes: ["proof/not_understood"],
    *trees(tree) {
      for (const path of tree.keys())
        if (path.endsWith("/docker-compose.yml")) yield new Map(tree).set(path.replace(/[^/]+$/, ".env"), "TILL=open\n")
    },
  },
]

/** Changes of env files that mean nothing. */
export const HARMLESS_ENV: readonly Breakage[] = [
  line("a remark", [], "# A remark."),
  line("a variable that nobody reads", [], "SHELF=two"),
  line("how Compose prints", [], "COMPOSE_PROGRESS=plain"),
  text("quotes", ENV_FILES, [], (content) =>
    each(content, /^(\w+)=(.+)$/gm, ([, name, value]) => `${name}='${value}'`),
  ),
  text("an exported variable", ENV_FILES, [], (content) => each(content, /^(\w+=.+)$/gm, ([line]) => `export ${line}`)),
]
