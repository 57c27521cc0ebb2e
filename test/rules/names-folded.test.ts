import { describe, expect, it } from "vitest"
import { namesFolded } from "../../core/rules/names-folded.js"
import { bakery } from "../support/bakery.js"
import { findings } from "../support/findings.js"
import type { Loose } from "../support/library.js"

const folded = (topology: Loose) => findings(namesFolded, topology)

/** Two stacks of one host, each with a service that another one uses. */
function stacks(
  projects: readonly [string, string],
  more: { readonly web?: Loose; readonly sales?: Loose } = {},
): Loose {
  const topology = bakery({
    orders: { stack: "web", uses: ["web_sales"] },
    web_sales: { image: "orders", stack: "web", ports: { http: 8001 }, ...more.web },
    till: { stack: "sales", uses: ["sales"] },
    sales: { stack: "sales", ports: { http: 8002 }, ...more.sales },
  })
  topology.hosts.shop.stacks = {
    web: { directory: "web", project: projects[0] },
    sales: { directory: "sales", project: projects[1] },
  }
  return topology
}

describe("names/folded", () => {
  it("refuses networks of two stacks that have one name in Docker", () => {
    expect(folded(stacks(["shop", "shop_web"]))).toEqual([
      {
        message: 'The Docker network "shop_web_sales" is made twice: of shop + web_sales, and of shop_web + sales.',
        path: "/hosts/shop/stacks/sales/project",
        found: "shop_web_sales",
        notes: [{ message: "the other one is made there", path: "/hosts/shop/stacks/web/project" }],
        help: "Rename one of them, or the project of a stack that does not run yet.",
        environments: ["staging"],
      },
    ])
  })

  it("refuses volumes and containers alike, and a stated container name that is another's", () => {
    const volume = (name: string) => ({ mounts: [{ volume: name, target: "/data" }] })
    expect(folded(stacks(["shop", "shop_a"], { web: volume("a_b"), sales: volume("b") }))).toMatchObject([
      {
        message: expect.stringContaining(
          'The Docker volume "shop_a_b" is made twice: of shop + a_b, and of shop_a + b.',
        ),
      },
    ])
    const topology = stacks(["shop", "shop-till"])
    topology.hosts.shop.services["till-till"] = { image: "orders", stack: "web" }
    expect(folded(topology)).toMatchObject([{ message: expect.stringContaining('"shop-till-till-1"') }])

    expect(folded(stacks(["shop", "other"], { sales: { containerName: "shop-orders-1" } }))).toMatchObject([
      {
        message: 'The Docker container "shop-orders-1" is made twice: of shop + orders, and by a name that is stated.',
        path: "/hosts/shop/services/sales/containerName",
      },
    ])
  })

  it("refuses a container name that is another's in the same stack, and a shared network's name", () => {
    const one = bakery({ orders: {}, till: { containerName: "shop-orders-1" } })
    expect(folded(one)).toMatchObject([{ path: "/hosts/shop/services/till/containerName" }])

    const town = (external: boolean) => {
      const topology = stacks(["shop", "bakery"], { sales: { networks: ["town"] } })
      topology.hosts.shop.networks = { town: { name: "shop_web_sales", external } }
      return topology
    }
    expect(folded(town(false))).toMatchObject([{ found: "shop_web_sales" }])
    expect(folded(town(true))).toEqual([])
  })

  it("keeps quiet about names that stay apart, and volumes that are shared by name", () => {
    expect(folded(stacks(["shop", "bakery"]))).toEqual([])
    const shared = { mounts: [{ volume: "b", name: "shop_a_b", external: true, target: "/data" }] }
    const own = { mounts: [{ volume: "a_b", target: "/data" }] }
    expect(folded(stacks(["shop", "shop_a"], { web: own, sales: shared }))).toEqual([])
    for (const stated of [{ name: "breads" }, { external: true }]) {
      const other = { mounts: [{ volume: "b", target: "/data", ...stated }] }
      expect(folded(stacks(["shop", "shop_a"], { web: own, sales: other }))).toEqual([])
    }
  })

  it("leaves stacks of one project, and containers whose names are stated, to the rules for them", () => {
    const volume = { mounts: [{ volume: "data", target: "/data" }] }
    expect(folded(stacks(["shop", "shop"], { web: volume, sales: volume }))).toEqual([])
    const named = { containerName: "till" }
    expect(folded(stacks(["shop", "bakery"], { web: named, sales: named }))).toEqual([])
  })

  it("refuses a volume that another stack's volume is called by name", () => {
    const named = { mounts: [{ volume: "orders", name: "shop_data", target: "/data" }] }
    const volume = { mounts: [{ volume: "data", target: "/data" }] }
    expect(folded(stacks(["shop", "bakery"], { web: volume, sales: named }))).toEqual([
      {
        message: 'The Docker volume "shop_data" is made twice: of shop + data, and by a name that is stated.',
        path: "/hosts/shop/services/sales/mounts/0/name",
        found: "shop_data",
        notes: [{ message: "the other one is made there", path: "/hosts/shop/stacks/web/project" }],
        help: "Rename one of them, or the project of a stack that does not run yet.",
        environments: ["staging"],
      },
    ])
    expect(folded(stacks(["shop", "bakery"], { web: named, sales: named }))).toEqual([])
  })

  it("counts the hosts of one laptop together", () => {
    const topology = stacks(["shop", "shop_web"])
    const { orders, web_sales, till, sales } = topology.hosts.shop.services
    const { web, sales: other } = topology.hosts.shop.stacks
    topology.hosts = {
      front: { stacks: { web }, services: { orders, web_sales } },
      back: { stacks: { sales: other }, services: { till, sales } },
    }
    expect(folded(topology)).toEqual([])
    topology.environments.staging = { placements: ["local"] }
    expect(folded(topology)).toHaveLength(1)
  })

  it("tells of secrets whose files are one where capitals are not told apart", () => {
    const secrets = { API_KEY: { purpose: "Key of the till" }, api_key: { purpose: "Key of the oven" } }
    const topology = bakery({ orders: { secrets: { A: "API_KEY", B: "api_key" } } }, { secrets })
    expect(folded(topology)).toEqual([
      {
        severity: "warning",
        message:
          "The files of the secrets API_KEY and api_key of the stack main are one where capitals are not told apart.",
        path: "/secrets/api_key",
        found: "api_key",
        notes: [{ message: "the other one is declared there", path: "/secrets/API_KEY" }],
        help: "Rename one of them.",
        environments: ["staging"],
      },
    ])
    const variable = { secret: "api_key", as: "variable", reason: "It reads nothing else" }
    expect(folded(bakery({ orders: { secrets: { A: "API_KEY", B: variable } } }, { secrets }))).toEqual([])
  })
})
