import type { Environment, Host, Secret, Service, Shared, Stack } from "../../core/estate.js"
import type { Origin } from "../../core/origin.js"
import { secretFile } from "../../core/secrets.js"
import type { Line } from "./page.js"

/** How a stack's `docker compose` is called on a VM, in the stack's folder; where it runs in several places, with its env files. */
export function composeCommand(stack: Stack, environment: Environment, placement: "cloud" | "local"): string {
  const differing = new Map(environment.placementVariables.map(({ name, values }) => [name, values[placement]]))
  const hasValues = stack.variables.some(({ name }) => differing.get(name) !== undefined)
  // Naming one env file switches off the .env that Compose reads by itself.
  const open =
    stack.variables.some(({ name }) => !differing.has(name)) || stack.secrets.some(({ asVariable }) => asVariable)
  return [
    "docker compose",
    ...(hasValues ? [`--env-file ${placement}.env`] : []),
    ...(hasValues && open ? ["--env-file .env"] : []),
  ].join(" ")
}

/** The variables of a stack that a person sets in its `.env`: neither secrets nor values that a placement fills in. */
export function openVariables(stack: Stack, environment: Environment): readonly string[] {
  const filled = new Set(environment.placementVariables.map(({ name }) => name))
  const secrets = new Set(stack.secrets.map(({ secret }) => secret.name))
  return stack.variables.flatMap(({ name, fallback }) =>
    filled.has(name) || secrets.has(name) || fallback !== undefined ? [] : [name],
  )
}

/** What follows `docker compose` to start a stack. Waiting takes a job that ends for a failure. */
export function upWords({ services }: Stack): string {
  return `up --detach${services.some(({ job }) => job) ? "" : " --wait"} --remove-orphans`
}

/** `gcloud` options that say which VM is meant. */
export function gcloudPlace(environment: Environment, { gcp }: Shared): string {
  return `--project=${environment.project ?? "PROJECT"} --zone=${gcp?.zone ?? "ZONE"}`
}

/** Runs a command on a VM: through IAP at Google Cloud, by plain SSH elsewhere; with options of `ssh` itself. */
export function onVm(host: Host, environment: Environment, shared: Shared, options = ""): string {
  const all = [...(host.sshPort === 22 ? [] : [`-p ${host.sshPort}`]), ...(options === "" ? [] : [options])]
  if (shared.gcp === undefined) return ["ssh", ...all, host.instance].join(" ")
  const place = gcloudPlace(environment, shared)
  // gcloud asks IAP for the port that ssh is told.
  const flags = all.map((option) => ` --ssh-flag=${shellWord(option)}`)
  return `gcloud compute ssh ${host.instance} --tunnel-through-iap ${place}${flags.join("")}`
}

/** Forwards the routes that are on localhost of a VM to the machine that runs the command, one command a VM. */
export function forwardCommands(environment: Environment, shared: Shared): readonly Line[] {
  if (!environment.placements.includes("cloud")) return []
  const ports = new Map<string, Set<number>>()
  const origins = new Map<string, Origin>()
  for (const { proxy, sites, sources, path } of environment.routes) {
    if (proxy === undefined) continue
    for (const { hostname, port } of sites) {
      if (hostname !== "localhost") continue
      if (!origins.has(proxy.host)) origins.set(proxy.host, sources.host ?? path)
      const known = ports.get(proxy.host)
      if (known === undefined) ports.set(proxy.host, new Set([port]))
      else known.add(port)
    }
  }
  return environment.hosts.flatMap((host): readonly Line[] => {
    const own = ports.get(host.name)
    if (own === undefined) return []
    const forwards = [...own].map((port) => `-L ${port}:localhost:${port}`).join(" ")
    const between = shared.gcp === undefined ? "" : " --"
    return [{ text: `${onVm(host, environment, shared)}${between} -N ${forwards}`, origin: origins.get(host.name)! }]
  })
}

/** The command in the syntax of {@link onVm}. */
export function remoteCommand(command: string, { gcp }: Shared): string {
  return gcp === undefined ? shellWord(command) : `--command=${shellWord(command)}`
}

/** A word of a shell, quoted where it must be. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replace(/'/g, "'\\''")}'`
}

/** Whether a VM's start-up script writes the secrets of Secret Manager; elsewhere people do. */
export function hasStartupScript({ generate }: Host, { gcp }: Shared): boolean {
  return gcp !== undefined && generate.has("terraform")
}

/** The commands that bring to a VM what nothing else does: variables that are no secrets, and secrets that are kept by hand. */
export function handCommands(
  stack: Stack,
  place: { host: Host; environment: Environment; shared: Shared },
): readonly string[] {
  const { host, environment, shared } = place
  const secrets = stack.secrets.filter(({ secret }) => secret.from === "env-file" || !hasStartupScript(host, shared))
  const names = [
    ...openVariables(stack, environment),
    ...secrets.flatMap(({ secret, asVariable }) => (asVariable ? [secret.name] : [])),
  ]
  const ssh = onVm(host, environment, shared)
  const folder = shellWord(stack.deployedTo)
  const enter = `sudo mkdir --parents ${folder} && cd ${folder}`
  const append = `${enter} && sudo touch .env && sudo chmod 600 .env && sudo tee --append .env >/dev/null`
  return [
    ...(names.length === 0
      ? []
      : [
          `for NAME in ${names.join(" ")}; do`,
          `  printf '%s: ' "$NAME" >&2; read -rs VALUE; echo >&2; printf "%s='%s'\\n" "$NAME" "$VALUE"`,
          "done |",
          `  ${ssh} ${remoteCommand(append, shared)}`,
        ]),
    ...secrets.flatMap(({ secret, asFile }) => (asFile ? fileCommands(secret, stack, { ssh, shared }) : [])),
  ]
}

/** The folder is root's alone, so the file in it may be readable to all: nobody else can tell who reads it in the container. */
function fileCommands(
  secret: Secret,
  { deployedTo }: Stack,
  { ssh, shared }: { readonly ssh: string; readonly shared: Shared },
): readonly string[] {
  const file = `${deployedTo}/${secretFile(secret)}`
  const folder = shellWord(file.slice(0, file.lastIndexOf("/")))
  const write = `sudo install --directory --mode=0700 ${folder} && sudo install --mode=0444 /dev/stdin ${shellWord(file)}`
  return [
    `printf '${secret.name}: ' >&2; read -rs VALUE; echo >&2; printf %s "$VALUE" |`,
    `  ${ssh} ${remoteCommand(write, shared)}`,
  ]
}

/** The commands that deploy a stack, and what has to be told to what is already running. */
export function deployCommands(
  stack: Stack,
  place: { host: Host; environment: Environment; shared: Shared },
): readonly string[] {
  const { host, environment, shared } = place
  const folder = shellWord(stack.deployedTo)
  const compose = `sudo ${composeCommand(stack, environment, "cloud")}`
  const ssh = onVm(host, environment, shared)
  const reload = stack.services
    .filter(isReloaded)
    .map(({ name }) => `${compose} exec --no-TTY ${name} caddy reload --config /etc/caddy/Caddyfile`)
  const receive = `sudo mkdir --parents ${folder} && sudo tar --extract --no-same-owner --directory=${folder}`
  const start = [`cd ${folder}`, `${compose} ${upWords(stack)}`, ...reload].join(" && ")
  return [
    `tar --create --directory=${shellWord(stack.directory)} ${NOT_DEPLOYED} . |`,
    `  ${ssh} ${remoteCommand(receive, shared)}`,
    `${ssh} ${remoteCommand(start, shared)}`,
  ]
}

/** What a person keeps beside the generated files for a laptop; the VM has its own. */
const NOT_DEPLOYED = "--exclude=./.env --exclude=./secrets --exclude='*.local.*'"

/** A proxy reads its Caddyfile from a mounted folder: a change there recreates no container. */
function isReloaded({ proxy }: Service): boolean {
  return proxy !== undefined
}
