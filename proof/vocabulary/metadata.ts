/**
 * The metadata of an instance: what Google's guest agent and the start-up script read there
 * (https://cloud.google.com/compute/docs/metadata/predefined-metadata-keys). Keys are told apart by case.
 */

/** What the start-up script reads; all of it has to be there, or the script fails. */
export const SETTINGS = [
  "startup-script",
  "disks",
  "directories",
  "docker",
  "registries",
  "secret-project",
  "ssh-port",
  "stacks",
] as const

/** A switch of the guest agent, or of the cloud. */
export interface Switch {
  /** What it must be: one and not another, or not there. */
  readonly wanted: boolean
  /** Whether being left out is the same. */
  readonly isDefault: boolean
  /** What happens otherwise, as the end of a sentence. */
  readonly otherwise: string
}

/** Switches that let somebody in, or keep operators out, where they stand otherwise. */
export const SWITCHES: Readonly<Record<string, Switch>> = {
  "enable-oslogin": {
    wanted: true,
    isDefault: false,
    otherwise: "whoever has a key of the project logs in, and no operator does",
  },
  "block-project-ssh-keys": { wanted: true, isDefault: false, otherwise: "whoever has a key of the project logs in" },
  "serial-port-enable": { wanted: false, isDefault: true, otherwise: "its console is open beside the firewall" },
  "enable-windows-ssh": { wanted: false, isDefault: true, otherwise: "it runs another SSH server" },
  "disable-account-manager": { wanted: false, isDefault: true, otherwise: "no operator logs in" },
  "enable-osconfig": {
    wanted: false,
    isDefault: true,
    otherwise: "patches and policies of the project run commands on it",
  },
}

/** Keys that let their owners in, whoever they are. */
export const KEYS: ReadonlySet<string> = new Set(["ssh-keys", "sshKeys", "windows-keys"])

/** Scripts that run beside the one that is known, or in its place: `startup-script-url`, `shutdown-script`, `user-data`. */
export const SCRIPTS =
  /^(?:(?:windows-)?(?:startup|shutdown)-script(?:-\w+)?|sysprep-specialize-script-\w+|user-data|user-data-encoding|cloud-init|gce-container-declaration|gce-software-declaration)$/

/** What is logged and measured, how logins are made harder, and what a VM says of itself. */
export const HARMLESS: ReadonlySet<string> = new Set([
  "google-logging-enable",
  "google-logging-enabled",
  "google-logging-use-fluentbit",
  "google-monitoring-enable",
  "google-monitoring-enabled",
  "cos-metrics-enabled",
  "serial-port-logging-enable",
  "enable-diagnostics",
  "enable-guest-attributes",
  "enable-os-inventory",
  "enable-oslogin-2fa",
  "enable-oslogin-sk",
  "disable-agent-updates",
  "disable-legacy-endpoints",
  "created-by",
])

/** How the guest agent reads a switch; undefined for what is none. */
export function switchOf(text: string): boolean | undefined {
  if (/^(?:true|y|yes|1)$/i.test(text)) return true
  return /^(?:false|n|no|0|)$/i.test(text) ? false : undefined
}
