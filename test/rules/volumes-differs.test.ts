import { describe, expect, it } from "vitest"
import { volumesDiffers } from "../../core/rules/volumes-differs.js"
import { findings } from "../support/findings.js"
import { type Loose, library } from "../support/library.js"

describe("volumes/differs", () => {
  it("refuses two real names of one volume", () => {
    const topology = library()
    mount(topology, "catalogue", { volume: "covers", name: "library-covers", target: "/covers" })
    mount(topology, "migrate", { volume: "covers", name: "covers", target: "/covers" })
    expect(findings(volumesDiffers, topology)).toEqual([
      {
        message: 'The volume covers has two real names: "library-covers" and "covers".',
        path: "/hosts/desk/services/migrate/mounts/0/name",
        found: '"covers"',
        notes: [{ message: "the other name is stated there", path: "/hosts/desk/services/catalogue/mounts/0/name" }],
        help: "State one name, or mount two volumes.",
        environments: ["stage"],
      },
      expect.objectContaining({ environments: ["live"] }),
    ])
  })

  it("keeps quiet when one mount states the name", () => {
    const topology = library()
    mount(topology, "catalogue", { volume: "covers", name: "library-covers", target: "/covers" })
    mount(topology, "migrate", { volume: "covers", target: "/covers" })
    expect(findings(volumesDiffers, topology)).toEqual([])
  })
})

function mount(topology: Loose, service: string, one: object): void {
  topology.hosts.desk.services[service].mounts = [one]
}
