import { type Breakage, each, text } from "./tools.js"

/** What VMs' units say of one. */
function vm(name: string, codes: Breakage["codes"], edits: (content: string) => readonly string[]): Breakage {
  return text(name, /live\/.*terragrunt\.hcl$/, codes, (content) => {
    const start = content.indexOf("\ninputs = {")
    return content.includes('/modules/vm"')
      ? edits(content.slice(start)).map((changed) => content.slice(0, start) + changed)
      : []
  })
}

/** What the module of VMs says. */
function module(
  name: string,
  codes: Breakage["codes"],
  from: string | RegExp,
  to: string,
  file: RegExp = /modules\/vm\/main\.tf$/,
): Breakage {
  return text(name, file, codes, (content) => {
    const changed = content.replace(from, to)
    return changed === content ? [] : [changed]
  })
}

/** Adds a line to the metadata. */
function metadata(name: string, codes: Breakage["codes"], line: string): Breakage {
  return module(name, codes, "  metadata = {\n", `  metadata = {\n    ${line}\n`)
}

/** Adds an attribute to the instance. */
function attribute(name: string, codes: Breakage["codes"], lines: string): Breakage {
  return module(name, codes, "\n  allow_stopping", `\n  ${lines}\n  allow_stopping`)
}

/** In trees alone that have a disk. */
function withDisks(breakage: Breakage): Breakage {
  return {
    ...breakage,
    trees: (tree) => ([...tree.values()].some((content) => /^ {6}mount +=/m.test(content)) ? breakage.trees(tree) : []),
  }
}

/** What is wrong with VMs, and with how they start. */
export const MACHINES: readonly Breakage[] = [
  text("a VM under another name", /live\/.*terragrunt\.hcl$/, ["proof/disagreement"], (content) =>
    content.includes("machine_type")
      ? each(content, /^( {2}name += ")([^"]+)"/gm, ([, head, name]) => `${head}${name}-old"`)
      : [],
  ),

  /* What runs when it starts */
  text("a start-up script that does more", /modules\/vm\/startup\.sh$/, ["proof/not_understood"], (content) => [
    `${content}\niptables -F\n`,
    content.replace("live-restore", "iptables"),
    content.replace("#!/bin/bash", "#!/usr/bin/env stranger"),
  ]),
  module(
    "a start-up script of its own",
    ["proof/not_understood"],
    'file("${path.module}/startup.sh")',
    '"docker run --publish 80:80 stranger"',
  ),
  module("no start-up script", ["proof/path_closed"], /\n {4}startup-script .*/, ""),
  attribute("a start-up script as an argument", ["proof/not_understood"], 'metadata_startup_script = "true"'),
  metadata("a start-up script from elsewhere", ["proof/not_understood"], 'startup-script-url = "gs://stranger/x.sh"'),
  metadata("a script of cloud-init", ["proof/not_understood"], 'user-data = "#cloud-config"'),
  metadata("a script at the end", ["proof/not_understood"], 'shutdown-script = "true"'),
  metadata("metadata that nobody knows", ["proof/not_understood"], 'till = "open"'),
  module("other projects in the metadata", ["proof/disagreement"], "jsonencode(var.stacks)", "jsonencode([])"),
  module("settings that are not known", ["proof/not_understood"], "jsonencode(var.docker)", "uuid()"),
  module("settings that are gone", ["proof/not_understood"], /\n {4}registries .*/, ""),

  /* Who logs in */
  metadata("keys for SSH", ["proof/not_granted"], 'ssh-keys = "root:ssh-ed25519 AAAA stranger"'),
  module("no OS Login", ["proof/not_granted"], /(enable-oslogin +=) "TRUE"/, '$1 "FALSE"'),
  module("no word of OS Login", ["proof/not_granted"], /\n {4}enable-oslogin .*/, ""),
  module("keys of the project", ["proof/not_granted"], /(block-project-ssh-keys +=) "TRUE"/, "$1 false"),
  module("a console beside the firewall", ["proof/not_granted"], /(serial-port-enable +=) "FALSE"/, '$1 "1"'),
  vm("SSH on another port", ["proof/path_closed"], (content) =>
    /ssh_port/.test(content)
      ? each(content, /(ssh_port +=) \d+/g, ([, head]) => `${head} 2022`)
      : each(content, /\n {2}machine_type/g, ([line]) => `\n  ssh_port = 2222${line}`),
  ),

  /* Who else reaches it */
  vm("an address on the internet that nobody asked for", ["proof/not_granted"], (content) =>
    each(content, /external_address = false/g, () => "external_address = true"),
  ),
  attribute("a tag that nobody names", ["proof/not_understood"], 'tags = ["http-server"]'),
  vm("tokens for containers", ["proof/not_granted"], (content) =>
    each(content, /^( {2}docker = \{\n)/gm, ([line]) => `${line}    metadata_access = true\n`),
  ),
  text("a second VM in the unit", /modules\/vm\/outputs\.tf$/, ["proof/not_granted"], (content) => [
    `${content}
resource "google_compute_instance" "x" {
  name         = "stranger"
  machine_type = "e2-small"
  zone         = var.zone

  boot_disk {}

  network_interface {
    subnetwork = var.subnetwork
  }
}
`,
  ]),

  /* What it is made of, and what it has */
  vm("another image", ["proof/disagreement"], (content) =>
    each(content, /(image +=) ".*"/g, ([, head]) => `${head} "stranger/own"`),
  ),
  vm("another project of the cloud", ["proof/disagreement"], (content) =>
    each(
      content,
      /(project_id +=) dependency\.project_services\.outputs\.project_id\n/g,
      ([, head]) => `${head} "stranger"\n`,
    ),
  ),
  text("secrets in another project", /live\/.*\/secrets\/terragrunt\.hcl$/, ["proof/disagreement"], (content) =>
    each(content, /(\n {2}project_id +=) dependency.*/g, ([, head]) => `${head} "stranger"`),
  ),
  vm("secrets of another project", ["proof/disagreement"], (content) =>
    each(content, /\n {2}machine_type/g, ([line]) => `\n  secret_project_id = "stranger"${line}`),
  ),
  attribute("a VM that stands still", ["proof/not_understood"], 'desired_status = "TERMINATED"'),
  module("an account that may do nothing", ["proof/not_understood"], '"cloud-platform"', '"logging-write"'),
  vm("a disk mounted elsewhere", ["proof/disagreement"], (content) =>
    each(content, /(mount +=) "([^"]+)"/g, ([, head, mount]) => `${head} "${mount}2"`),
  ),
  vm("a disk of another VM", ["proof/disagreement"], (content) =>
    /mount +=/.test(content)
      ? each(content, /(\n {6}name +=) "([^"]+)"/g, ([, head, name]) => `${head} "${name}-x"`)
      : [],
  ),
  withDisks(
    module(
      "a disk that is not attached",
      ["proof/disagreement"],
      "for_each = google_compute_disk.this\n\n    content {\n      source",
      "for_each = {}\n\n    content {\n      source",
    ),
  ),
  attribute(
    "a disk that nobody declared",
    ["proof/not_granted"],
    'attached_disk {\n    source      = "projects/x/zones/y/disks/stranger"\n    device_name = "x"\n  }\n',
  ),

  /* What it starts */
  vm("ranges of Docker that others have", ["proof/disagreement"], (content) => {
    const [, range] = /internal_address = "(\d+\.\d+)/.exec(content) ?? []
    return range === undefined ? [] : each(content, /(base +=) "[^"]+"/g, ([, head]) => `${head} "${range}.0.0/16"`)
  }),
  vm("an old Docker", ["proof/not_granted"], (content) =>
    each(content, /^( {2}docker = \{\n)/gm, ([line]) => `${line}    version = "5:27.5.*"\n`),
  ),
  module(
    "tokens for a stranger's registry",
    ["proof/not_granted"],
    /jsonencode\(sort\(distinct.*/,
    'jsonencode(["stranger.example"])',
  ),
  vm("a folder that nobody makes", ["proof/disagreement"], (content) =>
    each(content, /^( {6}path +=) "([^"]+)"/gm, ([, head, path]) => `${head} "${path}-x"`),
  ),
  vm("a folder of somebody else", ["proof/disagreement"], (content) =>
    each(content, /^( {6}path +=.*\n {6}owner +=) \d+/gm, ([, head]) => `${head} 4242`),
  ),
  vm("a project in another folder", ["proof/disagreement"], (content) =>
    each(content, /^( {6}directory += "[^"]+)"/gm, ([, head]) => `${head}-elsewhere"`),
  ),
  vm("a project from another file", ["proof/disagreement"], (content) =>
    each(
      content,
      /^( {6}directory += .*\n)/gm,
      ([line]) => `${line}      files = ["docker-compose.yml", "more.yml"]\n`,
    ),
  ),
  vm("a secret's file that nobody reads", ["proof/disagreement"], (content) =>
    each(content, /^( {10}file +=.*\n)(?! {10}mode)/gm, ([line]) => `${line}          mode = "0000"\n`),
  ),
  vm("a project with a laptop's values", ["proof/disagreement", "proof/not_understood"], (content) =>
    each(content, /env_files( *)= \[.*\]/g, ([, space]) => `env_files${space}= ["local.env", ".env"]`),
  ),
  vm("a project with values from nowhere", ["proof/not_understood"], (content) =>
    each(
      content,
      /^( {6}project += .*\n)(?! {6}env_files)/gm,
      ([line]) => `${line}      env_files = [".env", "more.env"]\n`,
    ),
  ),
]

/** Changes of VMs that mean nothing. */
export const HARMLESS_MACHINES: readonly Breakage[] = [
  text("a comment in the start-up script", /modules\/vm\/startup\.sh$/, [], (content) => [
    content.replace("\n", "\n# A remark.\n\n"),
  ]),
  vm("a larger VM", [], (content) => each(content, /(machine_type +=) ".*"/g, ([, head]) => `${head} "e2-standard-8"`)),
  vm("a larger disk", [], (content) => each(content, /(size_gb +=) \d+/g, ([, head]) => `${head} 900`)),
  vm("a description", [], (content) =>
    each(content, /\n {2}machine_type/g, ([line]) => `\n  description = "Till"${line}`),
  ),
  vm("a newer Docker", [], (content) =>
    each(content, /^( {2}docker = \{\n)/gm, ([line]) => `${line}    version = "5:30.*"\n`),
  ),
  vm("another folder", [], (content) =>
    each(content, /^( {2}directories = \[\n)/gm, ([line]) => `${line}    {\n      path = "/srv"\n    },\n`),
  ),
  vm("longer logs", [], (content) =>
    each(content, /^( {2}docker = \{\n)/gm, ([line]) => `${line}    log_max_files = 9\n`),
  ),
  vm("another spare range of Docker", [], (content) =>
    each(content, /(base +=) "[^"]+"/g, ([, head]) => `${head} "192.168.240.0/20"`),
  ),
  vm("the order of env files", [], (content) =>
    each(content, /\["cloud\.env", "\.env"\]/g, () => '[".env", "cloud.env"]'),
  ),
  vm("the port that SSH has anyway", [], (content) =>
    /ssh_port/.test(content) ? [] : each(content, /\n {2}machine_type/g, ([line]) => `\n  ssh_port = 22${line}`),
  ),
  metadata("logs of the agent", [], 'google-logging-enabled = "true"'),
  metadata("a second factor", [], 'enable-oslogin-2fa = "TRUE"'),
  module("a switch in other words", [], /(enable-oslogin +=) "TRUE"/, "$1 true"),
  module("a switch that is off anyway", [], /\n {4}serial-port-enable .*/, ""),
  attribute("protection of the boot disk", [], 'min_cpu_platform = "AMD Milan"'),
]
