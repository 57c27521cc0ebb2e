import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { caddyComplaints, sitesMeant, valuesOf } from "./caddy.js"
import { composeComplaints, stacksOf, ways } from "./compose.js"
import { type Canvas, diagramsOf, openCanvas } from "./diagrams.js"
import { complaints, engine, type Installed, run } from "./engine.js"
import { admitted, formatComplaints, granted, moduleComplaints, planOf } from "./hcl.js"
import { trees } from "./trees.js"
import { inOrder, readUnit, unitPaths } from "./unit.js"

/**
 * One line of an artifact is broken by hand, and the engine that is named finds it: because it refuses the file, or because it understands
 * something else than was meant. Each artifact is first seen to pass as it is.
 */
const BREAKAGES: readonly (readonly [engine: string, file: string, line: string, broken: string, told: RegExp])[] = [
  // Compose files that Compose refuses.
  ["docker-compose", "shop/docker-compose.yml", "    restart: unless-stopped", "    restart unless-stopped", /yaml/],
  [
    "docker-compose",
    "shop/docker-compose.yml",
    "    restart: unless-stopped",
    "    restarts: unless-stopped",
    /restarts/,
  ],
  ["docker-compose", "shop/docker-compose.yml", "      timeout: 5s", "      timeout: soon", /duration/],
  ["docker-compose", "shop/docker-compose.yml", "          memory: 256M", "          memory: plenty", /size|memory/],
  ["docker-compose", "shop/docker-compose.yml", "      - egress", "      - exit", /undefined network exit/],
  ["docker-compose", "shop/docker-compose.yml", "        protocol: tcp", "        protocol: [tcp]", /protocol/],
  [
    "docker-compose",
    "shop/docker-compose.yml",
    "      postgres:\n        condition",
    "      mysql:\n        condition",
    /mysql/,
  ],
  ["docker-compose", "shop/docker-compose.yml", "condition: service_healthy", "condition: service_well", /condition/],
  [
    "docker-compose-v2",
    "shop/docker-compose.yml",
    "    restart: unless-stopped",
    "    restarts: unless-stopped",
    /restarts/,
  ],
  // Compose files that it accepts, and that mean something else.
  [
    "docker-compose",
    "shop/docker-compose.yml",
    '        published: "443"',
    '        published: "8443"',
    /publishes .*:443/,
  ],
  ["docker-compose", "shop/docker-compose.yml", "        target: 443", "        target: 444", /443\/tcp/],
  ["docker-compose", "shop/docker-compose.yml", "      - egress\n", "", /joins egress/],
  ["docker-compose", "shop/docker-compose.yml", "    internal: true\n", "", /internal/],
  [
    "docker-compose",
    "shop/docker-compose.yml",
    "        target: /var/lib/postgresql/data",
    "        target: /data",
    /postgresql/,
  ],
  ["docker-compose", "shop/docker-compose.yml", "          memory: 256M", "          memory: 255M", /memory/],
  [
    "docker-compose",
    "shop/docker-compose.yml",
    "create_host_path: false",
    "create_host_path: true",
    /which must be there/,
  ],
  [
    "docker-compose-v2",
    "shop/docker-compose.yml",
    "create_host_path: false",
    "create_host_path: true",
    /which must be there/,
  ],
  // Caddyfiles that Caddy refuses, and that it understands otherwise.
  ["caddy", "shop/caddy/Caddyfile", "\tgrace_period 10s", "\tgrace_time 10s", /grace_time/],
  ["caddy", "shop/caddy/Caddyfile", "\tgrace_period 10s", "\tgrace_period ten", /ten/],
  ["caddy", "shop/caddy/Caddyfile", "\tencode zstd gzip", "\tencode zstd gzipp", /gzipp/],
  ["caddy", "shop/caddy/Caddyfile", "\timport security", "\timport safety", /safety/],
  ["caddy", "shop/caddy/Caddyfile", "bakery.example {", "bakery.example{", /bakery\.example/],
  ["caddy", "shop/caddy/Caddyfile", "\tencode zstd gzip", "    encode zstd gzip", /caddy fmt/],
  ["caddy", "shop/caddy/Caddyfile", "bakery.example {", "baker.example {", /bakery\.example:443 is meant/],
  [
    "caddy",
    "shop/caddy/Caddyfile",
    "reverse_proxy orders.shop.internal:8000",
    "reverse_proxy orders.shop.internal:8001",
    /dials orders\.shop\.internal:8001/,
  ],
  ["caddy-2.6", "shop/caddy/Caddyfile", "\tgrace_period 10s", "\tgrace_time 10s", /grace_time/],
  // Units: firewall rules, inputs, dependencies.
  [
    "opentofu",
    "terraform/live/production/firewall/terragrunt.hcl",
    'ports    = ["443"]',
    'ports    = ["444"]',
    /tcp\/443/,
  ],
  ["opentofu", "terraform/live/production/firewall/terragrunt.hcl", '["0.0.0.0/0"]', '["10.0.0.0/8"]', /0\.0\.0\.0\/0/],
  ["opentofu", "terraform/live/production/firewall/terragrunt.hcl", '["0.0.0.0/0"]', '["everywhere"]', /CIDR/],
  [
    "opentofu",
    "terraform/live/production/firewall/terragrunt.hcl",
    'protocol = "tcp"',
    'protocols = "tcp"',
    /protocol/,
  ],
  ["opentofu", "terraform/live/production/firewall/terragrunt.hcl", "  rules = {", "  rule = {", /no variable rule/],
  [
    "terraform",
    "terraform/live/production/firewall/terragrunt.hcl",
    'protocol = "tcp"',
    'protocol = "icmp"',
    /have ports/,
  ],
  ["opentofu", "terraform/live/production/firewall/terragrunt.hcl", "  rules = {", "   rules = {", /fmt/],
  ["units", "terraform/live/production/firewall/terragrunt.hcl", '"../network"', '"../net"', /no unit/],
  [
    "units",
    "terraform/live/production/firewall/terragrunt.hcl",
    "outputs.network_id",
    "outputs.network",
    /there is no network/,
  ],
  ["units", "terraform/live/production/firewall/terragrunt.hcl", '"root.hcl"', '"base.hcl"', /base\.hcl/],
  [
    "units",
    "terraform/live/production/network/terragrunt.hcl",
    '"../project-services"',
    '"../firewall"',
    /wait|no output/,
  ],
  [
    "opentofu",
    "terraform/live/production/reception/terragrunt.hcl",
    "zone       =",
    "zones      =",
    /no variable zones/,
  ],
  // Modules.
  ["opentofu", "terraform/modules/firewall/main.tf", "  direction     =", "  directions    =", /directions/],
  [
    "terraform",
    "terraform/modules/firewall/main.tf",
    "  network       = var.network",
    "  network       = var.net",
    /net/,
  ],
  ["opentofu", "terraform/modules/dns/main.tf", "  type     =", "  typ      =", /typ/],
  // Diagrams and scripts.
  ["mermaid", "docs/diagrams/overview.mmd", "flowchart", "flowchat", /Diagram|diagram/],
  ["mermaid", "docs/diagrams/isolation.mmd", '"]\n', '"\n', /Parse error|Expecting/],
  ["shellcheck", "terraform/modules/vm/startup.sh", "set -euo pipefail", "set -euo pipefail; cd $HOME/x y", /SC/],
]

const bakery = (await trees()).find(({ name }) => name === "bakery")!
const clinic = (await trees()).find(({ name }) => name === "clinic")!

describe("breaking one line", () => {
  let folder: string
  let canvas: Canvas | undefined
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "broken-"))
    for (const { name, folder: from } of [bakery, clinic]) cpSync(from, join(folder, name), { recursive: true })
    const browser = engine("chromium")
    if (browser !== undefined) canvas = await openCanvas(browser.path)
  })
  afterAll(async () => {
    await canvas?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it("is shown at least twenty times", () => {
    expect(BREAKAGES.length).toBeGreaterThan(20)
  })

  const here = BREAKAGES.map((row) => [...row, engine(row[0])] as const)
  it.each(here.filter((row) => row[5] !== undefined))(
    "%s sees that in %s %j is %j",
    async (name, file, line, broken, told, tool) => {
      const tree = file.startsWith("shop/") ? bakery : clinic
      const path = join(folder, tree.name, file)
      const text = readFileSync(path, "utf8")
      expect(text, "the line is there").toContain(line)
      expect(await look(tool!, tree, file), "whole").toEqual([])
      writeFileSync(
        path,
        text.replace(line, () => broken),
      )
      try {
        expect((await look(tool!, tree, file)).join("\n"), name).toMatch(told)
      } finally {
        writeFileSync(path, text)
      }
    },
  )

  /** What the engine has against a file, where it stands now. */
  async function look(tool: Installed, tree: typeof bakery, file: string): Promise<readonly string[]> {
    const top = join(folder, tree.name)
    const path = join(top, file)
    if (file.endsWith(".yml")) {
      const [way] = ways(dirname(path))
      return composeComplaints(tool, dirname(path), way!, stacksOf(tree.estate).get(dirname(file)))
    }
    if (file.endsWith("Caddyfile")) {
      const values = valuesOf(tree.estate, file)
      const found = caddyComplaints(tool, path, sitesMeant(tree.estate, file, values), values)
      // What 2.6 does not know stays out of the comparison.
      return tool.name === "caddy-2.6" ? found.filter((one) => /grace_time/.test(one)) : found
    }
    if (file.endsWith(".mmd")) return canvas!.complaints(diagramsOf(file, readFileSync(path, "utf8"))[0]!)
    if (file.endsWith(".sh")) return complaints(run(tool.path, [path]))
    if (file.endsWith(".tf")) return [...formatComplaints(tool, path), ...moduleComplaints(tool, dirname(path))]
    return unitComplaints(tool, tree, join(top, "terraform"), dirname(file).slice("terraform/".length))
  }
})

async function unitComplaints(tool: Installed, tree: typeof bakery, terraform: string, path: string) {
  try {
    const units = await Promise.all(unitPaths(terraform).map((one) => readUnit(terraform, one)))
    inOrder(units, terraform)
    if (tool.name === "units") return []
    const unit = units.find((one) => one.path === path)!
    const plan = planOf(tool, unit)
    const grants = path.endsWith("/firewall") ? granted(tree.estate.environments[0]!, tree.estate.shared) : []
    const through = path.endsWith("/firewall") ? admitted(plan.resources) : []
    return [
      ...formatComplaints(tool, join(terraform, path, "terragrunt.hcl")),
      ...plan.complaints,
      ...grants.filter((one) => !through.includes(one)).map((one) => `granted, and not let through: ${one}`),
      ...through.filter((one) => !grants.includes(one)).map((one) => `let through, and not granted: ${one}`),
    ]
  } catch (error) {
    return [String(error)]
  }
}
