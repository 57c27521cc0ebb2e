import { describe, expect, it } from "vitest"
import { mountsSingleFile } from "../../core/rules/mounts-single-file.js"
import { bakery } from "../support/bakery.js"
import { findings } from "../support/findings.js"

describe("mounts/single_file", () => {
  const found = (source: unknown, target = "/etc/oven.conf", environment: object = {}) =>
    findings(
      mountsSingleFile,
      bakery({ oven: { mounts: [{ source, target }] } }, { environments: { staging: environment } }),
    )

  it("warns of a file beside the compose file", () => {
    expect(found("./config/oven.conf")).toEqual([
      {
        message:
          "shop.oven mounts the file ./config/oven.conf: when a deployment replaces it, the container still sees the old one.",
        path: "/hosts/shop/services/oven/mounts/0/source",
        found: "./config/oven.conf",
        allowed: "the folder that the file lies in",
        help: "Put the file in a folder of its own, and mount the folder.",
        environments: ["staging"],
      },
    ])
  })

  it.each([
    ["./Caddyfile", "/etc/caddy/Caddyfile"],
    ["../shared/.env", "/app/.env"],
    ["/opt/shop-staging/oven.toml", "/etc/oven.toml"],
  ])("finds %s", (source, target) => {
    expect(found(source, target)).toHaveLength(1)
  })

  it.each([
    ["./config", "/etc/oven"],
    ["./conf.d", "/etc/oven/conf.d"],
    ["./v1.2", "/srv/v1.2"],
    ["./oven.conf", "/etc/oven"],
    ["./recipes", "/srv/recipes.conf"],
    ["/etc/ssl/bakery.pem", "/etc/ssl/bakery.pem"],
    ["/var/run/docker.sock", "/var/run/docker.sock"],
    ["./oven.sock", "/run/oven.sock"],
    [{ env: "CONF" }, "/etc/oven.conf"],
  ])("keeps quiet about %j at %s", (source, target) => {
    expect(found(source, target)).toEqual([])
  })

  it("keeps quiet about laptops, and volumes", () => {
    expect(found("./oven.conf", undefined, { placements: ["local"] })).toEqual([])
    const topology = bakery({ oven: { mounts: [{ volume: "photos", target: "/photos.d/x.conf" }] } })
    expect(findings(mountsSingleFile, topology)).toEqual([])
  })
})
