import { describe, expect, it } from "vitest"
import { edgesEndedJob } from "../../core/rules/edges-ended-job.js"
import { bakery, CADDY } from "../support/bakery.js"
import { findings } from "../support/findings.js"
import type { Loose } from "../support/library.js"

const shop = (edge: unknown, job: Loose = {}) =>
  bakery({ orders: { ports: { http: 8000 }, uses: [edge] }, migrate: { job: true, ...job } })

describe("edges/ended_job", () => {
  it("refuses to wait for a job as if it stayed up", () => {
    expect(findings(edgesEndedJob, shop({ to: "migrate", condition: "started" }))).toEqual([
      {
        message:
          "shop.orders waits until shop.migrate is started, but shop.migrate is a job, which is done when it has ended.",
        path: "/hosts/shop/services/orders/uses/0/condition",
        found: "started",
        allowed: "completed",
        notes: [{ message: "it is said to be a job", path: "/hosts/shop/services/migrate/job" }],
        help: "Wait until it is `completed`, or leave `condition` out.",
        environments: ["staging"],
      },
    ])
    const healthy = shop({ to: "migrate", condition: "healthy" }, { health: { command: ["true"] } })
    expect(findings(edgesEndedJob, healthy)).toMatchObject([{ found: "healthy" }])
  })

  it("refuses a route to a job", () => {
    const topology = shop("migrate", { ports: { http: 8001 } })
    Object.assign(topology, bakery({ ...topology.hosts.shop.services, caddy: CADDY }))
    topology.routes = { migrate: { host: "bakery.example", to: "shop.migrate" } }
    expect(findings(edgesEndedJob, topology)).toMatchObject([
      {
        message:
          "A route leads from shop.caddy to shop.migrate, which is a job: when it has ended, nothing answers there.",
        path: "/routes/migrate/to",
      },
    ])
  })

  it("refuses an edge to a job of another host", () => {
    const topology = shop("migrate", { ports: { http: 8001 } })
    topology.hosts.shop.address = "10.0.0.2"
    const services = { ovens: { image: "orders", uses: ["shop.migrate"] } }
    topology.hosts.kitchen = { stacks: { main: { directory: "kitchen", project: "kitchen" } }, services }
    expect(findings(edgesEndedJob, topology)).toMatchObject([
      {
        message: expect.stringMatching(/^kitchen.ovens comes from another host to shop.migrate/),
        found: "shop.migrate",
      },
    ])
  })

  it("keeps quiet about waiting until it has ended, and about what stays up", () => {
    expect(findings(edgesEndedJob, shop("migrate"))).toEqual([])
    expect(findings(edgesEndedJob, shop({ to: "migrate", condition: "completed" }))).toEqual([])
    expect(findings(edgesEndedJob, shop({ to: "migrate", condition: "started" }, { job: false }))).toEqual([])
  })

  it("stands at the name, where an edge from another host says more", () => {
    const topology = shop("migrate", { ports: { http: 8001 } })
    topology.hosts.shop.address = "10.0.0.2"
    const services = { ovens: { image: "orders", uses: [{ to: "shop.migrate", access: "read" }] } }
    topology.hosts.kitchen = { stacks: { main: { directory: "kitchen", project: "kitchen" } }, services }
    expect(findings(edgesEndedJob, topology)).toMatchObject([{ path: "/hosts/kitchen/services/ovens/uses/0/to" }])
  })
})
