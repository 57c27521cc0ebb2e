import { describe, expect, it } from "vitest"
import { routesNotHttp } from "../../core/rules/routes-not-http.js"
import { bakery, CADDY } from "../support/bakery.js"
import { findings } from "../support/findings.js"
import type { Loose } from "../support/library.js"

const shop = (service: Loose, route: Loose = {}) =>
  bakery(
    { caddy: CADDY, ovens: service },
    { routes: { ovens: { host: "bakery.example", to: "shop.ovens", ...route } } },
  )

describe("routes/not_http", () => {
  it("refuses a port that says that it speaks something else", () => {
    const ports = { http: 8000, mqtt: { port: 1883, protocol: "tcp" } }
    expect(findings(routesNotHttp, shop({ ports }, { port: "mqtt" }))).toEqual([
      {
        message: "The route ovens leads to the port mqtt of shop.ovens, which speaks tcp and not HTTP.",
        path: "/routes/ovens/port",
        found: "mqtt",
        allowed: "a port that speaks http or https",
        notes: [{ message: "the port is declared there", path: "/hosts/shop/services/ovens/ports/mqtt/protocol" }],
        help: "Name a port that speaks HTTP, or state the `protocol` of this one.",
        environments: ["staging"],
      },
    ])
  })

  it("refuses UDP, and databases by their image, in handlers of handlers too", () => {
    expect(findings(routesNotHttp, shop({ ports: { udp: 8000 } }))).toMatchObject([
      { path: "/routes/ovens/to", message: expect.stringContaining("which speaks udp") },
    ])
    const handle = [{ match: { path: ["/a/*"] }, handle: [{ to: "shop.ovens" }] }]
    expect(findings(routesNotHttp, shop({ image: "postgres" }, { to: undefined, handle }))).toMatchObject([
      { path: "/routes/ovens/handle/0/handle/0/to", message: expect.stringContaining("the protocol of PostgreSQL") },
    ])
    expect(findings(routesNotHttp, shop({ image: "redis", ports: { cache: 6380 } }))).toHaveLength(1)
  })

  it.each([
    [{ image: "rabbitmq", ports: { tcp: 5672 } }, "the protocol of RabbitMQ"],
    [{ image: "mysql", ports: { tcp: 7000 } }, "the protocol of MySQL"],
    [{ ports: { grpc: 8000 } }, "gRPC"],
    [{ ports: { rpc: 50051 } }, "gRPC"],
    [{ ports: { queue: 5672 } }, "AMQP"],
    [{ ports: { orders: 3306 } }, "the protocol of MySQL"],
  ])("knows what %j speaks", (service, spoken) => {
    expect(findings(routesNotHttp, shop(service))).toMatchObject([
      { message: expect.stringContaining(`which speaks ${spoken} and not HTTP.`) },
    ])
  })

  it("believes what says that it speaks HTTP, whatever it is called", () => {
    expect(findings(routesNotHttp, shop({ ports: { http: 50051 } }))).toEqual([])
    expect(findings(routesNotHttp, shop({ ports: { grpc: { port: 8000, protocol: "http" } } }))).toEqual([])
    expect(findings(routesNotHttp, shop({ image: "rabbitmq", ports: { management: 15672 } }))).toEqual([])
    expect(findings(routesNotHttp, shop({ image: "elasticsearch", ports: { search: 9200 } }))).toEqual([])
  })

  it("believes HTTP, and a port that says nothing", () => {
    expect(findings(routesNotHttp, shop({ ports: { https: 8443 } }))).toEqual([])
    expect(findings(routesNotHttp, shop({ ports: { web: 8000 } }))).toEqual([])
    expect(findings(routesNotHttp, shop({ ports: { web: { port: 8000, protocol: "http" } } }))).toEqual([])
    expect(findings(routesNotHttp, shop({ image: "redis", ports: { http: 8000 } }))).toEqual([])
  })
})
