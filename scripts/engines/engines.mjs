// The programs that artifacts are put to, each with its one pinned version. docs/engines.md, the CI workflow and package.json say the
// same, and test/engines-table.test.ts holds them to it.

/** The Go that builds them, so that a build is the same everywhere: OpenTofu needs 1.26.6 or later, and does not build with 1.27. */
export const toolchain = "go1.26.8"

/** @type {readonly import("./engines.mjs").Engine[]} */
export const engines = [
  {
    name: "docker-compose",
    version: "5.5.1",
    from: { kind: "go", module: "github.com/docker/compose/v5", package: "./cmd", copy: "its go.mod has an `exclude`" },
    ldflags: "-X github.com/docker/compose/v5/internal.Version=v5.5.1",
    versionArguments: ["version", "--short"],
    checks: "Compose files: `config` accepts each with its env files, and what it read is what was meant.",
  },
  {
    name: "docker-compose-v2",
    version: "2.40.3",
    from: { kind: "go", module: "github.com/docker/compose/v2", package: "./cmd", copy: "its go.mod has an `exclude`" },
    ldflags: "-X github.com/docker/compose/v2/internal.Version=v2.40.3",
    versionArguments: ["version", "--short"],
    checks:
      "The same, as the last of version 2; its client speaks API 1.41 too, that of Debian's Docker 20.10, for a live bed.",
  },
  {
    name: "caddy",
    version: "2.11.9",
    from: { kind: "go", module: "github.com/caddyserver/caddy/v2", package: "./cmd/caddy" },
    versionArguments: ["version"],
    checks: "Caddyfiles: `adapt`, `validate`, and the text is what `caddy fmt` prints.",
  },
  {
    name: "caddy-2.6",
    version: "2.6.2",
    from: { kind: "debian", package: "caddy", program: "usr/bin/caddy" },
    versionArguments: ["version"],
    checks: "The same at the old end of the range: what it refuses, the rule `targets/caddy` must have told.",
  },
  {
    name: "opentofu",
    version: "1.12.6",
    from: {
      kind: "go",
      module: "github.com/opentofu/opentofu",
      package: "./cmd/tofu",
      copy: "its go.mod has a `replace`",
    },
    onPath: "tofu",
    versionArguments: ["version"],
    checks: "HCL: `fmt -check` of every file, `validate` of every module, `plan` of every unit with its inputs.",
  },
  {
    name: "terraform",
    version: "1.11.4",
    from: { kind: "path", why: "used where it is installed; OpenTofu stands for it elsewhere" },
    onPath: "terraform",
    versionArguments: ["version"],
    checks: "The same as OpenTofu.",
  },
  {
    name: "terragrunt",
    version: "1.0.8",
    from: { kind: "path", why: "no registry that is used here has it; the CI workflow installs it" },
    onPath: "terragrunt",
    versionArguments: ["--version"],
    checks: "Units: `hcl fmt --check`, `hcl validate --inputs --strict`, and `run --all validate` through mocks.",
  },
  {
    name: "provider",
    version: "0.1.0",
    from: { kind: "here", folder: "scripts/engines/provider" },
    checks: "Nothing by itself: it serves the three schemas below to OpenTofu and Terraform.",
  },
  {
    name: "provider-google",
    version: "6.50.0",
    from: { kind: "schema", package: "@cdktf/provider-google@16.12.1", reader: "cdktf" },
    serves: "hashicorp/google",
    checks: "Resources of Google Cloud: arguments, their types, what is required and what nests where.",
  },
  {
    name: "provider-cloudflare",
    version: "5.14.0",
    from: { kind: "schema", package: "@cdktf/provider-cloudflare@13.9.1", reader: "cdktf" },
    serves: "cloudflare/cloudflare",
    checks: "The same for Cloudflare.",
  },
  {
    name: "provider-vercel",
    version: "5.10.0",
    from: {
      kind: "schema",
      package: "@pulumiverse/vercel@5.4.1",
      reader: "pulumi",
      amended: {
        vercel_project: { required: ["name"], renamed: { environments: "environment" } },
        vercel_project_domain: { renamed: { verifications: "verification" } },
        vercel_project_environment_variable: {
          renamed: { targets: "target" },
          added: [{ name: "value_wo_version", type: "number", optional: true }],
        },
      },
    },
    serves: "vercel/vercel",
    checks: "The same for Vercel; what that package lacks of its schema is added in the table.",
  },
  {
    name: "actionlint",
    version: "1.7.12",
    from: { kind: "go", module: "github.com/rhysd/actionlint", package: "./cmd/actionlint" },
    onPath: "actionlint",
    versionArguments: ["-version"],
    checks: "The CI workflow.",
  },
  {
    name: "shellcheck",
    version: "0.9.0",
    from: { kind: "debian", package: "shellcheck", program: "usr/bin/shellcheck" },
    onPath: "shellcheck",
    versionArguments: ["--version"],
    checks: "Scripts: each that is emitted, and each of ours.",
  },
  {
    name: "units",
    version: "0.24.0",
    from: { kind: "npm", package: "@cdktn/hcl2json" },
    checks:
      "Units, as Terragrunt would: parsed by HashiCorp's parser, evaluated by `test/engines/unit.ts`, inputs held to variables, mocks to outputs.",
  },
  {
    name: "mermaid",
    version: "11.17.2",
    from: { kind: "npm", package: "mermaid" },
    checks: "Diagrams: its own parser on each, in files and in pages.",
  },
  {
    name: "chromium",
    version: "any",
    from: { kind: "system", package: "chromium" },
    onPath: "chromium",
    versionArguments: ["--version"],
    checks: "Diagrams: each is drawn, every label is in the drawing, and `.engines/pictures` keeps it to look at.",
  },
]
