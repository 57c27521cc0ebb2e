import { spawnSync } from "node:child_process"
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { parse } from "@cdktn/hcl2json"
import { beforeAll, describe, expect, it } from "vitest"

const modules = fileURLToPath(new URL("../generators/terraform/modules", import.meta.url))
const startup = join(modules, "vm", "startup.sh")
const names = readdirSync(modules).sort()

type Block = Readonly<Record<string, unknown>>
type Labelled = Readonly<Record<string, Readonly<Record<string, Block>>>>

/** One module as its files say together: blocks by kind and label; `text` is the files' bytes. */
interface Module {
  readonly text: string
  readonly terraform: readonly Block[]
  readonly variables: Readonly<Record<string, Block>>
  readonly outputs: Readonly<Record<string, Block>>
  readonly resources: Labelled
  readonly kinds: readonly string[]
}

const parsed: Record<string, Module> = {}

beforeAll(async () => {
  for (const name of names) parsed[name] = await readModule(name)
})

describe("the modules as Terraform", () => {
  it.skipIf(!found("terraform"))("are formatted as terraform fmt formats them", () => {
    const { status, stdout, stderr } = spawnSync("terraform", ["fmt", "-check", "-recursive", modules], quiet)
    expect({ status, stdout, stderr: status === 0 ? "" : stderr }).toEqual({ status: 0, stdout: "", stderr: "" })
  })

  it.each(names)("%s has the four files, and nothing in them but what a module is made of", (name) => {
    expect(readdirSync(join(modules, name))).toEqual(
      expect.arrayContaining(["main.tf", "outputs.tf", "variables.tf", "versions.tf"]),
    )
    const allowed = new Set(["terraform", "variable", "locals", "resource", "output"])
    expect(parsed[name]!.kinds.filter((kind) => !allowed.has(kind))).toEqual([])
  })

  it.each(names)("%s states the Terraform it needs and one provider, by major version", (name) => {
    const [terraform] = parsed[name]!.terraform
    expect(terraform!.required_version).toMatch(/^>= \d+\.\d+$/)
    const providers = Object.values((terraform!.required_providers as Block[])[0]!) as Block[]
    expect(providers.map((provider) => `${provider.source} ${provider.version}`)).toEqual([
      expect.stringMatching(/^(hashicorp\/google ~> 6\.50|cloudflare\/cloudflare ~> 5\.14|vercel\/vercel ~> 5\.\d+)$/),
    ])
  })

  it.each(names)("%s describes and types every variable, uses each, and reads no other", (name) => {
    const { variables, text } = parsed[name]!
    for (const [variable, block] of Object.entries(variables)) {
      expect(block.description, variable).toMatch(/\S{2,}.*\.\s*$/s)
      expect(block.type, variable).toMatch(/\S/)
      for (const validation of (block.validation ?? []) as Block[]) {
        expect(validation.error_message, variable).toMatch(/^[A-Z].*\.$/)
      }
    }
    const used = new Set([...text.matchAll(/\bvar\.([a-z0-9_]+)/g)].map((match) => match[1]!))
    expect([...used].sort()).toEqual(Object.keys(variables).sort())
  })

  it.each(names)("%s describes every output", (name) => {
    const { outputs } = parsed[name]!
    expect(Object.keys(outputs).length).toBeGreaterThan(0)
    for (const [output, block] of Object.entries(outputs)) {
      expect(block.description, output).toMatch(/\S{2,}.*\.$/s)
      expect(block.value, output).toBeDefined()
    }
  })
})

describe("what the modules promise", () => {
  it.each([
    ["vm", "google_compute_disk", "this"],
    ["operations", "google_storage_bucket", "state"],
    ["registry", "google_artifact_registry_repository", "this"],
    ["secrets", "google_secret_manager_secret", "this"],
    ["r2", "cloudflare_r2_bucket", "this"],
  ])("%s: Terraform refuses to destroy %s.%s", (name, type, label) => {
    expect(resource(name, type, label).lifecycle).toEqual([expect.objectContaining({ prevent_destroy: true })])
  })

  it("operators may look at a project, and change nothing in it", () => {
    expect(resource("project-services", "google_project_iam_member", "operator")).toMatchObject({
      for_each: "${var.operators}",
      role: "roles/compute.viewer",
    })
  })

  it("the state bucket is versioned and closed to the public", () => {
    expect(resource("operations", "google_storage_bucket", "state")).toMatchObject({
      force_destroy: false,
      public_access_prevention: "enforced",
      uniform_bucket_level_access: true,
      versioning: [{ enabled: true }],
    })
  })

  it("the whole internet is named once: where everything from it is denied", () => {
    const places = names.flatMap((name) =>
      Object.entries(parsed[name]!.resources).flatMap(([type, labels]) =>
        Object.entries(labels)
          .filter(([, block]) => /0\.0\.0\.0\/0|::\/0/.test(JSON.stringify(block)))
          .map(([label]) => `${name} ${type}.${label}`),
      ),
    )
    expect(places).toEqual(["firewall google_compute_firewall.deny_ingress"])
    expect(names.flatMap((name) => parsed[name]!.text.match(/0\.0\.0\.0\/0|::\/0/g) ?? [])).toHaveLength(1)
    const deny = resource("firewall", "google_compute_firewall", "deny_ingress")
    expect(deny).toMatchObject({ direction: "INGRESS", deny: [{ protocol: "all" }], log_config: [{}] })
    expect(deny).not.toHaveProperty("allow")
  })

  it("firewall rules aim at service accounts, never at tags", () => {
    expect(resource("firewall", "google_compute_firewall", "allow")).toHaveProperty("target_service_accounts")
    expect(parsed.firewall!.text).not.toMatch(/(source|target)_tags/)
  })

  it("no module carries a secret's value or owns a whole IAM policy", () => {
    for (const name of names) {
      const types = Object.keys(parsed[name]!.resources)
      expect(types.filter((type) => /secret_version|_iam_(policy|binding)$|_key$/.test(type))).toEqual([])
    }
    expect(parsed["vercel-project"]!.variables.secret_values).toMatchObject({ sensitive: true, ephemeral: true })
  })

  it("a VM is shielded, logs in by OS Login, has no IPv6, and is not replaced for its start-up configuration", () => {
    const vm = resource("vm", "google_compute_instance", "this")
    expect(vm).not.toHaveProperty("metadata_startup_script")
    expect(vm).toMatchObject({
      shielded_instance_config: [{ enable_secure_boot: true, enable_vtpm: true, enable_integrity_monitoring: true }],
      network_interface: [{ stack_type: "IPV4_ONLY" }],
      metadata: { "enable-oslogin": "TRUE", "block-project-ssh-keys": "TRUE" },
    })
    expect((vm.metadata as Block)["startup-script"]).toContain("startup.sh")
  })

  it("the start-up script reads each attribute that the VM has, and no other", () => {
    const script = readFileSync(startup, "utf8")
    const read = new Set([...script.matchAll(/\battribute ([a-z][a-z-]*)/g)].map((match) => match[1]!))
    const agents = ["block-project-ssh-keys", "enable-oslogin", "serial-port-enable", "startup-script"]
    const metadata = resource("vm", "google_compute_instance", "this").metadata as Block
    expect([...read].sort()).toEqual(
      Object.keys(metadata)
        .filter((key) => !agents.includes(key))
        .sort(),
    )
  })
})

describe("startup.sh", () => {
  it.skipIf(!found("shellcheck"))("has nothing that shellcheck objects to", () => {
    const { status, stdout } = spawnSync("shellcheck", [startup], quiet)
    expect({ status, stdout }).toEqual({ status: 0, stdout: "" })
  })

  it("never formats by force and never evaluates text", () => {
    const code = readFileSync(startup, "utf8").replace(/^\s*#.*$/gm, "")
    expect(code).not.toMatch(/\beval\b|mkfs\S* [^\n]*-F\b|wipefs|--force-format/)
    expect(code).toMatch(/^set -euo pipefail$/m)
  })

  // The script is for Debian, so it is run where the GNU tools are.
  const runs = describe.skipIf(process.platform !== "linux" || !found("bash") || !found("jq"))
  runs("configure_ssh, with sshd replaced", () => {
    it.each([
      [22, undefined, undefined, []],
      [22, "Port 2222\n", "Port 22\n", ["--quiet is-active ssh.socket", "try-reload-or-restart ssh.service"]],
      [2222, undefined, "Port 2222\n", ["--quiet is-active ssh.socket", "try-reload-or-restart ssh.service"]],
      [2222, "Port 2222\n", "Port 2222\n", []],
    ])("port %s where the file says %j", (port, before, after, calls) => {
      const vm = fakeVm({}, { sshPort: port })
      try {
        if (before !== undefined) writeFileSync(join(vm.sshd, "50-port.conf"), before)
        expect(vm.configureSsh()).toMatchObject({ status: 0 })
        const files = readdirSync(vm.sshd)
        expect(files).toEqual(after === undefined ? [] : ["50-port.conf"])
        if (after !== undefined) expect(readFileSync(join(vm.sshd, "50-port.conf"), "utf8")).toBe(after)
        expect(vm.calls()).toEqual(calls)
      } finally {
        vm.remove()
      }
    })

    it("comes before whatever else could fail", () => {
      const everything = readFileSync(startup, "utf8").split("everything)")[1]!
      const steps = [...everything.split(";;")[0]!.matchAll(/^ {6}([a-z_]+)\b/gm)].map((match) => match[1])
      expect(steps.filter((step) => step !== "install_tools")[2]).toBe("configure_ssh")
    })
  })

  runs("mount_disks, with mounting replaced", () => {
    it("mounts a folder before what is mounted in it, however the disks are named", () => {
      const mounts = ["/data/log/old", "/data.old", "/data/log", "/srv", "/data"]
      const disks = mounts.map((mount, index) => ({ device: `disk-${index}`, mount }))
      const script = `source ${startup}; attribute() { cat <<<'${JSON.stringify(disks)}'; }; mount_disk() { echo "$1 $2"; }; mount_disks`
      expect(spawnSync("bash", ["-c", script], { encoding: "utf8" }).stdout.split("\n").filter(Boolean)).toEqual([
        "/dev/disk/by-id/google-disk-4 /data",
        "/dev/disk/by-id/google-disk-2 /data/log",
        "/dev/disk/by-id/google-disk-0 /data/log/old",
        "/dev/disk/by-id/google-disk-1 /data.old",
        "/dev/disk/by-id/google-disk-3 /srv",
      ])
    })
  })

  runs("start_stack, with Compose and the metadata server replaced", () => {
    it("writes secrets for their owner's eyes, keeps the other lines of .env, and starts the stack", () => {
      const vm = fakeVm({ API_TOKEN: 'a"b$c\\d\n', "db-password": "sour\ndough" })
      try {
        writeFileSync(join(vm.stack, "docker-compose.yml"), "services: {}\n")
        writeFileSync(join(vm.stack, ".env"), "OVEN=2\n# >>> from a person\n")
        const first = vm.start()
        expect(first.stderr).toContain("bakery: started")
        expect(readFileSync(join(vm.stack, "secrets/db"), "utf8")).toBe("sour\ndough")
        expect(statSync(join(vm.stack, "secrets/db")).mode & 0o777).toBe(0o400)
        expect(readFileSync(join(vm.stack, ".env"), "utf8").split("\n")).toEqual([
          "OVEN=2",
          "# >>> from a person",
          "# >>> from Secret Manager, written by the start-up script at every boot",
          'TOKEN="a\\"b\\$c\\\\d"',
          "# <<< from Secret Manager",
          "",
        ])
        expect(statSync(join(vm.stack, ".env")).mode & 0o777).toBe(0o600)
        expect(vm.composed()).toEqual([
          `compose --project-directory ${vm.stack} --project-name bakery --file ${vm.stack}/docker-compose.yml ` +
            `--env-file ${vm.stack}/.env up --detach --force-recreate --wait --wait-timeout 600`,
        ])
        expect(first.stdout + first.stderr).not.toMatch(/sour|a"b/)

        const env = statSync(join(vm.stack, ".env")).ino
        vm.start()
        expect(vm.composed()[1], "the second time, nothing has changed").not.toContain("--force-recreate")
        expect(statSync(join(vm.stack, ".env")).ino).toBe(env)
      } finally {
        vm.remove()
      }
    })

    it("waits for a deployment that has not brought the Compose file yet", () => {
      const vm = fakeVm({ API_TOKEN: "x", "db-password": "y" })
      try {
        expect(vm.start()).toMatchObject({ status: 0, stderr: expect.stringContaining("a deployment brings it") })
        expect(vm.composed()).toEqual([])
        expect(readFileSync(join(vm.stack, "secrets/db"), "utf8")).toBe("y")
      } finally {
        vm.remove()
      }
    })

    it("starts nothing, and leaves the last value in place, when a secret cannot be read", () => {
      const vm = fakeVm({ API_TOKEN: "x" })
      try {
        writeFileSync(join(vm.stack, "docker-compose.yml"), "services: {}\n")
        mkdirSync(join(vm.stack, "secrets"))
        writeFileSync(join(vm.stack, "secrets/db"), "yesterday's")
        expect(vm.start()).toMatchObject({
          status: 1,
          stderr: expect.stringContaining("secret db-password could not be read"),
        })
        expect(readFileSync(join(vm.stack, "secrets/db"), "utf8")).toBe("yesterday's")
        expect(vm.composed()).toEqual([])
      } finally {
        vm.remove()
      }
    })
  })
})

const quiet = {
  encoding: "utf8",
  env: { ...process.env, CHECKPOINT_DISABLE: "1" },
} as const

/** Tells whether a program is on the PATH. */
function found(program: string): boolean {
  return spawnSync("sh", ["-c", `command -v ${program}`]).status === 0
}

async function readModule(name: string): Promise<Module> {
  const files = readdirSync(join(modules, name)).filter((file) => file.endsWith(".tf"))
  const texts = files.map((file) => readFileSync(join(modules, name, file), "utf8"))
  const documents = await Promise.all(texts.map((text, index) => parse(`${name}/${files[index]}`, text)))
  const all = (kind: string): Record<string, never> => Object.assign({}, ...documents.map((document) => document[kind]))
  return {
    text: texts.join("\n"),
    terraform: documents.flatMap((document) => (document.terraform ?? []) as Block[]),
    variables: flatten(all("variable")),
    outputs: flatten(all("output")),
    resources: Object.fromEntries(Object.entries(all("resource")).map(([type, labels]) => [type, flatten(labels)])),
    kinds: documents.flatMap((document) => Object.keys(document)),
  }
}

/** The parser gives each label a list of blocks; in a valid module it has one. */
function flatten(labels: Readonly<Record<string, readonly Block[]>>): Record<string, Block> {
  return Object.fromEntries(
    Object.entries(labels).map(([label, blocks]) => {
      expect(blocks, label).toHaveLength(1)
      return [label, blocks[0]!]
    }),
  )
}

function resource(name: string, type: string, label: string): Block {
  const block = parsed[name]!.resources[type]?.[label]
  expect(block, `${name} ${type}.${label}`).toBeDefined()
  return block!
}

/**
 * A VM with one stack, on which `curl` answers for the metadata server and Secret Manager, `docker` notes how it was
 * called, and `chown`, which would need root, does nothing.
 */
function fakeVm(secrets: Readonly<Record<string, string>>, { sshPort = 22 } = {}) {
  const root = mkdtempSync(join(tmpdir(), "vm-"))
  const [bin, stack, calls, sshd] = [join(root, "bin"), join(root, "stack"), join(root, "calls"), join(root, "sshd")]
  for (const folder of [bin, stack, sshd]) mkdirSync(folder)
  writeFileSync(calls, "")

  const answer = (url: string, body: unknown) => `  */${url}) cat <<'BODY'\n${JSON.stringify(body)}\nBODY\n  ;;\n`
  const program = (name: string, body: string) => {
    writeFileSync(join(bin, name), `#!/bin/bash\n${body}\n`)
    chmodSync(join(bin, name), 0o755)
  }
  program("chown", "")
  program("docker", `echo "$*" >> ${calls}`)
  program("systemctl", `echo "$*" >> ${calls}\n[[ "$1 $2" != "--quiet is-active" ]]`)
  program(
    "curl",
    // What is piped in is read to its end, as curl does: whoever writes it would fail otherwise, now and then.
    `[[ "$*" != *@-* ]] || cat >/dev/null\n` +
      `case "\${!#}" in\n` +
      answer("token", { access_token: "t" }) +
      `  */secret-project) echo bakery-prod ;;\n` +
      `  */ssh-port) echo ${sshPort} ;;\n` +
      answer("attributes/stacks", [
        {
          directory: stack,
          project: "bakery",
          files: ["docker-compose.yml"],
          env_files: ["cloud.env", ".env"],
          wait: true,
          secrets: [{ secret: "db-password", file: "secrets/db", owner: 999, group: 999, mode: "0400" }],
          env: [{ variable: "TOKEN", secret: "API_TOKEN" }],
        },
      ]) +
      Object.entries(secrets)
        .map(([secret, value]) =>
          answer(`projects/bakery-prod/secrets/${secret}/versions/latest:access`, {
            payload: { data: Buffer.from(value).toString("base64") },
          }),
        )
        .join("") +
      "  *) exit 22 ;;\nesac",
  )

  return {
    stack,
    start: () =>
      spawnSync("bash", [startup, "stack", "0"], {
        encoding: "utf8",
        env: { ...process.env, PATH: `${bin}:${process.env.PATH}` },
      }),
    sshd,
    configureSsh: () =>
      spawnSync("bash", ["-c", `source ${startup}; configure_ssh ${sshd}`], {
        encoding: "utf8",
        env: { ...process.env, PATH: `${bin}:${process.env.PATH}` },
      }),
    calls: () => readFileSync(calls, "utf8").split("\n").filter(Boolean),
    composed: () => readFileSync(calls, "utf8").split("\n").filter(Boolean),
    remove: () => rmSync(root, { recursive: true }),
  }
}
