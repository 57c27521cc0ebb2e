import * as z from "zod"
import {
  absolutePath,
  anyAddress,
  anyRange,
  days,
  duration,
  hostname,
  literalString,
  name,
  portNumber,
  serviceName,
  size,
  sourcePath,
  variableName,
  words,
} from "./atoms.js"
import { edge } from "./edge.js"
import { countsTries, normalised } from "./predicates.js"
import { environmentReference, textValue } from "./text.js"
import { varying } from "./varying.js"

/** Who may reach a port. */
export const exposure = z
  .enum(["internal", "host", "private", "cdn", "public"])
  .describe(
    "Who may reach it: `internal` its Docker networks, `host` 127.0.0.1, `private` hosts with an edge to it, `cdn` the CDN's addresses, `public` anyone.",
  )

/** What is spoken on a port. `https` implies TCP; `quic` is HTTP/3 over UDP. */
export const protocol = z
  .enum(["http", "https", "quic", "tcp", "udp"])
  .describe("What is spoken on it. Default: by the port's name, else `tcp`.")

/** An address of the machine that a port is published on, where its exposure does not say enough. */
const bindAddress = z
  .union([anyAddress, environmentReference.describe("A variable that holds the address.")])
  .describe("An address of the machine: an IP address, or a variable that holds one.")

/** One port that a service listens on. */
export const port = z
  .union([
    portNumber,
    z.strictObject({
      port: portNumber.describe("The port that the process listens on, inside its container."),
      protocol: protocol.optional(),
      exposure: varying(exposure)
        .optional()
        .describe("Who may reach it. Default: the most private that its edges allow."),
      publish: varying(portNumber)
        .optional()
        .describe("The host's port when it is published. Default: the same number."),
      address: varying(bindAddress)
        .optional()
        .describe(
          "The address of the machine that it is published on: that of a VPN. Default: what its exposure asks for.",
        ),
      reason: words.optional().describe("Why it is `public`, in words; needed then."),
    }),
  ])
  .describe("One port that the service listens on: a number, or a number with more to say.")

/** A command: words as written (split by Compose), a list (no shell), or a line for the image's shell. */
export const command = z
  .union([
    literalString.describe("Words that Compose splits as a shell would, without a shell running."),
    z.array(textValue).describe("The words themselves; no shell runs."),
    z.strictObject({ shell: literalString.describe("A line for /bin/sh -c.") }),
  ])
  .describe("A command. The three forms differ in meaning and stay distinct.")

/** How to tell that a service is well. */
export const health = z
  .union([
    z.literal("none").describe("No health check, not even the image's own."),
    z.strictObject({
      get: z
        .string()
        .regex(/^\/[^\s\p{Cc}\p{Cs}]*$/u, "a path starts with /")
        .optional()
        .describe("An HTTP path that answers 2xx when all is well."),
      on: z.string().optional().describe("The port for `get`. Default: its only HTTP port."),
      command: command.optional().describe("A command that ends with 0 when all is well."),
      interval: duration.optional().describe("Time between checks. Default 30s."),
      timeout: duration.optional().describe("Time for one check. Default 5s."),
      retries: z.int().min(1).optional().describe("Failures in a row until it is unhealthy. Default 3."),
      startPeriod: duration.optional().describe("Time to start up in which failures don't count. Default 30s."),
      startInterval: duration
        .optional()
        .describe("Time between checks while starting. Default: `interval`. Needs Docker 25."),
    }),
  ])
  .describe("How to tell that it is well. Default: what its image's family offers.")

/** A folder, file or volume that a container sees. */
export const mount = z
  .union([
    z.strictObject({
      only: z.array(name).min(1).optional().describe("The environments it is in. Default all."),
      source: z
        .union([absolutePath, sourcePath, environmentReference])
        .describe("A path on the host, absolute or relative to the compose file, or a variable that holds one."),
      target: absolutePath.describe("The path in the container."),
      readOnly: z.boolean().optional().describe("Default false."),
      create: z
        .boolean()
        .optional()
        .describe("Whether Docker makes a missing source as a folder owned by root. Default false: it fails instead."),
      propagation: z
        .enum(["rprivate", "private", "rshared", "shared", "rslave", "slave"])
        .optional()
        .describe("Mount propagation. Default Docker's."),
      selinux: z.enum(["z", "Z"]).optional().describe("SELinux relabelling. Default none."),
    }),
    z.strictObject({
      only: z.array(name).min(1).optional().describe("The environments it is in. Default all."),
      volume: serviceName.describe("A named volume. Its real name is `name` or, by Compose, {project}_{volume}."),
      name: z
        .string()
        .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]*$/, "a volume's name is letters, digits, dots, hyphens and underscores")
        .optional()
        .describe("The volume's real name, stated when it must survive a renamed project."),
      external: z.boolean().optional().describe("Whether somebody else creates it. Default false."),
      target: absolutePath.describe("The path in the container."),
      readOnly: z.boolean().optional().describe("Default false."),
    }),
  ])
  .describe("A bind mount (`source`) or a named volume (`volume`).")

/** How an image is built from source. */
const build = z
  .strictObject({
    context: sourcePath.describe("The folder that is built, relative to the compose file."),
    dockerfile: literalString.optional().describe("Default Dockerfile."),
    target: literalString.optional().describe("The stage to build."),
    args: z.record(variableName, literalString).optional().describe("Build arguments."),
  })
  .describe("How its image is built from source.")

/** What a service may take of its machine. */
export const resources = z
  .strictObject({
    cpus: varying(z.number().positive()).optional().describe("At most this many CPUs."),
    memory: varying(size).optional().describe("At most this much memory."),
    reserve: z
      .strictObject({
        cpus: varying(z.number().positive()).optional().describe("CPUs kept for it."),
        memory: varying(size).optional().describe("Memory kept for it."),
      })
      .optional()
      .describe("What is kept for it."),
    pids: z.int().positive().optional().describe("At most this many processes."),
    sharedMemory: size.optional().describe("The size of /dev/shm. Default Docker's 64 MiB."),
  })
  .describe("What it may take of its machine, and what is kept for it.")

/** What a service keeps. Makes it a datastore. */
export const store = z
  .strictObject({
    contents: words.optional().describe("What it holds, in words: Users, products."),
    usage: words.optional().describe("What it is used for, in words: Cache, sessions."),
    connections: varying(z.int().positive())
      .optional()
      .describe("How many connections it accepts at once: `max_connections`. Default: not known."),
    usedBy: z
      .union([z.enum(["stack", "host"]), z.array(z.string()).min(1)])
      .optional()
      .describe(
        "Whose it is: services of its own `stack` or `host`, or those named as edges name them. An edge of another service is refused. Default: everybody's.",
      ),
  })
  .describe("Makes it a datastore, and says what it keeps.")

/** What a service does as the host's reverse proxy. */
export const proxy = z
  .strictObject({
    email: z
      .email("an e-mail address is written like ops@bakery.example")
      .optional()
      .describe("The address that the certificate authority writes to."),
    gracePeriod: duration.optional().describe("Time for open requests when it reloads or stops. Default 10s."),
    trusted: z
      .union([z.literal("cloudflare"), z.array(anyRange).min(1)])
      .optional()
      .describe(
        "Proxies before it whose X-Forwarded-For is believed. Default: `cloudflare` when a route is exposed to the CDN, else none.",
      ),
    adminPort: portNumber
      .optional()
      .describe("The port of its admin API, on the container's loopback only. Default 2019."),
  })
  .describe("Makes it the host's Caddy, which serves the routes.")

/** A backup that a service takes. */
export const backup = z
  .strictObject({
    of: z.string().describe("The datastore that is backed up; an edge like those under `uses`."),
    to: z.string().describe("The bucket it is written to; an edge like those under `uses`."),
    database: literalString.optional().describe("The database's name. Default: all."),
    at: z
      .string()
      .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, "a time is written like 03:00")
      .describe("When the first backup of a day starts, in UTC."),
    every: duration.optional().describe("Time between backups. Default 24h."),
    retention: varying(days).describe("How long a backup is kept."),
  })
  .describe(
    "A backup that it takes. An image of the family `db-backup` is told all of this in variables (DB01_TYPE, DB01_HOST, DB01_PORT, DB01_NAME, DB01_BACKUP_BEGIN, DB01_BACKUP_INTERVAL, DB01_CLEANUP_TIME, DB01_BACKUP_LOCATION and the DB01_S3_ ones of the bucket); what it logs in with you state in `environment` and `secrets`: DB01_USER, DB01_PASS, DB01_S3_KEY_ID, DB01_S3_KEY_SECRET.",
  )

/** A secret that a service is handed. */
export const serviceSecret = z
  .union([
    z.string().describe("The secret's name."),
    z.strictObject({
      secret: z.string().describe("The secret's name."),
      as: z
        .enum(["file", "variable"])
        .optional()
        .describe(
          "`file`: /run/secrets/NAME and NAME_FILE; `variable`: the value itself, which `docker inspect` shows. Default: what its image takes.",
        ),
      reason: words.optional().describe("Why it is a variable, in words; needed then."),
      only: z.array(name).min(1).optional().describe("The environments in which it is handed over. Default all."),
    }),
  ])
  .describe("A secret that it is handed. Default: as a file, unless its image says why not.")

/** How a service is run on a laptop for development. */
const localDevelopment = z
  .strictObject({
    build: build.optional(),
    sources: z
      .array(
        z.strictObject({
          source: sourcePath.describe("A folder beside the compose file."),
          target: absolutePath.describe("The path in the container."),
        }),
      )
      .optional()
      .describe("Source folders that are mounted over the image's own."),
    command: command.optional().describe("A command that replaces the declared one, such as a server that reloads."),
  })
  .describe("How it is run on a laptop.")

const capability = z
  .string()
  .regex(/^[A-Z][A-Z_]*$/, "a capability is written like NET_ADMIN")
  .describe("A Linux capability: NET_ADMIN.")

/** What YAML can say without tags, but for null. */
type PlainData = string | number | boolean | readonly PlainData[] | { readonly [key: string]: PlainData }

/** Half of a surrogate pair is no character: no file can hold it. */
const wholeCharacters = z.string().regex(/^\P{Cs}*$/u, "text holds no half of a surrogate pair")

const plainData: z.ZodType<PlainData, PlainData> = z
  .lazy(() =>
    z.union(
      [z.string(), z.number(), z.boolean(), z.array(plainData), z.record(wholeCharacters, plainData)],
      "plain data is text, numbers, booleans, lists and objects",
    ),
  )
  .describe("Plain data: text, numbers, booleans, lists and objects.")

/** One service: a container, or several alike. */
export const service = z
  .strictObject({
    title: words.optional().describe("Its name for people. Default: the name, capitalised."),
    drawnAs: z
      .strictObject({
        overview: words.optional().describe("In the overview of all environments."),
        isolation: words.optional().describe("In the diagram of service isolation."),
      })
      .optional()
      .describe("Its name in diagrams, where its title says too much or too little there. Default: the title."),
    purpose: words.optional().describe("What it is for, in words."),
    only: z.array(name).min(1).optional().describe("The environments it is in. Default all."),
    stack: name.optional().describe("The stack it belongs to. Default: the host's only one."),
    group: words
      .optional()
      .describe(
        "The box that it folds into in overview diagrams: words of your own, or `vercel.<project>` when it is the same application.",
      ),
    image: z
      .string()
      .optional()
      .describe(
        "The image's name under `images`. Needed unless the image is built: `build`, or `local.build` where it only runs on laptops.",
      ),
    build: build.optional().describe("How its image is built where it runs. Default: it is pulled."),
    command: varying(command).optional().describe("Default: the image's."),
    entrypoint: varying(command).optional().describe("Default: the image's."),
    ports: z.record(name, port).optional().describe("The ports it listens on, by name."),
    uses: z.array(edge).optional().describe("What it needs: the one place where an edge is declared."),
    health: health.optional(),
    environment: z.record(variableName, varying(textValue)).optional().describe("Its environment variables."),
    envFiles: z
      .array(
        z.union([
          sourcePath,
          absolutePath,
          z.strictObject({
            path: z.union([sourcePath, absolutePath]).describe("The file, beside the compose file or on the host."),
            required: z
              .boolean()
              .describe("Whether Compose refuses to start without it; else it is read where it is there."),
          }),
        ]),
      )
      .optional()
      .describe("Env files that a person keeps on the host; each must be there unless it says otherwise."),
    secrets: z
      .record(variableName, serviceSecret)
      .optional()
      .describe("Its secrets, by the variable it reads them from."),
    mounts: z.array(mount).optional().describe("Folders, files and volumes that it sees."),
    anonymousVolumes: z
      .array(absolutePath)
      .optional()
      .describe("Folders kept in a volume without a name, which lasts no longer than the container's place."),
    tmpfs: z
      .array(
        z
          .string()
          .regex(
            /^\/[^:,\p{Cc}\p{Cs}]*(?::[a-z][a-z0-9_=.%-]*(?:,[a-z][a-z0-9_=.%-]*)*)?$/u,
            "a folder in memory is an absolute path, with options as in /run:size=64m,mode=1777",
          )
          .overwrite(normalised),
      )
      .optional()
      .describe("Folders kept in memory, with mount options where they have any: /run:size=64m."),
    resources: resources.optional(),
    restart: z
      .union([
        z.enum(["no", "always", "on-failure", "unless-stopped"]),
        z
          .templateLiteral(["on-failure:", z.int().min(1)], "a number of tries is written like on-failure:5")
          .refine(countsTries, "a number of tries is written like on-failure:5"),
      ])
      .optional()
      .describe("When it is started again; `on-failure:5` tries five times. Default `unless-stopped`; `no` for a job."),
    logging: z
      .strictObject({
        driver: z
          .string()
          .regex(
            /^[a-z0-9][a-z0-9._:/-]*$/,
            "a logging driver is written like local, journald or grafana/loki-docker-driver",
          )
          .optional()
          .describe("Docker's logging driver, or a plugin. Default `local`."),
        maxSize: z
          .string()
          .regex(/^\d+[kmg]$/, "a log size is written like 10m")
          .optional()
          .describe("Size at which a log file is rotated. Default 10m."),
        maxFiles: z.int().min(1).optional().describe("Rotated files that are kept. Default 5."),
        options: z
          .record(
            z
              .string()
              .regex(
                /^(?!max-(?:size|file)$)[a-z0-9][a-z0-9._-]*$/,
                "an option is written like tag; bounds are stated as maxSize and maxFiles",
              ),
            literalString,
          )
          .optional()
          .describe("Further options of the driver: tag, labels, gelf-address."),
      })
      .optional()
      .describe("Where its logs go. `local` and `json-file` are always bounded."),
    stopGracePeriod: duration.optional().describe("Time to stop in before it is killed. Default Docker's 10s."),
    stopSignal: z
      .string()
      .regex(/^SIG[A-Z0-9+-]+$/, "a signal is written like SIGTERM")
      .optional()
      .describe("The signal that asks it to stop. Default the image's."),
    replicas: varying(z.int().min(0)).optional().describe("How many containers. Default 1."),
    job: z.boolean().optional().describe("Whether it runs once and ends, such as a migration. Default false."),
    profiles: z
      .array(serviceName)
      .min(1)
      .optional()
      .describe("Compose profiles that start it. Default: it always starts."),
    concurrency: z
      .union([
        varying(z.int().positive()),
        z.strictObject({
          value: varying(z.int().positive()).describe("How many tasks at once."),
          flag: z
            .string()
            .regex(/^-{1,2}[A-Za-z][A-Za-z0-9-]*$/, "a flag is written like --concurrency")
            .describe("The command's flag for it."),
        }),
      ])
      .optional()
      .describe("How many tasks a worker takes at once; becomes a flag of its command. Default flag --concurrency."),
    store: store.optional(),
    proxy: proxy.optional(),
    backup: backup.optional(),
    containerName: z
      .string()
      .regex(
        /^(?:[A-Za-z0-9]|\{(?:environment|short|project|host)\})(?:[A-Za-z0-9_.-]|\{(?:environment|short|project|host)\})+$/,
        "a container's name is letters, digits, dots, hyphens and underscores, and may hold {environment}, {short}, {project} and {host}",
      )
      .optional()
      .describe(
        "The container's name, which others may rely on: stated, never derived. May hold {environment}, {short}, {project} and {host}.",
      ),
    hostname: hostname.optional().describe("The container's own host name. Default its id."),
    networks: z.array(serviceName).optional().describe("Shared networks of the host that it joins."),
    aliases: z.array(hostname).optional().describe("Further DNS names on the network named after it."),
    networkMode: z
      .enum(["host", "none"])
      .optional()
      .describe("`host`: no network of its own. Default: the networks of its edges."),
    expose: z.array(portNumber).optional().describe("Documents further container ports; grants nothing."),
    extraHosts: z
      .record(hostname, z.union([anyAddress, z.literal("host-gateway")]))
      .optional()
      .describe("Names added to its hosts file."),
    user: z
      .string()
      .regex(/^[A-Za-z0-9_-]+(?::[A-Za-z0-9_-]+)?$/, "a user is written like 1000:1000 or postgres")
      .optional()
      .describe("The user, and group, that it runs as. Default the image's."),
    platform: z
      .string()
      .regex(/^[a-z0-9]+(?:\/[a-z0-9]+){1,2}$/, "a platform is written like linux/amd64")
      .optional()
      .describe("The platform that it needs: linux/amd64."),
    pullPolicy: z
      .enum(["always", "never", "missing", "build"])
      .optional()
      .describe("When its image is pulled. Default missing."),
    capAdd: z.array(capability).optional().describe("Linux capabilities added."),
    capDrop: z.array(capability).optional().describe("Linux capabilities dropped."),
    securityOptions: z.array(literalString).optional().describe("Security options: no-new-privileges:true."),
    ulimits: z
      .record(
        z
          .string()
          .regex(/^[a-z]+$/, "a limit is named like nofile")
          .describe("The limit's name: nofile."),
        z.union([
          z.int().min(-1),
          z.strictObject({
            soft: z.int().min(-1).describe("The limit that the process starts with; -1 for none."),
            hard: z.int().min(-1).describe("The limit up to which it may raise it; -1 for none."),
          }),
        ]),
      )
      .optional()
      .describe("Limits of its processes: nofile."),
    labels: z
      .record(
        z
          .string()
          .regex(/^[^\s=$\p{Cc}\p{Cs}]+$/u, "a label's name holds no space, = or $")
          .describe("The label's name."),
        literalString,
      )
      .optional()
      .describe("Labels of its container."),
    local: localDevelopment.optional(),
    compose: z
      .record(wholeCharacters.min(1), plainData)
      .optional()
      .describe(
        "Escape hatch: further keys of the Compose Specification, emitted as they are. No rule reads them, and a key that Groundplan knows is refused here.",
      ),
  })
  .describe("One service: a container, or several alike.")
