import { isMap, isSeq } from "yaml"
import { add, compose, environment, keys, list, mounts, type Project, services, type YamlMap } from "./compose-tools.js"
import type { Breakage } from "./tools.js"

/** What is wrong with who is given which secret, and which data. */
export const SECRETS: readonly Breakage[] = [
  /* Secrets as files */
  compose("a secret's file that another service takes", ["proof/not_granted"], (project) =>
    services(project).flatMap(({ service }) =>
      keys(project, "secrets").flatMap((key) =>
        taken(service).includes(key) ? [] : [() => add(project, service, "secrets", key)],
      ),
    ),
  ),
  compose("a secret's file that another service takes, in the long form", ["proof/not_granted"], (project) =>
    services(project).flatMap(({ service }) =>
      keys(project, "secrets").flatMap((key) =>
        taken(service).includes(key) ? [] : [() => add(project, service, "secrets", { source: key, target: "/tmp/x" })],
      ),
    ),
  ),
  compose("two secrets with each other's file", ["proof/not_granted", "proof/disagreement"], (project) => {
    const all = keys(project, "secrets")
    return all.slice(1).map((key, index) => () => {
      const { document } = project
      const [one, other] = [all[index]!, key].map((name) => document.getIn(["secrets", name, "file"]))
      document.setIn(["secrets", all[index]!, "file"], other)
      document.setIn(["secrets", key, "file"], one)
    })
  }),
  compose("a secret's file that its service no longer takes", ["proof/disagreement"], (project) =>
    services(project).flatMap(({ service }) =>
      taken(service).map((_, index) => () => (service.get("secrets") as YamlMap).delete(index as never)),
    ),
  ),
  compose("a secret's file where its service does not look", ["proof/disagreement"], (project) =>
    services(project).flatMap(({ service }) =>
      taken(service).length === 0
        ? []
        : [
            () =>
              service.set(
                "secrets",
                project.document.createNode(taken(service).map((source) => ({ source, target: `/srv/${source}` }))),
              ),
          ],
    ),
  ),
  compose("a secret's file over what its service mounts", ["proof/not_granted"], (project) =>
    mounts(project).flatMap(({ owner, mount }) =>
      taken(owner)
        .slice(0, 1)
        .map((source) => () => add(project, owner, "secrets", { source, target: `${String(mount.get("target"))}/x` })),
    ),
  ),
  compose("a secret that is not the file that is handed over", ["proof/not_granted"], (project) =>
    keys(project, "secrets").flatMap((key) =>
      services(project).some(({ service }) => taken(service).includes(key))
        ? [
            () => project.document.setIn(["secrets", key, "file"], "./.env"),
            () => project.document.setIn(["secrets", key], project.document.createNode({ external: true })),
            () => project.document.setIn(["secrets", key], project.document.createNode({ environment: "HOME" })),
          ]
        : [],
    ),
  ),

  /* Secrets as variables */
  ...["0:0", undefined].map((user) =>
    compose(`a user that is ${user ?? "the image's"}`, ["proof/not_granted"], (project) =>
      services(project).flatMap(({ service }) =>
        service.has("user") ? [() => (user === undefined ? service.delete("user") : service.set("user", user))] : [],
      ),
    ),
  ),
  ...[
    ["HTTPS_PROXY", "http://stranger.example:3128"],
    ["all_proxy", "socks5://stranger.example"],
    ["LD_PRELOAD", "/tmp/other.so"],
    ["POSTGRES_HOST_AUTH_METHOD", "trust"],
  ].map(([variable, value]) =>
    compose(`a variable that leads past what is declared: ${variable}`, ["proof/not_granted"], (project) =>
      services(project).flatMap(({ service }) =>
        isSeq(service.get("environment")) ? [] : [() => service.setIn(["environment", variable], value)],
      ),
    ),
  ),
  compose("a secret's variable that another service reads", ["proof/not_granted"], (project) =>
    strangers(project).map(
      ({ service, name }) =>
        () =>
          service.setIn(["environment", "BORROWED"], reference(name)),
    ),
  ),
  compose("a secret's variable that another service is handed by its name alone", ["proof/not_granted"], (project) =>
    strangers(project).map(
      ({ service, name }) =>
        () =>
          service.setIn(["environment", name], null),
    ),
  ),
  compose("a secret's variable in the command of another service", ["proof/not_granted"], (project) =>
    strangers(project).map(
      ({ service, name }) =>
        () =>
          service.set("command", project.document.createNode(["run", `--with=${reference(name)}`])),
    ),
  ),
  compose("a secret's variable that its service no longer has", ["proof/disagreement"], (project) =>
    holders(project).map(
      ({ variables, variable }) =>
        () =>
          variables.delete(variable),
    ),
  ),
  compose("a secret's variable with another secret", ["proof/disagreement", "proof/not_granted"], (project) => {
    const all = holders(project)
    return all.flatMap(({ variables, variable, name }) =>
      all
        .filter((other) => other.name !== name)
        .slice(0, 1)
        .map((other) => () => variables.set(variable, reference(other.name))),
    )
  }),
  compose("a literal where a secret is declared", ["proof/secret_written"], (project) =>
    holders(project).map(
      ({ variables, variable }) =>
        () =>
          variables.set(variable, "hunter2"),
    ),
  ),
  compose("a literal where a secret is not set", ["proof/secret_written"], (project) =>
    holders(project).map(
      ({ variables, variable, name }) =>
        () =>
          variables.set(variable, `\${${name}:-hunter2}`),
    ),
  ),
  compose("a password in plain text", ["proof/secret_written"], (project) =>
    services(project).flatMap(({ service }) =>
      ["CELLAR_PASSWORD", "CELLAR_API_TOKEN", "CELLAR_SECRET_KEY"].map(
        (name) => () => service.setIn(["environment", name], "hunter2"),
      ),
    ),
  ),
  compose("a URL with a password in plain text", ["proof/secret_written"], (project) =>
    services(project).map(
      ({ service }) =>
        () =>
          service.setIn(["environment", "CELLAR"], "postgres://cellar:hunter2@cellar.example/wine"),
    ),
  ),

  /* Data */
  compose("a mount of what is nobody's", ["proof/not_granted"], (project) =>
    services(project).map(({ service }, index) => () => {
      const source = FOLDERS[index % FOLDERS.length]
      add(project, service, "volumes", { type: "bind", source, target: "/other" })
    }),
  ),
  compose("the data of another service", ["proof/not_granted"], (project) =>
    services(project).flatMap(({ service }) =>
      mounts(project).flatMap(({ mount, owner }) =>
        owner === service || mounts(project).some((one) => one.owner === service && isSame(one.mount, mount))
          ? []
          : [
              () =>
                add(project, service, "volumes", {
                  type: mount.get("type"),
                  source: mount.get("source"),
                  target: "/other",
                }),
            ],
      ),
    ),
  ),
  compose("the data of another service in the place of its own", ["proof/not_granted"], (project) =>
    mounts(project).flatMap(({ mount }) =>
      mounts(project)
        .filter((other) => !isSame(other.mount, mount))
        .slice(0, 1)
        .map((other) => () => [
          mount.set("type", other.mount.get("type")),
          mount.set("source", other.mount.get("source")),
          mount.delete("bind"),
        ]),
    ),
  ),
  compose("a mount that is gone", ["proof/disagreement", "proof/path_closed"], (project) =>
    services(project).flatMap(({ service }) => (service.has("volumes") ? [() => service.delete("volumes")] : [])),
  ),
  compose("a mount that may be written to", ["proof/not_granted"], (project) =>
    mounts(project).flatMap(({ mount }) => (mount.get("read_only") === true ? [() => mount.delete("read_only")] : [])),
  ),
  compose("a volume that is a folder of the machine", ["proof/not_granted"], (project) =>
    services(project).map(({ service }) => () => {
      const options = { driver_opts: { type: "none", o: "bind", device: "/var/lib/docker" } }
      project.document.setIn(["volumes", "cellar"], project.document.createNode(options))
      add(project, service, "volumes", "cellar:/other")
    }),
  ),
  compose("a volume of a share elsewhere", ["proof/not_granted"], (project) =>
    services(project).map(({ service }) => () => {
      const options = { driver_opts: { type: "nfs", o: "addr=203.0.113.4", device: ":/all" } }
      project.document.setIn(["volumes", "cellar"], project.document.createNode(options))
      add(project, service, "volumes", "cellar:/other")
    }),
  ),
  compose("a volume that somebody else made", ["proof/not_granted"], (project) =>
    services(project).map(({ service }) => () => {
      project.document.setIn(["volumes", "cellar"], project.document.createNode({ external: true, name: "elsewhere" }))
      add(project, service, "volumes", "cellar:/other")
    }),
  ),
  compose("a volume under another name", ["proof/not_granted"], (project) =>
    keys(project, "volumes").map(
      (key) => () => project.document.setIn(["volumes", key], project.document.createNode({ name: "elsewhere" })),
    ),
  ),
  compose("a folder in memory over secrets", ["proof/not_granted"], (project) =>
    services(project).flatMap(({ service }) =>
      taken(service).length === 0 ? [] : [() => add(project, service, "tmpfs", "/run/secrets")],
    ),
  ),
  compose("a config", ["proof/not_granted"], (project) =>
    services(project).map(({ service }, index) => () => {
      project.document.setIn(["configs", "cellar"], project.document.createNode(CONFIGS[index % CONFIGS.length]))
      add(project, service, "configs", { source: "cellar", target: "/etc/caddy/Caddyfile" })
    }),
  ),
  compose("a stranger's env file", ["proof/not_granted"], (project) =>
    services(project).map(
      ({ service }) =>
        () =>
          service.set("env_file", project.document.createNode(["./stranger.env"])),
    ),
  ),
]

const FOLDERS = ["./secrets", "./.env", ".", "..", "/", "/var/lib/docker/volumes", "~/.ssh"] as const
const CONFIGS = [{ content: "open" }, { file: "./secrets/CELLAR" }, { environment: "HOME" }] as const

function taken(service: YamlMap): readonly string[] {
  return (list(service, "secrets") ?? []).map(String)
}

function reference(name: string): string {
  return `\${${name}:?set ${name}}`
}

/** Variables that hold one secret and nothing else, as far as its name says that it is one. */
function holders(project: Project): readonly {
  readonly service: YamlMap
  readonly variables: YamlMap
  readonly variable: string
  readonly name: string
}[] {
  return services(project).flatMap(({ service }) =>
    environment(service).flatMap(({ variables, variable, value }) => {
      const [, name] = /^\$\{(\w*(?:KEY|SECRET|PASSWORD|TOKEN|HASH)\w*):\?set \1\}$/.exec(value) ?? []
      return name === undefined ? [] : [{ service, variables, variable, name }]
    }),
  )
}

/** Services beside the secrets of others. */
function strangers(project: Project): readonly { readonly service: YamlMap; readonly name: string }[] {
  const names = [...new Set(holders(project).map(({ name }) => name))]
  return services(project).flatMap(({ service }) =>
    names.flatMap((name) => (JSON.stringify(service.toJSON()).includes(`\${${name}:`) ? [] : [{ service, name }])),
  )
}

function isSame(one: YamlMap, other: YamlMap): boolean {
  return isMap(one) && isMap(other) && one.get("source") === other.get("source")
}
