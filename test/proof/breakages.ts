import { type Document, isMap, isSeq, parseDocument } from "yaml"
import type { FailureCode } from "../../core/proof.js"

/** A tree of artifacts, by path. */
export type Tree = ReadonlyMap<string, string>

/** One way to break an artifact. */
export interface Breakage {
  /** What is broken, as a sentence's object. */
  readonly name: string
  /** One of them must be found. */
  readonly codes: readonly FailureCode[]
  /** Every tree that has one thing broken so; none where there is nothing to break. */
  readonly trees: (tree: Tree) => Iterable<Tree>
}

/** The kinds of broken artifact that the proof must find. */
export const BREAKAGES: readonly Breakage[] = [
  /* Compose: ports */
  compose("a loopback port bound to every address", ["proof/not_granted"], (project) =>
    ports(project).flatMap(({ port }) =>
      port.get("host_ip") === "127.0.0.1" ? [() => port.set("host_ip", "0.0.0.0")] : [],
    ),
  ),
  compose("a port that nobody declared", ["proof/not_granted"], (project) =>
    services(project).flatMap(({ service, name }) =>
      service.has("network_mode")
        ? []
        : [
            () =>
              service.set(
                "ports",
                project.document.createNode([...(list(service, "ports") ?? []), `${name.length + 20_000}:9999`]),
              ),
          ],
    ),
  ),
  compose("another number on the machine", ["proof/path_closed", "proof/not_granted"], (project) =>
    ports(project).map(
      ({ port }) =>
        () =>
          port.set("published", String(Number(port.get("published")) + 7)),
    ),
  ),
  compose("another port of the container", ["proof/path_closed", "proof/not_granted"], (project) =>
    ports(project).map(
      ({ port }) =>
        () =>
          port.set("target", Number(port.get("target")) + 7),
    ),
  ),
  compose("UDP where TCP is meant", ["proof/path_closed", "proof/not_granted"], (project) =>
    ports(project).flatMap(({ port }) => (port.get("protocol") === "tcp" ? [() => port.set("protocol", "udp")] : [])),
  ),
  compose("a public port bound to the loopback", ["proof/path_closed"], (project) =>
    ports(project).flatMap(({ port }) =>
      port.get("host_ip") === "0.0.0.0" ? [() => port.set("host_ip", "127.0.0.1")] : [],
    ),
  ),
  compose("ports that are gone", ["proof/path_closed"], (project) =>
    services(project).flatMap(({ service }) => (service.has("ports") ? [() => service.delete("ports")] : [])),
  ),
  compose("two ports swapped", ["proof/path_closed", "proof/not_granted"], (project) => {
    const all = ports(project)
    return all.flatMap(({ port: one }, index) =>
      all.slice(index + 1).flatMap(({ port: other }) => {
        const [first, second] = [one.get("published"), other.get("published")]
        return first === second || one.get("target") === other.get("target")
          ? []
          : [() => [one.set("published", second), other.set("published", first)]]
      }),
    )
  }),

  /* Compose: networks */
  compose("a network that a consumer has left", ["proof/path_closed"], (project) =>
    memberships(project).flatMap(({ name, network, leave }) =>
      network !== name && isEdge(project, network) && isOnlyMeeting(project, name, network) ? [leave] : [],
    ),
  ),
  compose("a network that its own service has left", ["proof/path_closed"], (project) =>
    memberships(project).flatMap(({ name, network, leave }) =>
      network === name &&
      services(project).some((one) => one.name !== name && isOnlyMeeting(project, one.name, network))
        ? [leave]
        : [],
    ),
  ),
  compose("a stranger on a network", ["proof/not_granted"], (project) =>
    services(project).flatMap(({ service, name }) =>
      keys(project, "networks").flatMap((network) => {
        const own = joined(service)
        return own.length === 0 || own.includes(network) || network === name || !isEdge(project, network)
          ? []
          : [() => join(project, service, network)]
      }),
    ),
  ),
  compose("an egress that a service has left", ["proof/path_closed"], (project) =>
    memberships(project).flatMap(({ network, leave, service }) =>
      network === "egress" && !joined(service).some((key) => isForeign(project, key)) ? [leave] : [],
    ),
  ),
  compose("an egress that a service has joined", ["proof/not_granted"], (project) =>
    services(project).flatMap(({ service }) =>
      joined(service).length > 0 && !joined(service).includes("egress") && keys(project, "networks").includes("egress")
        ? [() => join(project, service, "egress")]
        : [],
    ),
  ),
  compose("members of an egress that reach each other", ["proof/not_granted"], (project) =>
    haveAllMet(
      project,
      services(project).filter(({ service }) => joined(service).includes("egress")),
    )
      ? []
      : networks(project).flatMap(({ key, network }) =>
          key === "egress" ? [() => network.delete("driver_opts")] : [],
        ),
  ),
  compose("an ingress that leads out", ["proof/not_granted"], (project) =>
    services(project).every(({ service }) => !joined(service).includes("ingress") || joined(service).includes("egress"))
      ? []
      : networks(project).flatMap(({ key, network }) =>
          key === "ingress" ? [() => network.delete("driver_opts")] : [],
        ),
  ),
  compose("an internal network that leads out", ["proof/not_granted"], (project) =>
    networks(project).flatMap(({ key, network }) =>
      network.get("internal") === true &&
      services(project).some(({ service }) => joined(service).includes(key) && !joined(service).includes("egress"))
        ? [() => network.delete("internal")]
        : [],
    ),
  ),
  compose("two networks with one range", ["proof/disagreement"], (project) => {
    const all = networks(project).filter(({ network }) => subnet(network) !== undefined)
    return all.slice(1).map(({ network }, index) => () => {
      network.setIn(["ipam", "config", 0, "subnet"], subnet(all[index]!.network))
    })
  }),
  compose("the machine's own network", ["proof/not_granted", "proof/path_closed"], (project) =>
    services(project).flatMap(({ service }) =>
      service.has("network_mode")
        ? []
        : [() => [service.delete("networks"), service.delete("ports"), service.set("network_mode", "host")]],
    ),
  ),
  compose("no network", ["proof/path_closed"], (project) =>
    services(project).flatMap(({ service }) =>
      joined(service).some((network) => network !== "ingress")
        ? [() => [service.delete("networks"), service.delete("ports"), service.set("network_mode", "none")]]
        : [],
    ),
  ),
  compose("the network of another container", ["proof/not_granted", "proof/path_closed"], (project) => {
    const all = services(project)
    return all.flatMap(({ service }, index) =>
      service.has("network_mode") || all.length < 2
        ? []
        : [
            () => [
              service.delete("networks"),
              service.delete("ports"),
              service.set("network_mode", `service:${all[(index + 1) % all.length]!.name}`),
            ],
          ],
    )
  }),

  /* Compose: what networks and ports say nothing of */
  ...(
    [
      ["privileged", true],
      ["cap_add", ["NET_ADMIN"]],
      ["pid", "host"],
      ["devices", ["/dev/mem:/dev/mem"]],
      ["security_opt", ["seccomp:unconfined"]],
      ["use_api_socket", true],
      ["external_links", ["elsewhere:db"]],
      ["dns", ["203.0.113.5"]],
    ] as const
  ).map(([key, value]) =>
    compose(`a container with ${key}`, ["proof/not_granted"], (project) =>
      // What a service is handed through is an assumption; so is this, where it is.
      services(project).flatMap(({ service }) =>
        service.has("annotations") ? [] : [() => service.set(key, project.document.createNode(value))],
      ),
    ),
  ),
  compose("Docker's own socket", ["proof/not_granted"], (project) =>
    services(project).flatMap(({ service }) =>
      service.has("annotations")
        ? []
        : [
            () =>
              service.set(
                "volumes",
                project.document.createNode([
                  ...(list(service, "volumes") ?? []),
                  "/var/run/docker.sock:/var/run/docker.sock",
                ]),
              ),
          ],
    ),
  ),
  compose("a network that is routed", ["proof/not_understood"], (project) =>
    networks(project).map(
      ({ network }) =>
        () =>
          network.setIn(["driver_opts", "com.docker.network.bridge.gateway_mode_ipv4"], "routed"),
    ),
  ),
  compose("a network with IPv6", ["proof/not_understood"], (project) =>
    networks(project).flatMap(({ network }) =>
      network.get("external") === true ? [] : [() => network.set("enable_ipv6", true)],
    ),
  ),

  /* Compose: names */
  compose("a name that two containers answer", ["proof/name_unclear", "proof/path_closed"], (project) =>
    services(project).flatMap(({ service, name }) =>
      joined(service).flatMap((network) =>
        network === name || !isEdge(project, network) || aliasOf(project, network) === undefined
          ? []
          : [() => join(project, service, network, [aliasOf(project, network)!])],
      ),
    ),
  ),
  compose("a service under another name", ["proof/path_closed", "proof/not_granted"], (project) =>
    services(project).map(({ name, service }) => () => {
      const all = project.document.get("services") as YamlMap
      all.delete(name)
      all.set(`${name}x`, service)
    }),
  ),
  compose("a service that is gone", ["proof/path_closed"], (project) =>
    services(project).flatMap(({ name, service }) =>
      joined(service).length > 0 ? [() => (project.document.get("services") as YamlMap).delete(name)] : [],
    ),
  ),
  compose("a service that nobody declared", ["proof/not_granted"], (project) =>
    services(project)
      .slice(0, 1)
      .map(({ service }) => () => {
        const stranger = project.document.createNode({ image: "busybox", networks: joined(service).slice(0, 1) })
        ;(project.document.get("services") as YamlMap).set("stranger", stranger)
      }),
  ),
  compose("a hosts file that sends a name elsewhere", ["proof/name_unclear", "proof/path_closed"], (project) =>
    memberships(project).flatMap(({ name, network, service }) =>
      network !== name && isEdge(project, network) && aliasOf(project, network) !== undefined
        ? [() => service.set("extra_hosts", project.document.createNode([`${aliasOf(project, network)}:203.0.113.9`]))]
        : [],
    ),
  ),
  compose("another project's name", ["proof/disagreement", "proof/path_closed", "proof/not_granted"], (project) => [
    () => project.document.set("name", `${String(project.document.get("name"))}x`),
  ]),

  /* Compose: what containers are told */
  compose("another port in a URL", ["proof/disagreement"], (project) =>
    variables(project).flatMap(({ value, set }) => {
      const [, host, port] = /^\w+:\/\/(?:[^@/]*@)?([a-z][a-z0-9.-]*):(\d+)/.exec(value) ?? []
      return host !== undefined && keys(project, "services").some((name) => aliasOf(project, name) === host)
        ? [() => set(value.replace(`${host}:${port}`, `${host}:${Number(port) + 3}`))]
        : []
    }),
  ),
  compose("an address that no VM has", ["proof/disagreement"], (project) =>
    variables(project).flatMap(({ value, set }) =>
      /\b10\.\d+\.\d+\.\d+:\d+/.test(value) ? [() => set(value.replace(/\b(10\.\d+\.\d+)\.\d+:/, "$1.77:"))] : [],
    ),
  ),
  compose("a secret's value", ["proof/secret_written"], (project) =>
    variables(project)
      .slice(0, 1)
      .map(
        ({ set }) =>
          () =>
            set(`ghp_${"a1B2c3D4".repeat(5).slice(0, 36)}`),
      ),
  ),
  compose("a secret's file that nobody brings", ["proof/disagreement"], (project) =>
    keys(project, "secrets").map((key) => () => {
      project.document.setIn(["secrets", key, "file"], "./secrets/ELSEWHERE")
    }),
  ),
  compose("a variable that nobody states", ["proof/disagreement"], (project) =>
    variables(project)
      .slice(0, 1)
      .map(
        ({ set }) =>
          () =>
            set(`$${"{NOBODY_STATES_ME:?set it}"}`),
      ),
  ),
  compose("a proxy without its Caddyfile", ["proof/path_closed"], (project) =>
    services(project).flatMap(({ service }) => {
      const mounts = service.get("volumes")
      if (!isSeq(mounts)) return []
      const index = mounts.items.findIndex((mount) => isMap(mount) && mount.get("target") === "/etc/caddy")
      return index === -1 ? [] : [() => mounts.delete(index)]
    }),
  ),
  text("a Compose file that can't be read", /docker-compose\.yml$/, ["proof/not_understood"], (content) => [
    `${content}\n  - : [\n`,
  ]),

  beside("a file that Compose puts on top", /docker-compose\.yml$/, ["docker-compose.override.yml", "compose.yaml"]),
  beside("a file that Terraform reads too", /terragrunt\.hcl$/, ["extra.auto.tfvars", "more.tf.json"]),

  /* Caddyfiles */
  text("an upstream under another name", /Caddyfile$/, ["proof/path_closed", "proof/not_granted"], (content) =>
    each(
      content,
      /^(\t+reverse_proxy (?:\S+ )?)([a-z][a-z0-9.-]*)(:\d+)/gm,
      ([, head, host, port]) => `${head}${host}x${port}`,
    ),
  ),
  text("an upstream on another port", /Caddyfile$/, ["proof/path_closed", "proof/not_granted"], (content) =>
    each(content, /^(\t+reverse_proxy \S+?:)(\d+)/gm, ([, head, port]) => `${head}${Number(port) + 1}`),
  ),
  text("a site that is gone", /Caddyfile$/, ["proof/path_closed"], (content) =>
    each(content, /^[a-z][^\n(){}]* \{\n(?:.*\n)*?\}\n/gm, () => ""),
  ),
  text("a site that nobody asked for", /Caddyfile$/, ["proof/not_granted"], (content) => [
    `${content}\nstranger.example {\n\trespond 200\n}\n`,
  ]),
  text("a site under another name", /Caddyfile$/, ["proof/path_closed"], (content) =>
    each(content, /^([a-z]+)(\.[^\n(){}]* \{\n)/gm, ([, head, tail]) => `${head}x${tail}`),
  ),
  text("a site that answers itself", /Caddyfile$/, ["proof/path_closed"], (content) =>
    each(content, /^(\t+)reverse_proxy (?:.*\{\n(?:\1\t.*\n)*\1\}|.*)$/gm, ([, indent]) => `${indent}respond 204`),
  ),
  text("a Caddyfile that can't be read", /Caddyfile$/, ["proof/not_understood"], (content) => [
    `${content}\nbroken.example {\n\trespond "`,
  ]),
  text("a directive that nobody knows", /Caddyfile$/, ["proof/not_understood"], (content) =>
    each(content, /^(\t+)(reverse_proxy )/gm, ([, indent, rest]) => `${indent}teleport everything\n${indent}${rest}`),
  ),

  text("an administration interface that is open", /Caddyfile$/, ["proof/not_understood"], (content) => [
    content.replace(/^\tadmin .*\n/m, "").replace(/^\{\n/m, "{\n\tadmin 0.0.0.0:2019\n"),
  ]),
  text("errors that go elsewhere", /Caddyfile$/, ["proof/not_granted"], (content) =>
    each(
      content,
      /^[a-z][^\n(){}]* \{\n/gm,
      ([head]) => `${head}\thandle_errors {\n\t\treverse_proxy stranger.example:80\n\t}\n`,
    ),
  ),

  /* Firewall */
  unit("a firewall rule that is gone", "firewall", ["proof/path_closed"], (content) =>
    each(content, /^ {4}"?[\w-]+"? = \{\n(?: {6}.*\n|\n)*? {4}\}\n/gm, () => ""),
  ),
  unit("a range that is wider", "firewall", ["proof/not_granted"], (content) =>
    each(content, /"(\d+)\.\d+\.\d+\.\d+\/(?:1[0-9]|2[0-9])"/g, ([, first]) => `"${first}.0.0.0/8"`),
  ),
  unit("a rule for everybody", "firewall", ["proof/not_granted"], (content) =>
    each(content, /^( +)source_service_accounts( *)= .*$/gm, ([, indent]) => `${indent}ranges = ["0.0.0.0/0"]`),
  ),
  unit("a range that is narrower", "firewall", ["proof/path_closed"], (content) =>
    each(content, /"0\.0\.0\.0\/0"/g, () => '"192.0.2.0/24"'),
  ),
  text("a range of the CDN that is gone", /firewall\/terragrunt\.hcl$/, ["proof/path_closed"], (content) =>
    each(content, /"104\.16\.0\.0\/13",?\s*/g, () => ""),
  ),
  unit("another port in a rule", "firewall", ["proof/path_closed", "proof/not_granted"], (content) =>
    each(content, /(ports += \[")(\d+)/g, ([, head, port]) => `${head}${Number(port) + 1}`),
  ),
  unit("a range of ports", "firewall", ["proof/not_granted"], (content) =>
    each(content, /(ports += \[")(\d+)"/g, ([, head, port]) => `${head}${port}-${Number(port) + 9}"`),
  ),
  unit("every port", "firewall", ["proof/not_granted"], (content) =>
    each(content, /^ +ports += \["\d+"\]\n/gm, () => ""),
  ),
  unit("another protocol", "firewall", ["proof/path_closed", "proof/not_granted"], (content) =>
    each(content, /protocol = "tcp"/g, () => 'protocol = "udp"'),
  ),
  unit("every protocol", "firewall", ["proof/not_granted", "proof/not_understood"], (content) =>
    each(content, /protocol = "tcp"/g, () => 'protocol = "all"'),
  ),
  unit("a rule about another VM", "firewall", ["proof/path_closed", "proof/not_granted"], (content) => {
    const vms = [
      ...new Set([...content.matchAll(/dependency\.(\w+)\.outputs\.service_account_email/g)].map(([, vm]) => vm!)),
    ]
    return vms.length < 2
      ? []
      : each(
          content,
          /(target_service_accounts = \[dependency\.)(\w+)/g,
          ([, head, vm]) => `${head}${vms.find((one) => one !== vm)}`,
        )
  }),
  unit("a rule for another VM", "firewall", ["proof/path_closed", "proof/not_granted"], (content) => {
    const vms = [
      ...new Set([...content.matchAll(/dependency\.(\w+)\.outputs\.service_account_email/g)].map(([, vm]) => vm!)),
    ]
    return vms.length < 2
      ? []
      : each(
          content,
          /(source_service_accounts = \[dependency\.)(\w+)/g,
          ([, head, vm]) => `${head}${vms.find((one) => one !== vm)}`,
        )
  }),
  unit("a rule that nobody asked for", "firewall", ["proof/not_granted"], (content) =>
    each(
      content,
      /^( {2}rules = \{\n)(?= {4}"?[\w-]+"? = \{\n(?: {6}.*\n)*? {6}target_service_accounts = (\[.*\]))/gm,
      ([, head, targets]) =>
        `${head}    "stranger" = {\n      description = "x"\n      ranges = ["0.0.0.0/0"]\n      target_service_accounts = ${targets}\n      allow = [{ protocol = "tcp", ports = ["9200"] }]\n    }\n\n`,
    ),
  ),
  {
    name: "a module that opens everything",
    codes: ["proof/not_granted"],
    *trees(tree) {
      const path = [...tree.keys()].find((one) => one.endsWith("modules/firewall/main.tf"))
      const isNarrow = [...tree].some(
        ([one, content]) =>
          one.endsWith("/firewall/terragrunt.hcl") && /source_service_accounts|"35\.235/.test(content),
      )
      if (path === undefined || !isNarrow) return
      const line = /^( +source_ranges +=) each\.value\.direction.*$/gm
      for (const changed of each(tree.get(path)!, line, ([, head]) => `${head} ["0.0.0.0/0"]`))
        yield new Map(tree).set(path, changed)
    },
  },
  text("a rule that refuses before all others", /modules\/firewall\/main\.tf$/, ["proof/path_closed"], (content) =>
    each(content, /priority( +)= 65534/g, ([, space]) => `priority${space}= 10`),
  ),

  unit("rules of another network", "firewall", ["proof/not_understood", "proof/path_closed"], (content) =>
    each(content, /^( {2}network +=) .*$/gm, ([, head]) => `${head} "default"`),
  ),
  {
    name: "a VM that nobody declared",
    codes: ["proof/not_granted"],
    *trees(tree) {
      for (const [path, content] of tree)
        if (/live\/.*terragrunt\.hcl$/.test(path) && content.includes("machine_type"))
          yield new Map(tree).set(path.replace(/[^/]+\/terragrunt\.hcl$/, "stranger/terragrunt.hcl"), content)
    },
  },

  /* VMs and names */
  text("a VM without its external address", /live\/.*terragrunt\.hcl$/, ["proof/path_closed"], (content) =>
    each(content, /external_address = true/g, () => "external_address = false"),
  ),
  text("a VM at another address", /live\/.*terragrunt\.hcl$/, ["proof/disagreement"], (content) =>
    content.includes("machine_type")
      ? each(content, /^( {2}internal_address = "\d+\.\d+\.\d+)\.\d+"/gm, ([, head]) => `${head}.99"`)
      : [],
  ),
  text(
    "a VM that does not run its project",
    /live\/.*terragrunt\.hcl$/,
    ["proof/disagreement", "proof/path_closed"],
    (content) =>
      content.includes("machine_type")
        ? each(content, /^( {6}project += ")([^"]+)"/gm, ([, head, name]) => `${head}${name}x"`)
        : [],
  ),
  text("a secret that a VM is not handed", /live\/.*terragrunt\.hcl$/, ["proof/disagreement"], (content) =>
    content.includes("machine_type")
      ? each(content, /^ {8}\{\n {10}(?:secret|variable) .*\n {10}.*\n {8}\},\n/gm, () => "")
      : [],
  ),
  text("a network without its NAT", /live\/.*\/network\/terragrunt\.hcl$/, ["proof/path_closed"], (content) =>
    each(content, /^ {2}nat = true$/gm, () => "  nat = false"),
  ),
  text("a subnetwork elsewhere", /live\/.*\/network\/terragrunt\.hcl$/, ["proof/disagreement"], (content) =>
    each(content, /^( {4}range += )"[^"]+"/gm, ([, head]) => `${head}"10.199.0.0/24"`),
  ),
  unit("a record that is gone", "dns", ["proof/path_closed"], (content) =>
    each(content, /^ {4}"?[\w.-]+"? = \{\n(?: {6}.*\n)*? {4}\}\n/gm, () => ""),
  ),
  text("a frontend without its domain", /live\/.*terragrunt\.hcl$/, ["proof/path_closed"], (content) =>
    content.includes("/modules/vercel-project")
      ? each(content, /^ {2,}"?(?:[\w-]+\.)+[a-z]+"? = \{[^}]*\}\n|^ +domain += .*\n/gm, () => "")
      : [],
  ),
  unit("a record that leads elsewhere", "dns", ["proof/path_closed"], (content) =>
    each(content, /content = dependency\.\w+\.outputs\.external_address/g, () => 'content = "203.0.113.77"'),
  ),
  unit("a record that the CDN answers, or no longer", "dns", ["proof/disagreement"], (content) =>
    each(
      content,
      /proxied( +)= (true|false)/g,
      ([, space, value]) => `proxied${space}= ${value === "true" ? "false" : "true"}`,
    ),
  ),
  unit("a record that nobody asked for", "dns", ["proof/not_granted"], (content) =>
    each(
      content,
      /^( {2}records = \{\n)(?=(?:.*\n)*? {6}content = (dependency\.\w+\.outputs\.external_address))/gm,
      ([, head, content_]) =>
        `${head}    "stranger" = {\n      name = "stranger.example"\n      type = "A"\n      content = ${content_}\n      proxied = false\n    }\n\n`,
    ),
  ),

  /* Ways beside the firewall */
  text("a VM that forwards packets", /modules\/vm\/main\.tf$/, ["proof/not_understood"], (content) => [
    content.replace("\n  allow_stopping", "\n  can_ip_forward = true\n  allow_stopping"),
  ]),
  text("a VM with IPv6", /modules\/vm\/main\.tf$/, ["proof/not_understood"], (content) => [
    content.replace('"IPV4_ONLY"', '"IPV4_IPV6"'),
  ]),
  text("a VM with another interface", /modules\/vm\/main\.tf$/, ["proof/not_understood"], (content) => [
    content.replace(
      "\n  service_account {",
      '\n  network_interface {\n    network = "default"\n  }\n\n  service_account {',
    ),
  ]),
  text("a peering", /modules\/network\/main\.tf$/, ["proof/not_understood"], (content) => [
    `${content}\nresource "google_compute_network_peering" "x" {\n  name = "x"\n}\n`,
  ]),

  /* Terragrunt */
  text("a mock that is gone", /live\/.*terragrunt\.hcl$/, ["proof/mock_missing"], (content) =>
    each(
      content,
      /^ {4}(external_address|internal_address|service_account_email|network_id|subnetwork_id) .*\n/gm,
      (match) => (new RegExp(`outputs\\.${match[1]}\\b`).test(content) ? "" : undefined),
    ),
  ),
  text("a mock of another type", /live\/.*terragrunt\.hcl$/, ["proof/mock_missing"], (content) =>
    each(content, /^( {4}(network_id|subnetwork_id|service_account_email|project_id) +=) ".*"$/gm, (match) =>
      new RegExp(`outputs\\.${match[2]}\\b`).test(content) ? `${match[1]} ["x"]` : undefined,
    ),
  ),
  text("a unit that can't be read", /live\/.*terragrunt\.hcl$/, ["proof/not_understood"], (content) => [
    `${content}\ninputs = {`,
  ]),
]

/** Changes of the same kind of file that mean nothing. */
export const HARMLESS: readonly Breakage[] = [
  text("a comment", /(?:docker-compose\.yml|Caddyfile|\.hcl|\.tf)$/, [], (content) => [
    `# A remark.\n${content}\n# Another one.\n`,
  ]),
  text("empty lines", /(?:docker-compose\.yml|\.hcl|\.tf)$/, [], (content) => [content.replaceAll("\n\n", "\n\n\n")]),
  compose("services in another order", [], (project) => {
    const all = project.document.get("services") as YamlMap
    return [() => all.items.reverse()]
  }),
  compose("networks in another order", [], (project) =>
    services(project).flatMap(({ service }) => {
      const own = service.get("networks")
      return isSeq(own) ? [() => own.items.reverse()] : []
    }),
  ),
  compose("ports in their short form", [], (project) =>
    services(project).flatMap(({ service }) => {
      const own = service.get("ports")
      if (!isSeq(own)) return []
      const short = own.items.flatMap((port) =>
        isMap(port)
          ? [`${port.get("host_ip")}:${port.get("published")}:${port.get("target")}/${port.get("protocol")}`]
          : [],
      )
      return [() => service.set("ports", project.document.createNode(short))]
    }),
  ),
  compose("a label", [], (project) =>
    services(project).map(
      ({ service }) =>
        () =>
          service.set("labels", project.document.createNode({ shelf: "two" })),
    ),
  ),
  text("a site's order", /Caddyfile$/, [], (content) => {
    const blocks = content.match(/^[a-z][^\n(){}]* \{\n(?:.*\n)*?\}\n/gm) ?? []
    return blocks.length < 2 ? [] : [content.replace(blocks[0]!, "").concat("\n", blocks[0]!)]
  }),
  text("a firewall rule's description", /firewall\/terragrunt\.hcl$/, [], (content) =>
    each(content, /(description += )"[^"]*"/g, ([, head]) => `${head}"Other words."`),
  ),
]

/* Helpers */

type YamlMap = Extract<Document["contents"], { readonly items: unknown }> & {
  get: (key: string) => unknown
  set: (key: string, value: unknown) => void
  has: (key: string) => boolean
  delete: (key: string) => boolean
  setIn: (path: readonly unknown[], value: unknown) => void
  getIn: (path: readonly unknown[]) => unknown
  items: unknown[]
}

interface Project {
  readonly document: Document
}

interface NamedService {
  readonly name: string
  readonly service: YamlMap
}

/** Breaks a Compose file by editing what it says. Each edit is made to a document of its own. */
function compose(
  name: string,
  codes: readonly FailureCode[],
  edits: (project: Project) => readonly (() => unknown)[],
): Breakage {
  return {
    name,
    codes,
    *trees(tree) {
      for (const [path, content] of tree) {
        if (!path.endsWith("docker-compose.yml")) continue
        const count = edits({ document: parseDocument(content) }).length
        for (let index = 0; index < count; index += 1) {
          const document = parseDocument(content)
          edits({ document })[index]!()
          yield new Map(tree).set(path, document.toString({ lineWidth: 0, flowCollectionPadding: false }))
        }
      }
    },
  }
}

/** Puts files beside those of a kind. */
function beside(name: string, files: RegExp, names: readonly string[]): Breakage {
  return {
    name,
    codes: ["proof/not_understood"],
    *trees(tree) {
      for (const path of tree.keys())
        if (files.test(path))
          for (const other of names) yield new Map(tree).set(path.replace(/[^/]+$/, other), "services: {}\n")
    },
  }
}

/** Breaks a file by its text. */
function text(
  name: string,
  files: RegExp,
  codes: readonly FailureCode[],
  edits: (content: string) => readonly string[],
): Breakage {
  return {
    name,
    codes,
    *trees(tree) {
      for (const [path, content] of tree)
        if (files.test(path)) for (const changed of edits(content)) yield new Map(tree).set(path, changed)
    },
  }
}

function unit(
  name: string,
  concern: string,
  codes: readonly FailureCode[],
  edits: (content: string) => readonly string[],
): Breakage {
  return text(name, new RegExp(`live/.*${concern}/terragrunt\\.hcl$`), codes, (content) => {
    // Mocks stand above, and say nothing of what is applied.
    const start = content.indexOf("\ninputs = {")
    return edits(content.slice(start)).map((changed) => content.slice(0, start) + changed)
  })
}

/** One text for each match, with that match replaced. */
function each(
  content: string,
  pattern: RegExp,
  replace: (match: RegExpExecArray) => string | undefined,
): readonly string[] {
  return [...content.matchAll(pattern)].flatMap((match) => {
    const replaced = replace(match as RegExpExecArray)
    return replaced === undefined
      ? []
      : [content.slice(0, match.index) + replaced + content.slice(match.index + match[0].length)]
  })
}

function services({ document }: Project): readonly NamedService[] {
  const all = document.get("services")
  return isMap(all)
    ? all.items.map(({ key, value }) => ({ name: String(key), service: value as unknown as YamlMap }))
    : []
}

function networks({ document }: Project): readonly { readonly key: string; readonly network: YamlMap }[] {
  const all = document.get("networks")
  return isMap(all)
    ? all.items.flatMap(({ key, value }) =>
        isMap(value) ? [{ key: String(key), network: value as unknown as YamlMap }] : [],
      )
    : []
}

function keys({ document }: Project, section: string): readonly string[] {
  const all = document.get(section)
  return isMap(all) ? all.items.map(({ key }) => String(key)) : []
}

function isEdge(project: Project, network: string): boolean {
  return networks(project).some(({ key, network: one }) => key === network && one.get("internal") === true)
}

/** Whether each of some services meets each other one on a network for one of them. */
function haveAllMet(project: Project, all: readonly NamedService[]): boolean {
  const inner = (service: YamlMap): readonly string[] => joined(service).filter((key) => isEdge(project, key))
  return all.every((one, index) =>
    all.slice(index + 1).every((other) => inner(one.service).some((key) => inner(other.service).includes(key))),
  )
}

/** Whether somebody else creates a network, which may lead anywhere. */
function isForeign(project: Project, network: string): boolean {
  return networks(project).some(({ key, network: one }) => key === network && one.get("external") === true)
}

/** The name by which a service is found: the one that only the network named after it knows; undefined where it is of another project. */
function aliasOf(project: Project, name: string): string | undefined {
  const service = services(project).find((one) => one.name === name)?.service
  const alias = service?.getIn(["networks", name, "aliases"])
  return isSeq(alias) ? String(alias.items.at(-1)) : undefined
}

/** Whether a consumer of a network's own service meets it nowhere else. */
function isOnlyMeeting(project: Project, consumer: string, network: string): boolean {
  const [one, other] = [consumer, network].map((wanted) => services(project).find(({ name }) => name === wanted))
  if (one === undefined || other === undefined) return false
  const common = joined(one.service).filter(
    (key) => joined(other.service).includes(key) && key !== "egress" && key !== "ingress",
  )
  return common.length === 1 && common[0] === network
}

function list(service: YamlMap, key: string): readonly unknown[] | undefined {
  const all = service.get(key)
  return isSeq(all) ? all.items : undefined
}

function ports(project: Project): readonly { readonly port: YamlMap }[] {
  return services(project).flatMap(({ service }) =>
    (list(service, "ports") ?? []).flatMap((port) => (isMap(port) ? [{ port: port as unknown as YamlMap }] : [])),
  )
}

function joined(service: YamlMap): readonly string[] {
  const all = service.get("networks")
  if (isSeq(all)) return all.items.map(String)
  return isMap(all) ? all.items.map(({ key }) => String(key)) : []
}

function join({ document }: Project, service: YamlMap, network: string, aliases: readonly string[] = []): void {
  const own = service.get("networks")
  const value = aliases.length === 0 ? null : { aliases }
  const known = isMap(own)
    ? (own.toJSON() as Record<string, unknown>)
    : Object.fromEntries(joined(service).map((name) => [name, null]))
  service.set("networks", document.createNode({ ...known, [network]: value }))
}

function memberships(
  project: Project,
): readonly (NamedService & { readonly network: string; readonly leave: () => unknown })[] {
  return services(project).flatMap(({ name, service }) =>
    joined(service).map((network) => ({
      name,
      service,
      network,
      leave: () => {
        const own = service.get("networks")
        if (isSeq(own)) own.delete(joined(service).indexOf(network))
        else if (isMap(own)) own.delete(network)
        if (joined(service).length === 0) {
          service.delete("networks")
          service.delete("ports")
          service.set("network_mode", "none")
        }
      },
    })),
  )
}

function subnet(network: YamlMap): unknown {
  return network.getIn(["ipam", "config", 0, "subnet"])
}

function variables(project: Project): readonly { readonly value: string; readonly set: (value: string) => void }[] {
  return services(project).flatMap(({ service }) => {
    const all = service.get("environment")
    return isMap(all)
      ? all.items.flatMap(({ key, value }) => {
          const text_ = String((value as { readonly value?: unknown } | null)?.value ?? "")
          return [{ value: text_, set: (next: string) => (all as unknown as YamlMap).set(String(key), next) }]
        })
      : []
  })
}
