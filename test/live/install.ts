import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync } from "node:fs"
import { join } from "node:path"
import { attempt, run } from "./run.js"

/** What the bed is made of, once it is installed. */
export interface Tools {
  /** A root with the engine, its command line and Compose in it; it goes over the machine's own root in every VM. */
  readonly engine: string
  /** The proxy. */
  readonly caddy: string
  /** The program that takes the place of applications. */
  readonly standin: string
  /** A root for each image family that comes from packages. */
  readonly roots: Readonly<Record<PackagedRoot, string>>
  /** What is installed, for people: name and version. */
  readonly versions: Readonly<Record<"engine" | "compose" | "caddy" | "redis" | "postgres" | "python", string>>
}

/** Roots that are unpacked from Debian's packages. */
export type PackagedRoot = "base" | "tools" | "node" | "python" | "redis" | "postgres"

/** A part that can't be had on this machine. */
export class Unavailable extends Error {}

const CADDY = { module: "github.com/caddyserver/caddy/v2", version: "v2.11.9", command: "cmd/caddy" }
/** The newest whose client still speaks version 1.41 of the engine's API, which is Debian's. */
const COMPOSE = { module: "github.com/docker/compose/v2", version: "v2.40.3", command: "cmd" }

const SYSTEMD = ["libsystemd0", "liblzma5", "libzstd1", "liblz4-1", "libcap2", "libgcrypt20", "libgpg-error0"]
const BASE = ["busybox-static"]
const CORE = [...BASE, "libc6", "libgcc-s1", "libstdc++6", "zlib1g", "libssl3"]

/** Debian 12's packages, by what they make. Libraries are named, because their own dependencies would bring half a system. */
const PACKAGES: Readonly<Record<PackagedRoot | "engine", readonly string[]>> = {
  engine: [
    ...["docker.io", "containerd", "runc", "tini", "iptables", "libxtables12", "libnftnl11", "libmnl0", "libip4tc2"],
    ...["libip6tc2", "libnetfilter-conntrack3", "libnfnetlink0", "libdevmapper1.02.1", "libseccomp2"],
  ],
  base: BASE,
  tools: [...CORE, ...SYSTEMD, "procps", "libproc2-0", "libncursesw6", "libtinfo6"],
  node: CORE,
  redis: [
    ...CORE,
    ...SYSTEMD,
    ...["redis-server", "redis-tools", "libatomic1", "liblzf1", "libjemalloc2", "liblua5.1-0", "libhiredis0.14"],
  ],
  postgres: [
    ...CORE,
    ...SYSTEMD,
    ...["postgresql-15", "postgresql-client-15", "libpq5", "tzdata", "libxml2", "libicu72", "libpam0g", "libaudit1"],
    ...[
      "libcap-ng0",
      "libgssapi-krb5-2",
      "libkrb5-3",
      "libk5crypto3",
      "libkrb5support0",
      "libcom-err2",
      "libkeyutils1",
    ],
    ...["libldap-2.5-0", "libsasl2-2", "libgnutls30", "libnettle8", "libhogweed6", "libgmp10", "libidn2-0"],
    ...["libunistring2", "libtasn1-6", "libp11-kit0", "libffi8", "libreadline8", "libtinfo6", "libcrypt1", "libuuid1"],
  ],
  python: [
    ...CORE,
    ...["python3.11-minimal", "libpython3.11-minimal", "libpython3.11-stdlib", "libexpat1", "libbz2-1.0", "liblzma5"],
    ...["libffi8", "libcrypt1", "libuuid1"],
  ],
}

/**
 * Brings everything that the bed is made of into a folder, from Debian's packages and the Go module proxy alone; what is there is left
 * as it is. Nothing is installed on the machine itself.
 *
 * Throws {@link Unavailable} where something can't be had.
 */
export async function install(cache: string, source: string): Promise<Tools> {
  mkdirSync(join(cache, "bin"), { recursive: true })
  const caddy = await goProgram(cache, "caddy", CADDY)
  const compose = await goProgram(cache, "docker-compose", COMPOSE)
  const standin = await builtStandin(cache, source)
  const engine = await packagedRoot(cache, "engine")
  const plugins = join(engine, "usr/libexec/docker/cli-plugins")
  mkdirSync(plugins, { recursive: true })
  cpSync(compose, join(plugins, "docker-compose"))
  const roots = {
    base: await packagedRoot(cache, "base"),
    tools: await packagedRoot(cache, "tools"),
    node: await packagedRoot(cache, "node"),
    redis: await packagedRoot(cache, "redis"),
    postgres: await packagedRoot(cache, "postgres"),
    python: await packagedRoot(cache, "python"),
  }
  const versionOf = async (command: readonly string[]): Promise<string> =>
    /\d+\.\d+[\w.~+-]*/.exec(await run(command))?.[0] ?? "?"
  const versions = {
    engine: await versionOf([join(engine, "usr/sbin/dockerd"), "--version"]),
    compose: COMPOSE.version.slice(1),
    caddy: CADDY.version.slice(1),
    redis: await versionOf(["chroot", roots.redis, "/usr/bin/redis-server", "--version"]),
    postgres: await versionOf(["chroot", roots.postgres, "/usr/lib/postgresql/15/bin/postgres", "--version"]),
    python: await versionOf(["chroot", roots.python, "/usr/bin/python3.11", "--version"]),
  }
  return { engine, caddy, standin, roots, versions }
}

/** A root made of packages. It is whole or not there: it gets its name last. */
async function packagedRoot(cache: string, name: PackagedRoot | "engine"): Promise<string> {
  const root = join(cache, "roots", name)
  if (existsSync(root)) return root
  const unpacked = `${root}.partial`
  rmSync(unpacked, { recursive: true, force: true })
  mkdirSync(unpacked, { recursive: true })
  for (const file of await downloaded(cache, PACKAGES[name])) await run(["dpkg-deb", "--extract", file, unpacked])
  mergeUsr(unpacked)
  renameSync(unpacked, root)
  return root
}

/** Debian's packages put some files in /lib and /bin, which on a system of today are links into /usr. */
function mergeUsr(root: string): void {
  for (const name of ["bin", "sbin", "lib", "lib64"]) {
    const [folder, merged] = [join(root, name), join(root, "usr", name)]
    mkdirSync(merged, { recursive: true })
    if (existsSync(folder)) cpSync(folder, merged, { recursive: true, verbatimSymlinks: true, force: true })
    rmSync(folder, { recursive: true, force: true })
    symlinkSync(join("usr", name), folder)
  }
}

async function downloaded(cache: string, names: readonly string[]): Promise<readonly string[]> {
  const folder = join(cache, "packages")
  mkdirSync(folder, { recursive: true })
  const known = (): ReadonlyMap<string, string> =>
    new Map(readdirSync(folder).map((file) => [file.slice(0, file.indexOf("_")), join(folder, file)]))
  const missing = names.filter((name) => !known().has(name))
  if (missing.length > 0) {
    const download = ["apt-get", "download", "--quiet", ...missing]
    let outcome = await attempt(download, { directory: folder, timeout: 300_000 })
    // A clean machine has no lists yet.
    if (outcome.code !== 0 && (await attempt(["apt-get", "update", "--quiet"], { timeout: 300_000 })).code === 0)
      outcome = await attempt(download, { directory: folder, timeout: 300_000 })
    if (outcome.code !== 0) throw new Unavailable(`packages of Debian 12 can't be had: ${outcome.stderr.trim()}`)
  }
  const files = known()
  return names.map((name) => files.get(name) ?? fail(`the package ${name} was not downloaded`))
}

async function builtStandin(cache: string, source: string): Promise<string> {
  const path = join(cache, "bin/standin")
  // Go knows what has changed; where nothing did, this takes a second.
  const build = ["go", "build", "-C", source, "-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-o", path, "."]
  await runGo(build, { CGO_ENABLED: "0" })
  return path
}

/** A program by its module and version; where its module replaces others, which `go install` refuses, from a copy of it. */
async function goProgram(
  cache: string,
  name: string,
  { module, version, command }: { readonly module: string; readonly version: string; readonly command: string },
): Promise<string> {
  const path = join(cache, "bin", `${name}-${version}`)
  if (existsSync(path)) return path
  const copy = join(cache, "sources", name)
  rmSync(copy, { recursive: true, force: true })
  const { Dir } = JSON.parse(await runGo(["go", "mod", "download", "-json", `${module}@${version}`])) as { Dir: string }
  mkdirSync(join(cache, "sources"), { recursive: true })
  // Go keeps its own copy read-only.
  await run(["cp", "--recursive", "--no-preserve=mode", Dir, copy], { timeout: 120_000 })
  const build = ["go", "build", "-C", copy, "-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-o", `${path}.partial`]
  await runGo([...build, `./${command}`], { CGO_ENABLED: "0" })
  renameSync(`${path}.partial`, path)
  rmSync(copy, { recursive: true, force: true })
  return path
}

async function runGo(command: readonly string[], more: Readonly<Record<string, string>> = {}): Promise<string> {
  try {
    return await run(command, { timeout: 900_000, environment: { ...process.env, GOFLAGS: "-mod=mod", ...more } })
  } catch (error) {
    throw new Unavailable(
      `Go can't build what the bed needs: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}

function fail(message: string): never {
  throw new Unavailable(message)
}
