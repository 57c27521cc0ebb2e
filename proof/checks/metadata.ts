import type { HostClaim } from "../../core/claims.js"
import type { Failure } from "../../core/proof.js"
import { type HclValue, textOf } from "../../formats/hcl/value.js"
import type { Position } from "../../formats/position.js"
import type { CloudMachine } from "../read/machines.js"
import { HARMLESS, KEYS, SCRIPTS, SETTINGS, SWITCHES, type Switch, switchOf } from "../vocabulary/metadata.js"
import { STARTUP_SCRIPT, scriptDigest } from "../vocabulary/startup.js"
import { type Context, failure, notGranted, REBUILD } from "./context.js"

/** The metadata of a VM runs the one script that is known, and lets nobody in beside those who may. */
export function* checkMetadata(context: Context, host: HostClaim, vm: CloudMachine): Iterable<Failure> {
  const { metadata, unreadable, showsToken } = vm.settings
  for (const [key, value] of metadata) yield* checkEntry(context, vm, key, value)
  for (const [key, wanted] of Object.entries(SWITCHES))
    if (!metadata.has(key) && !wanted.isDefault) yield switched(context, vm, key, wanted, [...metadata.values()][0])
  for (const { value: key, position } of unreadable)
    yield failure(context, "proof/not_understood", {
      message: `What the start-up script of the VM ${vm.name} reads as ${key} is not known before it is applied.`,
      position,
      origins: [host.origin],
      help: "Write it as the module does: the script reads each of its settings from the metadata.",
    })
  if (!metadata.has("startup-script"))
    yield failure(context, "proof/path_closed", {
      message: `The VM ${vm.name} has no start-up script: it starts none of the containers of ${host.name}.`,
      position: vm.position,
      origins: [host.origin],
      hops: [{ text: `${vm.name} has no start-up script`, position: vm.position, isOpen: false }],
      help: REBUILD,
    })
  if (showsToken !== undefined)
    yield notGranted(
      context,
      `Every container of the VM ${vm.name} may ask for the token of its account, and with it read all of its secrets.`,
      { position: showsToken, origins: [host.origin] },
    )
}

function* checkEntry(context: Context, vm: CloudMachine, key: string, value: HclValue): Iterable<Failure> {
  const { name } = vm
  const { position } = value
  const wanted = SWITCHES[key]
  if (key === "startup-script") {
    if (!isKnown(context, textOf(value))) yield strangeScript(context, name, value)
  } else if (wanted !== undefined) {
    if (switchOf(shown(value)) !== wanted.wanted) yield switched(context, vm, key, wanted, value)
  } else if (KEYS.has(key))
    yield notGranted(context, `Whoever has one of the ${key} of the VM ${name} logs in to it.`, { position })
  else if (SCRIPTS.test(key))
    yield failure(context, "proof/not_understood", {
      message: `The VM ${name} runs its ${key}: nobody can tell what that opens.`,
      position,
      help: "What a VM shall do beside its start-up script belongs into a container.",
    })
  else if (!SETTING_KEYS.has(key) && !HARMLESS.has(key))
    yield failure(context, "proof/not_understood", {
      message: `The proof does not know what ${key} in the metadata of the VM ${name} changes.`,
      position,
      help: "Take it out of the file, or tell of it what it does.",
    })
}

const SETTING_KEYS: ReadonlySet<string> = new Set(SETTINGS)

function switched(
  context: Context,
  { name, position }: CloudMachine,
  key: string,
  { wanted, otherwise }: Switch,
  value: HclValue | undefined,
): Failure {
  return notGranted(
    context,
    `The metadata of the VM ${name} has ${key} other than ${wanted ? "TRUE" : "FALSE"}: ${otherwise}.`,
    { position: value?.position ?? position },
  )
}

/** What stands in the metadata is text, whatever it was before. */
function shown(value: HclValue): string {
  return value.kind === "bool" || value.kind === "number" ? String(value.value) : (textOf(value) ?? "?")
}

/** All VMs have one text: it is looked at once. */
function isKnown({ evidence: { cloud } }: Context, script: string | undefined): boolean {
  if (script === undefined) return false
  const seen = SEEN.get(cloud) ?? new Map<string, boolean>()
  SEEN.set(cloud, seen)
  const known = seen.get(script) ?? scriptDigest(script) === STARTUP_SCRIPT
  seen.set(script, known)
  return known
}

const SEEN = new WeakMap<object, Map<string, boolean>>()

function strangeScript(context: Context, name: string, value: HclValue): Failure {
  const file = fileOf(context, textOf(value))
  return failure(context, "proof/not_understood", {
    message: `The start-up script ${file?.file ?? `of the VM ${name}`} is not the one that is known: nobody can tell what it opens.`,
    position: file ?? value.position,
    help: `${REBUILD} What a VM shall do beside it belongs into a container.`,
  })
}

/** The file that a script stands in; undefined where it is written elsewhere. */
function fileOf({ evidence: { files } }: Context, script: string | undefined): Position | undefined {
  for (const [file, content] of files) if (content === script) return { file, line: 1, column: 1 }
  return undefined
}
