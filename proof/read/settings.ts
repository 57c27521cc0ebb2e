import {
  at,
  boolValue,
  type HclValue,
  itemsOf,
  nullValue,
  numberValue,
  objectValue,
  stringValue,
  textOf,
  tupleValue,
} from "../../formats/hcl/value.js"
import type { Position } from "../../formats/position.js"
import type { Stated } from "../network.js"
import type { Resource, Unit } from "../terraform/unit.js"
import { identified, stated } from "./values.js"

/** What a VM is told when it starts, as its start-up script reads it. */
export interface MachineSettings {
  /** Everything in its metadata, by key. */
  readonly metadata: ReadonlyMap<string, HclValue>
  /** Keys that the script reads, and can't, with where they stand. */
  readonly unreadable: readonly Stated<string>[]
  /** The port on which it answers SSH. */
  readonly sshPort: Stated<string> | undefined
  /** Identifies the project whose secrets it reads. */
  readonly secretProject: Stated<string> | undefined
  /** The ranges from which Docker takes networks that name none. */
  readonly pools: readonly Stated<string>[]
  /** Where it says that containers may ask for the token of the VM's account; undefined where they may not. */
  readonly showsToken: Position | undefined
  /** The version of Docker that it installs, as apt has it. */
  readonly dockerVersion: Stated<string> | undefined
  /** The hosts of registries that Docker shows the token of the VM's account. */
  readonly registries: readonly Stated<string>[]
  /** The folders that it makes. */
  readonly folders: readonly MadeFolder[]
  /** The disks that it mounts. */
  readonly disks: readonly MountedDisk[]
  /** The Compose projects that it starts, and where each is deployed. */
  readonly deploys: readonly DeployedStack[]
}

/** A disk that a VM mounts. */
export interface MountedDisk extends Stated<string> {
  /** The absolute path at which it is mounted; its `value` is the name of its device. */
  readonly mount: string
}

/** A folder that a VM makes where it is missing: its `value` is an absolute path. */
export interface MadeFolder extends Stated<string> {
  /** Owner and group: `999:999`. */
  readonly owner: string
  /** `0700`. */
  readonly mode: string
}

/** A Compose project that a VM starts. Whether the script waits for it changes only what it logs. */
export interface DeployedStack extends Stated<string> {
  /** The folder on the VM. */
  readonly directory: Stated<string>
  /** Compose files, relative to the folder. */
  readonly compose: readonly Stated<string>[]
  /** Env files that Compose is given, relative to the folder; a later one counts more. */
  readonly environment: readonly Stated<string>[]
  /** Files that it is handed, by the secret that they hold: `secrets/NAME`. */
  readonly files: readonly HandedFile[]
  /** Variables that it is handed, by the secret that they hold. */
  readonly variables: readonly (Stated<string> & { readonly secret: string })[]
}

/** A file that a Compose project is handed: its `value` is its path. */
export interface HandedFile extends Stated<string> {
  /** The secret that it holds. */
  readonly secret: string
  /** The user that it belongs to. */
  readonly owner: number | undefined
  /** The group that it belongs to. */
  readonly group: number | undefined
  /** Who may read it: `0o400`. */
  readonly mode: number
}

/** Reads the metadata of an instance: what its unit states counts only as far as it comes to stand there. */
export function settingsOf({ attributes, position }: Resource, { variables }: Unit): MachineSettings {
  const stands = at(attributes, "metadata")
  const metadata = stands?.kind === "mapping" ? stands.entries : new Map<string, HclValue>()
  const fallback = stands?.position ?? position
  const unreadable: Stated<string>[] = []
  /** What is written as JSON; the module's variable of that name says where its parts come from. */
  const parsed = (key: string): HclValue | undefined => {
    const value = metadata.get(key)
    const found = jsonOf(textOf(value))
    if (found === undefined) unreadable.push({ value: key, position: value?.position ?? fallback })
    return found === undefined ? undefined : placed(found.json, variables.get(key), value!.position)
  }
  const plain = (key: string): Stated<string> | undefined => {
    const found = identified(metadata.get(key))
    if (found === undefined) unreadable.push({ value: key, position: metadata.get(key)?.position ?? fallback })
    return found
  }
  const docker = parsed("docker")
  const sshPort = plain("ssh-port")
  const shows = at(docker, "metadata_access")
  const disks = itemsOf(parsed("disks"))
  const deploys = itemsOf(parsed("stacks")).flatMap(deployedStack)
  const secretProject = plain("secret-project")
  const folders = itemsOf(parsed("directories"))
  const registries = itemsOf(parsed("registries"))
  return {
    metadata,
    unreadable,
    sshPort,
    secretProject,
    pools: itemsOf(at(docker, "address_pools")).flatMap((pool) => stated(at(pool, "base"))),
    showsToken: shows?.kind === "bool" && shows.value ? shows.position : undefined,
    dockerVersion: stated(at(docker, "version"))[0],
    registries: registries.flatMap(stated),
    folders: folders.flatMap((folder) =>
      stated(at(folder, "path")).map((path) => ({
        ...path,
        owner: `${numberOf(at(folder, "owner"))}:${numberOf(at(folder, "group"))}`,
        mode: textOf(at(folder, "mode")) ?? "",
      })),
    ),
    disks: disks.flatMap((disk) =>
      stated(at(disk, "device")).map((device) => ({ ...device, mount: textOf(at(disk, "mount")) ?? "" })),
    ),
    deploys,
  }
}

function numberOf(value: HclValue | undefined): number | undefined {
  return value?.kind === "number" ? value.value : undefined
}

function jsonOf(text: string | undefined): { readonly json: unknown } | undefined {
  if (text === undefined) return undefined
  try {
    return { json: JSON.parse(text) as unknown }
  } catch {
    return undefined
  }
}

/** A value of JSON; a part that a variable has too stands where the variable has it. */
function placed(json: unknown, model: HclValue | undefined, fallback: Position): HclValue {
  const position = model?.position ?? fallback
  if (json === null || json === undefined) return nullValue(position)
  if (Array.isArray(json))
    return tupleValue(
      json.map((item, index) => placed(item, at(model, index), position)),
      position,
    )
  switch (typeof json) {
    case "object":
      return objectValue(
        new Map(Object.entries(json).map(([key, item]) => [key, placed(item, at(model, key), position)])),
        position,
      )
    case "boolean":
      return boolValue(json, sameScalar(model, json) ? position : fallback)
    case "number":
      return numberValue(json, sameScalar(model, json) ? position : fallback)
    default:
      return stringValue(String(json), sameScalar(model, json) ? position : fallback)
  }
}

function sameScalar(model: HclValue | undefined, value: unknown): boolean {
  return model !== undefined && "value" in model && model.value === value
}

function deployedStack(stack: HclValue): readonly DeployedStack[] {
  const project = at(stack, "project")
  const name = textOf(project)
  if (name === undefined) return []
  const handed = (list: string, field: string) =>
    itemsOf(at(stack, list)).flatMap((item) => {
      const secret = textOf(at(item, "secret"))
      return secret === undefined ? [] : stated(at(item, field)).map((one) => ({ ...one, secret, item }))
    })
  return [
    {
      value: name,
      position: project!.position,
      directory: stated(at(stack, "directory"))[0] ?? { value: "", position: project!.position },
      compose: itemsOf(at(stack, "files")).flatMap(stated),
      environment: itemsOf(at(stack, "env_files")).flatMap(stated),
      files: handed("secrets", "file").map(({ item, ...one }) => ({
        ...one,
        owner: numberOf(at(item, "owner")),
        group: numberOf(at(item, "group")),
        mode: Number.parseInt(textOf(at(item, "mode")) ?? "", 8),
      })),
      variables: handed("env", "variable"),
    },
  ]
}
