import { atEnd, type Breakage, beside, each, text } from "./tools.js"

const UNIT = /live\/.*terragrunt\.hcl$/

/** One unit of each environment: what is told of it is told of all. */
const ONE = /live\/.*\/firewall\/terragrunt\.hcl$/

/** Puts lines into the block `terraform` of every unit. */
function terraform(name: string, lines: string): Breakage {
  return text(name, ONE, ["proof/not_understood"], (content) =>
    each(content, /^terraform \{\n/gm, ([head]) => `${head}${lines}\n`),
  )
}

/** What is wrong with how units are put together. */
export const TERRAGRUNT: readonly Breakage[] = [
  /* Dependencies */
  text("a mock that is gone", UNIT, ["proof/mock_missing"], (content) =>
    each(
      content,
      /^ {4}(external_address|internal_address|service_account_email|network_id|subnetwork_id) .*\n/gm,
      (match) => (new RegExp(`outputs\\.${match[1]}\\b`).test(content) ? "" : undefined),
    ),
  ),
  text("a mock of another type", UNIT, ["proof/mock_missing"], (content) =>
    each(content, /^( {4}(network_id|subnetwork_id|service_account_email|project_id) +=) ".*"$/gm, (match) =>
      new RegExp(`outputs\\.${match[2]}\\b`).test(content) ? `${match[1]} ["x"]` : undefined,
    ),
  ),
  text("a mock that is applied", UNIT, ["proof/not_understood"], (content) => [
    ...each(content, /\["validate", "plan"\]/g, () => '["validate", "plan", "apply"]'),
    ...each(content, /^ {2}mock_outputs_allowed_terraform_commands .*\n/gm, () => ""),
  ]),
  text("a dependency that is switched off", UNIT, ["proof/not_understood"], (content) =>
    each(content, /^dependency "\w+" \{\n/gm, ([head]) => `${head}  enabled = false\n`),
  ),
  text("a unit that is applied after none", UNIT, ["proof/not_understood"], (content) =>
    each(content, /^( {2}paths = \[")/gm, ([head]) => `${head}../nowhere", "`),
  ),

  text("a unit without a module", ONE, ["proof/not_understood"], (content) =>
    each(content, /^ {2}source = .*\n/gm, () => ""),
  ),

  /* What runs beside Terraform */
  terraform("a hook before", '  before_hook "x" {\n    commands = ["apply"]\n    execute = ["sh", "-c", "true"]\n  }'),
  terraform("a hook after", '  after_hook "x" {\n    commands = ["apply"]\n    execute = ["sh", "-c", "true"]\n  }'),
  terraform(
    "a hook where something fails",
    '  error_hook "x" {\n    commands = ["apply"]\n    execute = ["true"]\n    on_errors = [".*"]\n  }',
  ),
  terraform(
    "a variable on the command line",
    '  extra_arguments "x" {\n    commands = ["apply"]\n    arguments = ["-var", "rules={}"]\n  }',
  ),
  terraform(
    "a variable in the environment",
    '  extra_arguments "x" {\n    commands = ["apply"]\n    env_vars = { TF_VAR_rules = "{}" }\n  }',
  ),
  terraform(
    "a part that is applied alone",
    '  extra_arguments "x" {\n    commands = ["apply"]\n    arguments = ["-target=google_compute_firewall.allow"]\n  }',
  ),
  terraform(
    "a file of variables",
    '  extra_arguments "x" {\n    commands = ["apply"]\n    optional_var_files = ["x.tfvars"]\n  }',
  ),
  atEnd("a command that is run while a file is read", ONE, 'download_dir = run_cmd("pwd")'),
  atEnd("another program than Terraform", ONE, 'terraform_binary = "/opt/other"'),
  atEnd("an engine", ONE, 'engine {\n  source = "github.com/example/engine"\n}'),

  /* Units that are not applied */
  atEnd("a unit that is skipped", ONE, "skip = true"),
  atEnd("a unit that is left out", ONE, 'exclude {\n  if = true\n  actions = ["all"]\n}'),
  atEnd(
    "a unit that is left out where somebody says so",
    ONE,
    'feature "late" {\n  default = false\n}\n\nexclude {\n  if = feature.late.value\n  actions = ["apply"]\n}',
  ),
  atEnd(
    "failures that are ignored",
    ONE,
    'errors {\n  ignore "x" {\n    ignorable_errors = [".*"]\n    message = "x"\n  }\n}',
  ),

  /* What units are given */
  text("inputs that whoever applies them decides", /firewall\/terragrunt\.hcl$/, ["proof/not_understood"], (content) =>
    each(content, /"35\.235\.240\.0\/20"/g, () => "feature.tunnel.value").map(
      (changed) => `feature "tunnel" {\n  default = "35.235.240.0/20"\n}\n\n${changed}`,
    ),
  ),
  atEnd(
    "operators that the root gives to every unit",
    /root\.hcl$/,
    'inputs = {\n  state_members = ["group:strangers@example.com"]\n}',
    ["proof/not_granted"],
  ),
  atEnd(
    "a state that a unit keeps elsewhere",
    ONE,
    'remote_state {\n  backend = "gcs"\n  config = {\n    bucket = "stranger"\n    prefix = "x"\n  }\n}',
    ["proof/disagreement"],
  ),
  atEnd("a state that a unit keeps with itself", ONE, 'remote_state {\n  backend = "local"\n  config = {}\n}', [
    "proof/disagreement",
  ]),
  text("a state that no file tells Terraform of", /root\.hcl$/, ["proof/disagreement"], (content) =>
    each(content, /^ {2}generate = \{\n(?: {4}.*\n)*? {2}\}\n/gm, () => ""),
  ),
  text("a state that all units share", /root\.hcl$/, ["proof/disagreement"], (content) =>
    each(content, /prefix( +)= path_relative_to_include\(\)/g, ([, space]) => `prefix${space}= "all"`),
  ),
  atEnd(
    "a file that is generated in place of the module's",
    ONE,
    'generate "main" {\n  path = "main.tf"\n  if_exists = "overwrite"\n  contents = ""\n}',
  ),
  atEnd(
    "a file of variables that is generated",
    ONE,
    'generate "values" {\n  path = "x.auto.tfvars"\n  if_exists = "overwrite"\n  contents = "rules = {}"\n}',
  ),
  atEnd(
    "a resource that is generated",
    /live\/.*network\/terragrunt\.hcl$/,
    'generate "more" {\n  path = "more.tf"\n  if_exists = "overwrite"\n  contents = "resource \\"google_compute_route\\" \\"x\\" {}"\n}',
  ),
  text("a unit that can't be read", UNIT, ["proof/not_understood"], (content) => [`${content}\ninputs = {`]),

  /* Files beside */
  beside("a file that Terraform reads too", /terragrunt\.hcl$/, [
    "extra.auto.tfvars",
    "more.tf",
    "more.tf.json",
    "more.tofu",
    ".terraformrc",
  ]),
  beside("a file beside a module that Terraform reads too", /modules\/\w+\/main\.tf$/, [
    "extra.auto.tfvars",
    "more.tf.json",
    "more.tofu",
  ]),
]
