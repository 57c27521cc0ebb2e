import { describe, expect, it } from "vitest"
import { networksDockerBridge } from "../../core/rules/networks-docker-bridge.js"
import { bakery } from "../support/bakery.js"
import { findings } from "../support/findings.js"

describe("networks/docker_bridge", () => {
  const found = (environment: object, host: object = {}, generate = ["compose"]) => {
    const topology = bakery({ oven: {} }, { generate, environments: { staging: environment } })
    Object.assign(topology.hosts.shop, host)
    return findings(networksDockerBridge, topology)
  }

  it("refuses a network with the bridge's addresses", () => {
    expect(found({ network: "172.17.4.0/24" })).toEqual([
      {
        message:
          "The network of staging, 172.17.4.0/24, lies in 172.17.0.0/16, which Docker takes for its own bridge on shop.",
        path: "/environments/staging/network",
        found: "172.17.4.0/24",
        help: "Choose a range that is clear of it, such as one of 10.0.0.0/8.",
        environments: ["staging"],
      },
    ])
  })

  it("refuses an address among them, and a pool", () => {
    expect(found({}, { address: "172.17.0.9" })).toEqual([
      expect.objectContaining({
        message:
          "The address of shop, 172.17.0.9, lies in 172.17.0.0/16, which Docker takes for its own bridge on shop.",
        path: "/hosts/shop/address",
      }),
    ])
    expect(found({}, { dockerPool: "172.16.0.0/12" })).toEqual([
      expect.objectContaining({ path: "/hosts/shop/dockerPool", found: "172.16.0.0/12" }),
    ])
  })

  it("keeps quiet where Terraform tells the daemon of another range, and refuses where there is none left", () => {
    expect(found({ network: "172.17.4.0/24" }, {}, ["terraform"])).toEqual([])
    const wide = { network: "172.16.0.0/12" }
    expect(found(wide, { dockerPool: "192.168.0.0/16" }, ["terraform"])).toEqual([
      expect.objectContaining({ path: "/environments/staging/network", found: "172.16.0.0/12" }),
    ])
  })

  it("keeps quiet about other ranges, and laptops", () => {
    expect(found({ network: "10.10.0.0/24" }, { address: "10.10.0.2" })).toEqual([])
    expect(found({}, { address: "172.18.0.2" })).toEqual([])
    expect(found({ network: "172.17.4.0/24", placements: ["local"] })).toEqual([])
  })
})
