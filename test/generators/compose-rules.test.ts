import { describe, expect, it } from "vitest"
import type { Finding, Rule } from "../../core/rule.js"
import { FURTHER_KEYS, KNOWN_KEYS } from "../../generators/compose/keys.js"
import { servicesComposeKey } from "../../generators/compose/rules/services-compose-key.js"
import { servicesComposeUnknown } from "../../generators/compose/rules/services-compose-unknown.js"
import { servicesComposeValue } from "../../generators/compose/rules/services-compose-value.js"
import { servicesDependencyProfile } from "../../generators/compose/rules/services-dependency-profile.js"
import { servicesMountTwice } from "../../generators/compose/rules/services-mount-twice.js"
import { servicesReplicas } from "../../generators/compose/rules/services-replicas.js"
import { servicesVariableClash } from "../../generators/compose/rules/services-variable-clash.js"
import { servicesVariableDefault } from "../../generators/compose/rules/services-variable-default.js"
import { servicesVariableTwice } from "../../generators/compose/rules/services-variable-twice.js"
import { servicesWords } from "../../generators/compose/rules/services-words.js"
import { stacksLocalStartOrder } from "../../generators/compose/rules/stacks-local-start-order.js"
import { stacksStartOrder } from "../../generators/compose/rules/stacks-start-order.js"
import { violations } from "../../generators/compose/validator.js"
import { env } from "../../schema/references.js"
import { findings } from "../support/findings.js"

describe("services/compose_key", () => {
  it("refuses what the topology has a field for", () => {
    expect(found(servicesComposeKey, { compose: { mem_limit: "1g" } })).toEqual([
      {
        message: 'shop.oven sets "mem_limit" under `compose`, which the topology has a field for.',
        path: "/hosts/shop/services/oven/compose/mem_limit",
        found: "mem_limit",
        help: "Use `resources.memory` instead.",
        environments: ["production"],
      },
    ])
  })

  it("keeps quiet about other keys, and about hosts whose Compose files are kept by hand", () => {
    expect(found(servicesComposeKey, { compose: { init: true } })).toEqual([])
    const topology = bakery({ oven: { image: "oven", compose: { ports: [] } } })
    const byHand = { ...topology, hosts: { shop: { ...topology.hosts.shop, generate: ["terraform"] } } }
    expect(findings(servicesComposeKey, byHand)).toEqual([])
  })

  it("knows each key of the specification, as its own or as a further one, and none twice", () => {
    const keys = [...KNOWN_KEYS.keys(), ...FURTHER_KEYS.keys()]
    expect(new Set(keys).size).toBe(keys.length)
    for (const key of keys) {
      const complaints = violations({ services: { oven: { [key]: undefined } } }).map(({ message }) => message)
      expect(complaints, key).not.toContain("must NOT have additional properties")
    }
  })
})

describe("services/compose_unknown", () => {
  it("refuses what the specification does not have, and guesses what was meant", () => {
    expect(found(servicesComposeUnknown, { compose: { workingdir: "/srv" } })).toMatchObject([
      {
        message: 'shop.oven sets "workingdir" under `compose`, which no service of the Compose Specification has.',
        path: "/hosts/shop/services/oven/compose/workingdir",
        help: 'Did you mean "working_dir"?',
      },
    ])
  })

  it("keeps quiet about keys of the specification, known ones and the user's own", () => {
    expect(found(servicesComposeUnknown, { compose: { init: true, ports: [], "x-oven": 1 } })).toEqual([])
  })
})

describe("services/compose_value", () => {
  it.each<[string, object, string, string, string]>([
    ["a scalar", { tty: 3 }, "tty", "3", "true or false, or a string"],
    ["an item", { dns: ["1.1.1.1", 8] }, "dns/1", "8", "a string"],
    ["an item that comes twice", { group_add: ["a", "a"] }, "group_add/1", '"a"', "each item once"],
    [
      "a key",
      { develop: { watch: [{ path: ".", action: "sync", to: "/" }] } },
      "develop/watch/0/to",
      "to",
      "a key that Compose knows there",
    ],
    [
      "a missing key",
      { post_start: [{ user: "root" }] },
      "post_start/0",
      "no command",
      "a map of command, user, privileged, working_dir, environment, with command",
    ],
    ["half a character", { working_dir: "\ud800" }, "working_dir", '"\\ud800"', "a string"],
  ])("refuses %s", (_, compose, place, what, allowed) => {
    expect(found(servicesComposeValue, { compose })).toMatchObject([
      { path: `/hosts/shop/services/oven/compose/${place}`, found: what, allowed },
    ])
  })

  it("keeps quiet about what Compose takes", () => {
    const compose = {
      annotations: { "bakery.note": 3 },
      blkio_config: { weight: 300, device_read_bps: [{ path: "/dev/sda", rate: "1mb" }] },
      credential_spec: { file: "spec.json" },
      devices: ["/dev/oven", { source: "/dev/mixer", permissions: "r" }],
      develop: { watch: [{ path: "./src", action: "sync", target: "/src", ignore: ["tmp/"] }] },
      extends: { service: "base", file: "base.yml" },
      gpus: [{ driver: "nvidia", count: 1, capabilities: ["gpu"] }],
      pid: "host",
      post_start: [{ command: ["warm", "up"], environment: ["A=1"] }],
      provider: { type: "mill", options: { grain: ["rye", 2] } },
      storage_opt: { size: "1G" },
      sysctls: { "net.core.somaxconn": 1024 },
      "x-oven": [{ lit: true }, 2],
    }
    expect(found(servicesComposeValue, { compose })).toEqual([])
    expect(violations({ services: { oven: compose } })).toEqual([])
  })
})

describe("services/words", () => {
  it("refuses what Compose would cut off without a word", () => {
    expect(found(servicesWords, { command: "bake | tee log" })).toEqual([
      {
        message: "A command of shop.oven can't be split into words: only a shell understands its |.",
        path: "/hosts/shop/services/oven/command",
        found: '"bake | tee log"',
        help: "Write { shell: … } for a shell to run it, or a list of words.",
        environments: ["production"],
      },
    ])
  })

  it.each([
    [{ entrypoint: "bake 'rye" }, "entrypoint"],
    [{ health: { command: "ask && tell" } }, "health/command"],
    [{ local: { command: "bake \\" } }, "local/command"],
  ])("looks at every command: %j", (stated, place) => {
    expect(found(servicesWords, stated).map(({ path }) => path)).toEqual([`/hosts/shop/services/oven/${place}`])
  })

  it("keeps quiet about quoted signs, lists and shells", () => {
    const stated = { command: "bake '|' \"a; b\" \\&", entrypoint: ["a | b"], health: { command: { shell: "a | b" } } }
    expect(found(servicesWords, stated)).toEqual([])
  })
})

describe("services/variable_default", () => {
  it("refuses a default that Compose can't find the end of", () => {
    expect(
      found(servicesVariableDefault, { environment: { MENU: env("MENU", { default: '{"rye":1}' }) } }),
    ).toMatchObject([
      { path: "/hosts/shop/services/oven/environment/MENU", help: "Leave the default out, and set the variable." },
    ])
    expect(found(servicesVariableDefault, { command: ["bake", env("TRAY", { default: "a\nb" })] })).toMatchObject([
      { path: "/hosts/shop/services/oven/command/1" },
    ])
  })

  it("keeps quiet about other defaults", () => {
    expect(found(servicesVariableDefault, { environment: { MENU: env("MENU", { default: "rye $5" }) } })).toEqual([])
  })
})

describe("services/variable_twice", () => {
  it("refuses a variable that is stated and a secret", () => {
    expect(found(servicesVariableTwice, { environment: { KEY_FILE: "x" }, secrets: { KEY: "KEY" } })).toEqual([
      {
        message: "shop.oven sets the variable KEY_FILE twice.",
        path: "/hosts/shop/services/oven/secrets/KEY",
        found: "KEY_FILE",
        notes: [{ message: "KEY_FILE is set there too", path: "/hosts/shop/services/oven/environment/KEY_FILE" }],
        help: "Keep one of them.",
        environments: ["production"],
      },
    ])
  })

  it("keeps quiet when each is set once", () => {
    expect(found(servicesVariableTwice, { environment: { KEY: "x" }, secrets: { KEY: "KEY" } })).toEqual([])
  })
})

describe("services/variable_clash", () => {
  it("refuses a variable beside the file of a secret", () => {
    expect(found(servicesVariableClash, { environment: { KEY: "x" }, secrets: { KEY: "KEY" } })).toEqual([
      {
        message: "shop.oven is handed both KEY and KEY_FILE.",
        path: "/hosts/shop/services/oven/secrets/KEY",
        found: "KEY",
        notes: [{ message: "KEY is stated there", path: "/hosts/shop/services/oven/environment/KEY" }],
        help: "Keep one of them.",
        environments: ["production"],
      },
    ])
  })

  it("keeps quiet about other variables", () => {
    expect(found(servicesVariableClash, { environment: { LOCK: "x" }, secrets: { KEY: "KEY" } })).toEqual([])
  })
})

describe("services/mount_twice", () => {
  const mounts = (second: string) => [
    { source: "/srv/rye", target: "/flour" },
    { volume: "wheat", target: second },
  ]

  it("refuses two mounts at one place", () => {
    expect(found(servicesMountTwice, { mounts: mounts("/flour") })).toEqual([
      {
        message: 'shop.oven mounts two things at "/flour".',
        path: "/hosts/shop/services/oven/mounts/1/target",
        found: '"/flour"',
        notes: [{ message: "The other one is mounted there", path: "/hosts/shop/services/oven/mounts/0/target" }],
        help: "Give one of them another target.",
        environments: ["production"],
      },
    ])
  })

  it("keeps quiet when the places differ", () => {
    expect(found(servicesMountTwice, { mounts: mounts("/wheat") })).toEqual([])
  })
})

describe("services/replicas", () => {
  it("refuses several containers with one name or one published port", () => {
    expect(found(servicesReplicas, { replicas: 2, containerName: "oven" })).toEqual([
      {
        message: "shop.oven has 2 containers, and only one can have the name oven.",
        path: "/hosts/shop/services/oven/replicas",
        found: "2",
        allowed: "1",
        notes: [{ message: "It is claimed there", path: "/hosts/shop/services/oven/containerName" }],
        help: "Run one container, or put a proxy before them and leave the claim out.",
        environments: ["production"],
      },
    ])
    expect(found(servicesReplicas, { replicas: 2, ports: { http: { port: 80, exposure: "host" } } })).toMatchObject([
      { message: "shop.oven has 2 containers, and only one can have port 80 of the host." },
    ])
  })

  it("keeps quiet about one container, and about several that claim nothing", () => {
    expect(found(servicesReplicas, { containerName: "oven" })).toEqual([])
    expect(found(servicesReplicas, { replicas: 2, ports: { http: 80 } })).toEqual([])
  })
})

describe("services/dependency_profile", () => {
  const night = (edge: object, profiles: object) =>
    bakery({
      oven: { image: "oven", uses: [{ to: "mill", ...edge }], ...profiles },
      mill: { image: "oven", ports: { http: 1 }, profiles: ["night"] },
    })

  it("refuses a need that a profile leaves out", () => {
    expect(findings(servicesDependencyProfile, night({}, {}))).toEqual([
      {
        message: "shop.oven needs shop.mill, which only the profiles night start.",
        path: "/hosts/shop/services/oven/uses/0/to",
        found: "no profile",
        allowed: "night",
        help: "Give both the same profiles, or write the edge with required: false.",
        environments: ["production"],
      },
    ])
  })

  it("keeps quiet when both have the profile, or one can do without the other", () => {
    expect(findings(servicesDependencyProfile, night({}, { profiles: ["night"] }))).toEqual([])
    expect(findings(servicesDependencyProfile, night({ required: false }, {}))).toEqual([])
  })
})

describe("stacks/start_order", () => {
  const stacks = (of: readonly string[]) => ({
    name: "library",
    environments: { production: {} },
    images: { app: { repository: "app" } },
    hosts: {
      library: {
        stacks: { front: { directory: "front", project: "front" }, back: { directory: "back", project: "back" } },
        services: {
          desk: { stack: "front", image: "app", ports: { http: 1 }, uses: ["shelf"] },
          shelf: { stack: "back", image: "app", ports: { http: 1 }, uses: of },
        },
      },
    },
  })

  it("refuses stacks of one host that wait for each other's networks", () => {
    expect(findings(stacksStartOrder, stacks(["desk"]))).toEqual([
      {
        message: "The stacks library/front, library/back each need a network that the next one creates.",
        path: "/hosts/library/services/desk/uses/0",
        found: "library.desk uses library.shelf, library.shelf uses library.desk",
        notes: [{ message: "library.shelf uses library.desk", path: "/hosts/library/services/shelf/uses/0" }],
        help: "Put the services into one stack, or declare the edges on one side only.",
        environments: ["production"],
      },
    ])
  })

  it("keeps quiet when one can start first", () => {
    expect(findings(stacksStartOrder, stacks([]))).toEqual([])
  })
})

describe("stacks/local_start_order", () => {
  const clinic = (of: readonly string[], placements = ["cloud", "local"]) => {
    const host = (name: string, address: string, services: object) => ({
      address,
      stacks: { main: { directory: name, project: name } },
      services,
    })
    return {
      name: "clinic",
      environments: { production: { placements } },
      images: { app: { repository: "app" } },
      hosts: {
        front: host("front", "10.0.0.2", { desk: { image: "app", ports: { http: 1 }, uses: ["back.records"] } }),
        back: host("back", "10.0.0.3", { records: { image: "app", ports: { http: 2 }, uses: of } }),
      },
    }
  }

  it("tells of stacks that can't be started one after the other on a laptop", () => {
    expect(findings(stacksLocalStartOrder, clinic(["front.desk"]))).toMatchObject([
      {
        message: "On one laptop, the stacks front/main, back/main each need a network that the next one creates.",
        path: "/hosts/front/services/desk/uses/0",
        help: "Start back.records alone first, with `docker compose up -d` and its name.",
      },
    ])
  })

  it("keeps quiet when one can start first, and where it is no laptop", () => {
    expect(findings(stacksLocalStartOrder, clinic([]))).toEqual([])
    expect(findings(stacksLocalStartOrder, clinic(["front.desk"], ["cloud"]))).toEqual([])
  })
})

function bakery(services: object) {
  return {
    name: "bakery",
    environments: { production: {} },
    images: { oven: { repository: "oven" } },
    secrets: { KEY: { purpose: "Opens the oven" } },
    hosts: { shop: { stacks: { main: { directory: "shop", project: "shop" } }, services } },
  }
}

function found(rule: Rule, stated: object): readonly Finding[] {
  return findings(rule, bakery({ oven: { image: "oven", ...stated } }))
}
