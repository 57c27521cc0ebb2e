import type { Environment, Host, Service, Shared, Stack } from "../../core/estate.js"

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

/** Runs a command on a VM: through IAP at Google Cloud, by plain SSH elsewhere. */
export function onVm(host: Host, environment: Environment, shared: Shared): string {
  return shared.gcp === undefined
    ? `ssh ${host.instance}`
    : `gcloud compute ssh ${host.instance} --tunnel-through-iap ${gcloudPlace(environment, shared)}`
}

/** The command in the syntax of {@link onVm}. */
export function remoteCommand(command: string, { gcp }: Shared): string {
  return gcp === undefined ? shellWord(command) : `--command=${shellWord(command)}`
}

/** A word of a shell, quoted where it must be. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replace(/'/g, "'\\''")}'`
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
