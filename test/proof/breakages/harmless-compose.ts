import { isMap, isSeq } from "yaml"
import { attached, inside } from "./compose-keys.js"
import { add, compose, environment, keys, list, mounts, networks, type Project, services } from "./compose-tools.js"
import { type Breakage, text } from "./tools.js"

/** Keys of a service, each with a value that says nothing of who reaches whom. */
export const HARMLESS_KEYS: Readonly<Record<string, unknown>> = {
  annotations: { shelf: "two" },
  attach: false,
  blkio_config: { weight: 300 },
  cap_drop: ["ALL"],
  cgroup: "private",
  cpu_shares: 512,
  cpuset: "0-1",
  develop: { watch: [{ path: "./src", action: "rebuild" }] },
  expose: ["9999"],
  extra_hosts: ["host.docker.internal:host-gateway"],
  group_add: ["2000"],
  init: true,
  ipc: "private",
  labels: ["shelf=two"],
  logging: { driver: "json-file", options: { "max-size": "5m", tag: "shelf" } },
  mem_swappiness: 10,
  oom_kill_disable: false,
  oom_score_adj: 100,
  platform: "linux/amd64",
  privileged: false,
  pull_policy: "always",
  read_only: true,
  restart: "always",
  security_opt: ["no-new-privileges"],
  shm_size: "64m",
  stdin_open: true,
  stop_grace_period: "90s",
  stop_signal: "SIGQUIT",
  storage_opt: { size: "1G" },
  tmpfs: ["/scratch"],
  tty: true,
  ulimits: { nofile: { soft: 1024, hard: 2048 } },
  user: "1000:1000",
  working_dir: "/srv",
  "x-shelf": { two: true },
}

/** Those that may say something else than they do. */
const OVERWRITTEN: ReadonlySet<string> = new Set(["labels", "logging", "restart", "stop_grace_period"])

/** Changes of a Compose file that mean nothing to who reaches whom, to names, and to secrets. */
export const HARMLESS_COMPOSE: readonly Breakage[] = [
  compose("keys of a service without effect", [], (project) =>
    services(project).map(({ service }) => () => {
      for (const [key, value] of Object.entries(HARMLESS_KEYS))
        if (!service.has(key) || OVERWRITTEN.has(key)) service.set(key, project.document.createNode(value))
    }),
  ),
  compose("other timings of a health check", [], (project) =>
    services(project).flatMap(({ service }) =>
      service.has("healthcheck")
        ? [() => [service.setIn(["healthcheck", "interval"], "2m"), service.setIn(["healthcheck", "retries"], 9)]]
        : [],
    ),
  ),
  compose("another limit of memory", [], (project) =>
    services(project).map(
      ({ service }) =>
        () =>
          service.setIn(["deploy", "resources", "limits", "memory"], "3G"),
    ),
  ),
  compose("another tag of an image", [], (project) =>
    services(project).flatMap(({ service }) => {
      const image = service.get("image")
      return typeof image === "string" && image.includes(":")
        ? [
            () => service.set("image", image.replace(/[:@][^/]*$/, ":9.9")),
            () => service.set("image", `${image.replace(/@.*$/, "")}@sha256:${"0".repeat(64)}`),
          ]
        : []
    }),
  ),
  compose("variables in a list", [], (project) =>
    services(project).flatMap(({ service }) =>
      service.has("environment")
        ? [
            () => {
              const all = environment(service).map(({ variable, value }) => `${variable}=${value}`)
              service.set("environment", project.document.createNode(all))
            },
          ]
        : [],
    ),
  ),
  compose("a further variable", [], (project) =>
    services(project).flatMap(({ service }) =>
      isSeq(service.get("environment")) ? [] : [() => service.setIn(["environment", "TZ"], "Europe/Rome")],
    ),
  ),
  compose("networks in a map", [], (project) =>
    services(project).flatMap(({ service }) => {
      const own = list(service, "networks")
      return own === undefined
        ? []
        : [
            () =>
              service.set("networks", project.document.createNode(Object.fromEntries(own.map((key) => [key, null])))),
          ]
    }),
  ),
  compose("secrets in their long form", [], (project) =>
    services(project).flatMap(({ service }) => {
      const own = list(service, "secrets")
      return own === undefined
        ? []
        : [
            () =>
              service.set(
                "secrets",
                project.document.createNode(own.map((source) => ({ source: String(source), mode: 0o400, uid: "999" }))),
              ),
          ]
    }),
  ),
  compose("mounts in their short form", [], (project) =>
    services(project).flatMap(({ service }) => {
      const own = mounts(project).filter(({ owner }) => owner === service)
      if (own.length === 0 || own.length !== list(service, "volumes")?.length) return []
      if (own.some(({ mount }) => mount.getIn(["bind", "propagation"]) !== undefined)) return []
      const short = own.map(({ mount }) =>
        [mount.get("source"), mount.get("target"), ...(mount.get("read_only") === true ? ["ro"] : [])].join(":"),
      )
      return [() => service.set("volumes", project.document.createNode(short))]
    }),
  ),
  compose("mounts that are only read", [], (project) =>
    mounts(project).map(
      ({ mount }) =>
        () =>
          mount.set("read_only", true),
    ),
  ),
  compose("a folder of its own in a volume", [], (project) =>
    services(project).flatMap(({ service, name }) => [
      () => add(project, service, "volumes", "/scratch"),
      () => {
        project.document.setIn(["volumes", `${name}-scratch`], project.document.createNode({ labels: ["shelf=two"] }))
        add(project, service, "volumes", `${name}-scratch:/scratch`)
      },
    ]),
  ),
  compose("a link by its own name", [], (project) =>
    dependencies(project).map(
      ({ service, name }) =>
        () =>
          service.set("links", project.document.createNode([name])),
    ),
  ),
  compose("a container's name of its own", [], (project) =>
    services(project).flatMap(({ service, name }) =>
      service.has("container_name") || Number(service.getIn(["deploy", "replicas"]) ?? 1) > 1
        ? []
        : [() => service.set("container_name", `shelf-${name}`)],
    ),
  ),
  compose("a fixed address of its network", [], (project) => attached(project, (network) => inside(network, 9))),
  compose("a gateway of its own range", [], (project) =>
    networks(project).flatMap(({ network }) =>
      network.getIn(["ipam", "config", 0, "subnet"]) === undefined
        ? []
        : [() => network.setIn(["ipam", "config", 0, "gateway"], inside(network, 1))],
    ),
  ),
  compose("a network that says what it is", [], (project) =>
    networks(project).flatMap(({ network }) =>
      network.get("external") === true
        ? []
        : [
            () => [
              network.set("driver", "bridge"),
              network.set("attachable", true),
              network.set("labels", project.document.createNode({ shelf: "two" })),
              network.setIn(["driver_opts", "com.docker.network.driver.mtu"], "1400"),
            ],
          ],
    ),
  ),
  compose("a network's real name, spelled out", [], (project) =>
    networks(project).flatMap(({ key, network }) =>
      network.get("external") === true || network.has("name")
        ? []
        : [() => network.set("name", `${String(project.document.get("name"))}_${key}`)],
    ),
  ),
  compose("a secret that is labelled", [], (project) =>
    keys(project, "secrets").map(
      (key) => () => project.document.setIn(["secrets", key, "labels"], project.document.createNode({ shelf: "two" })),
    ),
  ),
  compose("a config that nobody takes", [], (project) => [
    () => project.document.setIn(["configs", "shelf"], project.document.createNode({ content: "two" })),
  ]),
  text("anchors", /docker-compose\.yml$/, [], (content) => [`x-shelf: &shelf\n  two: true\n${content}`]),
]

/** Services, with one that each waits for. */
function dependencies(project: Project) {
  return services(project).flatMap(({ service }) => {
    const all = service.get("depends_on")
    return isMap(all) && !service.has("links")
      ? all.items.slice(0, 1).map(({ key }) => ({ service, name: String(key) }))
      : []
  })
}
