import { chmodSync, copyFileSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import type { Family } from "../../core/estate.js"
import type { PackagedRoot, Tools } from "./install.js"
import type { Machine } from "./machine.js"
import { run } from "./run.js"

/** Who a container of an image is, told by the command that Compose starts it with. */
export interface Identity {
  /** `host.service`. */
  readonly service: string
  /** As the compose file says it; empty for the image's own. */
  readonly command: readonly string[]
  /** Where its process listens. */
  readonly ports: readonly number[]
}

/** An image that the topology names, to be stood in for. */
export interface WantedImage {
  /** `redis:7.4-alpine`. */
  readonly reference: string
  /** What it is an image of. */
  readonly family: Family
  /** Every service that has it on the machine. */
  readonly identities: readonly Identity[]
}

/** What takes the place of an image family. */
interface StandIn {
  readonly root: PackagedRoot
  /** What is really in it, for people. */
  readonly contents: (tools: Tools) => string
  /** Dockerfile instructions. */
  readonly changes: readonly string[]
  readonly entrypoint?: string
  /** Adds what no package brings. */
  readonly add?: (folder: string, tools: Tools) => void
}

const APPLICATION = ['ENTRYPOINT ["/usr/local/bin/standin", "serve"]', "WORKDIR /app"]

const STAND_INS: Readonly<Record<Family, StandIn>> = {
  caddy: {
    root: "base",
    contents: ({ versions }) => `Caddy ${versions.caddy}`,
    changes: [
      'ENTRYPOINT ["caddy"]',
      'CMD ["run", "--config", "/etc/caddy/Caddyfile", "--adapter", "caddyfile"]',
      "ENV XDG_CONFIG_HOME=/config XDG_DATA_HOME=/data",
      "WORKDIR /srv",
    ],
    add: (folder, { caddy }) => program(folder, "usr/bin/caddy", caddy),
  },
  postgres: {
    root: "postgres",
    contents: ({ versions }) => `PostgreSQL ${versions.postgres}`,
    changes: [
      'ENTRYPOINT ["/usr/local/bin/entrypoint"]',
      'CMD ["postgres"]',
      "ENV PATH=/usr/local/bin:/usr/lib/postgresql/15/bin:/usr/bin:/usr/sbin PGDATA=/var/lib/postgresql/data",
    ],
    entrypoint: `#!/bin/sh
# Does what the official image's does: reads the password as root, makes a cluster where there is none, and drops to uid 999.
set -eu
if [ -n "\${POSTGRES_PASSWORD_FILE:-}" ]; then POSTGRES_PASSWORD=$(cat "$POSTGRES_PASSWORD_FILE"); fi
: "\${POSTGRES_PASSWORD:?}" "\${POSTGRES_USER:=postgres}" "\${POSTGRES_DB:=$POSTGRES_USER}"
mkdir -p "$PGDATA" /run/postgresql
chown -R 999:999 "$PGDATA" /run/postgresql
chmod 700 "$PGDATA"
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  printf '%s\\n' "$POSTGRES_PASSWORD" >/tmp/password
  chown 999:999 /tmp/password
  standin as 999:999 initdb --username="$POSTGRES_USER" --pwfile=/tmp/password --encoding=UTF8 --no-locale --auth-local=trust \\
    --auth-host=scram-sha-256 >/dev/null
  rm /tmp/password
  echo "host all all all scram-sha-256" >>"$PGDATA/pg_hba.conf"
  if [ "$POSTGRES_DB" != postgres ]; then
    echo "CREATE DATABASE \\"$POSTGRES_DB\\"" | standin as 999:999 postgres --single -D "$PGDATA" postgres >/dev/null
  fi
fi
exec standin as 999:999 "$@" -c "listen_addresses=*" -c unix_socket_directories=/run/postgresql
`,
  },
  redis: {
    root: "redis",
    contents: ({ versions }) => `Redis ${versions.redis}`,
    changes: ['ENTRYPOINT ["/usr/local/bin/entrypoint"]', 'CMD ["redis-server"]', "WORKDIR /data", "VOLUME /data"],
    entrypoint: `#!/bin/sh
# Does what the official image's does: takes its folder and drops to uid 999. Debian's Redis listens on the loopback alone.
set -eu
chown -R 999:1000 .
exec standin as 999:1000 "$@" --bind 0.0.0.0 --protected-mode no
`,
  },
  "db-backup": {
    root: "tools",
    contents: () => "a stand-in that takes no backup",
    changes: ['ENTRYPOINT ["/usr/local/bin/db-backup"]'],
  },
  python: {
    root: "python",
    contents: ({ versions }) => `a stand-in, and Python ${versions.python} for its health check`,
    changes: APPLICATION,
    add: (folder) => symlinkSync("python3.11", join(folder, "usr/bin/python")),
  },
  node: {
    root: "node",
    contents: () => `a stand-in, and Node.js ${process.versions.node} for its health check`,
    changes: APPLICATION,
    add: (folder) => program(folder, "usr/bin/node", process.execPath),
  },
  other: { root: "base", contents: () => "a stand-in", changes: APPLICATION },
}

/** Brings a machine every image that it is asked to run, under the topology's own names. Yields what stands for what, for people. */
export async function standInFor(
  machine: Machine,
  wanted: readonly WantedImage[],
  context: { readonly tools: Tools; readonly scratch: string; readonly authority: string },
): Promise<readonly string[]> {
  const { tools } = context
  const substitutions: string[] = []
  for (const image of wanted) {
    const { root, contents, changes } = STAND_INS[image.family]
    const folder = join(context.scratch, image.reference.replaceAll(/[^\w.-]/g, "_"))
    await run(["cp", "--archive", tools.roots[root], folder])
    dress(folder, image, context)
    const label = `LABEL groundplan.stand-in="${contents(tools)}"`
    const options = [...changes, label].map((change) => `--change '${change}'`).join(" ")
    await run(
      [
        "sh",
        "-c",
        `tar ${ARCHIVE} --directory '${folder}' . | ${machine.enter.join(" ")} \
        docker import ${options} - '${image.reference}'`,
      ],
      { timeout: 120_000 },
    )
    rmSync(folder, { recursive: true })
    substitutions.push(`${image.reference}: ${contents(tools)}`)
  }
  return substitutions
}

const ARCHIVE =
  "--create --exclude ./usr/share/doc --exclude ./usr/share/man --exclude ./usr/share/locale --exclude ./usr/lib/python3"

/** What goes over an image's root: the stand-in, a shell and its tools, users, and who believes whom. */
function dress(
  folder: string,
  { family, identities }: WantedImage,
  { tools, authority }: { readonly tools: Tools; readonly authority: string },
): void {
  const { root, entrypoint, add } = STAND_INS[family]
  for (const each of [
    "usr/bin",
    "usr/local/bin",
    "etc/ssl/certs",
    "data",
    "config",
    "srv",
    "app",
    "proc",
    "sys",
    "dev",
  ])
    mkdirSync(join(folder, each), { recursive: true })
  for (const [each, mode] of Object.entries({ tmp: 0o1777, "var/tmp": 0o1777, run: 0o755, root: 0o700 })) {
    mkdirSync(join(folder, each), { recursive: true })
    chmodSync(join(folder, each), mode)
  }
  for (const each of ["bin", "sbin", "lib", "lib64"])
    if (!existsSync(join(tools.roots[root], each))) symlinkSync(join("usr", each), join(folder, each))
  program(folder, "usr/local/bin/standin", tools.standin)
  for (const each of ["celery", "db-backup"]) symlinkSync("standin", join(folder, "usr/local/bin", each))
  for (const each of APPLETS)
    if (!existsSync(join(tools.roots[root], "usr/bin", each))) symlinkSync("busybox", join(folder, "usr/bin", each))
  if (entrypoint !== undefined) write(folder, "usr/local/bin/entrypoint", entrypoint, 0o755)
  write(folder, "etc/passwd", "root:x:0:0:root:/root:/bin/sh\nserver:x:999:999::/:/bin/sh\n")
  write(folder, "etc/group", "root:x:0:\nserver:x:999:\nalpine:x:1000:\n")
  write(folder, "etc/ssl/certs/ca-certificates.crt", authority)
  write(folder, "etc/standin.json", JSON.stringify(identities))
  add?.(folder, tools)
}

/** What images of Alpine have of BusyBox too, and health checks and people ask for. */
const APPLETS = [
  ...["sh", "cat", "chmod", "chown", "cut", "echo", "env", "find", "grep", "head", "id", "kill", "ls", "mkdir", "mv"],
  ...["nc", "rm", "sed", "sleep", "sort", "stat", "tail", "test", "touch", "tr", "true", "wc", "wget"],
]

function program(folder: string, path: string, from: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  copyFileSync(from, join(folder, path))
  chmodSync(join(folder, path), 0o755)
}

function write(folder: string, path: string, text: string, mode = 0o644): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), text)
  chmodSync(join(folder, path), mode)
}
