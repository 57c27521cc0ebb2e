import fc from "fast-check"
import { stringify } from "yaml"
import type { ComposeCase } from "./compose-engine.js"

/** Projects of a clinic in one to three files, each attribute in any of its forms: short or long, list or map, literal or interpolated. */
export function projects(): fc.Arbitrary<ComposeCase> {
  return fc.array(fc.tuple(file(), fc.boolean()), { minLength: 1, maxLength: 3 }).map((files) => {
    const named = files.map(([content], index): readonly [string, unknown] => [`file${index}.yaml`, content])
    return {
      files: Object.fromEntries([
        ...named.map(([path, content]): [string, string] => [path, spelled(content)]),
        ["ward.env", "WARD=7\nNOTE='it is $late'\nBOTH=file\n"],
        ["common/base.yaml", BASE],
      ]),
      uses: named.map(([path]) => path),
      environment: ENVIRONMENT,
    }
  })
}

const ENVIRONMENT = { PLAIN: "linen", EMPTY: "", PORT: "8080", YES: "true", COUNT: "3", CONDITION: "service_healthy" }

const BASE = `
services:
  base:
    image: base
    environment: {FROM_BASE: "1", BOTH: base}
    volumes: ["./data:/data"]
    ports: ["7000:7000"]
    labels: [base=yes]
`

const OVERRIDES = new Set(["ports", "environment", "volumes", "command", "labels", "networks", "depends_on", "expose"])

/** YAML of the data; a map of one key `!reset` or `!override` is that tag and what it holds. */
function spelled(content: unknown): string {
  return stringify(content, { lineWidth: 0, aliasDuplicateObjects: false }).replace(
    /^( *)(\w+): *\n *"!(reset|override)": ?/gm,
    "$1$2: !$3 ",
  )
}

const keys = ["records", "lab", "ward"]
const networks = ["inside", "outside"]
const texts = fc.constantFrom(
  "a",
  "b c",
  "x=y",
  "$" + "{PLAIN}",
  "$" + "{UNSET:-d}",
  "$" + "{EMPTY:-e}",
  "$" + "{UNSET-$PLAIN}",
  "5$$",
  "$" + "{PLAIN:+p}/z",
)
const names = fc.constantFrom("A", "B", "BOTH", "PLAIN", "UNSET")
const scalars = fc.oneof(texts, fc.integer({ min: 0, max: 99 }), fc.boolean(), fc.constantFrom(0.5, 1.25))
const truths = fc.constantFrom<unknown>(true, false, "$" + "{YES}", "true")

function named(nulls: boolean): fc.Arbitrary<unknown> {
  const value = nulls
    ? fc.oneof({ arbitrary: scalars, weight: 5 }, { arbitrary: fc.constant(null), weight: 1 })
    : scalars
  return fc.oneof(
    fc.dictionary(names, value, { maxKeys: 3, noNullPrototype: true }),
    fc.uniqueArray(
      fc.tuple(names, texts).map(([name, text]) => `${name}=${text}`),
      { maxLength: 3, selector: (pair) => pair.split("=", 1)[0] },
    ),
    ...(nulls ? [fc.uniqueArray(names, { maxLength: 2 })] : []),
  )
}

function several(item: fc.Arbitrary<unknown>, maxLength = 3, minLength = 0): fc.Arbitrary<unknown> {
  return fc.uniqueArray(item, { minLength, maxLength, selector: (each) => JSON.stringify(each) })
}

function loneOr(item: fc.Arbitrary<string>): fc.Arbitrary<unknown> {
  return fc.oneof(item, several(item))
}

const numbers = fc.integer({ min: 1, max: 20 }).map((number) => number * 10)
const ports = several(
  fc.oneof(
    fc.tuple(numbers, numbers).map(([one, other]) => `${8000 + one}:${other}`),
    fc
      .tuple(fc.constantFrom("127.0.0.1", "[::1]", "0.0.0.0"), numbers, fc.constantFrom("", "/udp", "/tcp"))
      .map(([ip, port, protocol]) => `${ip}:${port}:${port}${protocol}`),
    numbers,
    numbers.map(String),
    numbers.map((port) => `${port}-${port + 2}:${port + 100}-${port + 102}`),
    numbers.map((port) => `${9000 + port}-${9000 + port + 3}:${port}`),
    fc.constant("$" + "{PORT}:80"),
    fc.record(
      {
        target: fc.oneof(numbers, fc.constant("$" + "{PORT}")),
        published: numbers.map(String),
        protocol: fc.constantFrom("tcp", "udp"),
        host_ip: fc.constantFrom("127.0.0.1", "::1"),
        mode: fc.constantFrom("host", "ingress"),
      },
      { requiredKeys: ["target"], noNullPrototype: true },
    ),
  ),
)

/** In short and long form a path is cleaned at different times: what only then is the same path is told apart before. */
const targets = fc.constantFrom("/a", "/b/", "/c/../d", "/data")
const longTargets = fc.constantFrom("/a", "/data", "/e/../f", "/g/")
const volumes = several(
  fc.oneof(
    targets,
    fc
      .tuple(
        fc.constantFrom("./x", "/abs", "store", "../up", "$" + "{PLAIN}"),
        targets,
        fc.constantFrom("", ":ro", ":rw", ":z"),
      )
      .map(([source, target, mode]) => `${source === "$" + "{PLAIN}" ? "./" + source : source}:${target}${mode}`),
    fc.record(
      {
        type: fc.constant("bind"),
        source: fc.constantFrom("./x", "y", "/z"),
        target: longTargets,
        read_only: truths,
        bind: fc.record(
          { create_host_path: truths, propagation: fc.constant("rshared") },
          { requiredKeys: [], noNullPrototype: true },
        ),
      },
      { requiredKeys: ["type", "source", "target"], noNullPrototype: true },
    ),
    fc.record(
      {
        type: fc.constant("volume"),
        source: fc.constant("store"),
        target: longTargets,
        volume: fc.record({ nocopy: truths }),
      },
      { requiredKeys: ["type", "target"], noNullPrototype: true },
    ),
    fc.record(
      { type: fc.constant("tmpfs"), target: longTargets, tmpfs: fc.constant({ size: "5m" }) },
      { noNullPrototype: true },
    ),
  ),
)

/** On services that stand behind in {@link keys}, so that none wait for each other. */
function dependencies(among: readonly string[]): fc.Arbitrary<unknown> {
  return fc.oneof(
    several(fc.constantFrom(...among), 2),
    fc.dictionary(
      fc.constantFrom(...among),
      fc.record(
        {
          condition: fc.constantFrom("service_started", "service_healthy", "$" + "{CONDITION}"),
          required: fc.boolean(),
          restart: truths,
        },
        { requiredKeys: ["condition"], noNullPrototype: true },
      ),
      { maxKeys: 2, noNullPrototype: true },
    ),
  )
}

const joined = fc.oneof(
  several(fc.constantFrom(...networks), 2),
  fc.dictionary(
    fc.constantFrom(...networks, "default"),
    fc.oneof(
      fc.constant(null),
      fc.record(
        {
          aliases: several(fc.constantFrom("one", "two", "$" + "{PLAIN}")),
          ipv4_address: fc.constant("10.9.0.7"),
          priority: fc.nat(9),
        },
        { requiredKeys: [], noNullPrototype: true },
      ),
    ),
    { maxKeys: 2, noNullPrototype: true },
  ),
)

const common: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  environment: named(true),
  labels: named(true),
  sysctls: named(false),
  annotations: named(false),
  ports,
  expose: several(fc.oneof(numbers, numbers.map(String), fc.constant("3000-3002/udp"))),
  volumes,
  networks: joined,
  command: fc.oneof(
    fc.constantFrom("run --fast", "say 'two words' \"$PLAIN\" a\\ b", ""),
    several(texts),
    fc.constant(null),
  ),
  entrypoint: fc.oneof(fc.constant("/entry --x"), several(texts)),
  dns: loneOr(fc.constantFrom("1.1.1.1", "9.9.9.9")),
  dns_search: loneOr(fc.constantFrom("clinic.example", "example")),
  tmpfs: loneOr(fc.constantFrom("/run", "/tmp:size=1m")),
  extra_hosts: fc.oneof(
    several(fc.constantFrom("a:1.1.1.1", "a=2.2.2.2", "b=[::1]", "host.docker.internal:host-gateway")),
    fc.dictionary(
      fc.constantFrom("a", "b"),
      fc.oneof(fc.constant("3.3.3.3"), several(fc.constantFrom("4.4.4.4", "5.5.5.5"), 2, 1)),
      { minKeys: 1, maxKeys: 2, noNullPrototype: true },
    ),
  ),
  env_file: fc.oneof(
    fc.constant("ward.env"),
    several(
      fc.oneof(
        fc.constant("ward.env"),
        fc.record(
          { path: fc.constantFrom("ward.env", "none.env"), required: fc.constant(false) },
          { noNullPrototype: true },
        ),
      ),
      2,
    ),
  ),
  healthcheck: fc.record(
    {
      test: fc.oneof(fc.constant("ask | grep ok"), fc.constant(["CMD", "ask", "$" + "{PLAIN}"])),
      interval: fc.constantFrom("30s", "1m30s"),
      retries: fc.constantFrom<unknown>(3, "$" + "{COUNT}"),
      disable: truths,
    },
    { requiredKeys: [], noNullPrototype: true },
  ),
  deploy: fc.record(
    {
      labels: named(false),
      resources: fc.record({
        limits: fc.record(
          { cpus: fc.constantFrom<unknown>("0.5", 1), pids: fc.constant(100) },
          { requiredKeys: [], noNullPrototype: true },
        ),
      }),
      restart_policy: fc.record({ delay: fc.constant("5s"), max_attempts: fc.nat(5) }),
    },
    { requiredKeys: [], noNullPrototype: true },
  ),
  build: fc.oneof(
    fc.constantFrom(".", "./app"),
    fc.record(
      {
        context: fc.constantFrom(".", "sub", "https://x.example/y.git"),
        args: named(true),
        target: texts,
        labels: named(false),
        tags: several(fc.constantFrom("t:1", "t:2")),
      },
      { requiredKeys: [], noNullPrototype: true },
    ),
  ),
  secrets: several(
    fc.oneof(
      fc.constantFrom("key", "token"),
      fc.record(
        {
          source: fc.constantFrom("key", "token"),
          target: fc.constantFrom("/k", "/run/secrets/key"),
          mode: fc.constant(256),
        },
        { requiredKeys: ["source"], noNullPrototype: true },
      ),
    ),
  ),
  configs: several(
    fc.oneof(
      fc.constant("settings"),
      fc.record(
        { source: fc.constant("settings"), target: fc.constantFrom("/s", "/settings") },
        { requiredKeys: ["source"], noNullPrototype: true },
      ),
    ),
  ),
  logging: fc.record(
    {
      driver: fc.constantFrom("json-file", "local"),
      options: fc.constantFrom({ "max-size": "1m" }, { "max-file": 3 }),
    },
    { requiredKeys: ["driver"], noNullPrototype: true },
  ),
  ulimits: fc.record(
    { nproc: fc.nat(9), nofile: fc.oneof(fc.nat(9), fc.constant({ soft: 1, hard: 2 })) },
    { requiredKeys: [], noNullPrototype: true },
  ),
  devices: several(fc.constantFrom("/dev/a", "/dev/b:/dev/c", "/dev/a:/dev/c:r")),
  cap_add: several(fc.constantFrom("NET_ADMIN", "SYS_TIME")),
  profiles: several(fc.constantFrom("day", "night")),
  read_only: truths,
  init: truths,
  hostname: fc.constantFrom("desk", "$" + "{PLAIN}"),
  user: texts,
  restart: fc.constantFrom("always", "no", "unless-stopped"),
  mem_limit: fc.constantFrom<unknown>("64m", 1048576),
  stop_grace_period: fc.constant("1m"),
  image: fc.constantFrom("desk:1", "desk:$" + "{UNSET:-2}"),
  "x-note": fc.constantFrom<unknown>("any", { a: [1] }),
}

function service(name: string): fc.Arbitrary<unknown> {
  const below = keys.slice(keys.indexOf(name) + 1)
  const attributes: Readonly<Record<string, fc.Arbitrary<unknown>>> =
    below.length === 0
      ? common
      : {
          ...common,
          depends_on: dependencies(below),
          links: several(fc.constantFrom(...below, `${below[0]}:bench`), 2),
          extends: fc.constantFrom<unknown>(
            below[0]!,
            { service: below.at(-1) },
            { file: "common/base.yaml", service: "base" },
          ),
        }
  return fc
    .subarray(Object.keys(attributes), { maxLength: 9 })
    .chain((kept) =>
      fc.tuple(
        fc.record(Object.fromEntries(kept.map((key) => [key, attributes[key]!]))),
        fc.constantFrom("", "", "", "!reset", "!override"),
        fc.constantFrom(...kept, ""),
      ),
    )
    .map(([drawn, tag, key]) => {
      const service: Record<string, unknown> = { image: "desk", ...drawn }
      if (tag === "" || !OVERRIDES.has(key) || service[key] === null) return service
      return { ...service, [key]: tag === "!reset" ? { "!reset": null } : { "!override": service[key] } }
    })
}

function file(): fc.Arbitrary<unknown> {
  const optional = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T> => value
  return fc.record(
    {
      services: fc
        .record(
          { records: service("records"), lab: service("lab"), ward: service("ward") },
          { requiredKeys: ["records"], noNullPrototype: true },
        )
        .map((some) => ({ lab: { image: "lab" }, ward: { image: "ward" }, ...some })),
      networks: fc.record({
        inside: optional(
          fc.oneof(
            fc.constant(null),
            fc.record(
              {
                internal: truths,
                driver: fc.constant("bridge"),
                driver_opts: fc.constantFrom({ a: "1" }, { b: 2 }),
                ipam: fc.record({
                  config: several(
                    fc.record(
                      {
                        subnet: fc.constantFrom("10.9.0.0/24", "10.8.0.0/24"),
                        gateway: fc.constantFrom("10.9.0.1", "10.8.0.1"),
                      },
                      { requiredKeys: ["subnet"], noNullPrototype: true },
                    ),
                    2,
                    1,
                  ),
                }),
                labels: named(false),
              },
              { requiredKeys: [], noNullPrototype: true },
            ),
          ),
        ),
        outside: fc.oneof(
          fc.constantFrom<unknown>(
            null,
            {},
            { external: true },
            { name: "n-$" + "{PLAIN}" },
            { external: { name: "old" } },
          ),
        ),
      }),
      volumes: fc.constantFrom<unknown>({ store: null }, { store: { name: "st" } }, { store: { labels: ["a=b"] } }),
      secrets: fc.constantFrom<unknown>({ key: { file: "./k" }, token: { environment: "TOKEN" } }),
      configs: fc.constant({ settings: { content: "a: $" + "{PLAIN}" } }),
      name: fc.constantFrom("clinic", "Clinic $" + "{PLAIN}"),
    },
    { requiredKeys: ["services", "networks", "volumes", "secrets", "configs"], noNullPrototype: true },
  )
}
