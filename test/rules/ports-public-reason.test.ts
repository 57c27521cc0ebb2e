import { describe, expect, it } from "vitest"
import { portsPublicReason } from "../../core/rules/ports-public-reason.js"
import { findings } from "../support/findings.js"

const clinic = (port: object) => ({
  name: "clinic",
  environments: { production: {} },
  images: { pacs: { repository: "pacs" } },
  hosts: {
    ward: {
      stacks: { main: { directory: "ward", project: "ward" } },
      services: { pacs: { image: "pacs", ports: { dicom: port } } },
    },
  },
})

describe("ports/public_reason", () => {
  it("refuses an open port without a reason", () => {
    expect(findings(portsPublicReason, clinic({ port: 11112, exposure: { production: "public" } }))).toEqual([
      {
        message: "Port dicom of ward.pacs is open to anyone, and nothing says why.",
        path: "/hosts/ward/services/pacs/ports/dicom/exposure/production",
        found: "public",
        help: "Add a `reason`, or choose a narrower exposure.",
        environments: ["production"],
      },
    ])
  })

  it("accepts one with a reason, and one that only a route opens", () => {
    expect(
      findings(
        portsPublicReason,
        clinic({ port: 11112, exposure: "public", reason: "Scanners of other clinics send images" }),
      ),
    ).toEqual([])
  })

  it("leaves a route on localhost that is opened to others to the rule for that", () => {
    const topology = clinic({ port: 11112 })
    const caddy = { image: "pacs", ports: { http: 80, https: 443 }, proxy: {} }
    topology.hosts.ward.services = { ...topology.hosts.ward.services, caddy } as typeof topology.hosts.ward.services
    const routes = { pacs: { host: "localhost:8080", exposure: "public", to: "ward.pacs" } }
    expect(findings(portsPublicReason, { ...topology, routes } as object)).toEqual([])
  })
})
