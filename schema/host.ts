import * as z from "zod"
import {
  absolutePath,
  cidr,
  days,
  generatorName,
  ipv4,
  name,
  owner,
  portNumber,
  serviceName,
  size,
  words,
} from "./atoms.js"
import { edge } from "./edge.js"
import { service } from "./service.js"
import { varying } from "./varying.js"

/** Text with `{environment}`, `{short}`, `{project}` and `{host}` to be filled in. */
const template = (allowed: RegExp, message: string) =>
  z.string().regex(allowed, message).describe("May hold {environment}, {short}, {project} and {host}.")

/** A folder under the output directory, as a template. */
const directoryTemplate = template(
  /^(?:[A-Za-z0-9_-]|\{(?:environment|short|project|host)\})(?:[A-Za-z0-9._-]|\{(?:environment|short|project|host)\})*(?:\/(?:[A-Za-z0-9_-]|\{(?:environment|short|project|host)\})(?:[A-Za-z0-9._-]|\{(?:environment|short|project|host)\})*)*$/,
  "a directory is a relative path, none of whose parts starts with a dot, and may hold {environment}, {short}, {project} and {host}",
)

/** A persistent disk. */
export const disk = z
  .strictObject({
    only: z.array(name).min(1).optional().describe("The environments it is in. Default all."),
    size: varying(size).describe("Its size; GCP counts in GiB, so it is rounded up to whole GiB."),
    type: varying(z.enum(["pd-standard", "pd-balanced", "pd-ssd", "hyperdisk-balanced"]))
      .optional()
      .describe("Its type. Default pd-balanced."),
    mount: absolutePath.describe("Where it is mounted: /data."),
    name: template(
      /^(?:[a-z0-9-]|\{(?:environment|short|project|host)\})+$/,
      "a disk name is lower-case letters, digits and hyphens",
    )
      .optional()
      .describe("Its name at GCP, which carries the data. Default {host}-{disk's name here}."),
    snapshots: z
      .strictObject({
        every: z.enum(["hour", "day", "week"]).describe("How often a snapshot is taken."),
        at: z
          .string()
          .regex(/^(?:[01]\d|2[0-3]):00$/, "a snapshot starts on the hour, written like 03:00")
          .optional()
          .describe("When, in UTC. Default 03:00."),
        keep: varying(days).describe("How long a snapshot is kept."),
      })
      .optional()
      .describe("The snapshot schedule. Default none."),
    holds: z
      .record(
        absolutePath,
        z.strictObject({
          contents: words.describe("What lives there, in words."),
          size: varying(size).optional().describe("How large it is expected to become. Default: not known."),
          owner: owner.optional().describe("The owner of the folder when it is made. Default 0:0."),
          mode: z
            .string()
            .regex(/^0[0-7]{3}$/, "a mode is four octal digits, written like 0750")
            .optional()
            .describe("The folder's mode when it is made. Default 0755."),
        }),
      )
      .optional()
      .describe(
        "What lives where on it: absolute paths below the mount point. The folders are made before the first start.",
      ),
  })
  .describe("A persistent disk.")

/** One Compose project on a host. */
export const stack = z
  .strictObject({
    directory: directoryTemplate.describe("The folder of its docker-compose.yml under the output directory."),
    project: template(
      /^(?:[a-z0-9]|\{(?:environment|short|project|host)\})(?:[a-z0-9_-]|\{(?:environment|short|project|host)\})*$/,
      "a Compose project name is lower-case letters, digits, hyphens and underscores, and starts with a letter or digit",
    ).describe("The Compose project name. Containers and volumes carry it: it is stated, never derived."),
    on: absolutePath
      .optional()
      .describe("The folder on the VM that it is deployed to. Default /opt/{directory's last part in lower case}."),
  })
  .describe("One Compose project.")

/** A Docker network that is not derived from an edge: shared with stacks outside the topology. */
const sharedNetwork = z
  .strictObject({
    name: z
      .string()
      .regex(
        /^[A-Za-z0-9][A-Za-z0-9_.-]*$/,
        "a network's name is letters, digits, dots, hyphens and underscores, and starts with a letter or digit",
      )
      .describe("Its real name."),
    external: z.boolean().optional().describe("Whether somebody else creates it. Default true."),
    internal: z.boolean().optional().describe("Whether it has no way out. Default false."),
  })
  .describe("A Docker network that is not derived from an edge.")

/** One host: a VM, and what runs on it. */
export const host = z
  .strictObject({
    title: words.optional().describe("Its name for people. Default: the name, capitalised, and `VM`."),
    purpose: words.optional().describe("What it is for, in words."),
    only: z.array(name).min(1).optional().describe("The environments it is in. Default all."),
    generate: z
      .array(generatorName.exclude(["docs"]))
      .optional()
      .describe("What is generated for it. Default: what the topology says."),
    name: template(
      /^(?:[a-z0-9-]|\{(?:environment|short|project|host)\})+$/,
      "an instance name is lower-case letters, digits and hyphens",
    )
      .optional()
      .describe("The instance's name at GCP. Default: the host's name."),
    machine: varying(z.string().regex(/^[a-z][a-z0-9]*-[a-z0-9-]+$/, "a machine type is written like e2-standard-2"))
      .optional()
      .describe("The machine type. Needed by the terraform generator."),
    bootImage: varying(
      z
        .string()
        .regex(
          /^[a-z][a-z0-9-]*\/[a-z][a-z0-9-]*$/,
          "a boot image is written project/family, like debian-cloud/debian-12",
        ),
    )
      .optional()
      .describe("The boot image: project/family. Default debian-cloud/debian-12."),
    bootDisk: varying(size).optional().describe("The size of the boot disk. Default 20 GiB."),
    address: varying(ipv4)
      .optional()
      .describe("Its static private address. Needed when another host has an edge to it."),
    systemOverhead: size.optional().describe("Memory that the system itself needs. Default 512 MiB."),
    dockerPool: cidr.optional().describe("The range that its Docker networks are taken from. Default 172.20.0.0/14."),
    disks: z.record(name, disk).optional().describe("Its persistent disks."),
    stacks: z.record(name, stack).describe("The Compose projects on it."),
    networks: z
      .record(serviceName, sharedNetwork)
      .optional()
      .describe("Docker networks that are not derived from an edge."),
    uses: z.array(edge).optional().describe("What the host as a whole reaches, such as a bucket its backups go to."),
    services: z.record(serviceName, service).describe("What runs on it."),
    sshPort: portNumber
      .optional()
      .describe(
        "The port of SSH for operators. Default 22. The start-up script moves sshd there, on a running VM when it next starts: start it anew right after the firewall has changed.",
      ),
  })
  .describe("One host: a VM, and what runs on it.")
