import { describe, expect, it } from "vitest"
import { portsPrivileged } from "../../core/rules/ports-privileged.js"
import { bakery } from "../support/bakery.js"
import { findings } from "../support/findings.js"

const resolver = (more: object, port = 53) =>
  bakery({ resolver: { networkMode: "host", user: "1000:1000", ports: { dns: { port, protocol: "udp" } }, ...more } })

describe("ports/privileged", () => {
  it("tells of a low port of the machine for a user that may not have it", () => {
    expect(findings(portsPrivileged, resolver({}))).toEqual([
      {
        message:
          'shop.resolver listens on 53 of the machine\'s own network as the user "1000:1000", which only root may.',
        path: "/hosts/shop/services/resolver/ports/dns/port",
        found: "53",
        allowed: "1024 and above",
        notes: [{ message: "the user is stated there", path: "/hosts/shop/services/resolver/user" }],
        help: "Listen on a higher port, or leave `networkMode` out, so that it has a network in which it may.",
        environments: ["staging"],
      },
    ])
  })

  it("says why an added capability does not help", () => {
    expect(findings(portsPrivileged, resolver({ capAdd: ["NET_BIND_SERVICE"] }))).toMatchObject([
      { notes: [{}, { path: "/hosts/shop/services/resolver/capAdd" }] },
    ])
  })

  it.each(["root", "0", "0:0", "root:staff"])("keeps quiet about the user %s", (user) => {
    expect(findings(portsPrivileged, resolver({ user }))).toEqual([])
  })

  it("keeps quiet where the image decides, in a network of its own, and from 1024 on", () => {
    expect(findings(portsPrivileged, resolver({ user: undefined }))).toEqual([])
    expect(findings(portsPrivileged, resolver({ networkMode: undefined }))).toEqual([])
    expect(findings(portsPrivileged, resolver({}, 1024))).toEqual([])
    expect(findings(portsPrivileged, resolver({}, 1023))).toHaveLength(1)
  })
})
