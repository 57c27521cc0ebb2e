// Puts each engine of engines.mjs into .engines/, from npm, Debian and the Go module proxy alone, and prints one line for each. What is
// there already stays. Run with names, it comes to those alone. An engine that can't be had is noted with the reason, and is no failure:
// what runs the engines names it as not run.
import { execFileSync } from "node:child_process"
import { createHash } from "node:crypto"
import {
  accessSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs"
import { delimiter, join } from "node:path"
import { engines, toolchain } from "./engines.mjs"
import { home, installed, note, root } from "./installed.mjs"
import { resourceTypes, schemaOf } from "./schemas.mjs"

const MINUTES = 60_000
const bin = join(home, "bin")
mkdirSync(bin, { recursive: true })

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !engines.some((engine) => engine.name === name))
if (unknown.length > 0) {
  console.error(`no such engine: ${unknown.join(", ")}; there are ${engines.map(({ name }) => name).join(", ")}`)
  process.exit(64)
}
for (const engine of engines) {
  if (wanted.length === 0 || wanted.includes(engine.name)) console.log(line(engine))
}

/** Installs an engine, and tells in a line what became of it. */
function line(engine) {
  const { name, version } = engine
  const made = fingerprint(engine)
  const before = installed()[name]
  if (before?.path !== undefined && before.made === made && existsSync(before.path)) {
    return `${name} ${before.version}: there`
  }
  const started = Date.now()
  try {
    const path = found(engine) ?? obtain(engine)
    note(name, { path, version: told(engine, path) ?? version, made })
    const seconds = Math.round((Date.now() - started) / 1000)
    return `${name} ${installed()[name].version}: ${path.startsWith(root) ? `installed in ${seconds} s` : path}`
  } catch (error) {
    const why = reason(error)
    note(name, { why })
    return `${name} ${version}: NOT INSTALLED: ${why}`
  }
}

/** What an engine was made from: as long as that stays the same, so does the engine. */
function fingerprint(engine) {
  const ours = ["here", "schema"].includes(engine.from.kind)
  const sources = ["scripts/engines", "scripts/engines/provider"].flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((name) => /\.(go|mod|sum)$|^(cdktf|pulumi|schemas)\.mjs$/.test(name))
      .map((name) => readFileSync(join(root, folder, name), "utf8")),
  )
  const facts = [engine, toolchain, ...(ours ? [resourceTypes(), sources] : [])]
  return createHash("sha256").update(JSON.stringify(facts)).digest("hex").slice(0, 16)
}

/** The program on the PATH, where it is of the version that is meant. */
function found(engine) {
  if (engine.onPath === undefined) return undefined
  const path = onPath(engine.onPath)
  if (path === undefined || engine.version === "any") return path
  return told(engine, path) === engine.version ? path : undefined
}

/** Obtains an engine from where it comes from, and returns its path. */
function obtain(engine) {
  switch (engine.from.kind) {
    case "go":
      return engine.from.copy === undefined ? fromGo(engine) : fromGoCopy(engine)
    case "debian":
      return fromDebian(engine)
    case "system":
      return fromSystem(engine)
    case "npm":
      return fromNpm(engine)
    case "here":
      return fromHere(engine)
    case "schema":
      return fromSchema(engine)
    case "path":
      throw new Error(absent(engine))
    default:
      throw new Error(`there is no way to obtain a ${engine.from.kind}`)
  }
}

function absent({ version, from, onPath: program, versionArguments }) {
  const path = onPath(program)
  return path === undefined ? from.why : `${path} is ${told({ versionArguments }, path)}, where ${version} is meant`
}

function fromGo({ name, version, from, ldflags }) {
  const into = mkdtempSync(join(home, "go-"))
  go(["install", ...buildFlags(ldflags), `${join(from.module, from.package)}@v${version}`], { GOBIN: into })
  renameSync(join(into, readdirSync(into)[0]), join(bin, name))
  rmSync(into, { recursive: true })
  return join(bin, name)
}

/** `go install` refuses a module whose go.mod says how other modules are replaced or excluded: it is built where it is the main one. */
function fromGoCopy({ name, version, from, ldflags }) {
  const { Dir: source } = JSON.parse(go(["mod", "download", "-json", `${from.module}@v${version}`]))
  const copy = mkdtempSync(join(home, "go-"))
  cpSync(source, copy, { recursive: true })
  // The module cache is read-only, and so is its copy.
  run("chmod", ["-R", "u+w", copy])
  go(["build", ...buildFlags(ldflags), "-o", join(bin, name), from.package], {}, copy)
  rmSync(copy, { recursive: true })
  return join(bin, name)
}

function buildFlags(ldflags = "") {
  return ["-trimpath", `-ldflags=-s -w ${ldflags}`.trimEnd()]
}

/** A Debian package is unpacked beside the others, not installed: nothing of the machine changes. */
function fromDebian({ name, version, from, versionArguments }) {
  const folder = join(home, "debian", name)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  // As root, apt hands the download to a user of its own, who may not write here.
  const apt = (...args) => run("apt-get", ["-o", "APT::Sandbox::User=root", ...args], { cwd: folder })
  try {
    apt("download", from.package)
  } catch (error) {
    if (process.getuid?.() !== 0) throw error
    // A fresh machine has no list of packages yet.
    apt("update")
    apt("download", from.package)
  }
  run("sh", ["-c", "dpkg-deb -x ./*.deb . && rm ./*.deb"], { cwd: folder })
  const program = join(folder, from.program)
  const got = told({ versionArguments }, program)
  if (got !== version) throw new Error(`this distribution has version ${got}, where ${version} is meant`)
  rmSync(join(bin, name), { force: true })
  symlinkSync(program, join(bin, name))
  return join(bin, name)
}

/** A Go program of ours. */
function fromHere({ name, from }) {
  go(["build", ...buildFlags(), "-o", join(bin, name), "."], {}, join(root, from.folder))
  return join(bin, name)
}

/** Reads a schema and puts it, with the program that serves it, where OpenTofu and Terraform look for the provider. */
function fromSchema({ version, from, serves }) {
  const folder = mkdtempSync(join(home, "npm-"))
  run("npm", ["pack", "--ignore-scripts", "--silent", from.package], { cwd: folder })
  run("tar", ["-xzf", readdirSync(folder)[0]], { cwd: folder })
  const type = serves.split("/")[1]
  const schema = schemaOf(join(folder, "package"), type, from)
  rmSync(folder, { recursive: true })
  const platform = go(["env", "GOOS", "GOARCH"]).trim().replace("\n", "_")
  const places = ["registry.opentofu.org", "registry.terraform.io"].map((host) => {
    const place = join(home, "mirror", host, serves, version, platform)
    mkdirSync(place, { recursive: true })
    writeFileSync(join(place, "schema.json"), JSON.stringify({ name: `${host}/${serves}`, ...schema }))
    cpSync(join(bin, "provider"), join(place, `terraform-provider-${type}_v${version}`))
    return place
  })
  return places[0]
}

/** Too much hangs on it to be unpacked: it is installed as the system installs it. */
function fromSystem({ from, onPath: program }) {
  if (process.getuid?.() !== 0) throw new Error(`${program} is not on the PATH, and it takes root to install it`)
  run("apt-get", ["update"])
  run("apt-get", ["install", "--yes", "--no-install-recommends", from.package], { timeout: 15 * MINUTES })
  const path = onPath(program)
  if (path === undefined) throw new Error(`Debian's ${from.package} brought no ${program}`)
  return path
}

/** It came with `npm ci`; here it is only seen to be the version that is meant. */
function fromNpm({ version, from }) {
  const folder = join(root, "node_modules", from.package)
  const { version: got } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"))
  if (got !== version) throw new Error(`node_modules has version ${got}, where ${version} is meant`)
  return folder
}

/** The version that a program prints of itself; nothing where it has no way to. */
function told({ versionArguments }, path) {
  if (versionArguments === undefined) return undefined
  const env = { ...process.env, CHECKPOINT_DISABLE: "1" }
  return /\d+\.\d+\.\d+/.exec(run(path, versionArguments, { env }))?.[0]
}

/** Runs Go with the pinned toolchain, which the proxy serves like a module. */
function go(args, more = {}, cwd = home) {
  const env = {
    ...process.env,
    GOTOOLCHAIN: toolchain,
    GOFLAGS: "-buildvcs=false",
    GOWORK: "off",
    CGO_ENABLED: "0",
    ...more,
  }
  return run("go", args, { cwd, env, timeout: 30 * MINUTES })
}

function run(program, args, options = {}) {
  return execFileSync(program, args, {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    maxBuffer: 1 << 28,
    timeout: 5 * MINUTES,
    ...options,
  })
}

function onPath(program) {
  const paths = (process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, program))
  return paths.find((path) => {
    try {
      accessSync(path, constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

/** The last line that a failed program wrote, which says what was wrong; else the error's own words. */
function reason(error) {
  if (error.code === "ENOENT") return `${error.path} is not there`
  const lines = String(error.stderr ?? "")
    .trim()
    .split("\n")
    .filter(Boolean)
  return (lines.at(-1) ?? error.message).trim()
}
