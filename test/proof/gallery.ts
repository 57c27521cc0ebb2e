import type { Pins } from "../../core/resolve/index.js"
import type { TopologyInput } from "../../schema/topology.js"

/** A gallery whose site stands behind the CDN, and whose prints come from a second VM. */
export const GALLERY: TopologyInput = {
  name: "gallery",
  environments: { production: { project: "gallery-production", network: "10.9.0.0/24" } },
  clouds: {
    gcp: {
      purpose: "Machines",
      region: "europe-west8",
      zone: "europe-west8-b",
      operations: { project: "gallery-ops", purpose: "Shared by all", stateBucket: "gallery-state" },
      operators: [{ member: "group:it@gallery.example", reason: "Updates" }],
    },
    cloudflare: { purpose: "Names", zone: "gallery.example" },
  },
  images: {
    caddy: { repository: "caddy" },
    site: { repository: "gallery/site" },
    printer: { repository: "gallery/printer" },
  },
  hosts: {
    front: {
      machine: "e2-small",
      address: "10.9.0.2",
      stacks: { main: { directory: "front", project: "gallery-front" } },
      services: {
        caddy: { image: "caddy", ports: { http: 80, https: 443 }, proxy: { trusted: "cloudflare" } },
        site: {
          image: "site",
          ports: { http: 8000 },
          uses: ["studio.printer"],
          environment: { PRINTER: { text: ["http://", { at: "studio.printer" }] } },
          health: { get: "/", on: "http" },
        },
      },
    },
    studio: {
      machine: "e2-small",
      address: "10.9.0.3",
      stacks: { main: { directory: "studio", project: "gallery-studio" } },
      services: { printer: { image: "printer", ports: { http: 7000 }, health: { get: "/", on: "http" } } },
    },
  },
  routes: { site: { host: "www.gallery.example", exposure: "cdn", to: "front.site" } },
}

/** The same, but that the VM which nobody asks for by its address leaves the choice of one to the cloud. */
export const GALLERY_UNADDRESSED: TopologyInput = {
  ...GALLERY,
  hosts: { ...GALLERY.hosts, front: { ...GALLERY.hosts!.front!, address: undefined } },
}

/** Its pins. */
export const GALLERY_PINS: Pins = {
  caddy: { default: "2.11-alpine" },
  site: { default: "1.0.0" },
  printer: { default: "1.0.0" },
}
