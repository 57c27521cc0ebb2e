import { describe, expect, it } from "vitest"
import { contextsOf, prove, type ReachAnswer, reach } from "../../proof/index.js"
import { GALLERY, GALLERY_PINS, GALLERY_UNADDRESSED } from "./gallery.js"
import { built } from "./trees.js"

const { tree, claims } = built("gallery", { topology: GALLERY, pins: GALLERY_PINS })
const [context] = contextsOf(tree, claims)

function ask(from: string, to: string): ReachAnswer {
  const answer = reach(context!, { from, to })
  if ("asked" in answer) throw new Error(`nobody is called ${answer.asked}`)
  return answer
}

/** Whether it is open, by which grant, and the words of the last step. */
function told(from: string, to: string): readonly unknown[] {
  const { isOpen, grant, hops } = ask(from, to)
  return [isOpen, grant, hops.at(-1)?.text]
}

describe("reach", () => {
  it("follows a visitor through the CDN, the firewall and the proxy, line by line", () => {
    const { isOpen, grant, hops } = ask("internet", "www.gallery.example")
    expect({ isOpen, grant }).toEqual({ isOpen: true, grant: "declared" })
    expect(hops.map(({ text }) => text)).toEqual([
      "the internet",
      "the record of www.gallery.example leads to front",
      "the CDN answers in its place",
      "the firewall rule front-caddy-https-from-cdn opens tcp/443 of front",
      "0.0.0.0:443 leads to port 443/tcp of front.caddy",
      "front.caddy serves www.gallery.example",
      "is handed to site.front.internal:8000",
      "front.caddy",
      "is on the network gallery-front_site",
      "front.site is on it too",
      "front.site answers on port 8000/tcp",
    ])
    for (const { text, position } of hops.slice(1)) {
      const line = tree.get(position!.file)!.split("\n")[position!.line - 1]!
      if (text.startsWith("is handed to")) expect(line).toContain("site.front.internal:8000")
      if (text.startsWith("0.0.0.0:443")) expect(line).toContain("https")
      if (text.startsWith("the firewall rule")) expect(line).toContain("front-caddy-https-from-cdn")
    }
  })

  it("ends at the firewall where the CDN is passed by", () => {
    expect(told("internet", "front.caddy:443")).toEqual([
      false,
      undefined,
      "the firewall rule deny-all-ingress refuses tcp/443 of front",
    ])
    expect(told("internet", "front:443")).toEqual(told("internet", "front.caddy:443"))
    expect(told("cdn", "front:443")).toEqual([true, "declared", "0.0.0.0:443 leads to port 443/tcp of front.caddy"])
  })

  it("goes from one machine to another where an edge asks for it", () => {
    expect(told("front.site", "studio.printer")).toEqual([
      true,
      "declared",
      "0.0.0.0:7000 leads to port 7000/tcp of studio.printer",
    ])
    expect(told("front.caddy", "studio.printer")).toEqual([
      true,
      "incidental",
      "0.0.0.0:7000 leads to port 7000/tcp of studio.printer",
    ])
    expect(told("studio.printer", "front.site")).toEqual([
      false,
      undefined,
      "no network of studio.printer leads out of its machine",
    ])
    expect(told("studio", "front:443")[0]).toBe(false)
    expect(told("front", "studio:7000")).toEqual([
      true,
      "declared",
      "0.0.0.0:7000 leads to port 7000/tcp of studio.printer",
    ])
  })

  it("knows who leaves a machine, and by what", () => {
    expect(told("front.caddy", "outside")).toEqual([true, "declared", "leaves by its external address"])
    expect(told("studio.printer", "outside")).toEqual([
      false,
      undefined,
      "no network of studio.printer leads out of its machine",
    ])
  })

  it("lets operators in through IAP, and nobody else", () => {
    expect(told("iap", "studio:22")[0]).toBe(true)
    expect(told("internet", "studio:22")[0]).toBe(false)
  })

  it("says by which proxy requests come to what is closed itself", () => {
    expect(told("internet", "front.site")[2]).toMatch(
      /does not publish any port; requests for www\.gallery\.example come to it by front\.caddy$/,
    )
  })

  it("follows externals and addresses to the outside, and machines by their addresses", () => {
    const hosts = GALLERY.hosts!
    const paying = built("paying", {
      topology: {
        ...GALLERY,
        externals: { payments: { title: "Payments", purpose: "Cards", hosts: ["api.payco.example"] } },
        hosts: {
          ...hosts,
          studio: {
            ...hosts.studio!,
            services: { printer: { ...hosts.studio!.services!.printer!, uses: ["payments"] } },
          },
        },
      },
      pins: GALLERY_PINS,
    })
    const [asked] = contextsOf(paying.tree, paying.claims)
    const answer = (from: string, to: string) => reach(asked!, { from, to })
    for (const to of ["payments", "api.payco.example", "api.payco.example:443"]) {
      expect(answer("studio.printer", to)).toMatchObject({ isOpen: true, grant: "declared" })
      expect(answer("front.caddy", to)).toMatchObject({ isOpen: true, grant: "incidental" })
    }
    expect(answer("studio.printer", "8.8.8.8")).toMatchObject({ isOpen: true })
    expect(told("front.site", "10.9.0.3:7000")).toEqual(told("front.site", "studio:7000"))
  })

  it.each([
    ["studio.printr", undefined],
    ["www.galery.example", undefined],
    ["studio", "Name a port of the machine: studio:22."],
    ["studio:99999", "Ports are 1 to 65535."],
    ["10.9.0.3", "Name a port of it: 10.9.0.3:22."],
    ["169.254.169.254:80", "169.254.169.254 is a private or reserved address, and no machine here has it."],
  ])("has no answer to %s, for closed would be said of a slip too", (to, hint) => {
    const answer = reach(context!, { from: "internet", to })
    expect(answer).toMatchObject({ asked: to, ...(hint === undefined ? {} : { hint }) })
  })

  it("has no answer about who is not there, and says who is", () => {
    expect(reach(context!, { from: "front.poster", to: "studio.printer" })).toMatchObject({ asked: "front.poster" })
    expect(reach(context!, { from: "internet", to: "poster" })).toEqual({
      asked: "poster",
      known: ["outside", "front", "studio", "front.caddy", "front.site", "studio.printer", "www.gallery.example"],
    })
  })
})

describe("reach from a VM that states no address", () => {
  const { tree: files, claims: granted } = built("gallery", { topology: GALLERY_UNADDRESSED, pins: GALLERY_PINS })
  const path = [...files.keys()].find((one) => one.endsWith("firewall/terragrunt.hcl"))!
  const widened = (range: string) =>
    new Map(files).set(path, files.get(path)!.replace(/source_service_accounts *= .*/, `ranges = ["${range}"]`))
  const stepsFrom = (from: string, range: string) => {
    const [found] = contextsOf(widened(range), granted)
    const answer = reach(found!, { from, to: "studio:7000" }) as ReachAnswer
    return { isOpen: answer.isOpen, last: answer.hops.at(-1) }
  }

  it("is open by a range that has all of its subnetwork", () => {
    for (const from of ["front", "front.site"])
      for (const range of ["0.0.0.0/0", "10.0.0.0/8", "10.9.0.0/24"])
        expect({ range, ...stepsFrom(from, range) }).toMatchObject({ range, isOpen: true })
  })

  it("is closed by one that has a part of it, at the rule, and by one that has none", () => {
    const { isOpen, last } = stepsFrom("front", "10.9.0.0/29")
    expect(isOpen).toBe(false)
    expect(last!.text).toContain("lets only part of the subnetwork 10.9.0.0/24 in to tcp/7000 of studio")
    expect(last!.position!.file).toBe(path)
    expect(stepsFrom("front", "10.8.0.0/24").last!.text).toBe(
      "the firewall rule deny-all-ingress refuses tcp/7000 of studio",
    )
  })

  it("is listed among what is open, as are the private networks that a rule names", () => {
    const callersOf = (range: string) =>
      prove(widened(range), granted)
        .reaches[0]!.ways.filter(({ ports, through }) => ports === "tcp/7000" && through === "firewall")
        .map(({ from }) => from)
    expect(callersOf("10.9.0.0/29")).toEqual(["vm front"])
    expect(callersOf("10.0.0.0/8")).toEqual(["private networks", "vm front"])
    expect(callersOf("0.0.0.0/0")).toEqual(["internet"])
  })
})
